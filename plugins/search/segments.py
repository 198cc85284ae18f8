"""Segments: some sixty neighbouring documents, counted together and kept as one piece.

One edited page costs its segment, and a document that comes or goes seldom changes another.
"""

from __future__ import annotations

import base64
import hashlib
import json
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .counting import TEXT_FIELDS, built, forms_of, positions_of, postings_of, uses_of
from .documents import Document, Place

FEWEST, MOST, ONE_IN = 24, 160, 40
"""A segment ends after a document whose address says so, one in 40, within these bounds."""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """The words of a segment, counted: words and what belongs to each, as lists side by side.

    `head` has what belongs to documents, and to the forms that have other spellings. Stems of one
    form have a `/` between them.
    """

    head: Mapping[str, Any]
    terms: Sequence[str]
    postings: Sequence[str]
    forms: Sequence[str]
    documents: Sequence[int]
    stems: Sequence[str]
    positions: Sequence[str]


def counted(documents: Sequence[Document], lang: str) -> Counts:
    """Count the words of a segment's documents."""
    uses = uses_of(documents, lang)
    builder = built(uses, [document.type for document in documents])
    postings, positions, forms = postings_of(builder), positions_of(uses, lang), forms_of(uses)
    head = {
        "lengths": [
            [builder.field_lengths[f"{field}/{number}"] for number in range(len(documents))]
            for field in TEXT_FIELDS
        ],
        "labels": {document.type: document.label for document in documents},
        "type": [[document.type] for document in documents],
        "country": [list(document.countries) for document in documents],
        "sector": [list(document.sectors) for document in documents],
        "year": [list(document.years) for document in documents],
        "status": [[document.status] if document.status else [] for document in documents],
        "spellings": {
            form: [known.documents, known.spellings]
            for form, known in forms.items()
            if list(known.spellings) != [form]
        },
    }
    return Counts(
        head=head,
        terms=list(postings),
        postings=list(postings.values()),
        forms=list(forms),
        documents=[known.documents for known in forms.values()],
        stems=["/".join(known.stems) for known in forms.values()],
        positions=[positions.get(form, "") for form in forms],
    )


def written(counts: Counts) -> bytes:
    """Return counts as lines, to be kept: four million words are read fast only by splitting."""
    lists = (
        counts.terms,
        counts.postings,
        counts.forms,
        map(str, counts.documents),
        counts.stems,
        counts.positions,
    )
    return b"\n".join([pack(counts.head), *(" ".join(each).encode() for each in lists)])


def read(data: bytes) -> Counts:
    """Return the counts that `written` wrote."""
    head, *lines = data.decode().split("\n")
    terms, postings, forms, documents, stems, positions = lines
    return Counts(
        head=json.loads(head),
        terms=terms.split(" ") if terms else [],
        postings=postings.split(" ") if terms else [],
        forms=forms.split(" ") if forms else [],
        documents=list(map(int, documents.split(" "))) if forms else [],
        stems=stems.split(" ") if forms else [],
        positions=positions.split(" ") if forms else [],
    )


def pack(value: object) -> bytes:
    """Return JSON without spaces."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
