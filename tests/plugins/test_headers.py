"""What a host says with each file: `_headers`, and `.htaccess` where it is asked for."""

from __future__ import annotations

from megafono.policy import header, loose
from tests.scratch import SETTINGS, Scratch


def rules(text: str) -> dict[str, list[str]]:
    """Return the headers of each path."""
    found: dict[str, list[str]] = {}
    path = ""
    for line in text.splitlines():
        if line.startswith("  "):
            found[path].append(line.strip())
        else:
            path = line
            found[path] = []
    return found


def test_every_file_is_sent_with_headers_and_pages_with_the_policy(site: Scratch) -> None:
    site.build()
    found = rules(site.text("_headers"))
    assert list(found) == ["/*", "/it/*", "/en/*", "/media/*", "/assets/*"]
    assert "X-Content-Type-Options: nosniff" in found["/*"]
    assert "Content-Security-Policy: frame-ancestors 'self'" in found["/*"]
    assert any(line.startswith("Permissions-Policy: ") for line in found["/*"])
    assert found["/it/*"] == found["/en/*"] == [f"Content-Security-Policy: {header(())}"]
    assert all(len(line) < 2000 for line in site.text("_headers").splitlines()), "Cloudflare's most"


def test_a_site_below_a_folder_has_its_rules_there(site: Scratch) -> None:
    site.build(base_url="https://example.org/sub")
    assert list(rules(site.text("_headers"))) == [
        *("/sub/*", "/sub/it/*", "/sub/en/*"),
        *("/sub/media/*", "/sub/assets/*"),
    ]


def test_files_of_a_site_of_one_language_run_no_script_either(site: Scratch) -> None:
    site.put("content/_site.yaml", f"{SETTINGS}hosts: [cdn.example.net]\n".encode())
    site.edit("content/_site.yaml", "[it, en]", "[it]").build()
    found = rules(site.text("_headers"))
    (policy,) = found["/media/*"]
    assert found["/assets/*"] == [policy] and "script-src 'none'" in policy
    assert "default-src 'self' data: blob: cdn.example.net;" in policy


def test_listed_hosts_come_into_the_headers(site: Scratch) -> None:
    site.build()
    site.put("content/_site.yaml", f"{SETTINGS}hosts: [cdn.example.net]\n".encode()).build()
    assert "_headers" in site.made
    assert f"Content-Security-Policy: {header(('cdn.example.net',))}" in site.text("_headers")


def test_apache_says_the_same_only_where_it_is_asked(site: Scratch) -> None:
    site.build()
    assert "Content-Security-Policy" not in site.text(".htaccess")
    options = "options: {headers: {apache: true}}\n"
    site.put("content/_site.yaml", (SETTINGS + options).encode()).build()
    text = site.text(".htaccess")
    assert text.startswith("ErrorDocument 404 /404.html\n")
    assert f'Header always set Content-Security-Policy "{header(())}"' in text
    assert 'Header always set X-Content-Type-Options "nosniff"' in text
    assert f'Header always set Content-Security-Policy "{loose(())}"' in text
    opened = text.count("<IfModule ") + text.count("<FilesMatch ") + text.count("<If ")
    closed = text.count("</IfModule>") + text.count("</FilesMatch>") + text.count("</If>")
    assert opened == closed
    inside = text[text.index("<IfModule mod_headers.c>") :].splitlines()
    depth = 0
    for line in inside:
        depth += line.startswith("<IfModule") - line.startswith("</IfModule")
        assert depth or line == "</IfModule>", f"{line} would stop a host without the module"
