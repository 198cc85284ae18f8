"""Languages as visitors meet them: one, two, a third by catalog, right to left, missing texts."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from tests.scratch import Scratch

CATALOG = Path(__file__).parent.parent / "i18n"
ITALIAN = """
-- content/_site.yaml --
name: Ufficio cooperazione
base_url: https://www.example.org
languages: [it]
-- content/pages/index.it.md --
---
title: Ufficio cooperazione
---
Lavoriamo con dieci città.
-- content/pages/about.it.md --
---
title: Chi siamo
toc: true
---
## Dove {#dove}
Una nota[^1].

[^1]: Eccola.
-- content/projects/senegal/index.it.md --
---
title: "RETI al Lavoro. Percorsi in Comune per giovani e donne in Senegal"
countries: {SN: 60, IT: 40}
sectors: [water, "14031"]
sdgs: [6]
starts: 2025-01-01
ends: 2027-12-31
budget: [{amount: 120000, currency: EUR, year: 2025}]
places: [{name: Dakar, lat: 14.7, lon: -17.4}]
results: [{indicator: Pozzi, target: 4, reached: 3}]
donors: [Regione]
tags: [acqua]
---
Il testo del progetto.
-- content/news/prima.it.md --
---
title: La prima notizia
date: 2026-05-04
featured: true
countries: [SN]
event: {starts: 2026-06-01T18:00, place: Modena}
---
Il testo della notizia.
-- content/notices/avviso/index.it.md --
---
title: Avviso di co-progettazione
number: "3/2026"
date: 2026-11-01
deadline: 2026-12-15T12:00
documents: [{file: avviso.pdf, title: Avviso}]
legal_basis: art. 55 del d.lgs. 117/2017
contact: {name: Ufficio, email: ufficio@example.org}
---
Il testo dell'avviso.
-- content/notices/avviso/avviso.pdf --
%PDF-1.4
-- content/campaigns/acqua.it.md --
---
title: Acqua per tutti
starts: 2026-10-01
ends: 2027-03-01
goal: {amount: 5000, unit: EUR}
reached: {amount: 1200, unit: EUR, as_of: 2026-11-10}
asks: [{kind: donate, label: Dona ora, url: "https://dona.example.org/"}]
audience: le scuole
---
Il testo della campagna.
"""


def words_of(site: Scratch) -> dict[str, str]:
    """Return all that a visitor can read or hear, by page."""
    found = {}
    for path in sorted(path for path in site.paths if path.endswith(".html")):
        tree = HTMLParser(site.text(path))
        for node in tree.css("script, style"):
            node.decompose()
        said = [tree.root.text(separator=" ") if tree.root else ""]
        for node in tree.css(
            "[alt], [aria-label], [title], [placeholder], meta[content], option, [value]"
        ):
            said += [
                node.attributes.get(name) or ""
                for name in ("alt", "aria-label", "title", "placeholder", "content")
            ]
        found[path] = re.sub(r"\s+", " ", " ".join(said))
    return found


def english_phrases() -> set[str]:
    """Return the interface words that are otherwise in Italian."""
    with (CATALOG / "it.po").open("rb") as file:
        catalog = read_po(file)
    found = set()
    for item in catalog:
        if not item.id or item.context == "address":
            continue
        pairs = (
            zip(item.id, item.string, strict=False)
            if isinstance(item.id, tuple)
            else [(item.id, item.string)]
        )
        for english, italian in pairs:
            plain = re.sub(r"%\(\w+\)s|\{\w*\}", " ", str(english)).strip(" :.,")
            if plain and plain.casefold() not in str(italian).casefold() and len(plain) > 3:
                found.add(plain)
    return found


def test_an_italian_site_has_no_prefix_no_switcher_and_no_english_word(site: Scratch) -> None:
    site.write(ITALIAN).build()
    assert site.problems == []
    assert (
        "progetti/reti-al-lavoro-percorsi-in-comune-per-giovani-e-donne-in-senegal/index.html"
        in site.paths
    )
    assert not any(path.startswith(("it/", "en/")) for path in site.paths)
    home = site.text("index.html")
    assert 'hreflang="en"' not in home
    assert "English" not in home
    phrases = english_phrases()
    assert len(phrases) > 60
    for path, text in words_of(site).items():
        for phrase in phrases:
            assert not re.search(rf"\b{re.escape(phrase)}\b", text), f"{phrase!r} in {path}"


def test_every_page_says_its_language(site: Scratch) -> None:
    site.write(ITALIAN).build()
    for path in (path for path in site.paths if path.endswith(".html")):
        root = HTMLParser(site.text(path)).css_first("html")
        assert root is not None and root.attributes.get("lang") == "it", path


TWO = """
-- content/pages/about.it.md --
---
title: Chi siamo
---
Testo.
-- content/pages/about.en.md --
---
title: About us
---
Text.
-- content/pages/about/mission.it.md --
---
title: La missione
slug: missione
---
Testo. Vedi il [progetto](/projects/dams).
-- content/pages/about/mission.en.md --
---
title: Mission
---
Text. See [the project](/projects/dams).
-- content/projects/dams.en.md --
---
title: Flood defences
countries: [ZM]
---
Earth banks.
"""


def alternates(html: str) -> dict[str, str]:
    """Return the hreflang set of a page."""
    links = HTMLParser(html).css('link[rel="alternate"][hreflang]')
    return {str(link.attributes["hreflang"]): str(link.attributes["href"]) for link in links}


def test_hreflang_sets_are_reciprocal_with_self_and_one_default(site: Scratch) -> None:
    site.write(TWO).build()
    assert site.problems == []
    checked = 0
    for path in (path for path in site.paths if path.endswith("index.html")):
        found = alternates(site.text(path))
        if not found:
            continue
        own = f"https://example.org/{path.removesuffix('index.html')}"
        assert own in found.values()
        assert list(found).count("x-default") == 1
        for url in found.values():
            other = url.removeprefix("https://example.org/") + "index.html"
            assert alternates(site.text(other)) == found
        checked += 1
    assert checked > 5
    mission = alternates(site.text("it/chi-siamo/missione/index.html"))
    assert mission["en"] == "https://example.org/en/about-us/mission/"
    assert mission["x-default"] == "https://example.org/it/chi-siamo/missione/"


def test_the_switcher_says_where_a_page_does_not_exist(site: Scratch) -> None:
    site.write(TWO).build()
    html = site.text("en/projects/flood-defences/index.html")
    assert "it/progetti/flood-defences/index.html" not in site.paths
    assert set(alternates(html)) == {"en", "x-default"}
    text = HTMLParser(html).body.text(separator=" ")
    assert "Italiano" in text


def test_a_link_to_what_is_in_another_language_alone_says_so(site: Scratch) -> None:
    site.write(TWO).build()
    link = HTMLParser(site.text("it/chi-siamo/missione/index.html")).css_first(
        'a[href$="/flood-defences/"]'
    )
    assert link is not None
    assert (link.attributes["hreflang"], link.attributes["lang"]) == ("en", "en")
    assert link.attributes["href"] == "/en/projects/flood-defences/"


def test_a_fallback_is_marked_and_in_no_list_feed_or_map(site: Scratch) -> None:
    site.write(TWO)
    site.edit("content/_site.yaml", "languages: [it, en]", "languages: [it, en]\nfallback: true")
    site.build()
    html = site.text("it/progetti/flood-defences/index.html")
    tree = HTMLParser(html)
    assert tree.css_first("html").attributes["lang"] == "it"
    assert (
        tree.css_first('link[rel="canonical"]').attributes["href"]
        == "https://example.org/en/projects/flood-defences/"
    )
    assert any("Earth banks" in node.text() for node in tree.css('[lang="en"]'))
    assert alternates(html) == {} or "it" not in alternates(html)
    assert "it/progetti/index.html" not in site.paths
    assert "/it/progetti/flood-defences/" not in site.text("sitemap.xml")
    assert not any(
        "flood-defences" in site.text(path)
        for path in site.paths
        if path.startswith("it/") and path.endswith("feed.xml")
    )


def translated(lang: str, header: str) -> bytes:
    """Return a catalog made of the Italian one, each word marked with the language."""
    with (CATALOG / "it.po").open("rb") as file:
        catalog = read_po(file)
    lines = [f'msgid ""\nmsgstr "Language: {lang}\\n{header}\\n"\n']
    for item in catalog:
        if not item.id:
            continue
        lines.append(f'msgctxt "{item.context}"' if item.context else "")
        if isinstance(item.id, tuple):
            forms = int(re.search(r"nplurals=(\d)", header)[1])  # type: ignore[index]
            lines += [f'msgid "{quoted(item.id[0])}"', f'msgid_plural "{quoted(item.id[1])}"']
            lines += [f'msgstr[{i}] "{lang}{i} {quoted(item.id[1])}"' for i in range(forms)]
        else:
            mark = "" if item.context == "address" else f"{lang}: "
            lines += [f'msgid "{quoted(item.id)}"', f'msgstr "{mark}{quoted(item.id)}"']
        lines.append("")
    lines += [
        'msgctxt "sector"',
        'msgid "Water and sanitation"',
        f'msgstr "{lang}: Water and sanitation"',
        "",
    ]
    return "\n".join(lines).encode()


def quoted(text: str) -> str:
    """Return a text as a catalog writes it."""
    return str(text).replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


PLURALS = {
    "fr": r"Plural-Forms: nplurals=2; plural=(n > 1);",
    "ar": (
        r"Plural-Forms: nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : "
        r"n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5);"
    ),
}


@pytest.mark.parametrize(
    ("lang", "title", "direction", "zambia", "day"),
    [
        ("fr", "L'eau et l'école", "ltr", "Zambie", "12 mai 2026"),
        ("ar", "مشروع الماء", "rtl", "زامبيا", "12 مايو"),
    ],
)
def test_a_third_language_comes_with_a_catalog_alone(
    site: Scratch, lang: str, title: str, direction: str, zambia: str, day: str
) -> None:
    site.write(TWO)
    site.edit("content/_site.yaml", "languages: [it, en]", f"languages: [it, en, {lang}]")
    site.put(f"i18n/{lang}.po", translated(lang, PLURALS[lang]))
    head = f'title: "{title}"\nupdated: 2026-05-12\nsectors: [water]\n'
    site.put(f"content/projects/dams.{lang}.md", f"---\n{head}---\nTexte.\n".encode())
    site.build()
    assert site.problems == []
    pages = {
        path: HTMLParser(site.text(path))
        for path in site.paths
        if path.startswith(f"{lang}/") and path.endswith("index.html")
    }
    path, tree = next(
        (path, tree)
        for path, tree in pages.items()
        if tree.css_first("h1") and tree.css_first("h1").text().strip() == title
    )
    assert tree.css_first("html").attributes["lang"] == lang
    assert tree.css_first("html").attributes.get("dir", "ltr") == direction
    assert day in tree.body.text()
    assert f"{lang}: Water and sanitation" in tree.body.text()
    assert any(
        zambia in tree.css_first("h1").text() for tree in pages.values() if tree.css_first("h1")
    )
    assert set(alternates(site.text(path))) == {"en", lang, "x-default"}


def test_a_term_without_a_name_in_a_language_is_told(site: Scratch) -> None:
    site.write(TWO)
    site.edit("content/_site.yaml", "languages: [it, en]", "languages: [it, en, fr]")
    catalog = translated("fr", PLURALS["fr"]).replace(b"Water and sanitation", b"Something else")
    site.put("i18n/fr.po", catalog)
    site.put("content/projects/dams.fr.md", b"---\ntitle: Digues\nsectors: [water]\n---\nTexte.\n")
    site.build()
    assert len(site.problems) == 1
    assert "“water” has a page in fr" in site.problems[0]
    assert "Water and sanitation" in site.problems[0]
