"""Every template on paper: `python -m tests.audit.paper FOLDER`. Needs pdftoppm (poppler-utils).

Prints each to PDF, as from a dark screen; makes a sheet of its pages; tells of blank ones.
"""

from __future__ import annotations

import argparse
import subprocess
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PIL import Image

from tests.audit.demo import served
from tests.audit.screens import ALL_SHOWN
from tests.audit.sheet import sheet
from tests.browser.lanes import side_by_side
from tests.browser.pages import Shown, of_each_sort

INKED = 0.01
"""Share of a page that has some ink, if only a line of text."""


def printed(address: str, folder: Path, browser: Any, share: Sequence[Shown]) -> list[str]:
    """Print pages to PDF and to pictures; returns what is wrong."""
    tab, found = browser.new_page(color_scheme="dark"), []
    for page in share:
        tab.goto(address + page.url)
        tab.evaluate(ALL_SHOWN)
        file = folder / f"{page.name}.pdf"
        tab.pdf(path=file, format="A4", prefer_css_page_size=True, print_background=True)
        command = ["pdftoppm", "-r", "40", "-png", str(file), str(file.with_suffix(""))]
        subprocess.run(command, check=True)
        pictures = sorted(folder.glob(f"{page.name}-[0-9]*.png"))
        found += [f"{picture.name} is blank" for picture in pictures if ink(picture) < INKED]
    return found


def ink(file: Path) -> float:
    """Return the share of a page, in height, between its first and its last mark."""
    with Image.open(file) as found:
        page = found.convert("L").point(lambda value: 255 if value < 200 else 0)
    box = page.getbbox()
    return (box[3] - box[1]) / page.height if box else 0.0


def main() -> int:
    """Print the demo."""
    parser = argparse.ArgumentParser(prog="python -m tests.audit.paper", description=__doc__)
    parser.add_argument("folder", type=Path, help="where the PDFs and pictures go")
    folder = parser.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    with served() as (address, pages, _):
        chosen = [page for page in of_each_sort(pages) if page.lang == "it"]
        found = side_by_side(partial(printed, address, folder), chosen)
    for page in chosen:
        pictures = sorted(folder.glob(f"{page.name}-[0-9]*.png"))
        sheet(pictures).save(folder / f"sheet.{page.name}.png")
        print(f"{len(pictures):3} pages  {page.name}")
    print(*found or ["No page is blank."], sep="\n")
    return bool(found)


if __name__ == "__main__":
    raise SystemExit(main())
