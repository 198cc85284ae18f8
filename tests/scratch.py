"""Whole small sites written from strings, built as a person builds them."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from textwrap import dedent

from megafono import receipt
from megafono.build import Result, build
from megafono.model import Options
from megafono.problem import Message, Problem, Stop
from megafono.work import INNER

SETTINGS = """\
name: {it: Prova, en: Trial}
base_url: https://example.org
languages: [it, en]
"""
TODAY = datetime(2026, 11, 22, 9, 0)
SECTION = re.compile(r"^-- (\S+) --\n", re.MULTILINE)


class English:
    """Says messages as they stand in the code."""

    def text(self, text: str, /, context: str = "") -> str:
        """Return the text itself."""
        return text


class Scratch:
    """A site in a folder of its own.

    `made`, `kept` and `removed` are the output paths of the last build; `problems` its problems as
    `path:line:column: message`, in English.
    """

    def __init__(self, root: Path) -> None:
        """Begin with settings alone."""
        self.root = root
        self.out = root / "public"
        self.made: set[str] = set()
        self.kept: set[str] = set()
        self.removed: set[str] = set()
        self.problems: list[str] = []
        self.result: Result | None = None
        self.write(f"-- content/_site.yaml --\n{SETTINGS}")

    def write(self, text: str) -> Scratch:
        """Write files from one string: `-- path --` before each."""
        parts = SECTION.split(dedent(text).lstrip("\n"))
        for path, content in zip(parts[1::2], parts[2::2], strict=True):
            self.put(path, content.encode())
        return self

    def put(self, path: str, data: bytes) -> Scratch:
        """Write one file."""
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
        return self

    def edit(self, path: str, old: str, new: str) -> Scratch:
        """Replace a text in a file; it must be there."""
        file = self.root / path
        text = file.read_text("utf-8")
        assert old in text, f"{old!r} is not in {path}"
        file.write_bytes(text.replace(old, new).encode())
        return self

    def remove(self, path: str) -> Scratch:
        """Delete a file."""
        (self.root / path).unlink()
        return self

    def options(self, today: datetime = TODAY) -> Options:
        """Return the options of a build at a fixed moment."""
        return Options(root=self.root, out=self.out, now=today)

    def build(
        self,
        *,
        today: datetime = TODAY,
        base_url: str = "",
        drafts: bool = False,
        clean: bool = False,
        jobs: int = 1,
        whole: bool = False,
    ) -> Scratch:
        """Build, at a fixed moment; what a receipt tells is held against a whole build."""
        given = self.options(today)
        options = replace(given, base_url=base_url, drafts=drafts, clean=clean, jobs=jobs)
        standing = None if clean else receipt.standing(options)
        before = self.tree() if standing else {}
        try:
            self.result = build(options, whole=whole or standing is not None)
        except Stop as stop:
            self.result, standing = Result(problems=stop.problems), None
        if standing:
            assert self.result.problems == standing.problems, "the receipt is wrong"
            assert self.tree() == before, "the receipt is wrong"
        self.made = outputs(self.result.made)
        self.kept = outputs(self.result.kept)
        self.removed = set(self.result.removed)
        self.problems = [said(problem) for problem in self.result.problems]
        return self

    @property
    def bodies_made(self) -> set[str]:
        """The bodies made in the last build, as `projects/wells it`."""
        assert self.result is not None
        return {name.removeprefix("body ") for name in self.result.made if name.startswith("body ")}

    @property
    def paths(self) -> set[str]:
        """The paths that are published."""
        found = (
            file.relative_to(self.out).as_posix() for file in self.out.rglob("*") if file.is_file()
        )
        return {path for path in found if path != ".megafono"}

    def text(self, path: str) -> str:
        """Return a published file as text."""
        return self.data(path).decode("utf-8")

    def data(self, path: str) -> bytes:
        """Return a published file."""
        return (self.out / path).read_bytes()

    def tree(self) -> dict[str, bytes]:
        """Return all that is published."""
        return {path: self.data(path) for path in sorted(self.paths)}


def outputs(names: tuple[str, ...]) -> set[str]:
    """Return the names that are outputs: files, and folders of files."""
    return {name for name in names if not name.startswith(INNER)}


def said(problem: Problem) -> str:
    """Return a problem as English."""
    return problem.say(English())


def plain(found: Message | None) -> str:
    """Return a message as English, or empty."""
    return found.say(English()) if found else ""
