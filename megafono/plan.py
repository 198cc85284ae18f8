"""Every file that will exist, with what makes it, before the first one is made."""

from __future__ import annotations

import sys
from ast import literal_eval
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from operator import attrgetter
from typing import Any

from megafono import (
    body,
    card,
    darkroom,
    inspection,
    link,
    page,
    picture,
    rendition,
    settings,
    weight,
)
from megafono.campaign import faults
from megafono.codec import OWN
from megafono.known import Answers, Known
from megafono.model import File, Page, Piece, Source, Step
from megafono.pageview import PageView
from megafono.picture import Look
from megafono.problem import Problem, did_you_mean, message, place_of
from megafono.question import Question
from megafono.route import collisions, output_path, strays
from megafono.settings import Images
from megafono.site import Site
from megafono.trace import raised


def steps(known: Known) -> tuple[Known, tuple[Step, ...], tuple[Problem, ...]]:
    """Plan the site: what is known with its pages and paths, the steps, and what is wrong.

    Of a campaign alone its own site is planned. What is wrong: two outputs with one path, what
    plugins raise while they plan, what they check.
    """
    if known.alone:
        from megafono import microsite  # which plans by help of this module

        return microsite.steps(known)
    pages = list(page.pages(known))
    known = replace(known, pages=by_name(pages))
    asked: set[Question] = set()
    more, problems = added(known, "pages", asked)
    pages += more
    known = replace(known, pages=by_name(pages))
    pieces, unplanned = added(known, "pieces", asked)
    more_files, wrong = added(known, "files", asked)
    files = [*assets(known), *media(known), *card.files(known), *more_files]
    problems += unpublishable(known)
    paths = [
        *((output_path(item.url), item.source) for item in pages),
        *((file.path.removesuffix("/"), file.source) for file in files),
    ]
    folders = tuple(file.path for file in files if file.path.endswith("/"))
    single = {path for path, _ in paths}.difference(path.removesuffix("/") for path in folders)
    known = replace(known, paths=frozenset(single), folders=folders, parts=dict(parts(files)))
    found, broken = added(known, "checks", asked)
    looked_at = frozenset(question[1] for question in asked if question[0] == "file")
    known = replace(known, planned_from=looked_at)
    problems += [*unplanned, *wrong, *broken, *found]
    problems += [*collisions(named_sources(paths)), *strays(paths), *same_pieces(pieces)]
    problems += [*lost_pages(known), *faults(known, known.pages)]
    made = [
        *body_steps(known),
        *(piece_step(piece) for piece in pieces),
        *(page_step(item) for item in pages),
        *(file_step(item) for item in files),
    ]
    return known, tuple(made), tuple(problems)


def parts(files: Iterable[File]) -> Iterator[tuple[str, Any]]:
    """Yield path and maker of each file that may be a part of pages, beside their HTML."""
    for file in files:
        is_content = file.path.startswith("media/") and file.source.count("/") > 2
        if file.path.endswith(weight.PARTS) and not is_content:
            yield file.path, file.make


def lost_pages(known: Known) -> Iterator[Problem]:
    """Find the pages that a menu names and that no language has."""
    names = {name for name, _ in known.pages}
    for menu, items in known.settings.menus.items():
        for way, page_name in settings.menu_pages(items, ("menus", menu)):
            name = known.page_name(page_name)
            if name in names or name in known.hidden:
                continue
            what = message("the menu names the page “{page}”, which is not there", page=page_name)
            hint = did_you_mean(page_name, {key for key, _ in known.index.entries})
            yield settings.problem(known.sources, way, what, hint)


def added(known: Known, part: str, asked: set[Question]) -> tuple[list[Any], list[Problem]]:
    """Return what the plugins add to a part, asked of what is known, and what they raise.

    What they ask for meanwhile is added to `asked`.
    """
    asking = Site(answers=Answers(known), lang=next(iter(known.languages)))
    values: list[Any] = []
    problems: list[Problem] = []
    for plugin in known.plugins:
        for make in getattr(plugin, part):
            try:
                values += make(asking)
            except Exception as error:
                problem = raised(f"{plugin.name} ({part})", error, known.theme)
                if not problem.path.startswith("plugins/"):
                    problem = replace(problem, path=f"plugins/{plugin.name}.py", line=0, column=0)
                problems.append(problem)
    asked.update(asking.notes)
    return values, [*problems, *asking.problems]


