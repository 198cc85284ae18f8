"""Charts that writers ask for: tables whose rows are bars, so that all can read the same numbers.

    ::: chart data=projects by=year      how many projects; also by=country, sector, status
    ::: chart data=budget by=country     what they cost, a table for each currency
    ::: chart data=results               what a project promised and what it has reached

The words of lists choose the projects: `status=ongoing country=KE`. Numbers are the data's: where a
project has a part in several countries its cost is parted by its percentages; where it gives none
the whole is in a row of its own. The last row is the total. Themes draw it in `blocks/chart.html`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from megafono.plugin import (
    BlockCall,
    EntryView,
    Markup,
    Plugin,
    Problem,
    Site,
    TermView,
    choice,
    message,
    of_kind,
    parted,
)
from megafono.view import status_label

NARROWING = ("status", "country", "region", "sector", "sdg", "tag", "kind", "year")
"""What may say which projects are counted."""

DATA = {
    "progetti": "projects", "costo": "budget", "risultati": "results",
    "projects": "projects", "budget": "budget", "results": "results",
}  # fmt: skip
BY = {
    "anno": "year", "paese": "country", "settore": "sector", "stato": "status",
    "year": "year", "country": "country", "sector": "sector", "status": "status",
}  # fmt: skip
"""Words of arguments, Italian and English, by the English one."""

SEVERAL, NONE = "*", ""
"""Keys of the rows of what is of more than one country or sector, and of what is of none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row: what it counts, where that leads, how much there is, its bar's part of 100."""

    key: str
    name: str
    href: str | None
    value: Decimal
    bar: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A table of bars: `data` and `by` as asked, `currency` of money; `total` counts all once."""

    data: str
    by: str
    rows: tuple[Row, ...]
    total: Decimal
    currency: str = ""

    @property
    def is_overlapping(self) -> bool:
        """Whether some projects are counted in more than one row."""
        return sum(row.value for row in self.rows) > self.total


def chart_block(site: Site, call: BlockCall) -> Markup:
    """Draw the chart that a writer asks for."""
    given = dict(call.arguments)
    data, by = given.pop("data", "projects"), given.pop("by", "year")
    if data == "results":
        return results(site, given.get("project", ""), call)
    narrowed = narrowing(given)
    charts = budgets(site, by, narrowed) if data == "budget" else (projects(site, by, narrowed),)
    return site.render("blocks/chart.html", charts=[chart for chart in charts if chart.rows])


def narrowing(given: Mapping[str, str]) -> dict[str, Any]:
    """Return the arguments of `site.entries` that a block's arguments mean."""
    found: dict[str, Any] = {name: given[name] for name in NARROWING if name in given}
    if "status" in found:
        found["status"] = tuple(found["status"].split(","))
    if "year" in found:
        found["year"] = int(found["year"])
    return found


def with_bars(rows: Iterable[Row]) -> tuple[Row, ...]:
    """Return rows with bars, of which the longest is whole."""
    found = tuple(rows)
    most = max((row.value for row in found), default=Decimal(0))
    return tuple(replace(row, bar=part(row.value, most)) for row in found)


def part(value: Decimal, whole: Decimal) -> Decimal:
    """Return a part of 100, to one digit; never more than the whole."""
    return min(round(value * 100 / whole, 1), Decimal(100)) if whole > 0 else Decimal(0)


def largest_first(row: Row) -> tuple[bool, Decimal, str]:
    """Sort rows by what they count; what is of none or several comes last."""
    return row.key in (SEVERAL, NONE), -row.value, row.name


# Numbers of projects


def projects(site: Site, by: str, narrowed: Mapping[str, Any]) -> Chart:
    """Return how many projects there are by year, country, sector or status."""

    def count(**given: Any) -> int:
        return site.count(**{"type": "project", **narrowed, **given})

    rows = []
    for key, name, href in PARTS[by](site):
        value = count(**{by: int(key) if by == "year" else key})
        if value or by == "year":
            rows.append(Row(key=key, name=name, href=href, value=Decimal(value)))
    if by in ("country", "sector"):
        rows.sort(key=largest_first)
    if by == "year":
        rows = between(rows)
    return Chart(data="projects", by=by, rows=with_bars(rows), total=Decimal(count()))


def between(rows: list[Row]) -> list[Row]:
    """Return rows from the first that counts anything to the last."""
    full = [number for number, row in enumerate(rows) if row.value]
    return rows[full[0] : full[-1] + 1] if full else []


Part = tuple[str, str, str | None]
"""Key, name and address of what projects are counted by."""


