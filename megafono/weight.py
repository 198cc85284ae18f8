"""What a page weighs before anybody touches it, and the budget that it has (decision 0018).

Counted is what a browser loads at once to show the page: its own HTML, style sheets with what they
import, scripts with the modules they import statically, fonts, the icon, the logo. Pictures of the
content are not: their renditions are chosen by the browser, and wait until they are near.

A kB is 1000 bytes. What compresses counts as gzip makes it at its best (level 9): no host sends
more than a little more.
"""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from posixpath import dirname, normpath
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from megafono import stylesheet
from megafono.model import Stored
from megafono.problem import Message, Names, Problem, decimal, message
from megafono.route import split

if TYPE_CHECKING:
    from megafono.known import Answers
    from megafono.site import Site

PACKED = (".html", ".css", ".js", ".mjs", ".svg", ".json", ".webmanifest", ".xml", ".txt", ".ico")
"""Files that hosts compress; pictures and fonts are compressed in themselves."""
PARTS = (*PACKED, ".woff2", ".woff", ".ttf", ".otf", ".png", ".webp", ".avif", ".jpg", ".jpeg")
"""Files that a page may load beside its HTML."""
STATIC = re.compile(
    r"""(?:^|[;}]|\*/)\s*(?:import|export)\s*(?:[\w*{][^"';]*?\bfrom\s*)?["']([^"']+)["']""",
    re.MULTILINE,
)
"""A module that another imports, or gives on, statically."""
PRINTED = re.compile(r"@media\s+(?:only\s+)?print\s*$")
OWN = "HTML"
"""What the page's own text is called in a message."""
GZIP = 12
"""Bytes by which gzip's frame (RFC 1952) is longer than zlib's."""
SHOWN = 3
"""So many parts, the heaviest, are named."""

Part = tuple[str, int]
"""The path of an output, and its weight in bytes, as it is sent."""


@dataclass(frozen=True, slots=True)
class Weight:
    """The weight of a page: its parts, its own HTML first."""

    parts: tuple[Part, ...]

    @property
    def bytes(self) -> int:
        """The sum, in bytes."""
        return sum(size for _, size in self.parts)

    @property
    def requests(self) -> int:
        """How many files are asked for."""
        return len(self.parts)

    @property
    def heaviest(self) -> tuple[Part, ...]:
        """The heaviest parts, the heaviest first."""
        return tuple(sorted(self.parts, key=lambda part: (-part[1], part[0]))[:SHOWN])


def sent(path: str, data: bytes) -> int:
    """Return how many bytes of a file are sent."""
    is_packed = path.lower().endswith(PACKED)
    return len(gzip.compress(data, 9, mtime=0)) if is_packed else len(data)


def quickly(data: bytes) -> int:
    """Return a weight of HTML that is hardly ever less than what is sent, in half the time."""
    return len(zlib.compress(data, 1)) + GZIP


def of_page(site: Site, data: bytes, loaded: Iterable[tuple[str, str]], enough: int = 0) -> Weight:
    """Return the weight of a page.

    `loaded` are the addresses it loads, with their elements. Its HTML is compressed only where
    the sum is above `enough` (bytes) without that, and at its best only where it still is.
    """
    parts = tuple(parts_of(site, loaded))
    rest = sum(size for _, size in parts)
    size = len(data)
    if rest + size > enough:
        size = quickly(data)
    if rest + size > enough:
        size = sent("index.html", data)
    return Weight(((OWN, size), *parts))


def hold(site: Site, html: str, loaded: Iterable[tuple[str, str]], path: str) -> None:
    """Report a page that is over its budget; `path` is the file of its entry, or its template."""
    kind = "microsite" if site.answers.known.alone else "page"
    limit = int(site.setting(f"budgets.{kind}.kilobytes")) * 1000
    most = int(site.setting(f"budgets.{kind}.requests"))
    found = of_page(site, html.encode("utf-8", "surrogatepass"), loaded, limit)
    if found.bytes > limit:
        site.report(too_heavy(found, limit, kind, path))
    if found.requests > most:
        site.report(too_many(found, most, kind, path))


