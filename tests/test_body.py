"""Markdown to Body: what readers see, what others ask of it, and what writers are told."""

from __future__ import annotations

import re
from html import unescape
from textwrap import dedent
from urllib.parse import quote, unquote, urlsplit

import pytest

from megafono import plaintext
from megafono.body import distinct, shifted, untitled
from tests.bodies import PATH, converted, html, picture
from tests.plain import plain, planned
from tests.scratch import Scratch

BESIDE = "content/pages/testo/index.it.md"


# Headings


def test_headings_have_ids_that_last(site: Scratch) -> None:
    body = converted(site, "## Perché l'acqua è vita\n\n### Pozzi\n\n### Pozzi\n\n## 💧\n").body
    assert [(heading.level, heading.id, heading.title) for heading in body.headings] == [
        (2, "perche-l-acqua-e-vita", "Perché l’acqua è vita"),
        (3, "pozzi", "Pozzi"),
        (3, "pozzi_1", "Pozzi"),
        (2, "section", "💧"),
    ]


def test_a_heading_takes_the_id_it_is_given(site: Scratch) -> None:
    body = converted(site, "## Dove lavoriamo {#dove .largo}\n").body
    assert body.html == '<h2 class="largo" id="dove">Dove lavoriamo</h2>'
    assert body.ids == ("dove",)


def test_a_heading_gives_way_to_the_id_of_pasted_html(site: Scratch) -> None:
    body = converted(site, '<div id="mappa"></div>\n\n## Mappa\n\n## Mappa\n').body
    assert [heading.id for heading in body.headings] == ["mappa_2", "mappa_1"]
    assert body.ids == ("mappa", "mappa_1", "mappa_2")


def test_ids_that_differ_are_left_alone() -> None:
    text = '<h2 id="a">A</h2><p id="b" data-id="a">x</p>'
    assert distinct(text) == text


def test_headings_of_the_first_level_go_one_down_with_the_others(site: Scratch) -> None:
    made = html(site, "Prima\n\n# Uno\n\n## Due\n\n###### Sei\n")
    assert '<h2 id="uno">Uno</h2>' in made
    assert '<h3 id="due">Due</h3>' in made
    assert '<h6 id="sei">Sei</h6>' in made


def test_only_true_headings_are_shifted() -> None:
    script = '<script>write("<h1>x</h1>")</script><!-- <h1> -->'
    assert shifted(f"{script}<h2>a</h2>") == f"{script}<h2>a</h2>"
    assert shifted(f"{script}<H1>b</H1><h2>a</h2>") == f"{script}<H2>b</H2><h3>a</h3>"


def test_a_first_heading_that_repeats_the_title_is_left_out(site: Scratch) -> None:
    found = converted(site, "# L’acqua, *a Kitui*\n\n## Pozzi\n", title="L'acqua, a Kitui")
    assert found.html == '<h2 id="pozzi">Pozzi</h2>'


def test_a_first_heading_that_says_something_else_stays() -> None:
    assert untitled("<h1>Altro</h1>\n<p>x</p>", "Titolo") == "<h1>Altro</h1>\n<p>x</p>"
    assert untitled("<p>x</p><h1>Titolo</h1>", "Titolo") == "<p>x</p><h1>Titolo</h1>"
    assert untitled("<!-- nota -->\n<h1>Titolo</h1>\n<p>x</p>", "Titolo") == (
        "<!-- nota -->\n<p>x</p>"
    )


# What Markdown has


def test_footnotes_lead_there_and_back_in_the_pages_language(site: Scratch) -> None:
    body = converted(site, "Dieci pozzi[^1].\n\n[^1]: Dato del 2026.\n").body
    assert '<sup id="fnref:1"><a class="footnote-ref" href="#fn:1">1</a></sup>' in body.html
    assert '<li id="fn:1">' in body.html
    assert 'title="Torna alla nota 1 nel testo"' in body.html
    assert {"fn:1", "fnref:1"} <= set(body.ids)
    assert body.lead.startswith("Dieci pozzi<sup")
    assert "pozzi." in body.text


def test_attributes_are_set_on_blocks_and_words(site: Scratch) -> None:
    made = html(site, "Uno *[dos](https://x.org){lang=es}* tre\n{: .nota #prima}\n")
    assert made == (
        '<p class="nota" id="prima">Uno <em><a href="https://x.org" lang="es">dos</a></em> tre</p>'
    )


