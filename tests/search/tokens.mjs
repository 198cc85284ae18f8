/** Python's tokens, in `tokens.json`, against the browser's. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { readJson } from "./data.mjs";

const { distance, placedTokens, tokens } = await import(process.env.SEARCH_TEXT);

test("every assigned code point and every text has the same tokens on both sides", async () => {
  const wrong = [];
  for (const [text, expected] of await readJson("tokens.json")) {
    const found = tokens(text).join(" ");
    if (found !== expected) wrong.push([text, [...text].map((c) => c.codePointAt(0).toString(16)), found, expected]);
  }
  assert.deepEqual(wrong.slice(0, 20), []);
});

test("a token knows its place in the text as written", () => {
  const text = "L’Ètà, di Ωmega e̱";
  const found = placedTokens(text).map(({ start, end, form }) => [text.slice(start, end), form]);
  assert.deepEqual(found, [["L", "l"], ["Ètà", "eta"], ["di", "di"], ["Ωmega", "ωmega"], ["e̱", "e"]]);
});

test("swapped neighbours are one mistake, and far words are only far", () => {
  assert.equal(distance("mozambico", "mozabmico", 2), 1);
  assert.equal(distance("mozanbico", "mozambico", 2), 1);
  assert.equal(distance("ca", "abc", 3), 3);
  assert.equal(distance("acqua", "salute", 2), 3);
  assert.equal(distance("", "ab", 2), 2);
});
