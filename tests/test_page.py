"""Pages nobody wrote: lists, archives, terms, facets, 404; breadcrumbs; counts as in the data."""

from __future__ import annotations

from datetime import datetime

import pytest

from megafono.model import Query
from tests.plain import Planned, plain, planned
from tests.scratch import Scratch

ENDING = """
-- content/projects/wells.it.md --
---
title: Pozzi
starts: 2026-01-01
ends: 2026-12-31
---
"""


def write(site: Scratch, folder: str, number: int, head: str = "", lang: str = "it") -> None:
    """Write one entry."""
    text = f"---\ntitle: Voce {number:02}\n{head}\n---\n"
    site.put(f"content/{folder}/e{number:02}.{lang}.md", text.encode())


def many(site: Scratch, count: int, folder: str = "projects", head: str = "") -> Planned:
    """Plan a site of so many entries, five to a page."""
    plain(site, "per_page: 5\n")
    for number in range(count):
        write(site, folder, number, head)
    return planned(site)


@pytest.mark.parametrize(("count", "pages"), [(1, 1), (5, 1), (6, 2), (10, 2), (11, 3)])
def test_a_list_has_as_many_pages_as_its_entries_fill(
    site: Scratch, count: int, pages: int
) -> None:
    found = many(site, count)
    urls = sorted(url for url in found.urls().values() if url.startswith("/it/progetti/pagina"))
    assert urls == [f"/it/progetti/pagina/{number}/" for number in range(2, pages + 1)]


def test_the_pages_of_a_list_hold_every_entry_once_and_in_order(site: Scratch) -> None:
    found = many(site, 11)
    first = found.page("list/project")
    names = ["list/project", "list/project/2", "list/project/3"]
    shown = [entry.key for name in names for entry in found.page(name).entries]
    assert shown == [f"projects/e{number:02}" for number in range(11)]
    assert first.total == 11
    assert [link.href for link in first.numbers] == [
        "/it/progetti/",
        "/it/progetti/pagina/2/",
        "/it/progetti/pagina/3/",
    ]
    middle = found.page("list/project/2")
    assert middle.previous and middle.previous.href == "/it/progetti/"
    assert middle.next and middle.next.href == "/it/progetti/pagina/3/"
    assert [link.is_current for link in middle.numbers] == [False, True, False]
    last = found.page("list/project/3")
    assert last.next is None and first.previous is None


def test_a_list_of_one_page_has_no_numbers(site: Scratch) -> None:
    assert many(site, 5).page("list/project").numbers == ()


def test_the_english_word_for_page_stands_in_english_addresses(site: Scratch) -> None:
    plain(site, "per_page: 1\n")
    for number in range(2):
        write(site, "news", number, lang="en")
    urls = planned(site).urls("en")
    assert urls["list/news/2"] == "/en/news/page/2/"


def test_words_of_addresses_can_be_changed_in_the_settings(site: Scratch) -> None:
    plain(site, "addresses: {projects: {it: interventi}, news: storie}\n")
    write(site, "projects", 1)
    write(site, "news", 1)
    urls = planned(site).urls()
    assert urls["list/project"] == "/it/interventi/"
    assert urls["projects/e01"] == "/it/interventi/voce-01/"
    assert urls["list/news"] == "/it/storie/"


def test_a_type_without_entries_in_a_language_has_no_list_in_it(site: Scratch) -> None:
    found = many(site, 1)
    assert "list/project" in found.urls("it") and "list/project" not in found.urls("en")


def test_news_has_an_archive_a_year_with_the_number_of_its_items(site: Scratch) -> None:
    plain(site, "per_page: 2\n")
    for number, year in enumerate((2024, 2026, 2026, 2026)):
        write(site, "news", number, f"date: {year}-12-31")
    found = planned(site)
    years = found.page("list/news").years
    assert [(link.title, link.count, link.href) for link in years] == [
        ("2026", 3, "/it/notizie/2026/"),
        ("2024", 1, "/it/notizie/2024/"),
    ]
    assert found.page("archive/news/2026").title == "Notizie 2026"
    assert found.urls()["archive/news/2026/2"] == "/it/notizie/2026/pagina/2/"


