"""The settings of one language."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from common import *  # noqa: F403

DEFAULT_LANG = "en"
SITEURL = "https://benchmark.example/en"
OUTPUT_PATH = "public/en"
CACHE_PATH = "cache/en"
TAGLINE = "A site made to be measured"
SECTIONS = [("News", "news/"), ("Projects", "projects/"), ("Campaigns", "campaigns/")]
THEMES = ("Topics", "topics/")
TAG_URL = "topics/{slug}/"
TAG_SAVE_AS = "topics/{slug}/index.html"
TAGS_SAVE_AS = "topics/index.html"
TAG_FEED_RSS = "topics/{slug}/feed.xml"
