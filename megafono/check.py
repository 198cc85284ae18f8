"""Everything wrong or weak in content and output, in one run: `megafono check`.

The site is built into `.cache/check/`, so that what is published stays as it is; then what people
wrote is looked at (`hints`, `prose`), and every page that came of it (`markup`).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from urllib.parse import unquote, urlsplit

from megafono import build, external, fetches, frontmatter, markup, prose, settings, weight
from megafono.cache import Cache
from megafono.external import Fetch
from megafono.hints import hints
from megafono.known import Answers, Known
from megafono.markup import Fault, Place, Reading
from megafono.model import Options, Page
from megafono.problem import Catalog, Level, Message, Problem, Stop, did_you_mean, in_order, message
from megafono.route import output_path
from megafono.site import Site

NAME = "check"
LEVELS: tuple[Level, ...] = ("error", "warning", "hint")
HEAVIEST = 5
"""So many pages, those whose HTML is the largest, are weighed with all they load."""
FEW = 20
"""What is wrong on more pages than these comes from a template or a menu, not from an entry."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check has found: all that is wrong or weak, by place; and how heavy pages are."""

    problems: tuple[Problem, ...]
    weight: Message | None = None


def check(
    options: Options, *, external: bool, fetch: Fetch = external.fetch
) -> tuple[Problem, ...]:
    """Return all that is wrong or weak, by place; `fetch` asks for links to other sites."""
    return checked(options, external=external, fetch=fetch).problems


def checked(options: Options, *, external: bool, fetch: Fetch = external.fetch) -> Checked:
    """Return what there is to say of a site; `fetch` asks for links to other sites."""
    out = options.root / ".cache" / NAME / "public"
    options = replace(options, out=out, cache=NAME, quick=True)
    code = build.code(options.root)
    try:
        result = build.build(options, whole=True)
    except Stop as stop:
        if stop.status != 1:
            raise
        return Checked(in_order(stop.problems))
    if result.known is None:
        return Checked(result.problems)
    pages = Pages(result.known)
    for path, data in outputs(options, result, code):
        pages.read(path, data)
    told = {(item.path, item.line) for item in result.errors if item.line > 1}
    found = [item for item in pages.problems() if (item.path, item.line) not in told]
    if external:
        found += pages.broken(fetch)
    problems = in_order([*result.problems, *hints(result.known), *found])
    return Checked(problems, pages.heaviest())


def outputs(options: Options, result: build.Result, code: str) -> Iterator[tuple[str, bytes]]:
    """Yield path and bytes of every page that was made, by path.

    Where errors kept the site from being published, what is new waits in the cache; a page that
    has problems of its own is not there, and is looked at once they are mended. `code` is that
    of the build: opened for another, the cache would be empty.
    """
    known = result.known
    paths = sorted(path for path in known.paths if path.endswith(".html")) if known else []
    if result.is_published:
        yield from ((path, (options.out / path).read_bytes()) for path in paths)
        return
    cache = Cache(options.root / ".cache" / NAME, code)
    kept = set(result.kept)
    try:
        for path in paths:
            data = cache.pending(path)
            if data is None and path in kept and (options.out / path).is_file():
                data = (options.out / path).read_bytes()
            if data is not None:
                yield path, data
    finally:
        cache.close()


def loaded_by(data: bytes) -> list[tuple[str, str]]:
    """Return what a page loads at once: addresses with their elements."""
    return fetches.look(data.decode("utf-8", "replace")).loaded


