/** What a visitor types, and what is found, on the small site of `corpus.py`. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { openHere } from "./data.mjs";

const en = await openHere("en");
const it = await openHere("it");

const RIGHTS = "/en/projects/rights/";
const SOCIETY = "/en/news/society/";
const WELLS = "/en/projects/wells/";

const found = async (engine, text, options) => (await engine.search(text, options)).hits.map(({ url }) => url).sort();

test("a word finds its other forms", async () => {
  assert.deepEqual(await found(en, "project", { fields: ["title", "content"] }), [SOCIETY, RIGHTS, WELLS]);
  assert.deepEqual(await found(en, "well"), [SOCIETY, WELLS]);
  assert.deepEqual(await found(en, "school"), [WELLS]);
  assert.deepEqual(await found(it, "sanita"), ["/it/projects/rights/"]);
  assert.deepEqual(await found(it, "città"), ["/it/projects/rights/"]);
  assert.deepEqual(await found(it, "attivita"), ["/it/projects/rights/"]);
  assert.deepEqual(await found(it, "balo kendo"), ["/it/news/society/"]);
  assert.ok((await found(it, "l'acqua")).includes("/it/projects/wells/"));
});

test("a form that is on no page is found by its ending, and is no mistake", async () => {
  const { hits, corrected } = await it.search("giovane");
  assert.deepEqual(hits.map(({ url }) => url), ["/it/projects/wells/"]);
  assert.deepEqual(corrected, []);
});

test("the last word counts as a beginning while it is being typed", async () => {
  assert.deepEqual(await found(en, "earthq"), [SOCIETY]);
  assert.equal((await en.search("earthq ")).total, 0);
});

test("all words are asked for, or as many as there are with a notice", async () => {
  const all = await en.search("earthquake modena");
  assert.deepEqual([all.total, all.relaxed], [1, false]);
  const most = await en.search("earthquake nampula wells");
  assert.deepEqual([most.relaxed, most.hits.map(({ url }) => url).sort()], [true, [SOCIETY, WELLS]]);
  const missing = await en.search("wells zzzz");
  assert.deepEqual([missing.relaxed, missing.missing], [true, ["zzzz"]]);
});

test("a typing mistake is mended only when nothing else is found", async () => {
  const mended = await it.search("terremotto Modena");
  assert.equal(mended.suggestion, "terremoto Modena");
  assert.deepEqual(mended.corrected, [{ from: "terremotto", to: "terremoto" }]);
  assert.equal(mended.hits[0].url, "/it/news/society/");
  assert.equal((await it.search("terremoto")).suggestion, "");
  assert.equal((await it.search("attivitta")).suggestion, "attività");
  assert.equal((await en.search("1993")).suggestion, "");
});

test("exact means these forms and no others", async () => {
  assert.deepEqual(await found(en, "project", { exact: true }), [RIGHTS]);
  assert.deepEqual(await found(en, '"project"'), [RIGHTS]);
  assert.deepEqual(await found(en, "mozambico", { exact: true }), []);
  assert.deepEqual(await found(en, "projec", { exact: true }), []);
});

test("a phrase is side by side, in order, stop words included, in one field", async () => {
  for (const [text, options] of [['"civil society"', {}], ["civil society", { exact: true }], ["«civil society»", {}]]) {
    assert.deepEqual(await found(en, text, options), [RIGHTS]);
  }
  assert.deepEqual(await found(en, '"society civil"'), []);
  assert.deepEqual(await found(en, '"civil debate" society'), [SOCIETY]);
  assert.deepEqual(await found(en, '"in Modena"'), [SOCIETY]);
  assert.deepEqual(await found(en, '"of Modena"'), []);
  assert.deepEqual(await found(en, "we are", { exact: true }), ["/en/pages/about/"]);
  assert.deepEqual(await found(en, '"debate several"'), []);
});

test("title and content are searched apart, and together", async () => {
  assert.deepEqual(await found(en, "earthquake", { fields: ["title"] }), []);
  assert.deepEqual(await found(en, "strengthening", { fields: ["content"] }), [RIGHTS]);
  assert.deepEqual(await found(en, "nampula", { fields: ["content"] }), []);
  for (const fields of [[], ["title", "content"]]) {
    assert.deepEqual(await found(en, "nampula", { fields }), [WELLS]);
  }
  assert.deepEqual(await found(en, '"civil society"', { fields: ["title"] }), []);
});

test("a country is found by its name in the other language, its page first", async () => {
  const { hits } = await en.search("mozambico");
  assert.deepEqual(hits.map(({ url, type }) => [url, type]), [
    ["/en/country/mozambique/", "country"], [WELLS, "project"]]);
  assert.equal((await it.search("Mozambique")).hits[0].url, "/it/country/mozambico/");
  assert.equal((await en.search("1992")).hits[0].url, "/en/country/mozambique/");
});

test("a region finds what is in its countries, a sector what is below it", async () => {
  assert.ok((await found(en, "balkans")).includes(RIGHTS));
  assert.ok((await found(it, "balcanica")).includes("/it/projects/rights/"));
  assert.deepEqual(await found(en, "water", { sectors: ["water"] }), [WELLS]);
});

test("filters of one facet widen, of different facets narrow, and counts say so", async () => {
  const plain = await en.search("society");
  assert.deepEqual([plain.total, plain.facets], [2, {
    type: { news: 1, project: 1 }, country: { IT: 1, XK: 2 }, sector: { governance: 2 }, year: { 2025: 1, 2026: 2 }, status: {} }]);
  const news = await en.search("society", { types: ["news"] });
  assert.deepEqual([news.total, news.facets], [1, {
    type: { news: 1, project: 1 }, country: { IT: 1, XK: 1 }, sector: { governance: 1 }, year: { 2026: 1 }, status: {} }]);
  assert.equal((await en.search("society", { types: ["news", "project"] })).total, 2);
  assert.equal((await en.search("society", { types: ["project"], countries: ["IT"] })).reason, "filters");
  assert.equal((await en.search("society", { types: ["nothing such"] })).total, 0);
});

test("every count is what choosing it would give", async () => {
  const options = { type: "types", country: "countries", sector: "sectors", year: "years", status: "statuses" };
  for (const text of ["society", "wells", "a", "modena", "we"]) {
    const { facets } = await en.search(text, { countries: ["XK", "MZ"] });
    for (const [facet, counts] of Object.entries(facets)) {
      for (const [value, count] of Object.entries(counts)) {
        const chosen = { countries: ["XK", "MZ"], [options[facet]]: [value] };
        assert.equal((await en.search(text, chosen)).total, count, `${text} ${facet} ${value}`);
      }
    }
  }
});

test("an empty query with a filter lists what passes, newest first", async () => {
  const { hits } = await it.search("", { types: ["news"] });
  assert.deepEqual(hits.map(({ url }) => url), ["/it/news/only-italian/", "/it/news/society/"]);
});

test("each way of finding nothing says why", async () => {
  const reasons = [["", "empty"], [" ?! ", "empty"], ["the", "stopwords"], ["of the", "stopwords"], ["zzzz", "nothing"]];
  for (const [text, reason] of reasons) {
    const { total, hits, reason: said, facets } = await en.search(text);
    assert.deepEqual([total, hits, said], [0, [], reason]);
    assert.deepEqual(facets, { type: {}, country: {}, sector: {}, year: {}, status: {} });
  }
  assert.equal((await it.search("perché")).total, 1);
  assert.equal((await it.search("chi siamo")).hits[0].url, "/it/pages/about/");
});

test("an excerpt is plain text, with marks on whole words", async () => {
  const { hits: [hit] } = await en.search("wells modena");
  assert.equal(hit.excerpt, "Civil servants meet society: a debate. An earthquake in Modena. <b>Wells</b>");
  assert.deepEqual(hit.marks.map(([start, end]) => hit.excerpt.slice(start, end)), ["Modena", "Wells"]);
  const { hits: [titled] } = await en.search('"civil debate"');
  assert.deepEqual(titled.titleMarks.map(([start, end]) => titled.title.slice(start, end)), ["civil debate"]);
});

test("a hit has what the contract says", async () => {
  const { hits: [hit] } = await en.search("nampula");
  const { url, title, type, date, excerpt, score } = hit;
  assert.deepEqual({ url, title, type, date }, { url: WELLS, title: "Wells in Nampula", type: "project", date: "2025-03-01" });
  assert.ok(typeof excerpt === "string" && excerpt.length > 0 && score > 0);
});

test("a limit shortens the list and nothing else", async () => {
  const { total, hits } = await en.search("society", { limit: 1 });
  assert.deepEqual([total, hits.length], [2, 1]);
  assert.equal((await en.search("society", { limit: 0 })).hits.length, 0);
  assert.equal((await en.search("society", { limit: -3 })).hits.length, 2);
});

test("a phrase and a word that its pages lack give the pages of the phrase, and say so", async () => {
  const { hits, relaxed, missing } = await en.search('"civil society" zzzz');
  assert.deepEqual([hits.map(({ url }) => url), relaxed, missing], [[RIGHTS], true, ["zzzz"]]);
});

test("any pair of quotes makes a phrase", async () => {
  for (const text of ["“civil society“", "”civil society”", "„civil society“", "»civil society«"]) {
    assert.deepEqual(await found(en, text), [RIGHTS], text);
  }
});

test("stop words do not use up the words that are read", async () => {
  const { total } = await en.search(`${"the of and a in on at by for ".repeat(5)} nampula`);
  assert.equal(total, 1);
});
