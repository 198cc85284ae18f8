"""Eleventy, with lists, feeds and sitemap made of its collections by templates."""

from __future__ import annotations

import json
from pathlib import Path
from typing import ClassVar

from tests.benchmarks.article import LINK
from tests.benchmarks.entries import Entry, Text
from tests.benchmarks.megafono_site import put
from tests.benchmarks.names import names
from tests.benchmarks.speed.hugo import head
from tests.benchmarks.speed.peer import Peer, described, said, sector
from tests.benchmarks.speed.process import Command


class Eleventy(Peer):
    """Eleventy with Nunjucks for templates and markdown-it, its own, for texts."""

    name: ClassVar[str] = "eleventy"
    template: ClassVar[str] = "content/_includes/footer.njk"

    def install(self) -> None:
        """See that the generator is there."""
        self.tools.node()

    @property
    def program(self) -> Path:
        """The launcher."""
        return self.tools.node() / ".bin/eleventy"

    def commands(self) -> list[Command]:
        """Return the build."""
        return [(self.program, "--quiet")]

    def version(self) -> str:
        """Return the version."""
        return said((self.program, "--version"))

    def set_up(self) -> None:
        """Write settings and templates, names of terms, and the way to the packages."""
        super().set_up()
        known = {
            "countries": {each.code: each.names for each in names().countries},
            "sectors": {key: {"it": sector(key), "en": sector(key)} for key in names().sectors},
        }
        put(self.root / "content/_data/names.json", json.dumps(known, ensure_ascii=False))
        (self.root / "node_modules").unlink(missing_ok=True)
        (self.root / "node_modules").symlink_to(self.tools.node(), target_is_directory=True)

    def file(self, entry: Entry, lang: str) -> str:
        """Return the path of an entry's source below the root."""
        return f"content/{entry.key}.{lang}.md"

    def source(self, entry: Entry, text: Text) -> str:
        """Return the source of an entry; a link asks Eleventy for the address of a source."""
        facts = {
            "layout": "entry.njk",
            "title": text.title,
            "permalink": text.url,
            "date": entry.facts["date"],
            **described(text),
            "lang": text.lang,
            "key": entry.key,
            "type": entry.type,
            "countries": list(entry.facts.get("countries", ())),
            "sectors": list(entry.facts.get("sectors", ())),
        }
        to = rf'({{{{ "/\1.{text.lang}.md" | inputPathToUrl }}}})'
        return head(facts) + LINK.sub(to, text.body)
