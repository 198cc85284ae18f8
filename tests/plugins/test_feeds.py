"""The Atom feeds: where they are, what is in them, and that readers understand them."""

from __future__ import annotations

import feedparser
import pytest
from lxml import etree

from tests.scratch import Scratch

SITE = """
-- content/_site.yaml --
name: {it: Passo Lungo, en: Long Step}
base_url: https://example.org/ong
languages: [it, en]
plugins: [feeds]
licence: {name: CC BY 4.0, url: "https://creativecommons.org/licenses/by/4.0/"}
-- content/news/well.it.md --
---
title: "Il «decimo» pozzo & la pompa"
date: 2026-03-04
updated: 2026-07-01
countries: [KE]
sectors: [water]
---
L'acqua **scorre** da [marzo](https://example.com/).
-- content/news/well.en.md --
---
title: The tenth well
summary: Water at last, 5 < 6.
---
Water.
-- content/news/older.it.md --
---
title: Cambiando de lente
title_lang: es
date: 2025-12-31
---
Testo.
-- content/notices/call.it.md --
---
title: Avviso
date: 2026-02-01
---
Testo.
-- content/projects/wells.it.md --
---
title: Pozzi
date: 2026-01-10
countries: [KE]
---
Testo.
-- content/projects/undated.it.md --
---
title: Senza data
countries: [KE]
---
Testo.
"""

ATOM = etree.RelaxNG(
    etree.XML(
        """
<grammar xmlns="http://relaxng.org/ns/structure/1.0" ns="http://www.w3.org/2005/Atom"
         datatypeLibrary="http://www.w3.org/2001/XMLSchema-datatypes">
  <define name="common">
    <optional><attribute name="lang" ns="http://www.w3.org/XML/1998/namespace"/></optional>
    <optional>
      <attribute name="base" ns="http://www.w3.org/XML/1998/namespace">
        <data type="anyURI"/>
      </attribute>
    </optional>
  </define>
  <define name="uri"><data type="anyURI"><param name="minLength">4</param></data></define>
  <define name="date">
    <data type="dateTime">
      <param name="pattern">\\S+T\\d\\d:\\d\\d:\\d\\d(Z|[+\\-]\\d\\d:\\d\\d)</param>
    </data>
  </define>
  <define name="text">
    <ref name="common"/>
    <optional><attribute name="type"><choice><value>text</value><value>html</value></choice>
    </attribute></optional>
    <text/>
  </define>
  <define name="id"><element name="id"><ref name="uri"/></element></define>
  <define name="title"><element name="title"><ref name="text"/></element></define>
  <define name="updated"><element name="updated"><ref name="date"/></element></define>
  <define name="link">
    <element name="link">
      <attribute name="href"><ref name="uri"/></attribute>
      <attribute name="rel">
        <choice><value>self</value><value>alternate</value><value>license</value></choice>
      </attribute>
      <optional><attribute name="type"/></optional>
      <optional><attribute name="hreflang"><data type="language"/></attribute></optional>
    </element>
  </define>
  <start>
    <element name="feed">
      <ref name="common"/>
      <interleave>
        <ref name="id"/>
        <ref name="title"/>
        <ref name="updated"/>
        <optional><element name="subtitle"><ref name="text"/></element></optional>
        <element name="author">
          <interleave>
            <element name="name"><text/></element>
            <element name="uri"><ref name="uri"/></element>
          </interleave>
        </element>
        <oneOrMore><ref name="link"/></oneOrMore>
        <zeroOrMore><ref name="entry"/></zeroOrMore>
      </interleave>
    </element>
  </start>
  <define name="entry">
    <element name="entry">
      <interleave>
        <ref name="id"/>
        <ref name="title"/>
        <ref name="updated"/>
        <optional><element name="published"><ref name="date"/></element></optional>
        <oneOrMore><ref name="link"/></oneOrMore>
        <zeroOrMore>
          <element name="category">
            <attribute name="term"/>
            <optional><attribute name="scheme"><ref name="uri"/></attribute></optional>
            <optional><attribute name="label"/></optional>
          </element>
        </zeroOrMore>
        <element name="summary"><ref name="text"/></element>
      </interleave>
    </element>
  </define>
</grammar>
""".strip()
    )
)
"""What RFC 4287 asks of the elements that we use (its appendix B, cut to them)."""


def feeds(site: Scratch) -> set[str]:
    """Return the paths of the feeds published."""
    return {path for path in site.paths if path.endswith("feed.xml")}


def titles(site: Scratch, path: str) -> list[str]:
    """Return the titles in a feed, as a feed reader reads it."""
    return [entry.title for entry in feedparser.parse(site.data(path)).entries]


def test_home_lists_and_terms_have_a_feed_and_archives_have_none(site: Scratch) -> None:
    site.write(SITE).build()
    assert site.problems == []
    assert {
        "it/feed.xml",
        "en/feed.xml",
        "it/notizie/feed.xml",
        "en/news/feed.xml",
        "it/avvisi/feed.xml",
        "it/progetti/feed.xml",
        "it/paesi/kenya/feed.xml",
        "en/countries/kenya/feed.xml",
    } <= feeds(site)
    assert not {path for path in feeds(site) if "2026" in path or "404" in path}
    assert "it/paesi/feed.xml" not in feeds(site)


def test_a_page_leads_to_its_feed(site: Scratch) -> None:
    site.write(SITE).build()
    link = '<link rel="alternate" type="application/atom+xml" title="Kenya" href="{}">'
    assert link.format("/ong/it/paesi/kenya/feed.xml") in site.text("it/paesi/kenya/index.html")


