"""What one build leaves for the next: right, or not there; never wrong."""

from __future__ import annotations

import random
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from megafono.cache import Cache
from megafono.model import BlockCall, Body, Heading, Link
from megafono.picture import Look
from megafono.trace import Kept
from tests.plain import plain
from tests.scratch import Scratch

BODY = Body(
    html="<p>“È”</p>",
    text="“È”",
    lead="<em>È</em>",
    headings=(Heading(level=2, id="a", title="A"),),
    ids=("a", "b"),
    links=(Link(key="k", lang="it", anchor="x", target="k#x"),),
    blocks=(BlockCall(name="projects", arguments={"status": "ongoing"}, content="", line=3),),
)
KEPT = Kept(identity="make", questions=('["body",1]', '["page",2]'), digest="d")
LOOK = Look(kind="photo", width=4, height=3, format="JPEG")
STEPS = {
    "out.html": KEPT,
    "body k it": KEPT,
    "piece p": KEPT,
    "data/": replace(KEPT, files={"data/a.json": "d"}),
}


def saved(folder: Path, code: str = "one") -> Cache:
    """Return a cache in which a build has been written down."""
    cache = Cache(folder, code)
    cache.save(
        files={"/a": ((1, 2, 3), "x")},
        heads={"content/a.it.md": ("f", "h", "{}", "[]", 3)},
        looks={"x": LOOK},
        digests={'["body",1]': "p", '["page",2]': "q"},
        answers={'["page",2]': "7"},
        kept=STEPS,
        bodies={"body k it": BODY},
        pieces={"piece p": b"\xfe"},
        pending={"out.html": b"\x00\xff", "data/a.json": b"a", "data/old.json": b"o"},
    )
    return cache


def test_what_was_written_is_read_as_it_was(tmp_path: Path) -> None:
    saved(tmp_path).close()
    cache = Cache(tmp_path, "one")
    assert cache.looks() == {"x": LOOK}
    assert cache.files() == {"/a": ((1, 2, 3), "x")}
    assert cache.heads() == {"content/a.it.md": ("f", "h", "{}", "[]", 3)}
    assert cache.digests() == {'["body",1]': "p", '["page",2]': "q"}
    assert cache.answer('["page",2]') == "7" and cache.answer('["body",1]') is None
    assert cache.felt() == {name: [0] for name in STEPS}
    assert cache.kept() == STEPS
    assert cache.body("body k it") == BODY and cache.body("body z it") is None
    assert cache.piece("piece p") == b"\xfe" and cache.piece_names() == {"piece p"}
    assert cache.pending("out.html") == b"\x00\xff"
    assert cache.pending_paths() == {"out.html", "data/a.json"}
    cache.close()


def test_a_cache_of_other_code_is_empty(tmp_path: Path) -> None:
    saved(tmp_path).close()
    cache = Cache(tmp_path, "two")
    assert cache.kept() == {} and cache.files() == {}
    cache.close()


def test_what_is_no_longer_planned_is_forgotten(tmp_path: Path) -> None:
    cache = saved(tmp_path)
    cache.save(
        files={}, heads={}, looks={}, digests={}, answers={}, kept={}, bodies={}, pieces={},
        pending={},
    )  # fmt: skip
    assert cache.answer('["page",2]') is None
    assert cache.body("body k it") is None and cache.piece("piece p") is None
    assert cache.pending_paths() == frozenset()
    cache.close()


def test_what_is_published_no_longer_waits(tmp_path: Path) -> None:
    cache = saved(tmp_path)
    cache.save_outputs({"out.html": ("d", 2, 9)})
    assert cache.pending_paths() == frozenset()
    assert cache.outputs() == {"out.html": ("d", 2, 9)}
    cache.close()


def test_a_save_that_fails_half_way_leaves_what_was_there(tmp_path: Path) -> None:
    cache = saved(tmp_path)
    with pytest.raises(KeyError):
        cache.save(
            files={}, heads={}, looks={}, digests={}, answers={}, kept={"n": KEPT}, bodies={},
            pieces={}, pending={},
        )  # fmt: skip
    assert cache.kept() == STEPS
    cache.close()


