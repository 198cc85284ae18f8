"""Nikola, which remembers what each of its outputs was made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from re import Match
from typing import ClassVar

from tests.benchmarks.article import LINK
from tests.benchmarks.entries import Entry, Text
from tests.benchmarks.speed.peer import Peer, countries, described, said, sectors
from tests.benchmarks.speed.pelican import CATEGORIES
from tests.benchmarks.speed.process import Command

ADDRESSES: Mapping[str, Mapping[str, str]] = {
    "news": {"it": "/notizie", "en": "/en/news"},
    "projects": {"it": "/progetti", "en": "/en/projects"},
    "campaigns": {"it": "/campagne", "en": "/en/campaigns"},
    "pages": {"it": "", "en": "/en"},
}


class Nikola(Peer):
    """Nikola with a theme of a few templates; countries and sectors are its tags."""

    name: ClassVar[str] = "nikola"
    template: ClassVar[str] = "themes/measured/templates/footer.tmpl"
    made: ClassVar[Sequence[str]] = ("output", "cache", ".doit.db*", "__pycache__")

    def install(self) -> None:
        """See that the generator is there."""
        self.tools.python("nikola")

    def commands(self) -> list[Command]:
        """Return the build."""
        return [(self.tools.python("nikola") / "bin/nikola", "build", "-v", "0")]

    def version(self) -> str:
        """Return the version."""
        return said((self.tools.python("nikola") / "bin/nikola", "version"))

    def file(self, entry: Entry, lang: str) -> str:
        """Return the path of an entry's source below the root."""
        return f"{entry.key}.md" if lang == "it" else f"{entry.key}.{lang}.md"

    def page(self, entry: Entry, lang: str) -> Path:
        """Return the file that an entry becomes in a language."""
        return self.out / address(entry.key, lang).strip("/") / "index.html"

    def source(self, entry: Entry, text: Text) -> str:
        """Return the source of an entry; a link is an address, made of the path of a source."""
        facts = {
            "title": text.title,
            "date": f"{entry.facts['date']} 09:00:00 UTC",
            **described(text),
            "tags": ", ".join([*countries(entry, text.lang), *sectors(entry)]),
            "category": CATEGORIES.get(entry.type, {}).get(text.lang, ""),
        }
        lines = (f".. {key}: {value}\n" for key, value in facts.items() if value)

        def addressed(link: Match[str]) -> str:
            return f"({address(link[1], text.lang)})"

        return "".join(["<!--\n", *lines, "-->\n\n", LINK.sub(addressed, text.body)])


def address(key: str, lang: str) -> str:
    """Return the address that Nikola makes of the path of a source."""
    folder, _, rest = key.partition("/")
    return f"{ADDRESSES[folder][lang]}/{rest}/"
