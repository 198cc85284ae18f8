"""Every mistake is told in one run, with its place and its cure, in Italian and in English.

`tests/problems/planted.py` plants the mistakes; `tests/problems/expected.*.txt` are what staff
read. After a change of words run `MEGAFONO_GOLDEN=1 pytest tests/test_problems.py`; read the diff.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from megafono import cli
from megafono.problem import Names, Problem, message
from megafono.staging import mark_text
from tests.problems.planted import PLANTED, Plant, sound, write
from tests.scratch import SETTINGS, English, Scratch

ROOT = Path(__file__).parent.parent
GOLDEN = Path(__file__).parent / "problems"
LOCALES = {"it": "it_IT.UTF-8", "en": "en_GB.UTF-8"}
WHOLE_SECONDS = 10
"""Far more than a hostile file takes (under 2 s); a quadratic reader takes minutes."""


@dataclass(frozen=True)
class Run:
    """One run of the real command line."""

    status: int
    lines: tuple[str, ...]


def run(root: Path, lang: str) -> Run:
    """Build a site as a person does, with the system in a language."""
    command = [sys.executable, "-m", "megafono", "build", "--today", "2026-11-22"]
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    done = subprocess.run(
        [*command, "--root", str(root)],
        cwd=ROOT,
        env={**kept, "PYTHONPATH": str(ROOT), "LANG": LOCALES[lang]},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    return Run(done.returncode, tuple(done.stderr.splitlines()))


def published(folder: Path) -> dict[str, tuple[bytes, int]]:
    """Return the bytes and the modification time of every published file."""
    return {
        file.relative_to(folder).as_posix(): (file.read_bytes(), file.stat().st_mtime_ns)
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


@dataclass(frozen=True)
class Story:
    """A sound site was built; then the mistakes came, and it was built again in both languages."""

    first: Run
    runs: Mapping[str, Run]
    before: Mapping[str, tuple[bytes, int]]
    after: Mapping[str, tuple[bytes, int]]


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    """Build the sound site, plant all the mistakes, build again."""
    root = tmp_path_factory.mktemp("planted")
    write(root, sound())
    first = run(root, "en")
    before = published(root / "public")
    for plant in PLANTED:
        write(root, plant.files())
    runs = {lang: run(root, lang) for lang in LOCALES}
    return Story(first, runs, before, published(root / "public"))


def test_the_sound_site_has_no_problem(story: Story) -> None:
    assert story.first == Run(0, ())
    assert story.before


def test_enough_mistakes_are_planted() -> None:
    assert len(PLANTED) >= 40
    assert len({plant.name for plant in PLANTED}) == len(PLANTED)


@pytest.mark.parametrize("plant", PLANTED, ids=lambda plant: plant.name)
def test_each_mistake_is_told_at_its_place_with_its_cure(story: Story, plant: Plant) -> None:
    """One family of messages each: it fails if the check vanishes."""
    here = [line for line in story.runs["en"].lines if line.startswith(f"{plant.path}:")]
    assert len(here) == 1, here
    place, _, text = here[0].partition(": ")
    assert place == plant.place
    assert plant.says in text
    assert plant.cure in text


@pytest.mark.parametrize("lang", LOCALES)
def test_one_run_tells_all_of_them_and_nothing_else(story: Story, lang: str) -> None:
    golden = GOLDEN / f"expected.{lang}.txt"
    found = "\n".join(story.runs[lang].lines) + "\n"
    if os.environ.get("MEGAFONO_GOLDEN"):
        golden.write_text(found, "utf-8")
    assert found == golden.read_text("utf-8")
    assert len(story.runs[lang].lines) == len(PLANTED)


@pytest.mark.parametrize("lang", LOCALES)
def test_the_run_fails_and_publishes_nothing(story: Story, lang: str) -> None:
    assert story.runs[lang].status == 1
    assert story.after == story.before


@pytest.mark.parametrize("lang", LOCALES)
def test_every_line_has_a_place_and_is_written_with_care(story: Story, lang: str) -> None:
    for line in story.runs[lang].lines:
        assert re.match(r"content/\S+:\d+:\d+: \S", line), line
        assert not re.search(r"[?!.]\.(?:\s|$)|Traceback|  ", line.replace("…", "")), line


def test_both_languages_name_the_same_places(story: Story) -> None:
    def places(lang: str) -> list[str]:
        return [line.partition(": ")[0] for line in story.runs[lang].lines]

    assert places("it") == places("en")


# What keeps the whole site from being made: one clear line each.


@dataclass(frozen=True)
class Fatal:
    """Files put over a sound site (None takes one away), and what the one line says."""

    name: str
    says: str
    files: Mapping[str, str | bytes | None]
    arguments: tuple[str, ...] = ()
    status: int = 1
    lines: int = 1


def settings(name: str, says: str, change: str | None, *, old: str = "") -> Fatal:
    """Return a fault of `_site.yaml`: a line added, one replaced, or the whole text."""
    text = SETTINGS.replace(old, change or "") if old else change
    return Fatal(name, says, {"content/_site.yaml": text})


def added(name: str, says: str, line: str) -> Fatal:
    """Return a fault of `_site.yaml`: one line more."""
    return settings(name, says, f"{SETTINGS}{line}\n")


def plugin(name: str, says: str, text: str, **given: int) -> Fatal:
    """Return a fault of a plugin."""
    own = {"content/_site.yaml": f"{SETTINGS}plugins: [bad]\n"}
    return Fatal(name, says, {**own, "plugins/bad.py": text}, **given)


def template(name: str, says: str, text: str | bytes) -> Fatal:
    """Return a fault of a template, used by one page."""
    files = {"content/campaigns/one.it.md": "---\ntitle: Una\n---\nT.\n"}
    return Fatal(name, says, {**files, "themes/default/templates/campaign.html": text})


PLUGIN = (
    "from megafono.plugin import Plugin, File\n\n\ndef made(*_):\n    {}\n\n\nplugin = Plugin({})\n"
)
FATAL = (
    settings("missing settings", "content/_site.yaml is missing", None),
    settings(
        "broken settings",
        "2:11: a bracket or a quote is opened",
        "[https",
        old="https://example.org",
    ),
    settings(
        "colon in the name",
        "1:12: the value of “name” holds a colon",
        "name: Prova: due",
        old="name: {it: Prova, en: Trial}",
    ),
    settings("a list for settings", "1:1: there is no “key: value” here", "- a\n- b\n"),
    settings(
        "wrong base_url",
        "2:11: “www.example.org” is not the address",
        "www.example.org",
        old="https://example.org",
    ),
    settings(
        "unknown language", "3:12: “xx” is not the code of a language", "it, xx", old="it, en"
    ),
    added(
        "unknown setting",
        "4:1: “base_ur” is not known here. Did you mean “base_url”?",
        "base_ur: x",
    ),
    added(
        "unknown theme",
        "there is no theme “defalt” (no themes/defalt/theme.yaml). Did you mean “default”?",
        "theme: defalt",
    ),
    added("unknown plugin", "there is no plugin “feds”. Did you mean “feeds”?", "plugins: [feds]"),
    plugin("a plugin that raises", "bad", "raise ValueError('no')\n"),
    plugin("a plugin that is not Python", "bad", "def made(:\n"),
    plugin("a plugin without its value", "no value named “plugin”. End the file with", "x = 1\n"),
    plugin(
        "a plugin whose file raises",
        "plugins/bad.py:5:1: x.txt cannot be made: ZeroDivisionError",
        PLUGIN.format(
            "return 1 / 0", "name='bad', files=(lambda site: [File(path='x.txt', make=made)],)"
        ),
    ),
    template("a template that is not Jinja", "templates/campaign.html:2:1: ", "<p>\n{% if %}\n"),
    template(
        "a template that asks for what is not there",
        "templates/campaign.html:2:1: ",
        "<p>\n{{ page.nothing.at.all }}",
    ),
    template("a template that names an unknown", "'nothing' is undefined", "<p>\n{{ nothing }}"),
    template("a template that includes none", "nix.html", "<p>\n{% include 'nix.html' %}"),
    template(
        "a template that calls no filter", "No filter named 'nix'", "<p>\n{{ page.title|nix }}"
    ),
    Fatal(
        "a theme with a fault",
        "themes/default/theme.yaml:1:4: a bracket",
        {"themes/default/theme.yaml": "a: [\n"},
    ),
    Fatal(
        "a vocabulary with a fault",
        "i18n/sectors.yaml:1:8: a bracket",
        {"i18n/sectors.yaml": "water: [\n"},
    ),
    Fatal(
        "a folder that is not ours",
        "holds files that Megafono did not make",
        {"public/x.txt": "x"},
        status=2,
    ),
    Fatal(
        "a file in the folder's place", "public is a file, not a folder", {"public": "x"}, status=2
    ),
    Fatal(
        "a folder of a campaign's site",
        "the folder public holds the site of the campaign “acqua”",
        {"public/.megafono": mark_text("campaigns/acqua").decode()},
        status=2,
    ),
    Fatal(
        "a campaign without a name",
        "--campaign names no campaign",
        {},
        ("--campaign", ""),
        status=2,
    ),
    Fatal("a day that is none", "“domani” is not a date", {}, ("--today", "domani"), status=2),
    Fatal(
        "an option that is none",
        "there is no option --drfts. Did you mean “--drafts”?",
        {},
        ("--drfts",),
        status=2,
    ),
    settings("a language twice", "“it” is named twice", "it, it", old="it, en"),
    added("a time zone that is none", "4:12: “Italia” is not a time zone", "time_zone: Italia"),
    added("no entry on a page", "4:11: “0” is too little", "per_page: 0"),
    added(
        "a country of an own region",
        "5:40: unknown country “MZZ”",
        "regions:\n  qui: {it: Qui, en: Here, countries: [MZZ]}",
    ),
    plugin(
        "a plugin that raises when asked for files",
        "plugins/bad.py:5:1: ",
        PLUGIN.format("return 1 / 0", "name='bad', files=(made,)"),
    ),
    plugin(
        "a plugin that raises when asked for pages",
        "plugins/bad.py:5:1: ",
        PLUGIN.format("return 1 / 0", "name='bad', pages=(made,)"),
    ),
    plugin("a plugin that ends the program", "bad", "raise SystemExit(3)\n"),
    plugin(
        "a plugin that leaves the folder",
        "../x.txt",
        PLUGIN.format(
            "return b''", "name='bad', files=(lambda site: [File(path='../x.txt', make=made)],)"
        ),
    ),
    settings("empty settings", "content/_site.yaml:1:1: the file is empty", ""),
    plugin(
        "a plugin that gives nothing",
        "plugins/bad.py",
        PLUGIN.format("return None", "name='bad', files=(made,)"),
    ),
    template(
        "a template in Windows-1252", "templates/campaign.html:1:", "<p>perché".encode("cp1252")
    ),
    Fatal(
        "a catalog with a fault",
        "i18n/it.po:1:1: the catalog cannot be read",
        {"i18n/it.po": "garbage\n"},
    ),
    Fatal(
        "a catalog in Windows-1252",
        "i18n/it.po:1:1: the catalog cannot be read",
        {"i18n/it.po": 'msgid "a"\nmsgstr "perché"\n'.encode("cp1252")},
    ),
)


def outcome(fault: Fatal, root: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Build a sound site with one fault, by the command line."""
    write(root, files_of(fault))
    for path in (path for path, data in fault.files.items() if data is None):
        (root / path).unlink()
    given = ["--root", str(root), "--ui-lang", "en", "--today", "2026-11-22", *fault.arguments]
    with pytest.raises(SystemExit) as ended:
        cli.main(["build", *given])
    return Run(int(ended.value.code or 0), tuple(capsys.readouterr().err.splitlines()))


