"""What can be said better in the Markdown of an entry: rules over its text, each with a cure.

A rule looks at a `Writing` and yields what it finds, with line and column. Only `check` asks.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from megafono import frontmatter
from megafono.problem import Level, Message, Problem, message

CODE = re.compile(
    r"^[ ]{0,3}(?P<fence>`{3,}|~{3,}).*?(?:^[ ]{0,3}(?P=fence)[`~]*[ \t]*$|\Z)"
    r"|<!--[^<-]*(?:(?:-(?!->)|<(?!!--))[^<-]*)*-->"
    r"|(?<!`)(?P<tick>`++)(?:(?!\n[ \t]*\n).)+?(?<!`)(?P=tick)(?!`)"
    r"|\{\{[^{}]*(?:(?:\{(?!\{)|\}(?!\}))[^{}]*)*\}\}",
    re.DOTALL | re.MULTILINE,
)
TARGETS = re.compile(r"(?<=\])\([^()\s]*(?:\([^()]*\)[^()\s]*)*|<[a-zA-Z/][^<>]*>|https?://\S+")
SPEECH = re.compile(r"«[^»]{0,2000}+»|“[^”]{0,2000}+”|^[ ]{0,3}>.*$", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """An entry's file: `text` is all of it, `start` where its Markdown begins.

    `shown` is the Markdown with its code, comments and calls blanked; `words` leaves out also
    addresses and tags. Offsets are the same in all three once `start` is added.
    """

    path: str
    lang: str
    kind: str
    today: date
    text: str
    start: int
    shown: str
    words: str

    def problem(self, offset: int, what: Message, hint: Message, level: Level = "hint") -> Problem:
        """Return a problem at an offset of the Markdown."""
        line, column = place(self.text, self.start + offset)
        return Problem(
            message=what, path=self.path, line=line, column=column, hint=hint, level=level
        )


Rule = Callable[[Writing], Iterator[Problem]]


def writing(data: bytes, *, path: str, lang: str, kind: str, today: date) -> Writing:
    """Return the Writing of a file's bytes."""
    text, _ = frontmatter.decode(data)
    body = frontmatter.split(text)[2]
    shown = CODE.sub(blanked, body) if any(s in body for s in ("`", "~~~", "<!--", "{{")) else body
    return Writing(
        path=path,
        lang=lang,
        kind=kind,
        today=today,
        text=text,
        start=len(text) - len(body),
        shown=shown,
        words=TARGETS.sub(blanked, shown),
    )


def blanked(found: re.Match[str]) -> str:
    """Return as much space as a match takes, with its lines."""
    return re.sub(r"[^\n]", " ", found.group())


def place(text: str, offset: int) -> tuple[int, int]:
    """Return line and column, both from 1, of an offset."""
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


def problems(found: Writing) -> Iterator[Problem]:
    """Yield what every rule finds in a text."""
    for rule in RULES:
        yield from rule(found)


# Counts of years, which are wrong a year later (ACCEPTANCE A7)

