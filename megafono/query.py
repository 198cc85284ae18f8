"""Selections of entries: a `Query` goes in, the keys that answer it come out, in order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Set
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
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
    `memo` keeps what queries share.
    """

    entries: Mapping[tuple[str, str], Entry]
    by_type: Mapping[tuple[str, str], tuple[Entry, ...]]
    by_term: Mapping[tuple[str, str, str], frozenset[str]]
    terms: Mapping[tuple[str, str], tuple[tuple[str, str], ...]]
    years: Mapping[tuple[str, str], tuple[int, ...]]
    types: Mapping[str, ContentType]
    memo: dict[Any, Any] = field(default_factory=dict, compare=False, repr=False)


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
    end = query.offset + query.limit if query.limit else None
    if query.related:
        return tuple(by_likeness(query, found)[query.offset : end])
    rank = ranks(query, found, query.order or default_order(query, found))
    keys = matching(query, found)
    chosen = rank if keys is None else sorted(keys & rank.keys(), key=rank.__getitem__)
    return tuple(islice(chosen, query.offset, end))


def count(query: Query, found: Index) -> int:
    """Return how many entries answer a query, whatever its limit."""
    rank = ranks(query, found, ("title",))
    keys = matching(query, found)
    return len(rank if keys is None else keys & rank.keys())


def default_order(query: Query, found: Index) -> tuple[str, ...]:
    """Return the order of the one type asked for, or newest first."""
    if len(query.types) == 1 and query.types[0] in found.types:
        return found.types[query.types[0]].order
    return ("-date",)


def ranks(query: Query, found: Index, order: tuple[str, ...]) -> dict[str, int]:
    """Return the place of each entry of the types of a query in an order, by key, the first first.

    It is worked out once for all the queries that share it.
    """
    types = query.types or tuple(name for name, kind in found.types.items() if kind.is_listed)
    place = ("ranks", query.lang, types, order)
    if place not in found.memo:
        every = [entry for name in types for entry in found.by_type.get((query.lang, name), ())]
        ordered = in_order(every, order)
        found.memo[place] = {entry.key: rank for rank, entry in enumerate(ordered)}
    ranked: dict[str, int] = found.memo[place]
    return ranked


def matching(query: Query, found: Index) -> Set[str] | None:
    """Return the keys that have what a query asks, of whatever type; None where it asks nothing."""
    asked = (
        ("country", query.country),
        ("region", query.region),
        ("sector", query.sector),
        ("sdg", query.sdg),
        ("tag", slugify(query.tag)),
    )
    wanted: list[Set[str]] = [
        found.by_term.get((query.lang, taxonomy, key), NONE) for taxonomy, key in asked if key
    ]
    facts = ("kind", query.kind), ("year", query.year), ("parent", query.parent)
    for name, value in (*facts, ("project", query.project)):
        if value:
            wanted.append(having(name, query.lang, found).get(value, NONE))
    if query.featured is not None:
        wanted.append(having("featured", query.lang, found).get(query.featured, NONE))
    if query.status:
        by_status = having("status", query.lang, found)
        wanted.append(NONE.union(*(by_status.get(status, NONE) for status in query.status)))
    if not wanted:
        return None
    first, *others = sorted(wanted, key=len)
    return frozenset(first).intersection(*others)


NONE: frozenset[str] = frozenset()

FACTS: Mapping[str, Callable[[Entry, Index], Iterable[Any]]] = {
    "kind": lambda entry, _: (getattr(entry.facts, "kind", ""),),
    "year": lambda entry, found: found.years[entry.key, entry.lang],
    "featured": lambda entry, _: (entry.is_featured,),
    "parent": lambda entry, _: (entry.key.rpartition("/")[0],),
    "project": lambda entry, _: project_keys(entry),
    "status": lambda entry, _: (entry.status,),
}
"""What a query may ask of an entry's own facts: name -> the values that an entry answers to."""


def having(name: str, lang: str, found: Index) -> dict[Any, set[str]]:
    """Return the keys of the entries of a language by a fact of theirs, gathered once."""
    if (name, lang) not in found.memo:
        by_value: dict[Any, set[str]] = {}
        for entry in found.entries.values():
            if entry.lang == lang:
                for value in FACTS[name](entry, found):
                    by_value.setdefault(value, set()).add(entry.key)
        found.memo[name, lang] = by_value
    gathered: dict[Any, set[str]] = found.memo[name, lang]
    return gathered


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


def by_likeness(query: Query, found: Index) -> list[str]:
    """Return the entries related to one: those it names or that name it, then by shared terms.

    Of those equally like it, the newest first.
    """
    key, lang = query.related, query.lang
    own = found.entries.get((key, lang))
    scores: Counter[str] = Counter()
    for taxonomy, term in set(found.terms.get((key, lang), ())):
        if weight := WEIGHTS.get(taxonomy, 0):
            for other in found.by_term[lang, taxonomy, term]:
                scores[other] += weight
    linked = having("project", lang, found).get(key, NONE).union(project_keys(own) if own else ())
    for other in linked:
        scores[other] += 100
    scores.pop(key, None)
    rank = ranks(query, found, ("-date",))
    keys = matching(query, found)
    by_score: dict[int, list[str]] = {}
    for other, score in scores.items():
        if other in rank and (keys is None or other in keys):
            by_score.setdefault(score, []).append(other)
    most = query.offset + query.limit if query.limit else len(scores)
    likest: list[str] = []
    for score in sorted(by_score, reverse=True):
        if len(likest) < most:
            likest += sorted(by_score[score], key=rank.__getitem__)
    return likest
