"""Pictures made: opened, turned as the camera was held, in the colours of screens, scaled, written.

Same bytes in, same bytes out, in any order and whatever else runs, as long as the libraries are the
same. What is made is plain: no metadata but the credit, no colour profile (sRGB is meant).
"""

from __future__ import annotations

import io
import os
import warnings
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import cache, partial
from typing import TYPE_CHECKING, Any

from megafono import strip
from megafono.model import Source, Stored
from megafono.picture import BROKEN, FORMATS, Look, orientation
from megafono.problem import Problem, message
from megafono.rendition import Rendition, damaged, height, huge, renditions
from megafono.strip import Credit

if TYPE_CHECKING:
    from PIL.Image import Image

    from megafono.settings import Images
    from megafono.site import Site

OWN = "own"
"""The name of the picture itself among what is made of it."""
BEST = 90
"""The quality of a picture that must be made anew to be published in its own size."""
STEP = 12
"""How much quality is given up where a better format came out no smaller than a plainer one."""
TRIES = 3
PAST = {"webp": -6, "avif": -24}
"""Quality that gives as good a picture as JPEG's: measured by PSNR on the demo's pictures."""
COLOURS = 256


class Damaged(Exception):
    """A picture cannot be read."""


def developed(
    data: bytes, look: Look, wanted: Iterable[Rendition], quality: int
) -> dict[str, bytes]:
    """Return all that is made of a picture, by name: `800.avif`, and itself under `OWN`.

    `quality` is JPEG's, 1 to 100. Raises Damaged where the picture cannot be read to its end.
    """
    from PIL import Image

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # broken EXIF, and sizes that were looked at before
            with Image.open(io.BytesIO(data), formats=FORMATS) as image:
                image.load()
                credit = strip.credit_of(image)
                own = own_size(data, image, look, credit)
                made = tuple(item for item in wanted if not item.is_own)
                found = rendered(plain(image), look, made, quality, credit, len(own))
    except (*BROKEN, Image.DecompressionBombError) as error:
        raise Damaged(str(error)) from error
    return {OWN: own, **found}


def itself(path: str, site: Site) -> bytes | Stored:
    """Make a picture as it is published in its own size."""
    return made(path, OWN, site)


def rendition(path: str, width: int, format: str, site: Site) -> bytes | Stored:
    """Make a picture in one width and one format."""
    return made(path, f"{width}.{format}", site)


def made(path: str, name: str, site: Site) -> bytes | Stored:
    """Return one of the files made of a picture: from the store, or all made now, at once."""
    source, look = site.file(path), site.ask("picture", path)
    images: Images = site.ask("setting", "options.images")
    if source is None or look is None:
        return b""
    wanted = renditions(look, images)
    if unknown := sorted({item.format for item in wanted if not can_write(item.format)}):
        site.report(cannot_write(unknown[0]))
        return b""
    make = partial(developed_of, source, look, wanted, images.quality)
    try:
        return site.answers.store.get(source.digest, repr((images, look)), name, make)
    except Damaged:
        site.report(damaged(path))
    except MemoryError:
        site.report(huge(path, images.max_megapixels))
    return b""


@cache
def can_write(format: str) -> bool:
    """Tell whether Pillow was built with a format, as it is on most machines."""
    from PIL import features

    return format in ("jpg", "png") or bool(features.check(format))


def cannot_write(format: str) -> Problem:
    """Say that this machine cannot make a format."""
    what = message("the library Pillow of this machine cannot write {format}", format=format)
    hint = message("Leave that format out of “options.images.formats”, or install Pillow again.")
    return Problem(message=what, path="content/_site.yaml", hint=hint)


def developed_of(
    source: Source, look: Look, wanted: tuple[Rendition, ...], quality: int
) -> dict[str, bytes]:
    """Return all that is made of a file."""
    return developed(source.read(), look, wanted, quality)


# The picture itself


def own_size(data: bytes, image: Image, look: Look, credit: Credit) -> bytes:
    """Return a picture in its own size and format: untouched but for its metadata, if that will do.

    It is made anew where it lies on its side, or its colours are not those of screens.
    """
    if look.kind == "moving":
        return stripped(data, image, credit) or all_anew(image, credit)
    if orientation(image) == 1 and is_srgb(image):
        found = stripped(data, image, credit)
        if found:
            return found
    return made_anew(image, len(data), credit)


def stripped(data: bytes, image: Image, credit: Credit) -> bytes | None:
    """Return the bytes of a picture without its metadata, or None where that cannot be done."""
    way = strip.WAYS.get(image.format or "")
    if way:
        with suppress(ValueError):
            return way(data, credit.exif)
        return None
    has_notes = any(image.info.get(name) for name in ("exif", "xmp", "icc_profile"))
    return None if has_notes and image.format != "GIF" else data


def all_anew(image: Image, credit: Credit) -> bytes:
    """Return what moves, written again in its own format, frame by frame."""
    out = io.BytesIO()
    nothing: dict[str, Any] = {"icc_profile": None, "xmp": b""}
    image.save(out, image.format, save_all=True, exif=credit.exif, **nothing)
    return out.getvalue()


def made_anew(image: Image, size: int, credit: Credit) -> bytes:
    """Return a picture written again in its own format, no larger than it was if that can be."""
    format = {"MPO": "jpg", "JPEG": "jpg", "WEBP": "webp", "AVIF": "avif"}.get(image.format or "")
    if format is None:
        return written(plain(image), "png", 0, credit)
    return smaller(plain(image), format, BEST, credit, size)


