/**
 * The data of one language, as `index.py` lays it out: fetched, checked, unpacked.
 * Whatever is missing or damaged becomes an Error that names the file.
 */

const VERSION = 1;
const FACETS = ["type", "country", "sector"];

/**
 * @typedef {(url: string) => Promise<Response>} Fetch
 * @typedef {{documents: number[], frequencies: number[]}} Postings
 * @typedef {[url: string, title: string, lang: string, date: string, summary: string, body: string]} Text
 */

/** Say that a data file is not what it should be, unless `condition` holds. */
function demand(condition, file, what) {
  if (!condition) throw new Error(`Search data “${file}” is damaged: ${what}.`);
}

const isText = (value) => typeof value === "string";
const isCount = (value) => Number.isInteger(value) && value >= 0;
const isList = (value, length, check) =>
  Array.isArray(value) && (length === undefined || value.length === length) && value.every(check);
const isPacked = (value) => value === 0 || isList(value, undefined, isCount);
const isRecord = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * Fetch and parse one file.
 * @param {Fetch} get
 * @param {string} url
 * @returns {Promise<any>}
 */
async function fetched(get, url) {
  const response = await get(url);
  if (response.ok === false) throw new Error(`status ${response.status}`);
  return typeof response.text === "function" ? JSON.parse(await response.text()) : response.json();
}

/**
 * Fetch a file of a language. Some hosts and test doubles know no query string: a file that does
 * not come with its hash is asked for once more without.
 * @param {Fetch} get
 * @param {string} folder
 * @param {string} address
 * @returns {Promise<any>}
 */
async function load(get, folder, address) {
  const plain = address.split("?")[0];
  try {
    return await fetched(get, folder + address).catch((error) => {
      if (plain === address || error instanceof SyntaxError) throw error;
      return fetched(get, folder + plain);
    });
  } catch (error) {
    const cause = error instanceof Error ? error : new Error(String(error));
    if (cause instanceof SyntaxError) demand(false, plain, "it is not whole JSON");
    throw new Error(`Search data “${plain}” did not load: ${cause.message}.`, { cause });
  }
}

/** @param {any} manifest */
function checkManifest(manifest) {
  const file = "manifest.json";
  demand(isRecord(manifest), file, "not an object");
  demand(manifest.version === VERSION, file, `version ${manifest.version}, not ${VERSION}`);
  demand(isCount(manifest.count), file, "no count of documents");
  const isField = (field) => isRecord(field) && isText(field.name) && field.boost > 0;
  demand(isList(manifest.fields, undefined, isField), file, "no fields");
  demand(isList(manifest.stop, undefined, isText), file, "no stop words");
  demand(isList(manifest.endings, undefined, (pair) => isList(pair, 2, isText)), file, "no endings");
  const names = ["terms.json", "positions.json", "texts.json"];
  demand(isRecord(manifest.files) && names.every((name) => isText(manifest.files[name])), file, "no files");
}

/**
 * @param {any} data
 * @param {{count: number, fields: unknown[]}} manifest
 */
function checkTerms(data, { count, fields }) {
  const file = "terms.json";
  demand(isRecord(data), file, "not an object");
  demand(isList(data.terms, undefined, isText), file, "no terms");
  const isPosting = (posting) => isList(posting, fields.length, isPacked);
  demand(isList(data.postings, data.terms.length, isPosting), file, "postings do not match the terms");
  demand(isList(data.forms, undefined, isText), file, "no forms");
  const isTerm = (number) => isCount(number) && number < data.terms.length;
  const isTerms = (numbers) => isList(numbers, undefined, isTerm);
  demand(isList(data.stems, data.forms.length, isTerms), file, "stems do not match the forms");
  demand(isList(data.counts, data.forms.length, isCount), file, "counts do not match the forms");
  const isColumn = (lengths) => isList(lengths, count, isCount);
  demand(isList(data.lengths, fields.length, isColumn), file, "lengths do not match the documents");
  demand(isRecord(data.spellings) && isRecord(data.labels), file, "no spellings or labels");
  demand(isRecord(data.columns), file, "no columns");
  for (const facet of FACETS) checkColumn(data.columns[facet], count, file);
}

/**
 * @param {any} column
 * @param {number} count
 * @param {string} file
 */
function checkColumn(column, count, file) {
  demand(isRecord(column) && isList(column.values, undefined, isText), file, "a column has no values");
  const isValue = (number) => isCount(number) && number < column.values.length;
  const isRow = (row) => isList(row, undefined, isValue);
  demand(isList(column.rows, count, isRow), file, "a column does not match the documents");
}

/**
 * Unpack the postings of one term in one field.
 * @param {number[] | 0} packed
 * @param {number} count how many documents there are
 * @returns {Postings}
 */
