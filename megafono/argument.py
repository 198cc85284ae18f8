"""The values in the arguments of list blocks and counts: checked, and put into their one form.

A writer may name a country, region or sector by its key, its name or its word in the addresses,
in any language of the site: `settore=acqua` and `sector=water` are one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from megafono import taxonomy
from megafono.contenttype import STATUS_ORDER
from megafono.problem import Message, did_you_mean, message
from megafono.route import slugify, split

if TYPE_CHECKING:
    from megafono.site import Site

ORDERS = ("title", "status", "date", "updated", "order", "starts", "ends", "deadline")


@dataclass(frozen=True, slots=True)
class Wrong:
    """A value that cannot be: as written, what is wrong with it, how to mend it."""

    value: str
    what: Message
    hint: Message | None


Settled = tuple[str, Wrong | None]
Check = Callable[["Site", str, str], Settled]
"""Given the content type of the list (or nothing) and a value: its one form, and what is wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """Takes a file beside the page, or from the content root (`/…`), as its path.

    `suffixes` are those its name may have.
    """

    suffixes: tuple[str, ...]

    def settled(self, site: Site, folder: str, value: str) -> Settled:
        """Return the path of a file that a body in a folder names, and what is wrong with it."""
        from megafono import link

        path = link.file_path(value, folder)
        if not path.lower().endswith(self.suffixes):
            what = message("“{value}” is not a file of the kind wanted here", value=value)
            hint = message("It must be one of: {names}.", names=", ".join(self.suffixes))
            return path, Wrong(value, what, hint)
        if site.file(path) is None:
            problem = link.missing_picture(site, value, path)
            what = message("the file “{target}” is not there", target=value)
            return path, Wrong(value, what, problem.hint)
        return path, None


Checks = Mapping[str, Check | Beside]
"""What the arguments of a block may be, by their English names."""

Unknown = Callable[[str, taxonomy.Taxonomies], tuple[Message, Message | None]]


def settled(
    site: Site,
    kind: str,
    arguments: Mapping[str, str],
    checks: Checks | None = None,
    folder: str = "",
) -> tuple[dict[str, str], list[Wrong]]:
    """Return the arguments of a block in their one form, and the wrong ones.

    The checks are those of lists where none are given; `folder` is that of the body.
    """
    found: dict[str, str] = {}
    wrong: list[Wrong] = []
    for name, value in arguments.items():
        check = (CHECKS if checks is None else checks).get(name)
        if isinstance(check, Beside):
            found[name], fault = check.settled(site, folder, value)
        else:
            found[name], fault = check(site, kind, value) if check else (value, None)
        wrong += [fault] if fault else []
    return found, wrong


def digits(site: Site, kind: str, value: str) -> Settled:
    """Take a whole number."""
    if value.isascii() and value.isdigit():
        return value, None
    what = message("“{value}” is not a whole number", value=value)
    return "0", Wrong(value, what, message("Write digits only, as in 6."))


def any_text(site: Site, kind: str, value: str) -> Settled:
    """Take any text."""
    return value, None


def page_address(site: Site, kind: str, value: str) -> Settled:
    """Take the address of a page of others; `www.` and `//` get their beginning."""
    found = f"https:{value}" if value.startswith("//") else value
    found = f"https://{found}" if found.lower().startswith("www.") else found
    parts = split(found)
    if parts and parts.scheme in ("http", "https") and "." in (parts.hostname or ""):
        return found, None
    what = message("“{value}” is not an address", value=value)
    return value, Wrong(value, what, message("Write it whole, as in https://www.example.org/page"))


def yes_or_no(site: Site, kind: str, value: str) -> Settled:
    """Take true or false."""
    return one_of(value, ("true", "false"))


def kind_of_project(site: Site, kind: str, value: str) -> Settled:
    """Take development or emergency."""
    return one_of(value, ("development", "emergency"))


def status(site: Site, kind: str, value: str) -> Settled:
    """Take one or more statuses of the content type, between commas."""
    for part in value.split(","):
        found, wrong = one_of(part, STATUS_ORDER.get(kind, ()))
        if wrong:
            return found, wrong
    return value, None


def order(site: Site, kind: str, value: str) -> Settled:
    """Take what entries can be sorted by, between commas; `-` is descending."""
    for part in value.split(","):
        found, wrong = one_of(part.removeprefix("-"), ORDERS)
        if wrong:
            return found, wrong
    return value, None


