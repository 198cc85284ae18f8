/** What data must be before it is used; an Error names the file that is not so. */

/**
 * Say that a file is not what it should be, unless `condition` holds.
 * @param {unknown} condition
 * @param {string} file
 * @param {string} what
 */
export function demand(condition, file, what) {
  if (!condition) throw new Error(`Search data “${file}” is damaged: ${what}.`);
}

/** @param {any} value */
export const isText = (value) => typeof value === "string";

/** @param {any} value */
export const isCount = (value) => Number.isInteger(value) && value >= 0;

/**
 * @param {any} value
 * @param {number | undefined} length any, if undefined
 * @param {(item: any) => boolean} check of every item
 */
export const isList = (value, length, check) =>
  Array.isArray(value) && (length === undefined || value.length === length) && value.every(check);

/** @param {any} value */
export const isIntegers = (value) => isList(value, undefined, Number.isInteger);

/** @param {any} value */
export const isRecord = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
