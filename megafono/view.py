"""Entries, terms and pages as templates and plugins see them. `themes/README.md` lists them.

A view holds no data: each attribute asks the site, so that what was looked at is known.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from posixpath import basename
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from megafono import excerpt, picture
from megafono.contenttype import total
from megafono.model import Body, Entry, Heading, Language, Term
from megafono.query import project_keys

if TYPE_CHECKING:
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link: `lang` where its target is in another language."""

    title: str
    href: str | None
    is_current: bool = False
    is_open: bool = False
    count: int | None = None
    lang: str = ""
    children: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternate:
    """A page in a language of the site; without addresses where it does not exist in it."""

    language: Language
    href: str | None
    absolute_url: str | None
    is_current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture with its size in pixels, as far as it is known."""

    href: str
    absolute_url: str
    width: int | None
    height: int | None
    alt: str
    caption: str
    credit: str
    licence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A file to download: `format` as PDF, `size` in bytes."""

    title: str
    href: str
    format: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The entries of one content type under a term: the first, how many, and where all are."""

    type: str
    title: str
    count: int
    entries: tuple[EntryView, ...]
    href: str | None


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


class EntryView:
    """An entry in one language."""

    def __init__(self, site: Site, key: str, lang: str) -> None:
        """Look at the entry of a key in a language."""
        self.site = site if site.lang == lang else site.at(lang)
        self.key = key
        self.lang = lang

    def __repr__(self) -> str:
        """Name the entry."""
        return f"<{self.key} {self.lang}>"

    @cached_property
    def own(self) -> Entry:
        """The entry itself."""
        found: Entry = self.site.ask("entry", self.key, self.lang)
        return found

    @property
    def type(self) -> str:
        """The name of the content type."""
        return self.own.type

    @property
    def type_label(self) -> str:
        """The content type in words."""
        return self.site.text(self.site.answers.known.types[self.type].label)

    @property
    def title(self) -> str:
        """The title, as written."""
        return self.own.title or self.term_name

    @property
    def term_name(self) -> str:
        """The name of the term that an introduction without a title introduces."""
        term = self.site.term(self.type, self.key.rpartition("/")[2])
        return term.name if term else self.key

    @property
    def title_lang(self) -> str:
        """The language of the title where it is another."""
        return str(self.own.texts.title_lang)

    @property
    def menu_title(self) -> str:
        """The short title."""
        return getattr(self.own.texts, "menu_title", "") or self.title

    @property
    def summary(self) -> str:
        """The own summary, or empty."""
        return str(self.own.texts.summary)

    def excerpt(self, words: int = 0) -> Markup:
        """Return the summary, or the first paragraph cut after some words (the setting, if 0)."""
        if self.summary:
            return Markup.escape(self.summary)
        lead = self.site.ask("body", self.key, self.lang, "lead") or ""
        return Markup(excerpt.cut(lead, words or int(self.site.setting("excerpt_words"))))

    @property
    def url(self) -> str:
        """The address within the site."""
        return str(self.site.ask("address", self.key, self.lang) or self.term_url or "")

    @property
    def term_url(self) -> str | None:
        """The address of the term that an introduction introduces."""
        found: str | None = self.site.ask("address", f"term/{self.type}/{basename(self.key)}", self.lang)
        return found

    @property
    def href(self) -> str:
        """The address, as a link."""
        return self.site.href(self.url)

    @property
    def absolute_url(self) -> str:
        """The address in full."""
        return self.site.absolute(self.url)

    @property
    def body(self) -> Body:
        """The Markdown, converted."""
        return self.site.body(self.key, self.lang)

    @property
    def content(self) -> Markup:
        """The Markdown as HTML, with its blocks filled in."""
        return expanded(self)

    @property
    def headings(self) -> tuple[Heading, ...]:
        """The headings of the body."""
        return tuple(self.site.ask("body", self.key, self.lang, "headings") or ())

    @property
    def date(self) -> date | None:
        """The day of publication."""
        found: date | None = self.own.facts.date
        return found

    @property
    def updated(self) -> date | None:
        """The day of the last change: as written, else the day of publication."""
        found: date | None = self.own.facts.updated or self.own.facts.date
        return found

    @property
    def status(self) -> str:
        """The computed status, or empty."""
        return self.own.status

    @property
    def status_label(self) -> str:
        """The status in words, or empty."""
        return status_label(self.site, self.type, self.status)

    @property
    def is_featured(self) -> bool:
        """Whether the entry is featured today."""
        return self.own.is_featured

    @property
    def is_draft(self) -> bool:
        """Whether the entry is a draft, shown in previews alone."""
        return self.own.is_draft

    @property
    def facts(self) -> Any:
        """The facts, typed."""
        return self.own.facts

    @property
    def texts(self) -> Any:
        """The texts, typed."""
        return self.own.texts

    @property
    def budget_total(self) -> dict[str, Decimal]:
        """The budget added up by currency."""
        return total(self.own.facts.budget)

    @property
    def countries(self) -> tuple[TermView, ...]:
        """The countries, in the order written."""
        return self.shares("country", self.own.facts.countries)

    @property
    def sectors(self) -> tuple[TermView, ...]:
        """The sectors, in the order written."""
        return self.shares("sector", self.own.facts.sectors)

    @property
    def regions(self) -> tuple[TermView, ...]:
        """The regions that the entry names itself."""
        return tuple(TermView(self.site, "region", key) for key in self.own.facts.regions)

    @property
    def sdgs(self) -> tuple[TermView, ...]:
        """The Sustainable Development Goals."""
        return tuple(TermView(self.site, "sdg", str(number)) for number in self.own.facts.sdgs)

    @property
    def tags(self) -> tuple[TermView, ...]:
        """The tags."""
        from megafono.taxonomy import keys_of

        return tuple(TermView(self.site, "tag", key) for key in keys_of(self.own, "tag"))

    def shares(self, taxonomy: str, found: Any) -> tuple[TermView, ...]:
        """Return terms with their percentages."""
        return tuple(TermView(self.site, taxonomy, share.key, share.percent) for share in found)

    @property
    def donors(self) -> tuple[Row, ...]:
        """The donors, as `_data/donors.yaml` has them."""
        return self.records("donors", getattr(self.own.facts, "donors", ()))

    @property
    def partners(self) -> tuple[Row, ...]:
        """The partners, as `_data/partners.yaml` has them."""
        return self.records("partners", getattr(self.own.facts, "partners", ()))

    def records(self, name: str, keys: tuple[str, ...]) -> tuple[Row, ...]:
        """Return records of a data file by key; a key that it has not is a name."""
        data = self.site.data(name)
        return tuple(Row({"name": key, **data.get(key, {}), "key": key}) for key in keys)

    @property
    def documents(self) -> tuple[Document, ...]:
        """The documents of a notice."""
        found = (self.document(item) for item in getattr(self.own.facts, "documents", ()))
        return tuple(document for document in found if document)

    def document(self, item: Any) -> Document | None:
        """Return one document (a record with `file` and `title`), if its file is there."""
        path = picture.path_of(item.file, self.own.path)
        source = self.site.file(path)
        if source is None:
            return None
        name = basename(path)
        return Document(
            title=self.site.local(getattr(item, "title", "")) or name,
            href=self.site.href(picture.media_url(path)),
            format=name.rpartition(".")[2].upper(),
            size=source.size,
        )

    @property
    def outcome_document(self) -> Document | None:
        """The document of a notice's outcome, or None."""
        outcome = getattr(self.own.facts, "outcome", None)
        return self.document(outcome) if outcome and outcome.file else None

    @property
    def image(self) -> Picture | None:
        """The picture of the entry, or None."""
        facts, texts = self.own.facts, self.own.texts
        if not facts.image:
            return None
        path = picture.path_of(facts.image, self.own.path)
        source = self.site.file(path)
        if source is None:
            return None
        width, height = picture.size(source)
        url = picture.media_url(path)
        return Picture(
            href=self.site.href(url),
            absolute_url=self.site.absolute(url),
            width=width,
            height=height,
            alt=texts.image_alt,
            caption=texts.image_caption,
            credit=self.site.local(facts.image_credit),
            licence=self.site.local(facts.image_licence),
        )

    @property
    def projects(self) -> tuple[EntryView, ...]:
        """The projects that the entry names, as far as the language has them."""
        found = (self.site.entry(key) for key in project_keys(self.own))
        return tuple(entry for entry in found if entry)

    def related(self, type: str = "", limit: int = 3) -> tuple[EntryView, ...]:
        """Return entries that name this one or share terms with it."""
        return self.site.entries(type=type or (), related=self.key, limit=limit)

    @property
    def parent(self) -> EntryView | None:
        """The page above in the tree."""
        return self.site.entry(self.key.rpartition("/")[0])

    @property
    def children(self) -> tuple[EntryView, ...]:
        """The pages below in the tree."""
        return self.site.entries(type="page", parent=self.key)

    @property
    def alternates(self) -> tuple[Alternate, ...]:
        """The entry in every language of the site."""
        return alternates(self.site, self.key)


