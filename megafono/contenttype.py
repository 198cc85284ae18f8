"""The content types that Megafono has: what may stand in the front matter of each, and its status.

A plugin adds a type by deriving from `Texts` and `Facts` and giving a `ContentType`.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, ValidationInfo

from megafono.campaign import Amount, Ask, Microsite
from megafono.model import ContentType
from megafono.problem import message
from megafono.values import (
    Currency,
    Day,
    Flag,
    FlagOrDay,
    Goals,
    Latitude,
    Local,
    Longitude,
    OldAddresses,
    Record,
    Shares,
    Sum,
    Text,
    When,
    Whole,
    Words,
    day,
    one_of,
    refuse,
    when,
)

CLOSING_DAYS = 7
"""A notice is closing in the last days before its deadline."""


class Texts(Record):
    """What each language of an entry has of its own."""

    title: Text
    summary: Text = ""
    slug: Text = ""
    tags: Words = ()
    aliases: OldAddresses = ()
    image_alt: Text = ""
    image_caption: Text = ""
    title_lang: Text = ""


class Facts(Record):
    """What the languages of an entry share."""

    date: Day | None = None
    updated: Day | None = None
    publish: When | None = None
    expires: When | None = None
    draft: Flag = False
    featured: FlagOrDay = False
    order: Whole | None = None
    countries: Shares = ()
    regions: Words = ()
    sectors: Shares = ()
    sdgs: Goals = ()
    authors: Words = ()
    projects: Words = ()
    image: Text = ""
    image_credit: Local = ""
    image_licence: Local = ""


class PageTexts(Texts):
    """A page's texts: a short name for menus, and whether to show a table of contents."""

    menu_title: Text = ""
    toc: Flag = False


class IntroTexts(PageTexts):
    """The introduction of a term has the term's name where it has no title."""

    title: Text = ""


class CampaignTexts(Texts):
    """A campaign's texts: whom it speaks to."""

    audience: Text = ""


def after_start(value: Any, info: ValidationInfo) -> Any:
    """Refuse an end that comes before the beginning."""
    starts = info.data.get("starts")
    if value is not None and starts is not None and finishes(value) <= begins(starts):
        what = message("it ends before it starts ({starts})", starts=starts.isoformat())
        refuse(what, message("Look at the two dates."))
    return value


End = Annotated[Any, BeforeValidator(when), AfterValidator(after_start)]
EndDay = Annotated[date | None, BeforeValidator(day), AfterValidator(after_start)]


class Money(Record):
    """A budget row. `amount` is in units of `currency` (ISO 4217)."""

    amount: Sum
    currency: Currency = "EUR"
    year: Whole | None = None


class Place(Record):
    """A point in degrees, WGS 84."""

    name: Local
    lat: Latitude = None
    lon: Longitude = None


class Result(Record):
    """What a project promised (`target`) and what it has (`reached`), in the same unit."""

    indicator: Local
    target: Sum | None = None
    reached: Sum | None = None
    unit: Local = ""


class Event(Record):
    """When and where something takes place, in the site's time zone."""

    starts: When
    ends: End = None
    place: Local = ""


class Document(Record):
    """A file beside the entry, with its title."""

    file: Text
    title: Local = ""


class Contact(Record):
    """Whom to write to."""

    name: Local = ""
    email: Text = ""
    phone: Text = ""


class Outcome(Record):
    """How a notice, or a campaign, ended."""

    date: Day | None = None
    text: Local = ""
    file: Text = ""


def named_contact(value: Any) -> Any:
    """Take a bare text for the contact's name."""
    return {"name": value} if isinstance(value, str) else value


def told_outcome(value: Any) -> Any:
    """Take a bare text for the outcome's text."""
    return {"text": value} if isinstance(value, str) else value


STATUSES = ("planned", "ongoing", "completed", "suspended", "cancelled")


class ProjectFacts(Facts):
    """A project's facts."""

    status: Annotated[str, BeforeValidator(one_of(*STATUSES))] = ""
    kind: Annotated[str, BeforeValidator(one_of("development", "emergency"))] = ""
    starts: Day | None = None
    ends: EndDay = None
    budget: tuple[Money, ...] = ()
    donors: Words = ()
    partners: Words = ()
    places: tuple[Place, ...] = ()
    results: tuple[Result, ...] = ()
    iati: dict[str, Any] | None = None


class NewsFacts(Facts):
    """A news item's facts."""

    event: Event | None = None


class NoticeFacts(Facts):
    """A notice's facts."""

    number: Text = ""
    deadline: When | None = None
    documents: tuple[Document, ...] = ()
    legal_basis: Local = ""
    contact: Annotated[Contact | None, BeforeValidator(named_contact)] = None
    outcome: Annotated[Outcome | None, BeforeValidator(told_outcome)] = None


class CampaignFacts(Facts):
    """A campaign's facts."""

    starts: Day | None = None
    ends: EndDay = None
    goal: Amount | None = None
    reached: Amount | None = None
    asks: tuple[Ask, ...] = ()
    outcome: Annotated[Outcome | None, BeforeValidator(told_outcome)] = None
    microsite: Microsite | None = None


