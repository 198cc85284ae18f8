"""What the documents show is run: sites and messages of the guide, plugins of the READMEs.

With `MEGAFONO_GOLDEN=1` the messages are written into the guide anew.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from megafono import contenttype, frontmatter, known, settings, source
from megafono.assembly import assemble
from megafono.check import check
from megafono.model import Options
from megafono.route import slugify
from megafono.site import Site
from megafono.voice import Voice
from tests.documents import (
    GUIDE,
    LANGUAGES,
    codes,
    examples,
    files_named,
    guide_file,
    guide_files,
    keep,
    section,
    text_of,
)
from tests.scratch import TODAY, Scratch

in_both = pytest.mark.parametrize("lang", LANGUAGES)


# The guide as a site


@pytest.fixture(scope="module")
def guide_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the guide, to build."""
    root = tmp_path_factory.mktemp("guide")
    for file in sorted(GUIDE.parent.rglob("*")):
        if file.is_file():
            copy = root / file.relative_to(GUIDE.parent.parent)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(file.read_bytes())
    return root


def test_the_guide_has_nothing_to_mend_and_nothing_to_better(guide_site: Path) -> None:
    options = Options(root=guide_site, out=guide_site / "public", now=TODAY)
    assert [problem.say(Voice("en")) for problem in check(options, external=False)] == []


def test_the_guide_has_the_same_pages_in_both_languages() -> None:
    names = {
        lang: [str(file.relative_to(GUIDE)).replace(f".{lang}.", ".") for file in guide_files(lang)]
        for lang in LANGUAGES
    }
    assert names["it"] == names["en"]


@in_both
def test_the_guide_can_be_read_page_after_page(guide_site: Path, lang: str) -> None:
    found, _ = assemble(source.read(guide_site), now=TODAY)
    entries = found.index.entries
    keys = list(in_tree(Site(answers=known.Answers(found), lang=lang), "pages"))
    for key, after in pairwise(keys):
        text = (guide_site / entries[key, lang].path).read_text("utf-8")
        said = {"it": "Avanti", "en": "Next"}[lang]
        link = f"{said}: [{entries[after, lang].title}](/{after})"
        assert text.rstrip().rsplit("\n", 1)[-1] == link, entries[key, lang].path


def in_tree(site: Site, parent: str) -> Iterator[str]:
    """Yield the keys of the pages below one, each followed by those below it."""
    for entry in site.entries(type="page", parent=parent):
        yield entry.key
        yield from in_tree(site, entry.key)


# What the guide shows


def shown(site: Scratch, lang: str) -> Scratch:
    """Write every file that the guide shows, and what these name."""
    for path, text in examples(lang).items():
        for name, data in files_named(path, text).items():
            site.put(name, data)
        site.put(path, text.encode())
    return site


@in_both
def test_the_site_that_the_guide_shows_builds(site: Scratch, lang: str) -> None:
    assert shown(site, lang).build().problems == []
    assert len(examples(lang)) > 12


@in_both
def test_the_markdown_that_the_guide_shows_builds(site: Scratch, lang: str) -> None:
    shown(site, lang)
    for file in guide_files(lang):
        for number, code in enumerate(codes(file.read_text("utf-8"), "markdown")):
            path = f"content/news/{slugify(file.parent.name + file.name)}-{number}.{lang}.md"
            site.put(path, f"---\ntitle: {path}\n---\n{code.content}".encode())
            for name, data in files_named(path, code.content).items():
                site.put(name, data)
    assert site.build().problems == []


@in_both
def test_the_lines_of_front_matter_that_the_guide_shows_are_right(lang: str) -> None:
    keys = {*settings.Settings.model_fields}
    for kind in (*contenttype.BUILT_IN, *contenttype.INTRODUCTIONS):
        keys |= {*kind.texts.model_fields, *kind.facts.model_fields}
    for file in guide_files(lang):
        for code in codes(file.read_text("utf-8"), "yaml"):
            if not code.path:
                values, _, problems = frontmatter.parse_yaml(code.text.encode(), file.name)
                assert not problems and values.keys() <= keys, code.text


