"""The demo as visitors meet it: on a phone, on a desk, with no JavaScript, from the keyboard."""

from __future__ import annotations

from typing import Any

import pytest

PAGES = (
    "/it/",
    "/en/",
    "/it/chi-siamo/missione/",
    "/it/progetti/",
    "/en/projects/wells-kitui/",
    "/it/notizie/",
    "/it/avvisi/",
    "/it/campagne/acqua-per-kitui/",
    "/it/paesi/mozambico/",
    "/en/countries/italy/",
    "/it/settori/acqua/",
    "/it/aree/",
    "/it/cerca/",
    "/it/404.html",
    "/en/glossary/",
)


@pytest.mark.parametrize("width", [360, 768, 1440])
def test_no_page_scrolls_sideways(browser: Any, address: str, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 800})
    for url in PAGES:
        response = page.goto(address + url)
        assert response is not None and response.ok, url
        wide = page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert wide <= 0, f"{url} is {wide} pixels too wide at {width}"
    page.close()


def test_the_site_is_read_and_walked_without_javascript(browser: Any, address: str) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto(address + "/it/cerca/")
    page.click("main a:has-text('Mozambico')")
    assert page.url.endswith("/it/paesi/mozambico/")
    page.click("main a[href*='/paesi/mozambico/']:has-text('Scuola primaria')")
    assert "/it/paesi/mozambico/" in page.url and page.locator("h1").inner_text()
    page.click("main article a")
    assert page.locator("h1").count() == 1
    context.close()


def test_the_first_tab_skips_to_the_content(browser: Any, address: str) -> None:
    page = browser.new_page()
    page.goto(address + "/it/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#site-content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "site-content"
    page.close()


def test_nothing_is_said_on_the_console(browser: Any, address: str) -> None:
    page = browser.new_page()
    said: list[str] = []
    page.on(
        "console",
        lambda message: said.append(message.text) if message.type in ("error", "warning") else None,
    )
    page.on("pageerror", lambda error: said.append(str(error)))
    for url in PAGES:
        page.goto(address + url)
    assert said == []
    page.close()


def test_search_finds_as_one_types_and_keeps_its_state_in_the_address(
    browser: Any, address: str
) -> None:
    page = browser.new_page()
    page.goto(address + "/it/cerca/")
    page.fill("#search input[name=q]", "pozzi")
    page.wait_for_selector("#results li a")
    assert page.locator("#results li a").first.get_attribute("href").startswith("/it/")
    assert any(sign.isdigit() for sign in page.locator("#results-status").inner_text())
    assert "q=pozzi" in page.url
    page.goto(address + "/en/search/?q=mozambico")
    page.wait_for_selector("#results li a[href$='/en/countries/mozambique/']")
    page.close()
