"""Countries, regions, sectors, goals and tags: the terms that entries bear.

Countries are ISO 3166 and XK; regions are UN M49 and, before them, the organisation's own; sectors
are the closed vocabulary of `i18n/sectors.yaml` and the organisation's own; goals are the 17 SDGs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from megafono import frontmatter
from megafono.language import Words, territory
from megafono.model import EMPTY, Entry, Term
from megafono.problem import Message, Names, Problem, Stop, message, nearest
from megafono.route import slugify
from megafono.settings import OwnTerm, Settings
from megafono.source import Sources
from megafono.values import Share

NAMES = ("country", "region", "sector", "sdg", "tag")
WORLD = "001"
STAFF = ("it", "en")
"""The languages in which messages to staff are written."""
USUAL_CODES = {"EL": "GR", "EN": "GB", "KV": "XK", "RKS": "XK", "UK": "GB"}
"""Codes that people use and ISO 3166 does not have (the Union's EL and UK, Kosovo's others)."""

Terms = Mapping[str, Term]
Taxonomies = Mapping[str, Terms]
"""Terms by key, by name of the taxonomy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """The closed vocabularies as their files have them, and the catalogs that translate them."""

    sectors: Mapping[str, Any]
    sdgs: Mapping[str, Any]
    regions: Mapping[str, Any]
    countries: Mapping[str, Any]
    words: Mapping[str, Words]


def vocabulary(sources: Sources, words: Mapping[str, Words]) -> Vocabulary:
    """Read the vocabularies of `i18n/`; stop where one is missing or broken."""
    found = {}
    for name in ("sectors", "sdgs", "regions", "countries"):
        path = f"i18n/{name}.yaml"
        source = sources.get(path)
        if source is None:
            raise Stop(
                [Problem(message=message("the vocabulary {path} is missing", path=path), path=path)]
            )
        values, _, problems = frontmatter.parse_yaml(source.read(), path)
        if problems:
            raise Stop(problems)
        found[name] = values
    return Vocabulary(**found, words=words)


def taxonomies(vocab: Vocabulary, settings: Settings, entries: Iterable[Entry]) -> Taxonomies:
    """Return every term of every taxonomy, in the site's languages."""
    regions = region_terms(vocab, settings)
    return {
        "country": country_terms(vocab, settings, regions),
        "region": regions,
        "sector": sector_terms(vocab, settings),
        "sdg": goal_terms(vocab, settings),
        "tag": tag_terms(entries),
    }


def term(
    taxonomy: str,
    key: str,
    name: Callable[[str], str | None],
    settings: Settings,
    slugs: Mapping[str, str] = EMPTY,
    **rest: Any,
) -> Term:
    """Return a term with its names in the site's languages; English, then any, where one lacks."""
    names = {lang: found for lang in settings.languages if (found := name(lang))}
    if not names:
        names = {"en": name("en") or key}
    slug_of = {
        lang: slugs.get(lang) or slugify(text) or slugify(key) for lang, text in names.items()
    }
    return Term(key=key, taxonomy=taxonomy, names=names, slugs=slug_of, **rest)


def region_terms(vocab: Vocabulary, settings: Settings) -> dict[str, Term]:
    """Return the organisation's own regions, then those of the UN, each with all its countries."""
    found = {}
    for key, own in settings.regions.items():
        found[key] = term(
            "region", key, own.names.get, settings, members=own.countries, is_own=True
        )
    taken = {(lang, slug) for own in found.values() for lang, slug in own.slugs.items()}
    for code, record in vocab.regions.items():
        parents = tuple(ancestors(code, vocab.regions))
        name = named(code, record, vocab)
        slugs = dict(record.get("slugs", {}))
        for lang in settings.languages:
            slug = slugs.get(lang) or slugify(name(lang) or code)
            slugs[lang] = f"{slug}-{code}" if (lang, slug) in taken else slug
        members = tuple(sorted(countries_below(code, vocab.regions)))
        found[code] = term("region", code, name, settings, slugs, parents=parents, members=members)
    return found


def named(code: str, record: Mapping[str, Any], vocab: Vocabulary) -> Callable[[str], str | None]:
    """Return the function that names a place in a language: our name, then CLDR's."""

    def name(lang: str) -> str | None:
        own = record.get("name", record)
        return own.get(lang) or territory(code, lang)

    return name


def ancestors(code: str, regions: Mapping[str, Any]) -> Iterator[str]:
    """Yield the regions above one, nearest first."""
    while (code := regions.get(code, {}).get("parent", "")) and code != WORLD:
        yield code


def countries_below(code: str, regions: Mapping[str, Any]) -> Iterator[str]:
    """Yield the countries of a region and of all regions below it."""
    yield from regions[code].get("countries", ())
    for child, record in regions.items():
        if record.get("parent") == code:
            yield from countries_below(child, regions)


