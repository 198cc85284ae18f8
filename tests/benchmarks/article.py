"""Bodies: Markdown made of what pages of organisations are made of, and their plain text.

A link to another entry is written `[title](entry:KEY)`; whoever writes the files of a generator
puts its own address there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain

from tests.benchmarks.prose import Voice

LINK = re.compile(r"\(entry:([^)]+)\)")
SHORTEST, LONGEST = 290, 800
"""Words that a body aims at; the last paragraph may be a little under or over."""

MARGIN = 60
"""A section is begun only if so many words are still wanted."""

MARKUP = re.compile(
    r"\[\^\d+\](?:: )?"  # notes
    r"|\]\([^)]*\)|\["  # links
    r"|^\|[-:|]+\|$"  # the rule of a table
    r"|^(?:#+|>|-|\d+\.)(?: |$)"  # headings, quotations, lists
    r"|\*+",
    re.MULTILINE,
)


def plain(markdown: str) -> str:
    """Return what a reader reads of a body, on one line."""
    return " ".join(MARKUP.sub("", markdown).replace("|", " ").split())


def body(voice: Voice, links: Sequence[tuple[str, str]]) -> str:
    """Return a body of about 200 to 900 words, 600 on average; `links` are (key, title)."""
    spread = voice.random() + voice.random() + voice.random() - 1.5
    wanted = min(LONGEST, max(SHORTEST, int(640 + 400 * spread)))
    notes: list[str] = []
    waiting = list(links)
    blocks = [voice.sentence("lead") + ". " + paragraph(voice, notes, waiting)]
    words = blocks[0].count(" ")
    while words < wanted - MARGIN:
        for block in section(voice, notes, waiting, is_first=len(blocks) == 1):
            blocks.append(block)
            words += block.count(" ") + 1
            if words > wanted:
                break
    blocks += [f"[^{number}]: {note}." for number, note in enumerate(notes, start=1)]
    return "\n\n".join(blocks) + "\n"


def section(
    voice: Voice, notes: list[str], links: list[tuple[str, str]], *, is_first: bool
) -> Iterator[str]:
    """Yield a heading and what stands under it."""
    mark = "###" if voice.random() < 0.2 and not is_first else "##"
    yield f"{mark} {voice.sentence('headings')}"
    yield paragraph(voice, notes, links)
    kind = voice.random()
    if kind < 0.16:
        yield bullets(voice)
    elif kind < 0.24:
        yield table(voice)
    elif kind < 0.36:
        yield quotation(voice)
    elif kind < 0.75:
        yield paragraph(voice, notes, links)


def paragraph(voice: Voice, notes: list[str], links: list[tuple[str, str]]) -> str:
    """Return two to five sentences; some end in a note, some lead to another entry."""
    sentences = [voice.sentence() + "." for _ in range(2 + int(4 * voice.random()))]
    if voice.random() < 0.12:
        notes.append(voice.sentence("notes"))
        sentences[-1] = f"{sentences[-1][:-1]}[^{len(notes)}]."
    if links and voice.random() < 0.5:
        key, title = links.pop()
        voice.link = f"[{title}](entry:{key})"
        sentences.append(voice.sentence("links") + ".")
    return " ".join(sentences)


def bullets(voice: Voice) -> str:
    """Return a list of three to six items, sometimes numbered."""
    items = [voice.sentence("items") for _ in range(3 + int(4 * voice.random()))]
    if voice.random() < 0.3:
        return "\n".join(f"{number}. {item}" for number, item in enumerate(items, start=1))
    return "\n".join(f"- {item}" for item in items)


def table(voice: Voice) -> str:
    """Return a table of three columns: a place, a thing, a number."""
    head = [voice.sentence("cells") for _ in range(3)]
    rows = [
        [voice.place(), voice.sentence("cells"), voice.number()]
        for _ in range(3 + int(5 * voice.random()))
    ]
    lines = ("| " + " | ".join(cells) + " |" for cells in chain([head], rows))
    first, *others = lines
    return "\n".join([first, "|---|---|---:|", *others])


def quotation(voice: Voice) -> str:
    """Return what somebody said, with the name."""
    opening, closing = voice.language.quotes
    return f"> {opening}{voice.sentence('quotes')}.{closing}\n>\n> – {voice.person()}"
