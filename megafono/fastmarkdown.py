"""Python-Markdown, driven faster: the same bytes in less than half the time.

Python-Markdown tries each of its patterns on each text. Here a look at the text tells first which
of them cannot find anything, and those are left out. That is safe because

- a pattern is left out only where the text lacks a sign that it needs, *as the text then is*: it
  changes while patterns run (placeholders between U+0002 and U+0003 take the place of what they
  find), so each look is a new one, at the moment when the pattern would be tried;
- a pattern that finds nothing, and a processor of blocks that declines, leave the text, the tree
  and their own state as they were: not trying them is the same;
- only what is known is left out: the classes named here, and not what is derived from them, with
  the regular expressions named here. Whatever else a plugin registers runs as ever.

A part made faster stays the object that it was, in its registry: only its class becomes one derived
from its own (`QUICKER`). `tests/test_fastmarkdown.py` holds it all to the bytes of the library.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final
from xml.etree.ElementTree import Element, ElementTree

import markdown
from markdown import blockparser, preprocessors, treeprocessors
from markdown import blockprocessors as block
from markdown import inlinepatterns as inline
from markdown.extensions import (
    Extension,
    abbr,
    attr_list,
    def_list,
    fenced_code,
    footnotes,
    md_in_html,
    sane_lists,
    tables,
    toc,
)
from markdown.util import ETX, STX, AtomicString, Registry

VERIFIED: Final = "3.11.3"
"""The version that this was written against: with another, `body` takes the library as it comes."""

if markdown.__version__ != VERIFIED:
    raise ImportError(f"Markdown {markdown.__version__} is not {VERIFIED}")


class Emphasis(inline.DelimiterProcessor):
    """Looks for the next `*` or `_` as a regular expression does, not sign by sign."""

    def search(self, data: str, start: int) -> re.Match[str] | None:
        """Return the next run of signs that opens something, or closes what is open."""
        if self.delimiters.keys() != {"*", "_"}:
            return super().search(data, start)
        for place in STARS.finditer(data, start):
            delimiter = self.delimiters[place.group()]
            found = delimiter.boundary.match(data, place.start())
            if found and (delimiter.stack or found.lastgroup != "end"):
                return found
        return None


INLINE: Mapping[type, Mapping[str, tuple[str, ...]]] = {
    inline.BacktickInlineProcessor: {inline.BACKTICK_RE: ("`",)},
    inline.EscapeInlineProcessor: {inline.ESCAPE_RE: ("\\",)},
    footnotes.FootnoteInlineProcessor: {r"\[\^([^\]]*)\]": ("[^",)},
    inline.ReferenceInlineProcessor: {inline.REFERENCE_RE: ("[",)},
    inline.LinkInlineProcessor: {inline.LINK_RE: ("](",)},  # `getLink` wants it after the words
    inline.ImageInlineProcessor: {inline.IMAGE_LINK_RE: ("![",)},
    inline.ImageReferenceInlineProcessor: {inline.IMAGE_REFERENCE_RE: ("![",)},
    inline.ShortReferenceInlineProcessor: {inline.REFERENCE_RE: ("[",)},
    inline.ShortImageReferenceInlineProcessor: {inline.IMAGE_REFERENCE_RE: ("![",)},
    inline.AutolinkInlineProcessor: {inline.AUTOLINK_RE: ("<",)},
    inline.AutomailInlineProcessor: {inline.AUTOMAIL_RE: ("<",)},
    inline.SubstituteTagInlineProcessor: {inline.LINE_BREAK_RE: ("  \n",)},
    inline.HtmlInlineProcessor: {inline.HTML_RE: ("<",), inline.ENTITY_RE: ("&",)},
    Emphasis: {r"\*|_": ("*", "_")},
}
"""The inline patterns that are known: for each regular expression signs, of which it needs one."""

STARS = re.compile(r"[*_]")
SIGNS = ("[", "*", "_", "<", "&", "`", "\\", "  \n", STX)
"""What all of them need; and U+0002, which begins what takes the place of what they find."""


class Inline(treeprocessors.InlineProcessor):
    """Applies to each text only the patterns that may find something in it.

    `signs` are for each of the `patterns` those that it needs one of, or None where it is unknown.
    """

    patterns: tuple[Any, ...] = ()
    signs: tuple[tuple[str, ...] | None, ...] = ()
    is_known: bool = False
    _InlineProcessor__applyPattern: Callable[..., tuple[str, bool, int]]
    _InlineProcessor__processPlaceholders: Callable[..., list[tuple[Element, list[str]]]]

    def plan(self) -> None:
        """Find out what each of the patterns needs that there are now."""
        self.patterns = tuple(self.inlinePatterns)
        self.signs = tuple(signs_of(pattern) for pattern in self.patterns)
        self.is_known = None not in self.signs
        if self.is_known and not self.md.references:  # what looks for one has nothing to find
            pairs = zip(self.patterns, self.signs, strict=True)
            kind = inline.ReferenceInlineProcessor
            self.signs = tuple(() if isinstance(found, kind) else signs for found, signs in pairs)

    def run(self, tree: Element, ancestors: list[str] | None = None) -> Element:
        """Apply the patterns to a tree; `ancestors` are the names of the elements around it.

        As the library does, but for texts in which nothing can be found, and `parent_map`.
        """
        self.plan()
        if not self.is_known:
            return super().run(tree, ancestors)
        self.stashed_nodes = {}
        stack = deque([(tree, [*(ancestors or ()), tree.tag.lower()])])
        while stack:
            element, self.ancestors = stack.popleft()
            if element is not tree:
                self.ancestors.append(element.tag.lower())
            inserted = []
            for child in element:
                text, tail = child.text, child.tail
                if text and has(text, SIGNS) and not isinstance(text, AtomicString):
                    inserted.append((child, self.inside(child, text)))
                    stack += inserted[-1][1]
                if tail and has(tail, SIGNS):
                    self.after(element, child, tail)
                if len(child):
                    stack.append((child, self.ancestors[:]))
            for child, found in inserted:
                for place, (node, _) in enumerate(found):
                    child.insert(place, node)
        return tree

    def inside(self, child: Element, text: str) -> list[tuple[Element, list[str]]]:
        """Return the elements found in the text of an element, which becomes what is before."""
        self.ancestors.append(child.tag.lower())
        child.text = None
        made = self._InlineProcessor__handleInline(text)
        found = self._InlineProcessor__processPlaceholders(made, child)
        self.ancestors.pop()
        return found

    def after(self, element: Element, child: Element, tail: str) -> None:
        """Insert the elements found in the text after a child, which becomes what is before."""
        made = self._InlineProcessor__handleInline(tail)
        before = Element("d")
        child.tail = None
        found = self._InlineProcessor__processPlaceholders(made, before, False)
        if before.tail:
            child.tail = before.tail
        place = list(element).index(child) + 1
        for node, _ in reversed(found):
            element.insert(place, node)

    def _InlineProcessor__handleInline(self, data: str, patternIndex: int = 0) -> str:
        """Return a text with placeholders for what the patterns find from one of them on."""
        if isinstance(data, AtomicString):
            return data
        start = 0
        while patternIndex < len(self.patterns):
            pattern, signs = self.patterns[patternIndex], self.signs[patternIndex]
            found = False
            if signs is None or has(data, signs):
                data, found, start = self._InlineProcessor__applyPattern(
                    pattern, data, patternIndex, start
                )
                if signs is None and tuple(self.inlinePatterns) != self.patterns:
                    self.plan()
            if not found:
                patternIndex, start = patternIndex + 1, 0
        return data


def signs_of(pattern: Any) -> tuple[str, ...] | None:
    """Return the signs that a pattern needs one of, or None where it is not known."""
    known = INLINE.get(type(pattern), {})
    expression = getattr(pattern, "compiled_re", None)
    if not known or not expression or expression.flags != re.DOTALL | re.UNICODE:
        return None
    return None if "handleMatch" in vars(pattern) else known.get(expression.pattern)


def has(text: str, signs: Iterable[str]) -> bool:
    """Tell whether one of some signs is in a text; `any` would take twice as long."""
    for sign in signs:  # noqa: SIM110
        if sign in text:
            return True
    return False


class Tables(tables.TableProcessor):
    """Looks for a table only where there is a bar."""

    def test(self, parent: Element, block: str) -> bool:
        """Tell whether a block is a table."""
        return "|" in block and super().test(parent, block)


PROSE = re.compile(r"(?:(?:[^\s\x02\d#*+:=>_-]|\*\*?[^\W\d_]|\d+(?![\d.)])).*+(?:\n(?!\Z)|\Z))+\Z")
"""Lines without the sign of a list, heading, rule, quote or definition, and without indent."""

BY_BEGINNING = {  # wants U+0002 first, an end of line, spaces; of a table, a bar
    *(md_in_html.MarkdownInHtmlProcessor, block.EmptyBlockProcessor, block.ListIndentProcessor),
    *(def_list.DefListIndentProcessor, block.CodeBlockProcessor, Tables),
}
BY_PATTERN = {
    *(block.HashHeaderProcessor, block.SetextHeaderProcessor, block.OListProcessor),
    *(sane_lists.SaneOListProcessor, block.UListProcessor, sane_lists.SaneUListProcessor),
    *(def_list.DefListProcessor, block.BlockQuoteProcessor, block.ReferenceProcessor),
    *(footnotes.FootnoteBlockProcessor, abbr.AbbrBlockprocessor, block.HRProcessor),
}
"""Processors that decline prose; the latter if their regular expression is one of `PATTERNS`."""

HEADING = block.HashHeaderProcessor.RE.pattern
PATTERNS = {
    *(getattr(getattr(kind, "RE", None), "pattern", block.HRProcessor.RE) for kind in BY_PATTERN),
    *(r"^[ ]{0,3}\d+\.[ ]+(.*)", r"^[ ]{0,3}[*+-][ ]+(.*)"),
    # as `dialect` makes them
    *(r"^[ ]{0,3}\d{1,3}[.)][ ]+(.*)", HEADING.replace("#{1,6}", r"#(?=[ \t])|#{2,6}", 1)),
}


class Blocks(blockparser.BlockParser):
    """Sends prose past the processors that are known to leave it alone.

    A class may say so of itself: `leaves_prose` is true if it always declines it.
    """

    processors: tuple[Any, ...] = ()
    for_prose: tuple[Any, ...] = ()

    def parseDocument(self, lines: Iterable[str]) -> ElementTree:
        """Parse a document."""
        self.processors = ()  # since the last one a regular expression may have changed
        return super().parseDocument(lines)

    def parseBlocks(self, parent: Element, blocks: list[str]) -> None:
        """Give each block to the first processor that takes it."""
        while blocks:
            wanted = tuple(self.blockprocessors)
            if wanted != self.processors:
                self.processors = wanted
                self.for_prose = tuple(found for found in wanted if not leaves_prose(found))
            if is_prose(blocks[0]):
                wanted = self.for_prose
            for processor in wanted:
                if processor.test(parent, blocks[0]) and processor.run(parent, blocks) is not False:
                    break


def is_prose(text: str) -> bool:
    """Tell whether a block is `PROSE`, without bar, definition (`]:`) or attribute list (`{:`)."""
    if "|" in text or ("]" in text and "]:" in text) or ("{" in text and "{:" in text):
        return False
    return PROSE.match(text) is not None


def leaves_prose(processor: Any) -> bool:
    """Tell whether a processor of blocks is known to leave prose alone."""
    kind = type(processor)
    if not vars(processor).keys().isdisjoint(("test", "run")):
        return False
    if kind in BY_BEGINNING:
        return bool(processor.tab_length > 0)
    if kind in BY_PATTERN:
        found = processor.SEARCH_RE if kind is block.HRProcessor else processor.RE
        return found.pattern in PATTERNS
    return getattr(kind, "leaves_prose", False)


class Whitespace(preprocessors.NormalizeWhitespace):
    """Mends tabs, ends of lines and lines of spaces only where there are some."""

    def run(self, lines: list[str]) -> list[str]:
        """Return the lines mended, and two empty ones at the end."""
        text = "\n".join(lines)
        is_usual = not has(text, ("\t", "\r", STX, ETX, "\n "))
        return [*text.split("\n"), "", ""] if is_usual else super().run(lines)


class Fences(fenced_code.FencedBlockPreprocessor):
    """Looks for fences only where there are some."""

    def run(self, lines: list[str]) -> list[str]:
        """Return the lines without fenced code, which is put away."""
        text = "\n".join(lines)
        is_known = self.checked_for_deps and "FENCED_BLOCK_RE" not in vars(self)
        return super().run(lines) if has(text, "`~") or not is_known else text.split("\n")


class Tags(md_in_html.HtmlBlockPreprocessor):
    """Looks for HTML only where there is some: a text without `<` and `&` has none."""

    def run(self, lines: list[str]) -> list[str]:
        """Return the lines without blocks of HTML, which are put away."""
        text = "\n".join(lines)
        return super().run(lines) if has(text, "<&") else text.split("\n")


class Attributes(attr_list.AttrListTreeprocessor):
    """Looks for attribute lists only where there is a brace."""

    def run(self, doc: Element) -> None:
        """Set the attributes that stand in the texts of a tree."""
        patterns = (self.HEADER_RE, self.BLOCK_RE, self.INLINE_RE)
        if "{" in "".join(doc.itertext()) or not BRACED.issuperset(patterns):
            super().run(doc)


BRACED = frozenset(
    re.compile(found.pattern.replace(r"\{", brace, 1))
    for brace in (r"\{", r"\{(?![%{])")  # as they come, and as `dialect` makes them
    for found in (Attributes.HEADER_RE, Attributes.BLOCK_RE, Attributes.INLINE_RE)
)


class Unescape(treeprocessors.UnescapeTreeprocessor):
    """Restores escaped signs where there are some."""

    def unescape(self, text: str) -> str:
        """Return a text, a plain string, with its signs."""
        is_plain = STX not in text and type(text) is str and "RE" not in vars(self)
        return text if is_plain else super().unescape(text)


class Contents(toc.TocTreeprocessor):
    """Looks for the place of the table of contents only where there is one."""

    def replace_marker(self, root: Element, elem: Element) -> None:
        """Put the table of contents in its place."""
        if self.marker in "".join(root.itertext()):
            super().replace_marker(root, elem)


class Items(Registry[Any]):
    """A registry that sorts its items only after one came or went."""

    kept: list[Any] | None = None

    def __iter__(self) -> Iterator[Any]:
        """Go through the items in order."""
        if self.kept is None:
            self.kept = [*super().__iter__()]
        return iter(self.kept)

    def register(self, item: Any, name: str, priority: float) -> None:
        """Add an item."""
        self.kept = None
        super().register(item, name, priority)

    def deregister(self, name: str, strict: bool = True) -> None:
        """Take an item away."""
        self.kept = None
        super().deregister(name, strict)


QUICKER: Mapping[type, type] = {  # what each part of the library becomes
    Registry: Items,
    **{kind.__bases__[0]: kind for kind in (Emphasis, Inline, Tables, Blocks, Whitespace, Fences)},
    **{kind.__bases__[0]: kind for kind in (Tags, Attributes, Unescape, Contents)},
}


class Converter(markdown.Markdown):
    """The library's converter, its parts made faster as far as they are known."""

    levels: dict[Any, bool]
    level_count: int = -1

    def registerExtensions(
        self, extensions: Sequence[Extension | str], configs: Mapping[str, dict[str, Any]]
    ) -> Converter:
        """Load extensions, then make faster what there is."""
        super().registerExtensions(extensions, configs)
        lists: list[Any] = [self.preprocessors, self.parser.blockprocessors, self.inlinePatterns]
        lists += [self.treeprocessors, self.postprocessors]
        for part in (self.parser, *lists, *(part for found in lists for part in found)):
            kind = QUICKER.get(type(part))
            if kind and (kind is Attributes or not any(hasattr(kind, name) for name in vars(part))):
                part.__class__ = kind
        return self

    def convert(self, source: str) -> str:
        """Return some Markdown as HTML."""
        self.level_count = -1
        return super().convert(source)

    def is_block_level(self, tag: Any) -> bool:
        """Tell whether an element is a block; looked up once a document for each name."""
        if self.level_count != len(self.block_level_elements):
            self.level_count, self.levels = len(self.block_level_elements), {}
        if tag not in self.levels:
            self.levels[tag] = super().is_block_level(tag)
        return self.levels[tag]
