/**
 * Make the stock index of lunr: `node build-lunr.mjs LANG FOLDER SOURCE`, where SOURCE is the
 * documents as JSON. Writes index.json, and documents.json with what a page shows of each document.
 */

import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const lunr = require("lunr");
const [lang, folder, source] = process.argv.slice(2);
const documents = JSON.parse(readFileSync(source, "utf8"));

if (lang !== "en") {
  require("lunr-languages/lunr.stemmer.support")(lunr);
  require(`lunr-languages/lunr.${lang}`)(lunr);
}

const index = lunr(function () {
  if (lang !== "en") this.use(lunr[lang]);
  this.ref("id");
  this.field("title", { boost: 8 });
  this.field("summary", { boost: 3 });
  this.field("body");
  this.field("places", { boost: 3 });
  this.field("topics", { boost: 3 });
  documents.forEach((document, id) => this.add({ ...document, id }));
});

const shown = documents.map(({ url, title, summary, body, type, countries }) =>
  [url, title, (summary || body).slice(0, 200), type, countries]);
writeFileSync(`${folder}/index.json`, JSON.stringify(index));
writeFileSync(`${folder}/documents.json`, JSON.stringify(shown));
