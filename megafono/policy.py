"""The Content-Security-Policy of every page: it may fetch from its own host, and from those listed.

What a page would fetch from elsewhere fails the build (`inspection`). The policy is the same rule
held by the browser, also against what a script would add later. It stands in each page, so that it
is there on any host; hosts that send headers get it as such too (`plugins/headers.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from megafono.site import Site

OWN = ("connect", "font", "form-action", "img", "manifest", "media", "script", "style", "worker")
"""What a page may have of its own host: kinds of fetches, and where its forms are sent."""
LISTED = ("connect", "font", "form-action", "frame", "img", "media", "script", "style")
"""What it may have of the hosts that the settings list. No plug-ins, workers or other bases."""
REFERRER = "strict-origin-when-cross-origin"
"""Other sites learn that a visitor comes from here, not from which page."""
PERMISSIONS = (
    "accelerometer", "browsing-topics", "camera", "display-capture", "geolocation", "gyroscope",
    "magnetometer", "microphone", "midi", "payment", "usb",
)  # fmt: skip
"""What no page of a site may ask of a device, nor may what it embeds."""

KEPT = (
    "image/avif", "image/webp", "image/jpeg", "image/png", "image/gif", "image/svg+xml",
    "video/mp4", "video/webm", "application/pdf",
)  # fmt: skip
"""The types of files that browsers may keep for a day."""


def policy(hosts: Sequence[str]) -> str:
    """Return the policy of a page's `<meta>` (CSP Level 3); `hosts` are those of the settings.

    No inline script or style, no `data:`: nothing of the theme needs them. `frame-ancestors` is
    not taken from a `<meta>` (CSP 3, 3.3): see `header`.
    """
    listed = "".join(f" {host}" for host in hosts)
    parts = ["default-src 'none'", "base-uri 'none'", "object-src 'none'"]
    if not hosts:
        parts.append("frame-src 'none'")
    for kind in sorted({*OWN, *(LISTED if hosts else ())}):
        name = kind if kind == "form-action" else f"{kind}-src"
        own = " 'self'" if kind in OWN else ""
        parts.append(f"{name}{own}{listed if kind in LISTED else ''}")
    return "; ".join(parts)


def header(hosts: Sequence[str]) -> str:
    """Return the policy as a header, which also says who may show the page in a frame."""
    return f"{policy(hosts)}; frame-ancestors 'self'"


def loose(hosts: Sequence[str]) -> str:
    """Return the policy of files that are no pages: drawings, PDFs, HTML that somebody made.

    No scripts, nor anything from hosts that are not listed. Their own styles stay, and what the
    viewers of browsers put around a PDF or a video.
    """
    listed = "".join(f" {host}" for host in hosts)
    parts = (
        f"default-src 'self' data: blob:{listed}",
        "script-src 'none'",
        f"style-src 'self' 'unsafe-inline'{listed}",
        "base-uri 'none'",
        f"form-action 'self'{listed}",
        "frame-ancestors 'self'",
    )
    return "; ".join(parts)


def headers() -> Iterator[tuple[str, str]]:
    """Yield what every answer of a host should say, as name and value."""
    yield "X-Content-Type-Options", "nosniff"
    yield "Referrer-Policy", REFERRER
    yield "Permissions-Policy", ", ".join(f"{name}=()" for name in PERMISSIONS)


def apache(site: Site) -> Iterator[str]:
    """Yield lines for the `.htaccess` of an Apache 2.4: headers, cache lifetimes, compression.

    Each module is asked for, since a host without it would answer every page with an error 500.
    Pages, scripts and data are asked for anew at each visit (answered in a word where they are as
    they were), so that old ones never meet new ones; pictures and documents when they are a day
    old; what bears a digest in its address is kept for a year. Only HTML gets the whole policy: it
    would keep browsers from showing a drawing of somebody's own in its colours.
    """
    yield "<IfModule mod_headers.c>"
    for name, value in headers():
        yield f'Header always set {name} "{value}"'
    yield '<FilesMatch "\\.(html|js|json|xml|csv|ics)$">'
    yield 'Header set Cache-Control "no-cache"'
    yield "</FilesMatch>"
    yield '<FilesMatch "\\.html$">'
    yield f'Header always set Content-Security-Policy "{header(site.setting("hosts", ()))}"'
    yield "</FilesMatch>"
    yield '<FilesMatch "\\.(htm|shtml|xhtml|xht|svg|xml|xsl|xslt)$">'
    yield f'Header always set Content-Security-Policy "{loose(site.setting("hosts", ()))}"'
    yield "</FilesMatch>"
    yield '<If "%{QUERY_STRING} =~ /^v=[0-9a-f]{8}$/">'
    yield 'Header set Cache-Control "public, max-age=31536000, immutable"'
    yield "</If>"
    yield "</IfModule>"
    yield "<IfModule mod_expires.c>"
    yield "ExpiresActive On"
    for kind in KEPT:
        yield f'ExpiresByType {kind} "access plus 1 day"'
    yield "</IfModule>"
    yield "<IfModule mod_deflate.c>"
    yield "<IfModule mod_filter.c>"
    yield (
        "AddOutputFilterByType DEFLATE text/html text/css text/javascript application/javascript "
        "application/json application/xml application/atom+xml image/svg+xml text/plain text/csv"
    )
    yield "</IfModule>"
    yield "</IfModule>"
