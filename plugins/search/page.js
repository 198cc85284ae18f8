/**
 * The search page: makes a plain GET form answer as one types. The address is the state.
 *
 *     <div id="search" data-base="/assets/search/" data-lang="it">
 *       <form role="search"> input[name=q]; checkboxes exact, in (title, content), type; selects
 *         country and sector </form>
 *       <p id="results-status" role="status"></p>
 *       <ol id="results"></ol>
 *     </div>
 *
 * Nothing is fetched before the form is touched, unless the address has a query. The engine runs in a
 * worker, or on the page where there is none. `data-failed` is said where not even our words load.
 */

const WAIT = 150;
const PER_PAGE = 10;
const SLOW = 700;

/** @typedef {import("./view.js").Places} Places */

/**
 * The form as a query string without what is empty: the same as the browser would send.
 * @param {HTMLFormElement} form
 * @returns {URLSearchParams}
 */
function stateOf(form) {
  const pairs = [...new FormData(form)].map(([name, value]) => [name, String(value).trim()]);
  return new URLSearchParams(pairs.filter(([, value]) => value !== ""));
}

/**
 * Put a query string into the form.
 * @param {HTMLFormElement} form
 * @param {URLSearchParams} state
 */
function fill(form, state) {
  for (const control of form.elements) {
    if (control instanceof HTMLInputElement && control.type === "checkbox") {
      control.checked = state.getAll(control.name).includes(control.value);
    } else if (control instanceof HTMLInputElement && control.name === "q") {
      control.value = state.get("q") ?? "";
    } else if (control instanceof HTMLSelectElement) {
      const values = [...control.options].map(({ value }) => value);
      control.value = values.find((value) => value === state.get(control.name)) ?? values[0] ?? "";
    }
  }
}

/**
 * @param {URLSearchParams} state
 * @param {number} limit
 */
function optionsOf(state, limit) {
  return {
    exact: state.has("exact"),
    fields: state.getAll("in"),
    types: state.getAll("type"),
    countries: state.getAll("country"),
    sectors: state.getAll("sector"),
    limit,
  };
}

/** The search page: what is typed goes to the address and to the engine, what is found is shown. */
class SearchPage {
  /** @param {HTMLElement} root */
  constructor(root) {
    const base = (root.dataset.base || "/assets/search").replace(/\/*$/u, "");
    this.root = root;
    this.lang = root.dataset.lang || document.documentElement.lang;
    this.base = new URL(`${base}/`, document.baseURI).href;
    this.form = /** @type {HTMLFormElement} */ (root.querySelector("form"));
    this.places = placesIn(this.form, this.lang);
    this.limit = PER_PAGE;
    this.asked = 0;
    this.timer = 0;
    this.isTyping = false;
    /** @type {ReturnType<SearchPage["load"]> | undefined} */
    this.loading = undefined;
  }

  /** Load what shows and what asks, and let them get ready. */
  async load() {
    const [view, { askSomewhere, wordsOf }] = await Promise.all([import("./view.js"), import("./ask.js")]);
    const ask = askSomewhere(this.base, this.lang);
    const words = wordsOf(this.base, this.lang);
    // Only to be ready: a failure is said when something is asked.
    Promise.all([ask(), words()]).catch(() => undefined);
    return { view, ask, words };
  }

  /** Load at the first touch, once; after a failure, again. */
  ready() {
    this.loading ??= this.load();
    this.loading.catch(() => (this.loading = undefined));
    return this.loading;
  }

  /** Search for what the form says, and show it unless something else was asked meanwhile. */
  async run() {
    this.asked += 1;
    const mine = this.asked;
    const state = stateOf(this.form);
    this.root.dataset.state = "searching";
    try {
      const { view, ask, words } = await this.ready();
      if (state.toString() === "") return view.clear(this.places, "");
      const asking = ask(state.get("q") ?? "", optionsOf(state, this.limit));
      const [said, result] = await Promise.all([this.saying(mine, words()), asking]);
      if (mine === this.asked) view.show(this.places, result, said, state);
    } catch (error) {
      console.error(error);
      if (mine === this.asked) await this.fail();
    } finally {
      if (mine === this.asked) this.root.dataset.state = "done";
    }
    return undefined;
  }

  /**
   * Give the words back; if what was asked takes long, say so.
   * @param {number} mine
   * @param {Promise<import("./view.js").Words>} words
   */
  async saying(mine, words) {
    const said = await words;
    const isWaiting = () => mine === this.asked && this.root.dataset.state === "searching";
    window.setTimeout(() => isWaiting() && (this.places.status.textContent = said.searching), SLOW);
    return said;
  }

  /** Say that the search did not load. */
  async fail() {
    const loaded = await this.ready().catch(() => undefined);
    const said = await loaded?.words().catch(() => undefined);
    const why = said?.failed ?? this.root.dataset.failed ?? "";
    if (loaded) loaded.view.clear(this.places, why);
    else this.places.status.textContent = why;
  }

  /**
   * Write the form's state into the address and search. What is typed in one go is one step of the
   * history, so that the back button leaves the search and does not take letters away.
   * @param {{isTyping: boolean}} how
   */
  commit({ isTyping }) {
    clearTimeout(this.timer);
    this.limit = PER_PAGE;
    const query = stateOf(this.form).toString();
    const address = location.pathname + (query && `?${query}`);
    const isNew = address !== location.pathname + location.search;
    if (isNew && isTyping && this.isTyping) history.replaceState(null, "", address);
    else if (isNew) history.pushState(null, "", address);
    this.isTyping = isTyping;
    return this.run();
  }

  /** Put the address's state into the form and search; at the start only if there is something. */
  restore({ isStart = false } = {}) {
    clearTimeout(this.timer);
    this.isTyping = false;
    this.limit = PER_PAGE;
    fill(this.form, new URLSearchParams(location.search));
    const isEmpty = stateOf(this.form).toString() === "";
    return isStart && isEmpty ? undefined : this.run();
  }

  /** Show ten more hits, and go to the first of them. */
  async showMore() {
    const shown = this.limit;
    this.limit += PER_PAGE;
    await this.run();
    (await this.ready()).view.focusHit(this.places, shown);
  }

  /** Listen to the form, the button, and the browser's back and forward. */
  listen() {
    const touch = () => void this.ready().catch(() => undefined);
    this.form.addEventListener("focusin", touch);
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.commit({ isTyping: false });
    });
    this.form.addEventListener("change", ({ target }) => {
      if (/** @type {HTMLInputElement} */ (target).name !== "q") this.commit({ isTyping: false });
    });
    this.form.addEventListener("input", ({ target }) => {
      if (/** @type {HTMLInputElement} */ (target).name !== "q") return;
      clearTimeout(this.timer);
      this.timer = window.setTimeout(() => this.commit({ isTyping: true }), WAIT);
    });
    this.places.more.addEventListener("click", () => this.showMore());
    window.addEventListener("popstate", () => this.restore());
    this.restore({ isStart: true });
  }
}

/**
 * Find where results are shown, and make the button for more of them.
 * @param {HTMLFormElement} form
 * @param {string} lang
 * @returns {Places}
 */
function placesIn(form, lang) {
  const status = /** @type {HTMLElement} */ (document.getElementById("results-status"));
  const results = /** @type {HTMLElement} */ (document.getElementById("results"));
  const more = document.createElement("button");
  more.type = "button";
  more.className = "search-more";
  more.hidden = true;
  results.after(more);
  status.setAttribute("role", "status");
  return { form, status, results, more, lang };
}

const root = document.getElementById("search");
if (root?.querySelector("form input[name=q]")) new SearchPage(root).listen();
