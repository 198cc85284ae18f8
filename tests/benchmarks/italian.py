"""Italian: how words are inflected and derived. Enough for texts that look right to a search."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from itertools import chain, zip_longest
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

VOWELS = "aeiouàèéìòù"
LO = ("z", "gn", "ps", "pn", "x", "y")
ARTICLES = {"": "", "di": "de", "a": "a", "da": "da", "in": "ne", "su": "su"}

NOUN = listed(["s p un il i del dei al ai dal dai nel nei sul sui"])
PLURAL = {"p", "i", "dei", "ai", "dai", "nei", "sui"}
VERB = (
    "fatto", "passivo", "fare", "fa", "fanno", "faceva", "facevano", "farà", "faranno", "facendo",
    "ha", "hanno", "farsi", "farebbe", "farebbero", "faccia", "facesse", "fece", "fecero",
)  # fmt: skip
"""The slots of verbs, named by the forms of «fare»; participle and passive have four forms each."""

MONTHS = (
    "gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno",
    "luglio", "agosto", "settembre", "ottobre", "novembre", "dicembre",
)  # fmt: skip
NOUN_PREFIXES = (
    "micro", "macro", "auto", "inter", "pre", "sotto", "sovra", "anti", "multi", "eco", "bio",
    "tele", "semi", "vice", "contro", "super",
)  # fmt: skip
ADJECTIVE_PREFIXES = (
    "inter", "multi", "pre", "post", "semi", "socio", "iper", "extra", "ultra", "pluri", "agro",
)  # fmt: skip
VERB_PREFIXES = ("ri", "pre", "auto", "sovra", "inter", "sotto", "contro")
ONSETS = listed(["b c d f g l m n p r s t v br cr dr fr gr pr tr bl cl fl st sc sp"])
CODAS = ("", "", "", "", "n", "r", "l", "s", "m")


def slots() -> dict[str, Slot]:
    """Return the slots that frames name."""
    nouns = {name: Slot("noun", at, name in PLURAL) for at, name in enumerate(NOUN)}
    verbs = {name: Slot("verb", at + 6) for at, name in enumerate(VERB[2:], start=2)}
    verbs |= {"fatto": Slot("verb", 0), "passivo": Slot("verb", 4, agrees=True)}
    return nouns | verbs | {"a": Slot("adjective", agrees=True), "avv": Slot("adverb")}


def noun(text: str, gender: int) -> Word:
    """Inflect a noun, `singular` or `singular/plural`, with its articles and prepositions."""
    singular, _, plural = text.partition("/")
    plural = plural or plural_of(singular, gender)
    many = [with_article(start, plural, gender, is_plural=True) for start in ARTICLES.values()]
    one = [with_article(start, singular, gender, is_plural=False) for start in ARTICLES.values()]
    pairs = chain.from_iterable(zip(one, many, strict=True))
    return Word((singular, plural, indefinite(singular, gender), *pairs), gender)


def plural_of(word: str, gender: int) -> str:
    """Return the plural by the common rules: `banco` -> `banchi`, `città` -> `città`."""
    if word[-1] not in "aeo":
        return word
    stem = word[:-1]
    if word.endswith(("io", "ia")) and gender == 0:
        return stem
    hard = "h" if stem[-1] in "cg" and word[-1] in "ao" else ""
    return stem + hard + ("e" if word[-1] == "a" and gender == 1 else "i")


def with_article(start: str, word: str, gender: int, *, is_plural: bool) -> str:
    """Return a noun after an article, alone or joined to a preposition: `de` -> `dell’acqua`."""
    double = "l" if start else ""
    if word[0] in VOWELS and not is_plural:
        return f"{start}{double}l’{word}"
    if gender == 1:
        return f"{start}{double}{'le' if is_plural else 'la'} {word}"
    is_lo = word.startswith(LO) or (word[0] == "s" and word[1] not in VOWELS)
    if is_plural:
        return f"{start}{'gli' if is_lo or word[0] in VOWELS else 'i'} {word}"
    return f"{start}{double}lo {word}" if is_lo else f"{start or 'i'}l {word}"


def indefinite(word: str, gender: int) -> str:
    """Return a noun after its indefinite article."""
    if gender == 1:
        return f"un’{word}" if word[0] in VOWELS else f"una {word}"
    return f"uno {word}" if with_article("", word, 0, is_plural=False)[:2] == "lo" else f"un {word}"


def adjective(text: str) -> Word:
    """Inflect an adjective: masculine and feminine, then their plurals."""
    one, _, many = text.partition("/")
    if one[-1] == "e":
        return Word((one, one, one[:-1] + "i", one[:-1] + "i"))
    stem = one[:-1]
    hard = "h" if stem[-1] in "cg" else ""
    many = many or (stem if stem[-1] == "i" else stem + ("hi" if stem[-1] == "g" else "i"))
    return Word((one, stem + "a", many, stem + hard + "e"))


def verb(text: str) -> Word:
    """Inflect a regular verb, `infinitive` or `infinitive/participle`, in the order of `VERB`."""
    infinitive, _, participle = text.partition("/")
    stem, kind = infinitive[:-3], infinitive[-3]
    done = (participle or stem + {"a": "ato", "e": "uto", "i": "ito"}[kind])[:-1]
    hard = stem + "h" if kind == "a" and stem[-1] in "cg" else stem
    soft = stem[:-1] if kind == "a" and stem[-1] == "i" else hard
    short = soft if stem.endswith(("ci", "gi")) else stem if soft != hard else hard
    future = short + ("i" if kind == "i" else "e")
    present = {"a": ("a", "ano"), "e": ("e", "ono"), "i": ("isce", "iscono")}[kind]
    past = {"a": ("ò", "arono"), "e": ("é", "erono"), "i": ("ì", "irono")}[kind]
    wish = {"a": soft + "i", "e": stem + "a", "i": stem + "isca"}[kind]
    parts = [done + ending for ending in "oaie"]
    helped = zip(("è stato", "è stata", "sono stati", "sono state"), parts, strict=True)
    others = (
        infinitive, *(stem + ending for ending in present),
        stem + kind + "va", stem + kind + "vano",
        future + "rà", future + "ranno", stem + ("ando" if kind == "a" else "endo"),
        f"ha {parts[0]}", f"hanno {parts[0]}", infinitive[:-1] + "si", future + "rebbe",
        future + "rebbero", wish, stem + kind + "sse", *(stem + ending for ending in past),
    )  # fmt: skip
    return Word((*parts, *(" ".join(pair) for pair in helped), *others))


def adverb(text: str) -> str:
    """Return the adverb of an adjective: `chiaro` -> `chiaramente`."""
    text = text.partition("/")[0]
    if text.endswith(("le", "re")):
        return text[:-1] + "mente"
    return (text[:-1] + "a" if text[-1] == "o" else text) + "mente"


def from_verbs(verbs: list[str], rng: Random) -> tuple[list[Word], list[Word]]:
    """Return nouns and adjectives made of verbs: `formazione`, `formatore`, `formabile` …"""
    stems = [text.partition("/")[0][:-2] for text in verbs]
    stems = [stem if stem[-1] == "a" else stem[:-1] + "i" for stem in stems]
    feminine = some((stem + end for stem in stems for end in ("zione", "trice")), 0.7, rng)
    masculine = some((stem + end for stem in stems for end in ("mento", "tore")), 0.6, rng)
    nouns = [noun(each, 1) for each in feminine] + [noun(each, 0) for each in masculine]
    endings = ("bile", "tivo", "torio")
    found = some((stem + ending for stem in stems for ending in endings), 0.6, rng)
    return nouns, [adjective(each) for each in found]


def from_nouns(nouns: list[str], rng: Random) -> tuple[list[Word], list[Word], list[str]]:
    """Return nouns, adjectives and verbs made of nouns: `villaggetto`, `villaggiale` …"""
    stems = [text.partition("/")[0].rstrip("aeiou") for text in nouns if text[-1] not in "àùèò"]
    stems = [stem + "h" if stem[-1] in "cg" else stem for stem in stems if len(stem) > 2]
    endings = ("ista", "ismo", "etto", "ino", "iere", "ificio")
    masculine = some((stem + end for stem in stems for end in endings), 0.4, rng)
    made = [noun(each, 0) for each in masculine]
    made += [noun(each + "eria", 1) for each in some(stems, 0.3, rng)]
    found = some((stem + ending for stem in stems for ending in ("istico", "esco")), 0.4, rng)
    return made, [adjective(each) for each in found], list(some(stems, 0.3, rng))


def from_adjectives(adjectives: list[str], rng: Random) -> tuple[list[Word], list[Word]]:
    """Return nouns and adjectives made of adjectives: `fragilità`, `fragilissimo`."""
    stems = [text.partition("/")[0][:-1] for text in adjectives]
    nouns = [noun(stem + "ità", 1) for stem in some(stems, 0.7, rng)]
    hard = [stem + "h" if stem[-1] in "cg" else stem.removesuffix("i") for stem in stems]
    return nouns, [adjective(stem + "issimo") for stem in some(hard, 0.5, rng)]


def syllable(rng: Random) -> str:
    """Return a syllable that an Italian could say."""
    onset = ONSETS[int(rng.random() * len(ONSETS))]
    return onset + "aeiou"[int(rng.random() * 5)] + CODAS[int(rng.random() * len(CODAS))]


def joined(stem: str) -> str:
    """Return an invented word without a consonant that a coda and an ending would double."""
    return stem.replace("nm", "m").replace("np", "mp").replace("nb", "mb").replace("mn", "nn")


def rare_nouns(rng: Random) -> Iterator[Word]:
    """Yield invented nouns."""
    for word in coined(1500, ("etto", "olo", "aggio", "ame", "ore", "ificio"), syllable, rng):
        yield noun(joined(word), 0)
    for word in coined(1500, ("enza", "ura", "aglia", "ella", "osi", "ita"), syllable, rng):
        yield noun(joined(word), 1)


def vocabularies(found: Mapping[str, list[str]], rng: Random) -> dict[str, Vocabulary]:
    """Return the words of each kind: those of the lists, then the derived, then the invented."""
    masculine, feminine = listed(found["masculine"]), listed(found["feminine"])
    adjectives, verbs = listed(found["adjectives"]), listed(found["verbs"])
    pairs = zip_longest((noun(each, 0) for each in masculine), (noun(each, 1) for each in feminine))
    nouns = [word for pair in pairs for word in pair if word]
    of_verbs, verbal = from_verbs(verbs, rng)
    of_nouns, nominal, stems = from_nouns(masculine + feminine, rng)
    of_adjectives, highest = from_adjectives(adjectives, rng)
    longer = [noun(each, 0) for each in prefixed(masculine, NOUN_PREFIXES, 0.1, rng)]
    longer += [noun(each, 1) for each in prefixed(feminine, NOUN_PREFIXES, 0.1, rng)]
    wider = [adjective(each) for each in prefixed(adjectives, ADJECTIVE_PREFIXES, 0.15, rng)]
    again = [verb(each) for each in prefixed(verbs, VERB_PREFIXES, 0.2, rng)]
    again += [verb(stem + "izzare") for stem in stems]
    rare = [
        adjective(joined(word)) for word in coined(1300, ("oso", "ico", "evole"), syllable, rng)
    ]
    odd = [verb(joined(word)) for word in coined(700, ("are", "izzare", "eggiare"), syllable, rng)]
    adverbs = [Word((each,)) for each in listed(found["adverbs"])]
    manner = [Word((adverb(each),)) for each in adjectives]
    return {
        "noun": vocabulary(
            nouns,
            shuffled([*of_verbs, *of_nouns, *of_adjectives, *longer], rng),
            shuffled(rare_nouns(rng), rng),
        ),
        "adjective": vocabulary(
            list(map(adjective, adjectives)),
            shuffled([*verbal, *nominal, *highest, *wider], rng),
            rare,
        ),
        "verb": vocabulary(list(map(verb, verbs)), shuffled(again, rng), odd),
        "adverb": vocabulary(shuffled(adverbs, rng), shuffled(manner, rng)),
    }


@cache
def italian() -> Language:
    """Return the language, made once. Its words are the same for every seed of a corpus."""
    found = sections("it.txt")
    known = slots()
    kinds = ("masculine", "feminine", "adjectives", "verbs", "adverbs", "function")
    return Language(
        code="it",
        vocabularies=vocabularies(found, Random("words it")),
        frames={
            name: tuple(frame(line, known) for line in lines)
            for name, lines in found.items()
            if name not in kinds
        },
        function=frozenset(listed(found["function"])),
        months=MONTHS,
        percent="per cento",
        thousands=".",
        quotes=("«", "»"),
    )
