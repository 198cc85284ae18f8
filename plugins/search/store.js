/**
 * The index of one language, as `shards.py` lays it out: fetched piece by piece when
 * asked for, checked, unpacked. Whatever is missing or damaged becomes an Error that names the file.
 */

import { demand, isCount, isIntegers, isList, isRecord, isText } from "./check.js";
import { readColumns } from "./columns.js";
import { unpackPositions, unpackPostings } from "./packing.js";
import { fold, lettersOf } from "./text.js";

const VERSION = 2;
const MANIFEST = "index/manifest.json";
/** How long a hash is in a file's name. */
const HASH = 8;
/** How many shards, and unpacked postings, are kept at hand. */
const KEPT = 64;
/** How many shards are worth fetching for the words that begin so. */
const WIDE = 3;

/**
 * @typedef {(url: string, init?: RequestInit) => Promise<Response>} Fetch
 * @typedef {import("./packing.js").Postings} Postings
 * @typedef {import("./packing.js").Positions} Positions
 * @typedef {import("./columns.js").Facet} Facet
 * @typedef {{form: string, terms: string[], count: number}} Form a form, its stems, how often
 * @typedef {[url: string, title: string, lang: string, date: string, summary: string, body: string]} Text
 */

const wordsIn = (text) => (text === "" ? [] : text.split(" "));

/**
 * Fetch and parse a file.
 * @param {Fetch} get
 * @param {string} folder
 * @param {string} name
 * @param {RequestInit} [init]
 * @returns {Promise<any>}
 */
async function load(get, folder, name, init) {
  try {
    const response = await get(folder + name, init);
    if (response.ok === false) throw new Error(`status ${response.status}`);
    return typeof response.text === "function" ? JSON.parse(await response.text()) : await response.json();
  } catch (error) {
    const cause = error instanceof Error ? error : new Error(String(error));
    if (cause instanceof SyntaxError) demand(false, name, "it is not whole JSON");
    throw new Error(`Search data “${name}” did not load: ${cause.message}.`, { cause });
  }
}

/**
 * @param {any} manifest
 * @param {string} lang
 */
function checkManifest(manifest, lang) {
  const file = MANIFEST;
  demand(isRecord(manifest), file, "not an object");
  demand(manifest.version === VERSION, file, `version ${manifest.version}, not ${VERSION}`);
  demand(manifest.lang === lang, file, `it is of the language ${manifest.lang}`);
  demand(isRecord(manifest.types), file, "no types");
  const isField = (field) => isRecord(field) && isText(field.name) && field.boost > 0;
  demand(isList(manifest.fields, undefined, isField), file, "no fields");
  const hasWords = [manifest.stop, manifest.light].every((words) => isList(words, undefined, isText));
  demand(hasWords, file, "no stop words");
  demand(isList(manifest.endings, undefined, (pair) => isList(pair, 2, isText)), file, "no endings");
  const isSegment = (segment) => Array.isArray(segment) && isText(segment[0]) && isCount(segment[1]);
  demand(isList(manifest.segments, undefined, isSegment), file, "no segments");
  const names = ["columns", "places"];
  demand(isRecord(manifest.files) && names.every((name) => isText(manifest.files[name])), file, "no files");
}

/**
 * What the other files are called.
 * @param {any} manifest
 * @returns {Record<string, string>}
 */
function namesOf({ files }) {
  return Object.fromEntries(Object.entries(files).map(([name, file]) => [name, `index/${file}`]));
}

/** Where each shard of a stretch of the alphabet begins, and what it is called. */
class Table {
  /**
   * @param {any} table
   * @param {string} folder
   * @param {string} file where the table is
   */
  constructor(table, folder, file) {
    demand(isRecord(table) && isText(table.first) && isText(table.names), file, "no table");
    this.first = wordsIn(table.first);
    demand(table.names.length === HASH * this.first.length, file, "names do not match the shards");
    this.name = (/** @type {number} */ at) => `${folder}/${table.names.slice(HASH * at, HASH * (at + 1))}.json`;
  }

