// Lists, terms and feeds as collections: pages of twelve, in each language.
import { readFileSync } from "node:fs";
import rss from "@11ty/eleventy-plugin-rss";
import anchors from "markdown-it-anchor";
import footnotes from "markdown-it-footnote";

const SIZE = 12;
const FEED = 20;
const read = (name) => JSON.parse(readFileSync(new URL(`content/_data/${name}.json`, import.meta.url)));
const words = read("words");
const names = read("names");
const dates = Object.fromEntries(
  Object.keys(words).map((lang) => [lang, new Intl.DateTimeFormat(lang, { dateStyle: "long", timeZone: "UTC" })]),
);
const slug = (text) =>
  text.normalize("NFKD").replace(/[^\x00-\x7f]/g, "").toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");

const termUrl = (taxonomy, key, lang) =>
  `/${lang}/${words[lang].addresses[taxonomy]}/${slug(names[taxonomy][key][lang])}/`;

function entries(api) {
  return api.getAllSorted().filter((page) => page.data.key).reverse();
}

function* groups(api) {
  const found = entries(api);
  for (const lang of Object.keys(words)) {
    const own = found.filter((page) => page.data.lang === lang);
    for (const [type, title] of Object.entries(words[lang].types)) {
      const items = own.filter((page) => page.data.type === type);
      yield { lang, kind: type, title, url: `/${lang}/${words[lang].addresses[type]}/`, items };
    }
    for (const taxonomy of ["countries", "sectors"]) {
      const byTerm = new Map();
      for (const page of own) {
        for (const key of page.data[taxonomy]) {
          if (!byTerm.has(key)) byTerm.set(key, []);
          byTerm.get(key).push(page);
        }
      }
      for (const [key, items] of byTerm) {
        const title = names[taxonomy][key][lang];
        yield { lang, kind: taxonomy, title, url: termUrl(taxonomy, key, lang), items };
      }
    }
  }
}

function* lists(api) {
  for (const group of groups(api)) {
    const pages = Math.max(1, Math.ceil(group.items.length / SIZE));
    const url = (number) => (number > 1 ? `${group.url}${words[group.lang].addresses.page}/${number}/` : group.url);
    for (let number = 1; number <= pages; number++) {
      const items = group.items.slice((number - 1) * SIZE, number * SIZE);
      yield { ...group, items, number, pages, first: group.url, url: url(number),
        previous: number > 1 && url(number - 1), next: number < pages && url(number + 1) };
    }
  }
}

function* feeds(api) {
  const all = entries(api).filter((page) => page.data.type !== "page");
  for (const lang of Object.keys(words)) {
    const items = all.filter((page) => page.data.lang === lang).slice(0, FEED);
    yield { lang, title: "Benchmark", url: `/${lang}/`, items };
  }
  for (const group of groups(api)) yield { ...group, items: group.items.slice(0, FEED) };
}

function byKey(api) {
  const found = {};
  for (const page of entries(api)) (found[page.data.key] ??= []).push(page);
  return found;
}

export default function (config) {
  config.addPlugin(rss);
  config.amendLibrary("md", (library) => library.use(footnotes).use(anchors));
  config.addCollection("lists", (api) => [...lists(api)]);
  config.addCollection("feeds", (api) => [...feeds(api)]);
  config.addCollection("terms", (api) =>
    [...groups(api)].filter((group) => group.kind in names).map((group) => ({ ...group, count: group.items.length })));
  config.addCollection("byKey", byKey);
  config.addFilter("termUrl", termUrl);
  config.addFilter("day", (date, lang) => dates[lang].format(date));
  config.addFilter("isoDay", (date) => date.toISOString().slice(0, 10));
  config.addFilter("of", (items, field, value) => items.filter((item) => item[field] === value));
  config.addPassthroughCopy({ "static": "/" });
  return { dir: { input: "content", output: "public" } };
}
