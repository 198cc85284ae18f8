"""What a build leaves so that the next can tell that nothing has changed, by stats of files alone.

The receipt is a text: a line of JSON, one of the stats of inputs, then the path of each file and
folder that was looked at. Nothing heavy is imported here; whatever is not as it was, or not to be
read, leaves the matter to a whole build, or to `retouch`.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
import time
from array import array
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any

from megafono import __version__
from megafono.problem import Problem, read_problem, written_problem
from megafono.source import INPUTS, Stat, shipped

if TYPE_CHECKING:
    from megafono.model import Options
    from megafono.staging import Survey

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
        "campaign": options.campaign,
        "drafts": str(options.drafts),
        "quick": str(options.quick),
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


def trusted(stat: Stat, moment: int) -> Stat:
    """Return the stat of an input that was seen at a moment (ns), or zeros.

    Zeros where it is so new that it could change again and have the same stat: the next build is
    to read it. A disk that has no parts of a second may give two changes within 2 s one time.
    """
    _, modified, changed = stat
    tick = TICK if modified % 1_000_000_000 else 2_000_000_000
    return (0, 0, 0) if max(modified, changed) > moment - tick else stat


def settled(found: Look) -> array[int]:
    """Return the stats of a look, as far as they can be trusted."""
    made = array("q")
    for at in range(0, len(found.stats), 3):
        made.extend(trusted(tuple(found.stats[at : at + 3]), found.moment))  # type: ignore[arg-type]
    return made


def forget(options: Options) -> None:
    """Take the receipt away: what it holds for is about to change."""
    with contextlib.suppress(OSError):
        file_of(options).unlink(missing_ok=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What a build leaves: what it was asked, what it found and made, how long that holds.

    `inputs` and `stats` are those of its look; `outputs` are paths of what is published, `survey`
    the digest of their stats. From `since` to `until` (s) the site looks the same unedited; None is
    for ever. `problems` are all that it told, `of_site` those that came of no step; `count` is how
    many outputs there are. `planned_from` are content files that plugins read to plan; `code` is
    that of the cache, and `saved` names the writing of it that belongs to what is published.
    """

    about: Mapping[str, str]
    inputs: tuple[str, ...]
    absent: tuple[str, ...]
    stats: array[int]
    outputs: tuple[str, ...]
    survey: str
    since: float
    until: float | None
    count: int
    problems: tuple[Problem, ...]
    of_site: tuple[Problem, ...]
    planned_from: tuple[str, ...]
    code: str
    saved: str


FIELDS = ("about", "absent", "survey", "since", "until", "count", "planned_from", "code", "saved")
"""The fields of a receipt that stand in its first line as they are."""


def file_of(options: Options) -> Path:
    """Return where the receipt of a build is."""
    return options.root / ".cache" / options.cache / NAME


def paths_in(folder: str, survey: Survey) -> tuple[str, ...]:
    """Return the paths of what a survey found."""
    return tuple(f"{folder}/{path}" for path in survey)


def digest_of(survey: Survey) -> str:
    """Return the digest of the stats of a survey."""
    return digest(array("q", (number for pair in survey.values() for number in pair)))


def write(options: Options, receipt: Receipt) -> None:
    """Leave a receipt of a site that is published."""
    file = file_of(options)
    head = {field: getattr(receipt, field) for field in FIELDS}
    head["inputs"] = len(receipt.inputs)
    head["problems"] = [written_problem(problem) for problem in receipt.problems]
    head["of_site"] = [written_problem(problem) for problem in receipt.of_site]
    stats = b64encode(receipt.stats.tobytes()).decode()
    paths = (*receipt.inputs, *receipt.outputs)
    try:
        file.unlink(missing_ok=True)
        if any("\n" in path for path in paths):
            return
        written = file.with_suffix(".new")
        written.write_bytes(os.fsencode("\n".join([json.dumps(head), stats, *paths])))
        written.replace(file)
    except (OSError, UnicodeError):
        return  # no receipt: the next build looks at everything


def read(options: Options) -> Receipt | None:
    """Return the receipt that was left, where it is of this site, program and time."""
    try:
        first, second, *paths = os.fsdecode(file_of(options).read_bytes()).split("\n")
        head = json.loads(first)
        if is_other(head, options):
            return None
        stats = array("q")
        stats.frombytes(b64decode(second))
        count = head.pop("inputs")
        for field in ("problems", "of_site"):
            head[field] = tuple(map(read_problem, head[field]))
        for field in ("absent", "planned_from"):
            head[field] = tuple(head[field])
        inputs, outputs = tuple(paths[:count]), tuple(paths[count:])
        return Receipt(**head, inputs=inputs, stats=stats, outputs=outputs)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def is_left_in(options: Options) -> bool:
    """Tell whether a folder is as the last build with these folders and campaign left it.

    Whichever program that was, and whatever has changed in the site since.
    """
    try:
        first, _, *paths = os.fsdecode(file_of(options).read_bytes()).split("\n")
        head = json.loads(first)
        asked = about(options)
        is_same = all(head["about"][name] == asked[name] for name in ("root", "out", "campaign"))
        return is_same and digest(outputs_of(paths[head["inputs"] :])) == head["survey"]
    except (OSError, ValueError, KeyError, TypeError):
        return False


def digest(*stats: array[int]) -> str:
    """Return the digest of rows of stats."""
    made = blake2b(digest_size=16)
    for row in stats:
        made.update(row)
    return made.hexdigest()


def standing(options: Options) -> Standing | None:
    """Return what was published, where neither the inputs nor the outputs nor the clock differ."""
    left = read(options)
    try:
        if left is None or inputs_of(left.inputs) != left.stats:
            return None
        if digest(outputs_of(left.outputs)) != left.survey:
            return None
    except OSError:
        return None
    return Standing(left.count, left.problems)


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
