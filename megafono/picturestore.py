"""What was made of pictures, kept by content: `.cache/pictures/`, which may be deleted at any time.

A folder for each picture and each way of making it, with a file for each rendition and `digests`,
their list, written last. So the pictures outlive an edit of a plugin, `--clean`, an upgrade that
changes nothing in how pictures are made; and builds and previews make them once for all.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import time
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path

from megafono.model import Stored
from megafono.source import digest

NAME = "pictures"
LIST = "digests.json"
AGE = 30 * 86_400
"""Seconds after which what no picture of the site needs is thrown away."""
MAKERS = ("darkroom", "strip", "picture", "rendition")
"""The modules in which it is said how pictures are made."""


@cache
def recipe() -> str:
    """Return the digest of how pictures are made: our code, and the libraries that write them."""
    from PIL import __version__, features

    here = Path(__file__).parent
    parts = [digest((here / f"{name}.py").read_bytes()) for name in MAKERS]
    libraries = ("jpg", "libjpeg_turbo", "webp", "avif", "zlib", "littlecms2", "freetype2")
    parts += [__version__, *(str(features.version(name)) for name in libraries)]
    return digest(" ".join(parts).encode())


def store_of(root: Path) -> Store:
    """Return the store of a site, which all its builds and previews share."""
    return Store(root / ".cache" / NAME)


class Store:
    """The pictures made so far. Without a folder, or where the disk refuses, the last alone."""

    def __init__(self, folder: Path | None = None) -> None:
        """Keep what is made in a folder, which need not be there yet."""
        self.folder = folder
        self.last: tuple[str, Mapping[str, bytes]] = ("", {})

    def get(
        self, source: str, way: str, name: str, make: Callable[[], Mapping[str, bytes]]
    ) -> Stored | bytes:
        """Return one of the files made of a source, by name.

        `source` is the digest of what it is made of, `way` says how; `make` is called where the
        files are not there, or not as they were left.
        """
        key = f"{source}-{digest(f'{recipe()} {way}'.encode())[:16]}"
        if found := self.kept(key, name):
            with contextlib.suppress(OSError):
                os.utime(found.file.parent)  # what is in use is never old
            return found
        if self.last[0] != key:
            self.last = key, make()
            self.keep(key, self.last[1])
        return self.kept(key, name) or self.last[1][name]

    def kept(self, key: str, name: str) -> Stored | None:
        """Return a file that is as it was left, or None."""
        if self.folder is None:
            return None
        try:
            listed = json.loads((self.folder / key / LIST).read_text("utf-8"))
            file = self.folder / key / name
            if digest(file.read_bytes()) == listed[name]:
                return Stored(file=file, digest=listed[name])
        except (OSError, ValueError, KeyError, TypeError):
            pass
        return None

    def keep(self, key: str, files: Mapping[str, bytes]) -> None:
        """Write files down, as far as the disk allows: whole, or not at all."""
        if self.folder is None:
            return
        place = self.folder / key
        new = place.with_name(f"{key}.{os.getpid()}.new")
        with contextlib.suppress(OSError):
            new.mkdir(parents=True, exist_ok=True)
            for name, data in files.items():
                (new / name).write_bytes(data)
            listed = {name: digest(data) for name, data in files.items()}
            (new / LIST).write_text(json.dumps(listed), "utf-8")
            if not all(self.kept(key, name) for name in files):  # no other process has made them
                shutil.rmtree(place, ignore_errors=True)
                new.rename(place)
        shutil.rmtree(new, ignore_errors=True)

    def prune(self, sources: Iterable[str]) -> None:
        """Throw away what is old and made of no source that there is, by digest."""
        if self.folder is None or not self.folder.is_dir():
            return
        there, now = frozenset(sources), time.time()
        for place in self.folder.iterdir():
            with contextlib.suppress(OSError):
                is_known = place.name.partition("-")[0] in there
                if not is_known and now - place.stat().st_mtime > AGE:
                    shutil.rmtree(place, ignore_errors=True)
