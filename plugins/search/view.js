/** What the search page shows. Everything is set as text, never as markup. */

/**
 * @typedef {import("./engine.js").Result} Result
 * @typedef {import("./engine.js").Hit} Hit
 * @typedef {import("./ask.js").Words} Words
 * @typedef {{form: HTMLFormElement, status: HTMLElement, results: HTMLElement,
 *   more: HTMLElement, lang: string}} Places where things are shown, and in which language
 */

/**
 * Show a result: the hits, the counts beside the filters, the spoken line.
 * @param {Places} places
 * @param {Result} result
 * @param {Words} words
 * @param {URLSearchParams} state
 */
export function show({ form, status, results, more, lang }, result, words, state) {
  listIn(results).replaceChildren(...result.hits.map((hit) => itemOf(hit, lang)));
  showCounts(form, result.facets);
  more.textContent = words.more;
  more.hidden = result.total <= result.hits.length;
  status.textContent = statusOf(words, lang, state, result);
}

/**
 * Take everything away, and say why.
 * @param {Places} places
 * @param {string} why
 */
export function clear({ form, status, results, more }, why) {
  listIn(results).replaceChildren();
  more.hidden = true;
  showCounts(form, undefined);
  status.textContent = why;
}

/**
 * Go to a hit by its number in the list.
 * @param {Places} places
 * @param {number} number
 */
export function focusHit({ results }, number) {
  listIn(results).children[number]?.querySelector("a")?.focus();
}

/**
 * Fill the places of a phrase: `{count}`.
 * @param {string} phrase
 * @param {Record<string, string | number>} values
 */
function say(phrase, values) {
  return phrase.replace(/\{(\w+)\}/gu, (place, name) => String(values[name] ?? place));
}

/**
 * What the spoken line says: how many, and what was done to find them.
 * @param {Words} words
 * @param {string} lang
 * @param {URLSearchParams} state
 * @param {Result} result
 */
function statusOf(words, lang, state, result) {
  const query = state.get("q") ?? "";
  const count = (/** @type {number} */ number) => new Intl.NumberFormat(lang).format(number);
  const mended = result.corrected.map(({ from, to }) => say(words.corrected, { typed: from, corrected: to }));
  const notices = result.relaxed ? [...mended, words.relaxed] : mended;
  const found = say(words.results, { count: count(result.total) });
  if (result.total > 0) return notices.length > 0 ? `${found}. ${notices.join(" ")}` : found;
  const nothing = say(words.nothing, { query });
  const why = new Map([
    ["empty", query ? nothing : ""],
    ["stopwords", words.stopwords],
    ["filters", `${nothing} ${say(words.filtered, { count: count(result.unfiltered) })}`],
    ["nothing", state.has("exact") ? `${nothing} ${words.exact}` : nothing],
  ]);
  return why.get(result.reason) ?? nothing;
}

/**
 * A text with parts of it marked, as nodes.
 * @param {string} text
 * @param {[number, number][]} marks
 * @returns {(string | HTMLElement)[]}
 */
function marked(text, marks) {
  let last = 0;
  const parts = marks.flatMap(([start, end]) => {
    const mark = element("mark", {}, [text.slice(start, end)]);
    const before = text.slice(last, start);
    last = end;
    return [before, mark];
  });
  return [...parts, text.slice(last)];
}

/**
 * @param {string} name
 * @param {Record<string, string>} attributes
 * @param {(string | Node)[]} children
 */
function element(name, attributes, children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) if (value) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

/**
 * One hit as a list item.
 * @param {Hit} hit
 * @param {string} lang
 */
function itemOf(hit, lang) {
  const link = element("a", { href: hit.url, lang: hit.lang, hreflang: "" }, marked(hit.title, hit.titleMarks));
  const about = [element("span", { class: "search-type" }, [hit.label])];
  if (hit.date) about.push(element("time", { datetime: hit.date }, [dateIn(lang, hit.date)]));
  const lines = [link, element("p", { class: "search-about" }, about.flatMap((part, at) => (at ? [" · ", part] : [part])))];
  if (hit.excerpt) lines.push(element("p", { class: "search-excerpt" }, marked(hit.excerpt, hit.marks)));
  return element("li", { class: "search-hit", "data-type": hit.type }, lines);
}

/**
 * @param {string} lang
 * @param {string} date ISO 8601
 */
function dateIn(lang, date) {
  return new Intl.DateTimeFormat(lang, { dateStyle: "long", timeZone: "UTC" }).format(new Date(date));
}

/**
 * Write the counts beside the types, and in the choices of country and sector.
 * @param {HTMLFormElement} form
 * @param {Result["facets"] | undefined} facets none takes the counts away
 */
function showCounts(form, facets) {
  for (const control of form.elements) {
    if (control instanceof HTMLInputElement && control.name === "type") {
      countPlace(control).textContent = facets ? ` (${facets.type[control.value] ?? 0})` : "";
    } else if (control instanceof HTMLSelectElement && facets === undefined) {
      for (const option of control.options) option.text = option.dataset.label ?? option.text;
    } else if (control instanceof HTMLSelectElement && facets?.[control.name]) {
      for (const option of control.options) showCount(option, facets[control.name]);
    }
  }
}

/**
 * Where the count of a type stands: made at the end of its label the first time.
 * @param {HTMLInputElement} control
 * @returns {Element}
 */
function countPlace(control) {
  const label = control.labels?.[0] ?? control.parentElement ?? control;
  const found = label.querySelector(".search-count");
  if (found) return found;
  const made = element("span", { class: "search-count" }, []);
  label.append(made);
  return made;
}

/**
 * @param {HTMLOptionElement} option
 * @param {Record<string, number>} counts
 */
function showCount(option, counts) {
  option.dataset.label ??= option.text;
  if (option.value) option.text = `${option.dataset.label} (${counts[option.value] ?? 0})`;
}

/**
 * The list to put items into: `#results` itself, or a list made inside it.
 * @param {Element} results
 * @returns {Element}
 */
function listIn(results) {
  if (/^[ou]l$/iu.test(results.tagName)) return results;
  const found = results.querySelector("ol, ul");
  if (found) return found;
  const made = element("ol", {}, []);
  results.append(made);
  return made;
}
