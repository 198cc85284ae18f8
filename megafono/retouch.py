"""An edit of texts alone: what shows them is made again, and the site is not put together.

Where nothing differs from the last build but the Markdown of some content files, below heads that
are as they were, all that follows from the heads is as it was: entries, pages, lists, addresses,
the plan. So the cache answers, and tells the steps: an identity says how to make what it is of.
Whatever cannot be told this way leaves the matter to a whole build, which does the same at length.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cached_property, partial
from typing import Any, cast

from megafono import frontmatter, making, output, plan, receipt, source, staging
from megafono.assembly import assemble, ground
from megafono.cache import Cache
from megafono.codec import decode, encode
from megafono.known import REMEMBERED, Answers, Ground, Known
from megafono.model import EMPTY, Entry, Made, Options, Stage, Step
from megafono.problem import Problem, in_order
from megafono.progress import Watch
from megafono.question import Question, kind_of, written
from megafono.receipt import Look, Receipt
from megafono.source import Sources
from megafono.work import Work, body_place

STAGES: tuple[Stage, ...] = ("body", "piece", "output")


OF_CAMPAIGN: Mapping[str, Any] = {"alone": None, "outside": EMPTY, "whole_url": ""}
"""What is known where a campaign is built without the rest, as it is of a whole site."""


class Unsure(Exception):
    """The cache does not tell enough."""


class Missing(BaseException):
    """What is asked for is not in the cache: the site must be put together to answer.

    It is no Exception, so that neither a template nor a plugin takes it for a fault of its own.
    """


@dataclass(frozen=True, kw_only=True)
class Deferred(Ground):
    """The ground of a site; all else that is known of it is there once `whole` was asked for."""

    options: Options
    cache: Cache

    @cached_property
    def whole(self) -> Known:
        """The whole site."""
        found, _ = assemble(
            self.sources,
            base_url=self.options.base_url,
            now=self.clock.now,
            drafts=self.options.drafts,
            heads=self.cache.heads(),
            looks=self.cache.looks(),
            quick=self.options.quick,
        )
        return plan.steps(found)[0]

    def __getattr__(self, name: str) -> Any:
        """Return what the ground has not; raise Missing where the site is not put together."""
        if "whole" not in vars(self):
            if name in OF_CAMPAIGN and not self.options.campaign:
                return OF_CAMPAIGN[name]
            raise Missing
        return getattr(self.whole, name)


@dataclass(frozen=True)
class Remembered(Answers):
    """Answers from the cache what follows from the heads of all files; the rest as ever.

    Files, data, settings and the date are never taken from there: they are read, so that one that
    changed meanwhile is found out.
    """

    cache: Cache | None = field(default=None, kw_only=True)

    def answer(self, question: Question) -> Any:
        """Return the answer, or None where there is nothing of the kind."""
        if question[0] in REMEMBERED and question not in self.memo and self.cache:
            found = self.cache.answer(self.names.text(question))
            if found is not None:
                with contextlib.suppress(LookupError, TypeError, ValueError):
                    self.memo[question] = self.as_it_stands(decode(found))
        return super().answer(question)

    def as_it_stands(self, found: Any) -> Any:
        """Return an answer with its place in the file as it is: no digest is taken of that."""
        if isinstance(found, Entry) and self.cache and found.path in self.cache.heads():
            return replace(found, body_line=self.cache.heads()[found.path][-1])
        return found


@dataclass(frozen=True, kw_only=True)
class Done:
    """What was made again and what was kept, by step; what is told; and where all of it is."""

    made: tuple[str, ...]
    kept: tuple[str, ...]
    removed: tuple[str, ...]
    problems: tuple[Problem, ...]
    of_site: tuple[Problem, ...]
    sources: Sources


def retouched(options: Options, begun: Look, watch: Watch) -> Done | None:
    """Make again what an edit of texts is felt in; None where only a whole build can tell.

    `begun` are the inputs as they are now.
    """
    left = receipt.read(options)
    paths = edited(left, begun, options) if left else None
    if left is None or paths is None:
        return None
    cache = Cache(options.root / ".cache" / options.cache, left.code)
    try:
        if cache.saved() != left.saved:
            return None
        sources = source.read(options.root, cache.files())
        again = receipt.look(options.root)
        if (again.paths, again.stats) != (begun.paths, begun.stats):
            return None  # more was saved since
        heads = dict(rewritten(paths, sources, left, cache))
        return Retouch(left, cache, sources, begun, options, watch).done(heads)
    except (Unsure, sqlite3.DatabaseError):
        return None
    finally:
        cache.close()


def edited(left: Receipt, begun: Look, options: Options) -> list[str] | None:
    """Return the paths of the content files that were written anew since a receipt was left.

    None where anything else is not as it was, the published folder included.
    """
    if left.inputs != begun.paths or left.absent != begun.absent:
        return None
    try:
        if receipt.digest(receipt.outputs_of(left.outputs)) != left.survey:
            return None
    except OSError:
        return None
    content = os.path.realpath(options.root / "content") + os.sep
    libraries = set(receipt.libraries())
    found = []
    for at, path in enumerate(begun.paths):
        if left.stats[3 * at : 3 * at + 3] == begun.stats[3 * at : 3 * at + 3]:
            continue
        if os.path.isdir(path) and path not in libraries:  # noqa: PTH112
            continue  # what is in it is looked at
        if not (path.startswith(content) and path.endswith(".md")):
            return None
        inner = path.removeprefix(content).replace(os.sep, "/")
        found.append(unicodedata.normalize("NFC", f"content/{inner}"))
    return found


def rewritten(
    paths: Iterable[str], sources: Sources, left: Receipt, cache: Cache
) -> Iterator[tuple[str, frontmatter.Row]]:
    """Yield the head of each file whose bytes are new, by path.

    It must be as it was, and nothing wrong with the file.
    """
    old, heads = cache.files(), cache.heads()
    for path in paths:
        found = sources.get(path)
        if found is None or path in left.planned_from:
            raise Unsure
        if old.get(str(found.file), ((), ""))[1] == found.digest:
            continue
        front, _ = frontmatter.parse(found.read(), path)
        if not front.digest or path not in heads or heads[path][1] != front.digest:
            raise Unsure
        yield path, frontmatter.row(front, found.digest)


class Retouch:
    """One edit of texts, on its way from the files to the published folder."""

    def __init__(
        self, left: Receipt, cache: Cache, sources: Sources, begun: Look, options: Options,
        watch: Watch,
    ) -> None:  # fmt: skip
        """Begin with what a build has left, and what there is now."""
        self.begun = begun
        self.left = left
        self.cache = cache
        self.options = replace(options, jobs=1)
        self.watch = watch
        self.sources = sources
        base, _ = ground(
            self.sources, base_url=options.base_url, now=options.now, quick=options.quick
        )
        parts = {item.name: getattr(base, item.name) for item in fields(base)}
        known = cast("Known", Deferred(**parts, options=options, cache=cache))
        remembered = cast("type[Answers]", partial(Remembered, cache=cache))
        self.work = Work(known, cache, {}, self.options, watch, remembered)
        self.work.pieces.digests |= {
            name.removeprefix("piece "): digest for name, digest in cache.piece_digests().items()
        }
        self.felt = cache.felt()
        self.digests: dict[str, str] = {}
        self.changed: set[int] = set()

    def done(self, heads: Mapping[str, frontmatter.Row]) -> Done:
        """Make again what files are felt in, and publish it; `heads` are theirs, by path."""
        self.compare(*(("file", path) for path in heads))
        for stage in STAGES:
            self.run(stage)
            if stage == "body":
                self.show()
        work = self.work
        wrong = [problem for problem in work.problems if problem.level == "error"]
        if wrong:
            raise Unsure
        told = self.cache.warnings() | {name: kept.problems for name, kept in work.results.items()}
        problems = in_order(
            [*self.left.of_site, *(each for some in told.values() for each in some)]
        )
        receipt.forget(self.options)
        gone = self.save(heads)
        there = self.publish(gone)
        self.leave_receipt(there, problems)
        return Done(
            made=tuple(work.made),
            kept=tuple(name for name in self.felt if name not in work.results),
            removed=tuple(sorted(gone)),
            problems=problems,
            of_site=self.left.of_site,
            sources=self.sources,
        )

    def compare(self, *beginnings: Question) -> None:
        """Note which of the questions that begin so have another answer than before.

        Their digests go to `digests`, the numbers of those that differ to `changed`.
        """
        answers = self.work.answers
        for beginning in beginnings:
            for text, (number, digest) in self.cache.asked(written(beginning)[:-1]).items():
                asked = answers.names.question(text)
                if asked[: len(beginning)] != beginning:
                    continue
                self.digests[text] = answers.digest(asked)
                if self.digests[text] != digest:
                    self.changed.add(number)

    def run(self, stage: Stage) -> None:
        """Make the steps of a stage that feel what has changed, and see what changes by them."""
        names = self.feeling(stage)
        steps = [self.step(name) for name in names if name not in self.work.results]
        for step, result in zip(steps, self.made(steps), strict=True):
            if result is None or (stage == "piece" and any(map(is_of_piece, result.trace))):
                raise Unsure
            self.work.note(step, result)
        if stage == "body":
            self.compare(*(("body", *body_place(name)) for name in names))
        elif stage == "piece":
            self.compare(*(("piece", name.removeprefix("piece ")) for name in names))
            if len(self.feeling(stage)) > len(names):
                raise Unsure  # of pieces that are made of others

    def show(self) -> None:
        """Make first the outputs that somebody waits for, where no piece is in them."""
        names = [name for name in self.feeling("output") if name in self.watch.wanted]
        steps = [self.step(name) for name in names]
        for step, made in zip(steps, self.made(steps), strict=True):
            if made and isinstance(made.value, bytes) and not any(map(is_of_piece, made.trace)):
                self.work.note(step, made)
                self.watch.shown(step.name, made.value)

    def made(self, steps: list[Step]) -> list[Made | None]:
        """Return what comes of some steps; put the site together if they ask for what is new."""
        try:
            return making.make(steps, self.work.answers, self.options, self.watch.made)
        except Missing:
            assert isinstance(self.work.answers.known, Deferred)
            self.work.answers.known.whole  # noqa: B018 - it is there from now on
            return making.make(steps, self.work.answers, self.options, self.watch.made)

    def feeling(self, stage: Stage) -> list[str]:
        """Return the names of the steps of a stage that feel what has changed so far."""
        changed = self.changed
        return sorted(
            name
            for name, numbers in self.felt.items()
            if not changed.isdisjoint(numbers) and stage_of(name) == stage
        )

    def step(self, name: str) -> Step:
        """Return a step as it was planned."""
        identity = self.cache.step(name).identity
        make = plan.maker(identity)
        if make is None:
            raise Unsure
        return Step(name=name, stage=stage_of(name), make=make, identity=identity)

    def save(self, heads: Mapping[str, frontmatter.Row]) -> set[str]:
        """Write down what was made; return the outputs that are no more."""
        work, names = self.work, self.work.answers.names
        asked = {text for kept in work.results.values() for text in kept.questions}
        gone = {
            path
            for name, kept in work.results.items()
            if name.endswith("/")
            for path in self.cache.step(name).files.keys() - kept.files.keys()
        }
        answers = {}
        for text in asked:
            known = self.cache.asked(text).get(text)
            if known and kind_of(text) in REMEMBERED:
                self.digests[text] = known[1]  # that of the cache's own copy could differ
                continue
            found = work.answers.digest(names.question(text))
            if known and text not in self.digests and found != known[1]:
                raise Unsure  # others have asked this too, and would not be made again
            self.digests[text] = found
            if kind_of(text) in REMEMBERED:
                with contextlib.suppress(TypeError):
                    answers[text] = encode(work.answers.answer(names.question(text)))
        edited = [self.sources.files[path] for path in heads]
        self.cache.amend(
            files={
                str(found.file): (receipt.trusted(found.stat, self.begun.moment), found.digest)
                for found in edited
            },
            heads=heads,
            digests=self.digests,
            answers=answers,
            kept=work.results,
            bodies=work.new_bodies,
            pieces={f"piece {name}": data for name, data in work.pieces.made.items()},
        )
        return gone

    def publish(self, gone: set[str]) -> staging.Survey | None:
        """Publish what is new; return what is there then, or None where that is as before."""
        before = self.work.published
        new = {
            path: data
            for path, data in self.work.new.items()
            if path not in before or before[path][0] != staging.digest_of(data)
        }
        if not new and not gone:
            return None
        keep = before.keys() - new.keys() - gone
        spare = output.spare_of(self.options)
        rows, there = output.publish(new, keep, before, self.options.out, spare)
        self.cache.save_outputs(rows)
        return there

    def leave_receipt(self, there: staging.Survey | None, problems: tuple[Problem, ...]) -> None:
        """Leave a receipt of what is published now, where the cache knows it too."""
        if self.cache.is_behind:
            return
        left = replace(
            self.left,
            stats=receipt.settled(self.begun),
            problems=problems,
            saved=self.cache.saved(),
        )
        if there is not None:
            folder = os.path.realpath(self.options.out)
            outputs = receipt.paths_in(folder, there)
            left = replace(left, outputs=outputs, survey=receipt.digest_of(there))
        receipt.write(self.options, left)


def stage_of(name: str) -> Stage:
    """Return the stage of a step, by its name."""
    kind = name.partition(" ")[0]
    return "body" if kind == "body" else "piece" if kind == "piece" else "output"


def is_of_piece(text: str) -> bool:
    """Tell whether a question is of a piece."""
    return kind_of(text) == "piece"
