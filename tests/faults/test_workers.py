"""Pages that are stuck, or end the process that makes them; and builds that are stopped halfway."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from megafono import glance, making, workers
from tests.plain import plain
from tests.scratch import Scratch
from tests.test_piece import COUNTED

HOME = Path(__file__).parents[2]
TROUBLE = '''
"""Does to the text “trouble” what each test asks for."""
import os, re, signal, time
from pathlib import Path
from markdown.extensions import Extension
from megafono.plugin import Plugin, Problem, message

class Nothing(Extension):
    def extendMarkdown(self, md):
        pass

def extension(entry, site):
    if entry.title == "trouble":
        {trouble}
    return Nothing()

plugin = Plugin(name="trouble", markdown=(extension,))
'''
STUCK = {
    "asleep": "time.sleep(600)",
    "at work": "while True: pass",
    "in a regular expression": "re.match('(a*)*b', 'a' * 40)",
}
HOLDING_ON = """while True:
            try:
                time.sleep(600)
            except BaseException:
                pass"""
ON_UNIX = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs what only Unix has")


@pytest.fixture(params=[1, 2])
def jobs(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    """Make all in this process, or, with two workers, all in those."""
    found: int = request.param
    at_once(monkeypatch)
    return found


def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let workers begin with the first page, where there may be more than one."""
    monkeypatch.setattr(making, "WORTH", dict.fromkeys(making.WORTH, (0.0, 0.0)))
    monkeypatch.setattr(making, "SOON", 0.3)


def troubled(site: Scratch, trouble: str, more: str = "limits: {seconds: 1}\n") -> Scratch:
    """Write three news: what goes wrong does so in the second."""
    plain(site, more, plugins="[trouble]")
    site.put("plugins/trouble.py", TROUBLE.replace("{trouble}", trouble).encode())
    for name in ("a", "trouble", "z"):
        site.put(f"content/news/{name}.it.md", f"---\ntitle: {name}\n---\nuno\n".encode())
    return site


@ON_UNIX
@pytest.mark.parametrize("how", STUCK)
def test_a_page_that_is_stuck_is_told_and_the_others_are_made(
    site: Scratch, jobs: int, how: str
) -> None:
    begun = time.monotonic()
    troubled(site, STUCK[how]).build(jobs=jobs)
    assert time.monotonic() - begun < 30
    assert site.problems == [
        "content/news/trouble.it.md:1:1: the page takes more than 1 s to make. Take apart its "
        "large tables, lists within lists and long rows of brackets, or allow more under "
        "“limits” in _site.yaml."
    ]
    assert {"news/a it", "news/z it"} <= site.bodies_made
    assert not site.out.exists()
    site.edit("content/news/trouble.it.md", "trouble", "good").build(jobs=jobs)
    assert site.problems == [] and site.bodies_made == {"news/trouble it"}


def test_markdown_that_takes_minutes_is_told_after_its_limit(site: Scratch) -> None:
    plain(site, "limits: {seconds: 1}\n")
    text = f"---\ntitle: A\n---\n{'![' * 50_000}\n"
    begun = time.monotonic()
    site.put("content/news/a.it.md", text.encode()).build(jobs=1)
    assert time.monotonic() - begun < 20
    assert len(site.problems) == 1
    assert site.problems[0].startswith(
        "content/news/a.it.md:1:1: the page takes more than 1 s to make. "
    )


