"""Pages that real organisations wrote for Jekyll, brought in and built.

`tests/real/NAME.txt` is every problem that is told of them, each a true one: what it names is not
in the sample. After a change of words run `MEGAFONO_GOLDEN=1 pytest tests/test_real.py`; read the
diff.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from html import unescape
from html.parser import HTMLParser
from pathlib import Path, PurePosixPath
from posixpath import dirname
from urllib.parse import unquote

import pytest
from selectolax.lexbor import LexborHTMLParser, LexborNode

from megafono import link, tag
from megafono.problem import Problem
from megafono.route import output_path
from tests.bodies import picture
from tests.real.collection import PAGES
from tests.real.jekyll import bring
from tests.scratch import Scratch, said

GOLDEN = Path(__file__).parent / "real"
SETTINGS = """\
name: {name}
base_url: https://example.org
languages: [{lang}]
plugins: [feeds, redirects, sitemap]
"""


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What the texts of a site hold, counted once and looked at."""

    files: int
    headings: int
    links: int
    pictures: int
    tables: int
    lists: int
    frames: int
    scripts: int


@dataclass(frozen=True, kw_only=True)
class Sample:
    """A folder of real pages."""

    name: str
    lang: str
    facts: Facts


SAMPLES = (
    Sample(
        name="terremotocentro",
        lang="it",
        facts=Facts(
            files=78,
            headings=81,
            links=412,
            pictures=136,
            tables=6,
            lists=49,
            frames=13,
            scripts=45,
        ),
    ),
    Sample(
        name="publiccode",
        lang="en",
        facts=Facts(
            files=24,
            headings=51,
            links=77,
            pictures=9,
            tables=0,
            lists=31,
            frames=0,
            scripts=0,
        ),
    ),
)
SIGNS = {
    "strong": r"\*\*",
    "link": r"\]\(",
    "heading": r"(?m)^#{2,}",
    "table": r"\|\s*:?---",
    "attributes": r"\{:",
    "list": r"(?m)^\s*[-*] ",
    "note": r"\[\^",
    "block": r"(?m)^:::",
    "stash": "[\x02\x03]|wzxhzdk|klzzwxh",
}
"""What Markdown leaves in a text when it was not understood."""


@dataclass
class Built:
    """A sample brought in and built: first as it is, then with what lacks put beside it."""

    sample: Sample
    site: Scratch
    files: dict[str, Path] = field(default_factory=dict)
    told: tuple[Problem, ...] = ()

    @cached_property
    def pages(self) -> dict[str, LexborHTMLParser]:
        """The page of each old file."""
        return {old: LexborHTMLParser(self.html(old)) for old in self.files}

    def html(self, old: str) -> str:
        """Return the page of an old file."""
        result = self.site.result
        assert result is not None and result.known is not None
        path = self.files[old].relative_to(self.site.root).as_posix()
        page = next(
            page
            for page in result.known.pages.values()
            if page.entry and result.known.index.entries[page.entry].path == path
        )
        return self.site.text(output_path(page.url))

    def text(self, old: str) -> LexborNode:
        """Return the part of a page that its writer wrote."""
        found = self.pages[old].css_first(".prose")
        assert found is not None, old
        return found

    def markdown(self, old: str) -> str:
        """Return the Markdown of an old file, as it is in the sample."""
        text = (PAGES / self.sample.name / old).read_bytes().decode("utf-8").replace("\r\n", "\n")
        return re.sub(r"\A---\n.*?^---\n", "", text, count=1, flags=re.DOTALL | re.MULTILINE)


@pytest.fixture(scope="module")
def all_built(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Built]:
    """All samples by language, each built twice."""
    return {sample.lang: make(sample, tmp_path_factory.mktemp(sample.name)) for sample in SAMPLES}


@pytest.fixture(scope="module", params=SAMPLES, ids=lambda sample: sample.name)
def built(request: pytest.FixtureRequest, all_built: dict[str, Built]) -> Built:
    """Each sample in turn."""
    return all_built[request.param.lang]


@pytest.fixture
def italian(all_built: dict[str, Built]) -> Built:
    """The pages of the volunteers after the earthquake."""
    return all_built["it"]


@pytest.fixture
def english(all_built: dict[str, Built]) -> Built:
    """The pages of the foundation."""
    return all_built["en"]


def make(sample: Sample, root: Path) -> Built:
    """Bring a sample in, build it, mend what it is told, build it again."""
    site = Scratch(root)
    settings = SETTINGS.format(name=sample.name, lang=sample.lang)
    site.put("content/_site.yaml", settings.encode())
    files = bring(PAGES / sample.name, root / "content", sample.lang)
    site.build()
    assert site.result is not None
    built = Built(sample=sample, site=site, files=files, told=site.result.problems)
    for problem in built.told:
        if "target" in problem.message.values:
            mend(built, problem)
    hosts = {str(problem.message.values["host"]) for problem in loaded(built.told)}
    site.put("content/_site.yaml", f"{settings}{LISTED.format(json.dumps(sorted(hosts)))}".encode())
    site.build()
    return built


