"""The whole program: inputs -> what is known -> steps -> outputs -> the published folder.

`build` reads top to bottom; each function it calls is a stage of the design.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass, replace
from importlib import metadata
from pathlib import Path
from typing import Any

from megafono import cache as caching
from megafono import known as knowing
from megafono import output, plan, receipt, source, trace
from megafono.assembly import assemble
from megafono.known import Answers, Known
from megafono.model import Body, Options, Step
from megafono.problem import Problem, in_order
from megafono.source import Sources

INNER = ("body ", "piece ")
"""How the names of steps begin that make no output."""

LIBRARIES = (
    "markdown",
    "jinja2",
    "pyyaml",
    "pygments",
    "lunr",
    "babel",
    "pydantic",
    "snowballstemmer",
    "pillow",
    "icalendar",
    "python-stdnum",
)


@dataclass(frozen=True, kw_only=True)
class Result:
    """What a build did: names of what was made and kept (bodies and outputs), and what is wrong."""

    known: Known | None = None
    made: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    is_published: bool = False

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that kept the site from being published."""
        return tuple(problem for problem in self.problems if problem.level == "error")


def build(options: Options) -> Result:
    """Build the site; publish it if nothing is wrong, else leave what is published as it is.

    One build at a time; a folder that is a link is published in where the link leads.
    """
    cache = options.root / ".cache" / options.cache
    output.refuse_misplaced(options.out, cache, options.root)
    options = replace(options, out=output.real(options.out))
    output.refuse_foreign(options.out)
    source.require_content(options.root)
    with output.alone(cache):
        return built(options)


def built(options: Options) -> Result:
    """Build the site, alone and in a folder that may be replaced."""
    begun = receipt.look(options.root)
    sources, stats, kept_cache = inputs(options)
    try:
        known, problems = assemble(
            sources, base_url=options.base_url, now=options.now, drafts=options.drafts
        )
        known, steps, more = plan.steps(known)
        problems = [*problems, *more]
        work = Work(known, kept_cache, output.survey(options.out))
        for stage in ("body", "piece", "output"):
            work.run(step for step in steps if step.stage == stage)
        found = in_order([*problems, *work.problems])
        result = Result(known=known, made=tuple(work.made), kept=tuple(work.kept), problems=found)
        work.save(stats, is_published=not result.errors)
        if not result.errors:
            result, there = published(result, work, options)
            leave_receipt(result, options, begun, there)
        return result
    finally:
        kept_cache.close()


def inputs(options: Options) -> tuple[Sources, dict[str, Any], caching.Cache]:
    """Read the inputs, by help of what the cache knows of them.

    Returns also what to tell the cache of their files, and the cache.
    """
    source.require_content(options.root)
    kept_cache = caching.Cache(options.root / ".cache" / options.cache, code(options.root))
    if options.clean:
        kept_cache.close()
        kept_cache.connection = kept_cache.anew()
    known = kept_cache.files()
    sources = source.read(options.root, known)
    stats = {
        str(found.file): (source.stat_of(found.file), found.digest)
        for found in sources.files.values()
    }
    return sources, stats, kept_cache


def code(root: Path) -> str:
    """Return the digest of the engine, the plugins and the versions of the libraries."""
    from megafono import __version__

    files = [*Path(__file__).parent.rglob("*.py")]
    for base in (source.shipped(), root):
        files += [file for file, _ in source.walk(base / "plugins", "plugins")]
    parts = [__version__, sys.version, *(f"{name} {metadata.version(name)}" for name in LIBRARIES)]
    parts += [f"{file.name} {source.digest(file.read_bytes())}" for file in sorted(set(files))]
    text = "\n".join([str(root.resolve()), *parts])
    return source.digest(text.encode("utf-8", "surrogatepass"))