def one_of(value: str, choices: tuple[str, ...]) -> Settled:
    """Take one of some words."""
    if value in choices:
        return value, None
    listed = ", ".join(map(in_both, choices)) or "–"
    what = message("“{value}” is not one of: {choices}", value=value, choices=listed)
    own = (in_both(choice).partition("/")[0] for choice in choices)
    return value, Wrong(value, what, did_you_mean(value, (*choices, *own)))


def in_both(word: str) -> str:
    """Return a word as writers may write it: in Italian first, where it has another form there."""
    from megafono.blocks import ITALIAN_VALUES

    own = next((it for it, en in ITALIAN_VALUES.items() if en == word and it not in ("si",)), "")
    return f"{own}/{word}" if own else word


def choice(words: Mapping[str, str]) -> Check:
    """Return a check that takes one of some words: Italian or English by their English form.

    `choice({"progetti": "projects", "projects": "projects"})`. A wrong word is taken for the first.
    """

    def check(site: Site, kind: str, value: str) -> Settled:
        found, wrong = one_of(value.casefold(), tuple(words))
        told = wrong and Wrong(value, wrong.what, wrong.hint)
        return words.get(found, next(iter(words.values()))), told

    return check


def of_kind(kind: str, names: Iterable[str]) -> Checks:
    """Return checks of lists, by name, as they are for the entries of one content type."""

    def bound(check: Check) -> Check:
        return lambda site, _, value: check(site, kind, value)

    return {name: bound(CHECKS[name]) for name in names}


def term(name: str) -> Check:
    """Return a check that takes a term of a taxonomy, by key, name or slug."""

    def check(site: Site, kind: str, value: str) -> Settled:
        for setting in ("sectors", "regions"):
            site.ask("setting", setting)
        found = site.answers.known.taxonomies
        key = value if value in found[name] else key_of(value, found[name])
        if key is not None:
            site.ask("term", name, key)
            return key, None
        return value, Wrong(value, *UNKNOWN[name](value, found))

    return check


def key_of(value: str, terms: taxonomy.Terms) -> str | None:
    """Return the key of the term with a name or slug in any language, or its code in capitals."""
    if value.upper() in terms:
        return value.upper()
    slug = slugify(value)
    for key, item in terms.items():
        if slug in item.slugs.values() or slug in map(slugify, item.names.values()):
            return key
    return None


def unknown_goal(value: str, found: taxonomy.Taxonomies) -> tuple[Message, Message | None]:
    """Say that there is no such goal."""
    return message("there is no goal “{value}”", value=value), did_you_mean(value, found["sdg"])


def unknown_tag(value: str, found: taxonomy.Taxonomies) -> tuple[Message, Message | None]:
    """Say that no page bears a tag."""
    what = message("no page bears the tag “{value}”", value=value)
    return what, did_you_mean(value, found["tag"])


UNKNOWN: Mapping[str, Unknown] = {
    **taxonomy.UNKNOWN,
    "sdg": unknown_goal,
    "tag": unknown_tag,
}


def entry_key(folder: str) -> Check:
    """Return a check that takes the key of an entry of a folder, with the folder or without."""

    def check(site: Site, kind: str, value: str) -> Settled:
        plain = value.strip("/")
        key = plain if plain == folder or plain.startswith(f"{folder}/") else f"{folder}/{plain}"
        if any(site.ask("address", key, lang.code) for lang in site.languages) or key == "pages":
            return key, None
        if site.answers.known.alone and any(site.entry(key, lang) for lang in site.languages):
            return key, None  # on a campaign's own site other entries have no address
        if site.ask("hidden", key):
            return key, None
        keys = {found for found, _ in site.answers.known.index.entries if found.startswith(folder)}
        what = message("there is no page “{value}”", value=value)
        return key, Wrong(value, what, did_you_mean(key, keys))

    return check


CHECKS: Mapping[str, Check] = {
    "status": status,
    "kind": kind_of_project,
    "limit": digits,
    "year": digits,
    "featured": yes_or_no,
    "order": order,
    "parent": entry_key("pages"),
    "project": entry_key("projects"),
    **{name: term(name) for name in ("country", "region", "sector", "sdg", "tag")},
}
