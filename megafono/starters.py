"""What one begins from: a new entry, ready to fill in; and, from `newsite`, a new site."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from megafono import argument, plan, source, taxonomy
from megafono.assembly import assemble
from megafono.known import Known
from megafono.model import ContentType
from megafono.newsite import init_site
from megafono.page import Addresses
from megafono.problem import Catalog, Problem, Stop, did_you_mean, message
from megafono.route import output_path, slugify
from megafono.starttext import (
    TEXTS,
    WRITTEN,
    exists,
    filled,
    key_of,
    parts,
    quoted,
    ui_language,
    values_of,
    without_facts,
    write,
)

__all__ = ["init_site", "new_entry"]

FOLDERS = frozenset({"project", "notice", "campaign"})
"""The types whose entries have pictures or documents, and so a folder each."""
ITALIAN = {
    "page": ("pagina", "pagine"),
    "project": ("progetto", "progetti"),
    "news": ("notizia", "notizie"),
    "notice": ("avviso", "avvisi"),
    "campaign": ("campagna", "campagne"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """An entry to write: its terms are checked, its slug is a file's name."""

    kind: ContentType
    title: str
    slug: str
    langs: tuple[str, ...]
    countries: tuple[str, ...]
    sectors: tuple[str, ...]


def new_entry(
    root: Path,
    type_name: str,
    title: str,
    *,
    langs: Sequence[str] = (),
    countries: Sequence[str] = (),
    sectors: Sequence[str] = (),
    now: datetime,
    catalog: Catalog,
) -> tuple[Path, ...]:
    """Write a ready entry, one file a language (by default the site's first); return the files."""
    known, _ = assemble(source.read(root), now=now, drafts=True)
    known, _, _ = plan.steps(known)
    wanted = checked(known, type_name, title, langs, countries, sectors, now)
    folder = root / "content" / wanted.kind.folder
    refuse_existing(root, folder, wanted)
    is_new = not versions(folder, wanted.slug)
    written = {}
    for number, lang in enumerate(wanted.langs):
        file = file_of(folder, wanted, lang)
        head, body = starting_text(wanted.kind, lang, catalog, values_of(now))
        head = (
            with_terms(head, wanted) if is_new and not number else without_facts(head, wanted.kind)
        )
        lines = [f"title: {quoted(wanted.title)}", *free_slug(known, wanted, lang, now), *head]
        written[file] = "\n".join(["---", *lines, "---", body])
    return write(written)


def checked(
    known: Known,
    type_name: str,
    title: str,
    langs: Sequence[str],
    countries: Sequence[str],
    sectors: Sequence[str],
    now: datetime,
) -> Wanted:
    """Return what is wanted; stop with every reason why it cannot be."""
    kinds = type_names(known)
    problems = []
    if type_name.casefold() not in kinds:
        what = message("there is no content type “{name}”", name=type_name)
        names = [kind.name for kind in known.types.values() if kind.is_listed]
        hint = message("Write one of: {names}.", names=", ".join(names))
        problems.append(Problem(message=what, hint=did_you_mean(type_name, kinds) or hint))
    title = " ".join(title.split())
    slug = slugify(title)
    if not slug:
        problems.append(Problem(message=message("the title has neither letters nor digits")))
    problems += unknown_languages(langs, known.settings.languages)
    by_code = codes(known)
    found_countries = keys_of(countries, known.taxonomies["country"])
    found_sectors = keys_of((by_code.get(key, key) for key in sectors), known.taxonomies["sector"])
    for name, keys in (("country", found_countries), ("sector", found_sectors)):
        for key in keys:
            if key not in known.taxonomies[name]:
                what, near = taxonomy.UNKNOWN[name](key, known.taxonomies)
                problems.append(Problem(message=what, hint=near))
    if problems:
        raise Stop(problems, status=2)
    kind = kinds[type_name.casefold()]
    return Wanted(
        kind=kind,
        title=title,
        slug=file_name(slug, kind, now),
        langs=tuple(dict.fromkeys(langs)) or (known.settings.languages[0],),
        countries=found_countries,
        sectors=found_sectors,
    )


def keys_of(written: Iterable[str], terms: taxonomy.Terms) -> tuple[str, ...]:
    """Return the keys of terms that a person names by key, name or slug; else what is written."""
    found = (key if key in terms else argument.key_of(key, terms) or key for key in written)
    return tuple(dict.fromkeys(found))


