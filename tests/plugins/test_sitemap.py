"""The sitemap and robots.txt."""

from __future__ import annotations

from lxml import etree

from tests.scratch import Scratch

SITE = """
-- content/_site.yaml --
name: Prova
base_url: https://example.org
languages: [it, en]
plugins: [sitemap, redirects]
-- content/pages/about.it.md --
---
title: Chi siamo
updated: 2026-05-01
aliases: [/vecchia/]
---
Testo.
-- content/pages/about.en.md --
---
title: About us
---
Text.
-- content/projects/wells.en.md --
---
title: Wells
date: 2026-01-10
countries: [KE]
sectors: [water]
---
Text.
"""
SPACES = {
    "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "x": "http://www.w3.org/1999/xhtml",
}
Alternates = dict[str, str]


def sitemap(site: Scratch, path: str = "sitemap.xml") -> dict[str, Alternates]:
    """Return the alternates of each address; the file's form is checked on the way."""
    root = etree.fromstring(site.data(path))
    assert root.tag == f"{{{SPACES['s']}}}urlset"
    found = {}
    for url in root:
        names = [etree.QName(child).localname for child in url]
        assert names[0] == "loc"
        assert names.count("loc") == 1 and names.count("lastmod") <= 1
        assert set(names) <= {"loc", "lastmod", "link"}
        links = [link.attrib for link in url.findall("x:link", SPACES)]
        assert all(link["rel"] == "alternate" for link in links)
        languages = [link["hreflang"] for link in links]
        assert len(languages) == len(set(languages))
        place = url.findtext("s:loc", namespaces=SPACES)
        assert place is not None and place not in found
        found[place] = {link["hreflang"]: link["href"] for link in links}
    return found


def lastmod(site: Scratch) -> dict[str, str]:
    """Return the addresses that have a date."""
    root = etree.fromstring(site.data("sitemap.xml"))
    dated = root.xpath("s:url[s:lastmod]", namespaces=SPACES)
    return {
        url.findtext("s:loc", None, SPACES): url.findtext("s:lastmod", None, SPACES)
        for url in dated
    }


def in_head(html: str) -> Alternates:
    """Return the alternates that a page's head has."""
    found = etree.HTML(html).xpath("//head/link[@rel='alternate'][@hreflang]")
    return {link.get("hreflang"): link.get("href") for link in found}


def test_every_page_for_search_engines_is_there_and_no_other(site: Scratch) -> None:
    site.write(SITE).build()
    assert site.problems == []
    pages = {path.removesuffix("index.html") for path in site.paths if path.endswith(".html")}
    left_out = {"", "404.html", "it/404.html", "en/404.html", "vecchia/"}
    assert set(sitemap(site)) == {f"https://example.org/{path}" for path in pages - left_out}


def test_alternates_are_reciprocal_with_the_page_itself_and_one_default(site: Scratch) -> None:
    site.write(SITE).build()
    found = sitemap(site)
    for url, links in found.items():
        own = url.split("/")[3]
        assert links[own] == url
        assert "x-default" in links
        for lang in links.keys() - {"x-default"}:
            assert found[links[lang]] == links


def test_a_page_of_one_language_is_its_own_default(site: Scratch) -> None:
    site.write(SITE).build()
    url = "https://example.org/en/projects/wells/"
    assert sitemap(site)[url] == {"en": url, "x-default": url}


def test_the_sitemap_and_the_heads_agree(site: Scratch) -> None:
    site.write(SITE).build()
    for url, links in sitemap(site).items():
        path = url.removeprefix("https://example.org/")
        assert in_head(site.text(f"{path}index.html")) == links


def test_a_date_is_what_the_content_says_and_lists_have_none(site: Scratch) -> None:
    site.write(SITE).build()
    assert lastmod(site) == {
        "https://example.org/it/chi-siamo/": "2026-05-01",
        "https://example.org/en/about-us/": "2026-05-01",
        "https://example.org/en/projects/wells/": "2026-01-10",
    }


def test_a_fallback_is_not_in_the_sitemap(site: Scratch) -> None:
    settings = "base_url: https://example.org"
    site.write(SITE).edit("content/_site.yaml", settings, f"{settings}\nfallback: true").build()
    assert "it/progetti/wells/index.html" in site.paths
    found = sitemap(site)
    assert "https://example.org/it/progetti/wells/" not in found
    assert "it" not in found["https://example.org/en/projects/wells/"]


def test_a_site_of_one_language_has_no_alternates(site: Scratch) -> None:
    site.write("""
    -- content/_site.yaml --
    name: Prova
    base_url: https://example.org/ong
    languages: [it]
    plugins: [sitemap]
    -- content/pages/about.it.md --
    ---
    title: Chi siamo
    ---
    Testo.
    """).build()
    assert sitemap(site) == {
        "https://example.org/ong/": {},
        "https://example.org/ong/chi-siamo/": {},
    }
    assert "xhtml" not in site.text("sitemap.xml")


def test_too_many_addresses_are_split_below_an_index(site: Scratch) -> None:
    settings = "base_url: https://example.org"
    site.write(SITE).build()
    whole = sitemap(site)
    options = "options: {sitemap: {limit: 4}}"
    site.edit("content/_site.yaml", settings, f"{settings}\n{options}").build()
    root = etree.fromstring(site.data("sitemap.xml"))
    assert root.tag == f"{{{SPACES['s']}}}sitemapindex"
    files = [loc.text.removeprefix("https://example.org/") for loc in root.iter("{*}loc")]
    assert files == [f"sitemap-{number}.xml" for number in range(1, len(files) + 1)]
    parts = [sitemap(site, path) for path in files]
    assert max(len(part) for part in parts) == 4
    assert {url: links for part in parts for url, links in part.items()} == whole


def test_robots_are_let_in_and_shown_the_sitemap(site: Scratch) -> None:
    site.write(SITE).build()
    lines = site.text("robots.txt").splitlines()
    assert lines == ["User-agent: *", "Allow: /", "", "Sitemap: https://example.org/sitemap.xml"]


def test_a_preview_with_drafts_keeps_them_from_search_engines(site: Scratch) -> None:
    site.write(SITE).edit("content/projects/wells.en.md", "date:", "draft: true\ndate:")
    site.build(drafts=True)
    assert "Disallow: /" in site.text("robots.txt")
    assert "Sitemap" not in site.text("robots.txt")
    assert "https://example.org/en/projects/wells/" not in sitemap(site)


def test_an_edited_body_leaves_the_sitemap_as_it_is(site: Scratch) -> None:
    site.write(SITE).build()
    site.edit("content/projects/wells.en.md", "Text.", "More.").build()
    assert "sitemap.xml" not in site.made
    site.edit("content/projects/wells.en.md", "date: 2026-01-10", "date: 2026-01-11").build()
    assert "sitemap.xml" in site.made
