"""The picture that social networks show of a page: title, organisation, colour, its picture.

`card.jpg` beside a page that shows an entry: 1200 × 630 pixels, as they ask for. The title is set
in Source Sans (SIL Open Font License), which has Latin, Greek and Cyrillic; one in another script
is left out, and the card is made without it.
"""

from __future__ import annotations

import io
import re
import unicodedata
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass
from functools import cache, lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from megafono import darkroom, rendition
from megafono.model import File, Stored
from megafono.picture import path_of
from megafono.source import digest

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageFont import FreeTypeFont

    from megafono.known import Known
    from megafono.pageview import PageView
    from megafono.site import Site

SIDES = WIDTH, HEIGHT = 1200, 630
"""The sides of a card in pixels: the proportion that Open Graph's readers cut to, 1.91:1."""
EDGE = 64
PANEL = 660
"""Where the picture begins, in pixels from the left."""
TITLE_SIZES = (96, 84, 72, 62, 54, 48, 42)
LINES = 6
NAME_SIZE = 32
WEIGHTS = ("Bold", "Semibold")
QUALITY = 78
NEEDED = 800
"""The width of the rendition that a card is made of."""
ELLIPSIS = "…"


@dataclass(frozen=True, slots=True)
class Card:
    """What a card says. `picture` is the digest of the picture's file, or empty."""

    title: str
    name: str
    colour: str
    picture: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CardView:
    """The picture that a page is shared with: full address, sides in pixels, words."""

    absolute_url: str
    width: int | None
    height: int | None
    alt: str


def output(url: str) -> str:
    """Return the URL of the card of the page at a URL."""
    return f"{url}card.jpg"


def files(known: Known) -> Iterator[File]:
    """Yield the cards: one for each page that shows an entry of its language, by the settings.

    Two pages with one address are told of elsewhere; they have one card.
    """
    wanted = known.settings.options.cards.types
    seen: set[str] = set()
    for (name, lang), page in sorted(known.pages.items()):
        if page.kind not in ("entry", "home") or page.entry is None or page.is_fallback:
            continue
        entry = known.index.entries.get(page.entry)
        path = output(page.url).lstrip("/")
        if entry and path not in seen and (wanted is None or entry.type in wanted):
            seen.add(path)
            yield File(path=path, make=partial(make, name, lang), source=entry.path)


def make(name: str, lang: str, site: Site) -> bytes | Stored:
    """Make the card of a page; the same words and the same picture give the card that is kept."""
    page = site.at(lang).page(name)
    if page is None or page.entry is None:
        return b""
    entry = page.entry
    path = path_of(entry.facts.image, entry.own.path) if entry.facts.image else ""
    source = site.file(path) if path else None
    colour = str(site.ask("setting", "options.cards").colour)
    card = Card(title_of(page), site.at(lang).name, colour, source.digest if source else "")
    key = digest(repr(astuple(card)).encode("utf-8", "surrogatepass"))

    def drawing() -> dict[str, bytes]:
        photo = picture_of(path, site) if source else None
        return {darkroom.OWN: drawn(card, photo)}

    return site.answers.store.get(key, recipe(), darkroom.OWN, drawing)


def title_of(page: PageView) -> str:
    """Return the title on a page's card: on the home that of its text, as the name is there too."""
    return page.entry.title if page.kind == "home" and page.entry else page.title


@cache
def recipe() -> str:
    """Return the digest of how cards are made: our code, and the typeface."""
    files = [Path(__file__), *(Path(font_file(weight)) for weight in WEIGHTS)]
    return " ".join(digest(file.read_bytes()) for file in files)


def picture_of(path: str, site: Site) -> bytes | None:
    """Return a picture as large as a card needs, or None where it is no photograph."""
    look = site.ask("picture", path)
    if look is None:
        return None
    made = rendition.renditions(look, site.ask("setting", "options.images"))
    if not made:
        return None
    plainest = [item for item in made if item.format == made[-1].format]
    item = next((item for item in plainest if item.width >= NEEDED), plainest[-1])
    name = darkroom.OWN if item.is_own else f"{item.width}.{item.format}"
    data = darkroom.made(path, name, site)
    return data.file.read_bytes() if isinstance(data, Stored) else data


# Drawing


