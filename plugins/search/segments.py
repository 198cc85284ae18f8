"""Segments: some sixty neighbouring documents, counted together and kept as one piece.

One edited page costs its segment, and a document that comes or goes changes no other. Integers are
packed as JSON has them, documents numbered from 0 within the segment, gaps counted from the one
before, from -1 at the start:

    postings    for each document with the term: 2 * gap where it stands in the body alone, once;
                else 2 * gap + 1 and what says where: 2 * times in the body alone, or
                2 * (2 * fields + often) + 1, with the times in each field where `often` is 1;
                `fields` has a bit for each field, the lowest for the first
    positions   for each document with the form: 2 * gap where it stands in the body alone; else
                2 * gap + 1 and `fields`, as above; then for each field 4 * gap + 2 * run + last
                for each place, and where `run` is 1 the number of the stop words before it

The *run* before a word are the stop words directly before it, the nearest four. Its number has
the nearest as its last digit, to the base of the number of stop words + 1, a word's digit being
its place in the list from 1. So a phrase with stop words inside needs only its other words.
"""

from __future__ import annotations

import base64
import hashlib
import json
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .builder import TermBuilder
from .documents import Document, Place
from .lists import EVERY_STOP_WORD, stop_words
from .stems import Reader, Word, reader

BOOSTS = {"title": 10, "summary": 4, "body": 1, "places": 3, "topics": 3, "headings": 3}
TYPE_BOOSTS = {"project": 1.5, "page": 1.2}
"""What lasts goes before what was news, where both say the same."""
FIELDS = tuple(BOOSTS)
TEXT_FIELDS = ("title", "summary", "body")
BODY = 1 << FIELDS.index("body")
LONGEST_RUN = 4

FEWEST, MOST, ONE_IN = 24, 160, 40
"""A segment ends after a document whose address says so, one in 40, within these bounds."""

Uses = Mapping[str, Sequence[Word]]
"""The words of one document by field."""


@dataclass(frozen=True, slots=True)
class Segment:
    """Neighbouring documents; `id` is a digest of their addresses."""

    id: str
    places: tuple[Place, ...]

    @property
    def named(self) -> tuple[tuple[str, str], ...]:
        """The documents by kind and key."""
        return tuple((place.kind, place.key) for place in self.places)


def segments_of(places: Iterable[Place]) -> Iterator[Segment]:
    """Cut the documents, in order, into segments; where, each address decides for itself."""
    found: list[Place] = []
    for place in places:
        found.append(place)
        is_last = len(found) >= FEWEST and zlib.crc32(place.url.encode()) % ONE_IN == 0
        if is_last or len(found) == MOST:
            yield Segment(digest("\n".join(each.url for each in found)), tuple(found))
            found = []
    if found:
        yield Segment(digest("\n".join(each.url for each in found)), tuple(found))


def digest(content: str | bytes) -> str:
    """Return a short hash, as a part of a file's name: eight letters and digits, 40 bits."""
    data = content.encode() if isinstance(content, str) else content
    return base64.b32encode(hashlib.blake2b(data, digest_size=5).digest()).decode().lower()


def counted(documents: Sequence[Document], lang: str) -> dict[str, Any]:
    """Count the words of a segment's documents; what comes out is plain, to be kept as JSON."""
    uses = uses_of(documents, lang)
    builder = built(uses, [document.type for document in documents])
    return {
        "lengths": [
            [builder.field_lengths[f"{field}/{number}"] for number in range(len(documents))]
            for field in FIELDS
        ],
        "labels": {document.type: document.label for document in documents},
        "type": [[document.type] for document in documents],
        "country": [list(document.countries) for document in documents],
        "sector": [list(document.sectors) for document in documents],
        "year": [list(document.years) for document in documents],
        "status": [[document.status] if document.status else [] for document in documents],
        "postings": postings_of(builder),
        "forms": forms_of(uses),
        "positions": positions_of(uses, sorted(stop_words(lang))),
    }


def pack(value: object) -> bytes:
    """Return JSON without spaces."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def uses_of(documents: Iterable[Document], lang: str) -> list[Uses]:
    """Return the words of every document."""
    known: Reader = reader(lang)
    return [
        {field: known.read(text) for field, text in field_texts(document).items()}
        for document in documents
    ]


def field_texts(document: Document) -> dict[str, str]:
    """Return the text of each field. A comma between names, though no phrase is sought there."""
    return {
        "title": document.title,
        "summary": document.summary,
        "body": document.body,
        "places": ", ".join(document.places),
        "topics": ", ".join(document.topics),
        "headings": ", ".join(document.headings),
    }


def indexed(words: Sequence[Word], field: str) -> list[Word]:
    """Return the words of a field that are indexed. Titles keep every one; names lose the stop
    words of all languages, because they are in all of them."""
    if field == "title":
        return list(words)
    if field in ("places", "topics"):
        return [word for word in words if word.form not in EVERY_STOP_WORD]
    return [word for word in words if not word.is_stop]


def built(uses: Iterable[Uses], types: Sequence[str]) -> TermBuilder:
    """Feed lunr's builder: no pipeline, no stop words of its own, terms as they are."""
    builder = TermBuilder()
    for field, boost in BOOSTS.items():
        builder.field(field, boost=boost)
    for number, (found, kind) in enumerate(zip(uses, types, strict=True)):
        terms = {field: [word.stem for word in indexed(found[field], field)] for field in FIELDS}
        builder.add_terms(str(number), terms, TYPE_BOOSTS.get(kind, 1))
    return builder


