"""The regular expressions of the program, as text: what some Pythons match wrongly."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
POSSESSIVE_GROUP = re.compile(r"\)(?:[*+?]|\{\d*,?\d*\})\+(?!=)")


def test_no_group_is_repeated_possessively() -> None:
    """Python 3.11.2, that of Debian 12, takes them for failures (cpython issue 101955)."""
    found = []
    for folder in ("megafono", "plugins"):
        for file in sorted((ROOT / folder).rglob("*.py")):
            lines = file.read_text("utf-8").split("\n")
            wanted = (
                line for line in lines if re.search(r"""\br[bf]?["']|^\s*r?\|?.*\(\?""", line)
            )
            found += [
                f"{file.name}: {line.strip()}" for line in wanted if POSSESSIVE_GROUP.search(line)
            ]
    assert found == []
