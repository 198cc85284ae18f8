"""The figures of runs: kept as JSON, shown as tables of Markdown."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any

from tests.benchmarks.search.report import table
from tests.benchmarks.speed.edits import EDITS, LABELS

Figure = Mapping[str, Any]
"""pages, peer, edit, round; cpu and wall in seconds, peak in bytes, load of the machine; `arrived`,
whether the edit is seen; for Megafono `differing`, the paths that are not as in a clean build."""

BASES = {"hugo+pagefind": "megafono+search"}
"""What a generator's figures are divided by, where it is not `megafono`."""

BASE = "megafono"
PARTS = {
    "cpu": "CPU, seconds (times Megafono’s)",
    "wall": "Wall clock, seconds (times Megafono’s)",
    "peak": "Peak memory, MB (times Megafono’s)",
}
UNITS = {"cpu": 1.0, "wall": 1.0, "peak": 1e6}


class Figures:
    """All figures of a folder, written to a file after each."""

    def __init__(self, path: Path) -> None:
        """Read what is there already."""
        self.path = path
        kept = json.loads(path.read_text("utf-8")) if path.exists() else {}
        self.found: list[dict[str, Any]] = kept.get("figures", [])
        self.about: dict[str, Any] = kept.get("about", {})

    def has(self, **where: object) -> bool:
        """Return whether there is a figure with these values."""
        return any(each.items() >= where.items() for each in self.found)

    def add(self, **figure: object) -> None:
        """Keep a figure."""
        self.found.append(figure)
        self.save()

    def save(self) -> None:
        """Write all, so that a run that is ended loses nothing."""
        text = json.dumps({"about": self.about, "figures": self.found}, indent=1)
        new = self.path.with_suffix(".new")
        new.write_text(text + "\n", "utf-8")
        new.replace(self.path)


def values(figures: Iterable[Figure], part: str, **where: object) -> dict[int, float]:
    """Return one part of the figures with these values, by round."""
    return {each["round"]: each[part] for each in figures if each.items() >= where.items()}


def ratio(own: Mapping[int, float], base: Mapping[int, float]) -> float | None:
    """Return the median of the ratios of rounds that both have; None without one."""
    found = [own[each] / base[each] for each in own if base.get(each)]
    return median(found) if found else None


def cell(figures: Sequence[Figure], part: str, peer: str, **where: object) -> str:
    """Return the median of a figure, and beside it how many times Megafono's it is."""
    own = values(figures, part, peer=peer, **where)
    if not own:
        return "–"
    shown = number(median(own.values()) / UNITS[part])
    base = BASES.get(peer, BASE)
    times = ratio(own, values(figures, part, peer=base, **where))
    return shown if peer == base or times is None else f"{shown} ({number(times)})"


def number(value: float) -> str:
    """Return a number with some three digits: 1234, 56.7, 8.90, 0.123."""
    digits = 0 if value >= 100 else 1 if value >= 10 else 2 if value >= 1 else 3
    return f"{value:,.{digits}f}"


def tables(figures: Sequence[Figure], pages: int, peers: Sequence[str]) -> Iterator[str]:
    """Yield the lines of the tables of one size: CPU, wall clock, memory, and the law."""
    for part, name in PARTS.items():
        yield from ("", f"#### {name}", "")
        rows = [
            [LABELS[edit], *(cell(figures, part, peer, pages=pages, edit=edit) for peer in peers)]
            for edit in EDITS
        ]
        yield from table(["", *peers], [row for row in rows if {*row[1:]} != {"–"}])
    yield ""
    own = [each for each in figures if each["pages"] == pages and each["peer"] in peers]
    yield from law(own)
    yield from unseen(own)
    if loads := sorted(each["load"] for each in own):
        rounds = len({each["round"] for each in own})
        yield f"- Rounds: {rounds}. Load before each build: {loads[0]} to {loads[-1]}."


def unseen(figures: Sequence[Figure]) -> Iterator[str]:
    """Yield after which edits a generator's published pages were not as they should be."""
    for peer in dict.fromkeys(each["peer"] for each in figures):
        edits = {
            each["edit"]: 0 for each in figures if each["peer"] == peer and not each["arrived"]
        }
        if edits:
            yield f"- {peer}, the page itself not as it should be after: {said(edits)}."


def said(edits: Iterable[str]) -> str:
    """Return the names of edits, for a sentence."""
    return ", ".join(sorted(LABELS[edit] for edit in edits))


def law(figures: Sequence[Figure]) -> Iterator[str]:
    """Yield whether each build of Megafono after an edit left what a clean build leaves."""
    compared = [each for each in figures if "differing" in each]
    for peer in dict.fromkeys(each["peer"] for each in compared):
        own = [each for each in compared if each["peer"] == peer]
        broken = [each for each in own if each["differing"]]
        held = f"not held after: {said({each['edit'] for each in broken})}" if broken else "held"
        yield f"- {peer}, each of {len(own)} builds byte for byte as a clean build: {held}."


def outputs(about: Mapping[str, Any], pages: int, peers: Sequence[str]) -> Iterator[str]:
    """Yield the lines of the table of what came out."""
    names = ("html", "xml", "others", "MB", "links", "broken")
    found = about.get("outputs", {}).get(str(pages), {})
    rows = [
        [peer, *(f"{found[peer][name]:,}" for name in names)] for peer in peers if peer in found
    ]
    head = ["", "pages", "feeds and maps", "other files", "MB", "links within", "to nothing"]
    yield from table(head, rows)


def growth(figures: Sequence[Figure], sizes: Sequence[int], peers: Sequence[str]) -> Iterator[str]:
    """Yield a table: figures by size, and between two sizes the exponent of growth."""
    wanted = [("cpu", "first"), ("peak", "first"), ("cpu", "nothing"), ("cpu", "body")]
    head = [""] + [f"{size:,}" for size in sizes] + [f"{a:,} → {b:,}" for a, b in pairwise(sizes)]
    rows = []
    for peer in peers:
        for part, edit in wanted:
            found = [values(figures, part, peer=peer, edit=edit, pages=size) for size in sizes]
            means = [median(each.values()) / UNITS[part] if each else None for each in found]
            powers = [
                exponent(*each) for each in zip(pairwise(sizes), pairwise(means), strict=True)
            ]
            unit = "MB at the peak" if part == "peak" else "CPU s"
            shown = ["–" if each is None else number(each) for each in means]
            grown = ["–" if each is None else f"{each:.2f}" for each in powers]
            rows.append([f"{peer}, {LABELS[edit]}, {unit}", *shown, *grown])
    yield from table(head, rows)


def exponent(sizes: tuple[int, int], means: tuple[float | None, float | None]) -> float | None:
    """Return e of a cost that grows as the size to the power of e: 1 is in proportion."""
    if not means[0] or not means[1]:
        return None
    return math.log(means[1] / means[0]) / math.log(sizes[1] / sizes[0])
