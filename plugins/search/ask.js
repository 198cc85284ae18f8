/** Asking the engine: in a worker, or on the page where there is none; and the words of the page. */

/**
 * @typedef {import("./engine.js").Result} Result
 * @typedef {Record<string, string>} Words
 * @typedef {(text?: string, options?: object) => Promise<Result>} Ask without a text: get ready
 */

/** The worker itself cannot run, whatever is asked. */
class WorkerFailure extends Error {}

/**
 * Ask the engine in a worker; rejects with a WorkerFailure if it cannot run.
 * @param {string} base
 * @param {string} lang
 * @returns {Ask}
 */
function askWorker(base, lang) {
  const worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
  /** @type {Map<number, {resolve: (result: any) => void, reject: (error: Error) => void}>} */
  const waiting = new Map();
  let id = 0;
  /** @type {WorkerFailure | undefined} */
  let failure;
  worker.addEventListener("message", ({ data }) => {
    const asked = waiting.get(data.id);
    waiting.delete(data.id);
    if (data.error === undefined) asked?.resolve(data.result);
    else asked?.reject(new Error(data.error));
  });
  worker.addEventListener("error", (event) => {
    worker.terminate();
    failure = new WorkerFailure(event.message);
    for (const { reject } of waiting.values()) reject(failure);
    waiting.clear();
  });
  return (text, options) => new Promise((resolve, reject) => {
    if (failure) return reject(failure);
    id += 1;
    waiting.set(id, { resolve, reject });
    return worker.postMessage({ id, base, lang, text, options });
  });
}

/**
 * Ask the engine on the page.
 * @param {string} base
 * @param {string} lang
 * @returns {Ask}
 */
function askHere(base, lang) {
  /** @type {Promise<any> | undefined} */
  let opened;
  let tries = 0;
  const load = async () => {
    /** A browser keeps the failure of an address. */
    tries += 1;
    const { open } = await import(`./engine.js${tries > 1 ? `?${tries}` : ""}`);
    return open({ base, lang });
  };
  const forget = (error) => {
    opened = undefined;
    throw error;
  };
  return async (text, options) => {
    opened = opened || load().catch(forget);
    const engine = await opened;
    return text === undefined ? null : engine.search(text, options);
  };
}

/**
 * Ask a worker; from its first failure on, ask on the page.
 * @param {string} base
 * @param {string} lang
 * @returns {Ask}
 */
export function askSomewhere(base, lang) {
  const here = askHere(base, lang);
  let ask = here;
  try {
    ask = askWorker(base, lang);
  } catch (error) {
    console.info("The search runs on the page:", error);
  }
  return (text, options) => ask(text, options).catch((error) => {
    if (!(error instanceof WorkerFailure)) throw error;
    ask = here;
    return here(text, options);
  });
}

/**
 * Fetch the words of the page, once; after a failure, again.
 * @param {string} base
 * @param {string} lang
 * @returns {() => Promise<Words>}
 */
export function wordsOf(base, lang) {
  /** @type {Promise<Words> | undefined} */
  let found;
  const fetched = async () => {
    const response = await fetch(`${base}${lang}/words.json`);
    if (!response.ok) throw new Error(`words.json: status ${response.status}`);
    return response.json();
  };
  return () => {
    found = found || fetched().catch((error) => {
      found = undefined;
      throw error;
    });
    return found;
  };
}
