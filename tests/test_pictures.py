"""Pictures of a whole site: what is published, what is made again, and when nothing is."""

from __future__ import annotations

import io
import os
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from megafono import darkroom, making, picturestore, workers
from megafono.build import build
from megafono.model import Options
from tests.plain import plain
from tests.scratch import TODAY, Scratch
from tests.test_darkroom import SECRET, exif, noise, saved

PAGES = """
-- content/projects/wells/index.it.md --
---
title: Pozzi
image: cover.jpg
image_alt: Un pozzo
---
Testo.

![Un pozzo](cover.jpg "Il pozzo")
-- content/projects/wells/index.en.md --
---
title: Wells
image_alt: A well
---
![A well](cover.jpg){width=300}
-- content/news/other.it.md --
---
title: Altro
---
![Un pozzo](/projects/wells/cover.jpg) e ![icona](/projects/wells/icon.png)
"""
NO_CARDS = "options: {cards: {types: []}}\n"
NAMES = {
    "media/projects/wells/cover.jpg",
    *(
        f"media/projects/wells/cover-jpg-{width}.{kind}"
        for width, kinds in ((400, "avif webp jpg"), (600, "avif webp"))
        for kind in kinds.split()
    ),
}


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """The files that were opened to make pictures of, in order."""
    found: list[bytes] = []
    real = darkroom.developed

    def noted(data: bytes, *given: Any) -> dict[str, bytes]:
        found.append(data)
        return real(data, *given)

    monkeypatch.setattr(darkroom, "developed", noted)
    return found


@pytest.fixture
def wells(site: Scratch) -> Scratch:
    """A site with a photograph on three pages, and an icon."""
    plain(site, NO_CARDS).write(PAGES)
    site.put("content/projects/wells/cover.jpg", saved(noise(600, 400), "JPEG", exif=exif()))
    site.put("content/projects/wells/icon.png", saved(noise(40, 40), "PNG"))
    return site


def test_a_picture_on_three_pages_is_opened_once(wells: Scratch, opened: list[bytes]) -> None:
    wells.build()
    assert wells.problems == []
    assert len(opened) == 2
    assert {path for path in wells.paths if path.startswith("media/projects/wells/cover")} == NAMES
    assert all(SECRET not in data for data in wells.tree().values())


def test_an_edit_of_a_text_or_of_another_picture_makes_no_picture_again(
    wells: Scratch, opened: list[bytes]
) -> None:
    wells.build()
    opened.clear()
    wells.edit("content/projects/wells/index.it.md", "Testo", "Parole").build()
    assert opened == [] and not any(path.startswith("media/") for path in wells.made)
    icon = saved(noise(40, 40).rotate(90), "PNG")
    wells.put("content/projects/wells/icon.png", icon).build()
    assert opened == [icon]
    assert wells.made == {"media/projects/wells/icon.png"}


def test_another_photograph_of_the_same_size_makes_no_page_again(
    wells: Scratch, opened: list[bytes]
) -> None:
    wells.build()
    other = saved(noise(600, 400).rotate(180), "JPEG")
    wells.put("content/projects/wells/cover.jpg", other).build()
    assert wells.made == NAMES
    assert opened[-1] == other


def test_what_was_made_outlives_the_cache_of_the_build(wells: Scratch, opened: list[bytes]) -> None:
    before = wells.build().tree()
    opened.clear()
    wells.build(clean=True)
    assert opened == [] and wells.tree() == before
    shutil.rmtree(wells.root / ".cache")
    wells.build()
    assert len(opened) == 2 and wells.tree() == before


def test_a_picture_that_was_spoilt_is_made_again(wells: Scratch, opened: list[bytes]) -> None:
    before = wells.build().tree()
    opened.clear()
    for file in (wells.root / ".cache" / picturestore.NAME).rglob("400.avif"):
        file.write_bytes(b"spoilt")  # the published one too: they are one file
    wells.build()
    assert len(opened) == 1 and wells.tree() == before


