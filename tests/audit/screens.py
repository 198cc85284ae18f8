"""Pictures of every template in every look: `python -m tests.audit.screens FOLDER`.

With `--against OTHER`, a folder of earlier ones, it lists what looks different, and by how much.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from tests.audit.compare import compared
from tests.audit.demo import served, served_abroad
from tests.audit.sheet import sheets
from tests.browser.lanes import side_by_side
from tests.browser.pages import Shown, of_each_sort

ALL_SHOWN = """async () => {
  for (const image of document.images) image.loading = "eager";
  await Promise.all([...document.images].map((image) => image.decode().catch(() => {})));
  await document.fonts.ready;
}"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How a page is looked at. `width` in CSS pixels; `langs` are those looked at in this way."""

    name: str
    width: int
    scheme: str = "light"
    media: str = "screen"
    langs: tuple[str, ...] = ("it", "en")
    wishes: dict[str, str] = field(default_factory=dict)


LOOKS = (
    *(
        Look(name=f"{width}-{scheme}", width=width, scheme=scheme)
        for width in (360, 768, 1440)
        for scheme in ("light", "dark")
    ),
    Look(name="400-percent", width=320, langs=("it",)),
    Look(name="print", width=718, media="print", langs=("it",)),  # A4 with margins of 1 cm
    Look(name="forced", width=360, langs=("it",), wishes={"forced_colors": "active"}),
    Look(name="360-light", width=360, langs=("ar",)),
    Look(name="1440-light", width=1440, langs=("ar",)),
)
Shot = tuple[Shown, Look]


def shots(pages: Iterable[Shown], only: str) -> Iterator[Shot]:
    """Yield what there is to picture whose name holds some text."""
    for page in of_each_sort(pages):
        for look in LOOKS:
            if page.lang in look.langs and only in name_of((page, look)):
                yield page, look


def name_of(shot: Shot) -> str:
    """Return the name of a picture's file: `360-dark.it.term-country.png`."""
    page, look = shot
    return f"{look.name}.{page.lang}.{page.name}.png"


def taken(address: str, folder: Path, browser: Any, share: Sequence[Shot]) -> list[str]:
    """Take pictures of whole pages; returns the names of their files."""
    for shot in share:
        page, look = shot
        tab = browser.new_page(
            viewport={"width": look.width, "height": 800}, color_scheme=look.scheme,
            reduced_motion="reduce", **look.wishes,
        )  # fmt: skip
        tab.emulate_media(media=look.media)
        tab.goto(address + page.url)
        tab.evaluate(ALL_SHOWN)
        tab.screenshot(path=folder / name_of(shot), full_page=True)
        tab.close()
    return [name_of(shot) for shot in share]


def main() -> int:
    """Take the pictures, put them on sheets, compare."""
    parser = argparse.ArgumentParser(prog="python -m tests.audit.screens", description=__doc__)
    parser.add_argument("folder", type=Path, help="where the pictures go")
    parser.add_argument("--against", type=Path, help="a folder of earlier pictures")
    parser.add_argument("--only", default="", help="a part of their names, as 360-dark or project")
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    names = []
    for serve in (served, served_abroad):
        with serve() as (address, pages, _):
            found = list(shots(pages, given.only))
            names += side_by_side(partial(taken, address, given.folder), found) if found else []
    print(f"{len(names)} pictures in {given.folder}")
    for sheet in sheets(given.folder, names):
        print(f"  {sheet}")
    if given.against:
        found = compared(given.against, given.folder, names, only=given.only)
        print("\n".join(found) or "Nothing looks different.")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
