"""The site of one campaign alone: its pages, and of all other outputs those that they show.

The whole site is put together as ever; planned are the page of the campaign in each language that
it has, what is at `/`, and pages for addresses that are not there. Everything else that could be
made is planned too, and made only where a page names it: so there is nothing in the folder that
nobody sees. Links inside it are relative, so that it works in any folder of any host.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from urllib.parse import quote, urljoin

from pydantic import ValidationError

from megafono import addresses, card, page, plan
from megafono.assembly import all_of
from megafono.campaign import FOLDER, OUTSIDE, Microsite, faults, has_theme
from megafono.known import Known
from megafono.leading import Leaving, placed
from megafono.model import Alone, BlockCall, Entry, File, Page, Step, Stored
from megafono.outside import opened, watched
from megafono.page import Addresses
from megafono.problem import Problem, Stop, did_you_mean, message
from megafono.question import Question
from megafono.route import collisions, encoded, output_path, split, strays
from megafono.site import Site
from megafono.theme import Theme
from megafono.work import Work

TEMPLATE = "microsite.html"
LOST = "microsite_404.html"
UNNAMED = frozenset({"_headers", "robots.txt", "sitemap.xml"})
"""What search engines and hosts ask for, though no page names it."""
Pages = Mapping[tuple[str, str], Page]


# What is known, and the plan


def steps(known: Known) -> tuple[Known, tuple[Step, ...], tuple[Problem, ...]]:
    """Plan the site of a campaign alone: see `plan.steps`. Stops where there is none to plan."""
    given = known.alone or Alone(key="")
    texts = texts_of(given.key, known)
    problems = [*untranslated(known, texts), *without_address(given, texts)]
    whole = plan.by_name(page.pages(known))
    problems += faults(known, whole)
    known = alone(known, given, texts, whole)
    known = replace(known, pages=plan.by_name(pages(known, texts)))
    files = [*plan.assets(known), *plan.media(known), *card.files(known), *skin(known)]
    paths = [(output_path(item.url), item.source) for item in known.pages.values()]
    paths += [(file.path, file.source) for file in files]
    problems += [*collisions(paths), *strays(paths)]
    more, wrong = of_plugins(known, {path for path, _ in paths})
    files += more
    planned = frozenset([*(path for path, _ in paths), *(file.path for file in more)])
    known = replace(known, paths=planned, parts=dict(plan.parts(files)))
    problems += wrong
    made = [step for step in plan.body_steps(known) if step.name.split(" ")[1] == given.key]
    made += [page_step(item) for item in known.pages.values()]
    made += [plan.file_step(item) for item in files]
    return known, tuple(made), tuple(problems)


def texts_of(key: str, known: Known) -> dict[str, Entry]:
    """Return the texts of a campaign by language; stop, and say why, where none is published."""
    entries = known.index.entries
    found = {lang: entries[key, lang] for lang in known.languages if (key, lang) in entries}
    if found:
        return found
    name = key.removeprefix(f"{FOLDER}/")
    hidden = known.hidden.get(key)
    if hidden == "draft":
        what = message("the campaign “{name}” is a draft", name=name)
        hint = message("Take “draft” away to publish it, or look at it with --drafts.")
    elif hidden:
        what = message("the campaign “{name}” is not published now", name=name)
        hint = message("Look at its “publish” and “expires”, or look at it with --drafts.")
    else:
        what = message("there is no campaign “{name}”", name=name)
        keys = {found for found, _ in entries} | set(known.hidden)
        names = {found.removeprefix(f"{FOLDER}/") for found in keys if found.startswith(FOLDER)}
        there = message("There are: {names}.", names=", ".join(sorted(names)))
        hint = did_you_mean(name, names) or (there if names else message("There is none yet."))
    raise Stop([Problem(message=what, hint=hint)])


def untranslated(known: Known, texts: Mapping[str, Entry]) -> Iterator[Problem]:
    """Say in which languages of the site the campaign has no text, and so no page."""
    first = next(iter(texts.values()))
    for lang in known.languages:
        if lang not in texts:
            what = message("the campaign has no text in {lang}: its own site has none", lang=lang)
            hint = message("Write it in a file that ends in .{lang}.md, if you want it.", lang=lang)
            yield Problem(message=what, path=first.path, hint=hint, level="warning")


def without_address(given: Alone, texts: Mapping[str, Entry]) -> Iterator[Problem]:
    """Say that nobody told where the site will be: what is shared would lead elsewhere."""
    first = next(iter(texts.values()))
    if not given.base_url and not own_of(first).base_url:
        what = message("nothing says at which address the campaign's own site will be")
        hint = message("Write base_url under “microsite”, or give --base-url.")
        yield Problem(message=what, path=first.path, hint=hint, level="warning")


def own_of(entry: Entry) -> Microsite:
    """Return what a campaign says of its own site."""
    return entry.facts.microsite or Microsite()


def alone(known: Known, given: Alone, texts: Mapping[str, Entry], whole: Pages) -> Known:
    """Return what is known as the site of a campaign knows it: its languages, address, theme."""
    lang, entry = next(iter(texts.items()))
    own, base = own_of(entry), known.settings.base_url
    address = checked(given.base_url) or own.base_url or f"{base}{whole[given.key, lang].url}"
    changed = {
        "base_url": address.rstrip("/"),
        "languages": tuple(texts),
        "theme": own.theme if own.theme and has_theme(own, known) else known.settings.theme,
    }
    settings = known.settings.model_copy(update=changed)
    theme = Theme(settings.theme, known.sources, all_of(known.plugins, "filters"))
    return replace(
        known,
        settings=settings,
        languages={code: known.languages[code] for code in texts},
        theme=theme,
        outside=dict(outside(known, own, whole, tuple(texts))),
        outer=outer(whole),
        whole_url=base,
        whole_pages=frozenset(whole),
    )


def checked(address: str) -> str:
    """Return the address given by hand, if it is one; stop where it is not."""
    try:
        return Microsite.model_validate({"base_url": address}).base_url if address else ""
    except ValidationError as error:
        said = error.errors()[0]["ctx"]
        raise Stop([Problem(message=said["what"], hint=said["hint"])], status=2) from None


def outside(
    known: Known, own: Microsite, whole: Pages, langs: tuple[str, ...]
) -> Iterator[tuple[tuple[str, str], str]]:
    """Yield the full address of each page of the whole site that the campaign may lead to.

    Where one is not in a language of the campaign, that in the first language that it is in.
    """
    for name in sorted({known.page_name(link) for link in own.links}):
        found = {
            lang: f"{known.settings.base_url}{whole[name, lang].url}"
            for lang in known.languages
            if (name, lang) in whole and not whole[name, lang].is_fallback
        }
        for lang in (*found, *(langs if found else ())):
            yield (name, lang), found.get(lang, next(iter(found.values())))


def outer(whole: Pages) -> dict[str, str]:
    """Return the pages of the whole site, by name and by URL: that of a URL with its name."""
    by_url = {found.url: name for (name, _), found in whole.items()}
    return {**by_url, **{name: OUTSIDE for name, _ in whole}}


def pages(known: Known, texts: Mapping[str, Entry]) -> Iterator[Page]:
    """Yield the pages: the campaign in each language, what leads there, what says “not found”."""
    first = next(iter(texts))
    yield replace(page.root_page(known), template=LOST)
    for lang, entry in texts.items():
        at = Addresses(known, lang)
        yield Page(
            name=entry.key, kind="entry", url=at.url(), lang=lang, template=TEMPLATE,
            entry=(entry.key, lang), type=entry.type, is_draft=entry.is_draft, source=entry.path,
        )  # fmt: skip
        if not at.prefix:
            continue
        if lang == first:
            yield Page(
                name="root", kind="redirect", url="/", lang=lang, template="redirect.html",
                is_indexed=False, values={"target": at.url()},
            )  # fmt: skip
        yield Page(
            name="404", kind="404", url=f"/{lang}/404.html", lang=lang, template=LOST,
            is_indexed=False,
        )  # fmt: skip


def of_plugins(known: Known, taken: set[str]) -> tuple[list[File], list[Problem]]:
    """Return the files that plugins would add to this site, one a path, and what they raise.

    Many are of pages that are not here: nobody names those, so they are not made, nor told of.
    """
    asked: set[Question] = set()
    found, wrong = plan.added(known, "files", asked)
    by_path = {file.path: file for file in reversed(found) if not file.path.endswith("/")}
    files = [file for path, file in sorted(by_path.items()) if path not in taken]
    return files, [replace(problem, level="warning") for problem in wrong]


def skin(known: Known) -> Iterator[File]:
    """Yield the stylesheet with the campaign's own colours, where it has any."""
    for item in known.pages.values():
        entry = known.index.entries.get(item.entry) if item.entry else None
        if entry and (colours := own_of(entry).colours):
            yield File(path=skin_path(colours), make=partial(colour_sheet, *colours))
            return


