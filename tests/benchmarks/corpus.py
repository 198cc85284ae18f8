"""A bilingual site of any length, made of nothing: for measures, and the same bytes everywhere.

    python -m tests.benchmarks.corpus FOLDER --pages 1000 [--seed 1]

writes the root of a Megafono site; `documents` gives the same texts to what indexes text.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.benchmarks.article import plain
from tests.benchmarks.entries import entries
from tests.benchmarks.megafono_site import write


def documents(lang: str, pages: int, seed: int = 1) -> Iterator[dict[str, Any]]:
    """Yield the entries of a language as plain values, in the order of their numbers.

    Keys: url, title, summary, body (text without Markdown), type, date (ISO 8601), countries
    (ISO 3166), sectors.
    """
    for entry in entries(pages, seed, [lang]):
        text = entry.texts[lang]
        yield {
            "url": text.url,
            "title": text.title,
            "summary": text.summary,
            "body": plain(text.body),
            "type": entry.type,
            "date": entry.facts["date"].isoformat(),
            "countries": entry.facts.get("countries", []),
            "sectors": entry.facts.get("sectors", []),
        }


def main() -> None:
    """Write a site."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.corpus", description=__doc__)
    parser.add_argument("folder", type=Path, help="an empty or new folder")
    parser.add_argument("--pages", type=int, default=1_000, help="entries, each in two languages")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    if given.folder.exists() and any(given.folder.iterdir()):
        parser.error(f"{given.folder} is not empty")
    count = write(given.folder, entries(given.pages, given.seed))
    print(f"{count} entries in {given.folder}")


if __name__ == "__main__":
    main()
