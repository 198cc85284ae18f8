"""What the preview answers to an address: a file of the site, the way to one, or the 404 page.

Only outputs that the site has are given, by their exact names: whatever else may stand in the
folder (files with a dot, links out of it, names that only Windows understands) stays unseen.
"""

from __future__ import annotations

import html
import os
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from mimetypes import MimeTypes
from pathlib import Path
from urllib.parse import quote, unquote

from megafono.known import Known
from megafono.preview import Preview, State, waiting
from megafono.source import digest

TEXT_TYPES = {
    ".html": "text/html",
    ".css": "text/css",
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".json": "application/json",
    ".geojson": "application/geo+json",
    ".webmanifest": "application/manifest+json",
    ".xml": "application/xml",
    ".xsl": "application/xml",
    ".svg": "image/svg+xml",
    ".txt": "text/plain",
    ".csv": "text/csv",
    ".ics": "text/calendar",
    ".md": "text/markdown",
}
OTHER_TYPES = {
    ".avif": "image/avif",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
    ".woff": "font/woff",
    ".wasm": "application/wasm",
    ".ico": "image/x-icon",
}
VERSIONED = re.compile(rb"\?v=[0-9a-f]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What is sent: status, media type, bytes, and more headers."""

    status: int = 200
    kind: str = "text/html; charset=utf-8"
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_page(self) -> bool:
        """Tell whether a browser shows this as a page."""
        return self.kind.startswith("text/html")


def answer(preview: Preview, state: State, url: str) -> Answer:
    """Return the answer to the path of an address, percent-encoded, without query."""
    path = unquote(url).lstrip("/")
    known = state.known
    if known is None:
        return nothing_yet(preview, state)
    if (name := output_of(path)) in known.paths or name.startswith(known.folders):
        data = content(preview, state, name)
        return (
            Answer(kind=media_type(name), body=data)
            if data is not None
            else missing(preview, state, path)
        )
    if f"{path}/index.html" in known.paths:
        return moved(f"/{path}/")
    if (now_at := new_address(state, f"/{path}")) is not None:
        return moved(now_at)
    return missing(preview, state, path)


def output_of(path: str) -> str:
    """Return the output that answers to a path."""
    return f"{path}index.html" if not path or path.endswith("/") else path


def new_address(state: State, url: str) -> str | None:
    """Return where the page that once was at an address is now."""
    name = state.former.get(url)
    page = state.known.pages.get(name) if state.known and name else None
    return page.url if page else None


def moved(url: str) -> Answer:
    """Send the browser to another address of the site."""
    return Answer(status=302, headers={"Location": quote(url, safe="/-._~")})


def missing(preview: Preview, state: State, path: str) -> Answer:
    """Return the site's own page for what is not there, in the language of the address."""
    known = state.known
    lang = path.partition("/")[0]
    for name in (f"{lang}/404.html", "404.html"):
        if known is not None and name in known.paths:
            data = content(preview, state, name)
            if data is not None:
                return Answer(status=404, body=data)
    return Answer(status=404, kind="text/plain; charset=utf-8", body=b"404")


def nothing_yet(preview: Preview, state: State) -> Answer:
    """Return the page that stands there before the first good build."""
    text = html.escape(waiting(state).say(preview.catalog))
    lang = html.escape(str(getattr(preview.catalog, "lang", "en")))
    page = (
        f'<!DOCTYPE html>\n<html lang="{lang}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>Megafono</title></head><body><p>{text}</p></body></html>\n"
    )
    return Answer(status=503, body=page.encode(), headers={"Retry-After": "1"})


def content(preview: Preview, state: State, name: str) -> bytes | None:
    """Return the bytes of an output: seen at a glance, as the theme has it, or as published."""
    if name in state.fresh:
        return state.fresh[name]
    if name.endswith(".css") and state.known and (file := theme_file(state.known, name)):
        return file.read_bytes()
    return read_inside(preview.options.out, name)


def theme_file(known: Known, name: str) -> Path | None:
    """Return the file of a theme from which an asset is copied, if it is there."""
    source = known.sources.get(known.theme.find(name) or "")
    is_asset = name.startswith("assets/") and source is not None and source.file.is_file()
    return source.file if source and is_asset else None


def read_inside(folder: Path, name: str) -> bytes | None:
    """Read a file of the folder; not through a link that leads out of it.

    On Windows a new site takes the place of the old in two steps: in between, wait.
    """
    for _ in range(10):
        try:
            file = os.path.realpath(folder / name)
            if not Path(file).is_relative_to(os.path.realpath(folder)):
                return None
            return Path(file).read_bytes()
        except OSError:
            time.sleep(0.02)
    return None


def media_type(name: str) -> str:
    """Return the media type of a file by its name; Windows' registry, often wrong, is not asked."""
    suffix = Path(name).suffix.lower()
    if suffix in TEXT_TYPES:
        return f"{TEXT_TYPES[suffix]}; charset=utf-8"
    return OTHER_TYPES.get(suffix) or MimeTypes().guess_type(name)[0] or "application/octet-stream"


def version(state: State, found: Answer) -> str:
    """Return what tells one look of a page from another; digests of style sheets do not count."""
    seen = VERSIONED.sub(b"", found.body) + repr((found.status, found.headers)).encode()
    return f"{state.assets}-{digest(seen)[:16]}"


def with_script(page: bytes, seen: str, styles: int) -> bytes:
    """Return a page with the preview's script before its `</body>`."""
    attributes = f'data-version="{seen}" data-styles="{styles}"'
    script = f'<script src="/__megafono/reload.js" {attributes} defer></script>\n'.encode()
    at = page.lower().rfind(b"</body>")
    return page + script if at < 0 else page[:at] + script + page[at:]
