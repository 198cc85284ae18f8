"""Selections: what a query takes, in which order; compared with a plain reading of the entries."""

from __future__ import annotations

import itertools
import random
from typing import Any

import pytest

from megafono.model import Entry, Query
from megafono.query import Index, select
from tests.plain import planned
from tests.scratch import Scratch

KINDS = {"project": "projects", "news": "news", "notice": "notices", "campaign": "campaigns"}


def fill(site: Scratch, seed: int = 7) -> Index:
    """Write forty entries of all sorts, by a seed, and return their index."""
    dice = random.Random(seed)
    for number in range(40):
        kind = dice.choice(sorted(KINDS))
        lines = [f"title: {dice.choice('abc')}{number:02}"]
        lines += [f"date: 2026-0{dice.randint(1, 9)}-1{dice.randint(0, 9)}"] * dice.randint(0, 1)
        lines += [f"order: {dice.randint(1, 5)}"] * dice.randint(0, 1)
        lines += [f"countries: [{dice.choice(['KE', 'MZ', 'AL'])}]"] * dice.randint(0, 1)
        lines += [f"sectors: [{dice.choice(['water', 'education'])}]"] * dice.randint(0, 1)
        lines += [f"tags: [{dice.choice(['Città', 'Terra'])}]"] * dice.randint(0, 1)
        lines += ["featured: true"] * dice.randint(0, 1)
        if kind in ("project", "campaign"):
            lines += [f"starts: 202{dice.randint(4, 7)}-01-01"] * dice.randint(0, 1)
            lines += [f"ends: 202{dice.randint(6, 8)}-06-30"] * dice.randint(0, 1)
        if kind == "notice":
            lines += [f"deadline: 2026-1{dice.randint(0, 2)}-2{dice.randint(0, 9)}"]
        text = "\n".join(lines)
        site.put(f"content/{KINDS[kind]}/e{number:02}.it.md", f"---\n{text}\n---\n".encode())
    found = planned(site)
    assert found.problems == []
    return found.known.index


def keys(entries: list[Entry]) -> list[str]:
    """Return the keys of entries."""
    return [entry.key for entry in entries]


def plainly(query: Query, found: Index) -> set[str]:
    """Return what a query selects, by reading every entry."""
    chosen = set()
    for (key, lang), entry in found.entries.items():
        terms = set(found.terms.get((key, lang), ()))
        wanted = {("country", query.country), ("region", query.region), ("sector", query.sector)}
        wanted = {pair for pair in wanted if pair[1]}
        if lang != query.lang or not wanted <= terms:
            continue
        if query.types and entry.type not in query.types:
            continue
        if query.status and entry.status not in query.status:
            continue
        if query.featured is not None and entry.is_featured != query.featured:
            continue
        if query.year and query.year not in plain_years(entry):
            continue
        chosen.add(key)
    return chosen


def plain_years(entry: Entry) -> set[int]:
    """Return the years of an entry, one by one, at the end of 2026."""
    facts = entry.facts
    if entry.type != "project":
        return {facts.date.year} if facts.date else set()
    if not facts.starts:
        return set(range(facts.date.year, 2027)) if facts.date else set()
    runs = {year for year in range(1900, 2027) if facts.starts.year <= year}
    if facts.ends:
        runs = {year for year in runs if year <= facts.ends.year}
    return runs or {facts.starts.year}


def test_every_narrowing_alone_and_together_selects_what_a_plain_reading_does(
    site: Scratch,
) -> None:
    found = fill(site)
    choices: dict[str, list[Any]] = {
        "types": [(), ("project",), ("news", "notice")],
        "country": ["", "KE"],
        "region": ["", "002"],
        "sector": ["", "water"],
        "status": [(), ("ongoing", "open")],
        "featured": [None, True, False],
        "year": [0, 2024, 2026, 2027],
    }
    for values in itertools.product(*choices.values()):
        query = Query(lang="it", **dict(zip(choices, values, strict=True)))
        selected = select(query, found)
        assert len(selected) == len(set(selected))
        assert set(selected) == plainly(query, found), query


def test_another_language_has_entries_of_its_own(site: Scratch) -> None:
    assert select(Query(lang="en"), fill(site)) == ()


