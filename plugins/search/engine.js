/**
 * The search, without DOM: in a page, a worker or Node.
 *
 *     const engine = await open({ base: "https://example.org/assets/search/", lang: "it" });
 *     const { total, hits, facets } = await engine.search("acqua potabile", { types: ["project"] });
 *
 * Words are joined by AND; where no page has them all, those that have most (`relaxed`). The last
 * word counts also as a beginning. A word that is on no page is looked for with other endings, then
 * as a typing mistake (`corrected`, `suggestion`). Quotes, or `exact`, mean those forms side by side,
 * stop words included. Scores are those of lunr.
 *
 * Facets: the number beside a value is how many pages match the words and the *other* facets'
 * filters and have it, so choosing it alone in its own facet gives just that many. Filters of one
 * facet widen (project or news), those of different facets narrow.
 */

import { groupsOf, readQuery } from "./query.js";
import { clausesOf, rank, scoresOf } from "./score.js";
import { openStore } from "./store.js";
import { excerptOf, marksOf, tokens } from "./text.js";

/**
 * @typedef {import("./store.js").Store} Store
 * @typedef {import("./query.js").Query} Query
 * @typedef {import("./query.js").Group} Group
 * @typedef {{exact?: boolean, fields?: string[], types?: string[], countries?: string[],
 *   sectors?: string[], limit?: number}} Options
 * @typedef {{url: string, title: string, type: string, date: string, excerpt: string, score: number,
 *   marks: [number, number][], titleMarks: [number, number][], label: string, lang: string}} Hit
 * `marks` and `titleMarks` are ranges of the excerpt and the title (UTF-16 units); `label` is the
 * type in words; `lang` the title's language where it is another; `date` is ISO 8601 or empty.
 * @typedef {{total: number, hits: Hit[], facets: Record<string, Record<string, number>>,
 *   reason: string, relaxed: boolean, missing: string[], corrected: {from: string, to: string}[],
 *   suggestion: string, unfiltered: number, clauses: {term: string, boost: number}[]}} Result
 * `reason` says why there is no hit: `empty`, `stopwords`, `nothing`, `filters`, or "". `missing`
 * are words that no page has; `unfiltered` counts matches before filters; `clauses` is the query as
 * lunr would take it, in the fields of `fieldsAsked`.
 */

const LIMIT = 20;
const CONTENT = new Set(["summary", "body"]);
const OPTION_OF = new Map([["type", "types"], ["country", "countries"], ["sector", "sectors"]]);

/**
 * Open the search of one language.
 * @param {{base: string | URL, lang: string, fetch?: (url: string) => Promise<Response>}} place
 *   `base` is the address of `/assets/search/`.
 * @returns {Promise<{search: (text: string, options?: Options) => Promise<Result>}>}
 *   Rejected with an Error that names the file where data is missing or damaged; `search` too.
 */
export async function open({ base, lang, fetch = (url) => globalThis.fetch(url) }) {
  const store = await openStore({ base, lang, fetch });
  return { search: (text, options) => search(store, String(text ?? ""), options ?? {}) };
}

/**
 * Answer one query.
 * @param {Store} store
 * @param {string} text
 * @param {Options} options
 * @returns {Promise<Result>}
 */
async function search(store, text, options) {
  const query = readQuery(text, Boolean(options.exact));
  const fields = fieldsAsked(store, options.fields);
  const groups = groupsOf(store, query);
  const found = await matching(store, query, groups, fields);
  const filters = filtersOf(store, options);
  const isBrowsing = text.trim() === "" && filters.some((filter) => filter.wanted);
  const documents = isBrowsing ? allDocuments(store) : found.documents;
  const kept = documents.filter((document) => filters.every(({ has }) => has(document)));
  const clauses = clausesOf(groups);
  const ranked = rank(kept, scoresOf(store, clauses, fields));
  const limit = Number.isInteger(options.limit) && Number(options.limit) >= 0 ? Number(options.limit) : LIMIT;
  return {
    total: kept.length,
    hits: await hitsOf(store, ranked.slice(0, limit), query, groups),
    facets: facetsOf(documents, filters),
    reason: kept.length > 0 ? "" : reasonOf(store, query, documents),
    relaxed: found.isRelaxed && kept.length > 0,
    missing: groups.filter(({ terms }) => terms.size === 0).map(({ form }) => form),
    ...correctionOf(store, text, groups),
    unfiltered: documents.length,
    clauses: clauses.map(({ term, boost }) => ({ term: store.terms[term], boost })),
  };
}

