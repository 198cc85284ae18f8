"""What a command costs: seconds of processor and of clock, and memory at its peak.

CPU is the kernel's own account (`wait4`): the process and every child that it waited for. Memory is
sampled on Linux: resident bytes of the process and all below it, added up, every 10 ms; memory that
two processes share is counted twice. One process may have held more between two samples: its own
high-water mark (`VmHWM`) counts where it is higher. Elsewhere it is `ru_maxrss`, of the largest.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")
EVERY = 0.01
FIELD = re.compile(r"^(VmHWM|VmRSS):\s+(\d+) kB", re.MULTILINE)
TOLD = 2_000
"""How much of what a command said is told when it fails, in characters of the end."""

Command = Sequence[str | Path]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """Seconds of processor, seconds of clock, bytes of memory at the peak."""

    cpu: float
    wall: float
    peak: int


class Watch(threading.Thread):
    """Looks at a process and its children until told to stop; `peak` is what it saw."""

    def __init__(self, pid: int) -> None:
        """Watch the process of a number."""
        super().__init__(daemon=True)
        self.pid, self.peak, self.done = pid, 0, threading.Event()

    def run(self) -> None:
        """Look, every 10 ms."""
        while True:
            self.peak = max(self.peak, memory(self.pid))
            if self.done.wait(EVERY):
                return


def memory(pid: int) -> int:
    """Return the bytes of a process and all below it now, or the most that one of them ever had."""
    found = [sizes(each) for each in tree(pid)]
    return max(sum(now for _, now in found), max((most for most, _ in found), default=0))


def tree(pid: int) -> Iterator[int]:
    """Yield a process and all that it started, as far as they are still there."""
    yield pid
    try:
        children = [
            int(child)
            for task in (PROC / str(pid) / "task").iterdir()
            for child in (task / "children").read_text().split()
        ]
    except (OSError, ValueError):
        return
    for child in children:
        yield from tree(child)


def sizes(pid: int) -> tuple[int, int]:
    """Return the most that a process had, and what it has, in bytes; nothing where it is gone."""
    try:
        found = dict(FIELD.findall((PROC / str(pid) / "status").read_text()))
    except OSError:
        return 0, 0
    return int(found.get("VmHWM", 0)) * 1024, int(found.get("VmRSS", 0)) * 1024


def run(command: Command, folder: Path, env: Mapping[str, str]) -> Cost:
    """Run a command in a folder to its end, `env` added to the environment; return its cost."""
    with tempfile.TemporaryFile() as said:
        start = time.perf_counter()
        process = subprocess.Popen(
            command, cwd=folder, stdout=said, stderr=subprocess.STDOUT, env={**os.environ, **env}
        )
        watch = Watch(process.pid)
        if sys.platform == "linux":
            watch.start()
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        watch.done.set()
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            said.seek(0)
            words = said.read().decode("utf-8", "replace")[-TOLD:]
            raise RuntimeError(f"{command} in {folder}: {process.returncode}\n{words}")
    peak = watch.peak or usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    return Cost(cpu=usage.ru_utime + usage.ru_stime, wall=wall, peak=peak)


def added(costs: Sequence[Cost]) -> Cost:
    """Return what commands cost one after the other: times added, the highest peak."""
    return Cost(
        cpu=sum(each.cpu for each in costs),
        wall=sum(each.wall for each in costs),
        peak=max(each.peak for each in costs),
    )
