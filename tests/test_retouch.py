"""An edit of texts alone is made as a whole build would make it, without putting the site together.

`test_incremental.py` holds the law; here is what is told to be an edit of texts, and what is not.
"""

from __future__ import annotations

import contextlib
import gc
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from megafono import glance, retouch, source
from megafono.build import build
from megafono.cache import Cache
from megafono.codec import decode, encode
from megafono.model import Options, Query
from megafono.progress import Watch
from tests.plain import plain
from tests.scratch import TODAY, Scratch, said

FILES = """
-- content/projects/wells.it.md --
---
title: Pozzi
countries: [KE, BO]
donors: [fondo]
---
Acqua per tutti. Vedi [la notizia](/news/new).
-- content/projects/wells.en.md --
---
title: Wells
---
Water for all.
-- content/news/new.it.md --
---
title: Nuova
date: 2026-05-01
projects: [wells]
---
Prima riga.

## Un titolo

::: projects
:::
-- content/news/draft.it.md --
---
title: Bozza
draft: true
---
Non ancora.
"""
TEXT = "content/news/new.it.md"


@pytest.fixture
def small(site: Scratch) -> Scratch:
    """Return a small site, built with the theme and the plugins that come with Megafono."""
    return site.write(FILES).build()


def retouched(site: Scratch, today: object = TODAY) -> bool:
    """Build; return whether that was done without putting the site together."""
    site.build()
    assert site.result is not None
    return site.result.is_published and site.result.known is None


def is_as_clean(site: Scratch, folder: Path) -> bool:
    """Tell whether what is published is what a build from nothing makes."""
    options = replace(site.options(), out=folder / "clean", cache="clean", clean=True)
    build(options)
    found = {
        file.relative_to(options.out).as_posix(): file.read_bytes()
        for file in options.out.rglob("*")
        if file.is_file() and file.name != ".megafono"
    }
    return found == site.tree()


def test_an_edit_of_a_text_makes_what_shows_it(small: Scratch, tmp_path: Path) -> None:
    small.edit(TEXT, "Prima riga", "Riga mutata")
    assert retouched(small) and small.problems == []
    assert small.bodies_made == {"news/new it"}
    assert "it/notizie/nuova/index.html" in small.made
    assert "it/progetti/index.html" in small.kept
    assert "Riga mutata" in small.text("it/notizie/nuova/index.html")
    assert is_as_clean(small, tmp_path)


def test_one_edit_after_another_and_two_at_once(small: Scratch, tmp_path: Path) -> None:
    for number in range(3):
        small.edit(TEXT, "Prima riga", f"Prima riga {number}")
        small.edit("content/projects/wells.it.md", "Acqua", f"Acqua {number}")
        assert retouched(small)
        assert small.bodies_made == {"news/new it", "projects/wells it"}
    assert is_as_clean(small, tmp_path)


def test_after_an_edit_of_a_text_nothing_else_is_thought_to_have_changed(small: Scratch) -> None:
    small.edit("content/projects/wells.it.md", "Acqua per", "Pozzi per")
    assert retouched(small)
    assert small.build(whole=True).made == set()
    small.edit(TEXT, "title: Nuova", "title: Nuovissima\nslug: nuova").build()
    assert "it/progetti/index.html" in small.kept and "it/paesi/bolivia/index.html" in small.kept


