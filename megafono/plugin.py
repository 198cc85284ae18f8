"""The plugin interface, and loading. The only import a plugin needs.

A plugin is a file (or a folder with `__init__.py`) in `plugins/` with one value named `plugin`.
It adds values; it does not intercept. Nothing depends on the order of plugins.
"""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from megafono import source
from megafono.argument import Beside, Checks, any_text, choice, of_kind, page_address
from megafono.contenttype import Facts, Texts
from megafono.entryview import EntryView
from megafono.figures import parted
from megafono.model import EMPTY, BlockCall, ContentType, Entry, File, Page, Piece, Query, Step
from megafono.pageview import PageView
from megafono.problem import Message, Problem, did_you_mean, message
from megafono.site import Site
from megafono.theme import json_filter
from megafono.view import Link, TermView

if TYPE_CHECKING:
    from markdown.extensions import Extension


__all__ = [
    "EMPTY",
    "Beside",
    "BlockCall",
    "ContentType",
    "Entry",
    "EntryView",
    "Facts",
    "File",
    "Link",
    "Markup",
    "Message",
    "Page",
    "PageView",
    "Piece",
    "Plugin",
    "Problem",
    "Query",
    "Site",
    "Step",
    "TermView",
    "Texts",
    "any_text",
    "choice",
    "did_you_mean",
    "json_filter",
    "message",
    "of_kind",
    "page_address",
    "parted",
]


@dataclass(frozen=True, kw_only=True)
class Plugin:
    """What a plugin adds; every part is optional.

    types     content types
    markdown  `(entry, site) -> Extension`: a Markdown extension, new for each body
    blocks    name -> `(site, call) -> Markup`: `:::` blocks that writers use in Markdown
    arguments block -> argument -> check: what those blocks may be given; else anything
    filters   name -> function: template filters
    pages     `(site) -> pages`: derived pages, through a template
    pieces     `(site) -> pieces`: what outputs are made of, kept from build to build
    files     `(site) -> files`: other outputs
    head      `(site, page) -> Markup`: what stands in the `<head>` of each page
    checks    `(site) -> problems`: more checks, run when the site is assembled
    """

    name: str
    types: tuple[ContentType, ...] = ()
    markdown: tuple[Callable[[Entry, Site], Extension], ...] = ()
    blocks: Mapping[str, Callable[..., Markup]] = EMPTY
    arguments: Mapping[str, Checks] = EMPTY
    filters: Mapping[str, Callable[..., object]] = EMPTY
    pages: tuple[Callable[[Site], Iterable[Page]], ...] = ()
    pieces: tuple[Callable[[Site], Iterable[Piece]], ...] = ()
    files: tuple[Callable[[Site], Iterable[File]], ...] = ()
    head: tuple[Callable[[Site, PageView], Markup], ...] = ()
    checks: tuple[Callable[[Site], Iterable[Problem]], ...] = ()


def load(
    files: Mapping[str, Path],
    wanted: Sequence[str] | None,
    taken: Iterable[tuple[str, str]] = (),
) -> tuple[tuple[Plugin, ...], tuple[Problem, ...]]:
    """Import the plugins of `plugins/` by name: all of them, or those wanted. Sorted by name.

    `files` are the plugins' files by path, as `plugins/feeds.py`, `plugins/search/__init__.py`.
    `taken` are the names that Megafono itself has: `("filter", "date")`.
    """
    found = {name_of(path): path for path in files if is_plugin(path)}
    plugins: dict[str, Plugin] = {}
    problems = []
    for name in sorted(found if wanted is None else found.keys() & set(wanted)):
        plugin = imported(name, files[found[name]])
        if isinstance(plugin, Plugin):
            plugins[found[name]] = plugin
        else:
            problems.append(replace(plugin, path=found[name]))
    problems += twice(plugins, taken)
    return tuple(sorted(plugins.values(), key=lambda plugin: plugin.name)), tuple(problems)


