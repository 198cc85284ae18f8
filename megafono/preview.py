"""What the preview shows: the last good build, what is wrong since, and the answer to each address.

The state is a frozen value, replaced whole: a request sees one site, even while the next is made.
"""

from __future__ import annotations

import gc
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from urllib.parse import unquote

from megafono import glance
from megafono.build import Result, build
from megafono.known import Known, next_change
from megafono.language import format_number
from megafono.model import EMPTY, Options
from megafono.problem import Catalog, Message, Problem, Stop, message
from megafono.progress import Watch
from megafono.route import output_path
from megafono.watch import Changes

TRIES = 5
"""How often a build is tried while another program holds a file of it (Windows)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """What the preview shows at one moment.

    `known` is the site as published in the preview's folder, None before the first good build;
    `fresh` are pages newer than the folder; `former` the page that once was at an address;
    `assets` and `styles` count the changes of pictures and scripts, and of style sheets.
    """

    known: Known | None = None
    problems: tuple[Problem, ...] = ()
    fresh: Mapping[str, bytes] = EMPTY
    former: Mapping[str, tuple[str, str]] = EMPTY
    assets: int = 0
    styles: int = 0
    is_busy: bool = True
    is_closed: bool = False


class Preview:
    """Builds a site for looking at, and tells those who wait of each change."""

    def __init__(self, options: Options, *, say: Callable[[str], object], catalog: Catalog) -> None:
        """Preview with the options of a build; `say` is given what the terminal should show."""
        self.options = options
        self.catalog = catalog
        self.speak = say
        self.state = State()
        self.changed = threading.Condition()
        self.edits = Changes()
        self.looking: dict[object, str] = {}
        self.building = threading.Lock()
        self.due: datetime | None = None

    def say(self, text: str, /, **values: object) -> None:
        """Say a sentence in the terminal."""
        self.speak(message(text, **values).say(self.catalog))

    def become(self, state: State) -> None:
        """Show another state, and wake all who wait for one."""
        with self.changed:
            self.state = state
            self.changed.notify_all()

    def wait(self, seen: State, timeout: float) -> State:
        """Return the state when it is no longer the one seen, or after `timeout` s."""
        with self.changed:
            self.changed.wait_for(lambda: self.state is not seen, timeout)
            return self.state

    def edited(self, path: Path) -> None:
        """Note that an input was edited; a style sheet of the theme is shown at once."""
        if path.suffix == ".css":
            with self.changed:
                self.become(replace(self.state, styles=self.state.styles + 1))
        self.edits.note()

    @contextmanager
    def looked_at(self, url: str) -> Iterator[None]:
        """Note, while the block runs, that a browser shows the page at the path of an address."""
        visit = object()
        with self.changed:
            self.looking[visit] = unquote(url).lstrip("/")
        try:
            yield
        finally:
            with self.changed:
                del self.looking[visit]

    def is_due(self) -> bool:
        """Tell whether the day, or something scheduled, makes the site look different by now."""
        known = self.state.known
        if self.due is None or known is None or self.options.now is not None:
            return False
        return datetime.now(known.clock.now.tzinfo).replace(tzinfo=None) >= self.due

    def rebuild(self) -> None:
        """Build, the pages that somebody looks at first."""
        with self.building, no_collection():
            begun = time.perf_counter()
            before = self.state
            self.due = None
            result = attempted(self.options, Looking(self), whole=before.known is None)
            with self.changed:
                self.become(after(self.state, result))
            known = self.state.known if result.is_published else None
            self.due = next_change(known) if known else None
            self.report(result, before, time.perf_counter() - begun)

    def wanted(self) -> frozenset[str]:
        """Return the outputs that somebody looks at."""
        with self.changed:
            return frozenset(output_path(f"/{path}") for path in self.looking.values())

    def glimpse(self) -> None:
        """Show the pages looked at, made anew, before the whole site is."""
        known = self.state.known
        if known:
            self.show(glance.pages(self.options, self.wanted() & known.paths, known))

    def show(self, pages: Mapping[str, bytes]) -> None:
        """Show pages that are newer than the published folder."""
        if pages:
            with self.changed:
                self.become(replace(self.state, fresh={**self.state.fresh, **pages}))

    def report(self, result: Result, before: State, seconds: float) -> None:
        """Say in the terminal what a build did: errors each time, warnings when they are new."""
        told = {problem.say(self.catalog) for problem in before.problems}
        for problem in shown(result.problems):
            text = problem.say(self.catalog)
            if problem.level == "error" or text not in told:
                self.speak(text)
        took = format_number(round(seconds, 2), getattr(self.catalog, "lang", "en"))
        pages = sum(name.endswith(".html") for name in result.made)
        if result.errors:
            self.say(
                "To mend: {count}. The preview shows the last good version.",
                count=len(result.errors),
            )
        elif result.made or result.removed or before.known is None:
            self.say("Made in {seconds} s. Pages made: {pages}.", seconds=took, pages=pages)
        elif any(problem.level == "error" for problem in before.problems):
            self.say("Nothing is left to mend.")


class Looking(Watch):
    """Tells the preview of the pages that somebody looks at as soon as they are made."""

    def __init__(self, preview: Preview) -> None:
        """Tell a preview."""
        self.preview = preview
        self.wanted = preview.wanted()

    def whole(self) -> None:
        """Show the pages before all that they are in is made."""
        self.preview.glimpse()

    def shown(self, name: str, data: bytes) -> None:
        """Show a page."""
        self.preview.show({name: data})


@contextmanager
def no_collection() -> Iterator[None]:
    """Leave Python's garbage collector alone for a while: it takes a third of a build's time."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def attempted(options: Options, watch: Watch, *, whole: bool) -> Result:
    """Build; try again while another program holds a file, and tell whatever goes wrong."""
    for left in reversed(range(TRIES)):
        try:
            return build(options, watch, whole=whole)
        except Stop as stop:
            if isinstance(stop.__cause__, PermissionError) and left:
                time.sleep(0.05)
                continue
            return Result(problems=stop.problems)
        except OSError as error:
            if left:
                time.sleep(0.05)
                continue
            return Result(problems=(unreadable(error),))
        except Exception as error:  # a fault of ours must not end the preview: it is told
            what = message(
                "Megafono itself has failed: {why}", why=f"{type(error).__name__}: {error}"
            )
            return Result(problems=(Problem(message=what),))
    raise AssertionError


