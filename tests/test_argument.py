"""The values of a block's arguments: taken by key, name or slug; what cannot be is told."""

from __future__ import annotations

import pytest

from tests.scratch import Scratch

PAGES = """
-- content/projects/wells.it.md --
---
title: Pozzi
countries: [KE]
sectors: [water]
---
-- content/projects/school.it.md --
---
title: Scuola
countries: [MZ]
sectors: [education]
---
-- content/pages/about.it.md --
---
title: Chi siamo
---
"""


def with_block(site: Scratch, block: str) -> Scratch:
    """Build a site whose page holds a block."""
    site.write(PAGES)
    path = "content/pages/about.it.md"
    site.put(path, (site.root / path).read_bytes() + f"\n{block}\n:::\n".encode())
    return site.build()


@pytest.mark.parametrize(
    "written",
    [
        "settore=acqua",
        "settore=water",
        'settore="Acqua e igiene"',
        "paese=Kenya",
        "paese=ke",
        "paese=KE",
    ],
)
def test_a_term_is_taken_by_its_key_its_name_or_its_slug(site: Scratch, written: str) -> None:
    with_block(site, f"::: progetti {written}")
    assert site.problems == []
    html = site.text("it/chi-siamo/index.html")
    assert "/it/progetti/pozzi/" in html and "/it/progetti/scuola/" not in html


@pytest.mark.parametrize(
    ("written", "column", "said"),
    [
        ("settore=aqcua", 22, "unknown sector “aqcua”"),
        ("paese=Kenia", 20, "unknown country “Kenia”"),
        ("stato=incorso", 20, "“incorso” is not one of: in-corso/ongoing"),
        ("limite=tre", 21, "“tre” is not a whole number"),
        ("sotto=pages/zzz", 20, "there is no page “pages/zzz”"),
        ("progetto=wels", 23, "there is no page “wels”"),
        ("ordine=-dat", 22, "is not one of: title"),
        ("in-evidenza=forse", 26, "“forse” is not one of: sì/true, false"),
    ],
)
def test_a_value_that_cannot_be_is_told_at_its_place(
    site: Scratch, written: str, column: int, said: str
) -> None:
    with_block(site, f"::: progetti {written}")
    assert len(site.problems) == 1, site.problems
    assert site.problems[0].startswith(f"content/pages/about.it.md:5:{column}:")
    assert said in site.problems[0]


def test_a_count_with_a_wrong_argument_is_told(site: Scratch) -> None:
    with_block(site, "Sono {{ numero(progetti, pippo=boh) }}.\n\n::: nota")
    assert len(site.problems) == 1
    assert "“pippo” is not an argument of “progetti”" in site.problems[0]


@pytest.mark.parametrize(
    ("call", "said"),
    [
        ("{{ pippo }}", "“{{ pippo }}” is not something that can be computed"),
        ("{{ numero(progetti, paese=Kenia) }}", "“Kenia”"),
        ("{{ cifra(12,5) }}", "Write the decimals with a point: 12.5"),
    ],
)
def test_a_call_that_cannot_be_computed_says_why(site: Scratch, call: str, said: str) -> None:
    with_block(site, f"Sono {call}.\n\n::: nota")
    assert len(site.problems) == 1
    assert said in site.problems[0]


def test_the_home_is_linked_as_the_root(site: Scratch) -> None:
    with_block(site, "[Casa](/)\n\n::: nota")
    assert site.problems == []
    assert '<a href="/it/">Casa</a>' in site.text("it/chi-siamo/index.html")


def test_a_value_with_spaces_and_no_quotes_is_told_once(site: Scratch) -> None:
    with_block(site, "::: progetti area=Africa orientale e altro limite=3")
    told = [line for line in site.problems if "is not an argument" in line]
    assert len(told) == 1, site.problems
    assert "“orientale”" in told[0]
    assert 'Put a value that has spaces between quotes: title="One year"' in told[0]
