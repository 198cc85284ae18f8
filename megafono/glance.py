"""The page a writer is looking at, made before all the others: what the preview shows first.

A whole build must also make again the lists and the search data in which an edit is felt; the page
on the screen need not wait for these. Where a glance and the build differ, the build is right.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial

from megafono import build, limits, making, plan
from megafono.alarm import Alarm, Late
from megafono.assembly import assemble
from megafono.known import Answers, Known
from megafono.model import Made, Options, Step
from megafono.problem import Problem, Stop
from megafono.route import output_path
from megafono.source import Sources
from megafono.work import Bodies


def pages(options: Options, paths: Iterable[str], before: Known) -> dict[str, bytes]:
    """Make some pages, by path, as the next build will; leave out what is not there or is wrong.

    `before` is the site as last built: only bodies whose own file has changed since are made.
    """
    wanted = frozenset(paths)
    if not wanted:
        return {}
    try:
        sources, _, cache = build.inputs(options)
    except (Stop, OSError):
        return {}
    try:
        known, problems = assemble(
            sources, base_url=options.base_url, now=options.now, drafts=options.drafts,
            heads=cache.heads(), looks=cache.looks(), quick=options.quick,
        )  # fmt: skip
        known, steps, _ = plan.steps(known)
        answers = Answers(known, Bodies(cache))
        with Alarm() as alarm:
            make = partial(quickly, answers, alarm)
            bodies = [
                made_body(step, make, answers) for step in edited(steps, known, before.sources)
            ]
            made = [make(step) for step in steps if step.name in wanted]
    except (Stop, OSError):
        return {}
    finally:
        cache.close()
    wrong = wrong_pages(known, [*problems, *(p for item in bodies for p in item.problems)])
    return {item.name: item.value for item in made if is_right(item, wrong)}


def edited(steps: Iterable[Step], known: Known, before: Sources) -> Iterator[Step]:
    """Yield the steps of the bodies whose source is not as it was."""
    by_name = {step.name: step for step in steps if step.stage == "body"}
    for (key, lang), entry in known.index.entries.items():
        old, new = before.get(entry.path), known.sources.get(entry.path)
        if old is None or new is None or old.digest != new.digest:
            yield by_name[f"body {key} {lang}"]


def quickly(answers: Answers, alarm: Alarm, step: Step) -> Made:
    """Make a step, or tell that it takes too long for a glance."""
    try:
        found = making.here(step, answers, alarm, making.SOON)
    except Late:
        found = None
    return found or limits.late(step, answers.known)


def made_body(step: Step, make: Callable[[Step], Made], answers: Answers) -> Made:
    """Make a body, for the pages that ask for it."""
    made = make(step)
    key, _, lang = step.name.removeprefix("body ").rpartition(" ")
    if made.value is not None and isinstance(answers.bodies, dict):
        answers.bodies[key, lang] = made.value
    return made


def is_right(made: Made, wrong: frozenset[str]) -> bool:
    """Tell whether a page can be shown."""
    has_error = any(problem.level == "error" for problem in made.problems)
    return isinstance(made.value, bytes) and not has_error and made.name not in wrong


def wrong_pages(known: Known, problems: Iterable[Problem]) -> frozenset[str]:
    """Return the paths of the pages whose source has an error."""
    sources = {problem.path for problem in problems if problem.level == "error"}
    return frozenset(output_path(p.url) for p in known.pages.values() if p.source in sources)
