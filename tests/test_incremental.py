"""The law: after any sequence of edits an incremental build equals a clean build, byte for byte.

And exact lists of what is made again after one edit.
"""

from __future__ import annotations

import random
import shutil
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.scratch import Scratch
from tests.test_darkroom import noise, saved

WELLS = """
-- content/projects/wells.it.md --
---
title: Pozzi a Kitui
countries: [KE]
sectors: [water]
starts: 2026-01-01
ends: 2026-12-31
date: 2026-02-01
---
Acqua per **tutti**. Vedi la [scuola](/projects/school#aule).
-- content/projects/wells.en.md --
---
title: Wells in Kitui
summary: Water for all.
---
Water for *all*.
-- content/projects/school.it.md --
---
title: La scuola di Nampula
countries: [MZ]
sectors: [education]
starts: 2025-01-01
date: 2026-01-10
---
## Aule {#aule}

Sei aule nuove.
-- content/news/well.it.md --
---
title: Il decimo pozzo
date: 2026-03-04
projects: [wells]
countries: [KE]
---
Acqua dal decimo pozzo.
-- content/pages/about.it.md --
---
title: Chi siamo
---
Da {{ anni_dal(1985) }} anni.

::: progetti stato=in-corso
:::
"""


def test_nothing_changed_makes_nothing(site: Scratch) -> None:
    site.write(WELLS).build()
    assert site.problems == []
    before = site.tree()
    site.build()
    assert (site.made, site.removed, site.bodies_made) == (set(), set(), set())
    assert site.tree() == before


def test_a_touched_file_or_a_blank_line_makes_nothing(site: Scratch) -> None:
    site.write(WELLS).build()
    (site.root / "content/projects/wells.it.md").touch()
    site.build()
    assert site.made == set()
    site.edit("content/projects/wells.it.md", "Acqua per", "\n\nAcqua per").build()
    assert site.bodies_made == {"projects/wells it"}
    assert site.made == set()


def test_a_body_edit_remakes_its_page_and_its_search_data_alone(site: Scratch) -> None:
    site.write(WELLS).build()
    site.edit("content/projects/wells.en.md", "Water for *all*", "Clean water for *all*").build()
    assert site.bodies_made == {"projects/wells en"}
    pages = {path for path in site.made if not path.startswith("assets/search/")}
    assert pages == {"en/projects/wells-in-kitui/index.html"}


def test_a_new_title_reaches_the_lists(site: Scratch) -> None:
    site.write(WELLS).build()
    site.edit("content/projects/wells.it.md", "Pozzi a Kitui", "Acqua a Kitui").build()
    assert "it/progetti/index.html" in site.made
    assert "it/paesi/kenya/index.html" in site.made
    assert "it/paesi/mozambico/index.html" not in site.made
    assert "Acqua a Kitui" in site.text("it/paesi/kenya/index.html")
    assert "it/progetti/pozzi-a-kitui/index.html" in site.removed
    assert "it/progetti/acqua-a-kitui/index.html" in site.paths


def test_the_year_asked_by_one_page_remakes_that_page(site: Scratch) -> None:
    site.write(WELLS).build()
    site.build(today=datetime(2026, 12, 1))
    assert site.made == set()
    site.build(today=datetime(2027, 1, 1))
    assert "it/chi-siamo/index.html" in site.made
    assert "42 anni" in site.text("it/chi-siamo/index.html")


def test_a_new_year_lists_the_projects_that_still_run(site: Scratch, tmp_path: Path) -> None:
    site.write(WELLS).build()
    assert "it/progetti/2027/index.html" not in site.paths
    site.build(today=datetime(2026, 12, 31, 23, 0))
    assert site.made == set()
    site.build(today=datetime(2027, 1, 1))
    assert {"it/progetti/2027/index.html", "it/progetti/index.html"} <= site.made
    shown = site.text("it/progetti/2027/index.html")
    assert "La scuola di Nampula" in shown and "Pozzi a Kitui" not in shown


def test_one_more_project_of_a_year_remakes_the_lists_and_no_other_entry(site: Scratch) -> None:
    site.write(WELLS).build()
    site.write("-- content/projects/new.it.md --\n---\ntitle: Nuovo\nstarts: 2026-05-01\n---\n")
    site.build()
    assert {"it/progetti/2026/index.html", "it/progetti/index.html"} <= site.made
    assert "it/progetti/la-scuola-di-nampula/index.html" not in site.made
    assert "it/paesi/mozambico/index.html" not in site.made


def test_a_project_that_runs_longer_joins_the_list_of_a_year(site: Scratch) -> None:
    site.write(WELLS).build()
    site.edit("content/projects/wells.it.md", "2026-01-01", "2025-06-01").build()
    assert {"it/progetti/2025/index.html", "it/progetti/index.html"} <= site.made
    assert "it/progetti/2026/index.html" in site.paths
    assert "it/paesi/mozambico/index.html" not in site.made
    assert "Pozzi a Kitui" in site.text("it/progetti/2025/index.html")


