"""Starters: what `new` and `init` write builds at once, in either language, with no problem."""

import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest

from megafono import frontmatter
from megafono.build import Result, build
from megafono.model import Options
from megafono.problem import Stop
from megafono.starters import init_site, new_entry

NOW = datetime(2026, 11, 22, 10, 0)
NAMES = {
    "page": ("pagina", "pages"),
    "project": ("progetto", "projects"),
    "news": ("notizia", "notizie"),
    "notice": ("avviso", "notices"),
    "campaign": ("campagna", "Campaigns"),
}


@dataclass(frozen=True)
class Staff:
    """Somebody who reads English sentences as they are, and explanations in a language."""

    lang: str = "en"

    def text(self, text: str, /, context: str = "") -> str:
        """Leave the text as it is."""
        return text


def started(folder: Path, *langs: str, name: str = "Amici del Fiume") -> Path:
    """Returns a folder with a new site in it."""
    init_site(folder, name=name, langs=langs or ("it", "en"), catalog=Staff("it"), now=NOW)
    return folder


def built(root: Path) -> Result:
    """Builds a site; whatever there is to say about it fails the test."""
    result = build(Options(root=root, out=root / "public", now=NOW))
    told = [p.say(Staff()) for p in result.problems if not p.path.startswith("i18n/")]
    assert not told, told
    return result


