"""Plain links lead everywhere: to every page from the home, to every project by every way."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from selectolax.lexbor import LexborHTMLParser, LexborNode

from megafono.known import Known
from megafono.route import output_path
from tests.browser.pages import Shown

Trees = Mapping[str, LexborHTMLParser]


@pytest.fixture(scope="module")
def trees(demo: Path, shown_demo: tuple[Shown, ...]) -> Trees:
    """Every page of the demo, parsed, by its address."""
    return {
        page.url: LexborHTMLParser((demo / output_path(page.url)).read_text("utf-8"))
        for page in shown_demo
    }


def links(url: str, tree: LexborHTMLParser, within: str = "body") -> Iterator[str]:
    """Yield where the links and forms of a page lead, within the site, without anchors."""
    for node in tree.css(f"{within} :is(a[href], form[action])"):
        target = node.attributes.get("href") or node.attributes.get("action") or ""
        parts = urlsplit(urljoin(url, target))
        if not parts.scheme and not parts.netloc:
            yield unquote(parts.path)


def reached(start: str, trees: Trees) -> dict[str, int]:
    """Return all pages that links lead to from one, with how many links away they are."""
    found, queue = {start: 0}, deque([start])
    while queue:
        url = queue.popleft()
        for target in links(url, trees[url]):
            if target in trees and target not in found:
                found[target] = found[url] + 1
                queue.append(target)
    return found


def test_plain_links_lead_from_the_home_to_every_page(
    known_demo: tuple[Known, Path], trees: Trees
) -> None:
    known, _ = known_demo
    lost = {page.url for page in known.pages.values() if not page.is_indexed}
    for lang in known.languages:
        home = known.pages["home", lang].url
        found = reached(home, trees)
        assert sorted(trees.keys() - found.keys() - lost) == []
        own = {page.url for page in known.pages.values() if page.lang == lang} & found.keys()
        far = {url: found[url] for url in own if found[url] > 6}
        assert far == {}


def with_further(url: str, trees: Trees) -> set[str]:
    """Return the links of the main part of a page, and of the pages that go on with it."""
    found = set(links(url, trees[url], "main"))
    for node in trees[url].css("main a[rel=next], main .all a"):
        further = urljoin(url, node.attributes["href"] or "")
        found |= with_further(further, trees) if further in trees and further != url else set()
    return found


def ways(known: Known, key: str, lang: str) -> Iterator[str]:
    """Yield the names of the pages that should lead to a project."""
    entry = known.index.entries[key, lang]
    yield f"list/{entry.type}"
    yield f"list/{entry.type}/{entry.status}"
    for share in entry.facts.countries:
        yield f"term/country/{share.key}"
    for share in entry.facts.sectors:
        yield f"term/sector/{share.key}"
    for goal in entry.facts.sdgs:
        yield f"term/sdg/{goal}"
    for year in known.index.years[key, lang]:
        yield f"archive/{entry.type}/{year}"


def test_every_project_is_found_by_country_sector_goal_status_and_year(
    known_demo: tuple[Known, Path], trees: Trees
) -> None:
    known, _ = known_demo
    projects = [
        (key, lang) for (key, lang), entry in known.index.entries.items() if entry.type == "project"
    ]
    seen, missing = set(), []
    for key, lang in projects:
        own = known.pages[key, lang].url
        for name in ways(known, key, lang):
            page = known.pages.get((name, lang))
            if page is None or own not in with_further(page.url, trees):
                missing.append(f"{own} by {name}")
            seen.add(name.rpartition("/")[0])
    assert missing == []
    kinds = {"list", "list/project", "term/country", "term/sector", "term/sdg", "archive/project"}
    assert seen == kinds and len(projects) > 40


def test_every_way_to_the_projects_is_linked_from_their_list(
    known_demo: tuple[Known, Path], trees: Trees
) -> None:
    known, _ = known_demo
    for lang in known.languages:
        whole = known.pages["list/project", lang].url
        found = set(links(whole, trees[whole], "main"))
        names = {
            name
            for key, of in known.index.entries
            if of == lang and key.startswith("projects/")
            for name in ways(known, key, lang)
            if not name.startswith("term/sdg/") and not re.search(r"/sector/\d", name)
        }
        assert len(names) > 30
        assert sorted({known.pages[name, lang].url for name in names} - found) == []


def language_of(node: LexborNode) -> str:
    """Return the language that an element says it is in, itself or by what it stands in."""
    at: LexborNode | None = node
    while at is not None:
        if lang := (at.attributes or {}).get("lang"):
            return lang
        at = at.parent
    return ""


def is_written(node: LexborNode) -> bool:
    """Whether an element stands in a text that somebody wrote, not in what a template shows."""
    at = node.parent
    while at is not None and at.tag != "article":
        if "prose" in ((at.attributes or {}).get("class") or "").split():
            return True
        at = at.parent
    return False


def test_the_switcher_says_in_which_language_each_link_is(trees: Trees) -> None:
    checked = 0
    for url, tree in trees.items():
        for node in tree.css("nav.languages a[hreflang]"):
            if node.attributes.get("rel") != "alternate":
                continue
            target = trees[urljoin(url, node.attributes["href"] or "")]
            root = target.css_first("html")
            assert root is not None
            assert language_of(node) == node.attributes["hreflang"] == root.attributes["lang"], url
            checked += 1
    assert checked > 500


def test_titles_in_another_language_say_which(known_demo: tuple[Known, Path], trees: Trees) -> None:
    known, _ = known_demo
    foreign = {
        known.pages[key, lang].url: (entry.title, entry.texts.title_lang)
        for (key, lang), entry in known.index.entries.items()
        if entry.texts.title_lang
    }
    silent, checked = [], 0
    for url, tree in trees.items():
        headings = tree.css("h1") if url in foreign else []
        for node in [*tree.css("a[href]"), *headings]:
            if is_written(node):  # by an editor, who may name a project as a name
                continue
            target = urljoin(url, node.attributes.get("href") or "")
            title, lang = foreign.get(target, ("", ""))
            if title and node.text().strip() == title:
                checked += 1
                silent += [f"{url}: {title}"] if language_of(node) != lang else []
    assert silent == []
    assert foreign and checked > len(foreign)
