"""Nobody learns who reads: in a real browser, pages ask their own host alone and leave nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.scratch import Scratch

PAGES = {
    "home": ("/it/", "/en/"),
    "page": ("/it/chi-siamo/missione/", "/en/about-us/mission/"),
    "project": ("/it/progetti/pozzi-kitui/", "/en/projects/wells-kitui/"),
    "news": ("/it/notizie/", "/en/news/"),
    "notice": ("/it/avvisi/", "/en/notices/"),
    "campaign": ("/it/campagne/acqua-per-kitui/", "/en/campaigns/water-for-kitui/"),
    "list": ("/it/progetti/", "/en/projects/"),
    "term": ("/it/paesi/mozambico/", "/en/countries/mozambique/"),
    "terms": ("/it/aree/", "/en/regions/"),
    "facet": ("/it/paesi/mozambico/istruzione/", "/en/countries/mozambique/education/"),
    "search": ("/it/cerca/", "/en/search/"),
    "404": ("/it/404.html", "/en/404.html"),
}
WATCH = """
window.refused = [];
document.addEventListener("securitypolicyviolation", (event) => {
  window.refused.push(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`);
});
"""
LEFT = """async () => ({
  refused: window.refused,
  cookie: document.cookie,
  local: localStorage.length,
  session: sessionStorage.length,
  databases: (await indexedDB.databases()).length,
  caches: (await caches.keys()).length,
  workers: (await navigator.serviceWorker.getRegistrations()).length,
})"""
NOTHING = {
    "refused": [], "cookie": "", "local": 0, "session": 0, "databases": 0, "caches": 0,
    "workers": 0,
}  # fmt: skip


@pytest.fixture
def page(browser: Any, address: str) -> Iterator[Any]:
    """Open a page that notes which hosts are asked, what goes wrong, and what is refused."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(8000)
    context.add_init_script(WATCH)
    found = context.new_page()
    found.hosts, found.wrong, found.failed = set(), [], {}
    context.on("requestfailed", lambda asked: found.failed.update({asked.url: asked.failure}))
    context.on("request", lambda request: found.hosts.add(urlsplit(request.url).netloc))
    found.on("pageerror", lambda error: found.wrong.append(str(error)))
    found.on("console", lambda said: found.wrong.append(said.text) if said.type == "error" else 0)
    yield found
    assert found.hosts == {urlsplit(address).netloc}
    assert found.wrong == []
    assert context.cookies() == []
    context.close()


def down(page: Any) -> None:
    """Go down a page, so that what waits is loaded too."""
    page.evaluate(
        """async () => { for (let y = 0; y < document.body.scrollHeight; y += 700) {
          scrollTo(0, y); await new Promise((done) => setTimeout(done, 20)); } }"""
    )
    page.wait_for_load_state("networkidle")


@pytest.mark.parametrize("template", PAGES)
def test_a_page_asks_its_own_host_alone_and_leaves_nothing(
    page: Any, address: str, template: str
) -> None:
    for url in PAGES[template]:
        response = page.goto(address + url)
        assert response is not None and response.ok, url
        down(page)
        assert page.evaluate(LEFT) == NOTHING, url
        policy = page.locator('meta[http-equiv="Content-Security-Policy"]').get_attribute("content")
        assert policy.startswith("default-src 'none'; ") and "unsafe" not in policy


def test_the_pages_that_entries_have_are_under_the_same_rule(
    page: Any, address: str, demo: Path
) -> None:
    for folder in ("it/notizie", "it/avvisi", "en/news", "en/notices"):
        file = min(
            found
            for found in (demo / folder).glob("*/index.html")
            if "<article" in found.read_text()
        )
        page.goto(f"{address}/{file.parent.relative_to(demo).as_posix()}/")
        down(page)
        assert page.evaluate(LEFT) == NOTHING, file


def test_an_old_address_leads_on_under_the_policy(page: Any, address: str, demo: Path) -> None:
    old = min(
        file.parent.relative_to(demo).as_posix()
        for file in demo.rglob("*/index.html")
        if 'class="is-redirect"' in file.read_text("utf-8") and file.parent != demo
    )
    page.goto(f"{address}/{old}/")
    page.wait_for_url(lambda url: f"/{old}/" not in url)
    page.wait_for_load_state("networkidle")
    assert page.evaluate(LEFT) == NOTHING


@pytest.mark.parametrize(
    "url", ["/it/cerca/?q=acqua", "/en/search/?q=water", "/it/progetti/?country=MZ"]
)
def test_the_search_works_under_the_policy_and_leaves_nothing(
    page: Any, address: str, url: str
) -> None:
    workers: list[str] = []
    page.on("worker", lambda worker: workers.append(worker.url))
    page.goto(address + url)
    expect(page.locator("#results li").first).to_be_visible()
    assert workers, "it searches in a worker"
    assert page.evaluate(LEFT) == NOTHING


def test_the_policy_refuses_what_a_script_adds_later(page: Any, address: str) -> None:
    page.goto(address + "/it/")
    page.evaluate(
        """() => { const image = new Image(); image.src = "https://other.example/a.png";
          document.body.append(image);
          const made = document.createElement("p"); made.setAttribute("style", "color: red");
          document.body.append(made); }"""
    )
    page.wait_for_function("() => window.refused.length >= 2")
    said = page.evaluate("() => window.refused.map((text) => text.split(' ')[0])")
    assert {"img-src", "style-src-attr"} <= set(said)
    assert len(page.wrong) == 2
    page.wrong.clear()
    assert page.failed == {"https://other.example/a.png": "csp"}
    page.hosts.discard("other.example")


CARD = """
-- content/news/a/index.it.md --
---
title: Notizia
---
::: video url=https://www.youtube.com/embed/abc titolo="Il pozzo"
:::

::: video file=clip.webm titolo=Pozzo sottotitoli=clip.vtt
:::
"""


def test_cards_and_videos_ask_nobody_before_the_click(browser: Any, site: Scratch) -> None:
    site.write(CARD).put("content/news/a/clip.webm", b"x").put(
        "content/news/a/clip.vtt", b"WEBVTT\n"
    )
    site.build()
    assert site.problems == []
    context = browser.new_context()
    context.add_init_script(WATCH)
    asked: list[str] = []

    def give(route: Any) -> None:
        path = urlsplit(route.request.url).path
        asked.append(route.request.url)
        file = site.out / path.lstrip("/")
        file = file / "index.html" if file.is_dir() else file
        route.fulfill(path=file) if file.is_file() else route.fulfill(status=404)

    context.route("**/*", give)
    page = context.new_page()
    page.goto("https://example.org/it/notizie/notizia/")
    page.wait_for_load_state("networkidle")
    assert page.evaluate("() => window.refused") == []
    assert {urlsplit(url).netloc for url in asked} == {"example.org"}
    assert not any(url.endswith(".webm") for url in asked)
    assert page.evaluate("() => document.querySelector('video').textTracks.length") == 1
    page.click(".outward a")
    assert asked[-1].startswith("https://www.youtube.com/watch?v=abc") or any(
        url.startswith("https://www.youtube.com/watch?v=abc") for url in asked
    )
    context.close()
