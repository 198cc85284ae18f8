"""The head of a content file: YAML as text, with line and column, and nothing guessed.

YAML's own guesses turn `NO` (Norway) into False, `12:30` into 750 and `Null` into nothing, and
a loader passes over duplicate keys in silence. Here the events of the YAML parser are put
together by hand: scalars stay text, and aliases, tags, anchors and duplicates are problems.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any

import yaml

from megafono.fault import (
    KEY,
    PROSE,
    Fault,
    explain,
    hard_space,
    how_to_write,
    lost_text,
    quote_it,
    special,
)
from megafono.model import FrontMatter, Mark
from megafono.problem import Message, Problem, message
from megafono.source import digest

LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
MOST_BYTES = 64 * 1024
DEEPEST = 12
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")

Values = dict[str, Any]
Marks = dict[tuple[str | int, ...], Mark]


def parse(data: bytes, path: str) -> tuple[FrontMatter, tuple[Problem, ...]]:
    """Split a content file into its head and its Markdown.

    Returns what could be read, and every problem found (`path` is set in each).
    """
    text, found = decode(data)
    head, start, _, body_line, missing = split(text)
    problems = [*found, *missing]
    values, marks, wrong = read_yaml(head, start)
    if missing and not values:
        marks[(UNREAD,)] = Mark(1, 1)
    problems += [*wrong, *control_characters(text)]
    told = "" if problems else digest(f"{start} {body_line}\n{head}".encode("utf-8", "replace"))
    front = FrontMatter(values=values, marks=marks, body_line=body_line, digest=told)
    return front, tuple(in_file(problem, path) for problem in problems)


Row = tuple[str, str, str, str, int]
"""A head as it is kept: digests of its file and of itself, values and marks as JSON, body line."""


def row(front: FrontMatter, file: str) -> Row:
    """Return a head as it is kept; `file` is the digest of the file it is in."""
    marks = [[*way, mark.line, mark.column] for way, mark in front.marks.items()]
    values, placed = (json.dumps(part, ensure_ascii=False) for part in (front.values, marks))
    return file, front.digest, values, placed, front.body_line


def read_row(kept: Row) -> FrontMatter:
    """Return the head that was kept."""
    _, told, values, marks, line = kept
    return FrontMatter(values=json.loads(values), marks=Marked(marks), body_line=line, digest=told)


class Marked(Mapping[tuple[str | int, ...], Mark]):
    """The marks of a head that was kept; they are read when something is to be said of it."""

    def __init__(self, text: str) -> None:
        """Hold them as JSON."""
        self.text = text

    @cached_property
    def marks(self) -> Marks:
        """The marks by way in."""
        return {tuple(way): Mark(line, column) for *way, line, column in json.loads(self.text)}

    def __getitem__(self, way: tuple[str | int, ...]) -> Mark:
        """Return where a value or a key stands."""
        return self.marks[way]

    def __iter__(self) -> Iterator[tuple[str | int, ...]]:
        """Yield the ways in."""
        return iter(self.marks)

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.marks)


def parse_yaml(data: bytes, path: str) -> tuple[Values, Marks, tuple[Problem, ...]]:
    """Read a whole YAML file (`_site.yaml`, `_data/…`) with the same rules as a head."""
    text, found = decode(data)
    values, marks, wrong = read_yaml(text, 1, most=16 * MOST_BYTES)
    return values, marks, tuple(in_file(problem, path) for problem in [*found, *wrong])


def in_file(problem: Problem, path: str) -> Problem:
    """Return the problem with its path."""
    return replace(problem, path=path)


def decode(data: bytes) -> tuple[str, list[Problem]]:
    """Return the text of a file, its lines ended by `\\n`, and what is wrong with its encoding."""
    save = message("Save it again as UTF-8 (in the editor: Save as, encoding UTF-8).")
    if wide := utf_16(data):
        text = data.decode(wide, errors="replace")
        wrong = Problem(message=message("the file is saved as UTF-16"), line=1, column=1, hint=save)
        return lines_of(text), [wrong]
    problems = []
    if data.startswith(b"\xef\xbb\xbf"):
        data = data[3:]
        what = message("the file begins with a byte order mark (BOM)")
        hint = message("Save it as UTF-8 without BOM.")
        problems.append(Problem(message=what, line=1, column=1, hint=hint, level="warning"))
    try:
        return lines_of(data.decode("utf-8")), problems
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8", errors="replace")
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        sign = data[error.start : error.start + 1].decode("cp1252", errors="replace")
        what = message(
            "the file is not UTF-8: it seems to be Windows-1252, with “{sign}” here", sign=sign
        )
        problems.append(Problem(message=what, line=line, column=column, hint=save))
        return lines_of(data.decode("cp1252", errors="replace")), problems


def utf_16(data: bytes) -> str:
    """Return the UTF-16 in which a file is written, by its mark or by its zeros; else nothing."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    start = data[:64]
    for name, high in (("utf-16-le", start[1::2]), ("utf-16-be", start[::2])):
        if len(start) >= 4 and high.count(0) * 3 >= len(high) * 2:
            return name
    return ""


