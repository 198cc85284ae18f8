"""What is wrong with lines that are not the YAML they were meant to be, in a writer's words.

The parser says “mapping values are not allowed here”; a person wants to hear of the colon in the
title and how to quote it. So the line itself is looked at.
"""

from __future__ import annotations

import re
from dataclasses import replace

from megafono.problem import Message, Problem, message

PROSE = frozenset({"title", "menu_title", "summary", "image_alt", "image_caption", "audience"})
HARD_SPACES = "\u00a0\u2007\u202f\u2060\ufeff"
KEY = re.compile(r"^([A-Za-z_][\w-]*)[ \t]*:(.*)$")
HUES = ("colour", "ink")
HUE = re.compile(r"^[ \t]*(colour|ink)[ \t]*:([ \t]*#[0-9a-fA-F]{3,6}[ \t]*)$")
"""A colour that YAML takes for a comment."""


class Fault(Exception):
    """One thing wrong at one place of the YAML; becomes a Problem.

    `is_plain` tells that its message says all, so that the line need not be looked at.
    """

    def __init__(
        self,
        text: Message,
        line: int,
        column: int,
        hint: Message | None = None,
        *,
        is_plain: bool = False,
    ) -> None:
        """Carry the message and its place, counted from 1."""
        super().__init__(text.text)
        self.is_plain = is_plain
        self.problem = Problem(message=text, line=line, column=column, hint=hint)


def special(sign: str) -> Message:
    """Say that a value begins with a sign that YAML keeps for itself."""
    return message("“{sign}” is a special sign at the beginning of a value", sign=sign[:20])


def quote_it() -> Message:
    """Tell how to write a value that YAML would read otherwise."""
    return message('Put the whole value between quotes: key: "value".')


def explain(fault: Fault, chunk: str, start: int) -> Problem:
    """Turn the parser's words into what a writer can act on, by looking at the line itself."""
    problem = fault.problem
    if fault.is_plain:
        return problem
    lines = chunk.split("\n")
    at = problem.line - start
    line = lines[at] if 0 <= at < len(lines) else ""
    if "\t" in line[: len(line) - len(line.lstrip())] or "'\\t'" in problem.message.text:
        what = message("a tab is used to indent")
        hint = message("Use spaces: two for each step.")
        return replaced(problem, problem.line, line.find("\t") + 1, what, hint)
    key = KEY.match(lines[0])
    rest = key.group(2).strip() if key else ""
    if key and rest and not key.group(2).startswith((" ", "\t")):
        what = message("there is no space after “{key}:”", key=key.group(1))
        hint = message("Write “{key}: {value}”.", key=key.group(1), value=rest)
        return replaced(problem, start, len(key.group(1)) + 2, what, hint)
    if key and problem.hint is None and is_unclosed(rest, chunk):
        what = message("a bracket or a quote is opened and not closed")
        return replaced(problem, start, lines[0].find(rest) + 1, what, how_to_write())
    if key and rest[:1] not in ("", "[", "{", "|", ">") and len(lines) - lines.count("") <= 2:
        return unquoted(problem, key.group(1), rest, start, lines[0])
    return translated(problem)


def is_unclosed(value: str, chunk: str) -> bool:
    """Tell whether a list or a group is opened by a value and not closed below it."""
    opened = chunk.count("[") + chunk.count("{")
    return value[:1] in ("[", "{") and opened > chunk.count("]") + chunk.count("}")


def hard_space(line: str) -> tuple[int, Message, Message] | None:
    """Find a no-break space where YAML wants a plain one, after a colon or as indent."""
    found = re.search(rf"^[ \t]*[\w-]+:[{HARD_SPACES}]|^[ ]*[{HARD_SPACES}]", line)
    if not found:
        return None
    what = message("a no-break space stands where a plain space should")
    hint = message(
        "Delete it and type a space: it often comes with text pasted from a web page or Word."
    )
    return found.end(), what, hint


def replaced(problem: Problem, line: int, column: int, what: Message, hint: Message) -> Problem:
    """Return the problem said otherwise, at a better place."""
    return replace(problem, message=what, line=line, column=max(column, 1), hint=hint)


def unquoted(problem: Problem, key: str, value: str, start: int, line: str) -> Problem:
    """Say how to quote a value that YAML reads as something else."""
    if ": " in value or value.endswith(":"):
        what = message("the value of “{key}” holds a colon", key=key)
        column = line.find(":", line.find(":") + 1) + 1
    elif value[:1] in "\"'":
        what = message(
            "the value of “{key}” begins with a quote that closes before its end", key=key
        )
        column = line.find(value[0]) + 1
    else:
        what = special(value[:1])
        column = line.find(value) + 1
    inner = value.replace("'", "''")
    quoted = f"'{inner}'" if '"' in value else f'"{value}"'
    hint = message("Put the whole value between quotes: {key}: {value}", key=key, value=quoted)
    return replaced(problem, start, column, what, hint)


def translated(problem: Problem) -> Problem:
    """Say in plain words what the YAML parser said in its own, where nothing better is known."""
    text = problem.message.text
    if problem.hint is not None or not text.startswith(
        ("did not", "expected", "could not", "found", "mapping")
    ):
        return problem
    if "end of stream" in text or "expected ',' or" in text:
        what = message("a bracket or a quote is opened and not closed")
    else:
        what = message("the front matter cannot be read from here on")
    return replaced(problem, problem.line, problem.column, what, how_to_write())


def how_to_write() -> Message:
    """Tell how front matter is written."""
    return message(
        "Each line is “key: value”; lists are [a, b]; lines below a key are indented by two spaces."
    )


def lost_text(line: str, number: int) -> tuple[str, Problem] | None:
    """Find prose cut short by ` #`, which begins a comment in YAML: `title: Premio # 1`.

    And a colour that is lost to one: `ink: #ffffff`. Returns the line as it was meant.
    """
    key = HUE.match(line) or KEY.match(line)
    if not key or key.group(1) not in (*PROSE, *HUES):
        return None
    name, value = key.group(1), key.group(2).strip()
    found = re.search(r"(?:^|\s)#", value)
    if not found or value[:1] in "\"'":
        return None
    inner = value.replace('"', "'")
    wrong = Problem(
        message=message("all that follows “#” is a comment and would be lost"),
        line=number,
        column=line.index(value) + found.end(),
        hint=message('Put the whole value between quotes: {key}: "{value}"', key=name, value=inner),
    )
    return f'{line[: key.start(1)]}{name}: "{inner.replace(chr(92), "/")}"', wrong
