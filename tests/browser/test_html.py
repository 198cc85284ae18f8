"""The demo's pages are valid HTML, their links lead somewhere, every template is seen."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser

from tests.browser.conftest import HERE, run_node

KINDS = ("home", "entry", "list", "archive", "terms", "term", "facet", "search", "404")


def pages(demo: Path) -> dict[str, LexborHTMLParser]:
    """Return every page of the demo, parsed, by its URL."""
    found = sorted(demo.rglob("*.html"))
    return {
        "/" + file.relative_to(demo).as_posix().removesuffix("index.html"): LexborHTMLParser(
            file.read_text("utf-8")
        )
        for file in found
    }


def test_every_page_is_valid_html(demo: Path, node: Path) -> None:
    program = node / "html-validate" / "bin" / "html-validate.mjs"
    config = HERE / "htmlvalidate.json"
    said = run_node(
        str(program), "--config", str(config), "--formatter", "json", f"{demo}/**/*.html"
    )
    findings = [
        f"{Path(item['filePath']).relative_to(demo)}:{found['line']}: {found['message']}"
        for item in json.loads(said.stdout)
        for found in item["messages"]
    ]
    assert findings == []


def test_every_template_is_seen_in_both_languages(demo: Path) -> None:
    seen = set()
    for tree in pages(demo).values():
        body, root = tree.css_first("body"), tree.css_first("html")
        if body is not None and root is not None:
            seen.add(
                ((body.attributes.get("class") or "").split(" ")[0], root.attributes.get("lang"))
            )
    assert {(f"is-{kind}", lang) for kind in KINDS for lang in ("it", "en")} <= seen


def test_every_link_and_anchor_leads_somewhere(demo: Path) -> None:
    found = pages(demo)
    ids = {url: {node.attributes["id"] for node in tree.css("[id]")} for url, tree in found.items()}
    broken = []
    checked = 0
    for url, tree in found.items():
        for node in tree.css("[href], [src], form[action]"):
            target = (
                next(
                    node.attributes[name]
                    for name in ("href", "src", "action")
                    if name in node.attributes
                )
                or ""
            )
            parts = urlsplit(urljoin(f"https://passolungo.example{url}", target))
            if parts.netloc != "passolungo.example" or parts.scheme not in ("http", "https"):
                continue
            path = unquote(parts.path) or "/"
            file = demo / path.lstrip("/")
            file = file / "index.html" if path.endswith("/") else file
            checked += 1
            if not file.is_file() or (
                parts.fragment and unquote(parts.fragment) not in ids.get(path, set())
            ):
                broken.append(f"{url} -> {target}")
    assert broken == []
    assert checked > 10_000


def test_no_page_asks_another_host_for_anything(demo: Path) -> None:
    for url, tree in pages(demo).items():
        loaded = [node.attributes.get("src") or "" for node in tree.css("[src]")]
        loaded += [
            node.attributes.get("href") or ""
            for node in tree.css("link[rel=stylesheet], link[rel=icon]")
        ]
        assert all(item.startswith("/") and not item.startswith("//") for item in loaded), url
        assert not tree.css("[style]"), url


def test_every_page_that_is_found_by_search_engines_says_what_is_on_it(demo: Path) -> None:
    said: dict[str, str] = {}
    for url, tree in pages(demo).items():
        if tree.css_first("meta[name=robots][content=noindex], meta[http-equiv=refresh]"):
            continue
        node = tree.css_first("meta[name=description]")
        text = (node.attributes["content"] if node else "") or ""
        assert text and text not in said, f"{url}: {text or 'nothing'} {said.get(text, '')}"
        said[text] = url
    assert len(said) > 500
