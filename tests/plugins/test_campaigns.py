"""QR codes beside campaigns, links to share them with: right, without scripts, gone at the end."""

from __future__ import annotations

import io
from datetime import datetime
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree as ET

import pytest
import segno
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from tests.scratch import Scratch

SITE = """
-- content/_site.yaml --
name: {it: Prova, en: Trial}
base_url: https://example.org/ong
languages: [it, en]
options: {cards: {types: []}}
-- content/campaigns/water.it.md --
---
title: "Acqua & pane: 100% di «tutti»?"
starts: 2026-10-01
ends: 2027-01-31
goal: {amount: 60000, unit: EUR}
reached: {amount: 38450, unit: EUR}
asks:
  - {kind: donate, label: {it: Dona, en: Give}, url: "https://dona.example.org"}
  - {kind: share, label: {it: Racconta, en: Tell}}
---
Acqua.
-- content/campaigns/water.en.md --
---
title: Water
---
Water.
"""
IT, EN = "it/campagne/acqua-pane-100-di-tutti/", "en/campaigns/water/"


@pytest.fixture
def campaign(site: Scratch) -> Scratch:
    """A site with a campaign in two languages."""
    return site.write(SITE)


def share_links(site: Scratch, path: str = IT) -> dict[str, str]:
    """Return the links with which a campaign is shared, by their text."""
    found = HTMLParser(site.text(f"{path}index.html")).css(".spread-links a")
    return {node.text(): node.attributes["href"] or "" for node in found}


def test_each_language_has_the_qr_code_of_its_own_address(campaign: Scratch) -> None:
    campaign.build()
    assert campaign.problems == []
    for path, title in ((IT, "Codice QR"), (EN, "QR code")):
        out = io.BytesIO()
        code = segno.make(f"https://example.org/ong/{path}", error="m", micro=False)
        code.save(out, kind="svg", scale=8, border=4, dark="#000", light="#fff",
                  xmldecl=False, title=title)  # fmt: skip
        assert campaign.data(f"{path}qr.svg") == out.getvalue()
        drawing = ET.fromstring(campaign.text(f"{path}qr.svg"))
        assert drawing.findtext("{http://www.w3.org/2000/svg}title") == title
    figure = HTMLParser(campaign.text(f"{IT}index.html")).css_first("figure.qr")
    address = f"https://example.org/ong/{IT}"
    assert figure.css_first("img").attributes["alt"] == f"Codice QR che porta a {address}"
    assert figure.css_first("a[download]").attributes["href"] == f"/ong/{IT}qr.svg"


def test_links_hold_title_and_address_whatever_signs_they_have(campaign: Scratch) -> None:
    campaign.build()
    links = share_links(campaign)
    title, url = "Acqua & pane: 100% di «tutti»?", f"https://example.org/ong/{IT}"
    said = {name: parse_qs(urlsplit(address).query) for name, address in links.items()}
    assert said == {
        "E-mail": {"subject": [title], "body": [f"{title}\n\n{url}"]},
        "WhatsApp": {"text": [f"{title} {url}"]},
        "Telegram": {"url": [url], "text": [title]},
        "Facebook": {"u": [url]},
        "LinkedIn": {"url": [url]},
        "X": {"text": [title], "url": [url]},
    }
    assert links["E-mail"].startswith("mailto:?")
    assert all(link.startswith("https://") for name, link in links.items() if name != "E-mail")


def test_a_site_says_with_what_it_shares_and_in_which_order(campaign: Scratch) -> None:
    campaign.edit(
        "content/_site.yaml", "{cards: {types: []}}",
        "{cards: {types: []}, campaigns: {share: [bluesky, email]}}",
    ).build()  # fmt: skip
    assert list(share_links(campaign, EN)) == ["Bluesky", "E-mail"]
    campaign.edit("content/_site.yaml", "[bluesky, email]", "whatsapp").build()
    assert list(share_links(campaign, EN)) == ["WhatsApp"]


def test_a_network_that_nobody_knows_is_told_with_the_nearest(campaign: Scratch) -> None:
    campaign.edit(
        "content/_site.yaml", "{cards: {types: []}}",
        "{cards: {types: []}, campaigns: {share: [email, watsapp, qqqq]}}",
    ).build()  # fmt: skip
    assert campaign.problems == [
        "content/_site.yaml:4:58: “watsapp” is not known here. Did you mean “whatsapp”?",
        "content/_site.yaml:4:67: “qqqq” is not known here. "
        "Known: email, whatsapp, telegram, facebook, linkedin, x, bluesky.",
    ]


def test_once_a_campaign_has_ended_nothing_of_it_is_left_to_share(campaign: Scratch) -> None:
    campaign.build(today=datetime(2027, 2, 1, 0, 0))
    page = campaign.text(f"{IT}index.html")
    assert "site-share" not in page and "dona.example.org" not in page
    assert not {path for path in campaign.paths if path.endswith("qr.svg")}


