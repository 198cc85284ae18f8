"""What one build leaves for the next: `.cache/`, which may be deleted at any time.

One SQLite file with JSON in it, readable with any SQLite shell. It is opened only if it was written
by the same code, with the same libraries, for the same folder; anything else is thrown away in
silence.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import astuple
from itertools import chain, count
from pathlib import Path
from secrets import token_hex
from typing import Any

from megafono.codec import decode, encode
from megafono.frontmatter import Row
from megafono.model import EMPTY, Body, Stored
from megafono.picture import Look
from megafono.problem import Problem, read_problem, written_problem
from megafono.source import Stat
from megafono.theme import Compiled
from megafono.trace import Kept

TABLES = """
create table about (name text primary key, value text) without rowid;
create table files (file text primary key, size int, modified int, changed int, digest text)
    without rowid;
create table heads (path text primary key, file text, digest text, head text, marks text,
    line int) without rowid;
create table questions (text text primary key, id int, digest text) without rowid;
create table answers (text text primary key, value text) without rowid;
create table steps (name text primary key, identity text, questions text, felt text, digest text,
    files text, problems text) without rowid;
create table bodies (name text primary key, value text) without rowid;
create table pieces (name text primary key, data blob) without rowid;
create table pending (path text primary key, data blob) without rowid;
create table pictures (digest text primary key, kind text, width int, height int, format text)
    without rowid;
