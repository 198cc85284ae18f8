"""Why an output would be made again: what it asked, and which answers are new."""

from __future__ import annotations

import pytest

from megafono.model import Options
from megafono.problem import Stop
from megafono.why import Explanation, explain, in_words
from tests.plain import plain
from tests.scratch import TODAY, English, Scratch, said

CONTENT = """
-- content/projects/wells.it.md --
---
title: Pozzi
countries: [KE]
starts: 2026-01-01
ends: 2026-12-31
---
Acqua.
"""
PAGE = "https://example.org/it/progetti/pozzi/"


def why(site: Scratch, url: str) -> Explanation:
    """Explain an output of a site."""
    return explain(Options(root=site.root, out=site.out, now=TODAY), url)


def words(texts: tuple[str, ...]) -> list[str]:
    """Return questions in English."""
    return [in_words(text).say(English()) for text in texts]


@pytest.fixture
def built(site: Scratch) -> Scratch:
    """A site of one project, built."""
    plain(site).write(CONTENT).build()
    assert site.problems == []
    return site


@pytest.mark.parametrize("url", [PAGE, "/it/progetti/pozzi/", "/it/progetti/pozzi"])
def test_an_output_may_be_named_in_full_or_from_the_root(built: Scratch, url: str) -> None:
    found = why(built, url)
    assert found.path == "it/progetti/pozzi/index.html"
    assert found.is_fresh and found.changed == ()
    assert "the front matter of projects/wells (it)" in words(found.asked)
    assert "the text of projects/wells (it): html" in words(found.asked)


def test_after_an_edit_the_new_answer_is_named(built: Scratch) -> None:
    built.edit("content/projects/wells.it.md", "Acqua", "Acqua pulita")
    found = why(built, PAGE)
    assert not found.is_fresh
    assert words(found.changed) == ["the text of projects/wells (it): html"]
    assert why(built, "/it/").is_fresh


def test_after_another_template_the_template_is_named(built: Scratch) -> None:
    built.edit("themes/plain/templates/base.html", "<title>", "<title>· ")
    assert words(why(built, PAGE).changed) == ["the template project.html, with those it names"]


def test_asking_why_changes_nothing(built: Scratch) -> None:
    built.edit("content/projects/wells.it.md", "Acqua", "Acqua pulita")
    before = built.tree()
    why(built, PAGE)
    assert built.tree() == before
    assert not why(built, PAGE).is_fresh
    built.build()
    assert built.made == {"it/progetti/pozzi/index.html"}


def test_a_page_that_was_taken_away_is_not_there(built: Scratch) -> None:
    built.remove("public/it/progetti/pozzi/index.html")
    found = why(built, PAGE)
    assert found.is_known and not found.is_there and not found.is_fresh


def test_a_page_that_was_never_made_is_not_known(built: Scratch) -> None:
    built.write(CONTENT.replace("wells", "more").replace("Pozzi", "Altro"))
    assert not why(built, "/it/progetti/altro/").is_known


def test_an_address_at_which_nothing_is_made_is_told_with_the_nearest(built: Scratch) -> None:
    with pytest.raises(Stop) as stop:
        why(built, "/it/progetti/pozi/")
    assert stop.value.status == 2
    assert "Did you mean “/it/progetti/pozzi/”?" in said(stop.value.problems[0])
