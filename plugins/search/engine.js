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
import { documentsWithPhrase } from "./phrase.js";
import { clausesOf, rank, scoresOf } from "./score.js";
import { openStore } from "./store.js";
import { RUN, excerptOf, marksOf, tokens } from "./text.js";

/**
 * @typedef {import("./store.js").Store} Store
 * @typedef {import("./query.js").Query} Query
 * @typedef {import("./query.js").Group} Group
 * @typedef {{exact?: boolean, fields?: string[], types?: string[], countries?: string[],
 *   sectors?: string[], years?: string[], statuses?: string[], limit?: number}} Options
 * @typedef {{url: string, title: string, type: string, date: string, excerpt: string, score: number,
 *   marks: [number, number][], titleMarks: [number, number][], label: string, lang: string}} Hit
 * `marks` and `titleMarks` are ranges of the excerpt and the title (UTF-16 units); `label` is the
 * type in words; `lang` the title's language where it is another; `date` is ISO 8601 or empty.
 * @typedef {{total: number, hits: Hit[], facets: Record<string, Record<string, number>>,
 *   reason: string, relaxed: boolean, missing: string[], corrected: {from: string, to: string}[],
 *   suggestion: string, unfiltered: number, clauses: {term: string, boost: number}[]}} Result
 * `reason` says why there is no hit: `empty`, `stopwords`, `short`, `nothing`, `filters`, or "".
 * `missing` are words that no page has; `unfiltered` counts matches before filters; `clauses` is the
 * query as lunr would take it, in the fields of `fieldsAsked`.
 */

const LIMIT = 20;
/** How much of what was typed, or pasted, is read. */
const MOST_TEXT = 1000;
const CONTENT = new Set(["summary", "headings", "body"]);
const OPTION_OF = new Map([
  ["type", "types"], ["country", "countries"], ["sector", "sectors"], ["year", "years"], ["status", "statuses"],
]);

/**
 * Open the search of one language.
 * @param {{base: string | URL, lang: string, fetch?: (url: string, init?: RequestInit) => Promise<Response>}} place
 *   `base` is the address of `/assets/search/`.
 * @returns {Promise<{search: (text: string, options?: Options) => Promise<Result>}>}
 *   Rejected with an Error that names the file where data is missing or damaged; `search` too.
 */
export async function open({ base, lang, fetch = (url, init) => globalThis.fetch(url, init) }) {
  const place = { base, lang, fetch };
  // What fails may be of a site whose place a new one took, its files gone: then its manifest is asked for anew.
  let store = await openStore(place).catch(() => openStore(place, { isAnew: true }));
  return {
    search: async (text, options) => {
      const asked = String(text ?? "").slice(0, MOST_TEXT);
      const own = store;
      try {
        return await search(own, asked, options ?? {});
      } catch (error) {
        const fresh = await openStore(place, { isAnew: true }).catch(() => own);
        if (fresh.identity === own.identity) throw error;
        store = fresh;
        return search(fresh, asked, options ?? {});
      }
    },
  };
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
  const groups = await groupsOf(store, query);
  const found = await matching(store, query, groups, fields);
  const filters = filtersOf(store, options);
  const isBrowsing = text.trim() === "" && filters.some((filter) => filter.wanted);
  const documents = isBrowsing ? allDocuments(store) : found.documents;
  const kept = documents.filter((document) => filters.every(({ has }) => has(document)));
  const clauses = clausesOf(groups);
  const ranked = rank(kept, await scoresOf(store, clauses, fields));
  const limit = Number.isInteger(options.limit) && Number(options.limit) >= 0 ? Number(options.limit) : LIMIT;
  return {
    total: kept.length,
    hits: await hitsOf(store, ranked.slice(0, limit), query, groups),
    facets: facetsOf(documents, filters),
    reason: kept.length > 0 ? "" : reasonOf(store, query, groups, documents),
    relaxed: found.isRelaxed && kept.length > 0,
    missing: groups.filter(({ terms, isWide }) => terms.size === 0 && !isWide).map(({ form }) => form),
    ...correctionOf(text, documents.length > 0 ? groups : []),
    unfiltered: documents.length,
    clauses,
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
 * The documents that match: all phrases, and as many of the groups as any document has. A light word
 * asks for nothing where there are others, nor does one of which too many words begin.
 * @param {Store} store
 * @param {Query} query
 * @param {Group[]} groups
 * @param {number[]} fields
 * @returns {Promise<{documents: number[], isRelaxed: boolean}>}
 */
async function matching(store, { phrases }, groups, fields) {
  const loose = groups.filter(({ isQuoted, isWide }) => !isQuoted && !isWide);
  const heavy = loose.filter(({ isLight }) => !isLight);
  const asked = heavy.length > 0 ? heavy : loose;
  const inPhrases = await Promise.all(phrases.map((phrase) => documentsWithPhrase(store, phrase, fields)));
  const hasPhrases = (/** @type {number} */ document) => inPhrases.every((found) => found.has(document));
  if (asked.length === 0) {
    const documents = phrases.length > 0 ? [...inPhrases[0]].filter(hasPhrases).sort((a, b) => a - b) : [];
    return { documents, isRelaxed: false };
  }
  const having = await groupsHad(store, asked, fields);
  const isCandidate = (/** @type {number} */ document) => phrases.length > 0 || having[document] > 0;
  const candidates = allDocuments(store).filter((document) => isCandidate(document) && hasPhrases(document));
  const most = candidates.reduce((found, document) => Math.max(found, having[document]), 0);
  return { documents: candidates.filter((document) => having[document] === most), isRelaxed: most < asked.length };
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
 * @returns {Promise<Uint8Array>} by document
 */
async function groupsHad(store, groups, fields) {
  const having = new Uint8Array(store.count);
  for (const { terms } of groups) {
    const postings = await Promise.all([...terms.keys()].map(store.postings));
    const documents = new Set(postings.flatMap((byField) => fields.flatMap((field) => byField[field].documents)));
    for (const document of documents) having[document] += 1;
  }
  return having;
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
 * @param {Group[]} groups
 * @param {number[]} documents those that match before filters
 */
function reasonOf(store, { words, phrases }, groups, documents) {
  if (documents.length > 0) return "filters";
  if (words.length === 0) return "empty";
  if (groups.some(({ isWide }) => isWide)) return "short";
  const isStopped = phrases.length === 0 && words.every(({ form }) => store.stop.has(form));
  return isStopped ? "stopwords" : "nothing";
}

/**
 * The typing mistakes mended, as the site spells the words, and the whole text with them mended.
 * @param {string} text
 * @param {Group[]} groups
 */
function correctionOf(text, groups) {
  const mended = new Map(groups.filter(({ correction }) => correction).map(({ form, correction }) => [form, correction]));
  const suggestion = text.replace(RUN, (run) => mended.get(tokens(run).join(" ")) ?? run);
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
  const [words, texts] = await Promise.all([
    formsToMark(store, groups),
    store.texts(ranked.map(({ document }) => document)),
  ]);
  const marking = { words, phrases: query.phrases };
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
 * @param {Group[]} groups
 * @returns {Promise<Map<string, number>>}
 */
async function formsToMark(store, groups) {
  const groupOfTerm = new Map();
  groups.forEach(({ isQuoted, terms }, at) => {
    if (!isQuoted) for (const term of terms.keys()) groupOfTerm.set(term, at);
  });
  const marked = new Map();
  for (const { form, terms } of await store.formsNear([...groupOfTerm.keys()])) {
    const term = terms.find((each) => groupOfTerm.has(each));
    if (term !== undefined) marked.set(form, groupOfTerm.get(term));
  }
  return marked;
}
