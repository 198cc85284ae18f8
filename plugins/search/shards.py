"""Segments -> the files of a language's index, as `store.js` reads them.

    manifest.json      what every query needs, and what the other files are called
    columns-HASH.json  lengths of texts; types, countries, sectors, years, status of documents
    w/HASH.json        words: forms -> stems, stems -> postings, of a stretch of the alphabet
    places-HASH.json   what the next are called; fetched for phrases alone
    p/HASH.json        positions: where the forms of a stretch stand
    t/HASH.json        typos: the forms that a mistyped word may mean, by their first letters

Files hold only integers that belong to a document; what belongs to them all (idf, means) is worked
out in the browser with lunr's formula. A list of integers goes on from segment to segment, each
begun by -1 less its number; within one it is as `counting.py` says.

Where a shard ends, the words decide for themselves: before some beginnings, one in a few, once it
is large enough. So an edit changes few of them, and a word stands mostly by its other forms.
"""

from __future__ import annotations

import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from .counting import BOOSTS, TEXT_FIELDS, TYPE_BOOSTS
from .lists import light_words, stop_words
from .segments import Counts, digest, pack

VERSION = 2
FACETS = ("type", "country", "sector", "year", "status")
MOST_ENDINGS = 100
FEWEST_TYPOS = 1_000
MANY_FORMS = 15_000
"""With more forms than this, a mistyped word is not taken for one that is in one document only."""

BEGINNING = 4
SHARD = {"w": (8_000, 32_000), "p": (12_000, 48_000)}
"""Least and most characters of a shard of words and of positions, before compression."""
ONE_IN = 3


@dataclass(frozen=True, slots=True)
class Known:
    """A form of the vocabulary: its stems, in how many documents it is indexed, how written."""

    stems: tuple[str, ...]
    count: int
    spelling: str


def index_files(lang: str, ids: Sequence[str], segments: Sequence[Counts]) -> dict[str, bytes]:
    """Return the files of one language's index by name."""
    vocabulary = vocabulary_of(segments)
    postings = joined((segment.terms, segment.postings) for segment in segments)
    positions = joined((segment.forms, segment.positions) for segment in segments)
    words = list(word_shards(vocabulary, postings))
    places = list(place_shards(positions))
    typos = list(typo_shards(vocabulary))
    named = {
        "columns": pack(columns_of([segment.head for segment in segments])),
        "places": pack(table(places)),
    }
    files = {f"{name}-{digest(data)}.json": data for name, data in named.items()}
    counts = [len(segment.head["type"]) for segment in segments]
    manifest = {
        "version": VERSION,
        "lang": lang,
        "fields": [{"name": name, "boost": boost} for name, boost in BOOSTS.items()],
        "types": TYPE_BOOSTS,
        "stop": sorted(stop_words(lang)),
        "light": sorted(light_words(lang)),
        "endings": endings_of(vocabulary),
        "segments": [*zip(ids, counts, strict=True)],
        "files": dict(zip(named, files, strict=True)),
        "words": table(words),
        "typos": table(typos),
    }
    for folder, shards in (("w", words), ("p", places), ("t", typos)):
        files |= {f"{folder}/{digest(data)}.json": data for _, data in shards}
    return {**files, "manifest.json": pack(manifest)}


def joined(segments: Iterable[tuple[Sequence[str], Sequence[str]]]) -> dict[str, str]:
    """Return each word's integers of all segments, in order, as one text.

    Takes for each segment its words and, side by side with them, their integers.
    """
    found: defaultdict[str, list[str]] = defaultdict(list)
    for number, (words, packed) in enumerate(segments, 1):
        mark = str(-number)
        for word, integers in zip(words, packed, strict=True):
            if integers:
                found[word] += (mark, integers)
    return {word: ",".join(parts) for word, parts in found.items()}


