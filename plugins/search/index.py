"""Documents -> the data files of the search, as `store.js` reads them.

Files hold only integers that belong to a document (frequencies, lengths, positions); what
belongs to them all (idf, means) is worked out in the browser with lunr's formula. Integers are
packed as gaps:

    postings    for each term, for each field: 2 * gap + 1 and the frequency, or 2 * gap where it
                is 1; a gap is counted from the document before, from -1 at the start
    positions   for each form, for title, summary, body: gap of documents, how many, then gaps of
                positions, each from the one before, from -1 at the start

An empty list of integers is written 0. Words are sorted as JavaScript sorts them.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from .builder import TermBuilder
from .documents import Document
from .stems import Reader, Word, stop_words

VERSION = 1
BOOSTS = {"title": 10, "summary": 4, "body": 1, "places": 3, "sectors": 3}
FIELDS = tuple(BOOSTS)
TEXT_FIELDS = ("title", "summary", "body")
STOPPED_FIELDS = ("summary", "body")

Packed = list[int] | int


Uses = Mapping[str, Sequence[Word]]
"""The words of one document by field."""


@lru_cache(maxsize=4)
def index_of(documents: tuple[Document, ...], lang: str) -> Mapping[str, bytes]:
    """Return the data files of one language by name.

    Kept by value, not by language or site: the files of an index are made one after another from
    equal documents, and whatever differs makes another index.
    """
    uses = uses_of(documents, lang)
    vocabulary = vocabulary_of(uses)
    files = {
        "terms.json": pack(terms_data(documents, uses, vocabulary)),
        "positions.json": pack({"positions": positions_of(uses, vocabulary)}),
        "texts.json": pack({"texts": [text_of(document) for document in documents]}),
    }
    return {**files, "manifest.json": pack(manifest(lang, len(documents), vocabulary, files))}


def stock_index(documents: tuple[Document, ...], lang: str) -> bytes:
    """Return the index as unmodified lunr.js loads it; references are numbers of documents."""
    return pack(built(uses_of(documents, lang)).build().serialize())


def pack(value: object) -> bytes:
    """Return JSON without spaces."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def manifest(
    lang: str, count: int, vocabulary: Mapping[str, Form], files: Mapping[str, bytes]
) -> dict[str, object]:
    """Return what every query needs, and where the rest is: a hash makes each address its own."""
    return {
        "version": VERSION,
        "lang": lang,
        "count": count,
        "fields": [{"name": name, "boost": boost} for name, boost in BOOSTS.items()],
        "stop": sorted(stop_words(lang)),
        "endings": endings_of(vocabulary),
        "files": {name: f"{name}?v={digest(files[name])}" for name in sorted(files)},
    }


def digest(content: bytes) -> str:
    """Return a short hash of a file."""
    return hashlib.blake2b(content, digest_size=8).hexdigest()


def uses_of(documents: Iterable[Document], lang: str) -> list[Uses]:
    """Return the words of every document."""
    reader = Reader(lang)
    return [
        {field: reader.read(text) for field, text in field_texts(document).items()}
        for document in documents
    ]


def indexed(words: Sequence[Word], field: str) -> list[Word]:
    """Return the words of a field that are indexed: titles and names keep every one."""
    return [word for word in words if not (word.is_stop and field in STOPPED_FIELDS)]


def field_texts(document: Document) -> dict[str, str]:
    """Return the text of each field. A comma between names, though no phrase is sought there."""
    return {
        "title": document.title,
        "summary": document.summary,
        "body": document.body,
        "places": ", ".join(document.places),
        "sectors": ", ".join(document.topics),
    }


def built(uses: Iterable[Uses]) -> TermBuilder:
    """Feed lunr's builder: no pipeline, no stop words of its own, terms as they are."""
    builder = TermBuilder()
    for field, boost in BOOSTS.items():
        builder.field(field, boost=boost)
    for number, found in enumerate(uses):
        terms = {field: [word.stem for word in indexed(found[field], field)] for field in FIELDS}
        builder.add_terms(str(number), terms)
    return builder


@dataclass(frozen=True, slots=True)
class Form:
    """A form of the vocabulary: its stems, in how many documents it is indexed, how written."""

    stems: tuple[str, ...]
    count: int
    spelling: str


def vocabulary_of(uses: Iterable[Uses]) -> dict[str, Form]:
    """Return every form that occurs, sorted, stop words included: phrases need them."""
    stems: defaultdict[str, set[str]] = defaultdict(set)
    spellings: defaultdict[str, Counter[str]] = defaultdict(Counter)
    counts: Counter[str] = Counter()
    for found in uses:
        for word, often in Counter(word for field in FIELDS for word in found[field]).items():
            spellings[word.form][word.spelling] += often
        known = {word for field in FIELDS for word in indexed(found[field], field)}
        counts.update({word.form for word in known})
        for word in known:
            stems[word.form].add(word.stem)
    return {
        form: Form(tuple(in_order(stems[form])), counts[form], usual(spellings[form]))
        for form in in_order(spellings)
    }


