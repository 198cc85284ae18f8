"""Words, counted and packed: how often each term stands in which field, and where each form stands.

Integers are packed as JSON has them. Documents are numbered from 0, gaps counted from the one
before, from -1 at the start.

    postings    for each document with the term: 2 * gap where it stands in the body alone, once;
                else 2 * gap + 1 and what says where: 2 * times in the body alone, or
                2 * (2 * fields + often) + 1, with the times in each field where `often` is 1;
                `fields` has a bit for each field, the lowest for the first
    positions   for each document with the form: 4 * gap where it stands in the body alone, once;
                4 * gap + 1 and the times in the body alone; or 4 * gap + 2, `fields`, and for each
                of them the times; then for each time 2 * gap + run, and where `run` is 1 the number
                of the stop words before it

The *run* before a word are the stop words directly before it, the nearest four. Its number has
the nearest as its last digit, to the base of the number of stop words + 1, a word's digit being
its place in the list from 1. So a phrase with stop words inside needs only its other words.

A paragraph of some length moves the next to a position that its own edits seldom change.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from .builder import TermBuilder
from .documents import Document
from .lists import EVERY_STOP_WORD, stop_words
from .stems import Reader, Word, reader

BOOSTS = {"title": 10, "summary": 4, "body": 1, "places": 3, "topics": 3, "headings": 4}
NAME_FIELDS = frozenset({"places", "topics", "headings"})
TYPE_BOOSTS = {"country": 2, "region": 2, "sector": 2, "sdg": 1.5, "project": 1.4, "page": 1.4}
"""A term's page goes before what bears the term, and what lasts before what was news."""
FIELDS = tuple(BOOSTS)
TEXT_FIELDS = ("title", "summary", "body")
BODY = FIELDS.index("body")
LONGEST_RUN = 4
PARAGRAPH, SHORT = 64, 16
"""Positions at which a paragraph may begin are so far apart, if the one before has 16 words."""

Text = Sequence[Sequence[Word]]
"""The words of a text, paragraph by paragraph."""


@dataclass(frozen=True, slots=True)
class Uses:
    """The words of one document by field: all, and those that are indexed."""

    texts: Mapping[str, Text]
    indexed: Mapping[str, Sequence[Word]]


def uses_of(documents: Iterable[Document], lang: str) -> list[Uses]:
    """Return the words of every document."""
    known: Reader = reader(lang)
    found = []
    for document in documents:
        texts = {
            field: [known.read(line) for line in text.split("\n")]
            for field, text in field_texts(document).items()
        }
        found.append(Uses(texts, {field: indexed(text, field) for field, text in texts.items()}))
    return found


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


def indexed(text: Text, field: str) -> list[Word]:
    """Return the words of a field that are indexed. Titles keep every one; places and topics lose
    the stop words of all languages, because their names are in all of them."""
    if field == "title":
        return [word for line in text for word in line]
    if field in ("places", "topics"):
        return [word for line in text for word in line if word.form not in EVERY_STOP_WORD]
    return [word for line in text for word in line if not word.digit]


def built(uses: Iterable[Uses], types: Sequence[str]) -> TermBuilder:
    """Feed lunr's builder: no pipeline, no stop words of its own, terms as they are."""
    builder = TermBuilder()
    builder.names = NAME_FIELDS
    for field, boost in BOOSTS.items():
        builder.field(field, boost=boost)
    for number, (found, kind) in enumerate(zip(uses, types, strict=True)):
        terms = {field: [word.stem for word in found.indexed[field]] for field in FIELDS}
        builder.add_terms(str(number), terms, TYPE_BOOSTS.get(kind, 1))
    return builder


def postings_of(builder: TermBuilder) -> dict[str, str]:
    """Return the packed postings of each term."""
    frequencies = builder.field_term_frequencies
    found: defaultdict[str, list[str]] = defaultdict(list)
    last: dict[str, int] = {}
    for number in range(builder.document_count):
        by_field = [frequencies[f"{field}/{number}"] for field in FIELDS]
        elsewhere = {term for field in (*by_field[:BODY], *by_field[BODY + 1 :]) for term in field}
        for term, often in by_field[BODY].items():
            if term not in elsewhere:
                gap = 2 * (number - last.get(term, -1))
                last[term] = number
                found[term].append(str(gap) if often == 1 else f"{gap + 1},{2 * often}")
        for term in elsewhere:
            gap = 2 * (number - last.get(term, -1)) + 1
            last[term] = number
            found[term].append(f"{gap},{where([field.get(term, 0) for field in by_field])}")
    return {term: ",".join(found[term]) for term in sorted(found)}


