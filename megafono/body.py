"""Markdown -> Body. Knows no templates.

Python-Markdown makes the HTML; one pass over its tags and texts then resolves links to the page's
language, measures pictures, sets typographic signs, and gathers what others will ask of the body.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from html import unescape
from itertools import count
from posixpath import dirname
from urllib.parse import unquote

import markdown
from markdown.extensions import Extension
from markdown.extensions.codehilite import CodeHiliteExtension
from markdown.extensions.footnotes import FootnoteExtension
from markdown.extensions.toc import TocExtension

from megafono import argument, blocks, campaign, excerpt, link, plaintext, tag, typography
from megafono import picture as pictures
from megafono.calls import inline
from megafono.dialect import Dialect
from megafono.language import QUOTES
from megafono.model import BlockCall, Body, Entry, Heading, Link
from megafono.problem import Problem, found_at, message, place_of
from megafono.route import slugify
from megafono.site import Site

RAW = frozenset({"code", "pre", "kbd", "samp"})
ABOVE = 600
"""Signs of text after which a picture is likely below what a reader first sees."""
UNLINKED = frozenset({"a", "button", "option"})
FIGURE = re.compile(
    r'<p>(<a\b[^<>]*+>)?(<img\b(?:(?!\stitle=)[^<>])*)\stitle="([^"]*+)"([^<>]*+>)((?(1)</a>))</p>'
)
ALIGNED = re.compile(r'<(t[hd]) style="text-align: (\w+);">')
"""A table cell that Markdown aligns by a style, which a strict Content-Security-Policy refuses."""

LEAD = re.compile(rf"<p\b{tag.INSIDE}>([^<]*(?:<(?!/p>|p[\s>])[^<]*)*)</p>")
HEADING = re.compile(
    r'<h([1-6])\b[^<>]*\sid="([^"]*+)"[^<>]*+>([^<]*(?:<(?!/?h[1-6]\b)[^<]*)*)</h\1>'
)
HEADING_ID = re.compile(r'(<h[1-6]\b[^<>]*\sid=")([^"]*+)(?=")')
IDENTIFIER = re.compile(
    r"""<(?:[a-zA-Z][^<>]*?\sid|a\b[^<>]*?\sname)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""",
    re.IGNORECASE,
)
TITLE = re.compile(r"((?:\s|<!--(?:(?!-->).)*-->)*)<h1\b[^>]*>((?:(?!</h1>).)*)</h1>\n?", re.DOTALL)
LEVEL = re.compile(r"(</?h)([1-6])\b", re.IGNORECASE)
OWN_ID = re.compile(r"""\sid\s*=\s*("[^"]*"|'[^']*'|[^\s>]+)""")
IMAGE = re.compile(r"<img\b[^>]*>|</?picture>|<source\b[^>]*>")
COMMENT = re.compile(r"<!--(?:block|begin|end) \d+-->")


def convert(key: str, lang: str, site: Site) -> Body:
    """Make the body of an entry; what is wrong is reported to the site with its line."""
    entry: Entry = site.ask("entry", key, lang)
    source = site.file(entry.path)
    text = body_text(source.read()) if source else ""
    known = site.answers.known
    marked = blocks.mark(text, known.blocks, known.arguments)
    calls, wrong = settled_calls(site, marked.calls, text, dirname(entry.path))
    for problem in (*marked.problems, *wrong):
        report(site, entry, problem)
    converter = markdown_for(lang, site.text("Back to note {} in the text"), plugged(entry, site))
    converter.parser.state.clear()  # a body that ended in an error leaves it as it was
    try:
        html = converter.reset().convert(marked.text)
    except RecursionError:
        what = message("lists or quotes are nested too deep for this page to be read")
        report(site, entry, Problem(message=what, line=0))
        html = ""
    if converter.htmlStash.html_counter:
        html = tag.balanced(html)
    html = distinct(shifted(untitled(html, entry.title)))
    html = ALIGNED.sub(r'<\1 class="align-\2">', FIGURE.sub(figure, html))
    passage = Passage(site=site, entry=entry, text=text)
    html = "".join(passage.finished(html))
    text = plaintext.read(plaintext.captioned(html, calls))
    html, calls = blocks.gathered(html, calls)
    return Body(
        html=html,
        text=text,
        lead=lead(html),
        headings=tuple(headings(html)),
        ids=tuple(sorted(set(identifiers(html)))),
        links=tuple(passage.links),
        blocks=calls,
    )