def test_the_ask_to_tell_others_leads_to_where_it_can_be_shared(campaign: Scratch) -> None:
    campaign.build()
    for path in (f"{IT}index.html", "it/index.html"):
        links = [node.attributes["href"] for node in HTMLParser(campaign.text(path)).css(".asks a")]
        assert links == ["https://dona.example.org", f"/ong/{IT}#site-share"]


def test_a_site_without_the_plugin_still_shares_by_mail(campaign: Scratch) -> None:
    campaign.edit("content/_site.yaml", "options:", "plugins: []\noptions:").build()
    page = campaign.text(f"{EN}index.html")
    assert (
        'href="mailto:?subject=Water&amp;body=https%3A//example.org/ong/en/campaigns/water/"'
        in page
    )
    assert "qr.svg" not in page


@pytest.mark.parametrize(
    ("reached", "said", "value", "share"),
    [
        ("0", "Still to go: €60,000", "0", "0%"),
        ("59999", "Still to go: €1", "59999", "99%"),
        ("60000", "The goal has been reached", "60000", "100%"),
        ("75000.50", "The goal has been passed by €15,000.50", "60000", "125%"),
    ],
)
def test_the_thermometer_says_what_is_left_and_is_right_beyond_the_goal(
    campaign: Scratch, reached: str, said: str, value: str, share: str
) -> None:
    campaign.edit("content/campaigns/water.it.md", "38450", reached).build()
    page = HTMLParser(campaign.text(f"{EN}index.html"))
    assert page.css_first(".facts .left").text() == said
    bar = page.css_first(".facts progress").attributes
    assert (bar["value"], bar["max"]) == (value, "60000")
    assert page.css_first(".facts .share").text() == share


def test_what_was_not_reached_is_not_asked_for_after_the_end(campaign: Scratch) -> None:
    campaign.build(today=datetime(2027, 2, 1, 0, 0))
    page = HTMLParser(campaign.text(f"{EN}index.html"))
    assert page.css_first(".facts progress") and page.css_first(".facts .left") is None


@pytest.mark.parametrize(
    ("starts", "ends", "it", "en"),
    [
        ("2026-10-08", "2027-01-11", "dall’8 ottobre 2026 all’11 gennaio 2027",
         "from 8 October 2026 to 11 January 2027"),
        ("2026-10-11", "2027-01-01", "dall’11 ottobre 2026 al 1 gennaio 2027",
         "from 11 October 2026 to 1 January 2027"),
        ("", "2027-01-08", "fino all’8 gennaio 2027", "until 8 January 2027"),
        ("2026-10-18", "", "dal 18 ottobre 2026", "from 18 October 2026"),
    ],
)  # fmt: skip
def test_its_dates_are_said_as_one_says_them(
    campaign: Scratch, starts: str, ends: str, it: str, en: str
) -> None:
    path = "content/campaigns/water.it.md"
    campaign.edit(path, "starts: 2026-10-01\n", f"starts: {starts}\n" if starts else "")
    campaign.edit(path, "ends: 2027-01-31\n", f"ends: {ends}\n" if ends else "").build()
    for where, status, said in ((IT, "In corso", it), (EN, "Active", en)):
        page = HTMLParser(campaign.text(f"{where}index.html"))
        shown = page.css_first(".campaign-status").text().replace("\xa0", " ")
        assert shown == f"{status} {said}"


def test_a_campaign_without_facts_has_no_empty_box(campaign: Scratch) -> None:
    campaign.put("content/campaigns/bare.it.md", b"---\ntitle: Nuda\n---\nTesto.\n").build()
    page = HTMLParser(campaign.text("it/campagne/nuda/index.html"))
    assert not page.css("dl, .side, .has-side") and "Partecipa" not in page.css_first("main").text()
    assert HTMLParser(campaign.text(f"{IT}index.html")).css(".has-side > .side dl > div")


def test_without_the_plugin_the_button_to_tell_others_leads_to_the_line_for_mail(
    campaign: Scratch,
) -> None:
    campaign.edit("content/_site.yaml", "languages:", "plugins: [feeds]\nlanguages:").build()
    page = HTMLParser(campaign.text(f"{IT}index.html"))
    assert page.css_first('.asks a[href$="#site-share"]')
    assert page.css_first("#site-share a").attributes["href"].startswith("mailto:?")


@pytest.mark.parametrize(
    ("share", "named"),
    [("[[a]]", "[a]"), ("[{a: b}]", "{a: b}"), ("{a: b}", "{a: b}"), ("[email, 5]", "5")],
)
def test_what_is_no_name_of_a_network_is_told_with_its_line(
    campaign: Scratch, share: str, named: str
) -> None:
    options = f"options: {{campaigns: {{share: {share}}}, cards"
    campaign.edit("content/_site.yaml", "options: {cards", options).build()
    assert [text.partition(". ")[0] for text in campaign.problems] == [
        f"content/_site.yaml:4:{30 + share.index(named)}: “{named}” is not known here"
    ]
