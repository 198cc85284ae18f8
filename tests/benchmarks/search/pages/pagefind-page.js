/** Pagefind as its documentation shows its API: loaded at the first touch, ten results' data at once. */

import { listen } from "./page.js";

let loading;

function load() {
  loading ??= import("./pagefind/pagefind.js").then(async (pagefind) => {
    await pagefind.init();
    return pagefind;
  });
  return loading;
}

listen({
  wait: 0, // debouncedSearch waits, and fetches meanwhile
  touch: load,
  async search(text, { type, country }) {
    const pagefind = await load();
    const filters = { ...(type && { type }), ...(country && { country }) };
    const found = await pagefind.debouncedSearch(text, { filters }, 150);
    const data = await Promise.all(found.results.slice(0, 10).map((result) => result.data()));
    const hits = data.map(({ url, meta, excerpt }) => ({ url, title: meta.title, excerpt, isMarkup: true }));
    return { total: found.results.length, hits };
  },
});
