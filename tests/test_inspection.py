"""A page that would load something from a host nobody listed is not published (decision 0017)."""

from __future__ import annotations

import random

import pytest

from megafono import fetches, inspection
from tests.plain import plain
from tests.scratch import SETTINGS, Scratch

FRAME = '<iframe title="T" src="https://www.youtube.com/embed/abc"></iframe>'
STYLED = '<span style="color: red">a</span>'


def noted(site: Scratch, body: str, more: str = "") -> Scratch:
    """Give a plain site one news item with a body."""
    plain(site, more)
    return site.write(f"-- content/news/a.it.md --\n---\ntitle: Notizia\n---\n{body}\n")


def test_a_page_with_an_unlisted_host_keeps_the_site_as_it_was(site: Scratch) -> None:
    noted(site, "Testo.").build()
    before = site.tree()
    site.edit("content/news/a.it.md", "Testo.", f"Testo.\n\n{FRAME}").build()
    assert not site.result or not site.result.is_published
    assert site.tree() == before
    (said,) = site.problems
    assert said.startswith("content/news/a.it.md:6:24: the page would load something from www.you")
    assert "::: video url=https://www.youtube.com/watch?v=abc" in said


def test_a_listed_host_is_loaded_from(site: Scratch) -> None:
    noted(site, FRAME, "hosts: [www.youtube.com]\n").build()
    assert site.problems == []
    assert "youtube.com/embed" in site.text("it/notizie/notizia/index.html")


def test_a_star_stands_for_all_hosts_below_one(site: Scratch) -> None:
    noted(site, FRAME, 'hosts: ["*.youtube.com"]\n').build()
    assert site.problems == []
    site.edit("content/news/a.it.md", "www.youtube.com", "youtube.com").build()
    assert len(site.problems) == 1


def test_the_own_host_is_no_other(site: Scratch) -> None:
    noted(site, '<img alt="" src="https://example.org/media/a.png">').build()
    assert site.problems == []


def test_hosts_that_are_taken_from_the_list_fail_the_next_build(site: Scratch) -> None:
    noted(site, FRAME, "hosts: [www.youtube.com]\n").build()
    assert site.problems == []
    site.edit("content/_site.yaml", "hosts: [www.youtube.com]\n", "").build()
    assert len(site.problems) == 1
    site.edit("content/_site.yaml", "theme: plain\n", "theme: plain\nhosts: [www.youtube.com]\n")
    assert site.build().problems == []


def test_an_error_stays_until_it_is_mended(site: Scratch) -> None:
    noted(site, FRAME)
    first = site.build().problems
    assert first and site.build().problems == first
    assert site.edit("content/news/a.it.md", FRAME, "Testo.").build().problems == []


def test_a_warning_is_told_at_every_build_and_by_the_short_road(site: Scratch) -> None:
    noted(site, STYLED).build()
    first = site.problems
    assert len(first) == 1 and first[0].startswith("content/news/a.it.md:4:7: ")
    assert site.build().problems == first
    site.edit("content/news/a.it.md", STYLED, f"Testo.\n\n{STYLED}").build()
    assert site.result is not None and site.result.known is None, "the short road was taken"
    assert [said[:26] for said in site.problems] == ["content/news/a.it.md:6:7: "]
    kept = site.problems
    assert site.build(clean=True).problems == kept
    assert site.edit("content/news/a.it.md", STYLED, "Fine.").build().problems == []


def test_the_short_road_leaves_an_error_to_a_whole_build(site: Scratch) -> None:
    noted(site, "Testo.").build()
    site.edit("content/news/a.it.md", "Testo.", FRAME).build()
    assert len(site.problems) == 1 and site.result is not None
    assert not site.result.is_published


def test_a_line_added_to_the_head_moves_the_place_of_a_warning(site: Scratch) -> None:
    noted(site, STYLED).build()
    site.edit("content/news/a.it.md", "title: Notizia\n", "title: Notizia\n\n").build()
    assert [said[:26] for said in site.problems] == ["content/news/a.it.md:5:7: "]


