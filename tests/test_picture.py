"""Where files of entries are, and how large pictures are."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from megafono import picture, route, source


def sized(file: Path) -> tuple[int | None, int | None]:
    """Return the size of a picture."""
    found = picture.look(source.source(file.name, file, {}))
    return found.width, found.height


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


def test_a_file_is_beside_its_entry_or_counted_from_the_content() -> None:
    here = "content/projects/wells/index.it.md"
    assert picture.path_of("well.jpg", here) == "content/projects/wells/well.jpg"
    assert picture.path_of("../other/a.jpg", here) == "content/projects/other/a.jpg"
    assert picture.path_of("/news/a.jpg", here) == "content/news/a.jpg"


def test_a_file_is_published_below_media() -> None:
    assert picture.media_url("content/projects/wells/a.jpg") == "/media/projects/wells/a.jpg"
    assert picture.media_url("content/_site/logo.svg") == "/media/logo.svg"


@pytest.mark.parametrize(
    ("name", "url"),
    [("a#b.pdf", "a%23b.pdf"), ("a?b.pdf", "a%3Fb.pdf"), ("50%25.pdf", "50%2525.pdf")],
)
def test_the_address_of_a_file_is_encoded_once_and_its_output_is_not(name: str, url: str) -> None:
    assert picture.media_url(f"content/{name}") == f"/media/{url}"
    assert route.encoded(picture.media_url(f"content/{name}")) == f"/media/{url}"
    assert picture.media_path(f"content/{name}") == f"media/{name}"


@pytest.mark.parametrize("kind", ["jpg", "webp"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_picture_taken_on_its_side_is_turned(tmp_path: Path, kind: str, orientation: int) -> None:
    file = tmp_path / f"a.{kind}"
    exif = Image.Exif()
    exif[picture.ORIENTATION] = orientation
    Image.new("RGB", (40, 30)).save(file, exif=exif)
    assert sized(file) == ((30, 40) if orientation > 4 else (40, 30))


def test_exif_that_is_broken_turns_nothing(tmp_path: Path) -> None:
    file = tmp_path / "a.jpg"
    Image.new("RGB", (40, 30)).save(file, exif=b"Exif\0\0broken")
    assert sized(file) == (40, 30)


def test_an_svg_without_a_number_has_no_size(tmp_path: Path) -> None:
    file = tmp_path / "a.svg"
    file.write_text('<svg viewBox="0 0 1.2.3 4">', "utf-8")
    assert sized(file) == (None, None)
