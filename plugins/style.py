"""The theme's style: a page that shows its colours and its parts, and a check of its contrasts.

    options: {style: {page: true}}     makes /it/stile/, /en/style/, which no search engine keeps

The page is built by the site like any other, so that what it shows is what there is. Which colours
stand on which a theme says in `theme.yaml`, under `contrast`; the check holds them to WCAG 2.2.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from jinja2 import pass_context

from megafono import frontmatter
from megafono.colour import near
from megafono.palette import Palette, palette, unknown
from megafono.plugin import Message, Page, Plugin, Problem, Site, message

Contrast = Mapping[str, Any]
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


@pass_context
def theme_palette(context: Any, _: str = "") -> Palette:
    """Return the colours of the site's theme, for a template: `{{ "" | palette }}`."""
    return of_theme(context["site"])[0]


def of_theme(site: Site) -> tuple[Palette, Contrast, str]:
    """Return the colours of the site's theme, the pairs it names, and the file that names them."""
    theme = site.answers.known.theme
    paths = [path for inner, path in theme.assets() if inner.endswith(".css")]
    paths.sort(key=lambda path: -theme.chain.index(path.split("/")[1]))  # a theme over its base
    sheets = [site.file(path) for path in paths]
    texts = [sheet.read().decode("utf-8", "replace") for sheet in sheets if sheet]
    for name in theme.chain:
        path = f"themes/{name}/theme.yaml"
        found = site.file(path)
        values = frontmatter.parse_yaml(found.read(), path)[0] if found else {}
        if isinstance(contrast := values.get("contrast"), Mapping):
            return palette(texts, contrast), contrast, path
    return palette(texts, {}), {}, ""


def weak_pairs(site: Site) -> Iterator[Problem]:
    """Find colours of the theme that do not stand out from what they stand on."""
    found, contrast, path = of_theme(site)
    source = site.file(path) if path else None
    text = source.read().decode("utf-8", "replace") if source else ""
    for item in unknown(found, contrast):
        what = message("“{pair}” does not name two colours of the theme", pair=item)
        hint = message("Write it as “ink on paper”: the names of custom properties of :root.")
        yield placed(path, text, item, what, hint)
    for pair in found.pairs:
        if pair.is_enough:
            continue
        scheme = found.light if pair.scheme == "light" else found.dark
        what = message(
            "“{pair}” has a contrast of {ratio} in the {scheme} scheme: "
            "it must be at least {least}",
            pair=f"{pair.front} on {pair.ground}", ratio=f"{pair.ratio:.2f}",
            scheme=SCHEMES[pair.scheme], least=f"{pair.least:g}",
        )  # fmt: skip
        better = near(scheme[pair.front], scheme[pair.ground], pair.least)
        hint = message("Write --{name}: {colour}.", name=pair.front, colour=better)
        yield placed(path, text, f"{pair.front} on {pair.ground}", what, hint)


def placed(path: str, text: str, item: str, what: Message, hint: Message) -> Problem:
    """Return a warning at the place of a pair in `theme.yaml`."""
    at = max(text.find(item), 0)
    line = text.count("\n", 0, at) + 1
    column = at - text.rfind("\n", 0, at)
    return Problem(
        message=what, path=path, line=line, column=column, hint=hint, level="warning"
    )  # fmt: skip


plugin = Plugin(
    name="style",
    pages=(style_page,),
    filters={"palette": theme_palette},
    checks=(weak_pairs,),
)
