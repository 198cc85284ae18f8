"""Contact sheets: many pictures of pages on one, small, with their names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

from PIL import Image, ImageDraw

ACROSS = 1800
GAP = 14
NAME = 16
TALL = 4
"""A page is shown down to so many times its width on a phone, to half of that on a desk."""


def sheets(folder: Path, names: Iterable[str]) -> Iterator[Path]:
    """Make a sheet for each look and language, `sheet.360-dark.it.png`; yields the files."""
    for look, group in groupby(sorted(names), key=lambda name: name.rsplit(".", 2)[0]):
        file = folder / f"sheet.{look}.png"
        sheet([folder / name for name in group]).save(file)
        yield file


def sheet(files: list[Path]) -> Image.Image:
    """Return pictures in rows, from the left, the top of each page."""
    small = [(file.stem.rpartition(".")[2], thumbnail(file)) for file in files]
    wide, tall = small[0][1].width + GAP, max(image.height for _, image in small) + GAP + NAME
    columns = max(1, ACROSS // wide)
    rows = -(-len(small) // columns)
    whole = Image.new("RGB", (columns * wide + GAP, rows * tall + GAP), "#888")
    for number, (name, image) in enumerate(small):
        left, top = GAP + number % columns * wide, GAP + number // columns * tall
        ImageDraw.Draw(whole).text((left, top), name, fill="white")
        whole.paste(image, (left, top + NAME))
    return whole


def thumbnail(file: Path) -> Image.Image:
    """Return the top of a page, small."""
    with Image.open(file) as found:
        is_phone = found.width < 700
        tall = found.width * TALL // (1 if is_phone else 2)
        top = found.convert("RGB").crop((0, 0, found.width, min(found.height, tall)))
    wide = 210 if is_phone else 420
    return top.resize((wide, max(1, top.height * wide // top.width)), Image.Resampling.LANCZOS)
