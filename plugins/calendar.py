"""Dates to put into one's calendar (iCalendar, RFC 5545), in every language of the page.

`deadline.ics` beside each notice that has a deadline, `event.ics` beside each news item that tells
of an event. An event has the same UID in every language, and its stamp comes from the content: the
same content gives the same bytes. A theme links where `site.exists(page.url ~ "deadline.ics")`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from megafono.plugin import EntryView, File, Markup, Plugin, Site

if TYPE_CHECKING:
    from icalendar import Event, Timezone


LAST_YEAR = date.max.year - 1
"""The last whose rules icalendar can find: it looks for the change after."""
Days = tuple[date, date | None]
"""Beginning and end: days, the end after the last; or moments with their zone."""


def calendar_files(site: Site) -> Iterator[File]:
    """Yield the file of each deadline and each event."""
    for (key, lang), found in site.answers.known.index.entries.items():
        if found.type == "notice" and found.facts.deadline:
            yield from beside(site.entry(key, lang), "deadline.ics", deadline)
        if found.type == "news" and found.facts.event:
            yield from beside(site.entry(key, lang), "event.ics", event)


def beside(entry: EntryView | None, name: str, make: Any) -> Iterator[File]:
    """Yield the file of an entry, beside its page."""
    if entry:
        path = f"{entry.url}{name}".lstrip("/")
        yield File(path=path, make=partial(make, entry.key, entry.lang))


def deadline(key: str, lang: str, site: Site) -> bytes:
    """Make the calendar of a notice's deadline, which takes no time from one's day."""
    entry = site.entry(key, lang)
    if entry is None:
        return b""
    found = vevent(entry, "deadline", span(site, entry.facts.deadline, None))
    label = site.text("Deadline", lang)
    found.add("summary", f"{label}: {entry.title}", {"LANGUAGE": lang})
    found.add("transp", "TRANSPARENT")
    return whole(entry.site, found)


def event(key: str, lang: str, site: Site) -> bytes:
    """Make the calendar of a news item's event."""
    entry = site.entry(key, lang)
    if entry is None:
        return b""
    facts = entry.facts.event
    found = vevent(entry, "event", span(site, facts.starts, facts.ends))
    found.add("summary", entry.title, {"LANGUAGE": lang})
    if place := site.local(facts.place, lang):
        found.add("location", place, {"LANGUAGE": lang})
    return whole(entry.site, found)


def span(site: Site, starts: date, ends: date | None) -> Days:
    """Return when something begins and ends, as RFC 5545 (3.6.1) wants it.

    Days alone stay days; where one side has a time both have, in the site's time zone. Without an
    end a day is the whole day, and a moment has no length.
    """
    if not isinstance(starts, datetime) and not isinstance(ends, datetime):
        return starts, ends + timedelta(days=1) if ends else None
    zone = ZoneInfo(site.setting("time_zone"))
    if ends is not None and not isinstance(ends, datetime):
        ends = datetime.combine(ends + timedelta(days=1), time.min)
    if not isinstance(starts, datetime):
        starts = datetime.combine(starts, time.min)
    return starts.replace(tzinfo=zone), ends.replace(tzinfo=zone) if ends else None


def vevent(entry: EntryView, kind: str, days: Days) -> Event:
    """Return an event with what all have."""
    from icalendar import Event

    starts, ends = days
    host = urlsplit(entry.site.base_url).hostname
    found = Event()
    found.add("uid", f"{kind}/{entry.key}@{host}")
    found.add("dtstamp", stamp(entry.updated or starts))
    found.add("dtstart", starts)
    if ends and ends > starts:
        found.add("dtend", ends)
    excerpt = Markup(entry.excerpt()).striptags()
    found.add("description", f"{excerpt}\n{entry.absolute_url}".strip(), {"LANGUAGE": entry.lang})
    found.add("url", entry.absolute_url)
    return found


def stamp(day: date) -> datetime:
    """Return when the event was written down: the beginning of its content's day, in UTC."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def whole(site: Site, found: Event) -> bytes:
    """Return the calendar that holds one event, and the time zone that it needs."""
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", f"-//{site.name}//Megafono//{site.lang.upper()}")
    calendar.add("version", "2.0")
    starts = found.decoded("dtstart")
    if isinstance(starts, datetime):
        calendar.add_component(time_zone(site.setting("time_zone"), starts.year))
    calendar.add_component(found)
    return bytes(calendar.to_ical())


def time_zone(name: str, year: int) -> Timezone:
    """Return the rules of a time zone for a year and the next.

    icalendar writes the change to summer time as 03:00 instead of 02:00; no such hour exists on
    that day, so no event is moved. Its comment is in English, and taken out.
    """
    from icalendar import Timezone

    last = date(min(year + 1, LAST_YEAR), 12, 31)
    found = Timezone.from_tzid(name, first_date=date(year, 1, 1), last_date=last)
    found.pop("COMMENT", None)
    return found


plugin = Plugin(name="calendar", files=(calendar_files,))
