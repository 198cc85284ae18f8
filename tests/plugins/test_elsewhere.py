"""`::: video` and `::: external`: cards that lead out, and videos of our own."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image
from selectolax.lexbor import LexborHTMLParser, LexborNode

from tests.scratch import Scratch


def shown(site: Scratch, body: str, lang: str = "it") -> LexborNode:
    """Build a news item with a body; return the text of its page."""
    site.write(f"-- content/news/a/index.{lang}.md --\n---\ntitle: Notizia\n---\n{body}\n")
    site.build()
    assert site.result is not None and site.result.is_published, site.problems
    section = {"it": "notizie/notizia", "en": "news/notizia"}[lang]
    found = LexborHTMLParser(site.text(f"{lang}/{section}/index.html")).css_first(".prose")
    assert found is not None
    return found


def words(node: LexborNode | None) -> str:
    """Return the text of a node on one line."""
    assert node is not None
    return " ".join(node.text(separator=" ").split())


def test_a_video_of_others_is_a_plain_link_that_says_where_it_leads(site: Scratch) -> None:
    body = '::: video url=https://youtu.be/abc titolo="Il pozzo, sì" durata=3:20\n:::'
    link = shown(site, body).css_first(".outward a")
    assert site.problems == []
    assert link is not None
    assert link.attributes["href"] == "https://www.youtube.com/watch?v=abc"
    assert words(link) == (
        "Il pozzo, sì (3:20) Il video si apre su youtube.com, che può usare cookie."
    )


def test_its_picture_is_our_own_and_waits(site: Scratch) -> None:
    data = BytesIO()
    Image.new("RGB", (640, 360), (8, 52, 59)).save(data, "JPEG")
    site.put("content/news/a/pozzo.jpg", data.getvalue())
    page = shown(site, "::: video url=https://vimeo.com/1 titolo=Pozzo immagine=pozzo.jpg\n:::")
    img = page.css_first(".outward a img")
    assert img is not None and img.attributes["alt"] == "" and img.attributes["loading"] == "lazy"
    assert str(img.attributes["src"]).startswith("/media/news/a/pozzo")
    assert (img.attributes["width"], img.attributes["height"]) == ("640", "360")


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("https://www.openstreetmap.org/#map=1/2/3", "La mappa si apre su openstreetmap.org, che"),
        ("https://www.google.it/maps?q=1,2", "La mappa si apre su google.it, che"),
        ("https://example.net/pagina", "La pagina si apre su example.net, che"),
        ("www.example.net/pagina", "La pagina si apre su example.net, che"),
    ],
)
def test_a_card_says_whether_a_map_or_a_page_opens(site: Scratch, url: str, said: str) -> None:
    link = shown(site, f"::: esterno url={url} titolo=Dove\n:::").css_first(".outward a")
    assert f"Dove {said}" in words(link)
    assert link is not None and str(link.attributes["href"]).startswith("https://")


def test_a_card_to_our_own_host_warns_of_nothing(site: Scratch) -> None:
    link = shown(site, "::: external url=https://example.org/x titolo=Altro\n:::")
    assert words(link.css_first(".outward a")) == "Altro"


def test_the_english_page_says_it_in_english(site: Scratch) -> None:
    link = shown(site, "::: external url=https://example.net/ title=There\n:::", "en")
    assert "The page opens on example.net, which may set cookies." in words(link)


def test_a_video_of_our_own_loads_nothing_before_it_is_started(site: Scratch) -> None:
    site.put("content/news/a/clip.mp4", b"x" * 2_500_000)
    site.put("content/news/a/clip.en.vtt", b"WEBVTT\n")
    body = "::: video file=clip.mp4 titolo=Pozzo sottotitoli=clip.en.vtt\n:::"
    page = shown(site, body)
    assert site.problems == []
    video, track = page.css_first("video"), page.css_first("track")
    assert video is not None and track is not None
    assert video.attributes["preload"] == "none" and "controls" in video.attributes
    assert (video.attributes["width"], video.attributes["height"]) == ("1280", "720")
    assert track.attributes["srclang"] == "en" and track.attributes["label"] == "English"
    assert track.attributes["src"] == "/media/news/a/clip.en.vtt"
    assert words(page.css_first("figcaption")) == "Pozzo Scarica il video (MP4, 2,5 MB)"
    assert "media/news/a/clip.mp4" in site.paths


def test_captions_without_a_language_are_in_that_of_the_page(site: Scratch) -> None:
    site.put("content/news/a/clip.webm", b"x").put("content/news/a/clip.vtt", b"WEBVTT\n")
    page = shown(site, "::: video file=clip.webm title=Pozzo captions=clip.vtt\n:::")
    track, source = page.css_first("track"), page.css_first("source")
    assert track is not None and track.attributes["srclang"] == "it"
    assert source is not None and source.attributes["type"] == "video/webm"


def test_a_video_without_captions_is_a_warning_at_its_line(site: Scratch) -> None:
    site.put("content/news/a/clip.mp4", b"x")
    shown(site, "Testo.\n\n::: video file=clip.mp4 titolo=Pozzo\n:::")
    (said,) = site.problems
    assert said.startswith("content/news/a/index.it.md:6:1: the video has no captions")


def test_titles_of_cards_are_found_by_the_search(site: Scratch) -> None:
    shown(site, "::: video url=https://youtu.be/abc titolo=Zanzariera\n:::")
    texts = [site.text(path) for path in site.paths if path.startswith("assets/search/it/texts/")]
    assert any("Zanzariera" in text for text in texts)


@pytest.mark.parametrize("block", ["video", "external"])
def test_an_address_that_cannot_be_read_is_told_where_it_stands(site: Scratch, block: str) -> None:
    path = "content/pages/a.it.md"
    site.write(f'-- {path} --\n---\ntitle: A\n---\n::: {block} url=https://[x title="T"\n:::\n')
    (said,) = site.build().problems
    assert said.startswith(f"{path}:4:") and "“https://[x” is not an address" in said
