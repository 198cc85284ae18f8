"""The Markdown that people write, where Python-Markdown alone would leave its signs in the text.

- a list or a table right below a line of text, without an empty line between
- lists nested by two or three spaces; `1)` as well as `1.`; a year at the beginning is no number
- `#hashtag` at the beginning of a line is text; `##Heading` is a heading
- attribute lists on a line of their own, above a block or below a heading or table, and `{:toc}`,
  as kramdown (Jekyll) has them
- the tags of Liquid (`{% … %}`, `{{ … | … }}`) are no attribute lists, and end no cell of a table
- an `<iframe>` that nobody closed does not swallow the rest of the page
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.blockprocessors import BlockProcessor
from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor

MARKER = r"(?:[-*+]|\d{1,3}[.)])"
ITEM = re.compile(rf"( *){MARKER}( +)(?=\S)")
RULE = re.compile(r" *([-*_])(?: *\1){2,} *$")
NESTED = re.compile(rf"^(?: {{4}})* {{2,3}}{MARKER} ", re.MULTILINE)
BLANK = re.compile(r"(?<=\n) +(?=\n)")
CONTENTS = re.compile(r"^ {0,3}(?:[-*+]|1\.) [^\n]*\n\{: *toc\b[^}\n]*\} *$", re.MULTILINE)
BELOW_HEADING = re.compile(r"^(#{1,6}[^\n]*)\n(\{:[^}\n]*\}) *$", re.MULTILINE)
ATTRIBUTES = re.compile(r" {0,3}\{:((?![%{])[^{}\n]*)\} *")
LIST_BELOW = re.compile(r"\n(?= {0,3}(?:[-*] +\S|1[.)] +\S))")
DELIMITERS = re.compile(r" {0,3}(?=[^\n]*\|)(?=[^\n]*-)[|: -]++")
LIQUID = re.compile(r"\{\{[^{}\n]*\}\}|\{%[^{}\n]*%\}")
FRAME = re.compile(
    r"^( {0,3}<iframe\b[^<>]*>)(?![^<]*(?:<(?!/?iframe\b)[^<]*)*</iframe)", re.M | re.I
)


class Dialect(Extension):
    """Teach a converter; comes after `attr_list`, `sane_lists` and `tables`."""

    def extendMarkdown(self, md: Markdown) -> None:
        """Add what is ours, and widen what is there."""
        md.preprocessors.register(Frames(md), "frames", 21)  # after fenced code, before HTML
        md.preprocessors.register(Preparation(md), "preparation", 15)  # after HTML
        md.parser.blockprocessors.register(Attributes(md.parser), "attributes", 78)  # before tables
        md.parser.blockprocessors.register(Below(md.parser), "below", 12)  # before paragraphs
        widen_lists(md)
        narrow_headings(md)
        narrow_attributes(md)


def widen_lists(md: Markdown) -> None:
    """Take `1)` for a number as well as `1.`, and no number of four digits: it is a year."""
    for name in ("olist", "ulist"):
        processor: Any = md.parser.blockprocessors[name]
        for attribute in ("RE", "CHILD_RE", "INDENT_RE"):
            pattern = getattr(processor, attribute).pattern.replace(r"\d+\.", r"\d{1,3}[.)]")
            setattr(processor, attribute, re.compile(pattern))


def narrow_headings(md: Markdown) -> None:
    """Take one `#` for a heading only with a space after it: `#terremoto` is a hashtag."""
    processor: Any = md.parser.blockprocessors["hashheader"]
    pattern = processor.RE.pattern.replace("#{1,6}", r"#(?=[ \t])|#{2,6}", 1)
    processor.RE = re.compile(pattern)


def narrow_attributes(md: Markdown) -> None:
    """Take no tag of Liquid for an attribute list."""
    processor: Any = md.treeprocessors["attr_list"]
    for attribute in ("HEADER_RE", "BLOCK_RE", "INLINE_RE"):
        pattern = getattr(processor, attribute).pattern.replace(r"\{", r"\{(?![%{])", 1)
        setattr(processor, attribute, re.compile(pattern))


class Frames(Preprocessor):
    """Closes each `<iframe>` that is not: a browser takes all that follows for its inside."""

    def run(self, lines: list[str]) -> list[str]:
        """Return the lines with closed frames."""
        text = "\n".join(lines)
        if "<" not in text or "<iframe" not in text.lower():
            return lines
        return FRAME.sub(closed, text).split("\n")


def closed(found: re.Match[str]) -> str:
    """Return a frame's tag with what closes it."""
    return found[1][:-1].removesuffix("/").rstrip(" ") + "></iframe>"


class Preparation(Preprocessor):
    """Rewrites what a line means by itself; raw HTML and fenced code have been put away before."""

    def run(self, lines: list[str]) -> list[str]:
        """Return the lines as Python-Markdown wants them."""
        text = "\n".join(lines)
        if "\n " in text:
            text = BLANK.sub("", text)  # left by HTML that was indented
        if "{:" in text:
            text = CONTENTS.sub("\n[TOC]\n", text)
            text = BELOW_HEADING.sub(r"\1 \2", text)
        lines = text.split("\n")
        if "{{" in text or "{%" in text:
            lines = [uncut(line) for line in lines]
        may_nest = "\n  " in text or text.startswith("  ")
        is_nested = may_nest and NESTED.search(text)
        return list(Indentation().mended(lines)) if is_nested else lines


