"""What is wrong in a finished page: its links, its names for who does not see it, its structure.

A page is read once, in one walk. What it holds wrong is a `Fault`, the same value wherever it
stands, so that what repeats on every page is told once.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from posixpath import normpath
from typing import Any
from urllib.parse import unquote

from selectolax.lexbor import LexborHTMLParser

from megafono.fetches import FETCHED, NAMING, SENT, candidates
from megafono.route import split

FOLLOWED = {"a": "href", "area": "href", "form": "action", "button": "formaction", "link": "href"}
PARTS = frozenset({"base", "param", "animate", "set"})
"""Elements whose values need not be files."""
SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:")


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong: its kind (see `check.FAULTS`) and what it is about, as the page has it."""

    kind: str
    subject: str = ""


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where the site is: its host, the folder it is mounted in, and every output there will be."""

    host: str
    base_path: str
    paths: frozenset[str]
    known: dict[str, str | None] = field(default_factory=dict)

    def output(self, path: str) -> str | None:
        """Return the output that answers at the path of an address, or None."""
        if path not in self.known:
            self.known[path] = self.found(unquote(path))
        return self.known[path]

    def found(self, path: str) -> str | None:
        """Return the output that answers at a path without percent signs."""
        if not (path + "/").startswith(f"{self.base_path}/"):
            return None
        inner = path[len(self.base_path) :].lstrip("/")
        inner = f"{inner}index.html" if not inner or inner.endswith("/") else inner
        return inner if inner in self.paths else None


@dataclass
class Reading:
    """What was read of one page: `anchors` are (output, fragment, as written)."""

    path: str
    ids: frozenset[str] = frozenset()
    faults: list[Fault] = field(default_factory=list)
    anchors: list[tuple[str, str, str]] = field(default_factory=list)
    external: list[str] = field(default_factory=list)
    is_redirect: bool = False


def read(path: str, data: bytes, place: Place) -> Reading:
    """Read one page and find what is wrong in it."""
    reading = Reading(path=path)
    ids: Counter[str] = Counter()
    titles = 0
    tree = LexborHTMLParser(data)
    if tree.root is None:
        return reading
    for node in tree.root.traverse():
        tag = node.tag or ""
        titles += tag == "h1"
        attributes = node.attributes
        if not attributes:
            reading.faults += [Fault("unnamed button")] * (tag == "button" and not is_named(node))
            continue
        if found := attributes.get("id"):
            ids[found] += 1
        if tag == "a" and (name := attributes.get("name")):
            reading.anchors.append((path, "", name))
        if tag in FOLLOWED or tag in FETCHED:
            addresses(reading, tag, attributes, place)
        if tag in NAMED:
            reading.faults += NAMED[tag](node, attributes)
        reading.is_redirect |= (
            tag == "meta" and (attributes.get("http-equiv") or "").lower() == "refresh"
        )
    names = {name for target, fragment, name in reading.anchors if not fragment}
    reading.anchors = [anchor for anchor in reading.anchors if anchor[1]]
    reading.ids = frozenset(ids) | names
    reading.faults += [Fault("id twice", name) for name, count in ids.items() if count > 1]
    reading.faults += whole(tree.root.attributes, titles, reading.is_redirect)
    return reading


def whole(root: Mapping[str, Any], titles: int, is_redirect: bool) -> Iterator[Fault]:
    """Find what is wrong with a page as a whole: language (WCAG 3.1.1), one title (1.3.1, H42)."""
    if not root.get("lang"):
        yield Fault("no language")
    if not titles and not is_redirect:
        yield Fault("no title")
    if titles > 1:
        yield Fault("titles", str(titles))


def addresses(reading: Reading, tag: str, attributes: Mapping[str, Any], place: Place) -> None:
    """Follow the addresses of an element."""
    loaded = () if tag in PARTS else FETCHED.get(tag, ())
    loaded = tuple(name for name in loaded if name not in SENT)
    if tag == "link":
        kinds = set((attributes.get("rel") or "").lower().split())
        loaded = () if kinds <= NAMING else ("href",)
    for name in loaded:
        for address in candidates(name, attributes.get(name)):
            follow(reading, address, place, is_loaded=True, is_link=False)
    name = FOLLOWED.get(tag, "")
    if name and name not in loaded and attributes.get(name) is not None:
        follow(
            reading, attributes[name].strip(), place, is_loaded=False, is_link=tag in ("a", "area")
        )


def follow(reading: Reading, address: str, place: Place, *, is_loaded: bool, is_link: bool) -> None:
    """Note where an address leads: outside, to an anchor, or nowhere."""
    path, _, fragment = address.partition("#")
    path = path.partition("?")[0]
    if SCHEME.match(address) or address.startswith("//"):
        parts = split(address)
        if parts and parts.scheme not in ("http", "https", ""):
            return
        if not parts or parts.netloc.lower() != place.host:
            if is_link and not is_loaded:  # what is loaded from elsewhere is told by `inspection`
                reading.external.append(address)
            return
        path = parts.path or "/"
        if not (path + "/").startswith(f"{place.base_path}/"):
            return
    elif not path:
        target: str | None = reading.path
        arrive(reading, target, fragment, address)
        return
    elif not path.startswith("/"):
        path = relative(path, reading.path, place)
    arrive(reading, place.output(path), fragment, address)


def relative(path: str, page: str, place: Place) -> str:
    """Return the full path of an address written from a page's own folder."""
    folder = page.rpartition("/")[0]
    found = normpath(f"{place.base_path}/{folder}/{path}")
    return found + "/" * (path.endswith(("/", "/.", "/..")) or path in (".", ".."))