def vocabulary_of(segments: Iterable[Counts]) -> dict[str, Known]:
    """Return every form that occurs, sorted, stop words included: phrases need them."""
    counts: dict[str, int] = {}
    stems: dict[str, str] = {}
    several: defaultdict[str, set[str]] = defaultdict(set)
    spellings: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for segment in segments:
        for form, count, stem in zip(segment.forms, segment.documents, segment.stems, strict=True):
            counts[form] = counts.get(form, 0) + count
            if stem and ("/" in stem or stems.setdefault(form, stem) != stem):
                several[form].update(stem.split("/"), stems.get(form, stem).split("/"))
        for form, (count, used) in segment.head["spellings"].items():
            spellings[form].update(used)
            spellings[form][form] -= count
    # In segments that say nothing of its spellings, a form stands as it is: once a document.
    for form, used in spellings.items():
        used[form] += counts[form]
    return {
        form: Known(
            stems=tuple(in_order(several.get(form) or ([stems[form]] if form in stems else []))),
            count=counts[form],
            spelling=usual(spellings[form]) if form in spellings else form,
        )
        for form in in_order(counts)
    }


def in_order(found: Iterable[str]) -> list[str]:
    """Sort as JavaScript does: by UTF-16 units."""
    words = list(found)
    if all(map(str.isascii, words)):
        return sorted(words)
    return sorted(words, key=lambda word: word.encode("utf-16-be", "surrogatepass"))


def usual(spellings: Mapping[str, int]) -> str:
    """Return the spelling used most."""
    return min(spellings, key=lambda spelling: (-spellings[spelling], spelling))


def stretches(
    words: Iterable[str], size: Mapping[str, int], least: int, most: int
) -> Iterator[list[str]]:
    """Cut sorted words into stretches of some size; their first letters decide where."""
    found: list[str] = []
    total, last = 0, ""
    for word in words:
        beginning = word[:BEGINNING]
        is_new = beginning != last and zlib.crc32(beginning.encode()) % ONE_IN == 0
        if found and ((is_new and total >= least) or total + size[word] > most):
            yield found
            found, total = [], 0
        found.append(word)
        total += size[word]
        last = beginning
    if found:
        yield found


def word_shards(
    vocabulary: Mapping[str, Known], postings: Mapping[str, str]
) -> Iterator[tuple[str, bytes]]:
    """Yield the shards of words, each with the first word of its stretch."""
    words = in_order({*vocabulary, *postings})
    size = {word: len(word) + len(postings.get(word, "")) + 4 for word in words}
    for stretch in stretches(words, size, *SHARD["w"]):
        forms = [word for word in stretch if word in vocabulary]
        terms = [word for word in stretch if word in postings]
        head = pack(
            {
                "forms": " ".join(forms),
                "stems": [cuts_of(form, vocabulary[form].stems) for form in forms],
                "counts": [vocabulary[form].count for form in forms],
                "terms": " ".join(terms),
            }
        )
        lists = "],[".join(postings[term] for term in terms)
        tail = f',"postings":[[{lists}]]}}' if terms else ',"postings":[]}'
        yield stretch[0], head[:-1] + tail.encode()


def cuts_of(form: str, stems: Sequence[str]) -> int | str | list[int | str]:
    """Return the stems of a form: one alone as it is, else a list."""
    found = [cut_of(form, stem) for stem in stems]
    return found[0] if len(found) == 1 else found


def cut_of(form: str, stem: str) -> int | str:
    """Return how many letters to take off a form's end for its stem; that in full if none do."""
    return len(form) - len(stem) if form.startswith(stem) else stem


def place_shards(positions: Mapping[str, str]) -> Iterator[tuple[str, bytes]]:
    """Yield the shards of positions, each with the first form of its stretch."""
    size = {form: len(form) + len(packed) + 4 for form, packed in positions.items()}
    for forms in stretches(in_order(positions), size, *SHARD["p"]):
        head = pack({"forms": " ".join(forms)})
        lists = "],[".join(positions[form] for form in forms)
        yield forms[0], head[:-1] + f',"positions":[[{lists}]]}}'.encode()


def table(shards: Iterable[tuple[str, bytes]]) -> dict[str, str]:
    """Return where each shard begins, and the hashes by which they are called, in a row."""
    found = list(shards)
    return {
        "first": " ".join(first for first, _ in found),
        "names": "".join(digest(data) for _, data in found),
    }


