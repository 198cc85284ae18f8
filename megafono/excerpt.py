"""The beginning of a text, cut so that it still reads well."""

from __future__ import annotations

import re
from html import unescape

from megafono import tag

NOTE = re.compile(r"<sup\b[^<>]*>\s*<a\b(?=[^<>]*footnote)[^<>]*+>[^<]*</a>\s*</sup>")
LINK = re.compile(r"</?a\b[^>]*>")
BREAK = re.compile(r"(<br\b[^>]*>)(?=\S)")
ENTITY = re.compile(r"&#?\w+;$")
APOSTROPHES = "'’"
TRAILING = " \t\n\u00a0.,;:–—-…(«“„‘"
ELLIPSIS = "…"


def cut(html: str, words: int) -> str:
    """Return inline HTML cut after a number of words, with one `…` where something was left out.

    Never inside a tag, an entity or a word, nor after an apostrophe (`dell’|acqua` goes on to the
    word's end); the markup stays balanced. Links and footnote marks are taken out, so that an
    excerpt can stand inside a link.
    """
    html = BREAK.sub(r"\1 ", LINK.sub("", NOTE.sub("", html))).strip()
    text = "".join(token for token in tag.tokens(html) if not is_tag(token))
    end = end_of(text, words)
    return html if end is None else cut_at(html, end)


def is_tag(token: str) -> bool:
    """Tell whether a token of HTML is a tag or a comment."""
    return token.startswith("<") and len(token) > 1


def end_of(text: str, words: int) -> int | None:
    """Return where the last word that may be taken ends, or None if that is all of them.

    Signs between words (a dash) are not counted, nor is what goes on after an apostrophe.
    """
    count = end = 0
    for found in re.finditer(r"\S+", text):
        word = found.group()
        if is_sign(word):
            continue
        if count >= words and text[end - 1 : end] not in APOSTROPHES:
            return end
        count += word[-1] not in APOSTROPHES
        end = found.end()
    return None


def cut_at(html: str, end: int) -> str:
    """Return HTML up to an offset of its text, the ellipsis, and what closes the open elements."""
    made: list[str] = []
    opened: list[str] = []
    for token in tag.tokens(html):
        if is_tag(token):
            follow(token, opened)
        elif len(token) >= end:
            made.append(trimmed(token[:end]) + ELLIPSIS)
            break
        else:
            end -= len(token)
        made.append(token)
    return "".join([*made, *(f"</{name}>" for name in reversed(opened))])


def trimmed(text: str) -> str:
    """Return a text without the stops, dashes and opening signs at its end."""
    while text and text[-1] in TRAILING and not ENTITY.search(text):
        text = text[:-1]
    return text


def follow(token: str, opened: list[str]) -> None:
    """Keep the list of open elements as a tag changes it."""
    name, is_closing = tag.name_of(token)
    if is_closing and name in opened:
        while opened.pop() != name:
            pass
    elif name and not is_closing and name not in tag.VOID and not token.endswith("/>"):
        opened.append(name)


def is_sign(word: str) -> bool:
    """Tell whether a run of signs is no word: a dash, a bullet."""
    return not re.search(r"\w", unescape(word))


def plain(html: str) -> str:
    """Return the text of inline HTML, without tags and entities, on one line."""
    return " ".join(unescape(untagged(NOTE.sub("", html))).split())


def untagged(html: str) -> str:
    """Return HTML without its tags; after the last `>` there is none, and none is looked for."""
    end = html.rfind(">") + 1
    return re.sub(r"<[^>]*>", "", html[:end]) + html[end:]
