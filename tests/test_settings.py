"""`_site.yaml`: three lines are enough, and each that is wrong is told of at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from megafono import settings, source
from megafono.problem import Stop
from megafono.settings import Settings
from tests.scratch import Scratch, said

LEAST = "name: Prova\nbase_url: https://example.org\nlanguages: [it]\n"


def read(folder: Path, text: str, *, base: str = "") -> Settings:
    """Return the settings that a text makes."""
    (folder / "content").mkdir(exist_ok=True)
    (folder / "content/_site.yaml").write_text(text, "utf-8")
    return settings.read(source.read(folder), base=base)[0]


def wrong(folder: Path, text: str) -> list[str]:
    """Return what is said of settings that cannot be used."""
    with pytest.raises(Stop) as stop:
        read(folder, text)
    return [said(problem) for problem in stop.value.problems]


def test_three_lines_are_enough(tmp_path: Path) -> None:
    found = read(tmp_path, LEAST)
    assert (found.name, found.languages, found.theme) == ("Prova", ("it",), "default")
    assert (found.time_zone, found.per_page, found.fallback) == ("Europe/Rome", 12, False)


def test_the_default_language_is_the_first(tmp_path: Path) -> None:
    found = read(tmp_path, LEAST.replace("[it]", "[en, it, pt-BR]"))
    assert found.languages == ("en", "it", "pt-BR")


def test_one_language_needs_no_brackets(tmp_path: Path) -> None:
    assert read(tmp_path, LEAST.replace("[it]", "it")).languages == ("it",)


def test_the_base_url_loses_the_slash_at_its_end_and_may_be_given_from_outside(
    tmp_path: Path,
) -> None:
    text = LEAST.replace("example.org", "example.org/sub/")
    assert read(tmp_path, text).base_url == "https://example.org/sub"
    assert read(tmp_path, text, base="https://other.org").base_url == "https://other.org"


def test_a_site_without_settings_is_told_what_they_need(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    with pytest.raises(Stop) as stop:
        settings.read(source.read(tmp_path))
    assert "content/_site.yaml is missing" in said(stop.value.problems[0])


def test_a_folder_that_is_no_site_is_wrong_use(tmp_path: Path) -> None:
    with pytest.raises(Stop) as stop:
        source.read(tmp_path)
    assert stop.value.status == 2
    assert "megafono init" in said(stop.value.problems[0])


@pytest.mark.parametrize(
    ("line", "place", "told"),
    [
        ("base_url: example.org", "4:11", "is not the address of a site"),
        ("base_url: https://example.org/?a=1", "4:11", "is not the address of a site"),
        ("languages: [it, xx-yy]", "4:12", "“xx-yy” is not the code of a language"),
        ("languages: []", "4:12", "the site has no language"),
        ("languages: [it, en, it]", "4:12", "the language “it” is named twice"),
        ("time_zone: Europe/Roma", "4:12", "“Europe/Roma” is not a time zone"),
        ("them: default", "4:1", "Did you mean “theme”?"),
        ("per_page: 0", "4:11", "Write 1 or more."),
        ("excerpt_words: -1", "4:16", "Write 1 or more."),
        ("per_page: tanti", "4:11", "is not a number"),
        ("organisation: {codice: 1}", "4:16", "Known: address,"),
        ("social: [facebook.com/x]", "4:10", "is not an address"),
        ("menus: {main: [{pge: about}]}", "4:17", "Did you mean “page”?"),
    ],
)
def test_a_wrong_setting_is_told_with_its_place(
    tmp_path: Path, line: str, place: str, told: str
) -> None:
    key = line.partition(":")[0]
    kept = "".join(f"{old}\n" for old in LEAST.splitlines() if not old.startswith(f"{key}:"))
    lines = [*kept.splitlines(), "tagline: Insieme", "tagline_: x"][:3]  # the line comes fourth
    problems = wrong(tmp_path, "\n".join([*lines, line]) + "\n")
    assert len(problems) == 1
    assert problems[0].startswith(f"content/_site.yaml:{place}: ") and told in problems[0]


def test_all_that_is_wrong_is_said_at_once(tmp_path: Path) -> None:
    problems = wrong(tmp_path, "name: Prova\nlanguages: [zz]\ntime_zone: Marte\nlogoo: x\n")
    assert len(problems) == 4
    assert any("“base_url” is missing" in problem for problem in problems)


def test_names_may_be_one_a_language(tmp_path: Path) -> None:
    text = LEAST.replace("name: Prova", "name: {it: Prova, en: Trial}").replace("[it]", "[it, en]")
    assert read(tmp_path, text).name == {"it": "Prova", "en": "Trial"}


def test_a_menu_has_pages_or_labels_with_addresses(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        LEAST + "menus:\n  main:\n    - about\n    - {label: Dona, url: 'https://x.org', "
        "children: [{page: news}]}\n",
    )
    first, second = found.menus["main"]
    assert (first.page, second.label, second.url) == ("about", "Dona", "https://x.org")
    assert second.children[0].page == "news"


def test_own_terms_have_names_by_language_and_what_places_them(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        LEAST + "regions:\n  balkans: {it: Area balcanica, en: Balkans, countries: [AL, XK, MK]}\n"
        "sectors:\n  peace: {it: Pace, dac: '15220'}\n",
    )
    assert found.regions["balkans"].names == {"it": "Area balcanica", "en": "Balkans"}
    assert found.regions["balkans"].countries == ("AL", "XK", "MK")
    assert found.sectors["peace"].dac == "15220"


def test_a_menu_that_names_no_page_is_told_at_its_line(site: Scratch) -> None:
    site.write("""
    -- content/pages/about.it.md --
    ---
    title: Chi siamo
    ---
    """)
    site.edit(
        "content/_site.yaml", "languages", "menus: {main: [pages/about, pages/abuot]}\nlanguages"
    )
    site.build()
    assert site.problems == [
        "content/_site.yaml:3:29: the menu names the page “pages/abuot”, which is not there. "
        "Did you mean “pages/about”?"
    ]


def test_an_unknown_plugin_is_told_at_its_line(site: Scratch) -> None:
    site.edit("content/_site.yaml", "languages", "plugins: [feeds, sitemp]\nlanguages").build()
    assert len(site.problems) == 1
    assert site.problems[0].startswith("content/_site.yaml:3:18: there is no plugin “sitemp”")
    assert "“sitemap”" in site.problems[0]


def test_settings_that_name_what_is_not_there_are_told(site: Scratch) -> None:
    site.edit(
        "content/_site.yaml",
        "languages",
        "options: {feed: {limit: 3}}\naddresses: {project: progetti}\n"
        "words: {ti: {All news: Tutte}}\nlanguages",
    ).build()
    said_of = [problem.partition(": ")[2] for problem in site.problems]
    assert said_of == [
        "“feed” is not known here. Did you mean “feeds”?",
        "“project” is not known here. Did you mean “projects”?",
        "“ti” is not known here",
    ]


def test_own_words_take_the_place_of_the_catalog_s_in_every_context(site: Scratch) -> None:
    site.write("""
    -- content/projects/wells.it.md --
    ---
    title: Pozzi
    ---
    """)
    site.edit("content/_site.yaml", "languages", "words: {it: {Under way: Aperti}}\nlanguages")
    site.build()
    assert site.problems == []
    assert "Aperti" in site.text("it/progetti/pozzi/index.html")