NUMBERS = {
    "dieci": 10, "quindici": 15, "vent": 20, "trent": 30, "quarant": 40, "cinquant": 50,
    "sessant": 60, "settant": 70, "ottant": 80, "novant": 90, "cent": 100,
    "ten": 10, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50,
    "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip
YEARS = re.compile(
    r"\b(?:(?P<since>da|for)\s+)?"
    r"(?P<more>oltre|più\s+di|quasi|circa|ben|over|more\s+than|nearly|almost)?(?(more)\s+)"
    rf"(?P<number>\d{{1,3}}|{'|'.join(NUMBERS)})(?:\s+|[’'])(?:anni|years)\b",
    re.IGNORECASE,
)
EXCEEDING = ("oltre", "più di", "over", "more than")
AGE_BEFORE = re.compile(
    r"\b(?:ha|hanno|aveva|avevano|avere|abbia|abbiano|avrà|compiuto|chi|di|con|per|tra|fra|a|e|o"
    r"|person[ae]|donn[ae]|uomini|bambin[ie]|ragazz[ie]|giovani|anzian[ie]|età"
    r"|aged|age|people|persons|women|men|children|adults|those|and|or|spread"
    r"|\d[\d.,]*|milion[ei]|million|billion|euros?|dollars)\s+$",
    re.IGNORECASE,
)
AGE_AFTER = re.compile(
    r"\s*(?:old|of\s+age|di\s+età|d[’']età|di\s+vita|in\s+su|in\s+poi|o\s+più|or\s+(?:older|more)"
    r"|di\s+(?:carcere|reclusione)|in\s+prison)\b",
    re.IGNORECASE,
)
HISTORY_BEFORE = re.compile(
    r"\b(?:storia|esperienza|attività|impegno|presenza|lavoro|history|experience|work)"
    r"\s+(?:di|of|lunga|lungo)\s+$",
    re.IGNORECASE,
)
HISTORY_AFTER = re.compile(
    r"\s*(?:di|of)\s+(?:storia|esperienza|attività|impegno|presenza|lavoro"
    r"|history|experience|work|activity|commitment)\b",
    re.IGNORECASE,
)
DATED = frozenset({"news", "notice"})
"""Types that speak of their own day: what they count was right then, and stays right."""


def counted_years(text: str) -> Iterator[tuple[int, str, int]]:
    """Yield offset, words and number of each count of years that grows with time.

    Ages («più di 30 anni», "people over 60 years") and short spans (“for 3 years”) do not.
    """
    for found in YEARS.finditer(text):
        number = NUMBERS.get(found["number"].lower()) or int("0" + found["number"])
        before = text[max(0, found.start() - 60) : found.start()]
        if HISTORY_BEFORE.search(before) or HISTORY_AFTER.match(text, found.end()):
            grows = number >= 5 and bool(found["since"] or found["more"])
        else:
            grows = does_grow(found, number, before, text[found.end() : found.end() + 60])
        if grows:
            yield found.start(), " ".join(found.group().split()), number


def does_grow(found: re.Match[str], number: int, before: str, after: str) -> bool:
    """Tell whether a count of years is of time that still goes on, by the words around it.

    “Da N anni” does; “for N years” where the verb is “has” or “have”: a lease runs for 30 years.
    """
    since = (found["since"] or "").lower()
    more = " ".join((found["more"] or "").lower().split())
    if AGE_AFTER.match(after):
        return False
    if since == "da" or (since and more):
        return number >= 5
    if since:
        begins = re.search(r"(?:^|[.:;!?]\s+|\n\s*)$", before)
        near = after if begins else re.split(r"[.:;!?]\s", before)[-1]
        return number >= 10 and bool(re.search(r"\b(?:has|have|been)\b|['’]ve\b", near))
    return more in EXCEEDING and number >= 10 and not AGE_BEFORE.search(before)


def hard_coded_years(writing: Writing) -> Iterator[Problem]:
    """Find counts of years typed as text, outside of what people are quoted as saying."""
    if writing.kind in DATED or not re.search(r"\b(?:anni|years)\b|['’]anni", writing.words):
        return
    call = "anni_dal" if writing.lang == "it" else "years_since"
    for offset, words, number in counted_years(SPEECH.sub(blanked, writing.words)):
        what = message("“{words}” will be wrong a year from now", words=words)
        hint = message(
            "Write {{{{ {call}({year}) }}}} instead of the number, with the right year: "
            "it grows by itself.",
            call=call,
            year=writing.today.year - number,
        )
        yield writing.problem(offset, what, hint)


# Structure that only looks like structure (WCAG 2.2, 1.3.1 Info and Relationships)

BULLET = re.compile(r"^[ ]{0,3}(?:[•·●▪◦‣∙][ \t ]*|[–—][ \t ]+)(?=\S)")
DASHES = ("–", "—")


def typed_bullets(writing: Writing) -> Iterator[Problem]:
    """Find lists whose bullets are typed as signs (B9; WCAG technique H48, failure F2).

    A dash alone may be an aside carried over to a new line: dashes need two lines in a row.
    """
    if not any(sign in writing.words for sign in "•·●▪◦‣∙–—"):
        return
    run: list[tuple[int, str]] = []
    for offset, line in [*lines(writing.words), (0, "end")]:
        found = BULLET.match(line)
        if found:
            run.append((offset + len(line) - len(line.lstrip()), found.group().strip()))
        elif line.strip():
            if run and (len(run) > 1 or run[0][1] not in DASHES):
                what = message("the list is typed by hand with “{sign}”", sign=run[0][1])
                hint = message(
                    "Begin each line with “- ” and leave an empty line before the first."
                )
                yield writing.problem(run[0][0], what, hint)
            run = []


BOLD = re.compile(r"(\*\*|__)(?=\S)((?:(?!\1).)+?)(?<=\S)\1:?[ \t]*$")
LONGEST_HEADING = 80


def bold_headings(writing: Writing) -> Iterator[Problem]:
    """Find lines all in bold that stand for headings (B10; WCAG failure F2).

    A whole sentence in bold is emphasis; a bold line over an address or a verse is a name.
    """
    if "**" not in writing.shown and "__" not in writing.shown:
        return
    found = list(lines(writing.shown))
    for number, (offset, line) in enumerate(found):
        bold = BOLD.match(line)
        if not bold or (number and found[number - 1][1].strip()):
            continue
        title = bold.group(2).strip()
        after = [text.strip() for _, text in found[number + 1 :]]
        below = next((text for text in after if text), "")
        if len(title) > LONGEST_HEADING or title[-1] in ".!?…»”" or not below:
            continue
        if (after[0] and len(after[0]) < LONGEST_HEADING) or below.startswith(("|", ":::", "#")):
            continue
        what = message("the bold line “{title}” is used as a heading", title=title)
        hint = message(
            "Write “## {title}” instead: screen readers and search know headings only so.",
            title=title.rstrip(":"),
        )
        yield writing.problem(offset, what, hint)


HEADING = re.compile(
    r"^(?P<hashes>#{1,6})(?!#)[ \t]*(?=\S)"
    r"|(?:(?<=\n\n)|\A)(?=[^\s#>|:*+<-])[^\n]*\n(?P<under>=+|-+)[ \t]*$"
    r"|<h(?P<tag>[1-6])\b",
    re.MULTILINE,
)


def heading_levels(writing: Writing) -> Iterator[Problem]:
    """Find headings that jump a level, and those of the title's level (WCAG 1.3.1; G141)."""
    found = [(item.start(), level_of(item)) for item in HEADING.finditer(writing.shown)]
    top = [offset for offset, level in found if level == 1]
    if top:
        what = message("the text has a heading of the first level, which is the page's title")
        hint = message("Begin the headings of the text with “##”.")
        yield writing.problem(top[0], what, hint)
    before = 0 if top else 1
    for offset, level in found:
        if level > before + 1:
            what = message(
                "the heading jumps from level {before} to level {level}", before=before, level=level
            )
            hint = message("Write it with {signs}.", signs="#" * (before + 1))
            yield writing.problem(offset, what, hint)
        before = level


def level_of(found: re.Match[str]) -> int:
    """Return the level of a heading."""
    if found["tag"]:
        return int(found["tag"])
    if found["under"]:
        return 1 if found["under"].startswith("=") else 2
    return len(found["hashes"])


# Links and pictures

LINK = re.compile(
    r"(?<!!)\[((?:[^\[\]]|\[[^\[\]]*\])*)\](?=\(|\[)|<a\s[^<>]*>([^<]*(?:<(?!/?a\b)[^<]*)*)</a>"
)
AUTOLINK = re.compile(r"<(https?://[^>\s]+)>")
SAYS_NOTHING = frozenset(
    """
    qui|qua|clicca|clicca qui|cliccare qui|cliccando qui|premi qui|vai|vai qui|leggi|leggi qui|
    leggi tutto|leggi di più|leggi ancora|continua|continua a leggere|scopri|scopri di più|
    per saperne di più|approfondisci|guarda|guarda qui|scarica|scarica qui|link|al link|altro|
    questo link|a questo link|al seguente link|questa pagina|più informazioni|dettagli|
    here|click|click here|press here|go|go here|read|read here|read more|read all|more|
    continue|continue reading|find out|find out more|learn more|see more|see here|watch|
    download|download here|this|this link|this page|more info|more information|details|
    ici|cliquez ici|lire|lire la suite|en savoir plus|aquí|haga clic aquí|leer|leer más
    """.replace("\n    ", "").split("|")
)
ADDRESS = re.compile(r"(?:https?://|www\.)\S+$", re.IGNORECASE)


def empty_words(writing: Writing) -> Iterator[Problem]:
    """Find links whose text does not say where they lead (WCAG 2.4.4, 2.4.9; failure F63)."""
    for found in LINK.finditer(writing.shown):
        words = re.sub(r"<[^<>]*>|[*_]", "", found.group(1) or found.group(2) or "").strip()
        bare = words.strip(" .,:;!?…>»→›").casefold()
        if ADDRESS.match(words):
            yield bare_address(writing, found.start(), words)
        elif re.sub(r"\s+", " ", bare) in SAYS_NOTHING:
            what = message("the link “{words}” does not say where it leads", words=words)
            hint = message(
                "Make a link of the words that name the page: screen readers list links alone."
            )
            yield writing.problem(found.start(), what, hint)
    for found in AUTOLINK.finditer(writing.shown):
        yield bare_address(writing, found.start(), found.group(1))


def bare_address(writing: Writing, offset: int, words: str) -> Problem:
    """Say that the text of a link is an address."""
    what = message("the text of the link is an address: “{words}”", words=words)
    hint = message("Write words that say where it leads: [words](address).")
    return writing.problem(offset, what, hint)


PICTURE = re.compile(r"!\[([^\[\]]*)\]\(\s*(<[^>]*>|[^\s()]*)")
NO_ALT = frozenset({"foto", "immagine", "fotografia", "image", "photo", "picture", "img", "logo"})
FILE_NAME = re.compile(r"[\w-]+\.(?:jpe?g|png|gif|webp|avif|svg)$", re.IGNORECASE)


def picture_texts(writing: Writing) -> Iterator[Problem]:
    """Find pictures whose alternative text is empty or says nothing (WCAG 1.1.1; F30)."""
    for found in PICTURE.finditer(writing.shown):
        alt, file = found.group(1).strip(), found.group(2).strip("<>")
        hint = message(
            "Say between the brackets what is in the picture: ![what one sees]({file})", file=file
        )
        if not alt:
            what = message("the picture has no words for who does not see it")
            yield writing.problem(found.start(), what, hint)
        elif alt.casefold() in NO_ALT or FILE_NAME.match(alt):
            what = message("“{alt}” does not say what is in the picture", alt=alt)
            yield writing.problem(found.start(), what, hint)


# Capitals

CAPITALS = re.compile(
    r"(?<![\w-])[A-ZÀ-ÖØ-Þ][A-ZÀ-ÖØ-Þ’']*(?:[ \n][A-ZÀ-ÖØ-Þ][A-ZÀ-ÖØ-Þ’']*){3,}(?![\w-])"
)
MOST_CAPITALS = 4


def shouted(text: str) -> Iterator[tuple[int, str]]:
    """Yield offset and words of each run of capitals longer than a name or a list of acronyms.

    Source: British Dyslexia Association, Style guide: “avoid text in uppercase”; some screen
    readers spell such words letter by letter.
    """
    for found in CAPITALS.finditer(text):
        long = [word for word in re.split(r"[ \n’']", found.group()) if len(word) > 3]
        if len(found.group().split()) > MOST_CAPITALS and len(long) >= 3:
            yield found.start(), " ".join(found.group().split())


def capitals(writing: Writing) -> Iterator[Problem]:
    """Find sentences all in capitals."""
    for offset, words in shouted(writing.words):
        yield writing.problem(offset, *in_capitals(words))


def in_capitals(words: str) -> tuple[Message, Message]:
    """Say that words are all in capitals."""
    short = words if len(words) <= 60 else words[:60].rpartition(" ")[0] + "…"
    hint = message(
        "Write them in small letters: capitals are hard to read, "
        "and some screen readers spell them."
    )
    return message("the words “{words}” are all in capitals", words=short), hint


def lines(text: str) -> Iterator[tuple[int, str]]:
    """Yield offset and text of each line."""
    offset = 0
    for line in text.split("\n"):
        yield offset, line
        offset += len(line) + 1


RULES: tuple[Rule, ...] = (
    hard_coded_years,
    typed_bullets,
    bold_headings,
    heading_levels,
    empty_words,
    picture_texts,
    capitals,
)