/**
 * The numbers of the fields to search. Title and content together, or neither: everything.
 * @param {Store} store
 * @param {string[] | undefined} asked
 * @returns {number[]}
 */
function fieldsAsked({ fields }, asked) {
  const isTitle = listOf(asked).includes("title");
  const isContent = listOf(asked).includes("content");
  const isWanted = (/** @type {string} */ name) =>
    isTitle === isContent || (isTitle ? name === "title" : CONTENT.has(name));
  return fields.flatMap(({ name }, at) => (isWanted(name) ? [at] : []));
}

/** @param {unknown} value @returns {string[]} */
function listOf(value) {
  if (value === undefined || value === null || value === "") return [];
  return (Array.isArray(value) ? value : [value]).map(String);
}

/**
 * The documents that match: all phrases, and as many of the groups as any document has.
 * @param {Store} store
 * @param {Query} query
 * @param {Group[]} groups
 * @param {number[]} fields
 * @returns {Promise<{documents: number[], isRelaxed: boolean}>}
 */
async function matching(store, { words, phrases }, groups, fields) {
  const forms = new Set(words.filter(({ isQuoted }) => !isQuoted).map(({ form }) => form));
  const loose = groups.filter(({ form }) => forms.has(form));
  const inPhrases = await Promise.all(phrases.map((phrase) => documentsWithPhrase(store, phrase, fields)));
  const hasPhrases = (/** @type {number} */ document) => inPhrases.every((found) => found.has(document));
  if (loose.length === 0) {
    const documents = phrases.length > 0 ? [...inPhrases[0]].filter(hasPhrases).sort((a, b) => a - b) : [];
    return { documents, isRelaxed: false };
  }
  const having = groupsHad(store, loose, fields);
  const candidates = allDocuments(store).filter((document) => having[document] > 0 && hasPhrases(document));
  const most = candidates.reduce((found, document) => Math.max(found, having[document]), 0);
  return { documents: candidates.filter((document) => having[document] === most), isRelaxed: most < loose.length };
}

/** @param {Store} store @returns {number[]} */
function allDocuments({ count }) {
  return Array.from({ length: count }, (_, document) => document);
}

/**
 * How many of the groups each document has in the fields.
 * @param {Store} store
 * @param {Group[]} groups
 * @param {number[]} fields
 * @returns {Uint8Array} by document
 */
function groupsHad(store, groups, fields) {
  const having = new Uint8Array(store.count);
  for (const { terms } of groups) {
    const documents = new Set([...terms.keys()].flatMap((term) => fields.flatMap((field) => store.postings(term)[field].documents)));
    for (const document of documents) having[document] += 1;
  }
  return having;
}

/**
 * The documents where the forms stand side by side, in this order, in one of the fields. Names of
 * places and sectors are not the page's own words, so they are not looked at.
 * @param {Store} store
 * @param {string[]} phrase
 * @param {number[]} fields
 * @returns {Promise<Set<number>>}
 */
async function documentsWithPhrase(store, phrase, fields) {
  const found = new Set();
  if (phrase.some((form) => !store.formNumbers.has(form))) return found;
  const places = await store.positions(phrase);
  for (const field of fields.filter((each) => each < 3)) {
    const byForm = places.map((byField) => byField[field]);
    for (const [document, starts] of byForm[0]) {
      const sets = byForm.map((positions) => new Set(positions.get(document)));
      if (starts.some((start) => sets.every((set, offset) => set.has(start + offset)))) found.add(document);
    }
  }
  return found;
}

/**
 * @typedef {{facet: string, values: string[], rows: number[][], wanted: boolean,
 *   has: (document: number) => boolean}} Filter
 */

