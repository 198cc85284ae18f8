"""Segments: some sixty neighbouring documents, counted together and kept as one piece.

One edited page costs its segment, and a document that comes or goes changes no other.
"""

from __future__ import annotations

import base64
import hashlib
import json
import zlib
from collections.abc import Iterable, Iterator, Sequence
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


def counted(documents: Sequence[Document], lang: str) -> dict[str, Any]:
    """Count the words of a segment's documents; what comes out is plain, to be kept as JSON."""
    uses = uses_of(documents, lang)
    builder = built(uses, [document.type for document in documents])
    return {
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
        "postings": postings_of(builder),
        "forms": forms_of(uses),
        "positions": positions_of(uses, lang),
    }


def pack(value: object) -> bytes:
    """Return JSON without spaces."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
