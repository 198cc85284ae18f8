"""The colours of a theme: its custom properties, light and dark, and how they stand out.

A theme writes its colours as custom properties of `:root`, those of the dark scheme inside
`@media (prefers-color-scheme: dark)`, and names in `theme.yaml` which stands on which:

    contrast:
      text: [ink on paper, muted on paper]      # WCAG 2.2, 1.4.3: at least 4.5
      parts: [accent on paper]                  # WCAG 2.2, 1.4.11: at least 3
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from megafono.colour import contrast as contrast_of

LEAST = {"text": 4.5, "parts": 3.0}
"""The contrast that WCAG 2.2 (AA) asks of text, and of what tells a control from its ground."""
COMMENT = re.compile(r"/\*.*?\*/", re.S)
MEDIA = re.compile(r"@media([^{]*)\{")
DARK = re.compile(r"prefers-color-scheme:\s*dark")
ROOT = re.compile(r"(?:^|[{};])\s*:root\s*\{([^{}]*)\}")
PROPERTY = re.compile(r"--([\w-]+)\s*:\s*([^;{}]*)")
COLOUR = re.compile(r"#(?:[0-9a-fA-F]{6}|[0-9a-fA-F]{3})")
PAIR = re.compile(r"^([\w-]+) on ([\w-]+)$")

Tokens = Mapping[str, str]
"""Colours by the name of their property, as `#rrggbb`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A colour on another, in a scheme (`light`, `dark`): `ratio` of at least `least`."""

    front: str
    ground: str
    scheme: str
    ratio: float
    least: float

    @property
    def is_enough(self) -> bool:
        """Whether it can be read."""
        return self.ratio >= self.least


@dataclass(frozen=True, slots=True, kw_only=True)
class Palette:
    """The colours of a theme in both schemes, and the pairs that are seen.

    `unread` are the properties of these pairs that have a value that is no `#rrggbb`.
    """

    light: Tokens
    dark: Tokens
    pairs: tuple[Pair, ...] = ()
    unread: tuple[str, ...] = ()


def palette(sheets: Iterable[str], contrast: Mapping[str, Iterable[str]]) -> Palette:
    """Return the colours of some style sheets, later ones over earlier, and their pairs.

    `contrast` is that of `theme.yaml`: what does not name two colours is left out (see `unknown`).
    """
    light: dict[str, str] = {}
    dark: dict[str, str] = {}
    for sheet in sheets:
        bright, dim = parted(COMMENT.sub("", sheet))
        light |= properties(bright)
        dark |= properties(dim)
    schemes = {"light": colours(light), "dark": colours({**light, **dark})}
    named_pairs = [(kind, *pair) for kind in LEAST for pair in named(contrast.get(kind, ()))]
    pairs = [
        Pair(
            front=front, ground=ground, scheme=name,
            ratio=contrast_of(found[front], found[ground]), least=LEAST[kind],
        )
        for kind, front, ground in named_pairs
        for name, found in schemes.items() if front in found and ground in found
    ]  # fmt: skip
    wanted = {name for _, *pair in named_pairs for name in pair}
    lost = {
        name for found in ({**light, **dark}, light) for name in wanted & found.keys()
        if not COLOUR.fullmatch(found[name])
    }  # fmt: skip
    return Palette(**schemes, pairs=tuple(pairs), unread=tuple(sorted(lost)))


def colours(found: Mapping[str, str]) -> dict[str, str]:
    """Return the properties that are colours, as `#rrggbb`."""
    return {name: whole(value) for name, value in found.items() if COLOUR.fullmatch(value)}


def unknown(found: Palette, contrast: Mapping[str, Iterable[str]]) -> Iterator[str]:
    """Yield what `contrast` has that does not name two colours of the theme, or no such list."""
    for kind, written in contrast.items():
        if kind not in LEAST:
            yield kind
            continue
        for item in written:
            match = PAIR.match(str(item))
            known = {*found.light, *found.dark, *found.unread}
            if match is None or not {match[1], match[2]} <= known:
                yield str(item)


def named(written: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield the two colours that each text names: `ink on paper`."""
    for item in written:
        if match := PAIR.match(str(item)):
            yield match[1], match[2]


def parted(sheet: str) -> tuple[str, str]:
    """Return what a style sheet says whatever the medium, and what for the dark scheme alone."""
    bright, dim, start = [], [], 0
    while found := MEDIA.search(sheet, start):
        end = closing(sheet, found.end())
        bright.append(sheet[start : found.start()])
        if DARK.search(found[1]):
            dim.append(sheet[found.end() : end])
        start = end + 1
    return "".join((*bright, sheet[start:])), "\n".join(dim)


def closing(sheet: str, start: int) -> int:
    """Return where the bracket closes that is open at a place."""
    depth = 1
    for found in re.finditer(r"[{}]", sheet[start:]):
        depth += 1 if found.group() == "{" else -1
        if depth == 0:
            return start + found.start()
    return len(sheet)


def properties(sheet: str) -> dict[str, str]:
    """Return the custom properties that a style sheet gives `:root`."""
    return {
        name: value.strip()
        for block in ROOT.findall(sheet)
        for name, value in PROPERTY.findall(block)
    }


def whole(colour: str) -> str:
    """Return a colour with six digits, in lower case: `#FFF` is `#ffffff`."""
    digits = colour.lstrip("#").lower()
    return "#" + (digits if len(digits) == 6 else "".join(digit * 2 for digit in digits))
