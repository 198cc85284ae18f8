"""The Markdown that people write, where Python-Markdown alone would leave its signs in the text."""

from __future__ import annotations

import re

import markdown
import pytest

from megafono.dialect import Dialect

EXTENSIONS = ["tables", "attr_list", "def_list", "fenced_code", "sane_lists", "md_in_html", "toc"]


def html(text: str) -> str:
    """Return the HTML of some Markdown, without ends of lines between its tags."""
    made = markdown.markdown(text, output_format="html", extensions=[*EXTENSIONS, Dialect()])
    return re.sub(r">\n+<", "><", made)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Servono:\n- acqua\n- pane", "<p>Servono:</p><ul><li>acqua</li><li>pane</li></ul>"),
        ("Servono:\n* acqua\n* pane", "<p>Servono:</p><ul><li>acqua</li><li>pane</li></ul>"),
        ("Servono:\n1. acqua\n2. pane", "<p>Servono:</p><ol><li>acqua</li><li>pane</li></ol>"),
        ("- uno\n- due\n\nFine", "<ul><li>uno</li><li>due</li></ul><p>Fine</p>"),
        (
            "> Servono:\n> - acqua",
            "<blockquote><p>Servono:</p><ul><li>acqua</li></ul></blockquote>",
        ),
        ("1. A\n- b\n2. C", "<ol><li>A<ul><li>b</li></ul></li><li>C</li></ol>"),
    ],
)
def test_a_list_may_begin_below_a_line_of_text(written: str, meant: str) -> None:
    assert html(written) == meant


@pytest.mark.parametrize(
    "text", ["Tel.\n+ 39 059", "Nel\n2016. Poi", "Uno\n-due", "Uno\n-- due --", "Dal\n5. maggio"]
)
def test_what_only_looks_like_a_list_stays_text(text: str) -> None:
    assert html(text) == f"<p>{text}</p>"


NESTED = "<ul><li>a<ul><li>b<ul><li>c</li></ul></li></ul></li><li>d</li></ul>"


@pytest.mark.parametrize("step", [2, 3, 4])
def test_lists_are_nested_by_two_spaces_or_more(step: int) -> None:
    assert html(f"- a\n{' ' * step}- b\n{' ' * step * 2}- c\n- d") == NESTED


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("1. a\n   - b\n2. c", "<ol><li>a<ul><li>b</li></ul></li><li>c</li></ol>"),
        ("  - a\n  - b", "<ul><li>a</li><li>b</li></ul>"),
        (
            "- a\n  - b\n    ancora\n- c",
            "<ul><li>a<ul><li>b\nancora</li></ul></li><li>c</li></ul>",
        ),
        (
            "- a\n  - b\n\n  Sotto a\n\nFine",
            "<ul><li><p>a</p><ul><li>b</li></ul><p>Sotto a</p></li></ul><p>Fine</p>",
        ),
        (
            "1. a\n   - b\n\n         codice: x\n           - y",
            "<ol><li>a<ul><li>b<pre><code>codice: x\n  - y\n</code></pre></li></ul></li></ol>",
        ),
        ("- a\n  - b\n\nTesto\n\n    codice\n      - x", None),
        ("* * *\n- a\n  - b", "<hr><ul><li>a<ul><li>b</li></ul></li></ul>"),
    ],
)
def test_what_is_around_nested_lists_keeps_its_place(written: str, meant: str | None) -> None:
    meant = meant or (
        "<ul><li>a<ul><li>b</li></ul></li></ul><p>Testo</p><pre><code>codice\n  - x\n</code></pre>"
    )
    assert html(written) == meant


def test_a_number_may_have_a_bracket() -> None:
    assert html("1) uno\n2) due") == "<ol><li>uno</li><li>due</li></ol>"
    assert html("3. tre\n4. quattro") == '<ol start="3"><li>tre</li><li>quattro</li></ol>'


