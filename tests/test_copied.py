"""Files that are published as they are: what they fetch is found, and none of them may run."""

from __future__ import annotations

import pytest

from megafono.copied import read
from megafono.fetches import host_of
from tests.plain import plain
from tests.scratch import Scratch

SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">{}</svg>'
FOREIGN = "https://other.example/x"
ENTITY = f'<!DOCTYPE svg [<!ENTITY e "{FOREIGN}">]>'
SHEET = '<?xml-stylesheet href="https://&#111;ther.example/x"?>'
PAGE = '<html xmlns="http://www.w3.org/1999/xhtml"><head><title/>{}</head><body/></html>'
IMAGE = f'<img src="{FOREIGN}">'


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.svg", SVG.format(f'<image href="{FOREIGN}"/>')),
        ("a.svg", SVG.format(f'<filter><feImage xlink:href="{FOREIGN}"/></filter>')),
        ("a.svg", SVG.format(f"<style><![CDATA[g {{ fill: url({FOREIGN}) }}]]></style>")),
        ("a.svg", ENTITY + SVG.format('<image href="&e;"/>')),
        ("a.svg", SHEET + SVG.format("")),
        (
            "a.svg",
            '<s:svg xmlns:s="http://www.w3.org/2000/svg" xmlns:k="http://www.w3.org/1999/xlink">'
            f'<s:image k:href="{FOREIGN}"/></s:svg>',
        ),
        ("a.xhtml", PAGE.format(f'<link rel="stylesheet" href="{FOREIGN}"/>')),
        ("a.xml", f'<?xml-stylesheet type="text/css" href="{FOREIGN}"?><a/>'),
        ("a.xml", f'<a xmlns:h="http://www.w3.org/1999/xhtml"><h:img src="{FOREIGN}"/></a>'),
        ("a.css", f'i[a="/*"] {{ }} p {{ background: url({FOREIGN}) }} /* a */'),
        ("a.html", IMAGE),
        ("a.HTM", IMAGE),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_what_a_file_fetches_is_found_in_any_encoding(name: str, text: str, encoding: str) -> None:
    seen = read(name, text.encode(encoding))
    assert "other.example" in {host_of(address) for _, address in seen.fetched}
    assert not seen.dead


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.xml", f'<rss><image url="{FOREIGN}"/><link href="{FOREIGN}" rel="x"/></rss>'),
        ("a.svg", SVG.format("<metadata><x:a xmlns:x='https://other.example/'/></metadata>")),
        ("a.svg", f'<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "{FOREIGN}">{SVG.format("")}'),
        ("a.svg", SVG.format(f'<a xlink:href="{FOREIGN}"><path d="M0"/></a>')),
        ("a.svg", SVG.format("<style>@namespace svg url(http://www.w3.org/2000/svg);</style>")),
        ("a.xml", "<a><b></a>"),
    ],
)
def test_what_a_file_only_names_is_not_told(name: str, text: str) -> None:
    seen = read(name, text.encode())
    assert not any(host_of(address) for _, address in seen.fetched)
    assert not seen.dead


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("a.html", "<script>fetch('/')</script>", "<script>"),
        ("a.html", '<script src="a.js"></script>', "a.js"),
        ("a.html", '<b onclick="a()">a</b>', 'onclick="a()"'),
        ("a.html", '<a href="&#106;avascript:a()">a</a>', "javascript:a()"),
        ("a.html", '<iframe srcdoc="<script>a()</script>"></iframe>', "<script>"),
        ("a.html", '<iframe src="data:text/html,a"></iframe>', "data:text/html,a"),
        ("a.html", "<template shadowrootmode=open><b onload=a()></b></template>", 'onload="a()"'),
        ("a.xhtml", PAGE.format('<script src="a.js"/>'), "a.js"),
        ("a.svg", SVG.format("<script>fetch('/')</script>"), "<script>"),
        ("a.svg", SVG.format('<script xlink:href="a.js"/>'), "a.js"),
        ("a.svg", SVG.format('<g onload="a()"/>'), 'onload="a()"'),
        ("a.xml", PAGE.format("<script>a()</script>"), "<script>"),
    ],
)  # fmt: skip
def test_what_a_file_would_run_is_found(name: str, text: str, found: str) -> None:
    assert found in [item.found for item in read(name, text.encode()).dead]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.html", f"<p>è {IMAGE}".encode("latin-1")),
        ("a.html", IMAGE.encode("utf-16-le")),
        ("a.html", b"<p>\x1b$B" + IMAGE.encode()),
        ("a.svg", b"<svg><g></svg>"),
        ("a.svg", b"<!DOCTYPE svg [<!ENTITY % a ''> %a;]><svg/>"),
        ("a.svg", b""),
    ],
)
def test_what_cannot_be_read_as_a_browser_reads_it_is_refused(name: str, data: bytes) -> None:
    assert [item.kind for item in read(name, data).dead] == ["unread"]


def test_a_file_beside_a_text_that_would_run_keeps_the_site_from_being_published(
    site: Scratch,
) -> None:
    plain(site, "").write("-- content/pages/doc/index.it.md --\n---\ntitle: D\n---\nTesto.\n")
    site.put("content/pages/doc/ga.html", b"<p>a</p>\n<script>fetch('https://a.example')</script>")
    site.put("content/pages/doc/s.svg", SVG.format("\n<script>a()</script>").encode())
    site.put("content/pages/doc/old.html", "<p>perché".encode("latin-1")).build()
    assert [said.partition(": ")[0] for said in site.problems] == [
        "content/pages/doc/ga.html:2:1",
        "content/pages/doc/old.html:1:1",
        "content/pages/doc/s.svg:2:1",
    ]
    assert "“<script>”, which would run" in site.problems[0]
    assert "in UTF-8" in site.problems[1]
    assert not site.result or not site.result.is_published
