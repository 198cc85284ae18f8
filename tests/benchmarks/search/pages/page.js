/** A search page as small as can be, the same for every peer: ten links with an excerpt. */

/**
 * Search as one types.
 * @param {{wait: number, touch: () => unknown, search: (text: string, filters: {type: string,
 *   country: string}) => Promise<{total: number, hits: {url: string, title: string,
 *   excerpt: string, isMarkup?: boolean}[]}>}} engine `wait`: ms of rest before it is asked
 */
export function listen({ wait, touch, search }) {
  const form = document.querySelector("form");
  const results = document.querySelector("#results");
  const status = document.querySelector("#results-status");
  let timer = 0;

  async function run() {
    const { q, type, country } = Object.fromEntries(new FormData(form));
    const { total, hits } = await search(q, { type, country });
    results.replaceChildren(...hits.slice(0, 10).map(itemOf));
    status.textContent = `${total} for ${q}`;
  }

  form.addEventListener("focusin", touch, { once: true });
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(run, wait);
  });
}

function itemOf({ url, title, excerpt, isMarkup }) {
  const item = document.createElement("li");
  const link = document.createElement("a");
  const text = document.createElement("p");
  link.href = url;
  link.textContent = title;
  if (isMarkup) text.innerHTML = excerpt;
  else text.textContent = excerpt;
  item.append(link, text);
  return item;
}
