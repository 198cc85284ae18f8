"""Links to other sites, tried one by one: `megafono check --external`.

Each address is asked for once, without its fragment; eight sites at a time, one request at a time
to each. Only what says that a page is gone is told (404, 410, 5xx, no such host, no answer): many
sites refuse programs (401, 403, 405, 429, 999) and open for people. A redirect to a loopback or
private address is not followed, unless the link itself was to one: a link must not make this
program speak to the network it runs in.
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPException
from ipaddress import ip_address
from typing import IO, Any
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from megafono.route import split

SECONDS = 10
THREADS = 8
AGENT = "Megafono (link check; +https://github.com/megafono)"
GONE = frozenset({404, 410})


@dataclass(frozen=True, slots=True)
class Reply:
    """What came of asking for an address: a status, or why there was none."""

    status: int = 0
    why: str = ""

    @property
    def is_broken(self) -> bool:
        """Tell whether a visitor would find nothing there."""
        return bool(self.why) or self.status in GONE or 500 <= self.status < 600

    @property
    def words(self) -> str:
        """What to show: the status or the reason."""
        return self.why or str(self.status)


Fetch = Callable[[str], Reply]


def tried(addresses: Iterable[str], fetch: Fetch) -> dict[str, Reply]:
    """Return what comes of asking for each address; those of one site are asked for in a row."""
    by_host: dict[str, list[str]] = {}
    for address in sorted({address.partition("#")[0] for address in addresses}):
        parts = split(address)
        by_host.setdefault(parts.netloc.lower() if parts else "", []).append(address)

    def in_a_row(found: list[str]) -> list[tuple[str, Reply]]:
        return [(address, fetch(address)) for address in found]

    with ThreadPoolExecutor(max_workers=THREADS) as pool:
        return {
            address: reply
            for found in pool.map(in_a_row, by_host.values())
            for address, reply in found
        }


def fetch(address: str) -> Reply:
    """Ask for an address over HTTP: its head, and where a site does not give heads, the page."""
    full = f"https:{address}" if address.startswith("//") else address
    reply = ask(full, "HEAD")
    return ask(full, "GET") if reply.is_broken or reply.status in (403, 405) else reply


def ask(address: str, method: str) -> Reply:
    """Make one request."""
    safe = quote(address, safe="/:?#[]@!$&'()*+,;=%-._~")
    try:
        request = Request(safe, method=method, headers={"User-Agent": AGENT, "Accept": "*/*"})
        opener = build_opener(Redirects(is_private(urlsplit(safe).hostname or "")))
        with opener.open(request, timeout=SECONDS) as answer:
            return Reply(status=answer.status)
    except HTTPError as error:
        error.close()
        return Reply(status=error.code)
    except URLError as error:
        return Reply(why=str(getattr(error.reason, "strerror", None) or error.reason))
    except (OSError, HTTPException, ValueError) as error:
        return Reply(why=str(error) or type(error).__name__)


class Redirects(HTTPRedirectHandler):
    """Follows redirects within http and https, and into a private network only from inside it."""

    def __init__(self, may_be_private: bool) -> None:
        """Say whether a redirect may lead to a private address."""
        self.may_be_private = may_be_private

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: Any, newurl: str
    ) -> Request | None:
        """Return the request that follows a redirect; refuse those that must not be followed."""
        parts = urlsplit(newurl)
        if parts.scheme not in ("http", "https"):
            raise URLError(f"redirect to {parts.scheme}:")
        if not self.may_be_private and is_private(parts.hostname or ""):
            raise URLError("redirect to a private address")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def is_private(host: str) -> bool:
    """Tell whether a host is this machine or in a private network (any of its addresses)."""
    try:
        found = socket.getaddrinfo(host, None)
    except (OSError, UnicodeError):
        return False
    return any(not ip_address(str(row[4][0]).partition("%")[0]).is_global for row in found)


def broken(replies: Mapping[str, Reply]) -> dict[str, str]:
    """Return why each address that is broken is so, in words."""
    return {address: reply.words for address, reply in replies.items() if reply.is_broken}
