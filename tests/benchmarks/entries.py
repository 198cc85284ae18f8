"""The entries of the corpus as values: facts, texts, Markdown. Knows no generator of sites.

Entry number N is the same in a corpus of every length: it speaks of earlier ones only.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any, NamedTuple, TypeVar

from tests.benchmarks.article import body
from tests.benchmarks.english import english
from tests.benchmarks.facts import facts_of, setting_of
from tests.benchmarks.italian import italian
from tests.benchmarks.lexicon import Language
from tests.benchmarks.prose import Voice

LANGUAGES = ("it", "en")
SECTIONS = {
    "news": {"it": "notizie", "en": "news"},
    "project": {"it": "progetti", "en": "projects"},
    "campaign": {"it": "campagne", "en": "campaigns"},
}
FOLDERS = {"news": "news", "project": "projects", "page": "pages", "campaign": "campaigns"}

FIRST_DAY, DAYS = date(2011, 1, 10), 5_470
"""Dates are of fifteen years."""

PATTERN = 4 * "nnpnnpanpn" + "nnpnnpcnpn"
KINDS = {"n": "news", "p": "project", "a": "page", "c": "campaign"}

T = TypeVar("T")
WORD = re.compile(r"[a-z0-9]+")
TOP_PAGES = 6
DEEPEST = 3
LONGEST_SLUG = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """An entry in one language. `body` is Markdown; its links are `entry:KEY`."""

    lang: str
    title: str
    slug: str
    url: str
    summary: str
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry: `facts` are its front matter in every language, `texts` one for each."""

    number: int
    type: str
    key: str
    facts: Mapping[str, Any]
    texts: Mapping[str, Text]


class Place(NamedTuple):
    """A page in the tree: its key, its addresses by language, how deep it stands (from 1)."""

    key: str
    urls: Mapping[str, str]
    depth: int


@dataclass(slots=True)
class Earlier:
    """What later entries need to know of the earlier: keys, titles, addresses."""

    titles: list[tuple[str, Mapping[str, str]]] = field(default_factory=list)
    projects: list[str] = field(default_factory=list)
    pages: list[Place] = field(default_factory=list)
    slugs: set[tuple[str, str]] = field(default_factory=set)


def languages() -> Mapping[str, Language]:
    """Return the languages of the corpus, by code."""
    return {"it": italian(), "en": english()}


def entries(pages: int, seed: int = 1, langs: Sequence[str] = LANGUAGES) -> Iterator[Entry]:
    """Yield `pages` entries; texts in `langs` only (they are the same with or without others)."""
    earlier = Earlier()
    for number in range(pages):
        yield entry(number, seed, langs, earlier)


def entry(number: int, seed: int, langs: Sequence[str], earlier: Earlier) -> Entry:
    """Make an entry, and note what later ones need of it."""
    rng = Random(f"{seed} {number}")
    kind = KINDS[PATTERN[number % len(PATTERN)]]
    day = FIRST_DAY + timedelta(days=int(DAYS * rng.random()))
    setting = setting_of(rng, day)
    links = some_of(earlier.titles, int(3.5 * rng.random()), rng)
    projects = some_of(earlier.projects, int(1.4 * rng.random()), rng) if kind == "news" else []
    voices = {
        code: Voice(language, setting, Random(f"{seed} {number} {code}"))
        for code, language in languages().items()
    }
    titles, slugs = named(kind, number, voices, earlier)
    key, urls = placed(kind, day, slugs, some_of(earlier.pages, 1, rng), earlier)
    texts = {
        code: written(voices[code], titles[code], slugs[code], urls[code], links) for code in langs
    }
    earlier.titles.append((key, titles))
    if kind == "project":
        earlier.projects.append(key)
    facts = facts_of(kind, rng, day, setting, projects)
    return Entry(number=number, type=kind, key=key, facts=facts, texts=texts)


def some_of(things: Sequence[T], count: int, rng: Random) -> list[T]:
    """Return up to `count` of the things, each once."""
    found = {int(len(things) * rng.random()) for _ in range(count)} if things else set()
    return [things[each] for each in sorted(found)]


def named(
    kind: str, number: int, voices: Mapping[str, Voice], earlier: Earlier
) -> tuple[dict[str, str], dict[str, str]]:
    """Return the title in each language and the slug of it, which no other entry has."""
    titles, slugs = {}, {}
    for code, voice in voices.items():
        title = voice.sentence("titles")
        slug = slug_of(title)
        slugs[code] = f"{slug}-{number}" if (code, slug) in earlier.slugs else slug
        titles[code] = title
        earlier.slugs.add((code, slugs[code]))
    return titles, slugs


def slug_of(title: str) -> str:
    """Return a title as part of an address: `L’acqua è di Zoë` -> `l-acqua-e-di-zoe`."""
    plain = unicodedata.normalize("NFKD", title.replace("’", " ")).encode("ascii", "ignore")
    words = WORD.findall(plain.decode().lower())
    while len("-".join(words)) > LONGEST_SLUG:
        words.pop()
    return "-".join(words)


def placed(
    kind: str,
    day: date,
    slugs: Mapping[str, str],
    parents: Sequence[Place],
    earlier: Earlier,
) -> tuple[str, dict[str, str]]:
    """Return the key and the addresses; a page stands under an earlier page, the first on top."""
    if kind != "page":
        prefix = f"{day:%Y-%m}-" if kind == "news" else ""
        urls = {code: f"/{code}/{SECTIONS[kind][code]}/{slug}/" for code, slug in slugs.items()}
        return f"{FOLDERS[kind]}/{prefix}{slugs['en']}", urls
    is_top = len(earlier.pages) < TOP_PAGES or parents[0].depth == DEEPEST
    over = Place("pages", {code: f"/{code}/" for code in slugs}, 0) if is_top else parents[0]
    key = f"{over.key}/{slugs['en']}"
    urls = {code: f"{over.urls[code]}{slug}/" for code, slug in slugs.items()}
    earlier.pages.append(Place(key, urls, over.depth + 1))
    return key, urls


def written(
    voice: Voice, title: str, slug: str, url: str, links: Sequence[tuple[str, Mapping[str, str]]]
) -> Text:
    """Write an entry in one language."""
    code = voice.language.code
    summary = voice.sentence("summaries") + "." if voice.random() < 0.85 else ""
    named_links = [(key, titles[code]) for key, titles in links]
    return Text(
        lang=code, title=title, slug=slug, url=url, summary=summary, body=body(voice, named_links)
    )