def arrive(reading: Reading, target: str | None, fragment: str, address: str) -> None:
    """Note a link that leads nowhere, or an anchor to look for when all pages are read.

    `#` and `#top` are the top of any page (HTML Standard, 7.4.6.4); `#:~:text=` is no id.
    """
    if target is None:
        reading.faults.append(Fault("nowhere", address))
    elif (
        fragment
        and target.endswith(".html")
        and fragment.lower() != "top"
        and fragment[:3] != ":~:"
    ):
        reading.anchors.append((target, unquote(fragment), address))


# Names: what assistive technology says of an element (WCAG 1.1.1, 2.4.4, 4.1.2)

NAMES = ("aria-label", "aria-labelledby", "title")


def is_named(node: Any) -> bool:
    """Tell whether an element has a text, a label, or a picture or drawing with one."""
    attributes = node.attributes
    if any((attributes.get(name) or "").strip() for name in NAMES):
        return True
    if (node.text(deep=True) or "").strip():
        return True
    inside = node.css("img[alt], svg title, [aria-label], input[value]")
    return any(
        (
            part.attributes.get("alt") or part.attributes.get("aria-label") or part.text() or ""
        ).strip()
        for part in inside
    )


def link_faults(node: Any, attributes: Mapping[str, Any]) -> list[Fault]:
    """Find a link without a name."""
    if attributes.get("href") is None or attributes.get("aria-hidden") == "true" or is_named(node):
        return []
    return [Fault("unnamed link", attributes["href"])]


def button_faults(node: Any, _: Mapping[str, Any]) -> list[Fault]:
    """Find a button without a name."""
    return [] if is_named(node) else [Fault("unnamed button")]


def picture_faults(_: Any, attributes: Mapping[str, Any]) -> list[Fault]:
    """Find a picture without `alt`; an empty one says that it is an ornament."""
    if "alt" in attributes or attributes.get("role") in ("presentation", "none"):
        return []
    return [Fault("no alt", attributes.get("src") or "")]


def frame_faults(_: Any, attributes: Mapping[str, Any]) -> list[Fault]:
    """Find a frame without a title (WCAG 4.1.2; technique H64)."""
    named = any((attributes.get(name) or "").strip() for name in NAMES)
    return [] if named else [Fault("unnamed frame", attributes.get("src") or "")]


NAMED = {"a": link_faults, "button": button_faults, "img": picture_faults, "iframe": frame_faults}
