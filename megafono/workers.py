"""Makes steps in processes of their own, which can be killed: one that dies takes one page along.

A worker is told the name of a step, makes it as any process does (`making.attempt`), and hands back
what came of it, with the digests of the answers that it asked for. Where the system can fork, it
begins as a copy of this process, with all that is known; else it reads the site again, from the
same sources at the same moment, and plans the same steps.

Each worker sees to its own end: it goes when this process is gone, and where the system has a timer
it does so even while it is stuck.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import multiprocessing
import os
import pickle
import signal
import sys
import threading
import time
import warnings
from array import array
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import count
from multiprocessing.connection import wait
from typing import TYPE_CHECKING, Any

from megafono import limits, making, output, picture
from megafono.known import Answers, Known
from megafono.model import Made, Step, Stored, digest

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    from megafono.model import Options

    Pipe = Connection[Any, Any]

METHOD = "spawn" if sys.platform in ("win32", "darwin") else "fork"
AHEAD = 2
"""How many steps a worker is given at a time, so that it need not wait for this process."""
STARTING = 120.0
"""Seconds that a worker may take to be ready."""
FAILURES = 3
"""How many workers may end before they are ready; then this process does the work itself."""
WORTH_A_FILE = 2048
"""Bytes from which an output is handed over in a file."""
NUMBERS = count()
"""The names of this process's files."""
PR_SET_PDEATHSIG = 1
"""Linux: the signal that a process gets when the one is gone that began it (linux/prctl.h)."""
GRACE = 2.0
"""Seconds after its limit at which a stuck worker ends by itself, had nobody killed it."""


@dataclass(frozen=True, kw_only=True)
class Start:
    """What workers begin with: the steps, and the answers to what they ask."""

    options: Options
    steps: tuple[Step, ...]
    answers: Answers

    @property
    def known(self) -> Known:
        """What is known before anything is made."""
        return self.answers.known


@dataclass(eq=False)
class Worker:
    """A process, the steps that it was given, and since when it is at the first of them.

    `asked` are the questions it has told of, in order: in a trace it names them by number.
    """

    process: Any
    pipe: Any
    begun: float
    is_ready: bool = False
    given: deque[Step] = field(default_factory=deque)
    asked: list[str] = field(default_factory=list)

    def give(self, step: Step) -> None:
        """Give it a step more."""
        if self.is_ready and not self.given:
            self.begun = time.monotonic()
        self.given.append(step)
        with contextlib.suppress(OSError):  # it has died: that is seen where it is listened to
            self.pipe.send(step.name)

    def due(self, known: Known) -> float:
        """Return the moment at which it has taken too long."""
        if not self.is_ready:
            return self.begun + STARTING
        return self.begun + limits.seconds(self.given[0], known) if self.given else float("inf")

    def end(self) -> int | None:
        """Kill it; return the status with which it ended, before or now."""
        self.process.kill()
        self.process.join()
        status: int | None = self.process.exitcode
        self.process.close()
        self.pipe.close()
        return status


