"""The commands. Parses and prints; each command imports what it needs when it runs.

Exit status: 0 done; 1 problems, all listed on standard error; 2 wrong use.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from megafono.problem import Message, Problem, Stop, did_you_mean, message

if TYPE_CHECKING:
    from megafono.build import Options, Result
    from megafono.language import Words

UI_LANGUAGES = ("it", "en")


class Voice:
    """Speaks to staff in their language, on standard output and error."""

    def __init__(self, lang: str) -> None:
        """Speak Italian (`it`) or English (`en`)."""
        self.lang = lang
        self.words: Words | None = None

    def text(self, text: str, /, context: str = "") -> str:
        """Return a sentence in the voice's language."""
        if self.lang == "en":
            return text
        if self.words is None:
            self.words = staff_words(self.lang)
        return self.words.text(text, context=context)

    def say(self, text: str, /, **values: object) -> None:
        """Say a sentence on standard output."""
        click.echo(Message(text, values).say(self))

    def tell(self, problems: Iterable[Problem]) -> None:
        """List problems on standard error, one a line."""
        for problem in problems:
            click.echo(problem.say(self), err=True)


def staff_words(lang: str) -> Words:
    """Return the catalog of what is said to staff."""
    from megafono.language import words
    from megafono.model import Source
    from megafono.source import shipped

    file = shipped() / "i18n" / "staff" / f"{lang}.po"
    source = Source(path=file.name, digest="", size=0, file=file) if file.is_file() else None
    return words(lang, source)[0]


def ui_language(arguments: Iterable[str], environment: dict[str, str]) -> str:
    """Return the language of messages: `--ui-lang`, else the system's, else English."""
    given = list(arguments)
    for place, argument in enumerate(given):
        if argument == "--ui-lang" and place + 1 < len(given):
            return given[place + 1] if given[place + 1] in UI_LANGUAGES else "en"
        if argument.startswith("--ui-lang="):
            return argument[-2:] if argument[-2:] in UI_LANGUAGES else "en"
    names = ("MEGAFONO_LANG", "LC_ALL", "LC_MESSAGES", "LANG")
    found = next((environment[name] for name in names if environment.get(name)), "")
    return "it" if (found or system_language()).lower().startswith("it") else "en"


def system_language() -> str:
    """Return the language of the system where no variable tells: Windows, and a Mac's Finder."""
    import locale

    try:
        return locale.getlocale()[0] or ""
    except ValueError:
        return ""


def main(arguments: list[str] | None = None) -> None:
    """Run the command that the arguments name, and exit."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    given = sys.argv[1:] if arguments is None else arguments
    voice = Voice(ui_language(given, dict(os.environ)))
    try:
        status = commands(voice).main(given, prog_name="megafono", standalone_mode=False)
    except Stop as stop:
        voice.tell(stop.problems)
        status = stop.status
    except click.UsageError as error:
        voice.tell([misused(error)])
        status = 2
    except (KeyboardInterrupt, click.Abort):
        voice.say("Stopped.")
        status = 130
    except OSError as error:
        voice.tell([Problem(message=disk(error), path=str(error.filename or ""))])
        status = 1
    sys.exit(status or 0)


def disk(error: OSError) -> Message:
    """Say what the system refused."""
    return message(
        "the system does not let this be read or written: {why}", why=error.strerror or str(error)
    )


def misused(error: click.UsageError) -> Problem:
    """Say in plain words how a command was misused, with the nearest right word."""
    hint = message("See: megafono --help")
    match error:
        case click.NoSuchOption():
            near = did_you_mean(error.option_name, error.possibilities or ())
            return Problem(
                message=message("there is no option {name}", name=error.option_name),
                hint=near or hint,
            )
        case click.MissingParameter():
            name = error.param.human_readable_name if error.param else ""
            return Problem(message=message("{name} is missing", name=name.upper()), hint=hint)
        case click.BadParameter():
            name = error.param.opts[0] if error.param else ""
            return Problem(
                message=message("the value of {name} is not right", name=name), hint=hint
            )
        case _:
            return Problem(message=error_message(error), hint=hint)


def error_message(error: click.UsageError) -> Message:
    """Return what is said of an unknown command, or of one too many words."""
    said = error.format_message()
    if said.startswith("No such command"):
        name = said.split("'")[1] if "'" in said else said
        near = did_you_mean(name, COMMANDS)
        found = message("there is no command {name}", name=name)
        return message("{what}. {hint}", what=found, hint=near) if near else found
    if said.startswith("Got unexpected extra"):
        return message("there is a word too many: {word}", word=said[said.find("(") + 1 : -1])
    return message("the command is not complete")


def option(
    voice: Voice, *names: str, help: str, metavar: str | None = None, **given: Any
) -> click.Option:
    """Return an option with its help, and the name of its value, in the voice's language."""
    shown = metavar and voice.text(metavar, context="metavar")
    return click.Option(list(names), help=voice.text(help), metavar=shown, **given)


