"""No link out of the site of a campaign alone, but those that it declares.

A last pass over each page: its text has been told of by line before; blocks, themes and plugins
make links too, and a writer's HTML may hold maps, drawings and forms.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from urllib.parse import quote

from megafono import addresses, campaign, tag
from megafono.problem import Problem, message, place_of
from megafono.route import encoded, output_path, split
from megafono.site import Site

FORM_END = re.compile(r"</form\s*>", re.IGNORECASE)


@dataclass
class Leaving:
    """One pass over a page: links that it may not have are plain text, such forms left out.

    `cards` are the addresses of the campaign's own blocks, which were written to lead out; `told`
    are the problems of what is not told of elsewhere, with the address of each; `opened` says of
    each open `a` whether it stays.
    """

    site: Site
    url: str
    cards: frozenset[str] = frozenset()
    told: list[tuple[str, Problem]] = field(default_factory=list)
    opened: list[bool] = field(default_factory=list)
    drawings: int = 0
    forms: int = 0
    is_left_out: bool = False

    def kept(self, html: str) -> Iterator[str]:
        """Yield the tokens of a page that may stay."""
        self.forms = len(FORM_END.findall(html))
        self.shared = quote(self.site.absolute(self.url), safe="")
        for token in addresses.tokens(html):
            name, is_closing = tag.name_of(token)
            if name == "svg":
                self.drawings += -1 if is_closing else not token.endswith("/>")
            if name == "form" or self.is_left_out:
                stays = self.form(token, name, is_closing)
            elif name == "a":
                stays = self.link(token, is_closing)
            else:
                stays = name != "area" or self.area(token)
            if stays:
                yield self.sent(token) if name in ("button", "input") else token

    def link(self, token: str, is_closing: bool) -> bool:
        """Tell whether the beginning or the end of a link stays."""
        if is_closing:
            return not self.opened or self.opened.pop()
        given = tag.attributes(token)
        targets = [given[key] for key in ("href", "xlink:href") if key in given]
        if not self.drawings:
            targets = targets[:1]
        may_stay = all(map(self.may_lead, targets))
        is_anchor = "id" in given and not any(targets)
        stays = is_anchor or (bool(targets) and may_stay)
        if self.drawings and targets and not stays:
            self.tell(campaign.undeclared, *targets)
        if not (self.drawings and token.endswith("/>")):
            self.opened.append(stays)
        return stays

    def area(self, token: str) -> bool:
        """Tell whether a part of a picture stays a link."""
        href = tag.attributes(token).get("href")
        if href is None or self.may_lead(href):
            return True
        self.tell(campaign.undeclared, href)
        return False

    def form(self, token: str, name: str, is_closing: bool) -> bool:
        """Tell whether a form, or what is in it, stays: where it would send, or its own page."""
        if name != "form":
            return False
        if is_closing:
            self.forms -= 1
            stays, self.is_left_out = not self.is_left_out, False
            return stays
        action = tag.attributes(token).get("action", "")
        if not action or self.may_lead(action):
            return True
        self.is_left_out = self.forms > 0
        self.tell(left_out, action)
        return False

    def sent(self, token: str) -> str:
        """Return a button that sends a form nowhere but where the form or the campaign says."""
        target = tag.attributes(token).get("formaction")
        is_shut = bool(target) and not self.may_lead(str(target))
        return tag.with_values(token, {"formaction": None}) if is_shut else token

    def may_lead(self, href: str) -> bool:
        """Tell whether the page may lead to an address."""
        return href in self.cards or stays(href, self.site) or self.shared in href

    def tell(self, say: campaign.Undeclared, *targets: str) -> None:
        """Keep a problem with the first target that may not be, and what to declare for it."""
        target = next(found for found in targets if not self.may_lead(found))
        path = split(target)
        name = "" if campaign.is_full(target) or path is None else named(self.site, path.path)
        self.told.append((target, say(target, name)))


def placed(told: Iterable[tuple[str, Problem]], path: str, site: Site) -> Iterator[Problem]:
    """Yield problems of addresses, each at its place in the text of a page, if it stands there."""
    source = site.file(path)
    text = source.read().decode("utf-8", "replace") if source else ""
    for target, problem in told:
        line, column = place_of(text, target)
        yield replace(problem, path=path, line=line + 1, column=column)


def left_out(target: str, link: str = "") -> Problem:
    """Say that a form is left out; see `campaign.undeclared`."""
    what = message(
        "the form that sends to “{target}” is left out of the campaign's own site", target=target
    )
    return Problem(message=what, hint=campaign.declared(target, link), level="warning")


def named(site: Site, path: str) -> str:
    """Return the name of the page of the whole site at a path, or empty."""
    base = encoded(site.ask("setting", "base_path"))
    found = site.ask("hidden", path.removeprefix(base))
    return "" if found in (None, campaign.OUTSIDE) else str(found)


def stays(href: str, site: Site) -> bool:
    """Tell whether a page may have a link: to itself, to a file that is there, or declared."""
    base = encoded(site.ask("setting", "base_path"))
    parts = split(href)
    if not href or parts is None:
        return False
    if href.startswith("/") and not href.startswith("//"):
        inner = parts.path.removeprefix(base) if parts.path.startswith(f"{base}/") else ""
        return bool(inner) and site.exists(f"/{output_path(inner)}")
    return campaign.may_lead(site, href)
