"""English: how words are inflected and derived. Enough for texts that look right to a search."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from random import Random

from tests.benchmarks.lexicon import (
    Language,
    Slot,
    Vocabulary,
    Word,
    coined,
    frame,
    listed,
    prefixed,
    sections,
    shuffled,
    some,
    vocabulary,
)

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
NOUN_PREFIXES = ("micro", "macro", "inter", "sub", "super", "eco", "bio", "tele", "semi", "counter")
ADJECTIVE_PREFIXES = ("non", "semi", "pre", "post", "inter", "multi", "trans", "ultra", "socio")
VERB_PREFIXES = ("re", "over", "under", "out", "mis", "pre", "counter")
SECONDS = (
    "house", "work", "land", "field", "side", "keeper", "maker", "holder", "worker", "place", "way",
    "line", "share", "yard", "mate", "craft", "bed", "stead",
)  # fmt: skip
ONSETS = listed(["b c d f g h k l m n p r s t v w br cr dr fl gr pl st sh th tr sw cl sk"])
MIDDLES = (*"aeiouaeio", "ea", "oo", "ai")
CODAS = ("", "", "n", "r", "l", "s", "m", "ck", "nd", "st", "rt")

SLOTS = {
    "noun": Slot("noun", 0),
    "nouns": Slot("noun", 1, is_plural=True),
    "a_noun": Slot("noun", 2),
    "adj": Slot("adjective", 0),
    "an": Slot("adjective", 1),
    "adv": Slot("adverb"),
    "do": Slot("verb", 0),
    "does": Slot("verb", 1),
    "did": Slot("verb", 2),
    "done": Slot("verb", 3),
    "doing": Slot("verb", 4),
}


def indefinite(word: str) -> str:
    """Return a word after `a` or `an`."""
    has_vowel = word[0] in "aeiou" and not word.startswith(("uni", "use", "eu", "one"))
    return f"{'an' if has_vowel or word.startswith(('honest', 'hour')) else 'a'} {word}"


def with_s(word: str) -> str:
    """Return a word with the ending -s, as the rules spell it."""
    if word.endswith(("s", "x", "z", "ch", "sh")):
        return word + "es"
    if word.endswith("y") and word[-2:-1] not in tuple("aeiou"):
        return word[:-1] + "ies"
    return word + "s"


def with_ending(word: str, ending: str) -> str:
    """Return a verb with an ending that begins with a vowel; `plan+` doubles: `planned`."""
    if word.endswith("+"):
        return word[:-1] + word[-2] + ending
    if word.endswith("e") and not (word.endswith(("ee", "oe", "ye")) and ending[0] != "e"):
        return word[:-1] + ending
    if word.endswith("y") and word[-2] not in "aeiou" and ending[0] == "e":
        return word[:-1] + "i" + ending
    return word + ending


def noun(text: str) -> Word:
    """Inflect a noun, `singular` or `singular/plural`: these two, then with its article."""
    singular, _, plural = text.partition("/")
    return Word((singular, plural or with_s(singular), indefinite(singular)))


def adjective(text: str) -> Word:
    """Return an adjective, alone and after its indefinite article."""
    return Word((text, indefinite(text)))


def verb(text: str) -> Word:
    """Inflect a verb, `base`, `base/past` or `base/past/participle`."""
    base, *past = text.split("/")
    past = past or [with_ending(base, "ed")]
    doing = with_ending(base, "ing")
    base = base.rstrip("+")
    return Word((base, with_s(base), past[0], past[-1], doing))


def adverb(word: str) -> str:
    """Return the adverb of an adjective: `simple` -> `simply`."""
    for ending, other in (("ly", "ly"), ("le", "ly"), ("ic", "ically"), ("y", "ily")):
        if word.endswith(ending):
            return word.removesuffix(ending) + other
    return word + "ly"


def agents(verbs: list[str]) -> Iterator[str]:
    """Yield who does it, and the doing: `cultivator`, `cultivation`, `improver`, `improvement`."""
    for base in (text.partition("/")[0] for text in verbs):
        if base.endswith("ate"):
            yield from (base[:-1] + "or", base[:-1] + "ion")
        elif base.endswith("ise"):
            yield from (base + "r", base[:-1] + "ation")
        elif base.endswith("ify"):
            yield from (base[:-1] + "ier", base[:-1] + "ication")
        else:
            yield from (with_ending(base, "er"), base.rstrip("+") + "ment")


def from_nouns(nouns: list[str], rng: Random) -> tuple[list[str], list[str]]:
    """Return nouns and adjectives made of nouns: `villageship`, `waterworker`, `waterless` …"""
    bases = [text.partition("/")[0] for text in nouns]
    made = list(some((base + end for base in bases for end in ("ist", "ship")), 0.3, rng))
    made += some((base + second for base in bases for second in SECONDS), 0.1, rng)
    found = some((base + end for base in bases for end in ("less", "like", "wide")), 0.3, rng)
    return made, list(found)


def from_adjectives(adjectives: list[str], rng: Random) -> list[str]:
    """Return nouns made of adjectives: `locality`, `openness`."""
    kept = list(some(adjectives, 0.7, rng))
    return [each + "ity" if each.endswith("al") else each + "ness" for each in kept]


def syllable(rng: Random) -> str:
    """Return a syllable that an English speaker could say."""
    parts = (ONSETS, MIDDLES, CODAS)
    return "".join(part[int(rng.random() * len(part))] for part in parts)


def vocabularies(found: Mapping[str, list[str]], rng: Random) -> dict[str, Vocabulary]:
    """Return the words of each kind: those of the lists, then the derived, then the invented."""
    nouns, adjectives = listed(found["nouns"]), listed(found["adjectives"])
    verbs = listed(found["verbs"])
    made, nominal = from_nouns(nouns, rng)
    made += [*some(agents(verbs), 0.7, rng), *from_adjectives(adjectives, rng)]
    made += prefixed(nouns, NOUN_PREFIXES, 0.1, rng)
    able = (with_ending(text.partition("/")[0], "able") for text in verbs)
    wider = [*nominal, *some(able, 0.7, rng), *prefixed(adjectives, ADJECTIVE_PREFIXES, 0.25, rng)]
    again = [verb(each) for each in prefixed(verbs, VERB_PREFIXES, 0.8, rng) if "/" not in each]
    rare = coined(2200, ("er", "age", "ock", "ell", "ance", "ine", "le", "et"), syllable, rng)
    odd = coined(1400, ("ous", "ic", "ish", "en", "ive"), syllable, rng)
    acts = coined(2600, ("ify", "ise", "le", "er"), syllable, rng)
    adverbs = [Word((each,)) for each in listed(found["adverbs"])]
    manner = [Word((adverb(each),)) for each in adjectives]
    rarely = [Word((adverb(each),)) for each in (*wider, *odd)]
    return {
        "noun": vocabulary(
            list(map(noun, nouns)), shuffled(map(noun, made), rng), list(map(noun, rare))
        ),
        "adjective": vocabulary(
            list(map(adjective, adjectives)),
            shuffled(map(adjective, wider), rng),
            list(map(adjective, odd)),
        ),
        "verb": vocabulary(list(map(verb, verbs)), shuffled(again, rng), list(map(verb, acts))),
        "adverb": vocabulary(shuffled(adverbs, rng), shuffled(manner, rng), shuffled(rarely, rng)),
    }


@cache
def english() -> Language:
    """Return the language, made once. Its words are the same for every seed of a corpus."""
    found = sections("en.txt")
    kinds = ("nouns", "adjectives", "verbs", "adverbs", "function")
    return Language(
        code="en",
        vocabularies=vocabularies(found, Random("words en")),
        frames={
            name: tuple(frame(line, SLOTS) for line in lines)
            for name, lines in found.items()
            if name not in kinds
        },
        function=frozenset(listed(found["function"])),
        months=MONTHS,
        percent="per cent",
        thousands=",",
        quotes=("“", "”"),
    )
