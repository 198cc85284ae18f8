"""What looks different between two folders of pictures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from PIL import Image, ImageChops

FAINT = 16
"""Of 255. Less is the rounding of a renderer, which no eye sees."""


def compared(old: Path, new: Path, names: Iterable[str], *, only: str = "") -> Iterator[str]:
    """Yield a line for each picture that is new, gone or different, most different first.

    Those that differ are put side by side, before, after and where, in `differences/`. `only` is
    a part of the names that were looked at.
    """
    names = sorted(names)
    before = {file.name for file in old.glob("*.png") if only in file.name}
    before = {name for name in before if not name.startswith("sheet.")}
    yield from (f"    new  {name}" for name in names if name not in before)
    yield from (f"   gone  {name}" for name in sorted(before.difference(names)))
    found = [(name, *difference(old / name, new / name)) for name in names if name in before]
    for name, share, image in sorted(found, key=lambda item: -item[1]):
        if share:
            file = new / "differences" / name
            file.parent.mkdir(exist_ok=True)
            image.save(file)
            yield f"{share:7.2%}  {name}"


def difference(old: Path, new: Path) -> tuple[float, Image.Image]:
    """Return the share of pixels that differ, and before, after and where side by side.

    What one page has and the other, being shorter, has not, differs.
    """
    with Image.open(old) as one, Image.open(new) as other:
        width, height = max(one.width, other.width), max(one.height, other.height)
        first, second = (on_ground(image, width, height) for image in (one, other))
    changed = ImageChops.difference(first, second).convert("L").point(lambda v: 255 * (v > FAINT))
    share = changed.histogram()[255] / (width * height)
    whole = Image.new("RGB", (3 * width, height))
    for number, image in enumerate((first, second, changed.convert("RGB"))):
        whole.paste(image, (number * width, 0))
    return share, whole


def on_ground(image: Image.Image, width: int, height: int) -> Image.Image:
    """Return a picture at the top left of a larger one of a colour that no page has."""
    whole = Image.new("RGB", (width, height), "#f0f")
    whole.paste(image.convert("RGB"), (0, 0))
    return whole