def lines_of(text: str) -> str:
    """Return the text with every end of line as `\\n`."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def control_characters(text: str) -> Iterator[Problem]:
    """Find the first character that no text should hold."""
    found = CONTROL.search(text)
    if found:
        before = text[: found.start()]
        yield Problem(
            message=control(found),
            line=before.count("\n") + 1,
            column=len(before) - before.rfind("\n"),
            hint=delete_it(),
        )


def control(found: re.Match[str]) -> Message:
    """Say which sign is in a text that none should hold."""
    return message("a control character (code {code}) is in the text", code=ord(found.group()))


def delete_it() -> Message:
    """Tell where such signs come from."""
    return message("Delete it: it often comes with text pasted from a PDF.")


def split(text: str) -> tuple[str, int, str, int, list[Problem]]:
    """Return the YAML and the line it begins on, the Markdown and its line, and what lacks."""
    lines = text.split("\n")
    first = next((i for i, line in enumerate(lines) if line.strip()), 0)
    missing = []
    if lines[first].rstrip() != "---":
        missing.append(unopened(text, first + 1))
        first -= 1
        if not KEY.match(lines[first + 1]) or "---" not in (line.rstrip() for line in lines):
            return "", 1, text, 1, missing
    for number in range(first + 1, len(lines)):
        if lines[number].rstrip() == "---":
            head, body = lines[first + 1 : number], lines[number + 1 :]
            return "\n".join(head), first + 2, "\n".join(body), number + 2, missing
    end = next((i for i in range(first + 1, len(lines)) if not lines[i].strip()), len(lines))
    what = message("the front matter is not closed: its second “---” is missing")
    hint = message("Write a line of three hyphens after the last “key: value”.")
    head, body = lines[first + 1 : end], lines[end:]
    wrong = Problem(message=what, line=first + 1, column=1, hint=hint)
    return "\n".join(head), first + 2, "\n".join(body), end + 1, [wrong]


def unopened(text: str, line: int) -> Problem:
    """Say that a file does not begin with its front matter."""
    what = message("the first line is not “---”, so the page has no front matter")
    if not text.strip():
        what = message("the file is empty")
    hint = message("Begin the file with a line of three hyphens, then “title: …”, then “---”.")
    return Problem(message=what, line=line, column=1, hint=hint)


def read_yaml(text: str, start: int, most: int = MOST_BYTES) -> tuple[Values, Marks, list[Problem]]:
    """Read YAML as text; where it does not parse, key by key, so that one fault hides none."""
    if len(text.encode("utf-8", errors="replace")) > most:
        what = message("the front matter is longer than {most} kB", most=most // 1024)
        hint = message("Long texts belong below it, after its second “---”.")
        wrong = Problem(message=what, line=start, column=1, hint=hint)
        return {}, {(UNREAD,): Mark(start, 1)}, [wrong]
    text, problems = mended(text, start)
    try:
        values, marks = compose(text, start)
        return values, marks, problems
    except Fault as fault:
        first = fault
    values, marks, found = by_key(text, start)
    if not values:
        marks[(UNREAD,)] = Mark(start, 1)
    return values, marks, problems + (found or [explain(first, text, start)])


KEY_MARK = "\0key"
"""`marks[(*way, KEY_MARK)]` is where a key itself stands; `marks[way]` is its value. A key that has
a place and no value could not be read."""
UNREAD = "\0unread"
"""`marks[(UNREAD,)]` is there where nobody can tell which keys the head has."""


def by_key(text: str, start: int) -> tuple[Values, Marks, list[Problem]]:
    """Read YAML one top-level key at a time, with what is wrong in each."""
    values: Values = {}
    marks: Marks = {}
    found: list[Problem] = []
    is_after_fault = False
    for offset, chunk in chunks_of(text):
        try:
            part, places = compose(chunk, start + offset)
            is_after_fault = False
        except Fault as fault:
            part, places = rescued(chunk, start + offset)
            if places or not is_after_fault:
                found.append(explain(fault, chunk, start + offset))
            is_after_fault = True
        for key in part.keys() & values.keys():
            found.append(duplicate(key, places[key, KEY_MARK], marks[key, KEY_MARK]))
        values |= part
        marks |= places
    return values, marks, found


def rescued(chunk: str, start: int) -> tuple[Values, Marks]:
    """Return the key of lines that are not YAML, with its value where that is plainly prose."""
    key = KEY.match(chunk.partition("\n")[0])
    if key is None:
        return {}, {}
    name, value = key.group(1), key.group(2).strip().strip("\"'")
    marks: Marks = {(name, KEY_MARK): Mark(start, 1)}
    if name not in PROSE or not value:
        return {}, marks
    return {name: value}, marks | {(name,): Mark(start, key.start(2) + 1)}


def mended(text: str, start: int) -> tuple[str, list[Problem]]:
    """Return the text without the faults whose cure is plain, and a problem for each.

    What else is wrong shows only then; columns stay as they are. Lines below a key that has a value
    of its own belong to that text: any space may stand in them.
    """
    lines, problems = [], []
    is_text = False
    for number, line in enumerate(text.split("\n")):
        if key := KEY.match(line):
            is_text = bool(key.group(2).strip())
        if (found := hard_space(line)) and (key or not is_text):
            column, what, hint = found
            wrong = Problem(message=what, line=start + number, column=column, hint=hint)
            problems.append(wrong)
            line = line[: column - 1] + " " + line[column:]
        line = CONTROL.sub(" ", line)
        if lost := lost_text(line, start + number):
            problems.append(lost[1])
            line = lost[0]
        lines.append(line)
    return "\n".join(lines), problems


def compose(text: str, start: int) -> tuple[Values, Marks]:
    """Put the YAML's events together; raise a Fault at the first that is wrong."""
    marks: Marks = {}
    try:
        events = yaml.parse(text, Loader=LOADER)
        value = None
        for event in events:
            if isinstance(
                event, (yaml.MappingStartEvent, yaml.SequenceStartEvent, yaml.ScalarEvent)
            ):
                value = node(event, events, (), marks, start)
            elif isinstance(event, yaml.AliasEvent):
                raise alias(event, start)
    except yaml.MarkedYAMLError as error:
        mark = error.context_mark if is_left_open(error) else error.problem_mark
        line, column = (mark.line + start, mark.column + 1) if mark else (start, 1)
        raise Fault(Message(str(error.problem or error.context or error)), line, column) from error
    except yaml.reader.ReaderError as error:
        what = message("a sign that no text should have is in the front matter")
        hint = message("Write the line again by hand: the sign cannot be seen.")
        raise Fault(what, start, 1, hint) from error
    if value is None:
        return {}, marks
    if not isinstance(value, dict):
        raise Fault(message("there is no “key: value” here"), start, 1, how_to_write())
    return value, marks


