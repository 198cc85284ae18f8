"""Everything known before anything is made: settings, entries, terms, data, plugins, theme."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, replace
from datetime import datetime
from difflib import get_close_matches
from posixpath import basename, dirname
from typing import Any
from zoneinfo import ZoneInfo

from megafono import entry as entries_module
from megafono import frontmatter, picture, plugin, query, settings, taxonomy, theme
from megafono.blocks import ARGUMENTS, BLOCKS
from megafono.contenttype import BUILT_IN, INTRODUCTIONS, STATUSES, begins, is_public
from megafono.entry import Naming, at
from megafono.frontmatter import Row, row
from megafono.known import Ground, Known
from megafono.language import language, words
from megafono.model import EMPTY, Alone, Clock, ContentType, Draft, Entry
from megafono.page import FOLDERS
from megafono.problem import Problem, did_you_mean, message, nearest
from megafono.query import Index, project_keys
from megafono.settings import Settings
from megafono.source import Sources
from megafono.taxonomy import Taxonomies

Drafts = Mapping[str, tuple[Draft, ...]]
"""The drafts of each key, by language in the order of the settings."""


def ground(
    sources: Sources, *, base_url: str = "", now: datetime | None = None, quick: bool = False
) -> tuple[Ground, list[Problem]]:
    """Put together what is known at the moment `now` before the content is read.

    `quick` makes pictures in the plainest format alone. Stops where the site has no settings that
    can be used.
    """
    found, warnings = settings.read(sources, base=base_url, quick=quick)
    problems = list(warnings)
    catalogs = {}
    for code in found.languages:
        catalogs[code], wrong = words(code, sources.get(f"i18n/{code}.po"), found.words.get(code))
        problems += wrong
    files = {item.path: item.file for item in sources.under("plugins", suffix=".py")}
    problems += [
        settings.problem(sources, ("plugins", number), what, hint)
        for number, what, hint in plugin.unknown(files, found.plugins)
    ]
    plugins, wrong = plugin.load(files, found.plugins, names_of_ours())
    data, wrong_data = read_data(sources)
    made = Ground(
        settings=found,
        languages={code: language(code) for code in found.languages},
        types=content_types(plugins),
        data=data,
        words=catalogs,
        sources=sources,
        clock=Clock(now=local_now(now, found.time_zone)),
        plugins=plugins,
        theme=theme.Theme(found.theme, sources, all_of(plugins, "filters")),
        blocks={**BLOCKS, **all_of(plugins, "blocks")},
        arguments={**ARGUMENTS, **all_of(plugins, "arguments")},
    )
    return made, [*problems, *wrong, *wrong_data]


def assemble(
    sources: Sources,
    *,
    base_url: str = "",
    now: datetime | None = None,
    drafts: bool = False,
    heads: Mapping[str, Row] = EMPTY,
    looks: Mapping[str, picture.Look] = EMPTY,
    quick: bool = False,
    alone: Alone | None = None,
) -> tuple[Known, list[Problem]]:
    """Put the site together at the moment `now`, with `drafts` or without.

    `heads` are those that an earlier build kept, by path; `looks` are what is known of pictures, by
    the digests of their files. `alone` is the campaign that is to be planned without the rest.
    Stops where the site has no settings that can be used.
    """
    base, problems = ground(sources, base_url="" if alone else base_url, now=now, quick=quick)
    found, types, clock, data = base.settings, base.types, base.clock, base.data
    by_key, wrong_files = read_drafts(sources, found, types, heads)
    entries, hidden, wrong_entries = join(by_key, types, clock, drafts)
    vocabulary = taxonomy.vocabulary(sources, base.words)
    terms = taxonomy.taxonomies(vocabulary, found, entries)
    entries, wrong_terms = known_terms(by_key, entries, terms)
    index = query.index(entries, terms, types, year=clock.today.year)
    names = {item.name for item in base.plugins}
    problems += [
        *wrong_files,
        *wrong_entries,
        *wrong_terms,
        *unknown_introductions(entries, types, terms),
        *settings.unknown_names(found, sources, sections(types), names, set(types)),
        *own_terms(found, terms, sources),
        *references(by_key, entries, data, sources, found),
    ]
    shown = shown_terms(found, index, terms)
    problems += nameless(shown, terms, sources)
    parts = {field.name: getattr(base, field.name) for field in fields(base)}
    known = Known(
        **parts,
        index=index,
        taxonomies=terms,
        shown=shown,
        hidden=hidden,
        heads=heads_of(by_key, sources, heads),
        pictures=picture.looks(sources, looks),
        alone=alone,
    )
    return known, problems


def names_of_ours() -> Iterator[tuple[str, str]]:
    """Yield the names that no plugin may take."""
    yield from (("block", name) for name in BLOCKS)
    yield from (("filter", name) for name in theme.FILTERS)
    yield from (("type", kind.name) for kind in (*BUILT_IN, *INTRODUCTIONS))


def sections(types: Mapping[str, ContentType]) -> set[str]:
    """Return the names of the parts of addresses whose words the settings may change."""
    folders = {kind.folder for kind in types.values()}
    return {*folders, *FOLDERS.values(), *STATUSES, "search", "page"}


def all_of(plugins: Iterable[plugin.Plugin], part: str) -> dict[str, Any]:
    """Return one map of what all plugins add to a part."""
    return {name: value for item in plugins for name, value in getattr(item, part).items()}


def local_now(now: datetime | None, time_zone: str) -> datetime:
    """Return the moment of the build in the site's time zone: that given, else the clock's.

    The clock's is taken to the minute.
    """
    zone = ZoneInfo(time_zone)
    if now is None:
        return datetime.now(zone).replace(second=0, microsecond=0)
    return now.replace(tzinfo=zone) if now.tzinfo is None else now.astimezone(zone)


def content_types(plugins: Iterable[plugin.Plugin]) -> dict[str, ContentType]:
    """Return all content types by name: Megafono's, then those of plugins."""
    added = (kind for item in plugins for kind in item.types)
    return {kind.name: kind for kind in (*BUILT_IN, *added, *INTRODUCTIONS)}


