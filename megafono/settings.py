"""`content/_site.yaml` -> Settings. Only `name`, `base_url` and `languages` must be said."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BeforeValidator, ConfigDict, Field

from megafono import frontmatter
from megafono.entry import typed
from megafono.model import Mark
from megafono.problem import Message, Problem, Stop, did_you_mean, message
from megafono.route import ascii_host, split
from megafono.source import Sources
from megafono.values import (
    Address,
    Colour,
    Count,
    Flag,
    Local,
    Record,
    SiteAddress,
    Text,
    Whole,
    Words,
    count,
    one_of,
    refuse,
    text,
    words,
)

PATH = "content/_site.yaml"


def language_codes(value: Any) -> tuple[str, ...]:
    """Return the codes of the site's languages, the default first; CLDR must know each."""
    from babel import Locale, UnknownLocaleError

    found = (text(value),) if isinstance(value, str) else words(value)
    if not found:
        refuse(message("the site has no language"), message("Write [it], or [it, en]."))
    for number, code in enumerate(found):
        if code in found[:number]:
            what = message("the language “{code}” is named twice", code=code)
            refuse(what, message("Keep one of the two."))
    for code in found:
        try:
            if Locale.parse(code, sep="-").language != code.partition("-")[0]:
                raise ValueError(code)
        except (ValueError, UnknownLocaleError):
            hint = message("Write two letters, as in [it, en].")
            refuse(message("“{code}” is not the code of a language", code=code), hint)
    return found


def zone_name(value: Any) -> str:
    """Return the name of a time zone that the IANA list has."""
    given = text(value)
    try:
        ZoneInfo(given)
    except (ZoneInfoNotFoundError, OSError, ValueError):
        hint = message("Write it as Europe/Rome.")
        refuse(message("“{value}” is not a time zone", value=given), hint)
    return given


class OwnTerm(Record):
    """A term of the organisation: its names by language code, `dac` code, `countries`."""

    model_config = ConfigDict(frozen=True, extra="allow")

    dac: Text = ""
    countries: Words = ()

    @property
    def names(self) -> Mapping[str, str]:
        """The names by language code."""
        return {code: str(name) for code, name in (self.model_extra or {}).items()}


class MenuItem(Record):
    """A line of a menu: a page by its key or name, or a label with an address."""

    page: Text = ""
    label: Local = ""
    url: Address = ""
    children: tuple[MenuItem, ...] = ()


def menu_item(value: Any) -> Any:
    """Take a bare text for a page's key."""
    return {"page": value} if isinstance(value, str) else value


class Organisation(Record):
    """Who speaks: for the footer and for structured data. `tax_id` is the codice fiscale."""

    legal_name: Local = ""
    founded: Whole | None = None
    tax_id: Text = ""
    iban: Text = ""
    email: Text = ""
    phone: Text = ""
    address: Local = ""
    nonprofit_status: Text = ""
    registration: Local = ""


class Licence(Record):
    """Under which licence the texts are."""

    name: Local
    url: Address = ""


class Limits(Record):
    """How much a page may take to make."""

    seconds: Count = 10
    megabytes: Count = 1024


HOST = re.compile(r"(?:\*\.)?(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z0-9-]+(?::\d{1,5})?")
"""The name of a host as a Content-Security-Policy takes it: `*.` stands for all below it."""


def is_host(name: str) -> bool:
    """Tell whether a name can be one of `hosts`."""
    return HOST.fullmatch(name) is not None


def host_names(value: Any) -> tuple[str, ...]:
    """Return names of hosts, in small letters; an address is refused, with the host that it has."""
    given = (text(value),) if isinstance(value, str) else words(value)
    found = tuple(name.lower() for name in given)
    for name in found:
        if not is_host(name):
            parts = split(name if "//" in name else f"//{name}")
            hint = message("Write its name alone, as in www.example.org")
            if parts and is_host(host := ascii_host(parts.netloc)):
                hint = message("Write “{host}”.", host=host)
            refuse(message("“{value}” is not the name of a host", value=name), hint)
    return found


class Budget(Record):
    """How much a page may weigh: kB (of 1000 bytes, as compressed) and files, loaded at once."""

    kilobytes: Count
    requests: Count


class PageBudget(Budget):
    """The budget of a page of the site."""

    kilobytes: Count = 30
    requests: Count = 5


class MicrositeBudget(Budget):
    """The budget of the page of a campaign that stands alone."""

    kilobytes: Count = 60
    requests: Count = 8


class Budgets(Record):
    """The budgets of pages, by what they are."""

    page: PageBudget = PageBudget()
    microsite: MicrositeBudget = MicrositeBudget()


def image_formats(value: Any) -> tuple[str, ...]:
    """Return the formats to make of pictures, beside the one that every browser knows."""
    return tuple(one_of("avif", "webp")(item) for item in words(value))


def image_widths(value: Any) -> tuple[int, ...]:
    """Return widths in pixels."""
    if isinstance(value, (str, Mapping)) or not value:
        refuse(message("a list is expected"), message("Write it between brackets: [400, 800]"))
    return tuple(count(item) for item in value)


def image_quality(value: Any) -> int:
    """Return the quality of a JPEG: from 1 to 95."""
    found = count(value)
    if found > 95:
        refuse(message("“{value}” is too much", value=value), message("Write 95 or less."))
    return found


class Images(Record):
    """What is made of pictures: see `rendition`. Widths are in pixels, the quality is JPEG's."""

    widths: Annotated[tuple[int, ...], BeforeValidator(image_widths)] = (400, 800, 1200, 1600)
    formats: Annotated[tuple[str, ...], BeforeValidator(image_formats)] = ("avif", "webp")
    quality: Annotated[int, BeforeValidator(image_quality)] = 80
    max_megapixels: Count = 100


