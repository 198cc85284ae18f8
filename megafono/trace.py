"""What must be made again: each result keeps the questions it asked, with hashed answers.

At the next build the same questions are asked again without making anything: if every answer has
the same digest, the kept result is still right. All results of one build saw one site, so a
question has one digest, whoever asked it; results keep only the list of their questions. (An edit
of texts, which makes but a few, sees to it that no question of others has another digest.)
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import jinja2

from megafono import inspection
from megafono.known import Answers
from megafono.model import EMPTY, Made, Step, Stored
from megafono.problem import Problem, Stop, message
from megafono.route import stray
from megafono.site import Site
from megafono.theme import Theme, template_problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A result of an earlier build: who made it, what it asked, the digest of what it gave, and the
    warnings that came with it. Of a folder, `files` are its outputs: path -> digest."""

    identity: str
    questions: tuple[str, ...]
    digest: str
    files: Mapping[str, str] = EMPTY
    problems: tuple[Problem, ...] = ()


def make(step: Step, answers: Answers) -> Made:
    """Make one step, noting what it asks; what goes wrong inside is a problem of the result.

    The value of an output or a piece is bytes; of a folder of outputs, bytes by path. Which plugins
    are on, and which language comes first, is felt everywhere (blocks, heads, what a file is made
    in), so every step asks that.
    """
    site = Site(answers=answers, lang=next(iter(answers.known.languages)))
    value: Any = None
    asked: tuple[str, ...] = ()
    try:
        for name in ("plugins", "languages"):
            site.ask("setting", name)
        value = finished(step, step.make(site))
        if step.stage == "output":
            inspection.file(site, step, value)
        asked = tuple(sorted(map(answers.names.text, site.notes)))
    except jinja2.TemplateError as error:
        site.report(template_problem(error, answers.known.theme, step.name))
    except MemoryError:
        raise
    except Stop as stop:
        site.problems.extend(stop.problems)
    except Exception as error:
        site.report(raised(step.name, error, answers.known.theme))
    return Made(name=step.name, value=value, trace=asked, problems=tuple(site.problems))


def finished(step: Step, value: Any) -> Any:
    """Return what a maker gave as its stage has it."""
    if step.stage == "body" or isinstance(value, Stored):
        return value
    if not step.name.endswith("/"):
        return as_bytes(value)
    if not isinstance(value, Mapping):
        raise TypeError(f"a map of names to files is expected, not {type(value).__name__}")
    files = {f"{step.name}{name}": as_bytes(data) for name, data in sorted(value.items())}
    for path in files:
        if stray(path):
            raise ValueError(f"no output can be named {path}")
    return files


def as_bytes(value: object) -> bytes:
    """Return what a maker gave as bytes; raise TypeError where it is neither text nor bytes."""
    if isinstance(value, str):
        return value.encode("utf-8")
    if isinstance(value, bytes):
        return value
    raise TypeError(f"text or bytes are expected, not {type(value).__name__}")


def raised(name: str, error: Exception, theme: Theme) -> Problem:
    """Say what a template's or plugin's code raised while something was made, and where."""
    as_template = jinja2.TemplateRuntimeError(f"{type(error).__name__}: {error}")
    found = template_problem(as_template.with_traceback(error.__traceback__), theme, name)
    if found.line:
        return found
    traceback = error.__traceback__
    file, line = "", 0
    while traceback is not None:
        file, line = traceback.tb_frame.f_code.co_filename.replace("\\", "/"), traceback.tb_lineno
        traceback = traceback.tb_next
    at = file[file.rfind("/plugins/") + 1 :] if "/plugins/" in file else file.rpartition("/")[2]
    what = message(
        "{name} cannot be made: {why}", name=name, why=f"{type(error).__name__}: {error}"
    )
    return replace(found, message=what, path=at, line=line, column=1)


class Staleness:
    """Tells which results are still right, by asking each question once a stage.

    `settled` are the bodies (key, language) that were kept: each part is as it was, unread.
    """

    def __init__(self, digests: Mapping[str, str], answers: Answers) -> None:
        """Compare with the digests that the last build had."""
        self.digests = digests
        self.answers = answers
        self.same: dict[str, bool] = {}
        self.now: dict[str, str] = {}
        self.settled: set[tuple[str, str]] = set()

    def begin_stage(self) -> None:
        """Ask anew about what the stage before has made."""
        for text in [text for text in self.same if text.startswith(MADE)]:
            del self.same[text], self.now[text]

    def is_same(self, text: str) -> bool:
        """Tell whether a question has the answer that it had."""
        if text not in self.same:
            self.now[text] = self.digest(text)
            self.same[text] = self.now[text] == self.digests.get(text)
        return self.same[text]

    def digest(self, text: str) -> str:
        """Return the digest of the answer to a question, or empty where it can not be asked."""
        try:
            asked = self.answers.names.question(text)
            if asked[0] == "body" and asked[1:3] in self.settled and text in self.digests:
                return self.digests[text]
            return self.answers.digest(asked)
        except (KeyError, IndexError, TypeError, ValueError, AttributeError):
            return ""

    def is_fresh(self, step: Step, kept: Kept | None) -> bool:
        """Tell whether what a step gave in an earlier build is what it would give now."""
        if kept is None or kept.identity != step.identity:
            return False
        same = self.same
        return all(same[text] if text in same else self.is_same(text) for text in kept.questions)

    def changed(self, kept: Kept | None) -> tuple[str, ...]:
        """Return the questions of a result whose answers are new."""
        return tuple(text for text in (kept.questions if kept else ()) if not self.is_same(text))


MADE = ('["body"', '["piece"')
"""How questions begin whose answers are made by a build."""


def digests(
    texts: Iterable[str], answers: Answers, now: Mapping[str, str] = EMPTY
) -> dict[str, str]:
    """Return the digest of the answer to each question; `now` has some of them already."""
    name = answers.names.question
    return {text: now.get(text) or answers.digest(name(text)) for text in texts}