def in_order(found: Iterable[str]) -> list[str]:
    """Sort as JavaScript does: by UTF-16 units."""
    return sorted(found, key=lambda word: word.encode("utf-16-be", "surrogatepass"))


def usual(spellings: Counter[str]) -> str:
    """Return the spelling used most."""
    return min(spellings, key=lambda spelling: (-spellings[spelling], spelling))


def endings_of(vocabulary: Mapping[str, Form]) -> list[list[str]]:
    """Return the pairs of endings by which forms of this site differ from their stems.

    From `wells -> well` and `giovani -> giovan` the browser learns that `projects` may stand for
    `project`, and `giovane`, which is on no page, for `giovan`. Seen twice at least, most used
    first.
    """
    seen: Counter[tuple[str, str]] = Counter()
    for form, known in vocabulary.items():
        for stem in known.stems:
            same = common(form, stem)
            seen[form[same:], stem[same:]] += 1
    pairs = sorted(seen, key=lambda pair: (-seen[pair], pair))
    return [list(pair) for pair in pairs if seen[pair] > 1]


def common(one: str, other: str) -> int:
    """Return how many letters two words begin with alike."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))


def terms_data(
    documents: Sequence[Document], uses: Sequence[Uses], vocabulary: Mapping[str, Form]
) -> dict[str, object]:
    """Return forms with their stems, stems with their postings, and the columns."""
    builder = built(uses)
    terms = in_order(builder.inverted_index)
    numbers = {term: number for number, term in enumerate(terms)}
    return {
        "terms": terms,
        "postings": [postings_of(term, builder) for term in terms],
        "forms": list(vocabulary),
        "stems": [[numbers[stem] for stem in form.stems] for form in vocabulary.values()],
        "counts": [form.count for form in vocabulary.values()],
        "spellings": {
            form: known.spelling for form, known in vocabulary.items() if known.spelling != form
        },
        "lengths": [
            [builder.field_lengths[f"{field}/{number}"] for number in range(len(documents))]
            for field in FIELDS
        ],
        "labels": dict(sorted({document.type: document.label for document in documents}.items())),
        "columns": {
            "type": column([(document.type,) for document in documents]),
            "country": column([document.countries for document in documents]),
            "sector": column([document.sectors for document in documents]),
        },
    }


def postings_of(term: str, builder: TermBuilder) -> list[Packed]:
    """Return the packed postings of a term, one list for each field."""
    posting, frequencies = builder.inverted_index[term], builder.field_term_frequencies
    return [
        packed_postings((int(ref), frequencies[f"{field}/{ref}"][term]) for ref in posting[field])
        for field in FIELDS
    ]


def packed_postings(postings: Iterable[tuple[int, int]]) -> Packed:
    """Pack pairs of document and frequency, in order of documents."""
    packed: list[int] = []
    last = -1
    for number, frequency in postings:
        gap, last = number - last, number
        packed += [2 * gap] if frequency == 1 else [2 * gap + 1, frequency]
    return packed or 0


def positions_of(uses: Iterable[Uses], vocabulary: Iterable[str]) -> list[list[Packed]]:
    """Return the packed positions of every form, in the order of the vocabulary."""
    found: dict[str, list[dict[int, list[int]]]] = {form: [{}, {}, {}] for form in vocabulary}
    for number, fields in enumerate(uses):
        for at, field in enumerate(TEXT_FIELDS):
            for position, word in enumerate(fields[field]):
                found[word.form][at].setdefault(number, []).append(position)
    return [[packed_positions(places) for places in fields] for fields in found.values()]


def packed_positions(places: Mapping[int, Sequence[int]]) -> Packed:
    """Pack the positions of one form in one field, by document."""
    packed: list[int] = []
    last = -1
    for number, positions in places.items():
        packed += [number - last, len(positions)]
        packed += [b - a for a, b in zip((-1, *positions), positions, strict=False)]
        last = number
    return packed or 0


def column(rows: Sequence[Sequence[str]]) -> dict[str, Any]:
    """Return a facet: its values, and for each document the numbers of those it has."""
    values = sorted({value for row in rows for value in row})
    numbers = {value: number for number, value in enumerate(values)}
    return {"values": values, "rows": [[numbers[value] for value in row] for row in rows]}


def text_of(document: Document) -> list[str]:
    """Return what a hit shows, as a row."""
    shown = (document.url, document.title, document.lang, document.date)
    return [*shown, document.summary, document.body]
