/** lunr as its guides show it: a pre-built index, loaded whole, and a table of what to show. */

import { listen } from "./page.js";

let loading;

/** Fetch index and table at the first touch. */
function load() {
  loading ??= Promise.all(["index.json", "documents.json"].map(async (name) => (await fetch(name)).json()))
    .then(([index, documents]) => ({ index: lunr.Index.load(index), documents }));
  return loading;
}

listen({
  wait: 150,
  touch: load,
  async search(text, { type, country }) {
    const { index, documents } = await load();
    const fits = ([, , , itsType, countries]) =>
      (!type || itsType === type) && (!country || countries.includes(country));
    const found = index.search(text).map(({ ref }) => documents[ref]).filter(fits);
    return { total: found.length, hits: found.map(([url, title, excerpt]) => ({ url, title, excerpt })) };
  },
});
