/** Strings nobody foresaw, and data that is damaged or missing. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { BASE, fetchFile, open, openHere } from "./data.mjs";

const STRANGE = [
  "acqua~99", "title:", "+", "-", "*", "a*b*c", '"', '""""', '"a', "«", "“”", "__proto__", "constructor",
  "toString valueOf", "\ud800", "\udfff x", "\0", "%", "\\", "<script>alert(1)</script>", "а́", "👩‍👩‍👧 🇮🇹", "ﷺ",
  "x".repeat(50_000), "a ".repeat(20_000), "\" ".repeat(5_000), "é".normalize("NFD").repeat(3000),
];
const OPTIONS = [undefined, null, {}, { exact: true }, { fields: ["title"] }, { types: "news", limit: NaN }, { fields: "?", countries: [null] }];

test("no string and no option throws", async () => {
  const engine = await openHere("en");
  for (const text of [...STRANGE, undefined, null, 7]) {
    for (const options of OPTIONS) {
      const { total, hits } = await engine.search(text, options);
      assert.ok(total >= hits.length);
    }
  }
});

/** A `fetch` that spoils one file. */
const spoiling = (name, spoil) => async (url) =>
  (url.includes(`/${name}`) ? spoil(await (await fetchFile(url)).text()) : fetchFile(url));
const asBody = (change) => (text) => new Response(change(text));

const DAMAGE = {
  missing: () => new Response("Not found", { status: 404 }),
  unreachable: () => { throw new TypeError("fetch failed"); },
  cut: asBody((text) => text.slice(0, -20)),
  empty: asBody(() => ""),
  page: asBody(() => "<!doctype html><title>Not found</title>"),
  null: asBody(() => "null"),
  list: asBody(() => "[]"),
  object: asBody(() => "{}"),
};

const NAMES = ["manifest.json", "terms.json", "texts.json", "positions.json"];

for (const name of NAMES) {
  for (const [damage, spoil] of Object.entries(DAMAGE)) {
    test(`${name}, ${damage}: rejected with an error that names the file`, async () => {
      const ask = async () => {
        const engine = await open({ base: BASE, lang: "en", fetch: spoiling(name, spoil) });
        return engine.search('"civil society"');
      };
      await assert.rejects(ask, (error) => error instanceof Error && error.message.includes(name));
    });
  }
}

test("numbers out of bounds are damage, not an endless search", async () => {
  for (const [name, change] of [
    ["terms.json", (text) => text.replaceAll(/\[(\d+)\],0/g, "[99998],0")],
    ["terms.json", (text) => text.replace(/"lengths":\[\[\d+,/, '"lengths":[[')],
    ["positions.json", (text) => text.replaceAll(/,1,(\d+)\]/g, ",77,$1]")],
    ["terms.json", (text) => text.replace('"counts":[', '"counts":["x",')],
  ]) {
    const ask = async () => {
      const engine = await open({ base: BASE, lang: "en", fetch: spoiling(name, asBody(change)) });
      return engine.search('"civil society"');
    };
    await assert.rejects(ask, new RegExp(name));
  }
});

test("a file that failed once is asked for again", async () => {
  let isDown = true;
  const fetch = async (url) => (isDown && url.includes("texts.json") ? new Response("", { status: 503 }) : fetchFile(url));
  const engine = await open({ base: BASE, lang: "en", fetch });
  await assert.rejects(() => engine.search("wells"), /texts\.json/);
  isDown = false;
  assert.equal((await engine.search("wells")).total, 2);
});

test("a host that knows no query string is asked without", async () => {
  const fetch = async (url) => (url.includes("?") ? new Response("", { status: 404 }) : fetchFile(url));
  const engine = await open({ base: BASE.replace(/\/$/, ""), lang: "en", fetch });
  assert.equal((await engine.search("wells")).total, 2);
});