def settled_calls(
    site: Site, calls: tuple[BlockCall, ...], text: str, folder: str
) -> tuple[tuple[BlockCall, ...], list[Problem]]:
    """Return the blocks with the values of their arguments in one form, and what is wrong there."""
    made, problems = [], []
    lines = text.split("\n")
    for call in calls:
        checks = site.answers.known.arguments.get(call.name)
        if checks is None:
            made.append(call)
            continue
        kind = blocks.LISTS.get(call.name, "")
        arguments, wrong = argument.settled(site, kind, call.arguments, checks, folder)
        made.append(replace(call, arguments=arguments))
        for fault in wrong:
            column = max(0, lines[call.line].rfind(fault.value)) + 1
            problems.append(
                Problem(message=fault.what, hint=fault.hint, line=call.line, column=column)
            )
    return tuple(made), problems


def body_text(data: bytes) -> str:
    """Return the Markdown of a content file."""
    from megafono import frontmatter

    text, _ = frontmatter.decode(data)
    return frontmatter.split(text)[2]


def plugged(entry: Entry, site: Site) -> tuple[Extension, ...]:
    """Return the Markdown extensions of the plugins, new for each body."""
    return tuple(
        make(entry, site) for plugin in site.answers.known.plugins for make in plugin.markdown
    )


def markdown_for(lang: str, back: str, extra: tuple[Extension, ...]) -> markdown.Markdown:
    """Return a converter; one is kept per language where no plugin adds to it."""
    return new_converter(back, extra) if extra else kept_converter(lang, back)


@lru_cache(maxsize=32)
def kept_converter(lang: str, back: str) -> markdown.Markdown:
    """Return the converter of a language, made once."""
    return new_converter(back, ())


def new_converter(back: str, extra: tuple[Extension, ...]) -> markdown.Markdown:
    """Make a converter, a fast one where that is known to make no difference."""
    given = extensions(back, extra)
    try:
        from megafono.fastmarkdown import Converter
    except ImportError:  # the library has another version than the one known
        return markdown.Markdown(output_format="html", extensions=given)
    return Converter(output_format="html", extensions=given)


def extensions(back: str, extra: tuple[Extension, ...]) -> list[Extension | str]:
    """Return what there is beyond plain Markdown.

    `back` titles the way back from a footnote, with `{}` for its number.
    """
    return [
        *("tables", "attr_list", "def_list", "abbr", "fenced_code", "sane_lists", "md_in_html"),
        Dialect(),
        CodeHiliteExtension(guess_lang=False, css_class="code"),
        FootnoteExtension(BACKLINK_TITLE=back, UNIQUE_IDS=False),
        TocExtension(slugify=lambda value, separator: slugify(value) or "section"),
        *extra,
    ]


def report(site: Site, entry: Entry, problem: Problem) -> None:
    """Report a problem whose line counts from the beginning of the Markdown, from 0."""
    line = problem.line + entry.body_line
    site.report(replace(problem, path=entry.path, line=line, column=problem.column or 1))


def figure(found: re.Match[str]) -> str:
    """Return a picture alone in its paragraph, with a title, as a figure with its caption."""
    opening, start, caption, end, closing = found.groups(default="")
    picture = f"{opening}{start.rstrip()}{end}{closing}"
    return f"<figure>{picture}<figcaption>{caption}</figcaption></figure>"


def untitled(html: str, title: str) -> str:
    """Return the HTML without a first heading that says the title again: the page shows it."""
    found = TITLE.match(html)
    if found is None or slugify(excerpt.plain(found.group(2))) != slugify(title):
        return html
    return found.group(1) + html[found.end() :]


