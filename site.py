"""Starts Megafono: `python3 site.py COMMAND`; the first run makes its own environment, `.venv/`.

Standard library only, and importing it does nothing. It must run, or say plainly why it cannot, on
whatever Python a writer has: every line parses, and those above the version check run, on 3.6.
"""

import os
import sys

ROOT = os.path.dirname(os.path.realpath(__file__))
ENVIRONMENT = os.path.join(ROOT, ".venv")
OURS = "megafono.lock"  # the file in .venv/ that says who made it, and that one run holds at a time
LOG = os.path.join(ENVIRONMENT, "megafono.log")
LOCKS = {"run": "requirements.txt", "test": "requirements-test.txt"}
BROWSER = os.path.join(ROOT, "tests", "browser")
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "chrome", "msedge")
# fmt: off
TEXTS = {  # Italian, English; {0} is this Python's version, {1} the environment's folder
    "old": ("Megafono ha bisogno di Python 3.11 o più recente (da python.org); questo è {0}.",
            "Megafono needs Python 3.11 or newer (from python.org); this is {0}."),
    "first": ("Preparo l’ambiente di Megafono in {1}: solo stavolta, serve la rete un minuto.",
              "Making Megafono’s environment in {1}: this once, it needs the network a minute."),
    "tests": ("Aggiungo quel che serve alle prove.", "Adding what the tests need."),
    "ready": ("Fatto.", "Done."),
    "waiting": ("Un altro Megafono sta preparando l’ambiente: aspetto che finisca.",
                "Another Megafono is making the environment: waiting for it."),
    "cut": ("Interrotto. Niente è rimasto a metà.", "Stopped. Nothing is left half-made."),
    "foreign": ("Rinomina o togli la cartella {1}: non l’ha fatta Megafono, che non la tocca.",
                "Rename or remove the folder {1}: Megafono did not make it, and leaves it alone."),
    "venv": ("Manca venv: su Debian e Ubuntu lo installa «sudo apt install python{0}-venv».",
             "No venv here: on Debian and Ubuntu, “sudo apt install python{0}-venv” installs it."),
    "network": ("La rete non risponde. Controlla la connessione (e il proxy, se ce n’è uno).",
                "The network does not answer. Check the connection (and the proxy, if any)."),
    "certificate": ("Certificato ignoto (un antivirus, un proxy?): chiedi a chi cura la rete.",
                    "Unknown certificate (an antivirus, a proxy?): ask whoever runs the network."),
    "damaged": ("Un file scaricato non è quello atteso: forse si è rovinato per strada.",
                "A downloaded file is not the one expected: perhaps damaged on its way."),
    "disk": ("Il disco è pieno: libera almeno 500 MB.", "The disk is full: free at least 500 MB."),
    "closed": ("Non posso scrivere in {1}. Chiudi ogni altro Megafono, o copialo altrove.",
               "Writing to {1} is not allowed. Close any other Megafono, or copy it elsewhere."),
    "unserved": ("Una parte non esiste per Python {0} su questo sistema: prova con Python 3.13.",
                 "One part does not exist for Python {0} on this system: try Python 3.13."),
    "other": ("Non è andata.", "This failed."),
    "log": ("Tutto quel che è successo è scritto in ", "All that happened is written in "),
    "again": ("Poi ripeti il comando.", "Then repeat the command."),
    "no_browser": ("Manca Chromium: le prove nel browser saranno saltate.",
                   "Chromium is missing: the tests in a browser will be skipped."),
    "no_node": ("Mancano Node.js o i pacchetti di npm: le prove che li usano saranno saltate.",
                "Node.js or npm’s packages are missing: the tests that use them will be skipped."),
}
# fmt: on
REASONS = (  # what the system, pip or venv said -> the text that explains it; the first that fits
    ("damaged", r"DO NOT MATCH THE HASHES"),
    ("disk", r"No space left|Disk quota exceeded|WinError 112"),
    ("certificate", r"CERTIFICATE_VERIFY_FAILED|SSLCertVerificationError"),
    ("network", r"NewConnectionError|NameResolutionError|ProxyError|Max retries|[Tt]imed ?out"),
    ("network", r"Connection (refused|reset|aborted|broken)|IncompleteRead|from versions: none"),
    ("closed", r"Permission denied|not permitted|Read-only|not empty|WinError (5|32)\b"),
    ("venv", r"ensurepip is not\s+available|No module named '?(venv|ensurepip|pip)\b"),
    ("unserved", r"No matching distribution|Failed (building|to build)|subprocess-exited-with"),
)


