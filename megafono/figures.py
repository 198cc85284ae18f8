"""What the projects under a term come to: how many, since when, what they cost, for which goals.

One question answers it all (`figures TAXONOMY KEY LANG`), so a country's page depends on the sums
and not on every word of each project.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from typing import Any

from megafono.contenttype import STATUSES, total
from megafono.model import Entry, Query, Term
from megafono.query import Index, select
from megafono.taxonomy import Taxonomies
from megafono.values import Share

CENT = Decimal("0.01")
OVER = frozenset({"completed", "cancelled"})
"""The statuses of projects that have no end to come."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Figures of the projects under a term, each project counted once.

    `statuses` are (status, how many) in the order of a project's life; `starts` is the year of the
    first, `ends` that of the last, or None while one goes on without an end; `countries` is in how
    many they are, of a region in how many of its own; `budget` is (currency, sum of the parts that
    fall under the term), that of most projects first, whatever became of these; `undivided` is how
    many have a budget that lies here and elsewhere and does not say how much is whose, and is in no
    sum; `sdgs` are the goals (key, how many), the most common first.
    """

    projects: int = 0
    statuses: tuple[tuple[str, int], ...] = ()
    starts: int | None = None
    ends: int | None = None
    countries: int = 0
    budget: tuple[tuple[str, Decimal], ...] = ()
    undivided: int = 0
    sdgs: tuple[tuple[str, int], ...] = ()


def figures(taxonomy: str, key: str, lang: str, index: Index, terms: Taxonomies) -> Figures:
    """Return what the projects of a language under a term come to; all, where it is empty."""
    narrowed: dict[str, Any] = {taxonomy: key} if taxonomy else {}
    query = Query(lang=lang, types=("project",), **narrowed)
    found = [index.entries[place, lang] for place in select(query, index)]
    statuses = Counter(entry.status for entry in found)
    sums, undivided = budget(found, taxonomy, key, terms)
    goals = Counter(str(number) for entry in found for number in entry.facts.sdgs)
    return Figures(
        projects=len(found),
        statuses=tuple((name, statuses[name]) for name in STATUSES if statuses[name]),
        starts=min((day.year for entry in found if (day := entry.facts.starts)), default=None),
        ends=last_year(found),
        countries=len(countries(found, taxonomy, key, terms)),
        budget=tuple(sums.items()),
        undivided=undivided,
        sdgs=tuple(sorted(goals.items(), key=lambda pair: (-pair[1], int(pair[0])))),
    )


def last_year(found: Iterable[Entry]) -> int | None:
    """Return the year in which the last project ends; None where one goes on without an end."""
    ends = [(entry.facts.ends, entry.status) for entry in found]
    if any(day is None and status not in OVER for day, status in ends):
        return None
    return max((day.year for day, _ in ends if day), default=None)


def countries(found: Iterable[Entry], taxonomy: str, key: str, terms: Taxonomies) -> frozenset[str]:
    """Return the countries in which projects are: of a region, those that are its own."""
    every = frozenset(share.key for entry in found for share in entry.facts.countries)
    return every & members(taxonomy, key, terms) if taxonomy == "region" else every


def budget(
    found: Iterable[Entry], taxonomy: str, key: str, terms: Taxonomies
) -> tuple[dict[str, Decimal], int]:
    """Return by currency what projects cost under a term, and how many cannot be divided."""
    sums: dict[str, Decimal] = {}
    often: Counter[str] = Counter()
    undivided = 0
    inside = members(taxonomy, key, terms)
    for entry in found:
        shares = shares_of(entry, taxonomy)
        for currency, amount in total(entry.facts.budget).items():
            here = part(amount, shares, inside)
            if here is None:
                undivided += 1
                break
            sums[currency] = sums.get(currency, Decimal(0)) + here
            often[currency] += 1
    order = sorted(sums, key=lambda currency: (-often[currency], currency))
    return {currency: sums[currency] for currency in order}, undivided


def members(taxonomy: str, key: str, terms: Taxonomies) -> frozenset[str]:
    """Return the keys that count for a term: a region's countries, a sector's finer sectors."""
    found: Mapping[str, Term] = terms.get(taxonomy, {})
    if taxonomy == "region":
        return frozenset((key, *(found[key].members if key in found else ())))
    below = (other for other, term in found.items() if key in term.parents)
    return frozenset((key, *below)) if taxonomy == "sector" else frozenset((key,))


def shares_of(entry: Entry, taxonomy: str) -> tuple[Share, ...]:
    """Return among which terms a project's budget is divided; none where it is not of the kind."""
    countries: tuple[Share, ...] = entry.facts.countries
    sectors: tuple[Share, ...] = entry.facts.sectors
    if taxonomy == "region":
        return countries or tuple(Share(key=key) for key in entry.facts.regions)
    return {"country": countries, "sector": sectors}.get(taxonomy, ())


def part(amount: Decimal, shares: tuple[Share, ...], inside: frozenset[str]) -> Decimal | None:
    """Return the part of an amount that falls inside; None where nobody says how much that is."""
    if all(share.key in inside for share in shares):
        return amount
    if not any(share.key in inside for share in shares):
        return None  # it bears the term beside the countries that it names
    percents: dict[str, Decimal] = {}
    for share in shares:
        if share.percent is None:
            return None
        percents[share.key] = percents.get(share.key, Decimal(0)) + share.percent
    divided = parted(amount, percents)
    return sum((divided[key] for key in percents if key in inside), Decimal(0))


def parted(amount: Decimal, percents: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """Return the part of an amount that each key has, to the cent: together they are the whole.

    Cents that are left over go to those that lost most by rounding, the first of equals.
    """
    whole = sum(percents.values(), Decimal(0)) or Decimal(1)
    exact = {key: amount * percent / whole for key, percent in percents.items()}
    found = {key: value.quantize(CENT, ROUND_DOWN) for key, value in exact.items()}
    rest = amount - sum(found.values(), Decimal(0))
    for key in sorted(percents, key=lambda key: found[key] - exact[key]):
        more = min(rest, CENT)
        found[key] += more
        rest -= more
    found[next(iter(percents))] += rest
    return found
