"""The Nu checker of the W3C on every file of the demo: `python -m tests.audit.markup`. Needs Java.

HTML, CSS and SVG, of the site and of what it looks like in Arabic and French.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import subprocess
from collections import Counter
from pathlib import Path

from tests.audit.demo import served, served_abroad

JAR = Path(__file__).parent / "node_modules/vnu-jar/build/dist/vnu.jar"
KNOWN = ("“(vector-effect|paint-order)”: Property .* doesn't exist",)
"""What the checker does not know: these are properties of SVG 2, which all browsers have."""


def found_in(folder: Path) -> tuple[int, list[str]]:
    """Return how many files were checked, and what the checker says of them: errors, warnings."""
    files = [file for file in sorted(folder.rglob("*")) if file.suffix in (".html", ".css", ".svg")]
    said = subprocess.run(
        ["java", "-jar", str(JAR), "--format", "json", "--skip-non-svg", "--also-check-css",
         "--also-check-svg", str(folder)],
        capture_output=True, check=False, encoding="utf-8",
    )  # fmt: skip
    lines = []
    for item in json.loads(said.stderr)["messages"]:
        text = f"{item.get('subType') or item['type']}: {item['message']}"
        if not any(re.search(pattern, text) for pattern in KNOWN):
            where = item.get("url", "").removeprefix(f"file:{folder}/")
            lines.append(f"{where}:{item.get('lastLine', 0)}: {text}")
    return len(files), lines


def main() -> int:
    """Check, and print what was found."""
    argparse.ArgumentParser(prog="python -m tests.audit.markup", description=__doc__).parse_args()
    if not shutil.which("java") or not JAR.is_file():
        print("Needs Java, and `npm ci` in tests/audit.")
        return 2
    errors = 0
    for serve in (served, served_abroad):
        with serve() as (_, _, folder):
            number, lines = found_in(folder)
        print(*lines, sep="\n")
        kinds = Counter(line.split(": ")[1] for line in lines)
        print(f"{number} files: {dict(kinds) or 'nothing wrong'}")
        errors += kinds["error"] + kinds["fatal"]
    return 1 if errors else 0


if __name__ == "__main__":
    raise SystemExit(main())
