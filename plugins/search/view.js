/** What the search page shows. Everything is set as text, never as markup. */

/**
 * @typedef {import("./engine.js").Result} Result
 * @typedef {import("./engine.js").Hit} Hit
 * @typedef {import("./ask.js").Words} Words
 * @typedef {{form: HTMLFormElement, status: HTMLElement, notes: HTMLElement, results: HTMLElement,
 *   more: HTMLElement, lang: string, isOne: boolean}} Places where things are shown, in which
 *   language; whether only one type is searched
 */

/**
 * Show a result: the hits, the counts beside the filters, the ways on. Return what is to be said.
 * @param {Places} places
 * @param {Result | undefined} result none takes everything away
 * @param {Words} words
 * @param {URLSearchParams} state
 * @returns {string}
 */
export function show(places, result, words, state) {
  const { form, notes, results, more, lang } = places;
  const { hits, total, facets } = result || { hits: [], total: 0 };
  put(results, hits.map((hit) => itemOf(hit, places)));
  showCounts(form, facets, lang);
  put(notes, result ? notesOf(form, result, words, state) : []);
  more.textContent = words.more;
  more.hidden = total <= hits.length;
  return result ? statusOf(places, result, words, state) : "";
}

/**
 * Put nodes in the place of others.
 * @param {Element} place
 * @param {Node[]} nodes
 */
function put(place, nodes) {
  place.textContent = "";
  place.append(...nodes);
}

/**
 * Fill the places of a phrase: `{count}`.
 * @param {string} phrase
 * @param {Record<string, string | number>} values
 */
function say(phrase, values) {
  return phrase.replace(/\{(\w+)\}/gu, (_, name) => values[name]);
}

/**
 * @param {number} number
 * @param {string} lang
 */
function written(number, lang) {
  return new Intl.NumberFormat(lang).format(number);
}

/**
 * What the spoken line says: how many, and what was done to find them; or why there is nothing. Where
 * one type is searched it is no filter: what is of the others does not count.
 * @param {Places} places
 * @param {Result} result
 * @param {Words} words
 * @param {URLSearchParams} state
 */
function statusOf({ lang, isOne }, { total, unfiltered, reason, relaxed, missing, corrected }, words, state) {
  const query = state.get("q") || "";
  const filtered = isOne ? words.narrow : say(words.filtered, { count: written(unfiltered, lang) });
  const why = { stopwords: words.stopwords, short: words.short, filters: hasFilters(state) && filtered };
  const found = `${say(words.results, { count: written(total, lang) })}.`;
  const said = [total > 0 ? found : why[reason] || (query && say(words.nothing, { query }))];
  for (const { from, to } of corrected) said.push(say(words.corrected, { typed: from, corrected: to }));
  if (relaxed) said.push(words.relaxed);
  if (relaxed && missing.length > 0) said.push(say(words.missing, { words: missing.join(", ") }));
  return said.join(" ");
}

/** @param {URLSearchParams} state */
function hasFilters(state) {
  return [...state.keys()].some((name) => name !== "q");
}

/**
 * The ways on: from a mended word, from nothing.
 * @param {HTMLFormElement} form
 * @param {Result} result
 * @param {Words} words
 * @param {URLSearchParams} state
 * @returns {Node[]}
 */
