"""Text in, typed values out: what each type takes, and what it says of the rest."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError
from pydantic_core import PydanticCustomError

from megafono import values
from megafono.contenttype import ProjectFacts
from megafono.values import Share
from tests.scratch import English


def refused(read: Callable[[Any], Any], value: Any) -> str:
    """Return what is said of a value that a type refuses."""
    with pytest.raises(PydanticCustomError) as raised:
        read(value)
    context = raised.value.context or {}
    hint = context["hint"].say(English()) if context["hint"] else ""
    return f"{context['what'].say(English())} | {hint}"


def test_a_text_loses_the_space_around_it_and_nothing_else() -> None:
    assert values.text("  «RETI  al Lavoro».  ") == "«RETI  al Lavoro»."


@pytest.mark.parametrize("value", [["a"], {"a": "b"}])
def test_a_text_is_neither_a_list_nor_a_group(value: Any) -> None:
    assert refused(values.text, value).startswith("a text is expected")


def test_an_empty_text_is_refused() -> None:
    assert refused(values.text, "  ").startswith("the value is empty")


def test_a_local_text_is_one_text_or_one_a_language() -> None:
    assert values.local_text(" Pozzi ") == "Pozzi"
    assert values.local_text({"it": "Pozzi ", "en": "Wells"}) == {"it": "Pozzi", "en": "Wells"}


def test_a_day_is_written_year_month_day() -> None:
    assert values.day("2024-02-29") == date(2024, 2, 29)


@pytest.mark.parametrize(
    ("written", "near"),
    [
        ("12/5/2026", "2026-05-12"),
        ("12.05.2026", "2026-05-12"),
        ("2026-5-12", "2026-05-12"),
        ("2026/05/12", "2026-05-12"),
        ("domani", "as in 2026-05-12"),
        ("31/02/2026", "as in 2026-05-12"),
        ("2026-05-12T18:00", "2026-05-12"),
    ],
)
def test_a_day_written_otherwise_is_refused_with_the_right_form(written: str, near: str) -> None:
    assert near in refused(values.day, written)


def test_a_day_that_no_calendar_has_is_refused_as_such() -> None:
    assert "there is no such day as 2025-02-29" in refused(values.day, "2025-02-29")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2026-05-12", date(2026, 5, 12)),
        ("2026-05-12T18:00", datetime(2026, 5, 12, 18, 0)),
        ("2026-05-12 09:05", datetime(2026, 5, 12, 9, 5)),
        ("2026-12-31T23:59:00", datetime(2026, 12, 31, 23, 59)),
    ],
)
def test_a_moment_is_a_day_or_a_day_with_its_time(written: str, expected: date) -> None:
    assert values.when(written) == expected


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("2026-05-12T24:00", "there is no such time as 24:00"),
        ("2026-05-12T18:60", "there is no such time as 18:60"),
        ("2026-05-12T18:00Z", "is not a date with its time"),
        ("2026-05-12 ore 18", "is not a date with its time"),
        ("2026-02-30T18:00", "there is no such day"),
        ("presto", "is not a date with its time"),
        ("12/5/2026", "2026-05-12"),
    ],
)
def test_a_moment_that_is_none_is_refused(written: str, told: str) -> None:
    assert told in refused(values.when, written)


@pytest.mark.parametrize("written", ["true", "Yes", "sì", "SI", "vero"])
def test_yes_may_be_said_in_italian(written: str) -> None:
    assert values.flag(written) is True


@pytest.mark.parametrize("written", ["false", "No", "falso"])
def test_no_may_be_said_in_italian(written: str) -> None:
    assert values.flag(written) is False


def test_what_is_neither_yes_nor_no_is_refused() -> None:
    assert "neither true nor false" in refused(values.flag, "forse")
    assert "neither true nor false" in refused(values.flag, "1")


def test_a_flag_may_end_on_a_day() -> None:
    assert values.flag_or_day("2026-05-12") == date(2026, 5, 12)
    assert values.flag_or_day("sì") is True


@pytest.mark.parametrize("written", ["0", "-3", "120000", "1.5", "0.125", "14.697"])
def test_a_number_has_digits_and_at_most_one_point(written: str) -> None:
    assert values.number(written) == Decimal(written)


@pytest.mark.parametrize(
    ("written", "near"),
    [
        ("1.200.000", "1200000"),
        ("120 000", "120000"),
        ("1.200,50", "1200.50"),
        ("1,200.50", "1200.50"),
        ("12,5", "12.5"),
        ("€ 300", "300"),
        ("120,000", "120000"),
        ("tanti", "120000"),
    ],
)
def test_a_number_written_for_people_is_refused_with_its_digits(written: str, near: str) -> None:
    assert refused(values.number, written).endswith(f"Write digits only: {near}.")


@pytest.mark.parametrize("written", ["120.000", "1.500"])
def test_an_amount_that_an_italian_reads_as_thousands_is_not_taken_for_units(written: str) -> None:
    assert f"Write digits only: {written.replace('.', '')}." in refused(values.amount, written)


@pytest.mark.parametrize("written", ["120000", "1500.50", "0.125", "1500.5", "1200.125"])
def test_an_amount_that_can_be_read_in_one_way_is_taken(written: str) -> None:
    assert values.amount(written) == Decimal(written)


def test_a_number_is_not_a_list() -> None:
    assert "not a list" in refused(values.number, ["1"])


def test_a_whole_number_may_be_written_with_a_zero_after_the_point() -> None:
    assert values.whole("3.0") == 3
    assert "Write it with no decimals: 4." in refused(values.whole, "3.7")


def test_words_are_a_list_and_a_single_word_is_told_how() -> None:
    assert values.words(["acqua ", "scuola"]) == ("acqua", "scuola")
    assert refused(values.words, "acqua").endswith("[acqua]")
    assert refused(values.words, {"acqua": "1"}).endswith("[a, b]")


def test_shares_come_from_a_list_or_from_percentages() -> None:
    assert values.shares(["KE", "MZ"]) == (Share("KE"), Share("MZ"))
    assert values.shares({"KE": "60", "MZ": "40"}) == (
        Share("KE", Decimal(60)),
        Share("MZ", Decimal(40)),
    )


@pytest.mark.parametrize(
    "parts", [("33.3", "33.3", "33.3"), ("33.33", "33.33", "33.34"), ("50", "50", "0")]
)
def test_percentages_may_be_rounded(parts: tuple[str, ...]) -> None:
    assert len(values.shares(dict(zip("abc", parts, strict=True)))) == 3


def test_percentages_that_do_not_make_a_whole_are_refused_with_their_sum() -> None:
    assert "the percentages make 90, not 100" in refused(values.shares, {"KE": "50", "MZ": "40"})


def test_a_percentage_is_never_less_than_nothing() -> None:
    assert "of MZ is less than nothing" in refused(values.shares, {"KE": "150", "MZ": "-50"})


@pytest.mark.parametrize(
    "written",
    [
        "https://example.org",
        "http://example.org/a?b=c#d",
        "mailto:a@example.org",
        "tel:+39 059 1234-56",
        "/it/progetti/",
    ],
)
def test_an_address_may_be_of_the_web_of_mail_of_a_telephone_or_of_this_site(written: str) -> None:
    assert values.address(written) == written


@pytest.mark.parametrize(
    "written", ["www.example.org", "javascript:alert(1)", "https://", "a b", "https://[x"]
)
def test_what_no_browser_should_follow_is_no_address(written: str) -> None:
    assert "is not an address" in refused(values.address, written)


@pytest.mark.parametrize("written", ["old/", "/a?b=1", "/a#b", "/a/../b", "https://x.org/a"])
def test_an_old_address_is_a_path_of_this_site(written: str) -> None:
    assert values.old_addresses(["/ok.php", "/ok/"]) == ("/ok.php", "/ok/")
    assert "is not an address of this site" in refused(values.old_addresses, [written])


def test_goals_go_from_1_to_17() -> None:
    assert values.goals(["1", "17"]) == (1, 17)
    for wrong in ("0", "18"):
        assert f"there is no goal {wrong}" in refused(values.goals, [wrong])


def test_a_word_out_of_a_closed_list_is_refused_with_the_nearest() -> None:
    check = values.one_of("planned", "ongoing")
    assert check("ongoing") == "ongoing"
    assert refused(check, "ongoin").endswith("Did you mean “ongoing”?")


@pytest.mark.parametrize(
    ("model", "values", "said"),
    [
        (ProjectFacts, {"starts": "2026-05-01", "ends": "2026-04-01"}, "it ends before it starts"),
        (ProjectFacts, {"places": [{"name": "x", "lat": "91"}]}, "{value} is outside"),
        (ProjectFacts, {"places": [{"name": "x", "lon": "-181"}]}, "{value} is outside"),
        (ProjectFacts, {"budget": [{"amount": "1", "currency": "EURO"}]}, "not the code"),
    ],
)
def test_what_cannot_be_is_refused(model: Any, values: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError) as caught:
        model.model_validate(values)
    assert said in caught.value.errors()[0]["ctx"]["what"].text


def test_a_project_of_one_day_is_right() -> None:
    assert ProjectFacts.model_validate({"starts": "2026-05-01", "ends": "2026-05-01"}).ends


@pytest.mark.parametrize("read", [values.day, values.when, values.flag_or_day])
@pytest.mark.parametrize("written", ["9999-12-31", "9999-01-01", "0026-05-12"])
def test_a_year_beyond_what_calendars_reach_is_refused(
    read: Callable[[Any], Any], written: str
) -> None:
    assert f"the year {written[:4]} is too far" in refused(read, written)
    assert read("9998-12-31") == date(9998, 12, 31)


def test_a_moment_in_a_year_too_far_is_refused() -> None:
    assert "the year 9999 is too far" in refused(values.when, "9999-01-01T10:00")


@pytest.mark.parametrize("read", [values.number, values.amount, values.whole, values.count])
def test_a_number_of_too_many_digits_is_refused(read: Callable[[Any], Any]) -> None:
    assert "too long for a number" in refused(read, "1" * 5000)
    assert read("1" * 30) == int("1" * 30)


def test_a_date_of_too_many_digits_is_no_date() -> None:
    assert "is not a date" in refused(values.day, "9" * 5000 + "/1/1")
    assert "is not a date" in refused(values.day, "99999999999/1/1")


@pytest.mark.parametrize("written", ["http://[x", "https://:80", "https://?a", "a.example"])
def test_what_names_no_host_is_not_the_address_of_a_site(written: str) -> None:
    assert "is not the address of a site" in refused(values.site_address, written)
