"""The folder in which a new site is put together: a new one, or the spare that the last one left.

Files are shared by links between the published folder, the spare and the store of pictures, so none
is ever changed in its place.
"""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from megafono.model import Stored
from megafono.source import digest

MARK = ".megafono"
MARK_TEXT = b"This folder is made by Megafono and replaced whole at each build.\n"
OF_CAMPAIGN = b"It holds the site of a campaign alone: "

Survey = Mapping[str, tuple[int, int]]
"""Size and modification time (ns) of what is in a folder, by path."""
Published = Mapping[str, tuple[str, int, int]]
"""Digest, size and modification time (ns) of each published file, by path."""
Outputs = Mapping[str, bytes | Stored]
"""What is to be published, by path."""


def mark_text(campaign: str) -> bytes:
    """Return what the mark says in the folder of the whole site (no key), or of a campaign."""
    return MARK_TEXT + (OF_CAMPAIGN + campaign.encode() + b"\n" if campaign else b"")


def campaign_of(folder: Path) -> str:
    """Return the key of the campaign whose site a folder holds; empty for the whole site."""
    try:
        text = (folder / MARK).read_bytes()
    except OSError:
        return ""
    return text.partition(OF_CAMPAIGN)[2].decode("utf-8", "replace").strip()


def survey(folder: Path) -> Survey:
    """Return size and modification time of each file and folder below a folder, itself included.

    A folder's path ends in `/`; it is looked at before what is in it is read.
    """
    found: dict[str, tuple[int, int]] = {}
    if folder.is_dir():
        gather(str(folder), "", found)
    return found


def gather(folder: str, path: str, found: dict[str, tuple[int, int]]) -> None:
    """Add what is in a folder, which has a path in the published one."""
    seen = os.stat(folder)  # noqa: PTH116 - many thousands a build
    found[path or "/"] = seen.st_size, seen.st_mtime_ns
    with os.scandir(folder) as items:
        for item in items:
            if item.is_dir(follow_symlinks=False):
                gather(item.path, f"{path}{item.name}/", found)
                continue
            with contextlib.suppress(OSError):
                seen = item.stat()
                found[path + item.name] = seen.st_size, seen.st_mtime_ns


def from_nothing(
    new: Outputs, keep: Iterable[str], staging: Path, folder: Path, mark: bytes = MARK_TEXT
) -> Survey:
    """Put the new site together in a new folder, with links to the files to keep."""
    staging.mkdir(parents=True)
    write(staging / MARK, mark)
    for inner in folders_of([*keep, *new]):
        os.mkdir(f"{staging}/{inner}")  # noqa: PTH102 - many thousands a build
    for path in keep:
        link(f"{folder}/{path}", f"{staging}/{path}")
    for path, data in new.items():
        write(staging / path, data)
    return survey(staging)


def from_spare(
    new: Outputs,
    keep: Published,
    before: Iterable[str],
    staging: Path,
    spare: Path,
    mark: bytes = MARK_TEXT,
) -> Survey | None:
    """Put the new site together in the spare; None where that is not there, or not as it was.

    `before` are the paths that are published, and that the spare has, with the mark.
    """
    before = list(before)
    there = as_left(spare, before, mark)
    if there is None or any(there[path] != row[1:] for path, row in keep.items()):
        shutil.rmtree(spare, ignore_errors=True)
        return None
    try:
        spare.rename(staging)
    except OSError:  # it is on another disk, or in use
        shutil.rmtree(spare, ignore_errors=True)
        return None
    gone = [path for path in before if path not in keep]
    touched = mend(staging, gone, new, lambda path: write(staging / path, new[path]))
    for path in gone:
        del there[path]
    for inner in touched:
        there.pop(f"{inner}/", None)
        with contextlib.suppress(FileNotFoundError):
            there[f"{inner}/"] = size_and_time(f"{staging}/{inner}")
    return {**there, **{path: size_and_time(f"{staging}/{path}") for path in new}}


def stamp_of(spare: Path) -> Path:
    """Return the file that tells which files a spare was left with, and by its time when."""
    return spare.with_suffix(".stamp")


def digest_of_paths(paths: Iterable[str]) -> str:
    """Return the digest of some paths, whatever their order."""
    return digest("\n".join(sorted(paths)).encode("utf-8", "surrogatepass"))


