"""The documents say what the program is: all of it, and nothing that it is not.

The guide (Italian and English) is for staff, `themes/README.md` for templates, `plugins/README.md`
for plugins, `i18n/README.md` for words and vocabularies; `README.md` maps the project. What they
show is run in `test_shown.py`. With `MEGAFONO_GOLDEN=1` tables are written anew.
"""

from __future__ import annotations

import dataclasses
import dis
import re
import shlex
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path

import click
import pytest

from megafono import blocks, calls, contenttype, frontmatter, settings, source, taxonomy, view
from megafono.assembly import assemble
from megafono.cli import COMMANDS, group
from megafono.entryview import Document, EntryView, Picture
from megafono.page import FOLDERS
from megafono.pageview import Group, PageView
from megafono.plugin import Plugin, is_plugin, name_of
from megafono.site import Site
from megafono.taxonomy import name_in
from megafono.theme import FILTERS
from megafono.view import Alternate, TermView
from megafono.voice import Voice
from plugins import charts, elsewhere, maps
from tests.documents import (
    LANGUAGES,
    ROOT,
    codes,
    fields,
    guide,
    guide_file,
    guide_files,
    keep,
    marked,
    rows,
    section,
    table,
    text_of,
)
from tests.scratch import TODAY

TYPES = {kind.name: kind for kind in (*contenttype.BUILT_IN, *contenttype.INTRODUCTIONS)}
in_both = pytest.mark.parametrize("lang", LANGUAGES)


def lacking(wanted: Iterable[str], told: Iterable[str]) -> list[str]:
    """Return what is wanted and not told."""
    return sorted(set(wanted) - set(told))


# What staff write: the guide


@in_both
def test_the_guide_has_every_setting_and_no_other(lang: str) -> None:
    told, known = rows(guide("settings", lang)), set(fields(settings.Settings))
    assert lacking(known, told) == []
    assert lacking((name for name in told if name.split(".")[0] in known), known) == []


@in_both
@pytest.mark.parametrize("kind", TYPES)
def test_the_guide_has_every_key_of_front_matter(lang: str, kind: str) -> None:
    told = rows(guide("writing/keys", lang))
    assert lacking([*fields(TYPES[kind].texts), *fields(TYPES[kind].facts)], told) == []


@in_both
def test_the_guide_has_no_key_that_is_gone(lang: str) -> None:
    models = [model for kind in TYPES.values() for model in (kind.texts, kind.facts)]
    known = (name for model in models for name in fields(model))
    assert lacking(rows(guide("writing/keys", lang)), known) == []


@in_both
@pytest.mark.parametrize("command", COMMANDS)
def test_the_guide_has_every_command_and_option(lang: str, command: str) -> None:
    text = guide("start/commands", lang)
    common = section(text, {"it": "I comandi in breve", "en": "The commands at a glance"}[lang])
    assert command in rows(common)
    told = re.findall(r"`(--[\w-]+)", common + section(text, f"{command}: "))
    assert lacking(options_of(group(Voice("en")).commands[command]), told) == []


def options_of(command: click.Command) -> Iterator[str]:
    """Yield the options of a command, as `--root`."""
    for param in command.params:
        yield from (name for name in param.opts if name.startswith("--"))


@in_both
def test_the_guide_has_every_block_and_call(lang: str) -> None:
    text, said = guide("writing/blocks", lang), word(lang)
    assert (
        lacking(map(said, blocks.BLOCKS), re.findall(r"^(?:\| `)?::: ([\w-]+)", text, re.M)) == []
    )
    assert lacking(map(said, blocks.FILTERS), rows(text)) == []
    assert lacking(map(said, calls.CALLS), re.findall(r"`\{\{ (\w+)\(", text)) == []


