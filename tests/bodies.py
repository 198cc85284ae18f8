"""Bodies converted without making a page."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from textwrap import dedent

from PIL import Image

from megafono import trace
from megafono.known import Answers
from megafono.model import Body
from tests.plain import plain, planned
from tests.scratch import Scratch, said

PATH = "content/pages/testo.it.md"


@dataclass(frozen=True)
class Converted:
    """A body and its problems, as `path:line:column: message` in English."""

    body: Body
    problems: list[str]

    @property
    def html(self) -> str:
        """The HTML."""
        return self.body.html


def converted(site: Scratch, markdown: str, *, path: str = PATH, title: str = "Testo") -> Converted:
    """Convert the Markdown of one entry of a site, which may have others."""
    if not (site.root / "themes").is_dir():
        plain(site)
    site.put(path, f"---\ntitle: {title}\n---\n{dedent(markdown).lstrip()}".encode())
    found = planned(site)
    answers = Answers(found.known)
    key, _, lang = path.removeprefix("content/").removesuffix(".md").rpartition(".")
    name = f"body {key.removesuffix('/index')} {lang}"
    made = trace.make(next(step for step in found.steps if step.name == name), answers)
    assert isinstance(made.value, Body), made.problems
    return Converted(made.value, [said(problem) for problem in made.problems])


def html(site: Scratch, markdown: str) -> str:
    """Return the HTML of some Italian Markdown; nothing may be wrong with it."""
    found = converted(site, markdown)
    assert found.problems == []
    return found.html


def picture(width: int, height: int) -> bytes:
    """Return a PNG of a size."""
    data = BytesIO()
    Image.new("1", (width, height)).save(data, "png")
    return data.getvalue()
