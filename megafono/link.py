"""What a link or a picture of a body leads to: by source path, in the page's language."""

from __future__ import annotations

import re
from dataclasses import dataclass
from posixpath import dirname, normpath
from typing import Any
from urllib.parse import unquote

from megafono import picture as pictures
from megafono.problem import Message, Problem, message, nearest
from megafono.route import key_from
from megafono.site import Site


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where a link leads: `lang` is the language of what is there; `key` that of an entry."""

    href: str
    lang: str = ""
    key: str = ""
    anchor: str = ""


def is_elsewhere(target: str) -> bool:
    """Tell whether an address is not ours to resolve: another site, mail, telephone, data."""
    return bool(re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//", target))


def file_path(target: str, folder: str) -> str:
    """Return the path of a file that a body names, from the content root (`/…`) or its folder."""
    plain = unquote(re.split(r"[?#]", target)[0])
    return normpath(
        f"content/{plain.lstrip('/')}" if plain.startswith("/") else f"{folder}/{plain}"
    )


def resolve(
    site: Site, target: str, folder: str, lang: str
) -> tuple[Target | None, Problem | None]:
    """Return where a link leads, and what is wrong with it; no target where it leads nowhere."""
    path, _, anchor = target.partition("#")
    path, question, search = path.partition("?")
    tail = (f"?{search}" if question else "") + (f"#{anchor}" if anchor else "")
    key = key_from(path, folder.removeprefix("content").strip("/"))
    for code in (lang, *(found.code for found in site.languages if found.code != lang)):
        name = site.answers.known.page_name(key)
        url = site.ask("address", name, code)
        if url:
            return Target(href=site.href(url) + tail, lang=code, key=name, anchor=anchor), None
    source = file_path(path, folder)
    if site.file(source) is not None and not source.endswith(".md"):
        return Target(href=site.href(pictures.media_url(source)) + tail), None
    if path.startswith("/") and site.exists(output_url(path)):
        return Target(href=site.href(path) + tail), None
    return None, broken(site, target, key)


def output_url(path: str) -> str:
    """Return the output that answers at a path, from `/`."""
    return f"{path}index.html" if path.endswith("/") else path


def broken(site: Site, target: str, key: str) -> Problem:
    """Say why a link leads nowhere: what it names is hidden, or is not there (with the nearest)."""
    hidden = site.answers.known.hidden.get(key)
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


def near_link(site: Site, key: str) -> Message:
    """Return the page that a broken link most likely meant."""
    keys = {key for key, _ in site.answers.known.index.entries}
    last = key.rpartition("/")[2]
    same_name = sorted(found for found in keys if found.rpartition("/")[2] == last)
    found = same_name[0] if same_name else nearest(key, keys)
    if found is None:
        by_name = {known.rpartition("/")[2]: known for known in sorted(keys, reverse=True)}
        near = nearest(last, by_name)
        found = by_name[near] if near else None
    if found:
        return message("Did you mean “/{near}”?", near=found)
    return message("Write the path of its file, without language and extension: /projects/wells.")


def missing_anchor(anchor: str, ids: Any) -> Problem:
    """Say that a page has no such anchor."""
    near = nearest(anchor, ids)
    what = message("there is no heading “#{anchor}” on that page", anchor=anchor)
    hint = message("Did you mean “#{near}”?", near=near) if near else None
    return Problem(message=what, hint=hint)


def picture(site: Site, path: str) -> dict[str, Any] | None:
    """Return the attributes of a picture: address and size; None where there is no such file."""
    source = site.file(path)
    if source is None:
        return None
    width, height = pictures.size(source)
    src = site.href(pictures.media_url(path))
    return {"src": src, "width": width, "height": height, "loading": "lazy", "decoding": "async"}


def missing_picture(site: Site, target: str, path: str) -> Problem:
    """Say that a picture is not there, with the nearest that is."""
    folder = dirname(path)
    files = [found for found in site.answers.known.sources.files if found.startswith("content/")]
    beside = {found.rpartition("/")[2]: found for found in files if dirname(found) == folder}
    near = nearest(path.rpartition("/")[2], (n for n in beside if not n.endswith(".md")))
    what = message("the picture “{target}” is not there", target=target)
    if near:
        hint = message(
            "Did you mean “{near}”?", near=target[: -len(path.rpartition("/")[2])] + near
        )
        return Problem(message=what, hint=hint)
    everywhere = {
        found.rpartition("/")[2]: found for found in files if found.endswith(pictures.PICTURES)
    }
    other = nearest(path.rpartition("/")[2], everywhere)
    if other:
        hint = message("Did you mean “{near}”?", near=everywhere[other].removeprefix("content"))
        return Problem(message=what, hint=hint)
    return Problem(
        message=what, hint=message("Put the file beside the page, in a folder of its name.")
    )
