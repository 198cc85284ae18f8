"""The types that front matter and settings are made of: text in, typed values out.

The YAML head holds text only (see `frontmatter`), so a field says here what its text means:
`Day`, `When`, `Flag`, `Number`, `Shares` … Each refuses what it cannot read with a `Message` and,
where one can be guessed, the right value.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, NoReturn

from babel.core import get_global
from pydantic import AfterValidator, BeforeValidator, ConfigDict
from pydantic import BaseModel as PydanticModel
from pydantic_core import PydanticCustomError

from megafono.model import LocalText
from megafono.problem import Message, did_you_mean, message
from megafono.route import split

ITALIAN_WORDS = {
    "annullato": "cancelled",
    "concluso": "completed",
    "dona": "donate",
    "donazione": "donate",
    "emergenza": "emergency",
    "firma": "sign",
    "in corso": "ongoing",
    "in programma": "planned",
    "sospeso": "suspended",
    "sviluppo": "development",
    "volontariato": "volunteer",
}
"""What a writer may call a word of a closed list in Italian, and the word."""
TRUE = frozenset({"true", "yes", "sì", "si", "vero"})
FALSE = frozenset({"false", "no", "falso"})
FIRST_YEAR, LAST_YEAR = 1000, 9998
"""The years that can be written: the day before the first and after the last are days too."""
MOST_DIGITS = 30


class Record(PydanticModel):
    """A group of fields: frozen, and with no field beyond those named."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


@dataclass(frozen=True, slots=True)
class Share:
    """A term with its part of the whole: `percent` is out of 100, or None where none is given."""

    key: str
    percent: Decimal | None = None


def refuse(what: Message, hint: Message | None = None) -> NoReturn:
    """Refuse a value with our own words."""
    raise PydanticCustomError("said", "said", {"what": what, "hint": hint})


def text(value: Any) -> str:
    """Return a text that says something, without the space around it."""
    if not isinstance(value, str):
        what = message("a text is expected, not a list or a group")
        refuse(what, message("Write one value after the colon, on the same line."))
    if not value.strip():
        refuse(message("the value is empty"), message("Write a value, or take the line away."))
    return value.strip()


def local_text(value: Any) -> LocalText:
    """Return one text, or one text per language code."""
    if not isinstance(value, Mapping):
        return text(value)
    return {str(lang): text(part) for lang, part in value.items()}


def day(value: Any) -> date:
    """Return a date from ISO 8601 text (`2026-05-12`)."""
    if isinstance(value, date):
        return value
    given = text(value)
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", given):
        refuse(message("“{value}” is not a date", value=given), iso_hint(given))
    try:
        found = date.fromisoformat(given)
    except ValueError:
        refuse(
            message("there is no such day as {value}", value=given), message("Look at a calendar.")
        )
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        what = message("the year {year} is too far", year=given[:4])
        refuse(what, message("Look at a calendar."))
    return found


def iso_hint(given: str) -> Message:
    """Guess the ISO date that a writer meant: 12/5/2026, 12.05.2026, 2026-5-12."""
    parts = [int(part[:9]) for part in re.findall(r"\d+", given)[:3]]
    if len(parts) == 3:
        year, month, number = parts if parts[0] > 31 else parts[::-1]
        try:
            near = date(year, month, number).isoformat()
            return message("Write year-month-day: {near}.", near=near)
        except (ValueError, OverflowError):
            pass
    return message("Write year-month-day, as in 2026-05-12.")


def when(value: Any) -> date | datetime:
    """Return a date, or a date with its time (`2026-05-12T18:00`), in the site's time zone."""
    if isinstance(value, date):
        return value
    given = text(value)
    found = re.fullmatch(r"(\d{4}-\d\d-\d\d)[T ](\d\d):(\d\d)(?::00)?", given)
    if not found:
        if re.match(r"\d{4}-\d\d-\d\d.", given) or not re.search(r"\d\D+\d+\D+\d", given):
            refuse(
                message("“{value}” is not a date with its time", value=given),
                message("Write it as 2026-05-12T18:00."),
            )
        return day(given)
    hour, minute = int(found.group(2)), int(found.group(3))
    if hour > 23 or minute > 59:
        what = message(
            "there is no such time as {hour}:{minute}", hour=found.group(2), minute=found.group(3)
        )
        refuse(what, message("Hours go from 00 to 23."))
    return datetime.combine(day(found.group(1)), time(hour, minute))


