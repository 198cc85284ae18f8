"""What `check` says of the text people wrote: each rule speaks where it should, and only there."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from megafono import prose
from megafono.check import check
from megafono.hints import is_iban, is_tax_code
from megafono.model import Options
from megafono.starttext import started
from tests.scratch import SETTINGS, TODAY, Scratch, said


@pytest.fixture
def site(tmp_path: Path) -> Scratch:
    """A site without plugins: it is built faster."""
    return Scratch(tmp_path).put("content/_site.yaml", f"{SETTINGS}plugins: []\n".encode())


def found(site: Scratch, word: str, *, today: datetime = TODAY) -> list[str]:
    """Return what `check` says of a site that holds a word."""
    options = Options(root=site.root, out=site.out, now=today)
    return [text for text in map(said, check(options, external=False)) if word in text]


def of(text: str, *, lang: str = "it", kind: str = "page") -> list[str]:
    """Return what the rules of prose say of a Markdown."""
    data = f"---\ntitle: T\n---\n{text}".encode()
    made = prose.writing(data, path="f", lang=lang, kind=kind, today=date(2026, 11, 22))
    return [said(problem) for problem in prose.problems(made)]


def page(
    site: Scratch, head: str, *, name: str = "pages/about.it.md", text: str = "Ciao."
) -> Scratch:
    """Write one entry."""
    return site.put(f"content/{name}", f"---\n{head}\n---\n\n{text}\n".encode())


# Counts of years


@pytest.mark.parametrize(
    ("text", "words", "year"),
    [
        ("Lavoriamo da oltre 30 anni.", "da oltre 30 anni", 1996),
        ("Da 40 anni siamo qui.", "Da 40 anni", 1986),
        ("In oltre 30 anni di lavoro.", "oltre 30 anni", 1996),
        ("Siamo qui da quarant’anni.", "da quarant’anni", 1986),
        ("Più di 20 anni fa.", "Più di 20 anni", 2006),
        ("Con oltre 30 anni di esperienza.", "oltre 30 anni", 1996),
        ("Over 30 years in Kenya.", "Over 30 years", 1996),
        ("We have worked for 30 years.", "for 30 years", 1996),
        ("For 40 years we have been here.", "For 40 years", 1986),
        ("More than thirty years ago.", "More than thirty years", 1996),
    ],
)
def test_a_count_of_years_that_grows_is_told_with_its_cure(
    text: str, words: str, year: int
) -> None:
    (told,) = of(text)
    assert f"“{words}” will be wrong" in told
    assert f"{{{{ anni_dal({year}) }}}}" in told


@pytest.mark.parametrize(
    "text",
    [
        "Amina ha 30 anni.",
        "Karim ha più di 30 anni.",
        "Donne di oltre 65 anni.",
        "Persone da 18 anni in su.",
        "Ragazzi da 6 a 12 anni.",
        "People over 60 years of age.",
        "She is over 30 years old.",
        "The agreements run for 15 years.",
        "The town signed it over for thirty years, and the work has begun.",
        "Costa 3 milioni in 10 anni, or 3 million over 10 years.",
        "Il progetto dura tre anni; it lasts for 3 years.",
        "«Vivo qui da 40 anni», dice Amina.",
        "> Vivo qui da 40 anni.",
        "Da {{ anni_dal(1985) }} anni.",
        "Il codice `da 40 anni` resta.",
    ],
)
def test_ages_spans_and_quotes_are_not_counts_that_grow(text: str) -> None:
    assert of(text) == []


def test_what_news_counted_was_right_on_its_day() -> None:
    assert of("Da 40 anni siamo qui.", kind="news") == []


def test_english_text_is_given_the_english_call() -> None:
    assert "{{ years_since(1996) }}" in of("Over 30 years.", lang="en")[0]


def test_a_count_of_years_in_a_summary_is_told_at_its_place(site: Scratch) -> None:
    page(site, 'title: Noi\nsummary: "Al lavoro da 40 anni."')
    (told,) = found(site, "wrong a year from now")
    assert told.startswith("content/pages/about.it.md:3:21: “da 40 anni”")
    assert "since 1986" in told


def test_a_count_of_years_in_the_settings_is_told(site: Scratch) -> None:
    page(site, "title: Noi")
    site.write(
        """
        -- content/_site.yaml --
        name: Prova
        base_url: https://example.org
        languages: [it]
        plugins: []
        tagline: Insieme da 40 anni
        """
    )
    (told,) = found(site, "wrong a year from now")
    assert told.startswith("content/_site.yaml:5:10: ")


# Structure


@pytest.mark.parametrize("sign", ["•", "·", "▪"])
def test_bullets_typed_by_hand_are_told_once_a_list(sign: str) -> None:
    (told,) = of(f"Ecco:\n\n{sign} pane\n{sign} acqua\n")
    assert told.startswith("f:6:1: the list is typed by hand")
    assert "“- ”" in told


def test_dashes_are_a_list_only_in_a_row() -> None:
    assert "typed by hand" in of("Ecco:\n\n– pane\n– acqua\n")[0]
    assert of("Un inciso lungo\n– come questo – continua qui.\n") == []
    assert of("- pane\n- acqua\n\n2024–2026\n") == []


@pytest.mark.parametrize("text", ["**Chi siamo**\n\nSiamo noi.", "__Chi siamo:__\n\nSiamo noi."])
def test_a_bold_line_is_no_heading(text: str) -> None:
    (told,) = of(text)
    assert told.startswith("f:4:1: the bold line")
    assert "“## Chi siamo”" in told


def test_a_bold_line_right_above_its_text_is_no_heading() -> None:
    assert of(f"**Chi siamo**\n{'Siamo noi, e lavoriamo da tempo. ' * 4}\n")


@pytest.mark.parametrize(
    "text",
    [
        "**Il 5 per mille non costa nulla.**\n\nFirma.",
        "**Passolungo ETS**\nvia dei Carpentieri 14\n41121 Modena\n",
        "Testo **in grassetto**\n\nAltro.",
        "**Termine** e la sua spiegazione.\n\nAltro.",
        "Fine.\n\n**Grazie a tutti**",
        "```\n**Codice**\n\n```\n",
    ],
)
def test_bold_that_is_emphasis_or_a_name_is_left_alone(text: str) -> None:
    assert of(text) == []


def test_a_heading_that_jumps_is_told_with_the_right_signs() -> None:
    (told,) = of("## Uno\n\n#### Due\n")
    assert told.startswith("f:6:1: the heading jumps from level 2 to level 4")
    assert "###." in told
    assert of("### Uno\n") and of("<h4>Uno</h4>\n")
    assert of("## Uno\n\n### Due\n\n## Tre\n\nQuattro\n-------\n\n### Cinque\n") == []


@pytest.mark.parametrize("text", ["# Uno\n\n## Due\n", "Uno\n===\n\n## Due\n"])
def test_the_title_is_the_only_heading_of_the_first_level(text: str) -> None:
    (told,) = of(text)
    assert "first level" in told and "“##”" in told


def test_signs_in_code_are_no_headings() -> None:
    assert of("```\n# commento\n#### altro\n```\n") == []


# Links and pictures


@pytest.mark.parametrize(
    "text",
    [
        "[qui](/projects)",
        "Leggi [**qui**](/projects).",
        "[Clicca qui!](/projects)",
        "[read more](/projects)",
        "[leggi tutto »](/projects)",
        '<a href="/projects">here</a>',
    ],
)
def test_a_link_must_say_where_it_leads(text: str) -> None:
    (told,) = of(text)
    assert "does not say where it leads" in told


@pytest.mark.parametrize("text", ["[https://x.org/a](https://x.org/a)", "<https://x.org/a>"])
def test_an_address_is_no_text_of_a_link(text: str) -> None:
    (told,) = of(text)
    assert "the text of the link is an address: “https://x.org/a”" in told


def test_links_that_say_where_they_lead_are_left_alone() -> None:
    assert of("[I pozzi del Kitui](/projects/wells), [x.org](https://x.org), ![Qui](a.jpg)") == []
    assert of("`[qui](/projects)`") == []


def test_a_picture_needs_words() -> None:
    (told,) = of("Ecco:\n\n![](pozzo.jpg)")
    assert told.startswith("f:6:1: the picture has no words")
    assert "![what one sees](pozzo.jpg)" in told


@pytest.mark.parametrize("alt", ["IMG_1234.jpg", "foto"])
def test_the_words_of_a_picture_must_say_something(alt: str) -> None:
    assert "does not say what is in the picture" in of(f"![{alt}](pozzo.jpg)")[0]
    assert of("![Foto di un pozzo](pozzo.jpg)") == []


def test_sentences_in_capitals_are_told() -> None:
    (told,) = of("Attenzione: LE DOMANDE SCADONO DOMANI ALLE ORE DODICI.")
    assert "all in capitals" in told
    assert of("UNICEF, UNHCR, OCHA, FAO, WFP e OMS; il CUP B99J20001220001.") == []
    assert of("MINISTERO DEGLI AFFARI ESTERI e altri.") == []


def test_capitals_in_a_title_are_told(site: Scratch) -> None:
    page(site, "title: APERTE LE ISCRIZIONI PER IL SERVIZIO CIVILE")
    assert found(site, "all in capitals")[0].startswith("content/pages/about.it.md:2:8: ")


# Days that have passed


def news(site: Scratch, title: str, *, day: str = "2026-05-10", field: str = "title") -> Scratch:
    """Write a news item with words in a field."""
    head = f'title: "{title}"' if field == "title" else f'title: T\n{field}: "{title}"'
    return page(site, f"{head}\ndate: {day}", name="news/a.it.md")


@pytest.mark.parametrize(
    ("title", "word"),
    [
        ("Domani l’assemblea a Modena", "Domani"),
        ("Oggi si vota", "Oggi"),
        ("Aperto ieri il pozzo", "ieri"),
        ("Dopodomani la marcia", "Dopodomani"),
        ("La scorsa settimana a Kitui", "La scorsa settimana"),
        ("Partiamo la prossima settimana", "la prossima settimana"),
        ("The march is tomorrow", "tomorrow"),
        ("Opened today", "today"),
        ("Closed yesterday", "yesterday"),
        ("What we did last week", "last week"),
        ("Join us next week", "next week"),
    ],
)
def test_a_day_that_has_passed_is_told(site: Scratch, title: str, word: str) -> None:
    (told,) = found(news(site, title), "the entry is of 2026-05-10")
    assert f"“title” says “{word}”" in told
    line, column = told.split(":")[1:3]
    text = (site.root / "content/news/a.it.md").read_text("utf-8").split("\n")[int(line) - 1]
    assert text[int(column) - 1 :].startswith(word)


def test_a_day_that_has_passed_is_told_in_a_summary(site: Scratch) -> None:
    (told,) = found(news(site, "Si parte domani.", field="summary"), "the entry is of")
    assert told.startswith("content/news/a.it.md:3:20: “summary” says “domani”")


def test_a_day_that_has_not_passed_is_right(site: Scratch) -> None:
    assert not found(news(site, "Domani l’assemblea", day="2026-11-22"), "the entry is of")
    assert not found(news(site, "La prossima settimana", day="2026-11-18"), "the entry is of")


def test_a_week_is_over_on_its_monday(site: Scratch) -> None:
    site = news(site, "La prossima settimana", day="2026-11-18")
    assert found(site, "the entry is of", today=datetime(2026, 11, 23))


@pytest.mark.parametrize(
    "title", ["Srebrenica, ieri e oggi", "Dal 1985 a oggi", "L’acqua di ieri, oggi e domani"]
)
def test_words_for_our_time_are_no_days(site: Scratch, title: str) -> None:
    assert not found(news(site, title), "the entry is of")


def test_citizens_of_tomorrow_are_no_day_outside_of_news(site: Scratch) -> None:
    page(site, "title: I cittadini di domani\ndate: 2026-01-01")
    assert not found(site, "the entry is of")


# Facts


def test_a_written_status_that_its_dates_contradict_is_told(site: Scratch) -> None:
    page(site, "title: Pozzi\nstatus: ongoing\nends: 2026-06-30", name="projects/wells.it.md")
    (told,) = found(site, "has passed")
    assert told.startswith("content/projects/wells.it.md:3:9: the status is “ongoing”")
    page(site, "title: Pozzi\nstatus: ongoing\nends: 2027-06-30", name="projects/wells.it.md")
    assert not found(site, "has passed")
    page(site, "title: Pozzi\nstatus: planned\nstarts: 2026-06-30", name="projects/wells.it.md")
    assert "“starts”" in found(site, "has passed")[0]


def test_a_status_from_the_dates_is_never_wrong(site: Scratch) -> None:
    page(site, "title: Pozzi\nends: 2026-06-30", name="projects/wells.it.md")
    assert not found(site, "has passed")


@pytest.mark.parametrize(
    ("head", "is_old"),
    [
        ("updated: 2026-09-22", True),
        ("updated: 2026-09-23", False),
        ("order: 3", True),
        ("date: 2026-10-01", False),
    ],
)
def test_an_accessibility_declaration_is_reviewed_each_september(
    site: Scratch, head: str, is_old: bool
) -> None:
    page(site, f"title: Dichiarazione di accessibilità\n{head}", name="pages/declaration.it.md")
    assert bool(found(site, "not been reviewed since 2026-09-23")) is is_old


def test_before_september_the_review_of_last_year_is_good(site: Scratch) -> None:
    page(site, "title: T\nupdated: 2025-09-23", name="pages/accessibility.it.md")
    assert not found(site, "not been reviewed", today=datetime(2026, 9, 22))
    assert found(site, "not been reviewed", today=datetime(2026, 9, 23))


def test_the_declaration_is_told_once_where_its_day_is_written(site: Scratch) -> None:
    page(site, "title: Accessibilità", name="pages/accessibility.it.md")
    page(site, "title: Accessibility\nupdated: 2024-09-23", name="pages/accessibility.en.md")
    (told,) = found(site, "not been reviewed")
    assert told.startswith("content/pages/accessibility.en.md:3:10: ")


def test_a_project_about_access_is_no_declaration(site: Scratch) -> None:
    page(site, "title: Città accessibili", name="projects/accessible.it.md")
    assert not found(site, "not been reviewed")


def test_a_long_summary_is_told(site: Scratch) -> None:
    page(site, f"title: Noi\nsummary: {'parola ' * 42}fine.")
    assert not found(site, "the summary has")
    page(site, f"title: Noi\nsummary: {'parola ' * 43}fine.")
    assert found(site, "the summary has")[0].startswith("content/pages/about.it.md:3:10: ")


def test_a_fact_must_speak_the_languages_of_its_entry(site: Scratch) -> None:
    head = "title: Pozzi\nresults:\n  - indicator: {it: Pozzi scavati}\n    target: 3"
    page(site, head, name="projects/wells.it.md")
    assert not found(site, "has no text in")
    page(site, "title: Wells", name="projects/wells.en.md")
    (told,) = found(site, "has no text in")
    assert told.startswith(
        "content/projects/wells.it.md:4:16: “results.indicator” has no text in en"
    )
    site.edit("content/projects/wells.it.md", "{it: Pozzi scavati}", "{it: Pozzi, en: Wells}")
    assert not found(site, "has no text in")


# Settings and files


def organisation(site: Scratch, line: str) -> Scratch:
    """Write settings with one line about the organisation."""
    page(site, "title: Noi")
    head = (
        "name: Prova\nbase_url: https://example.org\nlanguages: [it]\nplugins: []\norganisation:\n"
    )
    return site.put("content/_site.yaml", f"{head}  {line}\n".encode())


def test_an_iban_with_a_slip_is_told(site: Scratch) -> None:
    told = found(organisation(site, "iban: IT61X0542811101000000123456"), "IBAN")
    assert told[0].startswith("content/_site.yaml:6:9: ")
    assert not found(organisation(site, "iban: IT60 X054 2811 1010 0000 0123 456"), "IBAN")


def test_a_tax_code_with_a_slip_is_told(site: Scratch) -> None:
    told = found(organisation(site, 'tax_id: "94012340364"'), "codice fiscale")
    assert told[0].startswith("content/_site.yaml:6:11: ")
    assert not found(organisation(site, 'tax_id: "94012340363"'), "codice fiscale")


@pytest.mark.parametrize("right", ["94012340363", "RSSMRA85T10A562S"])
def test_a_right_codice_fiscale_is_no_problem(site: Scratch, right: str) -> None:
    assert not found(organisation(site, f'tax_id: "{right}"'), "codice fiscale")


@pytest.mark.parametrize("wrong", ["94012340367", "RSSMRA85T10A562X", "9401234036", "IT 94"])
def test_a_wrong_codice_fiscale_is_warned_of(site: Scratch, wrong: str) -> None:
    (told,) = found(organisation(site, f'tax_id: "{wrong}"'), "codice fiscale")
    assert wrong in told


def test_check_digits() -> None:
    assert is_iban("DE89370400440532013000") and is_iban("GB29 NWBK 6016 1331 9268 19")
    assert not is_iban("DE89370400440532013001") and not is_iban("IT60X05428111010000001234")
    italy = "Europe/Rome"
    assert is_tax_code("00488410010", zone=italy) and is_tax_code("IT00488410010", zone=italy)
    assert not is_tax_code("00488410011", zone=italy)
    assert not is_tax_code("0048841001", zone=italy)
    assert is_tax_code("CHE-123", zone="Europe/Zurich")
    assert not is_tax_code("IT00488410011", zone="Europe/Zurich")


def test_a_file_that_no_page_uses_is_told(site: Scratch) -> None:
    page(site, "title: Pozzi", name="projects/wells/index.it.md", text="[Bando](bando%20uno.pdf)")
    site.put("content/projects/wells/bando uno.pdf", b"%PDF").put(
        "content/projects/wells/b.pdf", b"%"
    )
    (told,) = found(site, "no page uses this file")
    assert told.startswith("content/projects/wells/b.pdf:")


def test_a_file_that_another_page_or_a_draft_uses_is_used(site: Scratch) -> None:
    page(site, "title: Pozzi", name="projects/wells/index.it.md")
    page(site, "title: Noi", text="[Bando](/projects/wells/a.pdf)")
    page(
        site, "title: Poi\ndraft: true", name="pages/later.it.md", text="[B](/projects/wells/b.pdf)"
    )
    site.put("content/projects/wells/a.pdf", b"%PDF").put("content/projects/wells/b.pdf", b"%PDF")
    site.put("content/_site/logo.svg", b"<svg/>")
    assert not found(site, "no page uses this file")


# Texts to start from


@pytest.mark.parametrize(("lang", "cured"), [("it", False), ("en", False), ("it", True)])
def test_a_text_that_is_still_the_one_to_start_from_is_told(
    site: Scratch, lang: str, cured: bool
) -> None:
    starting = {
        "it": "Scrivi qui il testo e cancella queste righe.",
        "en": "Write the rest here and delete these lines.",
    }
    whole = next(line for line in started() if starting[lang] in line)
    text = "Pozzi, scuole, e chi li usa." if cured else f"Vero.\n\n{whole}"
    site.put("content/pages/about.it.md", f"---\ntitle: T\n---\n{text}\n".encode())
    told = found(site, "this text is still the one to start from")
    assert len(told) == (0 if cured else 1)
    assert all(line.startswith("content/pages/about.it.md:6:1:") for line in told)
