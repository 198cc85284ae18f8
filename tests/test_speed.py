"""The benchmark of speed: its tables and ratios, and what it writes for each generator."""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.benchmarks.entries import Entry, entries
from tests.benchmarks.speed import edits, figures, tools
from tests.benchmarks.speed.__main__ import OWN, PEERS
from tests.benchmarks.speed.edits import Corpus, gathered
from tests.benchmarks.speed.figures import Figures
from tests.benchmarks.speed.megafono import Plain, differing
from tests.benchmarks.speed.output import surveyed
from tests.benchmarks.speed.peer import Peer, edited
from tests.benchmarks.speed.process import added, run
from tests.benchmarks.speed.tools import Tools

ROOT = Path(__file__).parents[1]
PAGES = 8
ALL = {**OWN, **PEERS}


@pytest.fixture(scope="module")
def corpus() -> Sequence[Entry]:
    """Eight entries of the corpus and four to spare."""
    return list(entries(PAGES + 4))


@pytest.fixture(scope="module", params=ALL)
def peer(
    request: pytest.FixtureRequest,
    corpus: Sequence[Entry],
    tmp_path_factory: pytest.TempPathFactory,
) -> Peer:
    """A generator's site of eight entries; the generator itself is not there."""
    folder = tmp_path_factory.mktemp(request.param)
    node = folder / "tools/node"
    node.mkdir(parents=True)
    shutil.copy(tools.HERE / "package-lock.json", node)
    known = Tools(folder=folder / "tools", megafono=ROOT, today="2026-11-22")
    site = ALL[request.param](folder / "site", known)
    site.set_up()
    for entry in corpus[:PAGES]:
        site.put(entry)
    return site


def figure(
    peer: str, edit: str, cpu: float, number: int = 1, pages: int = 100
) -> dict[str, object]:
    """Return a figure as it is kept."""
    found = {"pages": pages, "peer": peer, "edit": edit, "round": number, "cpu": cpu}
    return {**found, "wall": cpu, "peak": 50_000_000, "load": 0.5, "arrived": True}


def test_every_text_is_written_and_every_link_means_something(
    peer: Peer, corpus: Sequence[Entry]
) -> None:
    for entry in corpus[:PAGES]:
        for lang, text in entry.texts.items():
            source = (peer.root / peer.file(entry, lang)).read_text("utf-8")
            assert text.title in source.replace("\\", "")
            assert "entry:" not in source
    assert (peer.root / peer.template).is_file()


