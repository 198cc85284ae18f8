/** Scores by lunr's formula, from integers alone; equal to those of lunr.js on the stock index. */

/**
 * @typedef {import("./store.js").Store} Store
 * @typedef {import("./query.js").Group} Group
 * @typedef {import("./packing.js").Postings} Postings
 * @typedef {{term: string, boost: number}} Clause
 */

/** lunr's defaults: https://lunrjs.com/docs/lunr.Builder.html */
const K1 = 1.2;
const B = 0.75;


/**
 * The query as lunr would take it: each term once, in the order of terms, boosts added up.
 * @param {Group[]} groups
 * @returns {Clause[]}
 */
export function clausesOf(groups) {
  const boosts = new Map();
  for (const { terms } of groups) {
    for (const [term, boost] of terms) boosts.set(term, (boosts.get(term) ?? 0) + boost);
  }
  return [...boosts].map(([term, boost]) => ({ term, boost })).sort((a, b) => (a.term < b.term ? -1 : 1));
}

/**
 * lunr's score: for each field the query's vector times the field's, over the query's length
 * (lunr.Vector.similarity), and the sum over the fields.
 * https://github.com/olivernn/lunr.js/blob/v2.3.9/lib/index.js
 * @param {Store} store
 * @param {Clause[]} clauses
 * @param {number[]} fields
 * @returns {Promise<Float64Array>} by document
 */
export async function scoresOf(store, clauses, fields) {
  const postings = await Promise.all(clauses.map(({ term }) => store.postings(term)));
  const scores = new Float64Array(store.count);
  const length = Math.sqrt(clauses.reduce((sum, { boost }) => sum + boost * boost, 0));
  for (const field of fields) {
    const products = new Float64Array(store.count);
    clauses.forEach(({ boost }, at) => addProducts(store, products, postings[at], boost, field));
    products.forEach((product, document) => (scores[document] += product / length || 0));
  }
  return scores;
}

/**
 * Add what one term gives in one field: Okapi BM25 times the boosts, to three decimals, as
 * lunr.Builder writes it (https://github.com/olivernn/lunr.js/blob/v2.3.9/lib/builder.js).
 * @param {Store} store
 * @param {Float64Array} products by document; changed
 * @param {Postings[]} postings
 * @param {number} boost
 * @param {number} field
 */
function addProducts(store, products, postings, boost, field) {
  const { documents, frequencies } = postings[field];
  const rarity = idf(store.count, postings);
  const [lengths, mean] = [store.lengths[field], store.means[field]];
  documents.forEach((document, at) => {
    const often = frequencies[at];
    const size = K1 * (1 - B + B * (lengths[document] / mean));
    const weight = (rarity * ((K1 + 1) * often)) / (size + often);
    products[document] += boost * rounded(weight * store.fields[field].boost * store.boosts[document]);
  });
}

/**
 * lunr's inverse document frequency, where a document counts once for each field that has the term.
 * https://github.com/olivernn/lunr.js/blob/v2.3.9/lib/idf.js
 * @param {number} count of all documents
 * @param {Postings[]} postings
 */
function idf(count, postings) {
  const having = postings.reduce((sum, { documents }) => sum + documents.length, 0);
  return Math.log(1 + Math.abs((count - having + 0.5) / (having + 0.5)));
}

/**
 * Round to three decimals as Python does: by the number's exact value, which `toFixed` also takes;
 * the quick way is the same wherever it is not near a half.
 * @param {number} value
 */
function rounded(value) {
  const whole = Math.floor(value * 1000);
  const rest = value * 1000 - whole;
  return Math.abs(rest - 0.5) < 1e-6 ? Number(value.toFixed(3)) : (whole + (rest > 0.5 ? 1 : 0)) / 1000;
}

/**
 * Best first; of equals, the newest.
 * @param {number[]} documents
 * @param {Float64Array} scores
 * @returns {{document: number, score: number}[]}
 */
export function rank(documents, scores) {
  const scored = documents.map((document) => ({ document, score: scores[document] }));
  return scored.sort((a, b) => b.score - a.score || b.document - a.document);
}