LISTED = "hosts: {}\nbudgets: {{page: {{requests: 20, kilobytes: 200}}}}\n"
"""What lets pages load from hosts."""


def loaded(told: tuple[Problem, ...]) -> tuple[Problem, ...]:
    """Return the problems of what pages would load from others."""
    return tuple(problem for problem in told if "host" in problem.message.values)


def mend(built: Built, problem: Problem) -> None:
    """Put what a problem says is not there, where the link or picture names it."""
    target = str(problem.message.values["target"])
    path = link.file_path(target, dirname(problem.path))
    if "picture" in problem.message.text or PurePosixPath(path).suffix in (".jpg", ".png"):
        is_drawing = path.endswith(".svg")
        built.site.put(path, b'<svg width="9" height="9"/>' if is_drawing else picture(30, 20))
    elif target:
        name = PurePosixPath(path).name
        path = f"content/pages{target}" if target.startswith("/") else path
        built.site.put(f"{path}.{built.sample.lang}.md", f"---\ntitle: {name}\n---\n".encode())


# The importer


def test_bodies_are_brought_in_to_the_last_byte(built: Built) -> None:
    for old, new in built.files.items():
        head, mark, body = new.read_bytes().partition(b"\n---\n")
        assert head.startswith(b"---\n") and mark
        before = (PAGES / built.sample.name / old).read_bytes()
        assert before.endswith(body), old
        assert len(before) - len(body) == len(before.split(body)[0] if body else before), old


def test_titles_days_tags_and_old_addresses_are_brought_in(italian: Built) -> None:
    head = italian.files["_posts/2016-8-24-mappa-comuni-cratere.md"].read_text("utf-8")
    assert head.startswith(
        '---\ntitle: "Mappa dei Comuni Colpiti"\ntags: ["blog", "mappe"]\n'
        'aliases: ["/2016-08-24-mappa-comuni-cratere/"]\ndate: "2016-08-24"\n---\n'
    )
    head = italian.files["contatti.md"].read_text("utf-8")
    assert head.startswith('---\ntitle: "Fonti"\n---\n')
    head = italian.files["cerco_lavoro.md"].read_text("utf-8")
    assert 'aliases: ["/cerco_lavoro/"]' in head


def test_titles_come_from_the_first_heading_where_the_head_has_none(english: Built) -> None:
    head = english.files["who-we-are/index.md"].read_text("utf-8")
    assert head.startswith('---\ntitle: "Meet us"\nslug: "who-we-are"\n')
    assert (
        english.files["README.md"]
        .read_text("utf-8")
        .startswith('---\ntitle: "Homepage at publiccode.net"\n---\n')
    )


# What is told


def test_what_is_told_is_what_was_told_before(built: Built) -> None:
    golden = GOLDEN / f"{built.sample.name}.txt"
    found = "".join(f"{said(problem)}\n" for problem in built.told)
    if os.environ.get("MEGAFONO_GOLDEN"):
        golden.write_text(found, "utf-8")
    assert found == golden.read_text("utf-8")


def test_each_problem_is_a_true_one(built: Built) -> None:
    folder = PAGES / built.sample.name
    for problem in built.told:
        if "target" not in problem.message.values:
            continue  # see `test_what_is_loaded_from_others_is_told_where_it_stands`
        target = str(problem.message.values["target"])
        lines = (built.site.root / problem.path).read_text("utf-8").split("\n")
        there = lines[problem.line - 1][problem.column - 1 :]
        assert there.startswith(target or ("]()", 'href=""')), problem
        name = PurePosixPath(unquote(target)).name
        found = [file for file in folder.rglob("*") if file.stem == name or file.name == name]
        assert not target or not [file for file in found if file.is_file()], problem


def test_what_is_loaded_from_others_is_told_where_it_stands(built: Built) -> None:
    found = loaded(built.told)
    assert found
    for problem in found:
        assert problem.level == "error" and problem.path.startswith("content/"), problem
        lines = (built.site.root / problem.path).read_text("utf-8").split("\n")
        assert str(problem.message.values["host"]) in lines[problem.line - 1], problem


def test_what_is_told_can_be_mended(built: Built) -> None:
    assert built.site.result is not None
    assert built.site.result.is_published
    left = [found for found in built.site.result.problems if found.message.values.get("target")]
    assert left == []
    assert {problem.level for problem in built.site.result.problems} <= {"warning"}


# The pages


def test_all_pages_come_out(built: Built) -> None:
    assert len(built.pages) == built.sample.facts.files
    for old, page in built.pages.items():
        title = page.css_first("h1")
        assert title is not None and title.text().strip(), old
        assert len(page.css("h1")) == 1, old