@in_both
def test_the_guide_has_every_block_of_the_shipped_plugins(lang: str) -> None:
    text, said = guide("writing/blocks", lang), word(lang)
    told = re.findall(r"[\w-]+", text)
    for plugin in (maps.plugin, charts.plugin, elsewhere.plugin):
        assert lacking(map(said, plugin.blocks), re.findall(r"^::: ([\w-]+)", text, re.M)) == []
        names = {name for checks in plugin.arguments.values() for name in checks}
        assert lacking(map(said, sorted(names)), told) == []
    for words in (charts.DATA, charts.BY):
        assert lacking([*words][: len(words) // 2] if lang == "it" else words.values(), told) == []


def word(lang: str) -> Callable[[str], str]:
    """Return the function that says a word of blocks in a language."""
    italian = {english: name for name, english in blocks.ITALIAN.items()}
    return (lambda name: italian.get(name, name)) if lang == "it" else (lambda name: name)


def test_the_guide_has_every_italian_word_of_blocks() -> None:
    told = re.findall(r"[\w-]+", guide("writing/blocks", "it"))
    assert lacking([*blocks.ITALIAN, *blocks.ITALIAN_VALUES], told) == []


@in_both
def test_the_guide_has_every_status(lang: str) -> None:
    names = [name for statuses in view.STATUS_LABELS.values() for name in statuses]
    assert lacking(names, re.findall(r"\(`(\w+)`\)", guide("contents", lang))) == []
    assert lacking(names, re.findall(r"`(\w+)`", guide("writing/blocks", lang))) == []


@in_both
def test_the_guide_has_every_plugin_and_every_option(lang: str) -> None:
    text = guide("settings", lang)
    code = "\n".join(file.read_text("utf-8") for file in (ROOT / "plugins").rglob("*.py"))
    pages = "\n".join(file.read_text("utf-8") for file in (ROOT / "themes").rglob("*.html"))
    asked = [".".join(pair) for pair in re.findall(r'option\("(\w+)", "(\w+)"', code)]
    asked += re.findall(r'"options\.([\w.]+)"', code + pages)
    assert asked and lacking(asked, rows(text)) == []
    assert lacking(plugin_names(), re.findall(r"`(\w+)`", text)) == []


def plugin_names() -> list[str]:
    """Return the names of the plugins that are shipped."""
    paths = (file.relative_to(ROOT).as_posix() for file in (ROOT / "plugins").rglob("*.py"))
    return sorted(name_of(path) for path in paths if is_plugin(path))


@in_both
def test_the_guide_has_every_menu_of_the_default_theme(lang: str) -> None:
    pages = [file.read_text("utf-8") for file in (ROOT / "themes").rglob("*.html")]
    shown = re.findall(r'site\.menu\("(\w+)"\)', "\n".join(pages))
    assert (
        shown
        and lacking(shown, re.findall(r"`(\w+)`", rows(guide("settings", lang))["menus"])) == []
    )


@in_both
def test_the_guide_has_every_folder_and_every_word_of_addresses(lang: str) -> None:
    folders = (f"content/{kind.folder}" for kind in TYPES.values())
    assert lacking(folders, rows(guide("writing", lang))) == []
    words = [
        *(kind.folder for kind in contenttype.BUILT_IN[1:]),
        *FOLDERS.values(),
        "search",
        "page",
    ]
    assert lacking(words, re.findall(r"`(\w+)`", rows(guide("settings", lang))["addresses"])) == []


def test_the_commands_that_the_documents_show_exist() -> None:
    every = group(Voice("en"))
    files = [*documents(), *(file for lang in LANGUAGES for file in guide_files(lang))]
    shown = re.compile(r"(?:python3 site\.py|megafono) ([a-z].*?)(?:  +#.*)?[`\n]")
    lines = [line for file in files for line in shown.findall(file.read_text("utf-8"))]
    said = [shlex.split(line) for line in lines if line.split()[0] in COMMANDS]
    for name, *given in said:
        options = [item for item in given if item.startswith("--")]
        assert lacking(options, options_of(every.commands[name])) == [], given
    assert lacking(COMMANDS, (name for name, *_ in said)) == []


# What templates and plugins see

VIEWS = {"page": PageView, "entry": EntryView, "term": TermView, "site": Site}
INNER = {
    "page": {"own", "site", "borne", "crumb", "group_list", "last", "numbered", "part"},
    "entry": {"body", "document", "own", "records", "shares", "site", "term_name", "term_url"},
    "term": {"own", "site"},
    "site": {"answers", "current", "default_menu", "menu_links", "notes", "problems", "translated"},
}
"""What is public because other modules of the engine use it, and is no part of the interface."""


def attributes(view_type: type) -> set[str]:
    """Return the public attributes of a view: its methods, its fields, what its beginning sets."""
    made = dis.get_instructions(view_type.__init__)
    names = {*dir(view_type), *(item.argval for item in made if item.opname == "STORE_ATTR")}
    if dataclasses.is_dataclass(view_type):
        names |= {item.name for item in dataclasses.fields(view_type)}
    return {name for name in names if not name.startswith("_")}


def named(view_name: str, *paths: str) -> set[str]:
    """Return the attributes of a view that documents name: `page.title`, `site.entries(…)`."""
    said = "\n".join("\n".join(re.findall(r"`([^`\n]+)`", text_of(path))) for path in paths)
    return set(re.findall(rf"(?<![\w.\"/]){view_name}\.(?!html|py|yaml)([a-z]\w*)", said))


@pytest.mark.parametrize("name", VIEWS)
def test_every_attribute_that_templates_see_is_documented(name: str) -> None:
    paths = ["themes/README.md", *["plugins/README.md"][: name == "site"]]
    assert lacking(attributes(VIEWS[name]) - INNER[name], named(name, *paths)) == []


@pytest.mark.parametrize("name", VIEWS)
def test_every_attribute_that_is_documented_exists(name: str) -> None:
    told = named(name, "themes/README.md", "plugins/README.md")
    assert told and lacking(told, attributes(VIEWS[name])) == []


GIVEN = (view.Link, Alternate, Picture, Document, Group)


@pytest.mark.parametrize("part", GIVEN, ids=lambda part: part.__name__)
def test_every_field_of_what_templates_are_given_is_documented(part: type) -> None:
    told = re.findall(r"`([\w.]+)`", text_of("themes/README.md"))
    assert lacking((item.name for item in dataclasses.fields(part)), told) == []


def test_every_filter_and_template_is_documented() -> None:
    text = text_of("themes/README.md")
    told = [name for cell in rows(text) for name in re.findall(r"\w+", cell)]
    assert lacking(FILTERS, told) == []
    templates = (ROOT / "themes" / "default" / "templates").glob("*.html")
    assert lacking((file.name for file in templates), re.findall(r"`([\w.]+)`", text)) == []


@pytest.mark.parametrize("part", [item.name for item in dataclasses.fields(Plugin)])
def test_every_part_of_a_plugin_is_documented_with_an_example(part: str) -> None:
    text = text_of("plugins/README.md")
    assert section(text, f"`{part}`").strip()
    assert any(f"{part}=" in code.text.rpartition("plugin = ")[2] for code in codes(text, "python"))
    assert f"`{part}`" in section(text_of("README.md"), "A plugin")


def test_every_shipped_plugin_is_in_the_readme_of_plugins() -> None:
    told = re.findall(r"^\| \[`(\w+)(?:\.py|/)`\]", text_of("plugins/README.md"), re.M)
    assert told == plugin_names()


# The vocabularies


@cache
def vocabulary() -> taxonomy.Taxonomies:
    """Return the terms that Megafono knows by itself."""
    found, _ = assemble(source.read(ROOT), now=TODAY)
    plain = found.settings.model_copy(update={"regions": {}, "sectors": {}})
    return taxonomy.taxonomies(taxonomy.vocabulary(found.sources, found.words), plain, ())


TERMS = {
    ("sector", "it"): ("Settori", "Chiave", "Nome"),
    ("sector", "en"): ("Sectors", "Key", "Name"),
    ("region", "it"): ("Aree", "Codice", "Area"),
    ("region", "en"): ("Regions", "Code", "Region"),
}
"""The section of the guide that lists a taxonomy in a language, and the heads of its table."""


@pytest.mark.parametrize("name, lang", TERMS)
def test_the_guide_has_every_sector_and_region_by_name(name: str, lang: str) -> None:
    title, *head = TERMS[name, lang]
    terms = sorted(vocabulary()[name].items()) if name == "region" else vocabulary()[name].items()
    mark = '"' if name == "region" else ""
    names = [
        (f"`{mark}{key}{mark}`", name_in(term, lang))
        for key, term in terms
        if name == "region" or not term.parents
    ]
    path = guide_file("contents/terms", lang)
    old = re.search(r"(?:^\|.*\|\n)+", section(path.read_text("utf-8"), title), re.M)
    assert old
    keep(path, old.group(), in_pairs(head, names))


def in_pairs(head: list[str], names: list[tuple[str, str]]) -> str:
    """Return a table of keys and names, two of each in a row."""
    half = -(-len(names) // 2)
    right = [*names[half:], *([("", "")] * (2 * half - len(names)))]
    return table((*head, *head), ((*a, *b) for a, b in zip(names[:half], right, strict=True)))


@pytest.mark.parametrize("name", ["sectors", "regions", "countries"])
def test_the_tables_of_the_vocabularies_are_true(name: str) -> None:
    path = ROOT / "i18n" / "README.md"
    start = f"<!-- {name} -->\n"
    keep(path, start + marked(path.read_text("utf-8"), name), start + TABLES[name]())


def sector_table() -> str:
    """Return the sectors with their DAC codes and names."""
    terms = [term for term in vocabulary()["sector"].values() if not term.parents]
    lines = [(f"`{term.key}`", ", ".join(term.extra["dac"]), *in_two(term)) for term in terms]
    return table(("key", "DAC", "Italian", "English"), lines)


def region_table() -> str:
    """Return the regions of the world, those below one after it."""
    terms = vocabulary()["region"]
    above = {
        term.key: " › ".join(reversed([name_in(terms[key], "en") for key in term.parents]))
        for term in terms.values()
    }
    lines = [(f'`"{term.key}"`', above[term.key], *in_two(term)) for term in terms.values()]
    return table(("code", "in", "Italian", "English"), lines)


def country_table() -> str:
    """Return the countries whose names are ours, and not CLDR's."""
    data = (ROOT / "i18n" / "countries.yaml").read_bytes()
    values, _, _ = frontmatter.parse_yaml(data, "i18n/countries.yaml")
    codes_of = sorted(code for code, record in values.items() if "name" in record)
    lines = [(f"`{code}`", *in_two(vocabulary()["country"][code])) for code in codes_of]
    return table(("code", "Italian", "English"), lines)


def in_two(term: taxonomy.Term) -> tuple[str, str]:
    """Return a term's names in Italian and English."""
    return name_in(term, "it"), name_in(term, "en")


TABLES = {"sectors": sector_table, "regions": region_table, "countries": country_table}


# The map, and the links


def documents() -> list[Path]:
    """Return the documents that people read where they stand, not as pages of a site."""
    found = [*ROOT.glob("*.md"), *ROOT.glob("*/README.md"), *ROOT.glob("megafono/decisions/*.md")]
    return sorted(file for file in found if file.relative_to(ROOT).parts[0][0] not in "._")


def test_every_relative_link_of_the_documents_leads_somewhere() -> None:
    lost = []
    for file in documents():
        text = re.sub(
            r"^ *(`{3,}).*?^ *\1$|`[^`\n]*`", "", file.read_text("utf-8"), flags=re.S | re.M
        )
        for target in re.findall(r"\]\(([^)\s]+)\)", text):
            path, _, anchor = target.partition("#")
            there = (file.parent / path) if path else file
            is_lost = not there.exists() or (anchor and anchor not in anchors(there))
            if is_lost and not re.match(r"[a-z]+:", target):
                lost.append(f"{file.relative_to(ROOT)}: {target}")
    assert lost == []


def anchors(file: Path) -> set[str]:
    """Return the anchors of a document's headings, as the hosts of repositories make them."""
    titles = re.findall(r"^#+ (.+)$", file.read_text("utf-8"), re.M)
    return {re.sub(r"[^\w\s-]", "", title.lower()).strip().replace(" ", "-") for title in titles}


def test_the_map_has_every_module_and_every_plugin() -> None:
    text = section(text_of("README.md"), "A map of the repository")
    told = set(re.findall(r"^\| `([\w./-]+)` \|", text, re.M))
    files = [*(ROOT / "megafono").glob("*.py"), *(ROOT / "megafono").glob("*.js")]
    files += (ROOT / "plugins").glob("*.py")
    names = [file.relative_to(ROOT).as_posix() for file in files]
    packages = (ROOT / "plugins").glob("*/__init__.py")
    names += [f"plugins/{file.parent.name}/" for file in packages]
    assert lacking(names, told) == []
    assert [path for path in sorted(told) if not (ROOT / path).exists()] == []


def test_the_maps_have_every_folder() -> None:
    for folder, path in ((ROOT, "README.md"), (ROOT / "tests", "tests/README.md")):
        names = (f"{item.name}/" for item in folder.iterdir() if item.is_dir())
        made = {"dist/", "node_modules/", "public/"}
        told = made | rows(text_of(path)).keys()
        assert (
            lacking((name for name in names if not name.startswith((".", "_", "public-"))), told)
            == []
        )


def test_the_readme_begins_with_the_two_commands() -> None:
    first = next(codes(text_of("README.md"), "sh"))
    assert first.text == "python3 site.py serve\npython3 site.py test\n"
    assert text_of("README.md").startswith(f"# Megafono\n\n```sh\n{first.text}")
    assert (ROOT / "docs" / "demo.jpg").stat().st_size <= 150_000


def test_no_document_names_a_place_of_one_machine() -> None:
    for file in [*documents(), *(file for lang in LANGUAGES for file in guide_files(lang))]:
        found = re.findall(
            r"(?<![\w.])/(?:work|tmp|home/|Users|root)\b\S*", file.read_text("utf-8")
        )
        assert found == [], file.relative_to(ROOT)