class Work:
    """The making of a site: what is made, what is kept, and what went wrong, stage by stage."""

    def __init__(self, known: Known, cache: caching.Cache, survey: output.Survey) -> None:
        """Begin; `survey` is what the published folder holds."""
        self.bodies: dict[tuple[str, str], Body] = Bodies(cache)
        self.before = cache.kept()
        self.pieces = Pieces(cache)
        self.answers = Answers(known, self.bodies, self.pieces)
        self.cache = cache
        self.survey = survey
        self.published = cache.outputs()
        self.intact = output.intact(self.published, survey)
        self.pending = cache.pending_paths()
        self.kept_bodies = cache.body_names()
        self.old = cache.digests()
        self.stale = trace.Staleness(self.old, self.answers)
        self.results: dict[str, trace.Kept] = {}
        self.new: dict[str, bytes] = {}
        self.new_bodies: dict[str, Body] = {}
        self.problems: list[Problem] = []
        self.made: list[str] = []
        self.kept: list[str] = []

    def run(self, steps: Iterable[Step]) -> None:
        """Keep or make each step of a stage."""
        stale = self.stale
        stale.begin_stage()
        for step in steps:
            before = self.before.get(step.name)
            if self.is_there(step, before) and stale.is_fresh(step, before) and before:
                self.results[step.name] = before
                self.problems += before.problems
                self.kept.append(step.name)
                if step.stage == "piece":
                    self.pieces.keep(step.name, before.digest)
                elif step.stage == "body":
                    stale.settled.add(body_place(step.name))
            else:
                self.make(step)

    def is_there(self, step: Step, before: trace.Kept | None) -> bool:
        """Tell whether what a step gave is still to be had."""
        if before is None:
            return False
        if step.stage == "body":
            return step.name in self.kept_bodies
        if step.stage == "piece":
            return step.name in self.pieces.names
        outputs = before.files if step.name.endswith("/") else {step.name: before.digest}
        return all(
            self.intact.get(path) == found or path in self.pending
            for path, found in outputs.items()
        )

    def make(self, step: Step) -> None:
        """Make a step; a result that has an error is not kept for the next build."""
        made = trace.make(step, self.answers)
        self.made.append(step.name)
        self.problems += made.problems
        found, files = self.take(step, made.value)
        if all(problem.level != "error" for problem in made.problems):
            self.results[step.name] = trace.Kept(
                identity=step.identity,
                questions=made.trace,
                digest=found,
                files=files,
                problems=made.problems,
            )

    def take(self, step: Step, value: Any) -> tuple[str, dict[str, str]]:
        """Take in what a step gave; return its digest and, of a folder, those of its files."""
        if isinstance(value, Body):
            self.bodies[body_place(step.name)] = value
            self.new_bodies[step.name] = value
            return "", {}
        if isinstance(value, dict):
            self.new |= value
            return "", {path: source.digest(data) for path, data in value.items()}
        data = value if isinstance(value, bytes) else b""
        if step.stage == "piece":
            if isinstance(value, bytes):
                self.pieces.put(step.name.removeprefix("piece "), data)
        elif not step.name.endswith("/"):
            self.new[step.name] = data
        return source.digest(data), {}

    def save(self, files: dict[str, Any], *, is_published: bool) -> None:
        """Write down what was made, for the next build: what had a problem is not there, and what
        cannot be published now waits in the cache."""
        asked = {text for kept in self.results.values() for text in kept.questions}
        digests = trace.digests(asked, self.answers, self.stale.now)
        self.cache.save(
            files=files,
            digests=digests,
            kept=self.results,
            bodies=self.new_bodies,
            pieces={f"piece {name}": data for name, data in self.pieces.made.items()},
            pending={} if is_published else self.new,
        )

    def outputs(self) -> dict[str, str]:
        """Return the digest of each output that was made or kept, by path."""
        found: dict[str, str] = {}
        for name, kept in self.results.items():
            if name.endswith("/"):
                found |= kept.files
            elif not name.startswith(INNER):
                found[name] = kept.digest
        return found

    def output(self, path: str) -> bytes:
        """Return an output that the published folder has not: made now, or waiting in the cache."""
        return self.new[path] if path in self.new else self.cache.pending(path) or b""


def body_place(step: str) -> tuple[str, str]:
    """Return the key and the language of the body that a step makes, by its name."""
    key, _, lang = step.removeprefix("body ").rpartition(" ")
    return key, lang


class Bodies(dict[tuple[str, str], Body]):
    """Bodies by key and language: those made now, and those of the cache, read when asked for."""

    def __init__(self, cache: caching.Cache) -> None:
        """Read from a cache."""
        super().__init__()
        self.cache = cache

    def get(self, place: tuple[str, str], default: Any = None) -> Any:
        """Return a body, from the cache if it was not made now."""
        if place not in self:
            found = self.cache.body(f"body {place[0]} {place[1]}")
            if found is None:
                return default
            self[place] = found
        return self[place]


class Pieces(knowing.Pieces):
    """Pieces by name: those made now, and those kept, read from the cache when asked for."""

    def __init__(self, cache: caching.Cache) -> None:
        """Read from a cache."""
        super().__init__()
        self.cache = cache
        self.names = cache.piece_names()

    def keep(self, step: str, digest: str) -> None:
        """Take in a piece that is still right, by the name of its step."""
        self.digests[step.removeprefix("piece ")] = digest

    def get(self, name: str) -> bytes | None:
        """Return a piece, from the cache if it was not made now."""
        if name in self.made or name not in self.digests:
            return self.made.get(name)
        return self.cache.piece(f"piece {name}")


def published(result: Result, work: Work, options: Options) -> tuple[Result, output.Survey]:
    """Publish what was made, unless the folder already holds it; return also what is there now."""
    planned = work.outputs()
    planned |= {name: source.digest(data) for name, data in work.new.items()}
    change = output.difference(work.intact, planned)
    there = work.survey
    is_whole = output.is_whole(work.published, there, set(planned))
    if not is_whole or change.put or change.remove:
        new = {path: work.output(path) for path in change.put}
        keep = {path: found for path, found in planned.items() if path not in new}
        rows, there = output.publish(new, keep, options.out)
        work.cache.save_outputs(rows)
    removed = tuple(path for path in work.published if path not in planned)
    return replace(result, removed=removed, is_published=True), there


def leave_receipt(
    result: Result, options: Options, begun: receipt.Look, there: output.Survey
) -> None:
    """Leave a receipt of what is published, for the next build with the same options."""
    if options.cache != "build" or not there or result.known is None:
        return
    until = None
    if options.now is None:
        zone = result.known.clock.now.tzinfo
        until = knowing.next_change(result.known).replace(tzinfo=zone).timestamp()
    outputs = sum(not name.startswith(INNER) for name in (*result.made, *result.kept))
    receipt.write(options, begun, there, outputs=outputs, problems=result.problems, until=until)
