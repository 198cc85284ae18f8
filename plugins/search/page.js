/**
 * The search page, and the explorer of a list: a plain GET form that answers as one types. The address
 * is the state.
 *
 *     <div id="search" data-base="/assets/search/" data-lang="it" data-failed="…" data-retry="…">
 *       <form> input[name=q]; checkboxes exact, in (title, content), type; selects country, sector,
 *         year, status </form>
 *       <p id="results-status" role="status"></p>
 *       <ol id="results"></ol>
 *     </div>
 *
 * With `data-types="project"` only those are searched, and what `data-plain="ID"` names is shown while
 * nothing is asked. `data-links="ID"` names what does the same without a script. A link `.search-way`
 * to this page is a step of the search. `data-failed` is said where the search does not load.
 *
 * Nothing is fetched before the form is touched, unless the address has a query. The engine runs in a
 * worker, or on the page where there is none.
 */

const WAIT = 150;
/** How long after the last letter the result is spoken: a voice should not chatter. */
const PAUSE = 600;
const SLOW = 700;
const PER_PAGE = 10;

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
 * Put a query string into the form. A year that the form does not know yet becomes one of its choices.
 * @param {HTMLFormElement} form
 * @param {URLSearchParams} state
 */
function fill(form, state) {
  for (const control of form.elements) {
    const { name, options } = control;
    const value = state.get(name) || "";
    if (control.type === "checkbox") {
      control.checked = state.getAll(name).includes(control.value);
    } else if (options) {
      const isNew = ![...options].some((option) => option.value === value);
      if (isNew && name === "year" && /^\d{4}$/u.test(value)) control.append(new Option(value, value));
      control.value = value;
      if (control.selectedIndex < 0) control.selectedIndex = 0;
    } else if (name === "q") {
      control.value = value;
    }
  }
}

/** The search page: what is typed goes to the address and to the engine, what is found is shown. */
class SearchPage {
  /** @param {HTMLElement} root */
  constructor(root) {
    const { base, lang, types, plain, links } = root.dataset;
    this.root = root;
    this.lang = lang || document.documentElement.lang;
    this.base = new URL(base || "/assets/search/", document.baseURI).href;
    this.types = types ? types.split(" ") : undefined;
    this.form = root.querySelector("form");
    /** English dates are British, as on the other pages. */
    this.places = placesIn(this.form, this.lang === "en" ? "en-GB" : this.lang, Boolean(types));
    this.plain = document.getElementById(plain || "");
    this.form.hidden = false;
    const instead = document.getElementById(links || "");
    if (instead) instead.hidden = true;
    this.limit = PER_PAGE;
    this.asked = 0;
    this.tries = 0;
    this.isTyping = false;
    this.isWaiting = false;
    /** @type {ReturnType<SearchPage["load"]> | undefined} */
    this.loading = undefined;
  }

  /** Load what shows and what asks, and let them get ready. A browser keeps the failure of an address. */
  async load() {
    const again = this.tries ? `?${this.tries}` : "";
    this.tries += 1;
    const [view, { askSomewhere, wordsOf }] = await Promise.all([
      import(`./view.js${again}`), import(`./ask.js${again}`),
    ]);
    const ask = askSomewhere(this.base, this.lang);
    const words = wordsOf(this.base, this.lang);
    /** Only to be ready: a failure is said when something is asked. */
    Promise.all([ask(), words()]).catch(() => undefined);
    return { view, ask, words };
  }

  /** Load at the first touch, once; after a failure, again. */
  ready() {
    this.loading = this.loading || this.load();
    this.loading.catch(() => (this.loading = undefined));
    return this.loading;
  }

  /** Search for what the form says, and show it unless something else was asked meanwhile. */
  async run() {
    this.asked += 1;
    const mine = this.asked;
    const state = stateOf(this.form);
    const isEmpty = String(state) === "";
    this.shown = location.search;
    this.isWaiting = true;
    this.root.dataset.state = isEmpty ? "" : "searching";
    if (isEmpty) this.swap(false);
    try {
      if (isEmpty && !this.loading && !this.hasFailed) return;
      const { view, ask, words } = await this.ready();
      const asking = isEmpty ? undefined : ask(state.get("q") || "", this.optionsOf(state));
      if (asking) this.sayIfSlow(mine, words());
      const [said, result] = await Promise.all([words(), asking]);
      if (mine !== this.asked) return;
      this.hasFailed = false;
      this.say(view.show(this.places, result, said, state));
      this.swap(!isEmpty);
    } catch (error) {
      if (mine === this.asked) this.fail(error);
    }
  }

  /** @param {URLSearchParams} state */
  optionsOf(state) {
    return {
      exact: state.has("exact"),
      fields: state.getAll("in"),
      types: this.types || state.getAll("type"),
      countries: state.getAll("country"),
      sectors: state.getAll("sector"),
      years: state.getAll("year"),
      statuses: state.getAll("status"),
      limit: this.limit,
    };
  }

  /**
   * Show the results, or the list that stands in the page.
   * @param {boolean} isSearching
   */
  swap(isSearching) {
    if (this.plain) this.plain.hidden = isSearching;
    for (const way of this.form.querySelectorAll(".search-way")) way.hidden = !isSearching;
  }