function unpackPostings(packed, count) {
  const documents = [];
  const frequencies = [];
  let last = -1;
  for (let at = 0; packed !== 0 && at < packed.length; at += 1) {
    const isMore = packed[at] % 2 === 1;
    last += Math.floor(packed[at] / 2);
    if (isMore) at += 1;
    documents.push(last);
    frequencies.push(isMore ? packed[at] : 1);
  }
  demand(last < count && frequencies.every((each) => each > 0), "terms.json", "postings out of bounds");
  return { documents, frequencies };
}

/**
 * Unpack the positions of one form in one field: document -> positions.
 * @param {number[] | 0} packed
 * @param {number} count
 * @returns {Map<number, number[]>}
 */
function unpackPositions(packed, count) {
  const found = new Map();
  let document = -1;
  for (let at = 0; packed !== 0 && at < packed.length;) {
    document += packed[at];
    const end = at + 2 + packed[at + 1];
    demand(end <= packed.length && document < count, "positions.json", "positions out of bounds");
    let position = -1;
    found.set(document, packed.slice(at + 2, end).map((gap) => (position += gap)));
    at = end;
  }
  return found;
}

/**
 * Keep what a function makes for each key; a failure is not kept, so that it can be tried again.
 * @template K, V
 * @param {(key: K) => V} make
 * @returns {(key: K) => V}
 */
function kept(make) {
  const found = new Map();
  return (key) => {
    if (!found.has(key)) {
      const value = make(key);
      found.set(key, value);
      if (value instanceof Promise) value.catch(() => found.delete(key));
    }
    return found.get(key);
  };
}

/** The data of one language; made by `openStore`. */
export class Store {
  /**
   * @param {any} manifest
   * @param {any} data
   * @param {(name: string) => Promise<any>} file
   */
  constructor(manifest, data, file) {
    /** @type {number} */
    this.count = manifest.count;
    /** @type {{name: string, boost: number}[]} */
    this.fields = manifest.fields;
    /** @type {Set<string>} */
    this.stop = new Set(manifest.stop);
    /** @type {[string, string][]} */
    this.endings = manifest.endings;
    /** @type {string[]} */
    this.forms = data.forms;
    /** @type {string[]} */
    this.terms = data.terms;
    /** @type {number[]} */
    this.counts = data.counts;
    /** @type {number[][]} */
    this.stems = data.stems;
    /** @type {number[][]} */
    this.lengths = data.lengths;
    /** @type {Map<string, {values: string[], rows: number[][]}>} */
    this.columns = new Map(FACETS.map((facet) => [facet, data.columns[facet]]));
    this.means = this.lengths.map((all) => all.reduce((sum, one) => sum + one, 0) / this.count);
    this.labels = new Map(Object.entries(data.labels));
    this.spellings = new Map(Object.entries(data.spellings));
    this.formNumbers = new Map(this.forms.map((form, number) => [form, number]));
    this.termNumbers = new Map(this.terms.map((term, number) => [term, number]));
    /** @type {(term: number) => Postings[]} by field */
    this.postings = kept((term) => data.postings[term].map((packed) => unpackPostings(packed, this.count)));
    this.file = kept(file);
  }

  /**
   * The type of a document.
   * @param {number} document
   * @returns {string}
   */
  typeOf(document) {
    const { values, rows } = /** @type {{values: string[], rows: number[][]}} */ (this.columns.get("type"));
    return values[rows[document][0]];
  }

  /**
   * Where forms stand: for each form, for title, summary, body, document -> positions.
   * @param {string[]} forms
   * @returns {Promise<Map<number, number[]>[][]>}
   */
  async positions(forms) {
    const file = "positions.json";
    const all = (await this.file(file))?.positions;
    const isForm = (fields) => isList(fields, 3, isPacked);
    demand(Array.isArray(all) && all.length === this.forms.length, file, "it does not match the forms");
    const found = forms.map((form) => all[this.formNumbers.get(form) ?? -1] ?? [0, 0, 0]);
    demand(found.every(isForm), file, "no positions");
    return found.map((fields) => fields.map((packed) => unpackPositions(packed, this.count)));
  }

  /**
   * What some documents show.
   * @param {number[]} documents
   * @returns {Promise<Text[]>}
   */
  async texts(documents) {
    if (documents.length === 0) return [];
    const file = "texts.json";
    const all = (await this.file(file))?.texts;
    demand(Array.isArray(all) && all.length === this.count, file, "it does not match the documents");
    const found = documents.map((document) => all[document]);
    demand(found.every((row) => isList(row, 6, isText)), file, "a row is not whole");
    return found;
  }
}

/**
 * Load what every query needs.
 * @param {{base: string | URL, lang: string, fetch: Fetch}} place
 * @returns {Promise<Store>}
 */
export async function openStore({ base, lang, fetch }) {
  const folder = `${String(base).replace(/\/*$/, "")}/${lang}/`;
  const manifest = await load(fetch, folder, "manifest.json");
  checkManifest(manifest);
  const file = (/** @type {string} */ name) => load(fetch, folder, manifest.files[name]);
  const data = await file("terms.json");
  checkTerms(data, manifest);
  return new Store(manifest, data, file);
}
