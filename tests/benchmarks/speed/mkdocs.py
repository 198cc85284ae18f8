"""MkDocs, a run for each language, lists made by a hook."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from posixpath import relpath
from re import Match
from typing import ClassVar

from tests.benchmarks.article import LINK
from tests.benchmarks.entries import LANGUAGES, Entry, Text
from tests.benchmarks.speed.hugo import head
from tests.benchmarks.speed.peer import Peer, countries, described, said, sectors
from tests.benchmarks.speed.process import Command


class MkDocs(Peer):
    """MkDocs with a theme of a few templates; it makes addresses of the paths of sources."""

    name: ClassVar[str] = "mkdocs"
    template: ClassVar[str] = "theme/footer.html"
    made: ClassVar[Sequence[str]] = ("public",)

    def install(self) -> None:
        """See that the generator is there."""
        self.tools.python("mkdocs")

    def commands(self) -> list[Command]:
        """Return the builds, a language after the other."""
        program = self.tools.python("mkdocs") / "bin/mkdocs"
        return [(program, "build", "-q", "-f", f"{lang}.yml") for lang in LANGUAGES]

    def version(self) -> str:
        """Return the version."""
        return said((self.tools.python("mkdocs") / "bin/mkdocs", "--version"))

    def file(self, entry: Entry, lang: str) -> str:
        """Return the path of an entry's source below the root."""
        return f"docs/{lang}/{entry.key}.md"

    def page(self, entry: Entry, lang: str) -> Path:
        """Return the file that an entry becomes in a language."""
        return self.out / lang / entry.key / "index.html"

    def source(self, entry: Entry, text: Text) -> str:
        """Return the source of an entry; a link is the path of a source, which MkDocs resolves."""
        facts = {
            "title": text.title,
            "date": entry.facts["date"],
            **described(text),
            "key": entry.key,
            "countries": countries(entry, text.lang),
            "sectors": sectors(entry),
        }
        folder = entry.key.rpartition("/")[0]

        def relative(link: Match[str]) -> str:
            return f"({relpath(link[1], folder)}.md)"

        return head(facts) + LINK.sub(relative, text.body)
