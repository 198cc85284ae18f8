"""The site of one campaign alone: exactly its own files, wherever it is put, and no link out."""

from __future__ import annotations

import gzip
import os
import random
import re
import shutil
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from megafono import staging
from megafono.build import build
from megafono.campaign import folder_of
from megafono.cli import main
from megafono.model import Options
from megafono.problem import Stop
from tests.scratch import TODAY, Scratch, said
from tests.test_darkroom import noise, saved

ROOT = Path(__file__).parent.parent
KITUI = """
-- content/_site.yaml --
name: {it: Prova, en: Trial}
base_url: https://example.org
languages: [it, en]
organisation: {email: info@example.org, tax_id: "94012340363"}
options: {cards: {types: []}}
-- content/campaigns/kitui/index.it.md --
---
title: Acqua per Kitui
summary: Otto cisterne.
date: 2026-09-01
starts: 2026-09-15
ends: 2027-03-31
countries: [KE]
projects: [projects/wells]
goal: {amount: 60000, unit: EUR}
reached: {amount: 38450, unit: EUR}
asks:
  - {kind: donate, label: {it: Dona, en: Give}, url: "https://dona.example.org/kitui"}
  - {kind: share, label: {it: Racconta, en: Tell}}
microsite:
  base_url: https://acqua.example.org
  colour: "#0f4c75"
  links: [projects/wells, "https://partner.example/"]
---
Vedi il [progetto](/projects/wells), il [partner](https://partner.example/kenya), la
[scuola](/projects/school#aule) e [altri](https://altri.example/). Scrivi a www.altri.example.

[Il bilancio](bilancio.pdf)

::: projects
:::
-- content/campaigns/kitui/index.en.md --
---
title: Water for Kitui
summary: Eight tanks.
---
See the [project](/projects/wells).
-- content/campaigns/kitui/bilancio.pdf --
%PDF-1.4
-- content/campaigns/kitui/mai.pdf --
%PDF-1.4
-- content/campaigns/peace.it.md --
---
title: Semi di pace
date: 2026-09-01
---
Una pagina.
-- content/campaigns/draft.it.md --
---
title: Bozza
draft: true
---
Non ancora.
-- content/projects/wells.it.md --
---
title: Pozzi
countries: [KE]
---
Acqua.
-- content/projects/wells.en.md --
---
title: Wells
---
Water.
-- content/projects/school.it.md --
---
title: Scuola
---
## Aule {#aule}
-- content/news/tenth.it.md --
---
title: Il decimo pozzo
summary: Ecco l'acqua.
date: 2026-11-01
projects: [projects/wells]
---
Zampilla.
-- content/news/before.it.md --
---
title: Prima di tutto
date: 2024-01-01
projects: [projects/wells]
---
Si comincia.
"""
OURS = {"404.html", "_headers", "robots.txt", "sitemap.xml", "index.html"}
ASSETS = {"assets/css/site.css", "assets/img/icon.svg"}


class Micro(Scratch):
    """A site of which one campaign is built."""

    campaign = "campaigns/kitui"

    def options(self, today: datetime = TODAY) -> Options:
        """Return the options of the campaign's own site."""
        name = self.campaign.removeprefix("campaigns/")
        self.out = self.root / f"public-{name}"
        return Options(
            root=self.root, out=self.out, now=today, campaign=self.campaign,
            cache=f"campaign-{name}",
        )  # fmt: skip


@pytest.fixture
def kitui(tmp_path: Path) -> Micro:
    """A site with two campaigns, one of them in two languages."""
    site = Micro(tmp_path)
    site.write(KITUI)
    return site


def hrefs(html: str) -> list[str]:
    """Return where the links of a page lead."""
    return [node.attributes["href"] or "" for node in HTMLParser(html).css("a[href]")]


def test_it_holds_the_campaign_in_its_languages_and_nothing_else(kitui: Micro) -> None:
    kitui.edit("content/_site.yaml", "options: {cards: {types: []}}\n", "").build()
    beside = ("index.html", "404.html", "card.jpg", "qr.svg")
    pages = {f"{lang}/{name}" for lang in ("it", "en") for name in beside}
    media = {"media/campaigns/kitui/bilancio.pdf"}
    assert kitui.paths == OURS | ASSETS | pages | media | {"assets/css/campaign-0f4c75-ffffff.css"}


def test_a_campaign_in_one_language_is_at_the_root(kitui: Micro) -> None:
    kitui.campaign = "campaigns/peace"
    kitui.build()
    assert kitui.paths == OURS | ASSETS | {"qr.svg"}
    page = kitui.text("index.html")
    assert '<html lang="it"' in page and "hreflang" not in page
    assert "https://example.org/it/campagne/semi-di-pace/" in page
    assert kitui.problems == [
        "content/campaigns/peace.it.md:1:1: nothing says at which address the campaign's own site "
        "will be. Write base_url under “microsite”, or give --base-url.",
        "content/campaigns/peace.it.md:1:1: the campaign has no text in en: its own site has none. "
        "Write it in a file that ends in .en.md, if you want it.",
    ]


