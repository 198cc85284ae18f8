"""The tags of a body: cut apart, read, changed, and closed where a writer forgot to.

People paste HTML. A tag that is left open, or closes what it did not open, would take the page
around it along: a browser puts the footer inside the `<iframe>`, or ends the article too early.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from html import escape, unescape

INSIDE = r"""(?:=\s*"[^"]{0,4000}"|=\s*'[^']{0,4000}'|[^<>=]|=(?!\s*["']))*"""
TOKEN = re.compile(
    rf"<!--|<(?:[a-zA-Z/]|!(?!--)){INSIDE}>|[^<]+|<",
    re.DOTALL | re.IGNORECASE,
)
"""The beginning of a comment; a tag; a run of text."""

SEALED = re.compile(
    r"<(?=[!stim])(!--|(?:script|style|textarea|title|iframe|svg|math)(?=[\s/>]))", re.IGNORECASE
)
"""The beginning of a comment, or of an element whose inside is not ours to read."""

NAME = re.compile(r"<(/?)([a-zA-Z][^\s/>]*)")
ATTRIBUTE = re.compile(
    r"""(?<![^\s"'<>/=])([^\s"'<>/=]++)\s*+=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))"""
)
EDGE = re.compile(r"<!--(begin|end) \d+-->")
EMPTY = re.compile(r"<p>\s*</p>\n?")
SHEETS = re.compile(r"<p>(\s*(?:<link\b[^>]*>\s*)+)</p>", re.IGNORECASE)

DEEPEST = 512
"""So many elements inside each other are looked through; browsers stop there too."""

VOID = frozenset({
    "area", "br", "col", "embed", "hr", "img", "input", "link", "param", "source", "track", "wbr",
})  # fmt: skip
INLINE = frozenset({
    "a", "abbr", "b", "bdi", "cite", "code", "del", "dfn", "em", "i", "ins", "kbd", "mark", "q",
    "s", "small", "span", "strong", "sub", "sup", "time", "u", "var", "wbr",
})  # fmt: skip
DOCUMENT = frozenset({"html", "head", "body", "meta", "base", "title"})
"""What belongs to a whole page, which a body is not."""
BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "center", "details", "div", "dl", "fieldset",
    "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header",
    "hgroup", "hr", "main", "menu", "nav", "ol", "p", "pre", "section", "table", "ul",
})  # fmt: skip
CELLS = frozenset({"td", "th", "caption", "table", "button", "object"})
GROUPS = frozenset({"tbody", "thead", "tfoot"})
ENDED_BY: Mapping[str, tuple[frozenset[str], frozenset[str]]] = {
    "li": (frozenset({"li"}), frozenset({"ul", "ol", "menu"})),
    "dt": (frozenset({"dt", "dd"}), frozenset({"dl"})),
    "dd": (frozenset({"dt", "dd"}), frozenset({"dl"})),
    "option": (frozenset({"option"}), frozenset({"select", "datalist"})),
    "td": (frozenset({"td", "th"}), frozenset({"tr", "table"})),
    "th": (frozenset({"td", "th"}), frozenset({"tr", "table"})),
    "tr": (frozenset({"tr"}), GROUPS | {"table"}),
    **dict.fromkeys(GROUPS, (GROUPS, frozenset({"table"}))),
    **dict.fromkeys(BLOCKS, (frozenset({"p"}), CELLS)),
}
"""What the beginning of an element ends, if it is open, and how far out that is looked for."""


def tokens(html: str) -> Iterator[str]:
    """Return the tokens of HTML: together they are the HTML.

    A comment, or an element whose inside is not ours to read, is one token, if it is closed.
    """
    return whole_tokens(html) if SEALED.search(html) else iter(TOKEN.findall(html))


def whole_tokens(html: str) -> Iterator[str]:
    """Yield the tokens of HTML in which something may be sealed.

    Once nothing closes one, none is looked for: many of them take no longer than one.
    """
    place, unclosed = 0, set[str]()
    while found := TOKEN.match(html, place):
        end = found.end()
        sealed = SEALED.match(found.group())
        if sealed and not found.group().endswith("/>") and sealed.group(1).lower() not in unclosed:
            name = sealed.group(1).lower()
            closing = closing_of(name).search(html, end)
            if closing:
                end = closing.end()
            else:
                unclosed.add(name)
        if found.group() == "<!--" and "!--" in unclosed:
            end = place + 1
        yield html[place:end]
        place = end


def closing_of(name: str) -> re.Pattern[str]:
    """Return what closes a comment or an element."""
    return re.compile("-->" if name == "!--" else rf"</{name}\s*>", re.IGNORECASE)