def heads_of(by_key: Drafts, sources: Sources, kept: Mapping[str, Row]) -> dict[str, Row]:
    """Return the heads in which nothing is wrong, by path, as they are kept."""
    found = {}
    for draft in (draft for drafts in by_key.values() for draft in drafts):
        if draft.head.digest:
            file, before = sources.files[draft.path].digest, kept.get(draft.path)
            is_same = before is not None and before[0] == file
            found[draft.path] = before if before and is_same else row(draft.head, file)
    return found


def read_drafts(
    sources: Sources,
    found: Settings,
    types: Mapping[str, ContentType],
    heads: Mapping[str, Row],
) -> tuple[Drafts, list[Problem]]:
    """Read every content file; return the drafts by key, and the files that are none."""
    by_folder = {kind.folder: kind for kind in types.values()}
    drafts: dict[str, list[Draft]] = {}
    problems: list[Problem] = []
    names: dict[tuple[str, str], str] = {}
    for source in sources.under("content"):
        if "/_" not in source.path and source.path.lower().endswith(entries_module.MISTAKEN):
            problems.append(entries_module.mistaken(source.path))
        if "/_" in source.path or not source.path.lower().endswith(".md"):
            continue
        name = entries_module.naming(source.path, found.languages, by_folder)
        if isinstance(name, Problem):
            problems.append(name)
        elif (name.key, name.lang) in names:
            problems.append(same_key(source.path, names[name.key, name.lang], name))
        else:
            names[name.key, name.lang] = source.path
            draft = entries_module.parse(source, name, by_folder, heads.get(source.path))
            drafts.setdefault(name.key, []).append(draft)
    rank = {code: number for number, code in enumerate(found.languages)}
    return {
        key: tuple(sorted(found, key=lambda d: rank[d.lang])) for key, found in drafts.items()
    }, problems


def same_key(path: str, other: str, name: Naming) -> Problem:
    """Say that two files are the same entry in the same language."""
    what = message("this is the same page as {other} ({lang})", other=other, lang=name.lang)
    return Problem(message=what, path=path, hint=message("Keep one of the two files."))


