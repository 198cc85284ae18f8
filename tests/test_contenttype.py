"""What an entry is at a moment: its status, whether it is featured, whether it may be seen."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from megafono.assembly import local_now
from megafono.contenttype import (
    BUILT_IN,
    CampaignFacts,
    Facts,
    Money,
    NoticeFacts,
    ProjectFacts,
    changes,
    is_featured,
    is_public,
    status,
    total,
)
from megafono.model import Clock

MODELS = {"project": ProjectFacts, "notice": NoticeFacts, "campaign": CampaignFacts, "news": Facts}


def at(kind: str, moment: str, **facts: Any) -> str:
    """Return the status that facts have at a moment."""
    return status(kind, MODELS[kind].model_validate(facts), datetime.fromisoformat(moment))


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2026-05-05T17:59", "open"),
        ("2026-05-05T18:00", "closing"),
        ("2026-05-12T17:59:59", "closing"),
        ("2026-05-12T18:00", "expired"),
    ],
)
def test_a_notice_closes_seven_days_before_its_deadline_to_the_minute(
    moment: str, expected: str
) -> None:
    assert at("notice", moment, deadline="2026-05-12T18:00") == expected


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2026-12-24T23:59", "open"),
        ("2026-12-25T00:00", "closing"),
        ("2026-12-31T23:59", "closing"),
        ("2027-01-01T00:00", "expired"),
    ],
)
def test_a_deadline_without_a_time_lasts_through_its_day_even_the_last_of_a_year(
    moment: str, expected: str
) -> None:
    assert at("notice", moment, deadline="2026-12-31") == expected


def test_an_outcome_says_more_than_the_deadline() -> None:
    facts = {"deadline": "2026-05-12", "outcome": "Tre progetti ammessi."}
    assert at("notice", "2026-01-01T00:00", **facts) == "outcome"
    assert at("notice", "2027-01-01T00:00", **facts) == "outcome"


def test_a_notice_without_a_deadline_stays_open() -> None:
    assert at("notice", "2099-01-01T00:00") == "open"


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2024-02-28T23:59", "planned"),
        ("2024-02-29T00:00", "ongoing"),
        ("2024-12-31T23:59", "ongoing"),
        ("2025-01-01T00:00", "completed"),
    ],
)
def test_a_project_goes_on_from_its_first_minute_through_its_last_day(
    moment: str, expected: str
) -> None:
    assert at("project", moment, starts="2024-02-29", ends="2024-12-31") == expected


def test_a_status_that_is_written_holds_whatever_the_dates() -> None:
    facts = {"starts": "2024-01-01", "ends": "2024-12-31", "status": "suspended"}
    assert at("project", "2030-01-01T00:00", **facts) == "suspended"


@pytest.mark.parametrize("kind", ["project", "campaign"])
def test_without_dates_it_is_going_on(kind: str) -> None:
    assert at(kind, "2026-01-01T00:00") == {"project": "ongoing", "campaign": "active"}[kind]


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2026-03-28T23:59", "planned"),
        ("2026-03-29T00:00", "active"),
        ("2026-10-25T23:59", "active"),
        ("2026-10-26T00:00", "ended"),
    ],
)
def test_a_campaign_begins_and_ends_on_the_days_when_clocks_change(
    moment: str, expected: str
) -> None:
    assert at("campaign", moment, starts="2026-03-29", ends="2026-10-25") == expected


def rome(moment: str) -> datetime:
    """Return a moment of UTC as the build knows it, in Rome's time without zone."""
    utc = datetime.fromisoformat(moment).replace(tzinfo=UTC)
    return Clock(now=local_now(utc, "Europe/Rome")).local


@pytest.mark.parametrize(
    ("utc", "expected"),
    [
        ("2026-03-31T15:59", "closing"),  # summer time since two days: 17:59
        ("2026-03-31T16:00", "expired"),
        ("2026-03-24T16:59", "open"),  # a week before it was winter: 17:59
        ("2026-03-24T17:00", "closing"),
    ],
)
def test_a_deadline_is_in_local_time_on_both_sides_of_a_change_of_clocks(
    utc: str, expected: str
) -> None:
    facts = NoticeFacts.model_validate({"deadline": "2026-03-31T18:00"})
    assert status("notice", facts, rome(utc)) == expected


def test_a_notice_that_expired_in_the_hour_that_comes_twice_does_not_open_again() -> None:
    facts = NoticeFacts.model_validate({"deadline": "2026-10-25T02:30"})
    utc = datetime(2026, 10, 24, 23, 30, tzinfo=UTC)
    moments = [utc + timedelta(minutes=5 * step) for step in range(40)]
    seen = [
        status("notice", facts, Clock(now=local_now(moment, "Europe/Rome")).local)
        for moment in moments
    ]
    assert seen == sorted(seen), "closing comes before expired, once"
    assert seen[moments.index(datetime(2026, 10, 25, 0, 30, tzinfo=UTC))] == "expired"


