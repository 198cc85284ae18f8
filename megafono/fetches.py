"""What a page, a drawing or a style sheet makes a browser fetch, and what of it stays dead.

A page in which every tag of interest is plainly written is read at a glance; any other as a
browser reads it. Both see the same (tested).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from megafono import tag

LOADED = {
    "img": ("src", "srcset"),
    "source": ("src", "srcset"),
    "script": ("src",),
    "iframe": ("src",),
    "video": ("src", "poster"),
    "audio": ("src",),
    "track": ("src",),
    "embed": ("src",),
    "object": ("data",),
    "input": ("src",),
    "image": ("href",),
    "use": ("href",),
}
"""Attributes whose address a browser fetches by itself, by element (HTML Standard, 4.8)."""
LOADED_LINKS = frozenset(
    {"stylesheet", "icon", "preload", "modulepreload", "prefetch", "preconnect", "dns-prefetch"}
    | {"manifest", "apple-touch-icon", "mask-icon"}
)
FETCHED: Mapping[str, tuple[str, ...]] = {
    **LOADED,
    "a": ("ping",),
    "area": ("ping",),
    "base": ("href",),
    "body": ("background",),
    "button": ("formaction",),
    "feimage": ("href", "xlink:href"),
    "form": ("action",),
    "frame": ("src",),
    "image": ("href", "xlink:href"),
    "input": ("src", "formaction"),
    "script": ("src", "href", "xlink:href"),
    "table": ("background",),
    "td": ("background",),
    "th": ("background",),
    "use": ("href", "xlink:href"),
}
"""Attributes whose address a browser asks for, or sends a form to, by element (HTML Standard)."""
LINKS = LOADED_LINKS | {"apple-touch-icon-precomposed", "fluid-icon", "dns-prefetch"}
MANY = frozenset({"a", "area", "body", "button", "table", "td", "th"})
"""The elements that seldom fetch anything."""
WANTED = ",".join([
    *(tag for tag in FETCHED if tag not in MANY), "link", "meta", "style", "[style]",
    *(f"{tag}[{name}]" for tag in sorted(MANY) for name in FETCHED[tag]),
])  # fmt: skip
"""The elements to look at, as a selector: no other fetches anything."""
AT_ONCE = frozenset({"stylesheet", "icon", "preload", "modulepreload", "manifest"})
"""The links whose files belong to the weight of a page."""
SCRIPT = "javascript:"
SUSPECT = tuple(
    (word, re.compile(rf"{word}\s*="))
    for word in ("style", "ping", "background", "formaction", "srcdoc")
)
"""Attributes that pages of ours have not: where one may be, the page is read with care."""
CANDIDATE = re.compile(
    rf"<(?:{'|'.join(sorted({*FETCHED, 'link', 'style'} - MANY))})[\s/>][^>]*>?",
    re.IGNORECASE,
)  # fmt: skip
"""What may be the tag of an element that fetches something, up to the first `>`."""
PLAIN = re.compile(r'<[a-zA-Z]+(?:\s+[a-zA-Z:-]++(?:="[^"<>\\]*+")?)*\s*/?>?')
NAMES = re.compile(r'([a-zA-Z:-]+)="')
OF_SRCSET = re.compile(r"[\s,]*+(\S++)(?:(?<!,)[^,]*+)?")
"""An address of a `srcset`, and what is said of it (HTML Standard, 4.8.4.2)."""
SPACE = re.compile(r"[\t\n\r]")
NAMED = re.compile(r"(?:(https?|wss?|ftp):/*|//+)([^/?#]*)", re.IGNORECASE)
REFRESH = re.compile(r"[\s\d.]*[;,]?\s*(?:url\s*=)?\s*['\"]?([^'\"]*)", re.IGNORECASE)
HANDLER = re.compile(r"on[a-z]{3,}+\s*=")
COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
CSS = re.compile(
    r"""(?:\burl\(|\bsrc\(|@import|image-set\(|,)\s*(?:"([^"]*)"|'([^']*)')
    |\burl\(\s*([^"'\s)][^)]*)""",
    re.IGNORECASE | re.VERBOSE,
)
"""An address in CSS: in `url()`, `src()`, `image-set()`, or of an `@import`."""
FRAMES = frozenset({"iframe", "frame", "object", "embed", "style"})
"""Elements that no page of ours has."""
DATA = frozenset({"application/ld+json", "application/json", "importmap", "speculationrules"})
"""Types of scripts that nothing runs (HTML Standard, 4.12.1); an import map is refused inline."""


@dataclass(frozen=True, slots=True)
class Dead:
    """Something that the policy refuses: its kind (see `DEAD`), and how it stands there."""

    kind: str
    found: str


@dataclass(slots=True)
class Seen:
    """What was seen of a page: addresses fetched, each with its element; what is dead; what is
    loaded at once, as far as it weighs."""

    fetched: list[tuple[str, str]] = field(default_factory=list)
    dead: list[Dead] = field(default_factory=list)
    loaded: list[tuple[str, str]] = field(default_factory=list)


def look(html: str) -> Seen:
    """Return what is seen of a page: at a glance where it is plain, else by reading all of it."""
    return glance(html) or whole(html)


def glance(html: str) -> Seen | None:
    """Return what is seen of a page in which every tag of interest is plainly written.

    None where one is not, or where anything would be told of: then the page is read as a browser
    reads it, which takes three times as long. What looks like a tag and is none (in a comment, in
    an attribute) leads there too, so that nothing is missed: a tag that hides another is not plain.
    """
    low = html.lower()
    if SCRIPT in low or "refresh" in low or has_handler(low):
        return None
    if any(word in low and attribute.search(low) for word, attribute in SUSPECT):
        return None
    seen = Seen()
    for token in dict.fromkeys(CANDIDATE.findall(html)):
        found = of_token(token)
        if found is None:
            return None
        seen.fetched += found.fetched
        seen.loaded += found.loaded
    return seen


@lru_cache(maxsize=8192)
def of_token(token: str) -> Seen | None:
    """Return what a tag fetches of our own host; None where it is not plain, or not our own."""
    names = [name.lower() for name in NAMES.findall(token)]
    if not PLAIN.fullmatch(token) or len(names) > len(set(names)):
        return None
    seen = Seen()
    name, values = tag.name_of(token)[0], tag.attributes(token)
    if name == "script" and not has_source(values) and values.get("type") not in DATA:
        return None
    read(seen, name, values)
    is_own = all(not host_of(address) and ":" not in address for _, address in seen.fetched)
    return seen if is_own and name not in FRAMES else None


def whole(html: str) -> Seen:
    """Read a page, or a drawing, as a browser does."""
    from selectolax.lexbor import LexborHTMLParser

    tree = LexborHTMLParser(html)
    seen = Seen()
    for node in tree.css(WANTED):
        attributes = node.attributes
        name = node.tag or ""
        read(seen, name, attributes)
        if name == "style" or (name == "script" and not has_source(attributes)):
            inside(seen, name, attributes, node.text(deep=True))
    if has_handler(low := html.lower()) or SCRIPT in low:
        seen.dead += handlers(tree)
    return seen


def has_handler(low: str) -> bool:
    """Tell whether there may be an attribute whose name begins with `on`, in small letters."""
    return any(low[found.start() - 1] in " \t\n\r\f\"'/" for found in HANDLER.finditer(low))


def has_source(attributes: Mapping[str, Any]) -> bool:
    """Tell whether a script names a file."""
    return any(attributes.get(name) is not None for name in ("src", "href", "xlink:href"))


def read(seen: Seen, element: str, attributes: Mapping[str, Any]) -> None:
    """Note what an element fetches."""
    for name in FETCHED.get(element, ()):
        for address in addresses(name, attributes.get(name)):
            seen.fetched.append((element, address))
            if element in ("script", "img") and attributes.get("loading") != "lazy":
                seen.loaded.append((element, address))
    if element == "link":
        link(seen, attributes)
    elif element == "meta" and (attributes.get("http-equiv") or "").strip().lower() == "refresh":
        found = REFRESH.match(attributes.get("content") or "")
        seen.fetched.append(("meta", found.group(1) if found else ""))
    elif element == "iframe" and (inner := attributes.get("srcdoc")):
        seen.fetched += look(inner).fetched
    if value := attributes.get("style"):
        seen.dead.append(Dead("style", f'style="{value}"'))
        seen.fetched += [("style", address) for address in in_css(value)]


def link(seen: Seen, attributes: Mapping[str, Any]) -> None:
    """Note what a `<link>` fetches, if it does."""
    kinds = set((attributes.get("rel") or "").lower().split())
    if not kinds & LINKS:
        return
    for name in ("href", "imagesrcset"):
        for address in addresses(name, attributes.get(name)):
            seen.fetched.append(("link", address))
            if kinds & AT_ONCE and "alternate" not in kinds:
                seen.loaded.append(("link", address))


def inside(seen: Seen, element: str, attributes: Mapping[str, Any], text: str) -> None:
    """Note what a style sheet or a script within the page would do."""
    kind = (attributes.get("type") or "").strip().lower()
    if element == "style":
        seen.fetched += [("style", address) for address in in_css(text)]
        seen.dead.append(Dead("style", "<style>"))
    elif kind not in DATA and (not kind or kind == "module" or "javascript" in kind):
        seen.dead.append(Dead("script", "<script>"))


def handlers(tree: Any) -> Iterator[Dead]:
    """Find scripts in attributes, and addresses that are scripts."""
    for node in tree.root.traverse() if tree.root else ():
        for name, value in node.attributes.items():
            if name.startswith("on") and len(name) > 4:
                yield Dead("handler", f'{name}="{value or ""}"')
            elif value and SPACE.sub("", value).strip().lower().startswith("javascript:"):
                yield Dead("handler", value.strip())


def addresses(name: str, value: str | None) -> list[str]:
    """Return the addresses of an attribute."""
    if name == "ping":
        return (value or "").split()
    return candidates("srcset" if name == "imagesrcset" else name, value)


def candidates(name: str, value: str | None) -> list[str]:
    """Return the addresses of an attribute: all the candidates of a `srcset`, else the one."""
    if not value or not value.strip():
        return []
    if name != "srcset":
        return [value.strip()]
    return [found.group(1).rstrip(",") for found in OF_SRCSET.finditer(value)]


def in_css(text: str) -> Iterator[str]:
    """Yield the addresses in CSS, without its escapes (CSS Syntax 3, 4.3.7)."""
    if "\\" in text:
        text = re.sub(r"\\([0-9a-fA-F]{1,6})\s?", lambda found: sign(found.group(1)), text)
    for a, b, c in CSS.findall(COMMENT.sub("", text)):
        yield (a or b or c).strip()


def sign(digits: str) -> str:
    """Return the sign of a CSS escape, or what stands for none."""
    number = int(digits, 16)
    return chr(number) if 0 < number < 0x110000 else "\ufffd"


def host_of(address: str) -> str:
    r"""Return the host that an address names, or empty: also of `//host`, `\\host`, `https:host`.

    Read as browsers read it (URL Standard, 4.4): without tabs and line ends, `\` as `/`.
    """
    if ":" not in address and "/" not in address and "\\" not in address:
        return ""
    found = NAMED.match(SPACE.sub("", address.strip()).replace("\\", "/"))
    return found.group(2).rpartition("@")[2].lower() if found else ""
