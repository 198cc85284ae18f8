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
        "filtered": site.text("Nothing with these filters. Without them: {count}.", lang),
        "narrow": site.text("Nothing with these filters.", lang),
        "without": site.text("Without “{filter}”", lang),
        "unfiltered": site.text("Without any filter", lang),
        "advice": site.text("Check the spelling, or try fewer or other words.", lang),
        "browse": site.text("Browse the site", lang),
        "exact": site.text("Search for exactly “{query}”", lang),
        "search": site.text("Search for “{query}”", lang),
        "stopwords": site.text(
            "These words are on almost every page. Add one that says more about what you seek.",
            lang,
        ),
        "short": site.text("Very many words begin like this. Keep typing.", lang),
        "relaxed": site.text("No page has all these words. These have some of them.", lang),
        "missing": site.text("On no page: {words}.", lang),
        "corrected": site.text("“{typed}” is on no page. Searched instead: “{corrected}”.", lang),
        "more": site.text("Show more results", lang),
    }
    return json.dumps(found, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()