def too_heavy(found: Weight, limit: int, kind: str, path: str) -> Problem:
    """Say that a page weighs too much, and what the most of it is."""
    what = message(
        "the page weighs {weight} kB as it is sent, and may weigh {limit} ({parts})",
        weight=kilobytes(found.bytes), limit=limit // 1000, parts=listed(found.heaviest),
    )  # fmt: skip
    hint = message(
        "Part a long text into several pages, or allow more: “budgets: {{{kind}: {{kilobytes: "
        "{more}}}}}” in _site.yaml.",
        kind=kind,
        more=-(-found.bytes // 1000),
    )
    name = found.heaviest[0][0]
    if name != OWN:
        hint = message(
            "Make {name} lighter, or allow more: “budgets: {{{kind}: {{kilobytes: {more}}}}}” in "
            "_site.yaml.",
            name=name,
            kind=kind,
            more=-(-found.bytes // 1000),
        )
    return Problem(message=what, path=path, hint=hint)


def too_many(found: Weight, most: int, kind: str, path: str) -> Problem:
    """Say that a page asks for too many files."""
    names = ", ".join(path for path, _ in found.parts)
    what = message(
        "the page loads {count} files at once, and may load {most} ({names})",
        count=found.requests, most=most, names=names,
    )  # fmt: skip
    hint = message(
        "Join style sheets, or scripts, in the theme, or allow more: “budgets: {{{kind}: "
        "{{requests: {more}}}}}” in _site.yaml.",
        kind=kind,
        more=found.requests,
    )
    return Problem(message=what, path=path, hint=hint)


def told(path: str, found: Weight) -> Message:
    """Say how much the heaviest page weighs."""
    return message(
        "The heaviest page is /{path}: {weight} kB in {count} files ({parts}).",
        path=path.removesuffix("index.html"), weight=kilobytes(found.bytes),
        count=found.requests, parts=listed(found.heaviest),
    )  # fmt: skip


def listed(parts: Iterable[Part]) -> Names:
    """Return parts with their weights, as `HTML 21.4; assets/css/site.css 9.5`."""
    found = [(path, kilobytes(size).by_lang) for path, size in parts]
    langs = kilobytes(0).by_lang
    return Names({
        lang: "; ".join(f"{path} {sizes[lang]}" for path, sizes in found) for lang in langs
    })  # fmt: skip


def kilobytes(size: int) -> Names:
    """Return bytes as kB, to a tenth."""
    return decimal(f"{size / 1000:.1f}")


def parts_of(site: Site, loaded: Iterable[tuple[str, str]]) -> Iterator[Part]:
    """Yield what a page loads beside its HTML, each file once.

    `loaded` are addresses with their elements. A file of another host, which must be listed, has
    no weight that we know.
    """
    logo = str(site.setting("logo", "")).removeprefix("/").removeprefix("_site/")
    own = site.base_url
    seen: dict[str, int] = {}
    for element, address in one_icon(site, loaded):
        path = output_of(address, own)
        is_ours = path.startswith("assets/") or path == f"media/{logo}"
        if (element == "img" and not is_ours) or address.startswith("data:"):
            continue
        for name, size in site.ask("weight", path) or ((path, 0),):
            seen.setdefault(name, size)
    yield from seen.items()


def one_icon(site: Site, loaded: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Yield what is loaded, of the icons the heaviest alone: a browser takes one."""
    icons: list[tuple[int, str]] = []
    for element, address in loaded:
        if element == "icon":
            parts = site.ask("weight", output_of(address, site.base_url)) or ()
            icons.append((sum(size for _, size in parts), address))
        else:
            yield element, address
    if icons:
        yield "icon", max(icons)[1]


def output_of(address: str, base_url: str) -> str:
    """Return the output that an address names, or the address itself where it is of another."""
    parts, own = split(address), urlsplit(base_url)
    if not parts or parts.netloc not in ("", own.netloc) or not parts.path.startswith("/"):
        return address.partition("?")[0]
    base = own.path.rstrip("/")
    is_below = parts.path.startswith(f"{base}/")
    return unquote(parts.path.removeprefix(base) if is_below else parts.path).lstrip("/")


def closure(path: str, answers: Answers, made: Mapping[str, Any]) -> tuple[Part, ...] | None:
    """Return the weight of an output and of all that it loads in its turn; None of no output.

    `made` are the makers of such outputs, by path. One that fails is told of by its own step.
    """
    from megafono.site import Site

    found: dict[str, int] = {}
    waiting = [path]
    for name in waiting:
        if name in found or name not in made:
            continue
        asking = Site(answers=answers, lang=next(iter(answers.known.languages)))
        try:
            data = as_bytes(made[name](asking))
        except Exception:  # whatever a plugin raises is told of by its own step
            return None
        found[name] = sent(name, data)
        waiting += needed(name, data)
    return tuple(found.items()) or None


def as_bytes(value: Any) -> bytes:
    """Return what a maker gave as bytes."""
    if isinstance(value, Stored):
        return value.file.read_bytes()
    return value.encode("utf-8") if isinstance(value, str) else bytes(value)


def needed(path: str, data: bytes) -> Iterator[str]:
    """Yield the outputs that a style sheet or a module loads at once."""
    text = data.decode("utf-8", "replace")
    if path.endswith((".js", ".mjs")):
        found = STATIC.findall(text)
    elif path.endswith(".css"):
        found = [*in_sheet(text)]
    else:
        return
    for address in found:
        plain = re.split(r"[?#]", address)[0]
        if ":" not in plain and not plain.startswith("//"):
            yield normpath(f"{'' if plain.startswith('/') else dirname(path)}/{plain}").lstrip("/")


def in_sheet(text: str) -> Iterator[str]:
    """Yield what a style sheet loads on a screen: of each font the one file that a browser takes.

    Of the files of a `src` browsers take the first that they read: WOFF 2 where there is one.
    """
    fonts: dict[int, list[str]] = {}
    for found in stylesheet.addresses(text):
        if any(PRINTED.match(block) for block in found.within):
            continue
        if found.within and found.within[-1] == "@font-face" and found.name == "src":
            fonts.setdefault(found.place, []).append(found.address)
        else:
            yield found.address
    for files in fonts.values():
        yield next((one for one in files if ".woff2" in one.lower()), files[0])
