"""In which widths and formats a picture is made, under which names, and what a page says of it."""

from __future__ import annotations

import pytest

from megafono.picture import Look
from megafono.rendition import Rendition, renditions, shown, widths
from megafono.settings import Images
from tests.plain import plain, planned
from tests.scratch import Scratch
from tests.test_darkroom import noise, saved

PHOTO = Look(kind="photo", width=1000, height=500, format="JPEG")


@pytest.mark.parametrize(
    ("own", "found"),
    [(4000, (400, 800, 1200, 1600)), (1600, (400, 800, 1200, 1600)), (1250, (400, 800, 1250)),
     (1000, (400, 800, 1000)), (300, (300,))],
)  # fmt: skip
def test_no_width_is_larger_than_the_picture(own: int, found: tuple[int, ...]) -> None:
    assert widths(Look(kind="photo", width=own, height=10, format="JPEG"), Images()) == found


@pytest.mark.parametrize(
    "look",
    [
        Look(kind="photo", width=200, height=100, format="JPEG"),
        Look(kind="photo", width=800, height=20_000, format="JPEG"),
        Look(kind="moving", width=800, height=600, format="GIF"),
        Look(kind="drawn", width=800, height=600, format="SVG"),
        Look(kind="damaged"),
    ],
)
def test_nothing_is_made_of_what_is_small_tall_moving_or_drawn(look: Look) -> None:
    assert renditions(look, Images()) == ()


def test_the_names_of_two_pictures_never_meet() -> None:
    item = Rendition(800, "avif")
    assert item.path("content/x/photo.jpg") == "media/x/photo-jpg-800.avif"
    assert item.path("content/x/photo.png") == "media/x/photo-png-800.avif"
    assert Rendition(800, "jpg", True).path("content/x/photo.jpg") == "media/x/photo.jpg"


def test_formats_and_widths_are_settings() -> None:
    images = Images(formats=["webp"], widths=["500", "900"])
    assert renditions(PHOTO, images) == (
        Rendition(500, "webp"), Rendition(500, "jpg"), Rendition(900, "webp"), Rendition(900, "jpg")
    )  # fmt: skip


def test_a_page_says_which_files_there_are(site: Scratch) -> None:
    plain(site).put("content/news/a/foto, mia.jpg", saved(noise(1000, 500), "JPEG"))
    site.write("-- content/news/a/index.it.md --\n---\ntitle: A\n---\n")
    found = shown(planned(site).site(), "content/news/a/foto, mia.jpg")
    assert found is not None and (found.width, found.height) == (1000, 500)
    start = "/media/news/a/foto%2C%20mia"
    assert found.src == f"{start}-jpg-800.jpg" and found.url == f"{start}.jpg"
    assert found.srcset == (
        f"{start}-jpg-400.jpg 400w, {start}-jpg-800.jpg 800w, {start}.jpg 1000w"
    )
    assert [choice.type for choice in found.sources] == ["image/avif", "image/webp"]
    assert found.sources[0].srcset.endswith(f"{start}-jpg-1000.avif 1000w")
    small = shown(planned(site).site(), "content/news/a/foto, mia.jpg", 800)
    assert small is not None and small.width == 800 and "1000w" not in small.srcset
    assert shown(planned(site).site(), "content/news/a/none.jpg") is None
