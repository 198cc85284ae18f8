"""Where the files of entries are, and how large pictures are."""

from __future__ import annotations

import re
import struct
from functools import lru_cache
from pathlib import Path
from posixpath import dirname, normpath
from typing import Any
from urllib.parse import quote

from megafono.model import Source

RASTERS = (".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif")
PICTURES = (*RASTERS, ".svg")
SAFE = "/:@!$&'()*+,;="
"""What may stand in the path of an address as it is (RFC 3986, 3.3), beside letters and digits."""
ORIENTATION = 0x0112
"""The tag of EXIF that tells how a camera was held; from 5 to 8, on its side."""


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


def size(source: Source) -> tuple[int | None, int | None]:
    """Return width and height in pixels, or None twice where the file does not tell."""
    return measured(source.file, source.digest)


@lru_cache(maxsize=4096)
def measured(file: Path, digest: str) -> tuple[int | None, int | None]:
    """Measure a picture; the digest is there so that a changed file is measured again."""
    suffix = file.suffix.lower()
    if suffix == ".svg":
        return svg_size(file.read_text("utf-8", errors="replace")[:4096])
    if suffix not in RASTERS:
        return None, None
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(file) as image:
            width, height = image.size
            return (height, width) if lies_on_its_side(image) else (width, height)
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError):
        return None, None


def lies_on_its_side(image: Any) -> bool:
    """Tell whether a browser turns a picture by a quarter, as its EXIF says.

    Not asked of PNG: Pillow would read all of it.
    """
    if image.format == "PNG":
        return False
    try:
        return image.getexif().get(ORIENTATION) in (5, 6, 7, 8)
    except (OSError, SyntaxError, ValueError, struct.error):  # EXIF that is broken turns nothing
        return False


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