def endings_of(vocabulary: Mapping[str, Known]) -> list[tuple[str, str]]:
    """Return the pairs of endings by which forms of this site differ from their stems.

    From `wells -> well` and `giovani -> giovan` the browser learns that `projects` may stand for
    `project`, and `giovane`, which is on no page, for `giovan`. Seen twice at least, most used
    first.
    """
    seen: Counter[tuple[str, str]] = Counter()
    for form, known in vocabulary.items():
        for stem in known.stems:
            same = len(stem) if form.startswith(stem) else common(form, stem)
            seen[form[same:], stem[same:]] += 1
    pairs = sorted(seen, key=lambda pair: (-seen[pair], pair))
    return [pair for pair in pairs if seen[pair] > 1][:MOST_ENDINGS]


def common(one: str, other: str) -> int:
    """Return how many letters two words begin with alike."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))


def columns_of(segments: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return what is known of every document: the lengths of its fields, what it is filtered by."""
    labels: dict[str, str] = {}
    for segment in segments:
        labels |= segment["labels"]
    return {
        "lengths": [
            signs(length_code(length) for segment in segments for length in segment["lengths"][at])
            for at in range(len(TEXT_FIELDS))
        ],
        "labels": dict(sorted(labels.items())),
        "facets": {
            facet: column([row for segment in segments for row in segment[facet]])
            for facet in FACETS
        },
    }


def column(rows: Sequence[Sequence[str]]) -> dict[str, Any]:
    """Return a facet: its values, and for each document a row of those it has.

    `rows` lists the different rows, as numbers of values, most used first; `of` has the number of
    its row for each document, as a sign.
    """
    used = Counter(map(tuple, rows))
    values = sorted({value for row in used for value in row})
    numbers = {value: number for number, value in enumerate(values)}
    different = sorted(used, key=lambda row: (-used[row], row))
    places = {row: number for number, row in enumerate(different)}
    return {
        "values": values,
        "rows": [[numbers[value] for value in row] for row in different],
        "of": signs(places[tuple(row)] for row in rows),
    }


def signs(numbers: Iterable[int]) -> str:
    """Return numbers as a text, a sign for each: from `#` on, but for the backslash, which JSON
    would escape, and the surrogates."""
    codes = (number + 0x23 + (number >= 0x39) for number in numbers)
    return "".join(chr(code + 0x800 if code >= 0xD800 else code) for code in codes)


def length_code(length: int) -> int:
    """Return a small number for a length of three leading binary digits: 8, 10, 12 are 8, 9, 10."""
    shift = max(0, length.bit_length() - 3)
    return 4 * shift + (length >> shift)


def typo_shards(vocabulary: Mapping[str, Known]) -> Iterator[tuple[str, bytes]]:
    """Yield the forms that a mistyped word may mean, sorted; those of one first letter together."""
    least = 2 if len(vocabulary) > MANY_FORMS else 1
    found = {
        form: known
        for form, known in vocabulary.items()
        if known.count >= least and len(form) > 2 and not any(map(str.isdigit, form))
    }
    shard: list[str] = []
    for _, forms in groupby(found, key=lambda form: form[0]):
        shard += forms
        if len(shard) >= FEWEST_TYPOS:
            yield shard[0], pack(typos_of([(form, found[form]) for form in shard]))
            shard = []
    if shard:
        yield shard[0], pack(typos_of([(form, found[form]) for form in shard]))


def typos_of(found: Sequence[tuple[str, Known]]) -> dict[str, str]:
    """Return forms as they are written.

    `sizes` has a digit for each: the binary logarithm of in how many documents it is, to 9. `cuts`
    too: how many letters to take off for its stem, or 0 where that is not how.
    """
    cuts = (cut_of(form, known.stems[0]) if known.stems else 0 for form, known in found)
    return {
        "spellings": " ".join(known.spelling for _, known in found),
        "sizes": "".join(str(min(9, known.count.bit_length() - 1)) for _, known in found),
        "cuts": "".join(str(cut) if isinstance(cut, int) and cut < 10 else "0" for cut in cuts),
    }