def unreadable(error: OSError) -> Problem:
    """Say that the system refuses a file."""
    what = message("the file cannot be read: {why}", why=error.strerror or str(error))
    return Problem(message=what, path=Path(str(error.filename or "")).name)


def shown(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return the problems that the preview shows: errors, then warnings; hints are for `check`."""
    found = tuple(problems)
    return tuple(p for level in ("error", "warning") for p in found if p.level == level)


def after(state: State, result: Result) -> State:
    """Return what is shown after a build: its site, or the last good one with what is wrong."""
    problems = shown(result.problems)
    known = result.known
    if known is None and state.known and result.sources:
        known = replace(state.known, sources=result.sources)
    if not result.is_published or known is None:
        return replace(state, problems=problems, is_busy=False)
    old = state.known.pages.values() if state.known else ()
    changed = [name for name in (*result.made, *result.removed) if is_part(name)]
    return replace(
        state,
        known=known,
        problems=problems,
        fresh=EMPTY,
        former={**state.former, **{page.url: (page.name, page.lang) for page in old}},
        assets=state.assets + bool(changed),
        is_busy=False,
    )


def is_part(name: str) -> bool:
    """Tell whether an output is a picture, a font or a script that a page shows, by its name."""
    kinds = (".jpg", ".jpeg", ".png", ".webp", ".avif", ".gif", ".svg", ".js", ".woff2")
    return name.endswith(kinds) and not name.startswith("assets/search/")


def told(problem: Problem, catalog: Catalog) -> dict[str, str]:
    """Return a problem as the overlay shows it."""
    place = f"{problem.path}:{problem.line or 1}:{problem.column or 1}" if problem.path else ""
    return {
        "level": problem.level,
        "place": place,
        "text": problem.message.say(catalog),
        "hint": problem.hint.say(catalog) if problem.hint else "",
    }


WORDS = {
    "title": message("What to mend"),
    "error": message("To mend"),
    "warning": message("To look at"),
    "close": message("Close"),
}
"""What the overlay says."""


def words(catalog: Catalog) -> dict[str, str]:
    """Return the overlay's words, and their language."""
    said: dict[str, str] = {name: text.say(catalog) for name, text in WORDS.items()}
    return {**said, "lang": str(getattr(catalog, "lang", "en"))}


def waiting(state: State) -> Message:
    """Return what stands on the page while there is no site to show."""
    if state.is_busy:
        return message("The site is being made…")
    return message("There is nothing to show until this is mended.")
