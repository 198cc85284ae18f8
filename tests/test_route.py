"""Addresses: slug, url, output path, links between entries, collisions."""

from __future__ import annotations

import random
import unicodedata

import pytest

from megafono import route
from tests.scratch import said


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("L’acqua è di tutti", "l-acqua-e-di-tutti"),
        ("Balo Kendö", "balo-kendo"),
        ("Straße, œuvre, Łódź, Þór", "strasse-oeuvre-lodz-thor"),
        ("HIV/AIDS: 5×1000", "hiv-aids-5-1000"),
        ("  --già--  ", "gia"),
        ("snake_case", "snake-case"),
        ("Україна", "украіна"),
        ("مياه نظيفة", "مياه-نظيفة"),
        ("Avviso № 3, Città™", "avviso-no-3-cittatm"),
        ("…", ""),
    ],
)
def test_a_slug_has_words_without_marks_joined_by_hyphens(title: str, slug: str) -> None:
    assert route.slugify(title) == slug


def test_a_long_title_is_cut_at_the_end_of_a_word() -> None:
    slug = route.slugify("parola " * 30)
    assert len(slug) <= 80 and slug.endswith("-parola")
    assert len(route.slugify("a" * 200)) == 80


def test_a_title_of_just_eighty_letters_is_whole() -> None:
    title = "a" * 39 + "-" + "b" * 40
    assert route.slugify(title) == title


@pytest.mark.parametrize(
    ("title", "slug"),
    [("Con", "con-1"), ("NUL!", "nul-1"), ("com¹", "com1-1"), ("con-1", "con-1"),
     ("Console", "console"), ("Con noi", "con-noi"), ("con " + "a" * 99, "con-1")],
)  # fmt: skip
def test_a_slug_is_no_name_that_windows_keeps(title: str, slug: str) -> None:
    assert route.slugify(title) == slug


def test_a_slug_is_a_name_that_every_disk_takes() -> None:
    slug = route.slugify("\N{ADLAM SMALL LETTER ALIF}" * 90)
    assert len(slug.encode()) == 240 and route.slugify(slug) == slug


@pytest.mark.parametrize("seed", range(3))
def test_a_slug_of_a_slug_is_itself_and_safe_in_an_address(seed: int) -> None:
    dice = random.Random(seed)
    for _ in range(400):
        text = "".join(chr(dice.choice([dice.randrange(32, 0x600), dice.randrange(0x1E00, 0x2100)]))
                       for _ in range(dice.randint(1, 60)))  # fmt: skip
        slug = route.slugify(text)
        assert route.slugify(slug) == slug, ascii(text)
        assert not set(slug) & set("/?#%&. \\") and ".." not in slug
        assert unicodedata.normalize("NFC", slug) == slug


def test_parts_make_a_url_and_empty_ones_are_left_out() -> None:
    assert route.join("it", "progetti", "", "pozzi") == "/it/progetti/pozzi/"
    assert route.join("", "/") == "/"


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("/", "index.html"),
        ("/it/progetti/", "it/progetti/index.html"),
        ("/404.html", "404.html"),
        ("/it/%C3%A0/", "it/à/index.html"),
    ],
)
def test_each_url_has_its_file(url: str, path: str) -> None:
    assert route.output_path(url) == path


def test_signs_beyond_ascii_are_encoded_once() -> None:
    assert route.encoded("/it/à/?q=x&y=%20#z") == "/it/%C3%A0/?q=x&y=%20#z"


@pytest.mark.parametrize(
    ("target", "key"),
    [
        ("/projects/wells", "projects/wells"),
        ("../projects/wells", "projects/wells"),
        ("wells", "news/wells"),
        ("wells.it.md", "news/wells"),
        ("wells.md", "news/wells"),
        ("wells.pt-BR.md", "news/wells"),
        ("/projects/wells/index.en.md", "projects/wells"),
        ("/projects/wells/", "projects/wells"),
        ("./a/../wells", "news/wells"),
        ("/pages/index.it.md", "pages"),
    ],
)
def test_a_link_names_a_key_with_or_without_what_habit_adds(target: str, key: str) -> None:
    assert route.key_from(target, "news") == key


def test_two_outputs_with_one_path_are_a_problem_whatever_their_case() -> None:
    paths = [("it/A/index.html", "content/a.it.md"), ("it/a/index.html", "content/b.it.md")]
    problems = [said(problem) for problem in route.collisions(paths)]
    assert len(problems) == 1
    assert problems[0].startswith("content/b.it.md:1:1: the address /it/a/ is already taken by")
    assert "content/a.it.md" in problems[0]


def test_different_outputs_do_not_collide() -> None:
    assert route.collisions([("a", "1"), ("b", "2"), ("a/b", "3")]) == ()


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("a/../b.html", "would not be inside"),
        ("a//b.html", "would not be inside"),
        ("..\\b.html", "would not be inside"),
        ("a/%2e%2e/b.html", "would not be inside"),
        ("a/%252e%252E%255cb.html", "would not be inside"),
        ("a\\b.html", "has the sign \\,"),
        ("c:/b.html", "has the sign :,"),
        ("a/b.html:x", "has the sign :,"),
        ("a/b\x1b.html", "output a/bU+001B.html has the sign U+001B,"),
        ("con/index.html", "has the name con, which Windows"),
        ("it/Con.html", "has the name Con, which Windows"),
        ("it/aux.tar.gz", "has the name aux, which Windows"),
        ("it/nul /index.html", "has the name nul, which Windows"),
        ("it/lpt9", "has the name lpt9, which Windows"),
        (f"it/{'à' * 128}/index.html", "has a name of more than 255 bytes"),
        (".megafono", "has a name that Megafono keeps"),
        (".Megafono/x", "has a name that Megafono keeps"),
    ],
)
def test_an_output_that_could_not_be_a_file_everywhere_is_a_problem(path: str, told: str) -> None:
    (problem,) = route.strays([("it/index.html", ""), (path, "content/a.it.md")])
    assert problem.path == "content/a.it.md" and problem.hint
    assert told in said(problem)
    assert said(problem).isprintable()


def test_an_output_inside_another_is_a_problem_of_whoever_can_mend_it() -> None:
    file, page = ("it/Feed.xml", ""), ("it/feed.xml/x/index.html", "content/a.it.md")
    for paths in ([file, page], [page, file]):
        (problem,) = route.strays(paths)
        assert said(problem).startswith(
            "content/a.it.md:1:1: the output it/feed.xml/x/index.html would be inside it/Feed.xml,"
        )
    (problem,) = route.strays([("v1.2", "content/b.it.md"), ("v1.2/x/index.html", "")])
    assert problem.path == "content/b.it.md"


@pytest.mark.parametrize(
    "path",
    [
        "index.html", ".htaccess", ".well-known/security.txt", "a/.megafono", "it/con-noi/a.html",
        "it/falcon/index.html", "media/a..b.jpg", "media/50%.jpg", f"it/{'à' * 127}/index.html",
        "it/com10/index.html", "it/lpt/index.html", "media/foto con noi.jpg", "it/x.con",
    ],
)  # fmt: skip
def test_other_outputs_are_no_problem(path: str) -> None:
    assert route.strays([(path, ""), ("it/a.html", "")]) == ()


def test_an_address_that_cannot_be_read_has_no_parts() -> None:
    found = route.split("https://a.example/b")
    assert found is not None and found.hostname == "a.example"
    assert [route.split(one) for one in ("https://[x", "//[x", "https://℀.example/")] == [None] * 3
