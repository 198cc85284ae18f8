"""Catalogs say all that the code says: nothing missing, nothing stale, every place kept.

Staff read `i18n/staff/it.po` (messages, help); visitors read `i18n/*.po` (the site's interface).
What the code says is found in its syntax tree, and in the templates, not by running it.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from jinja2 import Environment, nodes

from megafono import cli, page, view, why
from megafono.contenttype import BUILT_IN, INTRODUCTIONS, STATUSES
from megafono.problem import sentence

ROOT = Path(__file__).parent.parent
STAFF = ROOT / "i18n" / "staff" / "it.po"
VISITORS = {lang: ROOT / "i18n" / f"{lang}.po" for lang in ("it", "en")}
TEMPLATES = ROOT / "themes" / "default" / "templates"
SAYING = {"message", "Message", "say"}
HELPING = {"option", "flag", "valued"}
ADDRESSES = ("page", *STATUSES, *page.FOLDERS.values(), *(kind.folder for kind in BUILT_IN[1:]))
"""Words of addresses that are not literal where they are asked for."""
TERMS = ("country", "goal", "region", "sector")
"""Contexts of names that come from the vocabularies, not from the code."""

Msgid = tuple[str, str]
"""Context and English text."""


def python_files(*folders: str) -> Iterator[Path]:
    """Yield the modules of the engine or of the plugins."""
    for folder in folders:
        yield from sorted((ROOT / folder).rglob("*.py"))


def calls(file: Path) -> Iterator[tuple[str, ast.Call]]:
    """Yield each call in a module with the last name of what is called."""
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Call):
            called = node.func
            name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
            yield name, node


def literals(node: ast.expr | None) -> Iterator[str]:
    """Yield the texts that an expression may be: one, or either of a choice."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from literals(node.body)
        yield from literals(node.orelse)


def keyword(call: ast.Call, name: str) -> ast.expr | None:
    """Return the argument of a name, or None."""
    return next((item.value for item in call.keywords if item.arg == name), None)


def first(call: ast.Call) -> Iterator[str]:
    """Yield the texts that the first argument may be."""
    yield from literals(call.args[0] if call.args else None)


def told(name: str, call: ast.Call) -> Iterator[Msgid]:
    """Yield what one call says to staff."""
    if name in SAYING:
        yield from (("", text) for text in first(call) if text)
    if name in HELPING:
        yield from (("", text) for text in literals(keyword(call, "help")))
        yield from (("metavar", text) for text in literals(keyword(call, "metavar")))
    if name == "argument":
        yield from (("metavar", text) for text in literals(call.args[1]))
    if name == "text" and isinstance(call.func, ast.Attribute):
        owner = call.func.value
        if isinstance(owner, ast.Name) and owner.id in ("voice", "catalog"):
            context = next(literals(keyword(call, "context")), "")
            yield from ((context, text) for text in first(call))


def staff_msgids() -> set[Msgid]:
    """Return all that the code says to staff."""
    found = {
        item
        for file in python_files("megafono", "plugins")
        for name, call in calls(file)
        for item in told(name, call)
    }
    found |= {("", text) for text in why.WORDS.values()}
    return found | {("", text) for _, text, _ in cli.COMMANDS.values()}


def shown(name: str, call: ast.Call) -> Iterator[Msgid]:
    """Yield what one call of a site (`site.text`, `site.plural`) shows to visitors."""
    if not isinstance(call.func, ast.Attribute) or name not in ("text", "plural"):
        return
    owner = call.func.value
    last = owner.attr if isinstance(owner, ast.Attribute) else getattr(owner, "id", "")
    if last != "site" and not last.endswith("site"):
        return
    given = call.args[2] if name == "text" and len(call.args) > 2 else keyword(call, "context")
    context = next(literals(given), "")
    yield from ((context, text) for text in first(call))


def template_msgids(file: Path) -> Iterator[Msgid]:
    """Yield what a template shows through `_`, `gettext`, `ngettext` and `pgettext`."""
    tree = Environment(autoescape=True).parse(file.read_text("utf-8"))
    for call in tree.find_all(nodes.Call):
        if not isinstance(call.node, nodes.Name):
            continue
        texts = [arg.value for arg in call.args if isinstance(arg, nodes.Const)]
        if call.node.name in ("_", "gettext", "ngettext") and texts:
            yield "", texts[0]
        elif call.node.name == "pgettext" and len(texts) == 2:
            yield texts[0], texts[1]


