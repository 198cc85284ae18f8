"""What a person should fix: where it is, what is wrong, how to mend it.

Problems are values. They are collected, never raised at the first, and say nothing in any
language until they are shown: a `Message` is an English sentence with named places, which the
staff catalogs (`i18n/staff/*.po`) put into the reader's language.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

Level = Literal["error", "warning", "hint"]


class Catalog(Protocol):
    """Whatever can put an English sentence into one language."""

    def text(self, text: str, /, context: str = "") -> str:
        """Return `text` in the catalog's language, or as it is."""


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence of ours with named places: `Message("unknown country “{code}”", code="ZZ")`."""

    text: str
    values: Mapping[str, object] = field(default_factory=dict)

    def say(self, catalog: Catalog) -> str:
        """Return the sentence in the catalog's language, its places filled."""
        values = {
            name: value.say(catalog) if isinstance(value, (Message, Names)) else value
            for name, value in self.values.items()
        }
        return catalog.text(self.text).format_map(values) if self.text else ""


@dataclass(frozen=True, slots=True)
class Names:
    """A name in some languages, shown in that of the reader: `Names({"it": "Norvegia"})`."""

    by_lang: Mapping[str, str]

    def say(self, catalog: Catalog) -> str:
        """Return the name in the catalog's language, else in English, else any."""
        code = getattr(catalog, "lang", "en")
        found = self.by_lang.get(code) or self.by_lang.get("en")
        return found or next(iter(self.by_lang.values()), "")


def decimal(text: str) -> Names:
    """Return a text with decimals, written with points, as each language writes them."""
    return Names({"en": text, "it": text.replace(".", ",")})


def message(text: str, /, **values: object) -> Message:
    """Make a `Message`; the text is the msgid that the staff catalogs translate."""
    return Message(text, values)


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing to fix.

    `error` stops publishing; `warning` is shown and published; `hint` is shown by `check` alone.
    `line` and `column` count from 1; 0 means that the whole file is meant, shown as 1:1.
    """

    message: Message
    path: str = ""
    line: int = 0
    column: int = 0
    hint: Message | None = None
    level: Level = "error"

    def say(self, catalog: Catalog) -> str:
        """Return `path:line:column: message. Hint.` in the catalog's language."""
        place = f"{self.path}:{self.line or 1}:{self.column or 1}" if self.path else ""
        text = self.message.say(catalog)
        if self.hint:
            text = sentence(text) + " " + self.hint.say(catalog)
        return f"{place}: {text}" if place else text


def sentence(text: str) -> str:
    """Return a text that ends as a sentence does."""
    return text if text.endswith((".", "!", "?", ":", "…")) else f"{text}."


class Stop(Exception):
    """Nothing can go on: the problems say why. Raised at the edges only, caught by the commands."""

    def __init__(self, problems: Sequence[Problem], *, status: int = 1) -> None:
        """Carry the problems and the exit status: 1 content to fix, 2 wrong use."""
        super().__init__("; ".join(p.message.text for p in problems))
        self.problems = tuple(problems)
        self.status = status


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Sort by place, then text, dropping what is said twice."""
    keyed: dict[tuple[str, int, int, str, str], Problem] = {}
    for problem in problems:
        said = (problem.message.text, repr(problem.message.values))
        keyed.setdefault((problem.path, problem.line, problem.column, *said), problem)
    return tuple(keyed[key] for key in sorted(keyed))


def written_problem(problem: Problem) -> dict[str, Any]:
    """Return a problem as JSON has it."""
    hint = written_message(problem.hint) if problem.hint else None
    values = {name: getattr(problem, name) for name in ("path", "line", "column", "level")}
    return {**values, "message": written_message(problem.message), "hint": hint}


def written_message(message: Message) -> list[Any]:
    """Return a message as JSON has it: its text and its values.

    A message within it is a list, a name in some languages a map.
    """
    return [message.text, {name: written_value(value) for name, value in message.values.items()}]


def written_value(value: object) -> Any:
    """Return a value of a message as JSON has it."""
    if isinstance(value, Message):
        return written_message(value)
    return dict(value.by_lang) if isinstance(value, Names) else str(value)


def read_problem(values: Mapping[str, Any]) -> Problem:
    """Return the problem that `written_problem` wrote."""
    hint = read_message(values["hint"]) if values["hint"] else None
    return Problem(**{**values, "message": read_message(values["message"]), "hint": hint})


def read_message(found: Sequence[Any]) -> Message:
    """Return the message that `written_message` wrote."""
    text, values = found
    return Message(text, {name: read_value(value) for name, value in values.items()})


def read_value(value: Any) -> object:
    """Return the value of a message that `written_value` wrote."""
    if isinstance(value, list):
        return read_message(value)
    return Names(value) if isinstance(value, dict) else value


def nearest(word: str, known: Iterable[str], likeness: float = 0.6) -> str | None:
    """Return the known word most like `word`, or None: `likeness` is difflib's ratio at least."""
    from difflib import get_close_matches

    by_folded = {name.casefold(): name for name in sorted(known)}
    found = get_close_matches(word.casefold(), by_folded, n=1, cutoff=likeness)
    return by_folded[found[0]] if found else None


def did_you_mean(word: str, known: Iterable[str]) -> Message | None:
    """Return “Did you mean …?” with the nearest known word, or None."""
    found = nearest(word, known)
    return message("Did you mean “{near}”?", near=found) if found else None


def found_at(text: str, wanted: str, start: int = 0) -> int:
    """Return where a passage stands from an offset on, or -1: whole, if it is whole anywhere.

    `/projects/wells` is a part alone of `/projects/wells-kitui`.
    """
    whole = re.compile(rf"{re.escape(wanted)}(?![\w-])").search(text, start)
    return whole.start() if whole else text.find(wanted, start)


def place_of(text: str, wanted: str, start: int = -1) -> tuple[int, int]:
    """Return line (from 0) and column (from 1) of a passage: at `start`, or where it first is."""
    start = max(0, start if start >= 0 else found_at(text, wanted))
    before = text[:start]
    return before.count("\n"), start - before.rfind("\n")