def is_left_open(error: yaml.MarkedYAMLError) -> bool:
    """Tell whether the parser came to the end of what a bracket or a quote had opened before."""
    begun = ("while parsing a flow", "while scanning a quoted")
    return error.context_mark is not None and (error.context or "").startswith(begun)


def node(event: Any, events: Any, way: tuple[str | int, ...], marks: Marks, start: int) -> Any:
    """Return the value that begins with `event`, taking its other events; note every place."""
    line, column = event.start_mark.line + start, event.start_mark.column + 1
    marks[way] = Mark(line, column)
    if isinstance(event, yaml.AliasEvent):
        raise alias(event, start)
    if event.anchor is not None:
        raise Fault(special(f"&{event.anchor}"), line, column, quote_it())
    if event.tag is not None:
        raise Fault(special(event.tag), line, column, quote_it())
    if len(way) > DEEPEST:
        what = message("values nested more than {most} deep", most=DEEPEST)
        raise Fault(what, line, column, message("Take some of the brackets away."))
    if isinstance(event, yaml.ScalarEvent):
        return clean(event.value, line, column)
    if isinstance(event, yaml.SequenceStartEvent):
        items: list[Any] = []
        while not isinstance(item := next(events), yaml.SequenceEndEvent):
            items.append(node(item, events, (*way, len(items)), marks, start))
        return items
    return mapping(events, way, marks, start)


