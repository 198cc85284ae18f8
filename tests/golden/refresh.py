"""Write anew what the golden site should look like: `python -m tests.golden.refresh`.

Then look at the difference before keeping it.
"""

from __future__ import annotations

import re
import shutil
import sys
import tempfile
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser

from tests.scratch import Scratch

HERE = Path(__file__).parent
PATHS = HERE / "paths.txt"
EXPECTED = HERE / "expected"
WHOLE = ("sitemap.xml", "robots.txt", "it/feed.xml", "data/projects.csv", "index.html")
MAINS = (
    "it/index.html",
    "it/chi-siamo/missione-e-visione/index.html",
    "it/progetti/index.html",
    "it/progetti/pozzi-a-kitui-acqua-pulita/index.html",
    "en/projects/wells-in-kitui/index.html",
    "it/avvisi/avviso-di-co-progettazione/index.html",
    "it/campagne/un-pozzo-per-natale/index.html",
    "it/paesi/kenya/index.html",
    "it/paesi/mozambico/acqua/index.html",
)
DIGEST = re.compile(r"\?v=[0-9a-f]{8}\b")
HASHED = re.compile(
    r"(?<=[-.])[0-9a-f]{8,}(?=\.)|(?<=/texts/)[a-z2-7]{8}|(?<=/index/\w/)[a-z2-7]{8}"
    r"|(?<=(?:lumns|laces)-)[a-z2-7]{8}"
)


def built(folder: Path) -> Scratch:
    """Build the golden site in a folder."""
    site = Scratch(folder)
    shutil.copytree(HERE / "site" / "content", folder / "content", dirs_exist_ok=True)
    site.build()
    assert site.problems == [], site.problems
    return site


def paths(site: Scratch) -> str:
    """Return the paths of all outputs, one a line, without the hashes in their names."""
    return "".join(
        f"{path}\n" for path in sorted({HASHED.sub("HASH", path) for path in site.paths})
    )


def shown(site: Scratch, path: str) -> str:
    """Return an output, without the digests of assets; of a page, what is in its `<main>`."""
    text = DIGEST.sub("?v=DIGEST", site.text(path))
    if path not in MAINS:
        return text
    main = LexborHTMLParser(text).css_first("main")
    return f"{main.html}\n" if main else ""


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        made = built(Path(place))
        PATHS.write_text(paths(made), "utf-8")
        shutil.rmtree(EXPECTED, ignore_errors=True)
        for name in (*WHOLE, *MAINS):
            file = EXPECTED / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(shown(made, name).encode())
    sys.stdout.write(f"Written: {EXPECTED}\n")
