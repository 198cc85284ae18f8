"""Two builds at once, folders that are links, places that no site may take, names in old signs."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from megafono import output
from tests.plain import plain
from tests.scratch import Scratch

HOLDER = """
import sys, time
from pathlib import Path
from megafono import output
with output.alone(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(600)
"""


def two(site: Scratch) -> list[Scratch]:
    """Return two who build one site."""
    other = Scratch(site.root)
    other.out = site.out
    return [site, other]


def test_two_builds_of_one_folder_follow_one_another(
    site: Scratch, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain(site)
    site.write("-- content/news/a.it.md --\n---\ntitle: A\n---\nuno\n")
    both = threading.Barrier(2)
    exchange = output.exchange

    def meet(*folders: Path) -> None:
        """Wait for the other build to come here too: it never does."""
        try:
            both.wait(0.5)
        except threading.BrokenBarrierError:
            exchange(*folders)
        else:
            raise AssertionError("two builds publish at once")

    monkeypatch.setattr(output, "exchange", meet)
    builders = two(site)
    threads = [threading.Thread(target=one.build) for one in builders]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert [one.problems for one in builders] == [[], []]
    assert sorted(len(one.made) > 0 for one in builders) == [False, True]
    assert "uno" in site.text("it/notizie/a/index.html")


def test_the_lock_of_a_build_that_is_killed_is_let_go(
    site: Scratch, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain(site).build()
    before = site.tree()
    command = [sys.executable, "-c", HOLDER, str(site.root / ".cache" / "build")]
    home = str(Path(__file__).parents[2])
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": home}
    ) as holder:
        assert holder.stdout and holder.stdout.readline().strip() == b"held"
        with monkeypatch.context() as patch:
            patch.setattr(output, "PATIENCE", 0.2)
            site.build()
        holder.kill()
    assert site.problems == ["another build of this site is under way. Let it end, and try again."]
    assert site.tree() == before
    assert site.build().problems == []


@pytest.mark.parametrize("is_there", [True, False])
def test_a_folder_that_is_a_link_stays_one(site: Scratch, tmp_path: Path, is_there: bool) -> None:
    target = tmp_path / "www" / "target"
    if is_there:
        target.mkdir(parents=True)
    plain(site).out.symlink_to(target)
    for word in ("uno", "due"):
        site.put("content/news/a.it.md", f"---\ntitle: A\n---\n{word}\n".encode()).build()
        assert site.problems == [] and site.out.is_symlink()
        assert word in (target / "it/notizie/a/index.html").read_text("utf-8")
        assert [path.name for path in target.parent.iterdir()] == ["target"]
    assert site.build().made == set()


@pytest.mark.parametrize("out", [".", "..", "content", "content/pages/x", "plugins"])
def test_no_site_is_published_over_itself(
    site: Scratch, monkeypatch: pytest.MonkeyPatch, out: str
) -> None:
    plain(site)
    monkeypatch.chdir(site.root)
    site.out = Path(out)
    site.build()
    assert len(site.problems) == 1 and "the site cannot be published in" in site.problems[0]
    assert (site.root / "content" / "_site.yaml").is_file()
    assert not (site.root / ".cache").exists()


def test_a_folder_that_is_empty_and_that_one_is_in_is_published_in(
    site: Scratch, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path_factory.mktemp("out")
    monkeypatch.chdir(out)
    plain(site).out = Path()
    assert site.build().problems == []
    assert (out / "it" / "index.html").is_file()


def test_a_title_that_windows_keeps_and_a_tag_get_another_address(site: Scratch) -> None:
    plain(site)
    site.write("-- content/news/a.it.md --\n---\ntitle: Con\ntags: [Aux]\n---\nuno\n").build()
    assert site.problems == []
    assert "uno" in site.text("it/notizie/con-1/index.html")


@pytest.mark.parametrize("alias", ["/a\\b/", "/c:/x/", "/con.html", "/.megafono", "/%252e%252e/x"])
def test_an_old_address_that_no_file_may_have_is_told_at_its_page(
    site: Scratch, alias: str
) -> None:
    plain(site, plugins="[redirects]")
    site.write(f"-- content/news/a.it.md --\n---\ntitle: A\naliases: ['{alias}']\n---\n").build()
    assert len(site.problems) == 1 and site.problems[0].startswith("content/news/a.it.md:1:1: the")
    assert not site.out.exists()


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such names")
def test_names_that_are_not_utf_8_are_all_told(site: Scratch) -> None:
    plain(site)
    for folder in ("content/news", "plugins"):
        (site.root / folder).mkdir(parents=True, exist_ok=True)
        for name in (b"caff\xe8.it.md", b"perch\xe9.py"):
            (site.root / folder / os.fsdecode(name)).write_bytes(b"")
    site.build()
    assert len(site.problems) == 4
    assert site.problems[0] == (
        "content/news/caff\N{REPLACEMENT CHARACTER}.it.md:1:1: the name "
        "“caff\N{REPLACEMENT CHARACTER}.it.md” is not written in UTF-8. "
        "Rename it, with plain letters."
    )


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such names")
def test_a_site_in_a_folder_whose_name_is_not_utf_8_is_told(tmp_path: Path) -> None:
    site = plain(Scratch(tmp_path / os.fsdecode(b"caff\xe8"))).build()
    assert len(site.problems) == 1 and "is not written in UTF-8" in site.problems[0]