def help_option(voice: Voice) -> click.Option:
    """Return `--help`; click's own speaks English."""

    def show(context: click.Context, _: click.Parameter, value: bool) -> None:
        if value and not context.resilient_parsing:
            click.echo(context.get_help())
            context.exit()

    return option(voice, "--help", help="Show this message and exit.", is_flag=True,
                  expose_value=False, is_eager=True, callback=show)  # fmt: skip


def speaking(voice: Voice) -> type[click.Context]:
    """Return the class of contexts that lay out help in the voice's language."""
    headings = {"Options": voice.text("Options"), "Commands": voice.text("Commands")}

    class Formatter(click.HelpFormatter):
        """Lays out help under headings in the voice's language."""

        def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
            super().write_usage(prog, args, prefix or voice.text("Usage:") + " ")

        def write_heading(self, heading: str) -> None:
            super().write_heading(headings.get(heading, heading))

    class Context(click.Context):
        """Lays out help by `Formatter`."""

        formatter_class = Formatter

    return Context


def root_option(voice: Voice) -> click.Option:
    """Return `--root`, which all commands take."""
    return option(
        voice, "--root", help="The folder that holds “content”.", default=".", metavar="DIR"
    )


def language_option(voice: Voice) -> click.Option:
    """Return `--ui-lang`, which all commands take."""
    return option(
        voice,
        "--ui-lang",
        help="The language of messages: it or en.",
        metavar="LANG",
        expose_value=False,
    )


def day(voice: Voice) -> click.Option:
    """Return `--today`."""
    return option(
        voice, "--today", help="Build as if it were this day (2026-05-12).", metavar="DATE"
    )


def commands(voice: Voice) -> click.Group:
    """Return the group of all commands, speaking the voice's language."""
    group = click.Group(
        name="megafono",
        help=voice.text("Megafono makes multilingual sites for NGOs from Markdown."),
        params=[language_option(voice), version(voice), help_option(voice)],
        add_help_option=False,
        options_metavar=voice.text("[OPTIONS]", context="metavar"),
        subcommand_metavar=voice.text("COMMAND [ARGUMENTS]…", context="metavar"),
    )
    for name, (run, help_text, params) in COMMANDS.items():
        made = [make(voice) for make in (root_option, language_option, *params, help_option)]
        group.add_command(
            click.Command(
                name,
                callback=called(run, voice),
                help=voice.text(help_text),
                short_help=voice.text(help_text),
                params=made,
                add_help_option=False,
                options_metavar=voice.text("[OPTIONS]", context="metavar"),
            )
        )
    for command in (group, *group.commands.values()):
        command.context_class = speaking(voice)
    return group


def version(voice: Voice) -> click.Option:
    """Return `--version`."""

    def show(context: click.Context, _: click.Parameter, value: bool) -> None:
        if value:
            from megafono import __version__

            click.echo(f"Megafono {__version__}")
            context.exit()

    return option(voice, "--version", help="Say which version this is.", is_flag=True,
                  expose_value=False, is_eager=True, callback=show)  # fmt: skip


def called(run: Callable[..., int], voice: Voice) -> Callable[..., int]:
    """Return a command's function with the voice given."""

    def call(**values: Any) -> int:
        return run(voice, **values)

    return call


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
    from megafono.build import Options

    folder = Path(root)
    out = given.pop("out", None)
    return Options(root=folder, out=Path(out) if out else folder / "public", **given)


