"""What a reader reads of a body, without its tags: for the search."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape, unescape

from megafono import excerpt, tag
from megafono.model import BlockCall

SHOWN = ("who", "title")
"""The arguments of blocks that readers see as they are: who is quoted, and titles of cards."""


def captioned(html: str, calls: Iterable[BlockCall]) -> str:
    """Return HTML with what blocks show of their arguments, after what stands inside them."""
    for number, call in enumerate(calls):
        said = [call.arguments[name] for name in SHOWN if name in call.arguments]
        if said:
            html = html.replace(f"<!--end {number}-->", f"<p>{escape(', '.join(said))}</p>")
    return html


def read(html: str) -> str:
    """Return what a reader reads, a line for each paragraph; scripts, styles and marks left out."""
    parts = []
    for token in tag.tokens(excerpt.NOTE.sub("", html)):
        if token[0] != "<" or len(token) == 1:
            found = unescape(token) if "&" in token else token
            parts.append(found.replace("\n", " "))
        elif (name := tag.name_of(token)[0]) not in tag.INLINE:
            parts.append(" " if name == "br" else "\n")
    lines = (" ".join(line.split()) for line in "".join(parts).split("\n"))
    return "\n".join(line for line in lines if line)
