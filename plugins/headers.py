"""What a host says with each file: `_headers`, for Netlify, Cloudflare Pages and GitLab Pages.

    options: {headers: {apache: true}}      says the same in `.htaccess`, for Apache 2.4

Every file gets `X-Content-Type-Options`, `Referrer-Policy`, `Permissions-Policy` and who may show
it in a frame. The rest of the Content-Security-Policy stands in each page; as a header it is sent
with the folders of languages, which hold pages. What lies beside texts, and the theme's files, get
a looser one that lets no script run: the whole one some browsers would apply to their own viewer of
PDFs.
"""

from __future__ import annotations

from collections.abc import Iterator

from megafono.plugin import File, Plugin, Site
from megafono.policy import header, headers, loose


def rules(site: Site) -> Iterator[File]:
    """Plan the file of rules."""
    yield File(path="_headers", make=netlify)


def netlify(site: Site) -> str:
    """Make `_headers`: a path, then its headers, indented. Rules that overlap add up."""
    lines = [site.href("/*"), *(f"  {name}: {value}" for name, value in headers())]
    lines.append("  Content-Security-Policy: frame-ancestors 'self'")
    hosts = site.setting("hosts", ())
    policy = header(hosts)
    for lang in site.languages if len(site.languages) > 1 else ():
        lines += [site.href(f"/{lang.code}/*"), f"  Content-Security-Policy: {policy}"]
    for folder in ("media", "assets"):
        lines += [site.href(f"/{folder}/*"), f"  Content-Security-Policy: {loose(hosts)}"]
    return "\n".join(lines) + "\n"


plugin = Plugin(name="headers", files=(rules,))
