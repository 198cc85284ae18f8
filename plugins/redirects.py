"""Old addresses lead to the new: on any host by a small page, on those that can by a true 301.

The old addresses are the `aliases` of entries and the former names of terms
(`/it/paesi/macedonia/`). For each there is a page of kind `redirect`; all together they stand in

`_redirects`            Netlify and Cloudflare Pages
`.htaccess`             Apache; also each language's own 404, and what `headers.py` says if asked
`redirects.nginx.conf`  nginx: `include /var/www/site/redirects.nginx.conf;` inside `server { … }`
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from urllib.parse import unquote

from megafono import policy
from megafono.plugin import EntryView, File, Page, Plugin, Site

Pairs = tuple[tuple[str, str], ...]
"""Old and new URL within the site, both decoded, sorted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Redirect:
    """An old address: `old` and `new` are URLs within the site, `source` the file that says so."""

    old: str
    new: str
    lang: str
    source: str = ""


def redirects(site: Site) -> Iterator[Redirect]:
    """Yield every old address: those that somebody wrote, then former names that are still free."""
    written = tuple(aliases(site))
    yield from written
    pages = site.answers.known.pages.values()
    taken = {found.old for found in written} | {
        page.url for page in pages if page.kind != "redirect"
    }
    for lang in site.languages:
        for found in former_names(site.at(lang)):
            if found.old not in taken:
                taken.add(found.old)
                yield found


def aliases(site: Site) -> Iterator[Redirect]:
    """Yield the aliases of all entries, those of an entry each once."""
    for (key, lang), entry in site.answers.known.index.entries.items():
        view = site.entry(key, lang) if entry.aliases else None
        for old in dict.fromkeys(normal(alias) for alias in entry.aliases):
            if view and (new := address(view)):
                yield Redirect(old=old, new=new, lang=lang, source=entry.path)


def address(entry: EntryView) -> str:
    """Return the URL of an entry's page; the home's for the text of the home."""
    home = entry.site.page("home") if entry.key == "pages" else None
    return str(home.url if home else entry.url)


def normal(alias: str) -> str:
    """Return an alias as the URL of a page: `/old` is `/old/`, `/old.html` stays, signs decoded."""
    path = unquote(alias)
    return path if path.endswith("/") or "." in path.rpartition("/")[2] else f"{path}/"


def former_names(site: Site) -> Iterator[Redirect]:
    """Yield the addresses that the terms of a language had under former names."""
    for taxonomy in ("country", "region", "sector", "sdg", "tag"):
        for term in site.terms(taxonomy):
            page = site.page(f"term/{taxonomy}/{term.key}")
            for slug in term.own.former_slugs.get(site.lang, ()) if page else ():
                new = page.url if page else ""
                above = new.rstrip("/").rpartition("/")[0]
                yield Redirect(old=f"{above}/{slug}/", new=new, lang=site.lang)


def redirect_pages(site: Site) -> Iterator[Page]:
    """Yield the page of each old address, for hosts that have no rules."""
    for found in redirects(site):
        yield Page(
            name=f"redirect{found.old.rstrip('/')}",
            kind="redirect",
            url=found.old,
            lang=found.lang,
            template="redirect.html",
            is_indexed=False,
            source=found.source,
            values={"target": found.new},
        )


def rule_files(site: Site) -> Iterator[File]:
    """Yield the rules for each kind of host; the list is an argument, and so their identity."""
    pairs = tuple(sorted({found.old: found.new for found in redirects(site)}.items()))
    yield File(path=".htaccess", make=partial(apache, pairs))
    if pairs:
        yield File(path="_redirects", make=partial(netlify, pairs))
        yield File(path="redirects.nginx.conf", make=partial(nginx, pairs))


def netlify(pairs: Pairs, site: Site) -> str:
    """Make `_redirects`, percent-encoded.

    Each rule stands twice. On Netlify only `301!` goes before the page that is there; Cloudflare
    does not know the sign, passes that line over, and takes the next.
    """
    lines = []
    for old, new in pairs:
        lines += [f"{site.href(old)} {site.href(new)} {code}\n" for code in ("301!", "301")]
    return "".join(lines)


def apache(pairs: Pairs, site: Site) -> str:
    """Make `.htaccess` for Apache 2.4.

    `RedirectMatch` and not `Redirect`, which takes an address for the beginning of others. Both
    sides are decoded: Apache decodes what it compares and encodes what it answers with.
    """
    lines = ["ErrorDocument 404 " + site.href("/404.html")]
    for lang in site.languages if len(site.languages) > 1 else ():
        start = site.href(f"/{lang.code}/")
        lines += [f'<If "%{{REQUEST_URI}} =~ m#^{start}#">']
        lines += [f"ErrorDocument 404 {start}404.html", "</If>"]
    lines += ["<IfModule mod_alias.c>"] if pairs else []
    for old, new in pairs:
        pattern = "".join(as_pattern(sign) for sign in decoded(site, old))
        end = "?" if old.endswith("/") else ""
        lines.append(f'RedirectMatch 301 "^{pattern}{end}$" "{decoded(site, new)}"')
    lines += ["</IfModule>"] if pairs else []
    if site.option("headers", "apache") == "true":
        lines += policy.apache(site)
    return "\n".join(lines) + "\n"


def decoded(site: Site, url: str) -> str:
    """Return a URL as a path of the host, decoded."""
    return unquote(site.href(url))


def as_pattern(sign: str) -> str:
    """Return a sign as itself in a regular expression that stands between quotes."""
    if sign.isalnum() or sign in "/_-~" or ord(sign) > 127:
        return sign
    return "\\." if sign == "." else f"\\x{ord(sign):02x}"


def nginx(pairs: Pairs, site: Site) -> str:
    """Make the rules of nginx, which compares decoded addresses and answers with what is written.

    A page also answers without its last `/`; no address may stand twice.
    """
    places = dict(pairs)
    for old, new in pairs:
        places.setdefault(old.rstrip("/") or "/", new)
    lines = []
    for old, new in sorted(places.items()):
        place = decoded(site, old).replace("\\", "\\\\").replace('"', '\\"')
        target = site.href(new).replace("$", "%24")
        lines.append(f'location = "{place}" {{ return 301 "{target}"; }}\n')
    return "".join(lines)


plugin = Plugin(name="redirects", pages=(redirect_pages,), files=(rule_files,))
