"""The figures as JSON and as tables of Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from statistics import median
from typing import Any

from tests.benchmarks.search.cost import Size
from tests.benchmarks.search.visit import Asked

Figures = Mapping[str, Any]


def queries(asked: Sequence[Asked]) -> list[dict[str, Any]]:
    """Return every query with what it cost, for JSON."""
    return [
        {
            "kind": each.query.kind,
            "text": each.query.text,
            "bytes": each.size,
            "requests": len(each.sent),
            "ms": round(each.ms),
            "shown": each.shown,
            "status": each.status,
        }
        for each in asked
    ]


def kinds(asked: Sequence[Mapping[str, Any]]) -> dict[str, dict[str, float]]:
    """Return the median bytes, requests, ms and links shown of each kind of query."""
    names = dict.fromkeys(each["kind"] for each in asked)
    parts = ("bytes", "requests", "ms", "shown")
    return {
        kind: {part: median(each[part] for each in asked if each["kind"] == kind) for part in parts}
        for kind in names
    }


def sized(size: Size) -> dict[str, int]:
    """Return a size, for JSON."""
    return asdict(size)


def kilo(size: float) -> str:
    """Return bytes in kB, of 1,000."""
    return f"{size / 1e3:,.0f}" if size >= 10_000 else f"{size / 1e3:.1f}"


def mega(*sizes: float) -> str:
    """Return bytes in MB, of 1,000,000."""
    return " / ".join(f"{size / 1e6:.1f}" for size in sizes)


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield the lines of a table; all columns but the first are numbers."""
    yield f"| {' | '.join(head)} |"
    yield f"|---|{'---:|' * (len(head) - 1)}"
    for row in rows:
        yield f"| {' | '.join(row)} |"


def once(engines: Mapping[str, Figures]) -> Iterator[Sequence[str]]:
    """Yield the rows of what is measured once: label, then a figure of each engine."""
    found = engines.values()
    yield "program, kB", *(kilo(each["program"]["bytes"]) for each in found)
    yield (
        "data before the first query, kB / requests",
        *(f"{kilo(each['focus']['bytes'])} / {each['focus']['requests']}" for each in found),
    )
    yield "… all of it fetched after, ms", *(f"{each['focus']['ms']:,.0f}" for each in found)
    yield "heap after all queries, MB", *(f"{each['heap']:.1f}" for each in found)
    yield "files of data", *(f"{each['size']['files']:,}" for each in found)
    yield (
        "their size, MB plain / as sent",
        *(
            f"{each['size']['plain'] / 1e6:.1f} / {each['size']['sent'] / 1e6:.1f}"
            for each in found
        ),
    )
    yield "load of the machine meanwhile", *(f"{each['load']:.1f}" for each in found)
    yield "to make the index, CPU s", *(making(each["build"]) for each in found)
    yield "one edit, CPU s / files / kB", *(editing(each["build"]) for each in found)


def making(build: Figures) -> str:
    """Return the processor's seconds of the index: measured, or by difference of two builds."""
    if "index" in build:
        return f"{build['index']:.1f}"
    if "with search" not in build:
        return "–"
    whole, without = build["with search"]["cpu"], build["without search"]["cpu"]
    return f"{whole - without:.1f} ({whole:.1f} less {without:.1f}, both languages)"


def editing(build: Figures) -> str:
    """Return what an edit of one body costs."""
    if "index" in build:
        return "all again"
    if "with search" not in build:
        return "–"
    edit, without = build["with search"]["edit"], build["without search"]["edit"]["cpu"]
    cpu = f"{edit['cpu'] - without:.1f} ({edit['cpu']:.1f} less {without:.1f})"
    return f"{cpu} / {edit['files']:.0f} / {kilo(edit['bytes'])}"


def markdown(results: Sequence[Figures]) -> str:
    """Return two tables for each size: what is measured once, and each kind of query."""
    lines: list[str] = []
    for result in results:
        engines = result["engines"]
        lines += [f"**{result['pages']:,} documents, {result['lang']}**", ""]
        lines += [*table(["", *engines], list(once(engines))), ""]
        found = {name: kinds(each["queries"]) for name, each in engines.items()}
        names = dict.fromkeys(kind for each in found.values() for kind in each)
        rows = [[kind, *(cell(each.get(kind)) for each in found.values())] for kind in names]
        head = ["kB / requests / ms", *engines]
        lines += [*table(head, rows), ""]
    return "\n".join(lines)


def cell(kind: Mapping[str, float] | None) -> str:
    """Return the figures of a kind of query; in brackets where nothing was found."""
    if kind is None:
        return "–"
    text = f"{kilo(kind['bytes'])} / {kind['requests']:.0f} / {kind['ms']:,.0f}"
    return text if kind["shown"] else f"({text})"
