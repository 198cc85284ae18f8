"""What three kinds of organisation need, row by row, seen in the demo site or in a small one."""

from __future__ import annotations

import csv
import io
import json
import random
import re
import shutil
import subprocess
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import segno
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from megafono.build import build
from megafono.model import Options
from tests.scratch import TODAY, Scratch

ROOT = Path(__file__).parent.parent


def page(demo: Path, url: str) -> HTMLParser:
    """Return a page of the demo, parsed."""
    return HTMLParser((demo / url.lstrip("/") / "index.html").read_text("utf-8"))


def words(tree: HTMLParser, selector: str = "main") -> str:
    """Return the text of a part of a page, on one line."""
    return re.sub(
        r"\s+", " ", " ".join(node.text(separator=" ") for node in tree.css(selector))
    ).strip()


def linked_data(tree: HTMLParser) -> list[dict[str, Any]]:
    """Return the JSON-LD of a page, flat."""
    found: list[dict[str, Any]] = []
    for node in tree.css('script[type="application/ld+json"]'):
        data = json.loads(node.text())
        items = data.get("@graph", [data]) if isinstance(data, dict) else data
        found += items
    return found


def found(demo: Path, lang: str, text: str, options: str = "{}") -> dict[str, Any]:
    """Search the demo, as a browser does."""
    if shutil.which("node") is None:
        pytest.skip("Node is not installed")
    code = f"""
import {{ readFile }} from "node:fs/promises";
import {{ pathToFileURL }} from "node:url";
const root = {json.dumps(str(demo))};
const engine = await import(pathToFileURL(root + "/assets/search/engine.js"));
const fetchFile = async (url) => {{
  const path = new URL(url, "http://site.example").pathname;
  try {{
    const data = await readFile(root + path);
    return {{
      ok: true,
      status: 200,
      text: async () => data.toString(),
      json: async () => JSON.parse(data),
      arrayBuffer: async () => data,
    }};
  }} catch {{ return {{ ok: false, status: 404 }}; }}
}};
const search = await engine.open({{
  base: "http://site.example/assets/search/",
  lang: {json.dumps(lang)},
  fetch: fetchFile,
}});
console.log(JSON.stringify(await search.search({json.dumps(text)}, {options})));
"""
    command = ["node", "--input-type=module", "-e", code]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def urls(result: dict[str, Any]) -> list[str]:
    """Return where the hits of a search lead."""
    return [hit["url"] for hit in result["hits"]]


# A. A large humanitarian NGO


def test_a1_the_mission_is_plain_paragraphs_with_typographic_signs(demo: Path) -> None:
    tree = page(demo, "/it/chi-siamo/missione/")
    paragraphs = [node.text() for node in tree.css("main p") if len(node.text()) > 200]
    assert len(paragraphs) >= 8
    html = tree.html or ""
    assert "&amp;amp;" not in html
    assert "dell’" in html and "dell'" not in words(tree)
    assert tree.css_first("html").attributes["lang"] == "it"


def test_a2_each_language_has_its_own_address_and_all_agree(demo: Path) -> None:
    tree = page(demo, "/it/chi-siamo/missione/")
    links = {
        node.attributes["hreflang"]: node.attributes["href"] for node in tree.css("link[hreflang]")
    }
    base = "https://passolungo.example"
    assert links == {
        "it": f"{base}/it/chi-siamo/missione/",
        "en": f"{base}/en/about-us/mission/",
        "x-default": f"{base}/it/chi-siamo/missione/",
    }
    assert tree.css_first('header a[hreflang="en"]').attributes["href"] == "/en/about-us/mission/"
    assert f"<loc>{base}/en/about-us/mission/</loc>" in (demo / "sitemap.xml").read_text("utf-8")


@pytest.mark.parametrize("url", ["/it/settori/acqua/", "/en/sectors/water/"])
def test_a3_a_sector_page_lists_all_types_of_its_language_with_counts(demo: Path, url: str) -> None:
    tree = page(demo, url)
    hrefs = {node.attributes["href"] for node in tree.css("main a[href]")}
    lang = url[1:3]
    sections = {"it": ("progetti", "notizie", "campagne"), "en": ("projects", "news", "campaigns")}[
        lang
    ]
    for section in sections:
        assert any((href or "").startswith(f"/{lang}/{section}/") for href in hrefs), section
    assert re.search(r"\d+ (progett|project)", words(tree))