def test_a_page_that_does_not_let_itself_be_stopped_is_killed_with_its_worker(
    site: Scratch, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_once(monkeypatch)
    troubled(site, HOLDING_ON).build(jobs=2)
    assert len(site.problems) == 1 and "takes more than 1 s to make" in site.problems[0]
    assert {"news/a it", "news/z it"} <= site.bodies_made


@ON_UNIX
@pytest.mark.parametrize(
    ("trouble", "told"),
    [
        ("os.kill(os.getpid(), signal.SIGKILL)", "its process ended (signal 9)"),
        ("os._exit(3)", "its process ended (status 3)"),
    ],
)
def test_a_page_that_ends_its_process_is_told_and_the_others_are_made(
    site: Scratch, monkeypatch: pytest.MonkeyPatch, trouble: str, told: str
) -> None:
    at_once(monkeypatch)
    troubled(site, trouble).build(jobs=2)
    assert len(site.problems) == 1
    assert site.problems[0].startswith(
        f"content/news/trouble.it.md:1:1: news/trouble it cannot be made: {told}. Memory may be"
    )
    assert {"news/a it", "news/z it"} <= site.bodies_made


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere memory has no limit")
def test_a_page_that_needs_too_much_memory_is_told(
    site: Scratch, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_once(monkeypatch)
    troubled(site, "len([0] * 10**8)", "limits: {megabytes: 100}\n").build(jobs=2)
    assert len(site.problems) == 1
    assert site.problems[0].startswith(
        "content/news/trouble.it.md:1:1: the page needs more than 100 MB to be made. Take apart"
    )
    more = "limits: {megabytes: 2000}\n"
    assert troubled(site, "len([0] * 10**8)", more).build(jobs=2).problems == []


def test_what_cannot_be_handed_from_process_to_process_is_told_with_its_page(
    site: Scratch, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_once(monkeypatch)
    trouble = "site.report(Problem(message=message('x {y}', y=lambda: 1)))"
    troubled(site, trouble).build(jobs=2)
    assert len(site.problems) == 1
    assert site.problems[0].startswith("content/news/trouble.it.md:1:1: news/trouble it cannot be")


def test_a_stuck_output_is_told_at_its_page_or_its_plugin(site: Scratch, jobs: int) -> None:
    plain(site, "limits: {seconds: 1}\n", plugins="[slow]")
    site.put("content/news/a.it.md", b"---\ntitle: a\n---\nuno\n")
    site.put(
        "plugins/slow.py",
        b"import time\nfrom megafono.plugin import File, Plugin\n"
        b"def wait(site):\n    time.sleep(600)\n"
        b"def files(site):\n    yield File(path='slow.txt', make=wait)\n"
        b"def head(site, page):\n    time.sleep(600 if page.title == 'a' else 0)\n    return ''\n"
        b"plugin = Plugin(name='slow', files=(files,), filters={'head': head})\n",
    )
    site.put("themes/plain/templates/news.html", b"{{ site|head(page) }}")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("megafono.limits.WHOLE", 2)
        site.build(jobs=jobs)
    assert [problem.partition(". ")[0] for problem in site.problems] == [
        "content/news/a.it.md:1:1: the page takes more than 1 s to make",
        "plugins/slow.py:1:1: slow.txt takes more than 2 s to make",
    ]


def varied(site: Scratch) -> Scratch:
    """Write a site with pieces that ask for pieces, a folder, a warning and an error."""
    plain(site, plugins="[letters]")
    site.put("plugins/letters.py", COUNTED.encode())
    for number in range(12):
        for lang in ("it", "en"):
            text = f"---\ntitle: Titolo {number}\ncountries: [KE]\n---\nab{'c' * number} *d*\n"
            site.put(f"content/news/n{number}.{lang}.md", text.encode())
    site.put("content/news/bom.it.md", b"\xef\xbb\xbf---\ntitle: BOM\n---\n[x](nowhere.pdf)\n")
    return site


def cache(site: Scratch) -> dict[str, list[tuple[object, ...]]]:
    """Return what a build leaves for the next, but for the times of files."""
    tables = ("questions", "steps", "bodies", "pieces", "pending")
    connection = sqlite3.connect(site.root / ".cache/build/build.sqlite")
    try:
        return {name: list(connection.execute(f"select * from {name}")) for name in tables}
    finally:
        connection.close()


@pytest.mark.parametrize("is_wrong", [False, True])
def test_any_number_of_processes_makes_the_same_site_the_same_cache_the_same_problems(
    site: Scratch, monkeypatch: pytest.MonkeyPatch, is_wrong: bool
) -> None:
    at_once(monkeypatch)
    varied(site)
    if not is_wrong:
        site.edit("content/news/bom.it.md", "[x](nowhere.pdf)", "x")
    found = []
    for jobs in (1, 2, 3):
        site.build(jobs=jobs, clean=True)
        result = site.result
        assert result and bool(result.errors) is is_wrong
        tree = site.tree() if site.out.exists() else {}
        found.append((tree, cache(site), site.problems, result.made))
    assert found[0] == found[1] == found[2]
    assert json.dumps(found[0][2])


def test_workers_that_begin_with_nothing_make_the_same_too(
    site: Scratch, monkeypatch: pytest.MonkeyPatch
) -> None:
    varied(site).edit("content/news/bom.it.md", "[x](nowhere.pdf)", "x").build(jobs=1)
    before, left = site.tree(), cache(site)
    at_once(monkeypatch)
    monkeypatch.setattr(workers, "METHOD", "spawn")
    site.build(jobs=2, clean=True)
    assert (site.tree(), cache(site), site.result and len(site.result.errors)) == (before, left, 0)
    site.edit("content/news/n3.it.md", "Titolo 3", "Terzo").build(jobs=2)
    assert site.result and not site.result.errors and 0 < len(site.made) < 20
    after = site.tree()
    assert site.build(jobs=1, clean=True).tree() == after


def test_where_no_worker_can_begin_this_process_does_the_work(
    site: Scratch, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise BlockingIOError(11, "Resource temporarily unavailable")

    at_once(monkeypatch)
    monkeypatch.setattr(workers, "started", refuse)
    varied(site).edit("content/news/bom.it.md", "[x](nowhere.pdf)", "x").build(jobs=2)
    assert not (site.result and site.result.errors) and len(site.made) > 20


def test_a_glance_does_not_wait_for_a_page_that_is_stuck(
    site: Scratch, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_once(monkeypatch)
    troubled(site, "time.sleep(600)").edit("content/news/trouble.it.md", "trouble", "good").build()
    result, options = site.result, site.options()
    assert result and result.known
    site.edit("content/news/trouble.it.md", "good", "trouble")
    begun = time.monotonic()
    paths = ["it/notizie/trouble/index.html", "it/notizie/a/index.html"]
    assert glance.pages(options, paths, result.known).keys() <= {paths[1]}
    assert time.monotonic() - begun < 10


def test_in_another_thread_all_is_made_too(site: Scratch, monkeypatch: pytest.MonkeyPatch) -> None:
    at_once(monkeypatch)
    varied(site).edit("content/news/bom.it.md", "[x](nowhere.pdf)", "x")
    thread = threading.Thread(target=site.build, kwargs={"jobs": 2})
    thread.start()
    thread.join(60)
    assert len(site.made) > 20


def alive(group: int) -> list[int]:
    """Return the processes of a group that have not ended."""
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal():
            try:
                state, _, owner = (folder / "stat").read_text().rpartition(")")[2].split()[:3]
            except OSError:
                continue
            if int(owner) == group and state not in "ZX":
                found.append(int(folder.name))
    return sorted(found)


@pytest.mark.skipif(sys.platform != "linux", reason="looks at processes as Linux shows them")
@pytest.mark.parametrize("sent", ["SIGINT", "SIGTERM", "SIGKILL"])
@pytest.mark.parametrize("how", ["asleep", "in a regular expression"])
def test_a_build_that_is_stopped_leaves_no_process_behind(
    site: Scratch, sent: str, how: str
) -> None:
    """Ctrl-C goes to all processes of a terminal; the others are meant for one alone."""
    trouble = f"Path({str(site.root / 'stuck')!r}).touch(); {STUCK[how]}"
    troubled(site, trouble, "limits: {seconds: 20}\n")
    command = [sys.executable, "-m", "megafono", "build", "--jobs", "2", "--root", str(site.root)]
    with subprocess.Popen(
        command, cwd=HOME, start_new_session=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        env={**os.environ, "LANG": "C"},
    ) as build:  # fmt: skip
        until(lambda: (site.root / "stuck").exists() and len(alive(build.pid)) > 1)
        if sent == "SIGINT":
            os.killpg(build.pid, signal.SIGINT)
        else:
            build.send_signal(signal.Signals[sent])
        status = build.wait(20)
        assert status == (130 if sent == "SIGINT" else -signal.Signals[sent])
        until(lambda: alive(build.pid) == [])
        assert build.stdout and b"Traceback" not in build.stdout.read()
    assert not site.out.exists()


def until(happens: object) -> None:
    """Wait for something to happen, 30 s at most."""
    assert callable(happens)
    end = time.monotonic() + 30
    while not happens():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_what_workers_made_of_a_site_with_an_error_waits_for_its_mending(
    site: Scratch, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_once(monkeypatch)
    monkeypatch.setattr(workers, "WORTH_A_FILE", 0)
    varied(site).build(jobs=2)
    assert site.result and not site.result.is_published and not site.paths
    site.edit("content/news/bom.it.md", "[x](nowhere.pdf)", "x").build()
    made = {name for name in site.made if name.startswith("it/notizie/titolo")}
    assert {name for name in made if name.endswith(".html")} == set()
    assert "it/notizie/titolo-3/index.html" in site.kept
    clean = site.tree()
    assert site.build(clean=True).tree() == clean
