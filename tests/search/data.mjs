/** What the tests of the search share: a `fetch` that reads files, and the engine under test. */

import { readFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";

/** The published folder that pytest made. */
export const PUBLIC = pathToFileURL(`${process.env.SEARCH_PUBLIC}/`);
export const BASE = new URL("assets/search/", PUBLIC).href;

export const { open } = await import(new URL("engine.js", BASE).href);

/** @param {string} url */
export async function fetchFile(url) {
  try {
    return new Response(await readFile(new URL(url)));
  } catch {
    return new Response("", { status: 404 });
  }
}

/** @param {string} lang */
export const openHere = (lang) => open({ base: BASE, lang, fetch: fetchFile });

/** @param {string} name */
export const readJson = async (name) => JSON.parse(await readFile(new URL(name, PUBLIC), "utf-8"));
