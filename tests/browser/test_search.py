"""The search page and the explorer of the projects, on the demo: as people use them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect
from selectolax.lexbor import LexborHTMLParser

STATES = (
    "/it/cerca/",
    "/it/cerca/?q=acqua",
    "/it/cerca/?q=mozanbico",
    "/it/cerca/?q=xyzzyq&type=news&country=KE",
    "/en/search/?q=school+earthquake+zzzzz",
    "/it/progetti/",
    "/it/progetti/?country=MZ",
    "/en/projects/?country=MZ&sector=water&year=2012",
    "/it/progetti/2025/",
    "/it/progetti/in-corso/",
)
"""Addresses whose pages stand in every state."""

LONG = "a" * 300
HOSTILE = "<img src=x onerror=alert(1)> " + "è“" * 40


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    """Open a phone's page that notes what it asks for and what goes wrong."""
    context = browser.new_context(viewport={"width": 360, "height": 740})
    context.set_default_timeout(5000)
    found = context.new_page()
    found.fetched, found.wrong = [], []
    context.on("request", lambda request: found.fetched.append(request.url))
    found.on("pageerror", lambda error: found.wrong.append(str(error)))
    found.on("console", lambda said: found.wrong.append(said.text) if said.type == "error" else 0)
    yield found
    assert found.wrong == []
    context.close()


def said(page: Any, text: str | re.Pattern[str]) -> None:
    """Wait until the spoken line says something."""
    expect(page.locator("#results-status")).to_have_text(text)


def settled(page: Any, url: str) -> None:
    """Open an address, and wait for its results if it asks for any."""
    page.goto(url)
    if "?" in url:
        said(page, re.compile(r"\S"))


def counts(page: Any, name: str) -> dict[str, int]:
    """Return the choices of a filter with the numbers beside them."""
    texts = page.locator(f"#{name} option").evaluate_all("all => all.map(o => [o.value, o.text])")
    return {value: int(re.sub(r".*\((\d+)\)$", r"\1", text)) for value, text in texts if value}


def linked(demo: Path, url: str) -> dict[str, tuple[str, int]]:
    """Return the static links of a list of projects: text -> address, number."""
    tree = LexborHTMLParser((demo / url.strip("/") / "index.html").read_text("utf-8"))
    found = {}
    for node in tree.css("#site-narrow a"):
        number = node.css_first(".count")
        if number is not None:
            title = node.text().removesuffix(number.text()).strip()
            found[title] = (str(node.attributes["href"]), int(number.text()))
    return found


def listed(demo: Path, href: str) -> set[str]:
    """Return where the project cards at an address lead, on all the pages of the list."""
    path, _, part = href.partition("#")
    tree = LexborHTMLParser((demo / path.strip("/") / "index.html").read_text("utf-8"))
    scope = f"#{part} article h3 a" if part else "main article h2 a"
    found = {str(node.attributes["href"]) for node in tree.css(scope)}
    further = tree.css_first("a[rel=next]")
    return found | (listed(demo, str(further.attributes["href"])) if further else set())


