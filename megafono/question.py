"""Questions as values and as text: `("entry", "projects/wells", "it")` is `["entry","projects/…`.

The first item is its kind (see `known.KINDS`); the others are texts, numbers, a Query.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import fields as dataclass_fields
from typing import Any

from megafono.model import Query

Question = tuple[Any, ...]


def written(question: Question) -> str:
    """Return a question as text: its parts as JSON; of a query, the fields that say something."""
    parts = [fields(part) if isinstance(part, Query) else part for part in question]
    return json.dumps(parts, ensure_ascii=False, separators=(",", ":"))


def fields(query: Query) -> dict[str, Any]:
    """Return the fields of a query that narrow or order it."""
    found = {name: getattr(query, name) for name in NAMES}
    return {name: value for name, value in found.items() if value is False or value not in NOTHING}


NAMES = tuple(field.name for field in dataclass_fields(Query))
NOTHING: tuple[Any, ...] = ("", (), 0, None)
"""What a field holds that does not narrow."""


def read(text: str) -> Question:
    """Return the question that `written` wrote."""
    parts = json.loads(text)
    return tuple(read_query(part) if isinstance(part, dict) else part for part in parts)


def read_query(values: Mapping[str, Any]) -> Query:
    """Return the query that `fields` took apart."""
    given: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in values.items()
    }
    return Query(**given)


def kind_of(text: str) -> str:
    """Return the kind of a question that is written."""
    return text[2 : text.index('"', 2)]


class Names:
    """Questions and their texts, each worked out once in a build."""

    def __init__(self) -> None:
        """Begin with none."""
        self.texts: dict[Question, str] = {}
        self.questions: dict[str, Question] = {}

    def text(self, question: Question) -> str:
        """Return a question as text."""
        found = self.texts.get(question)
        if found is None:
            found = self.texts[question] = written(question)
            self.questions[found] = question
        return found

    def question(self, text: str) -> Question:
        """Return the question that a text is."""
        found = self.questions.get(text)
        return read(text) if found is None else found

    def read_all(self, texts: Iterable[str]) -> None:
        """Read many questions in one go, which is ten times as fast as one by one."""
        new = [text for text in texts if text not in self.questions]
        for text, parts in zip(new, json.loads(f"[{','.join(new)}]"), strict=True):
            if any(type(part) is dict for part in parts):
                parts = [read_query(part) if type(part) is dict else part for part in parts]
            self.questions[text] = tuple(parts)
