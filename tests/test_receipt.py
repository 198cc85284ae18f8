"""A receipt tells that nothing has changed; of every change it knows nothing, and all is built."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from megafono import receipt
from megafono.build import build
from megafono.model import Options
from megafono.problem import Names, message
from tests.plain import plain
from tests.scratch import TODAY, Scratch, said

WORDS = """
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
"""
FILE = ".cache/build/receipt.txt"


def built(site: Scratch) -> Options:
    """Build a small site; return the options of another build like it."""
    plain(site).write(WORDS).build()
    return Options(root=site.root, out=site.out, now=TODAY)


def test_where_nothing_changed_the_site_stands_with_its_warnings(site: Scratch) -> None:
    options = built(site)
    found = receipt.standing(options)
    assert found and site.result
    assert found.outputs == len(site.made) == len(site.paths)
    assert found.problems == site.result.problems != ()


def test_a_receipt_is_text(site: Scratch) -> None:
    built(site)
    head, *paths = (site.root / FILE).read_text("utf-8").split("\n")
    assert head.startswith('{"about": ')
    assert str(site.out / "it/index.html") in paths


def write(path: str) -> Callable[[Scratch], object]:
    """Return the edit that writes a file."""
    return lambda site: site.put(path, b"x")


EDITS: dict[str, Callable[[Scratch], object]] = {
    "a text": lambda site: site.edit("content/news/new.it.md", "Vedi", "Vidi"),
    "a touched file": lambda site: (site.root / "content/news/new.it.md").touch(),
    "a new file": write("content/news/more.it.md"),
    "a new folder": write("content/pages/a/index.it.md"),
    "a file that is gone": lambda site: site.remove("content/news/old.it.md"),
    "a first plugin": write("plugins/mine.py"),
    "a first catalog": write("i18n/it.po"),
    "an output that somebody changed": write("public/it/index.html"),
    "an output that is gone": lambda site: site.remove("public/it/index.html"),
    "a stray file": write("public/it/stray.html"),
    "the mark that is gone": lambda site: site.remove("public/.megafono"),
    "a name that was exchanged": lambda site: (site.root / "content/news/new.it.md").rename(
        site.root / "content/news/newer.it.md"
    ),
}


@pytest.mark.parametrize("name", EDITS)
def test_a_change_is_seen(site: Scratch, name: str) -> None:
    options = built(site)
    EDITS[name](site)
    assert receipt.standing(options) is None


@pytest.mark.parametrize(
    "other",
    [
        {"base_url": "https://other.example"},
        {"drafts": True},
        {"now": datetime(2026, 11, 23)},
        {"now": None},
        {"out": Path("elsewhere")},
    ],
)
def test_other_options_are_another_build(site: Scratch, other: dict[str, object]) -> None:
    options = built(site)
    assert receipt.standing(replace(options, **other)) is None


@pytest.mark.parametrize("part", ["__file__", "version", "libraries"])
def test_another_program_is_another_build(
    site: Scratch, monkeypatch: pytest.MonkeyPatch, part: str
) -> None:
    options = built(site)
    if part == "__file__":
        monkeypatch.setattr(receipt, "__file__", "/else/megafono/receipt.py")
    elif part == "version":
        monkeypatch.setattr(sys, "version", "4.0")
    else:
        monkeypatch.setattr(sys, "path", [*sys.path, "/else/site-packages"])
    assert receipt.standing(options) is None


def test_a_receipt_by_the_clock_holds_until_something_changes(
    site: Scratch, monkeypatch: pytest.MonkeyPatch
) -> None:
    options = replace(built(site), now=None)
    result = build(options)
    assert receipt.standing(options) and result.known
    midnight = datetime.combine(datetime.now().date(), datetime.min.time()).timestamp()
    for moment in (midnight - 172_800, midnight + 172_800):
        monkeypatch.setattr(receipt.time, "time", lambda moment=moment: moment)
        assert receipt.standing(options) is None


def test_an_input_that_has_just_changed_is_looked_at_again(
    site: Scratch, monkeypatch: pytest.MonkeyPatch
) -> None:
    built(site)
    monkeypatch.setattr(receipt, "TICK", 10**18)
    options = built(site)
    assert receipt.standing(options) is None
    assert build(options).made == ()


def test_a_site_with_errors_leaves_none(site: Scratch) -> None:
    options = built(site)
    site.edit("content/news/new.it.md", "/news/old", "/news/none").build()
    assert site.result and site.result.errors
    assert receipt.standing(options) is None


@pytest.mark.parametrize("keep", [0, 1, 20, 400, -1, -200])
def test_a_damaged_receipt_says_nothing(site: Scratch, keep: int) -> None:
    options = built(site)
    data = (site.root / FILE).read_bytes()
    (site.root / FILE).write_bytes(data[:keep])
    assert receipt.standing(options) is None
    (site.root / FILE).write_bytes(b"[]\n" + data)
    assert receipt.standing(options) is None
    site.build()
    assert receipt.standing(options)


def test_what_a_problem_says_survives_being_written() -> None:
    inner = message("Did you mean “{near}”?", near=Names({"it": "Norvegia", "en": "Norway"}))
    problem = receipt.Problem(message=message("{what} {n}", what=inner, n=3), path="a", line=2)
    again = receipt.read_problem(receipt.written_problem(problem))
    assert said(again) == said(problem) == "a:2:1: Did you mean “Norway”? 3"


def test_little_is_imported_to_tell_that_nothing_has_changed(site: Scratch) -> None:
    import subprocess

    command = "import sys, megafono.cli, megafono.receipt; print(*sys.modules)"
    found = subprocess.run([sys.executable, "-c", command], capture_output=True, text=True)
    heavy = {"pydantic", "babel", "jinja2", "markdown", "lunr", "yaml", "icalendar", "sqlite3"}
    assert not heavy & set(found.stdout.split()) and "megafono.receipt" in found.stdout
