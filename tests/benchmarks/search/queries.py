"""What is asked: queries of every kind, drawn from the documents, the same for the same seed."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from random import Random
from typing import Any

from tests.benchmarks.entries import languages
from tests.benchmarks.names import names

RUN = re.compile(r"[^\W\d_]+")
LETTERS = re.compile(r"[^\W\d_]{4,}")

FREQUENT, RARE = 0.02, 0.001
"""A word is frequent in more than this share of the documents, rare in up to this or in three."""

TRIES = 200_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """One query: `text` as typed, quotes included; `type` and `country` filter where not empty."""

    kind: str
    text: str
    type: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """The documents, and in how many of them each word (lower-case, accents kept) stands."""

    lang: str
    documents: Sequence[Mapping[str, Any]]
    frequency: Mapping[str, int]
    function: frozenset[str]

    def is_content(self, word: str) -> bool:
        """Tell whether a word says something: of four letters or more, no function word."""
        return bool(LETTERS.fullmatch(word)) and word.lower() not in self.function

    def band(self, word: str) -> str:
        """Return how frequent a word is: frequent, middle or rare."""
        count, known = self.frequency.get(word.lower(), 0), len(self.documents)
        if count <= max(3, RARE * known):
            return "rare"
        return "frequent" if count > FREQUENT * known else "middle"


def texts_of(lang: str, documents: Sequence[Mapping[str, Any]]) -> Texts:
    """Count the words of some documents."""
    counted: Counter[str] = Counter()
    for document in documents:
        counted.update(set(RUN.findall(said(document).lower())))
    function = frozenset(
        run for word in languages()[lang].function for run in RUN.findall(word.lower())
    )
    return Texts(lang=lang, documents=documents, frequency=counted, function=function)


def said(document: Mapping[str, Any]) -> str:
    """Return all the text of a document."""
    return f"{document['title']} {document['summary']} {document['body']}"


def somewhere(texts: Texts, rng: Random) -> Iterator[tuple[Mapping[str, Any], str, list[str]]]:
    """Yield a document of chance, a passage of it, and the words of it that say something."""
    for _ in range(TRIES):
        document = texts.documents[int(len(texts.documents) * rng.random())]
        passages = document["body"].split(". ")
        passage = passages[int(len(passages) * rng.random())]
        yield document, passage, [run for run in RUN.findall(passage) if texts.is_content(run)]
    raise LookupError("these documents have no such words")


def words(texts: Texts, rng: Random, *bands: str) -> Iterator[str]:
    """Yield words of one passage, one of each band, as a query of some words."""
    for _, _, content in somewhere(texts, rng):
        found = []
        for band in bands:
            fitting = [run for run in content if texts.band(run) == band and run not in found]
            found += [fitting[int(len(fitting) * rng.random())]] if fitting else []
        if len(found) == len(bands):
            yield " ".join(found).lower()


def one_word(texts: Texts, rng: Random) -> Iterator[str]:
    """Yield a frequent word, one of the middle, a rare one, and so on."""
    bands = [words(texts, rng, band) for band in ("middle", "frequent", "rare")]
    while True:
        yield from map(next, bands)


def beginnings(texts: Texts, rng: Random) -> Iterator[str]:
    """Yield the first five letters of longer words."""
    return (word[:5] for word in words(texts, rng, "middle") if len(word) >= 8)


def plurals(texts: Texts, rng: Random) -> Iterator[str]:
    """Yield plurals of nouns whose singular is on other pages too."""
    nouns = languages()[texts.lang].vocabularies["noun"].words
    while True:
        one, many = nouns[int(300 * rng.random())].forms[:2]
        if one != many and texts.frequency.get(one) and texts.frequency.get(many):
            yield many


def bare(texts: Texts, rng: Random) -> Iterator[str]:
    """Yield words that have an accent, without it."""
    for _, _, content in somewhere(texts, rng):
        found = next((word for word in content if not word.isascii()), "")
        plain = unicodedata.normalize("NFKD", found).encode("ascii", "ignore").decode()
        if found and texts.frequency[found.lower()] > 2:
            yield plain.lower()


def phrases(texts: Texts, rng: Random, pattern: str) -> Iterator[str]:
    """Yield quoted passages; `pattern` says of each word whether it is content (c) or function (f).

    Words of a phrase stand with nothing but a space or an apostrophe between them.
    """
    for _, passage, _ in somewhere(texts, rng):
        runs = list(RUN.finditer(passage))
        kinds = "".join("c" if texts.is_content(run[0]) else "f" for run in runs)
        for start in range(len(runs) - len(pattern) + 1):
            part = runs[start : start + len(pattern)]
            text = passage[part[0].start() : part[-1].end()]
            is_cut = passage[part[0].start() - 1 : part[0].start()] == "’"
            has_gaps = any(sign not in " ’" for sign in RUN.sub("", text))
            if kinds.startswith(pattern, start) and not is_cut and not has_gaps:
                yield f'"{text.lower()}"'
                break


def mistakes(texts: Texts, rng: Random) -> Iterator[str]:
    """Yield words with two letters inside exchanged, as nothing is spelt."""
    for word in words(texts, rng, "middle"):
        at = 2 + int((len(word) - 4) * rng.random())
        wrong = word[:at] + word[at + 1] + word[at] + word[at + 2 :] if len(word) > 6 else word
        if wrong not in texts.frequency:
            yield wrong


def foreign_countries(texts: Texts, rng: Random) -> Iterator[str]:
    """Yield names of countries in the other language, where they differ."""
    other = "en" if texts.lang == "it" else "it"
    known = {country for document in texts.documents for country in document["countries"]}
    found = [each for each in names().countries if each.code in known]
    named = [each.names[other] for each in found if each.names[other] != each.names[texts.lang]]
    while True:
        yield named[int(len(named) * rng.random())].lower()


def unknown(texts: Texts, rng: Random) -> Iterator[str]:
    """Yield words written backwards, which nothing is spelt like."""
    for word in words(texts, rng, "middle"):
        if len(word) > 8 and word[::-1] not in texts.frequency:
            yield word[::-1]


KINDS: Mapping[str, Callable[[Texts, Random], Iterator[str]]] = {
    "one word": one_word,
    "two words": lambda texts, rng: words(texts, rng, "frequent", "middle"),
    "three words": lambda texts, rng: words(texts, rng, "frequent", "middle", "frequent"),
    "a beginning": beginnings,
    "a plural": plurals,
    "no accent": bare,
    "phrase": lambda texts, rng: phrases(texts, rng, "cc"),
    "phrase, function words inside": lambda texts, rng: phrases(texts, rng, "cfc"),
    "phrase, function word first": lambda texts, rng: phrases(texts, rng, "fcc"),
    "typing mistake": mistakes,
    "country in the other language": foreign_countries,
    "nothing": unknown,
}
AT_ONCE = "one word, typed at once"
FILTERED = "one word, type and country"


def draw(texts: Texts, count: int, seed: int) -> list[Query]:
    """Return `count` queries of each kind."""
    found = [
        Query(kind=kind, text=text)
        for kind, make in KINDS.items()
        for text in islice(make(texts, Random(f"{kind} {seed}")), count)
    ]
    first = [Query(kind=AT_ONCE, text=each.text) for each in found if each.kind == "one word"]
    return [*first, *found, *filtered(texts, count, seed)]


def filtered(texts: Texts, count: int, seed: int) -> list[Query]:
    """Return frequent words of projects, asked among the projects of their country."""
    rng = Random(f"{FILTERED} {seed}")
    found: list[Query] = []
    for document, _, content in somewhere(texts, rng):
        word = next((each for each in content if texts.band(each) == "frequent"), "")
        if document["type"] == "project" and word:
            country = document["countries"][0]
            found.append(Query(kind=FILTERED, text=word.lower(), type="project", country=country))
        if len(found) == count:
            break
    return found
