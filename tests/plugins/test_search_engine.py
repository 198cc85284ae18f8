"""The search as a browser runs it, in Node: against Python, against lunr, against faults."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import unicodedata
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest

from plugins.search.documents import Document
from plugins.search.lists import light_words, stop_words
from plugins.search.scripts import scripts, source
from plugins.search.tokens import tokens
from tests.benchmarks import corpus
from tests.search.corpus import FakeSite, index_of, published, stock_index

TESTS = Path(__file__).parents[1]
MODULES = TESTS / "browser" / "package.json"

pytestmark = pytest.mark.skipif(not shutil.which("node"), reason="Node is not installed")


def node(name: str, public: Path, **more: str) -> None:
    """Run one of the Node tests over a published folder, and show what it says if it fails."""
    environment = {**os.environ, "SEARCH_PUBLIC": str(public), **more}
    command = ["node", "--test", "--test-reporter=dot", str(TESTS / "search" / name)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@cache
def has_lunr() -> bool:
    """Say whether lunr.js is there: in tests/browser/node_modules, or where NODE_PATH says."""
    find = f"require('module').createRequire({str(MODULES)!r}).resolve('lunr')"
    return not subprocess.run(["node", "-e", find], capture_output=True, check=False).returncode


def write(path: Path, content: bytes | str) -> None:
    """Write a file, its folder too."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)


@pytest.fixture
def public(tmp_path: Path) -> Path:
    """Publish the search of the small site."""
    for path, data in published(FakeSite()).items():
        write(tmp_path / path, data)
    return tmp_path


def assigned(first: int, end: int) -> list[str]:
    """Return the characters that Python's Unicode knows, without surrogates."""
    found = map(chr, range(first, end))
    return [char for char in found if unicodedata.category(char) not in ("Cn", "Cs")]


def test_both_tokenizers_agree_on_every_assigned_code_point(public: Path) -> None:
    chance = random.Random(7)
    plane = assigned(0, 0x10000)
    letters = [*plane, *("aeiou '’-/ " * 2000)]
    mixed = ["".join(chance.choices(letters, k=12)) for _ in range(20_000)]
    within = [f"{side}{char}{side}" for char in plane for side in "aΣ"]
    texts = [*plane, *assigned(0x10000, 0x110000), *within, *mixed]
    write(public / "tokens.json", json.dumps([[text, " ".join(tokens(text))] for text in texts]))
    write(public / "text.mjs", source("text"))
    node("tokens.mjs", public, SEARCH_TEXT=(public / "text.mjs").as_uri())


def test_a_visitor_finds_what_is_there(public: Path) -> None:
    node("engine.mjs", public)


OTHERS = {
    "fr": (
        ("puits", "Des puits à Nampula", "L’eau potable pour douze villages.", "Mozambico"),
        ("ecoles", "Le droit à l’école", "Nos élèves réfugiés, au cœur de la ville.", ""),
    ),
    "es": (
        ("ninos", "Los niños y la educación", "Una escuela abierta a todos.", ""),
        ("mujeres", "Mujeres del Altiplano", "Una cooperativa de tejedoras.", ""),
    ),
    "ar": (
        ("madaris", "المدارس في البقاع", "مدرسة جديدة لكل الأطفال.", ""),
        ("ma", "الماء النظيف", "بئر في القرية.", ""),
    ),
}


def test_french_spanish_and_arabic_are_searched(tmp_path: Path) -> None:
    write(tmp_path / "assets/search/engine.js", scripts()["engine.js"])
    write(tmp_path / "assets/search/package.json", scripts()["package.json"])
    for lang, rows in OTHERS.items():
        documents = [
            Document(
                url=f"/{lang}/{name}/",
                title=title,
                body=body,
                places=(place,),
                type="page",
                label="",
            )
            for name, title, body, place in sorted(rows)
        ]
        for name, content in index_of(documents, lang).items():
            write(tmp_path / "assets/search" / lang / name, content)
    node("languages.mjs", tmp_path)


def test_no_string_throws_and_damaged_data_is_named(public: Path) -> None:
    more = {"SEARCH_MODULES": str(MODULES)} if has_lunr() else {}
    node("faults.mjs", public, **more)


def test_answers_are_those_of_lunr_js(tmp_path: Path) -> None:
    if not has_lunr():
        pytest.skip("lunr.js is not installed (npm install in tests/browser)")
    for name, content in scripts().items():
        write(tmp_path / "assets/search" / name, content)
    for lang in ("it", "en"):
        documents = invented(lang, 150)
        folder = tmp_path / "assets/search" / lang
        for name, content in index_of(documents, lang).items():
            write(folder / name, content)
        write(folder / "lunr.json", stock_index(documents, lang))
        write(tmp_path / f"addresses.{lang}.json", json.dumps([each.url for each in documents]))
        write(tmp_path / f"queries.{lang}.json", json.dumps(queries(documents, lang, 1050)))
    node("lunr.mjs", tmp_path, SEARCH_MODULES=str(MODULES), SEARCH_LANGS="it en")


def invented(lang: str, count: int) -> tuple[Document, ...]:
    """Return documents of the benchmarks' corpus, in the order in which they stand."""
    found = [
        Document(
            url=each["url"],
            title=each["title"],
            type=each["type"],
            label=each["type"],
            date=each["date"],
            summary=each["summary"],
            body=each["body"],
            places=tuple(each["countries"]),
            topics=tuple(each["sectors"]),
            headings=tuple(each["title"].split()[:2]),
        )
        for each in corpus.documents(lang, count)
    ]
    return tuple(sorted(found, key=lambda each: (each.date, each.url)))


def queries(documents: Sequence[Document], lang: str, count: int) -> list[str]:
    """Return queries of one to three words, some cut short; no light ones, nor single letters."""
    chance = random.Random(5)
    stops = stop_words(lang) | light_words(lang)
    telling = [{form for form in tokens(document.body) if len(form) > 1} for document in documents]
    own = [sorted(forms - stops) for forms in telling]
    found = [
        " ".join(chance.sample(chance.choice(own), chance.choice([1, 1, 2, 3])))
        for _ in range(count)
    ]
    cut = [text[:-2] if chance.random() < 0.3 and len(text) > 5 else text for text in found]
    return [text for text in cut if text.split()[-1] not in stops and len(text.split()[-1]) > 1]
