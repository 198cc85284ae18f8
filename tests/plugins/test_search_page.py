"""The search page in Chromium, under `default-src 'self'`: typing, filters, address, failures."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from playwright.sync_api import expect

from plugins.search.scripts import scripts
from tests.search.corpus import FakeSite, published

FORM = Path(__file__).parents[1] / "search" / "search.html"


class Strict(SimpleHTTPRequestHandler):
    """Serves a folder with the policy that the site promises to work under."""

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", "default-src 'self'; img-src 'self' data:")
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Publish the small site's search, and serve it."""
    folder = tmp_path_factory.mktemp("public")
    made = published(FakeSite())
    for path, content in {**made, "en/search/index.html": FORM.read_bytes()}.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Strict, directory=str(folder)))
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/en/search/"
    server.shutdown()
    server.server_close()


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    """Open an empty page that notes what it fetches and what goes wrong."""
    context = browser.new_context()
    context.set_default_timeout(5000)
    page = context.new_page()
    page.fetched, page.wrong = [], []
    context.on("request", lambda request: page.fetched.append(request.url.rpartition("/")[2]))
    page.on("pageerror", lambda error: page.wrong.append(str(error)))
    page.on("console", lambda said: page.wrong.append(said.text) if said.type == "error" else None)
    yield page
    context.close()


def titles(page: Any) -> list[str]:
    """Return the titles of the hits shown."""
    found: list[str] = page.locator("#results li a").all_inner_texts()
    return found


def status(page: Any, text: str) -> None:
    """Wait until the spoken line says something."""
    expect(page.locator("#results-status")).to_contain_text(text)


def test_nothing_is_fetched_before_the_field_is_touched(page: Any, address: str) -> None:
    page.goto(address)
    page.wait_for_timeout(300)
    assert page.fetched == ["", "page.js"]
    page.focus("#q")
    for _ in range(100):
        if "words.json" in page.fetched:
            return
        page.wait_for_timeout(50)
    pytest.fail("the words were not fetched")


def test_results_come_as_one_types_and_the_address_says_what(page: Any, address: str) -> None:
    page.goto(address)
    page.type("#q", "project")
    status(page, "Results: 3")
    assert titles(page)[0] == "Projects for rights"
    assert page.url == f"{address}?q=project"
    page.go_back()
    expect(page.locator("#results li")).to_have_count(0)
    assert (page.url, page.input_value("#q")) == (address, "")
    page.go_forward()
    status(page, "Results: 3")
    assert page.wrong == []


def test_a_linked_address_fills_the_form_and_searches(page: Any, address: str) -> None:
    query = "?q=society&in=title&in=content&type=news&type=project&country=XK"
    page.goto(address + query)
    status(page, "Results: 2")
    assert page.input_value("#q") == "society"
    assert page.locator("#search input:checked").count() == 4
    assert page.input_value("#country") == "XK"
    page.goto(f"{address}?q=project&exact=1")
    status(page, "Results: 1")
    assert titles(page) == ["Projects for rights"]


def test_types_have_counts_and_filters_are_steps_of_the_history(page: Any, address: str) -> None:
    page.goto(f"{address}?q=society")
    status(page, "Results: 2")
    assert page.inner_text("label[for=news]") == "News (1)"
    assert page.inner_text("label[for=project]") == "Projects (1)"
    countries = page.locator("#country option").all_inner_texts()
    assert countries == ["All", "Mozambique (0)", "Kosovo (2)"]
    page.check("#news")
    status(page, "Results: 1")
    assert titles(page) == ["A civil debate"]
    assert page.url == f"{address}?q=society&type=news"
    assert page.inner_text("label[for=project]") == "Projects (1)"
    page.go_back()
    status(page, "Results: 2")
    assert not page.is_checked("#news")


def test_the_keyboard_is_enough(page: Any, address: str) -> None:
    page.goto(address)
    page.keyboard.press("Tab")
    page.keyboard.type("civil society")
    page.keyboard.press("Enter")
    status(page, "Results: 2")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    status(page, "Results: 1")
    assert page.url == f"{address}?q=civil+society&exact=1"


def test_marks_are_elements_and_texts_are_only_texts(page: Any, address: str) -> None:
    page.goto(f"{address}?q=wells+modena")
    status(page, "Results: 1")
    assert page.locator("#results mark").all_inner_texts() == ["Modena", "Wells"]
    assert "<b>Wells</b>" in page.inner_text("#results")
    assert page.locator("#results b").count() == 0
    page.goto(f"{address}?q=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E%20zzzz")
    status(page, "Nothing found for “<img src=x onerror=alert(1)> zzzz”.")
    assert page.locator("#search img").count() == 0
    assert page.wrong == []


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("q=the", "These words are on almost every page"),
        ("q=zzzz", "Nothing found for “zzzz”."),
        ("q=society&type=news&country=MZ", "Nothing with these filters. Without them: 2"),
        ("q=projec&exact=1", "Nothing found for “projec”."),
        ("q=earthquake+nampula", "No page has all these words"),
        ("q=mozanbico", "“mozanbico” is on no page. Searched instead: “mozambico”."),
    ],
)
def test_the_spoken_line_says_what_happened(page: Any, address: str, query: str, said: str) -> None:
    page.goto(f"{address}?{query}")
    status(page, said)


def test_without_a_worker_the_page_searches(page: Any, address: str) -> None:
    page.route("**/worker.js", lambda route: route.abort())
    page.goto(f"{address}?q=wells")
    status(page, "Results: 2")
    page.context.add_init_script("delete window.Worker")
    page.goto(f"{address}?q=nampula")
    status(page, "Results: 1")