def said(stop: pytest.ExceptionInfo[Stop]) -> str:
    """Returns all that a Stop says."""
    return "\n".join(problem.say(Staff()) for problem in stop.value.problems)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new site in two languages, for the tests that add to it."""
    return started(tmp_path_factory.mktemp("site") / "it-en")


@pytest.mark.parametrize("langs", [("it",), ("en",), ("it", "en"), ("en", "it")], ids="-".join)
def test_a_new_site_builds_with_nothing_to_mend(tmp_path: Path, langs: tuple[str, ...]) -> None:
    root = started(tmp_path / "site", *langs)
    built(root)
    home = root / "public" / ("" if len(langs) == 1 else langs[0]) / "index.html"
    assert "Amici del Fiume" in home.read_text(encoding="utf-8")
    assert "{" not in "".join(
        re.findall(r"<main.*?</main>", home.read_text(encoding="utf-8"), re.S)
    )


def test_an_italian_site_has_no_english_word_in_what_it_is_given(tmp_path: Path) -> None:
    root = started(tmp_path / "site", "it")
    files = [file for file in root.rglob("*") if file.is_file()]
    assert not [file for file in files if ".en." in file.name or file.name == "README.md"]
    prose = "\n".join(
        re.sub(
            r"`[^`]+`|^ {4}.*$|\(.*?\)|^[\w #-]+:|^---$", " ", file.read_text("utf-8"), flags=re.M
        )
        for file in files
        if file.suffix == ".md"
    )
    words = set(re.findall(r"[a-z]+", prose.lower()))
    assert not words & {"the", "and", "of", "our", "we", "with", "this", "page", "site", "about"}


def test_a_folder_that_holds_something_is_refused(tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "tesi.docx").write_text("", encoding="utf-8")
    with pytest.raises(Stop) as stop:
        started(tmp_path / "site")
    assert "the folder site is not empty" in said(stop)
    assert [file.name for file in (tmp_path / "site").iterdir()] == ["tesi.docx"]


def test_an_unknown_language_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Stop) as stop:
        started(tmp_path / "site", "italiano")
    assert "“italiano” is not the code of a language" in said(stop)
    assert not (tmp_path / "site").exists()


@pytest.mark.parametrize("name", ["Acqua: per tutti", '"AcuMe"', "L'Aquilone * onlus", "#noi"])
def test_the_name_of_an_organisation_may_have_any_sign(tmp_path: Path, name: str) -> None:
    root = started(tmp_path / "site", "it", name=name)
    result = built(root)
    assert result.known is not None and result.known.settings.name == name


def test_every_type_builds_in_both_languages(site: Path) -> None:
    for number, (name, others) in enumerate(NAMES.items()):
        for lang, type_name in (("it", others[0]), ("en", name), ("it", others[1])):
            title = f"Prova {number} {type_name} {lang}"
            files = new_entry(site, type_name, title, langs=[lang], now=NOW, catalog=Staff(lang))
            assert all(file.is_file() for file in files)
    both = [
        new_entry(site, name, f"Due lingue {name}", langs=["it", "en"], now=NOW, catalog=Staff())
        for name in NAMES
    ]
    built(site)
    assert all(len(files) == 2 for files in both)


def test_the_keys_explained_may_be_taken_into_use(tmp_path: Path) -> None:
    root = started(tmp_path / "site", "it", "en")
    needs_more = r"# (image|donors|partners|documents|projects|draft):"
    for staff in ("it", "en"):
        for name in NAMES:
            title = f"Completa {name} {staff}"
            file, _ = new_entry(
                root, name, title, langs=["it", "en"], now=NOW, catalog=Staff(staff)
            )
            lines = file.read_text(encoding="utf-8").split("\n")
            used = [
                line if re.match(needs_more, line) else line.removeprefix("# ") for line in lines
            ]
            file.write_text("\n".join(used), encoding="utf-8")
    built(root)


def test_facts_stand_in_the_first_language_alone(site: Path) -> None:
    first, second = new_entry(
        site, "project", "Pozzi nuovi", langs=["it", "en"], countries=["ke"], sectors=["water"],
        now=NOW, catalog=Staff("it"),
    )  # fmt: skip
    assert "countries: [KE]\nsectors: [water]\n" in first.read_text(encoding="utf-8")
    assert "# starts: 2026-01-31" in first.read_text(encoding="utf-8")
    assert "il primo giorno" in first.read_text(encoding="utf-8")
    assert re.findall(r"^#? ?(\w+):", second.read_text(encoding="utf-8"), re.M) == [
        "title",
        "summary",
    ]
    assert "Say in two sentences" in second.read_text(encoding="utf-8")
    assert first.name == "index.it.md" and first.parent.name == "pozzi-nuovi"
    assert (first.parent, second.name) == (second.parent, "index.en.md")


def test_news_are_named_by_their_month(site: Path) -> None:
    (file,) = new_entry(site, "notizia", "Si parte", langs=["it"], now=NOW, catalog=Staff())
    assert file == site / "content" / "news" / "2026-11-si-parte.it.md"
    assert "\ndate: 2026-11-22\n" in file.read_text(encoding="utf-8")


def test_the_sites_first_language_is_meant_where_none_is_asked(site: Path) -> None:
    (file,) = new_entry(site, "page", "Senza lingua", now=NOW, catalog=Staff())
    assert file.name == "senza-lingua.it.md"


TITLES = ["#iorestoacasa", "Pozzi: acqua", '"AcuMe"', "- x", "NO", "Premio # 1", "12:30", "L'acqua"]
TITLES += [
    "{a}",
    "[b]",
    "a: 'b' \"c\"",
    "*stella*",
    "Null",
    "2026",
    "é",
    "100%",
    "@noi",
    "C:\\dati",
]


@pytest.mark.parametrize("title", TITLES)
def test_a_title_is_quoted_where_yaml_needs_it(site: Path, title: str) -> None:
    (file,) = new_entry(site, "campaign", title, langs=["it"], now=NOW, catalog=Staff())
    head, problems = frontmatter.parse(file.read_bytes(), file.name)
    assert head.values["title"] == title and not problems


def test_quoted_titles_build(site: Path) -> None:
    built(site)


def test_nothing_is_written_over(site: Path) -> None:
    (file,) = new_entry(site, "page", "Già scritta", langs=["it"], now=NOW, catalog=Staff())
    file.write_text("mio", encoding="utf-8")
    with pytest.raises(Stop) as stop:
        new_entry(site, "page", "Già scritta", langs=["en", "it"], now=NOW, catalog=Staff())
    assert "content/pages/gia-scritta.it.md" in said(stop)
    assert "this file is there already" in said(stop)
    assert file.read_text(encoding="utf-8") == "mio"
    assert not file.with_name("gia-scritta.en.md").exists()
    file.unlink()


def test_an_address_that_is_taken_gets_another(site: Path) -> None:
    (page,) = new_entry(site, "page", "Progetti", langs=["it"], now=NOW, catalog=Staff())
    assert "\nslug: progetti-2026\n" in page.read_text(encoding="utf-8")
    new_entry(site, "news", "Assemblea", langs=["it"], now=NOW, catalog=Staff())
    later = datetime(2027, 5, 3)
    (news,) = new_entry(site, "news", "Assemblea", langs=["it"], now=later, catalog=Staff())
    assert "\nslug: assemblea-2027\n" in news.read_text(encoding="utf-8")
    built(site)


def test_a_name_that_windows_or_a_folder_keeps_is_not_used(site: Path) -> None:
    (con,) = new_entry(site, "page", "Con", langs=["it"], now=NOW, catalog=Staff())
    (index,) = new_entry(site, "page", "Index", langs=["it"], now=NOW, catalog=Staff())
    assert (con.name, index.name) == ("con-1.it.md", "index-page.it.md")


def test_all_that_is_unknown_is_told_at_once_with_the_nearest(site: Path) -> None:
    with pytest.raises(Stop) as stop:
        new_entry(
            site, "progeto", "?!", langs=["fr"], countries=["Mozanbico"], sectors=["watter"],
            now=NOW, catalog=Staff(),
        )  # fmt: skip
    text = said(stop)
    assert "there is no content type “progeto”. Did you mean “progetto”?" in text
    assert "the title has neither letters nor digits" in text
    assert "“fr” is not a language of this site (it, en)" in text
    assert "unknown country “Mozanbico”. Did you mean MZ (" in text
    assert "unknown sector “watter”. Did you mean water" in text
    assert stop.value.status == 2


def test_countries_and_sectors_may_be_named_in_words(site: Path) -> None:
    (file,) = new_entry(
        site, "project", "Pozzi", langs=["it"], countries=["kenya", "Mozambico", "KE"],
        sectors=["acqua"], now=NOW, catalog=Staff(),
    )  # fmt: skip
    text = file.read_text("utf-8")
    assert "countries: [KE, MZ]" in text
    assert "sectors: [water]" in text
