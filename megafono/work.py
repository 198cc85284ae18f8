"""The making of a site, stage by stage: what is made, what is kept, and what went wrong."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any

from megafono import cache as caching
from megafono import known as knowing
from megafono import making, output, picture, picturestore, source, trace
from megafono.codec import encode
from megafono.frontmatter import Row
from megafono.known import REMEMBERED, Answers, Known
from megafono.model import Body, Made, Options, Step, Stored
from megafono.problem import Problem
from megafono.progress import Watch
from megafono.question import kind_of
from megafono.staging import Survey

INNER = ("body ", "piece ")
"""How the names of steps begin that make no output."""


class Work:
    """The making of a site: what is made, what is kept, and what went wrong, stage by stage."""

    def __init__(
        self, known: Known, cache: caching.Cache, survey: Survey, options: Options,
        watch: Watch, answers: type[Answers] = Answers,
    ) -> None:  # fmt: skip
        """Begin; `survey` is what the published folder holds."""
        self.cache = cache
        self.survey = survey
        self.options = options
        self.watch = watch
        self.bodies: dict[tuple[str, str], Body] = Bodies(cache)
        self.pieces = Pieces(cache)
        store = picturestore.store_of(options.root)
        self.answers = answers(known, self.bodies, self.pieces, store)
        self.results: dict[str, trace.Kept] = {}
        self.new: dict[str, bytes | Stored] = {}
        self.new_bodies: dict[str, Body] = {}
        self.problems: list[Problem] = []
        self.made: list[str] = []
        self.kept: list[str] = []

    @cached_property
    def before(self) -> dict[str, trace.Kept]:
        """The results of the last build, by step."""
        return self.cache.kept()

    @cached_property
    def published(self) -> dict[str, tuple[str, int, int]]:
        """Digest, size and time of what is published, by path."""
        return self.cache.outputs()

    @cached_property
    def intact(self) -> dict[str, str]:
        """The digests of the published files that are as they were left, by path."""
        return output.intact(self.published, self.survey)

    @cached_property
    def pending(self) -> frozenset[str]:
        """The outputs that wait in the cache to be published."""
        return self.cache.pending_paths()

    @cached_property
    def kept_bodies(self) -> frozenset[str]:
        """The steps whose bodies are in the cache."""
        return self.cache.body_names()

    @cached_property
    def old(self) -> dict[str, str]:
        """The digest that the answer to each question had in the last build."""
        return self.cache.digests()

    @cached_property
    def stale(self) -> trace.Staleness:
        """What tells which results are still right."""
        self.answers.names.read_all(self.old)
        return trace.Staleness(self.old, self.answers)

    def run(self, steps: Iterable[Step]) -> None:
        """Keep or make each step of a stage; pieces that ask for others come after those."""
        self.stale.begin_stage()
        given = tuple(steps)
        self.pieces.is_open = all(step.stage != "piece" for step in given)
        later = self.settle(given)
        self.pieces.is_open = True
        for step in (step for step in given if step.name in later):
            self.settle((step,))

    def settle(self, steps: Iterable[Step]) -> set[str]:
        """Keep or make some steps; return the names of those that ask for what is not ready."""
        waiting, later = [], set()
        for step in steps:
            before = self.before.get(step.name)
            if before and not self.pieces.is_open and asks_for_piece(before):
                later.add(step.name)
            elif before and self.is_there(step, before) and self.stale.is_fresh(step, before):
                self.keep(step, before)
            else:
                waiting.append(step)
        made = making.make(waiting, self.answers, self.options, self.watch.made)
        for step, result in zip(waiting, made, strict=True):
            if result is None:
                later.add(step.name)
            else:
                self.note(step, result)
        return later

    def keep(self, step: Step, before: trace.Kept) -> None:
        """Keep what a step gave in an earlier build."""
        self.results[step.name] = before
        self.problems += before.problems
        self.kept.append(step.name)
        self.watch.kept()
        if step.stage == "piece":
            self.pieces.keep(step.name, before.digest)
        elif step.stage == "body":
            self.stale.settled.add(body_place(step.name))

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

    def note(self, step: Step, made: Made) -> None:
        """Take in what came of a step; one that has an error is not kept for the next build."""
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
        if isinstance(value, Stored):
            self.new[step.name] = value
            return value.digest, {}
        data = value if isinstance(value, bytes) else b""
        if step.stage == "piece":
            if isinstance(value, bytes):
                self.pieces.put(step.name.removeprefix("piece "), data)
        elif not step.name.endswith("/"):
            self.new[step.name] = data
        return source.digest(data), {}

    def save(self, files: dict[str, Any], heads: dict[str, Row], *, is_published: bool) -> None:
        """Write down what was made, for the next build: what had a problem is not there, and what
        cannot be published now waits in the cache."""
        asked = {text for kept in self.results.values() for text in kept.questions}
        digests = trace.digests(asked, self.answers, self.stale.now)
        known = self.answers.known
        self.cache.save(
            files=files,
            heads=heads,
            looks=picture.by_digest(known.pictures, known.sources),
            digests=digests,
            answers=dict(self.worth_keeping(digests)),
            kept=self.results,
            bodies=self.new_bodies,
            pieces={f"piece {name}": data for name, data in self.pieces.made.items()},
            pending={} if is_published else unstored(self.new),
        )

    def worth_keeping(self, digests: dict[str, str]) -> Iterator[tuple[str, str]]:
        """Yield the new answers that follow from all heads together, by question, as JSON."""
        old, names = self.old, self.answers.names
        for text, digest in digests.items():
            if old.get(text) != digest and kind_of(text) in REMEMBERED:
                with contextlib.suppress(TypeError):  # of a plugin: it will be worked out anew
                    yield text, encode(self.answers.answer(names.question(text)))

    def outputs(self) -> dict[str, str]:
        """Return the digest of each output that was made or kept, by path."""
        found: dict[str, str] = {}
        for name, kept in self.results.items():
            if name.endswith("/"):
                found |= kept.files
            elif not name.startswith(INNER):
                found[name] = kept.digest
        return found

    def output(self, path: str) -> bytes | Stored:
        """Return an output that the published folder has not: made now, or waiting in the cache."""
        return self.new[path] if path in self.new else self.cache.pending(path) or b""


def unstored(made: Mapping[str, bytes | Stored]) -> dict[str, bytes | Stored]:
    """Return the outputs that no store keeps for the next build."""
    return {path: data for path, data in made.items() if isinstance(data, bytes) or data.is_loose}


def body_place(step: str) -> tuple[str, str]:
    """Return the key and the language of the body that a step makes, by its name."""
    key, _, lang = step.removeprefix("body ").rpartition(" ")
    return key, lang


def asks_for_piece(kept: trace.Kept) -> bool:
    """Tell whether a result asked for a piece."""
    return any(text.startswith('["piece"') for text in kept.questions)


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

    @cached_property
    def names(self) -> frozenset[str]:
        """The steps whose pieces are in the cache."""
        return self.cache.piece_names()

    def keep(self, step: str, digest: str) -> None:
        """Take in a piece that is still right, by the name of its step."""
        self.digests[step.removeprefix("piece ")] = digest

    def get(self, name: str) -> bytes | None:
        """Return a piece, from the cache if it was not made now."""
        if name in self.made or name not in self.digests:
            return self.made.get(name)
        return self.cache.piece(f"piece {name}")
