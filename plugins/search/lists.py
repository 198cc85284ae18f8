"""Words of each language that the search treats in their own way. All as folded forms.

A *stop word* says nothing anywhere: it is left out of summaries and bodies. «Chi» and «perché»
are in titles people look for («Chi siamo»), so they are no stop words. A *light word* asks, but
seldom says what for: «come posso donare», “where does my money go”. It counts where it stands,
but a page need not have it. An *irregular* spelling is stemmed as another, where the stemmer sees
no kinship.
"""

from __future__ import annotations

from collections.abc import Mapping

ITALIAN = """
a ad agli ai al all alla alle allo c che ci col con d da dagli dai dal dall dalla dalle dallo degli
dei del dell della delle dello di e ed fra gli ha hai hanno ho i il in l la le li lo ma ne negli nei
nel nell nella nelle nello o per se si su sugli sui sul sull sulla sulle sullo tra un una uno
"""
ENGLISH = """
a an and are as at be been but by for from had has have he her his i if in into is it its of on or
s she so t than that the their them then there these they this those to was were will with you
"""
FRENCH = """
a au aux avec c ce ces d dans de des du elle elles en est et eux il ils j je l la le les leur leurs
lui m ma mais me mes n ne nos notre nous on ou par pas pour qu que s sa se ses son sont sur t ta te
tes ton tu un une vos votre vous y
"""
SPANISH = """
a al con de del e el ella ellas ellos en es esta este estos estas la las le les lo los mas me mi mis
no nos o para pero por que se si sin sobre son su sus te tu tus u un una unas uno unos y ya
"""
STOP_WORDS: Mapping[str, frozenset[str]] = {
    "en": frozenset(ENGLISH.split()),
    "es": frozenset(SPANISH.split()),
    "fr": frozenset(FRENCH.split()),
    "it": frozenset(ITALIAN.split()),
}

EVERY_STOP_WORD: frozenset[str] = frozenset().union(*STOP_WORDS.values())

ENGLISH_LIGHT = """
about am any can could did do does doing done find get go goes going how may me my our please should
some us want we what when where which who whom whose why would your
"""
ITALIAN_LIGHT = """
chi come cos cosa cui dov dove fa fai fanno fare fate mi mia mie miei mio no noi non nostra nostre
nostri nostro perche possiamo posso potrei puo puoi qual quale quali quando quanta quante quanti
quanto sapere siete sono sua sue sui suo suoi trovare trovo tua tue tuo tuoi vi vogliamo voglio voi
vorrei vostra vostre vostri vostro
"""
LIGHT_WORDS: Mapping[str, frozenset[str]] = {
    "en": frozenset(ENGLISH_LIGHT.split()),
    "it": frozenset(ITALIAN_LIGHT.split()),
}

IRREGULAR: Mapping[str, Mapping[str, str]] = {
    "en": {
        "businesswomen": "businesswoman",
        "children": "child",
        "feet": "foot",
        "grandchildren": "grandchild",
        "knives": "knife",
        "men": "man",
        "mice": "mouse",
        "midwives": "midwife",
        "people": "person",
        "schoolchildren": "schoolchild",
        "taught": "teach",
        "teeth": "tooth",
        "thieves": "thief",
        "wives": "wife",
        "women": "woman",
    },
    # The stemmer takes «-ute» and «-uto» for endings: «salute» would meet «sale» and «sala».
    "it": {"salute": "salut", "statuti": "statut", "statuto": "statut", "uomini": "uomo"},
}


def base_of(lang: str) -> str:
    """Return the language without region or script: `pt-BR` -> `pt`."""
    return lang.replace("_", "-").partition("-")[0].lower()


def stop_words(lang: str) -> frozenset[str]:
    """Return the stop words of a language."""
    return STOP_WORDS.get(base_of(lang), frozenset())


def light_words(lang: str) -> frozenset[str]:
    """Return the light words of a language; the stop words of others too, which come in names."""
    own = LIGHT_WORDS.get(base_of(lang), frozenset())
    return (own | EVERY_STOP_WORD) - stop_words(lang)


def irregular(lang: str) -> Mapping[str, str]:
    """Return the irregular spellings of a language, each with the one it is stemmed as."""
    return IRREGULAR.get(base_of(lang), {})