def test_what_a_template_loads_is_told_at_its_line(site: Scratch) -> None:
    noted(site, "Testo.")
    base = "themes/plain/templates/base.html"
    site.edit(base, "<title>", '<script src="https://stats.example.net/a.js"></script>\n<title>')
    site.build()
    (said,) = site.problems
    assert said.startswith(f"{base}:3:14: ") and "stats.example.net" in said


def test_what_a_style_sheet_or_a_drawing_loads_is_told_at_its_line(site: Scratch) -> None:
    noted(site, "Testo.")
    css = b"p { margin: 0 }\n@import url(https://fonts.example.net/css?a=b);\n"
    svg = (
        b'<svg xmlns="http://www.w3.org/2000/svg">\n<image href="//pics.example.net/a.png"/></svg>'
    )
    site.put("themes/plain/assets/a.css", css).put("content/news/a.svg", svg).build()
    assert [said.partition(": ")[0] for said in site.problems] == [
        "content/news/a.svg:2:14",
        "themes/plain/assets/a.css:2:13",
    ]


def test_a_drawing_that_names_a_style_sheet_of_others_is_told(site: Scratch) -> None:
    noted(site, "Testo.")
    svg = '<?xml-stylesheet href="https://css.example.net/a.css"?>\n<svg xmlns="{}"/>'
    site.put("content/news/a.svg", svg.format("http://www.w3.org/2000/svg").encode()).build()
    assert [said.partition(": ")[0] for said in site.problems] == ["content/news/a.svg:1:24"]


def test_a_page_that_a_plugin_makes_as_a_file_is_read_too(site: Scratch) -> None:
    noted(site, "Testo.")
    plain(site, plugins="[extra]")
    site.write("""
    -- plugins/extra.py --
    from megafono.plugin import File, Plugin

    def files(site):
        yield File(path="extra.html", make=make)

    def make(site):
        return '<img alt="" src="//pics.example.net/a.png">'

    plugin = Plugin(name="extra", files=(files,))
    """)
    site.build()
    (said,) = site.problems
    assert said.startswith("extra.html:1:1: ") and "pics.example.net" in said


def test_a_list_that_shows_the_beginning_of_a_text_blames_the_text(site: Scratch) -> None:
    site.put("content/_site.yaml", SETTINGS.encode())
    site.write(f"-- content/news/a.it.md --\n---\ntitle: Notizia\n---\nTesto {STYLED}.\n").build()
    assert [said[:27] for said in site.problems] == ["content/news/a.it.md:4:13: "]


def test_links_and_addresses_in_text_are_left_alone(site: Scratch) -> None:
    body = "Vedi [là](https://other.example/), https://other.example/b e `src=//other.example`."
    noted(site, body).build()
    assert site.problems == []


def test_a_table_with_aligned_columns_is_no_warning(site: Scratch) -> None:
    noted(site, "| a | b |\n|:-:|--:|\n| 1 | 2 |").build()
    assert site.problems == []


