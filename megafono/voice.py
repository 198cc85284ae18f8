"""Speaks to staff in Italian or English: the words are in `i18n/staff/`."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

from megafono.problem import Message, Problem

if TYPE_CHECKING:
    from megafono.language import Words

UI_LANGUAGES = ("it", "en")


class Voice:
    """Speaks to staff in their language, on standard output and error."""

    def __init__(self, lang: str) -> None:
        """Speak Italian (`it`) or English (`en`)."""
        self.lang = lang
        self.words: Words | None = None

    def text(self, text: str, /, context: str = "") -> str:
        """Return a sentence in the voice's language."""
        if self.lang == "en":
            return text
        if self.words is None:
            self.words = staff_words(self.lang)
        return self.words.text(text, context=context)

    def say(self, text: str, /, **values: object) -> None:
        """Say a sentence on standard output."""
        click.echo(Message(text, values).say(self))

    def tell(self, problems: Iterable[Problem]) -> None:
        """List problems on standard error, one a line."""
        for problem in problems:
            click.echo(problem.say(self), err=True)


def program() -> str:
    """Return how this program was called: `megafono`, or by its launcher."""
    return os.environ.get("MEGAFONO_PROGRAM", "megafono")


def staff_words(lang: str) -> Words:
    """Return the catalog of what is said to staff."""
    from megafono.language import words
    from megafono.model import Source
    from megafono.source import shipped

    file = shipped() / "i18n" / "staff" / f"{lang}.po"
    source = Source(path=file.name, digest="", size=0, file=file) if file.is_file() else None
    return words(lang, source)[0]


def ui_language(arguments: Iterable[str], environment: dict[str, str]) -> str:
    """Return the language of messages: `--ui-lang`, else the system's, else English."""
    given = list(arguments)
    for place, argument in enumerate(given):
        if argument == "--ui-lang" and place + 1 < len(given):
            return given[place + 1] if given[place + 1] in UI_LANGUAGES else "en"
        if argument.startswith("--ui-lang="):
            return argument[-2:] if argument[-2:] in UI_LANGUAGES else "en"
    names = ("MEGAFONO_LANG", "LC_ALL", "LC_MESSAGES", "LANG")
    found = next((environment[name] for name in names if environment.get(name)), "")
    return "it" if (found or system_language()).lower().startswith("it") else "en"


def system_language() -> str:
    """Return the language of the system where no variable tells: Windows, and a Mac's Finder."""
    import locale

    try:
        return locale.getlocale()[0] or ""
    except ValueError:
        return ""
