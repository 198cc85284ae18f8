"""A small site to search in, that answers the calls a plugin makes; and random documents."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import SimpleNamespace
from typing import Any

from plugins.search import files, pieces
from plugins.search.counting import built, uses_of
from plugins.search.documents import Document, Place
from plugins.search.segments import counted, pack, read, segments_of, written
from plugins.search.shards import index_files


@dataclass
class FakeTerm:
    """A term, with its names and what it stands under."""

    key: str
    taxonomy: str
    names: Mapping[str, str]
    lang: str
    parent: FakeTerm | None = None

    @property
    def name(self) -> str:
        return self.names[self.lang]

    @property
    def href(self) -> str:
        return f"/{self.lang}/{self.taxonomy}/{self.names[self.lang].lower()}/"


@dataclass
class FakeEntry:
    """An entry, with the attributes that the search asks for."""

    key: str
    lang: str
    type: str
    title: str
    text: str = ""
    summary: str = ""
    date: date | None = None
    title_lang: str = ""
    countries: Sequence[FakeTerm] = ()
    regions: Sequence[FakeTerm] = ()
    sectors: Sequence[FakeTerm] = ()
    facts: Any = field(default_factory=SimpleNamespace)
    tags: Sequence[FakeTerm] = ()
    donors: Sequence[Mapping[str, str]] = ()
    partners: Sequence[Mapping[str, str]] = ()
    headings: Sequence[Any] = ()
    status: str = ""

    @property
    def href(self) -> str:
        return f"/{self.lang}/{self.key}/"

    @property
    def type_label(self) -> str:
        return self.type.title()


NAMES = {
    "MZ": ("country", {"it": "Mozambico", "en": "Mozambique"}, "southern-africa"),
    "XK": ("country", {"it": "Kosovo", "en": "Kosovo"}, "balkans"),
    "IT": ("country", {"it": "Italia", "en": "Italy"}, ""),
    "southern-africa": ("region", {"it": "Africa australe", "en": "Southern Africa"}, ""),
    "balkans": ("region", {"it": "Area balcanica", "en": "Western Balkans"}, ""),
    "water": ("sector", {"it": "Acqua", "en": "Water"}, ""),
    "14031": ("sector", {"it": "Acqua potabile", "en": "Drinking water"}, "water"),
    "governance": ("sector", {"it": "Diritti", "en": "Rights"}, ""),
}

# (key, type, date, countries, sectors, language -> (title, summary, body))
ENTRIES: tuple[tuple[str, str, str, str, str, dict[str, tuple[str, str, str]]], ...] = (
    (
        "projects/wells",
        "project",
        "2025-03-01",
        "MZ",
        "14031",
        {
            "it": (
                "Pozzi a Nampula",
                "L’acqua per dodici villaggi.",
                "Scaviamo pozzi con i giovani.",
            ),
            "en": ("Wells in Nampula", "Water for twelve villages.", "We dig wells with schools."),
        },
    ),
    (
        "projects/rights",
        "project",
        "2025-05-01",
        "XK",
        "governance",
        {
            "it": (
                "Progetti di cooperazione con la società civile",
                "",
                "Un lavoro sulla sanità e sulle attività delle città del Kosovo.",
            ),
            "en": (
                "Projects for rights",
                "",
                "Strengthening civil society in five towns. The project office is in Pristina.",
            ),
        },
    ),
    (
        "news/society",
        "news",
        "2026-01-10",
        "XK IT",
        "governance",
        {
            "en": (
                "A civil debate",
                "Several projects on society.",
                "Civil servants meet society: a debate. An earthquake in Modena. <b>Wells</b>",
            ),
            "it": ("Balo Kendö arriva a Modena", "", "Progetto finito. Il terremoto, la musica."),
        },
    ),
    (
        "pages/about",
        "page",
        "",
        "",
        "",
        {
            "it": ("Chi siamo", "", "Siamo un’organizzazione di cooperazione internazionale."),
            "en": ("About us", "", "Who we are and what we do, in every country."),
        },
    ),
    (
        "news/only-italian",
        "news",
        "2026-02-01",
        "IT",
        "",
        {"it": ("Perché l’HIV/AIDS", "", "Salute.")},
    ),
)


class FakeSite:
    """Answers the calls of a plugin, from the values above."""

    languages = ("it", "en")

    def __init__(self, **options: object) -> None:
        self.options = options

    def option(self, plugin: str, name: str, default: object = None) -> object:
        return self.options.get(name, default) if plugin == "search" else default

    def setting(self, name: str, default: object = None) -> object:
        return self.options.get(name, default)

    def page(self, name: str, lang: str) -> Any:
        return SimpleNamespace(url=f"/{lang}/") if name == "home" else None

    def text(self, msgid: str, lang: str, context: str = "") -> str:
        if context:
            return {"it": "cerca", "en": "search"}[lang]
        return msgid if lang == "en" else f"[{lang}] {msgid}"

    def local(self, value: Any, lang: str) -> str:
        return str(value)

    def years_since(self, year: int) -> int:
        return 2026 - year

    def term(self, taxonomy: str, key: str, *, lang: str) -> FakeTerm:
        _, names, parent = NAMES[key]
        above = self.term(NAMES[parent][0], parent, lang=lang) if parent else None
        return FakeTerm(key, taxonomy, names, lang, above)

    def terms(self, taxonomy: str, *, lang: str) -> list[FakeTerm]:
        found = [key for key, (kind, *_) in NAMES.items() if kind == taxonomy]
        return [self.term(taxonomy, key, lang=lang) for key in found]

    def borne(self, keys: str, lang: str) -> list[FakeTerm]:
        return [self.term(NAMES[key][0], key, lang=lang) for key in keys.split()]

    def entry(self, key: str, *, lang: str) -> FakeEntry | None:
        if (key, lang) == ("countries/MZ", "en"):
            return FakeEntry(key, lang, "country", "Mozambique", "Here since 1992.")
        return next((entry for entry in self.entries(lang=lang) if entry.key == key), None)

    def piece(self, name: str) -> bytes:
        made: Any = {piece.name: piece.make for piece in pieces(self)}  # type: ignore[arg-type]
        return bytes(made[name](self))

    def entries(self, *, lang: str) -> Iterator[FakeEntry]:
        for key, kind, day, countries, sectors, texts in ENTRIES:
            if lang in texts:
                title, summary, body = texts[lang]
                yield FakeEntry(
                    key=key,
                    lang=lang,
                    type=kind,
                    title=title,
                    summary=summary,
                    text=body,
                    date=date.fromisoformat(day) if day else None,
                    countries=self.borne(countries, lang),
                    sectors=self.borne(sectors, lang),
                )
        if lang == "it":
            yield FakeEntry("countries/MZ", lang, "country", "Not twice", "introduction")


def published(site: FakeSite) -> dict[str, bytes]:
    """Make every file of the search, by path."""
    found: dict[str, bytes] = {}
    for file in files(site):  # type: ignore[arg-type]
        made: Any = file.make(site)  # type: ignore[arg-type]
        if isinstance(made, dict):
            found |= {f"{file.path}{name}": data for name, data in made.items()}
        else:
            found[file.path] = made.encode() if isinstance(made, str) else made
    return found


def index_of(documents: Sequence[Document], lang: str) -> dict[str, bytes]:
    """Return the index of some documents and their texts, by path within the language's folder."""
    places = [Place(document.date, document.url, "", "") for document in documents]
    segments = list(segments_of(places))
    assert places == sorted(places)
    found: dict[str, bytes] = {}
    counts, rest = [], list(documents)
    for segment in segments:
        here, rest = rest[: len(segment.places)], rest[len(segment.places) :]
        counts.append(read(written(counted(here, lang))))
        for number, each in enumerate(here):
            row = [each.url, each.title, each.lang, each.date, each.summary, each.body]
            found[f"texts/{segment.id}/{number}.json"] = pack(row)
    made = index_files(lang, [segment.id for segment in segments], counts)
    return {**found, **{f"index/{name}": data for name, data in made.items()}}


