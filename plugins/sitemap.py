"""`/sitemap.xml` (sitemaps.org 0.9) with every language of each page, and `/robots.txt`.

A page stands in it with its alternates as in its own `<head>`: reciprocal, itself included, and one
`x-default`. `lastmod` is what the content says; pages that nobody wrote have none. Beyond 50,000
addresses (or `options: {sitemap: {limit: …}}`) `/sitemap.xml` is an index of `/sitemap-1.xml` …
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import islice
from xml.sax.saxutils import escape

from megafono.plugin import File, Page, Plugin, Site

LIMIT = 50_000
"""The most addresses that one file may hold, by the protocol."""

LINKS = 150_000
"""With many languages fewer, so that a file stays under 50 MB: an address has a link to each."""

DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
XHTML = 'xmlns:xhtml="http://www.w3.org/1999/xhtml"'
LINK = '<xhtml:link rel="alternate" hreflang="{}" href="{}"/>\n'
QUOTE = {'"': "&quot;"}


def sitemap_files(site: Site) -> Iterator[File]:
    """Yield the sitemap, in as many files as it takes, and `robots.txt`."""
    total, most = len(list(names(site))), limit(site)
    if total <= most:
        yield File(path="sitemap.xml", make=partial(sitemap, 0, most))
    else:
        starts = range(0, total, most)
        yield File(path="sitemap.xml", make=partial(sitemap_index, len(starts)))
        for number, start in enumerate(starts, start=1):
            yield File(path=f"sitemap-{number}.xml", make=partial(sitemap, start, most))
    has_drafts = any(entry.is_draft for entry in site.answers.known.index.entries.values())
    yield File(path="robots.txt", make=robots_closed if has_drafts else robots)


def limit(site: Site) -> int:
    """Return how many addresses one file holds."""
    given = str(site.option("sitemap", "limit", ""))
    most = int(given) if given.isascii() and given.isdigit() and int(given) else LIMIT
    return min(most, LIMIT, LINKS // len(site.languages))


def names(site: Site) -> Iterator[tuple[str, str]]:
    """Yield (name, language) of all pages that search engines should know."""
    for lang in codes(site):
        for name in site.ask("pages", lang):
            yield name, lang


def sitemap(start: int, most: int, site: Site) -> str:
    """Make one file of the sitemap: `most` addresses from `start`."""
    wanted = list(islice(names(site), start, start + most))
    said = {name: addresses(site, name) for name, _ in wanted}
    lines = "".join(said[name].get(lang, "") for name, lang in wanted)
    xhtml = f" {XHTML}" if len(codes(site)) > 1 else ""
    return f"{DECLARATION}<urlset {NAMESPACE}{xhtml}>\n{lines}</urlset>\n"


def sitemap_index(count: int, site: Site) -> str:
    """Make the list of the sitemap's files."""
    urls = [escape(site.absolute(f"/sitemap-{number}.xml")) for number in range(1, count + 1)]
    lines = "".join(f"<sitemap><loc>{url}</loc></sitemap>\n" for url in urls)
    return f"{DECLARATION}<sitemapindex {NAMESPACE}>\n{lines}</sitemapindex>\n"


def addresses(site: Site, name: str) -> dict[str, str]:
    """Return what the sitemap says of a page in each of its languages.

    The links are those of the page's own head: `x-default` is the first language that has it.
    """
    pages = versions(site, name)
    urls = {lang: escape(site.absolute(page.url), QUOTE) for lang, page in pages.items()}
    links = ""
    if urls and len(codes(site)) > 1:
        named = (*urls.items(), ("x-default", next(iter(urls.values()))))
        links = "".join(LINK.format(lang, url) for lang, url in named)
    return {
        lang: f"<url>\n<loc>{urls[lang]}</loc>\n{lastmod(site, page)}{links}</url>\n"
        for lang, page in pages.items()
    }


def versions(site: Site, name: str) -> dict[str, Page]:
    """Return a page in each language in which search engines should know it; no drafts."""
    found: dict[str, Page | None] = {lang: site.ask("page", name, lang) for lang in codes(site)}
    return {lang: page for lang, page in found.items() if page and is_known(page)}


def codes(site: Site) -> tuple[str, ...]:
    """Return the codes of the site's languages, the default first."""
    found: tuple[str, ...] = site.ask("setting", "languages")
    return found


def is_known(page: Page) -> bool:
    """Tell whether search engines should know a page."""
    return page.is_indexed and not page.is_draft


def lastmod(site: Site, page: Page) -> str:
    """Return when the entry that a page shows was last changed; nothing for lists and terms."""
    entry = site.ask("entry", *page.entry) if page.kind == "entry" and page.entry else None
    day = entry.facts.updated or entry.facts.date if entry else None
    return f"<lastmod>{day.isoformat()}</lastmod>\n" if day else ""


def robots(site: Site) -> str:
    """Let everybody in, and show the sitemap (RFC 9309)."""
    return f"User-agent: *\nAllow: /\n\nSitemap: {site.absolute('/sitemap.xml')}\n"


def robots_closed(site: Site) -> str:
    """Keep search engines out of a preview with drafts, should it ever be reached."""
    return "User-agent: *\nDisallow: /\n"


plugin = Plugin(name="sitemap", files=(sitemap_files,))
