"""The `{{ … }}` calls that writers use within a sentence: `{{ years_since(1985) }}`.

Their names and arguments are Italian or English, as those of blocks.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from megafono import argument, language
from megafono.blocks import FILTERS, LISTS, arguments_of, english, filters, in_both, these
from megafono.problem import did_you_mean, message

if TYPE_CHECKING:
    from megafono.site import Site

INLINE = re.compile(r"\{\{\s*(\w+)\s*(?:\(([^(){}]*)\)\s*)?\}\}")


class Faulty(ValueError):
    """A call whose arguments are wrong: what is wrong, and how to mend it."""

    def __init__(self, wrong: argument.Wrong) -> None:
        """Tell of a wrong argument."""
        super().__init__(wrong.value)
        self.wrong = wrong


def inline(site: Site, text: str) -> tuple[str, list[argument.Wrong]]:
    """Replace the `{{ name(arguments) }}` calls in a text; return what went wrong beside it.

    Of what went wrong, the value is the call as written.
    """
    wrong: list[argument.Wrong] = []

    def replaced(found: re.Match[str]) -> str:
        call, arguments = found.group(0), found.group(2) or ""
        given = [part.strip().strip("\"'“”") for part in arguments.split(",") if part.strip()]
        try:
            return CALLS[english(found.group(1))](site, given)
        except Faulty as error:
            wrong.append(replace(error.wrong, value=call))
        except (KeyError, ValueError, IndexError):
            what = message("“{call}” is not something that can be computed", call=call)
            wrong.append(argument.Wrong(call, what, COMPUTED))
        return call

    return INLINE.sub(replaced, text), wrong


COMPUTED = message(
    "Write {{{{ years_since(1985) }}}}, {{{{ count(projects) }}}} or {{{{ number(1200) }}}}."
)
"""What can be computed."""


def years_since(site: Site, given: list[str]) -> str:
    """Return the years begun since one: `{{ years_since(1985) }}`."""
    return language.format_number(site.years_since(int(given[0])), site.lang)


def count(site: Site, given: list[str]) -> str:
    """Return how many entries there are: `{{ count(projects, status=ongoing) }}`."""
    kind = LISTS[english(given[0])]
    written = dict(arguments_of(" ".join(part.replace(" ", "") for part in given[1:])))
    arguments, wrong = argument.settled(site, kind, written)
    for name in written.keys() - FILTERS:
        what = message("“{key}” is not an argument of “{name}”", key=name, name=given[0])
        hint = did_you_mean(name, in_both(FILTERS)) or these(FILTERS)
        raise Faulty(argument.Wrong(name, what, hint))
    if wrong:
        raise Faulty(wrong[0])
    return language.format_number(site.count(type=kind, **filters(arguments)), site.lang)


def number(site: Site, given: list[str]) -> str:
    """Return a number as the language writes it: `{{ number(12500) }}`."""
    if len(given) == 2 and all(part.isdigit() for part in given):
        what = message("“{value}” is two numbers", value=",".join(given))
        hint = message("Write the decimals with a point: {value}", value=".".join(given))
        raise Faulty(argument.Wrong(given[0], what, hint))
    (text,) = given
    value = float(text)
    return language.format_number(int(value) if value.is_integer() else value, site.lang)


CALLS: Mapping[str, Callable[[Site, list[str]], str]] = {
    "years_since": years_since,
    "count": count,
    "number": number,
}