def test_tables_are_aligned_by_classes_and_may_hold_html(site: Scratch) -> None:
    made = html(site, "Nome | Quanti\n:--|--:\n<b>Pozzi</b><br>nuovi | `a|b` e **10**\n")
    assert '<th class="align-left">Nome</th>\n<th class="align-right">Quanti</th>' in made
    assert '<td class="align-left"><b>Pozzi</b><br>nuovi</td>' in made
    assert '<td class="align-right"><code>a|b</code> e <strong>10</strong></td>' in made
    assert "style=" not in made


def test_abbreviations_say_what_they_mean(site: Scratch) -> None:
    made = html(site, "Una ONG.\n\n*[ONG]: Organizzazione non governativa\n")
    assert made == '<p>Una <abbr title="Organizzazione non governativa">ONG</abbr>.</p>'


def test_definitions_are_a_list(site: Scratch) -> None:
    made = html(site, "Pozzo\n: Un buco con l'acqua\n")
    assert made == "<dl>\n<dt>Pozzo</dt>\n<dd>Un buco con l’acqua</dd>\n</dl>"


def test_code_is_coloured_by_classes_and_never_mended(site: Scratch) -> None:
    made = html(site, "```python\nx = \"a\" -- 'b'  # {{ anni_dal(1985) }} https://x.org\n```\n")
    assert made.startswith('<div class="code"><pre>')
    assert '<span class="s2">"a"</span>' in made
    assert "{{ anni_dal(1985) }} https://x.org</span>" in made


def test_code_without_a_language_is_not_coloured(site: Scratch) -> None:
    made = html(site, 'Ecco\n\n    "a" ... {{ b(1) }}\n\nE `"a" {{ numero(progetti) }}`.\n')
    assert '"a" ... {{ b(1) }}\n</code>' in made
    assert '<code>"a" {{ numero(progetti) }}</code>' in made
    assert 'class="n' not in made


def test_windows_ends_of_lines_change_nothing(site: Scratch) -> None:
    text = "## Titolo\n\nServono:\n- acqua\n- pane\n\n::: nota\nUno\n:::\n"
    one = converted(site, text).body
    other = converted(site, text.replace("\n", "\r\n")).body
    assert one == other


def test_emoji_and_other_scripts_pass(site: Scratch) -> None:
    assert html(site, "Grazie 🙏🏽 e ماء و 水.\n") == "<p>Grazie 🙏🏽 e ماء و 水.</p>"


def test_what_is_nested_too_deep_is_a_problem_and_no_crash(site: Scratch) -> None:
    found = converted(site, "- " * 600 + "x\n")
    assert found.html == ""
    what = "lists or quotes are nested too deep for this page to be read"
    assert found.problems == [f"{PATH}:4:1: {what}"]
    assert html(site, "Un *altro* testo\n") == "<p>Un <em>altro</em> testo</p>"


# Pictures


def test_a_picture_has_its_address_and_its_size(site: Scratch) -> None:
    site.put("content/pages/testo/pozzo.png", picture(40, 20))
    made = converted(site, "Testo ![Un pozzo](pozzo.png) testo\n", path=BESIDE)
    assert made.html == (
        '<p>Testo <img alt="Un pozzo" src="/media/pages/testo/pozzo.png" width="40" height="20" '
        'loading="lazy" decoding="async"> testo</p>'
    )
    assert made.problems == []


@pytest.mark.parametrize(
    ("given", "sides"),
    [
        ("width=20", 'width="20" height="10"'),
        ("height=100px", 'width="200" height="100"'),
        ("width=300 height=200", 'width="300" height="200"'),
        ("width=50%", 'width="50%"'),
    ],
)
def test_a_side_that_is_given_decides_the_other(site: Scratch, given: str, sides: str) -> None:
    site.put("content/pages/testo/pozzo.png", picture(40, 20))
    made = converted(site, f"![Un pozzo](pozzo.png){{{given}}}\n", path=BESIDE)
    tag = made.html.replace('src="/media/pages/testo/pozzo.png"', "")
    assert sorted(part for part in tag.split() if part.startswith(("width", "height"))) == sorted(
        sides.split()
    )


def test_a_picture_that_cannot_be_measured_has_what_is_given(site: Scratch) -> None:
    site.put("content/pages/testo/x.svg", b"<svg></svg>")
    made = converted(site, "![x](x.svg){height=20}\n", path=BESIDE).html
    assert 'height="20"' in made
    assert "width" not in made


