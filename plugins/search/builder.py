"""A `lunr.Builder` that is fed with ready terms."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from lunr.builder import Builder


class TermBuilder(Builder):  # type: ignore[misc]
    """A builder whose documents hold, for each field, a list of terms instead of a text.

    The stock `add` wraps each term in a token, copies its metadata and runs the pipeline; ours has
    no metadata and no pipeline, so terms are counted at once, and the inverted index is put
    together when it is wanted. The index is the same to the byte, but for lengths: each is
    `rounded`, or all are 1 in a field of names.
    """

    names: frozenset[str] = frozenset()
    """The fields that hold names: how many there are does not say that one matters less."""

    def add_terms(self, ref: str, fields: Mapping[str, Sequence[str]], boost: float = 1) -> None:
        """Add one document: its reference, the terms of each field, how much it counts."""
        self._documents[ref] = {"boost": boost}
        self.document_count += 1
        for field in self._fields:
            terms = fields[field]
            self.field_term_frequencies[f"{field}/{ref}"] = Counter(terms)
            length = 1 if field in self.names else rounded(len(terms))
            self.field_lengths[f"{field}/{ref}"] = length

    def build(self) -> Any:
        """Build the index."""
        for name, frequencies in self.field_term_frequencies.items():
            field, _, ref = name.partition("/")
            for term in frequencies:
                self.posting(term)[field][ref] = {}
        return super().build()

    def posting(self, term: str) -> dict[str, Any]:
        """Return the posting of a term, made if it is new: field -> reference -> metadata."""
        if term not in self.inverted_index:
            fields: dict[str, Any] = {field: {} for field in self._fields}
            self.inverted_index[term] = {**fields, "_index": self.term_index}
            self.term_index += 1
        found: dict[str, Any] = self.inverted_index[term]
        return found


def rounded(length: int) -> int:
    """Return a length to its three leading binary digits, rounded down: 1 to 8, 10, 12, 14, 16 …

    Scores hardly differ, and the lengths of ten thousand pages weigh a third (Lucene keeps a byte).
    """
    shift = max(0, length.bit_length() - 3)
    return length >> shift << shift