def files_of(fault: Fatal) -> Iterator[tuple[str, bytes]]:
    """Yield the files of the sound site, and those of a fault."""
    yield from sound()
    for path, data in fault.files.items():
        if data is not None:
            yield path, data if isinstance(data, bytes) else data.encode()


@pytest.mark.parametrize("fault", FATAL, ids=lambda fault: fault.name)
def test_what_stops_the_whole_site_is_one_clear_line(
    fault: Fatal, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = outcome(fault, tmp_path, capsys)
    assert len(found.lines) == fault.lines, found.lines
    assert fault.says in found.lines[0]
    assert "Traceback" not in found.lines[0]
    assert found.status == fault.status
    assert not (tmp_path / "public").is_dir() or fault.status == 2


@pytest.mark.parametrize(
    ("lang", "says"),
    [("en", "there is no “content” folder in "), ("it", "non c'è la cartella «content»")],
)
def test_a_folder_without_content_is_told_in_one_sentence(
    lang: str, says: str, tmp_path: Path
) -> None:
    found = run(tmp_path, lang)
    assert found.status == 2
    assert len(found.lines) == 1
    assert says in found.lines[0]
    assert "megafono init" in found.lines[0]


# Hostile files: a message, no crash, soon.

HEADS = {
    "25 kB of brackets": ("title: X\ncountries: " + "[" * 25_000, "nested more than 12 deep"),
    "brackets alone": ("[" * 25_000, "nested more than 12 deep"),
    "groups in groups": ("title: X\niati: " + "{a: " * 5_000, "nested more than 12 deep"),
    "keys below keys": (
        "title: X\n" + "".join("  " * n + "a:\n" for n in range(200)),
        "nested more than 12 deep",
    ),
    "hyphens": ("title: X\nauthors:\n  " + "- " * 512 + "a", "nested more than 12 deep"),
    "70 kB": ("title: X\nsummary: " + "a " * 35_000, "longer than 64 kB"),
    "zeros": ("title: a\0b", "a control character (code 0)"),
    "a quote never closed": ('title: "a\n' + "b\n" * 3_000, "begins with a quote"),
    "an alias a thousand times": ("title: X\nauthors: &a [b]", "“&” is a special sign"),
    "a sign outside Unicode": ("title: a\ufffe", "a control character (code 65534)"),
    "a directive": ("%YAML 1.2\ntitle: X", "cannot be read from here on"),
    "braces": ("title: '{a} {0} {'\nslug: '{q}'", "the slug “{q}” has signs"),
}
BODIES = {
    "249 lists": ("".join("    " * n + "- a\n" for n in range(249)), "nested too deep"),
    "249 quotes": ("> " * 2_000 + "a\n", ""),
    "a line of hyphens": ("- " * 512 + "\n", ""),
}


@pytest.mark.parametrize("name", HEADS)
def test_a_hostile_head_gets_one_message_soon(name: str, site: Scratch) -> None:
    head, says = HEADS[name]
    begun = time.perf_counter()
    site.put("content/projects/a.it.md", f"---\n{head}\n---\nTesto.\n".encode()).build()
    assert time.perf_counter() - begun < WHOLE_SECONDS
    assert len(site.problems) == 1, site.problems[:3]
    assert says in site.problems[0]
    assert site.problems[0].startswith("content/projects/a.it.md:")


@pytest.mark.parametrize("name", BODIES)
def test_a_hostile_body_does_not_stop_the_others(name: str, site: Scratch) -> None:
    body, says = BODIES[name]
    begun = time.perf_counter()
    site.put("content/projects/a.it.md", f"---\ntitle: X\n---\n{body}".encode()).build()
    assert time.perf_counter() - begun < WHOLE_SECONDS
    assert len(site.problems) == int(bool(says)), site.problems[:3]
    assert says in "".join(site.problems)


# Small things.


def test_a_page_with_a_wrong_head_can_still_be_linked_to(site: Scratch) -> None:
    """One mistake, one message: the links to the page are right."""
    site.write("""
    -- content/projects/wrong.it.md --
    ---
    title: Pozzi: dieci
    starts: mai
    ---
    Vedi [qui](/nowhere).
    -- content/projects/other.it.md --
    ---
    title: Altro
    ---
    Vedi [i pozzi](wrong).
    """).build()
    places = [problem.split(": ")[0].rpartition("/")[2] for problem in site.problems]
    assert places == ["wrong.it.md:2:13", "wrong.it.md:3:9", "wrong.it.md:5:12"]


def test_any_space_may_stand_in_a_text_of_several_lines(site: Scratch) -> None:
    head = "---\ntitle: Pozzi\nsummary: |\n  Nota:\u00a0ecco\n  \u00a0rientrato\n---\nT.\n"
    assert site.put("content/projects/a.it.md", head.encode()).build().problems == []


def test_norway_is_a_country(site: Scratch) -> None:
    site.write("""
    -- content/projects/fiordi.it.md --
    ---
    title: Fiordi
    countries: [NO]
    ---
    Testo.
    """).build()
    assert site.problems == []
    assert "it/paesi/norvegia/index.html" in site.paths


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("Mozanbico", "MZ"),
        ("guinea", "GN"),
        ("Guinea Bissau", "GW"),
        ("Guinea-Bissau", "GW"),
        ("Guinea Equatoriale", "GQ"),
        ("Papua Nuova Guinea", "PG"),
        ("Papua", "PG"),
        ("gn", "GN"),
        ("Norvegia", "NO"),
        ("no", "NO"),
        ("Kosovo", "XK"),
        ("UK", "GB"),
        ("Costa d'Avorio", "CI"),
    ],
)
def test_the_country_meant_comes_first(written: str, code: str, site: Scratch) -> None:
    head = f'---\ntitle: X\ncountries: ["{written}"]\n---\nT.\n'
    site.put("content/projects/a.it.md", head.encode()).build()
    assert [re.findall(r"mean (\w\w) \(", problem) for problem in site.problems] == [[code]]


