"""What is weak in what people wrote: titles, facts, settings, files; and the rules of `prose`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from posixpath import basename, dirname
from typing import Any
from urllib.parse import unquote

from megafono import frontmatter, prose, settings, starttext
from megafono.contenttype import finishes
from megafono.entry import mark_of
from megafono.known import Known
from megafono.model import Draft, Entry, Mark
from megafono.problem import Level, Message, Problem, message
from megafono.slips import slips

LONGEST_SUMMARY = 300
SHOWN_TEXTS = ("title", "menu_title", "summary")


@dataclass(frozen=True, kw_only=True)
class Paper:
    """An entry with the file it stands in; its head is read again only where a place is wanted."""

    entry: Entry
    writing: prose.Writing

    @cached_property
    def draft(self) -> Draft:
        """The file as parsed."""
        head, _ = frontmatter.parse(self.writing.text.encode(), self.entry.path)
        entry = self.entry
        return Draft(path=entry.path, key=entry.key, lang=entry.lang, type=entry.type, head=head)

    def find(self, field: str, words: str = "") -> Mark:
        """Return where words stand in the value of a field, or where the value begins."""
        mark = mark_of(self.draft, (field,))
        start = offset_of(self.writing.text, mark)
        found = self.writing.text.find(words, start, self.writing.start) if words else -1
        return Mark(*prose.place(self.writing.text, found)) if found >= 0 else mark

    def problem(
        self, field: str, what: Message, hint: Message, level: Level = "hint", words: str = ""
    ) -> Problem:
        """Return a problem at a field of the front matter, at some words of it if found."""
        mark = self.find(field, words)
        return Problem(
            message=what,
            path=self.entry.path,
            line=mark.line,
            column=mark.column,
            hint=hint,
            level=level,
        )


def offset_of(text: str, mark: Mark) -> int:
    """Return the offset of a place in a text."""
    start = 0
    for _ in range(mark.line - 1):
        start = text.find("\n", start) + 1
    return start + mark.column - 1


def hints(known: Known) -> Iterator[Problem]:
    """Yield all that is weak in the published entries, the settings and the files."""
    papers = [paper(known, entry) for entry in known.index.entries.values()]
    for found in papers:
        yield from prose.problems(found.writing)
        yield from texts(found, known.clock.today)
        yield from begun(found)
    by_key: dict[str, list[Paper]] = {}
    for found in papers:
        by_key.setdefault(found.entry.key, []).append(found)
    for group in by_key.values():
        yield from facts(group, known)
    yield from of_settings(known)
    yield from unused_files(known, {found.entry.path: found.writing.text for found in papers})


def paper(known: Known, entry: Entry) -> Paper:
    """Return an entry with its file."""
    source = known.sources.get(entry.path)
    data = source.read() if source else b""
    today = known.clock.today
    writing = prose.writing(data, path=entry.path, lang=entry.lang, kind=entry.type, today=today)
    return Paper(entry=entry, writing=writing)


def begun(found: Paper) -> Iterator[Problem]:
    """Find a text that is still as `new` or `init` wrote it."""
    writing = found.writing
    start = starttext.untouched(writing.text[writing.start :])
    if start >= 0:
        what = message("this text is still the one to start from")
        hint = message("Write yours in its place.")
        yield writing.problem(start, what, hint, "warning")


# Titles and summaries


def texts(found: Paper, today: date) -> Iterator[Problem]:
    """Find what is weak in the texts of a front matter."""
    for field in SHOWN_TEXTS:
        value = getattr(found.entry.texts, field, "")
        if not value:
            continue
        yield from days_gone(found, field, value, today)
        if found.entry.type not in prose.DATED:
            yield from years_in_head(found, field, value, today)
        for _, words in prose.shouted(value):
            what, hint = prose.in_capitals(words)
            yield found.problem(field, what, hint, words=words)
    summary = found.entry.texts.summary
    if len(summary) > LONGEST_SUMMARY:
        what = message("the summary has {count} characters", count=len(summary))
        hint = message(
            "Keep it under {most}: lists, search engines and social networks cut what is longer.",
            most=LONGEST_SUMMARY,
        )
        yield found.problem("summary", what, hint)


def years_in_head(found: Paper, field: str, value: str, today: date) -> Iterator[Problem]:
    """Find counts of years in a title or summary, where nothing can be computed (A7)."""
    for _, words, number in prose.counted_years(prose.SPEECH.sub(prose.blanked, value)):
        what = message("“{words}” will be wrong a year from now", words=words)
        hint = message("Name the year instead: since {year}.", year=today.year - number)
        yield found.problem(field, what, hint, words=words)


DAYS = re.compile(
    r"\b(?:l[’'])?(?:dopodomani|domani|oggi|ieri|stasera|stamattina|stanotte|tomorrow|today|yesterday|tonight)\b",
    re.IGNORECASE,
)
WEEKS = re.compile(
    r"\bl[ao] scors[ao] settimana\b|\bla settimana (?:scorsa|prossima)\b|\bla prossima settimana\b"
    r"|\bquesta settimana\b|\b(?:last|next|this) week\b",
    re.IGNORECASE,
)
A_DAY = r"(?:ieri|oggi|domani|yesterday|today|tomorrow)"
NOWADAYS = re.compile(
    rf"\b{A_DAY}(?:(?:,?\s+(?:e|o|and|or|come|di|of)|,)\s+{A_DAY})+\b"
    r"|\b(?:fino ad?|ad?|giorno d[’']|tutt[’'])\s*oggi\b|\boggi(?:giorno| più che mai)\b"
    r"|\b(?:until|till|to) today\b",
    re.IGNORECASE,
)
OF_OUR_TIME = re.compile(
    r"\b(?:di|del|dell[’']|of)\s*(?:oggi|domani|ieri|today|tomorrow|yesterday)\b", re.IGNORECASE
)


def days_gone(found: Paper, field: str, value: str, today: date) -> Iterator[Problem]:
    """Find words for a day that was meant when the entry was published, and is over (C6).

    They are right on the entry's own `date` alone (a week's, in its own week). “Ieri e oggi”, and
    outside of news “i cittadini di domani”, speak of no day.
    """
    facts = found.entry.facts
    day = facts.date or getattr(facts.publish, "date", lambda: facts.publish)()
    if day is None or day >= today:
        return
    plain = NOWADAYS.sub(prose.blanked, value)
    if found.entry.type not in prose.DATED:
        plain = OF_OUR_TIME.sub(prose.blanked, plain)
    words = [item.group() for item in DAYS.finditer(plain)]
    if monday(today) > monday(day):
        words += [item.group() for item in WEEKS.finditer(plain)]
    for word in words:
        what = message(
            "“{field}” says “{word}”, but the entry is of {day}",
            field=field,
            word=word,
            day=day.isoformat(),
        )
        hint = message("Write the date, or leave the word out.")
        yield found.problem(field, what, hint, "warning", words=word)


def monday(day: date) -> date:
    """Return the first day of a day's week."""
    return day - timedelta(days=day.weekday())


