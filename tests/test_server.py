"""The preview: real requests on loopback, to a small site that is edited while it is served."""

import http.client
import json
import os
import threading
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from megafono import server as preview_server
from megafono.answer import media_type, read_inside, with_script
from megafono.known import next_change
from megafono.model import Options
from megafono.preview import Preview
from megafono.problem import Stop
from megafono.watch import Changes, inputs

SETTINGS = "name: Prova\nbase_url: https://prova.example\nlanguages: [it, en]\n"
PAGE = "---\ntitle: Chi siamo\n---\nSiamo in tre.\n"
PAGE_PATH = "content/pages/about.it.md"
PAGE_URL = "/it/chi-siamo/"
PATIENCE = 60
"""Seconds after which a test gives up; a machine at peace needs a hundredth."""


@dataclass
class Served:
    """A site in a folder and the preview that serves it."""

    root: Path
    port: int = 0
    lines: list[str] = field(default_factory=list)

    def write(self, path: str, text: str) -> None:
        """Saves a file, as an editor does."""
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="\n")

    def ask(
        self, path: str, method: str = "GET", **headers: str
    ) -> tuple[http.client.HTTPResponse, str]:
        """Asks for a path as it is written, and returns the answer with its text."""
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)) as to:
            to.request(method, path, headers=headers)
            answer = to.getresponse()
            return answer, answer.read().decode("utf-8")

    @contextmanager
    def events(self, path: str) -> Iterator[Callable[[Callable[[Any], bool]], Any]]:
        """Follows a page's events; gives what waits for the first that is as wanted."""
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)) as to:
            to.request("GET", f"/__megafono/events?path={path}")
            answer = to.getresponse()
            assert answer.getheader("Content-Type") == "text/event-stream; charset=utf-8"

            def wait(wanted: Callable[[Any], bool]) -> Any:
                while line := answer.readline():
                    if line.startswith(b"data: ") and wanted(event := json.loads(line[6:])):
                        return event
                raise AssertionError("the stream has ended")

            yield wait

    def wait_for_builds(self, number: int) -> None:
        """Waits until so many builds have been told in the terminal."""
        end = time.monotonic() + PATIENCE
        while sum(line.startswith("Made in") for line in self.lines) < number:
            assert time.monotonic() < end
            time.sleep(0.02)


class Staff:
    """Somebody who reads Italian explanations and English sentences."""

    lang = "it"

    def text(self, text: str, /, context: str = "") -> str:
        """Leave the text as it is."""
        return text


@contextmanager
def serving(root: Path, **files: str) -> Iterator[Served]:
    """Serves a small site until the block ends."""
    served = Served(root)
    for path, text in {"content/_site.yaml": SETTINGS, PAGE_PATH: PAGE, **files}.items():
        served.write(path, text)
    stop, ready = threading.Event(), threading.Event()

    def say(line: str) -> None:
        served.lines.append(line)
        if line.startswith("Preview: "):
            served.port = int(line.split(":")[3].split("/")[0])
            ready.set()

    def run() -> None:
        options = Options(root=root, out=root / "public", drafts=True)
        preview_server.serve(
            options, port=0, open_browser=False, say=say, catalog=Staff(), stop=stop
        )

    thread = threading.Thread(target=run)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("megafono.watch.shipped", lambda: root)  # edits to Megafono are not ours
        thread.start()
        try:
            assert ready.wait(PATIENCE)
            yield served
        finally:
            stop.set()
            thread.join(PATIENCE)
    assert served.lines[-1] == "The preview has ended."


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Generator[Served, None, None]:
    """A site served for the tests that do not edit it."""
    with serving(tmp_path_factory.mktemp("site")) as served:
        yield served


@pytest.fixture
def edited(tmp_path: Path) -> Generator[Served, None, None]:
    """A site served for a test that edits it."""
    with serving(tmp_path) as served:
        yield served


def test_a_page_has_the_script_and_its_file_has_not(site: Served) -> None:
    answer, text = site.ask(PAGE_URL)
    assert answer.status == 200
    assert answer.getheader("Content-Type") == "text/html; charset=utf-8"
    assert answer.getheader("Cache-Control") == "no-store"
    script, _, rest = text.partition('<script src="/__megafono/reload.js"')[2].partition(
        "</script>"
    )
    assert "data-version=" in script and rest.strip().startswith("</body>")
    files = list((site.root / ".cache" / "preview").rglob("*.html"))
    assert files and not any(b"__megafono" in file.read_bytes() for file in files)
    answer, text = site.ask("/__megafono/reload.js")
    assert answer.status == 200 and "EventSource" in text