RUNNING = {
    1: "starts: 2023-05-01\nends: 2024-12-31",
    2: "starts: 2025-01-01",
    3: "starts: 2026-01-01\nends: 2029-12-31",
    4: "starts: 2028-01-01",
    5: "date: 2025-03-01",
    6: "",
    7: "starts: 1900-01-01",
}
"""Projects of all sorts, by number."""


def test_projects_stand_under_every_year_in_which_they_run(site: Scratch) -> None:
    plain(site)
    for number, head in list(RUNNING.items())[:6]:
        write(site, "projects", number, head)
    found = planned(site)
    years = found.page("list/project").years
    assert [(link.key, link.count, link.href) for link in years] == [
        ("2028", 1, "/it/progetti/2028/"),
        ("2026", 3, "/it/progetti/2026/"),
        ("2025", 2, "/it/progetti/2025/"),
        ("2024", 1, "/it/progetti/2024/"),
        ("2023", 1, "/it/progetti/2023/"),
    ]
    for link in years:
        page = found.page(f"archive/project/{link.key}")
        assert page.total == len(page.entries) == link.count
    assert found.page("archive/project/2025").title == "Progetti 2025"
    shown = found.page("archive/project/2026").entries
    assert {entry.key[-1] for entry in shown} == {"2", "3", "5"}


def test_a_project_without_an_end_runs_into_the_new_year(site: Scratch) -> None:
    plain(site)
    write(site, "projects", 2, RUNNING[2])
    before = planned(site, today=datetime(2026, 12, 31, 23, 59))
    after = planned(site, today=datetime(2027, 1, 1))
    assert "archive/project/2027" not in before.urls()
    assert after.urls()["archive/project/2027"] == "/it/progetti/2027/"


def test_a_project_of_a_century_has_fifty_years(site: Scratch) -> None:
    plain(site)
    write(site, "projects", 7, RUNNING[7])
    years = [link.key for link in planned(site).page("list/project").years]
    assert (years[0], years[-1], len(years)) == ("1949", "1900", 50)


def test_the_list_of_projects_counts_those_of_each_country_and_sector(site: Scratch) -> None:
    plain(site, "per_page: 2\n")
    for number in range(3):
        write(site, "projects", number, "countries: [KE, UG]\nsectors: [water]")
    write(site, "projects", 4, "countries: [UG]\nsectors: ['14031']")
    write(site, "news", 5, "countries: [MZ, KE]\nsectors: [education]")
    found = planned(site)
    first = found.page("list/project")
    assert [(link.key, link.title, link.count, link.href) for link in first.countries] == [
        ("KE", "Kenya", 3, "/it/paesi/kenya/progetti/"),
        ("UG", "Uganda", 4, "/it/paesi/uganda/progetti/"),
    ]
    assert {link.key: link.count for link in first.sectors} == {"water": 4, "14031": 1}
    assert any(str(link.href).endswith("/#site-project") for link in first.sectors)
    assert [(link.key, link.count) for link in found.page("list/news").countries] == [
        ("KE", 1),
        ("MZ", 1),
    ]
    assert found.page("home").countries == ()


def test_the_second_page_of_a_part_still_belongs_to_that_part(site: Scratch) -> None:
    found = many(site, 6, head="status: ongoing")
    second = found.page("list/project/ongoing/2")
    assert second.title == found.page("list/project/ongoing").title == "Progetti in corso"
    assert [link.is_current for link in second.statuses] == [True]
    assert [link.title for link in second.breadcrumb][-2:] == ["Progetti in corso"] * 2


def test_a_project_moves_to_the_completed_ones_when_its_end_has_passed(site: Scratch) -> None:
    plain(site).write(ENDING)
    before = planned(site, today=datetime(2026, 12, 31, 23, 59))
    after = planned(site, today=datetime(2027, 1, 1, 0, 0))
    assert before.urls()["list/project/ongoing"] == "/it/progetti/in-corso/"
    assert "list/project/completed" not in before.urls()
    assert after.urls()["list/project/completed"] == "/it/progetti/conclusi/"
    assert "list/project/ongoing" not in after.urls()
    shown = after.page("list/project/completed")
    assert [entry.key for entry in shown.entries] == ["projects/wells"]
    assert [(link.count, link.href) for link in after.page("list/project").statuses] == [
        (1, "/it/progetti/conclusi/")
    ]


