"""Pages on paper: what is read, with the addresses of links, black on white; nothing to press."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from tests.browser.lanes import side_by_side
from tests.browser.pages import Shown, of_each_sort

ON_PAPER = """() => {
  const shown = (node) => node.checkVisibility({checkVisibilityCSS: true});
  const found = [...document.querySelectorAll("nav, .skip, button, input, select")].filter(shown)
    .map((node) => `${node.outerHTML.slice(0, 80)} is printed`);
  const numbers = (colour) => (colour.match(/[\\d.]+/g) ?? []).map(Number);
  for (const node of document.querySelectorAll("body, body *:not(svg, svg *, option)")) {
    const text = [...node.childNodes].some((child) => child.nodeType === 3 && child.data.trim());
    if (!shown(node) || node.closest(".hidden")) continue;
    const {color, backgroundColor} = getComputedStyle(node);
    if (text && Math.max(...numbers(color).slice(0, 3)) > 100)
      found.push(`${node.outerHTML.slice(0, 80)} is printed in ${color}`);
    const [r, g, b, alpha = 1] = numbers(backgroundColor);
    if (alpha > 0.5 && Math.min(r, g, b) < 200 && node.textContent.trim() && !node.value)
      found.push(`${node.outerHTML.slice(0, 80)} is printed on ${backgroundColor}`);
  }
  for (const node of document.querySelectorAll("main .prose a[href^='http']"))
    if (shown(node) && !getComputedStyle(node, "::after").content.includes(node.href.slice(0, 20)))
      found.push(`${node.outerHTML.slice(0, 80)} does not say where it leads`);
  if (!shown(document.querySelector("h1"))) found.push("no title");
  const wide = document.documentElement.scrollWidth - innerWidth;
  return wide > 0 ? [...found, `${wide} pixels too wide`] : found;
}"""


def printed(address: str, browser: Any, pages: Sequence[Shown]) -> list[str]:
    """Return what is wrong with pages on paper, of readers who see the site dark."""
    tab, found = browser.new_page(color_scheme="dark", viewport={"width": 718, "height": 1000}), []
    for page in pages:
        tab.goto(address + page.url)
        tab.emulate_media(media="print", color_scheme="dark")
        found += [f"{page.url}: {item}" for item in tab.evaluate(ON_PAPER)]
    return found


def test_every_template_prints_black_on_white_without_what_one_presses(
    address: str, shown_demo: tuple[Shown, ...], chromium_there: None
) -> None:
    found = side_by_side(partial(printed, address), of_each_sort(shown_demo))
    assert not found, "\n".join(found)