def test_a_picture_alone_with_a_title_is_a_figure(site: Scratch) -> None:
    site.put("content/pages/testo/p.png", picture(4, 2))
    made = converted(site, "![Pozzo](p.png \"Il 'primo' pozzo\")\n", path=BESIDE).html
    assert made.startswith('<figure><img alt="Pozzo" src="/media/pages/testo/p.png" width="4"')
    assert made.endswith("<figcaption>Il “primo” pozzo</figcaption></figure>")
    assert "title=" not in made


def test_a_figure_may_be_a_link(site: Scratch) -> None:
    made = html(site, '[![x](https://x.org/a.png "Didascalia")](https://x.org)\n')
    assert made == (
        '<figure><a href="https://x.org"><img alt="x" src="https://x.org/a.png"></a>'
        "<figcaption>Didascalia</figcaption></figure>"
    )


@pytest.mark.parametrize("text", ["![x](https://x.org/a.png)", 'a ![x](https://x.org/a.png "b")'])
def test_other_pictures_are_no_figures(site: Scratch, text: str) -> None:
    assert "<figure" not in html(site, f"{text}\n")


# Blocks and calls


def test_blocks_are_kept_as_calls_with_their_content(site: Scratch) -> None:
    body = converted(
        site,
        """\
        Prima

        ::: nota
        Servono **dieci** pozzi
        :::

        ::: progetti stato=in-corso limite=3
        :::
        """,
    ).body
    assert body.html == "<p>Prima</p>\n<!--block 0-->\n\n<!--block 1-->"
    note, projects = body.blocks
    assert (note.name, note.content) == ("note", "<p>Servono <strong>dieci</strong> pozzi</p>")
    assert (projects.name, projects.content) == ("projects", "")
    assert projects.arguments == {"status": "ongoing", "limit": "3"}


def test_blocks_stand_inside_each_other(site: Scratch) -> None:
    text = "::: nota\nUno\n\n::: citazione di=Amina\nDue\n:::\n\nTre\n:::\n"
    outer, inner = converted(site, text).body.blocks
    assert (outer.name, inner.name) == ("note", "quote")
    assert [part for part in outer.content.split("\n") if part] == [
        "<p>Uno</p>",
        "<!--block 1-->",
        "<p>Tre</p>",
    ]
    assert inner.content == "<p>Due</p>"


def test_a_block_left_open_is_told_and_holds_nothing(site: Scratch) -> None:
    found = converted(site, "Uno\n\n::: nota\nDue\n")
    assert "<p>Due</p>" in found.html
    what = "the block “nota” is not closed. Write a line “:::” after it."
    assert found.problems == [f"{PATH}:6:1: {what}"]


def test_blocks_in_code_are_code(site: Scratch) -> None:
    body = converted(site, "```\n::: nota\nx\n:::\n```\n").body
    assert body.blocks == ()
    assert "::: nota\nx\n:::" in body.html


def test_html_left_open_in_a_block_is_closed_with_it(site: Scratch) -> None:
    body = converted(site, "::: nota\n<div>Uno\n:::\n\nDopo\n").body
    assert body.blocks[0].content == "<div>Uno\n\n</div>"
    assert body.html.startswith("<!--block 0-->")
    assert body.text == "Uno\nDopo"


def test_calls_are_computed_in_both_languages(site: Scratch) -> None:
    text = (
        "Da {{ anni_dal(1985) }} anni, {{ cifra(12500) }} persone, {{ numero(pagine) }} pagina.\n"
    )
    assert html(site, text) == "<p>Da 41 anni, 12.500 persone, 1 pagina.</p>"
    path = "content/pages/testo.en.md"
    found = converted(site, "For {{ years_since(1985) }} years, {{ number(12500) }}.\n", path=path)
    assert found.html == "<p>For 41 years, 12,500.</p>"


def test_a_call_that_cannot_be_computed_is_told_at_its_place(site: Scratch) -> None:
    found = converted(site, "Uno\n\nDa {{ anni_dal(sempre) }}\n")
    assert found.problems == [
        f"{PATH}:6:4: "
        "“{{ anni_dal(sempre) }}” is not something that can be "
        "computed. Write {{ years_since(1985) }}, {{ count(projects) }} or {{ number(1200) }}."
    ]