def drawn(card: Card, photo: bytes | None) -> bytes:
    """Return a card as a JPEG."""
    from PIL import Image as images
    from PIL import ImageDraw

    made = images.new("RGB", SIDES, card.colour)
    title = writable(card.title)
    if photo:
        left = PANEL if title else 0
        made.paste(cropped(photo, (WIDTH - left, HEIGHT), card.colour), (left, 0))
    pen = ImageDraw.Draw(made)
    ink = "white" if is_dark(card.colour) else "#111111"
    if title:
        room = (PANEL if photo else WIDTH) - 2 * EDGE
        size, lines = laid_out(title, room, HEIGHT - 2 * EDGE - 3 * NAME_SIZE)
        step = round(size * 1.14)
        for number, line in enumerate(lines):
            pen.text((EDGE, EDGE - size // 6 + number * step), line, ink, font=font("Bold", size))
    name = writable(card.name)
    if name and (title or not photo):
        foot = HEIGHT - EDGE - NAME_SIZE
        pen.rectangle((EDGE, foot - 22, EDGE + 72, foot - 17), ink)
        room = (PANEL if photo else WIDTH) - 2 * EDGE
        text = shortened(name, room, NAME_SIZE, "Semibold")
        pen.text((EDGE, foot - 4), text, ink, font=font("Semibold", NAME_SIZE))
    out = io.BytesIO()
    made.save(out, "JPEG", quality=QUALITY, optimize=True)
    return out.getvalue()


def cropped(photo: bytes, sides: tuple[int, int], colour: str) -> Image:
    """Return the middle of a picture, as large as a place; what is clear shows the colour."""
    from PIL import Image as images
    from PIL import ImageOps

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with images.open(io.BytesIO(photo)) as image:
            found: Any = ImageOps.fit(
                image.convert("RGBA" if image.mode in ("RGBA", "P", "LA") else "RGB"),
                sides,
                images.Resampling.BICUBIC,
            )
    if found.mode == "RGBA":
        ground = images.new("RGBA", sides, colour)
        found = images.alpha_composite(ground, found).convert("RGB")
    made: Image = found
    return made


def is_dark(colour: str) -> bool:
    """Tell whether white can be read on a colour (by its lightness as people see it)."""
    from PIL import ImageColor

    red, green, blue = ImageColor.getrgb(colour)[:3]
    return red * 0.299 + green * 0.587 + blue * 0.114 < 150


@lru_cache(maxsize=32)
def font(weight: str, size: int) -> FreeTypeFont:
    """Return the typeface in a weight and a size in pixels; with no library for shaping."""
    from PIL import ImageFont

    return ImageFont.truetype(font_file(weight), size, layout_engine=ImageFont.Layout.BASIC)


def font_file(weight: str) -> str:
    """Return the file of the typeface in a weight."""
    from font_source_sans_pro import font_files_ttf

    return str(font_files_ttf[f"SourceSansPro{weight}"])


def writable(text: str) -> str:
    """Return a text on one line if the typeface has all its signs, else nothing."""
    line = " ".join(unicodedata.normalize("NFC", text).split())
    line = re.sub("[\u00ad\u200b-\u200f\u2060\ufeff]", "", line)
    return line if all(map(has, line)) else ""


@cache
def nothing() -> bytes:
    """Return what the typeface draws for a sign that it has not."""
    return bytes(font("Bold", NAME_SIZE).getmask("\uffff"))


@lru_cache(maxsize=4096)
def has(sign: str) -> bool:
    """Tell whether the typeface has a sign."""
    if sign.isspace():
        return True
    return bytes(font("Bold", NAME_SIZE).getmask(sign)) != nothing()


def laid_out(text: str, room: int, height: int) -> tuple[int, list[str]]:
    """Return the largest size in which a text fits, and its lines; the last may be cut."""
    size, lines = 0, [""]
    for size in TITLE_SIZES:
        lines = list(wrapped(text.split(), room, size))
        fit = min(LINES, int(height // (size * 1.14)))
        if len(lines) <= fit and all(wide(line, size) <= room for line in lines):
            return size, lines
    rest = " ".join(lines[fit - 1 :])
    return size, [
        *(shortened(line, room, size) for line in lines[: fit - 1]),
        shortened(rest, room, size),
    ]


def wrapped(words: Iterable[str], room: int, size: int) -> Iterator[str]:
    """Yield the lines of a text, as many words on each as there is room for (pixels)."""
    line, length, space = "", 0.0, wide(" ", size)
    for word in words:
        more = wide(word, size)
        if line and length + space + more > room:
            yield line
            line, length = word, more
        else:
            line, length = f"{line} {word}".lstrip(), length + space * bool(line) + more
    yield line


def shortened(text: str, room: int, size: int, weight: str = "Bold") -> str:
    """Return a text cut so that it fits on a line."""
    if wide(text, size, weight) <= room:
        return text
    while text and wide(text + ELLIPSIS, size, weight) > room:
        text = text[:-1].rstrip()
    return text + ELLIPSIS


@lru_cache(maxsize=8192)
def wide(text: str, size: int, weight: str = "Bold") -> float:
    """Return how wide a text is, in pixels."""
    return font(weight, size).getlength(text)
