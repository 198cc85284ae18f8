"""What a generator published: how much, and whether the links within lead anywhere."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser

from tests.benchmarks.speed.peer import ADDRESS


def surveyed(out: Path) -> dict[str, float]:
    """Count files, bytes, and links of pages within the site; `broken` lead to no file."""
    paths = {path.relative_to(out).as_posix(): path for path in files(out)}
    kinds = [path.suffix for path in paths.values()]
    found = [
        link for name, path in paths.items() if path.suffix == ".html" for link in links(name, path)
    ]
    return {
        "html": kinds.count(".html"),
        "xml": kinds.count(".xml"),
        "others": len(kinds) - kinds.count(".html") - kinds.count(".xml"),
        "MB": round(sum(path.stat().st_size for path in paths.values()) / 1e6, 1),
        "links": len(found),
        "broken": sum(not leads(link, paths) for link in found),
    }


def files(out: Path) -> Iterator[Path]:
    """Yield all files of a folder."""
    return (path for path in out.rglob("*") if path.is_file())


def links(name: str, path: Path) -> Iterator[str]:
    """Yield where the links of a page lead within the site, as paths from its root."""
    page = f"{ADDRESS}/{name.removesuffix('index.html')}"
    for node in LexborHTMLParser(path.read_bytes()).css("a[href]"):
        address = urljoin(page, node.attributes["href"] or "")
        if address.startswith(f"{ADDRESS}/"):
            yield unquote(urlsplit(address).path)[1:]


def leads(link: str, paths: dict[str, Path]) -> bool:
    """Return whether there is a file at a path, or an index in the folder of that name."""
    return link in paths or f"{link}/index.html".replace("//", "/").lstrip("/") in paths
