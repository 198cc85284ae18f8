"""The search, as Python makes it: words, stems, the index, the files."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

import pytest
from lunr.builder import Builder
from lunr.index import Index

from plugins.search import files, pages, plugin
from plugins.search.documents import Document, documents_of, place_names
from plugins.search.index import BOOSTS, FIELDS, built, index_of, indexed, stock_index, uses_of
from plugins.search.scripts import engine, scripts
from plugins.search.stems import STOP_WORDS, Reader, stop_words
from plugins.search.tokens import fold, tokens
from tests.search.corpus import FakeSite, random_documents


def data(name: str, lang: str = "en", site: Any = None) -> Any:
    """Return one data file of the small site, parsed."""
    return json.loads(index_of(documents_of(lang, site or FakeSite()), lang)[name])


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
    found = json.loads(index_of(documents, "it")["terms.json"])
    assert found["forms"] == ["portera"]
    assert [found["terms"][number] for number in found["stems"][0]] == ["port", "porter"]


def test_a_language_without_a_stemmer_is_indexed_by_whole_words() -> None:
    assert [word.stem for word in Reader("sq").read("Projektet tona")] == ["projektet", "tona"]
    assert [word.stem for word in Reader("pt-BR").read("projetos")] == ["projet"]


def test_stop_words_are_folded_and_leave_titles_alone() -> None:
    for words in STOP_WORDS.values():
        assert all(tokens(word) == [word] for word in words)
    assert not {"chi", "perche", "who", "it", "us"} & STOP_WORDS["it"]
    assert stop_words("fr") == frozenset()
    words = Reader("it").read("La casa di chi")
    assert [word.form for word in indexed(words, "title")] == ["la", "casa", "di", "chi"]
    assert [word.form for word in indexed(words, "body")] == ["casa", "chi"]


def test_the_builder_makes_the_bytes_of_the_stock_builder() -> None:
    documents = random_documents(3, 40)
    stock = Builder()
    stock.pipeline.reset()
    for field, boost in BOOSTS.items():
        stock.field(field, boost=boost)
    for number, found in enumerate(uses_of(documents, "it")):
        terms = {field: [word.stem for word in indexed(found[field], field)] for field in FIELDS}
        stock.add({"id": number, **terms})
    ours = built(uses_of(documents, "it")).build().serialize()
    assert json.dumps(ours) == json.dumps(stock.build().serialize())


def test_the_stock_index_is_loaded_by_lunr() -> None:
    site = FakeSite(lunr=True)
    documents = documents_of("en", site)  # type: ignore[arg-type]
    index = Index.load(stock_index(documents, "en").decode())
    found = [documents[int(match["ref"])].url for match in index.search("well")]
    assert found == ["/en/projects/wells/", "/en/news/society/"]


def test_documents_are_the_entries_and_the_pages_of_terms() -> None:
    found = documents_of("it", FakeSite())  # type: ignore[arg-type]
    kinds = {document.url: document.type for document in found}
    assert kinds["/it/projects/wells/"] == "project"
    assert kinds["/it/country/mozambico/"] == "country"
    assert kinds["/it/sector/acqua potabile/"] == "sector"
    assert "/it/countries/MZ/" not in kinds
    assert [document.date for document in found] == sorted(document.date for document in found)


def test_names_are_searched_in_every_language_and_filters_hold_what_is_above() -> None:
    documents = {each.url: each for each in documents_of("en", FakeSite())}  # type: ignore[arg-type]
    wells = documents["/en/projects/wells/"]
    assert wells.places == ("Mozambique", "Mozambico", "Southern Africa", "Africa australe")
    assert wells.topics == ("Drinking water", "Acqua potabile", "Water", "Acqua")
    assert (wells.countries, wells.sectors) == (("MZ",), ("14031", "water"))
    country = documents["/en/country/mozambique/"]
    assert country.places == ("Mozambique", "Mozambico")
    assert (country.body, country.countries) == ("Here since 1992.", ())


def test_the_place_names_of_a_project_are_searched() -> None:
    names: list[Any] = ["Kitui", {"it": "Nampula", "en": "Nampula"}]
    places = [SimpleNamespace(name=name) for name in names]
    assert place_names(SimpleNamespace(places=places)) == ("Kitui", "Nampula")
    assert place_names(SimpleNamespace()) == ()


def test_every_file_is_a_function_of_what_it_asks() -> None:
    one, other = FakeSite(), FakeSite()
    made = {file.path: file.make(one) for file in files(one)}  # type: ignore[arg-type]
    again = {file.path: file.make(other) for file in reversed(list(files(other)))}  # type: ignore[arg-type]
    assert made == again
    assert one.asked == 8  # four data files in each of two languages ask for themselves
    assert sorted(made) == sorted(set(made))
    assert "assets/search/en/lunr.json" not in made


def test_the_stock_index_is_written_on_demand() -> None:
    paths = [file.path for file in files(FakeSite(lunr=True))]  # type: ignore[arg-type]
    assert "assets/search/it/lunr.json" in paths


def test_another_text_makes_another_address() -> None:
    manifest = data("manifest.json")
    documents = documents_of("en", FakeSite())  # type: ignore[arg-type]
    changed = json.loads(index_of(documents[1:], "en")["manifest.json"])
    for name, address in manifest["files"].items():
        assert address.startswith(f"{name}?v=")
        assert address != changed["files"][name]


def test_the_endings_of_forms_are_learned() -> None:
    assert ["s", ""] in data("manifest.json")["endings"]
    assert ["i", ""] in data("manifest.json", "it")["endings"]


def test_the_engine_is_one_module_without_imports() -> None:
    joined = engine()
    assert "\nimport " not in joined
    assert [line for line in joined.splitlines() if line.startswith("export ")] == [
        "export async function open({ base, lang, fetch = (url) => globalThis.fetch(url) }) {"
    ]
    assert "document.querySelector" not in joined and "window" not in joined


def test_the_scripts_run_under_a_strict_policy() -> None:
    for text in scripts().values():
        for forbidden in ("innerHTML", "insertAdjacentHTML", "eval(", "new Function", ".style"):
            assert forbidden not in text


def test_the_words_are_in_the_language_of_the_page() -> None:
    site = FakeSite()
    made = {file.path: file.make(site) for file in files(site)}  # type: ignore[arg-type]
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
