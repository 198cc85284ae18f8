"""The Content-Security-Policy: strict, made from the settings, on every page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from megafono.policy import header, policy
from tests.scratch import SETTINGS, Scratch


def directives(text: str) -> dict[str, list[str]]:
    """Return the directives of a policy: name -> sources."""
    return {part.split()[0]: part.split()[1:] for part in text.split("; ")}


def test_a_site_that_lists_no_host_has_its_own_alone() -> None:
    found = directives(policy(()))
    assert found["default-src"] == ["'none'"]
    for name in ("base-uri", "frame-src", "object-src"):
        assert found[name] == ["'none'"], name
    sources = {source for values in found.values() for source in values}
    assert sources == {"'none'", "'self'"}


def test_a_listed_host_is_allowed_to_be_loaded_from_and_to_do_no_more() -> None:
    found = directives(policy(("pics.example.net", "*.example.com")))
    for name in ("img-src", "script-src", "style-src", "connect-src", "form-action"):
        assert found[name] == ["'self'", "pics.example.net", "*.example.com"], name
    assert found["frame-src"] == ["pics.example.net", "*.example.com"]
    for name in ("default-src", "base-uri", "object-src"):
        assert found[name] == ["'none'"], name
    assert found["worker-src"] == found["manifest-src"] == ["'self'"]


def test_a_header_also_says_who_may_frame_a_page_which_a_meta_cannot() -> None:
    assert directives(header(()))["frame-ancestors"] == ["'self'"]
    assert "frame-ancestors" not in policy(())


def test_every_page_of_the_demo_bears_the_policy_before_it_loads_anything(demo: Path) -> None:
    pages = sorted(demo.rglob("*.html"))
    assert len(pages) > 500
    for file in pages:
        html = file.read_text("utf-8")
        place = html.find('<meta http-equiv="Content-Security-Policy"')
        first = re.search(r"<(?:link|script|img|style)\b", html)
        assert place > 0 and first and place < first.start(), file
        assert f'content="{policy(())}"' in html[place : place + 500], file
        assert '<meta name="referrer" content="strict-origin-when-cross-origin">' in html, file


@pytest.mark.parametrize(
    ("hosts", "cure"),
    [
        ("[https://www.example.net/a.js]", "Write “www.example.net”."),
        ("[www.example.net/a]", "Write “www.example.net”."),
        ("[example]", "as in www.example.org"),
        ('["https://[x"]', "as in www.example.org"),
        ('["*"]', "as in www.example.org"),
        ("[\"'unsafe-inline'\"]", "as in www.example.org"),
        ('["example.net; script-src *"]', "as in www.example.org"),
    ],
)
def test_what_is_no_name_of_a_host_is_refused(site: Scratch, hosts: str, cure: str) -> None:
    site.put("content/_site.yaml", f"{SETTINGS}hosts: {hosts}\n".encode()).build()
    (said,) = site.problems
    assert said.startswith("content/_site.yaml:4:") and "is not the name of a host" in said
    assert cure in said


def test_hosts_are_names_in_any_letters_with_stars_and_ports(site: Scratch) -> None:
    hosts = 'hosts: [CDN.Example.net, "*.example.com", "media.example.net:8443"]\n'
    site.put("content/_site.yaml", (SETTINGS + hosts).encode()).build()
    assert site.problems == []
    assert "img-src 'self' cdn.example.net *.example.com media.example.net:8443;" in site.text(
        "it/index.html"
    )