def named_sources(paths: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Yield what nobody wrote first, so that a collision is told to one who can mend it."""
    paths = list(paths)
    yield from ((path, source) for path, source in paths if not source)
    yield from ((path, source) for path, source in paths if source)


def by_name(pages: Iterable[Page]) -> dict[tuple[str, str], Page]:
    """Return pages by name and language."""
    return {(page.name, page.lang): page for page in pages}


def body_steps(known: Known) -> Iterator[Step]:
    """Yield a step for the body of each entry."""
    for key, lang in known.index.entries:
        make = partial(make_body, key, lang)
        yield Step(name=f"body {key} {lang}", stage="body", make=make, identity=identity(make))


def make_body(key: str, lang: str, site: Site) -> Any:
    """Make the body of an entry."""
    return body.convert(key, lang, site.at(lang))


def page_step(page: Page) -> Step:
    """Return the step that makes a page."""
    make = partial(make_page, page.name, page.lang)
    return Step(name=output_path(page.url), stage="output", make=make, identity=identity(make))


def make_page(name: str, lang: str, site: Site) -> str:
    """Render a page by its template."""
    page = site.ask("page", name, lang)
    view = PageView(site.at(lang), page)
    asking = site.at(lang, current=view)
    view.site = asking
    check_anchors(asking, view)
    html = asking.render(page.template)
    inspection.page(asking, view, html)
    return html


def check_anchors(site: Site, page: PageView) -> None:
    """Report each link of a page's entry to an anchor that the page it leads to has not."""
    entry = page.entry
    if entry is None:
        return
    for found in site.ask("body", entry.key, entry.lang, "links") or ():
        ids = site.ask("body", found.key, found.lang, "ids")
        if ids is not None and found.anchor not in ids:
            source = site.file(entry.own.path)
            text = body.body_text(source.read()) if source else ""
            line, column = place_of(text, found.target)
            body.report(
                site,
                entry.own,
                replace(link.missing_anchor(found.anchor, ids), line=line, column=column),
            )


def same_pieces(pieces: Iterable[Piece]) -> Iterator[Problem]:
    """Find pieces with one name: each would take the other's place."""
    for name, often in Counter(piece.name for piece in pieces).items():
        if often > 1:
            yield Problem(message=message("two plugins add the piece “{name}”", name=name))


def piece_step(piece: Piece) -> Step:
    """Return the step that makes a piece."""
    name = f"piece {piece.name}"
    return Step(name=name, stage="piece", make=piece.make, identity=identity(piece.make))


def file_step(file: File) -> Step:
    """Return the step that makes a file."""
    return Step(name=file.path, stage="output", make=file.make, identity=identity(file.make))


def identity(make: Any) -> str:
    """Return what tells one maker from another: `module:name(arguments)`, keywords after them."""
    arguments: tuple[Any, ...] = ()
    keywords: dict[str, Any] = {}
    while isinstance(make, partial):
        arguments = (*make.args, *arguments)
        keywords = {**make.keywords, **keywords}
        make = make.func
    named = repr(dict(sorted(keywords.items()))) if keywords else ""
    return f"{make.__module__}:{make.__qualname__}{arguments!r}{named}"


def maker(text: str) -> Any:
    """Return the maker that an identity tells of, or None where it does not tell enough.

    Its module must be there, of the engine or a plugin, and its arguments plain.
    """
    name, _, arguments = text.partition("(")
    module, _, inner = name.partition(":")
    if not module.startswith(OWN):
        return None
    try:
        function = attrgetter(inner)(sys.modules[module])
        make = partial(function, *literal_eval(f"({arguments}"))
    except (KeyError, AttributeError, ValueError, SyntaxError, TypeError):
        return None
    return make if identity(make) == text else None


def assets(known: Known) -> Iterator[File]:
    """Yield the assets of the theme."""
    for inner, path in known.theme.assets():
        yield File(path=f"assets/{inner}", make=partial(copy, path))


def media(known: Known) -> Iterator[File]:
    """Yield the pictures and documents that stand beside published entries, and the site's own.

    Renditions come after all of them: the first file of a picture makes them all, so workers side
    by side begin with a picture each.
    """
    images = known.settings.options.images
    renditions: list[File] = []
    for source in shared(known):
        path, look = source.path, known.pictures.get(source.path)
        is_opened = look is not None and look.kind != "drawn" and can_be_opened(path, look, images)
        make: Any = partial(darkroom.itself, path) if is_opened else partial(copy, path)
        yield File(path=picture.media_path(path), make=make, source=path)
        for item in rendition.renditions(look, images) if look and is_opened else ():
            if not item.is_own:
                make = partial(darkroom.rendition, path, item.width, item.format)
                renditions.append(File(path=item.path(path), make=make, source=path))
    yield from renditions


def can_be_opened(path: str, look: Look, images: Images) -> bool:
    """Tell whether a picture is safe and whole, as far as its head tells."""
    return not any(rendition.faults(path, look, images))


def unpublishable(known: Known) -> Iterator[Problem]:
    """Find the pictures that cannot be published."""
    images = known.settings.options.images
    for source in shared(known):
        if look := known.pictures.get(source.path):
            yield from rendition.faults(source.path, look, images)
        elif rendition.is_unshown(source.path):
            yield rendition.unshown(source.path)


def shared(known: Known) -> Iterator[Source]:
    """Yield the files of `content/` that are published beside the pages."""
    published = {key for key, _ in known.index.entries}
    for source in known.sources.under("content"):
        if source.path.endswith((".md", ".yaml", ".yml")):
            continue
        inner = source.path.removeprefix("content/")
        folder = inner.rpartition("/")[0]
        hidden = any(folder == key or folder.startswith(f"{key}/") for key in known.hidden)
        is_private = inner.startswith("_") and not inner.startswith("_site/")
        if is_private or (hidden and folder not in published):
            continue
        yield source


def copy(path: str, site: Site) -> bytes:
    """Return an input as it is."""
    source = site.file(path)
    return source.read() if source else b""
