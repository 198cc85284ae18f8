"""What one build leaves for the next: `.cache/`, which may be deleted at any time.

One SQLite file with JSON in it, readable with any SQLite shell. It is opened only if it was written
by the same code, with the same libraries, for the same folder; anything else is thrown away in
silence.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from megafono.model import BlockCall, Body, Heading, Link
from megafono.problem import read_problem, written_problem
from megafono.source import Stat
from megafono.trace import Kept

TABLES = """
create table about (name text primary key, value text) without rowid;
create table files (file text primary key, size int, modified int, changed int, digest text)
    without rowid;
create table questions (id integer primary key, text text unique, digest text);
create table steps (name text primary key, identity text, questions text, digest text,
    files text, problems text) without rowid;
create table bodies (name text primary key, value text) without rowid;
create table pieces (name text primary key, data blob) without rowid;
create table pending (path text primary key, data blob) without rowid;
create table outputs (path text primary key, digest text, size int, modified int) without rowid;
"""


class Cache:
    """The cache of one output folder. A damaged file gives what an empty one would."""

    def __init__(self, folder: Path, code: str) -> None:
        """Open the cache in a folder; start anew where it is of other code, or cannot be read."""
        self.file = folder / "build.sqlite"
        self.code = code
        self.connection = self.opened() or self.anew()

    def opened(self) -> sqlite3.Connection | None:
        """Return a connection to the cache that is there, if it is whole and of this code."""
        if not self.file.is_file():
            return None
        connection = sqlite3.connect(self.file, isolation_level=None)
        try:
            found = connection.execute("select value from about where name = 'code'").fetchone()
            whole = connection.execute("pragma quick_check(1)").fetchone()
            if found and found[0] == self.code and whole and whole[0] == "ok":
                return connection
        except (sqlite3.DatabaseError, UnicodeDecodeError):
            pass
        connection.close()
        return None

    def anew(self) -> sqlite3.Connection:
        """Return a connection to an empty cache; in memory, where the disk refuses it."""
        for path in (self.file.with_name("build.sqlite-journal"), self.file):
            with contextlib.suppress(OSError):
                path.unlink()
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            connection = sqlite3.connect(self.file, isolation_level=None)
            connection.executescript(TABLES)
        except (sqlite3.DatabaseError, OSError):
            connection = sqlite3.connect(":memory:", isolation_level=None)
            connection.executescript(TABLES)
        connection.execute("insert into about values ('code', ?)", [self.code])
        return connection

    def close(self) -> None:
        """Let go of the file."""
        self.connection.close()

    def files(self) -> dict[str, tuple[Stat, str]]:
        """Return what each input file looked like, and its digest, by absolute path."""
        rows = self.connection.execute("select * from files")
        return {
            file: ((size, modified, changed), digest)
            for file, size, modified, changed, digest in rows
        }

    def digests(self) -> dict[str, str]:
        """Return the digest that the answer to each question had."""
        return dict(self.connection.execute("select text, digest from questions"))

    def kept(self) -> dict[str, Kept]:
        """Return the results of the last build, by step."""
        texts = dict(self.connection.execute("select id, text from questions"))
        rows = self.connection.execute("select * from steps")
        return {
            name: Kept(
                identity=identity,
                questions=tuple(texts[i] for i in json.loads(asked)),
                digest=digest,
                files=json.loads(files),
                problems=tuple(read_problem(values) for values in json.loads(problems)),
            )
            for name, identity, asked, digest, files, problems in rows
        }

    def body(self, name: str) -> Body | None:
        """Return the body that a step made, or None."""
        row = self.connection.execute("select value from bodies where name = ?", [name]).fetchone()
        return read_body(json.loads(row[0])) if row else None

    def body_names(self) -> frozenset[str]:
        """Return the names of the steps whose bodies are here."""
        return frozenset(name for (name,) in self.connection.execute("select name from bodies"))

    def piece(self, name: str) -> bytes | None:
        """Return the piece that a step made, or None."""
        row = self.connection.execute("select data from pieces where name = ?", [name]).fetchone()
        return bytes(row[0]) if row else None

    def piece_names(self) -> frozenset[str]:
        """Return the names of the steps whose pieces are here."""
        return frozenset(name for (name,) in self.connection.execute("select name from pieces"))

    def pending(self, path: str) -> bytes | None:
        """Return an output that was made by a build that could not be published, or None."""
        row = self.connection.execute("select data from pending where path = ?", [path]).fetchone()
        return bytes(row[0]) if row else None

    def pending_paths(self) -> frozenset[str]:
        """Return the paths of the outputs that wait to be published."""
        return frozenset(path for (path,) in self.connection.execute("select path from pending"))

    def outputs(self) -> dict[str, tuple[str, int, int]]:
        """Return digest, size and modification time of what was published, by path."""
        rows = self.connection.execute("select path, digest, size, modified from outputs")
        return {path: (digest, size, modified) for path, digest, size, modified in rows}

    def save(
        self,
        *,
        files: Mapping[str, tuple[Stat, str]],
        digests: Mapping[str, str],
        kept: Mapping[str, Kept],
        bodies: Mapping[str, Body],
        pieces: Mapping[str, bytes],
        pending: Mapping[str, bytes],
    ) -> None:
        """Write down a build, whole or not at all. Bodies, pieces and pending are the new ones."""
        numbers = {text: number for number, text in enumerate(sorted(digests))}
        with self.transaction() as connection:
            for table in ("files", "questions", "steps"):
                connection.execute(f"delete from {table}")
            connection.executemany(
                "insert into files values (?, ?, ?, ?, ?)",
                ((file, *stat, digest) for file, (stat, digest) in files.items()),
            )
            connection.executemany(
                "insert into questions values (?, ?, ?)",
                ((number, text, digests[text]) for text, number in numbers.items()),
            )
            connection.executemany(
                "insert into steps values (?, ?, ?, ?, ?, ?)", step_rows(kept, numbers)
            )
            connection.executemany(
                "insert or replace into bodies values (?, ?)",
                ((name, written_body(body)) for name, body in bodies.items()),
            )
            connection.executemany("insert or replace into pieces values (?, ?)", pieces.items())
            connection.executemany("insert or replace into pending values (?, ?)", pending.items())
            for table in ("bodies", "pieces"):
                connection.execute(
                    f"delete from {table} where name not in (select name from steps)"
                )
            connection.execute(
                "delete from pending where path not in (select name from steps) and path not in "
                "(select json_each.key from steps, json_each(steps.files))"
            )

    def save_outputs(self, outputs: Mapping[str, tuple[str, int, int]]) -> None:
        """Write down what is published now."""
        with self.transaction() as connection:
            connection.execute("delete from pending")
            connection.execute("delete from outputs")
            connection.executemany(
                "insert into outputs values (?, ?, ?, ?)",
                ((path, *row) for path, row in outputs.items()),
            )

    @contextlib.contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Do all, or nothing where the disk refuses: then the next build starts from less."""
        try:
            self.connection.execute("begin")
            yield self.connection
            self.connection.execute("commit")
        except BaseException as error:
            with contextlib.suppress(sqlite3.DatabaseError):
                self.connection.execute("rollback")
            refused = any(word in str(error) for word in REFUSALS)
            if not (isinstance(error, sqlite3.DatabaseError) and refused):
                raise


REFUSALS = ("disk", "full", "locked", "readonly", "malformed", "unable to open", "not a database")
"""What SQLite says where the disk, or another program, is in the way."""


def step_rows(kept: Mapping[str, Kept], numbers: Mapping[str, int]) -> Iterable[tuple[str, ...]]:
    """Yield the rows of the table of steps."""
    for name, result in kept.items():
        asked = json.dumps([numbers[text] for text in result.questions], separators=(",", ":"))
        problems = json.dumps([written_problem(problem) for problem in result.problems])
        files = json.dumps(dict(result.files), separators=(",", ":"))
        yield name, result.identity, asked, result.digest, files, problems


def written_body(body: Body) -> str:
    """Return a body as JSON."""
    return json.dumps(asdict(body), ensure_ascii=False, separators=(",", ":"))


def read_body(values: dict[str, Any]) -> Body:
    """Return the body that `written_body` wrote."""
    return Body(
        html=values["html"],
        text=values["text"],
        lead=values["lead"],
        headings=tuple(Heading(**found) for found in values["headings"]),
        ids=tuple(values["ids"]),
        links=tuple(Link(**found) for found in values["links"]),
        blocks=tuple(BlockCall(**found) for found in values["blocks"]),
    )