def as_left(spare: Path, paths: Iterable[str], mark: bytes) -> dict[str, tuple[int, int]] | None:
    """Return size and time of the files and folders of a spare; None where it is not as it was.

    It is not read: what came into a folder since it was left gave the folder a later time.
    """
    paths = list(paths)
    try:
        left = stamp_of(spare).stat().st_mtime_ns
        is_known = stamp_of(spare).read_text() == digest_of_paths(paths)
        if not is_known or (spare / MARK).read_bytes() != mark:
            return None
        paths.append(MARK)
        found = {f"{inner}/": size_and_time(f"{spare}/{inner}") for inner in folders_of(paths)}
        found["/"] = size_and_time(str(spare))
        if any(modified > left for _, modified in found.values()):
            return None
        return found | {path: size_and_time(f"{spare}/{path}") for path in paths}
    except OSError:
        return None


def leave_spare(
    left: Path,
    folder: Path,
    new: Iterable[str],
    gone: Iterable[str],
    made: Iterable[str],
    spare: Path,
) -> None:
    """Bring the folder that was published up to date with the one that is, and keep it.

    `made` are all the paths that it has then.
    """
    new = list(new)
    try:
        mend(left, gone, new, lambda path: os.link(folder / path, left / path))
        spare.parent.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(spare, ignore_errors=True)
        left.rename(spare)
        stamp_of(spare).write_text(digest_of_paths(made))
    except OSError:  # the disk has no links, or the spare is on another one
        shutil.rmtree(left, ignore_errors=True)


def mend(
    folder: Path, gone: Iterable[str], new: Iterable[str], give: Callable[[str], object]
) -> set[str]:
    """Take files away from a folder, and have each new one given to it.

    A file is never changed in its place: it may have other names. Returns the folders inside in
    which something came or went.
    """
    gone, new = list(gone), list(new)
    touched = set()
    for path in (*gone, *new):
        touched.add(path.rpartition("/")[0])
        with contextlib.suppress(FileNotFoundError, NotADirectoryError, IsADirectoryError):
            os.unlink(f"{folder}/{path}")  # noqa: PTH108 - many thousands a build
    for inner in sorted({path.rpartition("/")[0] for path in gone}, reverse=True):
        touched |= without_empty(folder, inner)
    for inner in folders_of(new):
        with contextlib.suppress(FileExistsError):
            os.mkdir(f"{folder}/{inner}")  # noqa: PTH102
            touched |= {inner, inner.rpartition("/")[0]}
    for path in new:
        give(path)
    return touched


def without_empty(folder: Path, inner: str) -> set[str]:
    """Take away a folder inside, and those that it is in, while nothing is in them.

    Returns those that something was taken from.
    """
    touched = set()
    while inner:
        try:
            os.rmdir(f"{folder}/{inner}")  # noqa: PTH106
        except OSError:
            break
        inner = inner.rpartition("/")[0]
        touched.add(inner)
    return touched


def size_and_time(file: str) -> tuple[int, int]:
    """Return size and modification time (ns) of a file."""
    seen = os.stat(file)  # noqa: PTH116
    return seen.st_size, seen.st_mtime_ns


def stat_in(found: Survey, path: str) -> tuple[int, int]:
    """Return size and modification time (ns) of a file that must be there."""
    if path not in found:
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), path)
    return found[path]


def folders_of(paths: Iterable[str]) -> list[str]:
    """Return the folders that paths are in, each after the one it is in."""
    found: set[str] = set()
    for path in paths:
        folder = path.rpartition("/")[0]
        while folder and folder not in found:
            found.add(folder)
            folder = folder.rpartition("/")[0]
    return sorted(found)


def write(file: Path, data: bytes | Stored) -> None:
    """Write a file that is not there, in a folder that is; what lies in a file gets a second name.

    So a file of the store of pictures is shared too.
    """
    if isinstance(data, Stored) and data.is_loose:
        move(str(data.file), str(file))
    elif isinstance(data, Stored):
        link(str(data.file), str(file))
    else:
        file.write_bytes(data)


def digest_of(data: bytes | Stored) -> str:
    """Return the digest of an output, wherever its bytes are."""
    return data.digest if isinstance(data, Stored) else digest(data)


def move(source: str, target: str) -> None:
    """Give a file another name; copy it where that is on another disk."""
    try:
        os.replace(source, target)  # noqa: PTH105 - many thousands a build
    except OSError:
        shutil.copy2(source, target)


def link(source: str, target: str) -> None:
    """Give a file a second name; copy it, with its times, where the disk does not do that."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
