"""Killed builds, full disks, locked folders: what is published is the old site or the new."""

from __future__ import annotations

import contextlib
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.plain import plain
from tests.scratch import Scratch

BUILDER = Path(__file__).parent / "builder.py"
WORD = re.compile(r"<p>(parola\d+)</p>")


def version(tree: dict[str, bytes]) -> set[str]:
    """Return which words the pages of a site hold."""
    found = sorted(path for path in tree if re.match(r"it/notizie/voce.*\.html$", path))
    pages = [tree[path].decode() for path in found]
    return {word for page in pages for word in WORD.findall(page)}


def write(site: Scratch, word: str) -> None:
    """Write thirty pages with one word."""
    for number in range(30):
        text = f"---\ntitle: Voce {number}\n---\n{word}\n"
        site.put(f"content/news/n{number}.it.md", text.encode())


@pytest.fixture
def builder(site: Scratch) -> Iterator[subprocess.Popen[str]]:
    """A process that has built a site, and builds it again, in a process of its own, a line."""
    plain(site)
    write(site, "parola0")
    process = subprocess.Popen(
        [sys.executable, str(BUILDER), str(site.root)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        yield process
        assert process.stdin
        process.stdin.close()


def test_a_killed_build_leaves_the_old_site_or_the_new_and_the_next_is_right(
    site: Scratch, builder: subprocess.Popen[str]
) -> None:
    assert builder.stdin and builder.stdout
    assert builder.stdout.readline() == "ready\n"
    dice = random.Random(1)
    for number in range(1, 16):
        write(site, f"parola{number}")
        builder.stdin.write("build\n")
        builder.stdin.flush()
        process = int(builder.stdout.readline())
        time.sleep(dice.uniform(0, 0.35))
        with contextlib.suppress(ProcessLookupError):
            os.kill(process, getattr(signal, "SIGKILL", signal.SIGTERM))
        assert builder.stdout.readline() == "over\n"
        left = version(site.tree())
        assert left in ({f"parola{number - 1}"}, {f"parola{number}"}), "neither old nor new"
        site.build()
        assert site.problems == [] and version(site.tree()) == {f"parola{number}"}
        there = {path.name for path in site.root.iterdir()}
        assert there == {".cache", "content", "public", "themes"}
    after = site.tree()
    assert site.build(clean=True).tree() == after


@pytest.mark.parametrize("act", ["rename", "rmtree", "mkdir"])
def test_a_build_that_dies_at_any_step_of_publishing_is_put_right(
    site: Scratch, monkeypatch: pytest.MonkeyPatch, act: str
) -> None:
    plain(site)
    write(site, "parola1")
    site.build()
    write(site, "parola2")

    def die(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("megafono.output.exchanged", lambda *_: False)
        patch.setattr(shutil if act == "rmtree" else Path, act, die)
        with pytest.raises(KeyboardInterrupt):
            site.build()
    site.build()
    assert version(site.tree()) == {"parola2"} and site.problems == []


def full_disk(folder: Path) -> bool:
    """Mount a disk of 400 kB on a folder; tell whether that was allowed."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=400k,mode=755", "tmpfs", str(folder)]
    return bool(shutil.which("mount")) and not subprocess.run(mount, capture_output=True).returncode


def test_a_full_disk_leaves_the_published_site_as_it_was(
    site: Scratch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain(site)
    site.write("-- content/news/a.it.md --\n---\ntitle: A\n---\nuno\n")
    disk = tmp_path / "disk"
    is_real = full_disk(disk)
    site.out = disk / "public"
    try:
        site.build()
        before = site.tree()
        assert site.problems == []
        site.put("content/news/large.bin", os.urandom(600_000))
        if not is_real:
            write_less = Path.write_bytes

            def refuse(self: Path, data: bytes) -> int:
                if len(data) > 400_000:
                    raise OSError(28, "No space left on device")
                return write_less(self, data)

            monkeypatch.setattr(Path, "write_bytes", refuse)
        site.build()
        assert site.problems == ["the disk is full: the published site was left as it was"]
        assert site.tree() == before
        assert [path.name for path in disk.iterdir()] == ["public"]
        site.remove("content/news/large.bin").build()
        assert site.problems == [] and site.tree() == before
    finally:
        if is_real:
            subprocess.run(["umount", str(disk)], check=True)


def test_a_folder_that_may_not_be_written_is_told_and_left(
    site: Scratch, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain(site).build()
    before = site.tree()
    site.write("-- content/news/a.it.md --\n---\ntitle: A\n---\n")
    mkdir = Path.mkdir

    def refuse(self: Path, *given: object, **more: object) -> None:
        if self.name == ".public.new":
            raise PermissionError(13, "Permission denied")
        mkdir(self, *given, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(Path, "mkdir", refuse)
    site.build()
    assert len(site.problems) == 1
    assert site.problems[0].startswith("the folder public cannot be replaced: Permission denied")
    assert site.tree() == before


def test_what_was_made_and_could_not_be_published_is_published_by_the_next_build(
    site: Scratch, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain(site)
    write(site, "parola1")
    site.build()
    write(site, "parola2")
    with monkeypatch.context() as patch:
        patch.setattr("megafono.staging.write", refuse_all)
        site.build()
    assert site.problems and version(site.tree()) == {"parola1"}
    site.build()
    assert site.problems == [] and version(site.tree()) == {"parola2"}


def refuse_all(*_: object) -> None:
    """Refuse, as a disk does."""
    raise PermissionError(13, "Permission denied")


def test_an_error_in_the_content_leaves_the_site_and_its_cure_makes_only_what_lacks(
    site: Scratch,
) -> None:
    plain(site)
    write(site, "parola1")
    site.build()
    site.edit("content/news/n1.it.md", "title: Voce 1", "titolo: Voce 1").build()
    assert site.problems and version(site.tree()) == {"parola1"}
    site.edit("content/news/n1.it.md", "titolo: Voce 1", "title: Voce 1").build()
    assert site.problems == [] and len(site.made) <= 3


def test_a_foreign_folder_is_refused_before_anything_is_made(site: Scratch) -> None:
    plain(site).put("public/photo.jpg", b"x").build()
    assert "files that Megafono did not make" in site.problems[0]
    assert site.paths == {"photo.jpg"}


def test_a_file_in_the_place_of_the_folder_is_refused(site: Scratch) -> None:
    plain(site).put("public", b"x").build()
    assert site.problems == ["public is a file, not a folder"]
    assert site.out.read_bytes() == b"x"


def test_what_somebody_put_in_the_published_folder_goes_and_what_was_changed_comes_back(
    site: Scratch,
) -> None:
    plain(site)
    write(site, "parola1")
    site.build()
    before = site.tree()
    site.put("public/stray.html", b"x")
    site.put("public/it/index.html", b"broken")
    site.remove("public/en/index.html")
    site.build()
    assert site.tree() == before
