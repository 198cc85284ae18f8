"""Measures the search beside lunr and Pagefind, on the same documents and queries.

    python -m tests.benchmarks.search --pages 1000 [--lang it] [--engines megafono,lunr,pagefind]

README.md says what is measured, and how.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from tests.benchmarks.corpus import documents
from tests.benchmarks.entries import entries
from tests.benchmarks.megafono_site import write
from tests.benchmarks.search import engines, megafono, report
from tests.benchmarks.search.engines import PROGRAM, Engine
from tests.benchmarks.search.queries import AT_ONCE, Query, draw, texts_of
from tests.benchmarks.search.server import Sent, Server, serving
from tests.benchmarks.search.visit import Asked, chromium, visiting

NAMES = ("megafono", "lunr", "pagefind")


def options() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.search", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--pages", type=int, nargs="+", default=[1_000], help="sizes of the corpus")
    parser.add_argument("--lang", choices=sorted(megafono.PAGES), default="it")
    parser.add_argument("--engines", default=",".join(NAMES), help="which, with commas")
    parser.add_argument("--site", type=Path, help="a built corpus: nothing is built or timed")
    parser.add_argument("--queries", type=int, default=3, help="of each kind")
    parser.add_argument("--best-of", type=int, default=1, help="visits for each query")
    parser.add_argument("--seed", type=int, default=1, help="of corpus and queries")
    parser.add_argument("--work", type=Path, default=megafono.ROOT / ".cache/benchmarks")
    parser.add_argument("--json", type=Path, help="where to write every figure")
    given = parser.parse_args()
    given.engines = [name for name in NAMES if name in given.engines.split(",")]
    if given.site and len(given.pages) > 1:
        parser.error("--site is of one size")
    return given


def built_site(
    pages: int, work: Path, given: argparse.Namespace
) -> tuple[megafono.Site, dict[str, Any]]:
    """Return the corpus as a built site, and what the building cost where that is asked."""
    if given.site:
        return megafono.Site(root=work / "corpus", out=given.site), {}
    site = megafono.Site(root=work / "corpus", out=work / "public")
    if not (site.root / "content").exists():
        write(site.root, entries(pages, given.seed))
    if "megafono" in given.engines:
        return site, megafono.built(site, given.lang)
    if "pagefind" in given.engines:
        site.use(search=False)
        site.build()
    return site, {}


def size_measured(pages: int, given: argparse.Namespace) -> dict[str, Any]:
    """Measure every engine on a corpus of one size."""
    work = given.work / f"{pages}-{given.seed}"
    site, built = built_site(pages, work, given)
    found = list(documents(given.lang, pages, given.seed))
    queries = draw(texts_of(given.lang, found), given.queries, given.seed)
    ready: dict[str, Callable[[Path], tuple[Engine, dict[str, Any]]]] = {
        "megafono": lambda folder: (megafono.engine(site, given.lang), built),
        "lunr": lambda folder: engines.lunr(folder, given.lang, found),
        "pagefind": lambda folder: engines.pagefind(folder, given.lang, found, site.out),
    }
    figures: dict[str, Any] = {}
    for name in given.engines:
        print(f"{pages} documents: {name}", file=sys.stderr)
        engine, build = ready[name](work / f"{name}-{given.lang}")
        with chromium() as browser:
            figures[name] = measured(browser, engine, queries, given.best_of)
        load = round(os.getloadavg()[1], 1)
        figures[name] |= {"size": report.sized(engine.size), "build": build, "load": load}
    return {"pages": pages, "lang": given.lang, "engines": figures}


def program_and_data(sent: Sequence[Sent]) -> tuple[list[Sent], list[Sent]]:
    """Part what was sent into program and data."""
    program = [each for each in sent if PROGRAM.search(each.path)]
    return program, [each for each in sent if each not in program]


def first_touch(browser: Any, server: Server, engine: Engine) -> dict[str, Any]:
    """Measure what comes before the first query: program, and data fetched for the field."""
    with visiting(browser, server) as visit:
        opened, _ = program_and_data(visit.open(engine.page))
        visit.slow_down()
        ms, sent = visit.focus()
        program, data = program_and_data(sent)
    return {
        "program": {
            "bytes": sum(each.size for each in (*opened, *program)),
            "requests": len(opened) + len(program),
        },
        "focus": {"bytes": sum(each.size for each in data), "requests": len(data), "ms": ms},
    }


def asked(browser: Any, server: Server, engine: Engine, queries: Sequence[Query]) -> list[Asked]:
    """Ask every query in a visit of its own; where all is fetched at first, the later in one."""
    hasty = [query for query in queries if query.kind == AT_ONCE]
    calm = [query for query in queries if query.kind != AT_ONCE]
    found = []
    for query in hasty[:1] if engine.is_whole else hasty:
        with visiting(browser, server) as visit:
            visit.open(engine.page)
            visit.slow_down()
            found.append(visit.ask(query, engine.asked(query), is_first=True))
    for group in [calm] if engine.is_whole else [[query] for query in calm]:
        with visiting(browser, server) as visit:
            visit.open(engine.page)
            visit.focus()
            visit.slow_down()
            found += [visit.ask(query, engine.asked(query)) for query in group]
    return found


def best(rounds: Sequence[Sequence[Asked]]) -> list[Asked]:
    """Return the quickest answer to each query: what else the machine did made others slower."""
    return [min(each, key=lambda one: one.ms) for each in zip(*rounds, strict=True)]


def heap(browser: Any, server: Server, engine: Engine, queries: Sequence[Query]) -> float:
    """Return the megabytes that one visit with all queries adds to the page."""
    with visiting(browser, server) as visit:
        visit.open(engine.page)
        before = visit.heap()
        visit.focus()
        for query in queries:
            visit.ask(query, engine.asked(query))
        return visit.heap() - before


def measured(browser: Any, engine: Engine, queries: Sequence[Query], times: int) -> dict[str, Any]:
    """Measure one engine; each query `times` times."""
    with serving(engine.root, list(engine.files)) as server:
        rounds = [asked(browser, server, engine, queries) for _ in range(times)]
        return {
            **first_touch(browser, server, engine),
            "queries": report.queries(best(rounds)),
            "heap": heap(browser, server, engine, queries),
        }


def main() -> None:
    """Measure every size and engine; print the tables."""
    given = options()
    results = [size_measured(pages, given) for pages in given.pages]
    if given.json:
        given.json.write_text(json.dumps(results, ensure_ascii=False, indent=1), "utf-8")
    print(report.markdown(results))


if __name__ == "__main__":
    main()