def test_where_the_disk_refuses_pictures_are_made_all_the_same(
    wells: Scratch, opened: list[bytes]
) -> None:
    (wells.root / ".cache").mkdir()
    (wells.root / ".cache" / picturestore.NAME).write_bytes(b"in the way")
    wells.build()
    assert wells.problems == [] and wells.paths >= NAMES
    assert len(opened) == 3, "the photograph twice: only the last picture is remembered"


def test_workers_make_the_same_pictures(
    wells: Scratch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = wells.build().tree()
    monkeypatch.setattr(making, "WORTH", dict.fromkeys(making.WORTH, (0.0, 0.0)))
    for method in {"spawn", workers.METHOD}:
        monkeypatch.setattr(workers, "METHOD", method)
        shutil.rmtree(wells.root / ".cache")
        wells.build(jobs=2)
        assert wells.problems == [] and wells.tree() == before
        linked = wells.out / "media/projects/wells/cover-jpg-400.avif"
        assert linked.stat().st_nlink >= 2, "it is the file of the store"


def test_a_picture_for_which_memory_is_short_is_told(
    wells: Scratch, monkeypatch: pytest.MonkeyPatch
) -> None:
    def without_memory(*given: Any) -> dict[str, bytes]:
        raise MemoryError

    monkeypatch.setattr(darkroom, "developed", without_memory)
    wells.build()
    assert "content/projects/wells/cover.jpg:" in wells.problems[0]
    assert "could fill the memory" in wells.problems[0] and not wells.out.exists()


def test_an_edit_of_a_text_with_pictures_is_one_of_texts(wells: Scratch) -> None:
    """As the edit of a picture is not."""
    wells.build().edit("content/news/other.it.md", "e ![icona]", "ed ecco ![icona]").build()
    assert wells.result and wells.result.is_published and wells.result.known is None
    wells.edit("content/projects/wells/index.it.md", "Testo.", "![](icon.png)").build()
    assert wells.result and wells.result.is_published and wells.result.known is None
    short = wells.tree()
    assert wells.build(clean=True).tree() == short
    wells.put("content/projects/wells/icon.png", saved(noise(48, 48), "PNG")).build()
    assert wells.result and wells.result.is_published and wells.result.known
    assert 'width="48"' in wells.text("it/progetti/pozzi/index.html")


def test_what_no_picture_needs_is_thrown_away_in_the_end(tmp_path: Path) -> None:
    store = picturestore.Store(tmp_path)
    for source in ("old", "new", "there"):
        store.get(source, "way", "own", lambda: {"own": b"x"})
    for place in tmp_path.iterdir():
        if not place.name.startswith("new"):
            os.utime(place, (0, 0))
    store.prune(["there"])
    assert {place.name.partition("-")[0] for place in tmp_path.iterdir()} == {"new", "there"}


def test_a_picture_cut_short_is_told_once_and_nothing_is_published(wells: Scratch) -> None:
    before = wells.build().tree()
    data = saved(noise(600, 400), "JPEG")
    wells.put("content/projects/wells/cover.jpg", data[: len(data) // 2]).build()
    assert len(wells.problems) == 1
    assert wells.problems[0].startswith("content/projects/wells/cover.jpg:1:1: the picture is dam")
    assert wells.tree() == before


def test_a_body_has_its_pictures_in_all_formats(wells: Scratch) -> None:
    html = wells.build().text("it/progetti/pozzi/index.html")
    found = re.search(r"<figure><picture>(.*?)</picture><figcaption>Il pozzo", html)
    assert found
    start = "/media/projects/wells/cover"
    assert found[1] == (
        f'<source type="image/avif" srcset="{start}-jpg-400.avif 400w, {start}-jpg-600.avif 600w"'
        ' sizes="(min-width: 46rem) 43rem, 94vw">'
        f'<source type="image/webp" srcset="{start}-jpg-400.webp 400w, {start}-jpg-600.webp 600w"'
        ' sizes="(min-width: 46rem) 43rem, 94vw">'
        f'<img alt="Un pozzo" src="{start}.jpg"'
        f' srcset="{start}-jpg-400.jpg 400w, {start}.jpg 600w"'
        ' sizes="(min-width: 46rem) 43rem, 94vw" width="600" height="400"'
        ' loading="lazy" decoding="async">'
    )


def test_a_picture_shown_small_says_so(wells: Scratch) -> None:
    html = wells.build().text("en/projects/wells/index.html")
    assert 'sizes="300px" height="200"' in html and 'width="300"' in html


def test_the_first_picture_does_not_wait_where_none_is_above_it(wells: Scratch) -> None:
    html = wells.build().text("it/notizie/altro/index.html")
    assert re.findall(r'fetchpriority="high"|loading="lazy"', html) == [
        'fetchpriority="high"', 'loading="lazy"'
    ]  # fmt: skip


@pytest.mark.parametrize(
    "written",
    [
        '<picture><img src="cover.jpg" alt=""></picture>',
        '<img src="cover.jpg" srcset="cover.jpg 2x" alt="">',
    ],
)
def test_a_picture_that_a_writer_took_apart_is_left_so(wells: Scratch, written: str) -> None:
    wells.edit("content/projects/wells/index.it.md", "Testo.", written)
    html = wells.build().text("it/progetti/pozzi/index.html")
    assert html.count("<picture>") == 1 + written.count("<picture>")
    assert 'src="/media/projects/wells/cover.jpg"' in html


def test_settings_decide_what_is_made(wells: Scratch) -> None:
    plain(wells, "options: {cards: {types: []}, images: {widths: [300], formats: []}}\n").build()
    found = {path for path in wells.paths if "cover" in path}
    assert found == {"media/projects/wells/cover.jpg", "media/projects/wells/cover-jpg-300.jpg"}
    plain(wells, "options: {images: {widths: [none], quality: 99, format: webp}}\n").build()
    assert len(wells.problems) == 3 and all("_site.yaml:6:" in told for told in wells.problems)


def test_a_machine_that_cannot_write_a_format_says_so(
    wells: Scratch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(darkroom, "can_write", lambda format: format != "avif")
    wells.build()
    assert (
        len(wells.problems) == 1
        and "Pillow of this machine cannot write avif" in (wells.problems[0])
    )


def test_the_order_in_which_pictures_are_made_is_not_seen(wells: Scratch, tmp_path: Path) -> None:
    first = wells.build().tree()
    again = Scratch(tmp_path / "again")
    shutil.copytree(wells.root / "content", again.root / "content", dirs_exist_ok=True)
    shutil.copytree(wells.root / "themes", again.root / "themes")
    (again.root / "content/projects/wells/icon.png").unlink()
    again.edit("content/news/other.it.md", " e ![icona](/projects/wells/icon.png)", "").build()
    again.put("content/projects/wells/icon.png", saved(noise(40, 40), "PNG"))
    shutil.copy(wells.root / "content/news/other.it.md", again.root / "content/news/other.it.md")
    assert again.build().tree() == first


def test_every_published_picture_is_whole(wells: Scratch) -> None:
    for path in wells.build().paths:
        if path.endswith((".jpg", ".webp", ".avif", ".png")):
            with Image.open(io.BytesIO(wells.data(path))) as image:
                image.load()


def test_what_is_only_looked_at_has_the_plainest_format_alone(wells: Scratch) -> None:
    build(Options(root=wells.root, out=wells.out, now=TODAY, quick=True))
    found = {path for path in wells.paths if "cover" in path}
    assert found == {path for path in NAMES if path.endswith(".jpg")}
    assert "<picture>" not in wells.text("it/progetti/pozzi/index.html")
    assert wells.build().problems == [] and wells.paths >= NAMES
