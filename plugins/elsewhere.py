"""What others host, shown by a card that leads there: nothing is asked of them before the click.

    ::: video url=https://youtu.be/abc title="Il pozzo" image=pozzo.jpg duration=3:20
    ::: video file=pozzo.mp4 title="Il pozzo" captions=pozzo.it.vtt image=pozzo.jpg
    ::: external url=https://www.openstreetmap.org/#map=12/-1.37/38.01 title="Dove siamo"

A `file` beside the page is played in the page, from our own host, once somebody wants it. An
address that is made to be embedded becomes the one at which people watch. Themes draw all of it
in `blocks/video.html` and `blocks/external.html`.
"""

from __future__ import annotations

from dataclasses import dataclass
from posixpath import basename

from babel import Locale, UnknownLocaleError

from megafono import language
from megafono.argument import Checks
from megafono.outside import is_map, opened, watched
from megafono.picture import RASTERS, media_url
from megafono.plugin import (
    Beside,
    BlockCall,
    Markup,
    Message,
    Plugin,
    Problem,
    Site,
    any_text,
    message,
    page_address,
)
from megafono.rendition import Shown, shown
from megafono.route import split

FILMS = (".mp4", ".m4v", ".webm", ".ogv")
"""Videos that browsers play."""
TYPES = {".m4v": "video/mp4", ".ogv": "video/ogg"}
WIDTH, HEIGHT = 1280, 720
"""Pixels of a video whose picture does not tell: until it is there, a browser keeps the place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A card that leads out: `host` as people call it, empty where it is our own."""

    href: str
    title: str
    host: str
    image: Shown | None
    duration: str = ""
    is_map: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Film:
    """A video of our own: `size` in bytes; `captions` is their address, `lang` their language."""

    href: str
    title: str
    type: str
    format: str
    size: int
    width: int
    height: int
    poster: str
    captions: str
    lang: str
    language: str


def video_block(site: Site, call: BlockCall) -> Markup:
    """Show a video: of a file beside the page, or a card that leads to where it is."""
    given = call.arguments
    if not given.get("title"):
        report(site, call, "warning", message("the video has no title"), titled())
    if "file" in given:
        return site.render("blocks/video.html", film=film(site, call), card=None)
    if not given.get("url"):
        hint = message("Write url=https://… or file=video.mp4.")
        report(site, call, "error", message("the block names neither an address nor a file"), hint)
    card = card_of(site, call, watched(given.get("url", "")), site.text("Video"))
    return site.render("blocks/video.html", film=None, card=card)


def external_block(site: Site, call: BlockCall) -> Markup:
    """Show a card that leads to a page, or a map, of others."""
    given = call.arguments
    if not given.get("url"):
        hint = message("Write url=https://…")
        report(site, call, "error", message("the block names no address"), hint)
    if not given.get("title"):
        report(site, call, "warning", message("the card has no title"), titled())
    url = opened(given.get("url", ""))
    word = site.text("Map") if is_map(url) else site.text("Page")
    return site.render("blocks/external.html", card=card_of(site, call, url, word))


def titled() -> Message:
    """Tell how a block gets a title."""
    return message('Write title="…" with what there is to see.')


def card_of(site: Site, call: BlockCall, url: str, word: str) -> Card:
    """Return the card of an address; `word` is its title where the writer gave none."""
    given = call.arguments
    parts, own = split(url), split(site.base_url)
    host = (parts.hostname or "") if parts else ""
    return Card(
        href=url,
        title=given.get("title") or word,
        host="" if own and host == own.hostname else host.removeprefix("www."),
        image=shown(site, given["image"], WIDTH) if "image" in given else None,
        duration=given.get("duration", ""),
        is_map=is_map(url),
    )


def film(site: Site, call: BlockCall) -> Film | None:
    """Return the video of a file, or None where it is not there, which is told of already."""
    given = call.arguments
    source = site.file(given["file"])
    if source is None:
        return None
    if not given.get("captions"):
        what = message("the video has no captions, so who cannot hear it is left out")
        hint = message("Put a file of captions beside it, and write captions=video.vtt.")
        report(site, call, "warning", what, hint)
    captions = given.get("captions", "")
    suffix = "." + given["file"].rpartition(".")[2].lower()
    poster = shown(site, given["image"], WIDTH) if "image" in given else None
    lang = lang_of(site, captions)
    return Film(
        href=site.href(media_url(given["file"])),
        title=given.get("title") or basename(given["file"]),
        type=TYPES.get(suffix, f"video/{suffix[1:]}"),
        format=suffix[1:].upper(),
        size=source.size,
        width=(poster and poster.width) or WIDTH,
        height=(poster and poster.height) or HEIGHT,
        poster=poster.src if poster else "",
        captions=site.href(media_url(captions)) if captions else "",
        lang=lang,
        language=language.language(lang).name,
    )


def lang_of(site: Site, captions: str) -> str:
    """Return the language of captions: `pozzo.en.vtt` is in English, `pozzo.vtt` in the page's."""
    code = basename(captions).removesuffix(".vtt").rpartition(".")[2]
    try:
        return code if len(code) == 2 and Locale.parse(code) else site.lang
    except (UnknownLocaleError, ValueError):
        return site.lang


def report(site: Site, call: BlockCall, level: str, what: Message, hint: Message) -> None:
    """Tell of a block where it was written: in the entry that the page shows."""
    entry = site.current.entry if site.current else None
    if entry is None or site.file(entry.own.path) is None:
        return
    line = call.line + entry.own.body_line
    place = {"path": entry.own.path, "line": line, "column": 1}
    site.report(Problem(message=what, hint=hint, level=level, **place))  # type: ignore[arg-type]


COMMON: Checks = {"url": page_address, "title": any_text, "image": Beside(suffixes=RASTERS)}

plugin = Plugin(
    name="elsewhere",
    blocks={"video": video_block, "external": external_block},
    arguments={
        "video": {
            **COMMON,
            "duration": any_text,
            "file": Beside(suffixes=FILMS),
            "captions": Beside(suffixes=(".vtt",)),
        },
        "external": COMMON,
    },
)
