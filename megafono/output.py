"""The published folder: the whole old site or the whole new one.

A new site is put together in a folder beside it (unchanged files are linked, not copied), and takes
its place by one exchange of names. Where the system has no such exchange there is no site for the
moment between two renames, and after a loss of power the disk may have forgotten what was written
last. What was interrupted is put right by the next build.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import shutil
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from megafono.model import Difference, Manifest, Options
from megafono.problem import Problem, Stop, message
from megafono.source import INPUTS
from megafono.staging import (
    MARK,
    MARK_TEXT,
    Outputs,
    Published,
    Survey,
    campaign_of,
    digest_of,
    from_nothing,
    from_spare,
    leave_spare,
    stat_in,
)  # fmt: skip

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

PATIENCE = 10.0
"""Seconds for which a build waits for another of the same folder, before it gives up."""
HELD = {errno.EACCES, errno.EAGAIN, errno.EDEADLK, errno.EWOULDBLOCK}
"""What the systems say of a file that another program has locked."""


def difference(old: Manifest, new: Manifest) -> Difference:
    """Return what takes one manifest to another."""
    return Difference(
        put=tuple(sorted(path for path in new if old.get(path) != new[path])),
        remove=tuple(sorted(old.keys() - new.keys())),
    )


def recover(folder: Path) -> None:
    """Put right what an interrupted build left: the old site, where no new one took its place.

    A folder that is not of a build is left alone.
    """
    new, old = beside(folder)
    for leftover in (new, old):
        if leftover.is_symlink():
            leftover.unlink()
    if is_ours(old) and not folder.exists():
        old.rename(folder)
    for leftover in (new, old):
        if is_ours(leftover):
            shutil.rmtree(leftover, ignore_errors=True)


def is_ours(folder: Path) -> bool:
    """Tell whether a folder is of a build: it holds our mark, or nothing yet."""
    return folder.is_dir() and ((folder / MARK).is_file() or not any(folder.iterdir()))


def beside(folder: Path) -> tuple[Path, Path]:
    """Return the folders where the new site is put together and the old one goes for a moment."""
    return folder.with_name(f".{folder.name}.new"), folder.with_name(f".{folder.name}.old")


def spare_of(options: Options) -> Path:
    """Return the folder that a build leaves for the next to put a site together in."""
    return options.root / ".cache" / options.cache / "spare"


def shelf_of(options: Options) -> Path:
    """Return the folder in which outputs that other processes made wait to be published."""
    return options.root / ".cache" / options.cache / "shelf"


@contextlib.contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Keep other builds away while the block runs: one at a time has a cache, and what it makes.

    The lock is a file in the folder of the cache. The system takes it back from a program that
    dies. Where the disk has no locks, or may not be written, there is none.
    """
    with contextlib.ExitStack() as held:
        with contextlib.suppress(OSError):
            folder.mkdir(parents=True, exist_ok=True)
            file = held.enter_context((folder / "lock").open("ab"))
            wait_for(file.fileno())
        yield


def wait_for(file: int) -> None:
    """Lock an open file; stop where another program does not let go of it."""
    end = time.monotonic() + PATIENCE
    while not locked(file):
        if time.monotonic() >= end:
            what = message("another build of this site is under way")
            raise Stop([Problem(message=what, hint=message("Let it end, and try again."))])
        time.sleep(0.05)


def locked(file: int) -> bool:
    """Lock an open file until it is closed; return False where another program has it locked."""
    try:
        if sys.platform == "win32":
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        return error.errno not in HELD
    return True


def real(folder: Path) -> Path:
    """Return the folder that a name leads to: of a link its target, there or not."""
    return Path(os.path.realpath(folder))


def is_same(one: Path, other: Path) -> bool:
    """Tell whether two names are of one folder, there or not, whatever their case."""
    try:
        return one.samefile(other)
    except OSError:
        return real(one) == real(other)


