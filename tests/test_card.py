"""The pictures that pages are shared with."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from PIL import Image

from megafono import card
from megafono.build import build
from megafono.card import Card
from megafono.model import Options
from tests.scratch import SETTINGS, TODAY, Scratch
from tests.test_darkroom import noise, saved

PAGES = """
-- content/projects/wells/index.it.md --
---
title: Perché l’acqua è più vicina
image: cover.jpg
image_alt: Un pozzo
---
Testo.
-- content/projects/wells/index.en.md --
---
title: Wells
image_alt: A well
---
Text.
-- content/news/other.it.md --
---
title: Altro
---
Testo.
"""
CARDS = {
    "it/progetti/perche-l-acqua-e-piu-vicina/card.jpg",
    "en/projects/wells/card.jpg",
    "it/notizie/altro/card.jpg",
}


@pytest.fixture
def wells(site: Scratch) -> Scratch:
    """A site with three pages of entries."""
    site.write(PAGES)
    return site.put("content/projects/wells/cover.jpg", saved(noise(900, 600), "JPEG"))


@pytest.fixture
def cards(monkeypatch: pytest.MonkeyPatch) -> list[Card]:
    """The cards that were drawn, in order."""
    found: list[Card] = []
    real = card.drawn

    def noted(what: Card, photo: bytes | None) -> bytes:
        found.append(what)
        return real(what, photo)

    monkeypatch.setattr(card, "drawn", noted)
    return found


def found(site: Scratch) -> set[str]:
    """Return the cards that are published."""
    return {path for path in site.paths if path.endswith("card.jpg")}


def opened(data: bytes) -> Any:
    """Return an open picture."""
    return Image.open(io.BytesIO(data))


def lines(site: Scratch, path: str) -> dict[str, str]:
    """Return what a page says to those who share it."""
    return dict(
        re.findall(r'<meta property="og:(image[:\w]*)" content="([^"]*)">', site.text(path))
    )


def test_each_page_of_an_entry_has_a_card_in_its_language(wells: Scratch) -> None:
    assert wells.build().problems == []
    assert found(wells) == CARDS
    for path in CARDS:
        assert (opened(wells.data(path)).format, opened(wells.data(path)).size) == (
            "JPEG", (1200, 630)
        )  # fmt: skip
    page = "it/progetti/perche-l-acqua-e-piu-vicina/"
    assert lines(wells, f"{page}index.html") == {
        "image": f"https://example.org/{page}card.jpg",
        "image:width": "1200",
        "image:height": "630",
        "image:alt": "Perché l’acqua è più vicina – Prova",
    }
    assert '<meta name="twitter:card" content="summary_large_image">' in (
        wells.text(f"{page}index.html")
    )


def test_only_what_a_card_says_makes_it_anew(wells: Scratch, cards: list[Card]) -> None:
    wells.build()
    cards.clear()
    wells.edit("content/projects/wells/index.en.md", "Text.", "Words.").build()
    assert cards == [] and not found(wells) & wells.made
    wells.edit("content/projects/wells/index.en.md", "title: Wells", "title: Wells\nslug: w")
    wells.build(clean=True)
    assert cards == []
    wells.edit("content/projects/wells/index.en.md", "title: Wells", "title: Ten wells").build()
    assert [each.title for each in cards] == ["Ten wells"]


def test_cards_are_for_the_types_that_the_settings_name(wells: Scratch) -> None:
    wells.put("content/_site.yaml", f"{SETTINGS}options: {{cards: {{types: [news]}}}}\n".encode())
    assert found(wells.build()) == {"it/notizie/altro/card.jpg"}
    shared = lines(wells, "en/projects/wells/index.html")
    assert shared["image"] == "https://example.org/media/projects/wells/cover.jpg"
    assert (shared["image:width"], shared["image:alt"]) == ("900", "A well")
    wells.put("content/_site.yaml", f"{SETTINGS}options: {{cards: {{types: []}}}}\n".encode())
    assert found(wells.build()) == set()
    assert lines(wells, "it/notizie/altro/index.html") == {}


def test_a_list_is_shared_with_the_card_of_the_home(wells: Scratch) -> None:
    assert lines(wells.build(), "it/progetti/index.html") == {}
    wells.write("-- content/pages/index.it.md --\n---\ntitle: Benvenuti\n---\nCiao.\n").build()
    shared = lines(wells, "it/progetti/index.html")
    assert shared["image"] == "https://example.org/it/card.jpg"
    assert shared["image:alt"] == "Benvenuti – Prova"


def test_what_the_settings_say_wrong_of_cards_is_told(wells: Scratch) -> None:
    wrong = 'options: {cards: {types: [newz], colour: "#08343b"}}\n'
    wells.put("content/_site.yaml", f"{SETTINGS}{wrong}".encode()).build()
    assert wells.problems == [
        "content/_site.yaml:4:27: “newz” is not known here. Did you mean “news”?"
    ]
    wells.put("content/_site.yaml", f"{SETTINGS}options: {{cards: {{colour: petrol}}}}\n".encode())
    assert "“petrol” is not a colour" in wells.build().problems[0]


def test_a_preview_draws_no_cards(wells: Scratch) -> None:
    build(Options(root=wells.root, out=wells.out, now=TODAY, quick=True))
    assert found(wells) == set()


@pytest.mark.parametrize("photo", [None, saved(noise(900, 600), "JPEG")])
@pytest.mark.parametrize(
    "title", ["Ĝoĵo è già così", "Вода", "الماء للجميع", "水", "", "x" * 400, "parola " * 90]
)
def test_a_card_can_be_drawn_of_any_title(title: str, photo: bytes | None) -> None:
    what = Card(title, "Passolungo", "#f0c040")
    assert opened(card.drawn(what, photo)).size == card.SIDES
    assert card.drawn(what, photo) == card.drawn(what, photo)


def test_a_cut_out_photograph_shows_the_colour_behind_it() -> None:
    image = noise(900, 600, "RGBA")
    image.putalpha(0)
    made = opened(card.drawn(Card("", "", "#0000ff"), saved(image, "PNG"))).convert("RGB")
    red, _, blue = made.getpixel((1000, 300))
    assert red < 8 and blue > 247


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Perché no?  Così\n“è”", "Perché no? Così “è”"),
        ("a\u00adb", "ab"),
        ("Žluťoučký kůň", "Žluťoučký kůň"),
        ("e\u0300", "è"),
        ("الماء", ""),
        ("水", ""),
        ("😀 ciao", ""),
    ],
)
def test_a_text_is_written_whole_or_not_at_all(text: str, written: str) -> None:
    assert card.writable(text) == written


@pytest.mark.parametrize("room", [532, 1072])
@pytest.mark.parametrize("text", ["Acqua", "Un titolo di misura media", "lungo " * 40, "W" * 99])
def test_a_title_fits_in_its_room(text: str, room: int) -> None:
    size, found = card.laid_out(text, room, 400)
    assert all(card.wide(line, size) <= room for line in found)
    assert len(found) * size * 1.14 <= 400 and len(found) <= card.LINES
    assert size == card.TITLE_SIZES[0] if text == "Acqua" else size in card.TITLE_SIZES
