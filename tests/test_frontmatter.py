"""The YAML head: text with line and column, nothing guessed, nothing lost in silence."""

from __future__ import annotations

import random

import pytest

from megafono import frontmatter
from megafono.model import FrontMatter, Mark
from tests.scratch import said


def parsed(text: str | bytes) -> tuple[FrontMatter, list[str]]:
    """Return the head and its problems, in English."""
    data = text.encode() if isinstance(text, str) else text
    head, problems = frontmatter.parse(data, "a.md")
    return head, [said(problem) for problem in problems]


def head_of(yaml: str) -> tuple[FrontMatter, list[str]]:
    """Return the head of a file whose YAML is given; its first line is line 2."""
    return parsed(f"---\n{yaml}\n---\nTesto.\n")


GUESSES = [
    "NO",
    "yes",
    "off",
    "12:30",
    "01010",
    "Null",
    "~",
    "1e3",
    "0x1F",
    "2026-05-12",
    ".inf",
    "=",
]


@pytest.mark.parametrize("written", GUESSES)
def test_nothing_is_guessed(written: str) -> None:
    head, problems = head_of(f"title: {written}")
    assert head.values == {"title": written}
    assert problems == []


def test_a_file_is_split_into_head_and_body_with_the_line_of_the_body() -> None:
    head, problems = parsed("---\ntitle: A\n---\n\nUno\n---\ndue\n")
    assert (head.values, head.body_line) == ({"title": "A"}, 4)
    assert problems == []


def test_lines_may_end_as_windows_and_old_macs_end_them() -> None:
    for end in ("\r\n", "\r"):
        head, problems = parsed(f"---{end}title: A{end}---{end}Uno{end}")
        assert (head.values, problems) == ({"title": "A"}, [])


def test_every_value_and_key_has_its_line_and_column() -> None:
    head, _ = head_of("title: A\nbudget:\n  - amount: 3\n    currency: EUR\ncountries: {KE: 60}")
    assert head.marks["title",] == Mark(2, 8)
    assert head.marks["budget", 0, "amount"] == Mark(4, 13)
    assert head.marks["budget", 0, "currency", frontmatter.KEY_MARK] == Mark(5, 5)
    assert head.marks["countries", "KE"] == Mark(6, 17)


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("title: #iorestoacasa", "#iorestoacasa"),
        ("title: Premio # 1", "Premio # 1"),
        ("summary: Il #dono", "Il #dono"),
    ],
)
def test_prose_after_a_hash_is_kept_and_told_of(line: str, value: str) -> None:
    head, problems = head_of(line)
    key = line.partition(":")[0]
    assert head.values == {key: value}
    assert len(problems) == 1
    assert "would be lost" in problems[0] and f'{key}: "{value}"' in problems[0]


def test_a_comment_after_a_fact_is_a_comment() -> None:
    head, problems = head_of("date: 2026-05-12 # confermata\ntitle: 'Premio # 1'")
    assert head.values == {"date": "2026-05-12", "title": "Premio # 1"}
    assert problems == []


@pytest.mark.parametrize(
    ("yaml", "place", "told"),
    [
        ("title: A\ntitle: B", "a.md:3:1", "“title” is written twice: also on line 2"),
        ("title: &a A", "a.md:2:8", "“&” is a special sign"),
        ("title: *a", "a.md:2:8", "“*” is a special sign"),
        ("title: !!str A", "a.md:2:8", "is a special sign"),
        ("title: Nota: leggere", "a.md:2:12", "holds a colon"),
        ('title: "AcuMe" a Modena', "a.md:2:8", "a quote that closes before its end"),
        ("title: A\n\tsummary: B", "a.md:3:1", "a tab is used to indent"),
        ("title:A", "a.md:2:7", "no space after “title:”"),
        ("tags: [a, b", "a.md:2:7", "opened and not closed"),
        ("title: @casa", "a.md:2:8", "“@” is a special sign"),
        ("title: `casa`", "a.md:2:8", "“`” is a special sign"),
        ("title: %casa", "a.md:2:8", "“%” is a special sign"),
        ("- a\n- b", "a.md:2:1", "there is no “key: value” here"),
    ],
)
def test_a_fault_says_where_it_is_and_what_it_is(yaml: str, place: str, told: str) -> None:
    _, problems = head_of(yaml)
    assert len(problems) == 1
    assert problems[0].startswith(f"{place}: ") and told in problems[0]


def test_straight_quotes_in_a_title_are_told_with_the_line_as_it_should_be() -> None:
    head, problems = head_of('title: "AcuMe", un progetto')
    assert "title: '\"AcuMe\", un progetto'" in problems[0]
    assert head.values["title"], "the page can still be linked to"


def test_one_fault_hides_no_other_and_loses_no_other_key() -> None:
    head, problems = head_of("title: Nota: leggere\ndate: 2026-05-12\nsummary: @casa\ndraft: true")
    assert [problem.partition(": ")[0] for problem in problems] == ["a.md:2:12", "a.md:4:10"]
    assert head.values["date"] == "2026-05-12" and head.values["draft"] == "true"


@pytest.mark.parametrize("space", ["\u00a0", "\u202f", "\ufeff"])
def test_a_space_that_is_none_is_found_and_the_value_read(space: str) -> None:
    head, problems = head_of(f"title:{space}Pozzi")
    assert head.values == {"title": "Pozzi"}
    assert len(problems) == 1 and problems[0].startswith("a.md:2:7: a no-break space")


def test_a_no_break_space_inside_a_text_is_the_writers_own() -> None:
    head, problems = head_of("title: 10\u00a0000 alberi")
    assert head.values == {"title": "10\u00a0000 alberi"}
    assert problems == []