def flag(value: Any) -> bool:
    """Return yes or no."""
    if isinstance(value, bool):
        return value
    given = text(value).casefold()
    if given not in TRUE | FALSE:
        refuse(
            message("“{value}” is neither true nor false", value=value),
            message("Write true or false."),
        )
    return given in TRUE


def flag_or_day(value: Any) -> bool | date:
    """Return yes, no, or the last day on which it is yes."""
    if isinstance(value, str) and value[:1].isdigit():
        return day(value)
    return flag(value)


def number(value: Any) -> Decimal:
    """Return a number written with digits and, for decimals, one point."""
    if isinstance(value, (Mapping, list)):
        what = message("a number is expected, not a list or a group")
        refuse(what, message("Write one value after the colon, on the same line."))
    given = str(value).strip()
    if len(given) > MOST_DIGITS:
        what = message("“{value}” is too long for a number", value=f"{given[:MOST_DIGITS]}…")
        refuse(what, message("Write at most {most} digits.", most=MOST_DIGITS))
    try:
        if re.fullmatch(r"-?\d+(\.\d+)?", given):
            return Decimal(given)
    except InvalidOperation:
        pass
    plain = re.sub(r"[\s.,'’](?=\d{3}\b)", "", given).replace(",", ".")
    plain = re.sub(r"[^\d.-]", "", plain)
    hint = message("Write digits only: {near}.", near=plain or "120000")
    refuse(message("“{value}” is not a number", value=given), hint)


def amount(value: Any) -> Decimal:
    """Return a sum or a count; `120.000`, which Italians write for thousands, is refused."""
    found = number(value)
    given = str(value).strip()
    if re.fullmatch(r"-?[1-9]\d{0,2}\.\d{3}", given):
        what = message("“{value}” can be read in two ways", value=given)
        refuse(what, message("Write digits only: {near}.", near=given.replace(".", "")))
    return found


def whole(value: Any) -> int:
    """Return a whole number."""
    found = number(value)
    if found != found.to_integral_value():
        near = int(found.to_integral_value())
        hint = message("Write it with no decimals: {near}.", near=near)
        refuse(message("“{value}” is not a whole number", value=value), hint)
    return int(found)


def count(value: Any) -> int:
    """Return a whole number of at least 1."""
    found = whole(value)
    if found < 1:
        refuse(message("“{value}” is too little", value=value), message("Write 1 or more."))
    return found


def words(value: Any) -> tuple[str, ...]:
    """Return a list of texts."""
    if isinstance(value, str):
        what = message("a list is expected")
        refuse(what, message("Write it between brackets: [{value}]", value=text(value)))
    if isinstance(value, Mapping):
        refuse(message("a list is expected"), message("Write it between brackets: [a, b]"))
    return tuple(text(item) for item in value)


def shares(value: Any) -> tuple[Share, ...]:
    """Return terms from a list, or from a map to percentages that make 100 together."""
    if not isinstance(value, Mapping):
        return tuple(Share(key) for key in words(value))
    found = tuple(Share(str(key), number(part)) for key, part in value.items())
    total = sum((share.percent or Decimal(0) for share in found), Decimal(0))
    less = next((share for share in found if share.percent is not None and share.percent < 0), None)
    if less is not None:
        what = message("the percentage of {key} is less than nothing", key=less.key)
        refuse(what, message("Write the part of each from 0 to 100."))
    if found and abs(total - 100) > 1:
        what = message("the percentages make {total}, not 100", total=total)
        refuse(
            what,
            message(
                "Mend them, or write a list without percentages: [{keys}]", keys=", ".join(value)
            ),
        )
    return found


def address(value: Any) -> str:
    """Return the address of a page: https://…, mailto:…, tel:…, or one of this site, from /."""
    given = text(value)
    form = r"(https?://[^\s/]\S*|mailto:[^\s@]+@\S+|tel:\+?[\d -]+|/\S*)$"
    if not re.match(form, given) or not split(given):
        hint = message("Write it whole, as in https://example.org/page.")
        refuse(message("“{value}” is not an address", value=given), hint)
    return given