def test_links_of_the_preview_lead_to_the_preview(site: Served) -> None:
    _, text = site.ask(PAGE_URL)
    assert f'href="http://127.0.0.1:{site.port}{PAGE_URL}"' in text
    assert "prova.example" not in text


def test_a_folder_gets_its_slash(site: Served) -> None:
    answer, _ = site.ask("/it/chi-siamo")
    assert (answer.status, answer.getheader("Location")) == (302, PAGE_URL)


@pytest.mark.parametrize(
    ("path", "lang"), [("/it/niente/", "it"), ("/en/none", "en"), ("/x", "it")]
)
def test_what_is_not_there_is_told_in_the_language_of_the_address(
    site: Served, path: str, lang: str
) -> None:
    answer, text = site.ask(path)
    assert answer.status == 404
    assert f'<html lang="{lang}"' in text and "/__megafono/reload.js" in text


def test_head_is_answered_without_a_body(site: Served) -> None:
    answer, text = site.ask(PAGE_URL, "HEAD")
    assert answer.status == 200 and not text
    assert int(answer.getheader("Content-Length") or 0) > 1000


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "127.0.0.1.evil.example", ""])
def test_another_host_is_refused(site: Served, host: str) -> None:
    assert site.ask(PAGE_URL, Host=host)[0].status == 403
    assert site.ask("/__megafono/events", Host=host)[0].status == 403


def test_this_computer_may_be_called_by_its_names(site: Served) -> None:
    for host in ("localhost", f"localhost:{site.port}", f"127.0.0.1:{site.port}", "[::1]:80"):
        assert site.ask(PAGE_URL, Host=host)[0].status == 200


def test_another_sites_page_may_not_listen(site: Served) -> None:
    for origin in ("https://evil.example", "https://[x", "null"):
        assert site.ask("/__megafono/events", Origin=origin)[0].status == 403


@pytest.mark.parametrize(
    "path",
    [
        "/.megafono",
        "/.git/config",
        "/it/.env",
        "/../build.sqlite",
        "/..%2fbuild.sqlite",
        "/%2e%2e/%2e%2e/%2e%2e/content/_site.yaml",
        "/it/..%5c..%5cbuild.sqlite",
        "/it/index.html%00.css",
        "/it/index.html::$DATA",
        "//etc/passwd",
        "/C:/Windows/win.ini",
        "/assets/",
        "/IT/chi-siamo/",
    ],
)
def test_nothing_but_the_site_is_given(site: Served, path: str) -> None:
    answer, text = site.ask(path)
    assert answer.status == 404 and "base_url" not in text


def test_a_link_that_leads_out_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret", encoding="utf-8")
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "page").write_text("page", encoding="utf-8")
    try:
        (tmp_path / "site" / "link").symlink_to(tmp_path / "secret")
    except OSError:
        pytest.skip("this system lets nobody make links")
    assert read_inside(tmp_path / "site", "page") == b"page"
    assert read_inside(tmp_path / "site", "link") is None


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a.webmanifest", "application/manifest+json; charset=utf-8"),
        ("a.ics", "text/calendar; charset=utf-8"),
        ("feed.xml", "application/xml; charset=utf-8"),
        ("a.JS", "text/javascript; charset=utf-8"),
        ("a.svg", "image/svg+xml; charset=utf-8"),
        ("a.jpg", "image/jpeg"),
        ("a.pdf", "application/pdf"),
        ("a.zzz", "application/octet-stream"),
    ],
)
def test_files_have_their_media_type(name: str, kind: str) -> None:
    assert media_type(name) == kind


def test_an_edit_is_seen_at_once_in_the_page(edited: Served) -> None:
    with edited.events(PAGE_URL) as wait:
        first = wait(lambda event: True)
        assert first["problems"] == []
        edited.write(PAGE_PATH, PAGE.replace("tre", "quattro"))
        wait(lambda event: event["version"] != first["version"])
        assert "Siamo in quattro." in edited.ask(PAGE_URL)[1]