def test_old_addresses_lead_to_the_new(italian: Built, english: Built) -> None:
    for built, path, new in (
        (italian, "2016-08-26-usare-waze/index.html", "/notizie/come-usare-waze-per-segn"),
        (italian, "storie/2017-01-05-.un risultato per tutti.html", "/notizie/un-risultato-per"),
        (italian, "2018-01-31-TCI-nella-community-GpcBlog/index.html", "/notizie/anche-terremoto"),
        (italian, "cerco_lavoro/index.html", "/cerco-lavoro/"),
        (english, "team/ben-cerveny/index.html", "/who-we-are/team/ben-cerveny/"),
        (english, "OSPO.html", "/ospo/"),
    ):
        assert f'href="{new}' in built.site.text(path)


class Strict(HTMLParser):
    """Reads HTML in which every element is closed, inside the one that it began in."""

    def __init__(self) -> None:
        """Begin with nothing open."""
        super().__init__()
        self.opened: list[str] = []
        self.faults: list[str] = []

    def handle_starttag(self, name: str, attrs: list[tuple[str, str | None]]) -> None:
        """Remember an element that must be closed."""
        if name not in tag.VOID and name not in ("meta", "base"):
            self.opened.append(name)

    def handle_startendtag(self, name: str, attrs: list[tuple[str, str | None]]) -> None:
        """Pass over an element without inside."""

    def handle_endtag(self, name: str) -> None:
        """Close the innermost element."""
        if not self.opened or self.opened.pop() != name:
            self.faults.append(f"{name} at {self.getpos()}")


def test_every_element_is_closed_where_it_began(built: Built) -> None:
    for old in built.files:
        reader = Strict()
        reader.feed(built.html(old))
        assert (reader.faults, reader.opened) == ([], []), old


def test_nothing_stands_where_it_cannot(built: Built) -> None:
    for old in built.files:
        text = built.text(old)
        assert not text.css("p p, p div, p ul, p table, a a, html, head, body, meta, title"), old
        assert not [node for node in text.css("p") if not html_inner(node).strip()], old


def html_inner(node: LexborNode) -> str:
    """Return the inside of an element."""
    return node.inner_html or ""


def test_the_texts_hold_what_they_held(built: Built) -> None:
    def count(selector: str) -> int:
        return sum(len(built.text(old).css(selector)) for old in built.files)

    assert built.sample.facts == Facts(
        files=len(built.files),
        headings=count("h2, h3, h4, h5, h6"),
        links=count("a[href]"),
        pictures=count("img"),
        tables=count("table"),
        lists=count("ul, ol"),
        frames=count("iframe"),
        scripts=count("script"),
    )


def visible(html: str) -> str:
    """Return the text of HTML as it stands, code left out."""
    parts = []
    for token in tag.tokens(re.sub(r"<(pre|code)\b.*?</\1>", " ", html, flags=re.DOTALL)):
        parts.append(token if not token.startswith("<") or token == "<" else "")
    return unescape("".join(parts))


def test_no_sign_of_markdown_is_left_in_the_text(built: Built) -> None:
    left = [
        (old, name, found.group())
        for old in built.files
        for name, pattern in SIGNS.items()
        for found in re.finditer(pattern, visible(html_inner(built.text(old))))
    ]
    assert left == []


def words(text: str) -> Iterator[str]:
    """Yield the words of a text, in lower case."""
    yield from re.findall(r"[^\W_]{3,}", unescape(text).lower())


def written(markdown: str) -> str:
    """Return the words that a reader should find of some Markdown."""
    text = re.sub(r"\A\s*# .*", "", markdown)  # the title
    text = re.sub(r"<title>.*?</title>|<!--.*?-->|\{:[^}]*\}", " ", text, flags=re.DOTALL)
    text = re.sub(r"(?m)^\[\d+\]: \S+", " ", text)
    text = re.sub(r"\]\([^)]*\)|\]\[\d+\]", " ", text)
    return re.sub(r"<[^>]*>", " ", text)


def test_no_word_is_lost(built: Built) -> None:
    lost = {}
    for old in built.files:
        there = {*words(html_inner(built.text(old)))}
        missing = sorted({*words(written(built.markdown(old)))} - there)
        if missing:
            lost[old] = missing
    assert lost == {}


def test_scripts_and_styles_are_as_they_were(built: Built) -> None:
    for old in built.files:
        html = built.html(old)
        for code in re.findall(
            r"<(?:script|style)\b.*?</(?:script|style)>", built.markdown(old), re.DOTALL
        ):
            assert code.expandtabs(4) in html, (old, code[:80])


# What each page is there for


