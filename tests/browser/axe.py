"""axe looks at pages: rules of WCAG 2.2 at level AA, and good practice besides."""

from __future__ import annotations

from pathlib import Path
from typing import Any

RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
RUN = """async ([tags, without]) => {
  const rules = Object.fromEntries(without.map((rule) => [rule, {enabled: false}]));
  const found = await axe.run({runOnly: tags, rules, resultTypes: ["violations"]});
  return found.violations.flatMap(({id, nodes}) =>
    nodes.map(({target, html}) => `${id}: ${target.join(" ")}: ${html.slice(0, 120)}`));
}"""


def script(node: Path) -> str:
    """Return axe, for a page to run; `node` is the folder of npm packages."""
    return (node / "axe-core" / "axe.min.js").read_text("utf-8")


def findings(page: Any, *, without: tuple[str, ...] = ()) -> list[str]:
    """Return what axe finds on a page that has its script, each with the element."""
    found: list[str] = page.evaluate(RUN, [list(RULES), list(without)])
    return found
