"""A web server on the loopback, as a plain host is: HTTP/1.1, gzip; it notes what it sends."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from mimetypes import guess_type
from pathlib import Path
from threading import Thread
from urllib.parse import unquote, urlsplit

LEVEL = 6
"""What most hosts use."""

WORTH = 0.95
"""A file is sent gzipped if that makes it smaller than this share of itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """One answer: the path asked for, and the bytes of head and body as they went out."""

    path: str
    size: int


@cache
def packed(path: Path) -> tuple[bytes, bool]:
    """Return a file as it is sent, and whether that is gzipped; kept in memory."""
    plain = path.read_bytes()
    small = gzip.compress(plain, LEVEL, mtime=0)
    return (small, True) if len(small) < WORTH * len(plain) else (plain, False)


class Server(ThreadingHTTPServer):
    """Serves a folder; `sent` grows by one with each answer."""

    daemon_threads = True

    def __init__(self, root: Path) -> None:
        """Take a free port."""
        super().__init__(("127.0.0.1", 0), Answer)
        self.root = root.resolve()
        self.sent: list[Sent] = []

    @property
    def url(self) -> str:
        """The address, without a slash at its end."""
        return f"http://127.0.0.1:{self.server_port}"


class Answer(BaseHTTPRequestHandler):
    """Answers GET, head and body in one piece."""

    protocol_version = "HTTP/1.1"
    wbufsize = -1
    disable_nagle_algorithm = True
    server: Server

    def do_GET(self) -> None:
        """Send a file, or 404."""
        path = unquote(urlsplit(self.path).path)
        file = self.server.root / path.lstrip("/")
        file = file / "index.html" if path.endswith("/") else file
        if not file.is_file():
            self.send_error(404)
            return
        body, is_packed = packed(file)
        lines = [
            "HTTP/1.1 200 OK",
            f"Date: {self.date_time_string()}",
            f"Content-Type: {guess_type(file.name)[0] or 'application/octet-stream'}",
            f"Content-Length: {len(body)}",
            "Cache-Control: max-age=600",
            *(["Content-Encoding: gzip"] if is_packed else []),
        ]
        answer = "\r\n".join([*lines, "", ""]).encode() + body
        self.server.sent.append(Sent(path=path, size=len(answer)))
        self.wfile.write(answer)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def serving(root: Path, hot: list[Path]) -> Iterator[Server]:
    """Serve a folder for a while; the `hot` files are gzipped before the first question."""
    for file in hot:
        packed(file)
    server = Server(root)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        packed.cache_clear()
