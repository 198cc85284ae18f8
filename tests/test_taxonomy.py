"""Countries, regions, sectors, goals and tags, whole and rightly named."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from babel import Locale

from megafono import source, taxonomy
from megafono.language import words
from megafono.model import Term
from megafono.settings import Settings
from megafono.taxonomy import Taxonomies, Vocabulary
from tests.plain import planned
from tests.scratch import English, Scratch

CODELISTS = Path(__file__).parents[2] / "shared" / "iati" / "codelists"
GONE = frozenset({"AN"})
"""Codes that the list of IATI still has, and ISO 3166 has not."""
OWN = {
    "balkans": {"it": "Area balcanica", "en": "Balkans", "countries": ["AL", "XK", "MK"]},
    "south": {"it": "Africa australe", "en": "Austral Africa", "countries": ["MZ", "ZW"]},
}


@cache
def vocabulary() -> Vocabulary:
    """Return the vocabularies that come with Megafono."""
    folder = source.shipped() / "i18n"
    found = {
        f"i18n/{file.name}": source.source(f"i18n/{file.name}", file, {})
        for file in sorted(folder.iterdir())
        if file.is_file()
    }
    catalogs = {lang: words(lang, found[f"i18n/{lang}.po"])[0] for lang in ("it", "en")}
    return taxonomy.vocabulary(source.Sources(root=folder, files=found), catalogs)


@cache
def terms(*langs: str) -> Taxonomies:
    """Return all terms of a site with two regions and a sector of its own."""
    settings = Settings.model_validate(
        {
            "name": "Prova",
            "base_url": "https://example.org",
            "languages": list(langs or ("it", "en")),
            "regions": OWN,
            "sectors": {"peace": {"it": "Pace", "en": "Peace", "dac": "15220"}},
        }
    )
    return taxonomy.taxonomies(vocabulary(), settings, ())


def test_there_are_the_regions_of_m49_that_cldr_has_and_no_other() -> None:
    known = {code for code in Locale("en").territories if code.isdigit()}
    own = {key for key, term in terms()["region"].items() if not term.is_own}
    assert known - own == {"001", "003", "057", "061"} - own
    assert own - known == {"010", "830"}, "Antarctica and the Channel Islands"


def test_every_country_stands_in_one_smallest_region_and_under_one_continent() -> None:
    homes: dict[str, list[str]] = {}
    for code, record in vocabulary().regions.items():
        for country in record.get("countries", ()):
            homes.setdefault(country, []).append(code)
    assert {country for country, found in homes.items() if len(found) != 1} == set()
    continents = {"002", "009", "010", "019", "142", "150"}
    for country in homes:
        assert len(set(terms()["country"][country].parents) & continents) == 1, country


def test_every_country_of_cldr_is_a_term_with_a_region() -> None:
    codes = {code for code in Locale("en").territories if len(code) == 2}
    groups = {"EU", "EZ", "UN", "ZZ", "QO", "XA", "XB", "AC", "CP", "CQ", "DG", "EA", "IC", "TA"}
    countries = terms()["country"]
    assert codes - groups - countries.keys() == set()
    assert [code for code, term in countries.items() if not term.parents] == []


@pytest.mark.parametrize("name", taxonomy.NAMES)
@pytest.mark.parametrize("lang", ["it", "en"])
def test_every_term_has_a_name_and_an_address_of_its_own_in_each_language(
    name: str, lang: str
) -> None:
    found = terms()[name].values()
    assert [term.key for term in found if not term.names.get(lang)] == []
    slugs = [term.slugs[lang] for term in found]
    assert sorted(slug for slug in set(slugs) if slugs.count(slug) > 1) == []


@pytest.mark.parametrize("lang", ["it", "en"])
def test_no_former_address_is_the_address_of_another_country(lang: str) -> None:
    countries = terms()["country"].values()
    present = {term.slugs[lang] for term in countries}
    former = [slug for term in countries for slug in term.former_slugs.get(lang, ())]
    assert present & set(former) == set()
    assert len(former) == len(set(former))


def test_north_macedonia_has_its_name_and_its_old_address() -> None:
    found = terms()["country"]["MK"]
    assert dict(found.names) == {"it": "Macedonia del Nord", "en": "North Macedonia"}
    assert dict(found.slugs) == {"it": "macedonia-del-nord", "en": "north-macedonia"}
    assert found.former_slugs["it"] and found.former_slugs["en"]


def test_kosovo_is_a_country_like_the_others() -> None:
    found = terms()["country"]["XK"]
    assert (found.names["it"], found.slugs["en"]) == ("Kosovo", "kosovo")
    assert found.parents == ("balkans", "039", "150")


def test_own_regions_come_before_those_of_the_un() -> None:
    assert terms()["country"]["MZ"].parents == ("south", "014", "202", "002")
    assert terms()["country"]["KE"].parents == ("014", "202", "002")
    assert terms()["region"]["balkans"].members == ("AL", "XK", "MK")


def test_a_region_has_all_the_countries_below_it() -> None:
    africa = set(terms()["region"]["002"].members)
    assert set(terms()["region"]["014"].members) < africa
    assert {"MZ", "EG", "GN", "ZA"} <= africa and "IT" not in africa


def test_an_own_region_named_as_one_of_the_un_keeps_the_plain_address() -> None:
    settings = Settings.model_validate(
        {
            "name": "P",
            "base_url": "https://example.org",
            "languages": ["it", "en"],
            "regions": {"eu": {"it": "Europa", "en": "Europe", "countries": ["IT"]}},
        }
    )
    found = taxonomy.taxonomies(vocabulary(), settings, ())["region"]
    assert found["eu"].slugs["it"] == "europa"
    assert found["150"].slugs["it"] == "europa-150"


@pytest.mark.parametrize("key", ["002", "145", "035", "150"])
def test_areas_without_a_country_are_terms(key: str) -> None:
    assert terms()["region"][key].names["it"]


def test_there_are_seventeen_goals_with_their_colours() -> None:
    goals = terms()["sdg"]
    assert list(goals) == [str(number) for number in range(1, 18)]
    assert len({term.extra["colour"] for term in goals.values()}) == 17
    assert goals["6"].slugs["it"].startswith("6-acqua")


def test_the_activities_of_an_ngo_are_sectors_with_a_code() -> None:
    sectors = [term for key, term in terms()["sector"].items() if not key.isdigit()]
    assert all(term.extra["dac"] for term in sectors)
    assert {"water", "health", "education", "migration"} <= terms()["sector"].keys()


def test_a_finer_code_stands_under_its_sector() -> None:
    for key, term in terms()["sector"].items():
        if key.isdigit():
            assert len(term.parents) == 1
            assert not terms()["sector"][term.parents[0]].parents


def unknown(field: str, key: str, lang: str = "en") -> str:
    """Return what is said of a term that nobody knows, with its cure."""
    say = {"countries": "country", "regions": "region", "sectors": "sector"}[field]
    what, hint = taxonomy.UNKNOWN[say](key, terms())
    voice: Any = English()
    voice.lang = lang
    return f"{what.say(voice)}. {hint.say(voice)}"


@pytest.mark.parametrize(
    ("written", "near"),
    [
        ("Mozanbico", "MZ (Mozambique)"),
        ("mozambico", "MZ (Mozambique)"),
        ("kenia", "KE (Kenya)"),
        ("ke", "KE (Kenya)"),
        ("UK", "GB (United Kingdom)"),
        ("EL", "GR (Greece)"),
        ("Guinea", "GN (Guinea)"),
        ("guinea bissau", "GW (Guinea-Bissau)"),
        ("Guinea Equatoriale", "GQ (Equatorial Guinea)"),
        ("Papua Nuova Guinea", "PG (Papua New Guinea)"),
        ("Macedonia", "MK (North Macedonia)"),
        ("Swaziland", "SZ (Eswatini)"),
        ("Birmania", "MM (Myanmar"),
        ("Costa d'Avorio", "CI (Côte"),
        ("Cossovo", "XK (Kosovo)"),
    ],
)
def test_a_country_written_otherwise_is_told_with_the_one_meant(written: str, near: str) -> None:
    assert f"Did you mean {near}" in unknown("countries", written)


def test_a_name_that_two_countries_share_suggests_both() -> None:
    told = unknown("countries", "Congo")
    assert "CD (" in told and "CG (" in told


def test_the_country_meant_is_named_in_the_readers_language() -> None:
    assert "MZ (Mozambico)" in unknown("countries", "Mozanbico", "it")


def test_nonsense_suggests_nothing() -> None:
    assert "Did you mean" not in unknown("countries", "Xyzzy123")


def test_a_sector_or_region_may_be_meant_by_its_name() -> None:
    assert "Did you mean water (" in unknown("sectors", "Acqua")
    assert "Did you mean balkans (" in unknown("regions", "area balcanica")


PROJECTS = """
-- content/_site.yaml --
name: {it: Prova, en: Trial}
base_url: https://example.org
languages: [it, en]
regions:
  south: {it: Africa australe, en: Austral Africa, countries: [MZ, ZW]}