@dataclass
class Pages:
    """All the pages as read: what is wrong in each, by fault; what is loaded and linked."""

    known: Known
    faults: dict[Fault, list[str]] = field(default_factory=dict)
    ids: dict[str, frozenset[str]] = field(default_factory=dict)
    anchors: dict[tuple[str, str, str], list[str]] = field(default_factory=dict)
    external: dict[str, list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Learn where the site is, and which page each output is."""
        found = self.known
        host = urlsplit(found.settings.base_url).netloc.lower()
        self.place = Place(host=host, base_path=found.base_path, paths=found.paths)
        self.shown: dict[str, Page] = {output_path(p.url): p for p in found.pages.values()}
        self.texts: dict[str, str] = {}
        self.site = Site(answers=Answers(found), lang=next(iter(found.languages)))
        self.heavy: list[tuple[int, str, bytes]] = []

    def read(self, path: str, data: bytes) -> None:
        """Read one page; those that may be the heaviest are kept."""
        self.heavy = sorted([*self.heavy, (weight.quickly(data), path, data)])[-HEAVIEST:]
        reading: Reading = markup.read(path, data, self.place)
        self.ids[path] = reading.ids
        for fault in dict.fromkeys(reading.faults):
            self.faults.setdefault(fault, []).append(path)
        for anchor in dict.fromkeys(reading.anchors):
            self.anchors.setdefault(anchor, []).append(path)
        for address in dict.fromkeys(reading.external):
            self.external.setdefault(address, []).append(path)

    def heaviest(self) -> Message | None:
        """Say which page is the heaviest, or nothing where there is none."""
        found = [
            (weight.of_page(self.site, data, loaded_by(data)), path) for _, path, data in self.heavy
        ]
        most = max(found, key=lambda item: (item[0].bytes, item[1]), default=None)
        return weight.told(most[1], most[0]) if most else None

    def problems(self) -> Iterator[Problem]:
        """Yield what is wrong in the pages, once each thing."""
        for fault, paths in [*self.faults.items(), *self.lost_anchors()]:
            what, hint, level = in_words(fault, self)
            yield from self.told(fault, paths, what, hint, level)

    def lost_anchors(self) -> Iterator[tuple[Fault, list[str]]]:
        """Yield the links to anchors that their pages have not, with the pages they stand on."""
        lost: dict[Fault, list[str]] = {}
        for (target, fragment, address), paths in self.anchors.items():
            if target in self.ids and fragment not in self.ids[target]:
                lost.setdefault(Fault("no anchor", address), []).extend(paths)
        yield from ((fault, sorted(set(paths))) for fault, paths in lost.items())

    def broken(self, fetch: Fetch) -> Iterator[Problem]:
        """Yield the links to other sites that lead nowhere."""
        why = external.broken(external.tried(self.external, fetch))
        for address, paths in self.external.items():
            if reason := why.get(address.partition("#")[0]):
                what = message(
                    "the link {target} does not answer: {why}", target=address, why=reason
                )
                hint = message(
                    "Open it in a browser; if it is gone, link to another page "
                    "or take the link away."
                )
                yield from self.told(Fault("broken", address), paths, what, hint, "warning")

    def told(
        self, fault: Fault, paths: list[str], what: Message, hint: Message | None, level: Level
    ) -> Iterator[Problem]:
        """Yield a problem for each entry that wrote a thing, and one for all other pages."""
        needles = self.needles(fault)
        few = paths if len(paths) <= FEW else []
        written = {path: place for path in few if (place := self.in_entry(needles, path))}
        rest = [path for path in paths if path not in written]
        groups = [([path], place) for path, place in written.items()]
        if rest:
            groups.append((rest, self.in_file(needles, settings.PATH) or self.otherwise(rest)))
        for found, (path, line, column) in groups:
            said = self.on_pages(what, found)
            yield Problem(message=said, path=path, line=line, column=column, hint=hint, level=level)

    def on_pages(self, what: Message, paths: list[str]) -> Message:
        """Say on which page a thing is wrong; of many, on how many and on which first."""
        url = "/" + paths[0].removesuffix("index.html")
        if len(paths) == 1:
            return message("{what} (on {url})", what=what, url=url)
        return message(
            "{what} (on {count} pages, such as {url})", what=what, count=len(paths), url=url
        )

    def in_entry(self, needles: tuple[str, ...], path: str) -> tuple[str, int, int] | None:
        """Return where the entry that a page shows holds a text, if it does."""
        page = self.shown.get(path)
        entry = self.known.index.entries.get(page.entry) if page and page.entry else None
        return self.in_file(needles, entry.path) if entry else None

    def in_file(self, needles: tuple[str, ...], path: str) -> tuple[str, int, int] | None:
        """Return path, line and column of the first text that a file holds."""
        if path not in self.texts:
            source = self.known.sources.get(path)
            self.texts[path] = frontmatter.decode(source.read())[0] if source else ""
        text = self.texts[path]
        for words in needles:
            if (start := text.find(words)) >= 0:
                return path, *prose.place(text, start)
        return None

    def needles(self, fault: Fault) -> tuple[str, ...]:
        """Return how a person may have written what a fault is about, likeliest first."""
        subject, plain = fault.subject, unquote(fault.subject)
        if fault.kind == "id twice":
            return (f'id="{subject}"', f"#{subject}}}", f"#{subject} ")
        written = [subject, plain, plain.removeprefix(self.known.base_path)]
        if fault.kind == "no anchor":
            written.append("#" + plain.partition("#")[2])
        return tuple(words for words in written if len(words) > 2)

    def otherwise(self, paths: list[str]) -> tuple[str, int, int]:
        """Return the file of the entry that a single page shows; nothing where there are more."""
        page = self.shown.get(paths[0]) if len(paths) == 1 else None
        entry = self.known.index.entries.get(page.entry) if page and page.entry else None
        return (entry.path, 1, 1) if entry else ("", 0, 0)


Said = tuple[Message, Message | None, Level]


def nowhere(subject: str, pages: Pages) -> Said:
    """Say that a link, or something loaded, leads to no output."""
    path = subject.partition("#")[0].partition("?")[0]
    hint = None
    if not path.endswith("/") and path.startswith("/") and pages.place.output(f"{path}/"):
        hint = did_you_mean(f"{path}/", [f"{path}/"])
    hint = hint or message("Mend the address, or name the page by its file: /projects/wells.")
    return message("the address “{target}” leads nowhere", target=subject), hint, "error"


def no_anchor(subject: str, pages: Pages) -> Said:
    """Say that a link leads to an anchor that the page has not, with the nearest that it has."""
    fragment = unquote(subject.partition("#")[2])
    targets = {target for target, _, address in pages.anchors if address == subject}
    ids = sorted({name for target in targets for name in pages.ids.get(target, ())})
    what = message("the link “{target}” leads to an anchor that is not on its page", target=subject)
    hint = message("Give the heading that id: ## Heading {{#{id}}}", id=fragment)
    return what, did_you_mean(fragment, ids) or hint, "error"


ASKED: dict[str, Callable[[str, Pages], Said]] = {"nowhere": nowhere, "no anchor": no_anchor}
"""What says a fault whose cure depends on the site."""
FAULTS: dict[str, Said] = {
    "id twice": (
        message("the id “{subject}” stands twice on a page, so links to it are uncertain"),
        message("Give one of the two another id."),
        "warning",
    ),
    "no language": (
        message("the page does not say its language"),
        message('Write <html lang="{{{{ page.lang }}}}"> in the template.'),
        "error",
    ),
    "no title": (
        message("the page has no heading of the first level"),
        message("Give its template an <h1>."),
        "warning",
    ),
    "titles": (
        message("the page has {subject} headings of the first level"),
        message("Keep the title alone as <h1>."),
        "warning",
    ),
    "unnamed link": (
        message("the link to “{subject}” has no words"),
        message("Put words in it, or an alt to its picture, or an aria-label."),
        "warning",
    ),
    "unnamed button": (
        message("a button has no words"),
        message("Put words in it, or an aria-label."),
        "warning",
    ),
    "unnamed frame": (
        message("the frame “{subject}” has no title"),
        message('Add title="…" that says what it shows.'),
        "warning",
    ),
    "no alt": (
        message("the picture “{subject}” has no “alt”"),
        message('Add alt="…" that says what is in it, or alt="" if it is an ornament.'),
        "warning",
    ),
}
"""What a fault is called, its cure and its level; `{subject}` is what it is about."""


def in_words(fault: Fault, pages: Pages) -> Said:
    """Say a fault."""
    if fault.kind in ASKED:
        return ASKED[fault.kind](fault.subject, pages)
    what, hint, level = FAULTS[fault.kind]
    return replace(what, values={"subject": fault.subject}), hint, level


def as_json(problems: Iterable[Problem], catalog: Catalog) -> str:
    """Return the problems as JSON, in their order, with how many there are of each level."""
    rows = [as_row(problem, catalog) for problem in problems]
    summary = {f"{level}s": sum(row["level"] == level for row in rows) for level in LEVELS}
    return json.dumps({"problems": rows, "summary": summary}, ensure_ascii=False, indent=2)


def as_row(problem: Problem, catalog: Catalog) -> dict[str, object]:
    """Return a problem as plain values, its words in the catalog's language."""
    return {
        "level": problem.level,
        "path": problem.path,
        "line": problem.line,
        "column": problem.column,
        "message": problem.message.say(catalog),
        "hint": problem.hint.say(catalog) if problem.hint else None,
    }