def test_projects_under_way_come_first_then_in_the_order_given(site: Scratch) -> None:
    plain(site)
    write(site, "projects", 1, "status: completed")
    write(site, "projects", 2, "status: ongoing\norder: 2")
    write(site, "projects", 3, "status: ongoing\norder: 1")
    write(site, "projects", 4, "status: planned")
    shown = [entry.key[-1] for entry in planned(site).page("list/project").entries]
    assert shown == ["3", "2", "4", "1"]


def test_open_notices_come_first_and_expired_ones_stay_in_the_archive(site: Scratch) -> None:
    plain(site)
    deadlines = {1: "2025-06-01", 2: "2027-01-01", 3: "2026-11-25T12:00", 4: "2026-11-21"}
    for number, deadline in deadlines.items():
        write(site, "notices", number, f"date: {2024 + number // 2}-01-01\ndeadline: {deadline}")
    write(site, "notices", 5, "date: 2026-01-01\noutcome: Ammessi tutti.")
    found = planned(site).page("list/notice")
    assert [(entry.key[-1], entry.status) for entry in found.entries] == [
        ("3", "closing"),
        ("2", "open"),
        ("5", "outcome"),
        ("4", "expired"),
        ("1", "expired"),
    ]
    assert [link.title for link in found.years] == ["2026", "2025", "2024"]


HOMES = "{% for item in site.entries(type='news', featured=true, order='-date', limit=2) or " \
    "site.entries(type='news', order='-date', limit=2) %}{{ item.title }};{% endfor %}"  # fmt: skip


@pytest.mark.parametrize(
    ("heads", "expected"),
    [
        (("featured: true", "featured: true", "featured: true", ""), ["02", "01"]),
        (("featured: 2026-11-22", "", "", ""), ["00"]),
        (("featured: 2026-11-21", "", "", ""), ["03", "02"]),
        (("", "", "", ""), ["03", "02"]),
    ],
)
def test_the_home_shows_the_latest_featured_news_or_else_the_latest(
    site: Scratch, heads: tuple[str, ...], expected: list[str]
) -> None:
    plain(site)
    site.put("themes/plain/templates/home.html", HOMES.encode())
    for number, head in enumerate(heads):
        write(site, "news", number, f"date: 2026-01-0{number + 1}\n{head}")
    site.build()
    assert site.problems == []
    assert site.text("it/index.html") == "".join(f"Voce {number};" for number in expected)


GRID = (
    "countries: [KE]\nsectors: [water]",
    "countries: [KE, MZ]\nsectors: [water, education]",
    "countries: [MZ]\nsectors: ['14031']",
    "sectors: [health]",
    "countries: [AL]",
)


def grid(site: Scratch) -> Planned:
    """Plan projects and news that cross countries with sectors."""
    plain(site, "regions:\n  south: {it: Africa australe, en: South, countries: [MZ]}\n")
    for number, head in enumerate(GRID):
        write(site, "projects", number, head)
        write(site, "news", number + 50, head)
    return planned(site)


def test_every_country_crossed_with_a_sector_is_a_page_and_its_count_that_of_the_data(
    site: Scratch,
) -> None:
    found = grid(site)
    assert {name for name in found.urls() if name.startswith("facet/")} == {
        "facet/KE/water",
        "facet/KE/education",
        "facet/MZ/water",
        "facet/MZ/education",
        "facet/MZ/14031",
    }
    mozambique = found.page("term/country/MZ")
    told = {link.href: link.count for link in mozambique.facets}
    for name, url in found.urls().items():
        if name.startswith("facet/MZ/"):
            page = found.page(name)
            listed = [entry for group in page.groups for entry in group.entries]
            assert told[url] == len(listed) == sum(group.count for group in page.groups)
    assert told["/it/paesi/mozambico/acqua/"] == 4
    assert found.page("term/sector/water").facets[0].count == 4


