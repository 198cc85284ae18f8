"""What a file that is no page of ours makes a browser fetch, and run: HTML, XML and CSS.

Such a file is published as it is, and opened by its own address: no policy stands in it. XML is
read as XML, whose prefixes, entities and encodings hide nothing then.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Mapping
from html import unescape
from typing import Any
from xml.parsers import expat

from megafono import fetches
from megafono.fetches import Dead, Seen
from megafono.outside import EMBEDDED

HTML = (".html", ".htm", ".shtml")
XML = (".svg", ".xhtml", ".xht", ".xsl", ".xslt")
"""Files of which a browser shows every element that it knows."""
DATA = (".xml",)
"""Files of which it shows those in the namespaces of pages and drawings alone."""
SUFFIXES = (*HTML, *XML, *DATA, ".css")
SHOWN = ("http://www.w3.org/1999/xhtml ", "http://www.w3.org/2000/svg ")
SHEET = re.compile(r"""\bhref\s*=\s*["']([^"']*)""")
"""The style sheet that an XML file names (Associating Style Sheets with XML documents)."""
MARKS = ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
BLIND = re.compile("[\x00\x1b]")
"""Signs of an encoding that is not the one a file is read in."""


def read(path: str, data: bytes) -> Seen:
    """Return what was seen of a file: `dead` is what runs (`script`, `handler`), or `unread`."""
    suffix = "." + path.lower().rpartition(".")[2]
    if suffix == ".css":
        return Seen(fetched=[("style", one) for one in fetches.in_css(decoded(data, "replace"))])
    seen = of_html(data) if suffix in HTML else of_xml(data, suffix in DATA)
    seen.dead = [item for item in seen.dead if item.kind != "style"]
    seen.dead += scripts(seen)
    return seen


def decoded(data: bytes, errors: str) -> str:
    """Return a text by its byte order mark, else as UTF-8 (Encoding Standard, 6)."""
    encoding = next((name for mark, name in MARKS if data.startswith(mark)), "utf-8-sig")
    return data.decode(encoding, errors).removeprefix("\ufeff")


def of_html(data: bytes) -> Seen:
    """Read a file of HTML; one that is not of UTF-8 may mean something else to a browser."""
    try:
        text = decoded(data, "strict")
    except UnicodeDecodeError:
        text = "\0"
    if BLIND.search(text):
        return Seen(dead=[Dead("unread", "")])
    return fetches.whole(text, is_wary=True)


def of_xml(data: bytes, is_data: bool) -> Seen:
    """Read a file of XML; one of data may be broken, for a browser shows nothing of it then."""
    reader = Reader(is_data)
    try:
        reader.parser.Parse(data, True)
    except (expat.ExpatError, ValueError, LookupError):
        reader.is_broken = True
    if reader.is_broken and not is_data:
        reader.seen.dead.append(Dead("unread", ""))
    return reader.seen


class Reader:
    """Reads XML, and notes what was seen of it."""

    def __init__(self, is_data: bool) -> None:
        """Begin with nothing seen."""
        self.seen = Seen()
        self.is_data = is_data
        self.is_broken = False
        self.texts: list[tuple[str, Mapping[str, str], list[str]]] = []
        self.parser = expat.ParserCreate(namespace_separator=" " if is_data else None)
        self.parser.StartElementHandler = self.begin
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.text
        self.parser.ProcessingInstructionHandler = self.instruction
        self.parser.EntityDeclHandler = self.entity

    def begin(self, full: str, given: Mapping[str, str]) -> None:
        """Read an element by its name without prefix; so it is with `xlink:href`."""
        if self.is_data and not full.startswith(SHOWN):
            return
        name = local(full)
        attributes = {
            "xlink:href" if local(key) == "href" != key else local(key): value
            for key, value in given.items()
        }
        fetches.read(self.seen, name, attributes)
        self.seen.dead += fetches.handlers(attributes)
        if name in ("style", "script"):
            self.texts.append((full, attributes, []))

    def end(self, full: str) -> None:
        """Read a style sheet or a script that ends here."""
        if self.texts and self.texts[-1][0] == full:
            _, attributes, parts = self.texts.pop()
            if not (local(full) == "script" and fetches.has_source(attributes)):
                fetches.inside(self.seen, local(full), attributes, "".join(parts))

    def text(self, data: str) -> None:
        """Keep the text of a style sheet."""
        if self.texts:
            self.texts[-1][2].append(data)

    def instruction(self, target: str, data: str) -> None:
        """Note the style sheet that the file names."""
        if target == "xml-stylesheet":
            self.seen.fetched += [("link", unescape(one)) for one in SHEET.findall(data)]

    def entity(self, name: str, is_parameter: bool, *_: Any) -> None:
        """Refuse parts of a DTD that are put together: they are not followed."""
        self.is_broken |= bool(is_parameter)


def local(name: str) -> str:
    """Return a name without its prefix or namespace, in small letters."""
    return re.split("[ :]", name)[-1].lower()


def scripts(seen: Seen) -> Iterator[Dead]:
    """Find files that are run, and what runs out of an address."""
    for element, address in seen.fetched:
        begun = address.strip(fetches.BLANK)[:11].lower()
        is_frame = element in EMBEDDED and begun.startswith("data:")
        if element == "script" or begun == fetches.SCRIPT or is_frame:
            yield Dead("script", address)
