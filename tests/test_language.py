"""Dates, numbers, money, sizes and plurals, as each language writes them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from megafono import language, source
from megafono.language import Words
from tests.scratch import said

DAY = date(2026, 5, 12)
NARROW = "\u202f"
HARD = "\u00a0"


@pytest.mark.parametrize(
    ("lang", "style", "expected"),
    [
        ("it", "long", "12 maggio 2026"),
        ("en", "long", "12 May 2026"),
        ("it", "short", "12/05/26"),
        ("en", "short", "12/05/2026"),
        ("it", "month", "maggio 2026"),
        ("en", "month", "May 2026"),
        ("de", "long", "12. Mai 2026"),
        ("pt-BR", "long", "12 de maio de 2026"),
    ],
)
def test_a_day_is_in_words(lang: str, style: str, expected: str) -> None:
    assert language.format_date(DAY, lang, style) == expected


def test_a_time_has_twenty_four_hours() -> None:
    moment = datetime(2026, 5, 12, 18, 30)
    assert language.format_time(moment, "it") == language.format_time(moment, "en") == "18:30"


@pytest.mark.parametrize(
    ("lang", "value", "expected"),
    [
        ("it", 12500, "12.500"),
        ("en", 12500, "12,500"),
        ("it", Decimal("1234.5"), "1.234,5"),
        ("fr", 12500, f"12{NARROW}500"),
        ("it", 0, "0"),
        ("it", -3, "-3"),
    ],
)
def test_a_number_has_the_signs_of_its_language(
    lang: str, value: Decimal | int, expected: str
) -> None:
    assert language.format_number(value, lang) == expected


@pytest.mark.parametrize(
    ("lang", "value", "currency", "expected"),
    [
        ("it", Decimal(120000), "EUR", f"120.000{HARD}€"),
        ("it", Decimal("120000.5"), "EUR", f"120.000,50{HARD}€"),
        ("en", Decimal(120000), "EUR", "€120,000"),
        ("en", Decimal("0.99"), "USD", "US$0.99"),
        ("it", Decimal(5), "CHF", f"5{HARD}CHF"),
        ("de", Decimal(1200), "EUR", f"1.200{HARD}€"),
    ],
)
def test_money_has_cents_only_where_there_are_some(
    lang: str, value: Decimal, currency: str, expected: str
) -> None:
    assert language.format_money(value, currency, lang) == expected


def test_a_part_of_a_hundred_has_its_sign() -> None:
    assert language.format_percent(Decimal(40), "it") == "40%"
    assert language.format_percent(40, "fr") == f"40{HARD}%"


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        (0, "1 kB"),
        (1, "1 kB"),
        (84_400, "84 kB"),
        (999_400, "999 kB"),
        (999_600, "1 MB"),
        (1_000_000, "1 MB"),
        (1_234_567, "1,2 MB"),
        (1_250_000_000, "1.250 MB"),
    ],
)
def test_a_size_is_in_thousands_of_bytes(size: int, expected: str) -> None:
    assert language.format_size(size, "it") == expected


def catalog(folder: Path, lang: str, text: str) -> tuple[Words, list[str]]:
    """Return the words of a catalog and what is wrong with it."""
    file = folder / f"{lang}.po"
    file.write_text(text, "utf-8")
    words, problems = language.words(lang, source.source(f"i18n/{lang}.po", file, {}))
    return words, [said(problem) for problem in problems]


ARABIC = """\
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : "
"n%100>=3 && n%100<=10 ? 3 : n%100>=11 && n%100<=99 ? 4 : 5);\\n"