def site_address(value: Any) -> str:
    """Return the full address of a site, with no `/` at its end."""
    given = text(value)
    parts = split(given)
    is_whole = parts is not None and parts.scheme in ("http", "https") and parts.hostname
    if not parts or not is_whole or parts.query or parts.fragment:
        hint = message("Write it whole, as in https://www.example.org")
        refuse(message("“{value}” is not the address of a site", value=given), hint)
    return given.rstrip("/")


def colour(value: Any) -> str:
    """Return a colour as CSS writes it in hexadecimal digits: #08343b."""
    given = text(value)
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", given):
        what = message("“{value}” is not a colour", value=given)
        refuse(what, message("Write it as “#08343b”, between quotes."))
    return given


def old_addresses(value: Any) -> tuple[str, ...]:
    """Return the old addresses of a page, each from `/`."""
    found = words(value)
    for item in found:
        if not re.match(r"/[^\s?#]*$", item) or ".." in item:
            what = message("“{value}” is not an address of this site", value=item)
            refuse(what, message("Begin it with “/”, as in /old-page/, without host, ? or #."))
    return found


def goals(value: Any) -> tuple[int, ...]:
    """Return the numbers of Sustainable Development Goals."""
    found = tuple(whole(item) for item in words(value))
    for item in found:
        if not 1 <= item <= 17:
            refuse(
                message("there is no goal {number}", number=item), message("Goals go from 1 to 17.")
            )
    return found


def one_of(*choices: str) -> Callable[[Any], str]:
    """Return a check that a text is one of the words named."""
    from megafono.problem import did_you_mean

    def check(value: Any) -> str:
        given = text(value)
        if given not in choices:
            what = message(
                "“{value}” is not one of: {choices}", value=given, choices=", ".join(choices)
            )
            near = ITALIAN_WORDS.get(given.casefold().replace("-", " "), given)
            refuse(what, did_you_mean(near, choices))
        return given

    return check


def degrees(most: int) -> Callable[[Any], Any]:
    """Return a check that a number of degrees lies between -`most` and `most`."""

    def check(value: Decimal | None) -> Decimal | None:
        if value is not None and abs(value) > most:
            what = message("{value} is outside -{most} and {most}", value=value, most=most)
            refuse(what, message("Latitude goes from -90 to 90, longitude from -180 to 180."))
        return value

    return check


def currency(value: str) -> str:
    """Refuse what is not the code of a currency (ISO 4217, as CLDR lists them)."""
    known = get_global("all_currencies")
    if value not in known:
        near = did_you_mean(value.upper(), known)
        what = message("“{value}” is not the code of a currency", value=value)
        refuse(what, near or message("Write three letters, as in EUR."))
    return value


Text = Annotated[str, BeforeValidator(text)]
Local = Annotated[Any, BeforeValidator(local_text)]
Day = Annotated[date, BeforeValidator(day)]
When = Annotated[Any, BeforeValidator(when)]
Flag = Annotated[bool, BeforeValidator(flag)]
FlagOrDay = Annotated[Any, BeforeValidator(flag_or_day)]
Number = Annotated[Decimal, BeforeValidator(number)]
Sum = Annotated[Decimal, BeforeValidator(amount)]
Whole = Annotated[int, BeforeValidator(whole)]
Count = Annotated[int, BeforeValidator(count)]
Words = Annotated[tuple[str, ...], BeforeValidator(words)]
Shares = Annotated[tuple[Share, ...], BeforeValidator(shares)]
Address = Annotated[str, BeforeValidator(address)]
SiteAddress = Annotated[str, BeforeValidator(site_address)]
Colour = Annotated[str, BeforeValidator(colour)]
OldAddresses = Annotated[tuple[str, ...], BeforeValidator(old_addresses)]
Goals = Annotated[tuple[int, ...], BeforeValidator(goals)]
Latitude = Annotated[Decimal | None, BeforeValidator(number), AfterValidator(degrees(90))]
Longitude = Annotated[Decimal | None, BeforeValidator(number), AfterValidator(degrees(180))]
Currency = Annotated[str, BeforeValidator(text), AfterValidator(currency)]
