"""Links and pictures of a body: by source path, in the page's language, told when they break."""

from __future__ import annotations

import pytest

from megafono.link import bare, file_path, is_elsewhere, sized, written
from tests.bodies import PATH, Converted, converted, picture
from tests.plain import plain
from tests.scratch import Scratch

ENTRIES = """\
-- content/pages/about/index.it.md --
---
title: Chi siamo
---
## Dove
-- content/pages/about/index.en.md --
---
title: About us
---
## Where
-- content/projects/wells/index.it.md --
---
title: Dieci pozzi
countries: [KE]
sectors: [water]
---
## Risultati

<a name="mappa"></a>
-- content/projects/wells/index.en.md --
---
title: Ten wells
---
## Results
-- content/news/only.en.md --
---
title: Only in English
date: 2026-01-01
---
## Facts
-- content/news/draft.it.md --
---
title: Bozza
draft: true
---
-- content/news/over.it.md --
---
title: Finita
expires: 2026-01-01
---
-- content/news/here.it.md --
---
title: Qui
date: 2026-02-01
---
"""


@pytest.fixture
def known(site: Scratch) -> Scratch:
    """A site with entries to link to, a document and a picture."""
    plain(site).write(ENTRIES)
    site.put("content/projects/wells/relazione.pdf", b"%PDF")
    site.put("content/projects/wells/pozzo.jpg", picture(4, 2))
    return site


def linked(site: Scratch, target: str, path: str = "content/news/here.it.md") -> Converted:
    """Return a body with one link."""
    return converted(site, f"Vedi [qui]({target}).\n", path=path)


@pytest.mark.parametrize(
    ("target", "href"),
    [
        ("/projects/wells", "/it/progetti/dieci-pozzi/"),
        ("../projects/wells", "/it/progetti/dieci-pozzi/"),
        ("../projects/wells/", "/it/progetti/dieci-pozzi/"),
        ("../projects/wells/index.it.md", "/it/progetti/dieci-pozzi/"),
        ("/projects/wells.md", "/it/progetti/dieci-pozzi/"),
        ("/projects/wells#risultati", "/it/progetti/dieci-pozzi/#risultati"),
        ("/projects/wells?x=1#risultati", "/it/progetti/dieci-pozzi/?x=1#risultati"),
        ("..\\projects\\wells", "/it/progetti/dieci-pozzi/"),
        ("/pages/about", "/it/chi-siamo/"),
        ("/pages", "/it/"),
        ("/", "/it/"),
        ("/projects", "/it/progetti/"),
        ("/news", "/it/notizie/"),
        ("/countries", "/it/paesi/"),
        ("/countries/KE", "/it/paesi/kenya/"),
        ("/sectors/water", "/it/settori/acqua/"),
        ("here", "/it/notizie/testo/"),
        ("/it/progetti/dieci-pozzi/", "/it/progetti/dieci-pozzi/"),
        ("/it/progetti/dieci-pozzi", "/it/progetti/dieci-pozzi/"),
        ("/en/projects/ten-wells/#results", "/en/projects/ten-wells/#results"),
    ],
)
def test_a_link_leads_to_the_page_in_the_same_language(
    known: Scratch, target: str, href: str
) -> None:
    found = linked(known, target)
    assert found.html == f'<p>Vedi <a href="{href}">qui</a>.</p>'
    assert found.problems == []


def test_the_same_link_leads_elsewhere_in_another_language(known: Scratch) -> None:
    found = linked(known, "../projects/wells", "content/news/here.en.md")
    assert 'href="/en/projects/ten-wells/"' in found.html


def test_a_page_that_is_only_in_another_language_says_so(known: Scratch) -> None:
    found = linked(known, "only#facts")
    assert found.html == (
        '<p>Vedi <a href="/en/news/only-in-english/#facts" hreflang="en" lang="en">qui</a>.</p>'
    )
    assert found.problems == []


def test_a_site_in_a_folder_has_it_in_every_link(known: Scratch) -> None:
    settings = (known.root / "content/_site.yaml").read_bytes()
    known.put("content/_site.yaml", settings.replace(b"example.org", b"example.org/sito"))
    assert 'href="/sito/it/progetti/dieci-pozzi/"' in linked(known, "/projects/wells").html
    assert 'href="/sito/media/projects/wells/relazione.pdf"' in (
        linked(known, "/projects/wells/relazione.pdf").html
    )


