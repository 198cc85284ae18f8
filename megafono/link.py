"""What a link or a picture of a body leads to: by source path, in the page's language."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from posixpath import basename, dirname, normpath
from typing import Any
from urllib.parse import unquote

from megafono import picture as pictures
from megafono import tag
from megafono.campaign import OUTSIDE, undeclared
from megafono.problem import Message, Problem, message, nearest
from megafono.rendition import SMALL, shown
from megafono.route import key_from
from megafono.site import Site

BARE = re.compile(
    r"""(?<![\w@/.:=&-])(?:
    (?=(?P<page>(?:https?://|www\.)(?:&(?!lt;|gt;|quot;|nbsp;|\#)|[^\s&<>"“”«»{}|\\^`\[\]])+))(?P=page)
    |(?=(?P<mail>[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+))(?P=mail)
    )(?!\{)""",
    re.IGNORECASE | re.VERBOSE,
)
"""An address written out in running text (HTML): of a page, or of mail.

A lookahead and its group stand for possessive repeats, which Python 3.11.2 matches wrongly.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where a link leads: `lang` is the language of what is there; `key` that of an entry."""

    href: str
    lang: str = ""
    key: str = ""
    anchor: str = ""


def is_elsewhere(target: str) -> bool:
    """Tell whether an address is not ours to resolve: another site, mail, telephone, data.

    Nor is one that a template language would fill in: `{{ site.url }}/page`.
    """
    return bool(re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//", target) or re.search(r"\{[{%]", target))


def may_be_bare(text: str) -> bool:
    """Tell whether a run of text has a sign that a bare address needs."""
    return "://" in text or "@" in text or "www." in text


def bare(text: str) -> Iterator[tuple[int, str]]:
    """Yield place and text of each address in a run of text, without the stop that follows it."""
    if not may_be_bare(text):
        return
    for found in BARE.finditer(text):
        address = found.group().rstrip(".,;:!?'’*_…")
        surplus = address.count(")") - address.count("(")
        while surplus > 0 and address.endswith(")"):
            address = address[:-1].rstrip(".,;:!?'’*_…")
            surplus -= 1
        if address.count(".") or "@" in address:
            yield found.start(), address


def written(address: str) -> str:
    """Return a bare address as a link to it."""
    return f'<a href="{full(address)}">{address}</a>'


def full(address: str) -> str:
    """Return a bare address with what it lacks at its beginning."""
    if is_elsewhere(address):
        return address
    return f"mailto:{address}" if "@" in address else f"https://{address}"


def file_path(target: str, folder: str) -> str:
    """Return the path of a file that a body names, from the content root (`/…`) or its folder."""
    plain = unquote(re.split(r"[?#]", target.replace("\\", "/"))[0])
    return normpath(
        f"content/{plain.lstrip('/')}" if plain.startswith("/") else f"{folder}/{plain}"
    )


def resolve(
    site: Site, target: str, folder: str, lang: str
) -> tuple[Target | None, Problem | None]:
    """Return where a link leads, and what is wrong with it; no target where it leads nowhere."""
    path, _, anchor = target.replace("\\", "/").partition("#")
    path, question, search = path.partition("?")
    tail = (f"?{search}" if question else "") + (f"#{anchor}" if anchor else "")
    key = key_from(path, folder.removeprefix("content").strip("/"))
    key = "home" if path == "/" else key
    if not target:
        return None, nothing()
    for code in (lang, *(found.code for found in site.languages if found.code != lang)):
        name = site.answers.known.page_name(key)
        url = site.ask("address", name, code)
        if url:
            return Target(href=site.href(url) + tail, lang=code, key=name, anchor=anchor), None
    source = file_path(path, folder)
    if site.file(source) is not None and not source.endswith(".md"):
        return Target(href=site.href(pictures.media_url(source)) + tail), None
    for url in (path, f"{path}/") if path.startswith("/") else ():
        if site.exists(output_url(url)):
            return Target(href=site.href(url) + tail), None
    if site.answers.known.alone:
        return of_whole(site, target, path, key, tail)
    return None, broken(site, target, key)


def of_whole(
    site: Site, target: str, path: str, key: str, tail: str
) -> tuple[Target | None, Problem | None]:
    """Return where a link leads on the site of a campaign, if to a page of the whole one, by URL.

    Else why it may not lead there, or that it is broken: the whole site says that as an error.
    """
    if site.ask("hidden", site.answers.known.page_name(key)) == OUTSIDE:
        return None, undeclared(target, key)
    for url in (unquote(path), f"{unquote(path)}/") if path.startswith("/") else ():
        if name := str(site.ask("hidden", url) or ""):
            led = [site.ask("address", name, found.code) or "" for found in site.languages]
            exact = (found for found in led if found == f"{site.whole_url}{url}")
            href = next(exact, next(filter(None, led), ""))
            return (Target(href=href + tail), None) if href else (None, undeclared(target, name))
    problem = broken(site, target, key)
    return None, problem if site.ask("hidden", key) else replace(problem, level="warning")


def output_url(path: str) -> str:
    """Return the output that answers at a path, from `/`."""
    return f"{path}index.html" if path.endswith("/") else path


def broken(site: Site, target: str, key: str) -> Problem:
    """Say why a link leads nowhere: what it names is hidden, or is not there (with the nearest)."""
    hidden = site.ask("hidden", key)
    if hidden == "draft":
        what = message("the link “{target}” leads to a draft", target=target)
        hint = message("Publish that page (take “draft” away), or take the link away.")
        return Problem(message=what, hint=hint)
    if hidden:
        what = message(
            "the link “{target}” leads to a page that is not published now", target=target
        )
        return Problem(message=what, hint=message("It is shown as plain text."), level="warning")
    return Problem(
        message=message("the link “{target}” leads nowhere", target=target),
        hint=near_link(site, key),
    )


def nothing() -> Problem:
    """Say that a link has no address: `[text]()`. In pasted HTML it may wait for a script."""
    what = message("the link “{target}” leads nowhere", target="")
    return Problem(message=what, hint=path_wanted(), level="warning")


def path_wanted() -> Message:
    """Tell how a link to a page is written."""
    return message("Write the path of its file, without language and extension: /projects/wells.")


def near_link(site: Site, key: str) -> Message:
    """Return the page that a broken link most likely meant."""
    keys = {key for key, _ in site.answers.known.index.entries}
    by_name = {known.rpartition("/")[2]: known for known in sorted(keys, reverse=True)}
    near = nearest(key.rpartition("/")[2], by_name)
    return message("Did you mean “/{near}”?", near=by_name[near]) if near else path_wanted()


def missing_anchor(anchor: str, ids: Any) -> Problem:
    """Say that a page has no such anchor."""
    near = nearest(anchor, ids)
    what = message("there is no heading “#{anchor}” on that page", anchor=anchor)
    hint = message("Did you mean “#{near}”?", near=near) if near else None
    return Problem(message=what, hint=hint)


SIZES = "(min-width: 46rem) 43rem, 94vw"
"""How wide a picture of a body is shown, where the writer does not say: as wide as its text."""


def picture(site: Site, token: str, path: str, *, is_first: bool, is_inside: bool) -> str | None:
    """Return the tag of a picture with its formats, address and size; None where it is no file.

    A width, or a height, that the writer gave decides the other. A picture in a `<picture>` of the
    writer's own (`is_inside`), or with a `srcset`, gets no formats; the first does not wait.
    """
    found = shown(site, path)
    if found is None:
        return None
    given = tag.attributes(token)
    sides = sized((found.width, found.height), given)
    is_first = is_first and (found.width or 0) > SMALL
    when = {"fetchpriority": "high"} if is_first else {"loading": "lazy"}
    values = {"src": found.src, **sides, **when, "decoding": "async"}
    if is_inside or "srcset" in given or not found.srcset:
        return tag.with_values(token, values)
    pixels = sides.get("width")
    sizes = f"{pixels}px" if given.keys() & {"width", "height"} and pixels else SIZES
    sizes = sizes if str(pixels).isdigit() else SIZES
    token = tag.with_values(token, {"srcset": found.srcset, "sizes": sizes, **values})
    sources = (
        tag.with_values("<source>", {"type": s.type, "srcset": s.srcset, "sizes": sizes})
        for s in found.sources
    )
    return f"<picture>{''.join(sources)}{token}</picture>" if found.sources else token


def sized(measured: tuple[int | None, int | None], given: Mapping[str, str]) -> dict[str, Any]:
    """Return width and height in pixels, as far as known: in the picture's own proportion."""
    wanted = {side: given[side] for side in ("width", "height") if side in given}
    pixels = {
        side: int(found[1])
        for side, value in wanted.items()
        if (found := re.fullmatch(r"\s*(\d{1,6})(?:px)?\s*", value))
    }
    if len(pixels) < len(wanted):
        return wanted
    width, height = measured
    if not width or not height:
        return pixels
    if len(pixels) == 2 or not pixels:
        return pixels or {"width": width, "height": height}
    if "width" in pixels:
        return {**pixels, "height": max(1, round(height * pixels["width"] / width))}
    return {"width": max(1, round(width * pixels["height"] / height)), **pixels}


def missing_picture(site: Site, target: str, path: str) -> Problem:
    """Say that a picture is not there, with the nearest that is: beside it, or anywhere."""
    what = message("the picture “{target}” is not there", target=target)
    hint = message("Put the file beside the page, in a folder of its name.")
    files = [found for found in site.answers.known.sources.files if found.startswith("content/")]
    folder = dirname(path)
    beside = {
        stem(found): target[: target.rfind("/") + 1] + basename(found)
        for found in files
        if dirname(found) == folder and not found.endswith(".md")
    }
    everywhere = {
        stem(found): found.removeprefix("content")
        for found in files
        if found.endswith(pictures.PICTURES)
    }
    for known in (beside, everywhere):
        if near := nearest(stem(path), known):
            hint = message("Did you mean “{near}”?", near=known[near])
            break
    return Problem(message=what, hint=hint)


def stem(path: str) -> str:
    """Return the name of a file without what follows its last dot."""
    return basename(path).rpartition(".")[0]