def country_terms(vocab: Vocabulary, settings: Settings, regions: Terms) -> dict[str, Term]:
    """Return every country, under the own regions that hold it and then those of the UN."""
    found = {}
    home = {
        country: code
        for code, record in vocab.regions.items()
        for country in record.get("countries", ())
    }
    own = [region for region in regions.values() if region.is_own]
    codes = home.keys() | set(vocab.countries)
    for code in sorted(codes):
        record = vocab.countries.get(code, {})
        near = [region.key for region in own if code in region.members]
        if code in home:
            near += [home[code], *ancestors(home[code], vocab.regions)]
        former = {lang: tuple(slugs) for lang, slugs in record.get("former_slugs", {}).items()}
        name = named(code, {"name": record.get("name", {})}, vocab)
        found[code] = term(
            "country", code, name, settings, parents=tuple(near), former_slugs=former,
            extra={"also": record.get("also", {})},
        )  # fmt: skip
    return found


def sector_terms(vocab: Vocabulary, settings: Settings) -> dict[str, Term]:
    """Return the sectors, the finer DAC codes under each, and the organisation's own."""
    found = {}
    for key, record in vocab.sectors.items():
        name = translated(record, "sector", vocab)
        extra = {"dac": tuple(record.get("dac", ())), "english": record["en"]}
        found[key] = term("sector", key, name, settings, record.get("slugs", {}), extra=extra)
        for code, names in record.get("codes", {}).items():
            finer = translated(names, "sector", vocab)
            extra = {"dac": (code,), "english": names["en"]}
            found[code] = term("sector", code, finer, settings, parents=(key,), extra=extra)
    for key, own in settings.sectors.items():
        found[key] = own_sector(key, own, settings)
    return found


def own_sector(key: str, own: OwnTerm, settings: Settings) -> Term:
    """Return a sector of the organisation's own."""
    dac = (own.dac,) if own.dac else ()
    return term("sector", key, own.names.get, settings, is_own=True, extra={"dac": dac})


def translated(
    record: Mapping[str, Any], context: str, vocab: Vocabulary
) -> Callable[[str], str | None]:
    """Return the function that names a term: as the vocabulary does, else as a catalog does."""

    def name(lang: str) -> str | None:
        if lang in record:
            return str(record[lang])
        catalog = vocab.words.get(lang)
        return catalog.find(record.get("en", ""), context) if catalog else None

    return name


def goal_terms(vocab: Vocabulary, settings: Settings) -> dict[str, Term]:
    """Return the 17 Sustainable Development Goals."""
    found = {}
    for key, record in vocab.sdgs.items():
        name = translated(record, "goal", vocab)
        slugs = {
            lang: f"{key}-{slugify(text)}" for lang in settings.languages if (text := name(lang))
        }
        extra = {"colour": record.get("colour", ""), "english": record["en"]}
        found[key] = term("sdg", key, name, settings, slugs, extra=extra)
    return found


def tag_terms(entries: Iterable[Entry]) -> dict[str, Term]:
    """Return the free words of the entries; one slug is one tag, named as first written."""
    names: dict[str, dict[str, str]] = {}
    for entry in entries:
        for tag in entry.texts.tags:
            names.setdefault(slugify(tag), {}).setdefault(entry.lang, tag)
    return {
        slug: Term(key=slug, taxonomy="tag", names=found, slugs=dict.fromkeys(found, slug))
        for slug, found in sorted(names.items())
        if slug
    }


def keys_of(entry: Entry, taxonomy: str) -> tuple[str, ...]:
    """Return the keys of the terms that an entry names itself."""
    facts = entry.facts
    match taxonomy:
        case "country":
            return tuple(share.key for share in facts.countries)
        case "region":
            return tuple(facts.regions)
        case "sector":
            return tuple(share.key for share in facts.sectors)
        case "sdg":
            return tuple(str(number) for number in facts.sdgs)
        case _:
            return tuple(slug for tag in entry.texts.tags if (slug := slugify(tag)))


def borne(entry: Entry, found: Taxonomies) -> Iterator[tuple[str, str]]:
    """Yield (taxonomy, key) of all terms under which an entry stands, each once.

    A country brings its regions; a region those above it; a finer sector the sector above it.
    """
    seen = set()
    for taxonomy in NAMES:
        for key in keys_of(entry, taxonomy):
            above = found[taxonomy][key].parents if key in found[taxonomy] else ()
            up = "region" if taxonomy == "country" else taxonomy
            seen |= {(taxonomy, key)} | {(up, parent) for parent in above}
    yield from sorted(seen)


