/**
 * Words and texts: the tokenizer (the same as `tokens.py`), the distance of two words, excerpts.
 * Pure functions, no DOM.
 */

/** Letters that NFKD does not take apart, and the two letters that are apostrophes. */
const LETTERS = new Map(Object.entries({
  ß: "ss", æ: "ae", œ: "oe", ø: "o", ł: "l", đ: "d", ð: "d", þ: "th", ı: "i", ħ: "h", ŧ: "t",
  ŋ: "n", ĸ: "k", ς: "σ", "\u0640": "", "\u02bb": " ", "\u02bc": " ",
}));
const MAPPED = new RegExp(`[${[...LETTERS.keys()].join("")}]`, "gu");
/** A word as written; two apostrophes are letters to Unicode. */
export const RUN = /(?:(?![\u02bb\u02bc])[\p{L}\p{N}\p{M}])+/gu;
const ASCII = /^[\0-\x7f]*$/;
const EXCERPT = 200;
const BEFORE = 50;

/**
 * Fold a text: NFKD, lower case, no marks, plain letters.
 * @param {string} text
 * @returns {string}
 */
export function fold(text) {
  if (ASCII.test(text)) return text.toLowerCase();
  const plain = text.normalize("NFKD").toLowerCase().replace(/\p{M}+/gu, "");
  return plain.replace(MAPPED, (letter) => LETTERS.get(letter) ?? letter);
}

/**
 * The folded forms of a text's words, in order.
 * @param {string} text
 * @returns {string[]}
 */
export function tokens(text) {
  return fold(text).match(/[\p{L}\p{N}]+/gu) ?? [];
}

/**
 * The words of a text with their places in it (UTF-16 units), to be marked.
 * @param {string} text
 * @returns {{form: string, start: number, end: number}[]}
 */
export function placedTokens(text) {
  return [...text.matchAll(RUN)].flatMap((run) =>
    tokens(run[0]).map((form) => ({ form, start: run.index, end: run.index + run[0].length })));
}

/**
 * Which letters a word has, as bits: a quick way to see that two words are not alike.
 * @param {string} form
 * @returns {number}
 */
export function lettersOf(form) {
  let found = 0;
  for (let at = 0; at < form.length; at += 1) found |= 1 << (form.charCodeAt(at) & 31);
  return found;
}

/**
 * Damerau's distance in its restricted form (optimal string alignment): insertions, deletions,
 * substitutions and swaps of neighbours, no part edited twice. More than `most` is `most + 1`.
 * Boytsov, "Indexing methods for approximate dictionary searching", 2011, section 2.2.
 * @param {string} a
 * @param {string} b
 * @param {number} most
 * @returns {number}
 */
export function distance(a, b, most) {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let [before, last, row] = [new Array(b.length + 1), new Array(b.length + 1), new Array(b.length + 1)];
  for (let j = 0; j <= b.length; j += 1) last[j] = j;
  for (let i = 1; i <= a.length; i += 1) {
    let least = i;
    row[0] = i;
    for (let j = 1; j <= b.length; j += 1) {
      const changed = last[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      row[j] = Math.min(last[j] + 1, row[j - 1] + 1, changed);
      const isSwapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (isSwapped) row[j] = Math.min(row[j], before[j - 2] + 1);
      least = Math.min(least, row[j]);
    }
    if (least > most) return most + 1;
    [before, last, row] = [last, row, before];
  }
  return Math.min(last[b.length], most + 1);
}

/**
 * @typedef {{words: Map<string, number>, phrases: string[][]}} Marking
 * What to mark: forms, each with the number of the word asked for, and phrases.
 * @typedef {{start: number, end: number, word: number}} Mark
 */

/**
 * The places of a text to be marked, in order, without overlaps.
 * @param {string} text
 * @param {Marking} marking
 * @returns {Mark[]}
 */
export function marksOf(text, { words, phrases }) {
  const placed = placedTokens(text);
  /** @type {Mark[]} */
  const found = [];
  for (let at = 0; at < placed.length;) {
    const phrase = phrases.findIndex((forms) => forms.every((form, i) => placed[at + i]?.form === form));
    const length = phrase < 0 ? 1 : phrases[phrase].length;
    const word = phrase < 0 ? words.get(placed[at].form) : -1 - phrase;
    const { start } = placed[at];
    const isNew = start >= (found.at(-1)?.end ?? 0);
    if (word !== undefined && isNew) found.push({ start, end: placed[at + length - 1].end, word });
    at += length;
  }
  return found;
}

/**
 * The passage of a summary or body that shows most of the words asked for.
 * @param {string} summary
 * @param {string} body
 * @param {Marking} marking
 * @returns {{excerpt: string, marks: [number, number][]}}
 */
export function excerptOf(summary, body, marking) {
  const passages = [summary, body].filter(Boolean).map((text) => passageOf(text, marksOf(text, marking)));
  const best = passages.reduce((a, b) => (b.worth > a.worth ? b : a), passages[0]);
  return best ? cut(best) : { excerpt: "", marks: [] };
}

/**
 * The best passage of one text: where most different words stand near each other, then most words.
 * @param {string} text
 * @param {Mark[]} marks
 */
function passageOf(text, marks) {
  let best = { text, marks, from: 0, worth: 0 };
  marks.forEach((mark, at) => {
    const near = marks.slice(at, at + 20).filter(({ end }) => end <= mark.start + EXCERPT - BEFORE);
    const worth = 100 * new Set(near.map(({ word }) => word)).size + near.length;
    if (worth > best.worth) best = { text, marks, from: mark.start, worth };
  });
  return best;
}

/**
 * Cut a passage out between two spaces, and say with "…" that there is more.
 * @param {{text: string, marks: Mark[], from: number}} passage
 * @returns {{excerpt: string, marks: [number, number][]}}
 */
function cut({ text, marks, from }) {
  const first = Math.min(from - BEFORE, text.length - EXCERPT);
  const start = first <= 0 ? 0 : spaceAfter(text, first, from);
  const end = start + EXCERPT >= text.length ? text.length : spaceBefore(text, start + EXCERPT, from);
  const head = start > 0 ? "… " : "";
  const shift = head.length - start;
  const shown = marks.filter((mark) => mark.start >= start && mark.end <= end);
  return {
    excerpt: head + text.slice(start, end) + (end < text.length ? " …" : ""),
    marks: shown.map((mark) => [mark.start + shift, mark.end + shift]),
  };
}

/**
 * Where the first word at or after `at` begins, if before `limit`; else `limit`.
 * @param {string} text
 * @param {number} at
 * @param {number} limit
 */
function spaceAfter(text, at, limit) {
  const space = text.indexOf(" ", at - 1);
  return space < 0 || space >= limit ? limit : space + 1;
}

/**
 * Where the last word that ends by `at` ends, if after `limit`; else the end of a whole letter.
 * @param {string} text
 * @param {number} at
 * @param {number} limit
 */
function spaceBefore(text, at, limit) {
  const space = text.lastIndexOf(" ", at);
  if (space > limit) return space;
  return /[\ud800-\udbff]/.test(text[at - 1]) ? at - 1 : at;
}
