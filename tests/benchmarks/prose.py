"""Sentences: frames filled with words, for one entry in one language.

A text keeps to its subject: half of its words come from a few that it chose at the beginning, some
of them those of its sector. So words come in clusters, as they do in real pages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import accumulate, chain
from random import Random
from typing import TypeVar

from tests.benchmarks.lexicon import Frame, Language, Vocabulary, Word

T = TypeVar("T")

CHOSEN = {"noun": 36, "adjective": 18, "verb": 18, "adverb": 4}
"""How many words of each kind a text chooses, half of them from its sector."""

DRAWN = {"noun": 64, "adjective": 24, "verb": 24, "adverb": 4}
"""How many words of each kind are drawn at a time."""

SECTOR_WORDS = 80
COMMON = 1_500
"""A sector's words are among so many of the most frequent."""

YEARS = 36
LAST_YEAR = 2025


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What an entry's texts speak of, in every language: names, places and days."""

    sector: str
    countries: tuple[Mapping[str, str], ...]
    codes: tuple[str, ...]
    places: tuple[str, ...]
    people: tuple[str, ...]
    days: tuple[date, ...]


@cache
def falling(length: int) -> tuple[int, ...]:
    """Return weights for the words of a text's own choice, added up."""
    return tuple(accumulate(2520 // (rank + 2) for rank in range(length)))


@cache
def sector_words(sector: str, kind: str, known: int) -> tuple[int, ...]:
    """Return the ranks of the words that a sector likes, among the `known` of a kind."""
    rng = Random(f"sector {sector} {kind}")
    common = min(known, COMMON)
    return tuple(
        int(common * rng.random() * rng.random() * rng.random()) for _ in range(SECTOR_WORDS)
    )


class Voice:
    """Speaks one language about one setting; what it says depends on the random numbers alone."""

    def __init__(self, language: Language, setting: Setting, rng: Random) -> None:
        """Choose the words to keep to."""
        self.language = language
        self.setting = setting
        self.random = rng.random
        self._rng = rng
        self._chosen = {kind: self._choose(kind) for kind in CHOSEN}
        self._drawn: dict[str, list[Word]] = {kind: [] for kind in CHOSEN}
        self.link = ""
        self._special: dict[str, Callable[[], str]] = {
            "luogo": self.place, "place": self.place, "paese": self.country,
            "country": self.country, "persona": self.person, "person": self.person,
            "anno": self.year, "year": self.year, "numero": self.number, "number": self.number,
            "giorno": self.day, "day": self.day, "percento": self.percent,
            "percent": self.percent, "link": lambda: self.link,
        }  # fmt: skip

    def _choose(self, kind: str) -> list[Word]:
        vocabulary: Vocabulary = self.language.vocabularies[kind]
        count = CHOSEN[kind] // 2
        words, weights = vocabulary.words, vocabulary.weights
        ranks = sector_words(self.setting.sector, kind, len(words))
        own = (words[ranks[int(SECTOR_WORDS * self.random())]] for _ in range(count))
        free = self._rng.choices(words, cum_weights=weights, k=count)
        return list(chain.from_iterable(zip(own, free, strict=True)))

    def _word(self, kind: str) -> Word:
        drawn = self._drawn[kind]
        if not drawn:
            vocabulary, chosen = self.language.vocabularies[kind], self._chosen[kind]
            count = DRAWN[kind] // 2
            weights = vocabulary.weights
            free = self._rng.choices(vocabulary.words, cum_weights=weights, k=count)
            own = self._rng.choices(chosen, cum_weights=falling(len(chosen)), k=count)
            drawn.extend(chain.from_iterable(zip(free, own, strict=True)))
        return drawn.pop()

    def one_of(self, things: Sequence[T]) -> T:
        """Return one of some things."""
        return things[int(len(things) * self.random())]

    def sentence(self, section: str = "sentences") -> str:
        """Return a sentence of a section of frames, its first letter a capital; no full stop."""
        return capital(self.phrase(self.one_of(self.language.frames[section])))

    def phrase(self, frame: Frame) -> str:
        """Fill a frame."""
        return frame.text % tuple(self._values(frame))

    def _values(self, frame: Frame) -> Iterator[str]:
        agreement = 0
        for kind, form, is_plural, agrees in frame.slots:
            if special := self._special.get(kind):
                yield special()
                continue
            word = self._word(kind)
            yield word.forms[form + agreement if agrees else form]
            if kind == "noun":
                agreement = word.gender + 2 * is_plural

    def place(self) -> str:
        """Return one of the setting's places."""
        return self.one_of(self.setting.places)

    def country(self) -> str:
        """Return the name of one of the setting's countries."""
        return self.one_of(self.setting.countries)[self.language.code]

    def person(self) -> str:
        """Return one of the setting's people."""
        return self.one_of(self.setting.people)

    def year(self) -> str:
        """Return a year, more likely a recent one."""
        return str(LAST_YEAR - int(YEARS * self.random() * self.random()))

    def number(self) -> str:
        """Return a number from 2, mostly small; thousands are round: `11.800`."""
        size = self.random()
        if size < 0.6:
            return str(2 + int(97 * self.random() * self.random()))
        if size < 0.85:
            return str(100 + int(900 * self.random()))
        thousands, hundreds = 1 + int(39 * self.random()), 100 * int(10 * self.random())
        return f"{thousands}{self.language.thousands}{hundreds:03}"

    def percent(self) -> str:
        """Return a share: `38 per cento`."""
        return f"{2 + int(97 * self.random())} {self.language.percent}"

    def day(self) -> str:
        """Return one of the setting's days as written: `12 marzo 2021`."""
        day = self.one_of(self.setting.days)
        return f"{day.day} {self.language.months[day.month - 1]} {day.year}"


def capital(text: str) -> str:
    """Return a text with a capital where its first word begins, after marks of emphasis."""
    start = 2 if text.startswith("**") else 1 if text.startswith("*") else 0
    return text[:start] + text[start : start + 1].upper() + text[start + 1 :]
