"""Strings, plurals, dates, numbers and names, as each language writes them.

Words come from gettext catalogs (`i18n/LANG.po`) read through Babel; all the rest is Unicode CLDR.
"""

from __future__ import annotations

import gettext
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache, lru_cache
from io import BytesIO
from typing import Any, Literal

from babel import Locale, dates, numbers
from babel.messages.pofile import PoFileError, read_po

from megafono.model import Language, LocalText, Source
from megafono.problem import Problem, message

QUOTES = {
    "it": "«»“”",
    "en": "“”‘’",
    "fr": "«\u202f\u202f»“”",
    "es": "«»“”",
    "pt": "«»“”",
    "de": "„“‚‘",
    "ar": "«»‹›",
}
"""Outer and inner quotation marks by language; French has a narrow space inside its outer ones."""

FORMATTING = {"en": "en_GB"}
"""Whose habits a bare code follows: day before month in English, as the world outside the US."""


@cache
def locale(code: str) -> Locale:
    """Return the CLDR locale that a language code follows."""
    return Locale.parse(FORMATTING.get(code, code.replace("-", "_")))


@cache
def language(code: str) -> Language:
    """Return a language by its code, with its name in itself."""
    found = Locale.parse(code, sep="-")
    name = found.get_display_name() or code
    direction: Literal["ltr", "rtl"] = "rtl" if found.text_direction == "rtl" else "ltr"
    return Language(code=code, name=name[:1].upper() + name[1:], direction=direction)


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The interface of one language: `(context, msgid)` -> text, or one text per plural form."""

    lang: str
    singles: Mapping[tuple[str, str], str]
    plurals: Mapping[tuple[str, str], tuple[str, ...]]
    plural_form: Callable[[int], int]
    is_whole: bool = True

    def find(self, text: str, context: str = "") -> str | None:
        """Return the text in this language, or None where the catalog has none."""
        return self.singles.get((context, text))

    def text(self, text: str, /, context: str = "") -> str:
        """Return the text in this language, or as it is."""
        return self.singles.get((context, text)) or text

    def find_plural(self, one: str, number: int, context: str = "") -> str | None:
        """Return the form that goes with `number`, or None where the catalog has none."""
        forms = self.plurals.get((context, one))
        return forms[min(self.plural_form(number), len(forms) - 1)] if forms else None


def english_plural(number: int) -> int:
    """Return 0 for one, 1 for any other number."""
    return int(number != 1)


def words(
    lang: str, source: Source | None, own: Mapping[str, str] | None = None
) -> tuple[Words, tuple[Problem, ...]]:
    """Read a catalog; `own` are words of the site's settings: they take the place of its, in
    every context, and add to them.

    Entries marked fuzzy, or not translated, are left out.
    """
    singles: dict[tuple[str, str], str] = {}
    plurals: dict[tuple[str, str], tuple[str, ...]] = {}
    plural_form: Callable[[int], int] = english_plural
    problems = []
    if source is not None:
        try:
            catalog = read_po(
                BytesIO(source.read()), locale=lang.replace("-", "_"), abort_invalid=True
            )
            plural_form = gettext.c2py(catalog.plural_expr)
            for item in catalog:
                add(item, singles, plurals)
        except (PoFileError, ValueError, UnicodeDecodeError) as error:
            what = message("the catalog cannot be read: {why}", why=str(error))
            hint = message("Save it as UTF-8, with an editor for such files, as Poedit.")
            problems.append(Problem(message=what, path=source.path, hint=hint))
    singles |= {place: own[place[1]] for place in singles if own and place[1] in own}
    singles |= {("", msgid): text for msgid, text in (own or {}).items()}
    found = Words(
        lang=lang,
        singles=singles,
        plurals=plurals,
        plural_form=plural_form,
        is_whole=not problems,
    )
    return found, tuple(problems)


def add(item: Any, singles: dict[Any, str], plurals: dict[Any, tuple[str, ...]]) -> None:
    """Put one entry of a catalog where it belongs, if it is translated."""
    context = item.context or ""
    if not item.id or item.fuzzy:
        return
    if isinstance(item.id, tuple):
        if all(item.string):
            plurals[context, item.id[0]] = tuple(item.string)
    elif item.string:
        singles[context, item.id] = str(item.string)


@lru_cache(maxsize=16384, typed=True)
def format_date(value: date, lang: str, style: str = "long") -> str:
    """Return a day in words: `long` 12 maggio 2026, `short` 12/05/2026, `month` maggio 2026."""
    if style == "month":
        return dates.format_skeleton("yMMMM", value, locale=locale(lang))
    if style == "short":
        return dates.format_date(value, "short", locale=locale(lang))
    return dates.format_date(value, style, locale=locale(lang))


def format_time(value: datetime, lang: str) -> str:
    """Return the time of a moment: 18:30."""
    return dates.format_time(value, "short", locale=locale(lang))


@lru_cache(maxsize=16384, typed=True)
def format_number(value: int | float | Decimal, lang: str) -> str:
    """Return a number: 12.500."""
    return numbers.format_decimal(value, locale=locale(lang))


@lru_cache(maxsize=16384, typed=True)
def format_percent(value: int | float | Decimal, lang: str) -> str:
    """Return a part of 100: `40` is 40%."""
    return numbers.format_percent(Decimal(value) / 100, locale=locale(lang))


@lru_cache(maxsize=16384, typed=True)
def format_money(value: int | float | Decimal, currency: str, lang: str) -> str:
    """Return an amount of money, with cents only where there are some: 120.000 €."""
    digits = None if value == int(value) else 2
    pattern = locale(lang).currency_formats["standard"].pattern
    if digits is None:
        pattern = pattern.replace(".00", "")
    return numbers.format_currency(
        value, currency, format=pattern, locale=locale(lang), currency_digits=False
    )


def format_size(size: int, lang: str) -> str:
    """Return a number of bytes as people read it: 84 kB, 1,2 MB (thousands, as SI has them)."""
    if size < 999_500:  # what rounds to 1,000 kB is 1 MB
        return f"{format_number(max(1, round(size / 1000)), lang)} kB"
    return f"{format_number(round(Decimal(size) / 1_000_000, 1), lang)} MB"


def local(value: LocalText, lang: str, languages: Iterable[str] = ()) -> str:
    """Return a text in a language; where it has none, in the first of `languages` that it has."""
    if not isinstance(value, Mapping):
        return str(value)
    for code in (lang, *languages):
        if code in value:
            return str(value[code])
    return str(next(iter(value.values()), ""))


def territory(code: str, lang: str) -> str | None:
    """Return CLDR's name of a country (ISO alpha-2, XK) or region (UN M49)."""
    return locale(lang).territories.get(code)
