/**
 * The engine in a worker. Takes `{id, base, lang}` to get ready, with `text` and `options` to search;
 * answers `{id, result}` or `{id, error}`.
 */

import { open } from "./engine.js";

/** @type {ReturnType<typeof open> | undefined} */
let opened;

self.addEventListener("message", async ({ data: { id, base, lang, text, options } }) => {
  try {
    opened = opened || open({ base, lang });
    const engine = await opened;
    self.postMessage({ id, result: text === undefined ? null : await engine.search(text, options) });
  } catch (error) {
    opened = undefined;
    self.postMessage({ id, error: error instanceof Error ? error.message : String(error) });
  }
});
