"""What makes a campaign go round: its QR code, and links to share it with, which need no script.

`qr.svg` beside the page of each campaign that has not ended: the full address of the page, for
posters and for print. `entry | share_links` are links that open a network or a mail with the
address ready; nothing is asked of any of them before somebody follows one. Which ones, and in what
order: `options: {campaigns: {share: [email, whatsapp]}}`.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from functools import partial
from urllib.parse import quote

from megafono.plugin import (
    EntryView,
    File,
    Link,
    Plugin,
    Problem,
    Site,
    did_you_mean,
    message,
)

NETWORKS: Mapping[str, tuple[str, str]] = {
    "email": ("", "mailto:?subject={title}&body={title}%0A%0A{url}"),
    "whatsapp": ("WhatsApp", "https://wa.me/?text={title}%20{url}"),
    "telegram": ("Telegram", "https://t.me/share/url?url={url}&text={title}"),
    "facebook": ("Facebook", "https://www.facebook.com/sharer/sharer.php?u={url}"),
    "linkedin": ("LinkedIn", "https://www.linkedin.com/sharing/share-offsite/?url={url}"),
    "x": ("X", "https://x.com/intent/post?text={title}&url={url}"),
    "bluesky": ("Bluesky", "https://bsky.app/intent/compose?text={title}%20{url}"),
}
"""What can be shared with: the name (a word of ours where it is empty) and the address to open."""
USUAL = ("email", "whatsapp", "telegram", "facebook", "linkedin", "x")
QUIET = 4
"""Modules of white around a QR code, without which it is not found (ISO/IEC 18004)."""
SCALE = 8
"""Pixels of a module: the drawing has no pixels, but is first shown so large."""


def qr_files(site: Site) -> Iterator[File]:
    """Yield the QR code of each campaign that has not ended, in each language."""
    for (key, lang), found in site.answers.known.index.entries.items():
        if found.type == "campaign" and found.status != "ended":
            page = site.page(key, lang)
            if page and not page.is_fallback:
                yield File(path=f"{page.url}qr.svg".lstrip("/"), make=partial(qr, key, lang))


def qr(key: str, lang: str, site: Site) -> bytes:
    """Draw the QR code of a page's full address: dark on white, whatever is around it."""
    import segno

    site = site.at(lang)
    page = site.page(key)
    code = segno.make(page.absolute_url if page else site.base_url, error="m", micro=False)
    out = io.BytesIO()
    code.save(
        out, kind="svg", scale=SCALE, border=QUIET, dark="#000", light="#fff", xmldecl=False,
        title=site.text("QR code"),
    )  # fmt: skip
    return out.getvalue()


def share_links(entry: EntryView) -> tuple[Link, ...]:
    """Return the links with which a campaign is shared; `key` is the name of each network."""
    given = {"title": quote(entry.title, safe=""), "url": quote(entry.absolute_url, safe="")}
    links = []
    for name in wanted(entry.site):
        title, address = NETWORKS[name]
        title = title or entry.site.text("E-mail")
        links.append(Link(title=title, href=address.format(**given), key=name))
    return tuple(links)


def wanted(site: Site) -> tuple[str, ...]:
    """Return the names of the networks that the settings ask for, as far as they are known."""
    return tuple(name for name in asked(site) if name in NETWORKS)


def asked(site: Site) -> tuple[str, ...]:
    """Return what the settings name as networks, as texts: one, or a list."""
    found = site.option("campaigns", "share", USUAL)
    items = found if isinstance(found, (list, tuple)) else (found,)
    return tuple(map(shown, items))


def shown(value: object) -> str:
    """Return a value of the settings as it is written there, more or less."""
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(shown, value))}]"
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{key}: {shown(item)}' for key, item in value.items())}}}"
    return "" if value is None else str(value)


def unknown_networks(site: Site) -> Iterator[Problem]:
    """Find the networks that the settings ask for and nobody knows."""
    for name in asked(site):
        if name not in NETWORKS:
            what = message("“{name}” is not known here", name=name)
            known = message("Known: {keys}.", keys=", ".join(NETWORKS))
            line, column = place_of(site, name)
            yield Problem(
                message=what, path=SETTINGS, line=line, column=column,
                hint=did_you_mean(name, NETWORKS) or known,
            )  # fmt: skip


SETTINGS = "content/_site.yaml"


def place_of(site: Site, word: str) -> tuple[int, int]:
    """Return line and column of a word in the settings, from where networks are named on."""
    source = site.file(SETTINGS)
    text = source.read().decode("utf-8", "replace") if source else ""
    found = max(text.find(word, text.find("share:")), 0)
    before = text[:found]
    return before.count("\n") + 1, found - before.rfind("\n")


plugin = Plugin(
    name="campaigns",
    filters={"share_links": share_links},
    files=(qr_files,),
    checks=(unknown_networks,),
)
