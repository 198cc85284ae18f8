"""Folders -> Sources. The only module that reads inputs from disk.

A site's own `themes/`, `plugins/` and `i18n/` come before those shipped with Megafono.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from megafono.model import Source
from megafono.model import digest as digest
from megafono.problem import Problem, Stop, message

INPUTS = ("content", "themes", "plugins", "i18n")
LONE = re.compile("[\ud800-\udfff]")
"""What Python puts in a file's name for each byte that is not UTF-8."""
IGNORED = ("~", ".tmp", ".bak", ".swp", ".pyc", "Thumbs.db", "desktop.ini")

Stat = tuple[int, int, int]
"""Size, modification and change time in nanoseconds: a file with the same three is the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """All inputs by path. `files` maps `content/…`, `themes/…`, `plugins/…`, `i18n/…` to Source."""

    root: Path
    files: Mapping[str, Source]

    def under(self, folder: str, *, suffix: str = "") -> Iterator[Source]:
        """Yield the files below a folder, by path."""
        start = f"{folder}/"
        for path in self.files:
            if path.startswith(start) and path.endswith(suffix):
                yield self.files[path]

    def get(self, path: str) -> Source | None:
        """Return the file at a path, or None."""
        return self.files.get(path)


def shipped() -> Path:
    """Return the folder that holds the themes, plugins and i18n shipped with Megafono."""
    packaged = Path(__file__).parent / "shipped"
    return packaged if packaged.is_dir() else Path(__file__).parent.parent


def read(root: Path, known: Mapping[str, tuple[Stat, str]] | None = None) -> Sources:
    """Find every input of the site at `root`. Bytes are read only to learn a digest.

    `known` maps absolute paths to what an earlier build saw: a file whose stat is the same keeps
    its digest without being read. Stops with a problem where there is no `content/`.
    """
    require_content(root)
    files: dict[str, Source] = {}
    for base in (shipped(), root):
        for folder in INPUTS:
            if folder == "content" and base != root:
                continue
            for file, path in walk(base / folder, folder):
                files[path] = source(path, file, known or {})
    require_names(files)
    return Sources(root=root, files=dict(sorted(files.items())))


def require_names(paths: Iterable[str]) -> None:
    """Stop where the names of files are not UTF-8: no address, nor message, could name them."""
    if wrong := [misnamed(path) for path in sorted(paths) if LONE.search(path)]:
        raise Stop(wrong)


def misnamed(path: str) -> Problem:
    """Say that a name is not UTF-8; a sign stands for what cannot be read."""
    shown = LONE.sub("\N{REPLACEMENT CHARACTER}", path)
    what = message("the name “{name}” is not written in UTF-8", name=shown.rpartition("/")[2])
    return Problem(message=what, path=shown, hint=message("Rename it, with plain letters."))


def require_content(root: Path) -> None:
    """Stop where a folder is not a site."""
    if LONE.search(str(root.absolute())):
        raise Stop([misnamed(str(root.absolute()))], status=2)
    if (root / "content").is_dir():
        return
    what = message("there is no “content” folder in {root}", root=root.name or str(root))
    hint = message(
        "Run the command in the folder of your site, name it with --root, "
        "or make a new site with: {program} init FOLDER",
        program=os.environ.get("MEGAFONO_PROGRAM", "megafono"),
    )
    raise Stop([Problem(message=what, hint=hint)], status=2)


def walk(folder: Path, name: str) -> Iterator[tuple[Path, str]]:
    """Yield (file, path) below a folder: no dot-files, no leftovers of editors, no links."""
    if not folder.is_dir():
        return
    with os.scandir(folder) as found:
        items = sorted(found, key=lambda item: item.name)
    for item in items:
        if item.name.startswith(".") or item.name == "__pycache__" or item.is_symlink():
            continue
        path = f"{name}/{unicodedata.normalize('NFC', item.name)}"
        if item.is_dir():
            yield from walk(Path(item.path), path)
        elif not item.name.endswith(IGNORED):
            yield Path(item.path), path


def source(path: str, file: Path, known: Mapping[str, tuple[Stat, str]]) -> Source:
    """Make the Source of one file, reading it only where its stat is not known."""
    stat = stat_of(file)
    seen = known.get(str(file))
    found = seen[1] if seen and seen[0] == stat else digest(file.read_bytes())
    return Source(path=path, digest=found, size=stat[0], file=file, stat=stat)


def stat_of(file: Path) -> Stat:
    """Return what tells a changed file without reading it."""
    found = file.stat()
    return found.st_size, found.st_mtime_ns, found.st_ctime_ns
