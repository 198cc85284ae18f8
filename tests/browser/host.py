"""A site served on loopback as a host does: packed, with how long to keep what, and a 404 page."""

from __future__ import annotations

import functools
import gzip
import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

PACKED = {".html", ".css", ".js", ".json", ".svg", ".xml", ".txt", ".csv", ".ics"}
KEPT = "public, max-age=31536000, immutable"


@functools.lru_cache(maxsize=1000)
def packed(file: Path, stamp: int) -> bytes:
    """Return a file packed; `stamp` tells one version of it from another."""
    return gzip.compress(file.read_bytes(), 6, mtime=0)


class Host(http.server.SimpleHTTPRequestHandler):
    """Serves a folder and says nothing."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *given: Any) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        """Answer with a file, packed if it may be."""
        file = Path(self.translate_path(self.path))
        if file.is_dir() and self.path.partition("?")[0].endswith("/"):
            file /= "index.html"
        if not file.is_file():
            super().do_GET()  # to the same folder with a slash, or a 404
        else:
            self.answer(200, file)

    def answer(self, status: int, file: Path) -> None:
        """Send a file."""
        is_packed = file.suffix in PACKED and "gzip" in self.headers.get("Accept-Encoding", "")
        data = packed(file, file.stat().st_mtime_ns) if is_packed else file.read_bytes()
        self.send_response(status)
        kind = self.guess_type(str(file))
        is_text = file.suffix in (".html", ".css", ".js", ".txt")
        self.send_header("Content-Type", f"{kind}; charset=utf-8" if is_text else kind)
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Cache-Control", KEPT if file.suffix != ".html" else "no-cache")
        if file.suffix in PACKED:
            self.send_header("Vary", "Accept-Encoding")
        if is_packed:
            self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        self.wfile.write(data)

    def send_error(self, code: int, *given: Any) -> None:
        """Answer with the site's own page for what is not there."""
        page = Path(self.directory) / "404.html"
        if code == 404 and page.is_file():
            self.answer(404, page)
        else:
            super().send_error(code, *given)


class Server(http.server.ThreadingHTTPServer):
    """Serves many at once, and lets whoever leaves early go in silence."""

    daemon_threads = True
    request_queue_size = 100

    def handle_error(self, *given: Any) -> None:
        """Say nothing."""


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """Serve a folder meanwhile; gives its address, without a slash at its end."""
    handler = functools.partial(Host, directory=str(folder))
    server = Server(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
