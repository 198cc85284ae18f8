"""A site with a theme of a few lines and no plugins, and sites planned without being made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from megafono import plan, source
from megafono.assembly import assemble
from megafono.known import Answers, Known
from megafono.model import Step
from megafono.pageview import PageView
from megafono.site import Site
from tests.scratch import TODAY, Scratch, said

TEMPLATES = (
    "page", "project", "news", "notice", "campaign",
    "home", "list", "term", "terms", "facet", "404", "redirect",
)  # fmt: skip
BASE = """\
<!DOCTYPE html>
<html lang="{{ page.lang }}">
<title>{{ page.title }}</title>
{% block main %}
{% if page.entry %}{{ page.entry.content }}{% endif %}
{% for entry in page.entries %}<p><a href="{{ entry.href }}">{{ entry.title }}</a></p>
{% endfor %}
{% endblock %}
</html>
"""
SETTINGS = """\
name: {it: Prova, en: Trial}
base_url: https://example.org
languages: [it, en]
theme: plain
plugins: []
"""


def plain(site: Scratch, more: str = "", plugins: str = "[]") -> Scratch:
    """Give a site the plain theme; `more` are lines of its settings."""
    settings = SETTINGS.replace("plugins: []", f"plugins: {plugins}") + more
    site.put("content/_site.yaml", settings.encode())
    site.put("themes/plain/theme.yaml", b"name: Plain\n")
    site.put("themes/plain/templates/base.html", BASE.encode())
    for name in TEMPLATES:
        site.put(f"themes/plain/templates/{name}.html", b'{% extends "base.html" %}\n')
    return site


@dataclass(frozen=True)
class Planned:
    """A site before anything is made; problems are in English."""

    known: Known
    steps: tuple[Step, ...]
    problems: list[str]

    @property
    def paths(self) -> set[str]:
        """The outputs that would be made."""
        return {step.name for step in self.steps if step.stage == "output"}

    def site(self, lang: str = "it") -> Site:
        """Return the site as a template sees it."""
        return Site(answers=Answers(self.known), lang=lang)

    def page(self, name: str, lang: str = "it") -> PageView:
        """Return a page as a template sees it."""
        page = self.site(lang).page(name)
        assert page is not None, f"no page {name} in {lang}"
        return page

    def urls(self, lang: str = "it") -> dict[str, str]:
        """Return the URLs of a language by the names of its pages."""
        return {name: page.url for (name, code), page in self.known.pages.items() if code == lang}


def planned(site: Scratch, *, today: datetime = TODAY, drafts: bool = False) -> Planned:
    """Plan a site without making it."""
    known, problems = assemble(source.read(site.root), now=today, drafts=drafts)
    known, steps, more = plan.steps(known)
    return Planned(known, steps, [said(problem) for problem in [*problems, *more]])