class Workers:
    """Makes steps in some processes, and puts another in the place of one that dies."""

    def __init__(self, start: Start, many: int, told: Callable[[str], object]) -> None:
        """Make with `many` processes; `told` is given the name of each step that is done."""
        self.start = start
        self.many = many
        self.told = told
        self.left: deque[Step] = deque()
        self.found: dict[str, Made | None] = {}
        self.workers: list[Worker] = []
        self.failures = 0

    def make(self, steps: Iterable[Step]) -> dict[str, Made | None]:
        """Return what came of the steps, by name; those are not in it that no worker could begin.

        Folders of outputs, which take the longest, come first.
        """
        self.left.extend(sorted(steps, key=lambda step: not step.name.endswith("/")))
        try:
            while self.is_at_work() and self.staff():
                self.listen()
        finally:
            for worker in self.workers:
                worker.end()
        return self.found

    def is_at_work(self) -> bool:
        """Tell whether anything is left to make."""
        return bool(self.left) or any(worker.given for worker in self.workers)

    def staff(self) -> bool:
        """Start the workers that lack, and give all of them something to do; False without any."""
        busy = sum(bool(worker.given) for worker in self.workers)
        wanted = min(self.many, busy + len(self.left))
        while len(self.workers) < wanted and self.failures < FAILURES:
            try:
                self.workers.append(started(self.start, self.workers))
            except OSError:  # no memory, or no process, to be had
                self.failures += 1
        for depth in range(1, AHEAD + 1):
            for worker in self.workers:
                if self.left and len(worker.given) < depth:
                    worker.give(self.left.popleft())
        return bool(self.workers)

    def listen(self) -> None:
        """Wait for a worker to say something, to die, or to take too long."""
        due = min(worker.due(self.start.known) for worker in self.workers)
        patience = None if due == float("inf") else max(0.0, due - time.monotonic())
        said = wait([worker.pipe for worker in self.workers], patience)
        for worker in [worker for worker in self.workers if worker.pipe in said]:
            try:
                data = worker.pipe.recv_bytes()
            except (EOFError, OSError):
                self.lose(worker, is_late=False)
            else:
                self.hear(worker, data)
        now = time.monotonic()
        for worker in [worker for worker in self.workers if worker.due(self.start.known) <= now]:
            self.lose(worker, is_late=True)

    def hear(self, worker: Worker, data: bytes) -> None:
        """Take in what a worker says: that it is ready, or what came of a step."""
        worker.begun = time.monotonic()
        if not worker.is_ready:
            worker.is_ready = True
            return
        made, trace, learnt = pickle.loads(data)
        worker.asked += [self.start.answers.learn(*told) for told in learnt]
        if made:
            made = replace(made, trace=tuple([worker.asked[number] for number in trace]))
        self.settle(worker.given.popleft(), made)

    def lose(self, worker: Worker, *, is_late: bool) -> None:
        """End a worker that is dead or stuck: it fails one step, the others go to the next."""
        self.workers.remove(worker)
        status = worker.end()
        if not worker.is_ready:
            self.failures += 1
        elif worker.given:
            step, known = worker.given.popleft(), self.start.known
            is_late = is_late or status == -getattr(signal, "SIGALRM", 0)
            failed = limits.late(step, known) if is_late else limits.dead(step, known, status)
            self.settle(step, failed)
        self.left.extendleft(reversed(worker.given))

    def settle(self, step: Step, made: Made | None) -> None:
        """Note what came of a step."""
        self.found[step.name] = made
        self.told(step.name)


def started(start: Start, others: Iterable[Worker]) -> Worker:
    """Start a worker. Ctrl-C is this process's: the others are told by it."""
    context: Any = multiprocessing.get_context(METHOD)
    ours, theirs = context.Pipe()
    held = (ours, *(worker.pipe for worker in others))
    process = context.Process(
        target=forked if METHOD == "fork" else spawned,
        args=(theirs, start, held) if METHOD == "fork" else (theirs, *luggage(start)),
        daemon=True,
    )
    try:
        with uninterrupted(), warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # of threads, which hold no lock
            process.start()
    except BaseException:
        ours.close()
        raise
    finally:
        theirs.close()
    return Worker(process=process, pipe=ours, begun=time.monotonic())


