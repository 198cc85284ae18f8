"""What is searched: the entries of a language, and the pages of its terms, as plain values.

All asking is here. `index.py` works on the values alone, so one index serves every file of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from megafono.site import Site

# Taxonomy -> the folder of the texts that introduce its terms.
TERM_FOLDERS = {"country": "countries", "region": "regions", "sector": "sectors"}

WORLD = "001"


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One thing that can be found.

    `type` is a content type, or `country`, `region`, `sector` for a term's page. `places` and
    `topics` are names in every language of the site, to be searched; `countries` and `sectors`
    are keys, to filter by (those above a sector included; none on a term's page, so that counts
    are of entries). `date` is ISO 8601 or empty; `lang` is the title's where it is another.
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
    countries: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()


def documents_of(lang: str, site: Site) -> tuple[Document, ...]:
    """Ask for everything that is searched in one language, oldest first.

    In this order a new item comes last, and the numbers of the others stay as they are.
    """
    found = (*term_documents(lang, site), *entry_documents(lang, site))
    return tuple(sorted(found, key=lambda document: (document.date, document.url)))


def entry_documents(lang: str, site: Site) -> Iterator[Document]:
    """Describe the entries written in `lang`; a text that introduces a term goes with its page."""
    introductions = tuple(f"{folder}/" for folder in TERM_FOLDERS.values())
    for entry in site.entries(lang=lang):
        if entry.lang == lang and not entry.key.startswith(introductions):
            yield entry_document(entry)


def entry_document(entry: Any) -> Document:
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
        body=one_line(entry.text),
        places=(*names(places), *place_names(entry.facts)),
        topics=names(sectors),
        countries=tuple(term.key for term in countries),
        sectors=tuple(term.key for term in sectors),
    )


def term_documents(lang: str, site: Site) -> Iterator[Document]:
    """Describe the pages of countries, regions and sectors."""
    labels = {
        "country": site.text("Country", lang),
        "region": site.text("Region", lang),
        "sector": site.text("Sector", lang),
    }
    for taxonomy, folder in TERM_FOLDERS.items():
        for term in site.terms(taxonomy, lang=lang):
            if term.href:
                introduction = site.entry(f"{folder}/{term.key}", lang=lang)
                yield term_document(term, labels[taxonomy], introduction)


def term_document(term: Any, label: str, introduction: Any) -> Document:
    """Describe a term's page; its names in other languages count as places or topics.

    Not the names of what is above it: who seeks Africa wants its page, then what happens there,
    before a page for each country. With so few names lunr puts the term's page first.
    """
    found = names((term,))
    is_sector = term.taxonomy == "sector"
    return Document(
        url=term.href,
        title=term.name,
        type=term.taxonomy,
        label=label,
        summary=one_line(introduction.summary) if introduction else "",
        body=one_line(introduction.body.text) if introduction else "",
        places=() if is_sector else found,
        topics=found if is_sector else (),
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
