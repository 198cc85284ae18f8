"""Facts of entries: what stands in the front matter whatever the language, and what texts speak of.

Keys and shapes are those of Megafono; dates are ISO 8601, countries ISO 3166 alpha-2.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from random import Random
from typing import Any

from tests.benchmarks.names import Names, names
from tests.benchmarks.prose import Setting

DONORS = tuple(f"donor-{letter}" for letter in "abcdefghijkl")
"""Keys of the donors that `megafono_site.py` writes for all projects."""

YEAR = 365


def setting_of(rng: Random, day: date) -> Setting:
    """Choose what an entry speaks of: a country or two, a sector, names, days before its own."""
    known = names()
    first = falling(rng, len(known.countries))
    second = falling(rng, len(known.countries))
    chosen = {first, second} if rng.random() < 0.15 else {first}
    places = rng.choices(known.places.words, cum_weights=known.places.weights, k=4)
    return Setting(
        sector=known.sectors[falling(rng, len(known.sectors))],
        countries=tuple(known.countries[each].names for each in sorted(chosen)),
        codes=tuple(known.countries[each].code for each in sorted(chosen)),
        places=tuple(dict.fromkeys(place.forms[0] for place in places)),
        people=tuple(person(rng, known) for _ in range(4)),
        days=tuple(day - timedelta(days=int(700 * rng.random())) for _ in range(3)),
    )


def falling(rng: Random, count: int) -> int:
    """Return a number below `count`, the low ones more often."""
    return int(count * rng.random() * rng.random())


def person(rng: Random, known: Names) -> str:
    """Return a first name and a surname."""
    surname = rng.choices(known.surnames.words, cum_weights=known.surnames.weights)[0]
    return f"{known.first[int(len(known.first) * rng.random())]} {surname.forms[0]}"


def facts_of(
    kind: str, rng: Random, day: date, setting: Setting, projects: Sequence[str]
) -> dict[str, Any]:
    """Return the facts of an entry of a kind."""
    facts: dict[str, Any] = {"date": day}
    if kind == "page":
        return facts | {"order": int(100 * rng.random())}
    facts |= {"countries": list(setting.codes), "sectors": [setting.sector]}
    if kind == "project":
        return facts | project(rng, day, setting)
    if kind == "campaign":
        return facts | campaign(rng, day)
    if projects:
        facts["projects"] = list(projects)
    if rng.random() < 0.3:
        facts["authors"] = [setting.people[0]]
    if rng.random() < 0.05:
        facts["event"] = {"starts": day + timedelta(days=9), "place": setting.places[0]}
    return facts


def project(rng: Random, day: date, setting: Setting) -> dict[str, Any]:
    """Return a project's own facts; its status follows from its dates."""
    ends = day + timedelta(days=YEAR + int(4 * YEAR * rng.random()))
    years = range(day.year, min(ends.year, day.year + 3))
    targets = [10 * (2 + int(300 * rng.random())) for _ in range(1 + int(3 * rng.random()))]
    return {
        "kind": "emergency" if rng.random() < 0.15 else "development",
        "starts": day,
        "ends": ends,
        "sdgs": sorted({1 + int(17 * rng.random()) for _ in range(2)}),
        "budget": [
            {"amount": 1_000 * (20 + int(300 * rng.random())), "currency": "EUR", "year": year}
            for year in years
        ],
        "donors": sorted({DONORS[falling(rng, len(DONORS))] for _ in range(2)}),
        "places": [place(rng, name) for name in setting.places[:3]],
        "results": [result(rng, number, target) for number, target in enumerate(targets)],
    }


def place(rng: Random, name: str) -> dict[str, Any]:
    """Return a point somewhere, in degrees."""
    lat, lon = round(60 * rng.random() - 25, 3), round(120 * rng.random() - 40, 3)
    return {"name": name, "lat": lat, "lon": lon}


INDICATORS: tuple[Mapping[str, str], ...] = (
    {"it": "Persone raggiunte", "en": "People reached"},
    {"it": "Persone formate", "en": "People trained"},
    {"it": "Strutture in funzione", "en": "Structures in use"},
)


def result(rng: Random, number: int, target: int) -> dict[str, Any]:
    """Return what was promised and what was reached, in units of the indicator."""
    reached = int(target * rng.random())
    return {"indicator": dict(INDICATORS[number]), "target": target, "reached": reached}


def campaign(rng: Random, day: date) -> dict[str, Any]:
    """Return a campaign's own facts."""
    goal = 1_000 * (2 + int(40 * rng.random()))
    unit = {"it": "firme", "en": "signatures"}
    return {
        "starts": day,
        "ends": day + timedelta(days=60 + int(300 * rng.random())),
        "goal": {"amount": goal, "unit": unit},
        "reached": {"amount": int(goal * rng.random()), "unit": unit, "as_of": day},
        "asks": [
            {
                "kind": "sign",
                "label": {"it": "Firma la petizione", "en": "Sign the petition"},
                "url": f"https://sign.benchmark.example/{int(10_000 * rng.random())}",
            }
        ],
    }
