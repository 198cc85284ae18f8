"""axe finds nothing: on any template, in any language, in any state, on any page of the demo."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser import axe
from tests.browser.lanes import side_by_side
from tests.browser.pages import Shown, covering, of_each_sort

PHONE, DESK = {"width": 360, "height": 740}, {"width": 1440, "height": 900}
LOOKS = [(scheme, size) for size in (PHONE, DESK) for scheme in ("light", "dark")]
STILL = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync("*, ::before, ::after { transition: none !important }");
  document.adoptedStyleSheets.push(sheet);
}"""
"""Colours that are on their way from light to dark are of neither."""
SWAP = """async (url) => {
  const parsed = new DOMParser().parseFromString(await (await fetch(url)).text(), "text/html");
  const sheets = (from) => [...from.querySelectorAll("link[rel=stylesheet], style")]
    .map((node) => node.getAttribute("href") ?? node.textContent).join();
  if (sheets(document) !== sheets(parsed)) return false;
  for (const {name, value} of parsed.documentElement.attributes)
    document.documentElement.setAttribute(name, value);
  document.title = parsed.title;
  document.body.replaceWith(document.adoptNode(parsed.body));
  return true;
}"""
"""Puts another page in place of this one: faster than going there, with axe and CSS at hand."""


def looked_at(address: str, script: str, browser: Any, urls: Sequence[str]) -> list[str]:
    """Return what axe finds on pages, light and dark, on a phone and on a desk."""
    page = browser.new_page()
    found = []
    for url in urls:
        page.goto(address + url)
        page.evaluate(STILL)
        page.evaluate(script)
        for scheme, size in LOOKS:
            page.emulate_media(color_scheme=scheme)
            page.set_viewport_size(size)
            found += [f"{url} {scheme} {size['width']}: {item}" for item in axe.findings(page)]
    return found


def test_axe_finds_nothing_on_any_template(
    address: str, shown_demo: tuple[Shown, ...], node: Path, chromium_there: None
) -> None:
    pages = covering(shown_demo)
    assert {page.lang for page in pages} == {"it", "en"}
    work = partial(looked_at, address, axe.script(node))
    found = side_by_side(work, [page.url for page in pages])
    assert not found, "\n".join(found)


def looked_at_once(address: str, script: str, browser: Any, urls: Sequence[str]) -> list[str]:
    """Return what axe finds on pages, each in the next of the four looks."""
    found = []
    for number, (scheme, size) in enumerate(LOOKS):
        page = browser.new_page(color_scheme=scheme, viewport=size)
        page.route("**/media/**", lambda route: route.abort())
        for url in urls[number :: len(LOOKS)]:
            if page.url == "about:blank" or not page.evaluate(SWAP, address + url):
                page.goto(address + url)
                page.evaluate(script)
            found += [f"{url} {scheme} {size['width']}: {item}" for item in axe.findings(page)]
        page.close()
    return found


def test_axe_finds_nothing_in_french_and_arabic(
    abroad: str, shown_abroad: tuple[Shown, ...], node: Path, chromium_there: None
) -> None:
    pages = of_each_sort(shown_abroad)
    assert {page.lang for page in pages} == {"fr", "ar"}
    work = partial(looked_at_once, abroad, axe.script(node))
    found = side_by_side(work, [page.url for page in pages])
    assert not found, "\n".join(found)


def test_axe_finds_nothing_on_any_page(
    address: str, shown_demo: tuple[Shown, ...], node: Path, chromium_there: None
) -> None:
    assert len(shown_demo) > 500
    work = partial(looked_at_once, address, axe.script(node))
    found = side_by_side(work, [page.url for page in shown_demo])
    assert not found, "\n".join(found)


def first(pages: tuple[Shown, ...], *wanted: str) -> str:
    """Return the address of the first Italian page that has some parts."""
    return next(page.url for page in pages if page.lang == "it" and page.parts.issuperset(wanted))


def menu_opened(page: Any) -> None:
    """Open the menu of a phone."""
    page.click(".menu-button")
    page.wait_for_selector(".menu:popover-open")


def missing_language_opened(page: Any) -> None:
    """Open what says that a page is not there in a language."""
    page.click(".missing summary")
    page.wait_for_selector(".missing-text", state="visible")


def everything_unfolded(page: Any) -> None:
    """Open all that is folded."""
    page.evaluate("document.querySelectorAll('details').forEach((node) => { node.open = true })")


def searched(words: str, page: Any) -> None:
    """Search, and wait for the answer."""
    page.fill("#q", words)
    page.keyboard.press("Enter")
    expect(page.locator("#results-status")).to_have_text(re.compile(r"\S"))


def filtered(page: Any) -> None:
    """Filter the projects."""
    page.select_option("select[name=status]", index=1)
    expect(page.locator("#results-status")).to_have_text(re.compile(r"\S"))


def on_the_map(page: Any) -> None:
    """Stand on a country of the map."""
    page.focus(".map svg a")


STATES: dict[str, tuple[tuple[str, ...], Callable[[Any], None]]] = {
    "menu opened": ((".menu-button", ".hero"), menu_opened),
    "missing language": ((".missing",), missing_language_opened),
    "everything unfolded": ((".narrow", "details"), everything_unfolded),
    "search with results": ((".search-page",), partial(searched, "acqua")),
    "search without results": ((".search-page",), partial(searched, "xyzzyq")),
    "projects filtered": ((".explore",), filtered),
    "map focused": ((".map", "svg", ".is-world"), on_the_map),
}


@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing_in_any_state(
    browser: Any, address: str, shown_demo: tuple[Shown, ...], node: Path, state: str
) -> None:
    wanted, enter = STATES[state]
    page = browser.new_page(viewport=PHONE)
    page.goto(address + first(shown_demo, *wanted))
    page.evaluate(STILL)
    enter(page)
    page.evaluate(axe.script(node))
    found = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found += [f"{scheme}: {item}" for item in axe.findings(page)]
    assert not found, "\n".join(found)
    page.close()


# Under forced colours axe still compares those that the theme asks for, which nobody sees.
WISHES = [({"forced_colors": "active"}, ("color-contrast",)), ({"reduced_motion": "reduce"}, ())]


@pytest.mark.parametrize(("wish", "without"), WISHES)
def test_axe_finds_nothing_where_colours_or_motion_are_the_readers(
    browser: Any,
    address: str,
    shown_demo: tuple[Shown, ...],
    node: Path,
    wish: dict[str, str],
    without: tuple[str, ...],
) -> None:
    page = browser.new_page(viewport=PHONE)
    page.emulate_media(**wish)
    found = []
    for parts in ((".hero",), (".search-page",), (".explore",), (".facts",)):
        page.goto(address + first(shown_demo, *parts))
        page.evaluate(axe.script(node))
        found += [f"{parts}: {item}" for item in axe.findings(page, without=without)]
    assert not found, "\n".join(found)
    page.close()