def skin_path(colours: tuple[str, str]) -> str:
    """Return where the stylesheet of two colours is: other colours are another file."""
    ground, ink = (part.removeprefix("#") for part in colours)
    return f"assets/css/campaign-{ground}-{ink}.css"


def colour_sheet(ground: str, ink: str, site: Site) -> str:
    """Make the stylesheet: two properties, which that of the theme uses."""
    return f":root {{ --campaign: {ground}; --campaign-ink: {ink}; }}\n"


# Pages, and what they name


def page_step(item: Page) -> Step:
    """Return the step that makes a page."""
    make = partial(make_page, item.name, item.lang)
    return Step(name=output_path(item.url), stage="output", make=make, identity=plan.identity(make))


def make_page(name: str, lang: str, site: Site) -> str:
    """Render a page; its links inside the site are relative, and none leads out undeclared."""
    site = site.at(lang)
    made: Page = site.ask("page", name, lang)
    url = made.url
    blocks = site.ask("body", *made.entry, "blocks") if made.entry else ()
    leaving = Leaving(site, url, frozenset(cards(blocks or ())))
    html = "".join(leaving.kept(plan.make_page(name, lang, site)))
    for problem in placed(leaving.told, made.source, site):
        site.report(problem)
    is_anywhere = url.endswith("404.html")  # it answers at addresses of any depth
    base = encoded(site.ask("setting", "base_path"))
    return html if is_anywhere else "".join(addresses.relative(html, base, url))


