"""Everything about addresses: slug, url, output path, collisions."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from posixpath import normpath
from urllib.parse import SplitResult, quote, unquote, urlsplit

from megafono.problem import Message, Problem, message
from megafono.staging import MARK

LETTERS = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
)
MARKS = re.compile("[\u0300-\u034e\u0350-\u036f]+")
"""Most of the marks on letters: the other combining characters are looked up."""

LONGEST = 80
LONGEST_NAME = 255
"""Bytes of the longest name that the disks of every system take."""
DEVICE = re.compile(
    r"(?:^|(?<=/))(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[1-9¹²³])(?= *(?:[./]|$))", re.I
)
"""A name that Windows keeps for a device, whatever its ending: neither `con` nor `con.html`."""
NOT_IN_NAMES = re.compile(r"[\\:\x00-\x1f\x7f-\x9f]")


@lru_cache(maxsize=65536)
def slugify(text: str) -> str:
    """Return one part of an address: lower case, no marks on letters, words joined by `-`.

    Letters of other scripts stay. At most 80 characters, cut at a word's end; 60 where 80 would be
    too many bytes. A name that Windows keeps for itself gets a number: “Con” is `con-1`.
    """
    plain = unicodedata.normalize("NFKD", text).casefold()  # in this order: “№” becomes “No”
    plain = MARKS.sub("", unicodedata.normalize("NFKD", plain).translate(LETTERS))
    if not plain.isascii():
        plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
        plain = unicodedata.normalize("NFC", plain)
    slug = shortened(re.sub(r"[\W_]+", "-", plain).strip("-"))
    return f"{slug}-1" if DEVICE.fullmatch(slug) else slug


def shortened(slug: str) -> str:
    """Return a slug cut at a word's end where it is too long to be the name of a folder."""
    longest = LONGEST if len(slug[:LONGEST].encode()) <= LONGEST_NAME else 60
    if len(slug) <= longest:
        return slug
    return slug[: longest + 1].rpartition("-")[0] or slug[:longest]


def join(*parts: str) -> str:
    """Return the url of a page from the parts of its address; empty parts are left out."""
    inner = "/".join(part.strip("/") for part in parts if part.strip("/"))
    return f"/{inner}/" if inner else "/"


def output_path(url: str) -> str:
    """Return the file that answers at a url: `/it/progetti/` is `it/progetti/index.html`."""
    path = unquote(url).lstrip("/")
    return f"{path}index.html" if not path or path.endswith("/") else path


@lru_cache(maxsize=65536)
def encoded(url: str) -> str:
    """Return a url as it stands in an attribute: signs beyond ASCII percent-encoded."""
    return quote(url, safe="/:?#[]@!$&'()*+,;=%-._~")


def split(address: str) -> SplitResult | None:
    """Return the parts of an address; None where it cannot be read: `https://[x`."""
    try:
        return urlsplit(address)
    except ValueError:
        return None


def ascii_host(host: str) -> str:
    """Return the name of a host, in any letters, as it is asked for: `xn--…`; empty for no name."""
    name, colon, port = host.lower().partition(":")
    try:
        return name.encode("idna").decode("ascii") + colon + port
    except UnicodeError:
        return ""


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
    """Find outputs that could not be files of the published folder: `(path, source)`.

    Outside it, inside another output, or with a name that some system does not take: a site is
    the same on every computer.
    """
    sources = dict(paths)
    files = {path.casefold(): path for path in sources}
    problems = []
    for path, source in sources.items():
        if found := stray(path):
            what, hint = found
            problems.append(Problem(message=what, path=source, hint=hint))
        elif above := next((files[up] for up in folders(path.casefold()) if up in files), None):
            what = message(
                "the output {path} would be inside {other}, which is a file", path=path, other=above
            )
            hint = message("Give one of the two another “slug” (or alias).")
            problems.append(Problem(message=what, path=source or sources[above], hint=hint))
    return tuple(problems)


def folders(path: str) -> Iterator[str]:
    """Yield the folders that a path is in: of `a/b/c` first `a/b`, then `a`."""
    while path := path.rpartition("/")[0]:
        yield path


def stray(path: str) -> tuple[Message, Message] | None:
    """Say what is wrong with the path of an output, and the cure; None where nothing is."""
    shown = NOT_IN_NAMES.sub(lambda sign: visible(sign[0]), path)
    rename = message("Give it another “slug”, or rename the file.")
    if not {"", ".", ".."}.isdisjoint(decoded(path).replace("\\", "/").split("/")):
        what = message("the output {path} would not be inside the published folder", path=shown)
        return what, message("Take “..” and “//” out of its address.")
    if sign := NOT_IN_NAMES.search(path):
        what = message(
            "the output {path} has the sign {sign}, which no name of a file may have on Windows",
            path=shown,
            sign=visible(sign[0]),
        )
        return what, rename
    if device := DEVICE.search(path):
        what = message(
            "the output {path} has the name {name}, which Windows keeps for itself",
            path=path,
            name=device[0],
        )
        return what, rename
    if any(len(part.encode()) > LONGEST_NAME for part in path.split("/")):
        what = message("the output {path} has a name of more than 255 bytes", path=path)
        return what, message("Make its address shorter, or the name of the file.")
    if path.partition("/")[0].casefold() == MARK:
        return message("the output {path} has a name that Megafono keeps", path=path), rename
    return None


def decoded(path: str) -> str:
    """Return a path as the last of those that decode it may see it: `%252e` is `.` in the end."""
    while (plain := unquote(path)) != path:
        path = plain
    return path


def visible(sign: str) -> str:
    """Return a sign as it can be shown: a control character by its number."""
    return sign if sign.isprintable() else f"U+{ord(sign):04X}"


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