def test_after_each_edit_the_problems_are_those_of_a_clean_build(site: Scratch) -> None:
    noted(site, "Testo.").build()
    base, css = "themes/plain/templates/base.html", "themes/plain/assets/a.css"
    news, settings = "content/news/a.it.md", "content/_site.yaml"
    grown = f"/* {random.Random(1).randbytes(28_000).hex()} */".encode()
    edits = (
        lambda: site.edit(news, "Testo.", STYLED),
        lambda: site.edit(news, STYLED, f"{STYLED}\n\n{FRAME}"),
        lambda: site.edit(settings, "theme: plain", "hosts: [www.youtube.com]\ntheme: plain"),
        lambda: site.edit(news, "title: Notizia\n", "title: Notizia\nsummary: Breve.\n"),
        lambda: site.put(css, b"p { margin: 0 }"),
        lambda: site.edit(base, "<title>", '<link rel="stylesheet" href="/assets/a.css"><title>'),
        lambda: site.put(css, grown),
        lambda: site.edit(settings, "hosts: [www.youtube.com]", "budgets: {page: {kilobytes: 40}}"),
        lambda: site.edit(settings, "plain", "plain\nhosts: [www.youtube.com]"),
        lambda: site.put(css, b"@import '//fonts.example.net/a.css';"),
        lambda: site.put(css, b"p { margin: 0 }"),
        lambda: site.edit(news, STYLED, "Testo."),
    )
    told = []
    for edit in edits:
        edit().build()
        problems, tree = site.problems, site.tree()
        told.append(len(problems))
        assert site.build(clean=True).problems == problems
        assert site.tree() == tree
    assert told[-1] == 0 and told[-2] == 1 and max(told) > 2


@pytest.mark.parametrize("jobs", [1, 2])
def test_workers_tell_the_same(site: Scratch, jobs: int) -> None:
    noted(site, STYLED)
    for number in range(12):
        site.write(f"-- content/news/n{number}.it.md --\n---\ntitle: N{number}\n---\n{STYLED}\n")
    site.build(jobs=jobs)
    assert len(site.problems) == 13


def test_the_host_of_an_address_is_read_as_browsers_do() -> None:
    assert fetches.host_of(" https://A.example/x ") == "a.example"
    assert fetches.host_of("/a//b") == fetches.host_of("a/b:c") == fetches.host_of("#a") == ""
    assert fetches.host_of("/\t/a.example") == "a.example"
    assert fetches.host_of("mailto:a@b.example") == fetches.host_of("data:,//a") == ""


def test_an_address_that_also_stands_in_a_link_is_told_where_it_is_fetched(site: Scratch) -> None:
    link = "[a](https://evil.example/x.gif) <a href='//evil.example/x.gif'>a</a>"
    frame = '<iframe title="T" src="//evil.example/x.gif"></iframe>'
    noted(site, f"{link}\n\n{frame}\n\n{link}\n\n![](https://evil.example/x.gif)").build()
    assert [said.partition(": ")[0] for said in site.problems] == [
        "content/news/a.it.md:6:24",
        "content/news/a.it.md:10:5",
    ]


def test_hosts_in_any_letters_are_offered_and_listed_as_they_are_asked_for(site: Scratch) -> None:
    picture = '<img alt="" src="https://münchen.example/a.png">'
    noted(site, picture).build()
    (said,) = site.problems
    assert "from münchen.example" in said and "add “xn--mnchen-3ya.example” to “hosts”" in said
    noted(site, "", "hosts: [münchen.example]\n").build()
    assert "Write “xn--mnchen-3ya.example”." in site.problems[0]
    noted(site, picture, "hosts: [xn--mnchen-3ya.example]\n")
    assert site.build().problems == []


@pytest.mark.parametrize("host", ["localhost:8000", "[::1]", "intranet", "%65vil.example"])
def test_no_setting_is_offered_that_would_be_refused(site: Scratch, host: str) -> None:
    tags = f'<img alt="" src="//{host}/a"> <form action="//{host}/a"><button>V</button></form>'
    noted(site, f'{tags} <script src="//{host}/b"></script>').build()
    assert len(site.problems) == 3
    assert not any("hosts" in said for said in site.problems)


def test_long_addresses_are_cut_in_messages() -> None:
    assert inspection.shortened("a" * 60) == "a" * 60
    assert inspection.shortened("a" * 61) == "a" * 59 + "…"


def test_an_address_that_cannot_be_read_is_told_where_it_stands(site: Scratch) -> None:
    noted(site, '<iframe title="T" src="https://[x"></iframe> [a](https://[y)').build()
    (said,) = site.problems
    assert said.startswith("content/news/a.it.md:4:24: the page would load something from [x")
