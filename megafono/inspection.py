"""What a finished page makes a browser fetch: nothing from a host that the settings do not list.

Every page is read as a browser reads it, when it is made, and so is every style sheet and drawing.
What another host would be asked for is an error; so is a page over its budget (`weight`). Inline
styles and scripts, dead under the site's own policy (`policy`), are warnings.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache, partial
from html import escape
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from megafono import copied, frontmatter, settings, weight
from megafono.fetches import FRAMES, Dead, Seen, host_of, look
from megafono.model import Source, Step, Stored
from megafono.outside import FORMS, cure
from megafono.problem import Level, Message, Problem, message
from megafono.route import ascii_host

if TYPE_CHECKING:
    from megafono.pageview import PageView
    from megafono.site import Site

PAGES = ("megafono.plan:make_page(", "megafono.microsite:make_page(")
"""How the makers of pages are known, which are looked at before (`page`)."""


def page(site: Site, view: PageView, html: str) -> None:
    """Report what is wrong with a page that was made."""
    seen = look(html)
    entry = view.entry
    own = entry.own.path if entry else ""
    template = site.answers.known.theme.template_path(view.own.template) or ""
    places = partial(place, site, own, template)
    loaded = tuple(elsewhere(site, seen, places))
    for problem in (*loaded, *dead(seen, places)):
        site.report(problem)
    if not loaded:  # else it weighs what it must not load
        weight.hold(site, html, seen.loaded, own or template)


def file(site: Site, step: Step, value: Any) -> None:
    """Report what is wrong with a file, or a folder of files, that is no page of ours."""
    if step.identity.startswith(PAGES) or isinstance(value, Stored):
        return
    files = value if isinstance(value, Mapping) else {step.name: value}
    for path, data in files.items():
        if path.lower().endswith(copied.SUFFIXES):
            seen, places = copied.read(path, data), partial(asset, site, path)
            for problem in (*elsewhere(site, seen, places), *running(seen, places)):
                site.report(problem)


def running(seen: Seen, places: Places) -> Iterator[Problem]:
    """Find what a file would run, with nothing to hold it back; else that it cannot be known."""
    for item in list(dict.fromkeys(seen.dead))[:FEW]:
        path, line, column = places(needles(item.found))
        what = message(
            "the file has “{found}”, which would run in the browser with no policy to hold it back",
            found=shortened(item.found),
        )
        hint = message("Take it away, or make a page of the site of the file.")
        if item.kind == "unread":
            what = message("the file cannot be read for sure, so what it would load is not known")
            hint = message("Save it again with the program that made it, in UTF-8.")
        yield Problem(message=what, path=path, line=line, column=column, hint=hint)


Places = Callable[[tuple[str, ...]], tuple[str, int, int]]
"""Given texts that a person may have written: path, line and column of the first that is found."""


def elsewhere(site: Site, seen: Seen, places: Places) -> Iterator[Problem]:
    """Find what would be asked of another host."""
    for element, address in dict.fromkeys(seen.fetched):
        host = host_of(address)
        if not host or is_allowed(site, host):
            continue
        what = message(
            "the page would load something from {host}, which would so learn who reads it",
            host=host,
        )
        if element in FORMS:
            what = message("the page has a form that would be sent to {host}", host=host)
        path, line, column = places((address, escape(address), address.partition(":")[2], host))
        hint = cure(element, address, host, site.setting("hosts", ()))
        yield Problem(message=what, path=path, line=line, column=column, hint=hint)


def is_allowed(site: Site, host: str) -> bool:
    """Tell whether a host is the site's own, or listed; `*.` stands for all below a host."""
    own = urlsplit(site.base_url).netloc.lower()
    host = ascii_host(host) or host
    return host in (own, ascii_host(own)) or any(
        host == name or (name.startswith("*.") and host.endswith(name[1:]))
        for name in site.setting("hosts", ())
    )


Said = tuple[Message, Message]
DEAD: Mapping[str, Said] = {
    "style": (
        message("“{found}” has no effect: the site's policy allows no styles within a page"),
        message("Take it away; how things look is written in the theme's style sheet."),
    ),
    "script": (
        message("“{found}” has no effect: the site's policy allows no scripts within a page"),
        message("Take it away, or put the script in a file of the theme."),
    ),
    "handler": (
        message("“{found}” has no effect: the site's policy allows no scripts within a page"),
        message("Take it away: write a plain link, or a block, in its place."),
    ),
    "frame": (
        message("“{found}” has no effect: the site's policy allows no pages within a page"),
        message("Write a plain link, or “::: external url=…”, in its place."),
    ),
    "data": (
        message("“{found}” has no effect: the site's policy allows no files within addresses"),
        message("Save it as a file beside the page, and name that."),
    ),
}
"""What the policy refuses, by kind, and its cure."""
FEW = 10
MOST = 60
"""Signs of something dead that are shown."""


