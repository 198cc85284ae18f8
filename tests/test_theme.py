"""Template lookup, digests that reach all that a template names, and errors that say where."""

from __future__ import annotations

from pathlib import Path

import pytest

from megafono import source
from megafono.problem import Stop
from megafono.theme import Theme
from tests.plain import plain
from tests.scratch import Scratch, said

FILES = {
    "one/theme.yaml": "name: One\nextends: two\n",
    "two/theme.yaml": "name: Two\n",
    "one/templates/page.html": "one page",
    "two/templates/page.html": "two page",
    "two/templates/base.html": "{% import 'deep/macros.html' as m %}{% block a %}{% endblock %}",
    "two/templates/list.html": "{% extends 'base.html' %}{% block a %}{% include 'part.html' %}"
    "{% endblock %}",
    "two/templates/part.html": "{% from 'more.html' import x %}",
    "two/templates/deep/macros.html": "{% macro a() %}{% include 'inner.html' %}{% endmacro %}",
    "two/templates/inner.html": "inner",
    "two/templates/more.html": "{% macro x() %}{% endmacro %}",
    "two/templates/computed.html": "{% include site.name ~ '.html' %}",
    "two/templates/circle.html": "{% include 'circle.html' ignore missing %}",
    "two/templates/alone.html": "alone",
    "two/templates/broken.html": "{% if %}",
    "two/assets/css/site.css": "two",
    "two/assets/js/a.js": "two",
    "one/assets/css/site.css": "one",
}


def theme(folder: Path, changes: dict[str, str] | None = None, name: str = "one") -> Theme:
    """Return a theme that extends another, with some files changed."""
    for path, text in {**FILES, **(changes or {})}.items():
        file = folder / "themes" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    (folder / "content").mkdir(exist_ok=True)
    return Theme(name, source.read(folder), {})


def test_a_theme_gives_its_own_template_before_that_of_the_one_it_extends(tmp_path: Path) -> None:
    found = theme(tmp_path)
    assert found.template_path("page.html") == "themes/one/templates/page.html"
    assert found.template_path("list.html") == "themes/two/templates/list.html"
    assert found.template_path("nothing.html") is None


def test_a_template_of_the_theme_below_can_be_named(tmp_path: Path) -> None:
    found = theme(tmp_path)
    assert found.template_path("two/page.html") == "themes/two/templates/page.html"
    assert found.template_path("one/list.html") is None
    assert found.template_path("default/base.html") is None, "not a theme of this chain"


def test_assets_of_all_themes_are_there_the_nearest_first(tmp_path: Path) -> None:
    found = theme(tmp_path)
    assert dict(found.assets()) == {
        "css/site.css": "themes/one/assets/css/site.css",
        "js/a.js": "themes/two/assets/js/a.js",
    }


@pytest.mark.parametrize(
    "changed",
    ["base.html", "part.html", "more.html", "deep/macros.html", "inner.html", "list.html"],
)
def test_a_digest_changes_with_whatever_is_named_all_the_way_down(
    tmp_path: Path, changed: str
) -> None:
    before = theme(tmp_path).digest("list.html")
    after = theme(tmp_path, {f"two/templates/{changed}": FILES[f"two/templates/{changed}"] + "!"})
    assert after.digest("list.html") != before


def test_a_digest_does_not_change_with_what_is_not_named(tmp_path: Path) -> None:
    before = theme(tmp_path).digest("list.html")
    assert theme(tmp_path, {"two/templates/alone.html": "other"}).digest("list.html") == before


def test_a_new_template_that_hides_a_named_one_changes_the_digest(tmp_path: Path) -> None:
    before = theme(tmp_path).digest("list.html")
    hidden = {"one/templates/inner.html": FILES["two/templates/inner.html"]}
    assert theme(tmp_path, hidden).digest("list.html") != before


def test_a_computed_name_counts_as_the_whole_theme(tmp_path: Path) -> None:
    before = theme(tmp_path).digest("computed.html")
    assert theme(tmp_path, {"two/templates/alone.html": "other"}).digest("computed.html") != before


def test_templates_that_name_themselves_or_are_broken_or_missing_have_a_digest(
    tmp_path: Path,
) -> None:
    found = theme(tmp_path)
    digests = {found.digest(name) for name in ("circle.html", "broken.html", "nothing.html")}
    assert len(digests) == 3


def stopped(folder: Path, changes: dict[str, str], name: str = "one") -> str:
    """Return what is said of a theme that cannot be used."""
    with pytest.raises(Stop) as stop:
        theme(folder, changes, name)
    return said(stop.value.problems[0])


def test_a_theme_that_is_not_there_is_told_with_the_nearest(tmp_path: Path) -> None:
    told = stopped(tmp_path, {}, "defalt")
    assert "there is no theme “defalt”" in told and "Did you mean “default”?" in told


def test_themes_that_extend_each_other_are_a_problem(tmp_path: Path) -> None:
    assert "the theme “one” extends itself" in stopped(
        tmp_path, {"two/theme.yaml": "extends: one\n"}
    )