@pytest.mark.parametrize(
    ("old", "html"),
    [
        pytest.param(
            "_storie/2016-9-10-bibliobus.md",
            "Per ulteriori informazioni o per contattare il bibliobus: "
            '<a href="mailto:rieti@arci.it">rieti@arci.it</a></h2>',
            id="##heading##",
        ),
        pytest.param(
            "_storie/2016-09-01-successi-reali.md",
            "<p>#terremotocentroitalia #giorno7 \nGiacomo Bartalesi lavora",
            id="hashtag",
        ),
        pytest.param(
            "_posts/2016-8-26-usare-waze.md",
            "<p>Per inviare segnalazioni precise su Waze, segui le linee guida riportate di "
            "seguito:</p>\n<ul>\n<li>Invia la segnalazione",
            id="list below text",
        ),
        pytest.param(
            "_posts/2016-8-25-come-postare-sui-social.md",
            "che può essere:<ul>\n<li><strong>#alloggi</strong> per le offerte",
            id="list nested by two spaces",
        ),
        pytest.param(
            "press.md",
            '<table class="table table-striped" id="press">\n<thead>\n<tr>\n'
            '<th class="align-left">Data</th>',
            id="attribute list above a table",
        ),
        pytest.param(
            "press.md",
            "{{member.data | date: '%d/%m/%Y'}}</td>",
            id="Liquid in a cell",
        ),
        pytest.param(
            "storie.md",
            '{{ post.date | date: "%B %-d, %Y" }}',
            id="Liquid in text",
        ),
        pytest.param(
            "link_utili.md",
            "<li><a href=\"/issues/{{ member.number | datapage_url: '.' }}\">{{member.title}}</a>",
            id="Liquid in a link",
        ),
        pytest.param(
            "contatti.md",
            '<p>{% for member in site.data.contatti %}</p>\n<div class="row">',
            id="HTML below Liquid",
        ),
        pytest.param(
            "_posts/2016-09-01-mappa-segnalazioni.md",
            'src="https://www.piersoft.it/terremotocentro/"></iframe>',
            id="frame left open",
        ),
        pytest.param(
            "_posts/2016-09-22-mappa-alloggi.md",
            'marker.bindPopup("<a href=\\"" + popupURL + "\\">" + urldecode(popupText)',
            id="HTML in a script",
        ),
        pytest.param(
            "_posts/2016-09-22-mappa-alloggi.md",
            '</p>\n<link rel="stylesheet" href="https://unpkg.com/leaflet@1.0.0/dist/leaflet.css"',
            id="link outside a paragraph",
        ),
        pytest.param(
            "_posts/2016-09-05-mappa-monti-sibiliini.md",
            'src="http://www.camosciosibillini.it/wp-content/uploads/2016/09/',
            id="picture over http",
        ),
        pytest.param(
            "_posts/2017-01-23-segnalare-emergenza-neve-provincia-teramo.md",
            "vite umane.<br>\nChe tu sappia qualcuno sta lavorando",
            id="two spaces at the end of a line",
        ),
        pytest.param(
            "dataset.md",
            'catalogati <a href="/opendata/">nell’apposita pagina</a>',
            id="address without its slash",
        ),
        pytest.param(
            "help.md",
            '<a href="/2016-08-26-usare-waze/" title="Waze">',
            id="old address",
        ),
        pytest.param(
            "_posts/2016-9-23-Lancio-contest-fotografico.md",
            'src="/media/images/2016-09-23%2010-53-36_contest_0.png" width="30" height="20"',
            id="spaces in the name of a picture",
        ),
        pytest.param(
            "_posts/2016-8-30-Condividere-immagini-e-video-dell-evento.md",
            "<ol>\n<li>\n<p>quando scattate una foto",
            id="Windows ends of lines",
        ),
    ],
)
def test_an_italian_page(italian: Built, old: str, html: str) -> None:
    assert html in italian.html(old)


@pytest.mark.parametrize(
    ("old", "html"),
    [
        ("who-we-are/index.md", "mission is ‘to enable public-purpose software and policy"),
        ("who-we-are/index.md", 'height="100" src="/media/pages/images/DPGA.png" width="150"'),
        ("who-we-are/index.md", '<a href="/who-we-are/former-team-members/">in this list</a>'),
        ("who-we-are/index.md", "{% assign bios = site.pages | where: 'type', 'Bio' %}"),
        ("careers/index.md", '<li><a href="{{position.url}}">{{ position.title }}</a>'),
        ("OSPO.md", '<a href="mailto:info@publiccode.net">info@publiccode.net</a>'),
        ("OSPO.md", '<h2 id="getting-started-with-a-government-ospo">'),
        ("standard-for-public-code/index.md", '<a href="/codebases/">All codebases'),
        ("careers/administrative-employee.md", "<p>Managing administration(s) and/or"),
    ],
)
def test_an_english_page(english: Built, old: str, html: str) -> None:
    assert html in unescape(english.html(old))
