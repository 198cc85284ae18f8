"""What is said of a build while it lasts, and how much of it."""

from __future__ import annotations

import io
import re

import pytest

from megafono import cli, progress
from megafono.progress import Bar, Lines, Watch, watch
from megafono.voice import Voice
from tests.plain import plain
from tests.scratch import Scratch


@pytest.fixture
def here(site: Scratch, monkeypatch: pytest.MonkeyPatch) -> Scratch:
    """A small site, and a system that speaks English."""
    for name in ("MEGAFONO_LANG", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    site.put("content/news/a.it.md", b"---\ntitle: A\n---\nuno\n")
    return plain(site)


def build(site: Scratch, *more: str) -> int:
    """Build a site by command; return the exit status."""
    with pytest.raises(SystemExit) as ended:
        cli.main(["build", "--root", str(site.root), "--today", "2026-11-22", *more])
    return int(ended.value.code or 0)


def test_quiet_says_nothing_but_problems(here: Scratch, capsys: pytest.CaptureFixture[str]) -> None:
    assert build(here, "--quiet") == 0
    assert capsys.readouterr() == ("", "")
    here.edit("content/news/a.it.md", "title", "titolo")
    assert build(here, "--quiet") == 1
    out, err = capsys.readouterr()
    assert out == "" and "content/news/a.it.md:2:1: " in err


def test_verbose_names_each_thing_that_is_made(
    here: Scratch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert build(here, "--verbose") == 0
    out = capsys.readouterr().out.splitlines()
    assert "made: the text of news/a it" in out
    assert "made: it/notizie/a/index.html" in out
    build(here, "--verbose")
    assert len(capsys.readouterr().out.splitlines()) == 1


def test_both_at_once_are_wrong_use(here: Scratch, capsys: pytest.CaptureFixture[str]) -> None:
    assert build(here, "--quiet", "--verbose") == 2
    assert "--quiet and --verbose cannot go together" in capsys.readouterr().err
    assert not here.out.exists()


def test_the_end_says_how_many_pages_were_made_and_in_what_time(
    here: Scratch, capsys: pytest.CaptureFixture[str]
) -> None:
    build(here)
    assert capsys.readouterr().out.startswith(
        f"{len(here.paths)} files made "
        f"({sum(path.endswith('.html') for path in here.paths)} pages), 0 kept, 0 removed in "
    )


def work(told: Watch, seconds: float, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make a thousand things in some seconds of an invented clock."""
    now = [0.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: now[0])
    told.begin(1000)
    for number in range(1000):
        now[0] += seconds / 1000
        told.made("x.html") if number % 2 else told.kept()
    told.end()


def test_long_work_says_a_line_every_few_seconds(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    work(Lines(Voice("en")), 20.2, monkeypatch)
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 4
    assert lines[1].endswith(" of 1000 made or kept…")


def test_short_work_says_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    work(Lines(Voice("it")), 4, monkeypatch)
    work(Bar(Voice("it")), 1, monkeypatch)
    assert capsys.readouterr() == ("", "")


def test_a_terminal_shows_a_bar_and_loses_it_at_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = io.StringIO()
    monkeypatch.setattr(terminal, "isatty", lambda: True)
    monkeypatch.setattr("sys.stdout", terminal)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "80")
    told = watch(Voice("en"), quiet=False, verbose=False, is_terminal=True)
    assert isinstance(told, Bar)
    work(told, 10, monkeypatch)
    shown = terminal.getvalue()
    assert re.search(r"\b5\d\d/1000", shown)
    assert shown.endswith("\x1b[2K"), "the line of the bar is wiped"


def test_a_build_that_stops_takes_its_bar_away(
    here: Scratch, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended = []
    monkeypatch.setattr(Lines, "end", lambda self: ended.append(1))

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("megafono.making.here", stop)
    assert build(here, "--jobs", "1") == 130
    assert ended
