"""Stems and stop words. Python is the only stemmer: the browser looks forms up.

The original spelling is stemmed and then folded, because the endings that a stemmer knows bear
accents (`città`, `attività`). So one form may lead to several stems.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

import snowballstemmer

from .tokens import fold, spellings

# Language code -> algorithm of Snowball (https://snowballstem.org/algorithms/). A language that
# is not here is searched by whole words and their beginnings.
ALGORITHMS = {
    "ar": "arabic",
    "ca": "catalan",
    "cs": "czech",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "eo": "esperanto",
    "es": "spanish",
    "et": "estonian",
    "eu": "basque",
    "fa": "persian",
    "fi": "finnish",
    "fr": "french",
    "ga": "irish",
    "hi": "hindi",
    "hu": "hungarian",
    "hy": "armenian",
    "id": "indonesian",
    "it": "italian",
    "lt": "lithuanian",
    "nb": "norwegian",
    "ne": "nepali",
    "nl": "dutch",
    "no": "norwegian",
    "pl": "polish",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sr": "serbian",
    "sv": "swedish",
    "ta": "tamil",
    "tr": "turkish",
}

# Words left out of summaries and bodies, as folded forms. Only what says nothing anywhere: «chi»
# and «perché» are in titles people look for, so they stay.
ITALIAN = """
a ad agli ai al all alla alle allo c che ci col con d da dagli dai dal dall dalla dalle dallo degli
dei del dell della delle dello di e ed fra gli ha hai hanno ho i il in l la le li lo ma ne negli nei
nel nell nella nelle nello o per se si su sugli sui sul sull sulla sulle sullo tra un una uno
"""
ENGLISH = """
a an and are as at be been but by for from had has have he her his i if in into is it its of on or
s she so t than that the their them then there these they this those to was were will with you
"""
STOP_WORDS = {"it": frozenset(ITALIAN.split()), "en": frozenset(ENGLISH.split())}


def stop_words(lang: str) -> frozenset[str]:
    """Return the stop words of a language (`pt-BR` is `pt`), as folded forms."""
    return STOP_WORDS.get(base_of(lang), frozenset())


def base_of(lang: str) -> str:
    """Return the language without region or script: `pt-BR` -> `pt`."""
    return lang.replace("_", "-").partition("-")[0].lower()


@dataclass(frozen=True, slots=True)
class Word:
    """A word as written (composed), its folded form, its folded stem, whether it is a stop word."""

    spelling: str
    form: str
    stem: str
    is_stop: bool


class Reader:
    """Reads texts of one language as words; each distinct word is worked out once."""

    def __init__(self, lang: str) -> None:
        """Take the stemmer of `lang`, or none where Snowball has none."""
        name = ALGORITHMS.get(base_of(lang), "")
        known = name in snowballstemmer.algorithms()
        self._stem: Callable[[str], str] = snowballstemmer.stemmer(name).stemWord if known else str
        self._stop = stop_words(lang)
        self._found: dict[str, Word] = {}

    def read(self, text: str) -> list[Word]:
        """Return the words of a text, in order."""
        found = self._found
        written = spellings(text)
        for spelling in set(written).difference(found):
            found[spelling] = self.word(spelling)
        return [word for word in map(found.__getitem__, written) if word.form]

    def word(self, spelling: str) -> Word:
        """Work one word out, from its spelling in lower-case NFKD."""
        form, composed = fold(spelling), unicodedata.normalize("NFC", spelling)
        stem = fold(unicodedata.normalize("NFKD", self._stem(composed))) or form
        return Word(composed, form, stem, form in self._stop)
