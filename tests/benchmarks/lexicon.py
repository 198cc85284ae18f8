"""Words with their forms, and how often each is drawn. Knows no language.

A word's weight falls with its rank as in real text: 1 / (rank + OFFSET), and faster in the tail.
Weights are whole numbers, so that sums are exact and the same on every machine.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from random import Random
from typing import NamedTuple

WORDS = Path(__file__).parent / "words"

OFFSET = 8
TAIL = 800
"""From this rank on a weight falls with the square of the rank."""

SCALE = 10**12
SECTION = re.compile(r"^\[(\w+)\]$")
SLOT = re.compile(r"\{(\w+)\}")


class Word(NamedTuple):
    """A word: its forms, in the order of its language's slots; its gender (0, or 1 feminine)."""

    forms: tuple[str, ...]
    gender: int = 0


class Slot(NamedTuple):
    """A place in a frame: a kind of word and which of its forms.

    `form` is an index into `Word.forms`. Where it agrees, what the last noun says is added to it:
    its gender, and 2 for a plural. `is_plural` is of a noun's form.
    """

    kind: str
    form: int = 0
    is_plural: bool = False
    agrees: bool = False


class Frame(NamedTuple):
    """A sentence with its slots taken out: `text` has a `%s` for each."""

    text: str
    slots: tuple[Slot, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """All the words of one kind, most frequent first; `weights` are added up from the first."""

    words: tuple[Word, ...]
    weights: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """What texts are made of: words by kind, frames by section, and how numbers are written."""

    code: str
    vocabularies: Mapping[str, Vocabulary]
    frames: Mapping[str, tuple[Frame, ...]]
    function: frozenset[str]
    months: tuple[str, ...]
    percent: str
    thousands: str
    quotes: tuple[str, str]


def sections(name: str) -> dict[str, list[str]]:
    """Read a file of `words/`: its sections, each a list of lines."""
    found: dict[str, list[str]] = {}
    for line in (WORDS / name).read_text(encoding="utf-8").splitlines():
        if head := SECTION.match(line):
            lines = found.setdefault(head[1], [])
        elif line and not line.startswith("#"):
            lines.append(line)
    return found


def listed(lines: Iterable[str]) -> list[str]:
    """Return the words of some lines, each once, in order."""
    return list(dict.fromkeys(word for line in lines for word in line.split()))


def frame(line: str, slots: Mapping[str, Slot]) -> Frame:
    """Read a frame; a slot that the language does not have is a special one (place, year …)."""
    names = SLOT.findall(line)
    text = SLOT.sub("%s", line.replace("%", "%%"))
    return Frame(text, tuple(slots.get(name, Slot(name)) for name in names))


def shuffled(words: Iterable[Word], rng: Random) -> list[Word]:
    """Return words in an order of chance, each spelling once."""
    once = {word.forms[0]: word for word in words}
    keyed = [(rng.random(), number, word) for number, word in enumerate(once.values())]
    return [word for _, _, word in sorted(keyed, key=lambda item: item[:2])]


def vocabulary(*ranked: Sequence[Word]) -> Vocabulary:
    """Join lists of words, the most frequent list first, and weigh them by rank."""
    once = {word.forms[0]: word for words in reversed(ranked) for word in reversed(words)}
    words = tuple(reversed(once.values()))
    return Vocabulary(words=words, weights=tuple(accumulate(map(weight, range(len(words))))))


def weight(rank: int) -> int:
    """Return the weight of a word by its rank, from 0."""
    near = rank + OFFSET
    return SCALE // near if near < TAIL else SCALE * TAIL // (near * near)


def some(words: Iterable[str], share: float, rng: Random) -> Iterator[str]:
    """Yield a share of the words (0 to 1), by chance."""
    return (word for word in words if rng.random() < share)


def prefixed(
    words: Sequence[str], prefixes: Sequence[str], share: float, rng: Random
) -> Iterator[str]:
    """Yield words with prefixes: a share of all the pairs."""
    return some((prefix + word for word in words for prefix in prefixes), share, rng)


def coined(
    count: int, endings: Sequence[str], syllable: Callable[[Random], str], rng: Random
) -> list[str]:
    """Return invented words: one to three syllables and an ending."""
    made: dict[str, None] = {}
    while len(made) < count:
        length = 1 + int(2.6 * rng.random())
        stem = "".join(syllable(rng) for _ in range(length))
        made[stem + endings[int(rng.random() * len(endings))]] = None
    return list(made)
