"""Measures builds of Megafono and of other generators of the same texts, in turn.

    python -m tests.benchmarks.speed FOLDER --pages 1000 [--peers hugo,pelican] [--rounds 3]
    python -m tests.benchmarks.speed FOLDER --pages 1000 --peers hugo --edits body
    python -m tests.benchmarks.speed FOLDER --pages 1000 2000 --peers "" --edits first,body

Sites, figures (figures.json) and the other generators (tools/) stay in FOLDER: what is measured is
not measured again, and a run that was ended goes on. README.md says what is measured.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

from tests.benchmarks.speed import figures
from tests.benchmarks.speed.edits import EDITS, SPARE, made_ready
from tests.benchmarks.speed.eleventy import Eleventy
from tests.benchmarks.speed.figures import Figures
from tests.benchmarks.speed.hugo import Hugo, HugoAndPagefind
from tests.benchmarks.speed.megafono import Plain, Searchable
from tests.benchmarks.speed.mkdocs import MkDocs
from tests.benchmarks.speed.nikola import Nikola
from tests.benchmarks.speed.peer import Peer
from tests.benchmarks.speed.pelican import Pelican
from tests.benchmarks.speed.session import Session
from tests.benchmarks.speed.tools import Tools

ROOT = Path(__file__).parents[3]
TODAY = "2026-11-22"
OWN: Mapping[str, type[Peer]] = {peer.name: peer for peer in (Plain, Searchable)}
PEERS: Mapping[str, type[Peer]] = {
    peer.name: peer for peer in (Hugo, HugoAndPagefind, Eleventy, MkDocs, Pelican, Nikola)
}


def options() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.speed", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument(
        "folder", type=Path, help="where everything is kept; new, or of a run before"
    )
    parser.add_argument("--pages", type=int, nargs="+", default=[1_000], help="entries, each twice")
    parser.add_argument("--own", default=",".join(OWN), help="of Megafono, with commas")
    parser.add_argument("--peers", default=",".join(PEERS), help="other generators, with commas")
    parser.add_argument("--edits", default=",".join(EDITS), help="which, with commas")
    parser.add_argument("--rounds", type=int, default=3, help=f"at most {SPARE}")
    parser.add_argument("--seed", type=int, default=1, help="of the corpus")
    parser.add_argument("--tools", type=Path, help="the other generators (FOLDER/tools)")
    parser.add_argument("--megafono", type=Path, default=ROOT, help="the repository to measure")
    parser.add_argument("--today", default=TODAY, help="the day that Megafono builds for")
    parser.add_argument("--tables", action="store_true", help="measure nothing, show what is kept")
    given = parser.parse_args()
    given.names = [*chosen(parser, given.own, OWN), *chosen(parser, given.peers, PEERS)]
    given.edits = chosen(parser, given.edits, EDITS)
    if not 1 <= given.rounds <= SPARE:
        parser.error(f"--rounds {given.rounds}: 1 to {SPARE}")
    return given


def chosen(parser: argparse.ArgumentParser, text: str, known: Mapping[str, object]) -> list[str]:
    """Return the names in a list with commas, in our own order."""
    names = {name for name in text.split(",") if name}
    if unknown := sorted(names - {*known}):
        parser.error(f"{', '.join(unknown)}: not one of {', '.join(known)}")
    return [name for name in known if name in names]


def measured(given: argparse.Namespace, kept: Figures, pages: int) -> None:
    """Measure sites of one size."""
    tools = Tools(
        folder=(given.tools or given.folder / "tools").resolve(),
        megafono=given.megafono.resolve(),
        today=given.today,
    )
    folder = given.folder.resolve() / f"{pages}-{given.seed}"
    folder.mkdir(parents=True, exist_ok=True)
    peers = [({**OWN, **PEERS}[name])(folder / name, tools) for name in given.names]
    for peer in peers:
        peer.install()
        kept.about.setdefault("versions", {})[peer.name] = peer.version()
    session = Session(made_ready(folder, pages, peers, given.seed), peers, kept)
    session.survey()
    for number in range(1, given.rounds + 1):
        session.round(number, given.edits)


def report(kept: Figures, sizes: Sequence[int], names: Sequence[str]) -> Iterator[str]:
    """Yield the lines of all tables."""
    versions = kept.about.get("versions", {})
    yield ", ".join(f"{name} {versions[name]}" for name in names if name in versions)
    yield f"{kept.about.get('machine', '')}, {kept.about.get('date', '')}"
    for pages in sizes:
        yield from ("", f"### {pages:,} entries, each in two languages", "")
        yield from figures.outputs(kept.about, pages, names)
        yield from figures.tables(kept.found, pages, names)
    if len(sizes) > 1:
        yield from ("", "### Growth", "")
        yield from figures.growth(kept.found, sorted(sizes), names)


def main() -> None:
    """Measure every size; print the tables."""
    given = options()
    given.folder.mkdir(parents=True, exist_ok=True)
    kept = Figures(given.folder / "figures.json")
    if not given.tables:
        kept.about["date"] = date.today().isoformat()
        cores = f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}"
        kept.about["machine"] = f"{cores}, Python {platform.python_version()}"
        for pages in given.pages:
            measured(given, kept, pages)
        kept.save()
    print("\n".join(report(kept, given.pages, given.names)), file=sys.stdout)


if __name__ == "__main__":
    main()
