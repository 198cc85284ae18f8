"""The pages of a built site, and few of them that show all there is: found in it, never listed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser

from megafono.known import Known
from megafono.model import Page
from megafono.route import output_path


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A page as it was published. `parts` are the tags and classes of its elements.

    `sort` says what is shown: template, kind, and what of (a content type, a taxonomy).
    """

    url: str
    lang: str
    sort: tuple[str, str, str]
    parts: frozenset[str]

    @property
    def name(self) -> str:
        """The sort in one word, as for a file: `term-country`."""
        template, kind, of = self.sort
        words = [template.removesuffix(".html"), kind if kind != "entry" else "", of]
        return "-".join(dict.fromkeys(filter(None, words)))


def shown(known: Known, folder: Path) -> tuple[Shown, ...]:
    """Return the pages of a site published in `folder`, in order of their addresses.

    Pages that only send elsewhere are none: a browser leaves them at once.
    """
    found = {item.url: item for item in known.pages.values() if item.kind != "redirect"}
    return tuple(
        Shown(
            url=url,
            lang=item.lang,
            sort=(item.template, item.kind, item.type or item.taxonomy or type_of(item)),
            parts=parts((folder / output_path(url)).read_text("utf-8")),
        )
        for url, item in sorted(found.items())
    )


def type_of(page: Page) -> str:
    """Return the content type of the entry shown; empty for a page that nobody wrote."""
    return page.entry[0].partition("/")[0] if page.entry else ""


def parts(html: str) -> frozenset[str]:
    """Return the tags of a page and, with a dot, its classes; `type=` of its fields."""
    return frozenset(
        part
        for node in LexborHTMLParser(html).css("body *")
        for part in (
            node.tag,
            *(f".{name}" for name in (node.attributes.get("class") or "").split()),
            *((f"type={node.attributes.get('type')}",) if node.tag == "input" else ()),
        )
    )


def of_each_sort(pages: Iterable[Shown]) -> tuple[Shown, ...]:
    """Return a page of each sort and language, the one with the most parts."""
    richest: dict[tuple[str, tuple[str, str, str]], Shown] = {}
    for page in pages:
        best = richest.setdefault((page.lang, page.sort), page)
        if len(page.parts) > len(best.parts):
            richest[page.lang, page.sort] = page
    return tuple(richest[key] for key in sorted(richest))


def covering(pages: Iterable[Shown]) -> tuple[Shown, ...]:
    """Return a page of each sort and language, and more until every part is seen in each language.

    The smallest such set would take long to find; taking ever the page that adds most comes close.
    """
    pages = tuple(pages)
    chosen = list(of_each_sort(pages))
    left = set(of_all(pages)) - set(of_all(chosen))
    while left:
        best = max(pages, key=lambda page: len(left.intersection(of_all([page]))))
        chosen.append(best)
        left.difference_update(of_all([best]))
    return tuple(chosen)


def of_all(pages: Iterable[Shown]) -> Iterator[tuple[str, str]]:
    """Yield each part of the pages with its language."""
    return ((page.lang, part) for page in pages for part in page.parts)