# Facts

PAST = {"ongoing": "ends", "planned": "starts"}
"""The date that a written status contradicts once it has passed."""


def facts(group: list[Paper], known: Known) -> Iterator[Problem]:
    """Find what is weak in the facts that the languages of an entry share."""
    first = group[0].entry
    written = getattr(first.facts, "status", "")
    field = PAST.get(written, "") if isinstance(written, str) else ""
    day = getattr(first.facts, field, None) if field else None
    now = known.clock.local
    if day is not None and now >= finishes(day):
        what = message(
            "the status is “{status}”, but “{field}” ({day}) has passed",
            status=written,
            field=field,
            day=day.isoformat(),
        )
        hint = message("Take “status” away, so that the dates decide, or mend the date.")
        yield owner(group, "status").problem("status", what, hint, "warning")
    for name, what, hint, level in slips(first.facts, known.clock.today, len(group)):
        yield owner(group, name).problem(name, what, hint, level)
    yield from old_declaration(group, known.clock.today)
    for found in group:
        yield from lacking_languages(found, group)


def owner(group: list[Paper], field: str) -> Paper:
    """Return the language of an entry that holds a field, or the first."""
    return next((found for found in group if field in found.draft.head.values), group[0])


def old_declaration(group: list[Paper], today: date) -> Iterator[Problem]:
    """Find an accessibility declaration not reviewed since the last 23 September (C10).

    Source: AgID, Linee guida sull'accessibilità degli strumenti informatici, 4.2: public bodies
    review it by 23 September of each year (Directive (EU) 2016/2102, art. 7).
    """
    first = group[0].entry
    names = [first.key, *(found.entry.slug for found in group)]
    if first.type != "page" or not any("accessib" in name for name in names):
        return
    due = date(today.year, 9, 23)
    due = due if due <= today else date(today.year - 1, 9, 23)
    seen = first.facts.updated or first.facts.date
    if seen is not None and seen >= due:
        return
    what = message(
        "the accessibility declaration has not been reviewed since {due}", due=due.isoformat()
    )
    hint = message(
        "Go through it, then write the day of the review: “updated: {today}”.",
        today=today.isoformat(),
    )
    yield owner(group, "updated").problem("updated", what, hint)


def lacking_languages(found: Paper, group: list[Paper]) -> Iterator[Problem]:
    """Find the texts of facts that lack a language in which the entry exists."""
    needed = [paper.entry.lang for paper in group]
    head = found.writing.text[: found.writing.start]
    if len(needed) < 2 or not any(re.search(rf"\b{re.escape(code)}[ ]*:", head) for code in needed):
        return
    for way, value in frontmatter.maps_in(found.draft.head.values, ()):
        if not value.keys() & set(needed) or way[0] == "iati":
            continue
        if any(not isinstance(part, str) for part in value.values()):
            continue
        for code in needed:
            if code not in value:
                mark = mark_of(found.draft, way)
                what = message("“{field}” has no text in {lang}", field=named(way), lang=code)
                hint = message("Add “{lang}: …” beside the other languages.", lang=code)
                yield Problem(
                    message=what,
                    path=found.entry.path,
                    line=mark.line,
                    column=mark.column,
                    hint=hint,
                    level="warning",
                )