def visitor_msgids() -> set[Msgid]:
    """Return all that a site may show to visitors."""
    found = {
        item
        for file in python_files("megafono", "plugins")
        for name, call in calls(file)
        for item in shown(name, call)
    }
    found |= {item for file in sorted(TEMPLATES.rglob("*.html")) for item in template_msgids(file)}
    for kind in (*BUILT_IN, *INTRODUCTIONS):
        found |= {("", kind.label), ("", kind.plural)}
    for type_name, labels in view.STATUS_LABELS.items():
        found |= {(f"{type_name} status", label) for label in labels.values()}
    found |= {("", label) for label in view.ASK_LABELS.values()}
    found |= {("", title) for title in page.TAXONOMY_TITLES.values()}
    found |= {("", title) for title in page.STATUS_TITLES.values()}
    return found | {("address", word) for word in ADDRESSES}


def plurals() -> set[Msgid]:
    """Return the singulars of what templates and code show with a number."""
    found = {
        item
        for file in python_files("megafono", "plugins")
        for name, call in calls(file)
        if name == "plural"
        for item in shown(name, call)
    }
    for file in sorted(TEMPLATES.rglob("*.html")):
        tree = Environment(autoescape=True).parse(file.read_text("utf-8"))
        for call in tree.find_all(nodes.Call):
            if isinstance(call.node, nodes.Name) and call.node.name == "ngettext":
                found |= {("", arg.value) for arg in call.args[:1] if isinstance(arg, nodes.Const)}
    return found


def catalog(file: Path) -> Catalog:
    """Return a catalog, read strictly."""
    with file.open("rb") as data:
        return read_po(data, abort_invalid=True)


def entries(found: Catalog) -> dict[Msgid, Message]:
    """Return the entries of a catalog by context and English text; a plural by its singular."""
    return {
        (item.context or "", item.id if isinstance(item.id, str) else item.id[0]): item
        for item in found
        if item.id
    }


def texts(item: Message) -> tuple[str, ...]:
    """Return the translation of an entry: one text, or one a plural form."""
    return (item.string,) if isinstance(item.string, str) else tuple(item.string)


def listed(found: Iterable[Msgid]) -> str:
    """Return msgids one a line, for a person who is to write them."""
    return "\n" + "\n".join(
        f"  [{context}] {text}" if context else f"  {text}" for context, text in sorted(found)
    )


def places(text: str) -> set[str]:
    """Return the names of the `{places}` of a staff text."""
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def visitor_places(text: str) -> set[str]:
    """Return the `%(places)s` and `{places}` of a visitors' text."""
    return set(re.findall(r"%\((\w+)\)s|\{(\w*)\}", text))


def test_the_italian_catalog_says_all_that_staff_may_read() -> None:
    missing = staff_msgids() - {key for key, item in entries(catalog(STAFF)).items() if item.string}
    assert not missing, listed(missing)


def test_the_italian_catalog_says_nothing_stale() -> None:
    stale = entries(catalog(STAFF)).keys() - staff_msgids()
    assert not stale, listed(stale)


def test_translations_for_staff_keep_the_places() -> None:
    wrong = {
        key
        for key, item in entries(catalog(STAFF)).items()
        if places(key[1]) != places(texts(item)[0])
    }
    assert not wrong, listed(wrong)


def test_translations_for_staff_end_as_the_english_does() -> None:
    def end(text: str) -> str:
        return text[-1] if text[-1] in ".?!:" else ""

    wrong = {
        key for key, item in entries(catalog(STAFF)).items() if end(key[1]) != end(texts(item)[0])
    }
    assert not wrong, listed(wrong)


def test_no_entry_for_staff_is_fuzzy() -> None:
    assert not [item.id for item in catalog(STAFF) if item.fuzzy and item.id]


def test_the_italian_catalog_says_all_that_a_site_shows() -> None:
    found = {key for key, item in entries(catalog(VISITORS["it"])).items() if all(texts(item))}
    missing = visitor_msgids() - found
    assert not missing, listed(missing)


def test_the_italian_catalog_has_both_forms_of_each_plural() -> None:
    two = {key for key, item in entries(catalog(VISITORS["it"])).items() if item.pluralizable}
    wanted = plurals()
    assert wanted <= two, listed(wanted - two)


@pytest.mark.parametrize("lang", VISITORS)
def test_the_catalogs_of_visitors_say_nothing_stale(lang: str) -> None:
    found = {key for key in entries(catalog(VISITORS[lang])) if key[0] not in TERMS}
    stale = found - visitor_msgids()
    assert not stale, listed(stale)


@pytest.mark.parametrize("lang", VISITORS)
def test_translations_for_visitors_keep_the_places(lang: str) -> None:
    wrong = {
        key
        for key, item in entries(catalog(VISITORS[lang])).items()
        for text in texts(item)
        if key[0] != "address" and visitor_places(key[1]) != visitor_places(text)
    }
    assert not wrong, listed(wrong)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("is missing", "is missing."), ("mean KE?", "mean KE?"), ("so.", "so."), ("see:", "see:")],
)
def test_a_message_ends_once_before_its_hint(text: str, expected: str) -> None:
    assert sentence(text) == expected
