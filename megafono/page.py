"""The pages of a site: those of entries, and those that nobody wrote.

Home, lists, archives, terms, facets, 404: each planner takes the site and yields its pages. Pages
of one name are each other's alternates, whatever their language.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from megafono import excerpt
from megafono.model import ContentType, Entry, Page, Query
from megafono.query import by_status, by_year
from megafono.route import join
from megafono.taxonomy import NAMES

if TYPE_CHECKING:
    from megafono.known import Known
    from megafono.pageview import PageView

FOLDERS = {
    "country": "countries",
    "region": "regions",
    "sector": "sectors",
    "sdg": "goals",
    "tag": "tags",
}
"""The section of each taxonomy; its word in an address comes from the catalog."""

TAXONOMY_TITLES = {
    "country": "Countries",
    "region": "Regions",
    "sector": "Sectors",
    "sdg": "Sustainable Development Goals",
    "tag": "Tags",
}
STATUS_TITLES = {
    "planned": "Planned projects",
    "ongoing": "Projects under way",
    "completed": "Completed projects",
    "suspended": "Suspended projects",
    "cancelled": "Cancelled projects",
}


def title(page: PageView) -> str:
    """Return the title of a page, in its language."""
    site = page.site
    match page.kind:
        case "home":
            return site.name
        case "list" if page.own.values.get("status"):
            return site.text(STATUS_TITLES[page.own.values["status"]])
        case "list" if page.term:
            return f"{page.term.name}: {site.text(site.answers.known.types[page.type].plural)}"
        case "list":
            return site.text(site.answers.known.types[page.type].plural)
        case "archive":
            return f"{site.text(site.answers.known.types[page.type].plural)} {page.own.query.year}"
        case "terms":
            return site.text(TAXONOMY_TITLES[page.taxonomy])
        case "term" if page.term:
            return page.term.name
        case "facet" if page.term and page.facet:
            return f"{page.term.name}: {page.facet.name}"
        case "search":
            return site.text("Search")
        case "404":
            return site.text("Page not found")
    if page.entry:
        return page.entry.title
    return str(page.own.title) or site.name


def description(page: PageView) -> str:
    """Return what a page is about, in plain text, or empty."""
    if page.kind == "home":
        return page.site.local(page.site.setting("description")) or page.site.tagline
    if page.entry:
        return excerpt.plain(page.entry.excerpt())
    return ""


class Addresses:
    """The URLs of a language: sections' words come from the settings, the type or the catalog."""

    def __init__(self, known: Known, lang: str) -> None:
        """Make the addresses of a language of the site."""
        self.known = known
        self.lang = lang
        self.prefix = lang if len(known.languages) > 1 else ""

    def word(self, name: str) -> str:
        """Return the word of an address: of a folder (`projects`), a status, or `page`."""
        own = self.known.settings.addresses.get(name)
        if own is not None:
            found = own if isinstance(own, str) else own.get(self.lang)
            if found:
                return str(found)
        for kind in self.known.types.values():
            if kind.folder == name and self.lang in kind.slugs:
                return kind.slugs[self.lang]
        return self.known.words[self.lang].find(name, "address") or name

    def url(self, *parts: str) -> str:
        """Return the URL made of parts, below the language."""
        return join(self.prefix, *parts)

    def entry(self, entry: Entry) -> str:
        """Return the URL of an entry: in its section, or in the tree of pages."""
        kind = self.known.types[entry.type]
        if kind.folder != "pages":
            return self.url(self.word(kind.folder), entry.slug)
        return self.url(*self.tree(entry.key), entry.slug)

    def tree(self, key: str) -> Iterator[str]:
        """Yield the slugs of the pages above one, from the top; a folder without one its name."""
        parts = key.split("/")[1:-1]
        for depth in range(len(parts)):
            above = self.known.index.entries.get(
                ("/".join(["pages", *parts[: depth + 1]]), self.lang)
            )
            yield above.slug if above else parts[depth]

    def term(self, taxonomy: str, key: str, *more: str) -> str:
        """Return the URL of a term's page, or of one below it."""
        found = self.known.taxonomies[taxonomy][key]
        slug = found.slugs.get(self.lang) or next(iter(found.slugs.values()))
        return self.url(self.word(FOLDERS[taxonomy]), slug, *more)


Planner = Callable[["Known", Addresses], Iterable[Page]]


def pages(known: Known) -> Iterator[Page]:
    """Yield every page of the site, but for those that plugins add."""
    yield root_page(known)
    for lang in known.languages:
        addresses = Addresses(known, lang)
        for planner in PLANNERS:
            yield from planner(known, addresses)


