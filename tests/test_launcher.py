"""site.py: what a writer meets first. Nothing here touches the network."""

import ast
import errno
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[1]
LAUNCHER = ROOT / "site.py"
ENGINE = """
import json, os, sys
print(json.dumps([sys.argv[1:], sys.flags.utf8_mode, sys.path, sys.executable]))
sys.exit(7 if "seven" in sys.argv else 0)
"""
PIP_SAYS = {
    "damaged": "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.",
    "disk": "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on "
    "device: '/tmp/x'",
    "certificate": "WARNING: Retrying (Retry(total=0)) after connection broken by 'SSLError("
    "SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED]'))': /babel/",
    "network": "WARNING: Retrying (Retry(total=0)) after connection broken by 'NewConnectionError("
    "'[Errno 111] Connection refused')': /babel/\n"
    "ERROR: No matching distribution found for babel==2.18.0",
    "closed": "ERROR: Could not install packages due to an OSError: [WinError 5] Accesso negato",
    "venv": "The virtual environment was not created successfully because ensurepip is not\n"
    "available.  On Debian/Ubuntu systems, you need to install the python3-venv",
    "unserved": "ERROR: Could not find a version that satisfies the requirement babel==2.18.0 "
    "(from versions: 2.1, 2.2)\nERROR: No matching distribution found for babel==2.18.0",
}


@pytest.fixture
def launcher(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """site.py imported, at work on an empty folder whose locks ask for what no Python has."""
    spec = importlib.util.spec_from_file_location("launcher", LAUNCHER)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for name, path in {
        "ROOT": tmp_path,
        "ENVIRONMENT": tmp_path / ".venv",
        "LOG": tmp_path / ".venv/megafono.log",
        "BROWSER": tmp_path / "tests/browser",
    }.items():
        monkeypatch.setattr(module, name, str(path))
    monkeypatch.setattr(sys, "argv", ["site.py", "--ui-lang", "it"])
    write_project(tmp_path, dependencies=["no-such-thing>=1.0"])
    return module


def write_project(folder: Path, *, dependencies: list[str]) -> None:
    """The files that the launcher reads."""
    tests = "[project.optional-dependencies]\ntest = []\n"
    project = f"[project]\ndependencies = {json.dumps(dependencies)}\n{tests}"
    (folder / "pyproject.toml").write_text(project, encoding="utf-8")
    (folder / "requirements.txt").write_text("no-such-thing==1.0\n", encoding="utf-8")
    (folder / "requirements-test.txt").write_text("no-such-test==1.0\n", encoding="utf-8")


class Machine:
    """Stands in for venv and pip: notes what was asked of them, and may fail."""

    def __init__(self, launcher: ModuleType) -> None:
        self.launcher = launcher
        self.asked: list[str] = []
        self.fails: dict[str, BaseException] = {}

    def run(self, argv: list[str], *, total: int = 0) -> None:
        what = "venv" if "venv" in argv else Path(argv[-1]).name
        self.asked.append(what)
        python = Path(self.launcher.environment_python())
        python.parent.mkdir(parents=True, exist_ok=True)
        python.write_bytes(b"")
        if what in self.fails:
            raise self.fails[what]


@pytest.fixture
def machine(launcher: ModuleType, monkeypatch: pytest.MonkeyPatch) -> Machine:
    machine = Machine(launcher)
    monkeypatch.setattr(launcher, "run", machine.run)
    monkeypatch.setattr(launcher, "start", lambda python, args: 0)
    return machine


@pytest.fixture(autouse=True)
def signals() -> object:
    """The launcher sets handlers, which its own process would lose on becoming the command."""
    import signal

    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def in_old_python(*args: str, **environ: str) -> subprocess.CompletedProcess[bytes]:
    """Runs the launcher in a Python that says it is 3.8."""
    code = "import runpy, sys; sys.version_info = (3, 8, 2, 'final', 0); "
    code += f"sys.argv[0] = {str(LAUNCHER)!r}; runpy.run_path(sys.argv[0], run_name='__main__')"
    command = [sys.executable, "-c", code, *args]
    return subprocess.run(command, env=os.environ | environ, capture_output=True, check=False)


# Importing it, and the Python it finds


def test_importing_does_nothing(
    launcher: ModuleType, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert not (tmp_path / ".venv").exists()
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("path", [".", str(ROOT)])
def test_it_does_not_hide_the_module_site(path: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", "import site; site.getsitepackages()"],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": path},
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


def test_it_imports_only_the_standard_library() -> None:
    tree = ast.parse(LAUNCHER.read_text(encoding="utf-8"))
    names = {a.name for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names}
    names |= {n.module or "" for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)}
    assert {name.split(".")[0] for name in names} <= sys.stdlib_module_names


def test_an_old_python_can_read_it() -> None:
    ast.parse(LAUNCHER.read_text(encoding="utf-8"), feature_version=(3, 6))


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "ascii"])
@pytest.mark.parametrize(
    ("lang", "words"),
    [("it_IT.UTF-8", "ha bisogno di Python 3.11"), ("en_GB.UTF-8", "needs Python 3.11 or newer")],
)
def test_an_old_python_is_told_so(lang: str, words: str, encoding: str) -> None:
    done = in_old_python("build", LC_ALL=lang, PYTHONIOENCODING=encoding, PYTHONUTF8="0")
    said = done.stderr.decode(encoding)
    assert done.returncode == 1
    assert words in said and "3.8" in said
    assert "Traceback" not in said