def test_an_edit_felt_elsewhere_leaves_a_page_alone(edited: Served) -> None:
    with edited.events("/en/") as wait:
        first = wait(lambda event: True)
        edited.write(PAGE_PATH, "---\ntitle: Chi siamo\nno: 1\n---\n")
        event = wait(lambda event: event["problems"])
        assert event["version"] == first["version"]


def test_a_problem_is_shown_over_the_last_good_version_until_it_is_mended(edited: Served) -> None:
    with edited.events(PAGE_URL) as wait:
        first = wait(lambda event: True)
        edited.write(PAGE_PATH, "---\ntitle: Chi siamo\ncountries: [<b>]\n---\nNuovo.\n")
        event = wait(lambda event: event["problems"])
        (problem,) = [found for found in event["problems"] if found["level"] == "error"]
        assert problem["place"] == f"{PAGE_PATH}:3:13"
        assert problem["text"] == "unknown country “<b>”" and problem["hint"]
        assert event["words"]["lang"] == "it"
        assert event["version"] == first["version"]
        assert "Siamo in tre." in edited.ask(PAGE_URL)[1]
        assert any("unknown country" in line for line in edited.lines)
        edited.write(PAGE_PATH, PAGE.replace("tre", "cinque"))
        wait(lambda event: event["version"] != first["version"] and not event["problems"])
        assert "Siamo in cinque." in edited.ask(PAGE_URL)[1]


def test_a_page_that_moves_takes_its_reader_along(edited: Served) -> None:
    with edited.events(PAGE_URL) as wait:
        first = wait(lambda event: True)
        edited.write(PAGE_PATH, PAGE.replace("Chi siamo", "Chi saremo"))
        wait(
            lambda event: (
                event["version"] != first["version"] and edited.ask(PAGE_URL)[0].status == 302
            )
        )
    assert edited.ask(PAGE_URL)[0].getheader("Location") == "/it/chi-saremo/"
    assert edited.ask("/it/chi-saremo/")[0].status == 200


def test_a_new_style_sheet_is_swapped_without_a_reload(tmp_path: Path) -> None:
    mine = {
        "themes/mine/theme.yaml": "extends: default\n",
        "themes/mine/assets/css/site.css": "a { color: red }\n",
        "content/_site.yaml": f"{SETTINGS}theme: mine\n",
    }
    with serving(tmp_path, **mine) as served:
        with served.events(PAGE_URL) as wait:
            first = wait(lambda event: True)
            served.write("themes/mine/assets/css/site.css", "a { color: blue }\n")
            event = wait(lambda event: event["styles"] != first["styles"])
            assert event["version"] == first["version"]
        answer, text = served.ask("/assets/css/site.css?v=1")
        assert "blue" in text and answer.getheader("Content-Type") == "text/css; charset=utf-8"
        served.wait_for_builds(2)
        with served.events(PAGE_URL) as wait:
            assert wait(lambda event: True)["version"] == first["version"]


def test_a_site_that_cannot_be_made_shows_why_and_then_itself(tmp_path: Path) -> None:
    with serving(tmp_path, **{PAGE_PATH: "---\ntitel: Chi siamo\n---\n"}) as served:
        answer, text = served.ask(PAGE_URL)
        assert answer.status == 503 and "/__megafono/reload.js" in text
        assert '<html lang="it">' in text
        with served.events(PAGE_URL) as wait:
            first = wait(lambda event: event["problems"])
            served.write(PAGE_PATH, PAGE)
            wait(lambda event: event["version"] != first["version"] and not event["problems"])
        assert "Siamo in tre." in served.ask(PAGE_URL)[1]


def test_broken_settings_do_not_end_the_preview(edited: Served) -> None:
    with edited.events(PAGE_URL) as wait:
        edited.write("content/_site.yaml", "name: Prova\n")
        event = wait(lambda event: event["problems"])
        assert event["problems"][0]["place"].startswith("content/_site.yaml")
        edited.write("content/_site.yaml", SETTINGS)
        wait(lambda event: not event["problems"])


def test_drafts_are_shown(tmp_path: Path) -> None:
    with serving(tmp_path, **{PAGE_PATH: PAGE.replace("---\nS", "draft: true\n---\nS")}) as served:
        assert served.ask(PAGE_URL)[0].status == 200


