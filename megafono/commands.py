"""What each command does, and what it says. Each imports what it needs when it runs.

Every function returns the exit status: 0 done; 1 problems, all listed; 2 wrong use.
"""

from __future__ import annotations

import gc
import sys
import time
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from megafono.problem import Problem, Stop, message
from megafono.voice import Voice, program

if TYPE_CHECKING:
    from megafono.build import Result
    from megafono.model import Options


SELDOM = (50_000, 20, 100)
"""How seldom Python's garbage collector runs in a build, which leaves little garbage."""


def moment(text: str | None) -> datetime | None:
    """Return the moment that `--today` names: a day from its first minute, or with its time."""
    if text is None:
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        what = message("“{value}” is not a date", value=text)
        hint = message("Write year-month-day, as in 2026-05-12.")
        raise Stop([Problem(message=what, hint=hint)], status=2) from None


def options(root: str, **given: Any) -> Options:
    """Return the options of a build from those of a command."""
    from megafono.model import Options

    folder = Path(root)
    out = given.pop("out", None)
    return Options(root=folder, out=Path(out) if out else folder / "public", **given)


def alone(campaign: str | None, root: str) -> dict[str, str]:
    """Return the options with which the site of a campaign alone is built: none without one.

    It has a folder and a cache of its own, so that the whole site is left as it is.
    """
    if campaign is None:
        return {}
    from megafono.campaign import FOLDER, folder_of, name_of

    name = campaign.strip().strip("/").removeprefix("content/").removeprefix(f"{FOLDER}/")
    if not name:
        what = message("--campaign names no campaign")
        hint = message("Write the name of its file: --campaign water-for-kitui.")
        raise Stop([Problem(message=what, hint=hint)], status=2)
    key = f"{FOLDER}/{name}"
    return {
        "campaign": key,
        "cache": f"campaign-{name_of(key)}",
        "out": str(Path(root) / folder_of(key)),
    }


def run_build(
    voice: Voice,
    *,
    root: str,
    out: str | None,
    base_url: str | None,
    drafts: bool,
    today: str | None,
    clean: bool,
    jobs: int,
    campaign: str | None,
    quiet: bool,
    verbose: bool,
) -> int:
    """Make the site and publish it, or say all that keeps it from being published."""
    from megafono import receipt

    if quiet and verbose:
        raise Stop([Problem(message=message("--quiet and --verbose cannot go together"))], status=2)
    begun = time.perf_counter()
    own = alone(campaign, root)
    out = out or own.pop("out", None)
    given = options(
        root, **{**own, "out": out}, base_url=base_url or "", drafts=drafts, now=moment(today),
        clean=clean, jobs=jobs,
    )  # fmt: skip
    gc.set_threshold(*SELDOM)
    if not clean and (standing := receipt.standing(given)):
        voice.tell(standing.problems)
        if not quiet:
            unchanged(voice, standing.outputs, time.perf_counter() - begun, given.out)
        return 0
    from megafono.build import build
    from megafono.progress import watch

    result = build(
        given, watch(voice, quiet=quiet, verbose=verbose, is_terminal=sys.stdout.isatty())
    )
    voice.tell(result.problems)
    if quiet:
        return 1 if result.errors else 0
    if result.errors:
        count = len(result.errors)
        voice.say(
            "{count} problems to mend: the published site was left as it was.", count=count
        ) if count > 1 else (
            voice.say("One problem to mend: the published site was left as it was.")
        )
        return 1
    summary(voice, result, time.perf_counter() - begun, Path(out or Path(root) / "public"))
    return 0


def summary(voice: Voice, result: Result, seconds: float, out: Path) -> None:
    """Say what a build did."""
    from megafono.work import INNER

    made = sum(not name.startswith(INNER) for name in result.made)
    kept = sum(not name.startswith(INNER) for name in result.kept)
    if not result.made and not result.removed:
        unchanged(voice, kept, seconds, out)
        return
    took = tenths(seconds, voice)
    voice.say(
        "{made} files made ({pages} pages), {kept} kept, {removed} removed in {took} s. "
        "The site is in {out}.",
        made=made, pages=sum(name.endswith(".html") for name in result.made), kept=kept,
        removed=len(result.removed), took=took, out=out,
    )  # fmt: skip


