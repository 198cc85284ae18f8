/** The engine's scores against lunr.js on the stock index of the same documents. */

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { test } from "node:test";

import { openHere, readJson } from "./data.mjs";

const lunr = createRequire(process.env.SEARCH_MODULES)("lunr");
const NEAR = 1e-9;
const FIELDS = { "": ["title", "summary", "body", "places", "topics", "headings"], title: ["title"], content: ["summary", "headings", "body"] };

/** lunr's own answer to the clauses that the engine used: address -> score, best first. */
function lunrScores(index, addresses, clauses, fields) {
  const found = index.query((query) => {
    for (const { term, boost } of clauses) query.term(term, { boost, fields, usePipeline: false });
  });
  return new Map(found.map(({ ref, score }) => [addresses[Number(ref)], score]));
}

test("documents, scores and order are lunr's on a few hundred queries", async () => {
  const index = lunr.Index.load(await readJson("assets/search/it/lunr.json"));
  const addresses = await readJson("addresses.json");
  const engine = await openHere("it");
  let compared = 0;
  for (const text of await readJson("queries.json")) {
    for (const [field, names] of Object.entries(FIELDS)) {
      const { hits, total, clauses, relaxed } = await engine.search(text, { fields: [field].filter(Boolean), limit: 1000 });
      const expected = lunrScores(index, addresses, clauses, names);
      // To lunr no clause means everything.
      if (clauses.length === 0) continue;
      assert.equal(hits.length, total);
      for (const { url, score } of hits) {
        assert.ok(Math.abs(score - expected.get(url)) < NEAR, `${text}: ${url} ${score}, lunr ${expected.get(url)}`);
      }
      const own = new Set(hits.map(({ url }) => url));
      const order = [...expected].filter(([url]) => own.has(url)).map(([, score]) => score);
      hits.forEach(({ score }, at) => assert.ok(Math.abs(score - order[at]) < NEAR, `${text}: order at ${at}`));
      if (!text.includes(" ")) assert.equal(total, expected.size, text);
      compared += relaxed ? 0 : total;
    }
  }
  assert.ok(compared > 1000, `only ${compared} hits compared`);
});