def run_build(
    voice: Voice,
    *,
    root: str,
    out: str | None,
    base_url: str | None,
    drafts: bool,
    today: str | None,
    clean: bool,
) -> int:
    """Make the site and publish it, or say all that keeps it from being published."""
    from megafono.build import build

    begun = time.perf_counter()
    result = build(
        options(
            root, out=out, base_url=base_url or "", drafts=drafts, now=moment(today), clean=clean
        )
    )
    voice.tell(result.problems)
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
    made = sum(not name.startswith("body ") for name in result.made)
    kept = sum(not name.startswith("body ") for name in result.kept)
    took = f"{seconds:.1f}"
    if not result.made and not result.removed:
        voice.say(
            "Nothing has changed: {kept} files kept in {out}, none made ({took} s).",
            kept=kept,
            out=out,
            took=took,
        )
        return
    voice.say(
        "{made} files made, {kept} kept, {removed} removed in {took} s. The site is in {out}.",
        made=made, kept=kept, removed=len(result.removed), took=took, out=out,
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
    from megafono.check import as_json, check

    found = check(options(root, now=moment(today)), external=external)
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
        "The new site is in {folder}. See it with: megafono serve --root {folder}", folder=folder
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


def argument(name: str, metavar: str, **given: Any) -> Callable[[Voice], click.Parameter]:
    """Return the maker of a positional argument."""
    return lambda voice: click.Argument(
        [name], metavar=voice.text(metavar, context="metavar"), **given
    )


def flag(*names: str, help: str) -> Callable[[Voice], click.Parameter]:
    """Return the maker of an option that is there or not."""
    return lambda voice: option(voice, *names, help=help, is_flag=True)


def valued(*names: str, help: str, **given: Any) -> Callable[[Voice], click.Parameter]:
    """Return the maker of an option with a value."""
    return lambda voice: option(voice, *names, help=help, **given)


COMMANDS: dict[
    str, tuple[Callable[..., int], str, tuple[Callable[[Voice], click.Parameter], ...]]
] = {
    "build": (
        run_build,
        "Make the site, in the folder “public”.",
        (
            valued("--out", help="The folder to publish in.", metavar="DIR"),
            valued(
                "--base-url",
                help="The address of the site, instead of that of the settings.",
                metavar="URL",
            ),
            flag("--drafts", help="With drafts, and with what is not to be published yet."),
            day,
            flag("--clean", help="Make everything again."),
        ),
    ),
    "serve": (
        run_serve,
        "Preview the site, with drafts, made again at each save.",
        (
            valued("--port", help="The port of the preview.", type=int, default=8000, metavar="N"),
            valued("--host", help="The address to listen at.", default="127.0.0.1", metavar="H"),
            flag("--no-browser", help="Do not open the browser."),
            day,
        ),
    ),
    "new": (
        run_new,
        "Write a new entry, ready to fill in: TYPE is page, project, news, notice or campaign.",
        (
            argument("type_name", "TYPE"),
            argument("title", "TITLE"),
            valued("--lang", help="A language; may be repeated.", multiple=True, metavar="L"),
            valued(
                "--country", help="A country, as KE; may be repeated.", multiple=True, metavar="C"
            ),
            valued(
                "--sector", help="A sector, as water; may be repeated.", multiple=True, metavar="S"
            ),
        ),
    ),
    "check": (
        run_check,
        "Say everything that is wrong or weak in content and output.",
        (
            flag("--external", help="Try the links to other sites too."),
            valued(
                "--format",
                help="How to say it: text or json.",
                type=click.Choice(["text", "json"]),
                default="text",
            ),
            day,
        ),
    ),
    "why": (run_why, "Say why an output would be made again.", (argument("url", "URL"), day)),
    "init": (
        run_init,
        "Start a new site in a folder.",
        (
            argument("folder", "DIR"),
            valued("--name", help="The name of the organisation.", metavar="NAME"),
            valued("--lang", help="A language; may be repeated.", multiple=True, metavar="L"),
        ),
    ),
    "test": (
        run_test,
        "Run the tests of Megafono itself.",
        (argument("arguments", "ARGUMENTS", nargs=-1, type=click.UNPROCESSED),),
    ),
}
