"""An entry as templates and plugins see it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date as Day  # the views have a `date` of their own
from decimal import Decimal
from posixpath import basename
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from megafono import excerpt, picture, taxonomy
from megafono.contenttype import total
from megafono.model import Body, Entry, Heading
from megafono.once import once
from megafono.query import project_keys
from megafono.rendition import Choice, shown
from megafono.view import ASK_LABELS, Alternate, Link, Row, TermView, alternates, status_label

if TYPE_CHECKING:
    from megafono.site import Site


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture: `href` is its widest file in a format that all know, and what `absolute_url`,
    `width` and `height` (pixels, as far as known) are of; `original` its own size.

    `src`, `srcset` and `sources` (each with `type` and `srcset`) are what a `<picture>` needs.
    """

    href: str
    absolute_url: str
    original: str
    src: str
    srcset: str
    sources: tuple[Choice, ...]
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

    @once
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
        """The address within the site; that of its term, of an introduction."""
        name = self.site.answers.known.page_name(self.key)
        return str(self.site.ask("address", name, self.lang) or "")

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
    def text(self) -> str:
        """What a reader reads of the body, a line for each paragraph."""
        return str(self.site.ask("body", self.key, self.lang, "text") or "")

    @property
    def content(self) -> Markup:
        """The Markdown as HTML, with its blocks filled in."""
        return expanded(self)

    @property
    def headings(self) -> tuple[Heading, ...]:
        """The headings of the body."""
        return tuple(self.site.ask("body", self.key, self.lang, "headings") or ())

    @property
    def date(self) -> Day | None:
        """The day of publication."""
        found: Day | None = self.own.facts.date
        return found

    @property
    def updated(self) -> Day | None:
        """The day of the last change: as written, else the day of publication."""
        found: Day | None = self.own.facts.updated or self.own.facts.date
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
        return tuple(TermView(self.site, "tag", key) for key in taxonomy.keys_of(self.own, "tag"))

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
        return self.picture()

    def picture(self, up_to: int = 0) -> Picture | None:
        """Return the picture of the entry, or None; `up_to` leaves out what is wider (pixels)."""
        facts, texts = self.own.facts, self.own.texts
        if not facts.image:
            return None
        path = picture.path_of(facts.image, self.own.path)
        found = shown(self.site, path, up_to)
        if found is None:
            return None
        return Picture(
            href=self.site.href(found.url),
            absolute_url=self.site.absolute(found.url),
            original=self.site.href(picture.media_url(path)),
            src=found.src,
            srcset=found.srcset,
            sources=found.sources,
            width=found.width,
            height=found.height,
            alt=texts.image_alt,
            caption=texts.image_caption,
            credit=self.site.local(facts.image_credit),
            licence=self.site.local(facts.image_licence),
        )

    @property
    def asks(self) -> tuple[Link, ...]:
        """What a campaign asks, what matters most first; `key` is the kind of each."""
        return tuple(self._ask_link(ask) for ask in getattr(self.own.facts, "asks", ()))

    def _ask_link(self, ask: Any) -> Link:
        """Return one ask; to tell others, without an address, leads to where the page is shared."""
        href = ask.url or f"{self.href}#site-share"
        if ask.url.startswith("/"):
            is_alone = self.site.answers.known.alone is not None
            href = self.site.whole_url + ask.url if is_alone else self.site.href(ask.url)
        title = self.site.local(ask.label) or self.site.text(ASK_LABELS[ask.kind])
        return Link(title=title, href=href, key=ask.kind)

    @property
    def projects(self) -> tuple[EntryView, ...]:
        """The projects that the entry names, as far as the language has them."""
        found = (self.site.entry(key) for key in project_keys(self.own))
        return tuple(entry for entry in found if entry)

    def related(self, type: str = "", limit: int = 3) -> tuple[EntryView, ...]:
        """Return entries that name this one or share terms with it."""
        return self.site.entries(type=type or (), related=self.key, limit=limit)

    def updates(self, limit: int = 3) -> tuple[EntryView, ...]:
        """Return the news of the projects that the entry names, since it began; newest first."""
        since = getattr(self.own.facts, "starts", None)
        found: dict[str, EntryView] = {}
        for project in project_keys(self.own):
            for item in self.site.entries(type="news", project=project, order="-date"):
                if item.date and (since is None or item.date >= since):
                    found[item.key] = item
        newest = sorted(found.values(), key=lambda item: (item.date or Day.min, item.key))
        return tuple(reversed(newest))[:limit]

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


def expanded(entry: EntryView) -> Markup:
    """Return a body's HTML with each `<!--block N-->` replaced by what its block makes."""
    html = entry.site.ask("body", entry.key, entry.lang, "html") or ""
    blocks = entry.site.ask("body", entry.key, entry.lang, "blocks") or ()
    for number, call in enumerate(blocks):
        made = entry.site.answers.known.block(call.name)(entry.site, call)
        html = html.replace(f"<!--block {number}-->", str(made))
    return Markup(html)
