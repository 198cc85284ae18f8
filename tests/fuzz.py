"""Texts that nobody would write: pieces of Markdown, HTML and Liquid thrown together, by a seed."""

from __future__ import annotations

from random import Random

PIECES = (
    *("acqua", "l'acqua", "è", "pozzi nuovi", "10", "2016.", "1)", "²", "\u0661.", "HTML", "x"),
    *("*a*", "**b**", "***c***", "_d_", "__e__", "*f **g* h**", "**i *j***", "a_b_c", "2*3*4"),
    *("*", "**", "***", "_", "__", "* ", " _", "*a", "b*", "`c`", "``a`b``", "`", "```"),
    *("\\*", "\\\\", "\\", "\\`", "\\[", "\\a", "\\|", "[t](u)", "[t](<u v> 'w')", '[t](u "w")'),
    *("[a *b* c](/d)", "[t](u(v)w)", "[t](u", "[t]", "[r]", "[R][]", "[t][r]", "[t] [r]", "[no]"),
    *("![a](b.png)", '![a](b "c")', "![a][r]", "![r]", "![", "[", "]", "](", "][", "]:", "[^"),
    *("[^1]", "[^n]", "[^no]", "[[a](b)](c)", "[![a](b)](c)", "<http://x.org>", "<a@b.it>", "<b>"),
    *("</b>", "<br>", "<br/>", "<i class='x'>", "<!-- c -->", "<!--", "-->", "<?p ?>", "<", ">"),
    *(
        "&",
        "&amp;",
        "&#38;",
        "&lt",
        "<span markdown=1>",
        "</span>",
        "a<b",
        "a > b",
        "<![CDATA[x]]>",
    ),
    *(
        "{#id}",
        "{: .c}",
        "{.a b=c}",
        "{",
        "}",
        "{{ x | y }}",
        "{% z %}",
        "{:",
        "| a |",
        "a | b",
        "|",
    ),
    *("\u00a0", "\u2003", "\x02", "\x03", "\x0c", "\u2028", "\x85", "\x02klzzwxh:0000\x03"),
    *(
        "wzxhzdk:0",
        "\x0242\x03",
        "  \n",
        " \n",
        "\n",
        "\n  ",
        "\n    ",
        "\t",
        "(",
        ")",
        "!",
        ":",
        ":=",
    ),
    *("~~~", "#", "=", "-", "--", "+", "https://x.org/a_b_c", "a@b.it", "'", '"', "...", "[TOC]"),
)
STARTS = (
    *(
        "",
        "",
        "",
        "",
        "",
        "# ",
        "## ",
        "#",
        "##",
        "- ",
        "- ",
        "* ",
        "+ ",
        "1. ",
        "2. ",
        "1) ",
        "12. ",
    ),
    *(
        "1234. ",
        "> ",
        "> ",
        ">",
        "> > ",
        ": ",
        ":   ",
        "    ",
        "        ",
        "  ",
        "   ",
        "\t",
        "  - ",
    ),
    *(
        "    - ",
        "   1. ",
        "- # ",
        "- > ",
        "-",
        "*",
        "_",
        "[r]: ",
        "[r]: http://x.org 'T'",
        "  [s]: <u>",
    ),
    *("[^1]: ", "[^n]: ", "*[HTML]: ", "*[x]:", "---", "***", "- - -", "* * *", "___", "===", "--"),
    *("| a | b |", "|---|:-:|", "--|--", "a | b", "```python", "```", "~~~", "~~~ {.x}", "<div>"),
    *(
        "</div>",
        '<div markdown="1">',
        "<p>",
        "</p>",
        "<iframe src=x>",
        "<script>",
        "</script>",
        "<hr>",
    ),
    *(
        "[TOC]",
        "///Footnotes Go Here///",
        "{: .x}",
        "{:toc}",
        "!!! note",
        "!!! warning 'x'",
        "....",
    ),
    *(
        "<!--begin 0-->",
        "<!--end 0-->",
        "\\",
        "**a** ",
        "*a* ",
        "10 ",
        "3.5 ",
        "«",
        "“",
        "’",
        "(",
        "/",
    ),
)
ENDS = (*([""] * 20), " #", " {#x}", " {: .y }", "  ", "\\", " |", ":", "\r")
BREAKS = (*(["\n"] * 8), *(["\n\n"] * 6), "\n\n\n", "\r\n", "\n \n", "\n\n    ")


def text(dice: Random, longest: int = 14) -> str:
    """Return a text of some lines."""
    lines = (
        f"{dice.choice(STARTS)}{words(dice)}{dice.choice(ENDS)}{dice.choice(BREAKS)}"
        for _ in range(dice.randint(1, longest))
    )
    return "".join(lines)


def words(dice: Random) -> str:
    """Return what stands in a line."""
    count = dice.choice((0, 1, 1, 2, 2, 3, 4, 6, 9))
    return "".join(f"{dice.choice(PIECES)}{dice.choice(' ' * 5 + '.,')}" for _ in range(count))
