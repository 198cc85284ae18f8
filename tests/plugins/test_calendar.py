"""The .ics files, read back."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from tests.scratch import Scratch

SITE = """
-- content/_site.yaml --
name: Prova
base_url: https://example.org
languages: [it, en]
plugins: [calendar]
-- content/notices/call.it.md --
---
title: "Avviso: giovani, cultura; Modena"
date: 2026-02-01
deadline: 2026-12-15T12:00
---
Testo **ricco** dell'avviso.
-- content/notices/call.en.md --
---
title: Call
---
Text.
-- content/news/day.it.md --
---
title: Giornata
date: 2026-03-04
updated: 2026-03-05
event: {starts: 2026-07-10T20:30, ends: 2026-07-10T23:00, place: {it: Cinema, en: Cinema hall}}
---
Testo.
"""
ROME = ZoneInfo("Europe/Rome")
DEADLINE = "it/avvisi/avviso-giovani-cultura-modena/deadline.ics"
EVENT = "it/notizie/giornata/event.ics"


def read(site: Scratch, path: str) -> tuple[Any, Any]:
    """Return a calendar and its only event."""
    calendar = Calendar.from_ical(site.data(path))
    assert calendar.errors == []
    (event,) = calendar.walk("VEVENT")
    assert event.errors == []
    return calendar, event


def test_a_deadline_has_a_file_beside_its_page_in_every_language(site: Scratch) -> None:
    site.write(SITE).build()
    assert site.problems == []
    found = {path for path in site.paths if path.endswith(".ics")}
    assert found == {DEADLINE, EVENT, "en/notices/call/deadline.ics"}


def test_what_a_deadline_says(site: Scratch) -> None:
    site.write(SITE).build()
    calendar, event = read(site, DEADLINE)
    assert calendar["VERSION"] == "2.0"
    assert event.decoded("DTSTART") == datetime(2026, 12, 15, 12, tzinfo=ROME)
    assert event["DTSTART"].params["TZID"] == "Europe/Rome"
    assert "DTEND" not in event
    assert event["SUMMARY"] == "Scadenza: Avviso: giovani, cultura; Modena"
    url = "https://example.org/it/avvisi/avviso-giovani-cultura-modena/"
    assert event["URL"] == url
    assert event["DESCRIPTION"] == f"Testo ricco dell’avviso.\n{url}"
    assert event["TRANSP"] == "TRANSPARENT"


def test_one_event_has_one_uid_in_every_language(site: Scratch) -> None:
    site.write(SITE).build()
    _, italian = read(site, DEADLINE)
    _, english = read(site, "en/notices/call/deadline.ics")
    assert italian["UID"] == english["UID"] == "deadline/notices/call@example.org"
    assert english["SUMMARY"].startswith("Deadline: ")


def test_the_stamp_comes_from_the_content_and_not_from_the_clock(site: Scratch) -> None:
    site.write(SITE).build()
    before = site.data(DEADLINE)
    _, event = read(site, EVENT)
    assert event.decoded("DTSTAMP") == datetime(2026, 3, 5, tzinfo=UTC)
    site.build(today=datetime(2026, 12, 1), clean=True)
    assert site.data(DEADLINE) == before


def test_the_time_zone_comes_with_it(site: Scratch) -> None:
    site.write(SITE).build()
    calendar, _ = read(site, EVENT)
    (zone,) = calendar.walk("VTIMEZONE")
    assert zone["TZID"] == "Europe/Rome"
    assert "COMMENT" not in zone
    rules = zone.to_tz()
    assert datetime(2026, 7, 10, 20, tzinfo=rules).utcoffset() == timedelta(hours=2)
    assert datetime(2026, 12, 15, 12, tzinfo=rules).utcoffset() == timedelta(hours=1)


def test_what_an_event_says(site: Scratch) -> None:
    site.write(SITE).build()
    _, event = read(site, EVENT)
    assert event["SUMMARY"] == "Giornata"
    assert event["LOCATION"] == "Cinema"
    assert event.decoded("DTSTART") == datetime(2026, 7, 10, 20, 30, tzinfo=ROME)
    assert event.decoded("DTEND") == datetime(2026, 7, 10, 23, tzinfo=ROME)


@pytest.mark.parametrize(
    ("written", "start", "end"),
    [
        ("{starts: 2026-07-10}", date(2026, 7, 10), None),
        ("{starts: 2026-07-10, ends: 2026-07-12}", date(2026, 7, 10), date(2026, 7, 13)),
        (
            "{starts: 2026-07-10T20:30, ends: 2026-07-12}",
            datetime(2026, 7, 10, 20, 30, tzinfo=ROME),
            datetime(2026, 7, 13, tzinfo=ROME),
        ),
        (
            "{starts: 2026-07-10, ends: 2026-07-12T18:00}",
            datetime(2026, 7, 10, tzinfo=ROME),
            datetime(2026, 7, 12, 18, tzinfo=ROME),
        ),
        ("{starts: 2026-07-10T20:30}", datetime(2026, 7, 10, 20, 30, tzinfo=ROME), None),
    ],
)
def test_days_and_moments(site: Scratch, written: str, start: date, end: date | None) -> None:
    old = "{starts: 2026-07-10T20:30, ends: 2026-07-10T23:00, place: {it: Cinema, en: Cinema hall}}"
    site.write(SITE).edit("content/news/day.it.md", old, written).build()
    assert site.problems == []
    calendar, event = read(site, EVENT)
    assert event.decoded("DTSTART") == start
    assert (event.decoded("DTEND") if "DTEND" in event else None) == end
    assert bool(calendar.walk("VTIMEZONE")) == isinstance(start, datetime)


@pytest.mark.parametrize("zone", ["Africa/Nairobi", "UTC", "America/Sao_Paulo"])
def test_a_zone_without_summer_time(site: Scratch, zone: str) -> None:
    site.write(SITE).edit("content/_site.yaml", "name:", f"time_zone: {zone}\nname:").build()
    assert site.problems == []
    _, event = read(site, DEADLINE)
    assert event.decoded("DTSTART") == datetime(2026, 12, 15, 12, tzinfo=ZoneInfo(zone))


def test_lines_are_folded_and_end_as_rfc_5545_wants(site: Scratch) -> None:
    title = "Un titolo lungo, àèìòù " * 8
    site.write(SITE).edit(
        "content/news/day.it.md", "title: Giornata", f"title: {title}\nslug: giornata"
    )
    site.build()
    lines = site.data(EVENT).split(b"\r\n")
    assert max(len(line) for line in lines) <= 75
    assert not any(b"\n" in line for line in lines)
    assert read(site, EVENT)[1]["SUMMARY"] == title.strip()


def test_a_year_too_far_is_told_at_its_line(site: Scratch) -> None:
    site.write(SITE).edit("content/notices/call.it.md", "2026-12-15T12:00", "9999-12-31").build()
    (told,) = [found for found in site.problems if "9999" in found]
    assert told.startswith("content/notices/call.it.md:4:11: the year 9999 is too far")


@pytest.mark.parametrize("zone", ["Europe/Rome", "Africa/Nairobi", "America/New_York", "UTC"])
def test_the_first_and_the_last_year_have_a_calendar(site: Scratch, zone: str) -> None:
    site.write(SITE).edit("content/_site.yaml", "plugins:", f"time_zone: {zone}\nplugins:")
    site.edit("content/notices/call.it.md", "2026-12-15T12:00", "9998-12-31T23:59")
    site.edit("content/news/day.it.md", "starts: 2026-07-10T20:30", "starts: 1000-01-01T00:00")
    site.edit("content/news/day.it.md", "ends: 2026-07-10T23:00", "ends: 9998-12-31")
    site.build()
    assert site.problems == []
    assert read(site, DEADLINE)[1].decoded("dtstart").year == 9998