class Cards(Record):
    """The pictures that pages are shared with: for which content types (all), in which colour."""

    types: Words | None = None
    colour: Colour = "#08343b"


class Options(Record):
    """`options:` of the settings: those of pictures, and under its name those of each plugin."""

    model_config = ConfigDict(frozen=True, extra="allow")

    images: Images = Images()
    cards: Cards = Cards()

    @property
    def names(self) -> tuple[str, ...]:
        """The plugins that have options, by name."""
        return tuple(self.model_extra or {})


class Settings(Record):
    """The whole of `_site.yaml`."""

    name: Local
    base_url: SiteAddress
    languages: Annotated[tuple[str, ...], BeforeValidator(language_codes)]
    tagline: Local = ""
    description: Local = ""
    logo: Text = ""
    theme: Text = "default"
    plugins: Words | None = None
    options: Options = Options()
    time_zone: Annotated[str, BeforeValidator(zone_name)] = "Europe/Rome"
    organisation: Organisation = Organisation()
    social: tuple[Address, ...] = ()
    licence: Licence | None = None
    menus: Mapping[str, tuple[Annotated[MenuItem, BeforeValidator(menu_item)], ...]] = Field(
        default_factory=dict
    )
    regions: Mapping[str, OwnTerm] = Field(default_factory=dict)
    sectors: Mapping[str, OwnTerm] = Field(default_factory=dict)
    addresses: Mapping[str, Local] = Field(default_factory=dict)
    words: Mapping[str, Mapping[str, Text]] = Field(default_factory=dict)
    quotes: Mapping[str, Text] = Field(default_factory=dict)
    per_page: Count = 12
    excerpt_words: Count = 30
    fallback: Flag = False
    limits: Limits = Limits()
    hosts: Annotated[tuple[str, ...], BeforeValidator(host_names)] = ()
    budgets: Budgets = Budgets()


@dataclass(frozen=True, slots=True)
class SettingsPlaces:
    """Where the settings stand in their file."""

    marks: Mapping[tuple[str | int, ...], Mark]

    def find(self, way: tuple[str | int, ...]) -> tuple[str, Mark]:
        """Return the path, and line and column, of a setting or of what holds it."""
        while way and way not in self.marks:
            way = way[:-1]
        return PATH, self.marks.get(way, Mark(1, 1))


def problem(
    sources: Sources, way: tuple[str | int, ...], what: Message, hint: Message | None
) -> Problem:
    """Return a problem at a setting; the file is read again, for only a problem asks."""
    source = sources.get(PATH)
    marks = frontmatter.parse_yaml(source.read(), PATH)[1] if source else {}
    path, mark = SettingsPlaces(marks).find(way)
    return Problem(message=what, path=path, line=mark.line, column=mark.column, hint=hint)


def unknown_names(
    found: Settings,
    sources: Sources,
    sections: set[str],
    plugins: set[str],
    types: set[str],
) -> Iterator[Problem]:
    """Find what the settings name and nothing has: options of a plugin, addresses, languages.

    `sections` are the names of all parts of addresses; `plugins` and `types` those of all plugins
    and content types.
    """
    known: dict[str, set[str]] = {
        "addresses": sections,
        "words": set(found.languages),
    }
    unknown: list[tuple[tuple[str | int, ...], set[str]]] = [
        ((field, name), names)
        for field, names in known.items()
        for name in getattr(found, field)
        if name not in names
    ]
    owners = {"images", "cards", found.theme, "default", *plugins}
    unknown += [(("options", name), owners) for name in found.options.names if name not in owners]
    for way, names in unknown:
        name = str(way[-1])
        what = message("“{name}” is not known here", name=name)
        yield problem(sources, (*way, frontmatter.KEY_MARK), what, did_you_mean(name, names))
    for number, name in enumerate(found.options.cards.types or ()):
        if name not in types:
            what = message("“{name}” is not known here", name=name)
            hint = did_you_mean(name, types)
            yield problem(sources, ("options", "cards", "types", number), what, hint)


def menu_pages(
    items: tuple[MenuItem, ...], way: tuple[str | int, ...]
) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Yield the way to each line of a menu that names a page, and the name."""
    for number, item in enumerate(items):
        if item.page:
            yield (*way, number), item.page
        yield from menu_pages(item.children, (*way, number, "children"))


def read(
    sources: Sources, *, base: str = "", quick: bool = False
) -> tuple[Settings, tuple[Problem, ...]]:
    """Return the settings, with warnings; stop with every problem where they cannot be used.

    `base` takes the place of `base_url`; `quick` leaves out the formats of pictures that take long.
    """
    source = sources.get(PATH)
    if source is None:
        what = message("there are no settings: content/_site.yaml is missing")
        hint = message("Make it with three lines: name, base_url, languages.")
        raise Stop([Problem(message=what, path=PATH, hint=hint)])
    values, marks, problems = frontmatter.parse_yaml(source.read(), PATH)
    if not values and not problems:
        what = message("the file is empty")
        hint = message("Write three lines: name, base_url, languages.")
        raise Stop([Problem(message=what, path=PATH, hint=hint)])
    if base:
        values = values | {"base_url": base}
    settings, wrong = typed(Settings, values, SettingsPlaces(marks))
    fatal = [problem for problem in problems if problem.level == "error"]
    if settings is None or fatal:
        raise Stop([*problems, *wrong])
    return (plainly(settings) if quick else settings), problems


def plainly(found: Settings) -> Settings:
    """Return settings without what takes long: one format of pictures, that all know; no cards."""
    images = found.options.images.model_copy(update={"formats": ()})
    cards = found.options.cards.model_copy(update={"types": ()})
    options = found.options.model_copy(update={"images": images, "cards": cards})
    return found.model_copy(update={"options": options})
