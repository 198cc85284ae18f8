"""Pages fit: phones, zoom, wider letters; targets are large enough; nothing moves unasked."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import pytest

from tests.browser.lanes import side_by_side
from tests.browser.pages import Shown, covering, of_each_sort

SIZES = [(320, 256), (360, 740), (768, 1024), (1024, 768), (1440, 900)]
"""In CSS pixels. The first is a screen of 1280 by 1024 at 400 %: WCAG 2.2, 1.4.10."""
SPACED = """* { line-height: 1.5 !important; letter-spacing: .12em !important;
  word-spacing: .16em !important } p { margin-block-end: 2em !important }"""
"""WCAG 2.2, 1.4.12: text spacing that a reader may ask for."""
ADD = """(style) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(style);
  document.adoptedStyleSheets.push(sheet);
}"""
FITS = """() => {
  const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  const found = wide > 0 ? [`${wide} pixels too wide`] : [];
  const hides = (style) => /hidden|clip/.test(style.overflowX + style.overflowY);
  for (const node of document.querySelectorAll("body *:not(svg, svg *, .hidden)")) {
    if (!hides(getComputedStyle(node)) || !node.innerText?.trim()) continue;
    if (node.scrollWidth > node.clientWidth + 1 || node.scrollHeight > node.clientHeight + 1)
      found.push(`${node.outerHTML.slice(0, 80)} is cut`);
  }
  for (const node of document.querySelectorAll("h1, h2, h3, p, li, dt, dd, a, button, label")) {
    const {left, right, width} = node.getBoundingClientRect();
    const shown = node.checkVisibility({checkVisibilityCSS: true});
    const scrolls = node.closest(".hidden, .skip, .table, [tabindex='0'], pre, table, [popover]");
    if (shown && width && !scrolls && (left < -1 || right > innerWidth + 1))
      found.push(`${node.outerHTML.slice(0, 80)} stands outside`);
  }
  return found;
}"""
TARGETS = """() => {
  const wanted = "a[href], button, input, select, textarea, summary";
  const isInText = (node) => getComputedStyle(node).display === "inline"
    && node.parentElement.textContent.trim() !== node.textContent.trim();
  const all = [...document.querySelectorAll(wanted)].filter((node) =>
    node.checkVisibility({checkVisibilityCSS: true}) && !node.closest("svg, .skip"));
  const boxes = all.map((node) => [node, node.getBoundingClientRect()]);
  const isSmall = ({width, height}) => width < 24 || height < 24;
  const middle = ({left, top, width, height}) => [left + width / 2, top + height / 2];
  const isNear = ([x, y], box) => isSmall(box)
    ? Math.hypot(middle(box)[0] - x, middle(box)[1] - y) < 24
    : Math.hypot(Math.max(box.left - x, 0, x - box.right),
        Math.max(box.top - y, 0, y - box.bottom)) < 12;
  return boxes.filter(([node, box]) => isSmall(box) && !isInText(node)
    && boxes.some(([other, its]) => other !== node && isNear(middle(box), its)))
    .map(([node, {width, height}]) =>
      `${node.outerHTML.slice(0, 90)} is ${width.toFixed()} x ${height.toFixed()}`);
}"""
"""WCAG 2.2, 2.5.8: 24 by 24, or in a text, or a circle of 24 around it meets no other target's.

Countries of a map are as large as on any map; links beside it lead to the same pages.
"""
MOVING = """() => {
  const found = [];
  for (const node of document.querySelectorAll("*")) {
    for (const part of [null, "::before", "::after"]) {
      const style = getComputedStyle(node, part);
      const moves = style.transitionDuration.split(", ").some((time) => parseFloat(time) > 0)
        || (style.animationName !== "none" && parseFloat(style.animationDuration) > 0);
      if (moves || (!part && style.scrollBehavior === "smooth"))
        found.push(`${node.outerHTML.slice(0, 60)}${part ?? ""} moves`);
    }
  }
  return found.concat(document.getAnimations().map((each) => `${each} runs`));
}"""


def fits(address: str, style: str, browser: Any, urls: Sequence[str]) -> list[str]:
    """Return what does not fit on pages at any size; with a style of the reader's, if given."""
    page, found = browser.new_page(), []
    page.route("**/media/**", lambda route: route.abort())
    for url in urls:
        page.goto(address + url)
        if style:
            page.evaluate(ADD, style)
        for width, height in SIZES:
            page.set_viewport_size({"width": width, "height": height})
            found += [f"{url} {width}: {item}" for item in page.evaluate(FITS)]
    return found


@pytest.mark.parametrize("style", ["", SPACED], ids=["as it is", "with wider letters"])
def test_every_template_fits_from_320_pixels_on(
    address: str, shown_demo: tuple[Shown, ...], chromium_there: None, style: str
) -> None:
    pages = covering(shown_demo) if not style else of_each_sort(shown_demo)
    found = side_by_side(partial(fits, address, style), [page.url for page in pages])
    assert not found, "\n".join(found)


def test_every_template_fits_in_french_and_arabic(
    abroad: str, shown_abroad: tuple[Shown, ...], chromium_there: None
) -> None:
    pages = of_each_sort(shown_abroad)
    found = side_by_side(partial(fits, abroad, ""), [page.url for page in pages])
    assert not found, "\n".join(found)


def seen(
    address: str, script: str, wish: dict[str, Any], browser: Any, urls: Sequence[str]
) -> list[str]:
    """Return what a script finds on pages, in a browser of certain wishes."""
    page, found = browser.new_page(**wish), []
    for url in urls:
        page.goto(address + url)
        found += [f"{url}: {item}" for item in page.evaluate(script)]
    return found


def test_targets_on_a_phone_are_large_enough_for_a_finger(
    address: str, shown_demo: tuple[Shown, ...], chromium_there: None
) -> None:
    wish = {"viewport": {"width": 360, "height": 740}, "has_touch": True}
    urls = [page.url for page in covering(shown_demo)]
    found = side_by_side(partial(seen, address, TARGETS, wish), urls)
    assert not found, "\n".join(found)


def test_nothing_moves_for_those_who_ask_for_stillness(
    address: str, shown_demo: tuple[Shown, ...], chromium_there: None
) -> None:
    urls = [page.url for page in of_each_sort(shown_demo) if page.lang == "it"]
    found = side_by_side(partial(seen, address, MOVING, {"reduced_motion": "reduce"}), urls)
    assert not found, "\n".join(found)


def test_the_check_of_motion_sees_motion(browser: Any, address: str) -> None:
    assert seen(address, MOVING, {"reduced_motion": "no-preference"}, browser, ["/it/"])
