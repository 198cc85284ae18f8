"""What a page, a drawing or a style sheet makes a browser fetch, and what of it stays dead.

A page in which every tag of interest is plainly written is read at a glance; any other as a
browser reads it. Both see the same (tested).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import groupby
from typing import Any

from megafono import stylesheet, tag

FETCHED: Mapping[str, tuple[str, ...]] = {
    "a": ("ping",),
    "area": ("ping",),
    "audio": ("src",),
    "base": ("href",),
    "bgsound": ("src",),
    "button": ("formaction",),
    "embed": ("src",),
    "fencedframe": ("src",),
    "form": ("action",),
    "frame": ("src",),
    "iframe": ("src",),
    "img": ("src", "srcset", "lowsrc"),
    "input": ("src", "formaction"),
    "object": ("data", "classid", "codebase"),
    "param": ("value",),
    "script": ("src", "href", "xlink:href"),
    "source": ("src", "srcset"),
    "track": ("src",),
    "video": ("src", "poster"),
    **dict.fromkeys(("animate", "set"), ("href", "xlink:href", "from", "to", "by", "values")),
    "image": ("href", "xlink:href", "src", "srcset"),
    **dict.fromkeys(
        (
            "animatemotion", "animatetransform", "color-profile", "cursor", "feimage", "filter",
            "font-face-uri", "glyphref", "lineargradient", "mpath", "pattern", "radialgradient",
            "textpath", "tref", "use",
        ),
        ("href", "xlink:href"),
    ),
}  # fmt: skip
"""Attributes whose address a browser asks for, or sends a form to, by element (HTML Standard, SVG
2), `<link>` and `<meta>` aside. `<image>` outside a drawing is read as `<img>`."""
ANYWHERE = ("background", "attributionsrc")
"""Attributes whose address is asked for whatever element bears them, or nearly."""
PAINTED = (
    "clip-path", "cursor", "fill", "filter", "marker", "marker-end", "marker-mid",
    "marker-start", "mask", "stroke",
)  # fmt: skip
"""Attributes of drawings that are CSS, and may name a file (SVG 2, 6.6)."""
SENT = frozenset({"action", "attributionsrc", "formaction", "ping"})
"""Attributes to whose address something is sent: no file of the site need be there."""
NAMING = frozenset({
    "alternate", "amphtml", "author", "bookmark", "canonical", "cite-as", "describedby",
    "external", "first", "help", "hub", "last", "license", "me", "next", "nofollow", "noopener",
    "noreferrer", "payment", "pingback", "prev", "privacy-policy", "search", "self", "shortlink",
    "tag", "terms-of-service", "up", "webmention",
})  # fmt: skip
"""The kinds of `<link>` that only name an address. Whatever any other is for, it is a fetch."""
MANY = frozenset({"a", "area", "button"})
"""Elements that are on every page and seldom fetch anything: `SUSPECT` has their attributes."""
WANTED = ",".join([
    *(name for name in FETCHED if name not in MANY), "link", "meta", "style", "feImage",
    "animateMotion", "animateTransform", "linearGradient", "radialGradient", "textPath",
    "glyphRef", *(f"{name}[{sent}]" for name in sorted(MANY) for sent in FETCHED[name]),
    *(f"[{name}]" for name in ("style", *ANYWHERE, *PAINTED)),
])  # fmt: skip
"""The elements to look at, as a selector: no other fetches anything."""
AT_ONCE = frozenset({"stylesheet", "icon", "preload", "modulepreload", "manifest"})
"""The links whose files belong to the weight of a page."""
SCRIPT = "javascript:"
PAINT = r"""\s*=(?!"[\w#.%-]*+")"""
"""An attribute that may name a file to paint with."""
SUSPECT = tuple(
    (word, re.compile(rf"{word}{rest}"))
    for word, rest in (
        *((word, r"\s*=") for word in ("style", "ping", "formaction", "srcdoc", *ANYWHERE)),
        *((word, PAINT) for word in PAINTED if not word.startswith("marker")),
        ("marker", rf"(?:-\w+)?{PAINT}"),
        ("http-equiv", r"""\s*+=(?!"content-security-policy")"""),
    )
)
"""Attributes that pages of ours have not: where one may be, the page is read with care."""
TAGS = sorted({*FETCHED, "link", "style", "template"} - MANY)
BEGUN = (
    rf"{sign}(?:{'|'.join(name[1:] for name in names)})"
    for sign, names in groupby(TAGS, key=lambda name: name[0])
)
CANDIDATE = re.compile(rf"<(?:{'|'.join(BEGUN)})[\s/>][^>]*>?", re.IGNORECASE)
"""What may be the tag of an element that fetches something, up to the first `>`."""
PLAIN = re.compile(r'<[a-zA-Z]+(?:\s+[a-zA-Z:-]++(?:="[^"<>\\]*+")?)*\s*/?>?')
NAMES = re.compile(r'([a-zA-Z:-]+)="')
OF_SRCSET = re.compile(r"[\s,]*+(\S++)(?:(?<!,)[^,]*+)?")
"""An address of a `srcset`, and what is said of it (HTML Standard, 4.8.4.2)."""
SPACE = re.compile(r"[\t\n\r]")
BLANK = "".join(map(chr, range(33)))
"""What is taken off the ends of an address: space and control characters (URL Standard, 4.4)."""
TEMPLATE = re.compile(r'</?template(?:\s+[^\s=>]++(?:="[^"]*+")?)*\s*>', re.IGNORECASE)
"""The tags of templates, as they are serialised: what is within one is no part of the tree."""
NAMED = re.compile(r"(?:(https?|wss?|ftp):/*|//+)([^/?#]*)", re.IGNORECASE)
REFRESH = re.compile(r"[\s\d.]*[;,]?\s*(?:url\s*=)?\s*['\"]?([^'\"]*)", re.IGNORECASE)
HANDLER = re.compile(r"on[a-z]{3,}+\s*=")
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

    def add(self, more: Seen) -> None:
        """Take in what was seen elsewhere."""
        self.fetched += more.fetched
        self.dead += more.dead
        self.loaded += more.loaded


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
    if SCRIPT in low or has_handler(low):
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
    return seen if is_own and name not in FRAMES and name != "template" else None


def whole(html: str, *, is_wary: bool = False) -> Seen:
    """Read a page as a browser does; where one `is_wary`, all of it is looked at for scripts."""
    from selectolax.lexbor import LexborHTMLParser

    tree = LexborHTMLParser(html)
    seen = Seen()
    for node in tree.css(WANTED):
        attributes = node.attributes
        name = (node.tag or "").lower()
        read(seen, name, attributes)
        if name == "style" or (name == "script" and not has_source(attributes)):
            inside(seen, name, attributes, node.text(deep=True))
    if has_handler(low := html.lower()) or SCRIPT in low or is_wary:
        for node in tree.root.traverse() if tree.root else ():
            seen.dead += handlers(node.attributes)
    if "<template" in low:
        for node in tree.css("template"):
            seen.add(whole(f"<table>{TEMPLATE.sub('', node.html or '')}", is_wary=is_wary))
    return seen


def has_handler(low: str) -> bool:
    """Tell whether there may be an attribute whose name begins with `on`, in small letters."""
    return any(low[found.start() - 1] in " \t\n\r\f\"'/" for found in HANDLER.finditer(low))


def has_source(attributes: Mapping[str, Any]) -> bool:
    """Tell whether a script names a file."""
    return any(attributes.get(name) is not None for name in ("src", "href", "xlink:href"))


def read(seen: Seen, element: str, attributes: Mapping[str, Any]) -> None:
    """Note what an element fetches."""
    for name in (*FETCHED.get(element, ()), *ANYWHERE):
        if found := addresses(name, attributes.get(name)):
            seen.fetched += [(element, address) for address in found]
            is_now = element in ("script", "img") and attributes.get("loading") != "lazy"
            if is_now and name not in ANYWHERE:
                seen.loaded += [(element, address) for address in found]
    for name in PAINTED:
        if (value := attributes.get(name)) and "(" in value:
            seen.fetched += [("style", address) for address in in_css(value)]
    if element == "link":
        link(seen, attributes)
    elif element == "meta" and (attributes.get("http-equiv") or "").strip().lower() == "refresh":
        target = REFRESH.match(attributes.get("content") or "")
        seen.fetched.append(("meta", target.group(1) if target else ""))
    elif element == "iframe" and (inner := attributes.get("srcdoc")):
        within = whole(inner, is_wary=True)
        seen.fetched += within.fetched
        seen.dead += within.dead
    if value := attributes.get("style"):
        seen.dead.append(Dead("style", f'style="{value}"'))
        seen.fetched += [("style", address) for address in in_css(value)]


def link(seen: Seen, attributes: Mapping[str, Any]) -> None:
    """Note what a `<link>` fetches, if it does."""
    kinds = set((attributes.get("rel") or "").lower().split())
    if kinds <= NAMING:
        return
    for name in ("href", "imagesrcset"):
        for address in addresses(name, attributes.get(name)):
            seen.fetched.append(("link", address))
            if kinds & AT_ONCE and "alternate" not in kinds and name == "href":
                seen.loaded.append(("icon" if "icon" in kinds else "link", address))


def inside(seen: Seen, element: str, attributes: Mapping[str, Any], text: str) -> None:
    """Note what a style sheet or a script within the page would do."""
    kind = (attributes.get("type") or "").strip().lower()
    if element == "style":
        seen.fetched += [("style", address) for address in in_css(text)]
        seen.dead.append(Dead("style", "<style>"))
    elif kind not in DATA and (not kind or kind == "module" or "javascript" in kind):
        seen.dead.append(Dead("script", "<script>"))


def handlers(attributes: Mapping[str, Any]) -> Iterator[Dead]:
    """Find scripts in attributes, and addresses that are scripts."""
    for name, value in attributes.items():
        if name.startswith("on") and len(name) > 4:
            yield Dead("handler", f'{name}="{value or ""}"')
        elif value and SPACE.sub("", value).strip(BLANK).lower().startswith(SCRIPT):
            yield Dead("handler", value.strip())


def addresses(name: str, value: str | None) -> list[str]:
    """Return the addresses of an attribute."""
    if name in ("ping", "attributionsrc"):
        return (value or "").split()
    if name == "values":
        return [one.strip() for one in (value or "").split(";")]
    return candidates("srcset" if name == "imagesrcset" else name, value)


def candidates(name: str, value: str | None) -> list[str]:
    """Return the addresses of an attribute: all the candidates of a `srcset`, else the one."""
    if not value or not value.strip():
        return []
    if name != "srcset":
        return [value.strip()]
    return [found.group(1).rstrip(",") for found in OF_SRCSET.finditer(value)]


def in_css(text: str) -> Iterator[str]:
    """Yield the addresses in CSS."""
    for found in stylesheet.addresses(text):
        yield found.address


def host_of(address: str) -> str:
    r"""Return the host that an address names, or empty: also of `//host`, `\\host`, `https:host`.

    Read as browsers read it (URL Standard, 4.4): without tabs and line ends, `\` as `/`.
    """
    if ":" not in address and "/" not in address and "\\" not in address:
        return ""
    found = NAMED.match(SPACE.sub("", address.strip(BLANK)).replace("\\", "/"))
    return found.group(2).rpartition("@")[2].lower() if found else ""