def test_its_pictures_and_their_renditions_are_those_that_its_pages_show(kitui: Micro) -> None:
    path = "content/campaigns/kitui/index.it.md"
    kitui.put("content/campaigns/kitui/cover.jpg", saved(noise(900, 600), "JPEG"))
    kitui.put("content/campaigns/kitui/spare.jpg", saved(noise(500, 400), "JPEG"))
    kitui.put("content/projects/other/far.jpg", saved(noise(500, 400), "JPEG"))
    kitui.edit(path, "countries: [KE]", "countries: [KE]\nimage: cover.jpg\nimage_alt: Una pompa")
    kitui.edit(path.replace("it.md", "en.md"), "summary:", "image_alt: A pump\nsummary:").build()
    media = {name.rpartition("/")[2] for name in kitui.paths if name.startswith("media/")}
    widths = {f"cover-jpg-{w}.{f}" for w in (400,) for f in ("avif", "webp", "jpg")}
    own = {"cover-jpg-900.avif", "cover-jpg-900.webp", "cover.jpg", "bilancio.pdf"}
    assert media == widths | own


NAMING = re.compile(r"""(?:href|src|poster|data|action)="([^"#]+)|srcset="([^"]+)""")


def named_in(path: str, text: str) -> list[str]:
    """Return the addresses that an output names: in attributes, or of the modules it imports."""
    if path.endswith(".js"):
        return re.findall(r"""(?:from|import)\s*\(?["']([^"']+)["']""", text)
    found = NAMING.findall(text)
    many = (part.split()[0] for _, value in found if value for part in value.split(", "))
    return [one for one, _ in found if one] + list(many)


@pytest.mark.parametrize("name", ["kitui", "peace"])
def test_every_address_it_names_is_there(kitui: Micro, name: str) -> None:
    kitui.campaign = f"campaigns/{name}"
    kitui.put("content/campaigns/cover.jpg", saved(noise(900, 600), "JPEG"))
    image = "image: /campaigns/cover.jpg\nimage_alt: Una pompa\ndate:"
    for path in ("kitui/index.it.md", "peace.it.md"):
        kitui.edit(f"content/campaigns/{path}", "date:", image)
    kitui.put("themes/default/assets/js/app.js", b'import {a} from "./more/a.js";import"./b.js"')
    kitui.put("themes/default/assets/js/more/a.js", b'export {a} from "../b.js"')
    kitui.put("themes/default/assets/js/b.js", b"export const a = 1")
    script = '<script type="module" src="/assets/js/app.js"></script>'
    kitui.edit("content/campaigns/peace.it.md", "Una pagina.", f"Una pagina.\n\n{script}\n")
    kitui.build(base_url="https://example.net")
    checked = 0
    for path in (found for found in kitui.paths if found.endswith((".html", ".js"))):
        for found in named_in(path, kitui.text(path)):
            if re.match(r"[a-z]+:", found):
                continue
            checked += 1
            target = (Path("/") / path).parent / found.split("?")[0]
            file = kitui.out / target.relative_to("/")
            assert file.is_file() or (file / "index.html").is_file(), (path, found)
    assert checked > 15 and any(path.endswith(".avif") for path in kitui.paths)
    assert name == "kitui" or "assets/js/more/a.js" in kitui.paths