@in_both
def test_the_messages_in_the_guide_are_the_program_s_own(site: Scratch, lang: str) -> None:
    shown(site, lang)
    path = guide_file("help", lang)
    cases = list(mistakes(path.read_text("utf-8")))
    for files, _ in cases:
        for name, content in files.items():
            site.put(name, content.encode())
    told = check(Options(root=site.root, out=site.out, now=TODAY), external=False)
    for files, said in cases:
        lines = [problem.say(Voice(lang)) for problem in told if problem.path in files]
        assert len(lines) == 1, lines
        before = list(files.values())[-1] + "```\n\n```text\n"
        keep(path, before + said, f"{before}{lines[0]}\n")
    assert len(cases) >= 20
    expected = {name for files, _ in cases for name in files}
    assert [problem.path for problem in told if problem.path not in expected] == []


def mistakes(text: str) -> Iterator[tuple[dict[str, str], str]]:
    """Yield files with a mistake, by path, and the message that follows them."""
    files: dict[str, str] = {}
    for code in codes(text):
        if code.name == "yaml" and code.path:
            files[code.path] = code.content
        elif code.name == "text" and files:
            yield files, code.text
            files = {}


# What the READMEs show


def test_the_project_and_the_plugin_of_the_readme_build(site: Scratch) -> None:
    for code in codes(text_of("README.md"), "yaml", "python"):
        site.put(code.path, code.content.encode())
    assert site.build().problems == []
    for path in ("projects/wells-in-kitui", "countries/kenya", "regions/eastern-africa"):
        assert "Wells in Kitui" in site.text(f"en/{path}/index.html")
    assert site.text("note.txt") == "Prova is made with Megafono.\n"


def test_the_template_of_the_readme_takes_the_place_of_the_default(site: Scratch) -> None:
    site.put("themes/mine/theme.yaml", b"name: Mine\nextends: default\n")
    site.put("themes/mine/templates/404.html", b"<html lang=it><h1>Ops</h1></html>")
    site.edit("content/_site.yaml", "languages:", "theme: mine\nlanguages:").build()
    assert site.problems == []
    assert site.text("it/404.html") == "<html lang=it><h1>Ops</h1></html>"
    assert "<footer" in site.text("it/index.html")


@pytest.fixture
def plugged(site: Scratch) -> Scratch:
    """Return a site with every plugin that the README shows, and something for each to work on."""
    for code in codes(text_of("plugins/README.md"), "python"):
        site.put(code.path, code.content.encode())
    return site.write(
        """
        -- content/_site.yaml --
        name: Passolungo
        base_url: https://passolungo.example
        languages: [it, en]
        words: {it: {Story: Storia, Stories: Storie}}
        -- content/stories/first.en.md --
        ---
        title: The first
        teller: Anna
        ---
        ~~Old~~ new.

        ::: progress campaign=campaigns/water-for-kitui
        :::
        -- content/projects/flood.en.md --
        ---
        title: After the flood
        kind: emergency
        authors: [Elena Montorsi]
        ---
        Sandbags.
        -- content/campaigns/water-for-kitui.en.md --
        ---
        title: Water for Kitui
        goal: {amount: 60000, unit: EUR}
        reached: {amount: 30000, unit: EUR}
        ---
        Tanks.
        """
    ).build()


def test_the_worked_example_of_a_plugin_makes_what_the_readme_says(plugged: Scratch) -> None:
    (wanted,) = codes(section(text_of("plugins/README.md"), "A worked example"), "json")
    assert json.loads(plugged.text("en/campaigns.json")) == json.loads(wanted.text)
    assert json.loads(plugged.text("it/campaigns.json")) == []
    plugged.edit("content/campaigns/water-for-kitui.en.md", "Water for", "Tanks for").build()
    assert "en/campaigns.json" in plugged.made and "it/campaigns.json" in plugged.kept


def test_each_example_of_a_part_of_a_plugin_does_what_the_readme_says(plugged: Scratch) -> None:
    story = plugged.text("en/stories/the-first/index.html")
    assert "<del>Old</del> new" in story
    assert '<a href="/en/campaigns/water-for-kitui/">Water for Kitui</a>: 50 %' in story
    assert "After the flood" in plugged.text("en/emergencies/index.html")
    project = plugged.text("en/projects/after-the-flood/index.html")
    assert '<meta name="author" content="Elena Montorsi">' in project
    (budget,) = plugged.problems
    assert budget.startswith("content/projects/flood.en.md:1:1: “After the flood” has no budget.")
    assert plugged.result and plugged.result.known
    assert plugged.result.known.theme.environment.filters["initials"]("Esther Mwende") == "EM"
