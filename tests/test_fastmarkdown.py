"""Markdown driven fast gives the bytes of the library: on pages, on odd texts, on its own tests.

`MEGAFONO_FUZZ=100000 pytest tests/test_fastmarkdown.py` tries so many odd texts.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
import tarfile
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any
from xml.etree.ElementTree import Element

import markdown
import pytest
from markdown.blockprocessors import BlockProcessor, ParagraphProcessor
from markdown.extensions import Extension
from markdown.inlinepatterns import LINK_RE, LinkInlineProcessor, SimpleTagInlineProcessor

from megafono import body, fastmarkdown
from tests import fuzz
from tests.real.collection import PAGES

ROOT = Path(__file__).parent.parent
TEXTS = int(os.environ.get("MEGAFONO_FUZZ", "1500"))
OTHERS = ["extra", "admonition", "nl2br", "smarty", "wikilinks", "toc", "legacy_em"]


def of_site() -> list[Extension | str]:
    """Return the extensions of a site."""
    return body.extensions("Torna alla nota {}", ())


@dataclass
class Pair:
    """Two converters, kept for many texts as a build keeps one."""

    stock: markdown.Markdown
    fast: markdown.Markdown

    def differ(self, text: str) -> bool:
        """Tell whether they make different things of a text."""
        return outcome(self.stock, text) != outcome(self.fast, text)


def outcome(converter: markdown.Markdown, text: str) -> object:
    """Return all that a converter makes of a text, or what it raises."""
    converter.parser.state.clear()
    try:
        html = converter.reset().convert(text)
    except Exception as error:
        return type(error)
    stash = [part for part in converter.htmlStash.rawHtmlBlocks if isinstance(part, str)]
    contents = [getattr(converter, name, None) for name in ("toc", "toc_tokens")]
    return html, contents, dict(converter.references), stash


def pair(extensions: Callable[[], Sequence[Any]], output_format: str = "html") -> Pair:
    """Return both converters; each gets extensions of its own."""
    return Pair(
        markdown.Markdown(extensions=extensions(), output_format=output_format),
        fastmarkdown.Converter(extensions=extensions(), output_format=output_format),
    )


SETS: dict[str, Callable[[], Pair]] = {
    "of a site": lambda: pair(of_site),
    "none": lambda: pair(list, "xhtml"),
    "others": lambda: pair(lambda: OTHERS),
}


@pytest.mark.parametrize("extensions", ["of a site", "none"])
def test_pages_have_the_same_bytes(extensions: str) -> None:
    both = SETS[extensions]()
    folders = [ROOT / "content", ROOT / "guide", ROOT / "megafono", PAGES]
    files = sorted(file for folder in folders for file in folder.rglob("*.md"))
    assert len(files) > 200
    assert [file for file in files if both.differ(file.read_text("utf-8"))] == []


@pytest.mark.parametrize("extensions", SETS)
def test_odd_texts_have_the_same_bytes(extensions: str) -> None:
    both = SETS[extensions]()
    dice = Random(7)
    texts = (fuzz.text(dice) for _ in range(TEXTS if extensions == "of a site" else TEXTS // 4))
    assert [text for text in texts if both.differ(text)][:3] == []


def test_prose_on_many_lines_has_the_same_bytes() -> None:
    both = SETS["of a site"]()
    dice = Random(8)
    for _ in range(TEXTS // 3):
        lines = [fuzz.words(dice) for _ in range(dice.randint(1, 9))]
        text = "\n".join(
            dice.choice(["acqua ", "2016 ", "*a", "**b", "[r", "«", ""]) + line for line in lines
        )
        assert not both.differ(text), text


# What is known


def test_all_that_a_site_uses_is_known() -> None:
    converter = body.new_converter("{}", ())
    assert type(converter) is fastmarkdown.Converter
    converter.convert("Un [collegamento][x].\n\n[x]: https://x.org\n")
    inline: Any = converter.treeprocessors["inline"]
    parser: Any = converter.parser
    assert None not in inline.signs
    assert [type(processor) for processor in parser.for_prose] == [ParagraphProcessor]
    made = {type(part) for found in registries(converter) for part in found}
    made |= {type(parser), *(type(found) for found in registries(converter))}
    assert set(fastmarkdown.QUICKER.values()) <= made


def registries(converter: markdown.Markdown) -> tuple[Any, ...]:
    """Return the lists of the parts of a converter."""
    return (
        converter.preprocessors,
        converter.parser.blockprocessors,
        converter.inlinePatterns,
        converter.treeprocessors,
        converter.postprocessors,
    )


def test_the_version_is_the_pinned_one() -> None:
    lock = (ROOT / "requirements.txt").read_text("utf-8")
    assert f"markdown=={fastmarkdown.VERIFIED} \\\n" in lock


def test_each_pattern_needs_one_of_its_signs() -> None:
    dice = Random(9)
    texts = [fuzz.text(dice, 2) for _ in range(2000)]
    for known in fastmarkdown.INLINE.values():
        for expression, signs in known.items():
            beginning = tuple(sign.removeprefix("](") or "[" for sign in signs)
            assert all(any(one in sign for one in fastmarkdown.SIGNS) for sign in beginning)
            without = [text for text in texts if not fastmarkdown.has(text, beginning)]
            assert len(without) > 500
            pattern = re.compile(expression, re.DOTALL)
            assert [text for text in without if pattern.search(text)] == [], expression


# What is not known runs as ever


class Found(SimpleTagInlineProcessor):
    """A pattern that needs no sign that is known."""

    def handleMatch(self, m: re.Match[str], data: str) -> Any:
        """Return an element."""
        element = Element("b")
        element.text = m[1]
        return element, m.start(), m.end()


class Shouted(LinkInlineProcessor):
    """A pattern derived from one that is known: links without `(`, in capitals."""

    def handleMatch(self, m: re.Match[str], data: str) -> Any:
        """Return a link."""
        text, index, is_closed = self.getText(data, m.end())
        if not is_closed:
            return None, None, None
        element = Element("a", {"href": "#"})
        element.text = text.upper()
        return element, m.start(), index


class Note(BlockProcessor):
    """A processor of blocks that takes prose."""

    def test(self, parent: Element, block: str) -> bool:
        """Tell whether a block begins so."""
        return block.startswith("Nota")

    def run(self, parent: Element, blocks: list[str]) -> None:
        """Make an element of it."""
        made = Element("aside")
        made.text = blocks.pop(0)
        parent.append(made)


class Plugin(Extension):
    """Changes a converter as a plugin might."""

    def __init__(self, change: Callable[[Any], None]) -> None:
        """Keep the change."""
        super().__init__()
        self.change = change

    def extendMarkdown(self, md: markdown.Markdown) -> None:
        """Make the change."""
        self.change(md)


def widen(md: Any) -> None:
    """Change regular expressions in place, as `dialect` does."""
    md.inlinePatterns["link"].compiled_re = re.compile("acqua")
    md.inlinePatterns["escape"].compiled_re = re.compile("/(.)")
    md.parser.blockprocessors["hashheader"].RE = re.compile(r"(?P<level>a)(?P<header>[^\n]*)")
    md.treeprocessors["attr_list"].INLINE_RE = re.compile(r"^@(\w+)")
    md.preprocessors["fenced_code_block"].FENCED_BLOCK_RE = re.compile(
        "(?P<attrs>)(?P<lang>)(?P<hl_lines>)(?P<code>10)"
    )


def replace_methods(md: Any) -> None:
    """Put other functions in the place of methods."""
    link, quote = md.inlinePatterns["link"], md.parser.blockprocessors["quote"]
    link.compiled_re = re.compile("(?<!\\!)\\[", re.DOTALL)
    link.handleMatch = lambda found, data: (None, None, None)
    quote.test = lambda parent, block: "pozzi" in block
    md.treeprocessors["unescape"].unescape = str.upper


CHANGES: dict[str, Callable[[Any], None]] = {
    "a pattern": lambda md: md.inlinePatterns.register(Found("(acqua)", "b"), "found", 85),
    "a derived pattern": lambda md: md.inlinePatterns.register(Shouted(LINK_RE, md), "link", 160),
    "a processor": lambda md: md.parser.blockprocessors.register(Note(md.parser), "note", 200),
    "a delimiter": lambda md: md.delimiters.add("~", "sub"),
    "a long delimiter": lambda md: md.delimiters.add("ac", "i"),
    "less": lambda md: md.inlinePatterns.deregister("em_strong"),
    "more blocks": lambda md: md.block_level_elements.append("sup"),
    "more escapes": lambda md: md.ESCAPED_CHARS.append("a"),
    "other expressions": widen,
    "other methods": replace_methods,
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_a_plugin_changes_is_as_in_the_library(change: str) -> None:
    both = pair(lambda: [*of_site(), Plugin(CHANGES[change])])
    dice = Random(10)
    texts = ["Nota acqua\n\nacqua [x](y) pozzi\n", *(fuzz.text(dice, 5) for _ in range(150))]
    assert [text for text in texts if both.differ(text)] == []


@pytest.mark.parametrize("change", CHANGES)
def test_what_is_changed_between_two_texts_is_as_in_the_library(change: str) -> None:
    both = pair(of_site)
    dice = Random(11)
    texts = ["Nota acqua\n\nacqua [x](y)\n", *(fuzz.text(dice, 5) for _ in range(120))]
    assert [text for text in texts[:60] if both.differ(text)] == []
    CHANGES[change](both.stock)
    CHANGES[change](both.fast)
    assert [text for text in texts if both.differ(text)] == []


def test_with_another_version_the_library_is_taken_as_it_comes() -> None:
    code = """if True:
        import markdown
        markdown.__version__ = "3.99"
        from megafono import body
        converter = body.new_converter("{}", ())
        assert type(converter) is markdown.Markdown
        assert converter.convert("*a*") == "<p><em>a</em></p>"
    """
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)


# The library's own tests, of its source distribution

RUNNER = """if True:
    import json, sys, unittest
    import markdown.core, markdown.test_tools
    if "fast" in sys.argv:
        from megafono.fastmarkdown import Converter
        markdown.Markdown = markdown.core.Markdown = markdown.test_tools.Markdown = Converter

    class Ends(unittest.TestResult):
        ends = {}
        def addSuccess(self, test):
            self.ends[test.id()] = "passed"
        def addSkip(self, test, reason):
            self.ends[test.id()] = reason
        def addFailure(self, test, error):
            self.ends[test.id()] = "failed"
            print(self._exc_info_to_string(error, test), file=sys.stderr)
        addError = addFailure

    unittest.defaultTestLoader.discover("tests", top_level_dir=".").run(Ends())
    print(json.dumps(Ends.ends))
