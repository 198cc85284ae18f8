"""What one build leaves for the next: `.cache/`, which may be deleted at any time.

One SQLite file with JSON in it, readable with any SQLite shell. It is opened only if it was written
by the same code, with the same libraries, for the same folder; anything else is thrown away in
silence.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from itertools import count
from pathlib import Path
from typing import Any

from megafono.model import EMPTY, BlockCall, Body, Heading, Link
from megafono.problem import read_problem, written_problem
from megafono.source import Stat
from megafono.trace import Kept

TABLES = """
create table about (name text primary key, value text) without rowid;
create table files (file text primary key, size int, modified int, changed int, digest text)
    without rowid;
create table questions (text text primary key, id int, digest text) without rowid;
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
        self.memory: dict[str, Any] = {}
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
        self.memory = {}
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

    def remembered(self, table: str, read: Callable[[], Any]) -> Any:
        """Return what a table holds, read once."""
        if table not in self.memory:
            self.memory[table] = read()
        return self.memory[table]

    @property
    def is_stored(self) -> bool:
        """Whether it is on the disk, not in memory."""
        return bool(self.connection.execute("pragma database_list").fetchone()[2])

    @classmethod
    def reader(cls, file: Path | None) -> Cache:
        """Return what another process reads a cache by: a connection is not to be shared."""
        made = cls.__new__(cls)
        made.connection = sqlite3.connect(file or ":memory:", isolation_level=None)
        if file is None:
            made.connection.executescript(TABLES)
        return made

    def files(self) -> dict[str, tuple[Stat, str]]:
        """Return what each input file looked like, and its digest, by absolute path."""
        found: dict[str, tuple[Stat, str]] = self.remembered("files", self.read_files)
        return found

    def read_files(self) -> dict[str, tuple[Stat, str]]:
        """Read the table of input files."""
        rows = self.connection.execute("select * from files")
        return {
            file: ((size, modified, changed), digest)
            for file, size, modified, changed, digest in rows
        }

    def questions(self) -> dict[str, tuple[int, str]]:
        """Return number and digest of each question."""
        found: dict[str, tuple[int, str]] = self.remembered("questions", self.read_questions)
        return found

    def read_questions(self) -> dict[str, tuple[int, str]]:
        """Read the table of questions."""
        rows = self.connection.execute("select text, id, digest from questions")
        return {text: (number, digest) for text, number, digest in rows}

    def digests(self) -> dict[str, str]:
        """Return the digest that the answer to each question had."""
        return {text: digest for text, (_, digest) in self.questions().items()}

    def kept(self) -> dict[str, Kept]:
        """Return the results of the last build, by step."""
        found: dict[str, Kept] = self.remembered("steps", self.read_kept)
        return found

    def read_kept(self) -> dict[str, Kept]:
        """Read the table of steps; the numbers of all questions are parsed in one go."""
        texts = {number: text for text, (number, _) in self.questions().items()}
        rows = list(self.connection.execute("select * from steps"))
        asked = json.loads(f"[{','.join(row[2] for row in rows)}]")
        return {
            name: Kept(
                identity=identity,
                questions=tuple([texts[number] for number in numbers]),
                digest=digest,
                files=EMPTY if files == "{}" else json.loads(files),
                problems=tuple(map(read_problem, json.loads(problems))) if problems != "[]" else (),
            )
            for (name, identity, _, digest, files, problems), numbers in zip(
                rows, asked, strict=True
            )
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
        found: dict[str, tuple[str, int, int]] = self.remembered("outputs", self.read_outputs)
        return found

    def read_outputs(self) -> dict[str, tuple[str, int, int]]:
        """Read the table of what is published."""
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
        """Write down a build, whole or not at all; what is there as it should be is left alone.

        Bodies, pieces and pending are the new ones.
        """
        asked = numbered(self.questions(), digests)
        steps = self.kept()
        with self.transaction() as connection:
            change(connection, "files", self.files(), files, lambda row: (*row[0], row[1]))
            change(connection, "questions", self.questions(), asked, tuple)
            numbers = {text: number for text, (number, _) in asked.items()}
            change(connection, "steps", steps, kept, lambda result: step_row(result, numbers))
            change(connection, "bodies", {}, among(bodies, kept), lambda b: (written_body(b),))
            change(connection, "pieces", {}, among(pieces, kept), lambda data: (data,))
            change(connection, "pending", {}, pending, lambda data: (data,))
            if steps.keys() - kept.keys():
                for table in ("bodies", "pieces"):
                    connection.execute(
                        f"delete from {table} where name not in (select name from steps)"
                    )
            if self.pending_paths():
                connection.execute(
                    "delete from pending where path not in (select name from steps) and path not "
                    "in (select json_each.key from steps, json_each(steps.files))"
                )
            connection.execute("commit")
            self.memory |= {"files": dict(files), "questions": asked, "steps": dict(kept)}

    def save_outputs(self, outputs: Mapping[str, tuple[str, int, int]]) -> None:
        """Write down what is published now."""
        with self.transaction() as connection:
            connection.execute("delete from pending")
            change(connection, "outputs", self.outputs(), outputs, tuple)
            connection.execute("commit")
            self.memory["outputs"] = dict(outputs)

    @contextlib.contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Do all up to the commit, or nothing where the disk refuses.

        Then the next build starts from less.
        """
        try:
            self.connection.execute("begin")
            yield self.connection
        except BaseException as error:
            with contextlib.suppress(sqlite3.DatabaseError):
                self.connection.execute("rollback")
            refused = any(word in str(error) for word in REFUSALS)
            if not (isinstance(error, sqlite3.DatabaseError) and refused):
                raise


REFUSALS = ("disk", "full", "locked", "readonly", "malformed", "unable to open", "not a database")
"""What SQLite says where the disk, or another program, is in the way."""


def change(
    connection: sqlite3.Connection,
    table: str,
    old: Mapping[str, Any],
    new: Mapping[str, Any],
    row: Callable[[Any], tuple[Any, ...]],
) -> None:
    """Write what is new in a table, and take away what is old; the first column is the key."""
    gone = [(name,) for name in old if name not in new]
    connection.executemany(f"delete from {table} where {KEYS.get(table, 'name')} = ?", gone)
    changed = ((name, row(value)) for name, value in new.items() if old.get(name) != value)
    for name, values in changed:
        marks = ", ".join("?" for _ in (name, *values))
        connection.execute(f"insert or replace into {table} values ({marks})", (name, *values))


KEYS = {"files": "file", "questions": "text", "pending": "path", "outputs": "path"}
"""The first column of the tables in which it is not the name of a step."""


def among(made: Mapping[str, Any], kept: Mapping[str, Kept]) -> dict[str, Any]:
    """Return what steps made that are to be remembered."""
    return {name: value for name, value in made.items() if name in kept}


def numbered(
    old: Mapping[str, tuple[int, str]], digests: Mapping[str, str]
) -> dict[str, tuple[int, str]]:
    """Return number and digest of each question; a question that was there keeps its number."""
    free = count(max((number for number, _ in old.values()), default=-1) + 1)
    return {
        text: (old[text][0] if text in old else next(free), digests[text])
        for text in sorted(digests)
    }


def step_row(result: Kept, numbers: Mapping[str, int]) -> tuple[str, ...]:
    """Return a result as the table of steps has it."""
    asked = json.dumps([numbers[text] for text in result.questions], separators=(",", ":"))
    problems = json.dumps([written_problem(problem) for problem in result.problems])
    files = json.dumps(dict(result.files), separators=(",", ":"))
    return result.identity, asked, result.digest, files, problems


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
