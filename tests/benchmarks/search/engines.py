"""The peers: how their indexes are made of the same documents, and how they want to be asked."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.benchmarks.names import names
from tests.benchmarks.search.cost import Size, processor, size
from tests.benchmarks.search.queries import Query

HERE = Path(__file__).parent
MODULES = HERE / "node_modules"
PAGES = HERE / "pages"

BODY = re.compile(r"<article\b")
"""Where the page of an entry begins, in the default theme."""

PROGRAM = re.compile(r"\.(?:js|mjs|wasm|pagefind)$")
"""Names of what is program and not data."""

LUNR = {"a beginning": "{}*", "typing mistake": "{}~1"}
"""What lunr must be asked with for what it does not do unasked: by kind of query."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """What is served to be measured. `files` are data, on the disk; `page` is where one searches.

    `is_whole`: everything is fetched before the first answer, so one visit serves all queries.
    """

    name: str
    root: Path
    page: str
    files: tuple[Path, ...]
    size: Size
    is_whole: bool = False

    def asked(self, query: Query) -> str:
        """Return a query as this engine wants it."""
        if self.name != "lunr":
            return query.text
        return LUNR.get(query.kind, "{}").format(query.text.strip('"').replace("’", " "))


def fresh(folder: Path) -> Path:
    """Return a folder, empty."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def put_page(folder: Path, name: str, lang: str, languages: str = "") -> None:
    """Copy a peer's page and its scripts."""
    text = (PAGES / f"{name}.html").read_text("utf-8")
    page = text.replace("{lang}", lang).replace("{languages}", languages)
    (folder / "index.html").write_text(page, "utf-8")
    for script in ("page.js", f"{name}-page.js"):
        shutil.copy(PAGES / script, folder)


def lunr(
    folder: Path, lang: str, documents: Sequence[Mapping[str, Any]]
) -> tuple[Engine, dict[str, Any]]:
    """Make lunr's own index with lunr's own program, and the table of what to show."""
    fresh(folder)
    source = folder.with_suffix(".json")
    source.write_text(json.dumps([described(each) for each in documents]), "utf-8")
    script = PAGES / "build-lunr.mjs"
    cpu = processor(["node", "--max-old-space-size=8000", script, lang, folder, source])
    scripts = [MODULES / "lunr/lunr.min.js"]
    if lang != "en":
        parts = ("stemmer.support", lang)
        scripts += [MODULES / f"lunr-languages/min/lunr.{part}.min.js" for part in parts]
    for each in scripts:
        shutil.copy(each, folder)
    tags = "\n".join(f'<script src="{each.name}"></script>' for each in scripts[1:])
    put_page(folder, "lunr", lang, tags)
    files = [folder / "documents.json", folder / "index.json"]
    engine = Engine(
        name="lunr", root=folder, page="/", files=tuple(files), size=size(files), is_whole=True
    )
    return engine, {"index": cpu}


def described(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return a document with the fields that Megafono searches too."""
    known = {each.code: each.names.values() for each in names().countries}
    places = [name for code in document["countries"] for name in known[code]]
    topics = [sector.replace("-", " ") for sector in document["sectors"]]
    return {**document, "places": " ".join(places), "topics": " ".join(topics)}


def pagefind(
    folder: Path, lang: str, documents: Sequence[Mapping[str, Any]], site: Path
) -> tuple[Engine, dict[str, Any]]:
    """Index the built pages of the documents, marked as Pagefind's documentation advises."""
    fresh(folder)
    source = fresh(folder.with_name(f"{folder.name}-source"))
    for document in documents:
        path = f"{document['url'].strip('/')}/index.html"
        page = (site / path).read_text("utf-8")
        (source / path).parent.mkdir(parents=True)
        (source / path).write_text(marked(page, document), "utf-8")
    bundle = folder / "pagefind"
    program = MODULES / ".bin/pagefind"
    cpu = processor([program, "--site", source, "--output-path", bundle])
    put_page(folder, "pagefind", lang)
    parts = ("index/*", "fragment/*", "filter/*", "*.pf_meta", "pagefind-entry.json")
    files = [file for part in parts for file in bundle.glob(part)]
    engine = Engine(name="pagefind", root=folder, page="/", files=tuple(files), size=size(files))
    return engine, {"index": cpu}


def marked(page: str, document: Mapping[str, Any]) -> str:
    """Return a page that says what of it to index, and by what to filter it."""
    values = [("type", document["type"]), *(("country", each) for each in document["countries"])]
    tags = (
        f'<meta data-pagefind-filter="{name}[content]" content="{value}">' for name, value in values
    )
    page = page.replace("</head>", "".join([*tags, "</head>"]), 1)
    return BODY.sub("<article data-pagefind-body", page, count=1)