def test_an_edit_of_a_text_puts_nothing_together_with_all_that_is_shipped(
    site: Scratch, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every shipped plugin and template does with what the ground and the cache know."""
    project = "-- content/projects/a.it.md --\n---\ntitle: Progetto\ncountries: [KE]\n---\nUno.\n"
    news = "-- content/news/a.it.md --\n---\ntitle: Notizia\nprojects: [projects/a]\n---\nUno.\n"
    campaign = "-- content/campaigns/a.it.md --\n---\ntitle: Campagna\n---\nUno [due](/news/a).\n"
    site.write(project + news + campaign).build()

    def put_together(*given: object) -> None:
        raise AssertionError("the site is put together")

    monkeypatch.setattr(retouch, "assemble", put_together)
    for path in ("content/projects/a.it.md", "content/news/a.it.md", "content/campaigns/a.it.md"):
        site.edit(path, "Uno", "Tre").build()
        assert site.problems == [] and site.result is not None
        assert site.result.known is None and site.made, path


def test_a_text_that_asks_for_what_no_page_asked_before(small: Scratch, tmp_path: Path) -> None:
    small.edit(TEXT, "Prima riga", "[I pozzi](/projects/wells), [Kenya](/countries/KE)")
    assert retouched(small) and small.problems == []
    assert "/it/progetti/pozzi/" in small.text("it/notizie/nuova/index.html")
    small.edit(TEXT, "::: projects", "::: projects country=KE limit=1")
    assert retouched(small) and is_as_clean(small, tmp_path)


def test_a_heading_that_goes_is_missed_by_the_page_that_leads_to_it(small: Scratch) -> None:
    small.edit("content/projects/wells.it.md", "/news/new", "/news/new#un-titolo").build()
    assert small.problems == []
    small.edit(TEXT, "## Un titolo", "## Un altro").build()
    assert small.result is not None and not small.result.is_published
    assert "un-titolo" in small.problems[0]


def test_a_file_that_was_only_touched_makes_nothing(small: Scratch) -> None:
    (small.root / TEXT).touch()
    assert retouched(small) and small.made == small.removed == set()


def test_a_warning_of_another_page_is_told_again(small: Scratch) -> None:
    small.write("-- content/news/new/x.jpg --\nx\n").remove("content/news/new/x.jpg")
    text = "content/projects/wells.it.md"
    small.edit(text, "donors: [fondo]", "donors: [fondo]\nimage: /_site/a.svg")
    small.write('-- content/_site/a.svg --\n<svg xmlns="http://www.w3.org/2000/svg"/>\n').build()
    told = small.problems
    assert told
    small.edit(TEXT, "Prima riga", "Altra riga")
    assert retouched(small) and small.problems == told


def test_the_text_of_a_draft_is_felt_by_nothing(small: Scratch, tmp_path: Path) -> None:
    small.edit("content/news/draft.it.md", "Non ancora", "Quasi")
    assert retouched(small) and small.made == set() and is_as_clean(small, tmp_path)


WHOLE: dict[str, Callable[[Scratch], object]] = {
    "a title": lambda site: site.edit(TEXT, "title: Nuova", "title: Nuovissima"),
    "a comment in the head": lambda site: site.edit(TEXT, "title: Nuova", "# x\ntitle: Nuova"),
    "a new file": lambda site: site.write("-- content/news/b.it.md --\n---\ntitle: B\n---\nB\n"),
    "a file that is gone": lambda site: site.remove("content/projects/wells.en.md"),
    "the settings": lambda site: site.put(
        "content/_site.yaml", (site.root / "content/_site.yaml").read_bytes() + b"per_page: 7\n"
    ),
    "an output": lambda site: site.put("public/it/index.html", b"x"),
    "a sign that no text holds": lambda site: site.edit(TEXT, "Prima", "Pri\x07ma"),
    "data": lambda site: site.write("-- content/_data/donors.yaml --\nfondo: {name: F}\n"),
}


@pytest.mark.parametrize("name", WHOLE)
def test_what_is_more_than_a_text_is_a_whole_build(small: Scratch, name: str) -> None:
    WHOLE[name](small)
    assert not retouched(small)


def test_after_a_build_that_failed_the_site_is_put_together(small: Scratch, tmp_path: Path) -> None:
    small.edit(TEXT, "Prima riga", "[niente](/news/nowhere)").build()
    assert small.problems
    small.edit(TEXT, "[niente](/news/nowhere)", "Infine")
    assert not retouched(small) and small.problems == [] and is_as_clean(small, tmp_path)


def test_a_spare_folder_that_somebody_changed_is_not_published(small: Scratch) -> None:
    spare = small.root / ".cache/build/spare"
    small.edit(TEXT, "Prima riga", "Uno").build()
    (spare / "it/index.html").unlink()
    (spare / "it/index.html").write_text("x")
    (spare / "stray.html").write_text("x")
    small.edit(TEXT, "Uno", "Due")
    assert retouched(small)
    assert small.text("it/index.html") != "x" and "stray.html" not in small.paths
    (spare / "stray.html").write_text("x")
    small.edit(TEXT, "Due", "Tre")
    assert retouched(small) and "stray.html" not in small.paths


def test_what_a_plugin_read_to_plan_is_no_mere_text(site: Scratch) -> None:
    plugin = """
from functools import partial
from megafono.plugin import File, Plugin

def files(site):
    text = site.file("content/news/new.it.md").read().decode()
    yield File(path=f"{len(text)}.txt", make=partial(made, len(text)))

def made(size, site):
    return str(size)

plugin = Plugin(name="sized", files=(files,))
"""
    plain(site, plugins="[sized]").put("plugins/sized.py", plugin.encode())
    site.write(FILES.replace("::: projects\n:::\n", "")).build()
    before = {path for path in site.paths if path.endswith(".txt")}
    site.edit(TEXT, "Prima riga", "Riga")
    assert not retouched(site) and before != {p for p in site.paths if p.endswith(".txt")}


def test_an_answer_that_is_not_kept_is_worked_out(small: Scratch, tmp_path: Path) -> None:
    with sqlite3.connect(small.root / ".cache/build/build.sqlite") as cache:
        cache.execute("delete from answers")
    cache.close()
    small.edit(TEXT, "Prima riga", "Senza risposte")
    assert retouched(small) and is_as_clean(small, tmp_path)


def test_pages_that_somebody_waits_for_are_shown_first(small: Scratch) -> None:
    class Waiting(Watch):
        wanted = frozenset({"it/notizie/nuova/index.html", "it/index.html"})
        pages: dict[str, bytes] = {}  # noqa: RUF012 - one test, one class
        order: list[str] = []  # noqa: RUF012

        def shown(self, name: str, data: bytes) -> None:
            self.pages[name] = data
            self.order.append(f"shown {name}")

        def made(self, name: str) -> None:
            self.order.append(name)

    watch = Waiting()
    small.edit(TEXT, "Prima riga", "In vista")
    result = build(Options(root=small.root, out=small.out, now=TODAY), watch)
    name = "it/notizie/nuova/index.html"
    assert result.known is None and b"In vista" in watch.pages[name]
    assert watch.order.index(f"shown {name}") < watch.order.index("assets/search/it/index/")
    assert small.data(name) == watch.pages[name]


def test_values_are_read_as_they_were_written(small: Scratch) -> None:
    result = build(Options(root=small.root, out=small.out, now=TODAY), whole=True)
    known = result.known
    assert known is not None
    values = [
        *known.index.entries.values(),
        *known.pages.values(),
        *(term for terms in known.taxonomies.values() for term in terms.values()),
        Query(lang="it", featured=False, order=("-date",)),
        frozenset({"b", "a"}),
        None,
    ]
    for value in values:
        assert encode(decode(encode(value))) == encode(value)
    for entry in known.index.entries.values():
        assert decode(encode(entry)) == entry and repr(decode(encode(entry))) == repr(entry)
    with pytest.raises(LookupError):
        decode('{"$":"os:system"}')
    with pytest.raises(TypeError):
        encode(object())


def test_no_maker_of_another_module_is_called_for_an_identity() -> None:
    from megafono import plan

    for text in ("os:getcwd()", "megafono.plan:nothing()", "megafono.plan:copy(x)", "x", ""):
        assert plan.maker(text) is None
    make = plan.maker("megafono.plan:copy('content/a',)")
    assert make is not None and plan.identity(make) == "megafono.plan:copy('content/a',)"
    assert retouch.stage_of("body a it") == "body"


def test_a_cache_that_could_not_be_written_is_not_trusted(small: Scratch, tmp_path: Path) -> None:
    """Somebody looks into the cache with a shell of SQLite while a page is added."""
    other = sqlite3.connect(small.root / ".cache/build/build.sqlite", isolation_level=None)
    other.execute("begin")
    other.execute("select count(*) from steps").fetchone()
    small.write("-- content/news/more.it.md --\n---\ntitle: Altra\n---\nTesto.\n")
    locked = build(small.options(), Impatient())
    other.execute("rollback")
    other.close()
    assert locked.is_published and "it/notizie/altra/index.html" in small.paths
    small.edit(TEXT, "Prima riga", "Seconda riga").build()
    assert "it/notizie/altra/index.html" in small.paths and is_as_clean(small, tmp_path)


class Impatient(Watch):
    """Makes SQLite give up at once, as it does after some seconds."""

    def begin(self, steps: int) -> None:
        """Find the cache of the build that has begun."""
        for found in gc.get_objects():
            if isinstance(found, Cache):
                with contextlib.suppress(sqlite3.ProgrammingError):
                    found.connection.execute("pragma busy_timeout = 1")


def test_a_receipt_of_another_cache_is_not_trusted(small: Scratch, tmp_path: Path) -> None:
    wells = "content/projects/wells.it.md"
    small.edit(TEXT, "Prima riga", "[x](/news/nowhere)").build(clean=True)
    small.edit(wells, "Acqua per", "Pozzi per").build()
    assert small.problems
    small.edit(TEXT, "[x](/news/nowhere)", "Mendata").build()
    assert small.problems == [] and is_as_clean(small, tmp_path)
    assert "Pozzi per" in small.text("it/progetti/pozzi/index.html")


def test_what_is_saved_while_a_text_is_made_again_is_seen(
    small: Scratch, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    read = source.read

    def late(*given: Any) -> Any:
        """Read the files after somebody has saved two at once."""
        monkeypatch.setattr(source, "read", read)
        small.write("-- content/_data/donors.yaml --\nfondo: {name: Fondo nuovo}\n")
        return read(*given)

    small.write("-- content/_data/donors.yaml --\nfondo: {name: Fondo}\n").build()
    small.edit(TEXT, "Prima riga", "Seconda riga")
    monkeypatch.setattr(source, "read", late)
    small.build()
    small.build(whole=True)
    assert "Fondo nuovo" in small.text("it/progetti/pozzi/index.html")
    assert is_as_clean(small, tmp_path)


def test_a_file_saved_while_it_is_made_is_told_and_not_kept(small: Scratch) -> None:
    class Saving(Watch):
        def begin(self, steps: int) -> None:
            small.edit(TEXT, "Seconda", "Terza")

    small.edit(TEXT, "Prima riga", "Seconda riga")
    told = build(small.options(), Saving(), whole=True)
    assert "was saved while the site was being made" in said(told.errors[0])
    assert "Prima riga" in small.text("it/notizie/nuova/index.html")
    small.edit(TEXT, "Terza", "Seconda").build()
    assert "Seconda riga" in small.text("it/notizie/nuova/index.html")


def test_a_warning_after_an_edit_is_told_at_its_line(small: Scratch) -> None:
    small.edit(TEXT, "title: Nuova", "# uno\n# due\ntitle: Nuova").build()
    small.edit(TEXT, "Prima riga.", "Prima riga. [x]()")
    assert retouched(small)
    told = small.problems
    assert any(f"{TEXT}:8:" in text for text in told)
    small.build(clean=True)
    assert small.problems == told


def test_a_glance_shows_a_page_before_the_whole_site_is_made(small: Scratch) -> None:
    known = build(small.options(), whole=True).known
    assert known is not None
    small.edit(TEXT, "title: Nuova", "title: Nuova davvero\nslug: nuova")
    name = "it/notizie/nuova/index.html"
    seen = glance.pages(small.options(), [name], known)
    assert b"Nuova davvero" in seen[name]
    small.build()
    assert seen[name] == small.data(name)
