"""The published folder: always the whole old site or the whole new one.

A new site is put together in a folder beside it (unchanged files are linked, not copied), and takes
its place by one exchange of names. What was interrupted is put right by the next build.
"""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

from megafono.model import Difference, Manifest
from megafono.problem import Problem, Stop, message
from megafono.source import digest

MARK = ".megafono"
MARK_TEXT = b"This folder is made by Megafono and replaced whole at each build.\n"

Published = Mapping[str, tuple[str, int, int]]
"""Digest, size and modification time (ns) of each published file, by path."""


def difference(old: Manifest, new: Manifest) -> Difference:
    """Return what takes one manifest to another."""
    return Difference(
        put=tuple(sorted(path for path in new if old.get(path) != new[path])),
        remove=tuple(sorted(old.keys() - new.keys())),
    )


def recover(folder: Path) -> None:
    """Put right what an interrupted build left: the old site, where no new one took its place."""
    new, old = beside(folder)
    if old.is_dir() and not folder.exists():
        old.rename(folder)
    for leftover in (new, old):
        if leftover.is_dir():
            shutil.rmtree(leftover, ignore_errors=True)


def beside(folder: Path) -> tuple[Path, Path]:
    """Return the folders where the new site is put together and the old one goes for a moment."""
    return folder.with_name(f".{folder.name}.new"), folder.with_name(f".{folder.name}.old")


def refuse_foreign(folder: Path) -> None:
    """Stop where a folder holds files that Megafono did not make: they would be lost."""
    if not folder.exists():
        return
    if not folder.is_dir():
        what = message("{folder} is a file, not a folder", folder=folder.name)
        raise Stop([Problem(message=what)], status=2)
    if any(folder.iterdir()) and not (folder / MARK).is_file():
        what = message(
            "the folder {folder} holds files that Megafono did not make", folder=folder.name
        )
        hint = message("They would be lost: empty it, or choose another folder with --out.")
        raise Stop([Problem(message=what, hint=hint)], status=2)


def intact(published: Published, folder: Path) -> dict[str, str]:
    """Return the digests of those published files that are still as they were left."""
    found = {}
    for path, (file_digest, size, modified) in published.items():
        try:
            stat = os.stat(f"{folder}/{path}")  # noqa: PTH116 - many thousands a build
        except OSError:
            continue
        if stat.st_size == size and stat.st_mtime_ns == modified:
            found[path] = file_digest
    return found


def is_whole(published: Published, folder: Path, expected: set[str]) -> bool:
    """Tell whether the folder holds just the files expected."""
    there = set()
    for base, folders, files in os.walk(folder):
        inner = os.path.relpath(base, folder).replace(os.sep, "/")
        folders.sort()
        there |= {file if inner == "." else f"{inner}/{file}" for file in files}
    return there - {MARK} == expected == set(published)


def publish(
    new: Mapping[str, bytes], keep: Mapping[str, str], folder: Path
) -> dict[str, tuple[str, int, int]]:
    """Replace the folder by one with the files of `new` (path -> bytes) and those to `keep`.

    Returns what is published now. The old site stays in its place until all of the new one is
    written; where the disk or another program refuses, it stays for good and a Stop says why.
    """
    staging, old = beside(folder)
    try:
        recover(folder)
        staging.mkdir(parents=True)
        for path in keep:
            link(folder / path, staging / path)
        for path, data in new.items():
            write(staging / path, data)
        write(staging / MARK, MARK_TEXT)
        exchange(staging, folder, old)
    except OSError as error:
        shutil.rmtree(staging, ignore_errors=True)
        raise Stop([not_published(error, folder)]) from error
    digests = {**keep, **{path: digest(data) for path, data in new.items()}}
    return {path: (found, *stat_of(folder / path)) for path, found in sorted(digests.items())}


def not_published(error: OSError, folder: Path) -> Problem:
    """Say why the new site could not take the place of the old one."""
    if error.errno == errno.ENOSPC:
        return Problem(message=message("the disk is full: the published site was left as it was"))
    what = message(
        "the folder {folder} cannot be replaced: {why}",
        folder=folder.name,
        why=error.strerror or "?",
    )
    hint = message(
        "The published site was left as it was. "
        "Close the programs that have it open, and try again."
    )
    return Problem(message=what, hint=hint)


def stat_of(file: Path) -> tuple[int, int]:
    """Return size and modification time (ns)."""
    found = file.stat()
    return found.st_size, found.st_mtime_ns


def write(file: Path, data: bytes) -> None:
    """Write a file, making the folders above it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)


def link(source: Path, target: Path) -> None:
    """Give a file a second name; copy it, with its times, where the disk does not do that."""
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def exchange(new: Path, folder: Path, old: Path) -> None:
    """Put the new folder in the place of the old: at once where the system can, or in two steps."""
    if not folder.exists():
        new.rename(folder)
        return
    if exchanged(new, folder):
        shutil.rmtree(new, ignore_errors=True)
        return
    folder.rename(old)
    try:
        new.rename(folder)
    except OSError:
        old.rename(folder)
        raise
    shutil.rmtree(old, ignore_errors=True)


def exchanged(one: Path, other: Path) -> bool:
    """Exchange two folders in one system call; return False where there is none.

    Linux has `renameat2`, macOS `renamex_np`.
    """
    names = {"linux": ("renameat2", 2), "darwin": ("renamex_np", 2)}
    if sys.platform not in names:
        return False
    name, flag = names[sys.platform]
    try:
        call = getattr(ctypes.CDLL(None, use_errno=True), name)
    except (AttributeError, OSError):
        return False
    here, there = os.fsencode(one), os.fsencode(other)
    at_cwd = -100
    arguments = (
        (at_cwd, here, at_cwd, there, flag) if sys.platform == "linux" else (here, there, flag)
    )
    return bool(call(*arguments) == 0)