def test_a4_work_at_home_has_a_country_page(demo: Path) -> None:
    assert "Accogliere a Modena" in words(page(demo, "/it/paesi/italia/"))
    assert "Carpi" in words(page(demo, "/it/progetti/accogliere-a-modena/"))


def test_a5_an_emergency_says_so(demo: Path) -> None:
    assert "Emergenza" in words(page(demo, "/it/progetti/scuole-bekaa/"))
    assert "Sviluppo" in words(page(demo, "/it/progetti/pozzi-kitui/"))


def test_a6_a_campaign_has_a_scope_an_audience_dates_and_a_status(demo: Path) -> None:
    tree = page(demo, "/it/campagne/vie-sicure-per-l-europa/")
    text = words(tree)
    assert "Europa" in words(tree, ".facts .term-links")
    assert tree.css_first('.facts a[href="/it/aree/europa/"]')
    assert "Chi vive nell’Unione europea e ha compiuto 16 anni" in text
    assert "In corso dal 1 ottobre 2026 al 30 aprile 2027" in text
    assert "Conclusa" in words(page(demo, "/it/campagne/una-scuola-per-la-bekaa/"))
    europe = words(page(demo, "/it/aree/europa/"))
    assert "Vie sicure per l’Europa" in europe


def test_a6_and_x9_a_campaign_is_cut_out_as_a_site_of_its_own(tmp_path: Path) -> None:
    given = Options(
        root=ROOT, out=tmp_path / "alone", now=TODAY, cache="test-safe-routes-europe",
        campaign="campaigns/safe-routes-europe", base_url="https://firma.example",
    )  # fmt: skip
    assert build(given).is_published
    for lang, other in (("it", "en"), ("en", "it")):
        tree = page(tmp_path / "alone", f"/{lang}/")
        links = {node.attributes["href"] for node in tree.css("a[href]")}
        assert f"../{other}/" in links
        assert not [url for url in links if url.startswith("https://passolungo.example")]
        assert tree.css_first("progress") and tree.css_first('img[src="qr.svg"]')
    names = {file.name for file in (tmp_path / "alone").iterdir()}
    assert names - {".megafono"} == {
        "404.html", "_headers", "assets", "en", "index.html", "it", "media", "robots.txt",
        "sitemap.xml",
    }  # fmt: skip


def test_x9_a_campaign_says_how_far_it_is_and_what_it_asks(demo: Path) -> None:
    tree = page(demo, "/it/campagne/acqua-per-kitui/")
    bar = tree.css_first(".facts progress")
    assert (bar.attributes["value"], bar.attributes["max"]) == ("38450", "60000")
    thermometer = words(tree, ".facts .thermometer").replace("\xa0", " ")
    assert "38.450 €" in thermometer and "su 60.000 €" in thermometer and "64%" in thermometer
    assert "Per arrivare al traguardo: 21.550 €" in thermometer
    assert "Dati aggiornati: 20 novembre 2026" in thermometer
    first, *others = tree.css(".asks .button")
    assert first.attributes["class"] == "button" and first.text() == "Dona per le cisterne"
    assert all("is-quiet" in (node.attributes["class"] or "") for node in others)


def test_x9_dates_are_told_and_no_days_are_counted(demo: Path) -> None:
    for url in ("/it/campagne/acqua-per-kitui/", "/en/campaigns/water-for-kitui/"):
        tree = page(demo, url)
        days = {node.attributes["datetime"] for node in tree.css(".article-head time")}
        assert days == {"2026-09-15", "2027-03-31"}
        assert not re.search(r"\b\d+ (giorni|days) (left|to go|rimasti)|mancano \d", words(tree))