def test_a_published_file_that_somebody_changed_is_made_again(site: Scratch) -> None:
    site.write(WELLS).build()
    before = site.tree()
    (site.out / "it/chi-siamo/index.html").write_text("broken", "utf-8")
    (site.out / "it/progetti/index.html").unlink()
    site.build()
    assert site.made == {"it/chi-siamo/index.html", "it/progetti/index.html"}
    assert site.tree() == before


def test_a_warning_is_told_at_every_build_and_makes_nothing_again(site: Scratch) -> None:
    site.write(WELLS).write("""
    -- content/news/old.it.md --
    ---
    title: Vecchia
    expires: 2026-01-31
    ---
    -- content/news/new.it.md --
    ---
    title: Nuova
    ---
    Vedi [la vecchia](/news/old).
    """).build()
    assert len(site.problems) == 1
    before = site.problems
    site.build()
    assert (site.problems, site.made) == (before, set())


def same_as_clean(site: Scratch, folder: Path) -> None:
    """Assert that a clean build of the same inputs publishes the same, with the same problems."""
    clean = Scratch(folder)
    shutil.rmtree(clean.root)
    shutil.copytree(site.root, clean.root, ignore=shutil.ignore_patterns("public", ".cache"))
    clean.build()
    assert sorted(site.problems) == sorted(clean.problems)
    if not clean.result or not clean.result.errors:
        assert site.tree() == clean.tree()


def test_switching_a_plugin_off_is_felt_by_every_page(site: Scratch, tmp_path: Path) -> None:
    site.write(WELLS).build()
    assert "application/ld+json" in site.text("it/index.html")
    site.edit("content/_site.yaml", "languages", "plugins: [feeds, search]\nlanguages").build()
    assert "application/ld+json" not in site.text("it/index.html")
    same_as_clean(site, tmp_path / "clean")


def test_another_first_language_is_felt_by_files_that_name_none(
    site: Scratch, tmp_path: Path
) -> None:
    site.write(WELLS).write("""
    -- plugins/mine.py --
    from megafono.plugin import File, Plugin


    def files(site):
        yield File(path="mine.txt", make=word)


    def word(site):
        return site.text("Projects")


    plugin = Plugin(name="mine", files=(files,))
    """).build()
    assert site.text("mine.txt") == "Progetti"
    site.edit("content/_site.yaml", "[it, en]", "[en, it]").build()
    assert site.text("mine.txt") == "Projects"
    same_as_clean(site, tmp_path / "clean")


@pytest.mark.parametrize("becomes", ["draft: true", "gone"])
def test_what_was_hidden_and_becomes_a_mistake_is_told(
    site: Scratch, tmp_path: Path, becomes: str
) -> None:
    site.write(WELLS).write("""
    -- content/news/later.it.md --
    ---
    title: Più tardi
    publish: 2027-05-01
    ---
    -- content/news/link.it.md --
    ---
    title: Un rimando
    ---
    Vedi [quella](/news/later).
    """).build()
    assert len(site.problems) == 1 and site.result and not site.result.errors
    if becomes == "gone":
        site.remove("content/news/later.it.md")
    else:
        site.edit("content/news/later.it.md", "publish: 2027-05-01", becomes)
    site.build()
    assert site.result and site.result.errors
    same_as_clean(site, tmp_path / "clean")


