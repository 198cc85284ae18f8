"""What a build leaves so that the next can tell that nothing has changed, by stats of files alone.

The receipt is a text: one line of JSON, then the path of each file and folder that was looked at.
Of their stats it holds one digest. Nothing heavy is imported here; whatever is not as it was, or
not to be read, leaves the matter to a whole build.
"""

from __future__ import annotations

import json
import os
import sys
import time
from array import array
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any

from megafono import __version__
from megafono.problem import Problem, read_problem, written_problem
from megafono.source import INPUTS, shipped

if TYPE_CHECKING:
    from megafono.model import Options
    from megafono.output import Survey

NAME = "receipt.txt"
TICK = 50_000_000
"""Nanoseconds within which a disk's clock may give two changes one time; 2 s where it has none."""


@dataclass(frozen=True, slots=True)
class Look:
    """The inputs as a build found them, looked at before the first was read.

    `stats` are size, modification and change time of each path, in a row; `absent` are the folders
    that are not there.
    """

    moment: int
    paths: tuple[str, ...]
    absent: tuple[str, ...]
    stats: array[int]


@dataclass(frozen=True, slots=True)
class Standing:
    """What still stands: how many outputs are published, and what was told of the site."""

    outputs: int
    problems: tuple[Problem, ...]


def about(options: Options) -> dict[str, str]:
    """Return what a receipt holds for: the folders, the options, the program."""
    return {
        "version": f"{__version__} {sys.version}",
        "engine": str(Path(__file__).parent),
        "libraries": os.pathsep.join(libraries()),
        "root": os.path.realpath(options.root),
        "out": os.path.realpath(options.out),
        "base_url": options.base_url,
        "drafts": str(options.drafts),
        "now": str(options.now or ""),
    }


def libraries() -> list[str]:
    """Return the folders of libraries: each is touched when a library is installed or upgraded."""
    return [path for path in sys.path if path.endswith(("site-packages", "dist-packages"))]


def look(root: Path) -> Look:
    """Look at all that a build depends on: inputs, engine, the folders of libraries."""
    moment = time.time_ns()
    folders = [Path(__file__).parent]
    folders += [shipped() / name for name in INPUTS if name != "content"]
    folders += [root / name for name in INPUTS]
    found: dict[str, os.stat_result] = {}
    absent = []
    for folder in folders:
        path = os.path.realpath(folder)
        if os.path.isdir(path):  # noqa: PTH112 - paths are texts here
            found.update(below(path))
        else:
            absent.append(path)
    found.update((path, os.stat(path)) for path in libraries())  # noqa: PTH116
    numbers = (n for s in found.values() for n in (s.st_size, s.st_mtime_ns, s.st_ctime_ns))
    return Look(moment, tuple(found), tuple(absent), array("q", numbers))


def below(folder: str) -> Iterator[tuple[str, os.stat_result]]:
    """Yield a folder and what is below it, each with its stat; of a folder before it is read."""
    yield folder, os.stat(folder)  # noqa: PTH116
    with os.scandir(folder) as items:
        found = sorted(items, key=lambda item: item.name)
    for item in found:
        if item.name.startswith(".") or item.name == "__pycache__" or item.is_symlink():
            continue
        if item.is_dir():
            yield from below(item.path)
        else:
            yield item.path, os.stat(item.path)  # noqa: PTH116


def is_young(found: Look) -> bool:
    """Tell whether an input is so new that it could change again and have the same stat."""
    times = found.stats[1::3] + found.stats[2::3]
    tick = TICK if any(moment % 1_000_000_000 for moment in times) else 2_000_000_000
    return max(times, default=0) > found.moment - tick


def write(
    options: Options,
    found: Look,
    survey: Survey,
    *,
    outputs: int,
    problems: Iterable[Problem],
    until: float | None,
) -> None:
    """Leave a receipt of a site that is published; none where an input is too young to tell.

    `until` is the moment (s) at which the site will look different unedited; None is never.
    """
    file = options.root / ".cache" / options.cache / NAME
    folder = os.path.realpath(options.out)
    paths = [*found.paths, *(f"{folder}/{path}" for path in survey)]
    stats = array("q", (number for pair in survey.values() for number in pair))
    head = {
        "about": about(options),
        "inputs": len(found.paths),
        "absent": found.absent,
        "stats": digest(found.stats, stats),
        "since": found.moment / 1e9 if until is not None else 0,
        "until": until,
        "outputs": outputs,
        "problems": [written_problem(problem) for problem in problems],
    }
    try:
        file.unlink(missing_ok=True)
        if is_young(found) or any("\n" in path for path in paths):
            return
        written = file.with_suffix(".new")
        written.write_bytes(os.fsencode("\n".join([json.dumps(head), *paths])))
        written.replace(file)
    except (OSError, UnicodeError):
        return  # no receipt: the next build looks at everything


def digest(*stats: array[int]) -> str:
    """Return the digest of rows of stats."""
    made = blake2b(digest_size=16)
    for row in stats:
        made.update(row)
    return made.hexdigest()


def standing(options: Options) -> Standing | None:
    """Return what was published, where neither the inputs nor the outputs nor the clock differ."""
    try:
        text = (options.root / ".cache" / options.cache / NAME).read_bytes()
        first, *paths = os.fsdecode(text).split("\n")
        head = json.loads(first)
        if is_other(head, options):
            return None
        count = head["inputs"]
        if digest(inputs_of(paths[:count]), outputs_of(paths[count:])) != head["stats"]:
            return None
        return Standing(head["outputs"], tuple(read_problem(p) for p in head["problems"]))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def is_other(head: Mapping[str, Any], options: Options) -> bool:
    """Tell whether a receipt is of another site, program or time."""
    now = time.time()
    is_over = head["until"] is not None and not head["since"] <= now < head["until"]
    is_there = any(os.path.lexists(path) for path in head["absent"])
    return is_over or is_there or head["about"] != about(options)


def inputs_of(paths: Iterable[str]) -> array[int]:
    """Return size, modification and change time of inputs, in a row."""
    found = map(os.stat, paths)
    return array("q", [n for s in found for n in (s.st_size, s.st_mtime_ns, s.st_ctime_ns)])


def outputs_of(paths: Iterable[str]) -> array[int]:
    """Return size and modification time of outputs, in a row."""
    return array("q", [n for s in map(os.stat, paths) for n in (s.st_size, s.st_mtime_ns)])
