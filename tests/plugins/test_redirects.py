"""Old addresses: pages that lead on, and the rules of each kind of host."""

from __future__ import annotations

import re

import pytest

from tests.scratch import Scratch

SITE = """
-- content/_site.yaml --
name: Prova
base_url: https://example.org
languages: [it, en]
plugins: [redirects]
-- content/pages/about.it.md --
---
title: Chi siamo
aliases: [/chi-siamo.html, /vecchia, /it/mission/, "/città/più%20(1)/"]
---
Testo.
-- content/projects/green.it.md --
---
title: Cortili
countries: [MK]
---
Testo.
"""


def rules(site: Scratch) -> dict[str, str]:
    """Return the lines of `_redirects` that Cloudflare reads."""
    lines = [line.split(" ") for line in site.text("_redirects").splitlines()]
    return {old: new for old, new, status in lines if status == "301"}


def apache_target(site: Scratch, path: str) -> str | None:
    """Return where Apache would send a decoded path."""
    for pattern, target in re.findall(
        r'^RedirectMatch 301 "(.+)" "(.+)"$', site.text(".htaccess"), re.M
    ):
        if re.search(pattern, path):
            return str(target)
    return None


def test_an_alias_is_a_page_that_leads_on(site: Scratch) -> None:
    site.write(SITE).build()
    assert site.problems == []
    for path in ("vecchia/index.html", "chi-siamo.html", "it/mission/index.html"):
        html = site.text(path)
        assert 'content="0; url=/it/chi-siamo/"' in html
        assert '<meta name="robots" content="noindex">' in html
        assert '<a href="/it/chi-siamo/">' in html


def test_the_former_name_of_a_country_leads_to_its_page(site: Scratch) -> None:
    site.write(SITE).build()
    assert "url=/it/paesi/macedonia-del-nord/" in site.text("it/paesi/macedonia/index.html")
    assert "en/countries/macedonia/index.html" not in site.paths


def test_an_alias_goes_before_a_former_name(site: Scratch) -> None:
    site.write(SITE).edit("content/pages/about.it.md", "/vecchia", "/it/paesi/macedonia/").build()
    assert site.problems == []
    assert "url=/it/chi-siamo/" in site.text("it/paesi/macedonia/index.html")


def test_a_former_name_that_a_page_has_taken_stays_with_the_page(site: Scratch) -> None:
    words = "sectors:\n  paesi: {it: X}\n"
    site.write(SITE).edit("content/_site.yaml", "plugins:", f"{words}plugins:")
    site.write("""
    -- content/pages/paesi.it.md --
    ---
    title: Paesi amici
    slug: paesi
    draft: true
    ---
    Testo.
    -- content/pages/paesi/macedonia.it.md --
    ---
    title: Macedonia
    ---
    Testo.
    """).build()
    assert site.problems == []
    assert "url=" not in site.text("it/paesi/macedonia/index.html")


def test_rules_for_netlify_and_cloudflare_are_percent_encoded(site: Scratch) -> None:
    site.write(SITE).build()
    found = rules(site)
    assert found["/vecchia/"] == "/it/chi-siamo/"
    assert found["/chi-siamo.html"] == "/it/chi-siamo/"
    assert found["/citt%C3%A0/pi%C3%B9%20(1)/"] == "/it/chi-siamo/"
    assert found["/it/paesi/macedonia/"] == "/it/paesi/macedonia-del-nord/"
    lines = site.text("_redirects").splitlines()
    assert lines == [line for old in found for line in lines if line.startswith(f"{old} ")]
    assert [line.split(" ")[2] for line in lines[:2]] == ["301!", "301"]


def test_rules_for_apache_match_the_address_and_no_other(site: Scratch) -> None:
    site.write(SITE).build()
    assert apache_target(site, "/vecchia") == "/it/chi-siamo/"
    assert apache_target(site, "/vecchia/") == "/it/chi-siamo/"
    assert apache_target(site, "/vecchia/altro") is None
    assert apache_target(site, "/chi-siamo.html") == "/it/chi-siamo/"
    assert apache_target(site, "/chi-siamo-html") is None
    assert apache_target(site, "/città/più (1)/") == "/it/chi-siamo/"


def test_apache_answers_in_the_language_of_the_address(site: Scratch) -> None:
    site.write(SITE).build(base_url="https://example.org/sub")
    text = site.text(".htaccess")
    assert text.startswith("ErrorDocument 404 /sub/404.html\n")
    assert (
        '<If "%{REQUEST_URI} =~ m#^/sub/en/#">\nErrorDocument 404 /sub/en/404.html\n</If>' in text
    )