  /**
   * Write something in the spoken line. While somebody types it is seen at once, and said when they
   * pause: the same text, put anew into a line that is spoken again.
   * @param {string} text
   */
  say(text) {
    const { status } = this.places;
    const speak = (how) => status.setAttribute("aria-live", how);
    const write = () => (status.textContent = text);
    clearTimeout(this.saying);
    this.isWaiting = false;
    this.root.dataset.state = "";
    speak(this.isTyping ? "off" : "polite");
    write();
    if (!this.isTyping) return;
    this.saying = setTimeout(() => {
      speak("polite");
      this.saying = setTimeout(write, 50);
    }, PAUSE - WAIT);
  }

  /**
   * If what was asked takes long, say so.
   * @param {number} mine
   * @param {Promise<import("./view.js").Words>} words
   */
  sayIfSlow(mine, words) {
    const isLate = () => mine === this.asked && this.isWaiting;
    const say = () => words.then(({ searching }) => isLate() && (this.places.status.textContent = searching));
    setTimeout(() => say().catch(() => undefined), SLOW);
  }

  /**
   * Say that the search did not load; the button for more of it tries again.
   * @param {unknown} error
   */
  fail(error) {
    const { failed, retry } = this.root.dataset;
    const { results, notes, more } = this.places;
    console.error(error);
    results.textContent = notes.textContent = "";
    more.textContent = retry || "↻";
    more.hidden = false;
    this.hasFailed = true;
    this.isTyping = false;
    this.say(failed || "");
    this.swap(false);
  }

  /**
   * Write the form's state into the address and search. What is typed in one go is one step of the
   * history, so that the back button leaves the search and does not take letters away.
   * @param {{isTyping: boolean}} how
   */
  commit({ isTyping }) {
    clearTimeout(this.timer);
    this.limit = PER_PAGE;
    const query = String(stateOf(this.form));
    const address = location.pathname + (query && `?${query}`);
    const isNew = address !== location.pathname + location.search;
    if (isNew && isTyping && this.isTyping) history.replaceState(null, "", address);
    else if (isNew) history.pushState(null, "", address);
    this.isTyping = isTyping;
    return this.run();
  }

  /** Put the address's state into the form and search; at the start only if there is something. */
  restore() {
    clearTimeout(this.timer);
    this.isTyping = false;
    this.limit = (history.state && history.state.limit) || PER_PAGE;
    fill(this.form, new URLSearchParams(location.search));
    return this.run();
  }

  /** Show ten more hits, and go to the first of them; after a failure, try again. */
  async showMore() {
    const shown = this.hasFailed ? 0 : this.limit;
    if (shown) this.limit += PER_PAGE;
    history.replaceState({ limit: this.limit }, "");
    await this.run();
    const link = this.places.results.querySelectorAll("li a")[shown];
    if (link) link.focus();
  }

  /**
   * Take the step that a link of ours leads to, without loading the page again.
   * @param {MouseEvent} event
   */
  follow(event) {
    const way = event.target.closest("a.search-way");
    if (!way || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    history.pushState(null, "", way.href);
    this.restore();
    (location.search ? this.places.status : this.form.elements[0]).focus();
  }

  /** On a small screen, go down to what was found. */
  reveal() {
    const { status } = this.places;
    if (status.getBoundingClientRect().top > innerHeight * 0.8) status.scrollIntoView();
  }

  /** Listen to the form, the links, and the browser's back and forward. */
  listen() {
    const isText = ({ target }) => target.name === "q";
    this.form.addEventListener("focusin", () => void this.ready().catch(() => undefined));
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.commit({ isTyping: false }).then(() => this.reveal());
    });
    this.form.addEventListener("change", (event) => isText(event) || this.commit({ isTyping: false }));
    this.form.addEventListener("input", (event) => {
      if (!isText(event)) return;
      clearTimeout(this.timer);
      clearTimeout(this.saying);
      this.timer = setTimeout(() => this.commit({ isTyping: true }), WAIT);
    });
    this.root.addEventListener("click", (event) => this.follow(event));
    this.places.more.addEventListener("click", () => this.showMore());
    /** A link within the page is a step too, but of no other search. */
    window.addEventListener("popstate", () => location.search === this.shown || this.restore());
    this.restore().then(() => location.search && this.reveal());
  }
}

/**
 * Find where results are shown, and make the places for what goes with them.
 * @param {HTMLFormElement} form
 * @param {string} lang how dates and numbers are written
 * @param {boolean} isOne whether only one type is searched
 * @returns {Places}
 */
function placesIn(form, lang, isOne) {
  const [status, results] = ["results-status", "results"].map((id) => document.getElementById(id));
  const more = document.createElement("button");
  const notes = document.createElement("div");
  more.type = "button";
  more.className = "search-more";
  more.hidden = true;
  notes.className = "search-notes";
  status.after(notes);
  results.after(more);
  status.tabIndex = -1;
  /** Safari takes a list without numbers for none. */
  results.setAttribute("role", "list");
  return { form, status, notes, results, more, lang, isOne };
}

const root = document.getElementById("search");
if (root && root.querySelector("form input[name=q]")) new SearchPage(root).listen();