def stock_index(documents: Sequence[Document], lang: str) -> bytes:
    """Return the index of some documents as lunr.js loads it."""
    types = [document.type for document in documents]
    return pack(built(uses_of(documents, lang), types).build().serialize())


SYLLABLES = (
    "a",
    "co",
    "pro",
    "ge",
    "ta",
    "mon",
    "de",
    "sal",
    "va",
    "cqu",
    "i",
    "per",
    "so",
    "la",
    "tà",
)


def random_documents(seed: int, count: int) -> tuple[Document, ...]:
    """Return documents of made-up words, some frequent and some rare, with inflected endings."""
    chance = random.Random(seed)
    stems = ["".join(chance.choices(SYLLABLES, k=chance.randint(2, 4))) for _ in range(300)]
    weights = [1 / rank for rank in range(1, len(stems) + 1)]

    def text(length: int) -> str:
        found = chance.choices(stems, weights, k=length)
        return " ".join(word + chance.choice(["o", "i", "a", "e", "azione"]) for word in found)

    return tuple(
        Document(
            url=f"/it/{number}/",
            title=text(chance.randint(1, 6)),
            type=chance.choice(["project", "news", "page"]),
            label="",
            date=f"2025-01-{number % 28 + 1:02}",
            summary=text(chance.randint(0, 12)),
            body=text(chance.randint(0, 120)),
            places=tuple(text(chance.randint(1, 3)) for _ in range(chance.randint(0, 3))),
            topics=tuple(text(1) for _ in range(chance.randint(0, 2))),
            countries=tuple(chance.sample(["MZ", "KE", "XK", "IT"], chance.randint(0, 2))),
            sectors=tuple(chance.sample(["water", "health", "rights"], chance.randint(0, 2))),
        )
        for number in range(count)
    )
