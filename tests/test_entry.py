"""Files to entries: what a name says, what a type allows, facts joined across languages."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from megafono import frontmatter
from megafono.contenttype import BUILT_IN, INTRODUCTIONS
from megafono.entry import Naming, entries_of, naming
from megafono.model import Clock, Draft, Entry
from megafono.problem import Problem
from tests.scratch import Scratch, said

TYPES = {kind.folder: kind for kind in (*BUILT_IN, *INTRODUCTIONS)}
BY_NAME = {kind.name: kind for kind in TYPES.values()}
LANGUAGES = ("it", "en", "pt-BR")
CLOCK = Clock(now=datetime(2026, 11, 22, 9, 0))


def draft(path: str, head: str) -> Draft:
    """Return the draft of a file whose YAML is given."""
    name = naming(path, LANGUAGES, TYPES)
    assert isinstance(name, Naming)
    front, problems = frontmatter.parse(f"---\n{head}\n---\nTesto\n".encode(), path)
    kind = TYPES[name.folder].name
    return Draft(path=path, key=name.key, lang=name.lang, type=kind, head=front, problems=problems)


def joined(*heads: str, folder: str = "projects") -> tuple[tuple[Entry, ...], list[str]]:
    """Return the entries of one key, one a language, and their problems in English."""
    drafts = [
        draft(f"content/{folder}/a.{lang}.md", head)
        for lang, head in zip(LANGUAGES, heads, strict=False)
    ]
    entries, problems = entries_of(drafts, TYPES[folder], CLOCK)
    return entries, [said(problem) for problem in problems]


@pytest.mark.parametrize(
    ("path", "key", "lang"),
    [
        ("content/projects/wells.it.md", "projects/wells", "it"),
        ("content/projects/wells/index.en.md", "projects/wells", "en"),
        ("content/pages/about/mission.it.md", "pages/about/mission", "it"),
        ("content/pages/index.it.md", "pages", "it"),
        ("content/news/v2.0.IT.md", "news/v2.0", "it"),
        ("content/news/olá.pt-br.md", "news/olá", "pt-BR"),
        ("content/countries/KE.it.md", "countries/KE", "it"),
    ],
)
def test_a_path_says_key_and_language(path: str, key: str, lang: str) -> None:
    found = naming(path, LANGUAGES, TYPES)
    assert isinstance(found, Naming)
    assert (found.key, found.lang) == (key, lang)


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("content/projects/wells.md", "does not say its language. Rename it wells.it.md."),
        ("content/projects/.it.md", "does not say its language"),
        ("content/projects/wells.fr.md", "“fr” is not a language of this site (it, en, pt-BR)"),
        ("content/project/wells.it.md", "in no folder of a content type. Did you mean “projects”?"),
        ("content/wells.it.md", "in no folder of a content type. Move it into one of"),
    ],
)
def test_a_name_that_says_too_little_is_told_with_the_right_one(path: str, told: str) -> None:
    found = naming(path, LANGUAGES, TYPES)
    assert isinstance(found, Problem)
    assert found.path == path and told in said(found)


def test_facts_written_in_either_language_are_of_both() -> None:
    entries, problems = joined(
        "title: Pozzi\ncountries: [KE]", "title: Wells\nstarts: 2026-01-01\nends: 2026-06-30"
    )
    assert problems == []
    assert [entry.title for entry in entries] == ["Pozzi", "Wells"]
    for entry in entries:
        assert [share.key for share in entry.facts.countries] == ["KE"]
        assert entry.facts.ends == date(2026, 6, 30)
        assert entry.status == "completed"


def test_no_language_is_the_master() -> None:
    one, _ = joined("title: Pozzi\nstarts: 2026-01-01", "title: Wells")
    other, _ = joined("title: Pozzi", "title: Wells\nstarts: 2026-01-01")
    assert [entry.facts for entry in one] == [entry.facts for entry in other]


def test_a_fact_written_twice_alike_is_no_problem() -> None:
    assert joined("title: A\ndate: 2026-01-01", "title: B\ndate: 2026-01-01")[1] == []


def test_facts_that_disagree_are_told_with_both_lines() -> None:
    _, problems = joined("title: A\ndate: 2026-01-01", "title: B\nsummary: C\ndate: 2026-01-02")
    assert problems == [
        "content/projects/a.en.md:4:1: “date” is not the same as in content/projects/a.it.md, "
        "line 3. A fact is written once, in any one of the languages: take one of the two away."
    ]


def test_texts_are_each_languages_own() -> None:
    entries, problems = joined("title: A\nsummary: Uno\ntags: [acqua]", "title: B")
    assert problems == []
    assert [entry.texts.summary for entry in entries] == ["Uno", ""]
    assert [entry.texts.tags for entry in entries] == [("acqua",), ()]


def test_all_that_is_wrong_in_a_file_is_said_at_once() -> None:
    _, problems = joined(
        "title: ''\ndate: ieri\nbudget: [{amount: tanti}]\n"
        "stato: ongoing\nfeaturd: true\nsdgs: [99]"
    )
    places = sorted(problem.partition(": ")[0] for problem in problems)
    start = "content/projects/a.it.md"
    assert places == [f"{start}:{place}" for place in ("2:8", "3:7", "4:19", "5:1", "6:1", "7:7")]


@pytest.mark.parametrize(
    ("head", "told"),
    [
        ("title: A\nstato: ongoing", "“stato” is not a key of this content type. "
         "Did you mean “status”?"),
        ("title: A\nsumary: B", "Did you mean “summary”?"),
        ("title: A\nxyzzy: B", "Known keys: "),
        ("title: A\nstatus: going", "Did you mean “ongoing”?"),
        ("title: A\nbudget: 3", "“budget” should be a list"),
        ("title: A\nplaces: [Kitui]", "should be a group of “key: value”. Known: lat, lon, name."),
        ("title: A\nplaces: [{nome: Kitui}]", "“nome” is not known here"),
        ("title: A\nplaces: [{lat: 1}]", "name” is missing"),
        ("date: 2026-01-01", "“title” is missing"),
        ("title: A\nslug: Acqua Pulita!", "Write it as “acqua-pulita”."),
    ],
)  # fmt: skip
def test_a_value_that_is_wrong_is_told_with_its_cure(head: str, told: str) -> None:
    _, problems = joined(head)
    assert any(told in problem for problem in problems), problems


def test_a_key_of_another_type_is_not_a_key_of_this() -> None:
    assert "“deadline” is not a key" in joined("title: A\ndeadline: 2026-01-01")[1][0]
    assert joined("title: A\ndeadline: 2026-01-01", folder="notices")[1] == []


def test_an_entry_with_a_wrong_fact_is_still_there_to_be_linked_to() -> None:
    entries, problems = joined("title: Pozzi\ndate: ieri\nstarts: 2026-01-01")
    assert len(problems) == 1
    assert entries[0].title == "Pozzi" and entries[0].facts.starts == date(2026, 1, 1)


def test_an_entry_without_a_title_is_named_by_its_file_meanwhile() -> None:
    entries, problems = joined("date: 2026-01-01")
    assert len(problems) == 1
    assert entries[0].slug == "a"


@pytest.mark.parametrize(
    ("head", "slug"),
    [
        ("title: Cambiando de lente", "cambiando-de-lente"),
        ("title: RETI al Lavoro. Percorsi in Comune", "reti-al-lavoro-percorsi-in-comune"),
        ("title: A\nslug: acqua", "acqua"),
        ("title: 水", "水"),
        ("title: '!!!'", "a"),
    ],
)
def test_the_slug_comes_from_the_title_unless_written(head: str, slug: str) -> None:
    entries, problems = joined(head)
    assert problems == []
    assert entries[0].slug == slug


def test_a_title_stays_as_written() -> None:
    title = "RETI al Lavoro. Percorsi in Comune per giovani e donne in Senegal"
    assert joined(f"title: {title}")[0][0].title == title


def test_an_introduction_needs_no_title() -> None:
    entries, problems = joined("summary: Dal 1998", folder="countries")
    assert problems == [] and entries[0].title == ""


@pytest.mark.parametrize("name", sorted(BY_NAME))
def test_the_schema_of_each_type_can_be_given_to_an_editor(name: str) -> None:
    kind = BY_NAME[name]
    assert "title" in kind.texts.model_fields and "draft" in kind.facts.model_fields


@pytest.mark.parametrize("name", ["wells.it.md.txt", "wells.it.markdown"])
def test_a_file_that_an_editor_gave_another_ending_is_told(site: Scratch, name: str) -> None:
    site.put(f"content/projects/{name}", b"---\ntitle: Pozzi\n---\n").build()
    assert len(site.problems) == 1
    assert site.problems[0].endswith("Rename it wells.it.md.")
