"""What others host, and how to show it without loading it: a card that leads there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import parse_qs, quote

from megafono.problem import Message, message, nearest
from megafono.route import ascii_host, split
from megafono.settings import is_host

EMBEDDED = frozenset({"iframe", "frame", "embed", "object"})
"""Elements that show somebody's page within ours."""
FORMS = frozenset({"form", "button", "input"})
"""Elements that send what visitors write."""
YOUTUBE = re.compile(r"(?:^|\.)(?:youtube(?:-nocookie)?\.com|youtu\.be)$")
VIMEO = re.compile(r"(?:^|\.)vimeo\.com$")
VIDEO = re.compile(
    r"(?:^|\.)(?:youtube(?:-nocookie)?\.com|youtu\.be|vimeo\.com|dailymotion\.com|twitch\.tv)$"
)
"""The hosts of videos that are known by name."""
VIDEO_PATH = re.compile(r"^/(?:videos/(?:embed|watch)|w)/")
"""How the addresses of videos on PeerTube begin."""

MAPS = re.compile(r"(?:^|\.)(?:openstreetmap\.org|umap\.[\w.-]+|maps\.[\w.-]+|openstreetmap\.fr)$")
"""The hosts of maps that are known by name; Google's are known by their path."""
GOOGLE_PLACE = re.compile(r"/maps/embed\?.*?!2d(-?[\d.]+)!3d(-?[\d.]+)")
"""Longitude and latitude in the address of a map that Google gives to be embedded."""


def watched(address: str) -> str:
    """Return the address at which a video is watched, of one that is embedded or shortened.

    Those of YouTube and Vimeo have forms of their own, as has PeerTube; any other is as it is.
    """
    address = f"https:{address}" if address.startswith("//") else address
    if not (parts := split(address)):
        return address
    host, steps = (parts.hostname or "").lower(), parts.path.strip("/").split("/")
    if YOUTUBE.search(host):
        return youtube(parts.query, host, steps) or address
    if VIMEO.search(host) and steps[0] == "video" and len(steps) > 1:
        hidden = parse_qs(parts.query).get("h", [""])[0]
        return f"https://vimeo.com/{quote(steps[1])}" + (f"/{quote(hidden)}" if hidden else "")
    if parts.path.startswith("/videos/embed/"):
        return f"https://{parts.netloc}/videos/watch/{steps[-1]}"
    return address


def youtube(query: str, host: str, steps: Sequence[str]) -> str:
    """Return the address of a video, or a list of videos, on YouTube; empty where it is neither."""
    given = {name: values[0] for name, values in parse_qs(query).items()}
    key = given.get("v", "")
    if host.endswith("youtu.be"):
        key = steps[0]
    elif steps[0] in ("embed", "v", "live", "shorts") and len(steps) > 1:
        key = "" if steps[1] == "videoseries" else steps[1]
    if not key:
        list_key = given.get("list", "")
        return f"https://www.youtube.com/playlist?list={quote(list_key)}" if list_key else ""
    begin = given.get("t") or given.get("start") or ""
    begin = f"&t={begin.rstrip('s')}s" if begin.rstrip("s").isdigit() else ""
    return f"https://www.youtube.com/watch?v={quote(key)}{begin}"


def is_video(address: str, host: str) -> bool:
    """Tell whether an address is that of a video, by its host or its form."""
    parts = split(address)
    return bool(VIDEO.search(host) or (parts and VIDEO_PATH.match(parts.path)))


def is_map(address: str) -> bool:
    """Tell whether an address is that of a map, by its host or its path."""
    if not (parts := split(address)):
        return False
    host = parts.hostname or ""
    return bool(MAPS.search(host)) or ("google." in host and parts.path.startswith("/maps"))


def opened(address: str) -> str:
    """Return an embedded address as a person opens it: with its scheme, as a page."""
    address = f"https:{address}" if address.startswith("//") else address
    if "openstreetmap.org/export/embed.html" in address:
        return openstreetmap(address)
    if found := GOOGLE_PLACE.search(address):
        return f"https://www.google.com/maps?q={found.group(2)},{found.group(1)}"
    return address.replace("/maps/d/embed?", "/maps/d/viewer?")


def openstreetmap(address: str) -> str:
    """Return the map that an embedded map of OpenStreetMap shows, at its marker or its middle."""
    parts = split(address)
    query = parts.query if parts else ""
    given = {name: values[0] for name, values in parse_qs(query).items()}
    try:
        west, south, east, north = map(float, given["bbox"].split(","))
    except (KeyError, ValueError):
        return "https://www.openstreetmap.org/"
    lat, lon = (south + north) / 2, (west + east) / 2
    place = f"#map=15/{lat:.5f}/{lon:.5f}"
    marked = given.get("marker", "").split(",")
    marker = f"?mlat={quote(marked[0])}&mlon={quote(marked[1])}" if len(marked) == 2 else ""
    return f"https://www.openstreetmap.org/{marker}{place}"


def cure(tag: str, address: str, host: str, hosts: Sequence[str]) -> Message:
    """Return how to do without something of another host; `hosts` are those that are listed."""
    if tag in EMBEDDED and is_video(address, host):
        return message(
            'Write “::: video url={url} title="…"” in its place, and “:::” on the line below.',
            url=watched(address),
        )
    if tag in EMBEDDED:
        return message(
            'Write “::: external url={url} title="…"” in its place, and “:::” on the line below.',
            url=opened(address),
        )
    host = ascii_host(host)
    if not is_host(host):  # no setting would take it
        return without(tag)
    if tag in FORMS:
        return message(
            "Write a link to the page that has the form. If it must be sent from here, add "
            "“{host}” to “hosts” in _site.yaml.",
            host=host,
        )
    if near := nearest(host, hosts, likeness=0.8):
        return message(
            "“hosts” in _site.yaml has “{near}”: write there “{host}”, if that is meant.",
            near=near, host=host,
        )  # fmt: skip
    if tag == "script":
        return message(
            "Show what it shows by a link, or by “::: external url=…”. If the page must load it, "
            "add “{host}” to “hosts” in _site.yaml.",
            host=host,
        )
    return message(
        "Keep the file in the site. If the page must load it from there, add “{host}” to "
        "“hosts” in _site.yaml.",
        host=host,
    )


def without(tag: str) -> Message:
    """Return how to do without something that no setting can allow."""
    if tag in FORMS:
        return message("Write a link to the page that has the form.")
    if tag == "script":
        return message("Show what it shows by a link, or by “::: external url=…”.")
    return message("Keep the file in the site.")