def test_x9_sharing_needs_no_script_and_asks_nobody_before(demo: Path) -> None:
    tree = page(demo, "/en/campaigns/water-for-kitui/")
    links = {node.text(): node.attributes["href"] or "" for node in tree.css(".spread-links a")}
    assert list(links) == ["E-mail", "WhatsApp", "Telegram", "Facebook", "LinkedIn", "X"]
    address = "https%3A%2F%2Fpassolungo.example%2Fen%2Fcampaigns%2Fwater-for-kitui%2F"
    assert all(address in url for url in links.values())
    own = "https://passolungo.example/en/campaigns/water-for-kitui/"
    assert own in words(tree, ".spread-address")
    loaded = [node.attributes.get("src") or "" for node in tree.css("img, script, iframe")]
    assert loaded and not [url for url in loaded if "//" in url]


def test_x9_the_qr_code_is_that_of_the_page(demo: Path) -> None:
    tree = page(demo, "/it/campagne/acqua-per-kitui/")
    picture = tree.css_first(".qr img")
    address = "https://passolungo.example/it/campagne/acqua-per-kitui/"
    assert picture.attributes["alt"] == f"Codice QR che porta a {address}"
    svg = (demo / (picture.attributes["src"] or "").lstrip("/")).read_text("utf-8")
    out = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        out, kind="svg", scale=8, border=4, dark="#000", light="#fff", xmldecl=False,
        title="Codice QR",
    )  # fmt: skip
    assert svg == out.getvalue().decode()


def test_x9_what_has_ended_says_thank_you_and_asks_for_nothing(demo: Path) -> None:
    tree = page(demo, "/it/campagne/una-scuola-per-la-bekaa/")
    text = words(tree, ".facts").replace("\xa0", " ")
    assert "Grazie a tutte le persone" in text and "due pulmini per un anno" in text
    assert "Traguardo superato di 6.420 €" in text and "108%" in text
    assert tree.css_first(".asks") is None and tree.css_first(".spread") is None
    assert not (demo / "it/campagne/una-scuola-per-la-bekaa/qr.svg").exists()
    offered = [item.get("potentialAction") for item in linked_data(tree)]
    assert offered and not any(offered)
    home = {node.attributes["href"] for node in page(demo, "/it/").css(".appeal a")}
    assert "/it/campagne/acqua-per-kitui/" in home


def test_a7_years_are_counted_from_data(demo: Path) -> None:
    assert "oltre 41 anni" in words(page(demo, "/it/chi-siamo/missione/"))
    assert "over 41 years" in words(page(demo, "/en/about-us/mission/"))


def test_a8_english_search_finds_the_mission_and_plurals_meet(demo: Path) -> None:
    mission = "/en/about-us/mission/"
    assert mission in urls(found(demo, "en", "earthquake modena", "{limit: 50}"))
    for one, many in (("well", "wells"), ("school", "schools")):
        few, more = (
            urls(found(demo, "en", word, "{limit: 100}")) for word in (f"{one} ", f"{many} ")
        )
        assert mission in few and set(few) == set(more)
    assert not any(
        url.startswith("/en/") for url in urls(found(demo, "it", "modena", "{limit: 100}"))
    )


def test_a9_the_home_says_who_speaks_to_machines(demo: Path) -> None:
    ngo = next(item for item in linked_data(page(demo, "/it/")) if item["@type"] == "NGO")
    assert ngo["name"] == "Passolungo"
    assert str(ngo["foundingDate"]) == "1985"
    assert ngo["taxID"] == "94012340363"
    assert ngo["nonprofitStatus"].endswith("NonprofitType")
    assert ngo["logo"] and ngo["areaServed"]


# B. A smaller NGO


def test_b1_the_breadcrumb_is_a_list_and_its_data_say_the_same(demo: Path) -> None:
    tree = page(demo, "/it/chi-siamo/missione/")
    crumb = tree.css_first("nav.breadcrumb")
    assert crumb.attributes.get("aria-label")
    items = [node.text().strip() for node in crumb.css("ol > li")]
    assert items == ["Home", "Chi siamo", "Missione"]
    last = crumb.css("ol > li")[-1]
    assert last.css_first("[aria-current=page]") is not None and last.css_first("a") is None
    data = next(item for item in linked_data(tree) if item["@type"] == "BreadcrumbList")
    assert [item["name"] for item in data["itemListElement"]] == items


