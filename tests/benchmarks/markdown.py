"""What a body costs, with Python-Markdown as it comes and driven fast (`megafono/fastmarkdown.py`).

    python -m tests.benchmarks.markdown [--root FOLDER] [--pages 100] [--rounds 9]

Milliseconds of CPU a body, of the site in FOLDER (the demo) and of a corpus of so many pages in two
languages: of Markdown alone, and of all that `body.convert` does. The two ways take turns, round by
round, in one process; of each the best round counts, after one that is not measured.
"""

from __future__ import annotations

import argparse
import gc
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time
from typing import Any

from markdown import Markdown

from megafono import body, fastmarkdown, plan, source
from megafono.assembly import assemble
from megafono.known import Answers
from megafono.site import Site
from tests.benchmarks.entries import entries
from tests.benchmarks.megafono_site import write

ROOT = Path(__file__).parents[2]
WAYS: dict[str, Any] = {"as it comes": Markdown, "fast": fastmarkdown.Converter}


class Watch:
    """Adds up the time inside `Markdown.convert`."""

    seconds = 0.0

    def __init__(self) -> None:
        """Stand before the method."""
        inner = Markdown.convert

        def timed(converter: Markdown, text: str) -> str:
            start = process_time()
            html = inner(converter, text)
            self.seconds += process_time() - start
            return html

        Markdown.convert = timed


def answers(root: Path) -> Answers:
    """Return what is known of a site."""
    known, _ = assemble(source.read(root), now=datetime(2026, 11, 22, 9, 0))
    return Answers(plan.steps(known)[0])


def converted(found: Answers, watch: Watch) -> tuple[float, float]:
    """Convert all bodies; return the milliseconds of one: in Markdown, in all."""
    keys = [*found.known.index.entries]
    watch.seconds, start = 0.0, process_time()
    for key, lang in keys:
        body.convert(key, lang, Site(answers=found, lang=lang))
    whole = process_time() - start
    return watch.seconds * 1000 / len(keys), whole * 1000 / len(keys)


def best(found: Answers, watch: Watch, rounds: int) -> Iterator[tuple[str, float, float]]:
    """Yield for each way the milliseconds of a body: in Markdown, in all."""
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in WAYS}
    gc.collect()
    gc.freeze()
    for _ in range(rounds + 1):
        for name, kind in WAYS.items():
            fastmarkdown.Converter = kind
            body.kept_converter.cache_clear()
            times[name].append(converted(found, watch))
    for name, measured in times.items():
        yield name, *(min(each) for each in zip(*measured[1:], strict=True))


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks.markdown",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--root", type=Path, default=ROOT, help="the root of a site")
    parser.add_argument("--pages", type=int, default=100, help="pages of the corpus")
    parser.add_argument("--rounds", type=int, default=9)
    given = parser.parse_args()
    watch = Watch()
    with TemporaryDirectory() as folder:
        write(Path(folder), entries(given.pages, 1))
        for name, root in (("site", given.root), ("corpus", Path(folder))):
            found = answers(root)
            print(f"{name}: {len(found.known.index.entries)} bodies, ms of CPU each")
            for way, inside, whole in best(found, watch, given.rounds):
                print(f"  {way:12} Markdown {inside:.2f}, in all {whole:.2f}")


if __name__ == "__main__":
    main()