def cards(blocks: Iterable[BlockCall]) -> Iterator[str]:
    """Yield the addresses to which `::: video` and `::: external` lead, as was meant."""
    for call in blocks:
        if url := call.arguments.get("url", ""):
            yield from (url, watched(url), opened(url))


def run(work: Work, steps: Iterable[Step]) -> None:
    """Make the pages and what serves them; then of all else what they name, and what that names."""
    left = {step.name: step for step in steps}
    known = work.answers.known
    wanted = {output_path(item.url) for item in known.pages.values()}
    wanted |= UNNAMED
    while found := [left.pop(name) for name in sorted(wanted & left.keys())]:
        work.watch.end()
        work.watch.begin(len(found))  # how many more there will be is known once these are made
        work.run(found)
        wanted = set()
        for step in found:
            wanted.update(named_in(text_of(work, step.name), step.name, known))


def text_of(work: Work, path: str) -> str:
    """Return an output that may name others, as text; nothing for one of another kind."""
    if not path.endswith(addresses.TEXTS) or path not in work.results:
        return ""
    data = work.output(path) or (work.options.out / path).read_bytes()
    if isinstance(data, Stored):
        data = data.file.read_bytes()
    return data.decode("utf-8", "replace")


def named_in(text: str, path: str, known: Known) -> Iterator[str]:
    """Yield the outputs that a text may name, by path."""
    base = f"{encoded(known.settings.base_url)}/"
    here = urljoin(base, quote(path))
    for address in addresses.named(text, path, base):
        if split(address) is None:
            continue
        full = re.split(r"[?#]", urljoin(here, address), maxsplit=1)[0]
        if full.startswith(base):
            yield output_path(full.removeprefix(base.rstrip("/")))
