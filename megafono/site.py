"""The site as plugins and templates see it: every call is a question, and questions are noted.

Asked while a site is planned, nothing is noted; asked while something is made, the list of
questions becomes its trace. An author need not know which is which.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from megafono import language, policy
from megafono.entryview import EntryView
from megafono.known import Answers
from megafono.model import Body, Language, Page, Query, Source
from megafono.pageview import PageView
from megafono.problem import Problem, message
from megafono.question import Question
from megafono.route import encoded
from megafono.view import Line, Link, TermView

if TYPE_CHECKING:
    from megafono.figures import Figures
    from megafono.settings import MenuItem


MENU_PAGES = 6
"""How many pages a menu that nobody wrote holds at most."""


@dataclass(frozen=True, eq=False)
class Site:
    """Asks on behalf of one maker, in one language; `notes` and `problems` fill as it asks."""

    answers: Answers
    lang: str
    notes: dict[Question, None] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    current: PageView | None = None

    def ask(self, *question: Any) -> Any:
        """Answer a question, and note that it was asked."""
        self.notes[question] = None
        return self.answers.answer(question)

    def at(self, lang: str | Language, current: PageView | None = None) -> Site:
        """Return the same site, asked in another language; what is noted goes to the same list."""
        code, current = str(lang), current or self.current
        if code == self.lang and current is self.current:
            return self
        return Site(self.answers, code, self.notes, self.problems, current)

    def _recall(self, key: tuple[Any, ...], make: Callable[[Site], Any]) -> Any:
        """Return what a function makes of the site in this language; it is made once for all.

        It sees no page. What it asks counts as asked by whoever recalls it. The key names it.
        """
        place = (self.lang, *key)
        known = self.answers.recalled.get(place)
        if known is None:
            asking = Site(self.answers, self.lang)
            known = make(asking), tuple(asking.notes)
            self.problems.extend(asking.problems)
            if not asking.problems:
                self.answers.recalled[place] = known
        value, asked = known
        self.notes.update(dict.fromkeys(asked))
        return value

    def report(self, problem: Problem) -> None:
        """Tell of something that a person should fix."""
        self.problems.append(problem)

    # Settings, words and addresses

    @property
    def languages(self) -> tuple[Language, ...]:
        """The languages of the site, in the order of the settings."""
        return tuple(language.language(code) for code in self.ask("setting", "languages"))

    @property
    def name(self) -> str:
        """The name of the site."""
        return self.local(self.ask("setting", "name"))

    @property
    def tagline(self) -> str:
        """The line under the name, or empty."""
        return self.local(self.ask("setting", "tagline"))

    @property
    def base_url(self) -> str:
        """The full address of the site, with no `/` at its end."""
        return str(self.ask("setting", "base_url"))

    @property
    def policy(self) -> Markup:
        """The Content-Security-Policy of every page; names of hosts need no escaping."""
        return Markup(policy.policy(self.ask("setting", "hosts")))

    @property
    def whole_url(self) -> str:
        """The full address of the whole site; on the site of one campaign, not that one's."""
        return str(self.ask("setting", "whole_url"))

    @property
    def home(self) -> Link:
        """The home of the language."""
        return self.link("home") or Link(title=self.name, href=self.href("/"))

    @property
    def today(self) -> date:
        """The day of the build. Ask only for what must change every day."""
        found: date = self.ask("today", "day")
        return found

    def years_since(self, year: int) -> int:
        """Return how many years have begun since a year."""
        return int(self.ask("today", "year")) - int(year)

    def setting(self, name: str, default: Any = None) -> Any:
        """Return a setting by its dotted name."""
        found = self.ask("setting", name)
        return default if found is None or found == "" else found

    def option(self, plugin: str, name: str, default: Any = None) -> Any:
        """Return an option of a plugin: `options: {plugin: {name: …}}` in the settings."""
        return self.setting(f"options.{plugin}.{name}", default)

    def data(self, name: str) -> Any:
        """Return a file of `content/_data/` as written, or an empty map."""
        found = self.ask("data", name)
        return {} if found is None else found

    def text(self, text: str, lang: str | Language = "", context: str = "") -> str:
        """Return an interface word in a language; report it where the catalog lacks it."""
        code = str(lang) or self.lang
        found = self.ask("string", text, code, context)
        return self.translated(found, text, code)

    def plural(
        self, one: str, many: str, number: int, lang: str | Language = "", context: str = ""
    ) -> str:
        """Return the form of an interface word that goes with a number; `%(num)s` is the number."""
        code = str(lang) or self.lang
        found = self.ask("string", one, code, context, int(number))
        form = self.translated(found, one if number == 1 else many, code)
        return form.replace("%(num)s", language.format_number(number, code))

    def translated(self, found: str | None, text: str, lang: str) -> str:
        """Return what a catalog has, else the English, which outside English is a problem."""
        if found is None and lang != "en" and not lang.startswith("en-"):
            what = message(
                "the interface word “{text}” has no translation in {lang}", text=text, lang=lang
            )
            hint = message("Add it to the catalog i18n/{lang}.po.", lang=lang)
            self.report(Problem(message=what, path=f"i18n/{lang}.po", hint=hint))
        return text if found is None else str(found)

    def local(self, value: Any, lang: str | Language = "") -> str:
        """Return a text that may be one per language, in a language or the first that there is."""
        if not isinstance(value, Mapping):
            return "" if value is None else str(value)
        return language.local(value, str(lang) or self.lang, self.ask("setting", "languages"))

    def href(self, url: str) -> str:
        """Return a URL within the site as a link, wherever the site is mounted."""
        return encoded(self.ask("setting", "base_path") + url) if url.startswith("/") else url

    def absolute(self, url: str) -> str:
        """Return a URL within the site in full."""
        return encoded(self.base_url + url) if url.startswith("/") else url

    def exists(self, path: str) -> bool:
        """Tell whether an output is planned at a URL: `/it/feed.xml`."""
        return self.ask("address", path, "") is not None

    # Files, entries, terms, pages

    def file(self, path: str) -> Source | None:
        """Return an input by its path, as `content/projects/wells/well.jpg`."""
        found: Source | None = self.ask("file", path)
        return found

    def body(self, key: str, lang: str | Language = "") -> Body:
        """Return an entry's Markdown, converted, whole."""
        code = str(lang) or self.lang
        parts = ("html", "text", "lead", "headings", "blocks")
        found = {part: self.ask("body", key, code, part) for part in parts}
        if found["html"] is None:
            return Body(html="", text="", lead="")
        return Body(**found)

    def piece(self, name: str) -> bytes:
        """Return a piece that a plugin keeps; raise LookupError where it is not made yet."""
        found: bytes | None = self.ask("piece", name)
        if found is None:
            raise LookupError(f"there is no piece {name!r} yet")
        return found

    def query(self, **given: Any) -> Query:
        """Return the query that the arguments of `entries` mean."""
        lang = str(given.pop("lang", "") or self.lang)
        kinds = given.pop("type", ())
        values: dict[str, Any] = {"types": (kinds,) if isinstance(kinds, str) else tuple(kinds)}
        for name in ("order", "status"):
            value = given.pop(name, ())
            values[name] = (value,) if isinstance(value, str) and value else tuple(value)
        return Query(lang=lang, **values, **given)

    def entries(self, **given: Any) -> tuple[EntryView, ...]:
        """Return the entries that a query selects: `type`, `country`, `order` … (see `Query`)."""
        return self.found(self.query(**given))

    def found(self, query: Query) -> tuple[EntryView, ...]:
        """Return the entries that a query selects."""
        return tuple(EntryView(self, key, query.lang) for key in self.ask("list", query))

    def count(self, **given: Any) -> int:
        """Return how many entries a query selects."""
        return int(self.ask("count", self.query(**given)))

    @property
    def figures(self) -> Figures:
        """What all the projects of the language come to."""
        found: Figures = self.ask("figures", "", "", self.lang)
        return found

    def entry(self, key: str, lang: str | Language = "") -> EntryView | None:
        """Return an entry by key, or None where the language has none."""
        code = str(lang) or self.lang
        return EntryView(self, key, code) if self.ask("entry", key, code) else None

    @property
    def campaign(self) -> EntryView | None:
        """The campaign whose own site this is; on the whole site none."""
        alone = self.answers.known.alone
        return self.entry(alone.key) if alone else None

    def term(self, taxonomy: str, key: str, lang: str | Language = "") -> TermView | None:
        """Return a term, or None."""
        site = self.at(str(lang) or self.lang)
        return TermView(site, taxonomy, str(key)) if self.ask("term", taxonomy, str(key)) else None

    def terms(self, taxonomy: str, lang: str | Language = "") -> tuple[TermView, ...]:
        """Return the terms of a taxonomy that have a page in a language, by name."""
        site = self.at(str(lang) or self.lang)
        return tuple(
            TermView(site, taxonomy, key) for key in self.ask("terms", taxonomy, site.lang)
        )

    def page(self, name: str, lang: str | Language = "") -> PageView | None:
        """Return a page by name, or None where the language has none."""
        code = str(lang) or self.lang
        page: Page | None = self.ask("page", name, code)
        return PageView(self.at(code), page) if page else None

    def pages(self, lang: str | Language = "") -> tuple[PageView, ...]:
        """Return the pages of a language that search engines should know, by name."""
        code = str(lang) or self.lang
        found = (self.page(name, code) for name in self.ask("pages", code))
        return tuple(page for page in found if page)

    def link(self, name: str, lang: str | Language = "") -> Link | None:
        """Return a link to a page by name, or None where the language has none."""
        page = self.page(name, lang)
        return self.link_to(page) if page else None

    def link_to(self, page: PageView) -> Link:
        """Return a link to a page; it is current on the page itself, open on what is below it."""
        here = self.current.url if self.current else ""
        return line_to(page, page.title).seen_from(here)

    def menu(self, name: str) -> tuple[Link, ...]:
        """Return the links of a menu of the settings; `main` has a default."""
        lines: tuple[Line, ...] = self._recall(("menu", name), lambda site: site._lines(name))
        here = self.current.url if self.current else ""
        return tuple(line.seen_from(here) for line in lines)

    def _lines(self, name: str) -> tuple[Line, ...]:
        """Return the lines of a menu, whatever page it is on."""
        items = (self.ask("setting", "menus") or {}).get(name)
        if items is None:
            return self._default_lines() if name == "main" else ()
        return self._menu_lines(items)

    def _menu_lines(self, items: Iterable[MenuItem]) -> tuple[Line, ...]:
        """Return the lines of a menu; a page that the language lacks is left out."""
        lines = []
        for item in items:
            label = self.local(item.label)
            below = self._menu_lines(item.children)
            if item.url:
                lines.append(Line("", label or item.url, self.href(item.url), below))
            elif page := self.page(self.answers.known.page_name(item.page)):
                lines.append(line_to(page, label or page.menu_title, below))
        return tuple(lines)

    def _default_lines(self) -> tuple[Line, ...]:
        """Return the first pages at the top of the tree, then the lists that have entries."""
        top = self.entries(type="page", parent="pages", limit=MENU_PAGES)
        names = [entry.key for entry in top]
        names += [f"list/{kind}" for kind in ("project", "campaign", "notice", "news")]
        pages = [self.page(name) for name in names]
        return tuple(line_to(page, page.menu_title) for page in pages if page)

    # Templates

    def render(self, template: str, **values: Any) -> Markup:
        """Render a template with the values that every template gets, and more."""
        self.ask("template", template)
        return self.answers.known.theme.render(template, self, values)

    def part(self, template: str, **values: Any) -> Markup:
        """Render a template that sees no page, only some values: once for all pages that show it.

        The values are entries, terms, texts and numbers.
        """
        names = tuple((name, name_of(value)) for name, value in values.items())

        def make(site: Site) -> Markup:
            return site.render(template, **{name: seen(site, found) for name, found in names})

        found: Markup = self._recall((template, names), make)
        return found

    def has_asset(self, path: str) -> bool:
        """Tell whether the theme, or one that it extends, has an asset: `css/own.css`."""
        self.ask("setting", "theme")
        chain = self.answers.known.theme.chain
        return any(self.file(f"themes/{name}/assets/{path}") for name in chain)

    def asset(self, path: str) -> str:
        """Return the address of a theme's asset, with a digest: it may be cached for ever."""
        self.ask("setting", "theme")
        for name in self.answers.known.theme.chain:
            self.file(f"themes/{name}/theme.yaml")
            if found := self.file(f"themes/{name}/assets/{path}"):
                return f"{self.href(f'/assets/{path}')}?v={found.digest[:8]}"
        return self.href(f"/assets/{path}")


def line_to(page: PageView, title: str, children: tuple[Line, ...] = ()) -> Line:
    """Return the line of a menu that leads to a page."""
    return Line(page.url, title, page.href, children, is_home=page.name == "home")


def name_of(value: Any) -> tuple[Any, ...]:
    """Return what names a value that a part shows."""
    if isinstance(value, EntryView):
        return EntryView, value.key, value.lang
    if isinstance(value, TermView):
        return TermView, value.taxonomy, value.key, value.percent
    return type(value), value  # 1 and True are equal, and so are a text and its Markup


def seen(site: Site, name: tuple[Any, ...]) -> Any:
    """Return the value of a name, seen through a site."""
    return name[0](site, *name[1:]) if name[0] in (EntryView, TermView) else name[1]
