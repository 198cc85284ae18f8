"""A campaign, and its site alone, as visitors meet them: without scripts, small and large, printed.

The QR code is read from the picture of the page, as a telephone does.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from PIL import Image

from megafono.build import build
from megafono.colour import LEAST, contrast
from megafono.model import Options
from tests.browser.conftest import HERE, run_node
from tests.browser.host import serving
from tests.conftest import ROOT
from tests.scratch import TODAY

SIDES = {"phone": (360, 740), "desktop": (1440, 900)}
FOLDER = "campagne/kitui"
"""Where on its host the site of the campaign is put: not at the address that it was made for."""


@pytest.fixture(scope="session")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of one campaign of the demo, in a folder of some host's."""
    host = tmp_path_factory.mktemp("host")
    given = Options(
        root=ROOT, out=host / FOLDER, now=TODAY, cache="test-campaign",
        campaign="campaigns/water-for-kitui",
    )  # fmt: skip
    (host / FOLDER).parent.mkdir(parents=True)
    assert build(given).problems == ()
    return host


@pytest.fixture(scope="session")
def there(alone: Path) -> Iterator[str]:
    """Where the site of the campaign is served."""
    with serving(alone) as found:
        yield f"{found}/{FOLDER}"


def opened(browser: Any, side: str, **given: Any) -> tuple[Any, list[str], list[int]]:
    """Return a page without scripts; and, as they come, hosts asked for and statuses answered."""
    width, height = SIDES[side]
    context = browser.new_context(
        viewport={"width": width, "height": height}, java_script_enabled=False, **given
    )
    page = context.new_page()
    hosts: list[str] = []
    statuses: list[int] = []
    page.on("request", lambda request: hosts.append(re.sub(r"^\w+://|/.*", "", request.url)))
    page.on("response", lambda response: statuses.append(response.status))
    return page, hosts, statuses


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("lang", ["it", "en"])
def test_the_campaigns_own_site_works_in_any_folder_without_scripts(
    browser: Any, there: str, side: str, lang: str
) -> None:
    page, hosts, statuses = opened(browser, side)
    page.goto(f"{there}/{lang}/", wait_until="networkidle")
    width = SIDES[side][0]
    assert page.locator("html").bounding_box()["width"] == width
    assert page.locator("body").bounding_box()["width"] == width
    for box in (page.locator(name).bounding_box() for name in ("h1", ".asks", "progress", ".qr")):
        assert box["x"] >= 0 and box["x"] + box["width"] <= width
    ask = page.locator(".asks .button").first.bounding_box()
    assert ask["y"] + ask["height"] <= SIDES[side][1] and ask["height"] >= 44
    other = {"it": "en", "en": "it"}[lang]
    page.locator(f".languages a[hreflang={other}]").click()
    assert page.url == f"{there}/{other}/"
    page.goto(f"{there}/")
    page.wait_for_url(f"{there}/it/")
    assert set(hosts) == {there.split("/")[2]} and set(statuses) <= {200, 304}
    page.context.close()


@pytest.mark.parametrize("look", ["light", "dark", "print"])
@pytest.mark.parametrize("lang", ["it", "en"])
def test_the_qr_code_is_read_as_the_address_of_the_page(
    browser: Any, address: str, there: str, lang: str, look: str
) -> None:
    urls = {"it": "/it/campagne/acqua-per-kitui/", "en": "/en/campaigns/water-for-kitui/"}
    for url in (address + urls[lang], f"{there}/{lang}/"):
        page, _, _ = opened(browser, "phone", color_scheme="light" if look == "print" else look)
        page.goto(url)
        if look == "print":
            page.emulate_media(media="print")
        page.locator(".qr").scroll_into_view_if_needed()
        page.wait_for_load_state("networkidle")
        shown = Image.open(io.BytesIO(page.locator(".spread").screenshot()))
        read = [found.text for found in zxingcpp.read_barcodes(shown)]
        assert read == [page.locator(".spread-address bdi").inner_text()]
        page.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_campaigns_colours_can_be_read(browser: Any, there: str, scheme: str) -> None:
    page = browser.new_page(color_scheme=scheme)
    page.goto(f"{there}/it/")
    for selector in (".campaign-head", ".campaign-appeal .asks li:first-child .button"):
        pair = page.locator(selector).evaluate(
            "node => ['color', 'backgroundColor'].map(name => getComputedStyle(node)[name])"
        )
        ink, ground = ("#{:02x}{:02x}{:02x}".format(*numbers(text)) for text in pair)
        assert ground == "#0f4c75" and contrast(ink, ground) >= LEAST
    page.close()


def numbers(colour: str) -> list[int]:
    """Return the parts of a colour as a browser tells it: `rgb(15, 76, 117)`."""
    return [int(part) for part in re.findall(r"\d+", colour)[:3]]


def test_the_ask_to_tell_others_leads_to_where_it_can_be_done(browser: Any, there: str) -> None:
    page, _, _ = opened(browser, "phone")
    page.goto(f"{there}/en/")
    page.get_by_role("link", name="Tell people you know").click()
    assert page.url == f"{there}/en/#site-share"
    assert page.locator("#site-share").bounding_box()["y"] < SIDES["phone"][1]
    page.context.close()


def test_every_page_of_the_campaigns_own_site_is_valid_html(alone: Path, node: Path) -> None:
    program = node / "html-validate" / "bin" / "html-validate.mjs"
    config = HERE / "htmlvalidate.json"
    said = run_node(
        str(program), "--config", str(config), "--formatter", "json", f"{alone}/**/*.html"
    )
    findings = [
        f"{Path(item['filePath']).relative_to(alone)}:{found['line']}: {found['message']}"
        for item in json.loads(said.stdout)
        for found in item["messages"]
    ]
    assert findings == []
