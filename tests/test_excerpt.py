"""The beginning of a text, cut after some words so that it still reads well (C5)."""

from __future__ import annotations

import pytest

from megafono.excerpt import cut, plain

VISIT = "Si avvia a conclusione la visita di una delegazione del Senegal"


def test_a_text_is_cut_after_some_words() -> None:
    assert cut(VISIT, 8) == "Si avvia a conclusione la visita di una…"


@pytest.mark.parametrize("words", [11, 12, 100])
def test_a_text_that_fits_is_whole(words: int) -> None:
    assert cut(VISIT, words) == VISIT


@pytest.mark.parametrize(
    ("html", "words", "meant"),
    [
        ("la <em>visita</em> di oggi", 2, "la <em>visita…</em>"),
        ("la <em>visita</em> di oggi", 1, "la…"),
        ("<strong>a <em>b c</em> d</strong>", 2, "<strong>a <em>b…</em></strong>"),
        ("<b>uno</b> <i>due</i> tre", 2, "<b>uno</b> <i>due…</i>"),
        ('<span lang="es">uno dos tres</span>', 2, '<span lang="es">uno dos…</span>'),
        ("uno<br>due tre", 2, "uno<br> due…"),
        ("uno <!-- due --> tre", 1, "uno…"),
        ("<b>uno</i> due</b> tre", 2, "<b>uno</i> due…</b>"),
    ],
)
def test_the_markup_stays_balanced(html: str, words: int, meant: str) -> None:
    assert cut(html, words) == meant


@pytest.mark.parametrize(
    ("html", "words", "meant"),
    [
        ("<em>par</em>ola intera", 1, "<em>par</em>ola…"),
        ("caff&egrave; buono", 1, "caff&egrave;…"),
        ("R&amp;S &amp; sviluppo oggi", 2, "R&amp;S &amp; sviluppo…"),
        ("la visita dell’acqua di oggi", 3, "la visita dell’acqua…"),
        ("la visita dell’<b>acqua</b> di oggi", 3, "la visita dell’<b>acqua…</b>"),
        ("la visita dell’ acqua di oggi", 3, "la visita dell’ acqua…"),
        ("un po’ di pane", 2, "un po’ di…"),
        ("1 &lt; 2 e 3", 2, "1 &lt; 2…"),
    ],
)
def test_never_inside_a_word_or_an_entity_nor_after_an_apostrophe(
    html: str, words: int, meant: str
) -> None:
    assert cut(html, words) == meant


@pytest.mark.parametrize(
    ("html", "meant"),
    [
        ("Bene, poi male", "Bene…"),
        ("Fine. Altro", "Fine…"),
        ("Bene: – poi", "Bene…"),
        ("via… Altro", "via…"),
        ("Davvero? Sì", "Davvero?…"),
        ("«Bene» poi", "«Bene»…"),
    ],
)
def test_there_is_one_ellipsis_and_no_stop_before_it(html: str, meant: str) -> None:
    assert cut(html, 1) == meant


def test_links_and_notes_are_taken_out() -> None:
    note = '<sup id="fnref:1"><a class="footnote-ref" href="#fn:1">1</a></sup>'
    assert cut(f'vedi <a href="/x/">qui{note}</a> ora', 2) == "vedi qui…"
    assert cut(f'vedi <a href="/x/">qui{note}</a> ora', 9) == "vedi qui ora"


def test_dashes_are_no_words() -> None:
    assert cut("uno – due – tre", 2) == "uno – due…"


def test_nothing_stays_nothing() -> None:
    assert cut("", 5) == ""


def test_plain_text_has_no_tags_no_entities_and_no_notes() -> None:
    note = '<sup id="fnref:1"><a class="footnote-ref" href="#fn:1">1</a></sup>'
    assert plain(f"Caff&egrave;\n <em>e</em> R&amp;S{note} ") == "Caffè e R&S"
