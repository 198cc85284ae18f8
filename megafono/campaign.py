"""What a campaign's front matter says beyond the rest: how far it is, what it asks, its own site.

Also where the pages of a campaign's own site may lead: nowhere but where the campaign says.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, ValidationInfo

from megafono import colour, frontmatter
from megafono.problem import Message, Problem, decimal, did_you_mean, message
from megafono.route import encoded, slugify
from megafono.source import digest
from megafono.values import (
    Colour,
    Day,
    Local,
    Record,
    SiteAddress,
    Sum,
    Text,
    Words,
    address,
    one_of,
    refuse,
    words,
)

if TYPE_CHECKING:
    from megafono.known import Known
    from megafono.site import Site

FOLDER = "campaigns"
OUTSIDE = "outside"
"""Why a page of the whole site is not on that of a campaign (see `Known.outer`)."""
Undeclared = Callable[[str, str], Problem]
NEVER_LEAVES = ("mailto:", "tel:", "#")
"""How addresses begin that open no other site."""


class Amount(Record):
    """So much of something: `unit` is a currency (ISO 4217) or a word, as signatures."""

    amount: Sum
    unit: Local = "EUR"
    as_of: Day | None = None


def ask_address(value: Any, info: ValidationInfo) -> str:
    """Return the address of an ask; one to tell others has none: the page itself can be shared."""
    if value:
        return address(value)
    if info.data.get("kind") != "share":
        what = message("“{name}” is missing", name="url")
        refuse(what, message("Add a line “{name}: …”.", name="url"))
    return ""


class Ask(Record):
    """What a campaign asks of its readers."""

    kind: Annotated[str, BeforeValidator(one_of("donate", "sign", "volunteer", "write", "share"))]
    label: Local = ""
    url: Annotated[str, BeforeValidator(ask_address), Field(validate_default=True)] = ""


def declared_links(value: Any) -> tuple[str, ...]:
    """Return where a campaign's own site may lead: full addresses, and keys of the whole site."""
    return tuple(item if is_full(item) else item.strip("/") for item in words(value))


def readable(value: str, info: ValidationInfo) -> str:
    """Refuse an ink that cannot be read on the campaign's colour, and name one that can."""
    ground = info.data.get("colour")
    if not value or ground is None:
        return value
    if not ground:
        refuse(message("“ink” is the colour of texts on “colour”, which is missing"),
               message("Add a line “{name}: …”.", name="colour"))  # fmt: skip
    if not colour.is_readable(value, ground):
        ratio = math.floor(colour.contrast(value, ground) * 10) / 10
        what = message(
            "“{ink}” cannot be read on “{colour}”: the contrast is {ratio} to 1, and must be "
            "at least 4.5",
            ink=value, colour=ground, ratio=decimal(str(ratio)),
        )  # fmt: skip
        better = colour.near(ground, value)
        refuse(what, message("Write colour: “{near}”, or leave “ink” out.", near=better))
    return value


class Microsite(Record):
    """The site of the campaign alone: where it will be, how it looks, where it may lead.

    `colour` is that of its head and of its first ask, `ink` that of the texts on it.
    """

    base_url: SiteAddress = ""
    theme: Text = ""
    colour: Colour = ""
    ink: Annotated[Colour, AfterValidator(readable)] = ""
    links: Annotated[Words, BeforeValidator(declared_links)] = ()

    @property
    def colours(self) -> tuple[str, str] | None:
        """The ground and what is written on it; None where the theme's own serve."""
        if not self.colour:
            return None
        return self.colour.lower(), (self.ink or colour.ink_for(self.colour)).lower()


# Its own folder


def name_of(key: str) -> str:
    """Return a name for folders of a campaign's own: another for each key, on every system.

    Plain keys are their own name; what a name of a folder may not have becomes `-`, and a digest
    tells such a key from others.
    """
    name = key.removeprefix(f"{FOLDER}/")
    parts = [slugify(part) for part in name.split("/")]
    plain = "--".join(parts)
    return plain if name == "/".join(parts) else f"{plain}_{digest(name.encode())[:8]}"


def folder_of(key: str) -> str:
    """Return the name of the folder in which the site of a campaign is made, if none is given."""
    return f"public-{name_of(key)}"


# Where its pages may lead