@pytest.mark.parametrize("text", [b"", b"nonsense", b"SQLite format 3\x00" + b"\x00" * 200])
def test_a_file_that_is_no_cache_is_replaced_in_silence(tmp_path: Path, text: bytes) -> None:
    (tmp_path / "build.sqlite").write_bytes(text)
    cache = Cache(tmp_path, "one")
    assert cache.kept() == {}
    cache.close()
    saved(tmp_path).close()
    cache = Cache(tmp_path, "one")
    assert cache.kept() == STEPS
    cache.close()


def test_a_folder_in_the_place_of_the_file_does_not_stop_a_build(tmp_path: Path) -> None:
    (tmp_path / "build.sqlite").mkdir()
    cache = saved(tmp_path)
    assert cache.kept()
    cache.close()


def test_where_the_disk_refuses_the_cache_is_in_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "mkdir", refuse)
    cache = saved(tmp_path / "no")
    assert cache.kept()
    cache.close()


def test_two_builds_at_once_do_not_wait_for_ever_for_each_other(tmp_path: Path) -> None:
    saved(tmp_path).close()
    other = sqlite3.connect(tmp_path / "build.sqlite", isolation_level=None)
    other.execute("pragma busy_timeout = 0")
    one = Cache(tmp_path, "one")
    assert one.kept()
    other.execute("begin immediate")
    other.execute("delete from steps")
    one.connection.execute("pragma busy_timeout = 50")
    one.save(
        files={}, heads={}, looks={}, digests={}, answers={}, kept={}, bodies={}, pieces={},
        pending={},
    )  # fmt: skip
    assert one.kept(), "what could not be written is not written"
    other.execute("rollback")
    one.close()
    other.close()


WORDS = """
-- content/news/a.it.md --
---
title: A
---
Uno
-- content/news/b.it.md --
---
title: B
---
Due
"""


@pytest.mark.parametrize("seed", range(6))
def test_a_build_after_any_damage_to_the_cache_is_right(site: Scratch, seed: int) -> None:
    dice = random.Random(seed)
    plain(site).write(WORDS).build()
    expected = site.tree()
    file = site.root / ".cache/build/build.sqlite"
    data = bytearray(file.read_bytes())
    if seed % 2:
        del data[dice.randrange(len(data)) :]
    else:
        for _ in range(200):
            data[dice.randrange(len(data))] = dice.randrange(256)
    file.write_bytes(bytes(data))
    site.build()
    assert site.problems == [] and site.tree() == expected
    site.edit("content/news/a.it.md", "Uno", "Tre").build()
    assert site.problems == [] and "Tre" in site.text("it/notizie/a/index.html")


def test_without_the_cache_all_is_made_again_and_the_same(site: Scratch) -> None:
    plain(site).write(WORDS).build()
    expected = site.tree()
    (site.root / ".cache/build/build.sqlite").unlink()
    site.build()
    assert site.tree() == expected and len(site.made) == len(expected)


def test_a_site_moved_elsewhere_is_made_again_and_the_same(site: Scratch, tmp_path: Path) -> None:
    here = Scratch(tmp_path / "here")
    plain(here).write(WORDS).build()
    expected = here.tree()
    (tmp_path / "here").rename(tmp_path / "there")
    (tmp_path / "there/content/news/b.it.md").write_text("---\ntitle: B\n---\nTre\n", "utf-8")
    here.root, here.out = tmp_path / "there", tmp_path / "there/public"
    here.build()
    assert here.problems == [] and here.tree().keys() == expected.keys()
    assert "Tre" in here.text("it/notizie/b/index.html")


def test_clean_makes_everything_again(site: Scratch) -> None:
    plain(site).write(WORDS).build()
    site.build(clean=True)
    assert site.kept == set() and site.made == site.paths
