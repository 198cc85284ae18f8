"""Text that makes a careless pattern run for minutes: each is read in a moment."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SETUP = """
from datetime import date
from megafono import blocks, body, dialect, excerpt, link, markup, prose, tag, typography, values
from plugins import structured_data

def writing(text):
    data = f"---\\ntitle: T\\n---\\n{text}".encode()
    return prose.writing(data, path="f", lang="it", kind="page", today=date(2026, 1, 1))

def when(text):
    try:
        values.when(text)
    except ValueError:
        pass
"""
READ = [
    "body.untitled('<!--begin 0-->\\n<!--end 0-->\\n' * 500 + 'x', 'T')",
    "body.untitled('<!--' * 10_000, 'T')",
    "body.lead('<p>' * 15_000)",
    "list(body.headings('<h1 id=\"x\">' * 4000))",
    "body.distinct('<h1 ' * 10_000 + '<i id=a><i id=a>')",
    "body.distinct('<h1 id=\"x\">' * 4000)",
    "body.FIGURE.search('<p><img' + ' ' * 40_000 + 'title=\"x\"')",
    "blocks.mark('::: a b' + ' ' * 40_000 + 'x', {})",
    "typography.mended('{{' * 20_000, '«»“”')",
    "typography.mended('{%' * 20_000, '«»“”')",
    "typography.mended(\"'a \" * 13_000, '«»“”')",
    "excerpt.plain('<' * 40_000)",
    "list(tag.tokens('<!--' * 10_000))",
    "tag.attributes('<a ' + '[' * 40_000 + '>')",
    "writing('<!--' * 10_000)",
    "writing('`' * 40_000)",
    "writing('{{' * 20_000)",
    "list(prose.problems(writing('«' * 40_000)))",
    "dialect.FRAME.sub('', '\\n<iframe ' * 5000)",
    "dialect.DELIMITERS.fullmatch('|' + ' - ' * 13_000 + 'x')",
    "markup.candidates('srcset', 'a,' * 20_000 + ' x y')",
    "list(link.bare('www.a.b' + ')' * 40_000))",
    "when('1' * 40_000)",
    "structured_data.nonprofit_status('Nonprofit' * 4500 + '!')",
]


@pytest.mark.parametrize("reading", READ)
def test_hostile_text_is_read_in_a_moment(reading: str) -> None:
    code = [sys.executable, "-c", f"{SETUP}\n{reading}"]
    subprocess.run(code, cwd=ROOT, check=True, timeout=10)