def is_full(address: str) -> bool:
    """Tell whether an address names its own host, or needs none."""
    return bool(re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//", address))


def may_lead(site: Site, target: str) -> bool:
    """Tell whether a page may lead to a full address: on a campaign's own site, if it says so."""
    alone = site.answers.known.alone
    if alone is None or target.startswith(NEVER_LEAVES):
        return True
    if any(is_below(target, allowed) for allowed in allowed_links(site, alone.key)):
        return True
    start = re.split(r"[?#]", encoded(target), maxsplit=1)[0].rstrip("/")
    return any(start == encoded(url).rstrip("/") for url in allowed_pages(site, alone.key))


def allowed_links(site: Site, key: str) -> Iterator[str]:
    """Yield its own address, those in full that a campaign declares, and those of what it asks."""
    yield encoded(site.base_url)
    entry = site.ask("entry", key, site.lang)
    if entry is not None:
        for ask in entry.facts.asks:
            if ask.url:
                yield ask.url if is_full(ask.url) else site.whole_url + ask.url
        own = entry.facts.microsite
        yield from (link for link in (own.links if own else ()) if is_full(link))


def allowed_pages(site: Site, key: str) -> Iterator[str]:
    """Yield the full addresses of the pages of the whole site that a campaign declares."""
    entry = site.ask("entry", key, site.lang)
    own = entry.facts.microsite if entry is not None else None
    for link in own.links if own else ():
        name = site.answers.known.page_name(link)
        for lang in site.languages:
            if not is_full(link) and (url := site.ask("address", name, lang.code)):
                yield url


def is_below(target: str, allowed: str) -> bool:
    """Tell whether an address is one that is allowed, or a page below it."""
    start = allowed.rstrip("/")
    return target.rstrip("/") == start or target.startswith((f"{start}/", f"{start}?", f"{start}#"))


def undeclared(target: str, link: str = "") -> Problem:
    """Say that a text leads out of its campaign's own site, where nothing allows it to.

    `link` is what would allow it, where that is not the target itself.
    """
    what = message(
        "the link “{target}” leads out of the campaign's own site: it is shown as plain text",
        target=target,
    )
    return Problem(message=what, hint=declared(target, link), level="warning")


def declared(target: str, link: str = "") -> Message | None:
    """Tell what to declare for a link to stay; None where nothing would do."""
    link = link or (target if is_full(target) else "")
    hint = message("To keep it, add “{link}” to “links” under “microsite”.", link=link)
    return hint if link else None


# What is wrong with it


def faults(known: Known, pages: Iterable[tuple[str, str]]) -> Iterator[Problem]:
    """Find what campaigns say of their own sites, and is not there: themes, pages to lead to.

    `pages` are those of the whole site, by (name, language).
    """
    names = {name for name, _ in pages}
    told = set()
    for (key, _), entry in known.index.entries.items():
        own = entry.facts.microsite if entry.type == "campaign" else None
        if own is None or key in told:
            continue
        told.add(key)
        if not has_theme(own, known):
            what = message("there is no theme “{name}” (no {path})", name=own.theme,
                           path=theme_path(own.theme))  # fmt: skip
            found = {path.split("/")[1] for path in known.sources.files if is_theme(path)}
            yield placed(known, key, ("theme",), what, did_you_mean(own.theme, found))
        for number, link in enumerate(own.links):
            if not (is_full(link) or known.page_name(link) in names or link in known.hidden):
                what = message("there is no page “{key}”", key=link)
                hint = did_you_mean(link, names) or message("Write it as “pages/about/mission”.")
                yield placed(known, key, ("links", number), what, hint)


def theme_path(name: str) -> str:
    """Return the file without which there is no theme of a name."""
    return f"themes/{name}/theme.yaml"


def is_theme(path: str) -> bool:
    """Tell whether a path is of that file."""
    return path.startswith("themes/") and path == theme_path(path.split("/")[1])


def has_theme(own: Microsite, known: Known) -> bool:
    """Tell whether the theme that a campaign wants is there, if it wants one."""
    return not own.theme or theme_path(own.theme) in known.sources.files


def placed(
    known: Known, key: str, way: tuple[str | int, ...], what: Message, hint: Message | None
) -> Problem:
    """Return a problem at a part of `microsite:`, in whichever file of the campaign it is."""
    for (other, _), entry in known.index.entries.items():
        source = known.sources.get(entry.path) if other == key else None
        marks = frontmatter.parse(source.read(), entry.path)[0].marks if source else {}
        if mark := marks.get(("microsite", *way)):
            return Problem(
                message=what, path=entry.path, line=mark.line, column=mark.column, hint=hint
            )
    return Problem(message=what, hint=hint)