def refuse_misplaced(folder: Path, cache: Path, root: Path) -> None:
    """Stop where the published folder would take the place of the site itself, or of a part.

    It may not hold the cache, which the site holds, nor be among what a build reads.
    """
    folder = real(folder)
    name = folder.name or str(folder)
    holders = (*above(real(cache)), *above(real(root)))
    if not folder.name or any(is_same(folder, up) for up in holders):
        what = message("the site cannot be published in {folder}, which holds it", folder=name)
    elif any(is_same(up, root / inputs) for up in above(folder) for inputs in INPUTS):
        what = message("the site cannot be published in {folder}, which it is made of", folder=name)
    else:
        return
    hint = message("Choose another folder with --out, or leave it out.")
    raise Stop([Problem(message=what, hint=hint)], status=2)


def above(folder: Path) -> tuple[Path, ...]:
    """Return a folder and all that it is in."""
    return folder, *folder.parents


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


def refuse_other(folder: Path, campaign: str) -> None:
    """Stop where a folder holds another site than the one to publish, which would be lost.

    `campaign` is the key of the one that is built alone, or empty. A folder whose mark names none
    holds the whole site.
    """
    held = campaign_of(folder)
    if held == campaign or not (folder / MARK).is_file():
        return
    if held:
        what = message(
            "the folder {folder} holds the site of the campaign “{name}”",
            folder=folder.name, name=held.partition("/")[2],
        )  # fmt: skip
    else:
        what = message("the folder {folder} holds the whole site", folder=folder.name)
    hint = message("It would be lost: choose another folder with --out, or leave it out.")
    raise Stop([Problem(message=what, hint=hint)], status=2)


def intact(published: Published, found: Survey) -> dict[str, str]:
    """Return the digests of those published files that are still as they were left."""
    return {
        path: digest
        for path, (digest, *stat) in published.items()
        if found.get(path) == tuple(stat)
    }


def is_whole(published: Published, found: Survey, expected: set[str]) -> bool:
    """Tell whether a folder holds just the files expected."""
    there = {path for path in found if not path.endswith("/")}
    return there - {MARK} == expected == set(published)


def publish(
    new: Outputs,
    keep: Iterable[str],
    before: Published,
    folder: Path,
    spare: Path,
    *,
    found: Iterable[str] | None = None,
    mark: bytes = MARK_TEXT,
) -> tuple[Published, Survey]:
    """Replace the folder by one with the files of `new` and those to `keep`.

    `before` is what was published, `found` the paths that are in the folder, where these may be
    others: somebody put a file there, or the cache knows nothing of it; `mark` tells whose site it
    is. Returns what is published
    now, and a survey of it. The old site stays in its place until all of the new one is written;
    where the disk or another program refuses, it stays for good and a Stop says why. Then the old
    folder is brought up to date and kept as a `spare`, in which the next site is put together: what
    does not change is linked once.
    """
    staging, old = beside(folder)
    rows = {path: before[path] for path in keep}
    try:
        recover(folder)
        there = from_spare(new, rows, before, staging, spare, mark)
        there = there or from_nothing(new, rows, staging, folder, mark)
        digests = {path: row[0] for path, row in rows.items()}
        digests |= {path: digest_of(data) for path, data in new.items()}
        made = {path: (found, *stat_in(there, path)) for path, found in sorted(digests.items())}
        left = exchange(staging, folder, old)
    except OSError as error:
        shutil.rmtree(staging, ignore_errors=True)
        raise Stop([not_published(error, folder)]) from error
    if left:
        gone = set(before if found is None else found) - made.keys()
        leave_spare(left, folder, new, gone, made, spare)
    return made, there


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


def exchange(new: Path, folder: Path, old: Path) -> Path | None:
    """Put the new folder in the place of the old: at once where the system can, or in two steps.

    Returns where the old one is now, if there was one.
    """
    if not folder.exists():
        new.rename(folder)
        return None
    if exchanged(new, folder):
        return new
    folder.rename(old)
    try:
        new.rename(folder)
    except OSError:
        old.rename(folder)
        raise
    return old


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
