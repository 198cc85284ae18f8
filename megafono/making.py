"""Makes the steps of a stage: in this process while that is quick, else in workers.

Whatever their number, the same function makes the same things (`attempt`), and they come in the
order of the steps. A page that takes long here is left, and begun again in a worker, which can be
killed: so no page keeps the others waiting for more than its limit.
"""

from __future__ import annotations

import os
import time
from collections import deque
from collections.abc import Callable, Sequence, Sized
from functools import partial
from typing import TYPE_CHECKING

from megafono import body, limits, trace
from megafono.alarm import Alarm, Late
from megafono.known import Answers, Unready
from megafono.model import Made, Step

if TYPE_CHECKING:
    from megafono.model import Options

SOON = 1.0
"""Seconds after which a page that is being made here is left to a worker."""
WORTH = {"fork": (0.4, 0.0), "spawn": (2.0, 0.004)}
"""Seconds of work left that make it worth to start workers, and how many more an entry: those that
begin with nothing must read it (measured: ten times what a copy costs, some twice what they do)."""


def best_jobs() -> int:
    """Return how many processes can be at work at once on this computer."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def attempt(step: Step, answers: Answers) -> Made | None:
    """Make a step; return None where it asks for what is not ready yet."""
    try:
        return trace.make(step, answers)
    except Unready:
        return None
    except MemoryError:
        return limits.large(step, answers.known)


def make(
    steps: Sequence[Step], answers: Answers, options: Options, told: Callable[[str], object]
) -> list[Made | None]:
    """Return what came of each step, in order; `told` is given the name of each that is done."""
    found: dict[str, Made | None] = {}
    jobs = options.jobs or best_jobs()
    left, slow = deque(steps), []
    begun = time.perf_counter()
    with Alarm() as alarm:
        while left and not (
            jobs > 1 and is_worth(time.perf_counter() - begun, found, left, answers)
        ):
            step = left.popleft()
            try:
                found[step.name] = here(step, answers, alarm, SOON)
            except Late:
                slow.append(step)
            else:
                told(step.name)
    if slow or left:
        found |= elsewhere((*slow, *left), answers, options, told)
    return [found[step.name] for step in steps]


def is_worth(seconds: float, done: Sized, left: Sized, answers: Answers) -> bool:
    """Tell whether workers would spare more than they cost: by how long the first steps took."""
    from megafono.workers import METHOD

    least, an_entry = WORTH[METHOD]
    worth = least + an_entry * len(answers.known.index.entries)
    return seconds >= worth / 2 and seconds / max(1, len(done)) * len(left) >= worth


def here(step: Step, answers: Answers, alarm: Alarm, patience: float) -> Made | None:
    """Make a step in this process; raise Late where a page takes longer than `patience` s.

    What is made of the whole site may take its time, up to its own limit.
    """
    limit = limits.seconds(step, answers.known)
    try:
        seconds = min(patience, limit) if limits.is_page(step) else limit
        made: Made | None = alarm.within(seconds, partial(attempt, step, answers))
        return made
    except Late:
        body.kept_converter.cache_clear()  # what was at work may be left in any state
        if limits.is_page(step):
            raise
        return limits.late(step, answers.known)


def elsewhere(
    steps: Sequence[Step], answers: Answers, options: Options, told: Callable[[str], object]
) -> dict[str, Made | None]:
    """Make steps in workers; here after all, where the system lets none begin."""
    from megafono.workers import Start, Workers

    start = Start(options=options, steps=tuple(steps), answers=answers)
    many = options.jobs or best_jobs()
    found = Workers(start, many, told).make(steps)
    with Alarm() as alarm:
        for step in steps:
            if step.name not in found:
                found[step.name] = patient(step, answers, alarm)
                told(step.name)
    return found


def patient(step: Step, answers: Answers, alarm: Alarm) -> Made | None:
    """Make a step in this process, within its limit."""
    try:
        return here(step, answers, alarm, limits.seconds(step, answers.known))
    except Late:
        return limits.late(step, answers.known)
