"""What a camera writes into a picture, taken out without touching the picture itself.

Place, date, serial numbers, thumbnails, a film behind the photo: all of it goes. Who made the
picture and who owns it stays (`Credit`). Each function takes the bytes of a file apart as its
format says, and raises ValueError where they are not of it.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from html import unescape
from typing import Any

from megafono.picture import BROKEN

ARTIST, COPYRIGHT = 0x013B, 0x8298
"""The tags of EXIF that name who made a picture and who owns it (Exif 2.32, 4.6.4)."""
BY_LINE, CREDIT, NOTICE = (2, 80), (2, 110), (2, 116)
"""The same in the older way of news agencies (IPTC IIM 4.2)."""
XMP = re.compile(
    rb"<dc:(creator|rights)\b[^<>]*>\s*<rdf:(?:Seq|Alt|Bag)\b[^<>]*>\s*"
    rb"<rdf:li\b[^<>]*>([^<]{1,1000})<"
)
"""The same in XMP, of Dublin Core (ISO 16684-1, 8.3)."""
LONGEST = 200
"""Bytes of a name or a notice that are kept."""


@dataclass(frozen=True, slots=True)
class Credit:
    """Who made a picture, and who owns it, as UTF-8; empty where the file does not tell."""

    artist: bytes = b""
    copyright: bytes = b""

    @property
    def exif(self) -> bytes:
        """EXIF that says this and nothing else, with its heading; empty where nothing is said."""
        from PIL import Image

        if not self.artist and not self.copyright:
            return b""
        tags = Image.Exif()
        for tag, value in ((ARTIST, self.artist), (COPYRIGHT, self.copyright)):
            if value:
                tags[tag] = value
        return bytes(tags.tobytes())


def credit_of(image: Any) -> Credit:
    """Return the credit that an open picture holds: in EXIF, else IPTC, XMP, the texts of a PNG."""
    from PIL import IptcImagePlugin

    exif: Any = {}
    iptc: Any = {}
    with suppress(*BROKEN):
        exif = image.getexif()
    with suppress(*BROKEN):
        iptc = IptcImagePlugin.getiptcinfo(image) or {}
    texts = image.info
    xmp = xmp_of(texts.get("xmp") or texts.get("XML:com.adobe.xmp") or b"")
    artist = exif.get(ARTIST) or iptc.get(BY_LINE) or iptc.get(CREDIT)
    owner = exif.get(COPYRIGHT) or iptc.get(NOTICE)
    return Credit(
        said(artist or xmp.get("creator") or texts.get("Author")),
        said(owner or xmp.get("rights") or texts.get("Copyright")),
    )


def xmp_of(data: bytes | str) -> dict[str, bytes]:
    """Return the first `creator` and `rights` of an XMP packet, as UTF-8; it is not parsed."""
    packet = data.encode("utf-8", "replace") if isinstance(data, str) else data
    found = {name.decode(): text for name, text in reversed(XMP.findall(packet))}
    return {
        name: unescape(text.decode("utf-8", "replace")).encode() for name, text in found.items()
    }


def said(value: Any) -> bytes:
    """Return a name or a notice on one line, cut where it is too long, in UTF-8.

    Cameras write UTF-8 or Latin-1; Pillow reads EXIF as Latin-1.
    """
    value = value[0] if isinstance(value, (list, tuple)) and value else value
    if isinstance(value, str):
        value = value.encode("latin-1") if max(value, default="") <= "\xff" else value.encode()
    if not isinstance(value, bytes):
        return b""
    try:
        text = value.decode("utf-8")
    except UnicodeDecodeError:
        text = value.decode("latin-1")
    line = " ".join(re.sub(r"[\x00-\x1f\x7f]+", " ", text).split())
    return line.encode()[:LONGEST].decode("utf-8", "ignore").encode()


# JPEG (ITU-T T.81, annex B)

AFTER_SCAN = re.compile(rb"\xff+([^\x00\xd0-\xd7\xff])")
"""What ends the data of a scan: a marker that is neither a stuffed byte nor a restart."""
MARKER = re.compile(rb"\xff+([^\x00\xff])")
END, SCAN = 0xD9, 0xDA
NOTES = frozenset({*range(0xE0, 0xF0), 0xFE})
"""The markers of what programs note: all goes but JFIF's and Adobe's, which tell of colours."""


def jpeg(data: bytes, exif: bytes) -> bytes:
    """Return a JPEG without its metadata, and without what stands after its end."""
    if data[:2] != b"\xff\xd8":
        raise ValueError("no JPEG")
    head, rest = [b"\xff\xd8"], []
    for marker, segment in segments(data):
        if marker == 0xE0 and segment[4:9] == b"JFIF\0" and len(segment) >= 18 and not head[1:]:
            head.append(segment[:2] + b"\x00\x10" + segment[4:16] + b"\0\0")
        elif marker not in NOTES or segment[4:9] == b"Adobe":
            rest.append(segment)
    if exif:
        head.append(b"\xff\xe1" + (len(exif) + 2).to_bytes(2, "big") + exif)
    return b"".join([*head, *rest, b"\xff\xd9"])


def segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield marker and bytes of each segment, up to the picture's end; a scan with its data."""
    place = 2
    while found := MARKER.match(data, place):
        marker, start = found.group(1)[0], found.end()
        if marker == END:
            return
        length = int.from_bytes(data[start : start + 2], "big")
        end = start + length
        if length < 2 or end > len(data):
            break
        if marker == SCAN:
            after = AFTER_SCAN.search(data, end)
            if after is None:
                break
            end = after.start()
        yield marker, b"\xff" + data[start - 1 : end]
        place = end
    raise ValueError("a JPEG without end")


