"""The addresses in CSS, cut into tokens as browsers do (CSS Syntax 3, 4.3).

Comments within strings are none, nor are addresses within strings; escapes are undone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

TOKEN = re.compile(
    r"""/\*.*?(?:\*/|\Z)
    |"(?P<double>[^"\\\n]*+(?:\\.[^"\\\n]*+)*)"?
    |'(?P<single>[^'\\\n]*+(?:\\.[^'\\\n]*+)*)'?
    |(?P<name>@?(?:[-\w\x80-\U0010ffff]++|\\(?:[0-9a-fA-F]{1,6}[ \t\n]?|[^\n0-9a-fA-F]))+)
     (?P<call>\(?)
    |(?P<sign>[{}()\[\];:])
    |\s++|.""",
    re.DOTALL | re.VERBOSE,
)
RAW = re.compile(r"""\s*+(?!["'])([^)\\]*+(?:\\.[^)\\]*+)*)\)?""", re.DOTALL)
"""What follows `url(` where it is not a string."""
ESCAPE = re.compile(r"\\(?:([0-9a-fA-F]{1,6})[ \t\n]?|(\n)|(.))", re.DOTALL)
LINE_END = re.compile(r"\r\n|[\r\f]")
TAKING = frozenset({"url", "src", "image-set", "-webkit-image-set", "image"})
"""The functions in which a string is an address."""
MOST = 200
"""Tokens of a beginning that are looked at, so that a long declaration takes no longer."""


@dataclass(frozen=True, slots=True)
class Found:
    """An address in CSS: `place` is the number of its declaration, `name` its property or rule.

    `within` are the beginnings of the blocks around it, the outermost first.
    """

    address: str
    name: str
    place: int
    within: tuple[str, ...]


@dataclass(slots=True)
class Cutter:
    """Where a reader of CSS is: blocks and functions that are open, the declaration begun."""

    text: str
    blocks: list[str] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    begun: list[str] = field(default_factory=list)
    place: int = 0
    strings: list[str] = field(default_factory=list)
    is_indirect: bool = False

    def addresses(self) -> Iterator[Found]:
        """Yield all addresses, then every string where one may become an address (`var()`)."""
        start = 0
        while token := TOKEN.match(self.text, start):
            start = token.end()
            if token["name"] is not None:
                raw = self.named(unescape(token["name"]).lower(), bool(token["call"]), start)
                if raw:
                    start = raw.end()
                    yield from self.found(unescape(raw[1]).strip())
            elif (string := token["double"] or token["single"]) is not None:
                yield from self.string(unescape(string))
            elif token["sign"]:
                self.sign(token["sign"])
            elif not token.group().startswith("/*"):
                self.begun.append(token.group())
        if self.is_indirect:
            for string in self.strings:
                yield from self.found(string)

    def named(self, name: str, is_call: bool, start: int) -> re.Match[str] | None:
        """Note a word or the beginning of a function; return the inside of an unquoted `url()`."""
        self.begun.append(name)
        if not is_call:
            return None
        if name == "url" and (raw := RAW.match(self.text, start)):
            return raw
        self.is_indirect |= name == "var" and bool(self.calls) and self.calls[-1] in TAKING
        self.calls.append(name)
        return None

    def string(self, text: str) -> Iterator[Found]:
        """Yield a string that is an address."""
        begun = "".join(self.begun[:MOST]).strip()
        if (self.calls and self.calls[-1] in TAKING) or begun == "@import":
            yield from self.found(text)
        else:
            self.strings.append(text)

    def found(self, address: str) -> Iterator[Found]:
        """Yield an address, unless it is the name of a namespace."""
        begun = "".join(self.begun[:MOST]).strip()
        if not begun.startswith("@namespace"):
            name = re.match(r"@?[\w-]*", begun)
            yield Found(address, name[0] if name else "", self.place, tuple(self.blocks))

    def sign(self, sign: str) -> None:
        """Open or close a block, a bracket or a declaration."""
        if sign in "([":
            self.calls.append("")
        elif sign in ")]":
            del self.calls[-1:]
        elif sign == ":":
            self.begun.append(sign)
        else:
            if sign == "{":
                self.blocks.append("".join(self.begun[:MOST]).strip())
            elif sign == "}":
                del self.blocks[-1:]
            self.begun, self.calls = [], []
            self.place += 1


def addresses(text: str) -> Iterator[Found]:
    """Yield the addresses that a style sheet names."""
    return Cutter(LINE_END.sub("\n", text)).addresses()


def unescape(text: str) -> str:
    """Return CSS without its escapes (CSS Syntax 3, 4.3.7)."""
    if "\\" not in text:
        return text
    return ESCAPE.sub(lambda e: "" if e[2] else e[3] or sign(e[1]), text)


def sign(digits: str) -> str:
    """Return the sign of a CSS escape, or what stands for none."""
    number = int(digits, 16)
    is_sign = 0 < number < 0x110000 and not 0xD800 <= number < 0xE000
    return chr(number) if is_sign else "\ufffd"
