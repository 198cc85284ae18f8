"""The preview: serves the site as it is being written, and shows each edit at once in the browser.

One process: this thread builds, another serves, another is told of edits by the system. Only the
programs of this computer can ask for anything, unless `host` says otherwise.
"""

from __future__ import annotations

import errno
import ipaddress
import json
import os
import socket
import socketserver
import threading
import webbrowser
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from megafono.answer import Answer, answer, version, with_script
from megafono.model import Options
from megafono.preview import Preview, told, words
from megafono.problem import Catalog, Problem, Stop, message
from megafono.route import split
from megafono.watch import Watch

OWN = "/__megafono/"
MORE_PORTS = 20
LAST_PORT = 65535
PING = 15.0
"""Seconds of silence after which an event stream says that it is still there."""
TAKEN = {errno.EADDRINUSE, errno.EACCES, 10013, 10048}
"""Errors of a port that is another's; the numbers are Windows'."""


def serve(
    options: Options,
    *,
    host: str = "127.0.0.1",
    port: int = 8000,
    open_browser: bool = True,
    say: Callable[[str], object] = print,
    catalog: Catalog,
    stop: threading.Event | None = None,
) -> int:
    """Preview a site until Ctrl-C, or until `stop` is set; return the exit status.

    `say` is given the lines for the terminal, in the catalog's language.
    """
    ended = stop or threading.Event()
    server = listening(host, port)
    address = f"http://{netloc(host, server.server_port)}"
    own_options = preview_options(options, address, server.server_port)
    preview = Preview(own_options, say=say, catalog=catalog)
    server.preview = preview
    if port and server.server_port != port:
        preview.say("Port {port} is taken: {other} is used.", port=port, other=server.server_port)
    try:
        with running(server, preview):
            preview.rebuild()
            preview.say("Preview: {address}/ (Ctrl-C ends it)", address=address)
            if open_browser:
                webbrowser.open(f"{address}/")
            keep_up(preview, ended)
    except KeyboardInterrupt:
        pass
    preview.say("The preview has ended.")
    return 0


def keep_up(preview: Preview, ended: threading.Event) -> None:
    """Build again after each edit, and when the day or something scheduled asks for it."""
    while not ended.is_set():
        if preview.edits.settled(timeout=0.5) or preview.is_due():
            preview.rebuild()


@contextmanager
def running(server: Server, preview: Preview) -> Iterator[None]:
    """Serve and watch, each in a thread of its own, for as long as the block runs."""
    watch = Watch(preview.options.root, preview.edited)
    serving = threading.Thread(target=server.serve_forever, args=(0.1,), daemon=True)
    watch.start()
    serving.start()
    try:
        yield
    finally:
        preview.become(replace(preview.state, is_closed=True))
        server.shutdown()
        server.server_close()
        watch.stop()


def preview_options(options: Options, address: str, port: int) -> Options:
    """Return the options of the preview's builds: its own folder and cache, one a port."""
    root = options.root.resolve()
    name = f"preview/{port}"
    out = root / ".cache" / name / "site"
    return replace(options, root=root, out=out, cache=name, base_url=address, quick=True)


def netloc(host: str, port: int) -> str:
    """Return host and port as an address has them; a host that means all is reached as this one."""
    name = {"0.0.0.0": "127.0.0.1", "::": "[::1]", "": "127.0.0.1"}.get(host, host)
    return f"[{name}]:{port}" if ":" in name and not name.startswith("[") else f"{name}:{port}"


def listening(host: str, port: int) -> Server:
    """Return a server on the port, or on one of the next where that is taken."""
    if not 0 <= port <= LAST_PORT:
        what = message("{port} is not a port: they go up to 65535", port=port)
        hint = message("Choose another with --port.")
        raise Stop([Problem(message=what, hint=hint)], status=2)
    wanted = [port] if not port else range(port, min(port + MORE_PORTS, LAST_PORT) + 1)
    for number in wanted:
        try:
            return Server(host, number)
        except OSError as error:
            if isinstance(error, socket.gaierror) or error.errno not in TAKEN:
                raise Stop([no_host(host, error)], status=2) from error
    what = message("ports {first} to {last} are all taken", first=port, last=max(wanted))
    raise Stop([Problem(message=what, hint=message("Choose another with --port."))], status=1)


