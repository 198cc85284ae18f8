/**
 * Phrases: words side by side, stop words included. The positions of a stop word are many; so those
 * of the other words say which stop words stand before them (`counting.py`), and its own are only
 * fetched where a phrase ends in one, has nothing else, or has more in a row than is noted.
 */

import { TEXTS } from "./packing.js";

/**
 * @typedef {import("./store.js").Store} Store
 * @typedef {import("./packing.js").Positions} Positions
 * @typedef {{form: string, offset: number, run: number, before: number}} Part of a phrase: a word,
 * its place in it, the run of stop words before it and how many they are
 */

const LONGEST_RUN = 4;

/**
 * The documents where the forms stand side by side, in this order, in one of the fields. Names of
 * places and topics are not the page's own words, so they are not looked at.
 * @param {Store} store
 * @param {string[]} phrase
 * @param {number[]} fields
 * @returns {Promise<Set<number>>}
 */
export async function documentsWithPhrase(store, phrase, fields) {
  const forms = [...new Set(phrase)];
  const heavy = forms.filter((form) => !store.stop.has(form));
  const candidates = await documentsWithAll(store, heavy, fields);
  /** @type {Set<number>} */
  const found = new Set();
  if (candidates?.size === 0) return found;
  const isWanted = (/** @type {number} */ document) => candidates?.has(document) ?? true;
  const parts = partsOf(store, phrase);
  const places = new Map(await Promise.all([...new Set(parts.map(({ form }) => form))].map(
    async (form) => /** @type {[string, Positions[]]} */ ([form, await store.positions(form, isWanted)]))));
  for (const field of fields.filter((each) => each < TEXTS)) {
    const byPart = parts.map(({ form }) => /** @type {Positions[]} */ (places.get(form))[field]);
    for (const document of byPart[0].keys()) if (stands(store, parts, byPart, document)) found.add(document);
  }
  return found;
}

/**
 * The documents that have all of some forms somewhere in the fields; none asked for is no answer.
 * @param {Store} store
 * @param {string[]} forms
 * @param {number[]} fields
 * @returns {Promise<Set<number> | undefined>}
 */
async function documentsWithAll(store, forms, fields) {
  const sets = await Promise.all(forms.map(async (form) => {
    const terms = (await store.form(form))?.terms ?? [];
    const postings = await Promise.all(terms.map(store.postings));
    return new Set(postings.flatMap((byField) => fields.flatMap((field) => byField[field].documents)));
  }));
  if (sets.length === 0) return undefined;
  const [first, ...others] = sets.sort((a, b) => a.size - b.size);
  return new Set([...first].filter((document) => others.every((each) => each.has(document))));
}

/**
 * The words of a phrase whose positions decide: without stop words, where these are noted as runs.
 * @param {Store} store
 * @param {string[]} phrase
 * @returns {Part[]}
 */
function partsOf({ stop, stops }, phrase) {
  const digits = new Map(stops.map((word, at) => [word, at + 1]));
  /** @type {Part[]} */
  const parts = [];
  let [run, before] = [0, 0];
  phrase.forEach((form, offset) => {
    if (stop.has(form)) {
      [run, before] = [run * (stops.length + 1) + Number(digits.get(form)), before + 1];
    } else {
      parts.push({ form, offset, run, before });
      [run, before] = [0, 0];
    }
  });
  const isNoted = before === 0 && parts.every((part) => part.before <= LONGEST_RUN);
  return isNoted ? parts : phrase.map((form, offset) => ({ form, offset, run: 0, before: 0 }));
}

/**
 * Whether a document has the parts of a phrase at their places. The first word may have more stop
 * words before it than the phrase has.
 * @param {Store} store
 * @param {Part[]} parts
 * @param {Positions[]} places of each part
 * @param {number} document
 */
function stands({ stops }, parts, places, document) {
  const here = places.map((positions) => positions.get(document));
  const asked = (stops.length + 1) ** parts[0].before;
  for (const [position, run] of here[0] ?? []) {
    const start = position - parts[0].offset;
    const isFirst = run % asked === parts[0].run;
    const isRest = parts.slice(1).every(({ offset, run: wanted, before }, at) => {
      const there = here[at + 1]?.get(start + offset);
      return there !== undefined && (before === 0 || there === wanted);
    });
    if (isFirst && isRest) return true;
  }
  return false;
}
