"""Facts that are right by themselves, and wrong beside others: what `check` says of them."""

from __future__ import annotations

import pytest

from megafono.check import check
from megafono.model import Options
from tests.scratch import TODAY, Scratch, said

CAMPAIGN = "---\ntitle: Acqua\n{facts}\n---\nTesto.\n"


def told(site: Scratch, facts: str, *, lang: str = "it") -> list[str]:
    """Return what is said of a campaign with some facts."""
    site.put("content/campaigns/water.it.md", CAMPAIGN.format(facts=facts).encode())
    if lang == "en":
        site.edit("content/_site.yaml", "languages: [it]", "languages: [it, en]")
        site.put("content/campaigns/water.en.md", b"---\ntitle: Water\n---\nText.\n")
    options = Options(root=site.root, out=site.out, now=TODAY)
    problems = map(said, check(options, external=False))
    return [text for text in problems if text.startswith("content/campaigns/")]


@pytest.fixture
def site(tmp_path: object, request: pytest.FixtureRequest) -> Scratch:
    """A site in Italian alone."""
    found: Scratch = Scratch(request.getfixturevalue("tmp_path"))
    settings = b"name: Prova\nbase_url: https://example.org\nlanguages: [it]\n"
    return found.put("content/_site.yaml", settings)


def test_a_goal_and_what_is_reached_are_in_one_unit(site: Scratch) -> None:
    (line,) = told(site, "goal: {amount: 500, unit: firme}\nreached: {amount: 12350, unit: EUR}")
    assert "content/campaigns/water.it.md:4:" in line
    assert "the goal is in “firme”, what is reached in “EUR”" in line


@pytest.mark.parametrize("reached", ["{amount: 20, unit: firme}", "{amount: 20}"])
def test_one_unit_or_none_is_fine(site: Scratch, reached: str) -> None:
    assert told(site, f"goal: {{amount: 500, unit: firme}}\nreached: {reached}") == []


def test_a_count_of_a_day_to_come_is_told(site: Scratch) -> None:
    facts = "goal: {amount: 500}\nreached: {amount: 20, as_of: 2027-11-20}"
    assert "“as_of” (2027-11-20) is still to come" in told(site, facts)[0]


@pytest.mark.parametrize(("lang", "often"), [("it", 0), ("en", 1)])
def test_words_that_stand_in_every_language_are_told(site: Scratch, lang: str, often: int) -> None:
    ask = 'asks: [{kind: donate, label: Dona ora, url: "https://dona.example"}]'
    found = [line for line in told(site, ask, lang=lang) if "stands in every language" in line]
    assert len(found) == often