def named(way: Iterable[str | int]) -> str:
    """Return the name of a field by its way, without the numbers of items."""
    return ".".join(part for part in way if isinstance(part, str))


# Settings


def of_settings(known: Known) -> Iterator[Problem]:
    """Find numbers in the settings that cannot be right, and counts of years typed as text."""
    source = known.sources.get(settings.PATH)
    if source is None:
        return
    values, marks, _ = frontmatter.parse_yaml(source.read(), settings.PATH)
    for way, what, hint, level in weak_settings(known, values):
        mark = settings.SettingsPlaces(marks).find(way)[1]
        yield Problem(
            message=what,
            path=settings.PATH,
            line=mark.line,
            column=mark.column,
            hint=hint,
            level=level,
        )


def weak_settings(
    known: Known, values: Mapping[str, Any]
) -> Iterator[tuple[tuple[str, ...], Message, Message, Level]]:
    """Yield the way to each weak setting, what is wrong, the cure and the level."""
    organisation = known.settings.organisation
    if organisation.iban and not is_iban(organisation.iban):
        what = message(
            "the IBAN {iban} cannot be right: its check digits do not agree", iban=organisation.iban
        )
        hint = message("Copy it again from a document of the bank.")
        yield ("organisation", "iban"), what, hint, "warning"
    if organisation.tax_id and not is_tax_code(organisation.tax_id, zone=known.settings.time_zone):
        what = message(
            "the codice fiscale {code} cannot be right: its check digit does not agree",
            code=organisation.tax_id,
        )
        hint = message(
            "Copy it again from the certificate of the Agenzia delle Entrate: it has 11 digits."
        )
        yield ("organisation", "tax_id"), what, hint, "warning"
    for name in ("tagline", "description"):
        value = values.get(name, "")
        by_code = value if isinstance(value, Mapping) else {"": value}
        for code, text in by_code.items():
            for _, words, number in prose.counted_years(str(text)):
                what = message("“{words}” will be wrong a year from now", words=words)
                hint = message(
                    "Name the year instead: since {year}.", year=known.clock.today.year - number
                )
                yield (name, code) if code else (name,), what, hint, "hint"


def is_iban(text: str) -> bool:
    """Tell whether an IBAN's check digits agree (ISO 13616; ISO 7064 MOD 97-10)."""
    plain = re.sub(r"[\s.-]", "", text).upper()
    if not re.fullmatch(r"[A-Z]{2}\d\d[A-Z0-9]{11,30}", plain) or (
        plain[:2] == "IT" and len(plain) != 27
    ):
        return False
    return int("".join(str(int(sign, 36)) for sign in plain[4:] + plain[:4])) % 97 == 1


ITALIAN_CODE = re.compile(r"IT\d+|[A-Z]{6}\d\d[A-Z]\d\d[A-Z]\d{3}[A-Z]")
"""A tax code of which one sees that it is Italian: of VAT, or of a person."""


def is_tax_code(text: str, *, zone: str) -> bool:
    """Tell whether a codice fiscale is right: 11 digits, or a person's 16 signs (D.M. 23 Dec 1976).

    Only where the site keeps Italian time, or the code is clearly Italian; other countries have
    other rules, and what is theirs is not judged.
    """
    from stdnum.it import codicefiscale, iva

    plain = re.sub(r"[\s.-]", "", text).upper()
    if zone != "Europe/Rome" and not ITALIAN_CODE.fullmatch(plain):
        return True
    return codicefiscale.is_valid(plain) or iva.is_valid(plain)


# Files


def unused_files(known: Known, read: Mapping[str, str]) -> Iterator[Problem]:
    """Find the files beside entries that nothing in `content/` names; drafts count as well."""
    beside: dict[str, list[str]] = {}
    texts: dict[str, str] = dict(read)
    for source in known.sources.under("content"):
        if source.path.endswith((".md", ".yaml", ".yml")):
            if source.path not in texts:
                texts[source.path] = source.read().decode("utf-8", errors="replace")
        elif "/_" not in source.path:
            beside.setdefault(dirname(source.path), []).append(source.path)
    by_folder: dict[str, list[str]] = {}
    for path, text in texts.items():
        by_folder.setdefault(dirname(path), []).append(text)
    for folder, paths in beside.items():
        near = "\n".join(by_folder.get(folder, ()))
        for path in paths:
            if not is_named(basename(path), near) and not any(
                is_named(basename(path), text) for text in texts.values()
            ):
                yield unused(path)


def is_named(name: str, text: str) -> bool:
    """Tell whether a text names a file, as it is or as addresses write it."""
    return name in text or ("%" in text and name in unquote(text))


def unused(path: str) -> Problem:
    """Say that no page uses a file."""
    what = message("no page uses this file, yet it is published")
    hint = message("Use it, or delete it.")
    return Problem(message=what, path=path, hint=hint, level="hint")
