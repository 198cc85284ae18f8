"""Settings: two languages, a theme of its own, lists of twelve, feeds, no more."""

BLOG_AUTHOR = "Benchmark"
BLOG_TITLE = "Benchmark"
SITE_URL = "https://benchmark.example/"
BLOG_EMAIL = "info@benchmark.example"
BLOG_DESCRIPTION = {"it": "Un sito fatto per le misure", "en": "A site made to be measured"}

DEFAULT_LANG = "it"
TRANSLATIONS = {"it": "", "en": "./en"}
TRANSLATIONS_PATTERN = "{path}.{lang}.{ext}"
TIMEZONE = "Europe/Rome"
THEME = "measured"

NAVIGATION_LINKS = {
    "it": (
        ("/categories/notizie/", "Notizie"),
        ("/categories/progetti/", "Progetti"),
        ("/categories/campagne/", "Campagne"),
        ("/categories/", "Temi"),
    ),
    "en": (
        ("/en/categories/news/", "News"),
        ("/en/categories/projects/", "Projects"),
        ("/en/categories/campaigns/", "Campaigns"),
        ("/en/categories/", "Topics"),
    ),
}

POSTS = (
    ("news/*.md", {"it": "notizie", "en": "news"}, "post.tmpl"),
    ("projects/*.md", {"it": "progetti", "en": "projects"}, "post.tmpl"),
    ("campaigns/*.md", {"it": "campagne", "en": "campaigns"}, "post.tmpl"),
)
PAGES = (("pages/*.md", "", "page.tmpl"),)
COMPILERS = {"markdown": [".md"]}
MARKDOWN_EXTENSIONS = [
    "markdown.extensions.tables",
    "markdown.extensions.footnotes",
    "markdown.extensions.toc",
]

CATEGORY_PREFIX = ""
DEMOTE_HEADERS = 0
CATEGORY_ALLOW_HIERARCHIES = False
CATEGORY_PAGES_ARE_INDEXES = True
TAG_PAGES_ARE_INDEXES = True
INDEX_DISPLAY_POST_COUNT = 12
FEED_LENGTH = 20
FEED_TEASERS = True
ENABLE_AUTHOR_PAGES = False
USE_BUNDLES = False
COMMENT_SYSTEM = ""
SHOW_SOURCELINK = False
COPY_SOURCES = False
DISABLED_PLUGINS = ["classify_archive", "render_galleries", "render_listings", "render_post_list"]