def test_tags_of_other_template_languages_are_text_without_noise(site: Scratch) -> None:
    text = dedent(
        """\
        {% for post in site.posts %}
        [{{ post.title }}]({{ post.url }}) ![x]({{ site.url }}/x.png)
        {{ post.date | date: "%d" }}
        {% endfor %}
        """
    )
    assert html(site, text) == (
        '<p>{% for post in site.posts %}\n<a href="{{ post.url }}">{{ post.title }}</a> '
        '<img alt="x" src="{{ site.url }}/x.png">\n{{ post.date | date: "%d" }}\n{% endfor %}</p>'
    )


# Pasted HTML


def test_scripts_and_styles_pass_byte_for_byte(site: Scratch) -> None:
    code = (
        '<script>\nif (a < b) { write("<a href=\\"" + url + "\\">\'...\'</a><h1>"); }\n'
        "</script>\n\n"
        "<style>\n#map > p { content: '\"'; }\n</style>\n\n"
        '<iframe width="100%" src=\'https://x.org/?a=1&b="2"\'></iframe>'
    )
    assert html(site, f"Prima\n\n{code}\n\n## Dopo\n") == (
        f'<p>Prima</p>\n{code}\n\n<h2 id="dopo">Dopo</h2>'
    )


def test_html_left_open_ends_with_the_body(site: Scratch) -> None:
    made = html(site, '<div class="a">\n<p>Uno\n\n<b>due\n')
    assert made.count("<div") == made.count("</div>") == 1
    assert made.rstrip().endswith("</b></p></div>")


def test_closing_tags_that_close_nothing_are_left_out(site: Scratch) -> None:
    made = html(site, "Uno</div>\n\n</section>\n\n<center>Due</center>\n")
    assert made == "<p>Uno</p>\n\n<center>Due</center>"


def test_markdown_goes_on_after_a_frame_left_open(site: Scratch) -> None:
    made = html(
        site, '<iframe src="https://x.org"></br><a href="https://x.org">intero</a></p>\n\n**Uno**\n'
    )
    assert '<iframe src="https://x.org"></iframe>' in made
    assert made.endswith("<p><strong>Uno</strong></p>")
    assert "</br>" not in made


def test_html_in_a_page_is_read_as_the_rest(site: Scratch) -> None:
    site.put("content/pages/chi.it.md", b"---\ntitle: Chi siamo\n---\nTesto\n")
    made = html(site, "<div><a class='x' href='/pages/chi'>l'\"acqua\"</a></div>\n")
    assert made == "<div><a class='x' href=\"/it/chi-siamo/\">l’«acqua»</a></div>"


def test_markdown_in_html_where_it_is_asked_for(site: Scratch) -> None:
    made = html(site, '<div markdown="1">\n\n## Uno\n\n- due\n\n</div>\n')
    assert '<h2 id="uno">Uno</h2>' in made
    assert "<li>due</li>" in made


# Signs and addresses in running text


def test_signs_follow_the_language_of_the_text(site: Scratch) -> None:
    assert html(site, 'L\'"acqua" di *"Kitui"*... bene.\n') == (
        "<p>L’«acqua» di <em>«Kitui»</em>… bene.</p>"
    )
    english = converted(site, 'The "well"\'s water\n', path="content/pages/testo.en.md")
    assert english.html == "<p>The “well”’s water</p>"


def test_a_quotation_goes_on_over_tags_and_ends_with_its_paragraph(site: Scratch) -> None:
    assert html(site, 'Un "**solo**" "testo\n\n"Altro" testo\n') == (
        "<p>Un «<strong>solo</strong>» «testo</p>\n<p>«Altro» testo</p>"
    )


def test_the_site_may_have_marks_of_its_own(site: Scratch) -> None:
    plain(site, 'quotes: {it: "“”‘’"}\n')
    assert html(site, "\"Uno\" e 'due'\n") == "<p>“Uno” e ‘due’</p>"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("su https://x.org/a_b_c?d=1&e=2.", 'su <a href="{0}">{0}</a>.'),
        ("(www.x.org)", '(<a href="https://www.x.org">www.x.org</a>)'),
        ("a info@x.org, ecco", 'a <a href="mailto:info@x.org">info@x.org</a>, ecco'),
        ("<info@x.org>", '<a href="mailto:info@x.org">info@x.org</a>'),
        ("[https://x.org](https://x.org)", '<a href="https://x.org">https://x.org</a>'),
        ("`https://x.org`", "<code>https://x.org</code>"),
        ("@passolungo e x.org", "@passolungo e x.org"),
    ],
)
def test_bare_addresses_are_links(site: Scratch, written: str, meant: str) -> None:
    address = "https://x.org/a_b_c?d=1&amp;e=2"
    made = html(site, f"{written}\n")
    if "mailto" in meant:
        made = unescape(made)
    assert made == f"<p>{meant.format(address)}</p>"