def test_a_byte_order_mark_is_a_warning_and_no_part_of_the_first_key() -> None:
    head, problems = parsed(b"\xef\xbb\xbf---\ntitle: A\n---\n")
    assert head.values == {"title": "A"}
    assert len(problems) == 1 and "byte order mark" in problems[0]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_a_file_saved_as_utf_16_is_read_and_told_of(encoding: str) -> None:
    head, problems = parsed("---\ntitle: Però\n---\nTesto\n".encode(encoding))
    assert head.values["title"] == "Però"
    assert problems[0].startswith("a.md:1:1: the file is saved as UTF-16")


def test_a_file_saved_by_old_windows_is_told_with_the_first_sign_that_shows_it() -> None:
    head, problems = parsed("---\ntitle: A\nsummary: Però\n---\n".encode("cp1252"))
    assert head.values["summary"] == "Però"
    assert problems[0].startswith("a.md:3:13: the file is not UTF-8")


def test_a_control_character_is_found_in_head_and_body() -> None:
    for text, place in (
        ("---\ntitle: A\x02B\n---\n", "a.md:2:9"),
        ("---\ntitle: A\n---\nUno\x0c\n", "a.md:4:4"),
    ):
        _, problems = parsed(text)
        assert len(problems) == 1 and problems[0].startswith(f"{place}: a control character")


def test_a_head_that_is_not_there_is_told_and_the_text_kept() -> None:
    head, problems = parsed("Solo testo.\n")
    assert head.values == {}
    assert len(problems) == 1 and "the first line is not “---”" in problems[0]


def test_an_empty_file_is_said_to_be_empty() -> None:
    for text in ("", "\n\n"):
        assert "the file is empty" in parsed(text)[1][0]


def test_a_head_that_lacks_its_first_line_is_read_all_the_same() -> None:
    head, problems = parsed("title: A\n---\nTesto\n")
    assert head.values == {"title": "A"}
    assert len(problems) == 1


def test_a_head_that_is_not_closed_ends_at_the_first_empty_line() -> None:
    head, problems = parsed("---\ntitle: A\ndate: 2026-05-12\n\nTesto.\n")
    assert head.values == {"title": "A", "date": "2026-05-12"}
    assert head.body_line == 4
    assert len(problems) == 1 and "second “---” is missing" in problems[0]


@pytest.mark.parametrize("sign", ["[", "{", "- ", "{a: "])
def test_brackets_by_the_thousand_are_a_problem_and_no_crash(sign: str) -> None:
    _, problems = head_of("title: " + sign * 8000)
    assert problems


def test_a_head_longer_than_any_writer_writes_is_refused() -> None:
    head, problems = head_of("summary: " + "a" * 70_000)
    assert head.values == {}
    assert len(problems) == 1 and "longer than 64 kB" in problems[0]


def test_values_nest_a_dozen_deep_and_no_deeper() -> None:
    def nested(depth: int) -> str:
        return "iati: " + "[" * depth + "]" * depth

    assert head_of(nested(11))[1] == []
    assert "nested more than 12 deep" in head_of(nested(14))[1][0]


def test_a_settings_file_is_read_by_the_same_rules() -> None:
    values, marks, problems = frontmatter.parse_yaml(b"name: NO\nname: SI\n", "content/_site.yaml")
    assert values == {"name": "SI"} and ("name",) in marks
    assert [said(problem).partition(": ")[0] for problem in problems] == ["content/_site.yaml:2:1"]


PIECES = [
    *":[]{}\"'#&*!|>%@`?,=~\\aè😀\t\n\r\x00\u00a0\u2028\ud7ff ",
    *("title", "date", ": ", "- ", "  ", "---", "...", "<<"),
]


@pytest.mark.parametrize("seed", range(4))
def test_no_text_whatever_makes_the_reader_fall(seed: int) -> None:
    dice = random.Random(seed)
    for _ in range(500):
        text = "---\n" + "".join(dice.choices(PIECES, k=dice.randint(1, 30))) + "\n---\nTesto\n"
        head, problems = frontmatter.parse(text.encode(), "a.md")
        assert all(isinstance(value, (str, list, dict)) for value in head.values.values())
        assert all(problem.line > 0 and problem.column > 0 for problem in problems)
        lines = text.replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1
        assert all(problem.line <= lines for problem in problems)


@pytest.mark.parametrize("sign", [r"\x01", r"\0", r"\e", r"\uFFFE"])
@pytest.mark.parametrize("yaml", ['title: "x{}y"', 'list: [a, "{}"]', '"a{}": b', "k:\n  b: '1'"])
def test_a_control_character_written_as_an_escape_is_found(sign: str, yaml: str) -> None:
    _, problems = head_of("date: 2026-01-01\n" + yaml.format(sign))
    wanted = [] if "{}" not in yaml else [f"a.md:3:{yaml.find(chr(34)) + 1}: a control character"]
    assert [found[: len(wanted[0])] for found in problems if wanted] == wanted
    assert bool(problems) == bool(wanted)


def test_a_half_of_a_sign_written_as_an_escape_is_refused() -> None:
    assert head_of(r'title: "x\uD800y"')[1]
    assert head_of(r'title: "x\ty\u00e0"')[0].values == {"title": "x\ty\u00e0"}


def test_a_colour_without_quotes_is_told_and_taken_as_meant() -> None:
    head, told = head_of("title: T\nmicrosite:\n  colour: #ffd84d")
    assert len(told) == 1
    assert told[0].startswith("a.md:4:11: all that follows “#” is a comment")
    assert 'colour: "#ffd84d"' in told[0]
    assert head.values["microsite"] == {"colour": "#ffd84d"}