def shifted(html: str) -> str:
    """Return the HTML, its headings one level down where it has an `h1`: the page has its own."""
    if "<h1" not in html and "<H1" not in html:
        return html
    parts = list(tag.tokens(html))
    if not any(tag.name_of(part)[0] == "h1" for part in parts):
        return html
    return "".join(LEVEL.sub(lower, part, 1) if LEVEL.match(part) else part for part in parts)


def lower(found: re.Match[str]) -> str:
    """Return the beginning of a heading's tag one level down."""
    return f"{found[1]}{min(6, int(found[2]) + 1)}"


def identifiers(html: str) -> Iterator[str]:
    """Yield what a link can lead to: every `id`, and the `name` of an `a`."""
    for a, b, c in IDENTIFIER.findall(html):
        yield unescape(a or b or c)


def distinct(html: str) -> str:
    """Return the HTML with another id for a heading whose own a piece of pasted HTML has too."""
    counts = Counter(identifiers(html))
    numbers: dict[str, Iterator[int]] = {}
    if counts.total() == len(counts):
        return html

    def renamed(found: re.Match[str]) -> str:
        start, old = found.groups()
        if counts[old] < 2:
            return found.group()
        counts[old] -= 1
        further = numbers.setdefault(old, count(1))
        new = next(name for number in further if (name := f"{old}_{number}") not in counts)
        counts[new] = 1
        return f"{start}{new}"

    return HEADING_ID.sub(renamed, html)


