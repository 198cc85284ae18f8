"""Search: an index that a `lunr.Builder` makes at the build, and browser code that asks it.

Each language has a page of kind `search` (`/it/cerca/`, template `search.html`); its
form works as `page.js` says. `assets/search/` has the scripts, and for each language

    LANG/index/       the index, in shards: see `shards.py`
    LANG/texts/       what a hit shows, a file for each page: SEGMENT/NUMBER.json
    LANG/words.json   the words of the search page
    LANG/lunr.json    with `options: {search: {lunr: true}}`: the stock index, for lunr.js

`documents.py` says what is searched, `segments.py` how it is counted, `engine.js` how a query is
answered.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING

from megafono.plugin import File, Page, Piece, Plugin

from .documents import document_of, one_line, places_of
from .scripts import scripts
from .segments import Segment, counted, digest, pack, read, segments_of, written

if TYPE_CHECKING:
    from megafono.site import Site

FOLDER = "assets/search"

Named = tuple[tuple[str, str], ...]
"""Documents by kind and key."""


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


def segments(lang: str, site: Site) -> tuple[Segment, ...]:
    """Return the segments of a language, in order."""
    return tuple(segments_of(places_of(lang, site)))


def pieces(site: Site) -> Iterator[Piece]:
    """Plan a piece for each segment."""
    for lang in map(str, site.languages):
        for segment in segments(lang, site):
            make = partial(segment_piece, lang, segment.named)
            yield Piece(name=f"search/{lang}/{segment.id}", make=make)


def segment_piece(lang: str, named: Named, site: Site) -> bytes:
    """Count the words of the documents of a segment."""
    return written(counted([document_of(kind, key, lang, site) for kind, key in named], lang))


def files(site: Site) -> Iterator[File]:
    """Name every file of the search: the scripts, then the data of each language."""
    for name, text in sorted(scripts().items()):
        yield File(path=f"{FOLDER}/{name}", make=partial(script, name, digest(text)))
    for lang in map(str, site.languages):
        found = segments(lang, site)
        ids = tuple(segment.id for segment in found)
        yield File(path=f"{FOLDER}/{lang}/index/", make=partial(index_folder, lang, ids))
        for segment in found:
            folder = f"{FOLDER}/{lang}/texts/{segment.id}"
            for number, (kind, key) in enumerate(segment.named):
                yield File(path=f"{folder}/{number}.json", make=partial(text_file, lang, kind, key))
        yield File(path=f"{FOLDER}/{lang}/words.json", make=partial(words_file, lang))
        if site.option("search", "lunr", False):
            yield File(path=f"{FOLDER}/{lang}/lunr.json", make=partial(stock_file, lang))


def script(name: str, expected: str, site: Site) -> str:
    """Return a script. `expected` is its digest, so that an edit of it makes another step."""
    return scripts()[name]


def index_folder(lang: str, ids: tuple[str, ...], site: Site) -> dict[str, bytes]:
    """Return the files of a language's index by name."""
    from .shards import index_files

    found = [read(site.piece(f"search/{lang}/{each}")) for each in ids]
    return index_files(lang, ids, found)


def text_file(lang: str, kind: str, key: str, site: Site) -> bytes:
    """Return what a hit shows, as a row: address, title, its language, date, summary, text."""
    found = document_of(kind, key, lang, site)
    texts = (found.summary, one_line(found.body))
    return pack([found.url, found.title, found.lang, found.date, *texts])


def stock_file(lang: str, site: Site) -> bytes:
    """Return the index as lunr.js loads it; references are the numbers of documents."""
    from .counting import built, uses_of

    places = places_of(lang, site)
    found = [document_of(place.kind, place.key, lang, site) for place in places]
    types = [document.type for document in found]
    return pack(built(uses_of(found, lang), types).build().serialize())


def words_file(lang: str, site: Site) -> bytes:
    """Return the words of the search page in one language."""
    from .words import words_json

    return words_json(lang, site)


plugin = Plugin(name="search", pages=(pages,), pieces=(pieces,), files=(files,))