def test_the_terminal_is_told_address_time_and_pages(site: Served) -> None:
    assert site.lines[0].startswith("Made in ") and " s. Pages made: " in site.lines[0]
    assert site.lines[1] == f"Preview: http://127.0.0.1:{site.port}/ (Ctrl-C ends it)"


def test_a_port_that_is_taken_gives_way_to_the_next(site: Served) -> None:
    with preview_server.listening("127.0.0.1", site.port) as second:
        assert site.port < second.server_port <= site.port + preview_server.MORE_PORTS


def test_a_host_of_another_computer_is_a_problem() -> None:
    with pytest.raises(Stop) as stop:
        preview_server.listening("192.0.2.1", 8000)
    assert "192.0.2.1 is no address of this computer" in stop.value.problems[0].say(Staff())


@pytest.mark.parametrize("port", [99999, 65536, -1])
def test_a_number_that_is_no_port_is_wrong_use(port: int) -> None:
    with pytest.raises(Stop) as stop:
        preview_server.listening("127.0.0.1", port)
    assert stop.value.status == 2
    assert f"{port} is not a port" in stop.value.problems[0].say(Staff())


def test_visits_begin_and_end_while_nobody_looks_through_them(tmp_path: Path) -> None:
    options = Options(root=tmp_path, out=tmp_path / "public")
    preview = Preview(options, say=print, catalog=Staff())
    ended = threading.Event()

    def visit() -> None:
        with preview.looked_at("/it/"):
            pass
        ended.set()

    thread = threading.Thread(target=visit)
    with preview.changed:
        thread.start()
        assert not ended.wait(0.2), "the visit was noted while another thread had the lock"
    thread.join(PATIENCE)
    assert ended.is_set() and preview.looking == {}


def test_ctrl_c_ends_with_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "content").mkdir()
    (tmp_path / "content" / "_site.yaml").write_text(SETTINGS, encoding="utf-8")
    lines: list[str] = []

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(preview_server, "keep_up", interrupted)
    options = Options(root=tmp_path, out=tmp_path / "public")
    serve = preview_server.serve
    assert serve(options, port=0, open_browser=False, say=lines.append, catalog=Staff()) == 0
    assert lines[-1] == "The preview has ended."


def test_the_script_stands_before_the_last_body_ends() -> None:
    made = with_script(b"<body><pre></body></pre></BODY></html>", "1-a", 0)
    assert made.endswith(b"defer></script>\n</BODY></html>")
    assert with_script(b"<p>half", "1-a", 0).startswith(b"<p>half<script")


def test_the_next_change_is_what_is_scheduled_today_or_midnight(tmp_path: Path) -> None:
    from megafono.build import build

    soon = PAGE.replace("---\nS", "expires: 2026-11-22T18:30\n---\nS")
    served = Served(tmp_path)
    served.write("content/_site.yaml", SETTINGS)
    served.write(PAGE_PATH, soon)
    options = Options(root=tmp_path, out=tmp_path / "public", now=datetime(2026, 11, 22, 12))
    known = build(options).known
    assert known is not None and next_change(known) == datetime(2026, 11, 22, 18, 30)
    known = build(replace(options, now=datetime(2026, 11, 22, 18, 30))).known
    assert known is not None and next_change(known) == datetime(2026, 11, 23)


def test_edits_are_waited_for_until_they_settle() -> None:
    changes = Changes()
    assert not changes.settled(0.01)
    changes.note()
    begun = time.monotonic()
    assert changes.settled(1) and time.monotonic() - begun >= 0.03
    assert not changes.settled(0)


def test_only_inputs_count_as_edits(tmp_path: Path) -> None:
    names = ["content/a.md", "content/.a.md.swp", "public/a.html", "plugins/__pycache__/a.pyc"]
    names += [".cache/x", "themes/mine/assets/a.css", "content/a.md~", "i18n/it.po", "README.md"]
    found = inputs([tmp_path / name for name in names], [tmp_path])
    assert [path.relative_to(tmp_path).as_posix() for path in found] == [
        "content/a.md",
        "themes/mine/assets/a.css",
        "i18n/it.po",
    ]
    assert not inputs([Path(os.devnull)], [tmp_path])
