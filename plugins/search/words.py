"""The words of the search page, for `page.js`.

A number always stands after a colon: «Risultati: 12» needs no plural, so it is right in every
language, at any number, and a screen reader says it as it stands.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from megafono.site import Site


def words_json(lang: str, site: Site) -> bytes:
    """Return the words of one language. Each call names its msgid, so that tools can find it."""
    found = {
        "results": site.text("Results: {count}", lang),
        "searching": site.text("Searching…", lang),
        "nothing": site.text("Nothing found for “{query}”.", lang),
        "filtered": site.text("Nothing with these filters. Without them: {count}", lang),
        "exact": site.text("Try again without “Exact matches only”.", lang),
        "stopwords": site.text(
            "These words are on almost every page. Add one that says more about what you seek.",
            lang,
        ),
        "relaxed": site.text("No page has all these words. These have most of them.", lang),
        "corrected": site.text("“{typed}” is on no page. Searched instead: “{corrected}”.", lang),
        "failed": site.text("The search did not load. Check the connection and try again.", lang),
        "more": site.text("Show more results", lang),
    }
    return json.dumps(found, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()