def root_page(known: Known) -> Page:
    """Return what answers at `/404.html`, for the hosts that know no other."""
    first = next(iter(known.languages))
    return Page(
        name="404/root",
        kind="404",
        url="/404.html",
        lang=first,
        template="404.html",
        is_indexed=False,
    )


def home_pages(known: Known, at: Addresses) -> Iterator[Page]:
    """Yield the home, the way to it from `/`, and the language's 404."""
    entry = ("pages", at.lang) if ("pages", at.lang) in known.index.entries else None
    yield Page(
        name="home", kind="home", url=at.url(), lang=at.lang, template="home.html", entry=entry
    )
    if not at.prefix:
        return
    if at.lang == next(iter(known.languages)):
        yield Page(
            name="root", kind="redirect", url="/", lang=at.lang, template="redirect.html",
            is_indexed=False, values={"target": at.url()},
        )  # fmt: skip
    yield Page(
        name="404", kind="404", url=f"/{at.lang}/404.html", lang=at.lang, template="404.html",
        is_indexed=False, parent="home",
    )  # fmt: skip


def entry_pages(known: Known, at: Addresses) -> Iterator[Page]:
    """Yield the page of every entry of a language; where asked, marked ones for what it lacks."""
    for (key, lang), entry in known.index.entries.items():
        kind = known.types[entry.type]
        if not kind.is_listed or key == "pages":
            continue
        stands_in = known.settings.fallback and fallback_language(known, key, at.lang) == lang
        if lang == at.lang or stands_in:
            yield entry_page(known, at, entry, kind)


def fallback_language(known: Known, key: str, lang: str) -> str | None:
    """Return the language whose text stands in for a missing one: the site's first that has it."""
    if (key, lang) in known.index.entries:
        return None
    return next((code for code in known.languages if (key, code) in known.index.entries), None)


def entry_page(known: Known, at: Addresses, entry: Entry, kind: ContentType) -> Page:
    """Return the page of an entry; a fallback where the entry is in another language."""
    is_fallback = entry.lang != at.lang
    above = entry.key.rpartition("/")[0]
    return Page(
        name=entry.key,
        kind="entry",
        url=at.entry(entry),
        lang=at.lang,
        template=kind.template,
        entry=(entry.key, entry.lang),
        type=entry.type,
        parent=nearest_page(known, above, at.lang)
        if kind.folder == "pages"
        else f"list/{kind.name}",
        is_fallback=is_fallback,
        is_indexed=not is_fallback,
        is_draft=entry.is_draft,
        source=entry.path,
    )


def nearest_page(known: Known, key: str, lang: str) -> str:
    """Return the nearest page at or above a key, or the home."""
    while key and key != "pages":
        if (key, lang) in known.index.entries:
            return key
        key = key.rpartition("/")[0]
    return "home"


