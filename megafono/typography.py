"""Typographic signs in running text: the language's quotes, apostrophes, dashes, ellipses."""

from __future__ import annotations

import re

OPENERS = " \t\n\u00a0([{«“‘„‹—–-/’"


def mended(text: str, marks: str, before: str = " ") -> str:
    """Return a run of text with typographic signs.

    `marks` are the language's outer and inner quotation marks, opening and closing (French adds a
    narrow space to the outer ones: six signs). `before` is the sign before the run.
    """
    if not any(sign in text for sign in "\"'-."):
        return text
    outer, inner = (marks[:2], marks[2:]) if len(marks) == 4 else (marks[:4], marks[4:])
    half = len(outer) // 2
    text = text.replace("...", "…").replace("---", "—")
    text = re.sub(r"(?<=\s)--(?=\s)|(?<=\d)--(?=\d)", "–", text)
    if '"' not in text and "'" not in text:
        return text
    made: list[str] = []
    for place, sign in enumerate(text):
        last = made[-1][-1] if made else before
        if sign == '"':
            made.append(outer[:half] if last in OPENERS else outer[half:])
        elif sign == "'":
            made.append(single(text, place, last, inner))
        else:
            made.append(sign)
    return "".join(made)


def single(text: str, place: int, last: str, inner: str) -> str:
    """Return what a straight single quote at a place of a text stands for."""
    following = text[place + 1 : place + 2]
    if last not in OPENERS or last == "’":
        opened = text.rfind(" '", 0, place)
        closes = opened >= 0 and not following.isalnum() and text.count("'", opened, place) == 1
        return inner[1] if closes and last.isalnum() and is_pair(text, opened + 1, place) else "’"
    if following.isspace() or following.isdigit() or not following:
        return "’"
    closing = re.search(r"\w'(?!\w)", text[place + 1 :])
    return inner[0] if closing else "’"


def is_pair(text: str, start: int, end: int) -> bool:
    """Tell whether two straight quotes hold a word or more between them."""
    return end - start > 2 and not text[start + 1].isspace()