# Pixels


def plain(image: Image) -> Image:
    """Return a picture turned upright, in sRGB, as RGB or RGBA, with nothing written beside it."""
    from PIL import Image as images

    turn = {
        2: images.Transpose.FLIP_LEFT_RIGHT, 3: images.Transpose.ROTATE_180,
        4: images.Transpose.FLIP_TOP_BOTTOM, 5: images.Transpose.TRANSPOSE,
        6: images.Transpose.ROTATE_270, 7: images.Transpose.TRANSVERSE,
        8: images.Transpose.ROTATE_90,
    }.get(orientation(image))  # fmt: skip
    made = in_srgb(image)
    if turn is not None:
        made = made.transpose(turn)
    made.info = {}
    return made


def in_srgb(image: Image) -> Image:
    """Return a copy of a picture as RGB or RGBA; a profile that cannot be used is passed over."""
    from PIL import ImageCms

    if image.mode.startswith("I;16"):
        image = image.point(lambda value: value / 256).convert("L")
    is_clear = image.mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in image.info
    mode = "RGBA" if is_clear else "RGB"
    if not is_srgb(image) and not is_clear:
        with suppress(ImageCms.PyCMSError, *BROKEN):
            profile = ImageCms.ImageCmsProfile(io.BytesIO(image.info["icc_profile"]))
            screen = ImageCms.createProfile("sRGB")
            found = ImageCms.profileToProfile(image, profile, screen, outputMode="RGB")
            if found is not None:
                return found
    return image.convert(mode) if image.mode != mode else image.copy()


def is_srgb(image: Image) -> bool:
    """Tell whether a picture has no colour profile, or that of screens, by its description.

    To look for the word is not enough: there is "Display P3 Gamut with sRGB Transfer".
    """
    from PIL import ImageCms

    data = image.info.get("icc_profile")
    if image.mode == "CMYK" or not data:
        return image.mode != "CMYK"
    try:
        profile = ImageCms.ImageCmsProfile(io.BytesIO(data))
        return ImageCms.getProfileDescription(profile).lower().startswith("srgb")
    except (ImageCms.PyCMSError, *BROKEN):
        return True


def rendered(
    image: Image,
    look: Look,
    wanted: tuple[Rendition, ...],
    quality: int,
    credit: Credit,
    size: int,
) -> dict[str, bytes]:
    """Return the renditions of a picture by name. Each format is smaller than the plainer one.

    `size` is that of the picture itself, in bytes: no rendition is larger. The widths are made
    side by side.
    """
    from PIL import Image as images

    by_width: dict[int, list[str]] = {}
    for item in wanted:
        by_width.setdefault(item.width, []).append(item.format)
    scaled, made = image, {}
    for width in sorted(by_width, reverse=True):
        sides = width, height(look, width)
        if scaled.size != sides:
            scaled = scaled.resize(sides, images.Resampling.LANCZOS, reducing_gap=3.0)
        made[width] = scaled
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        work = partial(in_formats, kind=look.kind, quality=quality, credit=credit, size=size)
        found = pool.map(lambda width: work(made[width], by_width[width]), by_width)
        return {
            f"{width}.{format}": data
            for width, files in zip(by_width, found, strict=True)
            for format, data in files.items()
        }


def in_formats(
    image: Image, formats: Iterable[str], *, kind: str, quality: int, credit: Credit, size: int
) -> Mapping[str, bytes]:
    """Return a picture in each format: the plainest first, so that a better one can be smaller.

    A drawing is written without loss; where that makes it larger than it was, in 256 colours.
    """
    made: dict[str, bytes] = {}
    if kind == "flat" and len(written(image, "png", 0, credit)) >= size:
        image = few_colours(image)
    for format in reversed(tuple(formats)):
        aim = 0 if kind == "flat" else max(1, quality + PAST.get(format, 0))
        made[format] = smaller(image, format, aim, credit, size)
        size = min(size, len(made[format]))
    return made


def smaller(image: Image, format: str, quality: int, credit: Credit, size: int) -> bytes:
    """Return a picture in a format; quality is given up, to a point, until it is below a size."""
    found = written(image, format, quality, credit)
    for number in range(1, TRIES if quality and format != "png" else 1):
        if len(found) < size:
            break
        less = max(1, quality - STEP * number)
        found = min(found, written(image, format, less, credit), key=len)
    return found


def written(image: Image, format: str, quality: int, credit: Credit) -> bytes:
    """Return a picture as bytes; quality 0 is without loss."""
    if format == "jpg" and image.mode != "RGB":
        image = image.convert("RGB")
    given: dict[str, Any] = {
        "jpg": {"format": "JPEG", "quality": quality, "progressive": True, "optimize": True},
        "png": {"format": "PNG", "compress_level": 9},
        "webp": {"format": "WEBP", "quality": quality or 80, "lossless": not quality, "method": 4},
        "avif": {"format": "AVIF", "quality": quality, "speed": 8, "max_threads": 1},
    }[format]
    out = io.BytesIO()
    image.save(out, exif=credit.exif, **given)
    return out.getvalue()


def few_colours(image: Image) -> Image:
    """Return a picture with a palette: drawings need no more, and take a third of the bytes."""
    from PIL import Image as images

    way = images.Quantize.FASTOCTREE if image.mode == "RGBA" else images.Quantize.MEDIANCUT
    return image.quantize(COLOURS, method=way, dither=images.Dither.NONE)
