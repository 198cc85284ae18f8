"""Addresses of others: as a person opens them, and how to do without what they host."""

from __future__ import annotations

import pytest

from megafono.outside import cure, is_map, opened, watched
from tests.scratch import plain


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("https://www.youtube.com/embed/abc", "https://www.youtube.com/watch?v=abc"),
        ("//www.youtube-nocookie.com/embed/abc?rel=0", "https://www.youtube.com/watch?v=abc"),
        ("https://www.youtube.com/embed/abc?start=90", "https://www.youtube.com/watch?v=abc&t=90s"),
        ("https://youtu.be/abc?si=track", "https://www.youtube.com/watch?v=abc"),
        ("https://youtu.be/abc?t=12", "https://www.youtube.com/watch?v=abc&t=12s"),
        ("https://m.youtube.com/watch?v=abc&feature=share", "https://www.youtube.com/watch?v=abc"),
        ("https://www.youtube.com/shorts/abc", "https://www.youtube.com/watch?v=abc"),
        (
            "https://www.youtube.com/embed/videoseries?list=PL1",
            "https://www.youtube.com/playlist?list=PL1",
        ),
        ("https://www.youtube.com/@someone", "https://www.youtube.com/@someone"),
        ("https://player.vimeo.com/video/123", "https://vimeo.com/123"),
        ("https://player.vimeo.com/video/123?h=f00", "https://vimeo.com/123/f00"),
        ("https://vimeo.com/123", "https://vimeo.com/123"),
        (
            "https://video.example.net/videos/embed/9c9",
            "https://video.example.net/videos/watch/9c9",
        ),
        ("https://example.net/film.html?v=1", "https://example.net/film.html?v=1"),
    ],
)
def test_a_video_is_led_to_where_people_watch_it(given: str, expected: str) -> None:
    assert watched(given) == expected
    assert watched(expected) == expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (
            "https://www.openstreetmap.org/export/embed.html?bbox=10,44,11,45&marker=44.5,10.5",
            "https://www.openstreetmap.org/?mlat=44.5&mlon=10.5#map=15/44.50000/10.50000",
        ),
        (
            "https://www.openstreetmap.org/export/embed.html?layer=mapnik",
            "https://www.openstreetmap.org/",
        ),
        (
            "https://www.google.com/maps/embed?pb=!1m18!2d10.92!3d44.64!2m3",
            "https://www.google.com/maps?q=44.64,10.92",
        ),
        (
            "https://www.google.com/maps/d/embed?mid=1x",
            "https://www.google.com/maps/d/viewer?mid=1x",
        ),
        ("//example.net/a", "https://example.net/a"),
    ],
)
def test_a_map_is_led_to_where_people_open_it(given: str, expected: str) -> None:
    assert opened(given) == expected


def test_an_embedded_address_that_cannot_be_read_is_left_as_it_is() -> None:
    assert watched("//[x") == "https://[x" and not is_map("https://[x")
    assert "url=https://[x" in plain(cure("iframe", "https://[x", "[x", ()))
    assert (
        opened("https://[x/openstreetmap.org/export/embed.html") == "https://www.openstreetmap.org/"
    )


def test_a_map_is_known_by_its_host_or_its_path() -> None:
    assert is_map("https://www.openstreetmap.org/#map=1/2/3")
    assert is_map("https://umap.openstreetmap.fr/it/map/x")
    assert is_map("https://www.google.it/maps?q=1,2")
    assert not is_map("https://www.google.it/search?q=maps")
    assert not is_map("https://example.net/openstreetmap.org")


def test_a_host_that_is_nearly_listed_is_told_with_the_one_that_is() -> None:
    said = plain(cure("img", "https://cdn.example.org/a", "cdn.example.org", ["cnd.example.org"]))
    assert "has “cnd.example.org”" in said and "“cdn.example.org”" in said
