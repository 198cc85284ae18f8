// The preview's own script: shows edits and problems in the page. Never part of a published site.

const own = document.currentScript;
const seen = { version: own.dataset.version, styles: Number(own.dataset.styles) };
const base = own.src.replace(/reload\.js.*$/, "");
const store = window.sessionStorage;
const PLACE = "megafono-place";
const CLOSED = "megafono-closed";

/** Loads the page again; it comes back where it was. */
function reload() {
  store.setItem(PLACE, JSON.stringify([location.pathname, scrollX, scrollY]));
  location.reload();
}

function backToPlace() {
  const [path, x, y] = JSON.parse(store.getItem(PLACE) || "[]");
  store.removeItem(PLACE);
  if (path !== location.pathname) return;
  const go = () => scrollTo({ left: x, top: y, behavior: "instant" });
  go();
  addEventListener("load", go, { once: true });
}

/** Puts each style sheet of ours again; the old one goes when the new one is there, so nothing flashes. */
function swapStyles(number) {
  for (const link of document.querySelectorAll('link[rel~="stylesheet"]')) {
    const url = new URL(link.href);
    if (url.origin !== location.origin) continue;
    url.searchParams.set("preview", number);
    const next = link.cloneNode();
    next.href = url.href;
    next.onload = next.onerror = () => link.remove();
    link.after(next);
  }
}

const STYLE = `
:host { all: initial; }
* { box-sizing: border-box; }
section, button.count { font: 15px/1.5 system-ui, sans-serif; color: #1b1b1b; background: #fff;
  border: 1px solid #767676; border-radius: 6px; box-shadow: 0 4px 24px #0006; }
section { position: fixed; z-index: 2147483647; left: 1rem; right: 1rem; bottom: 1rem;
  max-width: 60rem; max-height: 60vh; margin: 0 auto; padding: 1rem 1.25rem; overflow: auto; }
button { font: inherit; color: inherit; cursor: pointer; padding: .25rem .75rem;
  background: #eee; border: 1px solid #767676; border-radius: 4px; }
button.count { position: fixed; z-index: 2147483647; right: 1rem; bottom: 1rem;
  padding: .4rem .8rem; border-left: 6px solid #b45f00; }
button.count.has-errors { border-left-color: #b00020; }
button:focus-visible { outline: 3px solid #0b57d0; outline-offset: 2px; }
header { display: flex; justify-content: space-between; align-items: center; gap: 1rem; }
h2 { font-size: 1.1rem; margin: 0; }
ul { list-style: none; margin: .75rem 0 0; padding: 0; }
li { padding: .5rem .75rem; margin: .5rem 0 0; border-left: 6px solid #b45f00; background: #fff6e8; }
li.error { border-left-color: #b00020; background: #fdeef0; }
p { margin: 0; overflow-wrap: anywhere; }
b.warning { color: #8a4900; } b.error { color: #b00020; }
code { font: 13px/1.5 ui-monospace, Consolas, monospace; }
[hidden] { display: none; }
`;

function element(name, className, text) {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
}

/** The panel of problems, in a shadow tree: the site's styles and the panel's never meet. */
const host = element("div");
const shadow = host.attachShadow({ mode: "open" });
const sheet = new CSSStyleSheet();
sheet.replaceSync(STYLE);
shadow.adoptedStyleSheets = [sheet];

function item({ level, place, text, hint }, words) {
  const made = element("li", level);
  const first = element("p");
  first.append(element("b", level, words[level]), " ", element("code", "", place));
  made.append(first, element("p", "", text));
  if (hint) made.append(element("p", "hint", hint));
  return made;
}

/** Shows problems: errors at once, warnings behind a button; what was closed stays so until it changes. */
function show(problems, words) {
  shadow.replaceChildren();
  if (!problems.length) return host.remove();
  const key = JSON.stringify(problems);
  const hasErrors = problems.some(({ level }) => level === "error");
  const panel = element("section");
  panel.setAttribute("role", "alert");
  panel.setAttribute("aria-label", words.title);
  const close = element("button", "", words.close);
  const head = element("header");
  head.append(element("h2", "", words.title), close);
  const list = element("ul");
  list.append(...problems.map((problem) => item(problem, words)));
  panel.append(head, list);
  const count = element("button", hasErrors ? "count has-errors" : "count");
  count.textContent = `${words.title} (${problems.length})`;
  const open = (isOpen) => {
    panel.hidden = !isOpen;
    count.hidden = isOpen;
    store.setItem(CLOSED, isOpen ? "" : key);
  };
  close.onclick = () => { open(false); count.focus(); };
  count.onclick = () => { open(true); close.focus(); };
  panel.onkeydown = (event) => { if (event.key === "Escape") close.click(); };
  const isClosed = store.getItem(CLOSED) === key || !hasErrors;
  panel.hidden = isClosed;
  count.hidden = !isClosed;
  host.lang = words.lang;
  shadow.append(panel, count);
  document.body.append(host);
}

let stream;
let shown = "";

function take({ data }) {
  const { version, styles, problems, words } = JSON.parse(data);
  if (version !== seen.version) return reload();
  if (styles !== seen.styles) swapStyles(styles);
  seen.styles = styles;
  const said = JSON.stringify(problems);
  if (said !== shown) show(problems, words);
  shown = said;
}

/** A hidden tab lets go of its connection: browsers allow only six to one server. */
function listen() {
  stream?.close();
  stream = undefined;
  if (document.hidden) return;
  stream = new EventSource(`${base}events?path=${encodeURIComponent(location.pathname)}`);
  stream.onmessage = take;
}

backToPlace();
listen();
document.addEventListener("visibilitychange", listen);
addEventListener("pagehide", () => stream?.close());
addEventListener("pageshow", ({ persisted }) => { if (persisted) listen(); });