def uncut(line: str) -> str:
    """Return a row of a table whose Liquid tags do not end its cells."""
    if "|" not in line or "`" in line or "|" not in LIQUID.sub("", line):
        return line
    return LIQUID.sub(lambda found: found.group().replace("|", r"\|"), line)


@dataclass
class Indentation:
    """Nested lists by four spaces a level, whatever step they were written with.

    A line is inside an item if it begins two spaces or more right of the item's sign. `levels`
    holds for each open item where its sign stands and where its text begins; `shift` is how far
    the lines of a paragraph inside an item move.
    """

    levels: list[tuple[int, int]] = field(default_factory=list)
    shift: int = 0
    is_code: bool = False
    follows_blank: bool = True

    def mended(self, lines: Iterable[str]) -> Iterator[str]:
        """Yield the lines, those of nested items moved."""
        for line in lines:
            if not line.strip():
                self.follows_blank = True
                yield line
                continue
            yield self.placed(line)
            self.follows_blank = False

    def placed(self, line: str) -> str:
        """Return one line that is not blank, at its place."""
        bare = line.lstrip(" ")
        indent = len(line) - len(bare)
        item = None if RULE.match(line) else ITEM.match(line)
        if self.is_code and indent + self.shift < 4 * len(self.levels) + 4:
            self.is_code = False
        if item and not self.is_code and (self.levels or indent < 4):
            return self.item(line, bare, indent, item.end())
        if self.follows_blank:
            self.begin(indent)
        return " " * max(0, indent + self.shift) + bare

    def item(self, line: str, bare: str, indent: int, text: int) -> str:
        """Return the first line of an item; what follows belongs to it."""
        self.leave(indent)
        depth = len(self.levels)
        self.levels.append((indent, text))
        self.shift = 0
        return " " * (4 * depth) + bare if depth else line

    def begin(self, indent: int) -> None:
        """Begin a paragraph, or code, inside an item or after the list."""
        self.leave(indent)
        inside = self.levels[-1][1] if self.levels else 0
        deeper = max(0, indent - inside)
        self.shift = 4 * len(self.levels) + deeper - indent if self.levels else 0
        self.is_code = bool(self.levels) and deeper >= 4

    def leave(self, indent: int) -> None:
        """Close the items that a line with this indent is not inside of."""
        while self.levels and indent < self.levels[-1][0] + 2:
            self.levels.pop()


class Attributes(BlockProcessor):
    """An attribute list on a line of its own, above a block or below a table."""

    leaves_prose = True  # see `fastmarkdown.Blocks`

    def test(self, parent: Element, block: str) -> bool:
        """Tell whether a block begins with such a line, or is a table that ends with one."""
        if "{:" not in block:
            return False
        first, _, rest = block.partition("\n")
        if ATTRIBUTES.fullmatch(first):
            return True
        second, last = rest.partition("\n")[0], block.rpartition("\n")[2]
        return bool(DELIMITERS.fullmatch(second) and ATTRIBUTES.fullmatch(last))

    def run(self, parent: Element, blocks: list[str]) -> None:
        """Read the block without the line; give what came of it the attributes."""
        block = blocks.pop(0)
        first, _, rest = block.partition("\n")
        found = ATTRIBUTES.fullmatch(first)
        if not found:
            rest, _, last = block.rpartition("\n")
            found = ATTRIBUTES.fullmatch(last)
        if not rest.strip() or not found:
            return
        before = len(parent)
        self.parser.parseBlocks(parent, [rest])
        made = parent[before] if len(parent) > before else parent[-1] if len(parent) else parent
        attributes: Any = self.parser.md.treeprocessors["attr_list"]
        attributes.assign_attrs(made, found.group(1).strip())


class Below(BlockProcessor):
    """A list or a table that begins right below a line of text."""

    leaves_prose = True

    def test(self, parent: Element, block: str) -> bool:
        """Tell whether one does."""
        return self.place(block) > 0

    def run(self, parent: Element, blocks: list[str]) -> None:
        """Read the text; leave the list or the table for the others."""
        block = blocks.pop(0)
        place = self.place(block)
        self.parser.parseBlocks(parent, [block[:place].rstrip("\n")])
        blocks.insert(0, block[place:])

    def place(self, block: str) -> int:
        """Return where the list or table begins, or 0."""
        if "\n" not in block:
            return 0
        found = LIST_BELOW.search(block)
        places = [found.end()] if found else []
        if "|" in block:
            lines = block.split("\n")
            for number in range(2, len(lines)):
                if DELIMITERS.fullmatch(lines[number]) and "|" in lines[number - 1]:
                    places.append(sum(len(line) + 1 for line in lines[: number - 1]))
                    break
        return min(places, default=0)
