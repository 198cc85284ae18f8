"""The `:::` blocks and `{{ … }}` calls that writers use in Markdown, in Italian or English words.

A block is a function `(site, call) -> Markup`; plugins add more. Names and arguments are turned
into their English form when the body is read, so that a block knows one form only.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from megafono import argument
from megafono.argument import Checks
from megafono.model import EMPTY, BlockCall
from megafono.problem import Message, Names, Problem, did_you_mean, message
from megafono.view import Row

if TYPE_CHECKING:
    from megafono.site import Site

ITALIAN = {
    "progetti": "projects",
    "notizie": "news",
    "avvisi": "notices",
    "campagne": "campaigns",
    "pagine": "pages",
    "paesi": "countries",
    "aree": "regions",
    "settori": "sectors",
    "obiettivi": "sdgs",
    "donatori": "donors",
    "partner": "partners",
    "sedi": "offices",
    "nota": "note",
    "citazione": "quote",
    "galleria": "gallery",
    "stato": "status",
    "paese": "country",
    "area": "region",
    "settore": "sector",
    "obiettivo": "sdg",
    "tema": "tag",
    "tipo": "kind",
    "anno": "year",
    "limite": "limit",
    "ordine": "order",
    "sotto": "parent",
    "progetto": "project",
    "in-evidenza": "featured",
    "di": "who",
    "anni_dal": "years_since",
    "numero": "count",
    "cifra": "number",
    "mappa": "map",
    "grafico": "chart",
    "dati": "data",
    "per": "by",
    "esterno": "external",
    "titolo": "title",
    "immagine": "image",
    "durata": "duration",
    "sottotitoli": "captions",
}
ITALIAN_VALUES = {
    "in-programma": "planned",
    "in-corso": "ongoing",
    "concluso": "completed",
    "conclusi": "completed",
    "sospeso": "suspended",
    "annullato": "cancelled",
    "aperto": "open",
    "aperti": "open",
    "in-scadenza": "closing",
    "scaduto": "expired",
    "scaduti": "expired",
    "esito": "outcome",
    "attiva": "active",
    "attive": "active",
    "conclusa": "ended",
    "concluse": "ended",
    "emergenza": "emergency",
    "sviluppo": "development",
    "sì": "true",
    "si": "true",
}
LISTS = {
    "projects": "project",
    "news": "news",
    "notices": "notice",
    "campaigns": "campaign",
    "pages": "page",
}
TERMS = {"countries": "country", "regions": "region", "sectors": "sector", "sdgs": "sdg"}
RECORDS = ("donors", "partners", "offices")
FILTERS = frozenset(
    {
        "status",
        "country",
        "region",
        "sector",
        "sdg",
        "tag",
        "kind",
        "year",
        "limit",
        "order",
        "parent",
    }
    | {"project", "featured"}
)
AS_WRITTEN = frozenset({"who", "title", "url", "image", "file", "captions", "duration"})
"""The arguments whose values are no words of ours."""
OPENING = re.compile(r"^:::[ \t]*+([\w-]++)[ \t]*+(.*)$")
CLOSING = re.compile(r"^:::[ \t]*$")
FENCE = re.compile(r"^[ ]{0,3}(`{3,}|~{3,})")
ARGUMENT = re.compile(r"""([\w-]+)=(?:"([^"]{0,1000})"|“([^”]{0,1000})”|([^\s"]+))|(\S+)""")
MARK = re.compile(r"<!--(?=(?:block|begin|end)\s\d+-->)")
"""The beginning of a comment that would be taken for one of ours."""

Block = Callable[["Site", BlockCall], Markup]


@dataclass(frozen=True, slots=True)
class Marked:
    """A body whose blocks are marked: the Markdown with comments for them, and the calls."""

    text: str
    calls: tuple[BlockCall, ...]
    problems: tuple[Problem, ...]


def english(word: str) -> str:
    """Return the English form of a block's or argument's name."""
    return ITALIAN.get(word.casefold(), word.casefold())


def mark(text: str, known: Mapping[str, Block], accepted: Mapping[str, Checks] = EMPTY) -> Marked:
    """Replace each `:::` block by comments that Markdown keeps: `<!--block N-->` where it has no
    content, else `<!--begin N-->` and `<!--end N-->` around it. Fenced code is left alone; a
    comment of the writer's own that looks like one of these gets a space: `<!-- block 0-->`.
    `accepted` are the arguments that a block takes, of those blocks that say it.

    Lines are counted from 0, in the body.
    """
    text = MARK.sub("<!-- ", text)
    if ":::" not in text:
        return Marked(text, (), ())
    lines: list[str] = []
    calls: list[BlockCall] = []
    problems: list[Problem] = []
    opened: list[int] = []
    names: list[str] = []
    fence = ""
    for number, line in enumerate(text.split("\n")):
        if found := FENCE.match(line):
            fence = "" if fence and found.group(1).startswith(fence) else fence or found.group(1)
        if fence or not line.startswith(":::"):
            lines.append(line)
        elif CLOSING.match(line) and not opened:
            problems.append(never_opened(number))
        elif CLOSING.match(line):
            lines += closed(opened)
        elif opening := OPENING.match(line):
            call, wrong = read_call(opening, number, known, accepted)
            problems += wrong
            names.append(opening.group(1))
            opened.append(len(calls))
            calls.append(call)
            lines += ["", f"<!--begin {len(calls) - 1}-->", ""]
        else:
            lines.append(line)
    for place in opened:
        what = message("the block “{name}” is not closed", name=names[place])
        hint = message("Write a line “:::” after it.")
        problems.append(Problem(message=what, line=calls[place].line, column=1, hint=hint))
    return Marked("\n".join(lines), tuple(calls), tuple(problems))


def closed(opened: list[int]) -> list[str]:
    """Return the lines that close the innermost open block."""
    return ["", f"<!--end {opened.pop()}-->", ""]


def never_opened(number: int) -> Problem:
    """Say that a line closes a block where none is open."""
    what = message("“:::” closes a block, and none is open here")
    hint = message("Write the block's name after it, or take it away.")
    return Problem(message=what, line=number, column=1, hint=hint)


def read_call(
    opening: re.Match[str],
    number: int,
    known: Mapping[str, Block],
    accepted: Mapping[str, Checks],
) -> tuple[BlockCall, list[Problem]]:
    """Read the opening line of a block."""
    written = opening.group(1)
    name = english(written)
    problems = []
    if name not in known:
        what = message("there is no block “{name}”", name=written)
        hint = did_you_mean(written, in_both(known)) or these(known)
        column = opening.start(1) + 1
        problems.append(Problem(message=what, line=number, column=column, hint=hint))
    for key, column, is_stray in keys_of(opening):
        if name in accepted and english(key) not in accepted[name]:
            what = message(
                "“{key}” is not an argument of the block “{name}”", key=key, name=written
            )
            hint = did_you_mean(key, in_both(accepted[name])) or these(accepted[name])
            if is_stray:
                hint = message('Put a value that has spaces between quotes: title="One year"')
            problems.append(Problem(message=what, line=number, column=column, hint=hint))
    arguments = dict(arguments_of(opening.group(2)))
    return BlockCall(name=name, arguments=arguments, content="", line=number), problems


def keys_of(opening: re.Match[str]) -> Iterator[tuple[str, int, bool]]:
    """Yield the names of a block's arguments as written, each with its column.

    Also whether it may be a stray word of a value without quotes; only the first of such is told.
    """
    is_open = is_stray = False
    for found in ARGUMENT.finditer(opening.group(2)):
        was_stray, is_stray = is_stray, is_open and bool(found.group(5))
        is_open = is_stray or found.group(4) is not None
        if not (is_stray and was_stray):
            column = opening.start(2) + found.start() + 1
            yield found.group(1) or found.group(5), column, is_stray


def in_both(words: Iterable[str]) -> set[str]:
    """Return words of blocks with their Italian forms."""
    wanted = set(words)
    return wanted | {it for it, en in ITALIAN.items() if en in wanted}


def these(words: Iterable[str]) -> Message:
    """Say which words there are, in the language of who reads it."""
    own = {en: it for it, en in reversed(ITALIAN.items())}
    english_words = sorted(words)
    listed = {
        "en": ", ".join(english_words),
        "it": ", ".join(sorted(own.get(word, word) for word in english_words)),
    }
    return message("There are: {names}.", names=Names(listed))


def arguments_of(text: str) -> Iterator[tuple[str, str]]:
    """Yield the arguments of a block: `status=ongoing who="Amina, farmer"`, in English words."""
    for key, quoted, curly, bare, alone in ARGUMENT.findall(text):
        if alone:
            yield english(alone), "true"
            continue
        value = quoted or curly or bare
        name = english(key)
        parts = [value] if name in AS_WRITTEN else value.split(",")
        yield name, ",".join(ITALIAN_VALUES.get(part.casefold(), part) for part in parts)


def filters(arguments: Mapping[str, str]) -> dict[str, object]:
    """Return the arguments of `site.entries` that a block's arguments mean."""
    found: dict[str, object] = {key: value for key, value in arguments.items() if key in FILTERS}
    for name in ("limit", "year"):
        if name in found:
            digits = re.sub(r"\D", "", str(found[name]))
            found[name] = int(digits[:9] or 0)
    if "featured" in found:
        found["featured"] = found["featured"] in ("true", "yes")
    for name in ("order", "status"):
        if name in found:
            found[name] = tuple(str(found[name]).split(","))
    if found.get("status") == ("open",):
        found["status"] = ("open", "closing")
    return found


