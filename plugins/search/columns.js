/** Columns: what is known of every document, the lengths of its texts and what it is filtered by. */

import { demand, isCount, isList, isRecord, isText } from "./check.js";
import { TEXTS } from "./packing.js";

const FACETS = ["type", "country", "sector", "year", "status"];

/**
 * @typedef {{values: string[], rows: number[][]}} Facet its values, and for each document the numbers
 * of those it has
 */

/**
 * Read the columns.
 * @param {any} columns
 * @param {number} count of documents
 * @param {number} fields how many there are
 * @param {string} file
 * @returns {{lengths: Uint32Array[], labels: Map<string, string>, facets: Map<string, Facet>}}
 */
export function readColumns(columns, count, fields, file) {
  demand(isRecord(columns) && isRecord(columns.labels) && isRecord(columns.facets), file, "no columns");
  demand(isList(columns.lengths, TEXTS, isText), file, "no lengths");
  // In a field of names all are as long.
  const same = new Uint32Array(count).fill(1);
  const lengths = Array.from({ length: fields }, (_, at) => (
    at < TEXTS ? Uint32Array.from(numbersIn(columns.lengths[at], count, file), lengthOf) : same));
  const facets = new Map(FACETS.map((facet) => [facet, facetOf(columns.facets[facet], count, file)]));
  return { lengths, labels: new Map(Object.entries(columns.labels)), facets };
}

/**
 * The numbers that the signs of a text stand for.
 * @param {string} text
 * @param {number} count
 * @param {string} file
 * @returns {number[]}
 */
function numbersIn(text, count, file) {
  const found = Array.from(text, (sign) => {
    const code = Number(sign.codePointAt(0));
    const unit = code >= 0xe000 ? code - 0x800 : code;
    return unit - (unit > 0x5c ? 0x24 : 0x23);
  });
  demand(found.length === count && found.every(isCount), file, "a column does not match the documents");
  return found;
}

/**
 * The length that a code stands for: of three binary digits and zeros.
 * @param {number} code
 */
function lengthOf(code) {
  return code < 8 ? code : (4 + (code & 3)) * 2 ** ((code >> 2) - 1);
}

/**
 * A facet: its values, and for each document the numbers of those it has. Equal rows are one.
 * @param {any} column
 * @param {number} count
 * @param {string} file
 * @returns {Facet}
 */
function facetOf(column, count, file) {
  demand(isRecord(column) && isList(column.values, undefined, isText) && isText(column.of), file, "no column");
  const { values, rows } = column;
  const isValue = (/** @type {any} */ number) => isCount(number) && number < values.length;
  demand(isList(rows, undefined, (row) => isList(row, undefined, isValue)), file, "a value is not there");
  const numbers = numbersIn(column.of, count, file);
  demand(numbers.every((number) => number < rows.length), file, "a row is not there");
  return { values, rows: numbers.map((number) => rows[number]) };
}