def years(site: Site) -> Iterator[Part]:
    """Yield the years in which projects run, the first first, with none left out."""
    page = site.page("list/project")
    links = {int(link.key): link.href for link in page.years} if page else {}
    found = site.figures
    if not links and found.starts:  # a campaign's own site has no lists
        this = int(site.ask("today", "year"))
        links = dict.fromkeys((found.starts, max(found.starts, min(found.ends or this, this))))
    for year in range(min(links), max(links) + 1) if links else ():
        yield str(year), str(year), links.get(year)


def terms(taxonomy: str) -> Callable[[Site], Iterator[Part]]:
    """Return a function that yields the terms that have a page and stand under no other."""

    def found(site: Site) -> Iterator[Part]:
        for term in site.terms(taxonomy):
            if taxonomy == "country" or not term.own.parents:
                yield term.key, term.name, term.href

    return found


def statuses(site: Site) -> Iterator[Part]:
    """Yield the statuses that projects have."""
    page = site.page("list/project")
    links = {link.key: link.href for link in page.statuses} if page else {}
    for key, _ in site.figures.statuses:
        yield key, status_label(site, "project", key), links.get(key)


PARTS: Mapping[str, Callable[[Site], Iterator[Part]]] = {
    "year": years,
    "country": terms("country"),
    "sector": terms("sector"),
    "status": statuses,
}


# Sums of money


def budgets(site: Site, by: str, narrowed: Mapping[str, Any]) -> tuple[Chart, ...]:
    """Return what projects cost by year, country, sector or status: a chart for each currency.

    That of most projects comes first: sums of different money cannot be compared.
    """
    sums: dict[str, dict[str, Decimal]] = {}
    often: Counter[str] = Counter()
    for project in site.entries(type="project", order="title", **narrowed):
        often.update(project.budget_total)
        for currency, key, amount in amounts(project, by):
            found = sums.setdefault(currency, {})
            found[key] = found.get(key, Decimal(0)) + amount
    ordered = sorted(sums, key=lambda currency: (-often[currency], currency))
    return tuple(money_chart(site, by, currency, sums[currency]) for currency in ordered)


def money_chart(site: Site, by: str, currency: str, found: Mapping[str, Decimal]) -> Chart:
    """Return the chart of a currency."""
    known = {key: (name, href) for key, name, href in PARTS[by](site)}
    rows = []
    for key, amount in found.items():
        name, href = known.get(key, (key, None))
        rows.append(Row(key=key, name=name, href=href, value=amount))
    if by == "year":
        rows.sort(key=lambda row: (row.key == NONE, row.key))
    elif by == "status":
        rows.sort(key=lambda row: list(known).index(row.key) if row.key in known else len(known))
    else:
        rows.sort(key=largest_first)
    total = sum(found.values(), Decimal(0))
    return Chart(data="budget", by=by, rows=with_bars(rows), total=total, currency=currency)


def amounts(project: EntryView, by: str) -> Iterator[tuple[str, str, Decimal]]:
    """Yield (currency, key, amount) of a project's budget: together they are the whole of it."""
    if by == "year":
        for line in project.facts.budget:
            yield line.currency, str(line.year or NONE), line.amount
        return
    for currency, amount in project.budget_total.items():
        if by == "status":
            yield currency, project.status, amount
        else:
            borne = project.countries if by == "country" else project.sectors
            for key, share in shares(borne, amount):
                yield currency, key, share


def shares(borne: Iterable[TermView], amount: Decimal) -> Iterator[tuple[str, Decimal]]:
    """Yield the part of an amount that each term has: together they are the whole.

    A finer sector counts for the one above. Several terms without percentages are one row.
    """
    parts: dict[str, list[Decimal | None]] = {}
    for term in borne:
        above = term.own.parents if term.taxonomy == "sector" else ()
        parts.setdefault(above[-1] if above else term.key, []).append(term.percent)
    said = {key: sum(filter(None, found), Decimal(0)) for key, found in parts.items()}
    if len(parts) < 2:
        yield next(iter(parts), NONE), amount
    elif any(percent is None for found in parts.values() for percent in found):
        yield SEVERAL, amount
    else:
        yield from parted(amount, said).items()


# Results


def results(site: Site, key: str, call: BlockCall) -> Markup:
    """Draw what a project promised and what it has: that named, else that of the page."""
    shown = site.current.entry if site.current else None
    project = site.entry(key) if key else shown
    if project is None or project.type != "project":
        if shown and not key:
            what = message("“data=results” needs a project")
            hint = message("Add “project=…” with the name of its file or folder.")
            line = shown.own.body_line + call.line
            site.report(Problem(message=what, path=shown.own.path, line=line, column=1, hint=hint))
        return Markup()
    return site.render("blocks/results.html", results=project.facts.results)


CHECKS = {
    "data": choice(DATA),
    "by": choice(BY),
    **of_kind("project", (*NARROWING, "project")),
}

plugin = Plugin(name="charts", blocks={"chart": chart_block}, arguments={"chart": CHECKS})
