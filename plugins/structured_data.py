"""JSON-LD of schema.org in the `<head>`: who we are, what each page is, and where it stands.

home      `NGO` and `WebSite` with its search
news      `NewsArticle`, and `Event` where it tells of one
project   `Project`, which schema.org has as a kind of organisation
campaign  `WebPage` with a `DonateAction` for each ask to donate
notice    `Article` that `expires` with its deadline. `SpecialAnnouncement` was made for the
          pandemic and search engines have dropped it; `NewsArticle` would claim journalism;
          `JobPosting` is right for few notices and wrong for a tender.
all       `BreadcrumbList`, the same items as the page shows
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any
from urllib.parse import quote, urljoin
from zoneinfo import ZoneInfo

from megafono.plugin import (
    EntryView,
    Link,
    Markup,
    PageView,
    Plugin,
    Site,
    TermView,
    json_filter,
)

Node = dict[str, Any]


def structured_data(site: Site, page: PageView) -> Markup:
    """Return the script with what machines should know of a page, or nothing."""
    if page.kind in ("404", "redirect"):
        return Markup("")
    nodes = list(page_nodes(site, page))
    if not nodes:
        return Markup("")
    graph = {"@context": "https://schema.org", "@graph": nodes}
    return Markup('<script type="application/ld+json">{}</script>').format(json_filter(graph))


def page_nodes(site: Site, page: PageView) -> Iterator[Node]:
    """Yield what a page is about, and its breadcrumb."""
    if page.kind == "home":
        yield organisation(site)
        yield website(site)
    elif page.kind == "entry" and page.entry and page.entry.type in TYPES:
        yield from TYPES[page.entry.type](page.entry)
    if len(page.breadcrumb) > 1:
        yield breadcrumb(site, page)


def node(kind: str, **values: Any) -> Node:
    """Return a node with the values that say something; `id` stands for `@id`."""
    found = {name: value for name, value in values.items() if value not in (None, "", [], {})}
    if "id" in found:
        found = {"@id": found.pop("id"), **found}
    return {"@type": kind, **found}


# The organisation


def organisation_id(site: Site) -> str:
    """Return the identifier of the organisation, the same in every language."""
    return f"{site.whole_url}/#organisation"


def publisher(site: Site) -> Node:
    """Return the organisation in short, for the pages that it stands behind."""
    url = f"{site.whole_url}/"
    return node("NGO", id=organisation_id(site), name=site.name, url=url, logo=logo(site))


def organisation(site: Site) -> Node:
    """Return all that the settings say of the organisation, and where it has projects."""
    email, phone = site.setting("organisation.email"), site.setting("organisation.phone")
    contact = node(
        "ContactPoint", email=email, telephone=phone,
        availableLanguage=[lang.code for lang in site.languages],
    )  # fmt: skip
    places = [term for term in site.terms("country") if term.count(type="project")]
    return publisher(site) | node(
        "NGO",
        legalName=site.local(site.setting("organisation.legal_name")),
        description=site.local(site.setting("description")) or site.tagline,
        foundingDate=text(site.setting("organisation.founded")),
        taxID=site.setting("organisation.tax_id"),
        nonprofitStatus=nonprofit_status(site.setting("organisation.nonprofit_status", "")),
        email=email,
        telephone=phone,
        address=site.local(site.setting("organisation.address")),
        contactPoint=contact if email or phone else None,
        areaServed=[country(term) for term in places],
        sameAs=list(site.setting("social", ())),
    )


def logo(site: Site) -> str:
    """Return the address of the organisation's logo, or empty."""
    file = site.setting("logo", "")
    path = quote(file.removeprefix("/").removeprefix("_site/"))
    return site.absolute(f"/media/{path}") if file else ""


def nonprofit_status(value: str) -> str:
    """Return a member of schema.org's `NonprofitType` as its URL; anything else as written."""
    is_member = re.fullmatch(r"(?=\w*Nonprofit)(?!Nonprofit$)\w+", value)
    return f"https://schema.org/{value}" if is_member else value


def text(value: Any) -> str:
    """Return a value as text, or nothing."""
    return "" if value is None else str(value)


def website_id(site: Site) -> str:
    """Return the identifier of the site in a language."""
    home = site.page("home")
    return f"{home.absolute_url if home else site.base_url}#website"


def website(site: Site) -> Node:
    """Return the site in its language, with its search page if it has one."""
    search, home = site.page("search"), site.page("home")
    action = node(
        "SearchAction",
        target=node("EntryPoint", urlTemplate=f"{search.absolute_url}?q={{search_term_string}}"),
        **{"query-input": "required name=search_term_string"},
    ) if search else None  # fmt: skip
    return node(
        "WebSite",
        id=website_id(site),
        name=site.name,
        alternateName=site.tagline,
        url=home.absolute_url if home else site.base_url,
        inLanguage=site.lang,
        publisher={"@id": organisation_id(site)},
        potentialAction=action,
    )


# Entries


def about(entry: EntryView) -> dict[str, Any]:
    """Return what creative works have in common."""
    site = entry.site
    return {
        "id": f"{entry.absolute_url}#content",
        "url": entry.absolute_url,
        "description": Markup(entry.excerpt()).striptags(),
        "inLanguage": entry.lang,
        "datePublished": iso(site, entry.date),
        "dateModified": iso(site, entry.updated),
        "image": picture(entry),
        "publisher": publisher(site),
        "keywords": keywords(entry),
        "license": site.setting("licence.url"),
    }


def news(entry: EntryView) -> Iterator[Node]:
    """Yield a news item, and the event that it tells of."""
    yield node(
        "NewsArticle",
        headline=entry.title,
        **about(entry),
        author=[node("Person", name=name) for name in entry.facts.authors] or publisher(entry.site),
        contentLocation=places(entry),
        mainEntityOfPage=entry.absolute_url,
    )
    if entry.facts.event:
        yield event(entry)


