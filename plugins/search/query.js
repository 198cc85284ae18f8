/**
 * What was typed -> words and phrases -> the terms that stand for each word. Nothing is stemmed here:
 * a word leads to its stems by the vocabulary, by the forms it begins, by endings other forms have,
 * or by the form most like it.
 */

import { distance, lettersOf, tokens } from "./text.js";

/**
 * @typedef {import("./store.js").Store} Store
 * @typedef {import("./store.js").Form} Form
 * @typedef {{form: string, isLast: boolean, isQuoted: boolean, whole: string}} Asked a word as typed;
 * `whole` is the compound that it is a part of: `cooperatives` of `co-operatives`
 * @typedef {{form: string, terms: Map<string, number>, isQuoted: boolean, isLight: boolean,
 *   isWide: boolean, correction: string}} Group
 * a word with the terms (and their boosts) that stand for it. A light one asks, but seldom says what
 * for (`come posso`, `where does`); a wide one is the beginning of too many words; `correction` is a
 * mended word as the site spells it
 * @typedef {{words: Asked[], phrases: string[][]}} Query
 */

const MOST_WORDS = 24;
const MOST_BEGUN = 16;
const MOST_CUT = 5;
const BEGUN_BOOST = 0.5;
/** A word with which others begin on so many pages is not finished; on fewer it may be a mistake. */
const MANY = 5;
/** What words are made with, one way or the other: `co-progettazione`, `coprogettazione`. */
const PREFIXES = ["anti", "auto", "bio", "co", "ex", "extra", "inter", "micro", "multi", "non", "post", "pre", "re", "ri", "socio"];
const COMPOUND = /[\p{L}\p{N}\p{M}]+(?:[-‐‑][\p{L}\p{N}\p{M}]+)+/gu;
const QUOTED = /["“”„«»]([^"“”„«»]*)["“”„«»]/gu;

/**
 * Read what was typed. Exact: each quoted part is a phrase, and so is what stands between.
 * @param {string} text
 * @param {boolean} isExact
 * @returns {Query}
 */
export function readQuery(text, isExact) {
  const quoted = [...text.matchAll(QUOTED)].map(([, inside]) => inside);
  const between = text.replace(QUOTED, "\0").split("\0");
  const phrases = (isExact ? [...quoted, ...between] : quoted).map(tokens).filter(({ length }) => length > 0);
  const loose = isExact ? [] : between.flatMap(tokens);
  const wholes = new Map(between.flatMap((part) => part.match(COMPOUND) ?? []).flatMap((run) =>
    tokens(run).map((form) => /** @type {[string, string]} */ ([form, tokens(run).join("")]))));
  const isOpen = /[\p{L}\p{N}\p{M}]$/u.test(text);
  const words = [
    ...phrases.flat().map((form) => ({ form, isLast: false, isQuoted: true, whole: "" })),
    ...loose.map((form, at) => ({
      form, isLast: isOpen && at === loose.length - 1, isQuoted: false, whole: wholes.get(form) ?? "" })),
  ];
  const last = new Map(words.map((word) => [`${word.isQuoted} ${word.form}`, word]));
  return { words: [...last.values()], phrases: phrases.map((forms) => forms.slice(0, MOST_WORDS)) };
}

/**
 * The words that decide, each with the terms that stand for it. Stop words decide nothing.
 * @param {Store} store
 * @param {Query} query
 * @returns {Promise<Group[]>}
 */
export async function groupsOf(store, { words }) {
  const telling = words.filter(({ form }) => !store.stop.has(form)).slice(0, MOST_WORDS);
  const isAlone = telling.filter(({ form }) => !store.light.has(form)).length === 1;
  const groups = await Promise.all(telling.map((word) => groupsFor(store, word, isAlone)));
  return groups.flat();
}

/**
 * The terms that stand for a word: one group, or two where it is two words in one.
 * @param {Store} store
 * @param {Asked} word
 * @param {boolean} isAlone
 * @returns {Promise<Group[]>}
 */
async function groupsFor(store, { form, isLast, isQuoted, whole }, isAlone) {
  const own = (await store.form(form))?.terms ?? [];
  const isBeginning = isLast && (form.length > 2 || own.length === 0);
  const begun = isBeginning ? await store.formsBegun(form) : [];
  const others = own.length > 0 || isQuoted ? [] : await termsByEnding(store, form);
  const wholes = whole ? (await store.form(whole))?.terms ?? [] : [];
  const terms = new Map(mostUsed(begun ?? []).map((term) => [term, BEGUN_BOOST]));
  for (const term of [...own, ...others, ...wholes]) terms.set(term, 1);
  const isWide = begun === undefined && terms.size === 0;
  const group = { form, terms, isQuoted, isLight: store.light.has(form) || form.length === 1, isWide, correction: "" };
  const isFound = own.length > 0 || others.length > 0 || wholes.length > 0;
  const seen = (begun ?? []).reduce((sum, { count }) => sum + count, 0);
  if (isFound || isQuoted || isWide || seen >= MANY) return [group];
  const two = seen === 0 ? await twoWords(store, form) : [];
  if (two.length > 0) return two.map((part) => ({ ...group, form: part.form, terms: asked(part.terms) }));
  const like = await nearest(store, form);
  const meant = like ? await store.form(like.form) : undefined;
  if (!like || !meant || meant.count <= seen) return [group];
  // Too many words are like one of four letters: among others it is not required.
  const isLight = group.isLight || (form.length < 5 && !isAlone);
  return [{ ...group, isLight, terms: new Map([...terms, ...asked(meant.terms)]), correction: like.spelling }];
}

/**
 * Terms with the boost of a word that is asked for whole.
 * @param {string[]} terms
 * @returns {Map<string, number>}
 */
function asked(terms) {
  return new Map(terms.map((term) => [term, 1]));
}

/**
 * The two known words that an unknown one is made of, the first a prefix.
 * @param {Store} store
 * @param {string} form
 * @returns {Promise<Form[]>}
 */
async function twoWords(store, form) {
  const prefixes = PREFIXES.filter((prefix) => form.startsWith(prefix) && form.length > prefix.length + 3);
  for (const prefix of prefixes) {
    const [first, rest] = await Promise.all([store.form(prefix), store.form(form.slice(prefix.length))]);
    if (first?.terms.length && rest?.terms.length) return [first, rest];
  }
  return [];
}

/**
 * The terms of forms: those on most pages, if there are many.
 * @param {Form[]} forms
 * @returns {string[]}
 */
function mostUsed(forms) {
  const uses = new Map();
  for (const { terms, count } of forms) {
    for (const term of terms) uses.set(term, (uses.get(term) ?? 0) + count);
  }
  const most = [...uses].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  return most.slice(0, MOST_BEGUN).map(([term]) => term);
}

/**
 * The term of a form that is on no page, by the endings that this site's forms have: `giovane` is
 * the stem of `giovani` with an ending that others have. The longest stem, at least three letters.
 * @param {Store} store
 * @param {string} form
 * @returns {Promise<string[]>}
 */
async function termsByEnding(store, form) {
  const least = Math.max(3, form.length - MOST_CUT);
  const fitting = store.endings.filter(([ending]) => form.endsWith(ending));
  const stems = fitting.map(([ending, stemEnding]) => form.slice(0, form.length - ending.length) + stemEnding);
  const longEnough = [...new Set([form, ...stems])].filter(({ length }) => length >= least);
  const terms = await store.termsAmong(longEnough);
  return terms.sort((a, b) => b.length - a.length).slice(0, 1);
}

/**
 * The form most like one that is on no page: one mistake from four letters on, two from eight. Its
 * stem may be the like one: `schoul` is one letter from the stem of `schools`. The first letter is
 * seldom mistaken: another only in words of seven letters, and with no other mistake. Of the forms as
 * like, one with a letter doubled goes before, then the one on most pages. Numbers are never corrected.
 * @param {Store} store
 * @param {string} form
 */
async function nearest(store, form) {
  if (form.length < 4 || form.length > 40 || /\p{N}/u.test(form)) return undefined;
  const near = await store.formsLike(form, { isOther: false });
  const most = form.length < 8 ? 1 : 2;
  const same = mostLike(form, near.filter((known) => known.form[0] === form[0]), most);
  if (same || form.length < 7) return same;
  return mostLike(form, [...near, ...await store.formsLike(form, { isOther: true })], 1);
}

/**
 * @typedef {{form: string, stem: string, spelling: string, letters: number, size: number}} Known
 */

/**
 * The most like of some forms, if one is like enough.
 * @param {string} form
 * @param {Known[]} known
 * @param {number} most how many mistakes
 * @returns {Known | undefined}
 */
function mostLike(form, known, most) {
  const letters = lettersOf(form);
  let [least, best] = [most + 1, /** @type {Known | undefined} */ (undefined)];
  for (const each of known) {
    // A mistake adds, takes away or changes one letter; a stem lacks at most those of an ending.
    if (bitsIn(letters & ~each.letters) > most) continue;
    const isDoubled = single(each.form) === single(form);
    const cost = isDoubled ? 0.5 : Math.min(distance(form, each.form, most), distance(form, each.stem, most) + 0.25);
    if (cost < least || (best && cost === least && each.size > best.size)) [least, best] = [cost, each];
  }
  return best;
}

/**
 * A word with every doubled letter once.
 * @param {string} form
 */
function single(form) {
  return form.replace(/(.)\1+/gu, "$1");
}

/**
 * How many bits are set.
 * @param {number} set
 */
function bitsIn(set) {
  let count = 0;
  for (let rest = set; rest !== 0; rest &= rest - 1) count += 1;
  return count;
}