def test_a_facet_shows_all_that_it_counts_however_much_it_is(site: Scratch) -> None:
    found = many(site, 12, head="countries: [KE]\nsectors: [water]")
    group = found.page("facet/KE/water").groups[0]
    assert len(group.entries) == group.count == 12


def test_a_facet_has_the_same_page_from_either_side(site: Scratch) -> None:
    found = grid(site)
    from_country = {link.href for link in found.page("term/country/KE").facets}
    kenya = [link.href for link in found.page("term/sector/water").facets if link.title == "Kenya"]
    assert set(kenya) <= from_country and len(kenya) == 1


def test_the_count_of_a_term_is_that_of_its_lists(site: Scratch) -> None:
    found = grid(site)
    for name in found.urls():
        if not name.startswith("term/"):
            continue
        page = found.page(name)
        assert page.term is not None
        groups = {group.type: len(group.entries) for group in page.groups}
        counts = {kind: page.term.count(type=kind) for kind in groups}
        assert groups == counts and sum(counts.values()) == page.term.count() > 0


def test_a_region_shows_its_countries_and_all_that_is_below(site: Scratch) -> None:
    found = grid(site)
    africa = found.page("term/region/002").term
    assert africa is not None
    assert [(term.key, term.count(type="project")) for term in africa.children] == [
        ("KE", 2),
        ("MZ", 2),
    ]
    assert africa.count(type="project") == 3


def test_a_country_stands_under_the_own_region_and_where_there_is_none_under_that_of_the_un(
    site: Scratch,
) -> None:
    found = grid(site)
    assert [link.title for link in found.page("term/country/MZ").breadcrumb] == [
        "Home",
        "Aree",
        "Africa australe",
        "Mozambico",
    ]
    assert [link.title for link in found.page("term/country/KE").breadcrumb] == [
        "Home",
        "Aree",
        "Africa",
        "Africa subsahariana",
        "Africa orientale",
        "Kenya",
    ]


def test_a_term_that_nobody_bears_has_no_page(site: Scratch) -> None:
    assert "term/country/IT" not in grid(site).urls()


def test_a_term_with_a_text_of_its_own_has_a_page(site: Scratch) -> None:
    plain(site).write("-- content/countries/IT.it.md --\n---\nsummary: Casa.\n---\nQui.\n")
    found = planned(site)
    page = found.page("term/country/IT")
    assert (page.title, page.url) == ("Italia", "/it/paesi/italia/")
    assert page.entry is not None and page.entry.summary == "Casa."


def test_a_term_with_more_than_fits_has_a_list_of_its_own(site: Scratch) -> None:
    found = many(site, 6, head="countries: [KE]")
    group = found.page("term/country/KE").groups[0]
    assert (group.count, len(group.entries), group.href) == (6, 5, "/it/paesi/kenya/progetti/")
    assert [entry.key for entry in found.page("term/country/KE/project/2").entries] == [
        "projects/e05"
    ]


TREE = """
-- content/pages/index.it.md --
---
title: Benvenuti
---
-- content/pages/about.it.md --
---
title: L’associazione
menu_title: Chi siamo
---
-- content/pages/about/mission.it.md --
---
title: Missione e visione
---
-- content/pages/about/mission.en.md --
---
title: Mission and vision
---
-- content/pages/legal/notes/privacy.it.md --
---
title: Privacy
---
"""


def test_the_breadcrumb_follows_the_tree_and_its_last_item_is_no_link(site: Scratch) -> None:
    found = planned(plain(site).write(TREE))
    trail = found.page("pages/about/mission").breadcrumb
    assert [(link.title, link.href, link.is_current) for link in trail] == [
        ("Home", "/it/", False),
        ("Chi siamo", "/it/l-associazione/", False),
        ("Missione e visione", None, True),
    ]


def test_a_folder_without_a_page_gives_its_name_to_addresses_and_no_crumb(site: Scratch) -> None:
    page = planned(plain(site).write(TREE)).page("pages/legal/notes/privacy")
    assert page.url == "/it/legal/notes/privacy/"
    assert [link.title for link in page.breadcrumb] == ["Home", "Privacy"]


