/** Asks the search of one language all the queries of a list on stdin; says the answers on stdout. */

import { text } from "node:stream/consumers";

import { openHere } from "../data.mjs";

const ALL = 10_000;

const engine = await openHere(process.argv[2]);
const answers = [];
for (const { query, options } of JSON.parse(await text(process.stdin))) {
  const { hits, total, reason } = await engine.search(query, { limit: ALL, ...options });
  answers.push({ urls: hits.map(({ url }) => url), total, reason });
}
console.log(JSON.stringify(answers));
