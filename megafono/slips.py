"""Slips in the facts of an entry: what is right by itself, and wrong beside something else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from megafono.problem import Level, Message, message

Slip = tuple[str, Message, Message, Level]
"""The field in which it stands, what is wrong, the cure, how grave."""

ALIKE = ("label", "indicator")
"""Fields of facts that visitors read as words, in their language."""


def slips(facts: Any, today: date, languages: int) -> Iterator[Slip]:
    """Yield the slips in an entry's facts; `languages` is in how many the entry exists."""
    yield from of_goal(facts)
    yield from of_count(facts, today)
    if languages > 1:
        yield from of_words(facts)


def of_goal(facts: Any) -> Iterator[Slip]:
    """Find what is reached in another unit than the goal."""
    goal, reached = getattr(facts, "goal", None), getattr(facts, "reached", None)
    if goal is None or reached is None or "unit" not in reached.model_fields_set:
        return
    if goal.unit == reached.unit:
        return
    what = message(
        "the goal is in “{one}”, what is reached in “{other}”",
        one=word(goal.unit), other=word(reached.unit),
    )  # fmt: skip
    hint = message("Count both in one unit: EUR for euros, or one word, as “signatures”.")
    yield "reached", what, hint, "warning"


def word(unit: Any) -> str:
    """Return a unit as one word: the first, where it has one a language."""
    return str(unit if isinstance(unit, str) else next(iter(unit.values()), ""))


def of_count(facts: Any, today: date) -> Iterator[Slip]:
    """Find a count of a day that is still to come."""
    reached = getattr(facts, "reached", None)
    day = getattr(reached, "as_of", None)
    if day is not None and day > today:
        what = message("“as_of” ({day}) is still to come", day=day.isoformat())
        yield "reached", what, message("Write the day on which it was counted."), "warning"


def of_words(facts: Any) -> Iterator[Slip]:
    """Find words that are the same in every language of the entry."""
    for field in ("asks", "results"):
        for item in getattr(facts, field, ()):
            for name in ALIKE:
                text = getattr(item, name, "")
                if text and isinstance(text, str):
                    what = message("“{text}” stands in every language", text=text)
                    hint = message("Write one for each: {{it: …, en: …}}")
                    yield field, what, hint, "hint"