@contextlib.contextmanager
def uninterrupted() -> Iterator[None]:
    """Keep Ctrl-C waiting while the block runs; what is started in it never hears of it."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def luggage(start: Start) -> tuple[Any, ...]:
    """Return what a worker that begins with nothing needs, as values that can be sent."""
    bodies, pieces, cache = start.answers.bodies, start.answers.pieces, None
    if hasattr(bodies, "cache"):
        cache = bodies.cache.file if bodies.cache.is_stored else None
    settled = {"made": pieces.made, "digests": pieces.digests, "is_open": pieces.is_open}
    known = start.known
    looks = picture.by_digest(known.pictures, known.sources)
    return start.options, known.sources, known.clock.now, looks, cache, dict(bodies), settled


# In the worker


def forked(pipe: Pipe, start: Start, held: Iterable[Pipe]) -> None:
    """Make steps, with what this process had when it was copied."""
    for other in held:
        other.close()
    for part in (start.answers.bodies, start.answers.pieces, start.answers):
        cache = getattr(part, "cache", None)
        if cache and cache.is_stored:
            object.__setattr__(part, "cache", cache.reader(cache.file))  # answers are frozen
    work(pipe, start)


def spawned(pipe: Pipe, options: Options, sources: Any, now: Any, looks: Any, *made: Any) -> None:
    """Make steps, after planning again what is made."""
    from megafono import cache, picturestore, plan
    from megafono.assembly import assemble
    from megafono.work import Bodies, Pieces

    known, _ = assemble(
        sources, base_url=options.base_url, now=now, drafts=options.drafts, looks=looks,
        quick=options.quick, alone=options.alone,
    )  # fmt: skip
    known, steps, _ = plan.steps(known)
    file, bodies, settled = made
    stored = cache.Cache.reader(file)
    store = picturestore.store_of(options.root)
    answers = Answers(known, Bodies(stored), Pieces(stored), store)
    if isinstance(answers.bodies, dict):
        answers.bodies.update(bodies)
    vars(answers.pieces).update(settled)
    work(pipe, Start(options=options, steps=steps, answers=answers))


def work(pipe: Pipe, start: Start) -> None:
    """Make each step that this worker is told to, until there is nobody who tells."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(signal, "SIGALRM"):
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
    gc.freeze()  # what was there is not to be looked through again
    threading.Thread(target=follow, daemon=True).start()
    if sys.platform == "linux":  # a thread does not run while a regular expression does
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    steps = {step.name: step for step in start.steps}
    asked: dict[str, int] = {}
    say(pipe, b"ready")
    while True:
        try:
            step = steps[pipe.recv()]
        except (EOFError, OSError):
            os._exit(0)
        mortal(limits.seconds(step, start.known) + GRACE)
        with capped(start.known.settings.limits.megabytes):
            made = making.attempt(step, start.answers)
        data = letter(step, made, start, asked)
        mortal(0)
        sys.stdout.flush()
        say(pipe, data)


def say(pipe: Pipe, data: bytes) -> None:
    """Send something; end in silence where nobody listens any more."""
    try:
        pipe.send_bytes(data)
    except OSError:
        os._exit(0)


def letter(step: Step, made: Made | None, start: Start, asked: dict[str, int]) -> bytes:
    """Return what is sent of a step: what came of it, the numbers of its questions, the new ones.

    `asked` are the numbers of the questions that were told of before; it grows.
    """
    trace = made.trace if made else ()
    new = [text for text in trace if text not in asked]
    fresh = {text: number for number, text in enumerate(new, len(asked))}
    learnt = [start.answers.told(text) for text in new]
    sent = replace(made, trace=(), value=put_away(made.value, step, start)) if made else None
    listed = array("I", [asked[text] if text in asked else fresh[text] for text in trace])
    try:
        data = pickle.dumps((sent, listed, learnt), pickle.HIGHEST_PROTOCOL)
    except Exception as error:
        failed = limits.unsent(step, start.known, error)
        return pickle.dumps((failed, array("I"), []))
    asked.update(fresh)
    return data


def put_away(value: Any, step: Step, start: Start) -> Any:
    """Put an output into a file, and return where it is: so it need neither be sent nor held.

    Anything else, or what the disk refuses, is returned as it is.
    """
    if step.stage != "output" or not isinstance(value, bytes) or len(value) < WORTH_A_FILE:
        return value
    folder = output.shelf_of(start.options)
    file = folder / f"{os.getpid()}-{next(NUMBERS)}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file.write_bytes(value)
    except OSError:
        return value
    return Stored(file=file, digest=digest(value), is_loose=True)


def follow() -> None:
    """End when the process is gone that this one works for."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def mortal(seconds: float) -> None:
    """Let the system end this process after some seconds, whatever it is at; 0: no longer."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds)


@contextlib.contextmanager
def capped(megabytes: int) -> Iterator[None]:
    """Let this process have so much more memory, and no more, while the block runs (Linux)."""
    if sys.platform != "linux":
        yield
        return
    import resource

    with open("/proc/self/statm", "rb") as file:  # noqa: PTH123 - once a step
        pages = int(file.read().split()[0])
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    most = pages * resource.getpagesize() + megabytes * 2**20
    if hard != resource.RLIM_INFINITY:
        most = min(most, hard)
    resource.setrlimit(resource.RLIMIT_AS, (most, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
