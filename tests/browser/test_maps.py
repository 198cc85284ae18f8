"""The map as visitors meet it: by ear, by keyboard, without scripts, under a strict policy."""

from __future__ import annotations

from typing import Any

POLICY = "default-src 'self'; style-src 'self'; script-src 'self'"


def test_the_map_is_walked_by_keyboard_and_leads_to_a_country(browser: Any, address: str) -> None:
    page = browser.new_page()
    page.goto(address + "/it/")
    group = page.get_by_role("group", name="Progetti per Paese", exact=True)
    links = group.get_by_role("link")
    names = [links.nth(number).get_attribute("aria-label") for number in range(links.count())]
    assert names == sorted(names) and "Kosovo: 1 progetto" in names
    links.first.focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == names[1]
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
    page.keyboard.press("Enter")
    page.wait_for_url("**/it/paesi/*/")
    assert page.locator("h1").inner_text() == names[1].partition(":")[0]
    page.close()


def test_the_map_keeps_its_colours_under_a_strict_policy(browser: Any, address: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    refused: list[str] = []
    page.on("console", lambda said: refused.append(said.text) if "Policy" in said.text else None)

    def strict(route: Any) -> None:
        response = route.fetch()
        headers = {**response.headers, "content-security-policy": POLICY}
        route.fulfill(response=response, headers=headers)

    page.route("**/*", strict)
    page.goto(address + "/it/paesi/", wait_until="networkidle")
    fills = {
        name: page.locator(f".map a .is-{name}:not(.map-dot)").first.evaluate(
            "path => getComputedStyle(path).fill"
        )
        for name in (1, 3)
    }
    assert len({*fills.values(), "rgb(0, 0, 0)"}) == 3
    assert refused == []
    page.unroute_all(behavior="ignoreErrors")
    context.close()


def test_every_country_can_be_pointed_at(browser: Any, address: str) -> None:
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.goto(address + "/it/paesi/")
    boxes = page.evaluate(
        "[...document.querySelectorAll('.map a path')].map(path => {"
        " const {width, height} = path.getBoundingClientRect(); return [width, height] })"
    )
    assert boxes and all(max(width, height) > 4 or width < 1 for width, height in boxes)
    page.close()
