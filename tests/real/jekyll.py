"""Brings a Jekyll folder into a content folder, to see real pages through the engine.

    python -m tests.real.jekyll FOLDER CONTENT --lang it

Only the front matter is written anew; the Markdown stays as it is, to the last byte: Liquid tags,
HTML, ends of lines. What has a day in its file name (`_posts`, other collections) becomes news, all
the rest pages, at the same place of the tree. A README becomes the text of the home, as on GitHub.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import quote

import yaml

from megafono.route import slugify

HEAD = re.compile(rb"\A---[ \t]*\r?\n(.*?)^---[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE)
DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})-(.+)")
TITLE = re.compile(r"^#\s+(.+?)\s*#*\s*$", re.MULTILINE)
LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
OURS = ("/404.html", "/index.html")
"""Addresses at which Megafono puts pages of its own."""

Values = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Old:
    """A page of the Jekyll folder: `path` in it, its front matter, its Markdown as found."""

    path: PurePosixPath
    values: Values
    body: bytes

    @property
    def day(self) -> re.Match[str] | None:
        """The day in the name of a post, even with one digit (`2016-8-24-name.md`)."""
        return DAY.fullmatch(self.path.stem) if self.path.parts[0].startswith("_") else None

    @property
    def title(self) -> str:
        """The title of the front matter, else the first heading without its links."""
        found = TITLE.search(self.body.decode("utf-8"))
        return str(
            self.values.get("title") or LINK.sub(r"\1", found[1] if found else self.path.stem)
        )


def bring(folder: Path, content: Path, lang: str) -> dict[str, Path]:
    """Write the pages of a Jekyll folder below `content`; return the new path of each old one."""
    config = yaml.safe_load((folder / "_config.yml").read_text("utf-8"))
    made = {}
    for old in pages(folder, config.get("exclude", ())):
        new = content / new_path(old.path, lang)
        new.parent.mkdir(parents=True, exist_ok=True)
        new.write_bytes(head(old, config).encode() + old.body)
        made[str(old.path)] = new
    return made


def pages(folder: Path, excluded: Iterable[str]) -> Iterator[Old]:
    """Yield the Markdown files of a folder, by path, but for those that its settings leave out."""
    for file in sorted(folder.rglob("*.md")):
        path = PurePosixPath(file.relative_to(folder).as_posix())
        if any(fnmatch(str(path), pattern) for pattern in excluded):
            continue
        data = file.read_bytes()
        found = HEAD.match(data)
        values = yaml.safe_load(found[1]) if found else {}
        yield Old(path=path, values=values or {}, body=data[found.end() if found else 0 :])


def new_path(path: PurePosixPath, lang: str) -> str:
    """Return where a page goes, below `content/`."""
    name = f"{path.stem}.{lang}.md"
    if path.parts[0].startswith("_"):
        return f"news/{name}"
    if str(path) == "README.md":
        return f"pages/index.{lang}.md"
    return str(PurePosixPath("pages", *path.parts[:-1], name))


def head(old: Old, config: Values) -> str:
    """Return the new front matter, each text between quotes (JSON is YAML)."""
    slug = slug_of(old)
    lines = {"title": old.title}
    if slug and slug != slugify(old.title):
        lines["slug"] = slug
    if tags := [*words(old.values.get("categories")), *words(old.values.get("tags"))]:
        lines["tags"] = tags
    own = own_addresses(old, slug)
    aliases = {quote(address) for address in addresses(old, config)} - own
    by_case = {address.casefold(): address for address in sorted(aliases)}  # one file on Windows
    if by_case:
        lines["aliases"] = sorted(by_case.values())
    if found := old.day:
        lines["date"] = day_of(found)
    written = (f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in lines.items())
    return "\n".join(["---", *written, "---", ""])


def slug_of(old: Old) -> str:
    """Return the last part of a page's address; news take theirs from the title."""
    if old.day or old.path.stem == "README":
        return ""
    if old.path.stem == "index":
        return slugify(old.path.parent.name)
    link = str(old.values.get("permalink", "")).strip("/")
    return slugify(link.rpartition("/")[2] or old.path.stem)


def own_addresses(old: Old, slug: str) -> set[str]:
    """Return the addresses that a page has anyway: they are no aliases. A home has `/`."""
    folders = old.path.parts[:-1] if old.path.stem != "index" else old.path.parts[:-2]
    path = "".join(f"/{part}" for part in (*folders, slug))
    return {path, f"{path}/", *OURS}


def addresses(old: Old, config: Values) -> Iterator[str]:
    """Yield the addresses that a page has in Jekyll, and those that redirect to it."""
    above = "".join(f"/{part}" for part in old.path.parts[:-1])
    link = old.values.get("permalink")
    if link:
        yield f"/{str(link).lstrip('/')}"
    elif found := old.day:
        collection = old.path.parts[0].removeprefix("_")
        is_post = collection == "posts"
        pattern = config.get("permalink", "/:year/:month/:day/:title/") if is_post else ""
        yield post_address(found, pattern) or f"/{collection}/{old.path.stem}.html"
    elif old.path.stem not in ("index", "README"):
        yield f"{above}/{old.path.stem}.html"
    for other in words(old.values.get("redirect_from")):
        yield f"/{other.lstrip('/')}"


def post_address(found: re.Match[str], pattern: str) -> str:
    """Return the address of a post by the site's pattern; Jekyll keeps the capitals of its name."""
    year, month, day = day_of(found).split("-")
    title = re.sub(r"\W+", "-", found[4]).strip("-")
    parts = {":year": year, ":month": month, ":day": day, ":title": title}
    return re.sub(r":\w+", lambda name: parts[name[0]], pattern)


def day_of(found: re.Match[str]) -> str:
    """Return the day of a file name, as ISO 8601 has it."""
    return f"{int(found[1]):04}-{int(found[2]):02}-{int(found[3]):02}"


def words(value: Any) -> list[str]:
    """Return a list that Jekyll may hold as one text, its words parted by spaces."""
    return value.split() if isinstance(value, str) else list(value or ())


def main() -> None:
    """Bring a folder in, from the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("content", type=Path)
    parser.add_argument("--lang", default="it")
    given = parser.parse_args()
    for old, new in bring(given.folder, given.content, given.lang).items():
        print(f"{old} -> {new}")


if __name__ == "__main__":
    main()
