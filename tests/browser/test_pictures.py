"""Pictures as browsers choose them: large enough to be sharp, no larger; the first at once."""

from __future__ import annotations

from typing import Any

import pytest

SCROLLED = """async () => {
  for (let y = 0; y < document.body.scrollHeight; y += 400) {
    scrollTo(0, y);
    await new Promise((done) => setTimeout(done, 30));
  }
  await Promise.all([...document.images].map((image) => image.decode()));
}"""
CHOSEN = """() => [...document.querySelectorAll("main picture img")].map((image) => ({
  file: image.currentSrc,
  shown: image.getBoundingClientRect().width * devicePixelRatio,
  width: Number(image.currentSrc.match(/-(\\d+)\\.\\w+$/)?.[1]),
  first: image.fetchPriority === "high",
  lazy: image.loading === "lazy",
}))"""
AT_ONCE = 3
"""So many pictures of a list stand side by side at its top."""
PAGES = ("/it/", "/it/progetti/", "/en/projects/wells-kitui/", "/it/progetti/argini-zambesi/")


@pytest.mark.parametrize(("width", "density"), [(360, 1), (360, 2), (1440, 1)])
def test_pictures_are_as_large_as_they_are_shown(
    browser: Any, address: str, width: int, density: int
) -> None:
    for url in PAGES:  # each anew: a browser takes a larger picture that it has already
        context = browser.new_context(
            viewport={"width": width, "height": 800}, device_scale_factor=density
        )
        page = context.new_page()
        page.goto(address + url)
        page.evaluate(SCROLLED)
        found = page.evaluate(CHOSEN)
        assert found, url
        for image in found:
            assert image["file"].endswith(".avif"), image
            assert image["shown"] * 0.9 <= image["width"] <= max(400, image["shown"] * 2.1), image
        assert [image["first"] for image in found] == [True, *[False] * (len(found) - 1)], url
        assert sum(not image["lazy"] for image in found) <= AT_ONCE, url
        context.close()


def test_a_page_does_not_jump_while_its_pictures_load(browser: Any, address: str) -> None:
    page = browser.new_page(viewport={"width": 360, "height": 740})
    for url in PAGES:
        page.goto(address + url)
        moved = page.evaluate(
            """() => new Promise((done) => new PerformanceObserver((list) =>
              done(list.getEntries().reduce((sum, entry) => sum + entry.value, 0))
            ).observe({type: "layout-shift", buffered: true}) || setTimeout(() => done(0), 500))"""
        )
        assert moved < 0.02, url
    page.close()
