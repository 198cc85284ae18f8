"""Pelican, a run for each language, its cache of converted texts in use."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from tests.benchmarks.article import LINK
from tests.benchmarks.entries import LANGUAGES, Entry, Text
from tests.benchmarks.speed.peer import Peer, countries, other, said, sectors
from tests.benchmarks.speed.process import Command

CATEGORIES = {
    "news": {"it": "Notizie", "en": "News"},
    "project": {"it": "Progetti", "en": "Projects"},
    "campaign": {"it": "Campagne", "en": "Campaigns"},
}


class Pelican(Peer):
    """Pelican with a theme of a few templates; countries and sectors are its tags."""

    name: ClassVar[str] = "pelican"
    template: ClassVar[str] = "theme/templates/footer.html"
    made: ClassVar[Sequence[str]] = ("public", "cache")

    def install(self) -> None:
        """See that the generator is there."""
        self.tools.python("pelican")

    def commands(self) -> list[Command]:
        """Return the builds, a language after the other."""
        program = self.tools.python("pelican") / "bin/pelican"
        return [(program, f"content/{lang}", "-s", f"{lang}.py", "-q") for lang in LANGUAGES]

    def version(self) -> str:
        """Return the version."""
        return said((self.tools.python("pelican") / "bin/pelican", "--version"))

    def file(self, entry: Entry, lang: str) -> str:
        """Return the path of an entry's source below the root."""
        return f"content/{lang}/{entry.key}.md"

    def source(self, entry: Entry, text: Text) -> str:
        """Return the source of an entry; a link is the path of a source, which Pelican resolves."""
        address = text.url.removeprefix(f"/{text.lang}/")
        head = {
            "Title": text.title,
            "Date": entry.facts["date"].isoformat(),
            "Slug": text.slug,
            "Url": address,
            "Save_as": f"{address}index.html",
            "Summary": text.summary,
            "Category": CATEGORIES.get(entry.type, {}).get(text.lang, ""),
            "Tags": ", ".join([*countries(entry, text.lang), *sectors(entry)]),
            "Alternate": other(entry, text),
        }
        lines = [f"{key}: {value}\n" for key, value in head.items() if value]
        return "".join([*lines, "\n", LINK.sub(r"({filename}/\1.md)", text.body)])