@pytest.mark.parametrize("order", ["date", "-date", "order", "-order", "title", "-title", "status"])
def test_what_lacks_a_fact_comes_last_in_either_direction(site: Scratch, order: str) -> None:
    found = fill(site)
    entries = [found.entries[key, "it"] for key in select(Query(lang="it", order=(order,)), found)]
    field = order.lstrip("-")
    if field in ("date", "order"):
        values = [getattr(entry.facts, field) for entry in entries]
        known = [value for value in values if value is not None]
        assert values == known + [None] * (len(values) - len(known))
        assert known == sorted(known, reverse=order.startswith("-"))
    elif field == "title":
        titles = [entry.title for entry in entries]
        assert titles == sorted(titles, reverse=order.startswith("-"))


def test_the_key_breaks_ties_whatever_the_order_in_which_files_are_found(site: Scratch) -> None:
    found = fill(site)
    selected = select(Query(lang="it", order=("featured",)), found)
    groups = itertools.groupby(selected, lambda key: found.entries[key, "it"].facts.featured)
    for _, group in groups:
        listed = list(group)
        assert listed == sorted(listed)


def test_a_limit_and_an_offset_cut_a_window_out_of_the_whole(site: Scratch) -> None:
    found = fill(site)
    whole = select(Query(lang="it", order=("-date",)), found)
    parts = [
        select(Query(lang="it", order=("-date",), limit=7, offset=start), found)
        for start in range(0, len(whole), 7)
    ]
    assert sum(parts, ()) == whole


def test_one_type_alone_has_its_own_order(site: Scratch) -> None:
    found = fill(site)
    statuses = [
        found.entries[key, "it"].status
        for key in select(Query(lang="it", types=("notice",)), found)
    ]
    ranks = ["closing", "open", "outcome", "expired"]
    assert statuses == sorted(statuses, key=ranks.index)
    assert len(set(statuses)) > 1


LINKED = """
-- content/projects/a.it.md --
---
title: A
countries: [KE]
sectors: [water]
---
-- content/projects/b.it.md --
---
title: B
countries: [KE]
---
-- content/projects/c.it.md --
---
title: C
sectors: [education]
---
-- content/news/old.it.md --
---
title: Vecchia
date: 2025-01-01
projects: [a]
---
-- content/news/new.it.md --
---
title: Nuova
date: 2026-01-01
projects: [projects/a]
kind: x
---
-- content/pages/about.it.md --
---
title: Chi siamo
---
-- content/pages/about/staff.it.md --
---
title: Staff
---
-- content/pages/about/staff/board.it.md --
---
title: Board
---
"""


def linked(site: Scratch) -> Index:
    """Return the index of entries that name each other."""
    return planned(site.write(LINKED.replace("kind: x\n", ""))).known.index


def test_entries_related_to_one_are_those_that_name_it_then_those_that_share_terms(
    site: Scratch,
) -> None:
    found = linked(site)
    assert select(Query(lang="it", related="projects/a"), found) == (
        "news/new",
        "news/old",
        "projects/b",
    )
    assert "projects/a" in select(Query(lang="it", related="news/old"), found)


def test_a_project_is_named_with_or_without_its_folder(site: Scratch) -> None:
    query = Query(lang="it", project="projects/a", order=("-date",))
    assert select(query, linked(site)) == ("news/new", "news/old")


def test_pages_below_one_are_its_children_not_its_grandchildren(site: Scratch) -> None:
    query = Query(lang="it", types=("page",), parent="pages/about")
    assert select(query, linked(site)) == ("pages/about/staff",)


def test_a_tag_is_found_however_it_is_written(site: Scratch) -> None:
    found = fill(site)
    assert select(Query(lang="it", tag="CITTÀ"), found) == select(
        Query(lang="it", tag="citta"), found
    )
    assert select(Query(lang="it", tag="citta"), found)


def test_the_clock_decides_what_is_ongoing(site: Scratch) -> None:
    found = fill(site)
    ongoing = select(Query(lang="it", types=("project",), status=("ongoing",)), found)
    done = select(Query(lang="it", types=("project",), status=("completed",)), found)
    assert ongoing and done and not set(ongoing) & set(done)