def test_a_damaged_cache_is_thrown_away_in_silence(site: Scratch) -> None:
    site.write(WELLS).build()
    before = site.tree()
    file = site.root / ".cache/build/build.sqlite"
    file.write_bytes(b"not a database" * 99)
    site.build()
    assert site.problems == []
    assert site.tree() == before
    data = bytearray(file.read_bytes())
    data[len(data) // 2 : len(data) // 2 + 4096] = b"\xff" * 4096
    file.write_bytes(data)
    site.edit("content/news/well.it.md", "Acqua dal", "Ecco l'acqua dal").build()
    assert site.problems == []
    assert "Ecco l’acqua" in site.text("it/notizie/il-decimo-pozzo/index.html")


THEME = """
-- themes/own/theme.yaml --
name: Own
extends: default
-- themes/own/templates/page.html --
{% extends "base.html" %}
{% import "deep.html" as deep %}
{% block main %}<h1>{{ deep.mark(page.title) }}</h1>{{ page.entry.content }}{% endblock %}
-- themes/own/templates/deep.html --
{% import "deeper.html" as deeper %}
{% macro mark(text) %}{{ deeper.sign() }}{{ text }}{% endmacro %}
-- themes/own/templates/deeper.html --
{% macro sign() %}*{% endmacro %}
-- plugins/stamp.py --
from functools import partial
from megafono.plugin import File, Plugin


def files(site):
    yield File(path="stamp.txt", make=partial(stamp, "v1"))


def stamp(version, site):
    names = [entry.title for entry in site.entries(type="project", lang="it")]
    return version + " " + ", ".join(names)


plugin = Plugin(name="stamp", files=(files,))
-- content/_data/offices.yaml --
rome:
  name: {it: Roma, en: Rome}
"""


def random_edit(site: Scratch, rng: random.Random, number: int) -> datetime | None:
    """Do one edit; return another day to build at, or None."""
    content = sorted(path for path in (site.root / "content").rglob("*.md"))
    chosen = rng.choice(content)
    name = chosen.relative_to(site.root).as_posix()
    text = chosen.read_text("utf-8")
    match rng.randrange(17):
        case 0:
            site.edit(name, "title: ", f"title: N{number} ")
        case 1:
            chosen.write_bytes((text + f"\nParagrafo {number}.\n").encode())
        case 2:
            new = text.replace("[KE]", "[UG]") if "[KE]" in text else text.replace("[UG]", "[KE]")
            chosen.write_bytes(new.encode())
        case 3 if len(content) > 5 and "school" not in name:
            chosen.unlink()
        case 4:
            lang = rng.choice(["it", "en"])
            head = (
                f"title: Nota {number}\n"
                f"date: 2026-0{rng.randrange(1, 9)}-01\n"
                "countries: [KE]\n"
                f"tags: [acqua, t{number % 3}]\n"
            )
            site.write(f"-- content/news/n{number}.{lang}.md --\n---\n{head}---\nTesto.\n")
        case 5:
            site.put(
                "themes/own/templates/deeper.html",
                f"{{% macro sign() %}}{number}{{% endmacro %}}".encode(),
            )
        case 6:
            site.put(
                "themes/own/templates/facet.html",
                f'{{% extends "default/facet.html" %}}<!-- {number} -->'.encode(),
            )
        case 7:
            (site.root / "themes/own/templates/facet.html").unlink(missing_ok=True)
        case 8:
            site.put(
                "plugins/stamp.py",
                (site.root / "plugins/stamp.py").read_bytes().replace(b'"v', b'"vv'),
            )
        case 9:
            site.put("content/_data/offices.yaml", f"rome:\n  name: Roma {number}\n".encode())
        case 10:
            per_page = rng.choice([2, 3, 12])
            text = (site.root / "content/_site.yaml").read_text("utf-8").partition("per_page")[0]
            site.put("content/_site.yaml", f"{text}per_page: {per_page}\n".encode())
        case 11:
            catalog = (site.root / "i18n/it.po").read_text("utf-8")
            old = 'msgid "Countries"\nmsgstr "'
            assert old in catalog
            site.put("i18n/it.po", catalog.replace(old, f"{old}{number % 10}").encode())
        case 12:
            return datetime(2026, 11, 22) + timedelta(days=rng.randrange(-400, 800))
        case 13 if number % 2:
            site.put("themes/own/assets/css/site.css", f"/* {number} */".encode())
        case 13:
            new = text.replace("draft: true\n", "") if "draft: true" in text else text
            if new == text and "title:" in text and "school" not in name:
                new = text.replace("title:", "draft: true\ntitle:", 1)
            chosen.write_bytes(new.encode())
        case 14:
            photo = noise(8 * rng.randrange(28, 34), 160).rotate(90 * number)
            site.put("content/projects/photo.jpg", saved(photo, "JPEG"))
        case 15 if (site.root / "content/projects/photo.jpg").exists():
            new = text.replace("\n---\n", "\nimage: /projects/photo.jpg\nimage_alt: A\n---\n", 1)
            image = "![A](/projects/photo.jpg)\n"
            chosen.write_bytes((text + image if "image:" in text else new).encode())
        case _:
            chosen.touch()
    return None


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_incremental_equals_clean_after_random_edits(
    site: Scratch, tmp_path: Path, seed: int
) -> None:
    rng = random.Random(seed)
    site.write(WELLS).write(THEME)
    site.put("i18n/it.po", Path("i18n/it.po").read_bytes())
    site.edit("content/_site.yaml", "languages: [it, en]", "languages: [it, en]\ntheme: own\n")
    site.build()
    assert site.problems == []
    today = datetime(2026, 11, 22)
    compared = 0
    for number in range(16):
        for _ in range(rng.randrange(1, 3)):
            today = random_edit(site, rng, number) or today
        site.build(today=today)
        if site.result and site.result.errors:
            continue
        clean = Scratch(tmp_path / "clean")
        shutil.rmtree(clean.root)
        shutil.copytree(site.root, clean.root, ignore=shutil.ignore_patterns("public", ".cache"))
        clean.build(today=today)
        assert sorted(site.problems) == sorted(clean.problems), number
        assert site.tree() == clean.tree(), number
        compared += 1
    assert compared > 7