def test_a_deadline_in_the_hour_that_never_comes_is_over_when_clocks_have_changed() -> None:
    facts = NoticeFacts.model_validate({"deadline": "2026-03-29T02:30"})
    assert status("notice", facts, rome("2026-03-29T00:59")) == "closing"
    assert status("notice", facts, rome("2026-03-29T01:00")) == "expired"


@pytest.mark.parametrize(
    ("featured", "moment", "expected"),
    [
        ("true", "2099-01-01T00:00", True),
        ("false", "2026-01-01T00:00", False),
        ("2026-05-12", "2026-05-12T23:59", True),
        ("2026-05-12", "2026-05-13T00:00", False),
    ],
)
def test_what_is_featured_until_a_day_is_so_through_that_day(
    featured: str, moment: str, expected: bool
) -> None:
    facts = Facts.model_validate({"featured": featured})
    assert is_featured(facts, datetime.fromisoformat(moment)) is expected


@pytest.mark.parametrize(
    ("facts", "first", "last"),
    [
        (
            {"publish": "2026-05-12", "expires": "2026-05-14"},
            "2026-05-12T00:00",
            "2026-05-14T23:59",
        ),
        (
            {"publish": "2026-05-12T09:30", "expires": "2026-05-12T18:00"},
            "2026-05-12T09:30",
            "2026-05-12T17:59",
        ),
    ],
)
def test_an_entry_is_seen_from_publish_until_expires_and_not_a_minute_more(
    facts: dict[str, str], first: str, last: str
) -> None:
    found = Facts.model_validate(facts)
    minute = timedelta(minutes=1)
    begin, end = datetime.fromisoformat(first), datetime.fromisoformat(last)
    seen = [is_public(found, moment) for moment in (begin - minute, begin, end, end + minute)]
    assert seen == [False, True, True, False]


def look(kind: str, facts: Any, now: datetime) -> tuple[str, bool, bool]:
    """Return all of an entry that a moment decides."""
    return status(kind, facts, now), is_featured(facts, now), is_public(facts, now)


@pytest.mark.parametrize("seed", range(8))
def test_changes_names_every_moment_at_which_an_entry_looks_different(seed: int) -> None:
    dice = random.Random(seed)

    def some_day() -> str:
        return f"2026-{dice.randint(1, 12):02}-{dice.randint(1, 28):02}"

    def some_moment() -> str:
        return some_day() + dice.choice(["", f"T{dice.randint(0, 23):02}:00"])

    kind = dice.choice(sorted(MODELS))
    values: dict[str, str] = {"featured": some_day(), "expires": some_moment()}
    if kind in ("project", "campaign"):
        starts, ends = sorted([some_day(), some_day()])
        values |= {"starts": starts, "ends": ends}
    if kind == "notice":
        values |= {"deadline": some_moment()}
    facts = MODELS[kind].model_validate(values)
    hour = datetime(2025, 12, 1)
    seen = set()
    while hour < datetime(2027, 2, 1):
        if look(kind, facts, hour) != look(kind, facts, hour - timedelta(minutes=1)):
            seen.add(hour)
        hour += timedelta(hours=1)
    found = changes(kind, facts)
    assert seen <= set(found)
    assert list(found) == sorted(found)


def test_the_last_year_that_can_be_written_ends() -> None:
    facts = Facts.model_validate({"featured": "9998-12-31", "expires": "9998-12-31"})
    now = datetime(2026, 1, 1)
    assert is_featured(facts, now) and is_public(facts, now)
    assert changes("news", facts) == (datetime(9999, 1, 1), datetime(9999, 1, 1))
    with pytest.raises(ValidationError):
        Facts.model_validate({"expires": "9999-12-31"})


def test_changes_is_empty_where_nothing_depends_on_the_day() -> None:
    written = ProjectFacts.model_validate(
        {"starts": "2026-01-01", "ends": "2026-12-31", "status": "cancelled"}
    )
    told = NoticeFacts.model_validate({"deadline": "2026-01-01", "outcome": "Nessuno."})
    assert changes("project", written) == changes("notice", told) == ()
    assert changes("news", Facts(date=date(2026, 1, 1))) == ()


def test_changes_has_the_day_on_which_a_planned_entry_is_published() -> None:
    facts = Facts.model_validate({"publish": "2026-05-12T09:30"})
    assert changes("news", facts) == (datetime(2026, 5, 12, 9, 30),)


def test_a_budget_is_added_up_by_currency_in_the_order_written() -> None:
    rows = [("100.10", "USD"), ("5", "EUR"), ("0.20", "USD")]
    budget = tuple(Money(amount=Decimal(amount), currency=code) for amount, code in rows)
    assert list(total(budget).items()) == [("USD", Decimal("100.30")), ("EUR", Decimal(5))]


def test_no_name_is_both_a_text_and_a_fact() -> None:
    for kind in BUILT_IN:
        assert not kind.texts.model_fields.keys() & kind.facts.model_fields.keys()