def join(
    by_key: Drafts, types: Mapping[str, ContentType], clock: Clock, drafts: bool
) -> tuple[list[Entry], dict[str, str], list[Problem]]:
    """Return the entries to publish, why each other key is hidden, and problems.

    A key is hidden as `draft`, `later` or `over`.
    """
    entries: list[Entry] = []
    hidden: dict[str, str] = {}
    problems: list[Problem] = []
    now = clock.local
    for key, found in by_key.items():
        joined, wrong = entries_module.entries_of(found, types[found[0].type], clock)
        problems += wrong
        facts = joined[0].facts if joined else None
        if facts is None or drafts:
            entries += joined
        elif facts.draft:
            hidden[key] = "draft"
        elif not is_public(facts, now):
            hidden[key] = "later" if facts.publish and now < begins(facts.publish) else "over"
        else:
            entries += joined
    return entries, hidden, problems


def owner(by_key: Drafts, key: str, field: str) -> Draft:
    """Return the draft of a key that holds a field, or its first."""
    found = by_key[key]
    return next((draft for draft in found if field in draft.head.values), found[0])


def known_terms(
    by_key: Drafts, entries: Iterable[Entry], terms: Taxonomies
) -> tuple[list[Entry], list[Problem]]:
    """Return the entries without the terms that no taxonomy has, and a problem for each."""
    made, problems, told = [], [], set()
    for entry in entries:
        facts = taxonomy.canonical(entry.facts, terms)
        entry = entry if facts is entry.facts else replace(entry, facts=facts)
        unknown = list(taxonomy.unknown(entry.facts, terms))
        if unknown and entry.key not in told:
            told.add(entry.key)
            for way, what, hint in unknown:
                problems.append(at(owner(by_key, entry.key, str(way[0])), way, what, hint))
        made.append(
            replace(entry, facts=taxonomy.without_unknown(entry.facts, terms)) if unknown else entry
        )
    return made, problems


def unknown_introductions(
    entries: Iterable[Entry], types: Mapping[str, ContentType], terms: Taxonomies
) -> Iterator[Problem]:
    """Find the texts that introduce a term that nobody knows: they would be shown nowhere."""
    for entry in entries:
        key = entry.key.partition("/")[2]
        is_introduction = not types[entry.type].is_listed and entry.type in taxonomy.UNKNOWN
        if is_introduction and key not in terms[entry.type]:
            what, hint = taxonomy.UNKNOWN[entry.type](key, terms)
            yield Problem(message=what, path=entry.path, line=1, column=1, hint=hint)


def own_terms(found: Settings, terms: Taxonomies, sources: Sources) -> Iterator[Problem]:
    """Find the countries that the organisation's own regions name and nobody knows."""
    for key, own in found.regions.items():
        for number, country in enumerate(own.countries):
            if country in terms["country"]:
                continue
            what, hint = taxonomy.unknown_country(country, terms)
            yield settings.problem(sources, ("regions", key, "countries", number), what, hint)


def read_data(sources: Sources) -> tuple[dict[str, Any], list[Problem]]:
    """Read the files of `content/_data/`, by name."""
    data: dict[str, Any] = {}
    problems: list[Problem] = []
    for source in sources.under("content/_data"):
        if source.path.endswith((".yaml", ".yml")):
            values, _, wrong = frontmatter.parse_yaml(source.read(), source.path)
            problems += wrong
            data[basename(source.path).rpartition(".")[0]] = values
    return data, problems


def references(
    by_key: Drafts,
    entries: Iterable[Entry],
    data: Mapping[str, Any],
    sources: Sources,
    found: Settings,
) -> Iterator[Problem]:
    """Find what front matter names and is not there: projects, records of data, files, texts."""
    projects = {key for key in by_key if key.startswith("projects/")}
    told = set()
    for entry in entries:
        if (alt := missing_alt(by_key, entry)) is not None:
            yield alt
        if entry.key in told:
            continue
        told.add(entry.key)
        for number, key in enumerate(project_keys(entry)):
            if key not in projects:
                what = message("there is no project “{key}”", key=key)
                yield at(
                    owner(by_key, entry.key, "projects"),
                    ("projects", number),
                    what,
                    did_you_mean(key, projects) or message("Write its key, as in projects/wells."),
                )
        yield from unknown_records(by_key, entry, data)
        yield from missing_files(by_key, entry, sources)
        yield from untranslated(by_key, entry, found)


def unknown_records(by_key: Drafts, entry: Entry, data: Mapping[str, Any]) -> Iterator[Problem]:
    """Find the donors and partners that `_data` does not have, where it has any."""
    for name in ("donors", "partners"):
        for number, key in enumerate(getattr(entry.facts, name, ())):
            if name in data and key not in data[name]:
                what = message(
                    "“{key}” is not in {path}", key=key, path=f"content/_data/{name}.yaml"
                )
                yield at(
                    owner(by_key, entry.key, name),
                    (name, number),
                    what,
                    did_you_mean(key, data[name])
                    or message("There are: {names}.", names=", ".join(sorted(data[name]))),
                )