def test_names_beyond_ascii_are_found_in_any_address(kitui: Micro) -> None:
    picture = "content/campaigns/kitui/caffè è.svg"
    kitui.put(picture, b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 3"/>')
    kitui.edit(
        "content/campaigns/kitui/index.it.md",
        "[Il bilancio]",
        "![Tazza](caffè%20è.svg)\n[Il bilancio]",
    )
    kitui.build(base_url="https://ong.example/così/acqua")
    assert "media/campaigns/kitui/caffè è.svg" in kitui.paths
    page = kitui.text("it/index.html")
    assert 'src="../media/campaigns/kitui/caff%C3%A8%20%C3%A8.svg"' in page
    assert '<link rel="canonical" href="https://ong.example/cos%C3%AC/acqua/it/">' in page
    assert 'href="/cos%C3%AC/acqua/assets/css/site.css?' in kitui.text("404.html")
    assert "https%3A%2F%2Fong.example%2Fcos%25C3%25AC%2Facqua%2Fit%2F" in page
    assert kitui.paths >= ASSETS and "it/qr.svg" in kitui.paths


def test_no_link_leads_out_but_those_declared(kitui: Micro) -> None:
    kitui.build()
    out = {url for url in hrefs(kitui.text("it/index.html")) if url.startswith("http")}
    shared = {url for url in out if "acqua.example.org%2Fit%2F" in url}
    assert len(shared) == 5
    assert out - shared == {
        "https://dona.example.org/kitui",
        "https://example.org/it/progetti/pozzi/",
        "https://partner.example/kenya",
    }


def test_a_link_that_is_not_declared_is_text_and_told_with_its_line_and_cure(kitui: Micro) -> None:
    kitui.build()
    page = HTMLParser(kitui.text("it/index.html")).css_first(".prose p")
    assert page.text(separator="").replace("\n", " ") == (
        "Vedi il progetto, il partner, la scuola e altri. Scrivi a www.altri.example."
    )
    what = "leads out of the campaign's own site: it is shown as plain text. To keep it, add"
    path = "content/campaigns/kitui/index.it.md"
    assert kitui.problems == [
        f"{path}:20:10: the link “/projects/school#aule” {what} “projects/school” to “links” "
        "under “microsite”.",
        f"{path}:20:43: the link “https://altri.example/” {what} “https://altri.example/” to "
        "“links” under “microsite”.",
        f"{path}:20:77: the link “www.altri.example” {what} “https://www.altri.example” to "
        "“links” under “microsite”.",
    ]


CURE = re.compile(r"To keep it, add “(.*?)” to “links”")


@pytest.mark.parametrize("base", ["https://example.org", "https://example.org/ong"])
def test_what_a_warning_says_to_add_keeps_the_link(kitui: Micro, base: str) -> None:
    page = "content/campaigns/kitui/index.it.md"
    kitui.edit("content/_site.yaml", "https://example.org", f"{base}\nhosts: [send.example]")
    kitui.edit(page, "[Il bilancio]", """[a](/it/progetti/scuola/) [b](/projects) [c](/countries/KE)
    [d](//d.example/x) [e](/news/tenth) [f](/it/progetti/) <a href="/en/projects/wells/">f</a>
    <map><area href="https://area.example/"></map> https://sono.example/a?b=1&c=2 [g](/)
    <svg><a href="https://drawn.example/"><text>s</text></a></svg>
    <form action="https://send.example/x"><input name="a"></form>

    [Il bilancio]""".replace("\n    ", "\n"))  # fmt: skip
    kitui.build()
    cures = [found for text in kitui.problems for found in CURE.findall(text)]
    assert len(cures) == len(kitui.problems) >= 12
    assert all("/" in cure or cure == "projects" or cure == "home" for cure in cures), cures
    added = "".join(f"'{cure}', " for cure in cures)
    kitui.edit(page, "links: [", f"links: [{added}").build()
    assert kitui.problems == []
    text = kitui.text("it/index.html")
    assert f'href="{base}/it/progetti/scuola/"' in text
    assert 'action="https://send.example/x"' in text and "https://drawn.example/" in text


def test_a_link_to_a_page_that_nobody_has_is_broken(kitui: Micro) -> None:
    page = "content/campaigns/kitui/index.it.md"
    kitui.edit("content/_site.yaml", "https://example.org", "https://example.org/ong")
    kitui.edit(page, "/projects/school#aule", "/ong/en/altro/").build()
    assert kitui.problems[0].startswith(f"{page}:20:10: the link “/ong/en/altro/” leads nowhere.")
    assert not any("ong/en/altro” to" in text for text in kitui.problems)


def test_a_page_in_another_language_alone_can_be_led_to(kitui: Micro) -> None:
    page = "content/campaigns/kitui/index.it.md"
    kitui.put("content/pages/solo.en.md", b"---\ntitle: Alone\n---\nText.\n")
    kitui.edit(page, "links: [", "links: [pages/solo, ")
    kitui.edit(page, "/projects/school#aule", "/pages/solo#x")
    kitui.remove(page.replace("it.md", "en.md")).build()
    assert 'href="https://example.org/en/alone/#x"' in kitui.text("index.html")
    assert not any("solo" in text for text in kitui.problems)


def test_its_own_address_and_full_ones_of_declared_pages_do_not_lead_out(kitui: Micro) -> None:
    page = "content/campaigns/kitui/index.it.md"
    kitui.edit(page, "https://altri.example/", "https://acqua.example.org/it/")
    kitui.edit(page, "/projects/school#aule", "https://example.org/it/progetti/pozzi/#qui")
    kitui.edit(page, "www.altri.example", "https://acqua.example.org").build()
    assert kitui.problems == []
    assert {
        "https://acqua.example.org", "https://acqua.example.org/it/",
        "https://example.org/it/progetti/pozzi/#qui",
    } <= set(hrefs(kitui.text("it/index.html")))  # fmt: skip
    kitui.edit(page, "pozzi/#qui", "pozzi/altro/").build()
    assert "“https://example.org/it/progetti/pozzi/altro/” leads out" in kitui.problems[0]


DRAWING = """<svg viewBox="0 0 9 9"><image href="/media/campaigns/kitui/a.svg"/>
<a href="https://bad.example/"><image xlink:href="/media/campaigns/kitui/b.svg"/></a>
<a xlink:href="https://bad.example/2"><text>testo</text></a><a href="https://bad.example/3"/>
<a href="https://partner.example/ok"><text>bene</text></a></svg>

<map name="m"><area href="https://bad.example/4" alt="x"><area href="https://partner.example/m"></map>

<form action="/it/cerca/"><input name="q"><button>Cerca</button></form>
<form action="https://partner.example/f"><button formaction="https://bad.example/5">Invia</button>
</form>

<img src="/campaigns/kitui/a.svg" alt=""
srcset="/media/campaigns/kitui/c,d.svg 2x, /media/campaigns/kitui/a.svg">

Fine.
"""


def test_drawings_maps_and_forms_are_treated_as_links_and_pictures_are(kitui: Micro) -> None:
    folder = "content/campaigns/kitui"
    plain = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 3"/>'
    named = b'<svg xmlns="http://www.w3.org/2000/svg"><image href="b2.svg"/></svg>'
    for name, data in (("a", plain), ("b", named), ("b2", plain), ("c,d", plain)):
        kitui.put(f"{folder}/{name}.svg", data)
    settings = "base_url: https://example.org\nhosts: [partner.example, bad.example]"
    kitui.edit("content/_site.yaml", "base_url: https://example.org", settings)
    kitui.edit(f"{folder}/index.it.md", "[Il bilancio](bilancio.pdf)", DRAWING).build()
    text = kitui.text("it/index.html")
    assert "bad.example" not in text.partition("</head>")[2] and "it/cerca" not in text
    for name in ("a", "b"):
        assert text.count(f'href="../media/campaigns/kitui/{name}.svg"') == 1
    srcset = "../media/campaigns/kitui/c,d.svg 2x, ../media/campaigns/kitui/a.svg"
    assert f'srcset="{srcset}"' in text
    media = {path.rpartition("/")[2] for path in kitui.paths if path.startswith("media/")}
    assert media == {"a.svg", "b.svg", "b2.svg", "c,d.svg"}
    page = HTMLParser(text)
    assert [node.attributes["href"] for node in page.css("svg a, area")] == [
        "https://partner.example/ok", "https://partner.example/m",
    ]  # fmt: skip
    assert [node.attributes["action"] for node in page.css("form")] == ["https://partner.example/f"]
    assert "testo" in page.css_first(".prose svg").text() and "Cerca" not in page.text()
    assert "Fine." in page.css_first(".prose").text()
    told = "\n".join(kitui.problems)
    for end, line in (("", 23), ("2", 24), ("3", 24), ("4", 27)):
        assert re.search(rf":{line}:\d+: the link “https://bad.example/{end}” leads", told)
    assert "the form that sends to “/it/cerca/” is left out of the campaign's own site" in told


def test_scripts_and_pictures_that_a_theme_names_anyhow_are_there(kitui: Micro) -> None:
    head = (ROOT / "themes/default/templates/partials/head.html").read_text("utf-8")
    kitui.write("""
    -- themes/sera/theme.yaml --
    name: sera
    extends: default
    -- themes/sera/assets/js/app.js --
    import"./dep.js";import{a}from'./far/away.js';const b=()=>import(`../js/late.mjs`)
    -- themes/sera/assets/js/dep.js --
    import "../js/deeper.js"
    -- themes/sera/assets/js/deeper.js --
    1
    -- themes/sera/assets/js/late.mjs --
    2
    -- themes/sera/assets/js/far/away.js --
    export const a = 3
    -- themes/sera/assets/js/never.js --
    4
    -- themes/sera/assets/app.webmanifest --
    {"icons": [{"src": "img/app.svg"}]}
    -- themes/sera/assets/img/app.svg --
    <svg xmlns="http://www.w3.org/2000/svg"/>
    -- themes/sera/assets/img/big.svg --
    <svg xmlns="http://www.w3.org/2000/svg"/>
    """)
    more = """<link rel="preload" as="image" imagesrcset="{{ "img/big.svg" | asset }} 2x">
    <link rel="manifest" href="{{ "app.webmanifest" | asset }}">
    <script type="module" src="{{ "js/app.js" | asset }}"></script>\n"""
    kitui.put("themes/sera/templates/partials/head.html", (head + more).encode())
    kitui.edit("content/campaigns/kitui/index.it.md", "microsite:", "microsite:\n  theme: sera")
    settings = "base_url: https://example.org\nbudgets: {microsite: {requests: 20}}"
    kitui.edit("content/_site.yaml", "base_url: https://example.org", settings).build()
    used = {path.removeprefix("assets/") for path in kitui.paths if path.startswith("assets/")}
    assert used - {path.removeprefix("assets/") for path in ASSETS} == {
        "js/app.js", "js/dep.js", "js/deeper.js", "js/late.mjs", "js/far/away.js",
        "app.webmanifest", "img/app.svg", "img/big.svg", "css/campaign-0f4c75-ffffff.css",
    }  # fmt: skip
    assert 'imagesrcset="../assets/img/big.svg' in kitui.text("it/index.html")


@pytest.mark.parametrize("address", ["https://[x", "http://[x", "//[x"])
def test_addresses_that_nobody_can_read_are_no_error_of_ours(kitui: Micro, address: str) -> None:
    page = "content/campaigns/kitui/index.it.md"
    added = f'<area href="{address}">\n<a href="{address}">a</a> {address}\n'
    added += f'<form action="{address}"></form>\n\n'
    kitui.edit(page, "[Il bilancio]", f"{added}[Il bilancio]")
    kitui.build()
    assert kitui.problems and not any("ValueError" in text for text in kitui.problems)
    kitui.edit(page, "https://dona.example.org/kitui", address).build()
    assert kitui.problems and not any("ValueError" in text for text in kitui.problems)
    kitui.build(base_url=address)
    assert kitui.problems == [
        f"“{address}” is not the address of a site. Write it whole, as in https://www.example.org"
    ]


def test_a_block_shows_what_it_lists_without_links(kitui: Micro) -> None:
    kitui.build()
    found = HTMLParser(kitui.text("it/index.html")).css(".prose .card-title")
    assert {node.text(): bool(node.css("a[href]")) for node in found} == {
        "Pozzi": True, "Scuola": False,
    }  # fmt: skip


def test_its_addresses_are_those_of_its_own_site(kitui: Micro) -> None:
    kitui.build()
    page = HTMLParser(kitui.text("it/index.html"))

    def value(selector: str, name: str = "content") -> str | None:
        return page.css_first(selector).attributes[name]

    own = "https://acqua.example.org"
    assert value("link[rel=canonical]", "href") == f"{own}/it/"
    assert value('meta[property="og:url"]') == f"{own}/it/"
    assert [node.attributes["href"] for node in page.css("link[hreflang]")] == [
        f"{own}/it/", f"{own}/en/", f"{own}/it/",
    ]  # fmt: skip
    assert f"Sitemap: {own}/sitemap.xml" in kitui.text("robots.txt")
    locations = re.findall("<loc>(.*?)</loc>", kitui.text("sitemap.xml"))
    assert sorted(locations) == [f"{own}/en/", f"{own}/it/"]
    assert '"@id": "https://example.org/#organisation"' in kitui.text("it/index.html")


def test_an_address_given_by_hand_wins(kitui: Micro) -> None:
    kitui.build(base_url="https://prova.example/acqua/")
    page = kitui.text("it/index.html")
    assert '<link rel="canonical" href="https://prova.example/acqua/it/">' in page
    assert "https://acqua.example.org" not in page
    assert 'href="https://example.org/it/progetti/pozzi/"' in page
    kitui.build(base_url="prova")
    assert kitui.problems == [
        "“prova” is not the address of a site. Write it whole, as in https://www.example.org"
    ]


@pytest.mark.parametrize("base", ["https://acqua.example.org", "https://ong.example/a/b%20c"])
def test_inside_it_every_link_is_relative_but_on_what_answers_anywhere(
    kitui: Micro, base: str
) -> None:
    kitui.build(base_url=base)
    inner = {url for url in hrefs(kitui.text("it/index.html")) if not re.match(r"\w+:", url)}
    assert inner == {
        "#site-content", "#site-share", "../en/", "qr.svg",
        "../media/campaigns/kitui/bilancio.pdf",
    }  # fmt: skip
    assert 'content="0; url=it/"' in kitui.text("index.html")
    path = "/a/b%20c" if "/a/" in base else ""
    assert f'href="{path}/it/"' in kitui.text("it/404.html")
    assert f'href="{path}/assets/css/site.css?' in kitui.text("404.html")


def test_its_updates_are_the_news_of_its_projects_since_it_began(kitui: Micro) -> None:
    kitui.build()
    found = HTMLParser(kitui.text("it/index.html")).css(".update h3")
    assert [node.text() for node in found] == ["Il decimo pozzo"]


def test_once_it_has_ended_it_says_thank_you(kitui: Micro) -> None:
    kitui.edit(
        "content/campaigns/kitui/index.it.md", "microsite:",
        "outcome: {text: {it: Nove cisterne., en: Nine tanks.}}\nmicrosite:",
    )  # fmt: skip
    kitui.build(today=datetime(2027, 4, 1, 0, 0))
    page = kitui.text("it/index.html")
    assert "Grazie" in page and "Nove cisterne." in page
    assert "dona.example.org" not in page and "site-share" not in page
    assert not {path for path in kitui.paths if path.endswith("qr.svg")}
    assert "Nine tanks." in kitui.text("en/index.html")


def test_before_it_starts_it_says_from_when_one_can_take_part(kitui: Micro) -> None:
    kitui.edit("content/campaigns/kitui/index.it.md", "2026-09-15", "2027-02-08").build()
    text = HTMLParser(kitui.text("it/index.html")).css_first(".campaign-appeal").text()
    assert "Si può partecipare dall’8 febbraio 2027" in text
    assert "dona.example.org" not in kitui.text("it/index.html")


def test_its_colours_are_a_stylesheet_without_inline_styles(kitui: Micro) -> None:
    kitui.build()
    page, name = kitui.text("it/index.html"), "assets/css/campaign-0f4c75-ffffff.css"
    assert kitui.text(name) == ":root { --campaign: #0f4c75; --campaign-ink: #ffffff; }\n"
    assert f'<link rel="stylesheet" href="../{name}">' in page
    assert "<style" not in page and "style=" not in page


def test_the_browser_s_frame_has_the_campaign_s_colour(kitui: Micro) -> None:
    kitui.build()
    frame = '<meta name="theme-color" content="#0f4c75">'
    assert all(frame in kitui.text(path) for path in ("it/index.html", "it/404.html"))
    kitui.campaign = "campaigns/peace"
    kitui.build()
    assert '<meta name="theme-color" content="#08343b">' in kitui.text("index.html")


def test_nothing_is_promised_of_other_sites_where_some_are_listed(kitui: Micro) -> None:
    kitui.build()
    promise = "Questo sito non usa cookie"
    assert promise in kitui.text("it/index.html")
    settings = "base_url: https://example.org\nhosts: [cdn.example]"
    kitui.edit("content/_site.yaml", "base_url: https://example.org", settings)
    video = '<video poster="https://cdn.example/a.png"></video>\n\n[Il bilancio]'
    kitui.edit("content/campaigns/kitui/index.it.md", "[Il bilancio]", video).build()
    assert "cdn.example/a.png" in kitui.text("it/index.html")
    assert promise not in kitui.text("it/index.html")


def test_machines_are_told_to_give_where_the_button_leads(kitui: Micro) -> None:
    page = "content/campaigns/kitui/index.it.md"
    kitui.edit("content/_site.yaml", "https://example.org", "https://example.org/ong")
    kitui.edit(page, "https://dona.example.org/kitui", "/dona/").build()
    assert '"urlTemplate": "https://example.org/ong/dona/"' in kitui.text("it/index.html")
    assert 'href="https://example.org/ong/dona/"' in kitui.text("it/index.html")


def test_no_heading_stands_over_nothing(kitui: Micro) -> None:
    kitui.campaign = "campaigns/peace"
    kitui.build()
    page = HTMLParser(kitui.text("index.html"))
    assert not page.css("dl, .side, .has-side") and "In breve" not in page.text()
    kitui.edit("content/campaigns/peace.it.md", "date:", "starts: 2026-09-01\ndate:").build()
    assert HTMLParser(kitui.text("index.html")).css(".has-side > .side > dl > div")


def test_a_page_that_is_not_there_leads_to_the_campaign_in_its_colours(kitui: Micro) -> None:
    kitui.build()
    for path, lang in (("404.html", "it"), ("it/404.html", "it"), ("en/404.html", "en")):
        page = HTMLParser(kitui.text(path))
        assert page.css_first("html").attributes["lang"] == lang
        assert page.css_first("a.button").attributes["href"] == f"/{lang}/"
        led = [node.attributes["href"] for node in page.css(".languages a")]
        assert led == ["/it/", "/en/"]
        assert page.css_first('link[href="/assets/css/campaign-0f4c75-ffffff.css"]')


def test_it_may_have_a_theme_of_its_own(kitui: Micro) -> None:
    kitui.write("""
    -- themes/sera/theme.yaml --
    name: sera
    extends: default
    -- themes/sera/assets/css/site.css --
    @import url("sera.css"); body { background: url('../img/notte.svg') }
    -- themes/sera/assets/css/sera.css --
    body { color: red }
    -- themes/sera/assets/css/mai.css --
    body { color: blue }
    -- themes/sera/assets/img/notte.svg --
    <svg xmlns="http://www.w3.org/2000/svg"/>
    """)
    kitui.edit("content/campaigns/kitui/index.it.md", "microsite:", "microsite:\n  theme: sera")
    kitui.build()
    used = {path for path in kitui.paths if path.startswith("assets/")}
    assert used == ASSETS | {
        "assets/css/sera.css", "assets/img/notte.svg", "assets/css/campaign-0f4c75-ffffff.css",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("campaign", "message"),
    [
        ("campaigns/kitiu", "there is no campaign “kitiu”. Did you mean “kitui”?"),
        (
            "campaigns/zzzzzzzz",
            "there is no campaign “zzzzzzzz”. There are: draft, kitui, peace.",
        ),
        (
            "campaigns/draft",
            "the campaign “draft” is a draft. "
            "Take “draft” away to publish it, or look at it with --drafts.",
        ),
    ],
)
def test_a_campaign_that_cannot_be_built_is_told_in_a_line(
    kitui: Micro, campaign: str, message: str
) -> None:
    kitui.campaign = campaign
    with pytest.raises(Stop) as stop:
        build(kitui.options())
    assert [said(problem) for problem in stop.value.problems] == [message]
    assert stop.value.status == 1 and not kitui.out.exists()


def test_a_draft_is_built_where_drafts_are_asked_for(kitui: Micro) -> None:
    kitui.campaign = "campaigns/draft"
    kitui.build(drafts=True)
    assert "Bozza" in kitui.text("index.html")
    assert "Disallow: /\n" in kitui.text("robots.txt")


@pytest.mark.parametrize("name", ["kitui", "campaigns/kitui", "content/campaigns/kitui/"])
def test_the_command_writes_a_folder_of_its_own(
    kitui: Micro, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    given = ["--root", str(kitui.root), "--today", "2026-11-22"]
    for arguments, times in (([], 2), (["--campaign", name], 2)):
        for _ in range(times):
            with pytest.raises(SystemExit) as ended:
                main(["build", *given, *arguments])
            assert ended.value.code == 0
    said = capsys.readouterr().out.splitlines()
    assert "Nothing has changed" in said[1] or "Non è cambiato" in said[1]
    assert "public-kitui" in said[3] and ("Nothing" in said[3] or "Non" in said[3])
    assert (kitui.root / "public/it/campagne/acqua-per-kitui/index.html").is_file()
    assert (kitui.root / "public-kitui/it/index.html").is_file()


def test_a_folder_that_holds_something_else_is_refused(kitui: Micro) -> None:
    kitui.put("public-kitui/tesi.doc", b"anni di lavoro")
    with pytest.raises(Stop) as stop:
        build(kitui.options())
    assert stop.value.status == 2
    assert (kitui.out / "tesi.doc").read_bytes() == b"anni di lavoro"


@pytest.mark.parametrize("is_known", [True, False])
def test_neither_site_takes_the_folder_of_the_other(kitui: Micro, is_known: bool) -> None:
    whole = Options(root=kitui.root, out=kitui.root / "public", now=TODAY)
    kitui.build()
    build(whole)
    before = tree(whole.out), kitui.tree()
    if not is_known:
        shutil.rmtree(kitui.root / ".cache")
    hint = "It would be lost: choose another folder with --out, or leave it out."
    for options, what in (
        (replace(kitui.options(), out=whole.out), "public holds the whole site"),
        (replace(whole, out=kitui.out), "public-kitui holds the site of the campaign “kitui”"),
        (
            replace(kitui.options(), out=kitui.out, campaign="campaigns/peace"),
            "public-kitui holds the site of the campaign “kitui”",
        ),
    ):
        with pytest.raises(Stop) as stop:
            build(options)
        assert stop.value.status == 2
        assert [said(problem) for problem in stop.value.problems] == [f"the folder {what}. {hint}"]
    assert (tree(whole.out), kitui.tree()) == before


def test_folders_from_before_they_were_named_still_serve(kitui: Micro) -> None:
    whole = Options(root=kitui.root, out=kitui.root / "public", now=TODAY)
    page = "content/campaigns/kitui/index.it.md"
    for again in (False, True):
        build(whole)
        kitui.edit(page, "Otto cisterne", "Nove cisterne" if again else "Otto vasche").build()
        assert kitui.problems[0].startswith(page) and staging.campaign_of(kitui.out)
        kitui.edit(page, "Otto vasche", "Otto cisterne") if not again else None
        for folder in (kitui.out, whole.out):
            (folder / ".megafono").write_bytes(staging.MARK_TEXT)
    kitui.build()
    assert kitui.result and kitui.result.is_published


def test_an_older_folder_of_another_name_serves_while_it_is_as_it_was_left(kitui: Micro) -> None:
    options = replace(kitui.options(), out=kitui.root / "dist")
    build(options)
    (options.out / ".megafono").write_bytes(staging.MARK_TEXT)
    with pytest.raises(Stop):
        build(options)
    shutil.rmtree(options.out)
    build(options)
    look = (options.out / ".megafono").stat()
    old = staging.MARK_TEXT.ljust(look.st_size)
    (options.out / ".megafono").write_bytes(old)
    os.utime(options.out / ".megafono", ns=(look.st_atime_ns, look.st_mtime_ns))
    assert not staging.campaign_of(options.out)
    kitui.edit("content/campaigns/kitui/index.it.md", "Otto cisterne", "Nove cisterne")
    build(options)
    assert staging.campaign_of(options.out) == "campaigns/kitui"


def test_what_is_built_in_a_spare_folder_says_whose_it_is(kitui: Micro) -> None:
    page = "content/campaigns/kitui/index.it.md"
    for old, new in (("Otto", "Nove"), ("Nove", "Dieci"), ("Dieci", "Undici")):
        kitui.build()
        (kitui.out / ".megafono").write_bytes(staging.MARK_TEXT)
        kitui.edit(page, old, new).build()
        assert staging.campaign_of(kitui.out) == "campaigns/kitui"


def test_each_key_has_a_folder_of_its_own() -> None:
    keys = ["2026/acqua", "2026-acqua", "2026--acqua", "2026_acqua", "2026 acqua", "Acqua", "acqua"]
    keys += ["acqüa", "!", "?", "a/b/c", "a-b/c", "a/b-c"]
    names = {folder_of(f"campaigns/{key}") for key in keys}
    assert len(names) == len(keys)
    assert {"public-2026--acqua", "public-2026-acqua", "public-acqua"} <= names
    assert all(re.fullmatch(r"public-[a-z0-9_-]+", name) for name in names)


@pytest.mark.parametrize("name", ["", " ", "/"])
def test_a_campaign_without_a_name_is_refused(
    kitui: Micro, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["build", "--root", str(kitui.root), "--campaign", name, "--out", "dist"])
    assert ended.value.code == 2 and "--campaign" in capsys.readouterr().err
    assert {path.name for path in kitui.root.iterdir()} == {"content"}


def test_a_wrong_key_leaves_nothing_behind(kitui: Micro) -> None:
    kitui.campaign = "campaigns/kitiu"
    kitui.build()
    assert "there is no campaign" in kitui.problems[0]
    assert not any((kitui.root / ".cache").glob("campaign-*"))
    kitui.campaign = "campaigns/kitui"
    kitui.build()
    kitui.put("content/campaigns/kitui/index.it.md", b"---\ntitle: A\ndraft: true\n---\n").build()
    assert "is a draft" in kitui.problems[0]
    assert (kitui.root / ".cache/campaign-kitui").is_dir()


# The law


EDITS = (
    ("content/campaigns/kitui/index.it.md", "Vedi il", "Leggi del"),
    ("content/campaigns/kitui/index.it.md", "[Il bilancio](bilancio.pdf)", "[Mai](mai.pdf)"),
    ("content/campaigns/kitui/index.it.md", "38450", "61000"),
    ("content/campaigns/kitui/index.it.md", "#0f4c75", "#f2a900"),
    ("content/campaigns/kitui/index.it.md", "[projects/wells,", "[projects/school,"),
    ("content/campaigns/kitui/index.it.md", "acqua.example.org", "pozzi.example.org/k"),
    ("content/campaigns/kitui/index.en.md", "Water for Kitui", "Kitui"),
    ("content/projects/wells.it.md", "title: Pozzi", "title: Fontane"),
    ("content/news/tenth.it.md", "Il decimo pozzo", "L'undicesimo"),
    ("content/_site.yaml", "email: info@", "email: posta@"),
)


@pytest.mark.parametrize("seed", range(2))
def test_an_incremental_build_equals_a_clean_one_and_the_whole_site_is_left_alone(
    kitui: Micro, seed: int
) -> None:
    whole = Options(root=kitui.root, out=kitui.root / "public", now=TODAY)
    edits = random.Random(seed).sample(EDITS, 5)
    for path, old, new in edits:
        build(whole)
        kitui.edit(path, old, new).build()
        kept = kitui.tree()
        clean = replace(kitui.options(), out=kitui.root / "clean", cache="clean", clean=True)
        build(clean)
        assert tree(kitui.root / "clean") == kept, path
        build(whole)
        assert build(whole).made == ()
        kitui.build()
        assert (kitui.made, kitui.removed) == (set(), set())
        shutil.rmtree(kitui.root / "clean")


def tree(folder: Path) -> dict[str, bytes]:
    """Return all files of a folder but the mark of a build."""
    files = (file for file in sorted(folder.rglob("*")) if file.is_file())
    found = {file.relative_to(folder).as_posix(): file.read_bytes() for file in files}
    return {path: data for path, data in found.items() if path != ".megafono"}


def test_a_page_that_moves_takes_along_what_its_full_address_may(kitui: Micro) -> None:
    page, wells = "content/campaigns/kitui/index.it.md", "content/projects/wells.it.md"
    kitui.edit(page, "https://altri.example/", "https://example.org/it/progetti/pozzi/").build()
    link = 'href="https://example.org/it/progetti/pozzi/">altri'
    assert link in kitui.text("it/index.html")
    kitui.edit(wells, "title: Pozzi", "title: Pozzi\nslug: fonti").build()
    assert link not in kitui.text("it/index.html")
    assert any("“https://example.org/it/progetti/pozzi/” leads out" in p for p in kitui.problems)
    kitui.edit(page, "/projects/school#aule", "/it/progetti/scuola/").build()
    assert any("add “projects/school”" in text for text in kitui.problems)
    kitui.edit("content/projects/school.it.md", "title: Scuola", "title: Aule").build()
    assert any("“/it/progetti/scuola/” leads nowhere" in text for text in kitui.problems)


def test_one_edit_makes_only_the_pages_that_show_it(kitui: Micro) -> None:
    kitui.build()
    kitui.edit("content/campaigns/kitui/index.en.md", "See the", "Look at the").build()
    assert kitui.made == {"en/index.html"}
    kitui.edit("content/projects/school.it.md", "## Aule", "## Le aule").build()
    assert kitui.made == set()


def test_any_number_of_processes_makes_the_same(kitui: Micro) -> None:
    kitui.build(jobs=1)
    one = kitui.tree()
    kitui.build(jobs=3, clean=True)
    assert kitui.tree() == one


# The demo


@pytest.mark.parametrize("name", ["water-for-kitui", "seeds-of-peace"])
def test_a_campaign_of_the_demo_is_light_and_without_a_problem(tmp_path: Path, name: str) -> None:
    out = tmp_path / "public"
    result = build(
        Options(root=ROOT, out=out, now=TODAY, campaign=f"campaigns/{name}", cache=f"test-{name}")
    )
    assert [said(problem) for problem in result.problems] == []
    for lang in ("it", "en"):
        page = (out / lang / "index.html").read_text("utf-8")
        named = {out / lang / "index.html"}
        for found in re.findall(r'(?:<link [^>]*href|<img src|<script src)="([^"?]+)', page):
            file = (out / lang / found).resolve()
            if file.suffix in (".css", ".svg", ".js"):
                named.add(file)
        assert len(named) >= 4
        assert sum(len(gzip.compress(file.read_bytes())) for file in named) <= 60_000


def test_a_block_that_leads_out_was_written_to(kitui: Micro) -> None:
    text = '::: video url=https://youtu.be/abc title="Il pozzo"\n:::\n\n[altri](https://altri.example/)'
    kitui.edit("content/campaigns/kitui/index.it.md", "::: projects\n:::", text).build()
    assert "https://www.youtube.com/watch?v=abc" in hrefs(kitui.text("it/index.html"))
    assert not [line for line in kitui.problems if "youtu" in line]


def test_charts_and_maps_have_names_and_numbers_without_links(kitui: Micro) -> None:
    blocks = "::: grafico dati=progetti per=paese\n:::\n\n::: grafico dati=progetti per=stato\n:::"
    whole = f"{blocks}\n\n::: paesi\n:::"
    kitui.edit("content/campaigns/kitui/index.it.md", "::: projects\n:::", whole).build()
    page = HTMLParser(kitui.text("it/index.html"))
    rows = [row.text(strip=True) for row in page.css(".chart tbody th")]
    assert "Kenya" in rows and "In corso" in rows
    assert not page.css(".chart a, .index a")
    assert "Qui non c’è ancora nulla" not in page.html