def test_an_undefined_name_is_told_with_template_and_line(site: Scratch) -> None:
    plain(site).put("themes/plain/templates/home.html", b"<p>\n{{ page.titel }}\n</p>")
    site.build()
    assert len(site.problems) == 1, "said once, though two pages have it"
    told = site.problems[0]
    assert told.startswith("themes/plain/templates/home.html:2:1: the template cannot be used")
    assert "titel" in told and "It was making" in told


def test_an_undefined_name_deep_in_a_macro_is_told_where_it_stands(site: Scratch) -> None:
    plain(site).put(
        "themes/plain/templates/m.html", b"{% macro a() %}\n\n{{ nope.x }}{% endmacro %}"
    )
    site.put("themes/plain/templates/home.html", b"{% import 'm.html' as m %}{{ m.a() }}")
    site.build()
    assert site.problems[0].startswith("themes/plain/templates/m.html:3:1: ")


def test_a_template_that_cannot_be_read_is_told_with_its_line(site: Scratch) -> None:
    plain(site).put("themes/plain/templates/home.html", b"\n\n{% if %}")
    site.build()
    assert site.problems[0].startswith("themes/plain/templates/home.html:3:1: ")


def test_a_template_that_is_not_there_is_told_by_name(site: Scratch) -> None:
    plain(site).put("themes/plain/templates/home.html", b"{% include 'nothing.html' %}")
    site.build()
    assert "nothing.html" in site.problems[0]


def test_what_templates_show_is_escaped_unless_it_is_markup(site: Scratch) -> None:
    plain(site).write(
        "-- content/pages/a.it.md --\n---\ntitle: A <b> & «c»\n---\n*testo*\n"
    ).build()
    page = site.text("it/a-b-c/index.html")
    assert "<title>A &lt;b&gt; &amp; «c»</title>" in page and "<em>testo</em>" in page


FILTERS = """
{{ site.setting("per_page") | number }}|{{ 0.5 | number }}|{{ 40 | percent }}|{{ 1500 | money }}|
{{ 84000 | size }}|{{ {"it": "Pozzi", "en": "Wells"} | local }}|{{ "/it/" | href }}|
{{ "/it/" | absolute }}|{{ {"a": "</script>"} | json }}|{{ none | number }}{{ none | date }}
"""


def test_the_filters_of_every_template_speak_the_pages_language(site: Scratch) -> None:
    plain(site).put("themes/plain/templates/home.html", FILTERS.encode()).build()
    parts = site.text("it/index.html").replace("\n", "").split("|")
    assert parts == [
        "12", "0,5", "40%", "1.500\u00a0€", "84 kB", "Pozzi", "/it/", "https://example.org/it/",
        '{"a": "\\u003c/script\\u003e"}', "",
    ]  # fmt: skip
    assert site.text("en/index.html").replace("\n", "").split("|")[3:6] == [
        "€1,500",
        "84 kB",
        "Wells",
    ]


def test_a_site_may_change_one_template_of_the_theme_it_comes_with(site: Scratch) -> None:
    site.edit("content/_site.yaml", "languages", "theme: mine\nplugins: []\nlanguages")
    site.put("themes/mine/theme.yaml", b"name: Mine\nextends: default\n")
    site.put(
        "themes/mine/templates/404.html",
        b'{% extends "default/404.html" %}{% block main %}<h1>Niente qui</h1>{% endblock %}',
    )
    site.build()
    assert site.problems == []
    page = site.text("it/404.html")
    assert "<h1>Niente qui</h1>" in page and "</footer>" in page
    assert "Niente qui" not in site.text("it/index.html")


def test_a_plugin_that_comes_in_one_process_is_given_the_context(site: Scratch) -> None:
    plain(site).put(
        "themes/plain/templates/home.html",
        b'{% if "shout" is filter %}{{ "a" | shout }}{% else %}silence{% endif %}',
    )
    assert site.build().text("it/index.html") == "silence"
    site.put("plugins/shout.py", SHOUT.encode())
    plain(site, plugins="[shout]").put(
        "themes/plain/templates/home.html",
        b'{% if "shout" is filter %}{{ "a" | shout }}{% else %}silence{% endif %}',
    )
    assert site.build().text("it/index.html") == "a it!"


SHOUT = """\
from jinja2 import pass_context
from megafono.plugin import Plugin


@pass_context
def shout(context, text):
    return f"{text} {context['page'].lang}!"


plugin = Plugin(name="shout", filters={"shout": shout})
"""


def test_a_part_tells_a_text_from_its_markup_and_one_from_true(site: Scratch) -> None:
    plain(site)
    site.put("themes/plain/templates/parts/p.html", b"{{ x }}|")
    parts = b"""{% extends "base.html" %}{% block main %}
{{ site.part("parts/p.html", x="<b>" | safe) }}{{ site.part("parts/p.html", x="<b>") }}
{{ site.part("parts/p.html", x=1) }}{{ site.part("parts/p.html", x=true) }}{% endblock %}"""
    site.put("themes/plain/templates/home.html", parts)
    site.build()
    text = site.text("it/index.html")
    assert "<b>|&lt;b&gt;|" in text and "1|True|" in text