sectors:
  peace: {it: Pace, en: Peace, dac: "15220"}
-- content/projects/wells.it.md --
---
title: Pozzi
countries: [MZ]
sectors: ["14031", "121"]
---
-- content/projects/other.it.md --
---
title: Altro
countries: [ZZ, KE]
regions: ["145"]
sectors: {watr: 60, "15220": 40}
---
"""


def test_what_an_entry_bears_rolls_up_to_all_that_is_above(site: Scratch) -> None:
    found = planned(site.write(PROJECTS)).known
    borne = set(found.index.terms["projects/wells", "it"])
    assert {("country", "MZ"), ("region", "south"), ("region", "014"), ("region", "002")} <= borne
    assert ("region", "001") not in borne
    assert {("sector", "14031"), ("sector", "water")} <= borne


def test_a_dac_code_that_means_a_sector_is_that_sector(site: Scratch) -> None:
    found = planned(site.write(PROJECTS)).known
    keys = [share.key for share in found.index.entries["projects/wells", "it"].facts.sectors]
    assert keys[0] == "14031"
    assert keys[1] == "health"
    own = found.index.entries["projects/other", "it"].facts.sectors
    assert [share.key for share in own] == ["15220"], "finer than any other sector"


def test_unknown_terms_are_told_with_their_places_and_left_out(site: Scratch) -> None:
    found = planned(site.write(PROJECTS))
    start = "content/projects/other.it.md"
    assert [problem.partition(". ")[0] for problem in found.problems] == [
        f"{start}:3:13: unknown country “ZZ”",
        f"{start}:5:11: unknown sector “watr”",
    ]
    facts = found.known.index.entries["projects/other", "it"].facts
    assert [share.key for share in facts.countries] == ["KE"]


@pytest.mark.parametrize(
    ("place", "told"),
    [
        ("countries/ke", "unknown country “ke”. Did you mean KE (Kenya)?"),
        ("countries/africa/KE", "unknown country “africa/KE”"),
        ("sectors/acqua", "unknown sector “acqua”. Did you mean water"),
        ("regions/XX", "unknown region “XX”"),
    ],
)
def test_a_text_that_introduces_no_term_is_told(site: Scratch, place: str, told: str) -> None:
    site.write(f"-- content/{place}.it.md --\n---\nsummary: A\n---\n")
    problems = planned(site).problems
    assert len(problems) == 1
    assert problems[0].startswith(f"content/{place}.it.md:1:1: {told}")


def test_an_area_alone_is_enough(site: Scratch) -> None:
    found = planned(site.write(PROJECTS))
    assert ("region", "145") in found.known.index.terms["projects/other", "it"]
    assert "it/aree/asia-occidentale/index.html" in found.paths


def test_a_country_unknown_in_the_settings_is_told_where_it_stands(site: Scratch) -> None:
    site.write(PROJECTS).edit("content/_site.yaml", "[MZ, ZW]", "[MZ, Mozanbico]")
    problems = planned(site).problems
    assert any(
        problem.startswith("content/_site.yaml:5:68: unknown country") for problem in problems
    )


def test_a_region_that_nobody_named_in_a_language_is_a_warning(site: Scratch) -> None:
    site.write(PROJECTS).edit("content/_site.yaml", ", en: Austral Africa", "")
    site.write("-- content/projects/wells.en.md --\n---\ntitle: Wells\n---\n")
    problems = planned(site).problems
    assert any("“south” has a page in en, and no name in it" in problem for problem in problems)


def test_tags_that_differ_in_case_or_marks_are_one(site: Scratch) -> None:
    for name, tag in (("a", "Città"), ("b", "citta"), ("c", "CITTÀ")):
        site.write(f"-- content/news/{name}.it.md --\n---\ntitle: {name}\ntags: [{tag}]\n---\n")
    found = planned(site).known
    assert list(found.taxonomies["tag"]) == ["citta"]
    assert found.taxonomies["tag"]["citta"].names == {"it": "Città"}


def test_an_old_address_of_a_country_leads_to_the_new_one(site: Scratch) -> None:
    site.write("-- content/projects/a.it.md --\n---\ntitle: A\ncountries: [MK]\n---\n").build()
    assert site.problems == []
    old = next(path for path in site.paths if "macedonia" in path and "del-nord" not in path)
    assert "/it/paesi/macedonia-del-nord/" in site.text(old)


def listed(name: str) -> list[dict[str, Any]]:
    """Return an IATI code list."""
    found: list[dict[str, Any]] = json.loads((CODELISTS / f"{name}.json").read_text("utf-8"))[
        "items"
    ]
    return found


def active(name: str) -> dict[str, dict[str, Any]]:
    """Return the records of an IATI code list that are in use, by code."""
    return {row["code"]: row for row in listed(name) if row.get("status", "active") == "active"}


def dac_codes(found: dict[str, Term] | Any) -> set[str]:
    """Return all DAC codes that sectors have."""
    return {code for term in found.values() for code in term.extra["dac"]}


if CODELISTS.is_dir():

    def test_every_country_of_iati_is_a_term_and_no_other() -> None:
        assert active("Country").keys() - GONE == terms()["country"].keys()

    def test_every_dac_code_is_one_that_iati_has_in_use() -> None:
        known = active("Sector").keys() | active("SectorCategory").keys()
        assert dac_codes(terms()["sector"]) - known == set()

    def test_the_goals_are_those_of_iati() -> None:
        assert active("UNSDG-Goals").keys() == terms()["sdg"].keys()
