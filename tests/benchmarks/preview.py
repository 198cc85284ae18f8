"""What a writer waits for: from a file that is saved to the page that is loaded again.

    python -m tests.benchmarks.preview FOLDER --edits 10

FOLDER is a site that the corpus wrote (`python -m tests.benchmarks.corpus FOLDER --pages 1000`). A
preview is started, a page looked at as a browser does, and its text edited again and again.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

HOME = Path(__file__).parents[2]
READY = re.compile(r"http://[\w.]+:(\d+)/")


def main() -> None:
    """Measure, and print seconds."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("folder", type=Path)
    asked.add_argument("--edits", type=int, default=10)
    asked.add_argument("--port", type=int, default=8123)
    given = asked.parse_args()
    with preview(given.folder, given.port) as (process, port):
        try:
            seconds = list(waits(given.folder, port, given.edits))
        finally:
            process.terminate()
    print(" ".join(f"{each:.2f}" for each in seconds))
    print(f"median {statistics.median(seconds):.2f} s, longest {max(seconds):.2f} s")


class preview:
    """Starts a preview, and waits until it shows the site."""

    def __init__(self, folder: Path, port: int) -> None:
        """Preview the site in a folder."""
        command = [sys.executable, "-m", "megafono", "serve", "--no-browser", "--port", str(port)]
        self.process = subprocess.Popen(
            [*command, "--root", str(folder)], cwd=HOME, stdout=subprocess.PIPE, text=True,
            env={**os.environ, "LANG": "C", "PYTHONUNBUFFERED": "1"},
        )  # fmt: skip

    def __enter__(self) -> tuple[subprocess.Popen[str], int]:
        """Return the process and the port that it took."""
        assert self.process.stdout
        for line in self.process.stdout:
            if found := READY.search(line):
                return self.process, int(found.group(1))
        raise RuntimeError("the preview has ended")

    def __exit__(self, *_: object) -> None:
        """Wait for its end."""
        self.process.wait()


def waits(folder: Path, port: int, edits: int) -> Iterator[float]:
    """Edit one text some times; yield the seconds until the page with the edit is there."""
    files = sorted((folder / "content/news").rglob("*.it.md"))
    file = files[len(files) // 2]
    path = address(file)
    for number in range(edits):
        time.sleep(1.5)  # what the last edit began has ended
        events = listening(port, path)
        next(events)
        mark = f"Frase {number} di {time.time_ns()}."
        text = file.read_text("utf-8")
        begun = time.perf_counter()
        file.write_text(f"{text}\n{mark}\n", "utf-8")
        while True:
            next(events)
            if mark in fetched(port, path).read().decode():
                break
        yield time.perf_counter() - begun


def address(file: Path) -> str:
    """Return the address of a news item, by its slug."""
    slug = re.search(r"^slug: (.+)$", file.read_text("utf-8"), re.MULTILINE)
    assert slug, "the corpus writes slugs"
    return f"/it/notizie/{slug.group(1).strip()}/"


def fetched(port: int, path: str) -> HTTPResponse:
    """Return the answer to an address."""
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", path)
    return connection.getresponse()


def listening(port: int, path: str) -> Iterator[str]:
    """Yield the version of the site at each event, as the script of the preview hears them."""
    answer = fetched(port, f"/__megafono/events?path={path}")
    for line in answer:
        if line.startswith(b"data:"):
            yield str(json.loads(line.removeprefix(b"data:"))["version"])


if __name__ == "__main__":
    main()