@pytest.mark.parametrize("width", [360, 768, 1440])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_any_state_and_nothing_is_too_wide(
    browser: Any, address: str, node: Path, width: int, scheme: str
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
    page = context.new_page()
    script = (node / "axe-core" / "axe.min.js").read_text("utf-8")
    found = []
    for url in STATES:
        settled(page, address + url)
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        found += [f"{url} is {wide} pixels too wide"] if wide > 0 else []
        page.evaluate(script)
        result = page.evaluate("axe.run({rules: {region: {enabled: false}}})")
        found += [
            f"{url}: {item['id']}: {item['nodes'][0]['html'][:90]}" for item in result["violations"]
        ]
    assert found == []
    context.close()


@pytest.mark.parametrize("url", ["/it/cerca/", "/it/progetti/"])
def test_nothing_is_asked_for_before_the_first_touch(page: Any, address: str, url: str) -> None:
    page.goto(address + url)
    page.wait_for_timeout(300)
    asked = [each for each in page.fetched if "/assets/search/" in each]
    assert asked == [f"{address}/assets/search/page.js"]
    page.focus("#search form [name]")
    with page.expect_request("**/manifest.json"):
        pass


def test_the_explorer_counts_as_the_static_pages_do(page: Any, address: str, demo: Path) -> None:
    page.goto(address + "/it/progetti/")
    links = linked(demo, "/it/progetti/")
    choices = page.locator(".explore option[data-label]").evaluate_all(
        "all => all.map(o => [o.parentElement.id, o.value, o.dataset.label, o.text])"
    )
    assert {name for name, *_ in choices} == {"country", "sector", "status", "year"}
    assert len(choices) == len(links) > 30
    before = {name: counts(page, name) for name in ("country", "sector", "status", "year")}
    for name, value, label, text in choices:
        href, number = links[label]
        assert text == f"{label} ({number})"
        assert len(listed(demo, href)) == number, href
        page.select_option(f"#{name}", value)
        said(page, f"Risultati: {number}.")
        assert counts(page, name) == before[name]
        page.select_option(f"#{name}", "")
        expect(page.locator("#site-listing")).to_be_visible()


@pytest.mark.parametrize(
    ("name", "value", "href"),
    [
        ("country", "MZ", "/it/paesi/mozambico/#site-project"),
        ("status", "completed", "/it/progetti/conclusi/"),
        ("year", "2021", "/it/progetti/2021/"),
        ("sector", "water", "/it/settori/acqua/#site-project"),
    ],
)
def test_the_explorer_finds_what_the_static_page_lists(
    page: Any, address: str, demo: Path, name: str, value: str, href: str
) -> None:
    settled(page, f"{address}/it/progetti/?{name}={value}")
    hits = page.locator("#results h2 a").evaluate_all("all => all.map(a => a.pathname)")
    assert set(hits) == listed(demo, href) and hits


def test_filters_together_narrow_and_the_address_says_so(page: Any, address: str) -> None:
    page.goto(address + "/it/progetti/")
    page.select_option("#country", "MZ")
    said(page, re.compile(r"^Risultati: \d+\.$"))
    of_country = counts(page, "status")
    page.select_option("#status", "ongoing")
    said(page, f"Risultati: {of_country['ongoing']}.")
    assert page.url == f"{address}/it/progetti/?country=MZ&status=ongoing"
    page.fill("#q", "scuola")
    page.wait_for_url("**/progetti/?country=MZ&status=ongoing&q=scuola")
    expect(page.locator("#site-listing")).to_be_hidden()
    page.go_back()
    page.go_back()
    assert page.url == f"{address}/it/progetti/?country=MZ"
    assert (page.input_value("#status"), page.input_value("#q")) == ("", "")
    page.go_back()
    expect(page.locator("#site-listing")).to_be_visible()
    expect(page.locator("#results li")).to_have_count(0)
    assert page.locator("#country option[value=KE]").inner_text() == "Kenya (1)"
    page.go_forward()
    said(page, re.compile("Risultati"))
    page.click("text=Tutti i progetti")
    expect(page.locator("#site-listing")).to_be_visible()
    assert page.url == f"{address}/it/progetti/"
    assert page.evaluate("document.activeElement.id") == "country"


def test_the_keyboard_alone_filters_the_projects(page: Any, address: str) -> None:
    page.goto(address + "/en/projects/")
    page.focus("#country")
    page.keyboard.type("Moz")
    page.keyboard.press("Tab")
    said(page, re.compile(r"^Results: \d+\.$"))
    assert "country=MZ" in page.url
    page.focus("#q")
    page.keyboard.type("zzzzzz")
    page.keyboard.press("Enter")
    said(page, "Nothing found for “zzzzzz”.")
    for _ in range(10):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent") == "Without “Mozambique”":
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/en/projects/?q=zzzzzz")
    assert page.evaluate("document.activeElement.id") == "results-status"


def test_a_word_of_news_alone_is_no_filter_of_the_projects(page: Any, address: str) -> None:
    page.goto(address + "/it/progetti/?q=volontari+servizio+civile+scadenza")
    said(page, re.compile(r"\S"))
    assert "filtri" not in page.inner_text("#results-status")


def test_back_from_a_hit_shows_as_many_hits_as_before(page: Any, address: str) -> None:
    settled(page, address + "/it/cerca/?q=acqua")
    expect(page.locator("#results li")).to_have_count(10)
    page.click("text=Mostra altri risultati")
    expect(page.locator("#results li")).to_have_count(20)
    place = page.evaluate(
        "[...document.querySelectorAll('#results a')].indexOf(document.activeElement)"
    )
    assert place == 10
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"^(?!.*cerca)"))
    page.go_back()
    expect(page.locator("#results li")).to_have_count(20)


@pytest.mark.parametrize("url", ["/it/cerca/", "/en/projects/"])
@pytest.mark.parametrize("typed", [LONG, HOSTILE])
def test_whatever_is_typed_stays_text_and_fits_the_page(
    page: Any, address: str, url: str, typed: str
) -> None:
    page.goto(address + url)
    before = page.locator("#search img").count()
    page.fill("#q", typed)
    page.keyboard.press("Enter")
    said(page, re.compile(r"\S"))
    page.wait_for_timeout(100)
    assert page.locator("#search img").count() == before
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_the_search_page_filters_by_year(page: Any, address: str) -> None:
    page.goto(address + "/it/cerca/")
    years = page.locator("#year option").all_inner_texts()[1:]
    assert years == sorted(years, reverse=True) and "2026" in years
    page.fill("#q", "acqua")
    said(page, re.compile("Risultati"))
    number = counts(page, "year")["2025"]
    page.select_option("#year", "2025")
    said(page, f"Risultati: {number}.")
    assert "year=2025" in page.url


@pytest.mark.parametrize("lang", ["it", "en"])
def test_without_javascript_links_lead_to_the_projects_and_no_form_is_dead(
    browser: Any, address: str, lang: str
) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740})
    page = context.new_page()
    words = {"it": ("progetti", "Per Paese", "Kenya"), "en": ("projects", "By country", "Kenya")}
    folder, by_country, country = words[lang]
    page.goto(f"{address}/{lang}/{folder}/")
    assert page.locator("main form:visible, main select:visible").count() == 0
    page.click(f"summary:has-text('{by_country}')")
    page.click(f"#site-narrow a:has-text('{country}')")
    assert page.url.endswith("/kenya/#site-project")
    page.goto(f"{address}/{lang}/{folder}/")
    page.locator("#site-narrow summary").last.click()
    page.click("#site-narrow a[href$='/2021/']")
    assert page.locator("main article").count() == 2
    page.goto(f"{address}/{lang}/{'cerca' if lang == 'it' else 'search'}/")
    assert page.locator("main form:visible").count() == 0
    assert page.locator("main noscript p, main .note").first.is_visible()
    context.close()


def test_where_the_search_does_not_load_the_list_is_still_there(page: Any, address: str) -> None:
    page.context.route("**/engine.js*", lambda route: route.abort())
    page.goto(address + "/it/progetti/?country=KE")
    said(page, "La ricerca non si è caricata. Controlla la connessione e riprova.")
    expect(page.locator("#site-listing")).to_be_visible()
    page.context.unroute("**/engine.js*")
    page.click("button:text-is('Riprova')")
    said(page, "Risultati: 1.")
    expect(page.locator("#site-listing")).to_be_hidden()
    page.wrong.clear()
