/**
 * What was typed -> words and phrases -> the terms that stand for each word. Nothing is stemmed here:
 * a word leads to its stems by the vocabulary, by the forms it begins, by endings other forms have,
 * or by the form most like it.
 */

import { distance, tokens } from "./text.js";

/**
 * @typedef {import("./store.js").Store} Store
 * @typedef {{form: string, isLast: boolean, isQuoted: boolean}} Asked a word as typed
 * @typedef {{form: string, terms: Map<number, number>, correction: string}} Group
 * a word with the terms (number -> boost) that stand for it
 * @typedef {{words: Asked[], phrases: string[][]}} Query
 */

const MOST_WORDS = 24;
const MOST_BEGUN = 16;
const BEGUN_BOOST = 0.5;
const QUOTED = /"([^"]*)"|“([^“”]*)”|„([^„“”]*)[“”]|«([^«»]*)»/gu;

/**
 * Read what was typed. Exact: each quoted part is a phrase, and so is what stands between.
 * @param {string} text
 * @param {boolean} isExact
 * @returns {Query}
 */
export function readQuery(text, isExact) {
  const quoted = [...text.matchAll(QUOTED)].map((found) => found.slice(1).find((part) => part !== undefined) ?? "");
  const between = text.replace(QUOTED, "\0").split("\0");
  const phrases = (isExact ? [...quoted, ...between] : quoted).map(tokens).filter(({ length }) => length > 0);
  const loose = isExact ? [] : between.flatMap(tokens);
  const isOpen = /[\p{L}\p{N}\p{M}]$/u.test(text);
  const words = [
    ...phrases.flat().map((form) => ({ form, isLast: false, isQuoted: true })),
    ...loose.map((form, at) => ({ form, isLast: isOpen && at === loose.length - 1, isQuoted: false })),
  ];
  const last = new Map(words.map((word) => [`${word.isQuoted} ${word.form}`, word]));
  return { words: [...last.values()].slice(0, MOST_WORDS), phrases: phrases.map((forms) => forms.slice(0, MOST_WORDS)) };
}

/**
 * The words that decide, each with the terms that stand for it. Stop words decide nothing.
 * @param {Store} store
 * @param {Query} query
 * @returns {Group[]}
 */
export function groupsOf(store, { words }) {
  return words.filter(({ form }) => !store.stop.has(form)).map((word) => groupOf(store, word));
}

/**
 * @param {Store} store
 * @param {Asked} word
 * @returns {Group}
 */
function groupOf(store, { form, isLast, isQuoted }) {
  const own = termsOf(store, form);
  const isBeginning = isLast && (form.length > 2 || own.length === 0);
  const begun = isBeginning ? termsBegun(store, form) : [];
  const others = own.length > 0 || isQuoted ? [] : termsByEnding(store, form);
  const terms = new Map(begun.map((term) => [term, BEGUN_BOOST]));
  for (const term of [...own, ...others]) terms.set(term, 1);
  const correction = terms.size > 0 || isQuoted ? "" : nearest(store, form);
  for (const term of termsOf(store, correction)) terms.set(term, 1);
  return { form, terms, correction };
}

/** @param {Store} store @param {string} form @returns {number[]} */
function termsOf(store, form) {
  return store.stems[store.formNumbers.get(form) ?? -1] ?? [];
}

/**
 * The terms of the forms that begin so: those on most pages, if there are many.
 * @param {Store} store
 * @param {string} beginning
 * @returns {number[]}
 */
function termsBegun(store, beginning) {
  const uses = new Map();
  for (let at = firstFrom(store.forms, beginning); store.forms[at]?.startsWith(beginning); at += 1) {
    for (const term of store.stems[at]) uses.set(term, (uses.get(term) ?? 0) + store.counts[at]);
  }
  return [...uses].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, MOST_BEGUN).map(([term]) => term);
}

/**
 * Where the first word not before `word` stands in a sorted list.
 * @param {string[]} sorted
 * @param {string} word
 */
function firstFrom(sorted, word) {
  let low = 0;
  for (let high = sorted.length; low < high;) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < word) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * The term of a form that is on no page, by the endings that this site's forms have: `giovane` is
 * the stem of `giovani` with an ending that others have. The longest stem, at least three letters.
 * @param {Store} store
 * @param {string} form
 * @returns {number[]}
 */
function termsByEnding(store, form) {
  let best = form;
  let term = store.termNumbers.get(form);
  for (const [ending, stemEnding] of store.endings) {
    const stem = form.slice(0, form.length - ending.length) + stemEnding;
    const number = form.endsWith(ending) && stem.length > 2 ? store.termNumbers.get(stem) : undefined;
    if (number !== undefined && (term === undefined || stem.length > best.length)) [best, term] = [stem, number];
  }
  return term === undefined ? [] : [term];
}

/**
 * The form most like one that is on no page: one mistake from four letters on, two from eight. Its
 * stem may be the like one: `schoul` is one letter from the stem of `schools`. The same first letter
 * goes before, then the form itself, then the one on most pages. Numbers are never corrected.
 * @param {Store} store
 * @param {string} form
 * @returns {string} empty if there is none
 */
function nearest(store, form) {
  const most = form.length < 4 || /\p{N}/u.test(form) ? 0 : form.length < 8 ? 1 : 2;
  let best = { cost: most + 1, count: Infinity, form: "" };
  for (let at = 0; most > 0 && at < store.forms.length; at += 1) {
    const count = store.counts[at];
    const cost = count > 0 ? mistakes(store, form, at, most) : Infinity;
    if (cost < best.cost || (cost === best.cost && count > best.count)) best = { cost, count, form: store.forms[at] };
  }
  return best.form;
}

/**
 * How far a word is from a known form or from its stem.
 * @param {Store} store
 * @param {string} form
 * @param {number} at number of the known form
 * @param {number} most
 */
function mistakes(store, form, at, most) {
  const known = store.forms[at];
  const stems = store.stems[at].map((term) => distance(form, store.terms[term], most) + 0.25);
  return Math.min(distance(form, known, most), ...stems) + (known[0] === form[0] ? 0 : 0.5);
}
