"""The settings of one language."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from common import *  # noqa: F403

DEFAULT_LANG = "it"
SITEURL = "https://benchmark.example/it"
OUTPUT_PATH = "public/it"
CACHE_PATH = "cache/it"
TAGLINE = "Un sito fatto per le misure"
SECTIONS = [("Notizie", "notizie/"), ("Progetti", "progetti/"), ("Campagne", "campagne/")]
THEMES = ("Temi", "temi/")
TAG_URL = "temi/{slug}/"
TAG_SAVE_AS = "temi/{slug}/index.html"
TAGS_SAVE_AS = "temi/index.html"
TAG_FEED_RSS = "temi/{slug}/feed.xml"