def test_a_year_is_no_number_of_a_list() -> None:
    assert html("1985. Si comincia.") == "<p>1985. Si comincia.</p>"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("##Titolo", '<h2 id="titolo">Titolo</h2>'),
        ("##Titolo##", '<h2 id="titolo">Titolo</h2>'),
        ("### Titolo ###", '<h3 id="titolo">Titolo</h3>'),
        ("# Titolo", '<h1 id="titolo">Titolo</h1>'),
        ("Testo\n## Titolo\nTesto", '<p>Testo</p><h2 id="titolo">Titolo</h2><p>Testo</p>'),
        ("#terremoto #giorno7\ntesto", "<p>#terremoto #giorno7\ntesto</p>"),
        ("#1 in classifica", "<p>#1 in classifica</p>"),
    ],
)
def test_headings_and_hashtags(written: str, meant: str) -> None:
    assert html(written) == meant


TABLE = "A | B\n--|--\n1 | 2"
CELLS = (
    "<thead><tr><th>A</th><th>B</th></tr></thead>"
    "<tbody><tr><td>1</td><td>2</td></tr></tbody></table>"
)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (f"Tabella:\n{TABLE}", f"<p>Tabella:</p><table>{CELLS}"),
        (f"{{: .larga #dati}}\n{TABLE}", f'<table class="larga" id="dati">{CELLS}'),
        (f"{TABLE}\n{{: .larga}}", f'<table class="larga">{CELLS}'),
        ("{: .x}\nUno\ndue", '<p class="x">Uno\ndue</p>'),
        ("{:.x}\n- a", '<ul class="x"><li>a</li></ul>'),
        ("Uno\n{: .x }", '<p class="x">Uno</p>'),
        ("## T\n{: .x #y}\nUno", '<h2 class="x" id="y">T</h2><p>Uno</p>'),
        ("Uno\n\n{: .x}\n\nDue", "<p>Uno</p><p>Due</p>"),
        ("![x](a.png){:height='100'}", '<p><img alt="x" height="100" src="a.png"></p>'),
    ],
)
def test_attribute_lists_on_a_line_of_their_own(written: str, meant: str) -> None:
    assert html(written) == meant


@pytest.mark.parametrize("line", ["* indice\n{:toc}", "1. TOC\n{: toc .x}", "[TOC]"])
def test_kramdowns_table_of_contents(line: str) -> None:
    made = html(f"{line}\n\n## Uno\n\n## Due")
    assert made.startswith(
        '<div class="toc"><ul><li><a href="#uno">Uno</a></li><li><a href="#due">Due</a></li></ul>'
    )


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Testo\n{% endfor %}", "<p>Testo\n{% endfor %}</p>"),
        ("**Da**{{ x }} e", "<p><strong>Da</strong>{{ x }} e</p>"),
        ("## T {% raw %}", '<h2 id="t-raw">T {% raw %}</h2>'),
        ("- a\n  {% if x %}", "<ul><li>a\n  {% if x %}</li></ul>"),
        (
            "{% for x in y %}\n  <div>\n{{ x }}\n</div>",
            "<p>{% for x in y %}</p><div>\n{{ x }}\n</div>",
        ),
    ],
)
def test_tags_of_liquid_stay_text(written: str, meant: str) -> None:
    assert html(written) == meant


def test_tags_of_liquid_end_no_cell() -> None:
    made = html("A | B\n--|--\n{{ x | date: '%d' }} | {% if a | b %}")
    assert "<td>{{ x | date: '%d' }}</td><td>{% if a | b %}</td>" in made
    assert html("solo {{ x | y }}") == "<p>solo {{ x | y }}</p>"


@pytest.mark.parametrize(
    ("written", "frame"),
    [
        ("<iframe src=x>", "<iframe src=x></iframe>"),
        ("<iframe src=x />", "<iframe src=x></iframe>"),
        ("<iframe src=x></iframe>", "<iframe src=x></iframe>"),
        ("<iframe src=x><a>y</a></iframe>", "<iframe src=x><a>y</a></iframe>"),
    ],
)
def test_a_frame_that_is_not_closed_does_not_swallow_the_page(written: str, frame: str) -> None:
    assert html(f"{written}\n\nDopo **tutto**") == f"{frame}<p>Dopo <strong>tutto</strong></p>"


def test_code_is_left_alone() -> None:
    code = "- a\n  - b\n{: .x}\n#tag\nA | B\n--|--\n{{ x | y }} | 1\n<iframe>"
    assert code.replace("<", "&lt;").replace(">", "&gt;") in html(f"```\n{code}\n```")
