"""The commands and their options. Parses, and says what was misused; `commands` does the rest.

Exit status: 0 done; 1 problems, all listed on standard error; 2 wrong use.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import Any

import click

from megafono import commands
from megafono.problem import Message, Problem, Stop, did_you_mean, message
from megafono.voice import Voice, program, ui_language


def main(arguments: list[str] | None = None) -> None:
    """Run the command that the arguments name, and exit."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    given = sys.argv[1:] if arguments is None else arguments
    voice = Voice(ui_language(given, dict(os.environ)))
    try:
        status = group(voice).main(given, prog_name="megafono", standalone_mode=False)
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
    hint = message("See: {program} --help", program=program())
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


def group(voice: Voice) -> click.Group:
    """Return the group of all commands, speaking the voice's language."""
    every = click.Group(
        name="megafono",
        help=voice.text("Megafono makes multilingual sites for NGOs from Markdown."),
        params=[language_option(voice), version(voice), help_option(voice)],
        add_help_option=False,
        options_metavar=voice.text("[OPTIONS]", context="metavar"),
        subcommand_metavar=voice.text("COMMAND [ARGUMENTS]…", context="metavar"),
    )
    for name, (run, help_text, params) in COMMANDS.items():
        made = [make(voice) for make in (root_option, language_option, *params, help_option)]
        every.add_command(
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
    for command in (every, *every.commands.values()):
        command.context_class = speaking(voice)
    return every


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
        commands.run_build,
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
            valued(
                "--jobs",
                help="How many processes make pages; 0: as many as this computer can run at once.",
                type=click.IntRange(min=0),
                default=0,
                metavar="N",
            ),
            valued(
                "--campaign",
                help="Make the site of one campaign alone, in a folder “public-KEY”.",
                metavar="KEY",
            ),
            flag("--quiet", help="Say nothing but problems."),
            flag("--verbose", help="Say the name of each thing that is made."),
        ),
    ),
    "serve": (
        commands.run_serve,
        "Preview the site, with drafts, made again at each save.",
        (
            valued("--port", help="The port of the preview.", type=int, default=8000, metavar="N"),
            valued("--host", help="The address to listen at.", default="127.0.0.1", metavar="H"),
            flag("--no-browser", help="Do not open the browser."),
            day,
        ),
    ),
    "new": (
        commands.run_new,
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
        commands.run_check,
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
    "why": (
        commands.run_why,
        "Say why an output would be made again.",
        (argument("url", "URL"), day),
    ),
    "init": (
        commands.run_init,
        "Start a new site in a folder.",
        (
            argument("folder", "DIR"),
            valued("--name", help="The name of the organisation.", metavar="NAME"),
            valued("--lang", help="A language; may be repeated.", multiple=True, metavar="L"),
        ),
    ),
    "test": (
        commands.run_test,
        "Run the tests of Megafono itself.",
        (argument("arguments", "ARGUMENTS", nargs=-1, type=click.UNPROCESSED),),
    ),
}
