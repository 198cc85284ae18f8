"""A new site: settings, the pages that every site needs, a first project and a first news item."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from megafono.contenttype import BUILT_IN
from megafono.problem import Catalog, Problem, Stop, message
from megafono.route import slugify
from megafono.starttext import (
    TEXTS,
    WRITTEN,
    filled,
    parts,
    quoted,
    ui_language,
    values_of,
    without_facts,
    write,
)

IGNORED = frozenset({".git", ".DS_Store", "Thumbs.db", "desktop.ini"})
KEYS = {
    "about": {"it": "chi-siamo"},
    "contacts": {"it": "contatti"},
    "privacy": {"it": "privacy"},
    "accessibility": {"it": "accessibilita"},
    "first_project": {"it": "primo-progetto", "en": "first-project"},
    "first_news": {"it": "nuovo-sito", "en": "new-site"},
}
"""The names of the first files, in the language of the site's first texts."""
PAGES = {
    "pages.home.md": ("pages", "index.{lang}.md"),
    "pages.about.md": ("pages", "{about}.{lang}.md"),
    "pages.contacts.md": ("pages", "{contacts}.{lang}.md"),
    "pages.privacy.md": ("pages", "{privacy}.{lang}.md"),
    "pages.accessibility.md": ("pages", "{accessibility}.{lang}.md"),
    "projects.first.md": ("projects", "{first_project}/index.{lang}.md"),
    "news.first.md": ("news", "{month}-{first_news}.{lang}.md"),
}
"""Where each starting text of a site goes."""
READMES = {"it": "LEGGIMI.md", "en": "README.md"}


def init_site(
    folder: Path,
    *,
    name: str | None = None,
    langs: Sequence[str] = ("it", "en"),
    catalog: Catalog,
    now: datetime | None = None,
) -> tuple[Path, ...]:
    """Write a new site in a folder that is empty or not there; return its files."""
    refuse_full(folder)
    refuse_unknown(langs)
    languages = tuple(dict.fromkeys(langs))
    title = " ".join((name or folder.resolve().name.replace("-", " ").capitalize()).split())
    first = languages[0] if languages[0] in WRITTEN else ui_language(catalog)
    values = site_values(title, languages, first, now or datetime.now())
    settings = said_in(filled(TEXTS / "site" / "_site.yaml", values), languages, first)
    texts = {folder / "content" / "_site.yaml": settings}
    for lang in languages:
        texts |= site_pages(folder, lang, lang if lang in WRITTEN else first, languages[0], values)
    for lang in dict.fromkeys(lang if lang in WRITTEN else first for lang in languages):
        texts[folder / READMES[lang]] = filled(TEXTS / "site" / lang / "readme.md", values)
    texts[folder / ".gitignore"] = filled(TEXTS / "site" / "gitignore", {})
    return write(texts)


def refuse_full(folder: Path) -> None:
    """Stop where a folder holds something, or is a file."""
    if folder.is_dir() and not {item.name for item in folder.iterdir()} - IGNORED:
        return
    if folder.exists():
        what = message("the folder {folder} is not empty", folder=folder.name)
        hint = message("A new site wants a folder of its own: give the name of a new one.")
        raise Stop([Problem(message=what, hint=hint)], status=2)


def refuse_unknown(langs: Iterable[str]) -> None:
    """Stop where a code is no language's."""
    from babel import Locale, UnknownLocaleError

    for code in langs:
        try:
            Locale.parse(code, sep="-")
        except (ValueError, UnknownLocaleError):
            what = message("“{code}” is not the code of a language", code=code)
            hint = message("Write two letters, as in [it, en].")
            raise Stop([Problem(message=what, hint=hint)], status=2) from None


def site_values(title: str, languages: Sequence[str], first: str, now: datetime) -> dict[str, str]:
    """Return what the starting texts of a site are filled with."""
    names = {key: said.get(first, key) for key, said in KEYS.items()}
    return {
        **names,
        **values_of(now),
        "month": f"{now:%Y-%m}",
        "name": quoted(title),
        "name_body": re.sub(r"([\\`*_{}\[\]<>])", r"\\\1", title),
        "name_comment": title,
        "slug": re.sub(r"[^a-z0-9-]", "", slugify(title)).strip("-") or "www",
        "languages": ", ".join(languages),
    }


def said_in(settings: str, languages: Sequence[str], first: str) -> str:
    """Return the settings with the comments and the texts of the languages asked for."""
    spoken = [lang for lang in WRITTEN if lang in languages] or [first]
    lines = []
    for line in settings.split("\n"):
        found = re.match(r"#(\w\w) |  (\w\w): ", line)
        lang = (found[1] or found[2]) if found else ""
        if found and lang not in spoken:
            continue
        lines.append(f"# {line[4:]}" if found and found[1] else line)
    return "\n".join(lines)


def site_pages(
    folder: Path, lang: str, written: str, first: str, values: Mapping[str, str]
) -> dict[Path, str]:
    """Return the first pages of a site in a language; facts stand in the first language alone."""
    kinds = {kind.folder: kind for kind in BUILT_IN}
    made = {}
    for name, (section, place) in PAGES.items():
        head, body = parts(filled(TEXTS / "site" / written / name, values))
        if lang != first:
            head = without_facts(head, kinds[section])
        file = folder / "content" / section / place.format_map({**values, "lang": lang})
        made[file] = "\n".join(["---", *head, "---", body])
    return made
