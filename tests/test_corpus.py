"""The corpus of the benchmarks: always the same, a whole site, and words as people write them."""

from __future__ import annotations

import re
from collections import Counter
from hashlib import sha256
from pathlib import Path
from statistics import mean

import pytest

from megafono.build import build
from megafono.model import Options
from tests.benchmarks.corpus import documents
from tests.benchmarks.entries import entries, languages
from tests.benchmarks.megafono_site import write
from tests.scratch import TODAY

DIGEST = "6542f0dca988279d"
"""Of thirty entries. Where another comes out, figures taken before are of another corpus."""


def files(folder: Path) -> dict[str, bytes]:
    """Return every file of a folder by its path."""
    found = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def test_the_same_seed_gives_the_same_bytes_on_every_machine(tmp_path: Path) -> None:
    write(tmp_path, entries(30))
    digest = sha256()
    for path, content in sorted(files(tmp_path).items()):
        digest.update(path.encode() + b"\0" + content + b"\0")
    assert digest.hexdigest()[:16] == DIGEST


def test_another_seed_gives_other_texts() -> None:
    assert [*documents("it", 3, seed=1)] != [*documents("it", 3, seed=2)]


def test_an_entry_is_the_same_in_a_longer_corpus_and_beside_other_languages() -> None:
    short, long = list(entries(5)), list(entries(30))
    assert short == long[:5]
    alone = [entry.texts["en"] for entry in entries(5, langs=["en"])]
    assert alone == [entry.texts["en"] for entry in short]


def test_a_corpus_builds_without_a_problem_at_the_addresses_it_says(tmp_path: Path) -> None:
    write(tmp_path, entries(30))
    out = tmp_path / "public"
    result = build(Options(root=tmp_path, out=out, now=TODAY))
    assert result.problems == ()
    found = [each["url"] for lang in ("it", "en") for each in documents(lang, 30)]
    assert len(set(found)) == 60
    assert [url for url in found if not (out / url.strip("/") / "index.html").exists()] == []


@pytest.mark.parametrize("lang", ["it", "en"])
def test_function_words_are_about_four_in_ten(lang: str) -> None:
    words = re.findall(r"\w+", " ".join(each["body"] for each in documents(lang, 40)).lower())
    known = languages()[lang].function
    assert 0.37 < sum(word in known for word in words) / len(words) < 0.47


@pytest.mark.parametrize("lang", ["it", "en"])
def test_bodies_are_of_two_to_nine_hundred_words(lang: str) -> None:
    lengths = [len(each["body"].split()) for each in documents(lang, 60)]
    assert 550 < mean(lengths) < 700
    assert min(lengths) > 180 and max(lengths) < 1000


def test_italian_has_accents_elisions_and_words_in_several_forms() -> None:
    found = list(documents("it", 40))
    text = " ".join(f"{each['title']} {each['summary']} {each['body']}" for each in found)
    words = set(re.findall(r"\w+", text.lower()))
    assert {"comunità", "città", "è", "perché", "può"} <= words
    assert re.search(r"\bdell’\w", text) and "'" not in text
    assert {"progetto", "progetti", "locale", "locali", "acqua", "acque"} <= words


def test_plain_text_has_no_markdown() -> None:
    text = " ".join(each["body"] for lang in ("it", "en") for each in documents(lang, 40))
    assert not re.search(r"[*#|\[\]>]|entry:", text)


def test_kinds_of_entries_stand_in_their_proportion() -> None:
    kinds = Counter(entry.type for entry in entries(50, langs=[]))
    assert kinds == {"news": 30, "project": 15, "page": 4, "campaign": 1}
