"""Interrupts what this process makes, after some seconds; only its first thread can be interrupted.

Unix has a timer that reaches even a regular expression that is at work. Elsewhere a thread watches
the clock: it reaches whatever is written in Python.
"""

from __future__ import annotations

import _thread
import signal
import threading
import time
from collections.abc import Callable
from types import FrameType
from typing import Any

SIGNAL = signal.Signals["SIGALRM" if hasattr(signal, "SIGALRM") else "SIGBREAK"]
TICK = 0.1
"""Seconds between two looks at the clock, where a thread does that."""


class Late(BaseException):
    """What was made took too long. No plugin's `except Exception` catches it."""


class Alarm:
    """Can be set while the block runs: `with Alarm() as alarm: alarm.within(1.0, make)`."""

    def __enter__(self) -> Alarm:
        """Take over the signal, where that can be done."""
        self.is_set = False
        self.due = float("inf")
        self.ended = threading.Event()
        self.is_possible = threading.current_thread() is threading.main_thread()
        if self.is_possible:
            self.before = signal.signal(SIGNAL, self.ring)
            if not hasattr(signal, "setitimer"):
                threading.Thread(target=self.tick, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        """Give the signal back; no alarm that rang at the last moment may be left."""
        self.set(0)
        self.ended.set()
        if self.is_possible:
            signal.signal(SIGNAL, self.before)

    def within(self, seconds: float, make: Callable[[], Any]) -> Any:
        """Return what a function makes; raise Late where that takes longer."""
        if not self.is_possible:
            return make()
        try:
            self.set(seconds)
            return make()
        finally:
            self.set(0)

    def set(self, seconds: float) -> None:
        """Ring after some seconds, and again after as many: what is made may swallow one; 0: no."""
        self.is_set = seconds > 0
        self.due = time.monotonic() + seconds if seconds else float("inf")
        if hasattr(signal, "setitimer"):
            signal.setitimer(signal.ITIMER_REAL, seconds, seconds)

    def ring(self, _: int, frame: FrameType | None) -> None:
        """Interrupt, unless the work was done at this very moment."""
        if self.is_set:
            raise Late

    def tick(self) -> None:
        """Watch the clock, in a thread of its own."""
        while not self.ended.wait(TICK):
            if time.monotonic() >= self.due:
                self.due += 1.0
                _thread.interrupt_main(SIGNAL)
