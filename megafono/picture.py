"""Where the files of entries are, and what a picture is before it is opened: kind, size, colours.

Only the head of a file is read here. What is made of pictures is planned in `rendition`, made in
`darkroom`.
"""

from __future__ import annotations

import re
import struct
import warnings
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from posixpath import dirname, normpath
from typing import Any, Literal
from urllib.parse import quote

from megafono.model import EMPTY, Source
from megafono.source import Sources

RASTERS = (".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif")
PICTURES = (*RASTERS, ".svg")
UNSHOWN = (".heic", ".heif", ".tif", ".tiff", ".dng", ".cr2", ".cr3", ".nef", ".arw")
"""Pictures that browsers do not show, with all that a camera wrote into them."""
FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "AVIF")
"""What Pillow is allowed to open, whatever a file is called."""
SAFE = "/:@!$&'()*+,;="
"""What may stand in the path of an address as it is (RFC 3986, 3.3), beside letters and digits."""
ORIENTATION = 0x0112
"""The tag of EXIF that tells how a camera was held; from 5 to 8, on its side."""
BROKEN = (
    *(OSError, SyntaxError, ValueError, EOFError, LookupError, TypeError, ArithmeticError),
    *(RuntimeError, struct.error, zlib.error),
)
"""What Pillow raises over a file that is damaged; EXIF that cannot be read raises the same."""
HEAVY = 0.8
"""Bytes a pixel from which a PNG is taken for a photograph: drawings take less (measured)."""


Kind = Literal["photo", "cutout", "flat", "moving", "drawn", "damaged", "huge"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What the head of a picture tells; sides are in pixels, as shown: turned as EXIF says.

    `kind` is `photo`, `cutout` (a photo with transparency), `flat` (a drawing), `moving`,
    `drawn` (SVG); `damaged`; or `huge`: too large for Pillow. `format` is as Pillow names it.
    """

    kind: Kind
    width: int | None = None
    height: int | None = None
    format: str = ""

    @property
    def pixels(self) -> int:
        """Width times height, 0 where they are not known."""
        return (self.width or 0) * (self.height or 0)


DAMAGED, HUGE = Look(kind="damaged"), Look(kind="huge")


def path_of(file: str, beside: str) -> str:
    """Return the path of a file that an entry names: from the content root (`/…`) or beside it."""
    folder = "content" if file.startswith("/") else dirname(beside)
    return normpath(f"{folder}/{file.lstrip('/')}")


def media_url(path: str) -> str:
    """Return the URL at which a file of `content/` is published: `a#b.pdf` is `a%23b.pdf`."""
    return "/" + quote(media_path(path), safe=SAFE)


def media_path(path: str) -> str:
    """Return the output that a file of `content/` becomes, by its plain name."""
    return "media/" + path.removeprefix("content/").removeprefix("_site/")


def looks(sources: Sources, known: Mapping[str, Look] = EMPTY) -> dict[str, Look]:
    """Look at every picture of `content/`, by path; `known` has some of them, by digest."""
    return {
        source.path: known.get(source.digest) or look(source)
        for source in sources.under("content")
        if source.path.lower().endswith(PICTURES)
    }


def by_digest(found: Mapping[str, Look], sources: Sources) -> dict[str, Look]:
    """Return what was seen of pictures by the digests of their files, for the next `looks`."""
    return {sources.files[path].digest: look for path, look in found.items()}


def look(source: Source) -> Look:
    """Look at a picture."""
    return looked(source.file, source.digest)


@lru_cache(maxsize=4096)
def looked(file: Path, digest: str) -> Look:
    """Look at a picture; the digest is there so that a changed file is looked at again."""
    if file.suffix.lower() == ".svg":
        width, height = svg_size(file.read_text("utf-8", errors="replace")[:4096])
        return Look(kind="drawn", width=width, height=height, format="SVG")
    from PIL import Image

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of sizes that are refused, or not, in `rendition`
            with Image.open(file, formats=FORMATS) as image:
                return look_of(image, file.stat().st_size)
    except Image.DecompressionBombError:
        return HUGE
    except BROKEN:
        return DAMAGED


def look_of(image: Any, size: int) -> Look:
    """Return what an open picture tells without being decoded; `size` is in bytes."""
    width, height = image.size
    if orientation(image) > 4:
        width, height = height, width
    is_clear = image.mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in image.info
    is_heavy = size > HEAVY * width * height
    kind: Kind = "photo"
    if image.format == "GIF" or (getattr(image, "is_animated", False) and image.format != "MPO"):
        kind = "moving"
    elif image.format == "PNG" and (image.mode in ("P", "1") or not is_heavy):
        kind = "flat"
    elif is_clear:
        kind = "cutout"
    return Look(kind=kind, width=width, height=height, format=image.format)


def orientation(image: Any) -> int:
    """Return how a browser turns a picture, as its EXIF says: from 1 (not at all) to 8.

    Not asked of PNG: Pillow would read all of it.
    """
    if image.format in ("PNG", "GIF"):
        return 1
    try:
        found = image.getexif().get(ORIENTATION)
    except BROKEN:
        return 1
    return found if isinstance(found, int) and 1 <= found <= 8 else 1


BOX = re.compile(r'viewBox="[\d.-]+[ ,]+[\d.-]+[ ,]+(\d{1,6}(?:\.\d*)?)[ ,]+(\d{1,6}(?:\.\d*)?)"')


def svg_size(text: str) -> tuple[int | None, int | None]:
    """Return the size that an SVG's `width` and `height`, or else its `viewBox`, tell."""
    opening = re.search(r"<svg\b[^>]*>", text)
    tag = opening.group() if opening else ""
    sides = [re.search(rf'\b{side}="(\d+)(?:\.\d+)?(?:px)?"', tag) for side in ("width", "height")]
    if sides[0] and sides[1]:
        return int(sides[0].group(1)), int(sides[1].group(1))
    box = BOX.search(tag)
    return (round(float(box.group(1))), round(float(box.group(2)))) if box else (None, None)
