"""The beginning of a text, cut so that it still reads well."""

from __future__ import annotations

import re
from html import unescape

TOKEN = re.compile(r"<!--.*?-->|<[^>]*>|[^<]+", re.DOTALL)
VOID = frozenset({"br", "img", "wbr", "hr", "input", "source"})
NOTE = re.compile(r"<sup\b[^>]*>\s*<a\b[^>]*footnote[^>]*>.*?</a>\s*</sup>", re.DOTALL)
LINK = re.compile(r"</?a\b[^>]*>")
APOSTROPHES = "'’"
TRAILING = " \t\n,;:–—-("
ELLIPSIS = "…"


def cut(html: str, words: int) -> str:
    """Return inline HTML cut after a number of words, with one `…` where something was left out.

    Never inside a tag, an entity or a word, nor after an apostrophe (`dell’|acqua` goes on to the
    word's end); the markup stays balanced. Links and footnote marks are taken out, so that an
    excerpt can stand inside a link.
    """
    html = LINK.sub("", NOTE.sub("", html)).strip()
    made: list[str] = []
    opened: list[str] = []
    left = words
    for token in TOKEN.findall(html):
        if token.startswith("<"):
            follow(token, opened)
            made.append(token)
            continue
        taken, left, is_whole = take(token, left)
        made.append(taken)
        if not is_whole:
            text = "".join(made).rstrip(TRAILING)
            return text + ELLIPSIS + "".join(f"</{name}>" for name in reversed(opened))
    return "".join(made)


def follow(tag: str, opened: list[str]) -> None:
    """Keep the list of open elements as a tag changes it."""
    found = re.match(r"<(/?)([a-zA-Z][\w-]*)", tag)
    if not found or found.group(2).lower() in VOID or tag.endswith("/>"):
        return
    if not found.group(1):
        opened.append(found.group(2))
    elif opened:
        opened.pop()


def take(text: str, left: int) -> tuple[str, int, bool]:
    """Return the text up to its last word to take, how many are left, and whether it is all."""
    end = 0
    for found in re.finditer(r"\S+", text):
        if left <= 0:
            return text[:end], 0, False
        end = found.end()
        if not is_sign(found.group()) and found.group()[-1] not in APOSTROPHES:
            left -= 1
    return text, left, True


def is_sign(word: str) -> bool:
    """Tell whether a run of signs is no word: a dash, a bullet."""
    return not re.search(r"\w", unescape(word))


def plain(html: str) -> str:
    """Return the text of inline HTML, without tags and entities, on one line."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", "", NOTE.sub("", html)))).strip()