msgid "one project"
msgid_plural "%(num)s projects"
msgstr[0] "صفر"
msgstr[1] "واحد"
msgstr[2] "اثنان"
msgstr[3] "قليل"
msgstr[4] "كثير"
msgstr[5] "آخر"
"""


@pytest.mark.parametrize(
    ("number", "form"),
    [(0, "صفر"), (1, "واحد"), (2, "اثنان"), (3, "قليل"), (10, "قليل"), (103, "قليل"), (11, "كثير"),
     (99, "كثير"), (100, "آخر"), (102, "آخر")],
)  # fmt: skip
def test_arabic_has_six_forms(tmp_path: Path, number: int, form: str) -> None:
    words, problems = catalog(tmp_path, "ar", ARABIC)
    assert problems == []
    assert words.find_plural("one project", number) == form


UNCHANGED = frozenset(
    {"%(num)s planned", "%(num)s under way", "%(num)s completed", "%(num)s suspended"}
    | {"%(num)s cancelled"}
)
"""What agrees with no number in English, and in part in Italian."""


def test_italian_and_english_have_two_forms() -> None:
    for lang in ("it", "en"):
        file = source.shipped() / "i18n" / f"{lang}.po"
        words, problems = language.words(lang, source.source(f"i18n/{lang}.po", file, {}))
        assert not problems
        for one, context in [(key[1], key[0]) for key in words.plurals]:
            forms = [words.find_plural(one, number, context) for number in (1, 0, 2, 21, 1_000_000)]
            assert len(set(forms[1:])) == 1
            assert forms[0] != forms[1] or one in UNCHANGED


WORDS = """\
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"

msgid "Search"
msgstr "Cerca"

msgctxt "address"
msgid "search"
msgstr "cerca"

#, fuzzy
msgid "Home"
msgstr "Casa"

msgid "News"
msgstr ""
"""


def test_words_are_told_apart_by_their_context(tmp_path: Path) -> None:
    words, _ = catalog(tmp_path, "it", WORDS)
    assert words.find("Search") == "Cerca" and words.find("search", "address") == "cerca"
    assert words.find("search") is None and words.text("search") == "search"


def test_words_that_are_doubtful_or_missing_are_left_out(tmp_path: Path) -> None:
    words, _ = catalog(tmp_path, "it", WORDS)
    assert words.find("Home") is None and words.find("News") is None


def test_the_sites_own_words_come_first(tmp_path: Path) -> None:
    file = tmp_path / "it.po"
    file.write_text(WORDS, "utf-8")
    own = {"Search": "Trova"}
    words, _ = language.words("it", source.source("i18n/it.po", file, {}), own)
    assert words.find("Search") == "Trova" and words.find("search", "address") == "cerca"


@pytest.mark.parametrize("text", ['msgid "a', "nonsense\n"])
def test_a_broken_catalog_is_a_problem_of_its_file(tmp_path: Path, text: str) -> None:
    _, problems = catalog(tmp_path, "it", text)
    assert len(problems) == 1
    assert problems[0].startswith("i18n/it.po:1:1: the catalog cannot be read")


@pytest.mark.parametrize(
    ("code", "name", "direction"),
    [
        ("it", "Italiano", "ltr"),
        ("fr", "Français", "ltr"),
        ("ar", "العربية", "rtl"),
        ("he", "עברית", "rtl"),
    ],
)
def test_a_language_has_its_own_name_and_direction(code: str, name: str, direction: str) -> None:
    found = language.language(code)
    assert (found.name, found.direction, str(found)) == (name, direction, code)


def test_a_text_is_in_the_language_asked_for_or_in_the_first_that_has_it() -> None:
    texts = {"en": "Wells", "it": "Pozzi"}
    assert language.local(texts, "it", ["it", "en"]) == "Pozzi"
    assert language.local(texts, "fr", ["it", "en"]) == "Pozzi"
    assert language.local(texts, "fr", []) == "Wells"
    assert language.local("Pozzi", "fr") == "Pozzi"
    assert language.local({}, "it") == ""


def test_places_have_the_names_that_cldr_gives() -> None:
    assert language.territory("XK", "it") == "Kosovo"
    assert language.territory("150", "en") == "Europe"
    assert language.territory("QQ", "it") is None
