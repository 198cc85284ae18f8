"""What templates and plugins see of links, languages and terms. `themes/README.md` lists it all.

A view holds no data: each attribute asks the site, so that what was looked at is known.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from megafono.model import Language, Term
from megafono.once import once

if TYPE_CHECKING:
    from megafono.figures import Figures
    from megafono.site import Site

STATUS_LABELS = {
    "project": {
        "planned": "Planned",
        "ongoing": "Under way",
        "completed": "Completed",
        "suspended": "Suspended",
        "cancelled": "Cancelled",
    },
    "notice": {
        "open": "Open",
        "closing": "Closing soon",
        "expired": "Expired",
        "outcome": "Outcome published",
    },
    "campaign": {"planned": "Planned", "active": "Active", "ended": "Ended"},
}


ASK_LABELS = {
    "donate": "Donate",
    "sign": "Sign",
    "volunteer": "Volunteer",
    "write": "Write",
    "share": "Tell others",
}
"""What a button of a campaign says where nobody wrote it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link: `lang` where its target is in another language, `key` where it is one of a choice."""

    title: str
    href: str | None
    is_current: bool = False
    is_open: bool = False
    count: int | None = None
    lang: str = ""
    key: str = ""
    children: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a menu, whatever page it is on: `url` is that of its page, empty of any other."""

    url: str
    title: str
    href: str
    children: tuple[Line, ...] = ()
    is_home: bool = False

    def seen_from(self, here: str) -> Link:
        """Return the link as it is on the page at a URL: current there, open on what is below."""
        is_current = self.url != "" and self.url == here
        is_above = self.url != "" and not self.is_home and here.startswith(self.url)
        return Link(
            title=self.title,
            href=self.href,
            is_current=is_current,
            is_open=is_current or is_above,
            children=tuple(child.seen_from(here) for child in self.children),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternate:
    """A page in a language of the site; without addresses where it does not exist in it."""

    language: Language
    href: str | None
    absolute_url: str | None
    is_current: bool


class Row(dict[str, Any]):
    """A record of `_data`; what it does not say is empty."""

    def __missing__(self, key: str) -> str:
        """Return nothing for what is not said."""
        return ""


def alternates(site: Site, name: str) -> tuple[Alternate, ...]:
    """Return the pages of one name in every language of the site."""
    found = []
    for lang in site.languages:
        page = site.ask("page", name, lang.code)
        shown = page is not None and not page.is_fallback
        found.append(
            Alternate(
                language=lang,
                href=site.href(page.url) if shown else None,
                absolute_url=site.absolute(page.url) if shown else None,
                is_current=lang.code == site.lang,
            )
        )
    return tuple(found)


def status_label(site: Site, type_name: str, status: str) -> str:
    """Return a status in words, or empty."""
    label = STATUS_LABELS.get(type_name, {}).get(status, "")
    return site.text(label, context=f"{type_name} status") if label else ""


class TermView:
    """A term in the language of the site that looks at it."""

    def __init__(self, site: Site, taxonomy: str, key: str, percent: Decimal | None = None) -> None:
        """Look at a term; `percent` is its part in the entry that bears it."""
        self.site = site
        self.taxonomy = taxonomy
        self.key = key
        self.percent = percent

    @once
    def own(self) -> Term:
        """The term itself."""
        found: Term = self.site.ask("term", self.taxonomy, self.key)
        return found

    @property
    def name(self) -> str:
        """The name in the site's language; where it has none, in the first that has."""
        return self.site.local(self.own.names)

    @property
    def names(self) -> dict[str, str]:
        """The names by language code."""
        return dict(self.own.names)

    @property
    def href(self) -> str | None:
        """The address of its page, or None."""
        url = self.site.ask("address", f"term/{self.taxonomy}/{self.key}", self.site.lang)
        return self.site.href(url) if url else None

    @property
    def parent(self) -> TermView | None:
        """The nearest term above it that has a page."""
        over = "region" if self.taxonomy == "country" else self.taxonomy
        for key in self.own.parents:
            if self.site.ask("address", f"term/{over}/{key}", self.site.lang):
                return TermView(self.site, over, key)
        return None

    @property
    def children(self) -> tuple[TermView, ...]:
        """The terms below it that have a page: a region's countries, a sector's finer sectors."""
        if self.taxonomy == "region":
            below = set(self.own.members)
            return tuple(term for term in self.site.terms("country") if term.key in below)
        return tuple(
            term for term in self.site.terms(self.taxonomy) if self.key in term.own.parents
        )

    @property
    def is_own(self) -> bool:
        """Whether it is the organisation's own."""
        return self.own.is_own

    @property
    def colour(self) -> str:
        """The official colour of a goal, or empty."""
        return str(self.own.extra.get("colour", ""))

    @property
    def dac(self) -> tuple[str, ...]:
        """The DAC codes of a sector."""
        return tuple(self.own.extra.get("dac", ()))

    @property
    def figures(self) -> Figures:
        """What its projects come to, in the site's language."""
        found: Figures = self.site.ask("figures", self.taxonomy, self.key, self.site.lang)
        return found

    def count(self, **given: Any) -> int:
        """Return how many entries bear it; takes the arguments of `site.entries`."""
        return self.site.count(**{self.taxonomy: self.key}, **given)
