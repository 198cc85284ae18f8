"""Reads the project's Markdown: code blocks, sections, rows of tables, parts kept by the tests."""

from __future__ import annotations

import io
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from posixpath import dirname, normpath

from PIL import Image
from pydantic import BaseModel

from megafono.entry import models_in

ROOT = Path(__file__).parent.parent
GUIDE = ROOT / "guide" / "content" / "pages"
LANGUAGES = ("it", "en")
IS_GOLDEN = bool(os.environ.get("MEGAFONO_GOLDEN"))
"""Whether to write what the program says into the documents, instead of comparing."""

BLOCK = re.compile(r"^(?P<fence>`{3,})(?P<name>\w*)\n(?P<text>.*?)^(?P=fence)$", re.S | re.M)
FILE = re.compile(r"# (?P<path>\S+/\S+)\n")
NAMED = re.compile(r"[\w./-]+\.(?:pdf|jpe?g|png|svg|mp4|vtt)\b")
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 3" width="4" height="3"/>'


@dataclass(frozen=True)
class Code:
    """A code block: its language, its text, and where the text stands in its document."""

    name: str
    text: str
    start: int
    end: int

    @property
    def path(self) -> str:
        """The path of the file that the block shows: `# content/…` on its first line; or empty."""
        found = FILE.match(self.text)
        return found["path"] if found else ""

    @property
    def content(self) -> str:
        """The text of the file that the block shows, without the line that names it."""
        return FILE.sub("", self.text, count=1) if self.path else self.text


def text_of(path: str) -> str:
    """Return a document by its path in the project."""
    return (ROOT / path).read_text(encoding="utf-8")


def guide(name: str, lang: str) -> str:
    """Return a page of the guide: `start`, `writing/keys`."""
    return guide_file(name, lang).read_text(encoding="utf-8")


def guide_file(name: str, lang: str) -> Path:
    """Return the file of a page of the guide."""
    folder = GUIDE / name / f"index.{lang}.md"
    return folder if folder.is_file() else GUIDE / f"{name}.{lang}.md"


def guide_files(lang: str) -> list[Path]:
    """Return the files of the guide in a language."""
    return sorted(GUIDE.rglob(f"*.{lang}.md"))


def codes(text: str, *names: str) -> Iterator[Code]:
    """Yield the code blocks of a document, of some languages or all."""
    for found in BLOCK.finditer(text):
        if not names or found["name"] in names:
            yield Code(found["name"], found["text"], found.start("text"), found.end("text"))


def examples(lang: str, *, without: str = "help") -> dict[str, str]:
    """Return every whole file that the guide shows, by path; a path may be shown once."""
    found: dict[str, str] = {}
    for file in guide_files(lang):
        if file.parent.name == without:
            continue
        for code in codes(file.read_text(encoding="utf-8"), "yaml"):
            if code.path:
                assert code.path not in found, f"{code.path} is shown twice ({file.name})"
                found[code.path] = code.content
    return found


def files_named(path: str, text: str) -> dict[str, bytes]:
    """Return something for each picture and document that a file of `content/` names."""
    folder = dirname(path)
    found = {}
    for name in NAMED.findall(text):
        if "//" not in name:
            base = "content" if name.startswith("/") else folder
            found[normpath(f"{base}/{name.lstrip('/')}")] = bytes_of(name)
    return found


def bytes_of(name: str) -> bytes:
    """Return a small file of the kind that a name says."""
    if name.endswith(".pdf"):
        return b"%PDF-1.4\n"
    if name.endswith((".mp4", ".vtt")):
        return b"WEBVTT\n"
    if name.endswith(".svg"):
        return SVG
    data = io.BytesIO()
    Image.new("RGB", (4, 3)).save(data, "PNG" if name.endswith(".png") else "JPEG")
    return data.getvalue()


def section(text: str, title: str) -> str:
    """Return what stands under the heading that begins with a title, to the next of its level."""
    found = re.search(rf"^(#+) {re.escape(title)}.*?$(.*?)(?=^\1 |\Z)", text, re.S | re.M)
    assert found, f"no heading {title}"
    return found[2]


def rows(text: str) -> dict[str, str]:
    """Return the rows of all tables by the words in code of their first cell."""
    found: dict[str, str] = {}
    for line in re.findall(r"^\|(.*)\|$", text, re.M):
        for word in re.findall(r"`([^`]+)`", line.split(" | ")[0]):
            found[word] = line
    return found


def fields(model: type[BaseModel], before: str = "") -> Iterator[str]:
    """Yield the names of a model's fields, those of the groups in it as `budget.amount`."""
    for name, field in model.model_fields.items():
        yield f"{before}{name}"
        for inner in models_in(field.annotation):
            if inner is not model:
                yield from fields(inner, f"{before}{name}.")


def marked(text: str, name: str) -> str:
    """Return the part of a document between `<!-- name -->` and `<!-- /name -->`."""
    found = re.search(rf"<!-- {name} -->\n(.*?)<!-- /{name} -->", text, re.S)
    assert found, f"no part {name}"
    return found[1]


def table(head: Iterable[str], lines: Iterable[Iterable[str]]) -> str:
    """Return a table in Markdown."""
    cells = [tuple(head), *map(tuple, lines)]
    made = ["| " + " | ".join(row) + " |\n" for row in cells]
    return "".join([made[0], "|" + "---|" * len(cells[0]) + "\n", *made[1:]])


def keep(path: Path, old: str, new: str) -> None:
    """Compare a part of a document with what it should be; write that where `IS_GOLDEN`."""
    if IS_GOLDEN and old != new:
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace(old, new, 1), encoding="utf-8", newline="\n")
        return
    where = path.relative_to(ROOT).as_posix()
    assert old == new, f"{where} is not as the program is: see tests/README.md, golden files"