def content_type(
    name: str,
    folder: str,
    label: str,
    plural: str,
    texts: type[Texts],
    facts: type[Facts],
    *order: str,
) -> ContentType:
    """Return a built-in content type, shown by the template of its name."""
    return ContentType(
        name=name,
        folder=folder,
        label=label,
        plural=plural,
        texts=texts,
        facts=facts,
        template=f"{name}.html",
        order=order,
    )


PROJECT_ORDER = ("status", "order", "-starts")
NOTICE_ORDER = ("status", "-date", "deadline")
BUILT_IN = (
    content_type("page", "pages", "Page", "Pages", PageTexts, Facts, "order", "title"),
    content_type("project", "projects", "Project", "Projects", Texts, ProjectFacts, *PROJECT_ORDER),
    content_type("news", "news", "News item", "News", Texts, NewsFacts, "-date"),
    content_type("notice", "notices", "Notice", "Notices", Texts, NoticeFacts, *NOTICE_ORDER),
    content_type(
        "campaign",
        "campaigns",
        "Campaign",
        "Campaigns",
        CampaignTexts,
        CampaignFacts,
        "status",
        "-starts",
    ),
)
INTRODUCTIONS = tuple(
    ContentType(
        name=taxonomy,
        folder=folder,
        label=label,
        plural=plural,
        texts=IntroTexts,
        facts=Facts,
        template="term.html",
        is_listed=False,
    )
    for taxonomy, folder, label, plural in (
        ("country", "countries", "Country", "Countries"),
        ("region", "regions", "Region", "Regions"),
        ("sector", "sectors", "Sector", "Sectors"),
    )
)
STATUS_ORDER = {
    "project": ("ongoing", "planned", "suspended", "completed", "cancelled"),
    "notice": ("closing", "open", "outcome", "expired"),
    "campaign": ("active", "planned", "ended"),
}


def begins(value: date | datetime) -> datetime:
    """Return the moment at which a day, or a moment, begins."""
    return value if isinstance(value, datetime) else datetime.combine(value, time.min)


def finishes(value: date | datetime) -> datetime:
    """Return the moment after which a day, or a moment, is over."""
    if isinstance(value, datetime):
        return value
    if value == date.max:  # 9999-12-31, which some write for “never”
        return datetime.max
    return datetime.combine(value + timedelta(days=1), time.min)


def status(type_name: str, facts: Any, now: datetime) -> str:
    """Compute the status of an entry at `now` (local time without zone); empty for other types.

    projects: as written, else from `starts` and `ends`; notices: from the outcome and the
    deadline; campaigns: from their dates.
    """
    if type_name == "project":
        return facts.status or span(facts, now, ("planned", "ongoing", "completed"))
    if type_name == "campaign":
        return span(facts, now, ("planned", "active", "ended"))
    if type_name != "notice":
        return ""
    if facts.outcome is not None:
        return "outcome"
    if facts.deadline is None:
        return "open"
    end = finishes(facts.deadline)
    if now >= end:
        return "expired"
    return "closing" if now >= end - timedelta(days=CLOSING_DAYS) else "open"


def span(facts: Any, now: datetime, names: tuple[str, str, str]) -> str:
    """Return which of before, during, after `now` is, by the facts' `starts` and `ends`."""
    if facts.starts is not None and now < begins(facts.starts):
        return names[0]
    if facts.ends is not None and now >= finishes(facts.ends):
        return names[2]
    return names[1]


def is_featured(facts: Any, now: datetime) -> bool:
    """Tell whether an entry is featured at `now`: always, or through the day named."""
    if isinstance(facts.featured, bool):
        return facts.featured
    return now < finishes(facts.featured)


def is_public(facts: Any, now: datetime) -> bool:
    """Tell whether an entry may be seen at `now`: from `publish` on, through `expires`."""
    if facts.publish is not None and now < begins(facts.publish):
        return False
    return facts.expires is None or now < finishes(facts.expires)


def changes(type_name: str, facts: Any) -> tuple[datetime, ...]:
    """Return every moment at which an entry looks different without an edit, sorted."""
    found = [finishes(facts.featured)] if not isinstance(facts.featured, bool) else []
    found += [begins(facts.publish)] if facts.publish else []
    found += [finishes(facts.expires)] if facts.expires else []
    if type_name in ("project", "campaign") and not getattr(facts, "status", ""):
        found += [begins(facts.starts)] if facts.starts else []
        found += [finishes(facts.ends)] if facts.ends else []
    if type_name == "notice" and facts.deadline and facts.outcome is None:
        end = finishes(facts.deadline)
        found += [end - timedelta(days=CLOSING_DAYS), end]
    return tuple(sorted(found))


def total(budget: tuple[Money, ...]) -> dict[str, Decimal]:
    """Add up a budget by currency, in the order written."""
    sums: dict[str, Decimal] = {}
    for row in budget:
        sums[row.currency] = sums.get(row.currency, Decimal(0)) + row.amount
    return sums