def type_names(known: Known) -> dict[str, ContentType]:
    """Return the content types by all their names: in English and Italian, singular and plural."""
    found: dict[str, ContentType] = {}
    for kind in known.types.values():
        if not kind.is_listed:
            continue
        labels = (kind.label, kind.plural)
        said = [words.text(label) for words in known.words.values() for label in labels]
        for name in (kind.name, kind.folder, *labels, *said, *ITALIAN.get(kind.name, ())):
            found.setdefault(name.casefold(), kind)
    return found


def codes(known: Known) -> dict[str, str]:
    """Return the keys of sectors by DAC code, where the code is no key itself."""
    sectors = known.taxonomies["sector"]
    return {
        code: key
        for key, term in sectors.items()
        for code in term.extra.get("dac", ())
        if code not in sectors
    }


def unknown_languages(langs: Iterable[str], languages: Sequence[str]) -> Iterator[Problem]:
    """Find the languages asked for that the site has not."""
    for lang in langs:
        if lang not in languages:
            all_of = ", ".join(languages)
            what = message(
                "“{lang}” is not a language of this site ({known})", lang=lang, known=all_of
            )
            yield Problem(message=what, hint=message("Add it to “languages” in _site.yaml first."))


def file_name(slug: str, kind: ContentType, now: datetime) -> str:
    """Return the name of an entry's file or folder: news begin with their month."""
    if kind.name == "news":
        return f"{now:%Y-%m}-{slug}"
    return f"{slug}-{kind.name}" if slug == "index" else slug


def versions(folder: Path, slug: str) -> list[Path]:
    """Return the files of an entry that are there, in any language."""
    return sorted([*folder.glob(f"{slug}.*.md"), *folder.glob(f"{slug}/index.*.md")])


def file_of(folder: Path, wanted: Wanted, lang: str) -> Path:
    """Return the file of an entry in a language."""
    if wanted.kind.name in FOLDERS:
        return folder / wanted.slug / f"index.{lang}.md"
    return folder / f"{wanted.slug}.{lang}.md"


def refuse_existing(root: Path, folder: Path, wanted: Wanted) -> None:
    """Stop where an entry is there already in a language asked for."""
    ends = tuple(f".{lang}.md" for lang in wanted.langs)
    there = [file for file in versions(folder, wanted.slug) if file.name.endswith(ends)]
    if there:
        raise Stop([exists(file.relative_to(root).as_posix()) for file in there])


def starting_text(
    kind: ContentType, lang: str, catalog: Catalog, values: Mapping[str, str]
) -> tuple[list[str], str]:
    """Return head and body to begin from: what the head explains is in the staff's language."""
    name = kind.name if (TEXTS / "new" / f"{kind.name}.en.md").is_file() else "page"
    ours = ui_language(catalog)
    head, _ = parts(filled((TEXTS / "new" / f"{name}.{ours}.md"), values))
    _, body = parts(
        filled(TEXTS / "new" / f"{name}.{lang if lang in WRITTEN else ours}.md", values)
    )
    known = {*kind.texts.model_fields, *kind.facts.model_fields}
    return [line for line in head if not (key := key_of(line)) or key in known], body


def with_terms(head: Iterable[str], wanted: Wanted) -> list[str]:
    """Return a head with the countries and sectors asked for in the place of their comments."""
    terms = {"countries": wanted.countries, "sectors": wanted.sectors}
    lines = [line for line in head if not terms.get(key_of(line))]
    given = [f"{name}: [{', '.join(map(quoted, keys))}]" for name, keys in terms.items() if keys]
    place = next((at for at, line in enumerate(lines) if not line), len(lines) - 1) + 1
    return [*lines[:place], *given, *lines[place:]]


def free_slug(known: Known, wanted: Wanted, lang: str, now: datetime) -> Iterator[str]:
    """Yield a line with a slug where the title's own would give an address that is taken."""
    slug = slugify(wanted.title)
    tries = [slug, f"{slug}-{now:%Y}", *(f"{slug}-{number}" for number in range(2, 100))]
    addresses = Addresses(known, lang)
    section = "" if wanted.kind.folder == "pages" else addresses.word(wanted.kind.folder)
    taken = {path.casefold() for path in known.paths}
    for found in tries:
        if output_path(addresses.url(section, found)).casefold() not in taken:
            if found != slug:
                yield f"slug: {quoted(found)}"
            return
