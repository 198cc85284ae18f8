"""A plugin adds values: each part works, names are added once, and what raises is told."""

from __future__ import annotations

import pytest

from tests.plain import plain
from tests.scratch import Scratch

WHOLE = '''
"""Adds one of everything."""
from datetime import date
from functools import partial
from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor
from megafono.contenttype import Facts, Texts
from megafono.plugin import ContentType, File, Markup, Page, Plugin, Problem, message

class Story(Texts):
    teller: str = ""

stories = ContentType(name="story", folder="stories", label="Story", plural="Stories", texts=Story,
                      facts=Facts, template="page.html", slugs={"it": "storie"})

class Shout(Preprocessor):
    def run(self, lines):
        return [line.replace("SIGLA", "Società italiana") for line in lines]

class Shouting(Extension):
    def extendMarkdown(self, md):
        md.preprocessors.register(Shout(md), "shout", 5)

def shouting(entry, site):
    return Shouting()

def badge(site, call):
    return Markup("<b>{}</b>").format(call.arguments.get("di", "") or site.lang)

def loud(text):
    return text.upper()

def pages(site):
    for lang in site.languages:
        yield Page(name="extra", kind="extra", url=f"/{lang}/extra/", lang=str(lang),
                   template="page.html", title="Extra")

def counted(lang, site):
    return f"{lang} {site.count(type='story', lang=lang)}"

def files(site):
    yield File(path="count.txt", make=partial(counted, "it"))

def head(site, page):
    return Markup('<meta name="x" content="{}">').format(page.name)

def checks(site):
    if site.count(type="story", lang="it") > 1:
        yield Problem(message=message("too many stories"), level="warning")

plugin = Plugin(name="whole", types=(stories,), markdown=(shouting,), blocks={"badge": badge},
                filters={"loud": loud}, pages=(pages,), files=(files,), head=(head,),
                checks=(checks,))
'''
STORY = """
-- content/stories/a.it.md --
---
title: Una storia
teller: Anna
---
La SIGLA racconta.

::: badge
:::
"""


def whole(site: Scratch) -> Scratch:
    """Return a site with a plugin that adds one of everything."""
    words = "words: {it: {Story: Storia, Stories: Storie}}\n"
    plain(site, words, plugins="[whole]").put("plugins/whole.py", WHOLE.encode()).write(STORY)
    base = site.root / "themes/plain/templates/base.html"
    base.write_text("{{ page.head }}{{ page.title | loud }}\n" + base.read_text("utf-8"), "utf-8")
    return site


def test_each_part_of_a_plugin_shows_in_the_site(site: Scratch) -> None:
    whole(site).build()
    assert site.problems == []
    page = site.text("it/storie/una-storia/index.html")
    assert "La Società italiana racconta." in page, "markdown"
    assert "<b>it</b>" in page, "blocks"
    assert "UNA STORIA" in page, "filters"
    assert '<meta name="x" content="stories/a">' in page, "head"
    assert "EXTRA" in site.text("it/extra/index.html"), "pages"
    assert site.text("count.txt") == "it 1", "files"
    assert "it/storie/index.html" in site.paths, "types"


def test_the_checks_of_a_plugin_are_run(site: Scratch) -> None:
    whole(site).write(STORY.replace("stories/a.it", "stories/b.it").replace("Una", "Altra")).build()
    assert "too many stories" in site.problems


def test_what_a_file_asked_decides_when_it_is_made_again(site: Scratch) -> None:
    whole(site).build()
    site.edit("content/stories/a.it.md", "racconta", "ricorda").build()
    assert "count.txt" not in site.made
    site.write(STORY.replace("stories/a.it", "stories/b.it").replace("Una", "Altra")).build()
    assert "count.txt" in site.made and site.text("count.txt") == "it 2"


def test_an_edited_plugin_makes_everything_again(site: Scratch) -> None:
    whole(site).build()
    site.edit("plugins/whole.py", 'f"{lang} {', 'f"{lang}: {').build()
    assert site.text("count.txt") == "it: 1" and site.kept == set()


PARTS = {
    "block": "blocks={'map': print}",
    "filter": "filters={'map': print}",
    "type": "types=(ContentType(name='map', folder='maps', label='M', plural='M', texts=Texts, "
    "facts=Facts, template='page.html'),)",
}


@pytest.mark.parametrize("part", sorted(PARTS))
def test_two_plugins_that_add_one_name_are_a_problem_that_names_both(
    site: Scratch, part: str
) -> None:
    plain(site, plugins="[one, two]")
    for name in ("one", "two"):
        code = "from megafono.plugin import *\nfrom megafono.contenttype import Facts, Texts\n"
        code += f"plugin = Plugin(name={name!r}, {PARTS[part]})\n"
        site.put(f"plugins/{name}.py", code.encode())
    site.build()
    told = f"the plugins “one” and “two” both add the {part} “map”"
    assert any(told in problem for problem in site.problems)


