"""Typographic signs in running text: quotation marks, apostrophes, primes, dashes, ellipses."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

OPENERS = " \t\n\u00a0\u202f([{«“‘„‹—–-/’"
STOPS = ",;:.!?…"
KEPT = re.compile(
    r"\{\{[^{}]*(?:(?:\{(?!\{)|\}(?!\}))[^{}]*)*\}\}|\{%[^{%]*(?:(?:\{(?!%)|%(?!\}))[^{%]*)*%\}"
)
"""Calls and tags of a template language: not prose."""
ELLIPSIS = re.compile(r"(?<!\.)\.{3}(?!\.)")
LONG_DASH = re.compile(r"(?<!-)---(?!-)")
DASH = re.compile(r"(?<=\s)--(?=\s)|(?<=\d)--(?=\d)")
CLOSING = re.compile(r"(?<=[^\W_]|[.,;:!?…)\]»”%}])'(?!\w)")
MINUTES = re.compile(r"\d\d?(?!\d)")
CUT = re.compile(r"\b(?:po|mo|be)$", re.IGNORECASE)
"""Words that end in an apostrophe: un po', a mo' di, be'."""
BEHEADED = re.compile(
    r"'(?:n\b|(?:\d\d(?!\d)|(?:tis|twas|em|til|till|cause|bout|round|ndrangheta|ndrine"
    r"|sto|sta|sti|ste|na|nu|nt|o)\b)(?!'))",
    re.IGNORECASE,
)
"""What begins with an apostrophe: '68, 'ndrangheta, 'sto, 'twas."""


def mended(text: str, marks: str, before: str = " ") -> str:
    """Return one run of text with typographic signs; `before` is the sign before it."""
    return Signs(marks=marks, last=before).mended(text)


@dataclass
class Signs:
    """Sets the signs of a text that comes in runs, as tags cut it.

    `marks` are the language's outer and inner quotation marks, opening and closing (French adds a
    narrow space to the outer ones: six signs). `last` is the sign before the run; `outer` and
    `inner` are how many straight quotes are open, `typed` how many outer marks that were typed.
    """

    marks: str
    last: str = " "
    outer: int = 0
    inner: int = 0
    typed: int = 0

    def __post_init__(self) -> None:
        """Take the marks apart."""
        inner = self.marks[-2:]
        outer = self.marks[:-2]
        half = len(outer) // 2
        self.pairs = {'"': (outer[:half], outer[half:]), "'": (inner[0], inner[1])}

    def begin(self) -> None:
        """Begin a new block of text: nothing is open."""
        self.last, self.outer, self.inner, self.typed = " ", 0, 0, 0

    def mended(self, text: str) -> str:
        """Return the next run of the text with its signs."""
        if "{" not in text:
            return self.run(text)
        made, start = [], 0
        for found in KEPT.finditer(text):
            made += [self.run(text[start : found.start()]), found.group()]
            start, self.last = found.end(), "}"
        return "".join([*made, self.run(text[start:])])

    def run(self, text: str) -> str:
        """Return a run that holds no call."""
        if "-" in text:
            text = DASH.sub("–", LONG_DASH.sub("—", text))
        if "..." in text:
            text = ELLIPSIS.sub("…", text)
        first, last = self.marks[0], self.marks[-3]
        if '"' not in text and "'" not in text:
            self.last = text[-1:] or self.last
            self.typed = max(0, self.typed + text.count(first) - text.count(last))
            return text
        made: list[str] = []
        start = 0
        for found in signs_of(first + last).finditer(text):
            place, sign = found.start(), found.group()
            if place > start:
                made.append(text[start:place])
                self.last = text[place - 1]
            following = text[place + 1 : place + 2]
            if sign == '"':
                sign = self.double(following)
            elif sign == "'":
                is_inside = self.last.isalpha() and following.isalpha()
                sign = "’" if is_inside else self.single(text, place)
            else:
                self.typed = max(0, self.typed + (1 if sign == first else -1))
            made.append(sign)
            self.last, start = sign[-1], place + 1
        self.last = text[start:][-1:] or self.last
        return "".join([*made, text[start:]])

    def double(self, following: str) -> str:
        """Return what a straight double quote stands for."""
        starts = following.isalnum() or (not following and not self.outer)
        if self.last in OPENERS:
            opens = starts or not self.outer
        else:
            opens = self.last in STOPS and not self.outer and following.isalnum()
        if not opens and not self.outer and self.last.isdigit():
            return "\u2033"
        self.outer = max(0, self.outer + (1 if opens else -1))
        return self.pairs["'" if self.typed else '"'][0 if opens else 1]

    def single(self, text: str, place: int) -> str:
        """Return what a straight single quote stands for: a mark, an apostrophe, a prime."""
        following = text[place + 1 : place + 2]
        if self.last not in OPENERS:
            return self.after_text(text, place, following)
        if self.inner and not following.isalnum():
            return self.closed()
        if self.last == "’" or following.isspace() or BEHEADED.match(text, place):
            return "’"
        if following and not closes_later(text, place + 1):
            return "’"
        self.inner += 1
        return self.pairs["'"][0]

    def after_text(self, text: str, place: int, following: str) -> str:
        """Return what a straight single quote stands for right after a letter, digit or stop."""
        if self.last.isdigit() and MINUTES.match(text, place + 1):
            return "\u2032"
        if following.isalnum():
            return "’"
        if self.inner and not is_cut(text, place):
            return self.closed()
        return "\u2032" if self.last.isdigit() and not self.outer else "’"

    def closed(self) -> str:
        """Close the inner quotation."""
        self.inner -= 1
        return self.pairs["'"][1]


@lru_cache(maxsize=32)
def signs_of(marks: str) -> re.Pattern[str]:
    """Return what finds straight quotes and some marks."""
    return re.compile(f"[\"'{re.escape(marks)}]")


def closes_later(text: str, start: int) -> bool:
    """Tell whether a single quote that closes comes later in the run."""
    return last_closing(text) >= start


@lru_cache(maxsize=1)
def last_closing(text: str) -> int:
    """Return where the last single quote stands that closes, or -1; kept, for each quote asks."""
    places = (found.start() for found in CLOSING.finditer(text))
    return max((place for place in places if not is_cut(text, place)), default=-1)


def is_cut(text: str, place: int) -> bool:
    """Tell whether the word before a place ends in an apostrophe."""
    return bool(CUT.search(text, max(0, place - 2), place))
