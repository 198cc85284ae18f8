"""The theme's style: a page that shows its colours and its parts, and a check of its contrasts.

    options: {style: {page: true}}     makes /it/stile/, /en/style/, which no search engine keeps

The page is built by the site like any other, so that what it shows is what there is. Which colours
stand on which a theme says in `theme.yaml`, under `contrast`; the check holds them to WCAG 2.2.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from jinja2 import pass_context

from megafono import frontmatter
from megafono.colour import near
from megafono.palette import Pair, Palette, palette, unknown
from megafono.plugin import Message, Page, Plugin, Problem, Site, message
from megafono.problem import decimal

Contrast = Mapping[str, Any]
FEW = 3
"""So many unknown colours are slips; more mean that the style sheet is another."""
SCHEMES = {"light": message("light"), "dark": message("dark")}


def style_page(site: Site) -> Iterator[Page]:
    """Yield the page of the style in each language, where the settings ask for it."""
    if site.option("style", "page") != "true":
        return
    for lang in site.languages:
        home = site.page("home", lang)
        word = site.text("style", lang, "address")
        yield Page(
            name="style", kind="style", url=f"{home.url if home else '/'}{word}/", lang=lang.code,
            template="style.html", title=site.text("Style", lang), parent="home", is_indexed=False,
        )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """The colours of the theme; its style sheets, a theme's over its base's, as (path, text).

    Also the pairs that it names, the file that names them, and its text.
    """

    palette: Palette
    sheets: tuple[tuple[str, str], ...]
    contrast: Contrast
    path: str
    text: str


@pass_context
def theme_palette(context: Any, _: str = "") -> Palette:
    """Return the colours of the site's theme, for a template: `{{ "" | palette }}`."""
    return of_theme(context["site"]).palette


def of_theme(site: Site) -> Theme:
    """Return the colours of the site's theme."""
    theme = site.answers.known.theme
    paths = [path for inner, path in theme.assets() if inner.endswith(".css")]
    paths.sort(key=lambda path: -theme.chain.index(path.split("/")[1]))
    sheets = tuple((path, text_of(site, path)) for path in paths)
    contrast: Contrast = {}
    path = text = ""
    for name in theme.chain:
        path = f"themes/{name}/theme.yaml"
        text = text_of(site, path)
        if contrast := of_yaml(text, path):
            break
    texts = [sheet for _, sheet in sheets]
    return Theme(
        palette=palette(texts, contrast), sheets=sheets, contrast=contrast, path=path, text=text
    )


def of_yaml(text: str, path: str) -> Contrast:
    """Return the pairs that a `theme.yaml` names, in lists: a text alone is a list of one."""
    found = frontmatter.parse_yaml(text.encode(), path)[0].get("contrast", {})
    if not isinstance(found, Mapping):
        return {str(found): ()}
    return {kind: (item,) if isinstance(item, str) else item for kind, item in found.items()}


def text_of(site: Site, path: str) -> str:
    """Return an input as text, or nothing."""
    found = site.file(path)
    return found.read().decode("utf-8", "replace") if found else ""


def weak_pairs(site: Site) -> Iterator[Problem]:
    """Find colours of the theme that do not stand out from what they stand on."""
    theme = of_theme(site)
    strange = tuple(unknown(theme.palette, theme.contrast))
    if len(strange) > FEW and (whole := replaced(theme)):
        yield whole
        return
    for item in strange:
        what = message("“{pair}” does not name two colours of the theme", pair=item)
        hint = message("Write it as “ink on paper”: the names of custom properties of :root.")
        yield placed(theme.path, theme.text, item, what, hint)
    for name in theme.palette.unread:
        what = message("nobody can tell the contrast of --{name}", name=name)
        hint = message("Write its colour in six digits, as #08343b.")
        yield placed(*sheet_of(theme, name), what, hint)
    for pair in theme.palette.pairs:
        if not pair.is_enough:
            yield weak(theme, pair)


def weak(theme: Theme, pair: Pair) -> Problem:
    """Say that a colour does not stand out, with the nearest that does wherever it is seen."""
    found = theme.palette.light if pair.scheme == "light" else theme.palette.dark
    what = message(
        "“{pair}” has a contrast of {ratio} in the {scheme} scheme: it must be at least {least}",
        pair=f"{pair.front} on {pair.ground}", ratio=decimal(f"{pair.ratio:.2f}"),
        scheme=SCHEMES[pair.scheme], least=decimal(f"{pair.least:g}"),
    )  # fmt: skip
    better = found[pair.front]
    for other in theme.palette.pairs:
        if (other.front, other.scheme) == (pair.front, pair.scheme):
            better = near(better, found[other.ground], other.least)
    hint = message("Write --{name}: {colour}.", name=pair.front, colour=better)
    return placed(*sheet_of(theme, pair.front), what, hint)


def sheet_of(theme: Theme, name: str) -> tuple[str, str, str]:
    """Return where a property has its value: path, text, and how it is written there."""
    for path, text in reversed(theme.sheets):
        if f"--{name}:" in text:
            return path, text, f"--{name}:"
    return theme.path, theme.text, name


def replaced(theme: Theme) -> Problem | None:
    """Say that a theme takes the place of the whole style sheet of the one it extends."""
    base = f"{theme.path.rpartition('/')[0]}/assets/"
    path = next((path for path, _ in reversed(theme.sheets) if not path.startswith(base)), "")
    if not path:
        return None
    what = message("this style sheet takes the place of the whole one of the theme it extends")
    hint = message("To change some colours alone, call it css/own.css.")
    return placed(path, "", "", what, hint)


def placed(path: str, text: str, item: str, what: Message, hint: Message) -> Problem:
    """Return a warning at a place in a file of a theme."""
    at = max(text.find(item), 0)
    line = text.count("\n", 0, at) + 1
    column = at - text.rfind("\n", 0, at)
    return Problem(message=what, path=path, line=line, column=column, hint=hint, level="warning")


plugin = Plugin(
    name="style",
    pages=(style_page,),
    filters={"palette": theme_palette},
    checks=(weak_pairs,),
)