def event(entry: EntryView) -> Node:
    """Return the event of a news item, in the site's time zone."""
    site, facts = entry.site, entry.facts.event
    place = site.local(facts.place)
    return node(
        "Event",
        id=f"{entry.absolute_url}#event",
        name=entry.title,
        description=Markup(entry.excerpt()).striptags(),
        url=entry.absolute_url,
        startDate=iso(site, facts.starts),
        endDate=iso(site, facts.ends),
        location=node("Place", name=place, address=place) if place else None,
        image=picture(entry),
        inLanguage=entry.lang,
        organizer=publisher(site),
    )


def project(entry: EntryView) -> Iterator[Node]:
    """Yield a project: where it is, who pays, who takes part, and when."""
    site, facts = entry.site, entry.facts
    is_over = entry.status in ("completed", "cancelled")
    yield node(
        "Project",
        id=f"{entry.absolute_url}#project",
        name=entry.title,
        description=Markup(entry.excerpt()).striptags(),
        url=entry.absolute_url,
        image=picture(entry),
        foundingDate=iso(site, facts.starts),
        dissolutionDate=iso(site, facts.ends) if is_over else None,
        areaServed=places(entry),
        location=[point(site, place) for place in facts.places],
        parentOrganization=publisher(site),
        funder=[partner(site, row) for row in entry.donors],
        member=[partner(site, row) for row in entry.partners],
        keywords=keywords(entry),
    )


def campaign(entry: EntryView) -> Iterator[Node]:
    """Yield a campaign; what can be given is offered from its start until its end."""
    site, facts = entry.site, entry.facts
    asks = zip(facts.asks, entry.asks, strict=True) if entry.status == "active" else ()
    days = [iso(site, facts.starts) or "..", iso(site, facts.ends) or ".."]
    yield node(
        "WebPage",
        name=entry.title,
        **about(entry),
        isPartOf={"@id": website_id(site)} if site.page("home") else None,
        temporalCoverage="/".join(days) if facts.starts or facts.ends else None,
        spatialCoverage=places(entry),
        audience=node("Audience", audienceType=entry.texts.audience)
        if entry.texts.audience
        else None,
        potentialAction=[
            donation(site, link, ask.url) for ask, link in asks if ask.kind == "donate"
        ],
    )


def donation(site: Site, link: Link, url: str) -> Node:
    """Return the way to give: where the page's button leads, in full; `url` is as written."""
    href = link.href or url
    address = site.absolute(url) if href.startswith("/") else href
    target = node("EntryPoint", urlTemplate=address)
    return node("DonateAction", name=link.title, recipient=publisher(site), target=target)


def notice(entry: EntryView) -> Iterator[Node]:
    """Yield a notice, which is no longer useful after its deadline."""
    documents = [
        node("DigitalDocument", name=item.title, url=urljoin(entry.site.base_url, item.href))
        for item in entry.documents
    ]
    yield node(
        "Article",
        headline=entry.title,
        **about(entry),
        identifier=entry.facts.number,
        expires=iso(entry.site, entry.facts.deadline),
        author=publisher(entry.site),
        spatialCoverage=places(entry),
        hasPart=documents,
        mainEntityOfPage=entry.absolute_url,
    )


TYPES: Mapping[str, Callable[[EntryView], Iterable[Node]]] = {
    "news": news,
    "project": project,
    "campaign": campaign,
    "notice": notice,
}


# Parts of them


def iso(site: Site, value: date | None) -> str:
    """Return a day, or a moment with the site's offset from UTC, as ISO 8601; or nothing."""
    if isinstance(value, datetime) and value.tzinfo is None:
        value = value.replace(tzinfo=ZoneInfo(site.setting("time_zone")))
    return value.isoformat() if value else ""


def picture(entry: EntryView) -> Node | None:
    """Return the picture of an entry."""
    found = entry.image
    if found is None:
        return None
    return node(
        "ImageObject", url=found.absolute_url, width=found.width, height=found.height,
        caption=found.caption or found.alt, creditText=found.credit,
    )  # fmt: skip


def places(entry: EntryView) -> list[Node]:
    """Return the countries and the regions of an entry."""
    return [
        *map(country, entry.countries),
        *(node("Place", name=term.name) for term in entry.regions),
    ]


def country(term: TermView) -> Node:
    """Return a country, with its ISO 3166 code."""
    return node("Country", name=term.name, identifier=term.key)


def point(site: Site, place: Any) -> Node:
    """Return a place, with its coordinates if they are known."""
    if place.lat is None or place.lon is None:
        return node("Place", name=site.local(place.name))
    where = node("GeoCoordinates", latitude=float(place.lat), longitude=float(place.lon))
    return node("Place", name=site.local(place.name), geo=where)


def partner(site: Site, row: Mapping[str, Any]) -> Node:
    """Return a donor or partner, as its record in `_data` has it."""
    return node("Organization", name=site.local(row["name"]), url=row.get("url"))


def keywords(entry: EntryView) -> list[str]:
    """Return the names of the sectors, and the tags."""
    return [term.name for term in (*entry.sectors, *entry.tags)]


def breadcrumb(site: Site, page: PageView) -> Node:
    """Return the breadcrumb of a page, item by item as it shows it; the last has no address."""
    items = [
        node(
            "ListItem", position=position, name=link.title,
            item=urljoin(site.base_url, link.href) if link.href else None,
        )
        for position, link in enumerate(page.breadcrumb, start=1)
    ]  # fmt: skip
    return node("BreadcrumbList", itemListElement=items)


plugin = Plugin(name="structured_data", head=(structured_data,))
