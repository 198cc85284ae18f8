"""What a page weighs before anybody touches it, and its budget (decision 0018)."""

from __future__ import annotations

import gzip
import random
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from megafono.build import build
from megafono.check import checked
from megafono.model import Options
from megafono.voice import Voice
from megafono.weight import needed, output_of, quickly, sent
from tests.plain import plain, planned
from tests.scratch import SETTINGS, English, Scratch, said

HEAD = (
    '<link rel="stylesheet" href="{{ "a.css" | asset }}">'
    '<link rel="icon" href="{{ "icon.svg" | asset }}">'
    '<script type="module" src="{{ "/assets/a.js" | href }}"></script>'
)


def noise(size: int, seed: int = 1) -> str:
    """Return hexadecimal digits, of which gzip makes a little more than half."""
    return random.Random(seed).randbytes(size // 2).hex()


def heavy(site: Scratch, budget: str = "kilobytes: 8, requests: 9") -> Scratch:
    """Give a plain site a style sheet, a script with modules, an icon, and a budget."""
    plain(site, f"budgets: {{page: {{{budget}}}}}\n")
    site.edit("themes/plain/templates/base.html", "<title>", f"{HEAD}<title>")
    assets = {
        "a.css": '@import "b.css"; p { background: url("c.png") } @font-face { src: url(f.woff2) }',
        "b.css": "p { margin: 0 } /* url(never.png) */",
        "c.png": "12345",
        "f.woff2": "1234567",
        "a.js": 'import { b } from "./b.js";\nconst c = () => import("./later.js");\nb(c);\n',
        "b.js": 'export * from "../assets/d.js";\n',
        "d.js": "export const b = 1;\n",
        "later.js": noise(9000),
        "icon.svg": '<svg xmlns="http://www.w3.org/2000/svg"/>',
    }
    for name, text in assets.items():
        site.put(f"themes/plain/assets/{name}", text.encode())
    return site.write("-- content/news/a.it.md --\n---\ntitle: Notizia\n---\nTesto.\n")


def test_what_a_page_loads_at_once_is_weighed_with_what_that_loads(site: Scratch) -> None:
    found = planned(heavy(site)).site()
    parts = dict(found.ask("weight", "assets/a.css"))
    assert list(parts) == ["assets/a.css", "assets/b.css", "assets/c.png", "assets/f.woff2"]
    assert parts["assets/c.png"] == 5 and parts["assets/f.woff2"] == 7
    text = (site.root / "themes/plain/assets/a.css").read_bytes()
    assert parts["assets/a.css"] == len(gzip.compress(text, 9))
    scripts = [path for path, _ in found.ask("weight", "assets/a.js")]
    assert scripts == ["assets/a.js", "assets/b.js", "assets/d.js"]
    assert found.ask("weight", "assets/none.css") is None


def test_a_page_within_its_budget_is_published(site: Scratch) -> None:
    assert heavy(site).build().problems == []


def test_a_text_that_outgrows_the_budget_is_an_error_with_its_parts(site: Scratch) -> None:
    heavy(site).build()
    before = site.tree()
    site.edit("content/news/a.it.md", "Testo.", noise(16_000)).build()
    (said,) = site.problems
    assert said.startswith("content/news/a.it.md:1:1: the page weighs 9.")
    assert "may weigh 8 (HTML 9." in said and "assets/a.css 0.1" in said
    assert "“budgets: {page: {kilobytes: 10}}” in _site.yaml" in said
    assert site.tree() == before
    site.edit("content/_site.yaml", "kilobytes: 8", "kilobytes: 10").build()
    assert site.problems == []


def test_a_text_that_compresses_well_may_be_long(site: Scratch) -> None:
    heavy(site)
    site.edit("content/news/a.it.md", "Testo.", "Testo di prova, ancora. " * 4000).build()
    assert len(site.data("it/notizie/notizia/index.html")) > 90_000
    assert site.problems == []


def test_a_style_sheet_that_grows_is_weighed_again_on_pages_that_it_does_not_change(
    site: Scratch,
) -> None:
    heavy(site).build()
    site.put("themes/plain/assets/b.css", f"/* {noise(20_000)} */".encode()).build()
    assert site.problems and all("assets/b.css 1" in said for said in site.problems)
    assert {said.partition(":")[0] for said in site.problems} >= {"content/news/a.it.md"}
    site.put("themes/plain/assets/b.css", b"p { margin: 0 }").build()
    assert site.problems == []


def test_pages_that_nobody_wrote_name_their_template(site: Scratch) -> None:
    heavy(site, "kilobytes: 1, requests: 9")
    site.put("themes/plain/assets/d.js", noise(4000).encode()).build()
    assert any(said.startswith("themes/plain/templates/home.html:1:1: ") for said in site.problems)


def test_too_many_files_are_an_error_with_their_names(site: Scratch) -> None:
    heavy(site, "kilobytes: 8, requests: 8").build()
    assert all("the page loads 9 files at once, and may load 8" in said for said in site.problems)
    assert "assets/d.js" in site.problems[0] and "requests: 9" in site.problems[0]


def test_pictures_of_the_content_and_scripts_for_later_do_not_count(site: Scratch) -> None:
    heavy(site)
    svg = f'<svg xmlns="http://www.w3.org/2000/svg"><!-- {noise(20_000)} --></svg>'
    site.put("content/news/a.svg", svg.encode())
    site.edit("content/news/a.it.md", "Testo.", "![Disegno](a.svg)").build()
    assert site.problems == []


def test_the_logo_counts(site: Scratch) -> None:
    logo = f'<svg xmlns="http://www.w3.org/2000/svg"><!-- {noise(70_000)} --></svg>'
    site.put("content/_site/logo.svg", logo.encode())
    site.put("content/_site.yaml", f"{SETTINGS}logo: /_site/logo.svg\n".encode()).build()
    assert site.problems and all("media/logo.svg 4" in said for said in site.problems)


def test_an_edit_of_a_text_alone_is_weighed_on_the_short_road(site: Scratch) -> None:
    heavy(site).build()
    site.edit("content/news/a.it.md", "Testo.", "Altro testo.").build()
    assert site.result is not None and site.result.known is None
    site.edit("content/news/a.it.md", "Altro testo.", noise(16_000)).build()
    assert len(site.problems) == 1


def test_the_quick_weight_is_never_less_on_the_pages_of_the_demo(demo: Path) -> None:
    pages = [file.read_bytes() for file in sorted(demo.rglob("*.html"))]
    assert all(quickly(data) >= sent("a.html", data) for data in pages)


def test_every_page_of_the_demo_is_within_the_default_budget_as_counted_anew(demo: Path) -> None:
    own: dict[str, int] = {}
    for file in sorted(demo.rglob("*.html")):
        data = file.read_bytes()
        paths = {
            str(node.attributes.get("href") or node.attributes.get("src")).partition("?")[0]
            for node in LexborHTMLParser(data).css(
                'link[rel="stylesheet"], link[rel="icon"], script[src], img[src*="logo"]'
            )
        }
        for path in paths - own.keys():
            own[path] = len(gzip.compress((demo / path.lstrip("/")).read_bytes(), 9))
        total = len(gzip.compress(data, 9)) + sum(own[path] for path in paths)
        assert total <= 30_000 and len(paths) + 1 <= 5, f"{file}: {total}, {sorted(paths)}"


def test_check_names_the_heaviest_page(site: Scratch) -> None:
    heavy(site)
    site.edit("content/news/a.it.md", "Testo.", noise(8_000))
    options = Options(root=site.root, out=site.out, now=datetime(2026, 11, 22))
    found = checked(options, external=False)
    assert found.weight is not None
    said = found.weight.say(English())
    assert said.startswith("The heaviest page is /it/notizie/notizia/: ")
    assert " kB in 9 files (HTML " in said


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("/assets/a%20b.css?v=1", "assets/a b.css"),
        ("https://example.org/sub/assets/a.css", "assets/a.css"),
        ("/sub/assets/a.css", "assets/a.css"),
        ("/subway/a.css", "subway/a.css"),
        ("https://cdn.example.net/a.css?x", "https://cdn.example.net/a.css"),
        ("https://[x", "https://[x"),
    ],
)
def test_an_address_is_known_by_its_output(address: str, expected: str) -> None:
    assert output_of(address, "https://example.org/sub") == expected


