/** Strings nobody foresaw, and data that is damaged or missing. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { createRequire } from "node:module";

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

/** How long a search may take before it counts as hanging, in milliseconds, on a busy machine. */
const HANGING = 2000;

/** Strings that have broken programs, and random ones of letters, signs and halves of letters. */
function* strangers() {
  if (process.env.SEARCH_MODULES) yield* createRequire(process.env.SEARCH_MODULES)("big-list-of-naughty-strings");
  const signs = [..."aeio wlnscty’'\"«»“”-~:^*+()[]{}\\/<>&%$#@!?.,;|_=0129", "\u0300", "\u200d", "\ud83d", "é", "ß", "و", "水", "\0"];
  let seed = 7;
  const next = (most) => (seed = (seed * 48271) % 2147483647) % most;
  for (let nth = 0; nth < 10_000; nth += 1) yield Array.from({ length: next(30) }, () => signs[next(signs.length)]).join("");
}

test("naughty strings and ten thousand random ones are answered at once, as plain text", async () => {
  const engine = await openHere("en");
  let count = 0;
  for (const text of strangers()) {
    const begun = performance.now();
    const { total, hits, suggestion } = await engine.search(text, { exact: count % 5 === 0 });
    assert.ok(performance.now() - begun < HANGING, `${JSON.stringify(text)} took long`);
    assert.ok(total >= hits.length && typeof suggestion === "string");
    for (const { excerpt, marks } of hits) assert.ok(marks.every(([start, end]) => start < end && end <= excerpt.length));
    count += 1;
  }
  assert.ok(count >= 10_000);
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

/** A part of the name of each kind of file, and a query that needs it. */
const NAMES = {
  "index/manifest.json": '"civil society"',
  "index/columns-": '"civil society"',
  "index/w/": '"civil society"',
  "index/places-": '"civil society"',
  "index/p/": '"civil society"',
  "index/t/": "socciety",
  "texts/": '"civil society"',
};

for (const [name, text] of Object.entries(NAMES)) {
  for (const [damage, spoil] of Object.entries(DAMAGE)) {
    test(`${name}, ${damage}: rejected with an error that names the file`, async () => {
      const ask = async () => {
        const engine = await open({ base: BASE, lang: "en", fetch: spoiling(name, spoil) });
        return engine.search(text);
      };
      await assert.rejects(ask, (error) => error instanceof Error && error.message.includes(name));
    });
  }
}

test("numbers out of bounds are damage, not an endless search", async () => {
  for (const [name, change] of [
    ["index/w/", (text) => text.replaceAll(/\[-1,\d+/g, "[-1,99998")],
    ["index/w/", (text) => text.replaceAll("[-1,", "[-9,")],
    ["index/w/", (text) => text.replaceAll("[-1,", "[-1,0,")],
    ["index/w/", (text) => text.replaceAll(/,\d+\]/g, "]")],
    ["index/w/", (text) => text.replace('"counts":[', '"counts":["x",')],
    ["index/columns-", (text) => text.replace('"lengths":["', '"lengths":["#')],
    ["index/columns-", (text) => text.replace('"rows":[[', '"rows":[[99,')],
    ["index/columns-", (text) => text.replace(/"of":"./, '"of":"\u4e00')],
    ["index/p/", (text) => text.replaceAll(/,\d+\]/g, "]")],
    ["index/p/", (text) => text.replaceAll(/\[-1,\d+/g, "[-1,7")],
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
  const fetch = async (url) => (isDown && url.includes("/texts/") ? new Response("", { status: 503 }) : fetchFile(url));
  const engine = await open({ base: BASE, lang: "en", fetch });
  await assert.rejects(() => engine.search("wells"), /texts/);
  isDown = false;
  assert.equal((await engine.search("wells")).total, 2);
});

test("an index whose files are gone is opened anew: a new site took its place", async () => {
  const folder = new URL("en/", BASE).href;
  let isOld = true;
  const fetch = async (url) => {
    const response = await fetchFile(url);
    if (!isOld || !url.endsWith("manifest.json")) return isOld ? response : fetchFile(url);
    return new Response((await response.text()).replace(/"names":"[^"]*"/, (names) => names.replace(/[a-z2-7]{8}/g, "gonegone")));
  };
  const engine = await open({ base: BASE, lang: "en", fetch });
  await assert.rejects(() => engine.search("wells"), /gonegone/);
  isOld = false;
  assert.equal((await engine.search("wells")).total, 2, folder);
});

test("an old manifest at hand is asked for anew, also by two searches at once", async () => {
  let isOld = true;
  const fetch = async (url, init) => {
    const response = await fetchFile(url);
    if (!url.endsWith("manifest.json") || (init?.cache === "no-cache" && !isOld)) return response;
    const text = await response.text();
    return new Response(isOld || init?.cache !== "no-cache" ? text.replace(/columns-\w+/, "columns-gonegone") : text);
  };
  await assert.rejects(() => open({ base: BASE, lang: "en", fetch }), /gonegone/);
  isOld = false;
  const engine = await open({ base: BASE, lang: "en", fetch });
  const [one, other] = await Promise.all([engine.search("wells "), engine.search("society ")]);
  assert.deepEqual([one.total, other.total], [2, 2]);
});
