"""The commands: exit statuses, what is said in both languages, options that change the site."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from megafono import cli, voice
from tests.bodies import picture
from tests.plain import plain
from tests.scratch import Scratch

HOME = Path(__file__).parents[1]
CONTENT = """
-- content/projects/wells.it.md --
---
title: Pozzi
countries: [KE]
starts: 2026-01-01
ends: 2026-12-31
---
Vedi la [scuola](school) e ![pozzo](/projects/foto.png).
-- content/projects/school.it.md --
---
title: La scuola
---
Testo.
"""


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """Run a command here; return its status and what it said on output and error."""
    with pytest.raises(SystemExit) as ended:
        cli.main(list(arguments))
    said = capsys.readouterr()
    return int(ended.value.code or 0), said.out, said.err


@pytest.fixture
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the system speak English."""
    for name in ("MEGAFONO_LANG", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "en_GB.UTF-8")


@pytest.fixture
def here(site: Scratch, english: None) -> Scratch:
    """A small site, and a system that speaks English."""
    site.put("content/projects/foto.png", picture(4, 3))
    return plain(site).write(CONTENT)


def build(capsys: pytest.CaptureFixture[str], site: Scratch, *more: str) -> tuple[int, str, str]:
    """Build a site by command."""
    return run(capsys, "build", "--root", str(site.root), "--today", "2026-11-22", *more)


def test_a_site_is_built_and_said_so(here: Scratch, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = build(capsys, here)
    assert (status, err) == (0, "")
    assert "public" in out
    assert (here.out / "it/progetti/pozzi/index.html").is_file()


def test_a_second_build_says_that_nothing_has_changed(
    here: Scratch, capsys: pytest.CaptureFixture[str]
) -> None:
    build(capsys, here)
    status, out, _ = build(capsys, here)
    assert status == 0 and "Nothing has changed" in out and "none made" in out


def test_problems_end_with_1_and_are_listed_with_their_places_on_standard_error(
    here: Scratch, capsys: pytest.CaptureFixture[str]
) -> None:
    build(capsys, here)
    before = here.tree()
    here.edit("content/projects/wells.it.md", "[KE]", "[kenia]")
    here.edit("content/projects/school.it.md", "title", "titolo")
    status, out, err = build(capsys, here)
    assert status == 1
    assert "content/projects/wells.it.md:3:13: unknown country “kenia”" in err
    assert all(re.match(r"content/\S+:\d+:\d+: ", line) for line in err.splitlines())
    assert "problems to mend: the published site was left as it was" in out
    assert here.tree() == before


def test_warnings_are_told_and_do_not_stop_a_build(
    here: Scratch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = here.root / "content/projects/school.it.md"
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes())
    status, _, err = build(capsys, here)
    assert status == 0 and "byte order mark" in err
    assert "byte order mark" in build(capsys, here)[2], "and told again"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("bild",), "there is no command bild. Did you mean “build”?"),
        (("build", "--dratfs"), "there is no option --dratfs. Did you mean “--drafts”?"),
        (("build", "x"), "there is a word too many: x"),
        (("why",), "URL is missing"),
        (("serve", "--port", "x"), "the value of --port is not right"),
        (("check", "--format", "xml"), "the value of --format is not right"),
        (("build", "--today", "domani"), "“domani” is not a date"),
        (("build", "--out"), "See: megafono --help"),
    ],
)
def test_wrong_use_ends_with_2_and_the_right_word(
    here: Scratch, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], told: str
) -> None:
    status, out, err = run(capsys, *arguments)
    assert (status, out) == (2, "")
    assert told in err
    assert not here.out.exists()


def test_a_folder_that_is_no_site_is_wrong_use(
    tmp_path: Path, english: None, capsys: pytest.CaptureFixture[str]
) -> None:
    status, _, err = run(capsys, "build", "--root", str(tmp_path))
    assert status == 2 and "megafono init" in err
    assert list(tmp_path.iterdir()) == [], "nothing is left behind"


def test_a_folder_of_somebody_elses_is_refused_with_2(
    here: Scratch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "photo.jpg").write_bytes(b"x")
    status, _, err = build(capsys, here, "--out", str(other))
    assert status == 2 and "holds files that Megafono did not make" in err


def test_messages_are_in_italian_when_asked_for(
    here: Scratch, capsys: pytest.CaptureFixture[str]
) -> None:
    here.edit("content/projects/wells.it.md", "[KE]", "[kenia]")
    status, out, err = build(capsys, here, "--ui-lang", "it")
    assert status == 1
    assert "paese «kenia» sconosciuto" in err or "paese sconosciuto" in err
    assert "KE (Kenya)" in err and "unknown" not in err and "problem to" not in out