def status_label(site: Site, type_name: str, status: str) -> str:
    """Return a status in words, or empty."""
    label = STATUS_LABELS.get(type_name, {}).get(status, "")
    return site.text(label, context=f"{type_name} status") if label else ""


def expanded(entry: EntryView) -> Markup:
    """Return a body's HTML with each `<!--block N-->` replaced by what its block makes."""
    html = entry.site.ask("body", entry.key, entry.lang, "html") or ""
    blocks = entry.site.ask("body", entry.key, entry.lang, "blocks") or ()
    for number, call in enumerate(blocks):
        made = entry.site.answers.known.block(call.name)(entry.site, call)
        html = html.replace(f"<!--block {number}-->", str(made))
    return Markup(html)


class TermView:
    """A term in the language of the site that looks at it."""

    def __init__(self, site: Site, taxonomy: str, key: str, percent: Decimal | None = None) -> None:
        """Look at a term; `percent` is its part in the entry that bears it."""
        self.site = site
        self.taxonomy = taxonomy
        self.key = key
        self.percent = percent

    @cached_property
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
        return tuple(term for term in self.site.terms(self.taxonomy) if self.key in term.own.parents)

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

    def count(self, **given: Any) -> int:
        """Return how many entries bear it; takes the arguments of `site.entries`."""
        return self.site.count(**{self.taxonomy: self.key}, **given)


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
        from megafono.language import language

        return language(self.lang)

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

    @cached_property
    def entry(self) -> EntryView | None:
        """The entry it shows, or None."""
        if self.own.entry is None:
            return None
        key, lang = self.own.entry
        site = self.site if lang == self.lang else self.site.at(lang)
        return EntryView(site, key, lang) if self.site.ask("entry", key, lang) else None

    @property
    def type(self) -> str:
        """The content type listed, or empty."""
        return str(self.own.type)

    @property
    def taxonomy(self) -> str:
        """The taxonomy, on term pages and their index."""
        return str(self.own.taxonomy)

    @cached_property
    def term(self) -> TermView | None:
        """The term it is about, or None."""
        return TermView(self.site, *self.own.term) if self.own.term else None

    @cached_property
    def facet(self) -> TermView | None:
        """The term crossed with it, or None."""
        return TermView(self.site, *self.own.facet) if self.own.facet else None

    @property
    def head(self) -> Markup:
        """What the plugins add to the `<head>`."""
        parts = (make(self.site, self) for plugin in self.site.answers.known.plugins for make in plugin.head)
        return Markup("\n").join(part for part in parts if part)

    @property
    def target(self) -> str:
        """Where a redirect leads, as a link."""
        return self.site.href(str(self.own.values.get("target", "/")))

    @property
    def title(self) -> str:
        """The title, in plain text."""
        from megafono.page import title

        return title(self)

    @property
    def menu_title(self) -> str:
        """The short title."""
        return self.entry.menu_title if self.kind == "entry" and self.entry else self.title

    @property
    def description(self) -> str:
        """A sentence about the page, in plain text, or empty."""
        from megafono.page import description

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
    def numbers(self) -> tuple[Link, ...]:
        """The links to all the pages of the list; none where there is one page alone."""
        last = int(self.own.values.get("pages", 1))
        links = (self.numbered(number) for number in range(1, last + 1)) if last > 1 else ()
        return tuple(link for link in links if link)

    @property
    def previous(self) -> Link | None:
        """The page of the list before this one."""
        return self.numbered(self.number - 1) if self.number > 1 else None

    @property
    def next(self) -> Link | None:
        """The page of the list after this one."""
        last = int(self.own.values.get("pages", 1))
        return self.numbered(self.number + 1) if self.number < last else None

    @property
    def years(self) -> tuple[Link, ...]:
        """The archives of the type listed, newest first."""
        return tuple(self.counted(f"archive/{self.type}/{year}", count, str(year))
                     for year, count in self.own.values.get("years", ()))  # fmt: skip

    @property
    def statuses(self) -> tuple[Link, ...]:
        """The lists of projects by status."""
        return tuple(self.counted(f"list/{self.type}/{status}", count, status_label(self.site, self.type, status))
                     for status, count in self.own.values.get("statuses", ()))  # fmt: skip

    def counted(self, name: str, count: int, title: str) -> Link:
        """Return a link with a number."""
        url = self.site.ask("address", name, self.lang)
        is_current = self.name == name or self.name.startswith(f"{name}/")
        href = self.site.href(url) if url else None
        return Link(title=title, href=href, count=count, is_current=is_current)

    @property
    def groups(self) -> tuple[Group, ...]:
        """What bears the term (and its facet), by content type."""
        return tuple(self.group_list())

    def group_list(self) -> Iterator[Group]:
        """Yield a group for each content type that has any."""
        given = {term.taxonomy: term.key for term in (self.term, self.facet) if term}
        limit = int(self.site.setting("per_page"))
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
            pair = (self.term.key, key) if other == "sector" and self.term else (key, self.own.term[1])
            url = self.site.ask("address", f"facet/{pair[0]}/{pair[1]}", self.lang)
            name = TermView(self.site, other, key).name
            links.append(Link(title=name, href=self.site.href(url) if url else None, count=count))
        return tuple(links)

    @property
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
