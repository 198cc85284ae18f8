"""Notices edits: watches the folders of a site, and says when they have been quiet for a moment."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer
from watchdog.observers.polling import PollingObserver

from megafono.source import IGNORED, INPUTS, shipped

QUIET = 0.05
"""Seconds without an edit after which a group of edits is taken as done."""
LONGEST = 1.0
"""Seconds after which a group of edits that never ends is taken all the same."""
EDITS = frozenset({"created", "modified", "deleted", "moved"})


class Changes:
    """Edits noted by one thread and waited for by another."""

    def __init__(self) -> None:
        """Begin with none."""
        self.noted = threading.Event()
        self.last = 0.0

    def note(self) -> None:
        """Note that something was edited, just now."""
        self.last = time.monotonic()
        self.noted.set()

    def settled(self, timeout: float) -> bool:
        """Wait for an edit, then for quiet; return False where none comes within `timeout` s."""
        if not self.noted.wait(timeout):
            return False
        first = time.monotonic()
        while (left := self.last + QUIET - time.monotonic()) > 0:
            if time.monotonic() - first > LONGEST:
                break
            time.sleep(left)
        self.noted.clear()
        return True


class Watch(FileSystemEventHandler):
    """Calls `edited` with the path of each input that is written, moved or removed.

    The native observer of the system is used; where it fails (too many watches, a disk of the
    network), files are looked at once a second.
    """

    def __init__(self, root: Path, edited: Callable[[Path], None]) -> None:
        """Watch the inputs of the site at `root`, and those shipped with Megafono."""
        self.bases = tuple(dict.fromkeys((root, shipped())))
        self.edited = edited
        self.watches: dict[Path, Any] = {}
        self.observer: Any = None

    def start(self) -> None:
        """Begin to watch."""
        try:
            self.begin(Observer())
        except OSError:
            self.stop()
            self.begin(PollingObserver(timeout=1))

    def begin(self, observer: Any) -> None:
        """Watch with one kind of observer."""
        self.observer = observer
        self.watches = {}
        for base in self.bases:
            observer.schedule(self, str(base), recursive=False)
        self.follow()
        observer.start()

    def stop(self) -> None:
        """Watch no more."""
        if self.observer is not None and self.observer.is_alive():
            self.observer.stop()
            self.observer.join(timeout=2)

    def follow(self) -> None:
        """Watch the folders of inputs that are there now, and no longer those that are gone."""
        folders = {base / name for base in self.bases for name in INPUTS}
        there = {folder for folder in folders if folder.is_dir()}
        for folder in sorted(self.watches.keys() - there):
            self.observer.unschedule(self.watches.pop(folder))
        for folder in sorted(there - self.watches.keys()):
            self.watches[folder] = self.observer.schedule(self, str(folder), recursive=True)

    def on_any_event(self, event: FileSystemEvent) -> None:
        """Take what the system says; reading a file is no edit, nor is a cache beside it."""
        if event.event_type not in EDITS or (event.is_directory and event.event_type == "modified"):
            return
        found = [Path(str(path)) for path in (event.src_path, event.dest_path) if path]
        if any(path.parent in self.bases and path.name in INPUTS for path in found):
            self.follow()
        for path in inputs(found, self.bases):
            self.edited(path)


def inputs(paths: Iterable[Path], bases: Iterable[Path]) -> list[Path]:
    """Return those of the paths that a build would read."""
    found = []
    for path in paths:
        base = next((base for base in bases if path.is_relative_to(base)), None)
        parts = path.relative_to(base).parts if base else ()
        is_hidden = any(part.startswith(".") or part == "__pycache__" for part in parts)
        if parts and parts[0] in INPUTS and not is_hidden and not path.name.endswith(IGNORED):
            found.append(path)
    return found
