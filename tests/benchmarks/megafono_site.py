"""Writes a corpus as the root of a Megafono site."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from tests.benchmarks.article import LINK
from tests.benchmarks.entries import Entry, Text
from tests.benchmarks.facts import DONORS

SETTINGS = """\
name: Benchmark
base_url: https://benchmark.example
languages: [it, en]
tagline:
  it: Un sito fatto per le misure
  en: A site made to be measured
options: {cards: {types: []}}
"""

PLAIN = re.compile(r"[A-Za-zÀ-ÿ0-9][\w./’ -]*", re.ASCII)


def write(folder: Path, entries: Iterable[Entry]) -> int:
    """Write settings, donors and entries below `folder`; return how many entries there were."""
    put(folder / "content/_site.yaml", SETTINGS)
    put(folder / "content/_data/donors.yaml", "".join(donors()))
    count = 0
    for entry in entries:
        count += 1
        for at, text in enumerate(entry.texts.values()):
            facts = entry.facts if at == 0 else {}
            put(folder / f"content/{entry.key}.{text.lang}.md", source(text, facts))
    return count


def put(path: Path, text: str) -> None:
    """Write a file, with the same bytes on every system."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")


def donors() -> Iterator[str]:
    """Yield the lines of the donors' file."""
    for key in DONORS:
        letter = key[-1].upper()
        yield f"{key}:\n  name: {{it: Fondazione {letter}, en: Foundation {letter}}}\n"


def source(text: Text, facts: Mapping[str, Any]) -> str:
    """Return a content file: the texts of a language, the facts, the Markdown."""
    head = {"title": text.title, "slug": text.slug}
    head |= {"summary": text.summary} if text.summary else {}
    lines = (f"{key}: {yaml(value)}\n" for key, value in {**head, **facts}.items())
    return "".join(["---\n", *lines, "---\n\n", LINK.sub(r"(/\1)", text.body)])


def yaml(value: object) -> str:
    """Return a value in YAML's flow style, as people write it: quotes only where needed."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {yaml(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(yaml, value)) + "]"
    if isinstance(value, str) and not PLAIN.fullmatch(value):
        return json.dumps(value, ensure_ascii=False)
    return value.isoformat() if isinstance(value, date) else str(value)
