"""The core types. Read this one first.

All are frozen values: each stage of a build is a function from values to values, and only the
edges (`source`, `output`, `cache`, `server`, `cli`) touch disk and network.

    Source --parse--> Draft --assemble--> Entry, Term, Page (a Site) --plan--> Step --make--> Made
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from megafono.problem import Problem, Stop, message

if TYPE_CHECKING:
    from pydantic import BaseModel

    from megafono.site import Site


class Empty(Mapping[Any, Any]):
    """A map with nothing in it that, unlike `MappingProxyType({})`, may be a field's default."""

    def __getitem__(self, key: Any) -> Any:
        """Raise: there is nothing."""
        raise KeyError(key)

    def __iter__(self) -> Iterator[Any]:
        """Yield nothing."""
        return iter(())

    def __len__(self) -> int:
        """Return 0."""
        return 0

    def __hash__(self) -> int:
        """Return one number: all empty maps are equal."""
        return 0

    def __repr__(self) -> str:
        """Look like what it is."""
        return "{}"


EMPTY = Empty()

LocalText = str | Mapping[str, str]
"""A text that is the same in every language, or one text per language code."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """A language of the site. `name` is in the language itself; `direction` is `ltr` or `rtl`."""

    code: str
    name: str
    direction: Literal["ltr", "rtl"] = "ltr"

    def __str__(self) -> str:
        """Return the code, so that a language can stand where a code is meant."""
        return self.code


def digest(data: bytes) -> str:
    """Return the digest by which contents are told apart (BLAKE2b, 128 bits, hex)."""
    return blake2b(data, digest_size=16).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One file as found. `path` is relative to the root, with `/`; `digest` is of its bytes.

    `stat` is what tells a changed file unread: its size, and when it was changed (ns).
    """

    path: str
    digest: str
    size: int
    file: Path
    stat: tuple[int, int, int] = (0, 0, 0)

    def read(self) -> bytes:
        """Return the bytes of the file; stop where they are not those that were found.

        Someone saved it while the site was being made: what was made of it would be kept as if it
        were of what was found.
        """
        data = self.file.read_bytes()
        if self.digest and digest(data) != self.digest:
            what = message("the file was saved while the site was being made")
            raise Stop([Problem(message=what, path=self.path, hint=message("Build again."))])
        return data


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """An output that lies in a file already, with the digest of its bytes: it is linked, not read.

    Thousands of pictures, and pages, need not be in memory at once. One that `is_loose` belongs to
    this build alone, and is moved.
    """

    file: Path
    digest: str
    is_loose: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentType:
    """What may stand in the front matter of a folder's files, and how its entries are shown.

    `texts` and `facts` are pydantic models. `label` and `plural` are interface words (msgids).
    `slugs` gives the section's word in the addresses of a language; where it says nothing the
    catalog's does (context `address`, msgid `folder`). `order` is that of its list.
    """

    name: str
    folder: str
    label: str
    plural: str
    texts: type[BaseModel]
    facts: type[BaseModel]
    template: str
    order: tuple[str, ...] = ("-date",)
    slugs: Mapping[str, str] = EMPTY
    is_listed: bool = True


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in a file; both count from 1."""

    line: int
    column: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontMatter:
    """The head of a file as text: `values` holds str, list and dict only, nothing guessed.

    `marks` gives the place of each value by its way in: `("countries", 0)`; of each key by
    `("countries", KEY)`. `body_line` is the line on which the Markdown begins. `digest` is of all
    before that line; empty where anything is wrong with the file.
    """

    values: Mapping[str, Any]
    marks: Mapping[tuple[str | int, ...], Mark]
    body_line: int
    digest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A content file as parsed, alone: not yet joined with its other languages."""

    path: str
    key: str
    lang: str
    type: str
    head: FrontMatter
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One authored text in one language, with the facts of its key.

    `status` is computed from the facts and the clock (see `contenttype.status`); `is_featured`
    and `is_draft` too. `position` is where the Markdown begins in the source (line, from 1).
    """

    key: str
    lang: str
    type: str
    title: str
    slug: str
    texts: Any
    facts: Any
    path: str
    body_line: int
    status: str = ""
    is_featured: bool = False
    is_draft: bool = False
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A heading of a body: level 1–6, its id in the page, its text."""

    level: int
    id: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link of a body to an anchor of another entry; `target` is as written."""

    key: str
    lang: str
    anchor: str
    target: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockCall:
    """A `:::` block as written: its name and arguments in the page's language, content as HTML."""

    name: str
    arguments: Mapping[str, str]
    content: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """An entry's Markdown, converted.

    `html` holds `<!--block N-->` where the Nth of `blocks` goes; `text` is what a reader reads, for
    search; `lead` is the first paragraph as inline HTML, for excerpts; `ids` are all its anchors.
    """

    html: str
    text: str
    lead: str
    headings: tuple[Heading, ...] = ()
    ids: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    blocks: tuple[BlockCall, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A term of a taxonomy. The key has no language; names and slugs have (code -> text).

    `parents` are the terms it stands under, nearest first: an own region before a UN one.
    `former_slugs` (code -> slugs) are addresses that redirect. `members` are the country codes of
    a region, all the way down. `extra` holds what only some have (`dac`, `colour`).
    """

    key: str
    taxonomy: str
    names: Mapping[str, str]
    slugs: Mapping[str, str]
    parents: tuple[str, ...] = ()
    former_slugs: Mapping[str, tuple[str, ...]] = EMPTY
    members: tuple[str, ...] = ()
    is_own: bool = False
    extra: Mapping[str, Any] = EMPTY


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A selection of entries, in order. Every field narrows; empty ones do not.

    `country`, `sector`, `region` include what is below the term. `order` names facts, `title`
    or `status`; `-` before one is descending. The key breaks ties, so order never depends on
    anything but the content.
    """

    lang: str
    types: tuple[str, ...] = ()
    country: str = ""
    region: str = ""
    sector: str = ""
    sdg: str = ""
    tag: str = ""
    status: tuple[str, ...] = ()
    kind: str = ""
    year: int = 0
    featured: bool | None = None
    related: str = ""
    project: str = ""
    parent: str = ""
    order: tuple[str, ...] = ()
    limit: int = 0
    offset: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Something that becomes HTML at a URL.

    `name` has no language: the pages of one name are each other's alternates. `url` is within the
    site, from `/`. `entry` is the (key, language) of the entry shown; `term` and `facet` are
    (taxonomy, key). `canonical` is another URL where this page is a marked fallback.
    """

    name: str
    kind: str
    url: str
    lang: str
    template: str
    title: str = ""
    entry: tuple[str, str] | None = None
    type: str = ""
    term: tuple[str, str] | None = None
    facet: tuple[str, str] | None = None
    taxonomy: str = ""
    query: Query | None = None
    number: int = 1
    per_page: int = 0
    parent: str = ""
    is_fallback: bool = False
    is_indexed: bool = True
    is_draft: bool = False
    source: str = ""
    values: Mapping[str, Any] = EMPTY


Make = Callable[["Site"], bytes | str | Stored]
MakeFolder = Callable[["Site"], Mapping[str, bytes | str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """An output that is not a page: XML, JSON, an image. `path` is relative to `public/`.

    A path that ends in `/` is a folder with no other output in it, and `make` gives all its files
    at once, by name: what they are called may depend on what is in them.

    `make` is a module-level function, or a `functools.partial` of one with plain arguments: it
    may run in another process, and its name and arguments tell whether it is still the same.
    """

    path: str
    make: Make | MakeFolder
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """What outputs are made of and nobody sees: kept from build to build, asked for by name.

    It may ask for anything but outputs, and of the pieces for those that stand before it.
    """

    name: str
    make: Make


Stage = Literal["body", "piece", "output"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing to make. Stages come in this order, and none asks for what comes after it."""

    name: str
    stage: Stage
    make: Callable[[Site], Any]
    identity: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What a step returned, the questions it asked (see `trace`), what it found wrong."""

    name: str
    value: Any
    trace: tuple[str, ...]
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What takes one manifest to another: paths to put, paths to remove, both sorted."""

    put: tuple[str, ...]
    remove: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Alone:
    """The campaign that is built alone, by its key; at which address, where that was given."""

    key: str
    base_url: str = ""


@dataclass(frozen=True, kw_only=True)
class Options:
    """How to build: `out` is the folder published, `now` fixes the clock, `drafts` shows drafts.

    `jobs` is how many processes make pages: 1 is this one alone, 0 as many as can be at work.
    `quick` makes pictures in the plainest format alone: for what is only looked at. `campaign` is
    the key of the one whose own site is made, instead of the whole.
    """

    root: Path
    out: Path
    base_url: str = ""
    campaign: str = ""
    drafts: bool = False
    quick: bool = False
    now: datetime | None = None
    clean: bool = False
    cache: str = "build"
    jobs: int = 0

    @property
    def alone(self) -> Alone | None:
        """The campaign that is built alone, or None."""
        return Alone(key=self.campaign, base_url=self.base_url) if self.campaign else None


Manifest = Mapping[str, str]
"""Every output path with the digest of its bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """The moment of the build, in the site's time zone. The only clock there is."""

    now: datetime

    @property
    def today(self) -> date:
        """The day of the build."""
        return self.now.date()

    @property
    def local(self) -> datetime:
        """The moment without its zone, to be compared with what writers write.

        Where clocks are put back an hour comes twice. The second time counts as its last instant,
        or a notice that expired in it would open again. Clocks are put back at full hours only.
        """
        here = self.now.replace(tzinfo=None)
        if not self.now.fold:
            return here
        return here.replace(minute=0, second=0, fold=0) + timedelta(hours=1, microseconds=-1)