@pytest.mark.parametrize(
    "target", ["/projects/wells/relazione.pdf", "../projects/wells/relazione.pdf"]
)
def test_a_document_is_linked_where_it_is_published(known: Scratch, target: str) -> None:
    found = linked(known, f"{target}#page=2")
    assert 'href="/media/projects/wells/relazione.pdf#page=2"' in found.html
    assert found.problems == []


def test_names_of_files_may_have_spaces_and_accents(known: Scratch) -> None:
    known.put("content/news/perché no.pdf", b"%PDF")
    for target in ("perché no.pdf", "perch%C3%A9%20no.pdf", "<perché no.pdf>"):
        found = linked(known, target)
        assert 'href="/media/news/perch%C3%A9%20no.pdf"' in found.html
        assert found.problems == []


@pytest.mark.parametrize(
    "target",
    [
        "https://x.org/a?b=1#c",
        "//x.org",
        "mailto:info@x.org",
        "tel:+39059",
        "data:text/plain,x",
        "{{ post.url }}",
        "/issues/{{ member.number }}",
        "{{site.url}}/x",
    ],
)
def test_what_is_elsewhere_is_left_as_it_is(known: Scratch, target: str) -> None:
    found = linked(known, target)
    assert found.html == f'<p>Vedi <a href="{target}">qui</a>.</p>'
    assert found.problems == []


@pytest.mark.parametrize("target", ["#dove", "#mappa", "#", "#top", "#citt%C3%A0"])
def test_anchors_of_the_page_itself(known: Scratch, target: str) -> None:
    text = f'## Dove\n\n<a name="mappa"></a><p id="città">x</p>\n\n[qui]({target})\n'
    found = converted(known, text)
    assert f'<a href="{target}">qui</a>' in found.html
    assert found.problems == []


def test_an_anchor_that_the_page_has_not_is_told_with_the_nearest(known: Scratch) -> None:
    found = converted(known, "## Risultati\n\nUno\n\nVedi [qui](#risultato).\n")
    what = "there is no heading “#risultato” on that page. Did you mean “#risultati”?"
    assert found.problems == [f"{PATH}:8:12: {what}"]


@pytest.mark.parametrize(
    ("target", "told"),
    [
        ("/projects/wels", "leads nowhere. Did you mean “/projects/wells”?"),
        ("/project/wells", "leads nowhere. Did you mean “/projects/wells”?"),
        ("wells", "leads nowhere. Did you mean “/projects/wells”?"),
        ("/xyzzy", "leads nowhere. Write the path of its file, without language and extension:"),
        ("draft", "leads to a draft. Publish that page"),
        ("over", "leads to a page that is not published now. It is shown as plain text."),
    ],
)
def test_a_link_that_leads_nowhere_is_told_and_is_no_link(
    known: Scratch, target: str, told: str
) -> None:
    found = linked(known, target)
    assert found.html == "<p>Vedi <a>qui</a>.</p>"
    assert len(found.problems) == 1
    start = f"content/news/here.it.md:4:12: the link “{target}” "
    assert found.problems[0].startswith(start + told)


def test_each_broken_link_is_told_at_its_own_place(known: Scratch) -> None:
    found = converted(known, "[a](/x1) e [b](/x2)\n\n[c](/x1)\n")
    assert [problem.split(": ")[0] for problem in found.problems] == [
        f"{PATH}:4:5",
        f"{PATH}:4:16",
        f"{PATH}:6:5",
    ]


def test_a_link_without_address_is_told(known: Scratch) -> None:
    found = converted(known, "Uno\n\n[qui]()\n")
    assert found.html == "<p>Uno</p>\n<p><a>qui</a></p>"
    assert found.problems[0].startswith(f"{PATH}:6:5: the link “” leads nowhere. Write the path")


def test_anchors_on_other_pages_are_asked_of_the_page(known: Scratch) -> None:
    assert linked(known, "/projects/wells#mappa").body.links[0].anchor == "mappa"
    known.edit("content/news/here.it.md", "#mappa", "#risultato")
    known.build()
    what = "there is no heading “#risultato” on that page. Did you mean “#risultati”?"
    assert known.problems == [f"content/news/here.it.md:4:12: {what}"]


@pytest.mark.parametrize(
    ("target", "told"),
    [
        ("/projects/wells/pozo.jpg", "Did you mean “/projects/wells/pozzo.jpg”?"),
        ("pozzo.jpg", "Did you mean “/projects/wells/pozzo.jpg”?"),
        ("xyz.jpg", "Put the file beside the page, in a folder of its name."),
    ],
)
def test_a_picture_that_is_not_there_is_told(known: Scratch, target: str, told: str) -> None:
    found = converted(known, f"Uno ![x]({target})\n")
    assert found.problems == [f"{PATH}:4:10: the picture “{target}” is not there. {told}"]


