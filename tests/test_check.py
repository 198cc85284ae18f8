"""`megafono check`: one run, everything told once, at the place where it can be mended."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from megafono import build, external, markup
from megafono.check import as_json, check
from megafono.external import Reply
from megafono.model import Options
from megafono.problem import Problem, Stop, message
from tests.scratch import TODAY, English, Scratch, said

PAGE = "-- content/pages/about.it.md --\n---\ntitle: Noi\n---\n\n{}\n"


def problems(site: Scratch, *, fetch: external.Fetch | None = None) -> tuple[Problem, ...]:
    """Check a site."""
    options = Options(root=site.root, out=site.out, now=TODAY)
    if fetch is None:
        return check(options, external=False)
    return check(options, external=True, fetch=fetch)


def found(site: Scratch, word: str) -> list[str]:
    """Return what `check` says that holds a word."""
    return [text for text in map(said, problems(site)) if word in text]


def with_body(site: Scratch, html: str) -> Scratch:
    """Write a page whose Markdown is this HTML, on line 5."""
    return site.write(PAGE.format(html))


def test_a_sound_site_is_told_nothing(site: Scratch) -> None:
    with_body(site, "## Chi siamo\n\nSiamo noi, nella [nostra pagina](/pages/about#chi-siamo).")
    assert [said(problem) for problem in problems(site)] == []


def test_what_is_published_stays_as_it_is(site: Scratch) -> None:
    with_body(site, "Ciao.").build()
    before = site.tree()
    with_body(site, "Cambiato.")
    problems(site)
    assert site.tree() == before
    assert (site.root / ".cache/check/public/it/index.html").is_file()
    assert not (site.root / ".cache/check/public/it/noi/index.html").read_text().count("Ciao.")


def test_a_second_check_says_the_same(site: Scratch) -> None:
    with_body(site, '<form action="/none/"></form>\n\n[x](/nowhere)\n\n![](none.jpg)')
    first = problems(site)
    assert len(first) >= 3
    assert problems(site) == first


def test_errors_of_the_build_do_not_hide_what_is_wrong_in_other_pages(site: Scratch) -> None:
    with_body(site, '<form action="/none/"></form>')
    site.write("-- content/pages/b.it.md --\n---\ntitle: B\n---\n[x](/nowhere)\n")
    for _ in range(2):
        told = [said(problem) for problem in problems(site)]
        assert any("“/none/” leads nowhere" in text for text in told)
        assert any("“/nowhere” leads nowhere" in text for text in told)


def test_an_engine_edited_meanwhile_stops_no_check(
    site: Scratch, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_body(site, '<form action="/none/"></form>')
    site.write("-- content/pages/b.it.md --\n---\ntitle: B\n---\n[x](/nowhere)\n")
    problems(site)
    codes = iter(["another", build.code(site.root)])
    monkeypatch.setattr("megafono.build.code", lambda _: next(codes))
    assert any("“/nowhere” leads nowhere" in said(problem) for problem in problems(site))


def test_settings_that_cannot_be_used_are_told_and_no_site_stops(site: Scratch) -> None:
    site.write("-- content/_site.yaml --\nname: Prova\n")
    assert len(problems(site)) == 2
    with pytest.raises(Stop) as stop:
        check(Options(root=site.root / "none", out=site.out), external=False)
    assert stop.value.status == 2


# Addresses


@pytest.mark.parametrize(
    "html",
    [
        '<form action="/none/"></form>',
        '<video src="{ok}" poster="/none/"></video>',
        '<iframe title="T" src="/none/"></iframe>',
        '<img alt="" src="{ok}" srcset="{ok} 1x, /none/ 2x">',
        '<object data="/none/"></object>',
        '<form action="https://example.org/none/"></form>',
        '<area alt="" href="../../none/">',
    ],
)
def test_an_address_that_leads_nowhere_is_told_at_its_line(site: Scratch, html: str) -> None:
    site.put("content/pages/a.svg", b'<svg xmlns="http://www.w3.org/2000/svg"/>')
    html = html.replace('src="{ok}"', 'src="a.svg"').replace("{ok}", "/media/pages/a.svg")
    with_body(site, html)
    told = [text for text in found(site, "leads nowhere") if "none/” leads" in text]
    assert len(told) == 1 and told[0].startswith("content/pages/about.it.md:5:")
    assert "(on /it/noi/)" in told[0]


@pytest.mark.parametrize(
    "html",
    [
        '<form action="/it/?q=1"></form>',
        '<form action="."></form>',
        '<form action=""></form>',
        '<area alt="" href="../noi/#a"><i id="a"></i>',
        '<area alt="" href="mailto:a@example.org">',
        '<a name="x">Qui si dona</a><area alt="" href="#x"><area alt="" href="#top">',
        '<area alt="" href="https://example.org">',
        '<img alt="" src="data:image/gif;base64,R0lGOD">',
    ],
)
def test_addresses_that_lead_somewhere_are_left_alone(site: Scratch, html: str) -> None:
    assert not found(with_body(site, html), "leads")


def test_what_is_broken_on_every_page_is_told_once(site: Scratch) -> None:
    with_body(site, "Ciao.")
    settings = "name: Prova\nbase_url: https://example.org\nlanguages: [it, en]\n"
    menu = "menus:\n  main:\n    - {label: Rotto, url: /it/none/}\n"
    site.put("content/_site.yaml", (settings + menu).encode())
    (told,) = found(site, "“/it/none/” leads nowhere")
    assert told.startswith("content/_site.yaml:6:27: ")
    assert "pages, such as /" in told


def test_an_address_without_its_last_slash_is_told_with_it(site: Scratch) -> None:
    (told,) = found(with_body(site, '<form action="/it/noi"></form>'), "leads nowhere")
    assert "Did you mean “/it/noi/”?" in told


def test_a_site_in_a_folder_has_its_own_addresses(site: Scratch) -> None:
    with_body(site, '<form action="/sub/it/noi/"></form><form action="/it/noi/"></form>')
    site.put(
        "content/_site.yaml", b"name: P\nbase_url: https://example.org/sub\nlanguages: [it, en]\n"
    )
    (told,) = found(site, "leads nowhere")
    assert "“/it/noi/”" in told


def test_an_anchor_that_its_page_has_not_is_told(site: Scratch) -> None:
    with_body(
        site, '<i id="soldi"></i><area alt="" href="/it/noi/#sodi"><area alt="" href="#soldi">'
    )
    (told,) = found(site, "anchor that is not")
    assert told.startswith("content/pages/about.it.md:5:") and "Did you mean “soldi”?" in told


def test_what_the_build_tells_is_not_told_twice(site: Scratch) -> None:
    with_body(site, "![Un pozzo](none.jpg)\n\n[Soldi](/pages/about#none)")
    assert len(problems(site)) == 2


# Names and structure


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ('<i id="a"></i><b id="a"></b>', "the id “a” stands twice"),
        ('<img src="a.svg">', "has no “alt”"),
        ('<a href="/pages/about"></a>', "has no words"),
        ('<a href="/pages/about"><img src="a.svg" alt=""></a>', "has no words"),
        ("<button></button>", "a button has no words"),
        ('<button class="x"> <i></i></button>', "a button has no words"),
        ('<iframe src="/it/noi/"></iframe>', "has no title"),
        ('<script src="https://cdn.example.net/a.js"></script>', "from cdn.example.net"),
        ('<link rel="stylesheet" href="//fonts.example.net/a.css">', "from fonts.example.net"),
        ('<iframe title="T" src="https://video.example.net/1"></iframe>', "from video.example.net"),
    ],
)
def test_what_is_wrong_in_a_page_is_told(site: Scratch, html: str, words: str) -> None:
    site.put("content/pages/a.svg", b'<svg xmlns="http://www.w3.org/2000/svg"/>')
    told = found(with_body(site, html), words)
    assert len(told) == 1 and told[0].startswith("content/pages/about.it.md:")


@pytest.mark.parametrize(
    "html",
    [
        '<a href="/pages/about"><img src="a.svg" alt="Noi"></a>',
        '<a href="/pages/about" aria-label="Noi"></a>',
        '<a href="/pages/about"><svg><title>Noi</title></svg></a>',
        "<button>Vai</button>",
        '<button aria-label="Vai"></button>',
        '<img src="a.svg" alt="">',
        '<a href="https://other.example.net/">Un altro sito</a>',
    ],
)
def test_what_has_a_name_is_left_alone(site: Scratch, html: str) -> None:
    site.put("content/pages/a.svg", b'<svg xmlns="http://www.w3.org/2000/svg"/>')
    with_body(site, f"{html}\n\n![Noi](a.svg)")
    assert [said(problem) for problem in problems(site)] == []


@pytest.mark.parametrize(
    ("template", "words"),
    [
        ("<html><body><h1>T</h1></body></html>", "does not say its language"),
        ('<html lang="it"><body></body></html>', "no heading of the first level"),
        ('<html lang="it"><h1>A</h1><h1>B</h1></html>', "has 2 headings of the first level"),
    ],
)
def test_what_is_wrong_in_a_template_is_told(site: Scratch, template: str, words: str) -> None:
    with_body(site, "Ciao.").put("themes/default/templates/page.html", template.encode())
    site.write("-- content/pages/b.it.md --\n---\ntitle: B\n---\nCiao.\n")
    (told,) = found(site, words)
    assert "(on 2 pages, such as /it/" in told


def test_a_redirect_needs_no_heading() -> None:
    html = b'<html lang="it"><meta http-equiv="Refresh" content="0; url=/"><p>Spostata</p></html>'
    place = markup.Place(host="", base_path="", paths=frozenset())
    assert markup.read("a.html", html, place).faults == []


# Other sites


@pytest.fixture
def server() -> Iterator[str]:
    """A local site: /ok, /gone (404), /no-head (HEAD 405), /shy (403), /loop, /file (to file:)."""
    seen: list[str] = []

    class Local(BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            seen.append(f"{self.command} {self.path}")
            status = {"/gone": 404, "/no-head": 405, "/shy": 403, "/broken": 503, "/file": 302}
            code = status.get(self.path, 200)
            if self.path == "/no-head" and self.command == "GET":
                code = 200
            self.send_response(code)
            if self.path == "/file":
                self.send_header("Location", "ftp://127.0.0.1/")
            self.send_header("Content-Length", "0")
            self.end_headers()

        do_GET = do_HEAD

        def log_message(self, *_: object) -> None: ...

    found = ThreadingHTTPServer(("127.0.0.1", 0), Local)
    thread = threading.Thread(target=found.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{found.server_address[1]}"
    found.shutdown()
    thread.join()
    found.server_close()


@pytest.mark.parametrize(
    ("path", "is_broken"),
    [("/ok", False), ("/gone", True), ("/no-head", False), ("/shy", False), ("/broken", True)],
)
def test_only_what_is_gone_is_broken(server: str, path: str, is_broken: bool) -> None:
    assert external.fetch(server + path).is_broken is is_broken


def test_a_host_that_does_not_answer_is_broken(server: str) -> None:
    assert external.fetch("http://127.0.0.1:9/").why
    assert external.fetch(server + "/file").why == "redirect to ftp:"


def test_a_link_from_outside_does_not_lead_into_a_private_network() -> None:
    redirects = external.Redirects(may_be_private=False)
    request = external.Request("http://example.org/")
    with pytest.raises(external.URLError, match="private"):
        redirects.redirect_request(request, None, 302, "", {}, "http://127.0.0.1/")  # type: ignore[arg-type]


def test_links_to_other_sites_are_tried_once_and_told_at_their_line(site: Scratch) -> None:
    with_body(
        site,
        "[Uno](https://a.example/x#1), [due](https://a.example/x#2), [tre](https://b.example/)",
    )
    asked: list[str] = []

    def fetch(address: str) -> Reply:
        asked.append(address)
        return Reply(status=404) if "a.example" in address else Reply(status=200)

    told = [said(found) for found in problems(site, fetch=fetch)]
    assert sorted(asked) == ["https://a.example/x", "https://b.example/"]
    assert [text.partition(" the link")[0] for text in told] == [
        "content/pages/about.it.md:5:7:",
        "content/pages/about.it.md:5:37:",
    ]
    assert "does not answer: 404" in told[0]


def test_a_site_is_asked_one_thing_at_a_time() -> None:
    busy: dict[str, int] = {}
    most = 0

    def fetch(address: str) -> Reply:
        nonlocal most
        host = address.split("/")[2]
        busy[host] = busy.get(host, 0) + 1
        most = max(most, busy[host])
        threading.Event().wait(0.002)
        busy[host] -= 1
        return Reply(status=200)

    addresses = [f"https://{host}.example/{number}" for host in "ab" for number in range(8)]
    assert len(external.tried(addresses, fetch)) == 16
    assert most == 1


def test_without_external_nobody_is_asked(site: Scratch) -> None:
    with_body(site, "[Uno](https://a.example/)")
    options = Options(root=site.root, out=site.out, now=TODAY)

    def fetch(_: str) -> Reply:
        raise AssertionError("asked")

    assert check(options, external=False, fetch=fetch) == ()


# JSON


def test_json_has_each_problem_in_order_and_a_summary() -> None:
    one = Problem(message=message("a {b}", b=1), path="p", line=2, column=3, hint=message("Mend."))
    two = replace(one, level="hint", hint=None, line=0, column=0)
    made = json.loads(as_json([one, two], English()))
    assert made["problems"] == [
        {"level": "error", "path": "p", "line": 2, "column": 3, "message": "a 1", "hint": "Mend."},
        {"level": "hint", "path": "p", "line": 0, "column": 0, "message": "a 1", "hint": None},
    ]
    assert made["summary"] == {"errors": 1, "warnings": 0, "hints": 1}


def test_json_speaks_the_language_of_its_catalog() -> None:
    class Loud(English):
        def text(self, text: str, /, context: str = "") -> str:
            return text.upper()

    assert (
        json.loads(as_json([Problem(message=message("àb"))], Loud()))["problems"][0]["message"]
        == "ÀB"
    )
