"""Every output is known before the first is made, and no two have one path."""

from __future__ import annotations

from functools import partial

import pytest

from megafono.plan import identity
from megafono.site import Site
from tests.bodies import picture
from tests.plain import plain, planned
from tests.scratch import Scratch

TWO = """
-- content/news/a.it.md --
---
title: {first}
---
-- content/news/b.it.md --
---
title: {second}
---
"""


@pytest.mark.parametrize(
    ("first", "second"), [("Acqua", "Acqua!"), ("È nato", "E nato"), ("Strasse", "Straße")]
)
def test_two_entries_with_one_address_are_a_problem_at_the_second(
    site: Scratch, first: str, second: str
) -> None:
    problems = planned(plain(site).write(TWO.format(first=first, second=second))).problems
    assert len(problems) == 1
    assert problems[0].startswith("content/news/b.it.md:1:1: the address /it/notizie/")
    assert "content/news/a.it.md" in problems[0]


def test_a_page_that_takes_the_address_of_a_list_is_told(site: Scratch) -> None:
    site = plain(site).write(TWO.format(first="A", second="B"))
    site.write("-- content/pages/notizie.it.md --\n---\ntitle: Notizie\n---\n")
    problems = planned(site).problems
    assert len(problems) == 1
    assert problems[0].startswith("content/pages/notizie.it.md:1:1: ")
    assert "by a page that Megafono makes" in problems[0]


def test_a_slug_that_looks_like_a_year_or_a_page_number_cannot_hide_an_archive(
    site: Scratch,
) -> None:
    site = plain(site).write(TWO.format(first="'2026'\ndate: 2026-01-01", second="B"))
    assert any("/it/notizie/2026/" in problem for problem in planned(site).problems)


def test_two_files_that_differ_in_case_alone_are_a_problem(site: Scratch) -> None:
    site = plain(site).write(TWO.format(first="A", second="B"))
    site.put("content/news/Foto.jpg", picture(4, 3)).put("content/news/foto.jpg", picture(3, 4))
    problems = planned(site).problems
    assert len(problems) == 1 and "media/news/foto.jpg" in problems[0].casefold()


def test_two_files_of_one_entry_in_one_language_are_a_problem(site: Scratch) -> None:
    site = plain(site).write(TWO.format(first="A", second="B"))
    site.write("-- content/news/a/index.it.md --\n---\ntitle: C\n---\n")
    assert any("this is the same page as content/news/a" in p for p in planned(site).problems)


def test_a_problem_keeps_the_whole_site_as_it_was(site: Scratch) -> None:
    plain(site).write(TWO.format(first="A", second="B")).build()
    before = site.tree()
    site.edit("content/news/b.it.md", "B", "A").build()
    assert site.problems and site.tree() == before


def test_bodies_come_before_outputs_and_each_step_has_one_name(site: Scratch) -> None:
    steps = planned(plain(site).write(TWO.format(first="A", second="B"))).steps
    stages = [step.stage for step in steps]
    assert stages == sorted(stages)
    names = [step.name for step in steps]
    assert len(names) == len(set(names))


def test_what_is_planned_is_what_is_published(site: Scratch) -> None:
    found = planned(plain(site).write(TWO.format(first="A", second="B")))
    site.build()
    assert site.paths == found.paths == set(found.known.paths)


def test_pictures_and_documents_are_published_and_private_files_are_not(site: Scratch) -> None:
    plain(site).write(TWO.format(first="A", second="B"))
    for path in ("news/a/foto.jpg", "_site/logo.svg", "_data/x.csv", "news/a/.hidden", "news/a/x~"):
        site.put(f"content/{path}", b"1")
    media = {path for path in planned(site).paths if path.startswith("media/")}
    assert media == {"media/news/a/foto.jpg", "media/logo.svg"}


def test_the_files_of_a_draft_are_hidden_with_it(site: Scratch) -> None:
    plain(site).write("-- content/news/a/index.it.md --\n---\ntitle: A\ndraft: true\n---\n")
    site.put("content/news/a/foto.jpg", b"1")
    assert "media/news/a/foto.jpg" not in planned(site).paths
    assert "media/news/a/foto.jpg" in planned(site, drafts=True).paths


def test_a_file_whose_name_has_a_space_is_made_as_any_other(site: Scratch) -> None:
    plain(site).write("-- content/news/a.it.md --\n---\ntitle: A\n---\nVedi [b](</news/b c>).\n")
    site.put("content/news/b c.it.md", b"---\ntitle: B\n---\nTesto.\n").build()
    assert site.problems == []
    assert "Testo." in site.text("it/notizie/b/index.html")
    site.build()
    assert site.made == set()


def test_no_output_leaves_the_published_folder(site: Scratch) -> None:
    plain(site, "addresses: {projects: ../../..}\n")
    site.write("-- content/projects/a.it.md --\n---\ntitle: A\n---\n").build()
    assert any("would not be inside the published folder" in problem for problem in site.problems)
    assert not site.out.exists()


def maker(name: str, site: Site) -> str:
    """Make nothing of note."""
    return name


def test_a_maker_is_told_from_another_by_its_name_and_arguments() -> None:
    one, same, other = partial(maker, "a"), partial(maker, "a"), partial(maker, "b")
    assert identity(one) == identity(same) != identity(other)
    assert identity(partial(partial(maker), "a")) == identity(one)
    assert identity(maker) not in (identity(one), identity(other))
