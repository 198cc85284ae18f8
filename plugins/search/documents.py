"""What is searched: the entries of a language, and the pages of its terms, as plain values.

All asking is here, but for the words of the page.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from megafono.site import Site

# Taxonomy -> the folder of the texts that introduce its terms, its name in the interface.
TERMS = {
    "country": ("countries", "Country"),
    "region": ("regions", "Region"),
    "sector": ("sectors", "Sector"),
    "sdg": ("goals", "Sustainable Development Goal"),
}

WORLD = "001"
MOST_YEARS = 50
"""A project that says it runs for longer is found by its first fifty years."""


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where a document stands among the others: by its day, then by its address.

    In this order a new one comes last, and the numbers of the others stay as they are. `kind` is
    `entry` or a taxonomy, `key` the entry's or the term's.
    """

    day: str
    url: str
    kind: str
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One thing that can be found. `body` has a line for each paragraph.

    `type` is a content type, or `country`, `region`, `sector` for a term's page. `places` and
    `topics` are names to be searched, those of terms in every language of the site; topics are
    sectors, tags, and whom or what the facts name. `countries` and `sectors` are keys, to filter
    by (those above a sector included; none on a term's page, so that counts are of entries), as
    are `years` and a project's `status`. `date` is ISO 8601 or empty; `lang` is the title's where
    it is another.
    """

    url: str
    title: str
    lang: str = ""
    type: str
    label: str
    date: str = ""
    summary: str = ""
    body: str = ""
    places: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    headings: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    years: tuple[str, ...] = ()
    status: str = ""


def places_of(lang: str, site: Site) -> tuple[Place, ...]:
    """Return the place of everything that is searched in one language, in order."""
    return tuple(sorted((*term_places(lang, site), *entry_places(lang, site))))


def entry_places(lang: str, site: Site) -> Iterator[Place]:
    """Yield the entries written in `lang`; a text that introduces a term goes with its page."""
    introductions = tuple(f"{folder}/" for folder, _ in TERMS.values())
    for entry in site.entries(lang=lang):
        if entry.lang == lang and not entry.key.startswith(introductions):
            day = entry.date or getattr(entry.facts, "starts", None)
            yield Place(str(day or "")[:10], entry.href, "entry", entry.key)


def term_places(lang: str, site: Site) -> Iterator[Place]:
    """Yield the pages of countries, regions, sectors and goals."""
    for taxonomy in TERMS:
        for term in site.terms(taxonomy, lang=lang):
            if term.href:
                yield Place("", term.href, taxonomy, term.key)


def document_of(kind: str, key: str, lang: str, site: Site) -> Document:
    """Ask for what there is to find at one place."""
    if kind != "entry":
        return term_document(site.term(kind, key, lang=lang), lang, site)
    return entry_document(site.entry(key, lang=lang), site)


def entry_document(entry: Any, site: Site) -> Document:
    """Describe one entry."""
    countries = tuple(entry.countries)
    sectors = with_parents(entry.sectors)
    places = with_parents((*countries, *entry.regions))
    return Document(
        url=entry.href,
        title=entry.title,
        lang=entry.title_lang or "",
        type=entry.type,
        label=entry.type_label,
        date=entry.date.isoformat()[:10] if entry.date else "",
        summary=one_line(entry.summary),
        body=entry.text,
        places=(*names(places), *place_names(entry.facts)),
        topics=(*names(sectors), *(tag.name for tag in entry.tags), *named_by_facts(entry, site)),
        headings=tuple(heading.title for heading in entry.headings),
        countries=tuple(term.key for term in countries),
        sectors=tuple(term.key for term in sectors),
        years=years_of(entry, site),
        status=entry.status if entry.type == "project" else "",
    )


def named_by_facts(entry: Any, site: Site) -> Iterator[str]:
    """Yield what the facts say in words: the type, donors, partners, authors, results, a notice's
    number and outcome."""
    yield entry.type_label
    for row in (*entry.donors, *entry.partners):
        yield site.local(row["name"], entry.lang)
    yield from getattr(entry.facts, "authors", ())
    yield getattr(entry.facts, "number", "")
    for result in getattr(entry.facts, "results", ()):
        yield site.local(result.indicator, entry.lang)
    if outcome := getattr(entry.facts, "outcome", None):
        yield site.local(outcome.text, entry.lang)


def years_of(entry: Any, site: Site) -> tuple[str, ...]:
    """Return the years an entry is of: those it runs for, to this one at most, or its date's."""
    first = getattr(entry.facts, "starts", None) or entry.date
    if not first:
        return ()
    if entry.type not in ("project", "campaign"):
        return (str(first.year),)
    ends = getattr(entry.facts, "ends", None)
    this = site.years_since(0)
    last = max(first.year, min(ends.year, this) if ends else this)
    return tuple(map(str, range(first.year, last + 1)[:MOST_YEARS]))


def term_document(term: Any, lang: str, site: Site) -> Document:
    """Describe a term's page; its names in other languages count as places or topics.

    Not the names of what is above it: who seeks Africa wants its page, then what happens there,
    before a page for each country. With so few names lunr puts the term's page first.
    """
    folder, label = TERMS[term.taxonomy]
    introduction = site.entry(f"{folder}/{term.key}", lang=lang)
    found = names((term,))
    is_place = term.taxonomy in ("country", "region")
    about = (term.key, site.text(label, lang)) if term.taxonomy == "sdg" else ()
    return Document(
        url=term.href,
        title=term.name,
        type=term.taxonomy,
        label=site.text(label, lang),
        summary=one_line(introduction.summary) if introduction else "",
        body=introduction.text if introduction else "",
        places=found if is_place else (),
        topics=(*about, *(() if is_place else found)),
    )


def with_parents(terms: Iterable[Any]) -> tuple[Any, ...]:
    """Return terms and all that stand above them, each once; not the world."""
    found: dict[str, Any] = {}
    for start in terms:
        term = start
        while term is not None and term.key not in found and term.key != WORLD:
            found[term.key] = term
            term = term.parent
    return tuple(found.values())


def names(terms: Iterable[Any]) -> tuple[str, ...]:
    """Return the names of terms in every language, each once, in order."""
    return tuple(dict.fromkeys(name for term in terms for _, name in sorted(term.names.items())))


def place_names(facts: Any) -> tuple[str, ...]:
    """Return the names of a project's places, whether one text or one for each language."""
    found: list[str] = []
    for place in getattr(facts, "places", None) or ():
        name = place.name
        found += [text for _, text in sorted(name.items())] if isinstance(name, Mapping) else [name]
    return tuple(dict.fromkeys(found))


def one_line(text: str | None) -> str:
    """Return a text with every run of white space as one space."""
    return " ".join(str(text or "").split())
