"""The search, as Python makes it: words, stems, segments, shards, the files."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import snowballstemmer
from lunr.builder import Builder
from lunr.index import Index

from plugins.search import files, pages, pieces, plugin
from plugins.search.builder import rounded
from plugins.search.counting import (
    BOOSTS,
    FIELDS,
    NAME_FIELDS,
    TYPE_BOOSTS,
    built,
    indexed,
    next_paragraph,
    uses_of,
)
from plugins.search.documents import Document, Place, document_of, place_names, places_of
from plugins.search.lists import LIGHT_WORDS, STOP_WORDS, light_words, stop_words
from plugins.search.scripts import engine, scripts
from plugins.search.segments import counted, read, segments_of, written
from plugins.search.shards import in_order, length_code
from plugins.search.stems import ALGORITHMS, Reader
from plugins.search.tokens import fold, spellings, tokens, words
from tests.search.corpus import FakeSite, index_of, published, random_documents, stock_index


def documents_of(lang: str, site: Any) -> tuple[Document, ...]:
    """Return all documents of the small site in a language, in order."""
    return tuple(document_of(each.kind, each.key, lang, site) for each in places_of(lang, site))


def data(name: str, lang: str = "en", site: Any = None) -> Any:
    """Return one data file of the small site, parsed: by its name, or its name before a hash."""
    found = index_of(documents_of(lang, site or FakeSite()), lang)
    return next(json.loads(found[path]) for path in sorted(found) if f"index/{name}" in path)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("dell’Africa dell'Africa dell\u02bcAfrica", "dell africa dell africa dell africa"),
        ("HIV/AIDS e co-progettazione", "hiv aids e co progettazione"),
        ("Balo Kendö, Sant’Egidio: città", "balo kendo sant egidio citta"),
        ("Łódź Straße Þór Århus Nîmes İstanbul ısı", "lodz strasse thor arhus nimes istanbul isi"),
        ("5x1000 ½ ﬁne №7", "5x1000 1 2 fine no7"),
        ("snake_case ___ ــ", "snake case"),
        ("ΟΔΟΣ οδός", "οδοσ οδοσ"),
        ("", ""),
    ],
)
def test_words_are_split_and_folded(text: str, expected: str) -> None:
    assert " ".join(tokens(text)) == expected


def test_the_spelling_is_stemmed_and_then_folded() -> None:
    stems = {word.form: word.stem for word in Reader("it").read("città attività attivita progetti")}
    assert stems == {"citta": "citt", "attivita": "attiv", "progetti": "progett"}
    assert len({word.stem for word in Reader("it").read("sanità sanitario")}) == 2


def test_a_form_may_lead_to_several_stems() -> None:
    documents = (
        Document(url="/1/", title="porterà", type="page", label=""),
        Document(url="/2/", title="portera", type="page", label=""),
    )
    files = index_of(documents, "it")
    found = json.loads(next(files[path] for path in files if path.startswith("index/w/")))
    assert (found["forms"], found["terms"]) == ("portera", "port porter")
    assert found["stems"] == [[3, 1]]


# ruff: noqa: RUF001 - words of many scripts
SAMPLES = """
العاملات الإنسانية والمدارس مدرسة كتاب المشاريع οι άνθρωποι εργάζονται στα σχολεία και στις πόλεις
международных организаций помогают детям школы строительства мешканці людям կանանց իրավունքները
स्वास्थ्य शिक्षा परियोजनाओं மருத்துவமனைகள் பள்ளிகளில் پروژه‌های کودکان مدرسه‌ها пројекти школама деци
kadınların çocukların okullarında yardım evlerimizden oikeuksien koulujen lapsille lastekodu
"""


@pytest.mark.parametrize("name", sorted(set(ALGORITHMS.values())))
def test_stems_are_the_same_in_c_and_in_python(name: str) -> None:
    module = import_module(f"snowballstemmer.{name}_stemmer")
    slow, fast = getattr(module, f"{name.title()}Stemmer")(), snowballstemmer.stemmer(name)
    assert type(fast).__module__ == "Stemmer"
    root = Path(__file__).parents[2]
    texts = [file.read_text("utf-8") for file in (root / "content/news").glob("*.md")]
    texts += [SAMPLES]
    forms = sorted({word for text in texts for word in words(text)})
    every = 1 if name in ("italian", "english") else 10
    assert len(forms) > 1000
    for form in forms[::every]:
        assert fast.stemWord(form) == slow.stemWord(form), form


def test_a_language_without_a_stemmer_is_indexed_by_whole_words() -> None:
    assert [word.stem for word in Reader("sq").read("Projektet tona")] == ["projektet", "tona"]
    assert [word.stem for word in Reader("pt-BR").read("projetos")] == ["projet"]


def test_stop_words_are_folded_and_leave_titles_alone() -> None:
    for found in (*STOP_WORDS.values(), *LIGHT_WORDS.values()):
        assert all(tokens(word) == [word] for word in found)
    assert not {"chi", "perche", "who", "it", "us"} & STOP_WORDS["it"]
    assert stop_words("ar") == frozenset() and stop_words("pt-BR") == frozenset()
    read = Reader("it").read("La casa di chi with")
    assert [word.form for word in indexed([read], "title")] == ["la", "casa", "di", "chi", "with"]
    assert [word.form for word in indexed([read], "body")] == ["casa", "chi", "with"]
    assert [word.form for word in indexed([read], "places")] == ["casa", "chi"]


def test_light_words_are_never_stop_words() -> None:
    for lang in STOP_WORDS:
        assert not light_words(lang) & stop_words(lang)
    assert {"come", "posso", "with"} <= light_words("it") and "e" in light_words("en")


def test_irregular_forms_meet() -> None:
    stems = {word.form: word.stem for word in Reader("en").read("women woman midwives midwife")}
    assert stems["women"] == stems["woman"] and stems["midwives"] == stems["midwife"]
    assert len({word.stem for word in Reader("it").read("uomo uomini")}) == 1


@pytest.mark.parametrize(
    "text",
    [
        "L’età, dell'ETÀ: «così»… 5–6 km°",
        "Straße snake_case 5x1000",
        "",
        "m² ½ ﬁne ªº",
        "naïve façade — Ÿ×÷ß",
    ],
)
def test_the_quick_way_finds_the_words_of_the_long_one(text: str) -> None:
    assert [fold(spelling) for word in words(text) for spelling in spellings(word)] == [
        fold(spelling) for spelling in spellings(text)
    ]


def test_every_sign_is_in_a_word_both_ways_or_in_none() -> None:
    for code in range(0x2100):
        text = f"a{chr(code)}b à"
        assert [s for word in words(text) for s in spellings(word)] == spellings(text), hex(code)


def test_lengths_are_rounded_to_three_digits_and_have_a_code() -> None:
    lengths = sorted({rounded(length) for length in range(3000)})
    assert lengths[:14] == [0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 14, 16, 20]
    assert [length_code(length) for length in lengths] == list(range(len(lengths)))
    assert all(rounded(length) <= length < rounded(length) * 1.25 + 1 for length in range(3000))


def test_the_builder_makes_the_bytes_of_the_stock_builder() -> None:
    documents = random_documents(3, 40)
    stock = Builder()
    stock.pipeline.reset()
    for field, boost in BOOSTS.items():
        stock.field(field, boost=boost)
    for number, found in enumerate(uses_of(documents, "it")):
        terms = {field: [word.stem for word in found.indexed[field]] for field in FIELDS}
        boost = TYPE_BOOSTS.get(documents[number].type, 1)
        stock.add({"id": number, **terms}, {"boost": boost})
    for name, length in stock.field_lengths.items():
        is_name = name.partition("/")[0] in NAME_FIELDS
        stock.field_lengths[name] = 1 if is_name else rounded(length)
    types = [document.type for document in documents]
    ours = built(uses_of(documents, "it"), types).build().serialize()
    assert json.dumps(ours) == json.dumps(stock.build().serialize())


def test_the_stock_index_is_loaded_by_lunr() -> None:
    site = FakeSite(lunr=True)
    documents = documents_of("en", site)
    index = Index.load(stock_index(documents, "en").decode())
    found = [documents[int(match["ref"])].url for match in index.search("well")]
    assert found == ["/en/projects/wells/", "/en/news/society/"]


def test_documents_are_the_entries_and_the_pages_of_terms() -> None:
    found = documents_of("it", FakeSite())
    kinds = {document.url: document.type for document in found}
    assert kinds["/it/projects/wells/"] == "project"
    assert kinds["/it/country/mozambico/"] == "country"
    assert kinds["/it/sector/acqua potabile/"] == "sector"
    assert "/it/countries/MZ/" not in kinds
    places = places_of("it", FakeSite())  # type: ignore[arg-type]
    assert [place.day for place in places] == sorted(place.day for place in places)


def test_names_are_searched_in_every_language_and_filters_hold_what_is_above() -> None:
    documents = {each.url: each for each in documents_of("en", FakeSite())}
    wells = documents["/en/projects/wells/"]
    assert wells.places == ("Mozambique", "Mozambico", "Southern Africa", "Africa australe")
    assert wells.topics == ("Drinking water", "Acqua potabile", "Water", "Acqua", "Project", "")
    assert (wells.countries, wells.sectors) == (("MZ",), ("14031", "water"))
    assert wells.years == ("2025", "2026")
    country = documents["/en/country/mozambique/"]
    assert country.places == ("Mozambique", "Mozambico")
    assert (country.body, country.countries) == ("Here since 1992.", ())


def test_the_place_names_of_a_project_are_searched() -> None:
    names: list[Any] = ["Kitui", {"it": "Nampula", "en": "Nampula"}]
    places = [SimpleNamespace(name=name) for name in names]
    assert place_names(SimpleNamespace(places=places)) == ("Kitui", "Nampula")
    assert place_names(SimpleNamespace()) == ()


def test_two_sites_of_one_content_have_one_search() -> None:
    made = published(FakeSite())
    assert made == published(FakeSite())
    assert [path for path in made if path.endswith("index/manifest.json")]
    assert "assets/search/en/lunr.json" not in made


def test_the_stock_index_is_written_on_demand() -> None:
    paths = [file.path for file in files(FakeSite(lunr=True))]  # type: ignore[arg-type]
    assert "assets/search/it/lunr.json" in paths


def named(documents: tuple[Document, ...]) -> dict[str, bytes]:
    """Return the files of an index that are named by a hash."""
    found = index_of(documents, "it")
    return {path: data for path, data in found.items() if "manifest" not in path}


def test_a_name_is_of_one_content() -> None:
    documents = list(by_place(400))
    one = named(tuple(documents))
    documents[200] = replace(documents[200], title="Altro")
    other = named(tuple(documents))
    index = [path for path in one.keys() & other.keys() if path.startswith("index/")]
    assert len(index) > 10 and all(one[path] == other[path] for path in index)


def by_place(count: int, seed: int = 4) -> tuple[Document, ...]:
    """Return random documents in the order in which they stand."""
    found = random_documents(seed, count)
    return tuple(sorted(found, key=lambda each: (each.date, each.url)))


def test_an_edited_text_changes_the_shards_of_its_words_alone() -> None:
    documents = list(by_place(600))
    before = named(tuple(documents))
    documents[300] = replace(documents[300], body=documents[300].body + " zzuno zzdue")
    after = named(tuple(documents))
    changed = {path.split("-")[0] for path in after if before.get(path) != after[path]}
    words_shards = [path for path in changed if path.startswith("index/w/")]
    assert len(words_shards) == 1
    assert any(path.startswith("texts/") for path in changed) and len(changed) < len(after) / 20
    assert {"index/columns", "index/places"} <= changed


def test_a_document_that_comes_changes_its_segment_and_seldom_another() -> None:
    documents = list(by_place(600))
    before = segment_ids(documents)
    new = replace(documents[200], url="/it/new/")
    after = segment_ids(sorted([*documents, new], key=lambda each: (each.date, each.url)))
    assert len(set(after) - set(before)) <= 2 and len(before) > 6


def segment_ids(documents: Sequence[Document]) -> list[str]:
    """Return the segments of some documents."""
    places = [Place(each.date, each.url, "entry", each.url) for each in documents]
    return [segment.id for segment in segments_of(places)]


def test_a_segment_is_the_same_whatever_was_counted_before() -> None:
    documents = by_place(60)
    first = counted(documents[:30], "it")
    counted(documents, "it")
    assert counted(documents[:30], "it") == first


@pytest.mark.parametrize("texts", [(), ("!?",), ("di",), ("città", "citta acqua"), ("a b",)])
def test_a_segment_is_read_as_it_was_written(texts: tuple[str, ...]) -> None:
    found = [
        Document(url=f"/{at}/", title="!", type="page", label="", body=text)
        for at, text in enumerate(texts)
    ]
    made = counted(found, "it")
    assert read(written(made)) == made


def test_a_paragraph_never_begins_beside_the_last_word_of_a_long_one() -> None:
    for length in range(1, 200):
        position = length - 1
        after = next_paragraph(position, length)
        assert after > position, "so that no phrase goes across"
        assert length < 16 or (after + 1) % 64 == 0


def test_words_stand_in_the_order_of_javascript() -> None:
    assert in_order(["b", "a", "\U0001d5ba", "\uffee"]) == ["a", "b", "\U0001d5ba", "\uffee"]


def test_pieces_are_planned_for_every_language() -> None:
    names = [piece.name for piece in pieces(FakeSite())]  # type: ignore[arg-type]
    assert sorted({name.split("/")[1] for name in names}) == ["en", "it"]
    assert len(names) == len(set(names))


def test_the_endings_of_forms_are_learned() -> None:
    assert ["s", ""] in data("manifest.json")["endings"]
    assert ["i", ""] in data("manifest.json", "it")["endings"]


def test_the_engine_is_one_module_without_imports() -> None:
    joined = engine()
    assert "\nimport " not in joined
    exported = [line.partition("(")[0] for line in joined.splitlines() if "export" in line]
    assert exported == ["export async function open"]
    assert "document.querySelector" not in joined and "window" not in joined


def test_no_comment_is_published() -> None:
    for text in scripts().values():
        assert "/**" not in text


def test_the_scripts_run_under_a_strict_policy() -> None:
    for text in scripts().values():
        for forbidden in ("innerHTML", "insertAdjacentHTML", "eval(", "new Function", ".style"):
            assert forbidden not in text


def test_the_words_are_in_the_language_of_the_page() -> None:
    site = FakeSite()
    made = published(site)
    english = json.loads(made["assets/search/en/words.json"])
    italian = json.loads(made["assets/search/it/words.json"])
    assert english["results"] == "Results: {count}"
    assert all(italian[name] == f"[it] {text}" for name, text in english.items())


def test_each_language_has_a_search_page_that_engines_leave_out() -> None:
    found = list(pages(FakeSite()))  # type: ignore[arg-type]
    assert [(page.url, page.lang, page.kind) for page in found] == [
        ("/it/cerca/", "it", "search"),
        ("/en/search/", "en", "search"),
    ]
    assert not any(page.is_indexed for page in found)
    own = FakeSite(**{"addresses.search": {"it": "trova"}})
    assert [page.url for page in pages(own)] == ["/it/trova/", "/en/search/"]  # type: ignore[arg-type]


def test_the_plugin_adds_pages_and_files_and_nothing_else() -> None:
    assert plugin.name == "search"
    assert not (plugin.types or plugin.blocks or plugin.filters or plugin.checks)


def test_folding_is_stable() -> None:
    for document in random_documents(9, 20):
        assert [fold(form) for form in tokens(document.body)] == tokens(document.body)
