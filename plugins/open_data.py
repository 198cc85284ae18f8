"""Open data: every published project in `/data/projects.json` and `/data/projects.csv`.

One project is one row, whatever its languages; rows are ordered by key. Both files say the same,
but for results and what is said in several languages, which only JSON has room for. The CSV (RFC
4180) is UTF-8 with commas and a row of names; lists inside a cell are parted by `; `.

A cell of text that begins with `= + - @`, or a tab, gets an apostrophe before it: spreadsheets
would run it as a formula (OWASP, CSV injection). JSON has it as it is; numbers are plain in both.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator
from decimal import Decimal
from io import StringIO
from typing import Any

from megafono.plugin import EntryView, File, Plugin, Site, TermView

Record = dict[str, Any]

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What makes a spreadsheet take a text for a formula."""


def data_files(site: Site) -> Iterator[File]:
    """Yield the two files, if there are projects."""
    if any(site.count(type="project", lang=lang.code) for lang in site.languages):
        yield File(path="data/projects.json", make=projects_json)
        yield File(path="data/projects.csv", make=projects_csv)


def projects(site: Site) -> tuple[dict[str, EntryView], ...]:
    """Return the languages of each project, by key; no drafts."""
    found: dict[str, dict[str, EntryView]] = {}
    for lang in site.languages:
        for entry in site.entries(type="project", lang=lang.code):
            if not entry.is_draft:
                found.setdefault(entry.key, {})[lang.code] = entry
    return tuple(found[key] for key in sorted(found))


# JSON


def projects_json(site: Site) -> str:
    """Make the JSON file: licence, date of the newest change, and the projects."""
    records = [record(site, entries) for entries in projects(site)]
    days = [item["updated"] for item in records if item["updated"]]
    whole = {
        "publisher": local(site, site.setting("name")),
        "source": f"{site.base_url}/",
        "licence": licence(site),
        "updated": max(days, default=None),
        "languages": [lang.code for lang in site.languages],
        "count": len(records),
        "projects": records,
    }
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def licence(site: Site) -> Record | None:
    """Return the licence of the data, or None where the settings name none."""
    name = site.setting("licence.name")
    return {"name": local(site, name), "url": site.setting("licence.url")} if name else None


def record(site: Site, entries: dict[str, EntryView]) -> Record:
    """Return all that is open of a project; `entries` are its languages."""
    entry = next(iter(entries.values()))
    facts = entry.facts
    return {
        "key": entry.key,
        "titles": {lang: found.title for lang, found in entries.items()},
        "summaries": {lang: found.summary for lang, found in entries.items() if found.summary},
        "urls": {lang: found.absolute_url for lang, found in entries.items()},
        "status": entry.status,
        "kind": facts.kind or None,
        "starts": iso(facts.starts),
        "ends": iso(facts.ends),
        "published": iso(entry.date),
        "updated": iso(entry.updated),
        "countries": [share(site, "code", term) for term in entry.countries],
        "regions": [{"code": term.key, "names": local(site, term.names)} for term in entry.regions],
        "sectors": [share(site, "key", term) | {"dac": list(term.dac)} for term in entry.sectors],
        "sdgs": list(facts.sdgs),
        "donors": [body(site, row) for row in entry.donors],
        "partners": [body(site, row) for row in entry.partners],
        "budget": {currency: number(sum_) for currency, sum_ in sorted(entry.budget_total.items())},
        "budget_by_year": [
            {"year": row.year, "amount": number(row.amount), "currency": row.currency}
            for row in facts.budget
        ],
        "places": [
            {"names": local(site, place.name), "lat": number(place.lat), "lon": number(place.lon)}
            for place in facts.places
        ],
        "results": [result(site, item) for item in facts.results],
    }


def share(site: Site, name: str, term: TermView) -> Record:
    """Return a term with its part of the whole, out of 100."""
    return {name: term.key, "names": local(site, term.names), "percent": number(term.percent)}


def body(site: Site, row: Record) -> Record:
    """Return a donor or partner."""
    return {"key": row["key"], "names": local(site, row["name"]), "url": row.get("url")}


def result(site: Site, item: Any) -> Record:
    """Return what a project promised, and what it has."""
    return {
        "indicator": local(site, item.indicator),
        "unit": local(site, item.unit) if item.unit else None,
        "target": number(item.target),
        "reached": number(item.reached),
    }


def local(site: Site, value: Any) -> dict[str, str]:
    """Return a text by language, whether it is one text or one a language."""
    return {lang.code: site.local(value, lang.code) for lang in site.languages}


def number(value: Decimal | None) -> int | float | None:
    """Return a number as JSON has it, whole where it is."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def iso(value: Any) -> str | None:
    """Return a day as ISO 8601."""
    return value.isoformat() if value else None


# CSV


def projects_csv(site: Site) -> str:
    """Make the CSV file."""
    languages = [lang.code for lang in site.languages]
    records = [record(site, entries) for entries in projects(site)]
    currencies = sorted({currency for item in records for currency in item["budget"]})
    text = StringIO(newline="")
    writer = csv.writer(text)
    rows = [row(item, languages, currencies) for item in records]
    writer.writerow(row(NOTHING, languages, currencies))
    writer.writerows([cell(value) for value in values.values()] for values in rows)
    return text.getvalue()


def row(item: Record, languages: list[str], currencies: list[str]) -> Record:
    """Return the cells of a project by the names of their columns."""
    first = languages[0]
    return {
        "key": item["key"],
        **{f"title_{lang}": item["titles"].get(lang) for lang in languages},
        **{f"url_{lang}": item["urls"].get(lang) for lang in languages},
        **{
            name: item[name]
            for name in ("status", "kind", "starts", "ends", "published", "updated")
        },
        "countries": listed(term["code"] for term in item["countries"]),
        "countries_percent": percents(item["countries"]),
        "regions": listed(term["code"] for term in item["regions"]),
        "sectors": listed(term["key"] for term in item["sectors"]),
        "sectors_percent": percents(item["sectors"]),
        "sdgs": listed(item["sdgs"]),
        "donors": listed(one["names"][first] for one in item["donors"]),
        "partners": listed(one["names"][first] for one in item["partners"]),
        **{f"budget_{currency}": item["budget"].get(currency) for currency in currencies},
        "places": listed(place_words(place, first) for place in item["places"]),
    }


NOTHING: Record = {
    "key": None, "titles": {}, "urls": {}, "status": None, "kind": None, "starts": None,
    "ends": None, "published": None, "updated": None, "countries": [], "regions": [],
    "sectors": [], "sdgs": [], "donors": [], "partners": [], "budget": {}, "places": [],
}  # fmt: skip
"""A project that says nothing: the names of its cells are the header."""


def listed(values: Iterable[Any]) -> str:
    """Return a list as one cell; a `;` inside an item becomes a comma."""
    return "; ".join(str(value).replace(";", ",") for value in values)


def percents(terms: list[Record]) -> str:
    """Return the parts of terms in their order, or nothing where none is given."""
    return listed(term["percent"] for term in terms if term["percent"] is not None)


def place_words(place: Record, lang: str) -> str:
    """Return a place as `Kitui (-1.37, 38.01)`."""
    name = place["names"][lang]
    if place["lat"] is None or place["lon"] is None:
        return str(name)
    return f"{name} ({place['lat']}, {place['lon']})"


def cell(value: Any) -> Any:
    """Return a value as a spreadsheet may safely open it; numbers as they are."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


plugin = Plugin(name="open_data", files=(data_files,))