def test_rules_for_nginx_are_decoded_and_stand_once(site: Scratch) -> None:
    site.write(SITE).build()
    lines = site.text("redirects.nginx.conf").splitlines()
    assert 'location = "/città/più (1)/" { return 301 "/it/chi-siamo/"; }' in lines
    assert 'location = "/vecchia" { return 301 "/it/chi-siamo/"; }' in lines
    places = [line.split(" {")[0] for line in lines]
    assert len(places) == len(set(places))


def test_no_sign_of_an_alias_breaks_a_rule(site: Scratch) -> None:
    site.write(SITE).edit("content/pages/about.it.md", "/vecchia", "'/x$y{z}\"q/'").build()
    assert apache_target(site, '/x$y{z}"q/') == "/it/chi-siamo/"
    assert '"^/x\\x24y\\x7bz\\x7d\\x22q/?$"' in site.text(".htaccess")
    assert 'location = "/x$y{z}\\"q/" {' in site.text("redirects.nginx.conf")


def test_rules_hold_where_the_site_is_mounted(site: Scratch) -> None:
    site.write(SITE).build(base_url="https://example.org/sub")
    assert rules(site)["/sub/vecchia/"] == "/sub/it/chi-siamo/"
    assert apache_target(site, "/sub/vecchia") == "/sub/it/chi-siamo/"


def test_a_target_beyond_ascii_is_encoded_where_the_format_wants_it(site: Scratch) -> None:
    site.write(SITE).edit("content/pages/about.it.md", "title: Chi siamo", "title: Вода").build()
    assert rules(site)["/vecchia/"] == "/it/%D0%B2%D0%BE%D0%B4%D0%B0/"
    assert apache_target(site, "/vecchia/") == "/it/вода/"
    assert 'return 301 "/it/%D0%B2%D0%BE%D0%B4%D0%B0/"' in site.text("redirects.nginx.conf")


@pytest.mark.parametrize("taken", ["/it/", "/it/progetti/cortili/", "/it/chi-siamo/"])
def test_an_alias_of_an_address_in_use_is_a_problem_of_its_writer(
    site: Scratch, taken: str
) -> None:
    site.write(SITE).edit("content/pages/about.it.md", "/vecchia", taken).build()
    assert any(found.startswith("content/pages/about.it.md") for found in site.problems)


def test_two_entries_cannot_have_one_alias(site: Scratch) -> None:
    site.write(SITE).edit(
        "content/projects/green.it.md", "countries:", "aliases: [/vecchia/]\ncountries:"
    )
    site.build()
    assert len(site.problems) == 1
    assert "/vecchia/" in site.problems[0]


def test_an_entry_may_say_an_alias_twice(site: Scratch) -> None:
    site.write(SITE).edit("content/pages/about.it.md", "/vecchia", "/vecchia, /vecchia/").build()
    assert site.problems == []


def test_the_home_and_the_texts_of_terms_may_have_aliases(site: Scratch) -> None:
    site.write(SITE).write("""
    -- content/pages/index.it.md --
    ---
    title: Prova
    aliases: [/home.html]
    ---
    Testo.
    -- content/countries/MK.it.md --
    ---
    aliases: [/skopje/]
    ---
    Testo.
    """).build()
    assert site.problems == []
    assert rules(site)["/home.html"] == "/it/"
    assert rules(site)["/skopje/"] == "/it/paesi/macedonia-del-nord/"


def test_a_new_address_remakes_the_rules(site: Scratch) -> None:
    site.write(SITE).build()
    site.edit("content/pages/about.it.md", "title: Chi siamo", "title: Noi").build()
    assert {"_redirects", ".htaccess", "redirects.nginx.conf", "vecchia/index.html"} <= site.made
    site.edit("content/pages/about.it.md", "Testo.", "Altro.").build()
    assert not {"_redirects", ".htaccess", "redirects.nginx.conf"} & site.made


def test_a_site_without_old_addresses_has_only_its_own_404(site: Scratch) -> None:
    site.write("""
    -- content/_site.yaml --
    name: Prova
    base_url: https://example.org
    languages: [it]
    plugins: [redirects]
    """).build()
    assert "_redirects" not in site.paths
    assert site.text(".htaccess") == "ErrorDocument 404 /404.html\n"
