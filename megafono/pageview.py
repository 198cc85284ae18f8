"""A page as templates and plugins see it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from megafono import card, language
from megafono.card import CardView
from megafono.entryview import EntryView
from megafono.model import Language
from megafono.once import once
from megafono.page import description, title
from megafono.view import Alternate, Link, TermView, alternates, status_label

if TYPE_CHECKING:
    from megafono.site import Site


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The entries of one content type under a term: the first, how many, and where all are."""

    type: str
    title: str
    count: int
    entries: tuple[EntryView, ...]
    href: str | None


class PageView:
    """A page in its language."""

    def __init__(self, site: Site, page: Any) -> None:
        """Look at a page."""
        self.site = site
        self.own = page

    @property
    def name(self) -> str:
        """The name, the same in every language."""
        return str(self.own.name)

    @property
    def kind(self) -> str:
        """What sort of page it is."""
        return str(self.own.kind)

    @property
    def lang(self) -> str:
        """The code of its language."""
        return str(self.own.lang)

    @property
    def language(self) -> Language:
        """Its language."""
        return language.language(self.lang)

    @property
    def url(self) -> str:
        """The address within the site."""
        return str(self.own.url)

    @property
    def href(self) -> str:
        """The address, as a link."""
        return self.site.href(self.url)

    @property
    def absolute_url(self) -> str:
        """The address in full."""
        return self.site.absolute(self.url)

    @property
    def canonical(self) -> str:
        """The address that search engines should keep, in full."""
        if self.own.is_fallback and self.own.entry:
            return self.site.absolute(self.site.ask("address", *self.own.entry) or self.url)
        return self.absolute_url

    @property
    def is_fallback(self) -> bool:
        """Whether the text is in another language because it is not translated."""
        return bool(self.own.is_fallback)

    @property
    def is_indexed(self) -> bool:
        """Whether search engines should know it."""
        return bool(self.own.is_indexed)

    @once
    def entry(self) -> EntryView | None:
        """The entry it shows, or None."""
        if self.own.entry is None:
            return None
        key, lang = self.own.entry
        site = self.site if lang == self.lang else self.site.at(lang)
        return EntryView(site, key, lang) if self.site.ask("entry", key, lang) else None

    @property
    def card(self) -> CardView | None:
        """The picture that the page is shared with: its card, or its entry's picture; else the
        card of the home; or None.
        """
        image = None
        if not self.site.exists(card.output(self.url)):
            image = self.entry.picture(card.WIDTH) if self.entry else None
            home = self.site.page("home", self.lang)
            if image is None:
                return home.card if home and home.url != self.url else None
        url = image.absolute_url if image else self.site.absolute(card.output(self.url))
        return CardView(
            absolute_url=url,
            width=image.width if image else card.WIDTH,
            height=image.height if image else card.HEIGHT,
            alt=image.alt if image else f"{card.title_of(self)} – {self.site.name}",
        )

    @property
    def type(self) -> str:
        """The content type listed, or empty."""
        return str(self.own.type)

    @property
    def taxonomy(self) -> str:
        """The taxonomy, on term pages and their index."""
        return str(self.own.taxonomy)

    @once
    def term(self) -> TermView | None:
        """The term it is about, or None."""
        return TermView(self.site, *self.own.term) if self.own.term else None

    @once
    def facet(self) -> TermView | None:
        """The term crossed with it, or None."""
        return TermView(self.site, *self.own.facet) if self.own.facet else None

    @property
    def head(self) -> Markup:
        """What the plugins add to the `<head>`."""
        parts = (
            make(self.site, self)
            for plugin in self.site.answers.known.plugins
            for make in plugin.head
        )
        return Markup("\n").join(part for part in parts if part)

    @property
    def target(self) -> str:
        """Where a redirect leads, as a link."""
        return self.site.href(str(self.own.values.get("target", "/")))

    @once
    def title(self) -> str:
        """The title, in plain text."""
        return title(self)

    @once
    def menu_title(self) -> str:
        """The short title."""
        return self.entry.menu_title if self.kind == "entry" and self.entry else self.title

    @once
    def description(self) -> str:
        """A sentence about the page, in plain text, or empty."""
        return description(self)

    @property
    def terms(self) -> tuple[TermView, ...]:
        """All terms of the taxonomy that have a page."""
        return self.site.terms(self.taxonomy) if self.taxonomy else ()

    @property
    def entries(self) -> tuple[EntryView, ...]:
        """The entries of this page of a list."""
        return self.site.found(self.own.query) if self.own.query else ()

    @property
    def total(self) -> int:
        """The entries of the whole list."""
        return int(self.site.ask("count", self.own.query)) if self.own.query else 0

    @property
    def number(self) -> int:
        """The number of this page of its list, from 1."""
        return int(self.own.number)

    def numbered(self, number: int) -> Link | None:
        """Return the link to another page of the same list, if it is there."""
        first = self.name if self.number == 1 else self.name.rpartition("/")[0]
        url = self.site.ask("address", first if number == 1 else f"{first}/{number}", self.lang)
        if not url:
            return None
        return Link(title=str(number), href=self.site.href(url), is_current=number == self.number)

    @property
    def last(self) -> int:
        """The number of the last page of the list."""
        return max(1, -(-self.total // self.own.per_page)) if self.own.per_page else 1

    @property
    def numbers(self) -> tuple[Link, ...]:
        """The links to all the pages of the list; none where there is one page alone."""
        last = self.last
        links = (self.numbered(number) for number in range(1, last + 1)) if last > 1 else ()
        return tuple(link for link in links if link)

    @property
    def previous(self) -> Link | None:
        """The page of the list before this one."""
        return self.numbered(self.number - 1) if self.number > 1 else None

    @property
    def next(self) -> Link | None:
        """The page of the list after this one."""
        return self.numbered(self.number + 1) if self.number < self.last else None

    @property
    def years(self) -> tuple[Link, ...]:
        """The archives of the type listed, newest first."""
        years = self.own.values.get("years", ())
        return tuple(self.part(f"archive/{self.type}/{year}", str(year), year=year)
                     for year in years)  # fmt: skip

    @property
    def statuses(self) -> tuple[Link, ...]:
        """The lists of projects by status."""
        return tuple(self.part(f"list/{self.type}/{status}", status, status=status)
                     for status in self.own.values.get("statuses", ()))  # fmt: skip

    def part(self, name: str, key: str, **given: Any) -> Link:
        """Return the link to a part of the list, with the number of its entries."""
        url = self.site.ask("address", name, self.lang)
        return Link(
            title=status_label(self.site, self.type, given["status"]) if "status" in given else key,
            href=self.site.href(url) if url else None,
            count=self.site.count(type=self.type, **given),
            is_current=self.name == name or self.name.startswith(f"{name}/"),
            key=key,
        )

    @property
    def countries(self) -> tuple[Link, ...]:
        """The countries of the entries of the type listed."""
        return tuple(self.borne("country"))

    @property
    def sectors(self) -> tuple[Link, ...]:
        """The sectors of the entries of the type listed."""
        return tuple(self.borne("sector"))

    def borne(self, taxonomy: str) -> Iterator[Link]:
        """Yield a link to the entries that bear each term, by name, with their number."""
        for term in self.site.terms(taxonomy) if self.type else ():
            if count := term.count(type=self.type):
                whole = f"term/{taxonomy}/{term.key}/{self.type}"
                url = self.site.ask("address", whole, self.lang)
                href = self.site.href(url) if url else f"{term.href}#site-{self.type}"
                yield Link(title=term.name, href=href, count=count, key=term.key)

    @property
    def groups(self) -> tuple[Group, ...]:
        """What bears the term (and its facet), by content type."""
        return tuple(self.group_list())

    def group_list(self) -> Iterator[Group]:
        """Yield a group for each content type that has any."""
        given = {term.taxonomy: term.key for term in (self.term, self.facet) if term}
        limit = 0 if self.facet else int(self.site.setting("per_page"))  # a facet has no lists
        for kind in self.site.answers.known.types.values():
            count = self.site.count(type=kind.name, **given) if given and kind.is_listed else 0
            if count:
                url = self.site.ask("address", f"{self.name}/{kind.name}", self.lang)
                yield Group(
                    type=kind.name,
                    title=self.site.text(kind.plural),
                    count=count,
                    entries=self.site.entries(type=kind.name, limit=limit, **given),
                    href=self.site.href(url) if url else None,
                )

    @property
    def facets(self) -> tuple[Link, ...]:
        """The facet pages of a country or sector."""
        other = "sector" if self.taxonomy == "country" else "country"
        links = []
        for key, count in self.own.values.get("facets", ()):
            pair = (
                (self.term.key, key) if other == "sector" and self.term else (key, self.own.term[1])
            )
            url = self.site.ask("address", f"facet/{pair[0]}/{pair[1]}", self.lang)
            name = TermView(self.site, other, key).name
            links.append(Link(title=name, href=self.site.href(url) if url else None, count=count))
        return tuple(links)

    @property
    def updated(self) -> date | None:
        """The day of the last change: of the entry, or the newest of those that the page shows."""
        if self.kind == "entry" and self.entry:
            return self.entry.updated
        shown = [*self.entries, *(entry for group in self.groups for entry in group.entries)]
        return max((entry.updated for entry in shown if entry.updated), default=None)

    @once
    def breadcrumb(self) -> tuple[Link, ...]:
        """The links from the home to this page; the last has no address."""
        found = [Link(title=self.menu_title, href=None, is_current=True)]
        parent = self.own.parent
        while parent and (page := self.site.page(parent)):
            found.append(Link(title=page.crumb, href=page.href))
            parent = page.own.parent
        return tuple(reversed(found))

    @property
    def crumb(self) -> str:
        """The title in a breadcrumb."""
        return self.site.text("Home") if self.kind == "home" else self.menu_title

    @property
    def alternates(self) -> tuple[Alternate, ...]:
        """The page in every language of the site."""
        return alternates(self.site, self.name)

    @property
    def feed(self) -> Link | None:
        """The page's own feed, or None."""
        url = f"{self.url}feed.xml"
        if self.number > 1 or not self.url.endswith("/") or not self.site.exists(url):
            return None
        return Link(title=self.title, href=self.site.href(url))
