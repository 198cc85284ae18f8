"""How long a step may take, and what is said of one that takes too long, or whose maker dies."""

from __future__ import annotations

from functools import partial
from typing import Any

from megafono.known import Known
from megafono.model import Made, Step
from megafono.problem import Message, Problem, message
from megafono.route import output_path

WHOLE = 60
"""How many times as long as a page may take what is made of the whole site: pieces, feeds …"""


def is_page(step: Step) -> bool:
    """Tell whether a step makes a page, or its text: what is quick, and what a writer can mend."""
    return step.stage == "body" or step.name.endswith(".html")


def seconds(step: Step, known: Known) -> float:
    """Return how many seconds a step may take."""
    limit = known.settings.limits.seconds
    return limit if is_page(step) else limit * WHOLE


def late(step: Step, known: Known) -> Made:
    """Return the result of a step that took too long."""
    limit = f"{seconds(step, known):.0f}"
    if is_page(step):
        what = message("the page takes more than {seconds} s to make", seconds=limit)
    else:
        what = message(
            "{name} takes more than {seconds} s to make", name=named(step), seconds=limit
        )
    return failed(step, known, what, cure(step))


def large(step: Step, known: Known) -> Made:
    """Return the result of a step that needed too much memory."""
    most = known.settings.limits.megabytes
    if is_page(step):
        what = message("the page needs more than {megabytes} MB to be made", megabytes=most)
    else:
        what = message(
            "{name} needs more than {megabytes} MB to be made", name=named(step), megabytes=most
        )
    return failed(step, known, what, cure(step))


def dead(step: Step, known: Known, status: int | None) -> Made:
    """Return the result of a step whose process ended with a status; below 0, by a signal."""
    how = message("status {number}", number=status)
    if status is not None and status < 0:
        how = message("signal {number}", number=-status)
    what = message("{name} cannot be made: its process ended ({how})", name=named(step), how=how)
    hint = message("Memory may be short: close other programs, and build again with --jobs 1.")
    return failed(step, known, what, hint)


def unsent(step: Step, known: Known, error: Exception) -> Made:
    """Return the result of a step that gave what no process can hand to another."""
    why = f"{type(error).__name__}: {error}"
    what = message("{name} cannot be made: {why}", name=named(step), why=why)
    hint = message("A plugin gave something that only its own process can hold.")
    return failed(step, known, what, hint)


def failed(step: Step, known: Known, what: Message, hint: Message) -> Made:
    """Return the result of a step that gave nothing."""
    problem = Problem(message=what, path=place(step, known), hint=hint)
    return Made(name=step.name, value=None, trace=(), problems=(problem,))


def named(step: Step) -> str:
    """Return what a person calls a step: its output, or the key and language of a text."""
    return step.name.removeprefix("body ").removeprefix("piece ")


def place(step: Step, known: Known) -> str:
    """Return the file of whoever can mend a step: the entry's, or the plugin's."""
    if step.stage == "body":
        key, _, lang = named(step).rpartition(" ")
        return known.index.entries[key, lang].path
    for page in known.pages.values():
        if output_path(page.url) == step.name and page.source:
            return page.source
    make: Any = step.make
    while isinstance(make, partial):
        make = make.func
    module = getattr(make, "__module__", "")
    if not module.startswith("megafono_plugins_"):
        return ""
    name = module.removeprefix("megafono_plugins_").replace(".", "/")
    single = f"plugins/{name}.py"
    return single if single in known.sources.files else f"plugins/{name}/__init__.py"


def cure(step: Step) -> Message:
    """Say how to make a step quicker, or smaller."""
    if step.stage == "body":
        return message(
            "Take apart its large tables, lists within lists and long rows of brackets, "
            "or allow more under “limits” in _site.yaml."
        )
    return message("Mend its template or its plugin, or allow more under “limits” in _site.yaml.")
