/**
 * Lists of integers, as `counting.py` packs them: postings and positions of one word, segment after
 * segment, each begun by -1 less its number. Numbers of documents come out as those of the whole index.
 */

import { demand } from "./check.js";

const BODY = 2;
/** The first fields are texts, with lengths and positions: title, summary, body. */
export const TEXTS = 3;

/**
 * @typedef {{documents: number[], frequencies: number[]}} Postings
 * @typedef {Map<number, Map<number, number>>} Positions document -> position -> the run before it
 */

/**
 * Unpack postings: for each field its documents, and how often they have the term.
 * @param {number[]} packed
 * @param {number[]} starts the first document of each segment, and one past the last
 * @param {number} fields how many
 * @param {string} file
 * @returns {Postings[]}
 */
export function unpackPostings(packed, starts, fields, file) {
  /** @type {Postings[]} */
  const found = Array.from({ length: fields }, () => ({ documents: [], frequencies: [] }));
  const add = (/** @type {number} */ field, /** @type {number} */ document, /** @type {number} */ often) => {
    demand(field < fields && often > 0, file, "postings out of bounds");
    found[field].documents.push(document);
    found[field].frequencies.push(often);
  };
  walk(packed, starts, 2, file, (document, kind, at) => {
    const where = kind > 0 ? packed[at] : 2;
    if (where % 2 === 0) add(BODY, document, where / 2);
    const next = at + kind;
    const fieldsHere = where % 2 === 0 ? [] : bits(where >> 2);
    const isOften = fieldsHere.length > 0 && (where & 2) > 0;
    fieldsHere.forEach((field, nth) => add(field, document, isOften ? packed[next + nth] : 1));
    return isOften ? next + fieldsHere.length : next;
  });
  return found;
}

/**
 * Unpack positions: for title, summary and body, where the form stands in the documents wanted, and
 * the run of stop words before each place.
 * @param {number[]} packed
 * @param {number[]} starts
 * @param {string} file
 * @param {(document: number) => boolean} isWanted
 * @returns {Positions[]}
 */
export function unpackPositions(packed, starts, file, isWanted) {
  /** @type {Positions[]} */
  const found = [new Map(), new Map(), new Map()];
  walk(packed, starts, 4, file, (document, kind, at) => {
    let next = at + Number(kind > 0);
    const fields = bits(kind === 2 ? packed[at] : 1 << BODY);
    demand(kind < 3 && fields.every((field) => field < TEXTS), file, "positions out of bounds");
    for (const field of fields) {
      const often = kind === 0 ? 1 : packed[kind === 2 ? next : at];
      /** @type {Map<number, number>} */
      const places = new Map();
      next = readPlaces(packed, next + Number(kind === 2), often, places);
      if (isWanted(document)) found[field].set(document, places);
    }
    return next;
  });
  return found;
}

/**
 * Read the places of a form in one text.
 * @param {number[]} packed
 * @param {number} at
 * @param {number} often how many
 * @param {Map<number, number>} places filled
 * @returns {number} where the next begins
 */
function readPlaces(packed, at, often, places) {
  let position = -1;
  let next = at;
  for (let nth = 0; nth < often && next < packed.length; nth += 1) {
    const hasRun = packed[next] % 2 === 1;
    position += packed[next] >> 1;
    places.set(position, hasRun ? packed[next + 1] : 0);
    next += hasRun ? 2 : 1;
  }
  return places.size === often ? next : packed.length + 1;
}

/**
 * Walk through a packed list, document by document.
 * @param {number[]} packed
 * @param {number[]} starts
 * @param {number} kinds a gap of documents is multiplied by so many, and has the kind added
 * @param {string} file
 * @param {(document: number, kind: number, at: number) => number} take reads what is said of a
 *   document from `at` on, and returns where the next begins
 */
function walk(packed, starts, kinds, file, take) {
  let document = -1;
  let end = 0;
  for (let at = 0; at < packed.length;) {
    const number = packed[at];
    at += 1;
    if (number < 0) {
      demand(-number < starts.length, file, "a segment is not there");
      [document, end] = [starts[-number - 1] - 1, starts[-number]];
    } else {
      document += Math.floor(number / kinds);
      demand(number >= kinds && document < end, file, "documents out of bounds");
      at = take(document, number % kinds, at);
      demand(at <= packed.length, file, "a list is cut off");
    }
  }
}

/**
 * The numbers of the bits that are set.
 * @param {number} set
 * @returns {number[]}
 */
function bits(set) {
  const found = [];
  for (let bit = 0; set >> bit > 0; bit += 1) if ((set >> bit) & 1) found.push(bit);
  return found;
}
