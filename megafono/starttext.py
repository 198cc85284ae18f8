"""The texts of `starter/`, filled in and written; a file that is there is never written over."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from pathlib import Path

import yaml

from megafono import frontmatter
from megafono.model import ContentType
from megafono.problem import Catalog, Problem, Stop, message

TEXTS = Path(__file__).with_name("starter")
WRITTEN = ("it", "en")
"""The languages that the starting texts are written in."""
FACT = re.compile(r"(# )?([a-z_]+):")


def exists(path: str) -> Problem:
    """Say that a file is there already."""
    hint = message("It is left as it is: open that file, or choose another title.")
    return Problem(message=message("this file is there already"), path=path, hint=hint)


def ui_language(catalog: Catalog) -> str:
    """Return the language that staff are spoken to in."""
    lang = str(getattr(catalog, "lang", "en"))
    return lang if lang in WRITTEN else "en"


def parts(text: str) -> tuple[list[str], str]:
    """Return the lines of a file's head, and its body."""
    _, head, body = text.split("---\n", 2)
    return head.strip("\n").split("\n"), body


def key_of(line: str) -> str:
    """Return the key that a line of a head gives, or would if it were not a comment."""
    found = FACT.match(line)
    return found[2] if found else ""


def without_facts(head: Iterable[str], kind: ContentType) -> list[str]:
    """Return a head with its texts alone: facts stand in the first language."""
    return [line for line in head if line and key_of(line) not in kind.facts.model_fields]


def quoted(text: str) -> str:
    """Return a text as a YAML value, between quotes where YAML would read it otherwise."""
    line = f"key: {text}\ntitle: {text}\n"
    try:
        plain = yaml.safe_load(line) == {"key": text, "title": text}
    except yaml.YAMLError:
        plain = False
    if plain and not frontmatter.parse_yaml(line.encode(), "")[2] and "{" not in text:
        return text
    if '"' in text or "\\" in text:
        return "'" + text.replace("'", "''") + "'"
    return f'"{text}"'


def values_of(now: datetime) -> dict[str, str]:
    """Return what stands for a date in the starting texts."""
    return {"today": f"{now:%Y-%m-%d}", "year": f"{now:%Y}", "next_year": str(now.year + 1)}


def filled(file: Path, values: Mapping[str, str]) -> str:
    """Return a starting text with its `{names}` replaced; other braces stay."""
    text = file.read_text(encoding="utf-8")
    return re.sub(r"\{(\w+)\}", lambda found: values.get(found[1], found[0]), text)


def write(texts: Mapping[Path, str]) -> tuple[Path, ...]:
    """Write new files; stop at one that is there."""
    for file, text in texts.items():
        file.parent.mkdir(parents=True, exist_ok=True)
        try:
            with file.open("x", encoding="utf-8", newline="\n") as made:
                made.write(text)
        except FileExistsError:
            raise Stop([exists(file.as_posix())]) from None
    return tuple(texts)


@lru_cache(maxsize=1)
def started() -> frozenset[str]:
    """Return the paragraphs that starting texts have below their heads, headings left out."""
    files = (file for file in sorted(TEXTS.rglob("*.md")) if file.name != "readme.md")
    bodies = (parts(file.read_text(encoding="utf-8"))[1] for file in files)
    lines = (line.strip() for body in bodies for line in body.split("\n"))
    return frozenset(line for line in lines if line and "{" not in line and line[0] not in "#-")


def untouched(text: str) -> int:
    """Return where the first paragraph stands that is still as Megafono wrote it, or -1."""
    offset = 0
    for line in text.splitlines(keepends=True):
        if line.strip() in started():
            return offset
        offset += len(line)
    return -1