/**
 * One filter for each facet; one that nothing is wanted of lets everything pass.
 * @param {Store} store
 * @param {Options} options
 * @returns {Filter[]}
 */
function filtersOf(store, options) {
  return [...store.columns].map(([facet, { values, rows }]) => {
    const asked = listOf(/** @type {any} */ (options)[OPTION_OF.get(facet) ?? ""]);
    const numbers = new Set(asked.map((value) => values.indexOf(value)));
    const wanted = asked.length > 0;
    const has = (/** @type {number} */ document) => !wanted || rows[document].some((value) => numbers.has(value));
    return { facet, values, rows, wanted, has };
  });
}

/**
 * The counts of every facet over all matches: each with the other facets' filters, not its own.
 * @param {number[]} documents
 * @param {Filter[]} filters
 * @returns {Record<string, Record<string, number>>}
 */
function facetsOf(documents, filters) {
  return Object.fromEntries(filters.map((own) => {
    const others = filters.filter((filter) => filter !== own);
    const counts = new Array(own.values.length).fill(0);
    for (const document of documents) {
      if (others.every(({ has }) => has(document))) own.rows[document].forEach((value) => (counts[value] += 1));
    }
    const found = own.values.map((value, at) => [value, counts[at]]);
    return [own.facet, Object.fromEntries(found.filter(([, count]) => count > 0))];
  }));
}

/**
 * Why nothing was found.
 * @param {Store} store
 * @param {Query} query
 * @param {number[]} documents those that match before filters
 */
function reasonOf(store, { words, phrases }, documents) {
  if (documents.length > 0) return "filters";
  if (words.length === 0) return "empty";
  const isStopped = phrases.length === 0 && words.every(({ form }) => store.stop.has(form));
  return isStopped ? "stopwords" : "nothing";
}

/**
 * The typing mistakes mended, as the site spells the words, and the whole text with them mended.
 * @param {Store} store
 * @param {string} text
 * @param {Group[]} groups
 */
function correctionOf({ spellings }, text, groups) {
  const wrong = groups.filter(({ correction }) => correction);
  const mended = new Map(wrong.map(({ form, correction }) => [form, spellings.get(correction) ?? correction]));
  const suggestion = text.replace(/[\p{L}\p{N}\p{M}]+/gu, (run) => mended.get(tokens(run).join(" ")) ?? run);
  const corrected = [...mended].map(([from, to]) => ({ from, to }));
  return { corrected, suggestion: corrected.length > 0 ? suggestion : "" };
}

/**
 * @param {Store} store
 * @param {{document: number, score: number}[]} ranked
 * @param {Query} query
 * @param {Group[]} groups
 * @returns {Promise<Hit[]>}
 */
async function hitsOf(store, ranked, query, groups) {
  const marking = { words: formsToMark(store, query, groups), phrases: query.phrases };
  const texts = await store.texts(ranked.map(({ document }) => document));
  return ranked.map(({ document, score }, at) => {
    const [url, title, lang, date, summary, body] = texts[at];
    const type = store.typeOf(document);
    const titleMarks = marksOf(title, marking).map(({ start, end }) => /** @type {[number, number]} */ ([start, end]));
    const { excerpt, marks } = excerptOf(summary, body, marking);
    return { url, title, type, date, excerpt, score, marks, titleMarks, label: store.labels.get(type) ?? type, lang };
  });
}

/**
 * Every form that stands for a word asked for, with the number of that word.
 * @param {Store} store
 * @param {Query} query
 * @param {Group[]} groups
 * @returns {Map<string, number>}
 */
function formsToMark(store, { words }, groups) {
  const loose = new Set(words.filter(({ isQuoted }) => !isQuoted).map(({ form }) => form));
  const groupOfTerm = new Map();
  groups.forEach(({ form, terms }, at) => {
    if (loose.has(form)) for (const term of terms.keys()) groupOfTerm.set(term, at);
  });
  const marked = new Map();
  store.forms.forEach((form, at) => {
    const term = store.stems[at].find((each) => groupOfTerm.has(each));
    if (term !== undefined) marked.set(form, groupOfTerm.get(term));
  });
  return marked;
}