# What others ask


@pytest.mark.parametrize(
    ("written", "lead"),
    [
        ("## Titolo\n\nPrima *frase*.\n\nSeconda.", "Prima <em>frase</em>."),
        ("![x](https://x.org/a.png)\n\nPrima.", "Prima."),
        ("[![x](https://x.org/a.png)](https://x.org)\n\nPrima.", "Prima."),
        ("::: nota\nDentro\n:::\n\nPrima.", "Prima."),
        ("{% raw %}\n\n{{ x }}\n\nPrima.", "Prima."),
        ('<span id="a" class="b">Prima</span> volta.', '<span class="b">Prima</span> volta.'),
        ("Prima ![x](https://x.org/a.png)volta.", "Prima volta."),
        ("- uno\n- due", ""),
        ("", ""),
    ],
)
def test_the_lead_is_the_first_paragraph_that_says_something(
    site: Scratch, written: str, lead: str
) -> None:
    assert converted(site, f"{written}\n").body.lead == lead


def test_the_plain_text_is_what_a_reader_reads(site: Scratch) -> None:
    text = (
        "## L'acqua\n\nUn *po*zzo a **Kitui**[^1] &egrave; qui<br>ora.\n\n"
        "- a\n- b\n\nA | B\n--|--\n1 | 2\n\n"
        "<script>no()</script>\n<style>no{}</style>\n<!-- no -->\n<iframe><a>no</a></iframe>\n\n"
        "[^1]: Una nota.\n"
    )
    read = converted(site, text).body.text
    lines = ["L’acqua", "Un pozzo a Kitui è qui ora.", "a", "b", "A", "B", "1", "2", "Una nota. ↩"]
    assert read.split("\n")[: len(lines)] == lines
    assert "no" not in read.replace("nota", "")


def test_plain_text_keeps_signs_that_look_like_tags() -> None:
    assert plaintext.read("<p>1 &lt; 2 e a < b</p><p>R&amp;S</p>") == "1 < 2 e a < b\nR&S"


def test_the_plain_text_has_what_stands_in_blocks_and_who_is_quoted(site: Scratch) -> None:
    quote = '::: citazione di="Amina, contadina"\nL\'acqua.\n:::\n'
    read = converted(site, f"Prima\n\n{quote}\n::: nota\nDopo\n:::\n").body.text
    assert read == "Prima\nL’acqua.\nAmina, contadina\nDopo"


def test_the_ids_of_a_body_are_all_that_a_link_can_lead_to(site: Scratch) -> None:
    text = '## Uno\n\n<a name="due"></a><p id=\'tre\'></p><div id=quattro data-id="no"></div>\n'
    assert converted(site, text).body.ids == ("due", "quattro", "tre", "uno")


def test_sixty_blocks_before_the_first_heading_are_kept(site: Scratch) -> None:
    made = converted(site, "::: nota\n:::\n\n" * 60 + "# Testo\n\nFine.\n")
    assert made.html.count("<!--block") == 60
    assert "<h1" not in made.html and "<h2" not in made.html


def test_a_comment_that_looks_like_ours_is_left_out_of_count(site: Scratch) -> None:
    made = converted(site, "<!--block 0--> <!--end\t0-->\n\n::: nota\nCiao.\n:::\n").html
    assert made.count("<!--block 0-->") == 1
    assert "<!-- block 0-->" in made
    assert "<!--block 7-->" not in html(site, "<!--begin 7-->\n\nCiao.\n\n<!--block 7-->\n")


@pytest.mark.parametrize("name", ["a#b.pdf", "100%.pdf", "50%25.pdf", "a b+ì.pdf"])
def test_a_file_is_linked_whatever_its_name_holds(site: Scratch, name: str) -> None:
    site.put(f"content/pages/testo/{name}", b"%PDF")
    found = converted(site, f"[Bando]({quote(name)})\n", path=BESIDE)
    (href,) = re.findall(r'href="([^"]*)"', found.html)
    assert urlsplit(href).path == href
    assert unquote(href) == f"/media/pages/testo/{name}"
    assert f"media/pages/testo/{name}" in planned(site).known.paths