def ui_language(args: "list[str]", environ: "dict[str, str]") -> str:
    """`it` or `en`: what the command line asks, else the environment, else the system."""
    asked = [args[at + 1] for at, arg in enumerate(args[:-1]) if arg == "--ui-lang"]
    asked += [arg.split("=", 1)[1] for arg in args if arg.startswith("--ui-lang=")]
    asked += [environ.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG")]
    found = next(filter(None, asked), "")
    if not found:  # as on Windows, which sets none of them
        import locale

        found = locale.getlocale()[0] or ""
    return "it" if found.lower().startswith("it") else "en"


def text(key: str) -> str:
    """The words for `key`, in the language of this run."""
    is_italian = ui_language(sys.argv[1:], dict(os.environ)) == "it"
    version = "{}.{}".format(*sys.version_info)
    return TEXTS[key][0 if is_italian else 1].format(version, ENVIRONMENT)


def say(words: str, *, end: str = "\n") -> None:
    """On standard error, which escapes what it cannot show; standard output is the command's."""
    print(words, end=end, file=sys.stderr, flush=True)


if __name__ == "__main__" and sys.version_info < (3, 11):
    say(text("old") + " " + text("again"))
    sys.exit(1)


class Stopped(Exception):
    """What a person must mend first, in their language."""


def command_of(args: list[str]) -> str:
    """The first word that is neither an option nor the value of a common one."""
    words = iter(args)
    for word in words:
        if word in ("--root", "--ui-lang"):
            next(words, None)
        elif not word.startswith("-"):
            return word
    return ""


def has(requirement: str) -> bool:
    """Whether this Python has `NAME>=1.2` or `NAME>=1.2; sys_platform == "win32"`, unimported.

    Whatever is written in another way counts as missing: then the locked environment serves.
    """
    import re
    from importlib import metadata

    parts = re.fullmatch(r"([\w.-]+)>=([\d.]+)(?:; sys_platform == \"(\w+)\")?", requirement)
    if not parts or (parts[3] and parts[3] != sys.platform):
        return bool(parts)
    try:
        have, least = re.findall(r"\d+", metadata.version(parts[1])), parts[2].split(".")
    except metadata.PackageNotFoundError:
        return False
    return list(map(int, have)) >= list(map(int, least))


def has_all(needs: list[str]) -> bool:
    """Whether this Python, as it is, can run Megafono (and its tests, if they are needed)."""
    import tomllib

    with open(os.path.join(ROOT, "pyproject.toml"), "rb") as file:
        project = tomllib.load(file)["project"]
    tests = project["optional-dependencies"]["test"] if "test" in needs else []
    return all(map(has, project["dependencies"] + tests))


def environment_python() -> str:
    """The interpreter of `.venv/`."""
    where = ("Scripts", "python.exe") if os.name == "nt" else ("bin", "python")
    return os.path.join(ENVIRONMENT, *where)


def stamp(lock: str) -> bytes:
    """What is written once a lock is installed: for which Python, and the lock itself."""
    with open(lock, "rb") as file:
        return f"{sys.platform} {sys.implementation.cache_tag}\n".encode() + file.read()


def is_done(lock: str, folder: str) -> bool:
    """Whether `folder` holds just this lock, finished: `done` comes last."""
    try:
        with open(os.path.join(folder, os.path.basename(lock)), "rb") as file:
            return file.read() == stamp(lock)
    except FileNotFoundError:
        return False


def done(lock: str, folder: str) -> None:
    """Marks `folder` as finished; half a stamp, from a cut, is no stamp."""
    with open(os.path.join(folder, os.path.basename(lock)), "wb") as file:
        file.write(stamp(lock))


def is_ready(needs: list[str]) -> bool:
    """Whether `.venv/` can be used as it is."""
    locks = [os.path.join(ROOT, LOCKS[need]) for need in needs]
    return os.path.exists(environment_python()) and all(is_done(k, ENVIRONMENT) for k in locks)


def is_held(file: int) -> bool:
    """Takes the lock on an open file if nobody has it; on a disk without locks, as if nobody had.

    The system lets go when this process ends, however it ends: no stale lock can stay behind.
    """
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    except OSError:
        return True
    return True


def make(needs: list[str]) -> None:
    """Makes `.venv/`, or adds what it lacks; two runs at once wait for each other."""
    import signal
    import time

    os.makedirs(ENVIRONMENT, exist_ok=True)
    if os.listdir(ENVIRONMENT) and not os.path.exists(os.path.join(ENVIRONMENT, OURS)):
        raise Stopped(text("foreign"))
    for number in (signal.SIGINT, signal.SIGTERM):
        if signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, interrupt)
    with open(os.path.join(ENVIRONMENT, OURS), "a+b") as file:
        if not is_held(file.fileno()):
            say(text("waiting"))
            while not is_held(file.fileno()):
                time.sleep(0.5)
        if not is_ready(["run"]):
            make_anew()
        if not is_ready(needs):
            say(text("tests"))
            install("test")


def interrupt(number: int, _: object) -> None:
    """Stops at the first Ctrl-C; an impatient second one must not cut the cleaning up."""
    import signal

    signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt


def make_anew() -> None:
    """Makes `.venv/` from nothing; whatever stops it, only the log stays."""
    say(text("first"))
    clear(keep="")
    try:
        run([sys.executable, "-I", "-m", "venv", ENVIRONMENT])
        install("run")
    except BaseException:
        clear(keep=LOG)
        raise
    say(text("ready"))


def clear(*, keep: str) -> None:
    """Empties `.venv/` but for a file, and our lock, which Windows cannot remove while held."""
    import shutil

    for entry in os.scandir(ENVIRONMENT):
        if entry.is_dir(follow_symlinks=False):
            shutil.rmtree(entry.path)
        elif entry.name != OURS and entry.path != keep:
            os.remove(entry.path)