@pytest.mark.parametrize("tag", ["source", "video", "audio"])
def test_films_and_sounds_are_found_as_pictures_are(known: Scratch, tag: str) -> None:
    known.put("content/pages/film.mp4", b"x")
    found = converted(known, f'<div><{tag} src="film.mp4" class="x"></div>\n')
    assert f'<{tag} src="/media/pages/film.mp4" class="x">' in found.html
    assert found.problems == []


@pytest.mark.parametrize(
    ("target", "path"),
    [
        ("foto.jpg", "content/pages/x/foto.jpg"),
        ("../foto%20mia.jpg?v=2#a", "content/pages/foto mia.jpg"),
        ("/news/foto.jpg", "content/news/foto.jpg"),
        ("immagini\\foto.jpg", "content/pages/x/immagini/foto.jpg"),
    ],
)
def test_a_file_is_named_from_the_page_or_from_the_root(target: str, path: str) -> None:
    assert file_path(target, "content/pages/x") == path


@pytest.mark.parametrize(("target", "is_so"), [("a:b", True), ("//x", True), ("/x:y", False)])
def test_an_address_with_a_scheme_is_elsewhere(target: str, is_so: bool) -> None:
    assert is_elsewhere(target) is is_so


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("vedi https://x.org/a, poi", ["https://x.org/a"]),
        ("(https://x.org/a_(b))", ["https://x.org/a_(b)"]),
        ("https://x.org/?a=1&amp;b=2&gt; x", ["https://x.org/?a=1&amp;b=2"]),
        ("HTTP://X.ORG e www.x.org.", ["HTTP://X.ORG", "www.x.org"]),
        ("«https://x.org/perché»", ["https://x.org/perché"]),
        ("scrivi a a.b+c@x.co.uk!", ["a.b+c@x.co.uk"]),
        ("https://x.org/{{ a }}", []),
        ("git@host e @x e a@b", []),
        ("ahttps://x.org /www.x.org", []),
        ("https://localhost e www.", []),
        ("nessuno", []),
    ],
)
def test_bare_addresses_end_before_the_stop(text: str, found: list[str]) -> None:
    assert [address for _, address in bare(text)] == found
    assert all(text[place:].startswith(address) for place, address in bare(text))


@pytest.mark.parametrize(
    ("address", "href"),
    [
        ("https://x.org", "https://x.org"),
        ("www.x.org", "https://www.x.org"),
        ("info@x.org", "mailto:info@x.org"),
        ("https://x.org/@io", "https://x.org/@io"),
    ],
)
def test_a_bare_address_leads_to_itself(address: str, href: str) -> None:
    assert written(address) == f'<a href="{href}">{address}</a>'


@pytest.mark.parametrize(
    ("given", "sides"),
    [
        ({}, {"width": 40, "height": 20}),
        ({"width": "10"}, {"width": 10, "height": 5}),
        ({"height": " 10px "}, {"width": 20, "height": 10}),
        ({"width": "1"}, {"width": 1, "height": 1}),
        ({"width": "7", "height": "7"}, {"width": 7, "height": 7}),
        ({"width": "50%"}, {"width": "50%"}),
        ({"width": "50%", "height": "7"}, {"width": "50%", "height": "7"}),
    ],
)
def test_the_sides_of_a_picture(given: dict[str, str], sides: dict[str, object]) -> None:
    assert sized((40, 20), given) == sides


def test_the_sides_of_a_picture_that_cannot_be_measured() -> None:
    assert sized((None, None), {"width": "7px"}) == {"width": 7}
    assert sized((None, None), {}) == {}


def test_a_broken_link_is_told_where_it_stands_and_not_in_a_longer_one(site: Scratch) -> None:
    site.write(
        """
        -- content/projects/wells-kitui.it.md --
        ---
        title: Pozzi
        ---
        Testo.
        -- content/pages/about.it.md --
        ---
        title: Chi siamo
        ---
        I [pozzi](/projects/wells-kitui).

        I [pozzi](/projects/wells-kitu).
        """
    ).build()
    (line,) = site.problems
    assert line.startswith("content/pages/about.it.md:6:11: the link “/projects/wells-kitu” ")