def test_b2_the_search_form_has_its_labels(demo: Path) -> None:
    tree = page(demo, "/it/cerca/")
    form = tree.css_first("search form, [role=search] form, form[role=search]")
    text = words(tree, "#search form")
    for label in (
        "Solo corrispondenze esatte",
        "Cerca nel titolo",
        "Cerca nel contenuto",
        "Tipo di contenuto",
    ):
        assert label in text
    assert form is not None and (form.attributes.get("method") or "get").lower() == "get"
    names = {node.attributes.get("name") for node in tree.css("#search form [name]")}
    assert {"q", "exact", "in", "type", "country", "sector"} <= names


def test_b3_exact_means_those_words_in_that_order(demo: Path) -> None:
    phrase = urls(found(demo, "en", '"civil society"', "{limit: 50}"))
    assert phrase == urls(found(demo, "en", "civil society", "{exact: true, limit: 50}"))
    for url in phrase:
        assert re.search(r"civil\W+society", words(page(demo, url)), re.IGNORECASE), url
    loose = urls(found(demo, "en", "civil society ", "{limit: 50}"))
    assert set(phrase) < set(loose)


def test_b4_title_and_content_are_searched_apart(demo: Path) -> None:
    in_title = urls(found(demo, "it", "kitui ", '{fields: ["title"], limit: 100}'))
    everywhere = urls(found(demo, "it", "kitui ", "{limit: 100}"))
    assert in_title and set(in_title) < set(everywhere)
    for url in in_title:
        assert "kitui" in page(demo, url).css_first("h1").text().casefold()


def test_b5_a_type_narrows_and_counts_are_exact(demo: Path) -> None:
    result = found(demo, "it", "acqua ", '{types: ["project"], limit: 200}')
    assert result["total"] == len(result["hits"]) > 0
    assert {hit["type"] for hit in result["hits"]} == {"project"}
    whole = found(demo, "it", "acqua ", "{limit: 500}")
    counted: dict[str, int] = {}
    for hit in whole["hits"]:
        counted[hit["type"]] = counted.get(hit["type"], 0) + 1
    assert whole["facets"]["type"] == counted


def test_b7_own_regions_stand_before_those_of_the_united_nations(demo: Path) -> None:
    text = words(page(demo, "/it/aree/area-balcanica/"))
    for country in ("Albania", "Kosovo", "Macedonia del Nord"):
        assert country in text
    crumb = words(page(demo, "/it/paesi/mozambico/"), "nav.breadcrumb")
    assert "Africa australe" in crumb
    assert "North Macedonia" in words(page(demo, "/en/countries/north-macedonia/"), "h1")
    old = (demo / "it/paesi/macedonia/index.html").read_text("utf-8")
    assert "/it/paesi/macedonia-del-nord/" in old


def test_b11_a_country_is_found_by_its_name_in_the_other_language(demo: Path) -> None:
    assert "/en/countries/mozambique/" in urls(found(demo, "en", "mozambico"))
    assert "/it/paesi/mozambico/" in urls(found(demo, "it", "Mozambique"))


# C. A municipality's office


def test_c1_current_projects_are_computed(site: Scratch) -> None:
    site.write("""
    -- content/projects/a.it.md --
    ---
    title: Primo
    starts: 2026-01-01
    ends: 2026-11-30
    ---
    -- content/projects/b.it.md --
    ---
    title: Secondo
    starts: 2026-01-01
    ends: 2027-11-30
    ---
    """).build(today=datetime(2026, 11, 30, 23, 0))
    assert "it/progetti/conclusi/index.html" not in site.paths
    site.build(today=datetime(2026, 12, 1))
    ended = words(HTMLParser(site.text("it/progetti/conclusi/index.html")))
    current = words(HTMLParser(site.text("it/progetti/in-corso/index.html")))
    assert "Primo" in ended and "Secondo" not in ended
    assert "Secondo" in current and "Primo" not in current


def test_c2_titles_are_as_written_and_addresses_readable(demo: Path) -> None:
    tree = page(demo, "/it/progetti/reti-al-lavoro/")
    assert (
        tree.css_first("h1").text().strip()
        == "RETI al Lavoro. Percorsi in Comune per giovani e donne in Senegal"
    )
    title = page(demo, "/it/progetti/cambiando-de-lente/").css_first("h1")
    assert (title.css_first("[lang=es]") or title).attributes.get("lang") == "es"