def test_only_the_first_page_of_a_list_has_a_feed(site: Scratch) -> None:
    settings = "plugins: [feeds]"
    site.write(SITE).edit("content/_site.yaml", settings, f"{settings}\nper_page: 1").build()
    assert "it/notizie/pagina/2/index.html" in site.paths
    assert "it/notizie/pagina/2/feed.xml" not in site.paths


def test_every_feed_is_valid_and_says_where_it_is(site: Scratch) -> None:
    site.write(SITE).build()
    for path in feeds(site):
        root = etree.fromstring(site.data(path))
        ATOM.assertValid(root)
        read = feedparser.parse(site.data(path))
        assert not read.bozo, path
        links = {link.rel: link.href for link in read.feed.links}
        assert links["self"] == f"https://example.org/ong/{path}"
        assert links["alternate"] == read.feed.id == links["self"].removesuffix("feed.xml")
        assert links["license"] == "https://creativecommons.org/licenses/by/4.0/"
        assert read.feed.language == path.split("/")[0]


def test_what_an_entry_says(site: Scratch) -> None:
    site.write(SITE).build()
    found = feedparser.parse(site.data("it/notizie/feed.xml"))
    assert found.feed.author == "Passo Lungo"
    entry = found.entries[0]
    assert entry.title == "Il «decimo» pozzo & la pompa"
    assert entry.id == "tag:example.org,2026:it/news/well"
    assert entry.published == "2026-03-04T00:00:00+01:00"
    assert entry.updated == "2026-07-01T00:00:00+02:00"
    assert entry.link.startswith("https://example.org/ong/it/notizie/")
    assert entry.summary == "L’acqua <strong>scorre</strong> da marzo."
    tags = {(tag.term, tag.scheme, tag.label) for tag in entry.tags}
    assert ("KE", "https://example.org/ong/it/paesi/", "Kenya") in tags
    assert "water" in {tag.term for tag in entry.tags}
    english = feedparser.parse(site.data("en/feed.xml")).entries[0]
    assert english.summary == "Water at last, 5 &lt; 6."
    assert '<title xml:lang="es">Cambiando' in site.text("it/feed.xml")


def test_the_home_has_news_notices_and_campaigns_newest_first(site: Scratch) -> None:
    site.write(SITE).build()
    found = titles(site, "it/feed.xml")
    assert found == ["Il «decimo» pozzo & la pompa", "Avviso", "Cambiando de lente"]
    assert feedparser.parse(site.data("it/feed.xml")).feed.updated == "2026-07-01T00:00:00+02:00"


def test_what_has_no_date_is_left_out_and_an_empty_feed_is_of_the_epoch(site: Scratch) -> None:
    site.write(SITE).build()
    assert titles(site, "it/paesi/kenya/feed.xml") == ["Il «decimo» pozzo & la pompa", "Pozzi"]
    site.edit("content/projects/wells.it.md", "date: 2026-01-10\n", "").build()
    assert titles(site, "it/progetti/feed.xml") == []
    assert "<updated>1970-01-01T00:00:00Z</updated>" in site.text("it/progetti/feed.xml")


def test_drafts_and_fallbacks_are_in_no_feed(site: Scratch) -> None:
    settings = "plugins: [feeds]"
    site.write(SITE).edit("content/_site.yaml", settings, f"{settings}\nfallback: true")
    site.edit("content/notices/call.it.md", "date:", "draft: true\ndate:")
    site.build(drafts=True)
    assert titles(site, "en/feed.xml") == ["The tenth well"]
    assert "Avviso" not in titles(site, "it/feed.xml")


def test_the_limit_can_be_set(site: Scratch) -> None:
    settings = "plugins: [feeds]"
    site.write(SITE).edit(
        "content/_site.yaml", settings, f"{settings}\noptions: {{feeds: {{limit: 1}}}}"
    )
    assert len(titles(site.build(), "it/feed.xml")) == 1


@pytest.mark.parametrize("given", ["many", "0", "-3", "2.5"])
def test_a_limit_that_is_no_number_is_a_problem(site: Scratch, given: str) -> None:
    settings = "plugins: [feeds]"
    site.write(SITE).edit(
        "content/_site.yaml", settings, f"{settings}\noptions: {{feeds: {{limit: {given}}}}}"
    )
    site.build()
    assert any("content/_site.yaml" in found and given in found for found in site.problems)
    assert site.paths == set()


def test_an_id_outlives_a_new_title_and_a_new_address(site: Scratch) -> None:
    site.write(SITE).build()
    before = feedparser.parse(site.data("en/feed.xml")).entries[0]
    site.edit("content/news/well.en.md", "The tenth well", "Water comes").build()
    after = feedparser.parse(site.data("en/feed.xml")).entries[0]
    assert before.id == after.id
    assert before.link != after.link


def test_a_title_remakes_the_feeds_it_is_in_and_the_end_of_a_body_none(site: Scratch) -> None:
    site.write(SITE).build()
    site.edit("content/news/older.it.md", "Testo.", "Testo.\n\nAltro ancora.").build()
    assert not {path for path in site.made if path.endswith("feed.xml")}
    site.edit("content/news/older.it.md", "lente", "lentes").build()
    remade = {path for path in site.made if path.endswith("feed.xml")}
    assert {"it/feed.xml", "it/notizie/feed.xml"} <= remade
    assert "en/feed.xml" not in remade
    assert "it/paesi/kenya/feed.xml" not in remade