FACTS = {"countries": "country", "regions": "region", "sectors": "sector"}


def unknown(
    entry_facts: Any, found: Taxonomies
) -> Iterator[tuple[tuple[str | int, ...], Message, Message]]:
    """Yield (way, what, hint) for each term that a set of facts names and no taxonomy has."""
    for field, taxonomy in FACTS.items():
        for number, item in enumerate(getattr(entry_facts, field)):
            key = getattr(item, "key", item)
            if key in found[taxonomy]:
                continue
            mapped = getattr(item, "percent", None) is not None
            way = (field, key, frontmatter.KEY_MARK) if mapped else (field, number)
            yield way, *UNKNOWN[taxonomy](key, found)


def canonical(facts: Any, found: Taxonomies) -> Any:
    """Return a set of facts with each DAC code that means a sector replaced by its key."""
    shares: tuple[Share, ...] = facts.sectors
    if all(share.key in found["sector"] for share in shares):
        return facts
    by_code = {
        code: key for key, item in found["sector"].items() for code in item.extra.get("dac", ())
    }
    merged: dict[str, Share] = {}
    for share in shares:
        key = share.key if share.key in found["sector"] else by_code.get(share.key, share.key)
        other = merged.get(key)
        both = other.percent + share.percent if other and other.percent and share.percent else None
        merged[key] = Share(key, both or share.percent or (other.percent if other else None))
    return facts.model_copy(update={"sectors": tuple(merged.values())})


def without_unknown(facts: Any, found: Taxonomies) -> Any:
    """Return a set of facts without the terms that no taxonomy has."""
    kept = {
        field: tuple(
            item for item in getattr(facts, field) if getattr(item, "key", item) in found[taxonomy]
        )
        for field, taxonomy in FACTS.items()
    }
    return facts.model_copy(update=kept)


def unknown_country(key: str, found: Taxonomies) -> tuple[Message, Message]:
    """Say that a country is unknown, with the nearest: by code, or by any name people use."""
    what = message("unknown country “{key}”", key=key)
    countries = found["country"]
    code = key.strip().upper()
    if USUAL_CODES.get(code, code) in countries:
        near = [USUAL_CODES.get(code, code)]
    else:
        by_name = country_names(countries)
        name = nearest(key, by_name)
        near = by_name[name] if name else []
    if not near:
        return what, message("Write its two-letter code (ISO 3166), as KE for Kenya.")
    return what, message("Did you mean {near}?", near=in_full(countries[code] for code in near))


def in_full(terms: Iterable[Term]) -> Names:
    """Return terms as key and name, in the languages of staff: `KE (Kenya), UG (Uganda)`."""
    terms = tuple(terms)
    return Names(
        {lang: ", ".join(f"{item.key} ({name_in(item, lang)})" for item in terms) for lang in STAFF}
    )


def name_in(item: Term, lang: str) -> str:
    """Return a term's name in a language, whether or not it is one of the site's."""
    places = item.taxonomy in ("country", "region")
    return (
        item.names.get(lang)
        or (territory(item.key, lang) if places else None)
        or next(iter(item.names.values()))
    )


def country_names(countries: Terms) -> dict[str, list[str]]:
    """Return all the names that people use, in any language, each with the codes it may mean."""
    found: dict[str, list[str]] = {}
    for code, country in countries.items():
        also = country.extra.get("also", {})
        everything = {*country.names.values(), *(name for names in also.values() for name in names)}
        for lang in STAFF:
            everything |= {territory(code, lang) or code}
        for name in everything:
            found.setdefault(name, []).append(code)
    return found


def unknown_region(key: str, found: Taxonomies) -> tuple[Message, Message]:
    """Say that a region is unknown, with the nearest key."""
    return unknown_named("region", message("unknown region “{key}”", key=key), key, found)


def unknown_sector(key: str, found: Taxonomies) -> tuple[Message, Message]:
    """Say that a sector is unknown, with the nearest key."""
    return unknown_named("sector", message("unknown sector “{key}”", key=key), key, found)


def unknown_named(
    taxonomy: str, what: Message, key: str, found: Taxonomies
) -> tuple[Message, Message]:
    """Return `what` with the key whose name, in any language, or whose key is nearest."""
    names = {key: key for key in found[taxonomy]}
    for term_key, item in found[taxonomy].items():
        names |= dict.fromkeys((*item.names.values(), *item.slugs.values()), term_key)
    near = nearest(key, names)
    if near is None:
        return what, message("The README of the i18n folder lists what is known.")
    return what, message("Did you mean {near}?", near=in_full([found[taxonomy][names[near]]]))


UNKNOWN = {"country": unknown_country, "region": unknown_region, "sector": unknown_sector}