  /**
   * The shard that has a word, if any has; -1 before the first.
   * @param {string} word
   */
  at(word) {
    let low = 0;
    for (let high = this.first.length; low < high;) {
      const middle = (low + high) >> 1;
      if (this.first[middle] <= word) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  /**
   * The shards that may have words that begin so.
   * @param {string} beginning
   * @returns {number[]}
   */
  range(beginning) {
    const found = [];
    for (let at = this.at(beginning); at < this.first.length; at += 1) {
      if (at >= 0 && found.length > 0 && !this.first[at].startsWith(beginning)) break;
      if (at >= 0) found.push(at);
    }
    return found;
  }
}

/**
 * Keep what a function makes for the latest keys; a failure is not kept, so that it can be tried again.
 * @template K, V
 * @param {(key: K) => V} make
 * @param {number} [most]
 * @returns {(key: K) => V}
 */
function kept(make, most = Infinity) {
  const found = new Map();
  return (key) => {
    if (!found.has(key)) {
      const value = make(key);
      found.set(key, value);
      if (found.size > most) found.delete(found.keys().next().value);
      if (value instanceof Promise) value.catch(() => found.delete(key));
    }
    return found.get(key);
  };
}

/** The index of one language; made by `openStore`. */
export class Store {
  /**
   * @param {any} manifest
   * @param {any} columns
   * @param {(name: string) => Promise<any>} file
   */
  constructor(manifest, columns, file) {
    this.identity = JSON.stringify(manifest);
    /** @type {{name: string, boost: number}[]} */
    this.fields = manifest.fields;
    /** @type {string[]} */
    this.stops = manifest.stop;
    this.stop = new Set(this.stops);
    /** @type {Set<string>} */
    this.light = new Set(manifest.light);
    /** @type {[string, string][]} */
    this.endings = manifest.endings;
    /** @type {[string, number][]} */
    this.segments = manifest.segments;
    this.starts = [0];
    for (const [, size] of this.segments) this.starts.push((this.starts.at(-1) ?? 0) + size);
    this.count = this.starts.at(-1) ?? 0;
    const read = readColumns(columns, this.count, this.fields.length, namesOf(manifest).columns);
    this.lengths = read.lengths;
    this.means = this.lengths.map((all) => all.reduce((sum, one) => sum + one, 0) / this.count);
    this.labels = read.labels;
    this.columns = read.facets;
    const { values, rows } = this.facet("type");
    const boosts = values.map((type) => Number(manifest.types[type] ?? 1));
    this.boosts = Float64Array.from(rows, ([type]) => boosts[type] ?? 1);
    this.words = new Table(manifest.words, "index/w", MANIFEST);
    /** @type {Record<string, string>} */
    this.names = namesOf(manifest);
    this.file = file;
    this.shard = kept((at) => this.loadWords(this.words.name(at)), KEPT);
    this.table = kept(async (/** @type {string} */ name) => new Table(await file(name), "index/p", name));
    this.places = kept((name) => this.loadPlaces(name), KEPT);
    this.postings = kept((term) => this.loadPostings(term), KEPT);
    this.text = kept((document) => this.loadText(document), KEPT);
    this.typoTable = new Table(manifest.typos, "index/t", MANIFEST);
    this.typos = kept((at) => this.loadTypos(this.typoTable.name(at)));
  }

  /**
   * The type of a document.
   * @param {number} document
   * @returns {string}
   */
  typeOf(document) {
    const { values, rows } = this.facet("type");
    return values[rows[document][0]];
  }

  /**
   * @param {string} name
   * @returns {Facet}
   */
  facet(name) {
    return /** @type {Facet} */ (this.columns.get(name));
  }

  /**
   * Read a shard of words.
   * @param {string} file
   */
  async loadWords(file) {
    const data = await this.file(file);
    demand(isRecord(data) && isText(data.forms) && isText(data.terms), file, "no words");
    const words = wordsIn(data.forms);
    demand(isList(data.counts, words.length, isCount), file, "counts do not match the forms");
    demand(Array.isArray(data.stems) && data.stems.length === words.length, file, "stems do not match the forms");
    const stem = (/** @type {string} */ form, /** @type {any} */ cut) => (isText(cut) ? cut : form.slice(0, form.length - cut));
    const forms = words.map((form, at) => {
      const cuts = Array.isArray(data.stems[at]) ? data.stems[at] : [data.stems[at]];
      const isStem = (/** @type {any} */ cut) => isText(cut) || (isCount(cut) && cut <= form.length);
      demand(cuts.every(isStem), file, "no stems");
      return { form, count: data.counts[at], terms: cuts.map((/** @type {any} */ cut) => stem(form, cut)) };
    });
    const terms = wordsIn(data.terms);
    demand(isList(data.postings, terms.length, isIntegers), file, "postings do not match the terms");
    const postings = new Map(terms.map((term, at) => [term, data.postings[at]]));
    return { file, forms: new Map(forms.map((form) => [form.form, form])), postings };
  }

  /**
   * A form of the vocabulary.
   * @param {string} word
   * @returns {Promise<Form | undefined>}
   */
  async form(word) {
    const at = this.words.at(word);
    return at < 0 ? undefined : (await this.shard(at)).forms.get(word);
  }

  /**
   * The forms that begin so; none where they are spread over more shards than are worth fetching.
   * @param {string} beginning
   * @returns {Promise<Form[] | undefined>}
   */
  async formsBegun(beginning) {
    const range = this.words.range(beginning);
    if (range.length > WIDE) return undefined;
    const shards = await Promise.all(range.map(this.shard));
    return shards.flatMap(({ forms }) => [...forms.values()].filter(({ form }) => form.startsWith(beginning)));
  }

  /**
   * Those of some words that are terms.
   * @param {string[]} words
   * @returns {Promise<string[]>}
   */
  async termsAmong(words) {
    const isTerm = await Promise.all(words.map(async (word) => {
      const at = this.words.at(word);
      return at >= 0 && (await this.shard(at)).postings.has(word);
    }));
    return words.filter((_, at) => isTerm[at]);
  }

  /**
   * The forms in the shards of some terms, to know these again in a text.
   * @param {string[]} terms
   * @returns {Promise<Form[]>}
   */
  async formsNear(terms) {
    const places = [...new Set(terms.map((term) => this.words.at(term)))].filter((at) => at >= 0);
    const shards = await Promise.all(places.map(this.shard));
    return shards.flatMap(({ forms }) => [...forms.values()]);
  }

  /**
   * Where a term stands: for each field its documents, and how often they have it.
   * @param {string} term
   * @returns {Promise<Postings[]>}
   */
  async loadPostings(term) {
    const at = this.words.at(term);
    if (at < 0) return unpackPostings([], this.starts, this.fields.length, "");
    const { file, postings } = await this.shard(at);
    return unpackPostings(postings.get(term) ?? [], this.starts, this.fields.length, file);
  }

  /**
   * Where a form stands: for title, summary and body, in the documents wanted.
   * @param {string} form
   * @param {(document: number) => boolean} isWanted
   * @returns {Promise<Positions[]>}
   */
  async positions(form, isWanted) {
    const table = await this.table(this.names.places);
    const at = table.at(form);
    const file = at < 0 ? "" : table.name(at);
    const packed = at < 0 ? [] : (await this.places(file)).get(form) ?? [];
    return unpackPositions(packed, this.starts, file, isWanted);
  }

  /**
   * Read a shard of positions.
   * @param {string} file
   * @returns {Promise<Map<string, number[]>>}
   */
  async loadPlaces(file) {
    const data = await this.file(file);
    demand(isRecord(data) && isText(data.forms), file, "no forms");
    const forms = wordsIn(data.forms);
    demand(isList(data.positions, forms.length, isIntegers), file, "positions do not match the forms");
    return new Map(forms.map((form, at) => [form, data.positions[at]]));
  }

  /**
   * The forms that a mistyped word may mean: those that begin with its first letter, or the others.
   * @param {string} word
   * @param {{isOther: boolean}} which
   */
  async formsLike(word, { isOther }) {
    const near = new Set(this.typoTable.range(word.slice(0, 1)));
    const wanted = this.typoTable.first.map((_, at) => at).filter((at) => near.has(at) !== isOther);
    return (await Promise.all(wanted.map(this.typos))).flat();
  }

  /**
   * Read the forms that a mistyped word may mean.
   * @param {string} file
   */
  async loadTypos(file) {
    const data = await this.file(file);
    demand(isRecord(data) && [data.spellings, data.sizes, data.cuts].every(isText), file, "no forms");
    const spellings = wordsIn(data.spellings);
    const isWhole = [data.sizes, data.cuts].every((digits) => /^\d*$/.test(digits) && digits.length === spellings.length);
    demand(isWhole, file, "sizes do not match the forms");
    return spellings.map((spelling, at) => {
      const form = fold(spelling);
      const stem = form.slice(0, form.length - Number(data.cuts[at]));
      return { spelling, form, stem, letters: lettersOf(form), size: Number(data.sizes[at]) };
    });
  }

  /**
   * What some documents show.
   * @param {number[]} documents
   * @returns {Promise<Text[]>}
   */
  async texts(documents) {
    return Promise.all(documents.map(this.text));
  }

  /**
   * @param {number} document
   * @returns {Promise<Text>}
   */
  async loadText(document) {
    const segment = this.starts.findIndex((start) => start > document) - 1;
    const name = `texts/${this.segments[segment][0]}/${document - this.starts[segment]}.json`;
    const row = await this.file(name);
    demand(isList(row, 6, isText), name, "a row is not whole");
    return row;
  }
}

/**
 * Load what every query needs.
 * @param {{base: string | URL, lang: string, fetch: Fetch}} place
 * @param {{isAnew?: boolean}} [how] anew: ask the server even for what is at hand
 * @returns {Promise<Store>}
 */
export async function openStore({ base, lang, fetch }, { isAnew = false } = {}) {
  const folder = `${String(base).replace(/\/*$/, "")}/${lang}/`;
  const manifest = await load(fetch, folder, MANIFEST, { cache: isAnew ? "no-cache" : "default" });
  checkManifest(manifest, lang);
  const file = (/** @type {string} */ name) => load(fetch, folder, name);
  return new Store(manifest, await file(namesOf(manifest).columns), file);
}
