"""The scripts of the search page, as they are published.

They stand here as small modules. The engine's nine are published as one `engine.js`: a browser
would learn of the others only after reading the first, which is one round trip (0.15 s on slow 4G)
before every first result, and who uses the engine elsewhere has one file to take. Comments, indents
and empty lines are left out, four bytes in ten. Nothing else is changed.
"""

from __future__ import annotations

import re
from pathlib import Path

# Each after what it imports.
ENGINE = (
    "text",
    "check",
    "packing",
    "columns",
    "store",
    "query",
    "phrase",
    "score",
    "engine",
)
IMPORT = re.compile(r"^import \{[^}]*\} from \"\./\w+\.js\";\n", re.MULTILINE)
# Those that have their lines to themselves, with their indents; and empty lines.
COMMENT = re.compile(r"^ *\/\*\*(?:(?!\*\/).)*\*\/\n|^ *\/\/[^\n]*\n|^\n", re.MULTILINE | re.DOTALL)
# The type of a value, within a line.
CAST = re.compile(r"/\*\* @(?:type|param) [^\n]*?\*/ ")
# The end of a line that a sign ends already.
NEWLINE = re.compile(r"(?<=[{;,(])\n(?!\n)")
INDENT = re.compile(r"^ +", re.MULTILINE)
EXPORT = re.compile(r"^export (?=(?:async )?(?:function|class|const) )", re.MULTILINE)

# Node takes a `.js` file for a module only when told so.
NODE = '{"type":"module"}\n'


def scripts() -> dict[str, str]:
    """Return every script by its name in `assets/search/`."""
    names = ("ask", "page", "view", "worker")
    found = {**{f"{name}.js": source(name) for name in names}, "engine.js": engine()}
    return {**{name: NEWLINE.sub("", text) for name, text in found.items()}, "package.json": NODE}


def source(name: str) -> str:
    """Return the text of a module that stands beside this file, without comments and indents."""
    text = (Path(__file__).parent / f"{name}.js").read_text(encoding="utf-8")
    return INDENT.sub("", CAST.sub("", COMMENT.sub("", text)))


def engine() -> str:
    """Join the engine's modules: no imports of each other, and only the last one's exports."""
    *others, last = (IMPORT.sub("", source(name)) for name in ENGINE)
    return "\n".join([*(EXPORT.sub("", text) for text in others), last])