def test_a_long_wait_is_said(page: Any, address: str) -> None:
    held: list[Any] = []
    page.context.route("**/texts/**", lambda route: held.append(route))
    page.goto(f"{address}?q=wells")
    status(page, "Searching…")
    for route in held:
        route.continue_()
    status(page, "Results: 2")


@pytest.mark.parametrize(
    "missing",
    [
        "index/w/*",
        "index/manifest.json",
        "texts/**",
        "words.json",
        "view.js",
        "ask.js",
        "engine.js",
    ],
)
def test_what_does_not_load_is_said_and_tried_again(page: Any, address: str, missing: str) -> None:
    page.context.route(f"**/{missing}", lambda route: route.fulfill(status=503, body=""))
    page.goto(f"{address}?q=wells")
    status(page, "Nothing loads.")
    assert page.locator("#results li").count() == 0
    page.context.unroute(f"**/{missing}")
    page.click("button:text-is('Once more')")
    status(page, "Results: 2")
    assert titles(page)[0] == "Wells in Nampula"
    expect(page.locator(".search-more")).to_be_hidden()


def test_the_years_come_with_the_results_and_the_one_chosen_stays(page: Any, address: str) -> None:
    page.goto(f"{address}?q=society&year=2019")
    status(page, "Nothing with these filters. Without them: 2.")
    assert page.input_value("#year") == "2019"
    years = page.locator("#year option").all_inner_texts()
    assert years == ["Any year", "2026 (2)", "2025 (1)", "2019 (0)"]
    page.select_option("#year", "2025")
    status(page, "Results: 1")
    assert titles(page) == ["Projects for rights"]
    assert page.url == f"{address}?q=society&year=2025"


def ways(page: Any) -> list[str]:
    """Return the ways on that are offered."""
    found: list[str] = page.locator(".search-notes a").all_inner_texts()
    return found


def test_a_mended_word_is_a_link_and_so_is_what_was_typed(page: Any, address: str) -> None:
    page.goto(f"{address}?q=mozanbico&country=MZ")
    status(page, "Searched instead: “mozambico”.")
    assert ways(page) == ["Search for “mozambico”", "Search for exactly “mozanbico”"]
    page.click("text=Search for “mozambico”")
    expect(page.locator("#q")).to_have_value("mozambico")
    assert page.url == f"{address}?q=mozambico&country=MZ"
    expect(page.locator(".search-notes a")).to_have_count(0)
    page.go_back()
    page.click("text=Search for exactly")
    status(page, "Nothing")
    assert page.is_checked("#exact")
    assert page.evaluate("document.activeElement.id") == "results-status"


def test_where_nothing_is_found_each_filter_can_be_taken_away(page: Any, address: str) -> None:
    page.goto(f"{address}?q=society&exact=1&type=news&country=MZ")
    status(page, "Nothing with these filters. Without them: 2.")
    assert ways(page) == [
        "Without “Exact matches only”",
        "Without “News”",
        "Without “Mozambique”",
        "Without any filter",
    ]
    page.click("text=Without “Mozambique”")
    status(page, "Results: 1.")
    assert page.url == f"{address}?q=society&exact=1&type=news"
    assert page.input_value("#country") == ""
    page.go_back()
    page.click("text=Without any filter")
    status(page, "Results: 2.")
    assert page.url == f"{address}?q=society"


def test_where_nothing_is_known_there_is_advice_and_stop_words_can_be_exact(
    page: Any, address: str
) -> None:
    page.goto(f"{address}?q=zzzz")
    expect(page.locator(".search-notes")).to_contain_text("Check the spelling")
    page.goto(f"{address}?q=the+and")
    status(page, "These words are on almost every page")
    assert ways(page) == ["Search for exactly “the and”"]


def test_words_that_no_page_has_are_named(page: Any, address: str) -> None:
    page.goto(f"{address}?q=civil+society+xxyyzz")
    status(page, "These have some of them. On no page: xxyyzz.")


def test_a_beginning_of_too_many_words_asks_for_more(page: Any, address: str) -> None:
    answer = """
    export const open = async () => ({ search: async () => ({ total: 0, hits: [], facets: {
      type: {}, country: {}, sector: {}, year: {}, status: {} }, reason: "short", relaxed: false,
      missing: [], corrected: [], suggestion: "", unfiltered: 0 }) });
    """
    page.context.route(
        "**/engine.js",
        lambda route: route.fulfill(body=answer, content_type="text/javascript"),
    )
    page.goto(f"{address}?q=p")
    status(page, "Very many words begin like this. Keep typing.")
    assert ways(page) == []


def test_the_line_is_spoken_when_the_typing_pauses(page: Any, address: str) -> None:
    page.goto(address)
    page.evaluate("""() => {
      window.said = [];
      const line = document.getElementById("results-status");
      const note = () => line.ariaLive === "polite" && said.push(line.textContent);
      new MutationObserver(note).observe(line, { childList: true });
    }""")
    page.focus("#q")
    page.wait_for_timeout(500)
    page.locator("#q").press_sequentially("project", delay=200)
    expect(page.locator("#results li")).to_have_count(3)
    status(page, "Results: 3")
    page.wait_for_timeout(700)
    assert page.evaluate("said") == ["Results: 3."]


def test_hits_are_headings_in_a_list_with_type_and_date(page: Any, address: str) -> None:
    page.goto(f"{address}?q=society")
    status(page, "Results: 2")
    assert page.locator("#results[role=list] > li > h2 > a").count() == 2
    first = page.locator("#results li", has_text="A civil debate")
    assert "10 January 2026" in first.inner_text()
    assert first.locator("time").get_attribute("datetime") == "2026-01-10"


def test_all_scripts_together_are_light() -> None:
    made = {name: text for name, text in scripts().items() if name.endswith(".js")}
    assert sum(len(gzip.compress(text.encode(), 9)) for text in made.values()) <= 16_384