def paged(known: Known, at: Addresses, first: Page, total: int) -> Iterator[Page]:
    """Yield a list page by page: the first as given, the others below it (`…/pagina/2/`)."""
    size = known.settings.per_page
    last = max(1, -(-total // size))
    base = first.query or Query(lang=at.lang)
    for number in range(1, last + 1):
        query = replace(base, limit=size, offset=size * (number - 1))
        if number == 1:
            yield replace(first, query=query, per_page=size)
            continue
        yield replace(
            first,
            name=f"{first.name}/{number}",
            url=join(first.url, at.word("page"), str(number)),
            query=query,
            number=number,
            per_page=size,
            parent=first.name,
        )


def list_pages(known: Known, at: Addresses) -> Iterator[Page]:
    """Yield the lists of a language: by content type, by status of projects, by year."""
    for kind in known.types.values():
        entries = known.index.by_type.get((at.lang, kind.name), ())
        if not entries or not kind.is_listed or kind.folder == "pages":
            continue
        years, statuses = by_year(entries, known.index), by_status(entries)
        # No numbers here: every page links to the lists, and would be made again with them.
        values = {"years": tuple(years), "statuses": tuple(statuses)}
        first = Page(
            name=f"list/{kind.name}", kind="list", url=at.url(at.word(kind.folder)), lang=at.lang,
            template="list.html", type=kind.name, parent="home", values=values,
            query=Query(lang=at.lang, types=(kind.name,)),
        )  # fmt: skip
        yield from paged(known, at, first, len(entries))
        yield from narrowed_lists(known, at, first, statuses, years)


def narrowed_lists(
    known: Known,
    at: Addresses,
    whole: Page,
    statuses: Mapping[str, int],
    years: Mapping[int, int],
) -> Iterator[Page]:
    """Yield the parts of a list: each status, each year."""
    for status, count in statuses.items():
        part = replace(
            whole, name=f"{whole.name}/{status}", url=join(whole.url, at.word(status)),
            parent=whole.name,
            query=Query(lang=at.lang, types=(whole.type,), status=(status,)),
            values={**whole.values, "status": status},
        )  # fmt: skip
        yield from paged(known, at, part, count)
    for year, count in years.items():
        part = replace(
            whole, name=f"archive/{whole.type}/{year}", kind="archive",
            url=join(whole.url, str(year)), parent=whole.name,
            query=Query(lang=at.lang, types=(whole.type,), year=year),
        )  # fmt: skip
        yield from paged(known, at, part, count)


def term_pages(known: Known, at: Addresses) -> Iterator[Page]:
    """Yield the page of each term that an entry bears or introduces, and their index."""
    for taxonomy in NAMES:
        shown = known.shown.get((taxonomy, at.lang), ())
        if shown:
            yield Page(
                name=f"terms/{taxonomy}", kind="terms", url=at.url(at.word(FOLDERS[taxonomy])),
                lang=at.lang, template="terms.html", taxonomy=taxonomy, parent="home",
            )  # fmt: skip
        for key in shown:
            yield from one_term(known, at, taxonomy, key, frozenset(shown))


def one_term(
    known: Known, at: Addresses, taxonomy: str, key: str, shown: frozenset[str]
) -> Iterator[Page]:
    """Yield the page of a term, and the whole list of each content type that does not fit on it."""
    intro = (f"{FOLDERS[taxonomy]}/{key}", at.lang)
    crossed = facets(known, at.lang, taxonomy, key)
    page = Page(
        name=f"term/{taxonomy}/{key}",
        kind="term",
        url=at.term(taxonomy, key),
        lang=at.lang,
        template="term.html",
        term=(taxonomy, key),
        taxonomy=taxonomy,
        entry=intro if intro in known.index.entries else None,
        parent=above_term(known, at.lang, taxonomy, key),
        values={"facets": crossed},
    )
    yield page
    borne = known.index.by_term.get((at.lang, taxonomy, key), frozenset())
    for kind in known.types.values():
        count = sum(
            entry.key in borne for entry in known.index.by_type.get((at.lang, kind.name), ())
        )
        if count > known.settings.per_page and kind.is_listed:
            first = Page(
                name=f"{page.name}/{kind.name}", kind="list", template="list.html", lang=at.lang,
                url=at.term(taxonomy, key, at.word(kind.folder)), type=kind.name, term=page.term,
                taxonomy=taxonomy, parent=page.name,
                query=bearing(at.lang, kind.name, taxonomy, key),
            )  # fmt: skip
            yield from paged(known, at, first, count)
    if taxonomy == "country":
        for sector, _ in crossed:
            yield facet_page(at, key, sector)


def bearing(lang: str, type_name: str, taxonomy: str, key: str) -> Query:
    """Return the query of the entries of a type that bear a term."""
    given: dict[str, Any] = {taxonomy: key}
    return Query(lang=lang, types=(type_name,), **given)


def above_term(known: Known, lang: str, taxonomy: str, key: str) -> str:
    """Return the page above a term's: its nearest parent that has one, else the index."""
    over = "region" if taxonomy == "country" else taxonomy
    for parent in known.taxonomies[taxonomy][key].parents:
        if parent in known.shown.get((over, lang), ()):
            return f"term/{over}/{parent}"
    return f"terms/{taxonomy}"


def facets(known: Known, lang: str, taxonomy: str, key: str) -> tuple[tuple[str, int], ...]:
    """Return the terms that a country (or sector) crosses, with how many entries bear both."""
    other = {"country": "sector", "sector": "country"}.get(taxonomy)
    if other is None:
        return ()
    borne = known.index.by_term.get((lang, taxonomy, key), frozenset())
    counts: dict[str, int] = {}
    for entry_key in borne:
        for name, term in known.index.terms[entry_key, lang]:
            if name == other:
                counts[term] = counts.get(term, 0) + 1
    return tuple(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))


def facet_page(at: Addresses, country: str, sector: str) -> Page:
    """Return the page of a country crossed with a sector."""
    found = at.known.taxonomies["sector"][sector]
    slug = found.slugs.get(at.lang) or next(iter(found.slugs.values()))
    return Page(
        name=f"facet/{country}/{sector}",
        kind="facet",
        url=at.term("country", country, slug),
        lang=at.lang,
        template="facet.html",
        term=("country", country),
        facet=("sector", sector),
        taxonomy="country",
        parent=f"term/country/{country}",
    )


PLANNERS: tuple[Planner, ...] = (home_pages, entry_pages, list_pages, term_pages)
