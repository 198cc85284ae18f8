"""What every generator must say to be measured: its sources, its command, its version."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import ClassVar

from tests.benchmarks.entries import SECTIONS, Entry, Text
from tests.benchmarks.megafono_site import put
from tests.benchmarks.names import names
from tests.benchmarks.speed.process import Command
from tests.benchmarks.speed.tools import Tools

SITES = Path(__file__).parent / "sites"
ADDRESS = "https://benchmark.example"
EDITED = re.compile(r'<p class="edit">.*</p>\n\Z')
NUMBER = re.compile(r"\d+(?:\.\d+)+")


class Peer:
    """A generator and its site below `root`. Subclasses say what is peculiar to each."""

    name: ClassVar[str]
    template: ClassVar[str]
    """The template whose edit is measured, below the root: the footer of every page."""

    made: ClassVar[Sequence[str]] = ("public",)
    """What builds leave below the root, as patterns: the first is what is published."""

    env: Mapping[str, str] = {}

    def __init__(self, root: Path, tools: Tools) -> None:
        """Take a folder and the tools."""
        self.root, self.tools = root, tools

    @property
    def out(self) -> Path:
        """Where the site is published."""
        return self.root / self.made[0]

    def install(self) -> None:
        """See that the generator is there."""

    def commands(self) -> list[Command]:
        """Return what builds the site, in order, run in the root."""
        raise NotImplementedError

    def version(self) -> str:
        """Return the version of the generator."""
        raise NotImplementedError

    def file(self, entry: Entry, lang: str) -> str:
        """Return the path of an entry's source below the root."""
        raise NotImplementedError

    def source(self, entry: Entry, text: Text) -> str:
        """Return the source of an entry in one language."""
        raise NotImplementedError

    def page(self, entry: Entry, lang: str) -> Path:
        """Return the file that an entry becomes in a language."""
        return self.out / entry.texts[lang].url.strip("/") / "index.html"

    def set_up(self) -> None:
        """Write settings and templates."""
        shutil.copytree(SITES / self.name, self.root, dirs_exist_ok=True)

    def put(self, entry: Entry) -> None:
        """Write an entry in all its languages."""
        for lang, text in entry.texts.items():
            put(self.root / self.file(entry, lang), self.source(entry, text))

    def remove(self, entry: Entry) -> None:
        """Remove an entry in all its languages."""
        for lang in entry.texts:
            (self.root / self.file(entry, lang)).unlink(missing_ok=True)

    def edit_template(self, number: int) -> None:
        """Make the footer say a number."""
        path = self.root / self.template
        put(path, edited(path.read_text("utf-8"), number))

    def forget(self) -> None:
        """Remove all that builds left."""
        for path in (path for each in self.made for path in self.root.glob(each)):
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()


def edited(template: str, number: int) -> str:
    """Return a template that ends with a number, in place of the number that it ended with."""
    return f'{EDITED.sub("", template)}<p class="edit">{number}</p>\n'


def said(command: Command) -> str:
    """Return the first version number that a command says."""
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found = NUMBER.search(done.stdout)
    return found[0] if found else "?"


def countries(entry: Entry, lang: str) -> list[str]:
    """Return the names of an entry's countries."""
    known = {each.code: each.names[lang] for each in names().countries}
    return [known[code] for code in entry.facts.get("countries", ())]


def sector(key: str) -> str:
    """Return the name of a sector, the same in every language here."""
    return key.replace("-", " ").capitalize()


def sectors(entry: Entry) -> list[str]:
    """Return the names of an entry's sectors."""
    return [sector(key) for key in entry.facts.get("sectors", ())]


def section(entry: Entry, lang: str) -> str:
    """Return the name of an entry's section, as it stands in addresses; none for a page."""
    return SECTIONS[entry.type][lang] if entry.type in SECTIONS else ""


def described(text: Text) -> dict[str, str]:
    """Return the summary as what most call it, where there is one."""
    return {"description": text.summary} if text.summary else {}


def other(entry: Entry, text: Text) -> str:
    """Return the address of an entry in the other language."""
    return next(each.url for each in entry.texts.values() if each.lang != text.lang)