create table outputs (path text primary key, digest text, size int, modified int) without rowid;
"""


class Cache:
    """The cache of one output folder. A damaged file gives what an empty one would."""

    def __init__(self, folder: Path, code: str) -> None:
        """Open the cache in a folder; start anew where it is of other code, or cannot be read."""
        self.file = folder / "build.sqlite"
        self.code = code
        self.memory: dict[str, Any] = {}
        self.is_behind = False
        self.connection = self.opened() or self.anew()
        Compiled.keep_in(folder / "templates", code)

    def opened(self) -> sqlite3.Connection | None:
        """Return a connection to the cache that is there, if it is whole and of this code."""
        if not self.file.is_file():
            return None
        is_as_left = stamp(self.file) == self.stamp_left()
        connection = sqlite3.connect(self.file, isolation_level=None)
        try:
            found = connection.execute("select value from about where name = 'code'").fetchone()
            if found and found[0] == self.code and (is_as_left or is_whole(connection)):
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
        """Let go of the file; note how it is left, so that it need not be looked through again."""
        self.connection.close()
        with contextlib.suppress(OSError):
            if self.file.is_file():
                self.file.with_suffix(".stamp").write_text(stamp(self.file))

    def stamp_left(self) -> str:
        """Return how the file was left, or nothing."""
        try:
            return self.file.with_suffix(".stamp").read_text()
        except (OSError, UnicodeError):
            return "?"

    def saved(self) -> str:
        """Return what tells the last writing from all others: a receipt is of one of them."""
        row = self.connection.execute("select value from about where name = 'saved'").fetchone()
        return str(row[0]) if row else ""

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
        made.memory, made.is_behind = {}, False
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

    def heads(self) -> dict[str, Row]:
        """Return the head of each content file in which nothing is wrong, by path."""
        found: dict[str, Row] = self.remembered("heads", self.read_heads)
        return found

    def read_heads(self) -> dict[str, Row]:
        """Read the table of heads."""
        rows = self.connection.execute("select * from heads")
        return {
            path: (file, told, head, marks, line) for path, file, told, head, marks, line in rows
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

    def answer(self, text: str) -> str | None:
        """Return the answer to a question as JSON, or None where it was not kept."""
        row = self.connection.execute("select value from answers where text = ?", [text]).fetchone()
        return str(row[0]) if row else None

    def asked(self, beginning: str) -> dict[str, tuple[int, str]]:
        """Return number and digest of the questions that begin with a text."""
        rows = self.connection.execute(
            "select text, id, digest from questions where text >= ? and text < ?",
            [beginning, beginning + "\U0010ffff"],
        )
        return {text: (number, digest) for text, number, digest in rows}

    def felt(self) -> dict[str, list[int]]:
        """Return, of each step, the numbers of the questions in which an edit of a text is felt."""
        rows = list(self.connection.execute("select name, felt from steps"))
        lists = json.loads(f"[{','.join(row[1] for row in rows)}]")
        return dict(zip((row[0] for row in rows), lists, strict=True))

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
            row[0]: kept(row, tuple([texts[number] for number in numbers]))
            for row, numbers in zip(rows, asked, strict=True)
        }

    def step(self, name: str) -> Kept:
        """Return the result of one step, without its questions."""
        row = self.connection.execute("select * from steps where name = ?", [name]).fetchone()
        return kept(row, ())

    def piece_digests(self) -> dict[str, str]:
        """Return the digest of each piece, by step."""
        return dict(
            self.connection.execute("select name, digest from steps where name like 'piece %'")
        )

    def warnings(self) -> dict[str, tuple[Problem, ...]]:
        """Return what results were told with, by step, of those that were told with anything."""
        rows = self.connection.execute("select name, problems from steps where problems != '[]'")
        return {name: tuple(map(read_problem, json.loads(text))) for name, text in rows}

    def looks(self) -> dict[str, Look]:
        """Return what the head of each picture told, by the digest of its file."""
        found: dict[str, Look] = self.remembered("pictures", self.read_looks)
        return found

    def read_looks(self) -> dict[str, Look]:
        """Read the table of pictures."""
        rows = self.connection.execute("select * from pictures")
        return {
            digest: Look(kind=kind, width=width, height=height, format=format)
            for digest, kind, width, height, format in rows
        }

    def body(self, name: str) -> Body | None:
        """Return the body that a step made, or None."""
        row = self.connection.execute("select value from bodies where name = ?", [name]).fetchone()
        return decode(row[0]) if row else None

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
        heads: Mapping[str, Row],
        looks: Mapping[str, Look],
        digests: Mapping[str, str],
        answers: Mapping[str, str],
        kept: Mapping[str, Kept],
        bodies: Mapping[str, Body],
        pieces: Mapping[str, bytes],
        pending: Mapping[str, bytes | Stored],
    ) -> None:
        """Write down a build, whole or not at all; what is there as it should be is left alone.

        Answers, bodies, pieces and pending are the new ones.
        """
        asked = numbered(self.questions(), digests)
        steps = self.kept()
        with self.transaction() as connection:
            change(connection, "files", self.files(), files, lambda row: (*row[0], row[1]))
            change(connection, "heads", self.heads(), heads, tuple)
            if self.questions().keys() - asked.keys():
                gone = [(text,) for text in self.questions() if text not in asked]
                connection.executemany("delete from answers where text = ?", gone)
            change(connection, "pictures", self.looks(), looks, astuple)
            change(connection, "questions", self.questions(), asked, tuple)
            change(connection, "answers", {}, answers, lambda value: (value,))
            numbers = {text: number for text, (number, _) in asked.items()}
            change(connection, "steps", steps, kept, lambda result: step_row(result, numbers))
            change(connection, "bodies", {}, among(bodies, kept), lambda b: (encode(b),))
            change(connection, "pieces", {}, among(pieces, kept), lambda data: (data,))
            change(connection, "pending", {}, pending, lambda data: (bytes_of(data),))
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
            self.commit()
            self.memory |= {
                "files": dict(files), "heads": dict(heads), "questions": asked, "steps": dict(kept),
            }  # fmt: skip

    def amend(
        self,
        *,
        files: Mapping[str, tuple[Stat, str]],
        heads: Mapping[str, Row],
        digests: Mapping[str, str],
        answers: Mapping[str, str],
        kept: Mapping[str, Kept],
        bodies: Mapping[str, Body],
        pieces: Mapping[str, bytes],
    ) -> None:
        """Write down what was made again; all else stays as it is.

        `digests` are those of all questions of the results, and of others that changed.
        """
        with self.transaction() as connection:
            asked = self.renumbered(digests)
            numbers = {text: number for text, (number, _) in asked.items()}
            change(connection, "files", {}, files, lambda row: (*row[0], row[1]))
            change(connection, "heads", {}, heads, tuple)
            change(connection, "questions", {}, asked, tuple)
            change(connection, "answers", {}, answers, lambda value: (value,))
            change(connection, "steps", {}, kept, lambda result: step_row(result, numbers))
            change(connection, "bodies", {}, bodies, lambda body: (encode(body),))
            change(connection, "pieces", {}, pieces, lambda data: (data,))
            self.commit()

    def renumbered(self, digests: Mapping[str, str]) -> dict[str, tuple[int, str]]:
        """Return number and digest of some questions; those that are here keep their number."""
        (last,) = self.connection.execute("select max(id) from questions").fetchone()
        free, found = count(0 if last is None else last + 1), {}
        for text, digest in digests.items():
            row = self.connection.execute("select id from questions where text = ?", [text])
            known = row.fetchone()
            found[text] = (known[0] if known else next(free), digest)
        return found

    def save_outputs(self, outputs: Mapping[str, tuple[str, int, int]]) -> None:
        """Write down what is published now."""
        with self.transaction() as connection:
            connection.execute("delete from pending")
            change(connection, "outputs", self.outputs(), outputs, tuple)
            self.commit()
            self.memory["outputs"] = dict(outputs)

    def commit(self) -> None:
        """Let what was written down stand, under a name of its own."""
        name = [token_hex(16)]
        self.connection.execute("insert or replace into about values ('saved', ?)", name)
        self.connection.execute("commit")

    @contextlib.contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Do all up to the commit, or nothing where the disk refuses.

        Then the cache is behind what is published (`is_behind`), and the next build starts from
        less: no receipt may be left.
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
            self.is_behind = True


def stamp(file: Path) -> str:
    """Return size, modification and change time (ns) of a file as text."""
    found = file.stat()
    return f"{found.st_size} {found.st_mtime_ns} {found.st_ctime_ns}"


def is_whole(connection: sqlite3.Connection) -> bool:
    """Tell whether nothing in a file is out of its place."""
    found = connection.execute("pragma quick_check(1)").fetchone()
    return bool(found and found[0] == "ok")


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
    changed = ((name, *row(value)) for name, value in new.items() if old.get(name) != value)
    for first in changed:
        marks = ", ".join("?" for _ in first)
        rows = chain([first], changed)
        connection.executemany(f"insert or replace into {table} values ({marks})", rows)


KEYS = {
    "files": "file", "heads": "path", "pictures": "digest", "questions": "text",
    "answers": "text", "pending": "path", "outputs": "path",
}  # fmt: skip
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


def bytes_of(data: bytes | Stored) -> bytes:
    """Return the bytes of an output, wherever they are."""
    return data.file.read_bytes() if isinstance(data, Stored) else data


def step_row(result: Kept, numbers: Mapping[str, int]) -> tuple[str, ...]:
    """Return a result as the table of steps has it."""
    asked = listed(numbers[text] for text in result.questions)
    felt = listed(numbers[text] for text in result.questions if text.startswith(FELT))
    problems = json.dumps([written_problem(problem) for problem in result.problems])
    files = json.dumps(dict(result.files), separators=(",", ":"))
    return result.identity, asked, felt, result.digest, files, problems


def kept(row: tuple[Any, ...], questions: tuple[str, ...]) -> Kept:
    """Return a result from a row of the table of steps, and its questions."""
    _, identity, _, _, digest, files, problems = row
    return Kept(
        identity=identity,
        questions=questions,
        digest=digest,
        files=EMPTY if files == "{}" else json.loads(files),
        problems=tuple(map(read_problem, json.loads(problems))) if problems != "[]" else (),
    )


FELT = ('["body"', '["file"', '["piece"')
"""How the questions begin in whose answers an edit of a text can be felt."""


def listed(numbers: Iterable[int]) -> str:
    """Return numbers as JSON."""
    return f"[{','.join(map(str, numbers))}]"
