"""Search: an index that a `lunr.Builder` makes at the build, and browser code that asks it.

Each language has a page of kind `search` (`/it/cerca/`, template `search.html`); its
form works as `page.js` says. For each language `assets/search/LANG/` gets

    manifest.json   lists the other data files with a hash each; the small things every query needs
    terms.json      forms -> stems, stems -> postings, facet columns
    positions.json  where each form stands; fetched for phrases only
    texts.json      what a hit shows: address, title, date, and the text for its excerpt
    words.json      the words of the search page
    lunr.json       with `options: {search: {lunr: true}}`: the stock index, for unmodified lunr.js

and `assets/search/` the scripts. `engine.js` says how a query is answered, `index.py` how a file
is laid out, `documents.py` what is searched.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING

from megafono.plugin import File, Page, Plugin

from .scripts import scripts

if TYPE_CHECKING:
    from megafono.site import Site

DATA = ("manifest.json", "positions.json", "terms.json", "texts.json")
FOLDER = "assets/search"


def pages(site: Site) -> Iterator[Page]:
    """Plan the search page of each language, under its home."""
    for lang in map(str, site.languages):
        home = site.page("home", lang)
        if home:
            yield Page(
                name="search",
                kind="search",
                url=f"{home.url}{word(lang, site)}/",
                lang=lang,
                template="search.html",
                parent="home",
                is_indexed=False,
            )


def word(lang: str, site: Site) -> str:
    """Return the page's word in addresses: the settings' (`addresses: {search: …}`), or ours."""
    own = site.setting("addresses.search", "")
    found = own.get(lang) if isinstance(own, Mapping) else own
    return str(found or site.text("search", lang, "address"))


def files(site: Site) -> Iterator[File]:
    """Name every file of the search: the scripts, then the data of each language."""
    for name, text in sorted(scripts().items()):
        yield File(path=f"{FOLDER}/{name}", make=partial(script, name, digest(text)))
    for lang in map(str, site.languages):
        for name in DATA:
            yield File(path=f"{FOLDER}/{lang}/{name}", make=partial(data_file, name, lang))
        yield File(path=f"{FOLDER}/{lang}/words.json", make=partial(words_file, lang))
        if site.option("search", "lunr", False):
            yield File(path=f"{FOLDER}/{lang}/lunr.json", make=partial(stock_file, lang))


def digest(text: str) -> str:
    """Return a short hash of a text."""
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()


def script(name: str, expected: str, site: Site) -> str:
    """Return a script. `expected` is its digest, so that an edit of it makes another step."""
    return scripts()[name]


def data_file(name: str, lang: str, site: Site) -> bytes:
    """Return one data file of a language."""
    from .documents import documents_of
    from .index import index_of

    return index_of(documents_of(lang, site), lang)[name]


def stock_file(lang: str, site: Site) -> bytes:
    """Return the index as lunr.js loads it."""
    from .documents import documents_of
    from .index import stock_index

    return stock_index(documents_of(lang, site), lang)


def words_file(lang: str, site: Site) -> bytes:
    """Return the words of the search page in one language."""
    from .words import words_json

    return words_json(lang, site)


plugin = Plugin(name="search", pages=(pages,), files=(files,))
