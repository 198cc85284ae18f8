"""What a step asks is noted, and asked again at the next build instead of making it again."""

from __future__ import annotations

from dataclasses import fields
from functools import partial
from typing import Any, get_type_hints

import pytest

from megafono import question, trace, why
from megafono.known import KINDS, Answers
from megafono.model import Query, Step
from megafono.site import Site
from tests.plain import Planned, plain, planned
from tests.scratch import English, Scratch, said

CONTENT = """
-- content/projects/wells.it.md --
---
title: Pozzi
countries: [KE]
---
Acqua.
-- content/_data/donors.yaml --
region: {name: Regione}
"""


def small(site: Scratch) -> Planned:
    """Plan a site of one project."""
    return planned(plain(site).write(CONTENT))


def step(make: Any, stage: Any = "output") -> Step:
    """Return a step that makes something."""
    return Step(name="x.txt", stage=stage, make=make, identity="x")


def made(found: Planned, make: Any) -> trace.Made:
    """Make one thing."""
    return trace.make(step(make), Answers(found.known))


def test_what_a_maker_asks_is_noted_once_and_sorted(site: Scratch) -> None:
    def make(asked: Site) -> str:
        asked.data("donors")
        asked.setting("name")
        return str(asked.data("donors")["region"]["name"])

    found = made(small(site), make)
    assert found.value == b"Regione"
    assert found.trace == (
        '["data","donors"]',
        '["setting","languages"]',
        '["setting","name"]',
        '["setting","plugins"]',
    )


def test_a_listing_asks_for_the_list_and_for_the_entries_it_shows(site: Scratch) -> None:
    found = made(
        small(site), lambda asked: " ".join(e.title for e in asked.entries(type="project"))
    )
    kinds = {question.read(text)[0] for text in found.trace}
    assert kinds == {"list", "entry", "setting"}


def test_asking_in_another_language_is_noted_in_the_same_list(site: Scratch) -> None:
    found = made(small(site), lambda asked: asked.at("en").text("Search"))
    assert '["string","Search","en",""]' in found.trace


@pytest.mark.parametrize(
    "asked",
    [
        ("file", "content/a.it.md"),
        ("string", "“È”", "it", "c", 3),
        ("list", Query(lang="it")),
        ("list", Query(lang="it", types=("news", "x"), featured=False, year=2026, limit=3)),
        ("count", Query(lang="it", country="KE", status=("open",), order=("-date", "title"))),
    ],
)
def test_a_question_can_be_written_down_and_read_again(asked: tuple[Any, ...]) -> None:
    assert question.read(question.written(asked)) == asked


def test_every_field_of_a_query_survives_being_written(site: Scratch) -> None:
    hints = get_type_hints(Query)
    samples = {str: "a", int: 3, tuple[str, ...]: ("a", "b"), bool | None: True}
    for field in fields(Query):
        query = Query(**{"lang": "it", field.name: samples[hints[field.name]]})
        assert question.read(question.written(("list", query))) == ("list", query)


def staleness(before: Planned, after: Planned, texts: tuple[str, ...]) -> trace.Staleness:
    """Compare the answers of two moments."""
    return trace.Staleness(trace.digests(texts, Answers(before.known)), Answers(after.known))


def test_a_result_is_right_while_all_its_answers_are_the_same(site: Scratch) -> None:
    before = small(site)
    texts = ('["entry","projects/wells","it"]', '["data","donors"]')
    kept = trace.Kept(identity="x", questions=texts, digest="")
    site.edit("content/projects/wells.it.md", "Acqua", "Acqua pulita")
    assert staleness(before, planned(site), texts).is_fresh(step(None), kept)
    site.edit("content/projects/wells.it.md", "Pozzi", "Fonti")
    stale = staleness(before, planned(site), texts)
    assert not stale.is_fresh(step(None), kept)
    assert stale.changed(kept) == texts[:1]


def test_the_place_of_a_text_in_its_file_is_no_part_of_the_answer(site: Scratch) -> None:
    before = small(site)
    texts = ('["entry","projects/wells","it"]',)
    site.edit("content/projects/wells.it.md", "---\ntitle", "---\n# nota\ntitle")
    after = planned(site)
    assert staleness(before, after, texts).is_same(texts[0])


def test_a_result_of_another_maker_is_not_kept(site: Scratch) -> None:
    found = small(site)
    kept = trace.Kept(identity="y", questions=(), digest="")
    assert not staleness(found, found, ()).is_fresh(step(None), kept)
    assert not staleness(found, found, ()).is_fresh(step(None), None)


@pytest.mark.parametrize(
    "text", ['["gone","x"]', '["entry"]', '["string","x","zz"]', "[]", "nonsense"]
)
def test_a_question_that_can_no_longer_be_asked_makes_again(site: Scratch, text: str) -> None:
    found = small(site)
    stale = trace.Staleness({text: "x"}, Answers(found.known))
    assert not stale.is_same(text)


def boom(site: Site, by: int) -> str:
    """Divide by what is given."""
    return str(1 // by)


def test_what_a_maker_raises_is_a_problem_that_names_what_it_made(site: Scratch) -> None:
    found = made(small(site), partial(boom, by=0))
    assert found.value is None
    told = said(found.problems[0])
    assert "x.txt cannot be made: ZeroDivisionError" in told
    assert told.startswith("test_trace.py:")


def test_each_kind_of_question_has_words(site: Scratch) -> None:
    assert {*KINDS, "output"} == why.WORDS.keys()
    texts = [
        '["list",{"lang":"it","types":["project"]}]',
        '["today","year"]',
        '["term","country","KE"]',
    ]
    spoken = [why.in_words(text).say(English()) for text in texts]
    assert spoken == [
        "which entries answer: lang=it types=project",
        "the date: year",
        "the term KE (country)",
    ]


def test_equal_answers_have_equal_digests_whatever_their_process(site: Scratch) -> None:
    one, other = Answers(small(site).known), Answers(planned(site).known)
    for asked in (("entry", "projects/wells", "it"), ("pages", "it"), ("terms", "country", "it")):
        assert one.digest(asked) == other.digest(asked)


def test_no_address_in_memory_hides_in_an_answer(site: Scratch) -> None:
    found = small(site)
    for name, lang in found.known.pages:
        assert " at 0x" not in repr(found.known.pages[name, lang])
    for setting in ("menus", "regions", "organisation", "licence"):
        assert " at 0x" not in repr(Answers(found.known).answer(("setting", setting)))
