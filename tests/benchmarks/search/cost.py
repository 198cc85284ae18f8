"""What a command costs: seconds of processor of it and all that it starts."""

from __future__ import annotations

import resource
import subprocess
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from tests.benchmarks.search.server import packed


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """So many files, so many bytes, as they are and as a host sends them."""

    files: int
    plain: int
    sent: int


def processor(command: Sequence[str | Path], folder: Path | None = None) -> float:
    """Run a command to its end; return its seconds of processor, its children's included."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        raise RuntimeError(f"{command}: {done.stdout[-2000:]}\n{done.stderr[-2000:]}")
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def size(files: Iterable[Path]) -> Size:
    """Return how much some files are."""
    found = sorted(files)
    return Size(
        files=len(found),
        plain=sum(file.stat().st_size for file in found),
        sent=sum(len(packed(file)[0]) for file in found),
    )


def digests(files: Iterable[Path]) -> dict[Path, bytes]:
    """Return a digest of each file."""
    return {file: blake2b(file.read_bytes(), digest_size=16).digest() for file in files}


def changed(before: dict[Path, bytes], after: dict[Path, bytes]) -> list[Path]:
    """Return the files that are new or other than before."""
    return sorted(file for file, digest in after.items() if before.get(file) != digest)