def entries(site: Site, call: BlockCall) -> Markup:
    """List entries of a content type."""
    kind = LISTS[call.name]
    found = site.entries(type=kind, **filters(call.arguments))
    return site.render("blocks/entries.html", entries=found, type=kind, args=call.arguments)


def terms(site: Site, call: BlockCall) -> Markup:
    """List the terms of a taxonomy that have a page."""
    taxonomy = TERMS[call.name]
    return site.render(
        "blocks/terms.html", terms=site.terms(taxonomy), taxonomy=taxonomy, args=call.arguments
    )


def records(site: Site, call: BlockCall) -> Markup:
    """List the records of a data file, by their `order`, then as written."""
    rows = [Row({**record, "key": key}) for key, record in site.data(call.name).items()]
    rows.sort(key=lambda row: int(row["order"] or 0))
    return site.render("blocks/records.html", records=rows, name=call.name, args=call.arguments)


def box(site: Site, call: BlockCall) -> Markup:
    """Show the Markdown inside in a template of the block's name."""
    return site.render(
        f"blocks/{call.name}.html", content=Markup(call.content), args=call.arguments
    )


BLOCKS: Mapping[str, Block] = (
    dict.fromkeys(LISTS, entries)
    | dict.fromkeys(TERMS, terms)
    | dict.fromkeys(RECORDS, records)
    | dict.fromkeys(("gallery", "note", "quote"), box)
)


ARGUMENTS: Mapping[str, Checks] = dict.fromkeys(LISTS, argument.CHECKS)
"""What the arguments of a block may be; plugins add theirs."""


def gathered(html: str, calls: tuple[Any, ...]) -> tuple[str, tuple[Any, ...]]:
    """Move what stands inside each block into its call; leave `<!--block N-->` in its place.

    Inner blocks stay as marks inside the content of the outer, and are filled in after it.
    """
    made = list(calls)
    for number in reversed(range(len(calls))):
        start, end = f"<!--begin {number}-->", f"<!--end {number}-->"
        first, last = html.find(start), html.find(end)
        if first < 0 or last < first:
            html = html.replace(start, f"<!--block {number}-->").replace(end, "")
            continue
        made[number] = replace(made[number], content=html[first + len(start) : last].strip())
        html = f"{html[:first]}<!--block {number}-->{html[last + len(end) :]}"
    return html, tuple(made)