@pytest.mark.parametrize(
    ("arguments", "environment", "expected"),
    [
        (["--ui-lang", "it"], {"LANG": "en_US"}, "it"),
        (["--ui-lang=en"], {"LANG": "it_IT"}, "en"),
        (["--ui-lang", "fr"], {"LANG": "it_IT"}, "en"),
        ([], {"LANG": "it_IT.UTF-8"}, "it"),
        ([], {"LC_ALL": "C", "LANG": "it_IT"}, "en"),
        ([], {"LC_ALL": "", "LANG": "it_CH"}, "it"),
        ([], {"MEGAFONO_LANG": "it", "LANG": "en_GB"}, "it"),
    ],
)
def test_the_language_of_messages_is_that_asked_for_or_the_systems(
    arguments: list[str], environment: dict[str, str], expected: str
) -> None:
    assert voice.ui_language(arguments, environment) == expected


def test_the_clock_is_fixed_by_today(here: Scratch, capsys: pytest.CaptureFixture[str]) -> None:
    build(capsys, here)
    assert "it/progetti/in-corso/index.html" in here.paths
    run(capsys, "build", "--root", str(here.root), "--today", "2027-01-01")
    assert "it/progetti/conclusi/index.html" in here.paths


LINK = re.compile(rb"""(?:href|src|action|content)=["']?(/[^"'\s>]*)""")


def test_a_base_url_below_a_folder_puts_every_link_below_it(
    site: Scratch, english: None, capsys: pytest.CaptureFixture[str]
) -> None:
    site.put("content/projects/foto.png", picture(4, 3)).write(CONTENT)
    assert build(capsys, site, "--base-url", "https://h.example/sub/")[0] == 0
    links = {
        link
        for path, data in site.tree().items()
        if path.endswith(".html")
        for link in LINK.findall(data)
    }
    assert len(links) > 20
    assert {link for link in links if not link.startswith(b"/sub/")} == set()
    page = site.text("it/progetti/pozzi/index.html")
    assert 'href="/sub/it/progetti/la-scuola/"' in page
    assert "https://h.example/sub/it/progetti/pozzi/" in page
    assert "https://example.org" not in page


def test_why_says_what_a_page_asked_and_what_is_new(
    here: Scratch, capsys: pytest.CaptureFixture[str]
) -> None:
    build(capsys, here)
    here.edit("content/projects/school.it.md", "Testo", "Altro testo")
    asked = ("--root", str(here.root), "--today", "2026-11-22")
    status, out, err = run(capsys, "why", "/it/progetti/la-scuola/", *asked)
    assert (status, err) == (0, "")
    assert "the text of projects/school (it): html" in out
    status, out, _ = run(capsys, "why", "/it/progetti/la-scuola/", *asked, "--ui-lang", "it")
    assert status == 0 and "the text of" not in out and "projects/school" in out


@pytest.mark.parametrize("lang", ["it", "en"])
def test_help_lists_every_command_in_either_language(
    english: None, capsys: pytest.CaptureFixture[str], lang: str
) -> None:
    status, out, _ = run(capsys, "--ui-lang", lang, "--help")
    assert status == 0
    assert all(f"\n  {name} " in out for name in cli.COMMANDS)
    assert ("Opzioni:" in out) is (lang == "it")
    for name in cli.COMMANDS:
        assert run(capsys, name, "--ui-lang", lang, "--help")[0] == 0


def test_help_is_quick_to_come_and_imports_nothing_large() -> None:
    code = "import sys, megafono.cli; print(*sorted(sys.modules))"
    told = subprocess.run(
        [sys.executable, "-c", code], cwd=HOME, capture_output=True, text=True, check=True
    )
    heavy = {"pydantic", "jinja2", "markdown", "babel", "PIL", "yaml", "lunr", "watchdog"}
    assert heavy & set(told.stdout.split()) == set()


def test_the_program_runs_as_a_module_and_says_its_version() -> None:
    told = subprocess.run(
        [sys.executable, "-m", "megafono", "--version"],
        cwd=HOME, capture_output=True, text=True, check=True, env={**os.environ, "LANG": "C"},
    )  # fmt: skip
    assert told.stdout.startswith("Megafono ")


def test_nobody_sees_a_traceback_where_the_disk_refuses(
    here: Scratch, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied", "content")

    monkeypatch.setattr("megafono.source.walk", refuse)
    status, _, err = build(capsys, here)
    assert status == 1
    assert "the system does not let this be read or written: Permission denied" in err
