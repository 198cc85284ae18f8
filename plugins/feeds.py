"""Atom feeds (RFC 4287): `feed.xml` beside the home, each list and each term of every language.

A feed holds the newest entries that have a date: 20 of them, or `options: {feeds: {limit: …}}`.
Neither drafts nor texts of another language are in it. Its dates come from the content, never
from the clock: the same content gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time
from functools import partial
from urllib.parse import quote, urlsplit
from xml.etree import ElementTree as ET
from zoneinfo import ZoneInfo

from megafono.plugin import (
    EntryView,
    File,
    PageView,
    Plugin,
    Problem,
    Query,
    Site,
    TermView,
    message,
)

NAMED = ("home", "list/", "term/")
"""How the names begin of pages that have a feed: not archives, facets and the like."""

HOME_TYPES = ("news", "notice", "campaign")
LIMIT = 20
EPOCH = "1970-01-01T00:00:00Z"
"""The date of a feed in which nothing has one."""


def feed_files(site: Site) -> Iterator[File]:
    """Yield the feed of each page that has one."""
    for lang in site.languages:
        names = (name for name in site.ask("pages", lang.code) if name.startswith(NAMED))
        for page in (site.page(name, lang) for name in names):
            if page and page.number == 1:
                make = partial(feed, page.name, lang.code)
                yield File(path=f"{page.url}feed.xml".lstrip("/"), make=make)


def feed(name: str, lang: str, site: Site) -> bytes:
    """Make the feed of a page."""
    page = site.page(name, lang)
    if page is None:
        return b""
    entries = shown(page)
    root = ET.Element("feed", {"xmlns": "http://www.w3.org/2005/Atom", "xml:lang": lang})
    root.set("xml:base", page.absolute_url)
    head(root, page, entries)
    for entry in entries:
        add_entry(root, entry)
    ET.indent(root)
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True)) + b"\n"


def shown(page: PageView) -> tuple[EntryView, ...]:
    """Return the entries of a page's feed, newest first."""
    found = page.site.found(replace(selection(page), order=("-date",), limit=limit(page.site)))
    return tuple(entry for entry in found if entry.updated and not entry.is_draft)


def selection(page: PageView) -> Query:
    """Return the query of a page's feed: its own, its term's, or on the home what is current."""
    if page.term and page.kind == "term":
        return page.site.query(**{page.taxonomy: page.term.key})
    own: Query | None = page.own.query
    return own or page.site.query(type=HOME_TYPES)


def limit(site: Site) -> int:
    """Return how many entries a feed holds."""
    given = str(site.option("feeds", "limit", LIMIT))
    return int(given) if is_count(given) else LIMIT


def is_count(given: str) -> bool:
    """Tell whether a text is a number from 1."""
    return given.isascii() and given.isdigit() and int(given) > 0


def head(root: ET.Element, page: PageView, entries: tuple[EntryView, ...]) -> None:
    """Add what the feed says of itself (RFC 4287, section 4.1.1; licence: RFC 4946)."""
    site = page.site
    add(root, "id", page.absolute_url)
    add(root, "title", site.name if page.kind == "home" else f"{page.title} – {site.name}")
    add(root, "subtitle", page.description)
    newest = max((entry.updated for entry in entries if entry.updated), default=None)
    add(root, "updated", moment(site, newest) if newest else EPOCH)
    author = ET.SubElement(root, "author")
    add(author, "name", site.name)
    add(author, "uri", f"{site.base_url}/")
    own = site.absolute(f"{page.url}feed.xml")
    add(root, "link", rel="self", type="application/atom+xml", href=own)
    add(root, "link", rel="alternate", type="text/html", hreflang=page.lang, href=page.absolute_url)
    if url := site.setting("licence.url"):
        add(root, "link", rel="license", href=url)


def add_entry(root: ET.Element, entry: EntryView) -> None:
    """Add an entry (RFC 4287, section 4.1.2); its summary is HTML."""
    item = ET.SubElement(root, "entry")
    add(item, "id", identifier(entry))
    title = add(item, "title", entry.title)
    if title is not None and entry.title_lang:
        title.set("xml:lang", entry.title_lang)
    add(
        item,
        "link",
        rel="alternate",
        type="text/html",
        hreflang=entry.lang,
        href=entry.absolute_url,
    )
    add(item, "updated", moment(entry.site, entry.updated))
    if entry.date:
        add(item, "published", moment(entry.site, entry.date))
    for term in (*entry.sectors, *entry.countries):
        add_category(item, term)
    add(item, "summary", str(entry.excerpt()), type="html")


def identifier(entry: EntryView) -> str:
    """Return an id that outlives a new title and a new address: a tag URI (RFC 4151).

    `tag:example.org,2026:it/news/2026-10-safe-routes`; the year is that of the content, for the
    host must have been the organisation's at the date named.
    """
    host = urlsplit(entry.site.base_url).hostname
    year = (entry.date or entry.updated or date.min).year
    return f"tag:{host},{year:04}:{entry.lang}/{quote(entry.key)}"


def moment(site: Site, day: date | None) -> str:
    """Return the beginning of a day, where the site is, as RFC 3339 has it."""
    zone = ZoneInfo(site.setting("time_zone"))
    return datetime.combine(day, time.min, zone).isoformat() if day else EPOCH


def add_category(item: ET.Element, term: TermView) -> None:
    """Add a term; its scheme is the page of all the terms of its kind."""
    terms = term.site.page(f"terms/{term.taxonomy}")
    add(
        item, "category", term=term.key, scheme=terms.absolute_url if terms else "", label=term.name
    )


def add(parent: ET.Element, tag: str, text: str = "", **attributes: str) -> ET.Element | None:
    """Add an element without the attributes that say nothing; none where nothing is said."""
    if not text and not attributes:
        return None
    found = ET.SubElement(parent, tag, {name: value for name, value in attributes.items() if value})
    found.text = str(text) or None
    return found


def wrong_limit(site: Site) -> Iterator[Problem]:
    """Find a limit that is no number."""
    given = str(site.option("feeds", "limit", LIMIT))
    if not is_count(given):
        what = message("“{value}” is not how many entries a feed can hold", value=given)
        hint = message("Write a number from 1, as in options: {{feeds: {{limit: 20}}}}.")
        yield Problem(message=what, path="content/_site.yaml", hint=hint)


plugin = Plugin(name="feeds", files=(feed_files,), checks=(wrong_limit,))