def test_a_plugin_may_not_take_the_name_of_what_megafono_has(site: Scratch) -> None:
    code = "from megafono.plugin import *\nplugin = Plugin(name='one', filters={'date': str})\n"
    plain(site, plugins="[one]").put("plugins/one.py", code.encode()).build()
    assert any("“one”" in problem and "filter “date”" in problem for problem in site.problems)


def test_a_plugin_that_is_not_there_is_told_with_the_nearest(site: Scratch) -> None:
    plain(site, plugins="[fedes]").build()
    assert "there is no plugin “fedes”. Did you mean “feeds”?" in site.problems[0]


@pytest.mark.parametrize(
    ("code", "place", "told"),
    [
        ("x = 1\n1 / 0\n", "plugins/broken.py:2:1", "ZeroDivisionError"),
        ("x = (\n", "plugins/broken.py:1:1", "SyntaxError"),
        ("import nothing_of_the_kind\n", "plugins/broken.py:1:1", "ModuleNotFoundError"),
        ("x = 1\n", "plugins/broken.py:1:1", "no value named “plugin”"),
        ("raise SystemExit(3)\n", "plugins/broken.py:1:1", "SystemExit"),
    ],
)
def test_a_plugin_that_cannot_be_imported_is_a_problem_and_no_crash(
    site: Scratch, code: str, place: str, told: str
) -> None:
    plain(site, plugins="[broken]").put("plugins/broken.py", code.encode()).build()
    assert len(site.problems) == 1
    assert site.problems[0].startswith(f"{place}: ") and told in site.problems[0]


BROKEN = """
from megafono.plugin import File, Markup, Plugin
def boom(*given, **more):
    raise RuntimeError("boom")
def late(site):
    yield File(path="late.txt", make=boom)
plugin = Plugin(name="broken", {part})
"""


@pytest.mark.parametrize(
    ("part", "told"),
    [
        ("pages=(boom,)", "broken"),
        ("files=(boom,)", "broken"),
        ("files=(late,)", "late.txt"),
        ("checks=(boom,)", "broken"),
        ("head=(boom,)", "it/"),
        ("blocks={'badge': boom}", "it/storia/index.html"),
        ("filters={'loud': boom}", "it/index.html"),
        ("markdown=(boom,)", "pages/a it"),
    ],
)
def test_what_a_plugin_raises_is_told_with_its_file_and_line(
    site: Scratch, part: str, told: str
) -> None:
    code = BROKEN.replace("{part}", part)
    plain(site, plugins="[broken]").put("plugins/broken.py", code.encode())
    site.write("-- content/pages/a.it.md --\n---\ntitle: Storia\n---\n")
    text = b"{{ page.head }}"
    if "badge" in part:
        site.write("-- content/pages/a.it.md --\n---\ntitle: Storia\n---\n::: badge\n:::\n")
    if "loud" in part:
        text += b"{{ 'a' | loud }}"
    site.put("themes/plain/templates/home.html", text).build()
    assert any("boom" in problem and told in problem for problem in site.problems), site.problems
    assert any("plugins/broken.py:4" in p or "templates/" in p for p in site.problems)
    assert not site.out.exists()


PARTED = """
from megafono.plugin import File, Plugin
from .words import WORD
def text(site):
    return WORD
def files(site):
    yield File(path="w.txt", make=text)
plugin = Plugin(name="parts", files=(files,))
"""


def test_a_plugin_may_be_a_folder_with_parts(site: Scratch) -> None:
    plain(site, plugins="[parts]")
    site.put("plugins/parts/__init__.py", PARTED.encode())
    site.put("plugins/parts/words.py", b"WORD = 'uno'\n").build()
    assert site.problems == [] and site.text("w.txt") == "uno"
    site.put("plugins/parts/words.py", b"WORD = 'due'\n").build()
    assert site.text("w.txt") == "due"


def test_the_plugins_that_come_with_megafono_are_all_there_by_default(site: Scratch) -> None:
    site.build()
    assert site.problems == []
    assert site.result and site.result.known
    names = [plugin.name for plugin in site.result.known.plugins]
    assert names == sorted(names) and {"feeds", "sitemap", "search", "redirects"} <= set(names)


@pytest.mark.parametrize(
    "given", ['["a"]', "None", "site.count(year=__import__('decimal').Decimal(1))"]
)
def test_a_maker_that_gives_what_is_no_output_is_a_problem_of_its_plugin(
    site: Scratch, given: str
) -> None:
    site.write(f"""
    -- plugins/odd.py --
    from megafono.plugin import File, Plugin


    def files(site):
        yield File(path="odd.txt", make=make)


    def make(site):
        return {given}


    plugin = Plugin(name="odd", files=(files,))
    """).build()
    assert len(site.problems) == 1, site.problems
    assert "odd.txt" in site.problems[0]