# PNG (W3C, PNG Specification, third edition, 11.2 and 11.3)

PNG = b"\x89PNG\r\n\x1a\n"
NEEDED = frozenset({
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"cICP", b"sBIT",
    b"bKGD", b"pHYs", b"acTL", b"fcTL", b"fdAT",
})  # fmt: skip
"""The chunks that say how a picture looks."""


def png(data: bytes, exif: bytes) -> bytes:
    """Return a PNG without its metadata, and without what stands after its end."""
    if not data.startswith(PNG):
        raise ValueError("no PNG")
    made, place, name = [PNG], len(PNG), b""
    while name != b"IEND":
        length, name = int.from_bytes(data[place : place + 4], "big"), data[place + 4 : place + 8]
        end = place + 12 + length
        if len(name) < 4 or end > len(data):
            raise ValueError("a PNG without end")
        if name in NEEDED:
            made.append(data[place:end])
        if name == b"IHDR" and exif:
            made.append(png_chunk(b"eXIf", exif.removeprefix(b"Exif\0\0")))
        place = end
    return b"".join(made)


def png_chunk(name: bytes, data: bytes) -> bytes:
    """Return a chunk of a PNG, with its length and its checksum."""
    return len(data).to_bytes(4, "big") + name + data + zlib.crc32(name + data).to_bytes(4, "big")


# WebP (RFC 9649, 2.3 to 2.7)

KEPT = frozenset({b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF"})
HAS_COLOURS, HAS_EXIF, HAS_XMP = 0x20, 0x08, 0x04


def webp(data: bytes, exif: bytes) -> bytes:
    """Return a WebP without its metadata, and without what stands after its end."""
    if data[:4] != b"RIFF" or data[8:12] != b"WEBP":
        raise ValueError("no WebP")
    made, place, end = [], 12, 8 + int.from_bytes(data[4:8], "little")
    has_head = data[12:16] == b"VP8X"
    if end > len(data):
        raise ValueError("a WebP without end")
    while place + 8 <= end:
        name = data[place : place + 4]
        length = int.from_bytes(data[place + 4 : place + 8], "little")
        inside = data[place + 8 : place + 8 + length]
        if name == b"VP8X" and inside:
            flags = inside[0] & ~(HAS_COLOURS | HAS_EXIF | HAS_XMP)
            inside = bytes([flags | (HAS_EXIF if exif else 0)]) + inside[1:]
        if name in KEPT:
            made.append(webp_chunk(name, inside))
        place += 8 + length + length % 2
    if exif and has_head:
        made.append(webp_chunk(b"EXIF", exif.removeprefix(b"Exif\0\0")))
    body = b"WEBP" + b"".join(made)
    return b"RIFF" + len(body).to_bytes(4, "little") + body


def webp_chunk(name: bytes, data: bytes) -> bytes:
    """Return a chunk of a WebP, of an even number of bytes."""
    return name + len(data).to_bytes(4, "little") + data + b"\0" * (len(data) % 2)


WAYS = {"JPEG": jpeg, "MPO": jpeg, "PNG": png, "WEBP": webp}
"""How each format is stripped; the others are made anew, or copied (GIF)."""
