"""Hugo, with its own feeds and sitemap; and with Pagefind after it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

from tests.benchmarks.article import LINK
from tests.benchmarks.entries import LANGUAGES, SECTIONS, Entry, Text, slug_of
from tests.benchmarks.megafono_site import put, yaml
from tests.benchmarks.names import names
from tests.benchmarks.speed.peer import SITES, Peer, described, said, sector
from tests.benchmarks.speed.process import Command

TERMS = {
    "countries": {"it": "paesi", "en": "countries"},
    "sectors": {"it": "settori", "en": "sectors"},
}
TITLES = {
    "news": {"it": "Notizie", "en": "News"},
    "projects": {"it": "Progetti", "en": "Projects"},
    "campaigns": {"it": "Campagne", "en": "Campaigns"},
    "countries": {"it": "Paesi", "en": "Countries"},
    "sectors": {"it": "Settori", "en": "Sectors"},
}


class Hugo(Peer):
    """Hugo alone."""

    name: ClassVar[str] = "hugo"
    template: ClassVar[str] = "layouts/_partials/footer.html"
    made: ClassVar[Sequence[str]] = ("public", "resources", "cache")

    def install(self) -> None:
        """See that the generator is there."""
        self.tools.python("hugo")

    @property
    def program(self) -> Path:
        """The program inside the package of Python's, without its launcher."""
        found = self.tools.python("hugo").glob("lib/*/site-packages/hugo/binaries/hugo*")
        return next(found)

    def commands(self) -> list[Command]:
        """Return the build."""
        return [(self.program, "--quiet", "--cacheDir", self.root / "cache")]

    def version(self) -> str:
        """Return the version."""
        return said((self.program, "version"))

    def set_up(self) -> None:
        """Write settings and templates, and the names and addresses of lists and terms."""
        self.copy("hugo")
        put(self.root / "content/pages/_index.it.md", "---\nbuild: {render: never}\n---\n")
        put(self.root / "content/pages/_index.en.md", "---\nbuild: {render: never}\n---\n")
        for lang in LANGUAGES:
            for kind, title in TITLES.items():
                part = TERMS[kind][lang] if kind in TERMS else SECTIONS_BY_FOLDER[kind][lang]
                self.put_list(kind, lang, title[lang], f"/{lang}/{part}/")
            for each in names().countries:
                self.put_term("countries", each.code.lower(), lang, each.names[lang])
            for key in names().sectors:
                self.put_term("sectors", key, lang, sector(key))

    def copy(self, name: str) -> None:
        """Copy settings and templates."""
        for path in (SITES / name).rglob("*"):
            if path.is_file():
                put(self.root / path.relative_to(SITES / name), path.read_text("utf-8"))

    def put_term(self, kind: str, key: str, lang: str, title: str) -> None:
        """Write the name and the address of a term."""
        self.put_list(
            f"{kind}/{key}", lang, title, f"/{lang}/{TERMS[kind][lang]}/{slug_of(title)}/"
        )

    def put_list(self, path: str, lang: str, title: str, url: str) -> None:
        """Write the name and the address of a list."""
        put(self.root / f"content/{path}/_index.{lang}.md", head({"title": title, "url": url}))

    def file(self, entry: Entry, lang: str) -> str:
        """Return the path of an entry's source below the root."""
        return f"content/{entry.key}.{lang}.md"

    def source(self, entry: Entry, text: Text) -> str:
        """Return the source of an entry; a link is the path of a source, which Hugo resolves."""
        facts = {
            "title": text.title,
            "url": text.url,
            "date": entry.facts["date"],
            **described(text),
            "countries": [code.lower() for code in entry.facts.get("countries", ())],
            "sectors": list(entry.facts.get("sectors", ())),
        }
        return head(facts) + LINK.sub(r"(/\1)", text.body)


class HugoAndPagefind(Hugo):
    """Hugo, then Pagefind over what Hugo wrote, of which it reads the articles."""

    name: ClassVar[str] = "hugo+pagefind"

    def install(self) -> None:
        """See that both programs are there."""
        self.tools.python("hugo")
        self.tools.node()

    def commands(self) -> list[Command]:
        """Return the build and the indexing."""
        return [*super().commands(), (self.pagefind, "--site", "public", "--quiet")]

    @property
    def pagefind(self) -> Path:
        """The launcher of Pagefind."""
        return self.tools.node() / ".bin/pagefind"

    def version(self) -> str:
        """Return both versions."""
        return f"{super().version()} + {said((self.pagefind, '--version'))}"


SECTIONS_BY_FOLDER = {
    "news": SECTIONS["news"],
    "projects": SECTIONS["project"],
    "campaigns": SECTIONS["campaign"],
}


def head(facts: Mapping[str, Any]) -> str:
    """Return front matter."""
    return "".join(
        ["---\n", *(f"{key}: {yaml(value)}\n" for key, value in facts.items()), "---\n\n"]
    )
