"""Names that the languages of a corpus share: people, places, countries, sectors."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from random import Random

from tests.benchmarks.lexicon import Vocabulary, Word, coined, listed, sections, vocabulary

ONSETS = listed(["b d f g k l m n p r s t v z kw ng nd mb sh ch dr tr kh y w j"])
CODAS = ("", "", "", "n", "r", "l", "m", "sh")
PLACE_ENDINGS = listed(["a u i ane ola ere ika ovo esh ampur abad é ão"])
SURNAME_ENDINGS = ("o", "i", "a", "ović", "aj", "ane", "wa", "elli", "ez", "ini", "ö", "ñez", "e")


@dataclass(frozen=True, slots=True, kw_only=True)
class Country:
    """A country: its ISO 3166 code, and its names by language."""

    code: str
    names: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """All names, the most frequent first."""

    first: tuple[str, ...]
    surnames: Vocabulary
    places: Vocabulary
    countries: tuple[Country, ...]
    sectors: tuple[str, ...]


def syllable(rng: Random) -> str:
    """Return a syllable of a name."""
    onset = ONSETS[int(rng.random() * len(ONSETS))]
    return onset + "aeiou"[int(rng.random() * 5)] + CODAS[int(rng.random() * len(CODAS))]


def country(line: str) -> Country:
    """Read a line of the list: code, Italian name, English name."""
    code, both = line.replace("|", " ").split(" ", 1)
    italian, english = (name.replace("_", " ") for name in both.split())
    return Country(code=code, names={"it": italian, "en": english})


@cache
def names() -> Names:
    """Return all names, made once; the same for every seed of a corpus."""
    found = sections("names.txt")
    rng = Random("names")
    places = [Word((word.capitalize(),)) for word in coined(1500, PLACE_ENDINGS, syllable, rng)]
    people = [Word((word.capitalize(),)) for word in coined(2200, SURNAME_ENDINGS, syllable, rng)]
    return Names(
        first=tuple(listed(found["first"])),
        surnames=vocabulary(people),
        places=vocabulary(places),
        countries=tuple(map(country, found["countries"])),
        sectors=tuple(listed(found["sectors"])),
    )