@lru_cache(maxsize=4096)
def name_of(token: str) -> tuple[str, bool]:
    """Return the name of a tag in lower case, and whether it is a closing one; empty for no tag."""
    found = NAME.match(token)
    return (found.group(2).lower(), bool(found.group(1))) if found else ("", False)


def attributes(token: str) -> dict[str, str]:
    """Return the attributes of a tag that have a value, without entities."""
    end = NAME.match(token)
    found = ATTRIBUTE.findall(token, end.end() if end else 0)
    return {name.lower(): unescape(a or b or c) for name, a, b, c in found}


def with_values(token: str, values: Mapping[str, object]) -> str:
    """Return a tag with some attributes set; those that it has are replaced where they stand.

    An attribute without value (None) is taken out.
    """
    for name, value in values.items():
        pair = "" if value is None else f' {name}="{escape(str(value))}"'
        found = re.search(rf"""\s{name}\s*=\s*("[^"]*"|'[^']*'|[^\s>]+)""", token, re.IGNORECASE)
        if found:
            token = f"{token[: found.start()]}{pair}{token[found.end() :]}"
        else:
            end = len(token) - (2 if token.endswith("/>") else 1)
            token = f"{token[:end].rstrip()}{pair}{token[end:]}"
    return token


def balanced(html: str) -> str:
    """Return HTML whose elements are all closed, each inside the one it began in.

    What stands inside a `:::` block is closed with it.
    """
    html = "".join(Elements().closed(html))
    return EMPTY.sub("", SHEETS.sub(r"\1", html))


@dataclass
class Elements:
    """The elements that are open, outermost first; `floors` is how many were when a block began."""

    opened: list[str] = field(default_factory=list)
    floors: list[int] = field(default_factory=lambda: [0])
    counts: Counter[str] = field(default_factory=Counter)

    def closed(self, html: str) -> Iterator[str]:
        """Yield the tokens, with the closing tags that lack."""
        for token in tokens(html):
            if token.startswith("<!--"):
                yield from self.comment(token)
            elif token == "<":  # of a tag without end, which would swallow the next
                yield "&lt;"
            elif token[0] != "<":
                yield token
            elif not token.startswith(("<!", "<?")):  # a doctype is left out
                yield from self.tag(token)
        yield from self.down_to(0)

    def comment(self, token: str) -> Iterator[str]:
        """Yield a comment; the two around a block are walls."""
        edge = EDGE.fullmatch(token)
        if edge and edge.group(1) == "begin":
            self.floors.append(len(self.opened))
        elif edge and len(self.floors) > 1:
            yield from self.down_to(self.floors.pop())
        yield token

    def tag(self, token: str) -> Iterator[str]:
        """Yield a tag, with those that must close before it."""
        name, is_closing = name_of(token)
        if name in DOCUMENT:
            return
        if is_closing:
            yield from self.closing(name, token)
            return
        if name in ENDED_BY:
            yield from self.ended_by(name)
        is_whole = token[:-1].rstrip().lower().endswith(f"</{name}")
        if name in VOID or is_whole:
            yield token
        elif token.endswith("/>"):
            yield f"{token[:-2].rstrip()}></{name}>"
        else:
            self.opened.append(name)
            self.counts[name] += 1
            yield token

    def closing(self, name: str, token: str) -> Iterator[str]:
        """Yield a closing tag after those inside; nothing if it closes nothing."""
        if name == "br":
            yield "<br>"
        place = self.nearest(frozenset({name}), frozenset())
        if place is not None:
            yield from self.down_to(place + 1)
            self.counts[self.opened.pop()] -= 1
            yield token

    def ended_by(self, name: str) -> Iterator[str]:
        """Yield the closing tags of what the beginning of an element ends."""
        targets, walls = ENDED_BY[name]
        place = self.nearest(targets, walls)
        if place is not None:
            yield from self.down_to(place)

    def nearest(self, targets: frozenset[str], walls: frozenset[str]) -> int | None:
        """Return the place of the innermost open element among the targets, no wall between."""
        if not any(self.counts[name] for name in targets):
            return None
        floor = max(self.floors[-1], len(self.opened) - DEEPEST)
        for place in range(len(self.opened) - 1, floor - 1, -1):
            if self.opened[place] in targets:
                return place
            if self.opened[place] in walls:
                return None
        return None

    def down_to(self, count: int) -> Iterator[str]:
        """Yield the closing tags of all but the outermost open elements."""
        while len(self.opened) > count:
            name = self.opened.pop()
            self.counts[name] -= 1
            yield f"</{name}>"
