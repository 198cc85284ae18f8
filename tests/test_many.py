"""A thousand pages: a second build makes nothing, and one edit only what shows it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.plain import plain
from tests.scratch import Scratch

COUNT = 1000


@pytest.fixture(scope="module")
def big(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scratch]:
    """A site of a thousand news items with the search, built."""
    site = plain(Scratch(Path(tmp_path_factory.mktemp("big"))), plugins="[search]")
    site.put("themes/plain/templates/search.html", b"{{ page.title }}")
    for number in range(COUNT):
        head = f"title: Voce {number}\ndate: 2026-01-{number % 28 + 1:02}\nsummary: In breve."
        text = f"---\n{head}\n---\nIl testo {number} del pozzo.\n"
        site.put(f"content/news/n{number}.it.md", text.encode())
    site.build()
    assert site.problems == [] and len(site.made) > COUNT
    yield site


def test_a_second_build_makes_nothing_and_writes_nothing(big: Scratch) -> None:
    before = {path: (big.out / path).stat().st_mtime_ns for path in big.paths}
    big.build()
    assert (big.made, big.bodies_made, big.removed) == (set(), set(), set())
    folders = {path for path in big.kept if path.endswith("/")}
    inside = {path for path in before if path.startswith(tuple(folders))}
    assert len(big.kept) - len(folders) == len(before) - len(inside) > COUNT
    assert {path: (big.out / path).stat().st_mtime_ns for path in big.paths} == before


def test_an_edited_body_remakes_its_page_and_its_search_data_alone(big: Scratch) -> None:
    before = big.paths
    big.edit("content/news/n500.it.md", "del pozzo", "del giardino zen").build()
    page = "it/notizie/voce-500/index.html"
    assert big.problems == [] and big.bodies_made == {"news/n500 it"}
    assert page in big.made
    search = big.made - {page}
    assert len(search) == 2 and "assets/search/it/index/" in search, "the index and one text"
    assert len(before ^ big.paths) <= 20, "few shards of the search are new"
    assert "giardino zen" in big.text(page)


def test_an_edited_title_remakes_also_the_lists_it_is_in(big: Scratch) -> None:
    big.edit("content/news/n500.it.md", "title: Voce 500", "title: Storia").build()
    pages = {path for path in big.made if path.endswith(".html")}
    assert "it/notizie/storia/index.html" in pages
    assert big.removed >= {"it/notizie/voce-500/index.html"}
    lists = {path for path in pages if "/pagina/" in path or path.count("/") <= 3}
    assert pages == lists | {"it/notizie/storia/index.html"}
    assert 2 <= len(pages) <= 8
