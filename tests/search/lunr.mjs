/** The engine's answers against those of unmodified lunr.js on the stock index of the same documents. */

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { test } from "node:test";

import { BASE, fetchFile, open, readJson } from "./data.mjs";

const lunr = createRequire(process.env.SEARCH_MODULES)("lunr");
const NEAR = 1e-9;
const EVERYWHERE = ["title", "summary", "body", "places", "topics", "headings"];
const FIELDS = [["", EVERYWHERE], ["title", ["title"]], ["content", ["summary", "headings", "body"]]];

/** A `fetch` that reads each file once. */
const texts = new Map();
async function fetch(url) {
  if (!texts.has(url)) texts.set(url, (await fetchFile(url)).text());
  return { text: () => texts.get(url) };
}

/** lunr's own answer to clauses: address -> score, best first. */
function lunrScores(index, addresses, clauses, fields, presence) {
  const found = index.query((query) => {
    for (const { term, boost } of clauses) query.term(term, { boost, fields, usePipeline: false, presence });
  });
  return new Map(found.map(({ ref, score }) => [addresses[Number(ref)], score]));
}

for (const lang of process.env.SEARCH_LANGS.split(" ")) {
  test(`${lang}: documents, scores and order are lunr's on a thousand queries`, async () => {
    const index = lunr.Index.load(await readJson(`assets/search/${lang}/lunr.json`));
    const addresses = await readJson(`addresses.${lang}.json`);
    const engine = await open({ base: BASE, lang, fetch });
    const queries = await readJson(`queries.${lang}.json`);
    let [compared, wholes] = [0, 0];
    for (const [at, text] of queries.entries()) {
      const [field, names] = FIELDS[at % FIELDS.length];
      // All documents of every fifth query; of the others the best.
      const limit = at % 5 === 0 ? 1000 : 10;
      const { hits, total, clauses, relaxed } = await engine.search(text, { fields: [field].filter(Boolean), limit });
      // To lunr no clause means everything.
      if (clauses.length === 0) continue;
      const scores = lunrScores(index, addresses, clauses, names);
      assert.equal(hits.length, Math.min(total, limit));
      hits.forEach(({ url, score }) => assert.ok(Math.abs(score - scores.get(url)) < NEAR, `${text}: ${url} ${score}`));
      const own = new Set(hits.map(({ url }) => url));
      const order = [...scores].filter(([url]) => own.has(url)).map(([, score]) => score);
      hits.forEach(({ score }, place) => assert.ok(Math.abs(score - order[place]) < NEAR, `${text}: order at ${place}`));
      // A term for each word, and every word asked for: lunr can say that too.
      if (clauses.length === text.split(" ").length && !relaxed && !clauses.some(({ boost }) => boost !== 1)) {
        const all = lunrScores(index, addresses, clauses, names, lunr.Query.presence.REQUIRED);
        assert.equal(total, all.size, text);
        if (limit > total) assert.deepEqual([...own].sort(), [...all.keys()].sort(), text);
        wholes += 1;
      }
      compared += 1;
    }
    assert.ok(queries.length >= 1000 && compared > 900 && wholes > 300, `${queries.length} ${compared} ${wholes}`);
  });
}

test("a beginning of too many words asks to go on typing, and spoils nothing beside others", async () => {
  const lang = process.env.SEARCH_LANGS.split(" ")[0];
  const engine = await open({ base: BASE, lang, fetch });
  const { total, reason } = await engine.search("p");
  assert.deepEqual([total, reason], [0, "short"]);
  const alone = await engine.search("acqua ");
  const both = await engine.search("acqua p");
  assert.deepEqual([both.total, both.relaxed, both.missing], [alone.total, false, []]);
  assert.ok(alone.total > 0);
});
