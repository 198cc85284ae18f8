"""Tells of long work while it lasts: a bar on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress

    from megafono.voice import Voice

LONG = 1.5
"""Seconds after which work is long enough to be told of."""
LINES = 5.0
"""Seconds between two lines, where there is no terminal."""
FRAMES = 0.1
"""Seconds between two states of the bar."""


class Watch:
    """Is told what is made, and says nothing. `wanted` are outputs that somebody waits for."""

    wanted: frozenset[str] = frozenset()

    def whole(self) -> None:
        """Be told that the whole site is put together, which takes its time."""

    def shown(self, name: str, data: bytes) -> None:
        """Be given an output that somebody waits for, before all is made."""

    def begin(self, steps: int) -> None:
        """Be told how many things there are to make, or keep."""

    def made(self, name: str) -> None:
        """Be told that a thing was made, by its step."""

    def kept(self) -> None:
        """Be told that a thing was kept."""

    def end(self) -> None:
        """Be told that all is made."""


class Names(Watch):
    """Says the name of each thing that is made."""

    def __init__(self, voice: Voice) -> None:
        """Say it in a voice."""
        self.voice = voice

    def made(self, name: str) -> None:
        """Say what was made: an output by its path, a text by its key and language."""
        kind, _, rest = name.partition(" ")
        if kind == "body":
            self.voice.say("made: the text of {name}", name=rest)
        elif kind == "piece":
            self.voice.say("made: the piece {name}", name=rest)
        else:
            self.voice.say("made: {name}", name=name)


class Lines(Watch):
    """Says a line every few seconds."""

    first, every = LINES, LINES

    def __init__(self, voice: Voice) -> None:
        """Say it in a voice."""
        self.voice = voice
        self.begin(0)

    def begin(self, steps: int) -> None:
        """Count from nothing."""
        self.steps, self.done = steps, 0
        self.next = time.monotonic() + self.first

    def made(self, name: str) -> None:
        """Count it."""
        self.kept()

    def kept(self) -> None:
        """Count it; show how far the work is, where that was not done for a while."""
        self.done += 1
        now = time.monotonic()
        if now >= self.next:
            self.next = now + self.every
            self.show()

    def show(self) -> None:
        """Say how far the work is."""
        self.voice.say("{done} of {steps} made or kept…", done=self.done, steps=self.steps)


class Bar(Lines):
    """Shows a bar, and takes it away at the end."""

    first, every = LONG, FRAMES
    progress: Progress | None = None

    def show(self) -> None:
        """Draw the bar."""
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

        if self.progress is None:
            columns = (BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
            self.progress = Progress(*columns, transient=True, auto_refresh=False)
            self.progress.add_task("", total=self.steps)
            self.progress.start()
        self.progress.update(self.progress.task_ids[0], completed=self.done, refresh=True)

    def end(self) -> None:
        """Take the bar away."""
        if self.progress is not None:
            self.progress.stop()
            self.progress = None


def watch(voice: Voice, *, quiet: bool, verbose: bool, is_terminal: bool) -> Watch:
    """Return what tells of a build as it was asked for."""
    if quiet:
        return Watch()
    if verbose:
        return Names(voice)
    return Bar(voice) if is_terminal else Lines(voice)