@dataclass
class Passage:
    """One pass over the HTML of a body: what it has passed decides quotes and what is code."""

    site: Site
    entry: Entry
    text: str
    links: list[Link] = field(default_factory=list)
    raw: list[str] = field(default_factory=list)
    unlinked: int = 0
    seen: dict[str, int] = field(default_factory=dict)
    pictures: int = 0
    in_picture: int = 0
    length: int = 0

    def finished(self, html: str) -> Iterator[str]:
        """Yield the HTML, token by token, finished."""
        self.html = html
        marks = (self.site.setting("quotes") or {}).get(self.entry.lang)
        marks = marks or QUOTES.get(self.entry.lang, QUOTES["en"])
        self.signs = typography.Signs(marks=marks)
        for token in tag.tokens(html):
            if token == "\n" and not self.raw:  # as between most tags
                self.signs.last = token
                yield token
            elif token[0] != "<":
                yield self.said(token)
            elif token[1:2] in "!":  # a comment, a doctype; or nothing, of a tag without end
                yield token
            else:
                yield self.tag(token)

    @cached_property
    def ids(self) -> frozenset[str]:
        """What a link inside the page can lead to."""
        return frozenset(identifiers(self.html))

    def said(self, text: str) -> str:
        """Return a run of text, its calls computed, its signs set, bare addresses made links."""
        self.length += len(text)
        if self.raw:
            return text
        if "{{" in text:
            text, wrong = inline(self.site, text)
            for fault in wrong:
                line, column = self.place(fault.value)
                problem = Problem(message=fault.what, line=line, column=column, hint=fault.hint)
                if "(" not in fault.value:  # another program's, as Liquid's: it is shown as it is
                    problem = replace(problem, level="warning")
                report(self.site, self.entry, problem)
        if self.unlinked or not link.may_be_bare(text):
            return self.signs.mended(text)
        made, start = [], 0
        for place, address in link.bare(text):
            shown = link.written(address) if self.may_lead(unescape(address)) else address
            made += [self.signs.mended(text[start:place]), shown]
            self.signs.last, start = address[-1], place + len(address)
        return "".join([*made, self.signs.mended(text[start:])])

    def tag(self, token: str) -> str:
        """Return a tag, its address resolved; remember what it opens or closes."""
        name, is_closing = tag.name_of(token)
        if name in RAW and is_closing and self.raw:
            self.raw.pop()
        elif name in RAW and not is_closing:
            self.raw.append(name)
        if name == "picture":
            self.in_picture = max(0, self.in_picture + (-1 if is_closing else 1))
        if name in UNLINKED:
            self.unlinked = max(0, self.unlinked + (-1 if is_closing else 1))
        if name not in tag.INLINE:
            self.signs.begin()
        if is_closing or name not in ("a", "img", "source", "video", "audio"):
            return token
        return self.resolved(token, name)

    def resolved(self, token: str, name: str) -> str:
        """Return a tag with its `href` or `src` as the page needs it."""
        attributes = tag.attributes(token)
        field_name = "href" if name == "a" else "src"
        target = attributes.get(field_name)
        if target is None or link.is_elsewhere(target):
            is_shut = name == "a" and target is not None and not self.may_lead(target)
            return tag.with_values(token, {"href": None}) if is_shut else token
        if name == "a":
            return self.anchor(token, attributes)
        path = link.file_path(target, dirname(self.entry.path))
        found = self.picture(token, path) if name == "img" else self.media(token, path)
        if found is None:
            line, column = self.place(target)
            problem = link.missing_picture(self.site, target, path)
            report(self.site, self.entry, replace(problem, line=line, column=column))
            return token
        return found

    def may_lead(self, target: str) -> bool:
        """Tell whether the page may lead to an address of another site; say so where not."""
        full = link.full(target)
        if campaign.may_lead(self.site, full):
            return True
        line, column = self.place(target)
        problem = campaign.undeclared(target, full)
        report(self.site, self.entry, replace(problem, line=line, column=column))
        return False

    def picture(self, token: str, path: str) -> str | None:
        """Return an `img` tag with all that a picture needs, or None where there is no such file.

        The first does not wait, if the page shows no other above it.
        """
        is_first = not self.pictures and not self.entry.facts.image and self.length < ABOVE
        self.pictures += 1
        found = link.picture(
            self.site, token, path, is_first=is_first, is_inside=bool(self.in_picture)
        )
        return found or self.media(token, path)

    def media(self, token: str, path: str) -> str | None:
        """Return a tag with the address of a file, or None where there is no such file."""
        if self.site.file(path) is None:
            return None
        return tag.with_values(token, {"src": self.site.href(pictures.media_url(path))})

    def anchor(self, token: str, attributes: dict[str, str]) -> str:
        """Return an `a` tag with the address of what it names in the page's language."""
        target = attributes["href"]
        line, column = self.place(target or ("]()" if "]()" in self.text else 'href=""'))
        if target.startswith("#"):
            name = unquote(target[1:])
            if name not in ("", "top") and name not in self.ids:
                problem = link.missing_anchor(name, self.ids)
                report(self.site, self.entry, replace(problem, line=line, column=column))
            return token
        found, wrong = link.resolve(self.site, target, dirname(self.entry.path), self.entry.lang)
        if wrong:
            report(self.site, self.entry, replace(wrong, line=line, column=column))
        if found is None:
            return tag.with_values(token, {"href": None})
        if found.anchor and found.key:
            self.links.append(
                Link(key=found.key, lang=found.lang, anchor=found.anchor, target=target)
            )
        added = {"href": found.href}
        if found.lang and found.lang != self.entry.lang:
            added |= {"hreflang": found.lang, "lang": found.lang}
        return tag.with_values(token, added)

    def place(self, target: object) -> tuple[int, int]:
        """Return the line (from 0) and column (from 1) of the next place that names a target."""
        wanted = str(target)
        start = found_at(self.text, wanted, self.seen.get(wanted, 0))
        self.seen[wanted] = start + len(wanted) if start >= 0 else 0
        return place_of(self.text, wanted, start)


def lead(html: str) -> str:
    """Return the inside of the first paragraph that says something; its ids are the page's."""
    for found in LEAD.finditer(html):
        inner = COMMENT.sub("", found.group(1)).strip()
        words = typography.KEPT.sub("", excerpt.plain(inner))
        if words.strip() and not inner.startswith(("<img", "<picture")):
            return OWN_ID.sub("", IMAGE.sub("", inner))
    return ""


def headings(html: str) -> Iterator[Heading]:
    """Yield the headings that have an id."""
    for level, identifier, inner in HEADING.findall(html):
        yield Heading(level=int(level), id=unescape(identifier), title=excerpt.plain(inner))