def test_what_a_file_needs_is_found_from_where_it_stands() -> None:
    css = b"@import '../b.css'; p { background: url(/assets/c.png?x#y) } i { mask: url(data:,a) }"
    assert list(needed("assets/css/a.css", css)) == ["assets/b.css", "assets/c.png"]
    js = b'import "./a.js";\nimport b, { c } from \'../b.js\';\nexport { d } from "./d.js";\n'
    js += b'const e = await import("./e.js");\nconst f = "import \'./f.js\'";\n'
    assert list(needed("assets/js/x.js", js)) == ["assets/js/a.js", "assets/b.js", "assets/js/d.js"]
    assert list(needed("assets/a.svg", b"import './a.js'")) == []


def test_modules_on_one_line_are_all_found() -> None:
    js = b'/* a */import"./a.js";import{b}from"./b.js";export*from"./c.js";const d="import"'
    assert list(needed("assets/x.js", js)) == ["assets/a.js", "assets/b.js", "assets/c.js"]


def test_what_no_browser_loads_on_a_screen_does_not_count() -> None:
    css = b"""@font-face { src: local("A"), url(a.woff2) format("woff2"), url(a.woff) }
    @media print { p { background: url(p.png) } } i[a="/*"] { background: url(b.png) } /* */
    @media screen { p { background: url(s.png) } }"""
    assert sorted(needed("assets/a.css", css)) == [
        *("assets/a.woff2", "assets/b.png", "assets/s.png")
    ]


def test_of_the_icons_one_counts_and_of_a_script_the_name_is_told(site: Scratch) -> None:
    heavy(site, "kilobytes: 8, requests: 9")
    icons = '<link rel="icon" href="/assets/{}"><title>'
    base = "themes/plain/templates/base.html"
    site.put("themes/plain/assets/b.ico", noise(4000).encode())
    site.edit(base, "<title>", icons.format("b.ico")).build()
    assert site.problems == []
    site.put("themes/plain/assets/d.js", noise(16_000).encode()).build()
    assert all("Make assets/d.js lighter, or allow more" in said for said in site.problems)
    problem = site.result.errors[0] if site.result else None
    assert problem and "assets/d.js 9." in problem.say(English())
    told = problem.say(Voice("it"))
    assert "la pagina pesa 1" in told and "assets/d.js 9," in told


def test_the_site_of_a_campaign_has_a_budget_of_its_own(site: Scratch) -> None:
    site.write(
        """
        -- content/_site.yaml --
        name: Prova
        base_url: https://example.org
        languages: [it]
        budgets: {microsite: {kilobytes: 2}}
        -- content/campaigns/water.it.md --
        ---
        title: Acqua
        microsite: {base_url: "https://acqua.example.org"}
        ---
        Testo.
        """
    )
    options = replace(site.options(), campaign="campaigns/water", cache="alone")
    told = [said(problem) for problem in build(options).errors]
    assert [line for line in told if "and may weigh 2 (" in line]
    assert all("“budgets: {microsite: {kilobytes: " in line for line in told)
    assert site.build().problems == []