def test_c3_notices_say_status_deadline_documents_and_outcome(demo: Path) -> None:
    listed = words(page(demo, "/it/avvisi/"))
    assert listed.index("Aperto") < listed.index("Scaduto")
    text = words(page(demo, "/it/avvisi/co-progettazione-giovani-modena-scutari/"))
    assert "20 dicembre 2026, ore 12:00" in text
    assert "Art. 55" in text and "n. 117" in text
    assert re.search(r"PDF\W+\d+ kB", text)
    assert "Esito pubblicato" in words(page(demo, "/it/avvisi/sala-per-sguardi-lunghi-2026/"))
    assert "In scadenza" in words(page(demo, "/it/avvisi/incarico-monitoraggio-senegal/"))
    assert list((demo / "it/avvisi/incarico-monitoraggio-senegal").glob("*.ics"))
    assert (demo / "it/avvisi/feed.xml").is_file()


def test_c4_featured_news_stand_on_the_home_until_their_day(site: Scratch) -> None:
    for number in range(1, 6):
        head = f"title: Notizia {number}\ndate: 2026-11-0{number}\n"
        site.write(f"-- content/news/n{number}.it.md --\n---\n{head}---\nTesto.\n")
    site.edit("content/news/n1.it.md", "date:", "featured: 2026-11-25\ndate:")
    site.build(today=datetime(2026, 11, 25, 12, 0))
    assert "Notizia 1" in words(HTMLParser(site.text("it/index.html")))
    site.build(today=datetime(2026, 11, 26))
    home = words(HTMLParser(site.text("it/index.html")))
    assert "Notizia 1" not in home and "Notizia 5" in home


def test_c5_an_excerpt_is_the_first_paragraph_cut(site: Scratch) -> None:
    site.write("""
    -- content/news/visita.it.md --
    ---
    title: La visita
    date: 2026-11-01
    ---
    Si avvia a conclusione la visita di una [delegazione](https://example.org) di sindaci.
    """).edit("content/_site.yaml", "languages:", "excerpt_words: 8\nlanguages:")
    site.build()
    assert "Si avvia a conclusione la visita di una…" in words(
        HTMLParser(site.text("it/notizie/index.html"))
    )


def test_c7_marks_do_not_matter_to_the_search(demo: Path) -> None:
    assert "/it/progetti/balo-kendo/" in urls(found(demo, "it", "balo kendo"))


def test_c9_areas_without_a_country_are_valid(demo: Path) -> None:
    for slug in ("africa", "asia-occidentale", "sud-est-asiatico"):
        assert page(demo, f"/it/aree/{slug}/").css("main article"), slug


def test_c10_every_page_says_when_it_was_changed(demo: Path) -> None:
    footer = words(page(demo, "/it/"), "footer")
    for label in ("Accessibilità", "Privacy", "Note legali", "CC BY"):
        assert label in footer
    assert "23 settembre 2026" in words(page(demo, "/it/accessibilita/"))
    silent = []
    for file in sorted((demo / "it").rglob("index.html")):
        tree = HTMLParser(file.read_text("utf-8"))
        kind = (tree.body.attributes.get("class") if tree.body else "") or ""
        if kind.startswith(("is-entry", "is-list", "is-archive", "is-term ", "is-facet")) or (
            kind == "is-term"
        ):
            silent += [] if "Ultimo aggiornamento" in words(tree) else [str(file)]
    assert silent == []


@pytest.mark.parametrize(
    ("typed", "url"),
    [
        ("cooperazione", "/it/progetti/reti-al-lavoro/"),
        ("sanita", "/it/progetti/salute-kindia/"),
        ("giovane", "/it/progetti/giovani-scutari/"),
        ("l'acqua", "/it/progetti/pozzi-kitui/"),
    ],
)
def test_c13_italian_search_understands_italian(demo: Path, typed: str, url: str) -> None:
    assert url in urls(found(demo, "it", typed, "{limit: 200}"))


