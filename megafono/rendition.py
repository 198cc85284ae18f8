"""What is made of a picture: in which widths and formats, under which names. Nothing is opened.

`media/x/photo.jpg` is the picture itself, without what the camera wrote; beside it stand its
renditions, `media/x/photo-jpg-800.avif`. All of them follow from the head of the file (`Look`) and
the settings (`Images`), so every path is known before the first is made.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from megafono.picture import SAFE, UNSHOWN, Look, media_path
from megafono.problem import Problem, message

if TYPE_CHECKING:
    from megafono.settings import Images
    from megafono.site import Site

SMALL = 200
"""Pixels of width up to which a picture is used as it is: there is nothing to gain."""
TALLEST = 16_383
"""Pixels of height that a WebP can have (RFC 9649, 2.3)."""
NEAR = 0.85
"""A width nearer to the picture's own than this is not worth a file."""
FORMATS = {
    "photo": ("avif", "webp", "jpg"),
    "cutout": ("avif", "webp", "png"),
    "flat": ("webp", "png"),
}
"""The formats of each kind, the best first; the last is for browsers that know no other."""
TYPES = {"avif": "image/avif", "webp": "image/webp", "jpg": "image/jpeg", "png": "image/png"}
NAMES = {"JPEG": "jpg", "MPO": "jpg", "PNG": "png"}
"""How the last format is called, by Pillow's name."""
MIDDLE = 800
"""Pixels of width of the file that browsers load which know no `srcset`."""


@dataclass(frozen=True, slots=True, order=True)
class Rendition:
    """A picture in one width (pixels) and one format (`avif`); `is_own` is the picture itself."""

    width: int
    format: str
    is_own: bool = False

    def path(self, source: str) -> str:
        """Return the output of the rendition of a file of `content/`."""
        path = media_path(source)
        stem, _, suffix = path.rpartition(".")
        return path if self.is_own else f"{stem}-{suffix}-{self.width}.{self.format}"


@dataclass(frozen=True, slots=True)
class Choice:
    """The files of one format that a browser may choose from, as `<source>` has them."""

    type: str
    srcset: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """How a page shows a picture: addresses as links; sides of the widest file, where known.

    `url` is that of the widest file in the plainest format, from `/`; `sources` are the better
    formats, the best first.
    """

    url: str
    src: str
    srcset: str = ""
    sources: tuple[Choice, ...] = ()
    width: int | None = None
    height: int | None = None


def widths(look: Look, images: Images) -> tuple[int, ...]:
    """Return the widths in which a picture is made: those wanted, none larger than its own."""
    own = look.width or 0
    last = min(own, max(images.widths))
    return (*(width for width in sorted(images.widths) if width <= last * NEAR), last)


def renditions(look: Look, images: Images) -> tuple[Rendition, ...]:
    """Return what is made of a picture beside itself, and itself where pages show it as it is."""
    if look.kind not in FORMATS or (look.width or 0) <= SMALL or (look.height or 0) > TALLEST:
        return ()
    *better, last = FORMATS[look.kind]
    formats = [name for name in better if name in images.formats] + [last]
    return tuple(
        Rendition(width, name, width == look.width and NAMES.get(look.format) == name)
        for width in widths(look, images)
        for name in formats
    )


def height(look: Look, width: int) -> int:
    """Return the height of a rendition, in pixels."""
    return max(1, round((look.height or 0) * width / (look.width or 1)))


def shown(site: Site, path: str, up_to: int = 0) -> Shown | None:
    """Return how a page shows a picture of `content/`; `up_to` leaves out what is wider (pixels).

    None where there is no such picture.
    """
    look: Look | None = site.ask("picture", path)
    if look is None:
        return None
    made = renditions(look, site.ask("setting", "options.images"))
    made = tuple(item for item in made if not up_to or item.width <= up_to) or made
    if not made:
        url = address(media_path(path))
        return Shown(url=url, src=site.href(url), width=look.width, height=look.height)
    by_format: dict[str, list[Rendition]] = {}
    for item in made:
        by_format.setdefault(item.format, []).append(item)
    last = by_format.pop(made[-1].format)
    middle = next((item for item in last if item.width >= MIDDLE), last[-1])
    return Shown(
        url=address(last[-1].path(path)),
        src=site.href(address(middle.path(path))),
        srcset=srcset(site, path, last),
        sources=tuple(
            Choice(TYPES[name], srcset(site, path, found)) for name, found in by_format.items()
        ),
        width=last[-1].width,
        height=height(look, last[-1].width),
    )


def address(output: str) -> str:
    """Return the URL of an output, from `/`. A comma, at which a `srcset` ends, is encoded."""
    return "/" + quote(output, safe=SAFE.replace(",", ""))


def srcset(site: Site, path: str, made: list[Rendition]) -> str:
    """Return the candidates of one format: address and width (HTML Standard, 4.8.4.2)."""
    return ", ".join(f"{site.href(address(item.path(path)))} {item.width}w" for item in made)


def faults(path: str, look: Look, images: Images) -> Iterator[Problem]:
    """Find what keeps a picture from being published."""
    if look.kind == "damaged":
        yield damaged(path)
    elif look.kind == "huge" or look.pixels > images.max_megapixels * 1_000_000:
        yield huge(path, images.max_megapixels)


def damaged(path: str) -> Problem:
    """Say that a picture cannot be read."""
    what = message("the picture is damaged, or is not what its name says")
    hint = message("Open it in a program for pictures, save it as JPEG or PNG, and put it here.")
    return Problem(message=what, path=path, hint=hint)


def huge(path: str, most: int) -> Problem:
    """Say that a picture would take too much memory; `most` are millions of pixels."""
    what = message("the picture is so large that opening it could fill the memory")
    hint = message(
        "Make it smaller, as 6000 × 4000 pixels: width times height may be {most} million at most.",
        most=most,
    )
    return Problem(message=what, path=path, hint=hint)


def is_unshown(path: str) -> bool:
    """Tell whether a file is a picture in a format that browsers do not show, by its name."""
    return path.lower().endswith(UNSHOWN)


def unshown(path: str) -> Problem:
    """Say that browsers do not show a picture; published, it would tell where it was taken."""
    what = message("browsers do not show pictures of this kind")
    hint = message("Open it in a program for pictures, save it as JPEG or PNG, and put it here.")
    return Problem(message=what, path=path, hint=hint)
