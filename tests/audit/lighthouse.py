"""Lighthouse on every template, on a phone and on a desk: `python -m tests.audit.lighthouse`.

Prints a table for README.md, and below it what costs points. Its phone is a slow one on a slow
net. On a machine that is busy with other things the speed it finds is lower.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from tests.audit.demo import served
from tests.browser.pages import Shown, of_each_sort
from tests.conftest import chromium

HERE = Path(__file__).parent
PROGRAM = HERE / "node_modules/lighthouse/cli/index.js"
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
FORMS = {"phone": (), "desk": ("--preset=desktop",)}


def of_each_template(pages: Iterable[Shown]) -> tuple[Shown, ...]:
    """Return an Italian page of each template, the one with the most parts."""
    found: dict[str, Shown] = {}
    for page in of_each_sort(pages):
        best = found.get(page.sort[0])
        if page.lang == "it" and (best is None or len(page.parts) > len(best.parts)):
            found[page.sort[0]] = page
    return tuple(found[name] for name in sorted(found))


def looked_at(url: str, form: str) -> dict[str, Any]:
    """Return the report of Lighthouse on a page."""
    said = subprocess.run(
        [
            "node", str(PROGRAM), url, "--output=json", "--quiet", *FORMS[form],
            "--chrome-flags=--headless=new --no-sandbox --disable-gpu",
        ],
        capture_output=True, check=True, encoding="utf-8",
        env={**os.environ, "CHROME_PATH": chromium() or ""},
    )  # fmt: skip
    report: dict[str, Any] = json.loads(said.stdout)
    return report


def costs(report: dict[str, Any]) -> Iterator[str]:
    """Yield what takes points away, with the elements."""
    for category in report["categories"].values():
        for part in category["auditRefs"]:
            audit = report["audits"][part["id"]]
            if part["weight"] and audit["score"] is not None and audit["score"] < 0.995:
                items = audit.get("details", {}).get("items", [])
                where = [str(item.get("node", {}).get("snippet", "")) for item in items[:3]]
                yield f"{audit['id']} {audit.get('displayValue', '')} {' '.join(where)}".rstrip()


def main() -> int:
    """Look at the demo, and print what was found."""
    parser = argparse.ArgumentParser(prog="python -m tests.audit.lighthouse", description=__doc__)
    parser.add_argument("--only", default="", help="a part of a template's name")
    only = parser.parse_args().only
    lines, below = [], []
    with served() as (address, pages, _):
        for page in of_each_template(pages):
            if only not in page.sort[0]:
                continue
            for form in FORMS:
                report = looked_at(address + page.url, form)
                scores = [round(100 * report["categories"][name]["score"]) for name in CATEGORIES]
                cells = " | ".join(map(str, scores))
                lines.append(f"| `{page.sort[0]}` | {page.url} | {form} | {cells} |")
                print(lines[-1], flush=True)
                below += [f"{page.url} {form}: {cost}" for cost in costs(report)]
                version = report["lighthouseVersion"]
    print(f"Lighthouse {version}", *below, sep="\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