def postings_of(builder: TermBuilder) -> dict[str, str]:
    """Return the packed postings of each term."""
    frequencies = builder.field_term_frequencies
    found: defaultdict[str, dict[int, list[int]]] = defaultdict(dict)
    for number in range(builder.document_count):
        for at, field in enumerate(FIELDS):
            for term, often in frequencies[f"{field}/{number}"].items():
                found[term].setdefault(number, [0] * len(FIELDS))[at] = often
    return {term: ",".join(map(str, packed_postings(found[term]))) for term in sorted(found)}


def packed_postings(postings: Mapping[int, Sequence[int]]) -> Iterator[int]:
    """Pack how often a term stands in each field of each document."""
    last = -1
    for number, often in postings.items():
        gap, last = number - last, number
        times = [each for each in often if each]
        fields = sum(1 << at for at, each in enumerate(often) if each)
        if fields == BODY:
            yield from (2 * gap,) if times == [1] else (2 * gap + 1, 2 * times[0])
        elif max(times) == 1:
            yield from (2 * gap + 1, 4 * fields + 1)
        else:
            yield from (2 * gap + 1, 4 * fields + 3, *times)


def forms_of(uses: Iterable[Uses]) -> dict[str, list[Any]]:
    """Return for each form: in how many documents it is indexed, its stems, its other spellings.

    Stop words are here too, for phrases; where they are never indexed they have no stems. A
    spelling comes with how often it is used, and is left out where it is the form itself.
    """
    stems: defaultdict[str, set[str]] = defaultdict(set)
    spellings: defaultdict[str, Counter[str]] = defaultdict(Counter)
    counts: Counter[str] = Counter()
    for found in uses:
        used = {field: Counter(found[field]) for field in FIELDS}
        for words in used.values():
            for word, often in words.items():
                spellings[word.form][word.spelling] += often
        known = {word for field in FIELDS for word in indexed(list(used[field]), field)}
        counts.update({word.form for word in known})
        for word in known:
            stems[word.form].add(word.stem)
    return {
        form: [counts[form], " ".join(sorted(stems[form])), *other_spellings(form, found)]
        for form, found in sorted(spellings.items())
    }


def other_spellings(form: str, found: Mapping[str, int]) -> list[dict[str, int]]:
    """Return the spellings of a form as a list of one, or none where it is always as written."""
    return [] if list(found) == [form] else [dict(sorted(found.items()))]


def positions_of(uses: Iterable[Uses], stops: Sequence[str]) -> dict[str, str]:
    """Return the packed positions of every form."""
    digits = {stop: number for number, stop in enumerate(stops, 1)}
    found: defaultdict[str, dict[int, dict[int, list[int]]]] = defaultdict(dict)
    for number, fields in enumerate(uses):
        for at, field in enumerate(TEXT_FIELDS):
            for form, places in packed_places(fields[field], digits).items():
                found[form].setdefault(number, {})[at] = places
    return {form: ",".join(map(str, packed_positions(found[form]))) for form in sorted(found)}


def packed_places(words: Sequence[Word], digits: Mapping[str, int]) -> dict[str, list[int]]:
    """Pack where each form stands in one text, and which stop words stand before it."""
    found: dict[str, list[int]] = {}
    last: dict[str, tuple[int, int]] = {}
    base, kept = len(digits) + 1, (len(digits) + 1) ** LONGEST_RUN
    run = 0
    for position, word in enumerate(words):
        form = word.form
        places = found.setdefault(form, [])
        before, _ = last.get(form, (-1, 0))
        last[form] = (position, len(places))
        gap = 4 * (position - before)
        if word.is_stop:
            places.append(gap)
            run = (run * base + digits[form]) % kept
        elif run:
            places += (gap + 2, run)
            run = 0
        else:
            places.append(gap)
    for form, (_, at) in last.items():
        found[form][at] += 1
    return found


def packed_positions(places: Mapping[int, Mapping[int, Sequence[int]]]) -> Iterator[int]:
    """Put together where a form stands in each field of each document."""
    last = -1
    for number, by_field in places.items():
        gap, last = number - last, number
        fields = sum(1 << at for at in by_field)
        yield from (2 * gap,) if fields == BODY else (2 * gap + 1, fields)
        for each in by_field.values():
            yield from each