def no_host(host: str, error: OSError) -> Problem:
    """Say that a host is not this computer's."""
    what = message("{host} is no address of this computer: {why}", host=host, why=error.strerror)
    return Problem(message=what, hint=message("Leave --host out, or write 127.0.0.1."))


class Server(ThreadingHTTPServer):
    """The standard library's server, with a longer queue and no question to the DNS."""

    request_queue_size = 128
    daemon_threads = True
    # On Windows this option would let two programs have one port.
    allow_reuse_address = os.name != "nt"
    preview: Preview

    def __init__(self, host: str, port: int) -> None:
        """Listen."""
        self.address_family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self.host = host
        super().__init__((host, port), Request)

    def server_bind(self) -> None:
        """Bind without looking up the full name of the host, which can take seconds."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = self.host, self.server_address[1]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of browsers that hang up."""

    def allows(self, netloc: str) -> bool:
        """Tell whether a Host is ours: a name that another site could point here is not.

        Where the preview listens to all, any number will do: numbers cannot be made to point here.
        """
        parts = split(f"//{netloc}")
        name = (parts.hostname or "") if parts else ""
        if name in {"localhost", "127.0.0.1", "::1", self.host.lower()}:
            return True
        with suppress(ValueError):
            return self.host in ("", "0.0.0.0", "::") and bool(ipaddress.ip_address(name))
        return False


class Request(BaseHTTPRequestHandler):
    """One connection of a browser."""

    server: Server
    protocol_version = "HTTP/1.1"
    server_version = "Megafono"
    sys_version = ""
    timeout = 60

    def do_GET(self) -> None:
        """Answer with a file of the site, or with something of the preview's own."""
        origin, url = self.headers.get("Origin"), split(self.path)
        own = split(origin or "")
        if (
            not url
            or not self.server.allows(self.headers.get("Host", ""))
            or (origin is not None and not (own and self.server.allows(own.netloc)))
        ):
            self.give(Answer(status=403, kind="text/plain; charset=utf-8", body=b"403"))
            return
        if url.path == f"{OWN}events":
            self.stream(parse_qs(url.query).get("path", ["/"])[0])
        elif url.path == f"{OWN}reload.js":
            script = Path(__file__).with_name("reload.js").read_bytes()
            self.give(Answer(kind="text/javascript; charset=utf-8", body=script))
        else:
            self.page(url.path)

    def do_HEAD(self) -> None:
        """Answer as to GET, without the body."""
        self.do_GET()

    def page(self, path: str) -> None:
        """Answer with a file of the site; a page gets the script that shows edits and problems."""
        preview = self.server.preview
        state = preview.state
        found = answer(preview, state, path)
        if found.is_page and found.body:
            body = with_script(found.body, version(state, found), state.styles)
            found = replace(found, body=body)
        self.give(found)

    def give(self, found: Answer) -> None:
        """Send an answer; nothing of it is to be kept by the browser."""
        self.send_response(found.status)
        own = {"Content-Type": found.kind, "Content-Length": str(len(found.body))}
        for name, value in {**own, **found.headers}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(found.body)

    def end_headers(self) -> None:
        """Add what every answer says."""
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Cross-Origin-Resource-Policy", "same-origin")
        super().end_headers()

    def stream(self, path: str) -> None:
        """Send what is new for the page at `path`, for as long as a browser shows it."""
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream; charset=utf-8")
        self.end_headers()
        self.close_connection = True
        if self.command == "HEAD":
            return
        with suppress(OSError), self.server.preview.looked_at(path):
            self.follow(path)

    def follow(self, path: str) -> None:
        """Write an event now and after each change of what the page should show."""
        preview, sent = self.server.preview, ""
        state = preview.state
        while not state.is_closed:
            event = json.dumps(self.event(path), ensure_ascii=False)
            self.wfile.write(f"data: {event}\n\n".encode() if event != sent else b": \n\n")
            sent = event
            state = preview.wait(state, PING)

    def event(self, path: str) -> dict[str, Any]:
        """Return what the page at a path should show."""
        preview = self.server.preview
        state = preview.state
        return {
            "version": version(state, answer(preview, state, path)),
            "styles": state.styles,
            "problems": [told(problem, preview.catalog) for problem in state.problems],
            "words": words(preview.catalog),
        }

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing in the terminal of each request."""
