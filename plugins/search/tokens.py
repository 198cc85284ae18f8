"""The one tokenizer: text -> words as written -> folded forms. `text.js` does the same.

Normalised to NFKD, lower-cased, marks stripped, a few letters mapped, then runs of letters and
digits. Every apostrophe, hyphen and slash splits, so that no list of elisions is needed:

    >>> tokens("Sull’HIV/AIDS a Balo Kendö")
    ['sull', 'hiv', 'aids', 'a', 'balo', 'kendo']

A spelling is kept beside its form, because stems come from it (`stems.py`).

Nearly every text is of letters that can be told apart without taking them apart first; these go
a way eight times faster, to the same words.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

# Letters that NFKD does not take apart; final sigma, which lower-casing makes of its neighbours;
# the Arabic tatweel, which only stretches a word.
LETTERS = str.maketrans(
    {
        "ß": "ss",
        "æ": "ae",
        "œ": "oe",
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "ı": "i",
        "ħ": "h",
        "ŧ": "t",
        "ŋ": "n",
        "ĸ": "k",
        "\u03c2": "\u03c3",
        "\u0640": "",
    }
)

# The underscore is a word character to `re`; two apostrophes are letters to Unicode.
SPLITTING = "_\u02bb\u02bc"


@cache
def marks() -> str:
    """Return every combining mark, as ranges for a class of `re`. None stands outside these."""
    codes = (*range(0x300, 0x20000), *range(0xE0100, 0xE01F0))
    found = {code for code in codes if unicodedata.category(chr(code)).startswith("M")}
    starts = sorted(code for code in found if code - 1 not in found)
    ends = sorted(code for code in found if code + 1 not in found)
    return "".join(f"{chr(a)}-{chr(b)}" for a, b in zip(starts, ends, strict=True))


@cache
def word_pattern() -> re.Pattern[str]:
    """Return the pattern of a run of letters, digits and the marks on them."""
    return re.compile(rf"\w+(?:[{marks()}]+\w*)*")


@cache
def mark_pattern() -> re.Pattern[str]:
    """Return the pattern of a run of marks."""
    return re.compile(f"[{marks()}]+")


# What a plain text is made of: ASCII, the letters of Latin-1, and signs that are no part of a word
# and that NFKD leaves alone.
UNPLAIN = re.compile("[^\x00-\x7f\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u00ff\u00a0«»·°€–—‘’“”…•‹›]")
PLAIN_WORD = re.compile("[0-9a-z\u00df-\u00f6\u00f8-\u00ff]+")


def words(text: str) -> list[str]:
    """Return the words of a text in lower case: each decomposed is one of its spellings."""
    if UNPLAIN.search(text):
        return spellings(text)
    return PLAIN_WORD.findall(text.lower())


def spellings(text: str) -> list[str]:
    """Return the words of a text as written, but in lower-case NFKD."""
    plain = unicodedata.normalize("NFKD", text).lower()
    for letter in SPLITTING:
        plain = plain.replace(letter, " ")
    return word_pattern().findall(plain)


def fold(spelling: str) -> str:
    """Return the form of a spelling: no marks, plain letters. Empty if only tatweels."""
    if spelling.isascii():
        return spelling
    return mark_pattern().sub("", spelling).translate(LETTERS)


def tokens(text: str) -> list[str]:
    """Return the folded forms of a text's words, in order."""
    return [form for form in map(fold, spellings(text)) if form]