def dead(seen: Seen, places: Places) -> Iterator[Problem]:
    """Find what the policy refuses: of each kind, the first few that differ."""
    level: Level = "warning"
    by_kind: dict[str, list[str]] = {}
    for item in dict.fromkeys([*seen.dead, *refused(seen)]):
        by_kind.setdefault(item.kind, []).append(item.found)
    for kind, (what, hint) in DEAD.items():
        for found in by_kind.get(kind, ())[:FEW]:
            path, line, column = places(needles(found))
            said = message(what.text, found=shortened(found))
            yield Problem(message=said, path=path, line=line, column=column, hint=hint, level=level)


def refused(seen: Seen) -> Iterator[Dead]:
    """Find frames of our own, plug-ins, and files that are written out as addresses."""
    for element, address in seen.fetched:
        if address[:5].lower() in ("data:", "blob:"):
            yield Dead("data", address)
        elif element in ("object", "embed") or (element in FRAMES and not host_of(address)):
            yield Dead("frame", address)


def shortened(text: str) -> str:
    """Return a text that is not too long for a message."""
    return text if len(text) <= MOST else f"{text[: MOST - 1]}…"


def needles(found: str) -> tuple[str, ...]:
    """Return how a person may have written an attribute or an element, likeliest first."""
    name, equals, value = found.partition('="')
    if not equals:
        return found, found.rstrip(">")
    plain = value.removesuffix('"')
    return found, f"{name}='{plain}'", f"{name}={plain}", plain or name, f"{name}="


# Where it stands

Place = tuple[str, int, int]


def place(site: Site, own: str, template: str, words: tuple[str, ...]) -> Place:
    """Return where one of some texts stands: in the entry, the settings or data, the theme.

    Else the template of the page.
    """
    known = site.answers.known
    folders = ["content/_data", *(f"themes/{name}/templates" for name in known.theme.chain)]
    others = [source.path for folder in folders for source in known.sources.under(folder)]
    paths = [path for path in (own, *shown(site), settings.PATH, template, *others) if path]
    return first(site, paths, words) or (template or own, 0, 0)


def shown(site: Site) -> Iterator[str]:
    """Yield the files of the entries whose texts, or their beginnings, a page shows."""
    for question in list(site.notes):
        if question[0] == "body" and (entry := site.ask("entry", *question[1:3])):
            yield entry.path


def asset(site: Site, output: str, words: tuple[str, ...]) -> Place:
    """Return where a text stands in the file that an output is a copy of, else the output."""
    known = site.answers.known
    inner = output.removeprefix("assets/")
    content = output.removeprefix("media/")
    paths = (
        known.theme.find(f"assets/{inner}"), f"content/{content}", f"content/_site/{content}",
    )  # fmt: skip
    found = first(site, [path for path in paths if path], words)
    if found:
        return found
    return next((path for path in paths if path and site.file(path)), output), 0, 0


LOADING = r"""(?:\b(?:src|srcset|imagesrcset|data|poster|action|formaction|ping|background|srcdoc)
\s*=\s*(?:"[^"<>]*?|'[^'<>]*?|[^\s"'<>]*?)|!\[[^\]]{0,500}\]\(\s*<?|\burl\(\s*["']?|@import\s*["'])"""
"""What stands before an address that is fetched, however often it also stands in a link."""


def first(site: Site, paths: Iterable[str], words: tuple[str, ...]) -> Place | None:
    """Return where the first text stands that stands anywhere, best where it is fetched."""
    for word in filter(None, words):
        for before in (LOADING, ""):
            pattern = re.compile(f"{before}({re.escape(word)})", re.IGNORECASE | re.VERBOSE)
            for path in dict.fromkeys(paths):
                if found := in_file(site, path, pattern):
                    return found
    return None


def in_file(site: Site, path: str, pattern: re.Pattern[str]) -> Place | None:
    """Return where the group of a pattern first stands in an input, if it does."""
    source = site.file(path)
    text = text_of(source) if source else ""
    if not (found := pattern.search(text)):
        return None
    start = found.start(1)
    return path, text.count("\n", 0, start) + 1, start - text.rfind("\n", 0, start)


@lru_cache(maxsize=256)
def text_of(source: Source) -> str:
    """Return the text of an input, kept for what all pages are searched for."""
    return frontmatter.decode(source.read())[0]
