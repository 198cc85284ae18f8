"""Stems. Python is the only stemmer: the browser looks forms up.

The original spelling is stemmed and then folded, because the endings that a stemmer knows bear
accents (`città`, `attività`). So one form may lead to several stems.

snowballstemmer takes the rules in C where PyStemmer is there; they give the same stems.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import snowballstemmer

from .lists import base_of, irregular, stop_words
from .tokens import fold, words

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


@dataclass(frozen=True, slots=True, eq=False)
class Word:
    """A word as written (composed), its folded form and stem; of a stop word its place in the list,
    from 1, else 0. A reader has one value for each, so they are compared as such."""

    spelling: str
    form: str
    stem: str
    digit: int


class Reader:
    """Reads texts of one language as words; each distinct word is worked out once in a build."""

    def __init__(self, lang: str) -> None:
        """Take the stemmer of `lang`, or none where Snowball has none."""
        name = ALGORITHMS.get(base_of(lang), "")
        known = name in snowballstemmer.algorithms()
        self._stem: Callable[[str], str] = snowballstemmer.stemmer(name).stemWord if known else str
        self._irregular = irregular(lang)
        self._digits = {stop: at for at, stop in enumerate(sorted(stop_words(lang)), 1)}
        self._found: dict[str, Word] = {}

    def read(self, text: str) -> list[Word]:
        """Return the words of a text, in order."""
        found = self._found
        written = words(text)
        for one in set(written).difference(found):
            found[one] = self.word(unicodedata.normalize("NFKD", one))
        return [word for word in map(found.__getitem__, written) if word.form]

    def word(self, spelling: str) -> Word:
        """Work one word out, from its spelling in lower-case NFKD."""
        form, composed = fold(spelling), unicodedata.normalize("NFC", spelling)
        stemmed = self._stem(self._irregular.get(composed, composed))
        stem = fold(unicodedata.normalize("NFKD", stemmed)) or form
        return Word(composed, form, stem, self._digits.get(form, 0))


@lru_cache(maxsize=8)
def reader(lang: str) -> Reader:
    """Return the reader of a language, with the words it has met: a word is the same wherever."""
    return Reader(lang)
