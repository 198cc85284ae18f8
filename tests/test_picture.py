"""Where files of entries are, and how large pictures are."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from megafono import picture, source


def sized(file: Path) -> tuple[int | None, int | None]:
    """Return the size of a picture."""
    return picture.size(source.source(file.name, file, {}))


@pytest.mark.parametrize("kind", ["png", "jpg", "gif", "webp", "avif"])
def test_a_picture_tells_its_size(tmp_path: Path, kind: str) -> None:
    file = tmp_path / f"a.{kind}"
    Image.new("RGB", (40, 30)).save(file)
    assert sized(file) == (40, 30)


def test_a_picture_that_was_changed_is_measured_again(tmp_path: Path) -> None:
    file = tmp_path / "a.png"
    Image.new("RGB", (4, 3)).save(file)
    assert sized(file) == (4, 3)
    Image.new("RGB", (8, 6)).save(file)
    assert sized(file) == (8, 6)


@pytest.mark.parametrize(
    ("opening", "expected"),
    [
        ('<svg width="40" height="30">', (40, 30)),
        ('<svg width="40px" height="30.5px" viewBox="0 0 1 1">', (40, 30)),
        ('<svg viewBox="0 0 40.4 29.6">', (40, 30)),
        ('<svg viewBox="-5,-5,40,30">', (40, 30)),
        ('<svg width="100%" height="100%" viewBox="0 0 40 30">', (40, 30)),
        ('<svg stroke-width="2" viewBox="0 0 40 30">', (40, 30)),
        ("<svg>", (None, None)),
        ("", (None, None)),
    ],
)
def test_an_svg_tells_its_size_in_more_than_one_way(
    tmp_path: Path, opening: str, expected: tuple[int | None, int | None]
) -> None:
    file = tmp_path / "a.svg"
    file.write_text(f'<?xml version="1.0"?>\n{opening}<rect width="9" height="9"/></svg>', "utf-8")
    assert sized(file) == expected


@pytest.mark.parametrize("data", [b"", b"not a picture", b"\x89PNG\r\n\x1a\n"])
def test_what_is_no_picture_has_no_size(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "a.png"
    file.write_bytes(data)
    assert sized(file) == (None, None)


def test_other_files_have_no_size(tmp_path: Path) -> None:
    file = tmp_path / "a.pdf"
    file.write_bytes(b"%PDF")
    assert sized(file) == (None, None)


def test_a_file_is_beside_its_entry_or_counted_from_the_content() -> None:
    here = "content/projects/wells/index.it.md"
    assert picture.path_of("well.jpg", here) == "content/projects/wells/well.jpg"
    assert picture.path_of("../other/a.jpg", here) == "content/projects/other/a.jpg"
    assert picture.path_of("/news/a.jpg", here) == "content/news/a.jpg"


def test_a_file_is_published_below_media() -> None:
    assert picture.media_url("content/projects/wells/a.jpg") == "/media/projects/wells/a.jpg"
    assert picture.media_url("content/_site/logo.svg") == "/media/logo.svg"