def install(need: str) -> None:
    """Installs a lock in `.venv/`, every file held to its hash."""
    lock = os.path.join(ROOT, LOCKS[need])
    pip = [environment_python(), "-I", "-X", "utf8", "-m", "pip", "--disable-pip-version-check"]
    wishes = ["--no-input", "--no-user", "--progress-bar=off", "--retries=2", "--timeout=20"]
    pins = [line for line in stamp(lock).splitlines() if b"==" in line]
    total = sum(os.name == "nt" or b"win32" not in line for line in pins)
    run([*pip, "install", *wishes, "--require-hashes", "-r", lock], total=total)
    done(lock, ENVIRONMENT)


def run(argv: list[str], *, total: int = 0) -> None:
    """Runs venv or pip. What it prints goes to the log; a terminal sees how far it is."""
    from subprocess import DEVNULL, PIPE, STDOUT, Popen

    output: list[str] = []
    with open(LOG, "ab") as log, Popen(argv, stdin=DEVNULL, stdout=PIPE, stderr=STDOUT) as child:
        try:
            for line in child.stdout or ():
                log.write(line)
                output.append(line.decode("utf-8", "replace"))
                show(output, total)
            child.wait()
        finally:
            child.terminate()  # does nothing to one that has ended
    if child.returncode:
        raise Stopped(explain("".join(output)) + "\n" + text("log") + LOG)


def show(output: list[str], total: int) -> None:
    """On a terminal, the package that has just come, over the one before."""
    if total and output[-1].startswith("Collecting ") and sys.stderr.isatty():
        seen = sum(line.startswith("Collecting ") for line in output)
        say(f"\r  {seen}/{total} {output[-1].split()[1]:<40}", end="")
    elif total and output[-1].startswith("Installing ") and sys.stderr.isatty():
        say("")


def explain(output: str) -> str:
    """What went wrong, in words a writer can act on; else the last error as it was."""
    import re

    for key, pattern in REASONS:
        if re.search(pattern, output):
            return text(key) + " " + text("again")
    lines = [line for line in output.splitlines() if line.strip()]
    errors = [line for line in lines if line.startswith("ERROR")] or lines
    return " ".join([text("other"), *errors[-1:]])


def find_python(needs: list[str]) -> str:
    """The interpreter to use: this one if it has everything, else that of `.venv/`.

    A ready `.venv/` is looked at first, because looking costs nothing and asking a Python what it
    has 30 ms; but an environment that somebody activated on purpose goes before it.
    """
    is_activated = sys.prefix not in (sys.base_prefix, ENVIRONMENT)
    if is_activated and has_all(needs):
        return sys.executable
    if not is_ready(needs):
        if not is_activated and has_all(needs):
            return sys.executable
        make(needs)
    return environment_python()


def prepare_browser() -> None:
    """Installs the browser tests' npm packages, and says which tests will have to be skipped."""
    import shutil
    import subprocess

    if not any(map(shutil.which, CHROMIUMS)):
        say(text("no_browser"))
    lock, modules = (os.path.join(BROWSER, name) for name in ("package-lock.json", "node_modules"))
    node, npm, none = shutil.which("node"), shutil.which("npm"), subprocess.DEVNULL
    if node and npm and not is_done(lock, modules):
        command = [npm, "ci", "--ignore-scripts", "--no-update-notifier", "--loglevel=error"]
        if not subprocess.call(command, cwd=BROWSER, stdin=none, stdout=none):
            done(lock, modules)
    if not node or not is_done(lock, modules):
        say(text("no_node"))


def start(python: str, args: list[str]) -> int:
    """Becomes `python -m ARGS` with Megafono importable, and UTF-8 whatever the system's code page.

    `-P` keeps the current folder out: a file `yaml.py` among the contents must not be imported.
    """
    paths = filter(None, [ROOT, os.environ.get("PYTHONPATH")])
    environ = {**os.environ, "PYTHONUTF8": "1", "PYTHONPATH": os.pathsep.join(paths)}
    environ["MEGAFONO_PROGRAM"] = "python3 site.py"
    argv = [python, "-P", "-m", *args]
    if os.name != "nt":
        os.execve(python, argv, environ)
    import subprocess

    with subprocess.Popen(argv, env=environ) as child:
        while True:
            try:
                return child.wait()
            except KeyboardInterrupt:  # the command had it too, and ends in its own way
                continue


def main(args: list[str]) -> int:
    """Finds or makes the environment, then becomes the command."""
    try:
        if command_of(args) == "test":
            python = find_python(["run", "test"])
            prepare_browser()
            os.chdir(ROOT)
            return start(python, ["pytest", *args[args.index("test") + 1 :]])
        return start(find_python(["run"]), ["megafono", *(args or ["--help"])])
    except Stopped as problem:
        say(str(problem))
    except OSError as problem:
        say(explain(str(problem)))
    except KeyboardInterrupt:
        say("\n" + text("cut"))
        return 130
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
