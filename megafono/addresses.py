"""Where addresses stand in pages, drawings, style sheets and scripts: gathered, and made relative.

For the site of a campaign alone, which holds what its pages name and works in any folder.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from posixpath import dirname, relpath

from megafono import tag

ONE = ("href", "xlink:href", "src", "poster", "data", "action", "formaction", "background")
"""The attributes that hold an address."""
MANY = ("srcset", "imagesrcset")
"""Those that hold several, each with what is said of it."""
CANDIDATE = re.compile(r"(?<![^\s,])([^\s,](?:\S*[^\s,])?)(\s+[^\s,][^,]*)?")
"""An address of a `srcset`, and what is said of it (HTML Standard, 4.8.4.2)."""
REFRESH = re.compile(r"(\s*\d+\s*;\s*url=)(.*)", re.IGNORECASE | re.DOTALL)
"""What sends a reader on: seconds and an address."""
DRAWN = re.compile(r"<(?:svg|math)(?=[\s/>])", re.IGNORECASE)
IN_CSS = re.compile(r"""url\(\s*["']?([^"')]+)|@import\s+["']([^"']+)""", re.IGNORECASE)
IN_SCRIPT = re.compile(r"""["'`](\.{0,2}/[^"'`\s\\]+)["'`]""")
"""A text in a script that may be an address: it begins with `/`, `./` or `../`."""
IN_MANIFEST = re.compile(r'"src"\s*:\s*"([^"\\]+)"')
SCRIPTS = (".js", ".mjs")
TEXTS = (".html", ".css", ".svg", ".webmanifest", *SCRIPTS)
"""How the names of outputs end that may name others."""


def tokens(html: str) -> Iterator[str]:
    """Yield the tokens of HTML, those inside drawings too, which `tag.tokens` leaves whole."""
    for token in tag.tokens(html):
        if DRAWN.match(token):
            yield from tag.TOKEN.findall(token)
        else:
            yield token


def relative(html: str, base: str, url: str) -> Iterator[str]:
    """Yield the tokens of a page; addresses of its own site are as seen from its URL.

    `base` is the path at which the site is: empty, or as `/sub`.
    """

    def moved(address: str) -> str:
        return from_page(url, base, address)

    for token in tokens(html):
        name, is_closing = tag.name_of(token)
        if not name or is_closing:
            yield token
            continue
        given = tag.attributes(token)
        seen = {key: replaced(key, value, moved) for key, value in given.items()}
        changed = {key: value for key, value in seen.items() if value != given[key]}
        yield tag.with_values(token, changed) if changed else token


def replaced(attribute: str, value: str, change: Callable[[str], str]) -> str:
    """Return the value of an attribute, the addresses in it changed."""
    if attribute in ONE:
        return change(value)
    if attribute in MANY:
        return CANDIDATE.sub(lambda found: change(found[1]) + (found[2] or ""), value)
    if attribute == "content" and (found := REFRESH.match(value)):
        return found[1] + change(found[2])
    return value


def from_page(url: str, base: str, address: str) -> str:
    """Return an address of the site (`/base/it/#top`) as seen from a URL (`/it/`); others as is."""
    if not address.startswith(f"{base}/") or address.startswith("//"):
        return address
    path = re.split(r"[?#]", address, maxsplit=1)[0]
    rest = address[len(path) :]
    inner = path.removeprefix(base)
    if inner == url and rest.startswith("#"):
        return rest
    made = relpath(inner, dirname(url) or "/")
    return f"{made}/{rest}" if inner.endswith("/") else f"{made}{rest}"


def named(text: str, path: str, base: str) -> Iterator[str]:
    """Yield what may be an address in the text of an output; `base` is its site's, with a `/`."""
    if path.endswith(SCRIPTS):
        yield from IN_SCRIPT.findall(text)
        return
    if path.endswith(".webmanifest"):
        yield from IN_MANIFEST.findall(text)
        return
    for found in IN_CSS.finditer(text):
        yield found[1] or found[2]
    if path.endswith(".html"):
        yield from re.findall(re.escape(base) + r"""[^\s"'<>\\]*""", text)
    if not path.endswith(".css"):
        yield from in_attributes(text)


def in_attributes(html: str) -> Iterator[str]:
    """Yield the addresses in the attributes of a page or a drawing."""
    for token in tokens(html):
        given = tag.attributes(token) if tag.name_of(token)[0] else {}
        yield from (given[key] for key in ONE if key in given)
        for key in MANY:
            yield from (found[1] for found in CANDIDATE.finditer(given.get(key, "")))