# Languages and words


@pytest.mark.parametrize(
    ("args", "environ", "lang"),
    [
        (["--ui-lang", "it", "build"], {"LANG": "en_GB.UTF-8"}, "it"),
        (["build", "--ui-lang=en"], {"LANG": "it_IT.UTF-8"}, "en"),
        (["build"], {"LANG": "it_CH.UTF-8"}, "it"),
        (["build"], {"LANG": "it_IT.UTF-8", "LC_ALL": "en_US.UTF-8"}, "en"),
        (["build"], {"LANG": "fr_FR.UTF-8"}, "en"),
        (["build"], {"LANG": "C"}, "en"),
        (["new", "--ui-lang"], {"LANG": "it"}, "it"),
    ],
)
def test_the_language_is_the_asked_one_or_the_systems(
    launcher: ModuleType, args: list[str], environ: dict[str, str], lang: str
) -> None:
    assert launcher.ui_language(args, environ) == lang


def test_windows_has_a_language_without_lang(
    launcher: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("locale.getlocale", lambda: ("Italian_Italy", "1252"))
    assert launcher.ui_language(["build"], {}) == "it"
    monkeypatch.setattr("locale.getlocale", lambda: (None, None))
    assert launcher.ui_language(["build"], {}) == "en"


def test_every_text_stands_in_both_languages(launcher: ModuleType) -> None:
    for italian, english in launcher.TEXTS.values():
        assert italian and english and italian != english
        assert re.findall(r"{\d}", italian) == re.findall(r"{\d}", english)


def test_every_text_can_be_shown_on_a_windows_console(launcher: ModuleType) -> None:
    for texts in launcher.TEXTS.values():
        "".join(texts).encode("cp1252")


@pytest.mark.parametrize("key", PIP_SAYS)
@pytest.mark.parametrize("lang", ["it", "en"])
def test_what_pip_says_is_explained(
    launcher: ModuleType, monkeypatch: pytest.MonkeyPatch, key: str, lang: str
) -> None:
    monkeypatch.setattr(sys, "argv", ["site.py", "--ui-lang", lang])
    said = launcher.explain(PIP_SAYS[key])
    assert said == f"{launcher.text(key)} {launcher.text('again')}"
    assert "{" not in said


def test_what_nobody_foresaw_is_quoted(launcher: ModuleType) -> None:
    said = launcher.explain("Collecting x\nERROR: the moon is full\n\n[notice] a new pip\n")
    assert said == "Non è andata. ERROR: the moon is full"
    assert launcher.explain("") == "Non è andata."


@pytest.mark.parametrize(
    ("args", "command"),
    [
        ([], ""),
        (["build", "test"], "build"),
        (["--root", "test", "build"], "build"),
        (["--root=x", "--ui-lang", "it", "test", "-k", "a"], "test"),
        (["--help"], ""),
    ],
)
def test_the_command_is_found_among_the_options(
    launcher: ModuleType, args: list[str], command: str
) -> None:
    assert launcher.command_of(args) == command


# An interpreter that has what it takes


def test_a_requirement_is_met_by_the_same_version_or_a_newer(
    launcher: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.metadata.version", lambda name: "8.10.2.post1")
    assert all(map(launcher.has, ["click>=8.9", "click>=8.10.2", "click>=8"]))
    assert not any(map(launcher.has, ["click>=8.11", "click>=9", "click>=8.10.3"]))
    assert not any(map(launcher.has, ["click", "click>=8,<9", "click[x]>=8", "click ~= 8.0"]))


def test_a_requirement_of_another_system_is_met(
    launcher: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    requirement = 'no-such-thing>=1.0; sys_platform == "win32"'
    monkeypatch.setattr(sys, "platform", "linux")
    assert launcher.has(requirement)
    monkeypatch.setattr(sys, "platform", "win32")
    assert not launcher.has(requirement)


def test_a_python_that_has_everything_is_used_as_it_is(
    launcher: ModuleType, machine: Machine, tmp_path: Path
) -> None:
    write_project(tmp_path, dependencies=["pytest>=8.0"])
    assert launcher.find_python(["run", "test"]) == sys.executable
    assert machine.asked == []
    assert not (tmp_path / ".venv").exists()


def test_the_python_of_the_tests_has_what_pyproject_asks(
    launcher: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(launcher, "ROOT", str(ROOT))
    assert launcher.has_all(["run", "test"])


# The environment


def test_the_first_run_makes_the_environment_and_the_next_uses_it(
    launcher: ModuleType, machine: Machine, capsys: pytest.CaptureFixture[str]
) -> None:
    assert launcher.main(["build"]) == 0
    assert machine.asked == ["venv", "requirements.txt"]
    captured = capsys.readouterr()
    assert captured.err.startswith("Preparo l’ambiente di Megafono")
    assert captured.out == ""
    assert launcher.main(["build"]) == 0
    assert machine.asked == ["venv", "requirements.txt"]
    assert capsys.readouterr().err == ""


def test_the_tests_add_their_own_lock_to_it(
    launcher: ModuleType, machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(launcher.ROOT)
    monkeypatch.setattr(launcher, "prepare_browser", lambda: None)
    launcher.main(["build"])
    launcher.main(["test", "-k", "x"])
    launcher.main(["test"])
    launcher.main(["build"])
    assert machine.asked == ["venv", "requirements.txt", "requirements-test.txt"]


def spoil_stamp(folder: Path) -> None:
    (folder / ".venv/requirements.txt").unlink()


def cut_stamp(folder: Path) -> None:
    stamp = folder / ".venv/requirements.txt"
    stamp.write_bytes(stamp.read_bytes()[:9])


def change_lock(folder: Path) -> None:
    (folder / "requirements.txt").write_text("no-such-thing==2.0\n", encoding="utf-8")


def lose_python(folder: Path) -> None:
    for path in [*folder.glob(".venv/bin/python"), *folder.glob(".venv/Scripts/python.exe")]:
        path.unlink()


@pytest.mark.parametrize("spoil", [spoil_stamp, cut_stamp, change_lock, lose_python])
def test_an_environment_half_made_or_for_another_lock_is_made_anew(
    launcher: ModuleType, machine: Machine, tmp_path: Path, spoil: Callable[[Path], None]
) -> None:
    launcher.main(["build"])
    rubbish = tmp_path / ".venv/lib/rubbish.txt"
    rubbish.parent.mkdir()
    rubbish.write_text("", encoding="utf-8")
    spoil(tmp_path)
    launcher.main(["build"])
    assert machine.asked == ["venv", "requirements.txt"] * 2
    assert not rubbish.exists()


def test_another_python_makes_it_anew(
    launcher: ModuleType, machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    launcher.main(["build"])
    monkeypatch.setattr(sys.implementation, "cache_tag", "cpython-399")
    launcher.main(["build"])
    assert machine.asked == ["venv", "requirements.txt"] * 2


@pytest.mark.parametrize("what", ["venv", "requirements.txt"])
@pytest.mark.parametrize(
    ("error", "status", "words"),
    [
        (KeyboardInterrupt(), 130, "Interrotto. Niente è rimasto a metà."),
        (OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)), 1, "Il disco è pieno"),
        (PermissionError(errno.EACCES, os.strerror(errno.EACCES)), 1, "Non posso scrivere in"),
    ],
)
def test_what_stops_it_leaves_nothing_half_made(
    launcher: ModuleType,
    machine: Machine,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    what: str,
    error: BaseException,
    status: int,
    words: str,
) -> None:
    machine.fails = {what: error}
    assert launcher.main(["build"]) == status
    said = capsys.readouterr().err
    assert words in said and "Traceback" not in said
    assert [path.name for path in (tmp_path / ".venv").iterdir()] == ["megafono.lock"]
    machine.fails = {}
    assert launcher.main(["build"]) == 0


def test_a_folder_of_somebody_else_is_left_alone(
    launcher: ModuleType, machine: Machine, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    theirs = tmp_path / ".venv/pyvenv.cfg"
    theirs.parent.mkdir()
    theirs.write_text("theirs", encoding="utf-8")
    assert launcher.main(["build"]) == 1
    assert "non l’ha fatta Megafono" in capsys.readouterr().err
    assert machine.asked == []
    assert [path.name for path in theirs.parent.iterdir()] == ["pyvenv.cfg"]


def test_only_one_run_at_a_time_makes_it(launcher: ModuleType, tmp_path: Path) -> None:
    path = tmp_path / "lock"
    with path.open("a+b") as first, path.open("a+b") as second:
        assert launcher.is_held(first.fileno())
        assert not launcher.is_held(second.fileno())
        first.close()
        assert launcher.is_held(second.fileno())


def test_a_failed_pip_is_explained_and_its_words_are_kept(
    launcher: ModuleType, tmp_path: Path
) -> None:
    (tmp_path / ".venv").mkdir()
    code = f"print({PIP_SAYS['network']!r}); raise SystemExit(1)"
    with pytest.raises(launcher.Stopped) as stopped:
        launcher.run([sys.executable, "-c", code])
    assert str(stopped.value).startswith("La rete non risponde.")
    assert "Connection refused" in Path(launcher.LOG).read_text(encoding="utf-8")
    assert launcher.LOG in str(stopped.value)


def test_what_the_browser_tests_lack_is_said(
    launcher: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("shutil.which", lambda name: None)
    launcher.prepare_browser()
    assert capsys.readouterr().err.splitlines() == [
        "Manca Chromium: le prove nel browser saranno saltate.",
        "Mancano Node.js o i pacchetti di npm: le prove che li usano saranno saltate.",
    ]


# Becoming the command


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A Megafono that needs nothing, in a folder with an awkward name."""
    folder = tmp_path / "Sito dell'ONG «prova» 1"
    (folder / "megafono").mkdir(parents=True)
    (folder / "megafono/__init__.py").write_text("", encoding="utf-8")
    (folder / "megafono/__main__.py").write_text(ENGINE, encoding="utf-8")
    shutil.copy(LAUNCHER, folder)
    write_project(folder, dependencies=[])
    return folder


def launch(tree: Path, *args: str, cwd: Path) -> tuple[int, list[object]]:
    """Runs a copy of the launcher with an empty `content/` folder's worth of traps around."""
    (cwd / "json.py").write_text("raise SystemExit('imported from the current folder')")
    done = subprocess.run(
        [sys.executable, tree / "site.py", *args],
        cwd=cwd,
        env={k: v for k, v in os.environ.items() if k != "PYTHONPATH"} | {"PYTHONUTF8": "0"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.stderr == ""
    return done.returncode, json.loads(done.stdout)


def test_everything_passes_through_untouched(tree: Path, tmp_path: Path) -> None:
    args = ["--root", "qui e là", "new", "page", "L’«acqua»", "--lang", "it", "seven"]
    status, (argv, utf8_mode, path, python) = launch(tree, *args, cwd=tmp_path)
    assert status == 7
    assert argv == args
    assert utf8_mode == 1
    assert str(tree) in path and str(tmp_path) not in path and "" not in path
    assert python == sys.executable
    assert not (tree / ".venv").exists()


def test_no_command_means_help(tree: Path, tmp_path: Path) -> None:
    assert launch(tree, cwd=tmp_path)[1][0] == ["--help"]
