"""What visitors want of the search of the demo, and whether they get it.

`relevance/LANG.yaml` is a list of queries, each with:

- `query`: what is typed, to the letter; a last word without a space after it is still being typed
- `why`: what the query is there for, one of `WHYS`
- `expect`: the pages that are wanted, all among the first `within` hits (three for one page, two
  more than there are for several); a source key without its language, `term/country/KE`, or `home`
- `absent`: pages that must not be among the hits at all
- `nothing`: there must be no hit, for this reason (`stopwords`, `nothing`)
- `options`: those of the search module, as `types: [project]`
- `missed`: why the search does not manage it yet; once it does, this must go
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from megafono import plan, source
from megafono.assembly import assemble
from tests.scratch import TODAY

ROOT = Path(__file__).parents[2]
RELEVANCE = Path(__file__).parent / "relevance"
LANGUAGES = ("it", "en")
LEAST = 60
SHOWN = 5

WHYS = {
    "plural": "the pages may have the singular",
    "singular": "the pages may have the plural",
    "inflection": "another form of the word: a verb, a gender, a noun in -zione or -ing",
    "accent": "accents missing, wrong, or of another language",
    "elision": "l'acqua, un'aula, d'attesa; in English, contractions",
    "apostrophe": "straight where the page has it curly, and the other way round",
    "typo": "one or two letters wrong, doubled, missing or swapped",
    "country": "a country, also by its name in the other language",
    "city": "a town where something is done",
    "hyphen": "hyphens and slashes: there, missing, or a space in their place",
    "capitals": "all capitals, or none where the page has them",
    "number": "years, laws, numbers of notices, abbreviations",
    "words": "two or three words",
    "missing": "one word of three is on no page",
    "phrase": "words in quotes, stop words too",
    "exact": "the switch for exact matches",
    "beginning": "the last word is not finished yet",
    "title": "in titles only",
    "content": "in contents only",
    "filter": "of one type, country or sector",
    "named": "a donor, a partner or a person named in the text",
    "subject": "what the site is about, in the words of its menus and terms",
    "stopwords": "words that decide nothing",
    "nonsense": "no words at all",
    "question": "a question, as people type it",
}
OPTIONS = {"exact", "fields", "types", "countries", "sectors", "limit"}
REASONS = {"", "stopwords", "nothing"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A query, and what whoever types it wants."""

    query: str
    why: str
    expect: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    within: int = 0
    nothing: str = ""
    missed: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)

    @property
    def depth(self) -> int:
        """How many hits a visitor looks at."""
        return self.within or (3 if len(self.expect) == 1 else len(self.expect) + 2)

    def __str__(self) -> str:
        """Say the query and its options, as they are listed when it is missed."""
        options = f" {json.dumps(dict(self.options))}" if self.options else ""
        return f"[{self.query}]{options} ({self.why})"


@cache
def wishes(lang: str) -> tuple[Wish, ...]:
    """Read the relevance set of a language."""
    items = yaml.safe_load((RELEVANCE / f"{lang}.yaml").read_text("utf-8"))
    lists = ("expect", "absent")
    return tuple(
        Wish(**{name: tuple(value) if name in lists else value for name, value in item.items()})
        for item in items
    )


@pytest.fixture(scope="module")
def addresses() -> dict[tuple[str, str], str]:
    """The addresses of the pages of the demo, by key and language: those in that language."""
    known, _ = assemble(source.read(ROOT), now=TODAY)
    known, _, _ = plan.steps(known)
    pages = known.pages.items()
    return {name: page.url for name, page in pages if not page.is_fallback}


def answers(demo: Path, lang: str) -> list[dict[str, Any]]:
    """Ask the search of the demo all queries of a language, in one process of Node."""
    asked = [{"query": wish.query, "options": dict(wish.options)} for wish in wishes(lang)]
    done = subprocess.run(
        ["node", str(RELEVANCE / "answers.mjs"), lang],
        input=json.dumps(asked),
        env={**os.environ, "SEARCH_PUBLIC": str(demo)},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def faults(wish: Wish, hits: list[str], answer: Mapping[str, Any]) -> Iterator[str]:
    """Say what is wrong with the answer to a query, whose hits are given as keys."""
    for key in wish.expect:
        if key not in hits[: wish.depth]:
            place = f"at {hits.index(key) + 1}" if key in hits else "not found"
            yield f"{key} within {wish.depth}: {place}"
    for key in wish.absent:
        if key in hits:
            yield f"{key} absent: at {hits.index(key) + 1}"
    if wish.nothing and (answer["total"] or answer["reason"] != wish.nothing):
        yield f"nothing ({wish.nothing}): {answer['total']} hits ({answer['reason']})"


@pytest.mark.skipif(not shutil.which("node"), reason="Node is not installed")
@pytest.mark.parametrize("lang", LANGUAGES)
def test_visitors_find_what_they_want_near_the_top(
    lang: str, demo: Path, addresses: dict[tuple[str, str], str]
) -> None:
    keys = {url: key for (key, page_lang), url in addresses.items() if page_lang == lang}
    missed = []
    for wish, answer in zip(wishes(lang), answers(demo, lang), strict=True):
        hits = [keys.get(url, url) for url in answer["urls"]]
        wrong = list(faults(wish, hits, answer))
        if wish.missed:
            wrong = [] if wrong else ["missed: it is found now"]
        if wrong:
            lines = [f"expected {fault}" for fault in wrong]
            lines += [f"{place}. {key}" for place, key in enumerate(hits[:SHOWN], 1)]
            missed.append("\n    ".join([str(wish), *lines]))
    count = f"{len(missed)} of {len(wishes(lang))} queries missed in {lang}"
    assert not missed, "\n".join([count, *missed])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_relevance_set_is_well_formed(lang: str, addresses: dict[tuple[str, str], str]) -> None:
    found = wishes(lang)
    assert len(found) >= LEAST
    asked = [(wish.query, json.dumps(wish.options, sort_keys=True)) for wish in found]
    assert sorted({one for one in asked if asked.count(one) > 1}) == []
    assert {wish.why for wish in found} == set(WHYS)
    for wish in found:
        unknown = {key for key in wish.expect + wish.absent if (key, lang) not in addresses}
        assert unknown == set(), f"{wish}: no such page in {lang}: {unknown}"
        assert set(wish.options) <= OPTIONS, wish
        assert wish.nothing in REASONS, wish
        assert bool(wish.expect) != bool(wish.nothing), f"{wish}: pages, or nothing at all"
        assert len(wish.expect) <= min(wish.depth, 4), wish
        assert len(set(wish.expect + wish.absent)) == len(wish.expect + wish.absent), wish
