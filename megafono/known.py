"""Everything known about the site before anything is made, and the closed list of questions.

A *question* is a tuple whose first item is its kind: `("entry", "projects/wells", "it")`. Whatever
makes a page asks; the digests of the answers decide at the next build whether to make it again
(see `trace`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from markupsafe import Markup

from megafono import source, weight
from megafono.contenttype import changes
from megafono.figures import figures
from megafono.model import EMPTY, Alone, Body, Clock, ContentType, Language, Page, Query, Source
from megafono.page import FOLDERS
from megafono.picture import Look
from megafono.picturestore import Store
from megafono.query import Index, count, select
from megafono.question import Names, Question
from megafono.route import slugify
from megafono.settings import Settings
from megafono.source import Sources
from megafono.taxonomy import Taxonomies

if TYPE_CHECKING:
    from megafono.argument import Checks
    from megafono.blocks import Block
    from megafono.frontmatter import Row
    from megafono.language import Words
    from megafono.plugin import Plugin
    from megafono.theme import Theme

Bodies = Mapping[tuple[str, str], Body]
MISSING = object()
"""What stands for an answer that is not known yet."""


class Unready(BaseException):
    """What is asked for is not made yet: who asks is made later."""


class Pieces:
    """The pieces made so far: what plugins keep between bodies and outputs, by name.

    They may be asked for while `is_open`; before, pieces are made that ask for no other.
    """

    def __init__(self) -> None:
        """Begin with none."""
        self.is_open = True
        self.made: dict[str, bytes] = {}
        self.digests: dict[str, str] = {}

    def put(self, name: str, data: bytes) -> None:
        """Take in a piece that was made."""
        self.made[name] = data
        self.digests[name] = source.digest(data)

    def get(self, name: str) -> bytes | None:
        """Return a piece, or None where none has the name, or not yet."""
        return self.made.get(name)

    def digest(self, name: str) -> str:
        """Return the digest of a piece, or of none."""
        return self.digests.get(name, "")


@dataclass(frozen=True, kw_only=True)
class Ground:
    """What is known of a site before its content is: settings, words, data, plugins, theme."""

    settings: Settings
    languages: Mapping[str, Language]
    types: Mapping[str, ContentType]
    data: Mapping[str, Any]
    words: Mapping[str, Words]
    sources: Sources
    clock: Clock
    plugins: tuple[Plugin, ...]
    theme: Theme
    blocks: Mapping[str, Block] = EMPTY
    arguments: Mapping[str, Checks] = EMPTY

    @property
    def base_path(self) -> str:
        """The part of the base URL after the host: empty, or as `/sub`."""
        return urlsplit(self.settings.base_url).path.rstrip("/")

    def block(self, name: str) -> Block:
        """Return a `:::` block; an unknown one, which is a problem of its own, shows nothing."""
        return self.blocks.get(name, lambda site, call: Markup(""))

    def page_name(self, reference: str) -> str:
        """Return the name of the page that a writer means by a path in `content/`.

        `pages/about` is itself; `projects` is the list of its type; `countries/KE` a term's page.
        """
        reference = reference.strip("/")
        folder, _, rest = reference.partition("/")
        if reference in ("", "home", "pages"):
            return "home"
        for taxonomy, name in FOLDERS.items():
            if folder in (name, taxonomy) or (folder == "sdgs" and taxonomy == "sdg"):
                return f"term/{taxonomy}/{rest}" if rest else f"terms/{taxonomy}"
        if not rest:
            kinds = (kind.name for kind in self.types.values() if kind.folder == folder)
            return next((f"list/{name}" for name in kinds), reference)
        return reference


@dataclass(frozen=True, kw_only=True)
class Known(Ground):
    """The site as values.

    `alone` is the campaign that is built without the rest; `outside` are then the full addresses of
    those pages of the whole site that it may lead to, by (name, language), `outer` all that it has,
    by name and by URL (the name of that), and `whole_url` is where that site is, `whole_pages` the
    names of all its pages by language. `pages` is by (name, language); `paths` holds every output
    planned, `folders` those whose files are known once they are made; `shown` are the keys of the
    terms that have a page, by (taxonomy, language); `hidden` says why an entry is not published;
    `pictures` are those of `content/`, by path, as far as the heads of their files tell. `heads`
    are the heads of content files as they are kept, by path; `parts` are the makers of outputs that
    pages load, by path; `planned_from` are the files that plugins read while they planned.
    """

    index: Index
    taxonomies: Taxonomies
    pages: Mapping[tuple[str, str], Page] = EMPTY
    paths: frozenset[str] = frozenset()
    folders: tuple[str, ...] = ()
    shown: Mapping[tuple[str, str], tuple[str, ...]] = EMPTY
    hidden: Mapping[str, str] = EMPTY
    pictures: Mapping[str, Look] = EMPTY
    heads: Mapping[str, Row] = EMPTY
    parts: Mapping[str, Callable[[Any], Any]] = EMPTY
    planned_from: frozenset[str] = frozenset()
    alone: Alone | None = None
    outside: Mapping[tuple[str, str], str] = EMPTY
    outer: Mapping[str, str] = EMPTY
    whole_url: str = ""
    whole_pages: frozenset[tuple[str, str]] = frozenset()


@dataclass(frozen=True)
class Answers:
    """Answers questions about what is known, each once; bodies and pieces come when they are made.

    Pieces can be large: each is fetched whenever it is asked for, and its digest is at hand.
    """

    known: Known
    bodies: Bodies = field(default_factory=dict)
    pieces: Pieces = field(default_factory=lambda: Pieces())
    store: Store = field(default_factory=Store)
    memo: dict[Question, Any] = field(default_factory=dict)
    digests: dict[Question, str] = field(default_factory=dict)
    names: Names = field(default_factory=Names)
    recalled: dict[tuple[Any, ...], tuple[Any, tuple[Question, ...]]] = field(default_factory=dict)

    def answer(self, question: Question) -> Any:
        """Return the answer, or None where there is nothing of the kind."""
        found = self.memo.get(question, MISSING)
        if found is MISSING:
            found = KINDS[question[0]](self, *question[1:])
            if question[0] != "piece":
                self.memo[question] = found
        return found

    def digest(self, question: Question) -> str:
        """Return the digest of the answer."""
        if question[0] == "piece":
            return self.pieces.digest(question[1])
        if question not in self.digests:
            self.digests[question] = digest_of(self.answer(question))
        return self.digests[question]

    def told(self, text: str) -> tuple[str, Question, str, Any]:
        """Return what another process learns of a question: its digest, and what is selected."""
        question = self.names.question(text)
        is_selection = question[0] in ("list", "count")
        answer = self.answer(question) if is_selection else None
        return text, question, self.digest(question), answer

    def learn(self, text: str, question: Question, digest: str, answer: Any) -> str:
        """Take in what another process was told; return the text that stands for it here."""
        text = self.names.texts.setdefault(question, text)
        self.names.questions[text] = question
        self.digests[question] = digest
        if answer is not None:
            self.memo[question] = answer
        return text

    def file(self, path: str) -> Any:
        """Answer with the Source of an input."""
        return self.known.sources.get(path)

    def picture(self, path: str) -> Any:
        """Answer with what the head of a picture tells: kind, sides, format."""
        return self.known.pictures.get(path)

    def template(self, name: str) -> Any:
        """Answer with the digest of a template and of all templates it names, all the way down."""
        return self.known.theme.digest(name)

    def entry(self, key: str, lang: str) -> Any:
        """Answer with the entry: its texts, facts and status."""
        return self.known.index.entries.get((key, lang))

    def page(self, name: str, lang: str) -> Any:
        """Answer with the page of a name in a language."""
        return self.known.pages.get((name, lang))

    def address(self, name: str, lang: str) -> Any:
        """Answer with the URL of a page by name; of a planned output by its path (from `/`).

        On the site of one campaign a page of the whole site that it may lead to has its full one.
        """
        if name.startswith("/"):
            return name if name.lstrip("/") in self.known.paths else None
        page = self.known.pages.get((name, lang))
        return page.url if page else self.known.outside.get((name, lang))

    def body(self, key: str, lang: str, part: str) -> Any:
        """Answer with one part of a body: html, text, lead, headings, blocks."""
        found = self.bodies.get((key, lang))
        return getattr(found, part) if found else None

    def piece(self, name: str) -> Any:
        """Answer with the bytes of a piece."""
        if not self.pieces.is_open:
            raise Unready
        return self.pieces.get(name)

    def list(self, query: Query) -> Any:
        """Answer with the keys that a query selects, in order."""
        return select(query, self.known.index)

    def count(self, query: Query) -> Any:
        """Answer with how many entries a query selects, whatever its limit."""
        return count(query, self.known.index)

    def figures(self, taxonomy: str, key: str, lang: str) -> Any:
        """Answer with what the projects under a term come to."""
        return figures(taxonomy, key, lang, self.known.index, self.known.taxonomies)

    def term(self, taxonomy: str, key: str) -> Any:
        """Answer with a term."""
        return self.known.taxonomies.get(taxonomy, {}).get(key)

    def terms(self, taxonomy: str, lang: str) -> Any:
        """Answer with the keys of the terms that have a page in a language, by name."""
        known = self.known.taxonomies[taxonomy]
        pages = self.known.whole_pages or self.known.pages
        found = [key for key in known if (f"term/{taxonomy}/{key}", lang) in pages]
        return tuple(sorted(found, key=lambda key: (slugify(known[key].names.get(lang, key)), key)))

    def pages(self, lang: str) -> Any:
        """Answer with the names of the pages of a language that search engines should know."""
        pages = self.known.pages.items()
        return tuple(
            sorted(name for (name, code), page in pages if code == lang and page.is_indexed)
        )

    def data(self, name: str) -> Any:
        """Answer with a file of `content/_data/`."""
        return self.known.data.get(name)

    def setting(self, name: str) -> Any:
        """Answer with a setting by its dotted name, or None."""
        if name == "base_path":
            return self.known.base_path
        if name == "whole_url":
            return self.known.whole_url or self.known.settings.base_url
        found: Any = self.known.settings
        for part in name.split("."):
            found = found.get(part) if isinstance(found, Mapping) else getattr(found, part, None)
        return found

    def string(self, text: str, lang: str, context: str = "", number: Any = None) -> Any:
        """Answer with an interface word in a language, or None where the catalog lacks it."""
        words = self.known.words[lang]
        if number is None:
            found = words.find(text, context)
        else:
            found = words.find_plural(text, number, context)
        return text if found is None and not words.is_whole else found

    def weight(self, path: str) -> Any:
        """Answer with the weights (bytes) of an output that pages load, and of what it loads."""
        return weight.closure(path, self, self.known.parts)

    def hidden(self, key: str) -> Any:
        """Answer with why an entry is not published: `draft`, `later`, `over`; else None."""
        return self.known.hidden.get(key) or self.known.outer.get(key)

    def today(self, grain: str) -> Any:
        """Answer with the day, or the year, of the build."""
        today = self.known.clock.today
        return today.year if grain == "year" else today


KINDS: Mapping[str, Any] = {
    name: getattr(Answers, name)
    for name in (
        "file", "picture", "template", "entry", "page", "address", "body", "piece", "list", "count",
        "figures", "term", "terms", "pages", "data", "setting", "string", "hidden", "today",
        "weight",
    )
}  # fmt: skip
"""The closed list of kinds. Plugins add none."""
MADE = frozenset({"body", "piece"})
"""The kinds whose answers are made by a build."""
REMEMBERED = frozenset(KINDS) - MADE - {"file", "data", "setting", "string", "today"}
"""The kinds that follow from the heads of all content files, the settings and the theme together;
their answers are kept, so that an edit of a text need not work them out. So are those of pictures,
which no such edit touches."""


def next_change(known: Known) -> datetime:
    """Return the next moment at which the site looks different unedited: at most midnight."""
    now = known.clock.local
    midnight = datetime.combine(now.date() + timedelta(days=1), time.min)
    moments = [
        moment
        for entry in known.index.entries.values()
        for moment in changes(entry.type, entry.facts)
        if now < moment < midnight
    ]
    return min([midnight, *moments])


def digest_of(answer: Any) -> str:
    """Return the digest of an answer: of a file, its bytes; of an entry, all but its place."""
    if isinstance(answer, Source):
        return answer.digest
    if hasattr(answer, "body_line"):
        answer = replace(answer, body_line=0)
    return source.digest(repr(answer).encode("utf-8", errors="surrogatepass"))
