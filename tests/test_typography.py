"""Typographic signs: the language's quotation marks, apostrophes, primes, dashes, ellipses."""

from __future__ import annotations

from random import Random

import pytest

from megafono.language import QUOTES
from megafono.typography import Signs, mended


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ('un "pane" fresco', "un «pane» fresco"),
        ('"Pane"', "«Pane»"),
        ('l\'"amico" e dell\'"altra"', "l’«amico» e dell’«altra»"),
        ("l'acqua dell'Africa", "l’acqua dell’Africa"),
        ("un po' di pane", "un po’ di pane"),
        ("E' vero", "E’ vero"),
        ("gli anni '90 e il '68", "gli anni ’90 e il ’68"),
        ("la 'ndrangheta e un po' di 'sto pane", "la ’ndrangheta e un po’ di ’sto pane"),
        ("le 'bufale' di ieri", "le “bufale” di ieri"),
        ("'Il po' che resta'", "“Il po’ che resta”"),
        ("ha detto: \"mi ha detto 'vieni' ieri\"", "ha detto: «mi ha detto “vieni” ieri»"),
        ('«mi ha detto "vieni" ieri»', "«mi ha detto “vieni” ieri»"),
        ('"a","b"', "«a»,«b»"),
        ('" ciao " disse', "« ciao » disse"),
        ('prenderci "cura":per questo', "prenderci «cura»:per questo"),
        ('("fra parentesi")', "(«fra parentesi»)"),
        ("Sant'Egidio, gia' visto", "Sant’Egidio, gia’ visto"),
    ],
)
def test_italian(written: str, meant: str) -> None:
    assert mended(written, QUOTES["it"]) == meant


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ('"Wells" are dug', "“Wells” are dug"),
        ("it's the students' work", "it’s the students’ work"),
        ("the '90s, rock 'n' roll, 'twas", "the ’90s, rock ’n’ roll, ’twas"),
        ("he said \"it's 'fine'\" and left", "he said “it’s ‘fine’” and left"),
        ("so called 'black box' services", "so called ‘black box’ services"),
        ("is 'to be open and free.' Then", "is ‘to be open and free.’ Then"),
        ('“he said "hi"”', "“he said ‘hi’”"),
        ('well-known "re-use"', "well-known “re-use”"),
    ],
)
def test_english(written: str, meant: str) -> None:
    assert mended(written, QUOTES["en"]) == meant


@pytest.mark.parametrize(
    ("lang", "written", "meant"),
    [
        ("fr", 'Il dit "bonjour"', "Il dit «\u202fbonjour\u202f»"),
        ("fr", "l'eau d'aujourd'hui", "l’eau d’aujourd’hui"),
        ("de", "\"Er sagt 'ja'\"", "„Er sagt ‚ja‘“"),
        ("es", 'el "agua"', "el «agua»"),
        ("ar", '"ماء"', "«ماء»"),
    ],
)
def test_other_languages(lang: str, written: str, meant: str) -> None:
    assert mended(written, QUOTES[lang]) == meant


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("42°37'34\" N", "42°37\u203234\u2033 N"),
        ('un monitor da 24"', "un monitor da 24\u2033"),
        ('"Agenda 2030"', "«Agenda 2030»"),
        ("5'000 franchi", "5’000 franchi"),
        ("aspetta...", "aspetta…"),
        ("[...]", "[…]"),
        ("..... ....", "..... ...."),
        ("bianco -- nero", "bianco – nero"),
        ("10--12 maggio", "10–12 maggio"),
        ("bianco---nero", "bianco—nero"),
        ("----- ------", "----- ------"),
        ("co-progettazione - oggi", "co-progettazione - oggi"),
        ("niente da fare", "niente da fare"),
    ],
)
def test_primes_dashes_and_ellipses(written: str, meant: str) -> None:
    assert mended(written, QUOTES["it"]) == meant


@pytest.mark.parametrize(
    "code", ['{% if a == "b" %}', '{{ post.date | date: "%B --- %Y..." }}', "{{ anni_dal('85') }}"]
)
def test_what_a_template_language_reads_is_left_as_it_is(code: str) -> None:
    assert mended(f'"x" {code} "y"', QUOTES["it"]) == f"«x» {code} «y»"


def test_a_quotation_goes_on_over_tags() -> None:
    signs = Signs(marks=QUOTES["it"])
    assert [signs.mended(run) for run in ('dice "', "ciao", '" e "', "poi", '".')] == [
        "dice «",
        "ciao",
        "» e «",
        "poi",
        "».",
    ]


def test_a_new_block_begins_with_nothing_open() -> None:
    signs = Signs(marks=QUOTES["it"])
    assert signs.mended('un "solo') == "un «solo"
    signs.begin()
    assert signs.mended('"altro" testo') == "«altro» testo"


def test_the_sign_before_a_run_decides() -> None:
    assert mended('"sì"', QUOTES["it"], "(") == "«sì»"
    assert mended("'acqua", QUOTES["it"], "l") == "’acqua"


def test_marks_that_open_as_they_close() -> None:
    assert mended("\"sida\" och 'ord'", "””’’") == "”sida” och ’ord’"


def test_calls_are_kept_up_to_their_own_end() -> None:
    text = "{{ a('b') }} 'c' {% d 'e' %} {{{ 'f' }}} {{ 'g' } }}"
    assert mended(text, QUOTES["it"]) == text.replace("'c'", "“c”")
    assert mended("{{ 'a' {{ 'b' }}", QUOTES["it"]) == "{{ “a” {{ 'b' }}"


class OneByOne(Signs):
    """Looks at each sign of a text, where `Signs` looks for those that may change."""

    def run(self, text: str) -> str:
        """Return a run of text without dots and dashes."""
        if '"' not in text and "'" not in text:
            return super().run(text)
        made = []
        for place, sign in enumerate(text):
            if sign == '"':
                sign = self.double(text[place + 1 : place + 2])
            elif sign == "'":
                sign = self.single(text, place)
            elif sign in (self.marks[0], self.marks[-3]):
                self.typed = max(0, self.typed + (1 if sign == self.marks[0] else -1))
            made.append(sign)
            self.last = sign[-1]
        return "".join(made)


@pytest.mark.parametrize("marks", sorted(set(QUOTES.values())))
def test_signs_are_as_if_each_were_looked_at(marks: str) -> None:
    dice = Random(3)
    pieces = ["'", '"', " ", "a", "è", "’", "5", "²", "sto", "n", "\n", "(", ",", *marks]
    fast, slow = Signs(marks=marks), OneByOne(marks=marks)
    for _ in range(4000):
        text = "".join(dice.choice(pieces) for _ in range(dice.randint(0, 9)))
        assert fast.mended(text) == slow.mended(text), text
        assert vars(fast) == vars(slow), text
        if dice.random() < 0.1:
            fast.begin()
            slow.begin()
