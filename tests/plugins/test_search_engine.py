"""The search as a browser runs it, in Node: against Python, against lunr, against faults."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

import pytest

from plugins.search.documents import Document
from plugins.search.lists import stop_words
from plugins.search.scripts import scripts, source
from plugins.search.tokens import tokens
from tests.search.corpus import FakeSite, index_of, published, random_documents, stock_index

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
    texts = [*plane, *assigned(0x10000, 0x20000), *within, *mixed]
    write(public / "tokens.json", json.dumps([[text, " ".join(tokens(text))] for text in texts]))
    write(public / "text.mjs", source("text"))
    node("tokens.mjs", public, SEARCH_TEXT=(public / "text.mjs").as_uri())


def test_a_visitor_finds_what_is_there(public: Path) -> None:
    node("engine.mjs", public)


def test_no_string_throws_and_damaged_data_is_named(public: Path) -> None:
    node("faults.mjs", public)


def test_scores_are_those_of_lunr_js(tmp_path: Path) -> None:
    if not has_lunr():
        pytest.skip("lunr.js is not installed (npm install in tests/browser)")
    documents = tuple(sorted(random_documents(11, 300), key=lambda each: (each.date, each.url)))
    for name, content in {**scripts(), **prefixed(index_of(documents, "it"))}.items():
        write(tmp_path / "assets/search" / name, content)
    write(tmp_path / "assets/search/it/lunr.json", stock_index(documents, "it"))
    write(tmp_path / "addresses.json", json.dumps([each.url for each in documents]))
    write(tmp_path / "queries.json", json.dumps(queries(documents, 300)))
    node("lunr.mjs", tmp_path, SEARCH_MODULES=str(MODULES))


def prefixed(found: Mapping[str, bytes]) -> dict[str, bytes]:
    """Put the data files into the folder of Italian."""
    return {f"it/{name}": content for name, content in found.items()}


def queries(documents: Sequence[Document], count: int) -> list[str]:
    """Return queries of one to three words, some cut short, some mistyped."""
    chance = random.Random(5)
    forms = {form for document in documents for form in tokens(document.body)}
    known = sorted(forms - stop_words("it"))
    found = [" ".join(chance.sample(known, chance.choice([1, 1, 2, 3]))) for _ in range(count)]
    return [text[:-2] if chance.random() < 0.3 else text for text in found]