def test_a_page_whose_parent_is_not_translated_goes_under_the_home(site: Scratch) -> None:
    page = planned(plain(site).write(TREE)).page("pages/about/mission", "en")
    assert page.url == "/en/about/mission-and-vision/"
    assert [link.title for link in page.breadcrumb] == ["Home", "Mission and vision"]


def test_the_home_is_the_page_at_the_root_of_the_tree(site: Scratch) -> None:
    home = planned(plain(site).write(TREE)).page("home")
    assert home.url == "/it/" and home.entry is not None and home.entry.title == "Benvenuti"


def test_alternates_are_the_pages_of_one_name_and_only_where_they_are(site: Scratch) -> None:
    found = planned(plain(site).write(TREE))
    both = found.page("pages/about/mission").alternates
    assert [(item.language.code, item.href) for item in both] == [
        ("it", "/it/l-associazione/missione-e-visione/"),
        ("en", "/en/about/mission-and-vision/"),
    ]
    assert [item.href for item in found.page("pages/about").alternates] == [
        "/it/l-associazione/",
        None,
    ]


def test_each_language_has_its_404_and_so_has_the_root(site: Scratch) -> None:
    paths = planned(plain(site)).paths
    assert {"404.html", "it/404.html", "en/404.html"} <= paths


def test_the_root_leads_to_the_default_language(site: Scratch) -> None:
    found = planned(plain(site))
    assert found.page("root").target == "/it/"
    assert not found.page("root").is_indexed


def test_a_site_of_one_language_has_no_prefix_and_no_way_in(site: Scratch) -> None:
    plain(site).edit("content/_site.yaml", "[it, en]", "[it]")
    found = planned(site)
    assert found.urls()["home"] == "/"
    assert "root" not in found.urls() and "it/index.html" not in found.paths


def test_a_fallback_is_marked_and_points_to_the_original(site: Scratch) -> None:
    plain(site, "fallback: true\n").write(TREE)
    found = planned(site)
    page = found.page("pages/about", "en")
    assert page.is_fallback and not page.is_indexed
    assert page.canonical == "https://example.org/it/l-associazione/"
    assert page.url == "/en/l-associazione/"
    assert [item.href for item in page.alternates] == ["/it/l-associazione/", None]
    assert "pages/about" not in found.site("en").ask("pages", "en")


def test_a_fallback_stands_in_no_list_and_no_count(site: Scratch) -> None:
    plain(site, "fallback: true\n")
    write(site, "projects", 1, "countries: [KE]")
    write(site, "projects", 2, "countries: [KE]", lang="en")
    found = planned(site)
    assert [entry.key for entry in found.page("list/project").entries] == ["projects/e01"]
    assert found.site("it").count(country="KE") == 1


def test_menus_leave_out_what_a_language_lacks(site: Scratch) -> None:
    plain(site, "menus: {main: [about, about/mission]}\n").write(TREE)
    site.edit("content/_site.yaml", "[about, about/mission]", "[pages/about, pages/about/mission]")
    found = planned(site)
    assert [link.title for link in found.site("it").menu("main")] == [
        "Chi siamo",
        "Missione e visione",
    ]
    assert [link.title for link in found.site("en").menu("main")] == ["Mission and vision"]


def test_drafts_and_what_is_to_come_are_hidden_until_asked_for(site: Scratch) -> None:
    plain(site)
    write(site, "news", 1, "draft: true")
    write(site, "news", 2, "publish: 2026-11-23")
    write(site, "news", 3, "expires: 2026-11-21")
    write(site, "news", 4)
    assert {name for name in planned(site).urls() if name.startswith("news/")} == {"news/e04"}
    assert dict(planned(site).known.hidden) == {
        "news/e01": "draft",
        "news/e02": "later",
        "news/e03": "over",
    }
    shown = planned(site, drafts=True)
    assert len([name for name in shown.urls() if name.startswith("news/")]) == 4


def test_a_query_of_a_page_says_what_it_lists(site: Scratch) -> None:
    page = many(site, 1, head="countries: [KE]").known.pages["list/project", "it"]
    assert page.query == Query(lang="it", types=("project",), limit=5)