def test_an_edit_changes_one_source_and_can_be_taken_back(
    peer: Peer, corpus: Sequence[Entry], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(edits, "SETTLE", 0)
    some = gathered(PAGES, corpus)
    edits.restore(peer, some)
    before = contents(peer.root)
    for name, count in {"nothing": 0, "body": 1, "title": 1, "template": 1, "added": 2}.items():
        edits.apply(name, peer, some, 1)
        assert len(contents(peer.root) ^ before) == count * (1 if name == "added" else 2)
        edits.restore(peer, some)
        assert contents(peer.root) == before


def contents(folder: Path) -> set[tuple[Path, bytes]]:
    """Return all files of a folder with what is in them."""
    return {(path, path.read_bytes()) for path in folder.rglob("*") if path.is_file()}


def test_a_page_that_is_added_is_deleted_again(peer: Peer, corpus: Sequence[Entry]) -> None:
    some = Corpus(pages=PAGES, reworded=corpus[0], renamed=corpus[1], spare=corpus[PAGES:])
    page = peer.page(some.added(1), edits.LANG)
    page.parent.mkdir(parents=True)
    page.write_text("<h1>Pozzi</h1>", "utf-8")
    assert edits.arrived("added", peer, some, 1)
    assert not edits.arrived("deleted", peer, some, 1)


def test_addresses_of_pages_are_not_shared(peer: Peer, corpus: Sequence[Entry]) -> None:
    pages = [peer.page(entry, lang) for entry in corpus for lang in entry.texts]
    assert len({*pages}) == len(pages)


def test_a_template_keeps_one_number() -> None:
    assert edited(edited("<footer>\n", 1), 2) == '<footer>\n<p class="edit">2</p>\n'


def test_ratios_are_of_the_same_round() -> None:
    assert figures.ratio({1: 2.0, 2: 30.0, 3: 9.0}, {1: 1.0, 2: 10.0}) == 2.5
    assert figures.ratio({1: 2.0}, {2: 1.0}) is None


def test_pagefind_is_held_against_the_search() -> None:
    found = [
        figure("megafono", "first", 2),
        figure("megafono+search", "first", 5),
        figure("hugo", "first", 1),
        figure("hugo+pagefind", "first", 20),
    ]
    peers = ["megafono", "megafono+search", "hugo", "hugo+pagefind", "nikola"]
    shown = [figures.cell(found, "cpu", each, pages=100, edit="first") for each in peers]
    assert shown == ["2.00", "5.00 (2.50)", "1.00 (0.500)", "20.0 (4.00)", "–"]


def test_a_broken_law_is_said() -> None:
    held = {**figure("megafono", "body", 1), "differing": []}
    broken = {**figure("megafono", "title", 1), "differing": ["it/index.html"]}
    lines = [*figures.law([held]), *figures.law([held, broken])]
    assert lines[0].endswith("clean build: held.")
    assert lines[1].endswith("not held after: one title edited.")


def test_tables_leave_out_what_was_not_measured() -> None:
    text = "\n".join(figures.tables([figure("megafono", "body", 1)], 100, ["megafono"]))
    assert text.count("one body edited") == 3
    assert "first build" not in text


def test_growth_is_an_exponent() -> None:
    assert figures.exponent((1_000, 10_000), (2.0, 200.0)) == pytest.approx(2)
    assert figures.exponent((1_000, 10_000), (None, 200.0)) is None
    found = [figure("hugo", "first", size / 100, pages=size) for size in (100, 200)]
    lines = [*figures.growth(found, [100, 200], ["hugo"])]
    assert lines[2] == "| hugo, first build, CPU s | 1.00 | 2.00 | 1.00 |"


def test_figures_are_kept(tmp_path: Path) -> None:
    kept = Figures(tmp_path / "figures.json")
    kept.add(**figure("hugo", "first", 1))
    assert Figures(kept.path).has(peer="hugo", edit="first", pages=100, round=1)
    assert not Figures(kept.path).has(peer="hugo", edit="first", pages=100, round=2)


def test_a_command_is_measured_with_its_children(tmp_path: Path) -> None:
    work = "x = bytearray(30_000_000); sum(range(1_000_000))"
    code = f"import subprocess, sys; subprocess.run([sys.executable, '-S', '-c', {work!r}])"
    cost = run([sys.executable, "-S", "-c", code], tmp_path, {})
    assert cost.cpu > 0.01
    assert cost.peak > 30_000_000
    assert added([cost, cost]).cpu == 2 * cost.cpu
    assert added([cost, cost]).peak == cost.peak


def test_a_command_that_fails_says_why(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="no wells"):
        run([sys.executable, "-S", "-c", "raise SystemExit('no wells')"], tmp_path, {})


def test_links_to_nothing_are_counted(tmp_path: Path) -> None:
    (tmp_path / "it").mkdir()
    (tmp_path / "it/index.html").write_text(
        '<a href="../">1</a><a href="/it/">2</a><a href="x/">3</a><a href="https://a.example">4</a>'
        '<a href="https://benchmark.example/it#a">5</a><a href="/feed.xml">6</a>'
    )
    (tmp_path / "index.html").touch()
    (tmp_path / "feed.xml").touch()
    found = surveyed(tmp_path)
    assert (found["html"], found["xml"], found["links"], found["broken"]) == (2, 1, 5, 1)


def test_files_that_differ_are_named(tmp_path: Path) -> None:
    for folder, text in {"a": "1", "b": "2"}.items():
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "same").write_text("0")
        (tmp_path / folder / "other").write_text(text)
        (tmp_path / folder / folder).touch()
    assert differing(tmp_path / "a", tmp_path / "b") == ["a", "b", "other"]


def test_megafono_can_do_without_the_search(tmp_path: Path) -> None:
    site = Plain(tmp_path / "site", Tools(folder=tmp_path, megafono=ROOT, today="2026-11-22"))
    assert re.match(r"\d+\.", site.version())
    assert "search" not in site.others()
    assert "feeds" in site.others()
