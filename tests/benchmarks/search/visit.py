"""A visit to a search page in Chromium, on a slow phone and a slow network.

The engine runs on the page and not in a worker: Chromium slows the network of workers too (tried:
100 kB take 0.7 s in both), but not their processor, so that a worker would be a fast one.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, NamedTuple

from tests.benchmarks.search.queries import Query
from tests.benchmarks.search.server import Sent, Server

SLOWDOWN = 4
NETWORK = {
    "offline": False,
    "latency": 150,  # ms, of each request
    "downloadThroughput": 1_600_000 / 8,  # bytes a second
    "uploadThroughput": 750_000 / 8,
}
"""The «slow 4G» of Lighthouse."""

QUIET = 0.8
"""Seconds without a request and without a change on the page, after which nothing more comes."""

PATIENCE = 900
"""Seconds until a query is given up."""

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]

PREPARE = """
delete window.Worker;
delete window.SharedWorker;
window.memories = [];
const make = WebAssembly.instantiate;
WebAssembly.instantiate = async (...what) => {
  const made = await make.apply(WebAssembly, what);
  const { exports } = made.instance ?? made;
  for (const part of Object.values(exports)) {
    if (part instanceof WebAssembly.Memory) window.memories.push(part);
  }
  return made;
};
"""
"""No workers; and the memories of WebAssembly noted, which no tool counts."""

TYPE = """
([text, type, country, isFirst]) => {
  const places = ["#results", "#results-status"].map((name) => document.querySelector(name));
  const box = document.querySelector(`input[name=type][value="${type}"]`);
  if (box) box.checked = true;
  else if (type) document.querySelector("[name=type]").value = type;
  if (country) document.querySelector("[name=country]").value = country;
  const field = document.querySelector("input[name=q]");
  if (isFirst) field.focus();
  window.began = performance.now();
  const see = () => window.saw(performance.now() - window.began,
    document.querySelectorAll("#results li a").length, ...places.map((place) => place.textContent));
  window.seeing?.disconnect();
  window.seeing = new MutationObserver(() => requestAnimationFrame(see));
  for (const place of places) {
    window.seeing.observe(place, { childList: true, subtree: true, characterData: true });
  }
  field.value = text;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}
"""

FETCHED = """
() => Math.max(0, ...performance.getEntriesByType("resource").map(({ responseEnd }) => responseEnd))
"""

ICON = re.compile(r"icon[^/]*$")
"""The site's icon, which Chromium without a window asks for at each change of the address."""

WASM = "() => window.memories.reduce((sum, { buffer }) => sum + buffer.byteLength, 0)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a query cost: milliseconds from typing to the list on the screen, what was sent.

    `shown` is the number of links in the list, `status` what the spoken line says.
    """

    query: Query
    ms: float
    shown: int
    status: str
    sent: tuple[Sent, ...]

    @property
    def size(self) -> int:
        """Bytes sent."""
        return sum(each.size for each in self.sent)


class Seen(NamedTuple):
    """What stood on the page: ms after typing, links in the list, its text, the spoken line."""

    ms: float
    links: int
    text: str
    status: str


def shown_at(seen: Sequence[Seen]) -> float:
    """Return when the list was as it stayed; where it is empty, when the page first said why.

    A page may say its line again, or later than it shows the list, for those who listen.
    """
    last = seen[-1]
    if last.links:
        return next(each.ms for each in seen if each.text == last.text)
    return next(each.ms for each in seen if each.status == last.status)


class Visit:
    """One page with nothing in its cache."""

    def __init__(self, context: Any, server: Server) -> None:
        """Open an empty page."""
        self.server = server
        self.page = context.new_page()
        self.tools = context.new_cdp_session(self.page)
        self.pending: set[Any] = set()
        self.seen: list[Seen] = []
        self.errors: list[str] = []
        self.page.add_init_script(PREPARE)
        self.page.expose_function("saw", lambda *what: self.seen.append(Seen(*what)))
        self.page.on("request", lambda request: self.pending.add(request))
        self.page.on("requestfinished", lambda request: self.pending.discard(request))
        self.page.on("requestfailed", lambda request: self.pending.discard(request))
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))

    def open(self, path: str) -> tuple[Sent, ...]:
        """Load the search page at full speed; return what was sent."""
        start = len(self.server.sent)
        self.page.goto(self.server.url + path, wait_until="load")
        self.settle()
        return tuple(self.server.sent[start:])

    def slow_down(self) -> None:
        """Make the processor and the network slow from now on."""
        self.tools.send("Network.enable")
        self.tools.send("Network.emulateNetworkConditions", NETWORK)
        self.tools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWDOWN})

    def focus(self) -> tuple[float, tuple[Sent, ...]]:
        """Touch the field; return ms until the last byte that is fetched for it, and what was."""
        start = len(self.server.sent)
        began = self.page.evaluate("() => performance.now()")
        self.page.focus("input[name=q]")
        self.settle()
        ended = self.page.evaluate(FETCHED) if len(self.server.sent) > start else began
        return ended - began, tuple(self.server.sent[start:])

    def ask(self, query: Query, text: str, *, is_first: bool = False) -> Asked:
        """Type a query (`text` is how this engine wants it), and wait until all is shown."""
        start = len(self.server.sent)
        self.seen.clear()
        self.page.evaluate(TYPE, [text, query.type, query.country, is_first])
        self.settle(is_asking=True)
        sent = (each for each in self.server.sent[start:] if not ICON.search(each.path))
        last = self.seen[-1]
        return Asked(
            query=query,
            ms=shown_at(self.seen),
            shown=last.links,
            status=last.status,
            sent=tuple(sent),
        )

    def settle(self, *, is_asking: bool = False) -> None:
        """Wait until nothing is under way, and for an answer if something was asked."""
        began = last = time.monotonic()
        known = -1
        while time.monotonic() - last < QUIET or (is_asking and not self.seen):
            self.page.wait_for_timeout(40)
            if self.pending or known != len(self.seen):
                last, known = time.monotonic(), len(self.seen)
            elif time.monotonic() - last >= QUIET:
                self.page.evaluate("0")  # comes back when the page has nothing to compute
                self.page.wait_for_timeout(40)
                last = last if known == len(self.seen) and not self.pending else time.monotonic()
            if time.monotonic() - began > PATIENCE:
                raise TimeoutError(f"no answer; errors of the page: {self.errors}")

    def heap(self) -> float:
        """Return the megabytes held after a collection: objects, buffers, WebAssembly's memory."""
        self.tools.send("HeapProfiler.collectGarbage")
        use = self.tools.send("Runtime.getHeapUsage")
        wasm = self.page.evaluate(WASM)
        return float(use["usedSize"] + use.get("backingStorageSize", 0) + wasm) / 1e6


@contextmanager
def visiting(browser: Any, server: Server) -> Iterator[Visit]:
    """Visit with a new profile: no cache, no connection."""
    context = browser.new_context()
    try:
        yield Visit(context, server)
    finally:
        context.close()


@contextmanager
def chromium() -> Iterator[Any]:
    """Start Chromium without a window."""
    import shutil

    from playwright.sync_api import sync_playwright

    path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()