def tenths(seconds: float, voice: Voice) -> str:
    """Return seconds to a tenth, as the voice's language writes them."""
    return f"{seconds:.1f}".replace(".", "," if voice.lang.startswith("it") else ".")


def unchanged(voice: Voice, kept: int, seconds: float, out: Path) -> None:
    """Say that a build had nothing to do."""
    voice.say(
        "Nothing has changed: {kept} files kept in {out}, none made ({took} s).",
        kept=kept, out=out, took=tenths(seconds, voice),
    )  # fmt: skip


def run_serve(
    voice: Voice, *, root: str, host: str, port: int, today: str | None, no_browser: bool
) -> int:
    """Preview the site, with drafts, made again at each save."""
    from megafono.server import serve

    return serve(
        options(root, drafts=True, now=moment(today)),
        host=host, port=port, open_browser=not no_browser, say=click.echo, catalog=voice,
    )  # fmt: skip


def run_check(voice: Voice, *, root: str, today: str | None, external: bool, format: str) -> int:
    """Say everything that is wrong or weak in content and output."""
    from megafono.check import as_json, checked

    done = checked(options(root, now=moment(today)), external=external)
    found = done.problems
    if format == "json":
        click.echo(as_json(found, voice))
    else:
        voice.tell(found)
    errors = sum(problem.level == "error" for problem in found)
    if format == "text":
        if found:
            voice.say(
                "{errors} to mend, {others} to look at.", errors=errors, others=len(found) - errors
            )
        else:
            voice.say("Nothing is wrong.")
        if done.weight:
            click.echo(done.weight.say(voice))
    return 1 if errors else 0


def run_why(voice: Voice, *, root: str, url: str, today: str | None) -> int:
    """Say why an output would be made again."""
    from megafono.why import explain, in_words

    found = explain(options(root, now=moment(today)), url)
    if not found.is_known:
        voice.say(
            "{path}: it would be made, because no build has made it as it is now.", path=found.path
        )
    elif found.is_fresh:
        voice.say("{path}: it would be kept.", path=found.path)
    elif not found.is_there:
        voice.say(
            "{path}: it would be made again, because the published file is gone or was changed.",
            path=found.path,
        )
    if found.changed:
        voice.say(
            "{path}: it would be made again, because these are not as they were:", path=found.path
        )
        for text in found.changed:
            click.echo(f"  ! {in_words(text).say(voice)}")
    if found.asked:
        voice.say("It looked at:")
        for text in found.asked:
            click.echo(f"  - {in_words(text).say(voice)}")
    return 0


def run_new(
    voice: Voice, *, root: str, type_name: str, title: str, lang: tuple[str, ...],
    country: tuple[str, ...], sector: tuple[str, ...],
) -> int:  # fmt: skip
    """Write a ready entry."""
    from megafono.starters import new_entry

    paths = new_entry(
        Path(root), type_name, title, langs=lang, countries=country, sectors=sector,
        now=datetime.now(), catalog=voice,
    )  # fmt: skip
    for path in paths:
        voice.say("Written: {path}", path=path)
    return 0


def run_init(
    voice: Voice, *, root: str, folder: str, name: str | None, lang: tuple[str, ...]
) -> int:
    """Start a new site."""
    from megafono.starters import init_site

    init_site(Path(root) / folder, name=name, langs=lang or ("it", "en"), catalog=voice)
    voice.say(
        "The new site is in {folder}. See it with: {program} serve --root {folder}",
        folder=f'"{folder}"' if " " in folder else folder,
        program=program(),
    )
    return 0


def run_test(voice: Voice, *, root: str, arguments: tuple[str, ...]) -> int:
    """Run the tests of Megafono itself."""
    import subprocess

    home = Path(__file__).parent.parent
    if not (home / "tests").is_dir():
        voice.say("The tests come with the repository of Megafono, not with the installed program.")
        return 2
    return subprocess.run(
        [sys.executable, "-m", "pytest", *arguments], cwd=home, check=False
    ).returncode
