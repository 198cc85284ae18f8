"""Megafono: builds the corpus and times it; knows of the search only what its contract says."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import mean
from typing import Any

from tests.benchmarks.megafono_site import SETTINGS
from tests.benchmarks.search.cost import changed, digests, processor, size
from tests.benchmarks.search.engines import Engine

ROOT = Path(__file__).parents[3]
PAGES = {"it": "/it/cerca/", "en": "/en/search/"}
TODAY = "2026-06-30"

SENTENCES = {
    "it": "\nIl comitato del villaggio ha aggiunto una frase sola.\n",
    "en": "\nThe committee of the village has added a single sentence.\n",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A corpus and the folder that it is built into."""

    root: Path
    out: Path

    def build(self, *options: str) -> float:
        """Build; return seconds of processor."""
        program: list[str | Path] = [sys.executable, "-m", "megafono", "build", "--today", TODAY]
        return processor([*program, "--root", self.root, "--out", self.out, *options], ROOT)

    def use(self, *, search: bool) -> None:
        """Write the settings, with or without the search."""
        names = [] if search else [f"plugins: [{', '.join(others())}]\n"]
        (self.root / "content/_site.yaml").write_text("".join([SETTINGS, *names]), "utf-8")

    def files(self, lang: str) -> Iterator[Path]:
        """Find the search files that visitors in one language may get, scripts apart."""
        folder = self.out / "assets/search"
        own = folder / lang
        found = (own if own.is_dir() else folder).rglob("*")
        return (file for file in found if file.is_file() and file.suffix != ".js")


def others() -> list[str]:
    """Return the names of all plugins but the search."""
    found = (ROOT / "plugins").iterdir()
    names = {path.stem for path in found if path.suffix == ".py" or (path / "__init__.py").exists()}
    return sorted(names - {"search"})


def built(site: Site, lang: str) -> dict[str, Any]:
    """Build without the search and with it, each after an edit of one body too.

    Returns what each cost: seconds of processor, and for edits the search files besides.
    """
    found: dict[str, Any] = {}
    for name, search in (("without search", False), ("with search", True)):
        site.use(search=search)
        found[name] = {"cpu": site.build("--clean"), "edit": edited(site, lang)}
    return found


def edited(site: Site, lang: str) -> dict[str, Any]:
    """Add a sentence to one body and take it away again; return what either cost on average.

    `bytes` are of the search files that are new or other than before.
    """
    news = sorted((site.root / "content/news").glob(f"*.{lang}.md"))
    file = news[len(news) // 2]
    text = file.read_bytes()
    seconds, counts, sizes = [], [], []
    for content in (text + SENTENCES[lang].encode(), text):
        before = digests(site.files(lang))
        file.write_bytes(content)
        seconds.append(site.build())
        new = changed(before, digests(site.files(lang)))
        counts.append(len(new))
        sizes.append(sum(each.stat().st_size for each in new))
    return {"cpu": mean(seconds), "files": mean(counts), "bytes": mean(sizes)}


def engine(site: Site, lang: str) -> Engine:
    """Describe what is served."""
    files = list(site.files(lang))
    return Engine(
        name="megafono", root=site.out, page=PAGES[lang], files=tuple(files), size=size(files)
    )