"""


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the tests of the library, downloaded once."""
    cache = ROOT / ".cache" / "tests"
    file = cache / f"markdown-{fastmarkdown.VERIFIED}.tar.gz"
    if not file.is_file():
        options = ["--no-deps", "--no-binary", "markdown", "--retries", "1", "--dest", str(cache)]
        command = [sys.executable, "-m", "pip", "download", "--quiet", *options]
        pip = subprocess.run(
            [*command, f"markdown=={fastmarkdown.VERIFIED}"],
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        if pip.returncode or not file.is_file():
            pytest.skip(f"Markdown's source cannot be downloaded: {pip.stderr.strip()[-200:]}")
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    assert digest in (ROOT / "requirements.txt").read_text("utf-8")
    folder = tmp_path_factory.mktemp("library")
    prefix = f"markdown-{fastmarkdown.VERIFIED}/tests/"
    with tarfile.open(file) as archive:
        for member in archive:
            data = archive.extractfile(member) if member.name.startswith(prefix) else None
            if data is not None:
                target = folder / member.name
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(data.read())
    return folder / prefix.partition("/")[0]


def test_the_librarys_own_tests_end_as_with_the_library(library: Path) -> None:
    path = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    ends = []
    for how in ("stock", "fast"):
        run = subprocess.run(
            [sys.executable, "-c", RUNNER, how],
            cwd=library,
            env=os.environ | {"PYTHONPATH": path, "PYTHONUTF8": "1"},
            capture_output=True,
            encoding="utf-8",
            check=True,
        )
        ends.append(json.loads(run.stdout))
    stock, fast = ends
    assert {name: (end, stock[name]) for name, end in fast.items() if end != stock[name]} == {}
    counts = Counter(fast.values())
    assert stock.keys() == fast.keys()
    assert counts["passed"] > 1000 and not counts["failed"]


@pytest.mark.parametrize("extensions", SETS)
def test_the_librarys_own_texts_have_the_same_bytes(library: Path, extensions: str) -> None:
    both = SETS[extensions]()
    files = sorted(library.rglob("*.txt"))
    assert len(files) >= 100
    assert [file for file in files if both.differ(file.read_text("utf-8"))] == []
