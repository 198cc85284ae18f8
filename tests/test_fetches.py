"""What a page makes a browser fetch: found however it is written, and at a glance as with care."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest

from megafono import fetches
from megafono.fetches import glance, host_of, look, whole

FETCHING = (
    '<script src="{}"></script>',
    "<script async src={}></script>",
    '<IMG alt="" SRC="{}">',
    '<img alt="" src="a.png" srcset="b.png 1x, {} 2x">',
    '<picture><source srcset="{} 400w"><img alt="" src="a.png"></picture>',
    '<link rel="stylesheet" href="{}">',
    '<link rel="icon" href="{}">',
    '<link rel="preload" as="image" href="a.png" imagesrcset="{} 1x">',
    '<link rel="preconnect" href="{}">',
    '<link rel="manifest" href="{}">',
    '<iframe title="T" src="{}"></iframe>',
    '<iframe title="T" srcdoc="&lt;img src=\'{}\'>"></iframe>',
    '<object data="{}"></object>',
    '<embed src="{}">',
    '<video src="{}"></video>',
    '<video poster="{}"></video>',
    '<audio src="{}"></audio>',
    '<video><track src="{}"></video>',
    '<form action="{}"></form>',
    '<form><button formaction="{}">Via</button></form>',
    '<form><input type="image" alt="" src="{}"></form>',
    '<meta http-equiv="refresh" content="0; url={}">',
    '<a href="/" ping="{}">a</a>',
    '<p style="background: url({})">a</p>',
    '<style>p {{ background: url("{}") }}</style>',
    "<style>@import '{}';</style>",
    '<style>@font-face {{ src: url({}) format("woff2") }}</style>',
    '<style>p {{ background: image-set("{}" 2x) }}</style>',
    '<svg><image href="{}"/></svg>',
    '<svg><use xlink:href="{}#a"/></svg>',
    '<table background="{}"><tr><td>a</td></tr></table>',
    '<base href="{}">',
    '<p title="a > b"><img alt="a > b" src="{}"></p>',
    '<img title=\'"\' alt=">" src="{}">',
    '<a title="<img "></a><img alt="" src="{}">',
    '<table><thead background="{}"></thead></table>',
    '<table><tr background="{}"><td>a</td></tr></table>',
    '<style>input[accept="image/*"] {{}} p {{ background: url({}) }} /* x */</style>',
    r"<style>p {{ background: u\rl({}) }}</style>",
    r"<style>@im\port '{}';</style>",
    r"<style>p {{ background: \75 rl({}) }}</style>",
    '<style>p {{ background: url("{}',
    '<style>p {{ --a: "{}"; background: image-set(var(--a) 1x) }}</style>',
    '<style>p {{ content: "a\nb; background: url({}) }}</style>',
    '<div><template shadowrootmode="open"><img alt="" src="{}"></template></div>',
    '<template><template title=">"><table><tr background="{}"></template></template>',
    '<svg><filter id="a"><feImage href="{}"/></filter></svg>',
    '<image src="{}">',
    '<svg><image><set attributeName="href" to="{}"/></image></svg>',
    '<svg><image><animate attributeName="href" values="a.png;{}"/></image></svg>',
    '<svg><g mask="url({})"/></svg>',
    "<svg><path marker-end=\"url('{}#a')\"/></svg>",
    '<svg><g cursor="url({}),auto"/></svg>',
    '<svg><g fill="&#117;rl({})"/></svg>',
    '<img alt="" src="&#1;{}">',
    '<link rel="compression-dictionary" href="{}">',
    '<link rel="prerender" href="{}">',
    '<object><param name="src" value="{}"></object>',
    '<meta http-equiv="&#114;efresh" content="0;url={}">',
    "<meta content='0;url={}' HTTP-EQUIV = refresh>",
    '<img alt="" src="a.png" attributionsrc="b {}">',
)
ADDRESSES = (
    "https://other.example/x",
    "http://other.example/x",
    "//other.example/x",
    "HTTPS://OTHER.EXAMPLE/x",
    "https:other.example/x",
    r"\\other.example\x",
    r"/\other.example/x",
    "https&#58;//other.example/x",
    "//user@other.example/x",
)


@pytest.mark.parametrize("html", FETCHING)
def test_whatever_is_fetched_from_another_host_is_seen(html: str) -> None:
    seen = look(html.format("https://other.example/x"))
    assert "other.example" in {host_of(address) for _, address in seen.fetched}


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_host_is_seen_however_its_address_is_written(address: str) -> None:
    seen = look(f'<img alt="" src="{address}">')
    assert {host_of(found) for _, found in seen.fetched} == {"other.example"}


@pytest.mark.parametrize(
    "html",
    [
        '<a href="https://other.example/">a</a>',
        '<link rel="canonical" href="https://other.example/">',
        '<link rel="alternate" hreflang="en" href="https://other.example/">',
        '<meta property="og:image" content="https://other.example/a.jpg">',
        '<meta http-equiv="refresh" content="30">',
        "<p>https://other.example/a.png and src=“//other.example”</p>",
        '<pre><code>&lt;img src="https://other.example/a.png"&gt;</code></pre>',
        '<!-- <img alt="" src="https://other.example/a.png"> -->',
        '<img alt="" src="/a.png" data-src="https://other.example/a.png">',
        '<q cite="https://other.example/">a</q>',
        "<style>p { color: red } /* url(https://other.example/) */</style>",
        '<a href="mailto:a@other.example">a</a>',
        "<style>@namespace svg url(https://other.example/svg);</style>",
        '<style>p { content: "url(https://other.example/a)" }</style>',
        '<style>p { quotes: "a" ,"//other.example" }</style>',
        '<svg xmlns="https://other.example/"><path fill="#08343b" d="M0 0"/></svg>',
        '<link rel="license" href="https://other.example/"><link rel="me author" href="//o.ex">',
    ],
)
def test_what_is_not_fetched_is_not_told(html: str) -> None:
    assert not any(host_of(address) for _, address in look(html).fetched)


@pytest.mark.parametrize(
    ("html", "kinds"),
    [
        ('<p style="color: red">a</p>', ["style"]),
        ("<style>p { color: red }</style>", ["style"]),
        ("<svg><style>path { fill: red }</style></svg>", ["style"]),
        ("<script>a()</script>", ["script"]),
        ('<script type="module">a()</script>', ["script"]),
        ('<script type="application/ld+json">{"a": "<img src=x>"}</script>', []),
        ('<b onclick="a()">a</b>', ["handler"]),
        ("<b\nONCLICK = 'a()'>a</b>", ["handler"]),
        ('<a href="javascript:a()">a</a>', ["handler"]),
        ("<p>one = 1, and style = 2</p>", []),
        ('<p class="on" data-once="1">content = 2</p>', []),
        ('<rect fill="red" stroke-width="2"/>', []),
    ],
)
def test_what_the_policy_refuses_is_seen(html: str, kinds: list[str]) -> None:
    assert [item.kind for item in look(html).dead] == kinds


def test_every_page_of_the_demo_is_read_at_a_glance_and_the_same_with_care(demo: Path) -> None:
    pages = [file.read_text("utf-8") for file in sorted(demo.rglob("*.html"))]
    plain = [html for html in pages if glance(html)]
    assert len(plain) > len(pages) * 0.95, "pages of ours are plainly written"
    for html in plain:
        quick, careful = glance(html), whole(html)
        assert quick is not None
        assert set(quick.fetched) == set(careful.fetched)
        assert set(quick.loaded) == set(careful.loaded)
        assert not careful.dead


TAGS = (
    "<img ", "<IMG\n", "<img/", "<script ", "<link rel=icon ", "<use ", "<form ", "<p ", "<a ",
    "<image ", "<svg><image ", "<meta ", "<svg><feImage ", "<template>", "<template ", "<set ",
    "<svg><set ", "<tr ", "<table><tr ", "<svg><g ", "<svg><style>", "<link ",
)  # fmt: skip
VALUES = (
    'src="//o.example"', "src=//o.example", "src='//o.example'", 'src="/a"', 'href="//o.example"',
    'action="//o.example"', 'alt=""', 'alt=">"', "alt='\"'", "title='<img '", 'title="<img "',
    "alt", 'src="/\\o.example"', 'src="https:o.example"', 'src="ht&#116;ps://o.example"',
    "onload=a()", 'background="//o.example"', 'http-equiv="refresh" content="0;url=//o.example"',
    'http-equiv="&#114;efresh"', 'content="0;//o.example"', 'http-equiv="content-security-policy"',
    'mask="url(//o.example)"', "fill=url(//o.example)", 'fill="#08343b"', "marker-end='url(//o'",
    'xlink:href="//o.example"', 'to="//o.example"', 'rel="prerender"', 'rel="license"',
    'src="&#1;//o.example"',
)  # fmt: skip
NOISE = (
    "",
    "",
    "",
    ">",
    '"',
    "'",
    "<!--",
    "-->",
    "<style>",
    "</style>",
    "<title>",
    "</title>",
    "<svg>",
    "</svg>",
    "<template>",
    "</template>",
    "<table>",
    "<",
)


def scrap(chance: random.Random) -> str:
    """Return HTML of a few tags, of which some are broken."""
    parts = []
    for _ in range(chance.randint(1, 4)):
        inner = " ".join(chance.choices(VALUES, k=chance.randint(0, 3)))
        parts += [chance.choice(NOISE), chance.choice(TAGS), inner, chance.choice(">>>/ ")]
    return "".join(parts)


def test_a_glance_misses_nothing_of_what_a_reader_with_care_finds() -> None:
    chance = random.Random(7)
    foreign = plain = 0
    for _ in range(20_000):
        html = scrap(chance)
        found, careful = glance(html), whole(html)
        hosts = {host_of(address) for _, address in careful.fetched} - {""}
        foreign += bool(hosts)
        plain += found is not None
        assert found is None or not (hosts or careful.dead), html
    assert foreign > 600
    assert plain > 300


def test_a_tag_of_interest_is_read_once_for_all_pages() -> None:
    fetches.of_token.cache_clear()
    for _ in range(3):
        glance('<img alt="" src="/a.png"><img alt="" src="/b.png">')
    assert fetches.of_token.cache_info().misses == 2


def test_a_declaration_of_many_strings_is_read_in_time() -> None:
    text = "p { background: image-set(" + '"a" 1x, ' * 20_000 + '"//o.example") }'
    begun = time.perf_counter()
    assert host_of(list(fetches.in_css(text))[-1]) == "o.example"
    assert time.perf_counter() - begun < 5