def where(often: Sequence[int]) -> str:
    """Pack how often a term stands in each field of one document."""
    times = [each for each in often if each]
    fields = sum(1 << at for at, each in enumerate(often) if each)
    if max(times) == 1:
        return str(4 * fields + 1)
    return ",".join(map(str, (4 * fields + 3, *times)))


@dataclass(frozen=True, slots=True)
class Form:
    """A form: in how many documents it is indexed, its stems, how often it is spelt how.

    Stop words are forms too, for phrases; where they are never indexed they have no stems.
    """

    documents: int
    stems: tuple[str, ...]
    spellings: Mapping[str, int]


def forms_of(uses: Sequence[Uses]) -> dict[str, Form]:
    """Return every form of some documents, sorted."""
    used: Counter[Word] = Counter()
    counts: Counter[str] = Counter()
    known: set[Word] = set()
    for found in uses:
        for text in found.texts.values():
            for line in text:
                used.update(line)
        here = set().union(*found.indexed.values())
        known |= here
        counts.update({word.form for word in here})
    stems: defaultdict[str, set[str]] = defaultdict(set)
    for word in known:
        stems[word.form].add(word.stem)
    spellings: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for word, often in used.items():
        seen = spellings[word.form]
        seen[word.spelling] = seen.get(word.spelling, 0) + often
    return {
        form: Form(counts[form], tuple(sorted(stems[form])), dict(sorted(found.items())))
        for form, found in sorted(spellings.items())
    }


def positions_of(uses: Iterable[Uses], lang: str) -> dict[str, str]:
    """Return the packed positions of every form."""
    base = len(stop_words(lang)) + 1
    found: defaultdict[str, list[str]] = defaultdict(list)
    last: dict[str, int] = {}
    for number, each in enumerate(uses):
        placed_in = [placed(each.texts[field], base) for field in TEXT_FIELDS]
        *others, (body, times) = placed_in
        elsewhere = {form for places, _ in others for form in places}
        for form, places in body.items():
            if form not in elsewhere:
                gap = 4 * (number - last.get(form, -1))
                last[form] = number
                many = times.get(form)
                found[form].append(f"{gap + 1},{many},{places}" if many else f"{gap},{places}")
        for form in elsewhere:
            gap = 4 * (number - last.get(form, -1)) + 2
            last[form] = number
            here = [(places[form], often) for places, often in placed_in if form in places]
            fields = sum(1 << at for at, (places, _) in enumerate(placed_in) if form in places)
            texts = ",".join(f"{often.get(form, 1)},{places}" for places, often in here)
            found[form].append(f"{gap},{fields},{texts}")
    return {form: ",".join(found[form]) for form in sorted(found)}


def placed(text: Text, base: int) -> tuple[dict[str, str], dict[str, int]]:
    """Pack where each form stands in one text, and the run of stop words before it.

    Returns also how often those stand there that do so more than once.
    """
    found: dict[str, str] = {}
    times: dict[str, int] = {}
    last: dict[str, int] = {}
    most = base**LONGEST_RUN
    position = -1
    for line in text:
        run = 0
        for word in line:
            position += 1
            form = word.form
            gap = 2 * (position - last.get(form, -1))
            last[form] = position
            if word.digit:
                run = (run * base + word.digit) % most
                place = str(gap)
            elif run:
                place = f"{gap + 1},{run}"
                run = 0
            else:
                place = str(gap)
            if form in found:
                found[form] += "," + place
                times[form] = times.get(form, 1) + 1
            else:
                found[form] = place
        position = next_paragraph(position, len(line))
    return found, times


def next_paragraph(position: int, words: int) -> int:
    """Return the position before which a paragraph begins, after one of so many words."""
    if words < SHORT:
        return position + 1
    return ((position + 1) // PARAGRAPH + 1) * PARAGRAPH - 1