def missing_files(by_key: Drafts, entry: Entry, sources: Sources) -> Iterator[Problem]:
    """Find the pictures and documents that front matter names and that are not there."""
    facts = entry.facts
    named: list[tuple[tuple[str | int, ...], str]] = [(("image",), facts.image)]
    named += [
        (("documents", i, "file"), item.file)
        for i, item in enumerate(getattr(facts, "documents", ()))
    ]
    if getattr(facts, "outcome", None):
        named.append((("outcome", "file"), facts.outcome.file))
    for way, file in named:
        if not file:
            continue
        draft = owner(by_key, entry.key, str(way[0]))
        path = picture.path_of(file, draft.path)
        if sources.get(path) is None:
            beside = {
                basename(item.path)
                for item in sources.under(dirname(path))
                if dirname(item.path) == dirname(path) and not item.path.endswith(".md")
            }
            near = nearest(basename(path), beside)
            hint = message("Did you mean “{near}”?", near=near) if near else None
            hint = hint or message("Put the file beside the page, in a folder of its name.")
            yield at(draft, way, message("the file “{file}” is not there", file=file), hint)


def missing_alt(by_key: Drafts, entry: Entry) -> Problem | None:
    """Return a warning where an entry has a picture and a language does not say what is in it."""
    if not entry.facts.image or entry.texts.image_alt:
        return None
    draft = next(draft for draft in by_key[entry.key] if draft.lang == entry.lang)
    what = message("the picture has no “image_alt”: who does not see it is told nothing")
    hint = message("Add a line “image_alt: …” that says what is in the picture.")
    return replace(at(draft, ("title",), what, hint), level="warning")


def untranslated(by_key: Drafts, entry: Entry, found: Settings) -> Iterator[Problem]:
    """Find the texts of facts that are per language and name a language that the site has not."""
    for draft in by_key[entry.key]:
        for way, values in frontmatter.maps_in(draft.head.values, ()):
            if not values.keys() & set(found.languages) or way[:1] == ("iati",):
                continue
            for code in values.keys() - set(found.languages):
                if get_close_matches(code, found.languages, 1) or len(code) == 2:
                    known = ", ".join(found.languages)
                    what = message(
                        "“{lang}” is not a language of this site ({known})", lang=code, known=known
                    )
                    hint = message("Take it away, or add the language to _site.yaml.")
                    yield at(draft, (*way, code, frontmatter.KEY_MARK), what, hint)


def nameless(
    shown: Mapping[tuple[str, str], tuple[str, ...]], terms: Taxonomies, sources: Sources
) -> Iterator[Problem]:
    """Find the terms that have a page in a language and no name in it."""
    for (name, lang), keys in shown.items():
        for key in keys:
            term = terms[name][key]
            if lang in term.names:
                continue
            what = message("“{key}” has a page in {lang}, and no name in it", key=key, lang=lang)
            if term.is_own:
                hint = message("Add “{lang}: …” to its names.", lang=lang)
                way = (f"{name}s", key)
                yield replace(settings.problem(sources, way, what, hint), level="warning")
                continue
            hint = message(
                "Add its name to the catalog, with the context “{context}”: “{name}”.",
                context=CONTEXTS.get(name, name),
                name=term.extra.get("english", key),
            )
            yield Problem(message=what, path=f"i18n/{lang}.po", hint=hint, level="warning")


CONTEXTS = {"sdg": "goal"}
"""The context of a taxonomy's names in the catalogs, where it is not the taxonomy's own name."""


def shown_terms(
    found: Settings, index: Index, terms: Taxonomies
) -> dict[tuple[str, str], tuple[str, ...]]:
    """Return the keys of the terms that have a page: an entry bears them, or introduces them."""
    shown = {}
    for name in taxonomy.NAMES:
        for lang in found.languages:
            shown[name, lang] = tuple(
                key
                for key in terms[name]
                if index.by_term.get((lang, name, key))
                or (f"{FOLDERS[name]}/{key}", lang) in index.entries
            )
    return shown