def clean(value: str, line: int, column: int) -> str:
    """Return a text; refuse one that an escape of YAML (`"a\\x01b"`) gave a sign of control."""
    found = CONTROL.search(value)
    if found:
        raise Fault(control(found), line, column, delete_it(), is_plain=True)
    return value


def mapping(events: Any, way: tuple[str | int, ...], marks: Marks, start: int) -> Values:
    """Return the mapping whose first event has been taken."""
    values: Values = {}
    while not isinstance(event := next(events), yaml.MappingEndEvent):
        place = Mark(event.start_mark.line + start, event.start_mark.column + 1)
        if not isinstance(event, yaml.ScalarEvent) or event.tag or event.anchor:
            what = message("a key must be a plain word")
            raise Fault(what, place.line, place.column, how_to_write())
        key = clean(event.value, place.line, place.column)
        if key in values:
            wrong = duplicate(key, place, marks[*way, key, KEY_MARK])
            raise Fault(wrong.message, place.line, place.column, wrong.hint)
        value = node(next(events), events, (*way, key), marks, start)
        marks[*way, key, KEY_MARK] = place
        values[key] = value
    return values


def duplicate(key: str, place: Mark, first: Mark) -> Problem:
    """Say that a key stands twice."""
    what = message("“{key}” is written twice: also on line {line}", key=key, line=first.line)
    hint = message("Keep one of the two.")
    return Problem(message=what, line=place.line, column=place.column, hint=hint)


def alias(event: Any, start: int) -> Fault:
    """Say that a value begins with `*`, which YAML takes for an alias."""
    mark = event.start_mark
    return Fault(special(f"*{event.anchor}"), mark.line + start, mark.column + 1, quote_it())


def maps_in(
    value: Any, way: tuple[str | int, ...]
) -> Iterator[tuple[tuple[str | int, ...], Mapping[str, Any]]]:
    """Yield each map inside a value, with the way to it."""
    if isinstance(value, dict):
        if way:
            yield way, value
        for key, part in value.items():
            yield from maps_in(part, (*way, key))
    elif isinstance(value, list):
        for number, part in enumerate(value):
            yield from maps_in(part, (*way, number))


def chunks_of(text: str) -> Iterator[tuple[int, str]]:
    """Yield (line offset, text) of each top-level key with what belongs to it."""
    lines = text.split("\n")
    starts = [i for i, line in enumerate(lines) if line[:1].strip() and line[:1] not in "#-]}\t"]
    for number, start in enumerate(starts):
        end = starts[number + 1] if number + 1 < len(starts) else len(lines)
        yield start, "\n".join(lines[start:end])