def test_c13_stop_words_alone_get_a_message(demo: Path) -> None:
    assert found(demo, "it", "di la per")["reason"] == "stopwords"


def test_c14_a_landing_page_mixes_text_and_computed_lists(demo: Path) -> None:
    tree = page(demo, "/it/cosa-facciamo/")
    for section in ("progetti", "notizie", "avvisi"):
        assert tree.css_first(f'main article a[href^="/it/{section}/"]') is not None, section


# X. What no other generator does


def test_x6_facets_count_what_they_list(demo: Path) -> None:
    tree = page(demo, "/it/paesi/mozambico/")
    facets = [
        node
        for node in tree.css('main a[href^="/it/paesi/mozambico/"]')
        if re.search(r"\d", node.text())
    ]
    assert len(facets) > 2
    for node in facets:
        count = int(re.findall(r"\d+", node.text())[-1])
        listed = page(demo, str(node.attributes["href"])).css("main article")
        assert len(listed) == count, node.text()


@pytest.mark.parametrize(
    "pasted",
    [
        '<iframe title="Video" src="https://www.youtube.com/embed/abc"></iframe>',
        '<script src="https://stats.example.net/a.js"></script>',
        "![Foto](https://photos.example.net/a.jpg)",
        '<link rel="stylesheet" href="https://fonts.example.net/css">',
    ],
)
def test_x7_a_host_that_is_not_listed_fails_the_build(site: Scratch, pasted: str) -> None:
    news = "content/news/well.it.md"
    site.write(f"-- {news} --\n---\ntitle: Pozzo\n---\nAcqua.\n").build()
    before = site.tree()
    site.edit(news, "Acqua.", f"Acqua.\n\n{pasted}").build()
    (said,) = site.problems
    assert said.startswith(f"{news}:6:")
    assert site.result is not None and not site.result.is_published and site.tree() == before
    host = re.search(r"https://([\w.]+)/", pasted)
    assert host is not None
    settings = (site.root / "content/_site.yaml").read_text("utf-8")
    site.put("content/_site.yaml", f"{settings}hosts: [{host.group(1)}]\n".encode()).build()
    assert site.problems == [] and site.result is not None and site.result.is_published


def test_x7_every_page_of_the_demo_refuses_other_hosts(demo: Path) -> None:
    for file in demo.rglob("*.html"):
        policy = HTMLParser(file.read_text("utf-8")).css_first(
            'meta[http-equiv="Content-Security-Policy"]'
        )
        assert policy is not None, file
        content = policy.attributes["content"] or ""
        assert content.startswith("default-src 'none'") and "http" not in content, file


def test_x15_a_page_over_its_budget_fails_the_build(site: Scratch) -> None:
    news = "content/news/well.it.md"
    site.write(f"-- {news} --\n---\ntitle: Pozzo\n---\nAcqua.\n").build()
    before = site.tree()
    text = random.Random(1).randbytes(20_000).hex()
    site.edit(news, "Acqua.", f"Acqua.\n\n{text}").build()
    (said,) = site.problems
    assert said.startswith(f"{news}:1:1: the page weighs ") and "may weigh 30" in said
    assert site.tree() == before
    settings = (site.root / "content/_site.yaml").read_text("utf-8")
    more = f"{settings}budgets: {{page: {{kilobytes: 50}}}}\n"
    site.put("content/_site.yaml", more.encode()).build()
    assert site.problems == []


def test_x18_open_data_agree_with_each_other_and_with_the_site(demo: Path) -> None:
    rows = json.loads((demo / "data/projects.json").read_text("utf-8"))
    projects = rows["projects"] if isinstance(rows, dict) else rows
    with (demo / "data/projects.csv").open(encoding="utf-8-sig", newline="") as file:
        table = list(csv.DictReader(file))
    keys = {row["key"] for row in table}
    assert keys == {f"projects/{folder.name}" for folder in (ROOT / "content/projects").iterdir()}
    assert [row["key"] for row in projects] == [row["key"] for row in table]
    for row in projects:
        for lang, title in row["titles"].items():
            path = row["urls"][lang].removeprefix("https://passolungo.example")
            assert page(demo, path).css_first("h1").text().strip() == title
