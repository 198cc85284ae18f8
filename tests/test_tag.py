"""Tags: cut apart, read, changed, closed where a writer forgot to."""

from __future__ import annotations

import random
import time

import pytest
from selectolax.lexbor import LexborHTMLParser

from megafono.tag import attributes, balanced, name_of, tokens, whole_tokens, with_values
from tests import fuzz


@pytest.mark.parametrize(
    "html",
    [
        '<a title="x > y" href=z>q</a>',
        "<p title='it\"s'>x</p>",
        "a < b <3 <",
        "<!-- <p> --><p>x</p>",
        '<script>if (a<b) write("<a href=\\"" + u + "\\">")</script>dopo',
        "<style>a>b{}</style><svg><path d='M'/></svg><iframe src=x><p></iframe >",
        "<script src=x/>",
        "{% if a < b %}<p>{{ x }}</p>",
        "<",
        "",
    ],
)
def test_tokens_are_the_whole_html(html: str) -> None:
    assert "".join(tokens(html)) == html


def test_tokens_are_the_same_whether_something_may_be_sealed() -> None:
    dice = random.Random(4)
    for _ in range(1000):
        html = fuzz.text(dice)
        assert [*tokens(html)] == [*whole_tokens(html)], html


def test_what_is_not_ours_to_read_is_one_token() -> None:
    script = '<script>write("<p>")</script>'
    assert list(tokens(f"a<b>{script}</b>")) == ["a", "<b>", script, "</b>"]


@pytest.mark.parametrize(
    ("token", "name"),
    [("<A href=x>", ("a", False)), ("</h2>", ("h2", True)), ("<!-- x -->", ("", False))],
)
def test_a_tag_has_a_name(token: str, name: tuple[str, bool]) -> None:
    assert name_of(token) == name


def test_attributes_are_read_however_they_are_quoted() -> None:
    token = """<img SRC='a.png' alt="R&amp;S = > x" width=10 data-src="b" hidden>"""
    assert attributes(token) == {
        "src": "a.png",
        "alt": "R&S = > x",
        "width": "10",
        "data-src": "b",
    }


def test_attributes_are_set_where_they_stand() -> None:
    assert with_values('<img src="a" alt="x">', {"src": "/b"}) == '<img src="/b" alt="x">'
    assert with_values("<img alt=x data-src=a/>", {"src": 'b"c'}) == (
        '<img alt=x data-src=a src="b&quot;c"/>'
    )
    assert with_values('<a data-href="y" href="x" class="z">', {"href": None}) == (
        '<a data-href="y" class="z">'
    )
    assert with_values("<a>", {"href": None}) == "<a>"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("<p>niente da fare</p>", "<p>niente da fare</p>"),
        ("<div><p>a</p>", "<div><p>a</p></div>"),
        ("<p>a</p></div></section>b", "<p>a</p>b"),
        ("<b><i>x</b></i>", "<b><i>x</i></b>"),
        ("<ul><li>a<li>b<ul><li>c</ul></ul>", "<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>"),
        (
            "<table><tr><td>a<td>b<tr><th>c</table>",
            "<table><tr><td>a</td><td>b</td></tr><tr><th>c</th></tr></table>",
        ),
        ("<dl><dt>a<dd>b<dt>c</dl>", "<dl><dt>a</dt><dd>b</dd><dt>c</dt></dl>"),
        ("<p>a<div>b</div>c</p>", "<p>a</p><div>b</div>c"),
        ("<p>a<table><tr><td><p>b</table>", "<p>a</p><table><tr><td><p>b</p></td></tr></table>"),
        ("a</br>b</p>", "a<br>b"),
        ('<i class="x" /><div/>a', '<i class="x"></i><div></div>a'),
        ("<br/><hr><img src=x>", "<br/><hr><img src=x>"),
        ("<iframe src=x>", "<iframe src=x></iframe>"),
        ("<p></p><p> \n</p><p>a</p>", "<p>a</p>"),
        ("<p><link rel=stylesheet href=x></p>", "<link rel=stylesheet href=x>"),
        (
            "<select><option>a<option>b</select>",
            "<select><option>a</option><option>b</option></select>",
        ),
        ('<p>a <a href="x</p>', '<p>a &lt;a href="x</p>'),
        ('<p>a <a href="x></a></p>', '<p>a &lt;a href="x></p>'),
        ("<p>a <!-- b</p>c", "<p>a &lt;!-- b</p>c"),
        ("1 < 2", "1 &lt; 2"),
        ("<custom-tag>a", "<custom-tag>a</custom-tag>"),
    ],
)
def test_every_element_is_closed_inside_the_one_it_began_in(written: str, meant: str) -> None:
    assert balanced(written) == meant


def test_what_belongs_to_a_whole_page_is_left_out() -> None:
    page = '<!DOCTYPE html><html><head><meta charset="x"><base href="/"><title>T</title></head>'
    assert balanced(f"{page}<body><p>x</p></body></html>") == "<p>x</p>"


@pytest.mark.parametrize(
    "html",
    [
        '<script>document.write("<div><p>")</script>',
        "<style>p>a{}</style>",
        "<svg><title>T</title><path/></svg>",
        "<!-- <div> --><p>x</p>",
        "<textarea><b></textarea>",
    ],
)
def test_what_is_not_ours_to_read_is_not_touched(html: str) -> None:
    assert balanced(html) == html


def test_a_block_is_a_wall() -> None:
    assert balanced("<div><!--begin 0--><b>x</div><!--end 0-->y</div>") == (
        "<div><!--begin 0--><b>x</b><!--end 0-->y</div>"
    )
    assert balanced("<!--end 0--><p>x") == "<!--end 0--><p>x</p>"


@pytest.mark.parametrize(
    "html", ['<a "' * 20_000, "<div>" * 20_000 + "</b>" * 5_000, "<p><td>" * 9_000]
)
def test_hostile_html_takes_no_time(html: str) -> None:
    start = time.process_time()
    balanced(html)
    assert time.process_time() - start < 3


PIECES = [
    "<div>", "</div>", "<p>", "</p>", "<b>", "</b>", "<ul>", "<li>", "</ul>", "<table>", "<tr>",
    "<td>", "</table>", "<iframe src=x>", "</iframe>", "<script>x</script>", "</script>",
    "<svg><path/></svg>", "<a href=\"", "<a href='x'>", "</a>", "<!--", "-->", "<br/>", "</br>",
    "<!--begin 0-->", "<!--end 0-->", "<h2>", "</h2>", "<center>", "testo", "<", '"', "<i/>",
]  # fmt: skip


def test_no_mistake_reaches_the_page_around() -> None:
    chance = random.Random(20261122)
    for _ in range(3000):
        html = " ".join(chance.choices(PIECES, k=chance.randrange(1, 12)))
        page = LexborHTMLParser(
            f'<main><div id="body">{balanced(html)}</div><p id="after"></p></main>'
        )
        for name in ("#body", "#after"):
            found = page.css_first(name)
            assert found is not None and found.parent is not None, html
            assert found.parent.tag == "main", html
