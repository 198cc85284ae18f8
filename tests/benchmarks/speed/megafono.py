"""Megafono, with the theme and the plugins it ships; with the search and without."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from tests.benchmarks import megafono_site
from tests.benchmarks.entries import Entry, Text
from tests.benchmarks.megafono_site import put
from tests.benchmarks.speed.peer import Peer
from tests.benchmarks.speed.process import Command, run

FOOTER = "templates/partials/footer.html"


class Searchable(Peer):
    """With all that is shipped."""

    name: ClassVar[str] = "megafono+search"
    template: ClassVar[str] = f"themes/measured/{FOOTER}"
    made: ClassVar[Sequence[str]] = ("public", ".cache")
    has_search: ClassVar[bool] = True

    def set_up(self) -> None:
        """Write settings, donors and a theme that has a footer of its own, to be edited."""
        megafono_site.write(self.root, [])
        own = ["theme: measured\n"]
        if not self.has_search:
            own.append(f"plugins: [{', '.join(self.others())}]\n")
        put(self.root / "content/_site.yaml", "".join([megafono_site.SETTINGS, *own]))
        put(self.root / "themes/measured/theme.yaml", "name: measured\nextends: default\n")
        shipped = self.tools.megafono / "themes/default" / FOOTER
        put(self.root / self.template, shipped.read_text("utf-8"))

    def others(self) -> list[str]:
        """Return the names of all plugins but the search."""
        found = (self.tools.megafono / "plugins").iterdir()
        is_plugin = (
            each for each in found if each.suffix == ".py" or (each / "__init__.py").is_file()
        )
        return sorted({each.stem for each in is_plugin} - {"search"})

    def file(self, entry: Entry, lang: str) -> str:
        """Return the path of an entry's source below the root."""
        return f"content/{entry.key}.{lang}.md"

    def source(self, entry: Entry, text: Text) -> str:
        """Return the source of an entry; the facts stand in the first language."""
        is_first = text is next(iter(entry.texts.values()))
        return megafono_site.source(text, entry.facts if is_first else {})

    def commands(self) -> list[Command]:
        """Return the build."""
        today = ("--today", self.tools.today)
        return [(sys.executable, "-m", "megafono", "build", "--root", self.root, *today)]

    @property
    def env(self) -> dict[str, str]:  # type: ignore[override]
        """The Megafono to be measured."""
        return {"PYTHONPATH": str(self.tools.megafono)}

    def version(self) -> str:
        """Return the version."""
        text = (self.tools.megafono / "megafono/__init__.py").read_text("utf-8")
        return text.partition('__version__ = "')[2].partition('"')[0]

    def difference(self) -> list[str]:
        """Build the same sources from nothing elsewhere; return the paths that differ.

        None may: an incremental build leaves what a clean one leaves, byte for byte.
        """
        clean = type(self)(self.root.with_name(f"{self.root.name}-clean"), self.tools)
        shutil.rmtree(clean.root, ignore_errors=True)
        for name in ("content", "themes"):
            shutil.copytree(self.root / name, clean.root / name)
        for command in clean.commands():
            run(command, clean.root, clean.env)
        found = differing(self.out, clean.out)
        shutil.rmtree(clean.root)
        return found


class Plain(Searchable):
    """Without the search."""

    name: ClassVar[str] = "megafono"
    has_search: ClassVar[bool] = False


def differing(one: Path, other: Path) -> list[str]:
    """Return the paths of files that two folders do not have alike."""
    paths = {
        path.relative_to(folder)
        for folder in (one, other)
        for path in folder.rglob("*")
        if path.is_file()
    }
    return sorted(
        path.as_posix()
        for path in paths
        if not (one / path).is_file()
        or not (other / path).is_file()
        or (one / path).read_bytes() != (other / path).read_bytes()
    )
