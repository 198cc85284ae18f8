"""Builds a site in a process of its own, again and again: `python builder.py ROOT`, a line a build.

Each build's process id is printed, so that a test can kill it.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
from datetime import datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from megafono.build import build
from megafono.model import Options


def run(root: str) -> None:
    """Build, at a fixed moment."""
    now = datetime(2026, 11, 22, 9, 0)
    build(Options(root=Path(root), out=Path(root) / "public", now=now))


if __name__ == "__main__":
    run(sys.argv[1])  # so that all is imported, for what is forked
    print("ready", flush=True)
    context = multiprocessing.get_context("fork" if hasattr(os, "fork") else "spawn")
    for _ in sys.stdin:
        process = context.Process(target=run, args=(sys.argv[1],))
        process.start()
        print(process.pid, flush=True)
        process.join()
        print("over", flush=True)