function notesOf(form, { total, reason, suggestion }, words, state) {
  const query = state.get("q") || "";
  const filters = [...state].filter(([name]) => name !== "q");
  const ways = [];
  if (suggestion) ways.push(wayTo(say(words.search, { query: suggestion }), [["q", suggestion], ...filters]));
  if ((suggestion || reason === "stopwords") && !state.has("exact")) {
    ways.push(wayTo(say(words.exact, { query }), [...state, ["exact", "1"]]));
  }
  if (total === 0 && /^(filters|nothing)$/u.test(reason)) {
    for (const filter of filters) {
      const rest = [...state].filter((pair) => String(pair) !== String(filter));
      ways.push(wayTo(say(words.without, { filter: labelOf(form, filter) }), rest));
    }
    if (filters.length > 1) ways.push(wayTo(words.unfiltered, query ? [["q", query]] : []));
    if (document.getElementById("site-browse")) ways.push(element("a", { href: "#site-browse" }, [words.browse]));
  }
  const isUnknown = reason === "nothing" || (reason === "filters" && filters.length === 0);
  const advice = isUnknown ? [element("p", {}, [words.advice])] : [];
  return ways.length > 0 ? [...advice, element("ul", {}, ways.map((way) => element("li", {}, [way])))] : advice;
}

/**
 * A link that is another search of this page.
 * @param {string} text
 * @param {[string, string][]} pairs
 */
function wayTo(text, pairs) {
  const href = location.pathname + (pairs.length > 0 ? `?${new URLSearchParams(pairs)}` : "");
  return element("a", { href, class: "search-way" }, [text]);
}

/**
 * What a filter is called in the form: the text of its label, or of its choice.
 * @param {HTMLFormElement} form
 * @param {[string, string]} filter
 * @returns {string}
 */
function labelOf(form, [name, value]) {
  const own = [...form.elements].find((control) => control.name === name && control.value === value);
  return own.options ? own.selectedOptions[0].dataset.label : own.labels[0].firstChild.textContent;
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
 * @param {Places} places
 */
function itemOf({ url, title, titleMarks, lang, type, label, date, excerpt, marks }, places) {
  const heading = element("h2", {}, [element("a", { href: url, lang }, marked(title, titleMarks))]);
  const about = places.isOne ? [] : [element("span", { class: "search-type" }, [label])];
  if (date) about.push(places.isOne ? "" : " · ", element("time", { datetime: date }, [dateIn(places.lang, date)]));
  const lines = [heading];
  if (about.length > 0) lines.push(element("p", { class: "search-about" }, about));
  if (excerpt) lines.push(element("p", { class: "search-excerpt" }, marked(excerpt, marks)));
  return element("li", { class: "search-hit", "data-type": type }, lines);
}

/**
 * @param {string} lang
 * @param {string} date ISO 8601
 */
function dateIn(lang, date) {
  return new Intl.DateTimeFormat(lang, { dateStyle: "long", timeZone: "UTC" }).format(new Date(date));
}

/**
 * Write the counts beside the types, and in the choices of the selects.
 * @param {HTMLFormElement} form
 * @param {Result["facets"] | undefined} facets none brings back what stood there
 * @param {string} lang
 */
function showCounts(form, facets, lang) {
  for (const control of form.elements) {
    const counts = facets && facets[control.name];
    const count = (value) => ` (${written(counts[value] || 0, lang)})`;
    if (control.name === "type") {
      countPlace(control.labels[0]).textContent = counts ? count(control.value) : "";
    } else if (control.options) {
      if (counts && control.name === "year") addYears(control, Object.keys(counts));
      for (const option of control.options) {
        const { dataset, text, value } = option;
        dataset.first = dataset.first || text;
        dataset.label = dataset.label || text;
        if (value) option.text = counts ? dataset.label + count(value) : dataset.first;
      }
    }
  }
}

/**
 * Make choices of the years that are not among them yet, the newest first.
 * @param {HTMLSelectElement} select
 * @param {string[]} years
 */
function addYears(select, years) {
  for (const year of years) {
    const options = [...select.options].slice(1);
    if (options.some(({ value }) => value === year)) continue;
    select.insertBefore(new Option(year, year), options.find(({ value }) => value < year) || null);
  }
}

/**
 * Where the count of a type stands: made at the end of its label the first time.
 * @param {HTMLLabelElement} label
 * @returns {Element}
 */
function countPlace(label) {
  if (!label.children[0]) label.append(element("span", { class: "search-count" }, []));
  return label.children[0];
}