def unknown(
    files: Iterable[str], wanted: Sequence[str] | None
) -> Iterator[tuple[int, Message, Message]]:
    """Yield (number in the list, what, hint) for each plugin that is wanted and not there."""
    found = {name_of(path) for path in files if is_plugin(path)}
    for number, name in enumerate(wanted or ()):
        if name not in found:
            near = did_you_mean(name, found)
            known = message("There are: {names}.", names=", ".join(sorted(found)))
            yield number, message("there is no plugin “{name}”", name=name), near or known


def is_plugin(path: str) -> bool:
    """Tell whether a file is a plugin, not a part of one or something beside it."""
    parts = path.split("/")
    if len(parts) == 2:
        return path.endswith(".py") and not parts[1].startswith("_")
    return len(parts) == 3 and parts[2] == "__init__.py"


def name_of(path: str) -> str:
    """Return the name of a plugin by its path."""
    return path.split("/")[1].removesuffix(".py")


def imported(name: str, file: Path) -> Plugin | Problem:
    """Import one plugin anew; a Problem where it cannot be, or has no `plugin`."""
    module_name = f"megafono_plugins_{name}"
    places = [str(file.parent)] if file.name == "__init__.py" else None
    spec = importlib.util.spec_from_file_location(
        module_name, file, submodule_search_locations=places
    )
    if spec is None or spec.loader is None:
        return Problem(message=message("the plugin cannot be loaded"))
    for loaded in [
        known
        for known in sys.modules
        if known == module_name or known.startswith(f"{module_name}.")
    ]:
        del sys.modules[loaded]
    module = importlib.util.module_from_spec(spec)
    sys.modules[module_name] = module
    try:
        with fresh(file):
            spec.loader.exec_module(module)
    except (Exception, SystemExit) as error:
        line = getattr(error, "lineno", None) or last_line(error, file)
        said = error.msg if isinstance(error, SyntaxError) else error
        what = message("the plugin cannot be loaded: {why}", why=f"{type(error).__name__}: {said}")
        hint = message("Mend it, or name under “plugins” in _site.yaml only those to use.")
        return Problem(message=what, line=line or 0, hint=hint)
    plugin: Any = getattr(module, "plugin", None)
    if not isinstance(plugin, Plugin):
        hint = message("End the file with: plugin = Plugin(name=…, …)")
        return Problem(message=message("the file has no value named “plugin”"), hint=hint)
    return plugin


@contextmanager
def fresh(file: Path) -> Iterator[None]:
    """Let Python keep no compiled parts of a site's own plugin meanwhile.

    It knows them by size and second alone, and two edits can be of one second.
    """
    before = sys.dont_write_bytecode
    sys.dont_write_bytecode = before or not file.is_relative_to(source.shipped())
    try:
        yield
    finally:
        sys.dont_write_bytecode = before


def last_line(error: BaseException, file: Path) -> int:
    """Return the last line of a file that an exception passed through, or 0."""
    line, traceback = 0, error.__traceback__
    while traceback is not None:
        if traceback.tb_frame.f_code.co_filename == str(file):
            line = traceback.tb_lineno
        traceback = traceback.tb_next
    return line


def twice(plugins: Mapping[str, Plugin], taken: Iterable[tuple[str, str]] = ()) -> list[Problem]:
    """Find what two plugins (by path) add under one name, or one under a name of Megafono's."""
    seen: dict[tuple[str, str], str] = dict.fromkeys(taken, "Megafono")
    problems = []
    for path, plugin in plugins.items():
        added = [("plugin", plugin.name), *(("type", kind.name) for kind in plugin.types)]
        added += [
            *(("block", name) for name in plugin.blocks),
            *(("filter", name) for name in plugin.filters),
        ]
        for place in added:
            if place in seen:
                what = message(
                    "the plugins “{one}” and “{other}” both add the {kind} “{name}”",
                    one=seen[place], other=plugin.name, kind=place[0], name=place[1],
                )  # fmt: skip
                problems.append(Problem(message=what, path=path))
            seen[place] = plugin.name
    return problems
