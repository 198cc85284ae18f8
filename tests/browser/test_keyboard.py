"""The keyboard alone: everything is reached, in order, seen, and left again."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import groupby
from typing import Any

import pytest

from tests.browser.lanes import side_by_side
from tests.browser.pages import Shown, of_each_sort

ORDER = ("skip", "header", "breadcrumb", "main", "footer", "outside")
MOST = 500
"""No page has so many stops. A walk ends where it comes back: a trap leaves others unreached."""
WATCH = """() => {
  const wanted = "a[href], button, input, select, textarea, summary, [tabindex='0']";
  const shown = {checkVisibilityCSS: true, contentVisibilityAuto: true};
  window.left = new Set([...document.querySelectorAll(wanted)].filter((node) =>
    node.checkVisibility(shown) && !node.disabled && node.closest("dialog") === null));
  const seen = new Set();
  const numbers = (colour) => {
    const canvas = new OffscreenCanvas(1, 1).getContext("2d");
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const light = (colour) => {
    const [r, g, b] = numbers(colour).map((part) => part / 255)
      .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (node) => {
    for (let at = node; at; at = at.parentElement) {
      const colour = getComputedStyle(at).backgroundColor;
      if (numbers(colour)[3] === 255) return colour;
    }
    return "white";
  };
  const contrast = (one, other) => {
    const [dark, bright] = [light(one), light(other)].sort((a, b) => a - b);
    return (bright + 0.05) / (dark + 0.05);
  };
  const places = [0.5, 0.1, 0.3, 0.7, 0.9];
  const isBare = (node) => [...node.getClientRects()].some(({left, top, width, height}) =>
    places.some((across) => places.some((down) => {
      const found = document.elementFromPoint(left + width * across, top + height * down);
      return found && (node.contains(found) || found.contains(node));
    })));
  window.stop = () => {
    const node = document.activeElement;
    if (!node || node === document.body || seen.has(node)) return null;
    seen.add(node);
    window.left.delete(node);
    const {outlineStyle, outlineWidth, outlineColor} = getComputedStyle(node);
    const part = node.closest(".skip, header.site-header, .breadcrumb, main, .site-footer");
    const ring = outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
    const faults = [];
    const isClear = contrast(outlineColor, ground(node.parentElement)) >= 3;
    if (!ring || !isClear) faults.push(ring ? "is ringed faintly" : "is not ringed");
    if (!isBare(node)) faults.push("is covered");
    return {
      part: part ? ["skip", "header", "breadcrumb", "main", "footer"][
        [".skip", "header.site-header", ".breadcrumb", "main", ".site-footer"]
          .findIndex((way) => part.matches(way))] : "outside",
      faults: faults.map((fault) => `${node.outerHTML.slice(0, 90)} ${fault}`),
    };
  };
}"""


def walked(page: Any) -> list[str]:
    """Return what is wrong on the way of the Tab key through a page, from its beginning."""
    page.evaluate(WATCH)
    found, parts = [], []
    for _ in range(MOST):
        page.keyboard.press("Tab")
        stop = page.evaluate("window.stop()")
        if stop is None:
            break
        found += stop["faults"]
        parts.append(stop["part"])
    else:
        found.append("the end is never reached")
    if parts[:1] != ["skip"]:
        found.append("the first stop does not skip to the content")
    places = [ORDER.index(part) for part in parts]
    if places != sorted(places) or "outside" in parts:
        found.append(f"order: {[part for part, _ in groupby(parts)]}")
    left = page.evaluate("[...window.left].map((node) => node.outerHTML.slice(0, 90))")
    return found + [f"{item} is not reached" for item in left]


def walks(address: str, browser: Any, urls: Sequence[tuple[str, str, int]]) -> list[str]:
    """Return what is wrong on the way through pages, each in a colour scheme and at a width."""
    page, found = browser.new_page(reduced_motion="reduce"), []
    for url, scheme, width in urls:
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(address + url)
        found += [f"{url} {scheme} {width}: {item}" for item in walked(page)]
    return found


def test_tab_reaches_everything_in_order_and_is_always_seen(
    address: str, shown_demo: tuple[Shown, ...], chromium_there: None
) -> None:
    looks = [("light", 1440), ("dark", 1440), ("light", 360), ("dark", 360)]
    pages = of_each_sort(shown_demo)
    chosen = [(page.url, *looks[number % 4]) for number, page in enumerate(pages)]
    assert len(chosen) > 40
    found = side_by_side(partial(walks, address), chosen)
    assert not found, "\n".join(found)


def focused(page: Any) -> str:
    """Return what tells the focused element from others."""
    found = page.evaluate(
        "(({id, className, tagName}) => id || className || tagName)(document.activeElement)"
    )
    return str(found)


def tab_until(page: Any, selector: str, most: int = 60) -> None:
    """Press Tab until an element is reached."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("way => document.activeElement.matches(way)", selector):
            return
    raise AssertionError(f"{selector} is not reached in {most} steps")


@pytest.mark.parametrize("lang", ["it", "en"])
@pytest.mark.parametrize("key", ["Escape", "Enter"])
def test_the_menu_of_a_phone_opens_and_closes_by_keyboard_and_gives_the_focus_back(
    browser: Any, address: str, lang: str, key: str
) -> None:
    page = browser.new_page(viewport={"width": 360, "height": 740})
    page.goto(f"{address}/{lang}/")
    tab_until(page, ".menu-button")
    page.keyboard.press("Enter")
    assert page.locator(".menu").is_visible()
    page.keyboard.press("Tab")
    assert focused(page) == "menu-close"
    if key == "Escape":
        tab_until(page, ".main-menu a")
    page.keyboard.press(key)
    assert page.locator(".menu").is_hidden()
    assert focused(page) == "menu-button"
    page.close()


def test_the_menu_of_a_phone_leads_on_by_keyboard(browser: Any, address: str) -> None:
    page = browser.new_page(viewport={"width": 360, "height": 740})
    page.goto(address + "/it/")
    tab_until(page, ".menu-button")
    page.keyboard.press("Space")
    tab_until(page, ".main-menu a[href$='/progetti/']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/it/progetti/")
    page.close()


def test_one_searches_by_keyboard_alone_from_any_page(browser: Any, address: str) -> None:
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.goto(address + "/it/")
    tab_until(page, "#quick-q")
    page.keyboard.type("pozzi")
    page.keyboard.press("Enter")
    page.wait_for_url("**/it/cerca/?q=pozzi")
    page.wait_for_selector("#results li a")
    tab_until(page, "#results li a")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/cerca/" not in url)
    assert "pozzi" in page.locator("main").inner_text().casefold()
    page.close()


def test_what_a_missing_language_says_opens_and_closes_by_keyboard(
    browser: Any, address: str, shown_demo: tuple[Shown, ...]
) -> None:
    url = next(page.url for page in shown_demo if ".missing" in page.parts)
    page = browser.new_page()
    page.goto(address + url)
    tab_until(page, ".missing summary")
    page.keyboard.press("Enter")
    assert page.locator(".missing-text").is_visible()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.matches('.missing-text a')")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    assert page.locator(".missing-text").is_hidden()
    page.close()
