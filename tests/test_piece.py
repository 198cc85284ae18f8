"""Pieces, which outputs are made of, and folders, whose files are known once they are made."""

from __future__ import annotations

import shutil

import pytest

from tests.plain import plain
from tests.scratch import Scratch

COUNTED = '''
"""How often each letter stands in the texts: a piece an entry, and one for them all."""
import json
from collections import Counter
from functools import partial
from megafono.plugin import File, Piece, Plugin

def pieces(site):
    keys = [entry.key for entry in site.entries(lang="it")]
    for key in keys:
        yield Piece(name=f"letters/{key}", make=partial(letters, key))
    yield Piece(name="letters", make=partial(whole, tuple(keys)))

def letters(key, site):
    return json.dumps(Counter(site.entry(key, lang="it").text))

def whole(keys, site):
    counts = sum((Counter(json.loads(site.piece(f"letters/{key}"))) for key in keys), Counter())
    return json.dumps(dict(sorted(counts.items())))

def files(site):
    yield File(path="letters/", make=folder)

def folder(site):
    counts = json.loads(site.piece("letters"))
    return {f"{ord(sign)}/count.txt": str(count) for sign, count in counts.items()}

plugin = Plugin(name="letters", pieces=(pieces,), files=(files,))
'''


@pytest.fixture
def letters(site: Scratch) -> Scratch:
    """Build a site with two news and the plugin above."""
    plain(site, plugins="[letters]")
    site.put("plugins/letters.py", COUNTED.encode())
    for name, text in (("a", "aab"), ("b", "bc")):
        site.put(f"content/news/{name}.it.md", f"---\ntitle: {name}\n---\n{text}\n".encode())
    return site.build()


def test_a_folder_holds_what_its_maker_gives(letters: Scratch) -> None:
    assert letters.problems == []
    assert [letters.text(f"letters/{ord(sign)}/count.txt") for sign in "abc"] == ["2", "2", "1"]


def test_an_edit_makes_one_piece_again_and_what_is_made_of_it(letters: Scratch) -> None:
    letters.edit("content/news/b.it.md", "bc", "bbd").build()
    assert letters.result and letters.problems == []
    made = {name for name in letters.result.made if "letters" in name}
    assert made == {"piece letters/news/b", "piece letters", "letters/"}
    assert letters.text("letters/98/count.txt") == "3"
    assert "letters/99/count.txt" not in letters.paths
    assert "letters/99/count.txt" in letters.result.removed
    letters.build()
    assert letters.result.made == ()


def test_a_piece_that_comes_out_the_same_goes_no_further(letters: Scratch) -> None:
    letters.edit("content/news/b.it.md", "bc", "cb").build()
    assert letters.result
    made = {name for name in letters.result.made if "letters" in name}
    assert made == {"piece letters/news/b", "piece letters"}


def test_a_piece_that_is_no_longer_planned_is_forgotten(letters: Scratch) -> None:
    letters.remove("content/news/b.it.md").build()
    assert letters.text("letters/98/count.txt") == "1"
    letters.put("content/news/b.it.md", b"---\ntitle: b\n---\nbc\n").build()
    assert letters.text("letters/98/count.txt") == "2"
    before = letters.tree()
    shutil.rmtree(letters.root / ".cache")
    assert letters.build().tree() == before


def test_a_file_of_a_folder_that_was_lost_is_made_again(letters: Scratch) -> None:
    (letters.out / "letters/97/count.txt").unlink()
    letters.build()
    assert letters.result and set(letters.result.made) == {"letters/"}
    assert letters.text("letters/97/count.txt") == "2"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('yield File(path="letters/", make=folder)', 'yield File(path="letters/", make=folder)\n'
         '    yield File(path="letters/97/x.txt", make=folder)', "letters"),
        ('f"{ord(sign)}/count.txt"', '"../x"', "../x"),
        ('site.piece("letters"))', 'site.piece("none"))', "none"),
        ("return {f", "return [{}] or {f", "map of names"),
        ('yield Piece(name="letters",', 'yield Piece(name="letters/news/a",', "letters/news/a"),
    ],
)  # fmt: skip
def test_a_mistake_with_them_is_a_problem(letters: Scratch, old: str, new: str, told: str) -> None:
    before = letters.tree()
    letters.edit("plugins/letters.py", old, new).build()
    assert any(told in problem for problem in letters.problems), letters.problems
    assert letters.tree() == before
