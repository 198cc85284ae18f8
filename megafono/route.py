"""Everything about addresses: slug, url, output path, collisions."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from posixpath import normpath
from urllib.parse import quote, unquote

from megafono.problem import Problem, message

LETTERS = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
)
LONGEST = 80


def slugify(text: str) -> str:
    """Return one part of an address: lower case, no marks on letters, words joined by `-`.

    Letters of other scripts stay. At most 80 characters, cut at a word's end.
    """
    plain = unicodedata.normalize("NFKD", text).casefold()  # in this order: “№” becomes “No”
    plain = unicodedata.normalize("NFKD", plain).translate(LETTERS)
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    plain = unicodedata.normalize("NFC", plain)
    slug = re.sub(r"[\W_]+", "-", plain).strip("-")
    if len(slug) <= LONGEST:
        return slug
    return slug[: LONGEST + 1].rpartition("-")[0] or slug[:LONGEST]


def join(*parts: str) -> str:
    """Return the url of a page from the parts of its address; empty parts are left out."""
    inner = "/".join(part.strip("/") for part in parts if part.strip("/"))
    return f"/{inner}/" if inner else "/"


def output_path(url: str) -> str:
    """Return the file that answers at a url: `/it/progetti/` is `it/progetti/index.html`."""
    path = unquote(url).lstrip("/")
    return f"{path}index.html" if not path or path.endswith("/") else path


def encoded(url: str) -> str:
    """Return a url as it stands in an attribute: signs beyond ASCII percent-encoded."""
    return quote(url, safe="/:?#[]@!$&'()*+,;=%-._~")


def alias_path(alias: str) -> str:
    """Return the file of an old address: `/old/` and `/old` are `old/index.html`."""
    path = unquote(alias).lstrip("/")
    if path.endswith("/") or "." not in path.rpartition("/")[2]:
        return f"{path.rstrip('/')}/index.html".lstrip("/")
    return path


def key_from(target: str, folder: str) -> str:
    """Return the key that a link names: from the content root (`/…`), or from a folder in it.

    A language and an extension written by habit are taken off: `wells.it.md` is `wells`.
    """
    path = unquote(target)
    path = path.lstrip("/") if path.startswith("/") else f"{folder}/{path}"
    path = re.sub(r"(?:\.[a-z]{2,3}(?:-\w+)?)?\.md$", "", normpath(path))
    return re.sub(r"/index$", "", path).strip("/").removeprefix(".")


def collisions(paths: Iterable[tuple[str, str]]) -> tuple[Problem, ...]:
    """Find outputs with one path, upper and lower case alike: `(path, source)`, in order."""
    seen: dict[str, str] = {}
    problems = []
    for path, source in paths:
        folded = path.casefold()
        if folded in seen:
            problems.append(taken(path, source, seen[folded]))
        else:
            seen[folded] = source
    return tuple(problems)


def strays(paths: Iterable[tuple[str, str]]) -> tuple[Problem, ...]:
    """Find outputs that would not be inside the published folder: `(path, source)`."""
    problems = []
    for path, source in paths:
        if not {"", ".", ".."}.isdisjoint(path.split("/")):
            what = message("the output {path} would not be inside the published folder", path=path)
            hint = message("Take “..” and “//” out of its address.")
            problems.append(Problem(message=what, path=source, hint=hint))
    return tuple(problems)


def taken(path: str, source: str, other: str) -> Problem:
    """Say that an output's path is that of another; either may be one that nobody wrote."""
    url = "/" + path.removesuffix("index.html")
    if other:
        what = message("the address {url} is already taken by {other}", url=url, other=other)
    else:
        what = message("the address {url} is already taken by a page that Megafono makes", url=url)
    hint = message("Give one of the two another “slug” (or alias).")
    place = int(bool(source))
    return Problem(message=what, path=source, line=place, column=place, hint=hint)