@pytest.mark.parametrize(("lang", "said"), [("it", "Norvegia"), ("en", "Norway"), ("fr", "Norway")])
def test_a_name_is_in_the_language_of_the_reader(lang: str, said: str) -> None:
    class Reader(English):
        """Reads in a language."""

    reader = Reader()
    reader.lang = lang  # type: ignore[attr-defined]
    assert Names({"it": "Norvegia", "en": "Norway"}).say(reader) == said


def test_a_problem_of_a_whole_file_has_a_place_too() -> None:
    problem = Problem(message=message("it is empty"), path="a.md", hint=message("Fill it."))
    assert problem.say(English()) == "a.md:1:1: it is empty. Fill it."


def test_a_question_is_not_ended_twice() -> None:
    asked = message("{what}. {hint}", what=message("no"), hint=message("Did you mean “yes”?"))
    assert (
        Problem(message=asked, hint=message("See.")).say(English())
        == "no. Did you mean “yes”? See."
    )


@pytest.mark.parametrize("command", ["", *cli.COMMANDS])
def test_help_in_italian_has_no_english_word(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main([*([command] if command else []), "--help", "--ui-lang", "it"])
    shown = capsys.readouterr().out
    assert ended.value.code == 0
    assert shown.startswith("Uso: megafono")
    english = r"\b(Usage|Options|Commands|Show|this|the|and|message|exit|DIR|LANG|TITLE|OPTIONS)\b"
    assert not re.findall(english, shown)
    assert "..." not in shown
