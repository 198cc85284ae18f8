"""Selections of entries: a `Query` goes in, the keys that answer it come out, in order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from megafono.contenttype import STATUS_ORDER, STATUSES
from megafono.model import ContentType, Entry, Query
from megafono.route import slugify
from megafono.taxonomy import Taxonomies, borne

WEIGHTS = {"country": 3, "sector": 2, "sdg": 0, "tag": 2, "region": 0}
"""How much a shared term says that two entries are related."""

DATED = ("project", "news", "notice")
"""The content types whose list has a part for each year."""

MOST_YEARS = 50
"""A project that says it runs for longer is listed under its first fifty years."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """The entries of the site, ready to be selected from.

    `by_type` is `(lang, type)` -> entries by key; `by_term` is `(lang, taxonomy, key)` -> keys;
    `terms` is `(key, lang)` -> the terms borne; `years` is `(key, lang)` -> the years it is of.
    """

    entries: Mapping[tuple[str, str], Entry]
    by_type: Mapping[tuple[str, str], tuple[Entry, ...]]
    by_term: Mapping[tuple[str, str, str], frozenset[str]]
    terms: Mapping[tuple[str, str], tuple[tuple[str, str], ...]]
    years: Mapping[tuple[str, str], tuple[int, ...]]
    types: Mapping[str, ContentType]


def index(
    entries: Iterable[Entry], found: Taxonomies, types: Mapping[str, ContentType], *, year: int
) -> Index:
    """Build the index of all entries; `year` is that of the build."""
    everything = {(entry.key, entry.lang): entry for entry in entries}
    by_type: dict[tuple[str, str], list[Entry]] = {}
    by_term: dict[tuple[str, str, str], set[str]] = {}
    terms = {}
    for place in sorted(everything):
        entry = everything[place]
        by_type.setdefault((entry.lang, entry.type), []).append(entry)
        if not types[entry.type].is_listed:
            continue
        terms[place] = tuple(borne(entry, found))
        for taxonomy, key in terms[place]:
            by_term.setdefault((entry.lang, taxonomy, key), set()).add(entry.key)
    return Index(
        entries=everything,
        by_type={place: tuple(found) for place, found in by_type.items()},
        by_term={place: frozenset(keys) for place, keys in by_term.items()},
        terms=terms,
        years={place: years_of(entry, year) for place, entry in everything.items()},
        types=types,
    )


def years_of(entry: Entry, this: int) -> tuple[int, ...]:
    """Return the years an entry is of: its date's; those a project runs for, to this one at most.

    A project that is still to start is of the year in which it will. The search counts alike.
    """
    facts = entry.facts
    if entry.type != "project":
        return (facts.date.year,) if facts.date else ()
    first = facts.starts or facts.date
    if not first:
        return ()
    last = max(first.year, min(facts.ends.year, this) if facts.ends else this)
    return tuple(range(first.year, last + 1)[:MOST_YEARS])


def select(query: Query, found: Index) -> tuple[str, ...]:
    """Return the keys of the entries that answer a query, in its order, cut to its limit."""
    entries = list(matching(query, found))
    if query.related:
        entries = by_likeness(query.related, entries, query.lang, found)
    else:
        entries = in_order(entries, query.order or default_order(query, found))
    end = query.offset + query.limit if query.limit else None
    return tuple(entry.key for entry in entries[query.offset : end])


def default_order(query: Query, found: Index) -> tuple[str, ...]:
    """Return the order of the one type asked for, or newest first."""
    if len(query.types) == 1 and query.types[0] in found.types:
        return found.types[query.types[0]].order
    return ("-date",)


def matching(query: Query, found: Index) -> Iterator[Entry]:
    """Yield the entries that a query selects."""
    types = query.types or tuple(name for name, kind in found.types.items() if kind.is_listed)
    wanted = [
        found.by_term.get((query.lang, taxonomy, key), frozenset())
        for taxonomy, key in (
            ("country", query.country),
            ("region", query.region),
            ("sector", query.sector),
            ("sdg", query.sdg),
            ("tag", slugify(query.tag)),
        )
        if key
    ]
    if wanted:
        # Few entries bear a term: they are looked at, and not all of a type.
        borne = (found.entries[key, query.lang] for key in frozenset.intersection(*wanted))
        entries = (entry for entry in borne if entry.type in types)
    else:
        each = (found.by_type.get((query.lang, name), ()) for name in types)
        entries = (entry for listed in each for entry in listed)
    yield from (entry for entry in entries if fits(entry, query, found))


def fits(entry: Entry, query: Query, found: Index) -> bool:
    """Tell whether an entry has what a query asks of its own facts."""
    if query.status and entry.status not in query.status:
        return False
    if query.kind and getattr(entry.facts, "kind", "") != query.kind:
        return False
    if query.year and query.year not in found.years[entry.key, entry.lang]:
        return False
    if query.featured is not None and entry.is_featured != query.featured:
        return False
    if query.parent and entry.key.rpartition("/")[0] != query.parent:
        return False
    if query.project and query.project not in project_keys(entry):
        return False
    return entry.key != query.related


def project_keys(entry: Entry) -> tuple[str, ...]:
    """Return the keys of the projects that an entry names."""
    return tuple(name if "/" in name else f"projects/{name}" for name in entry.facts.projects)


def in_order(entries: list[Entry], order: tuple[str, ...]) -> list[Entry]:
    """Sort by the facts named, the first first; the key breaks ties; what lacks one comes last."""
    entries = sorted(entries, key=lambda entry: entry.key)
    for name in reversed(order):
        field = name.lstrip("-")
        known = [entry for entry in entries if value(entry, field) is not None]
        lacking = [entry for entry in entries if value(entry, field) is None]
        known.sort(key=lambda entry: value(entry, field), reverse=name.startswith("-"))
        entries = known + lacking
    return entries


def value(entry: Entry, field: str) -> Any:
    """Return what an entry is sorted by: a fact, its title, or the rank of its status."""
    if field == "title":
        return slugify(entry.title)
    if field == "status":
        ranks = STATUS_ORDER.get(entry.type, ())
        return ranks.index(entry.status) if entry.status in ranks else None
    found = getattr(entry.facts, field, None)
    if isinstance(found, date) and not isinstance(found, datetime):
        return datetime(found.year, found.month, found.day)
    return found


def by_year(entries: Iterable[Entry], found: Index) -> dict[int, int]:
    """Return the years that part a list, newest first, with how many entries are of each."""
    dated = [found.years[entry.key, entry.lang] for entry in entries if entry.type in DATED]
    counts = Counter(year for years in dated for year in years)
    return dict(sorted(counts.items(), reverse=True))


def by_status(entries: Iterable[Entry]) -> dict[str, int]:
    """Return the statuses of projects, with how many have each."""
    counts = Counter(entry.status for entry in entries if entry.type == "project")
    return {status: counts[status] for status in STATUSES if counts[status]}


def by_likeness(key: str, entries: list[Entry], lang: str, found: Index) -> list[Entry]:
    """Return the entries related to one: those it names or that name it, then by shared terms.

    Of those equally like it, the newest first.
    """
    own = found.entries.get((key, lang))
    mine = set(found.terms.get((key, lang), ()))
    named = set(project_keys(own)) if own else set()

    def likeness(entry: Entry) -> int:
        shared = mine & set(found.terms.get((entry.key, lang), ()))
        linked = key in project_keys(entry) or entry.key in named
        return 100 * linked + sum(WEIGHTS.get(taxonomy, 0) for taxonomy, _ in shared)

    scores = {entry.key: likeness(entry) for entry in entries}
    newest = in_order([entry for entry in entries if scores[entry.key]], ("-date",))
    return sorted(newest, key=lambda entry: -scores[entry.key])
