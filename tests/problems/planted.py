"""A site with planted mistakes: one sound site, and files each with one thing wrong.

In a planted text `⌖` marks the line and column that the message must name; it is taken out before
the file is written. Files are bytes, so that no editor and no git mends what is wrong with them.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from textwrap import dedent

MARK = "⌖"

SOUND = {
    "content/_site.yaml": """\
        name: {it: Prova, en: Trial}
        base_url: https://example.org
        languages: [it, en]
        plugins: [elsewhere]
        """,
    "content/_data/donors.yaml": """\
        regione-emilia: {name: Regione Emilia-Romagna}
        fondazione-arborea: {name: Fondazione Arborea}
        """,
    "content/projects/sound.it.md": """\
        ---
        title: Pozzi a Kitui
        countries: [KE]
        sectors: [water]
        ---
        ## Il lavoro

        Acqua pulita.
        """,
    "content/projects/sound.en.md": "---\ntitle: Wells in Kitui\n---\nClean water.\n",
    "content/projects/hidden.it.md": "---\ntitle: Bozza\ndraft: true\n---\nNon ancora.\n",
    "content/news/over.it.md": "---\ntitle: Scaduta\nexpires: 2026-01-31\n---\nFinita.\n",
    "content/projects/with-picture/index.it.md": """\
        ---
        title: Con una foto
        image: cover.svg
        image_alt: Una pompa a mano
        ---
        Testo.
        """,
    "content/projects/with-picture/cover.svg": '<svg xmlns="http://www.w3.org/2000/svg" '
    'viewBox="0 0 4 3" width="4" height="3"/>',
    "content/projects/with-picture/clip.mp4": "…",
}
"""Files of a site with nothing wrong; the planted ones are added to them."""


@dataclass(frozen=True, kw_only=True)
class Plant:
    """One mistake: the file it is in (`⌖` marks the place), and what the message says in English.

    `says` is a part of the message, `cure` a part of its hint. `beside` are other files it needs.
    """

    name: str
    path: str
    text: str
    says: str
    cure: str
    encoding: str = "utf-8"
    newline: str = "\n"
    beside: Mapping[str, str] = field(default_factory=dict)

    @property
    def place(self) -> str:
        """The place that the message must name: `path:line:column`, 1:1 for a whole file."""
        before = self.text.split(MARK)[0].removeprefix("\ufeff") if MARK in self.text else ""
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        return f"{self.path}:{line}:{column}"

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Yield the files, by path, as bytes."""
        text = self.text.replace(MARK, "").replace("\n", self.newline)
        yield self.path, text.encode(self.encoding)
        for path, other in self.beside.items():
            yield path, other.encode()


def head(lines: str, body: str = "Testo.") -> str:
    """Return a content file from the lines of its head and its Markdown."""
    return f"---\n{lines}\n---\n{body}\n"


def project(name: str, lines: str, says: str, cure: str, body: str = "Testo.") -> Plant:
    """Return a mistake in a project that has no title of its own yet: its name is the title."""
    slug = name.replace(" ", "-").replace(",", "").lower()
    title = "" if lines.replace(MARK, "").startswith("title") else f"title: {name}\n"
    return Plant(
        name=name,
        path=f"content/projects/{slug}.it.md",
        text=head(title + lines, body),
        says=says,
        cure=cure,
    )


def written(name: str, body: str, says: str, cure: str) -> Plant:
    """Return a mistake in the Markdown of a project."""
    return project(name, "title: " + name, says, cure, body)


def file(name: str, path: str, text: str, says: str, cure: str, **given: str) -> Plant:
    """Return a mistake in a file of any kind."""
    return Plant(name=name, path=f"content/{path}", text=text, says=says, cure=cure, **given)


def campaign(name: str, lines: str, says: str, cure: str) -> Plant:
    """Return a mistake in a campaign: its name is the title."""
    slug = name.replace(" ", "-")
    return file(name, f"campaigns/{slug}.it.md", head(f"title: {name}\n{lines}"), says, cure)


def png(side: int) -> str:
    """Return the beginning of a square PNG as Latin-1: most of it is not there."""
    sides = side.to_bytes(4, "big") * 2
    chunks = ((b"IHDR", sides + b"\x08\x02\0\0\0"), (b"IDAT", zlib.compress(b"\0")))
    parts = (
        len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")
        for kind, data in chunks
    )
    return (b"\x89PNG\r\n\x1a\n" + b"".join(parts)).decode("latin-1")


def write(root: Path, files: Iterator[tuple[str, bytes]]) -> None:
    """Write files below a folder."""
    for path, data in files:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(data)


def sound() -> Iterator[tuple[str, bytes]]:
    """Yield the files of the sound site."""
    for path, text in SOUND.items():
        yield path, dedent(text).encode()


QUOTE = "Put the whole value between quotes"

TERMS = (
    project(
        "unknown country",
        "countries: [KE, ⌖Mozanbico]",
        "unknown country “Mozanbico”",
        "MZ (Mozambique)",
    ),
    project(
        "country by name",
        "countries: [⌖Kenia]",
        "unknown country “Kenia”",
        "Did you mean KE (Kenya)?",
    ),
    project(
        "norway in lower case",
        "countries: [⌖no]",
        "unknown country “no”",
        "Did you mean NO (Norway)?",
    ),
    project(
        "guinea", "countries: [⌖guinea]", "unknown country “guinea”", "Did you mean GN (Guinea)"
    ),
    project(
        "guinea bissau",
        "countries: [⌖Guinea Bissau]",
        "unknown country",
        "mean GW (Guinea-Bissau)?",
    ),
    project(
        "guinea ecuatorial",
        "countries: [⌖Guinea Ecuatoriale]",
        "unknown country",
        "mean GQ (Equatorial",
    ),
    project(
        "no such country", "countries: [⌖ZZ]", "unknown country “ZZ”", "two-letter code (ISO 3166)"
    ),
    project(
        "a country with its share",
        "countries: {KE: 50, ⌖EL: 50}",
        "unknown country “EL”",
        "GR (Greece)",
    ),
    project(
        "unknown sector", "sectors: [⌖aqua]", "unknown sector “aqua”", "Did you mean water (Water"
    ),
    project(
        "unknown region", "regions: [⌖africa-orientale]", "unknown region", "Did you mean 014 ("
    ),
    project(
        "goal", "sdgs: [6, 18]".replace("[", "⌖["), "there is no goal 18", "Goals go from 1 to 17"
    ),
    project(
        "shares",
        "sectors: ⌖{water: 50, health: 40}",
        "the percentages make 90, not 100",
        "[water, health]",
    ),
)
VALUES = (
    project(
        "thirtieth of february",
        "starts: ⌖2026-02-30",
        "there is no such day as 2026-02-30",
        "calendar",
    ),
    project("italian date", "starts: ⌖12/5/2026", "“12/5/2026” is not a date", "2026-05-12"),
    project(
        "date in words",
        "starts: ⌖12 maggio 2026",
        "“12 maggio 2026” is not a date",
        "year-month-day",
    ),
    project(
        "publish at a time",
        "publish: ⌖2026-05-12T25:00",
        "there is no such time as 25:00",
        "00 to 23",
    ),
    file(
        "time as a number",
        "notices/time.it.md",
        head("title: Un avviso\ndeadline: ⌖12:30"),
        "“12:30” is not a date with its time",
        "2026-05-12T18:00",
    ),
    file(
        "an hour without its day",
        "news/event.it.md",
        head("title: Un incontro\nevent:\n  starts: ⌖18.30\n  place: Modena"),
        "“18.30” is not a date with its time",
        "2026-05-12T18:00",
    ),
    project(
        "money",
        "budget:\n  - amount: ⌖1.200.000 euro",
        "“1.200.000 euro” is not a number",
        "1200000",
    ),
    project("rows", "budget: ⌖1000", "“budget” should be a list", "one item a line"),
    project("list", "authors: ⌖Anna Rossi", "a list is expected", "[Anna Rossi]"),
    project(
        "yes or no", "featured: ⌖forse", "“forse” is neither true nor false", "Write true or false"
    ),
    project("status", "status: ⌖ongoin", "“ongoin” is not one of", "Did you mean “ongoing”?"),
    project("italian status", "status: ⌖in corso", "“in corso” is not one of", "mean “ongoing”?"),
    project("empty", "starts:⌖", "“starts” is empty", "take the line away"),
    project("order", "order: ⌖1.5", "“1.5” is not a whole number", "no decimals"),
    project("slug", "slug: ⌖Acqua & Vita", "the slug “Acqua & Vita” has signs", "acqua-vita"),
    project(
        "alias",
        "aliases: [vecchia]".replace("[", "⌖["),
        "is not an address of this site",
        "Begin it with “/”",
    ),
    project("group", "places:\n  - ⌖Kitui", "“places” should be a group", "lat, lon, name"),
    project(
        "field of a group",
        "places:\n  - name: Kitui\n    ⌖lng: 38",
        "“lng” is not known here",
        "lon",
    ),
    project(
        "language of a text",
        "image_credit: {it: Anna, ⌖fr: Anne}",
        "“fr” is not a language of this site (it, en)",
        "Take it away",
    ),
    file(
        "asks",
        "campaigns/asks.it.md",
        head("title: Una campagna\nasks:\n  - {kind: donate, label: Dona, url: ⌖www.example.org}"),
        "“www.example.org” is not an address",
        "https://example.org/page",
    ),
)
YAML = (
    project(
        "hash", "title: ⌖#iorestoacasa", "all that follows “#” is a comment", '"#iorestoacasa"'
    ),
    project("prize", "title: Premio ⌖# 1", "all that follows “#” is a comment", '"Premio # 1"'),
    project(
        "colon",
        "title: Kitui⌖: dieci pozzi",
        "the value of “title” holds a colon",
        '"Kitui: dieci pozzi"',
    ),
    project(
        "acume",
        'title: ⌖"AcuMe" in mostra',
        "begins with a quote that closes",
        "'\"AcuMe\" in mostra'",
    ),
    project("at sign", "title: ⌖@passolungo", "“@” is a special sign", '"@passolungo"'),
    project("ampersand", "title: ⌖&tu", "“&” is a special sign", QUOTE),
    project("star", "title: ⌖*importante*", "“*", QUOTE),
    project("exclamation", "title: ⌖!Ultima ora", "“!” is a special sign", QUOTE),
    project(
        "twice",
        "title: Due volte\nstarts: 2026-01-01\n⌖title: Altri",
        "“title” is written twice: also on line 2",
        "Keep one",
    ),
    project("no space", "summary:⌖Acqua", "there is no space after “summary:”", "summary: Acqua"),
    project("tab", "places:\n⌖\t- name: Kitui", "a tab is used to indent", "Use spaces"),
    project("bracket", "countries: ⌖[KE, MZ", "a bracket or a quote is opened", "lists are [a, b]"),
    project("not a key", "⌖Kenya", "there is no “key: value” here", "Each line is"),
    project(
        "conflict",
        "⌖<<<<<<< HEAD\nstarts: 2026-01-01",
        "there is no “key: value” here",
        "Each line is",
    ),
    project(
        "no-break space", "title:⌖\u00a0Spazio duro", "a no-break space stands", "type a space"
    ),
    project(
        "no-break indent",
        "places:\n⌖\u00a0 - name: Kitui",
        "a no-break space stands",
        "type a space",
    ),
    project("unknown key", "⌖sumary: Acqua", "“sumary” is not a key", "Did you mean “summary”?"),
    project("italian key", "⌖paesi: [KE]", "“paesi” is not a key", "Did you mean “countries”?"),
    file(
        "no title",
        "projects/no-title.it.md",
        "⌖---\nstarts: 2026-01-01\n---\nTesto.\n",
        "“title” is missing",
        "Add a line",
    ),
    project("empty title", "title:⌖", "“title” is empty", "Write a value"),
)
FILES = (
    file(
        "no head",
        "projects/no-head.it.md",
        "⌖Acqua\n\nTesto.\n",
        "the first line is not “---”",
        "three hyphens",
    ),
    file(
        "no first hyphens",
        "projects/no-first.it.md",
        "⌖title: Senza inizio\n---\nTesto.\n",
        "the first line is not",
        "three hyphens",
    ),
    file(
        "not closed",
        "projects/not-closed.it.md",
        "⌖---\ntitle: Mai chiusa\n\nTesto.\n",
        "is not closed",
        "three hyphens",
    ),
    file("nothing", "projects/nothing.it.md", "⌖", "the file is empty", "three hyphens"),
    file(
        "bom",
        "projects/bom.it.md",
        "\ufeff⌖---\ntitle: Con BOM\n---\nTesto.\n",
        "byte order mark (BOM)",
        "without BOM",
    ),
    file(
        "windows",
        "projects/windows.it.md",
        "---\ntitle: Citt⌖à\n---\nPerché.\n",
        "Windows-1252, with “à” here",
        "UTF-8",
        encoding="cp1252",
    ),
    file(
        "utf-16",
        "projects/utf-16.it.md",
        "⌖---\ntitle: Largo\n---\nTesto.\n",
        "saved as UTF-16",
        "UTF-8",
        encoding="utf-16",
    ),
    file(
        "utf-16 bare",
        "projects/utf-16-bare.it.md",
        "⌖---\ntitle: Largo due\n---\nTesto.\n",
        "saved as UTF-16",
        "UTF-8",
        encoding="utf-16-le",
    ),
    file(
        "crlf",
        "projects/crlf.it.md",
        "---\ntitle: Fine riga\nstarts: ⌖2026-13-01\n---\nTesto.\n",
        "no such day as 2026-13-01",
        "calendar",
        newline="\r\n",
    ),
    file(
        "control",
        "projects/control.it.md",
        "---\ntitle: Dal PDF\n---\nTesto⌖\x0c qui.\n",
        "a control character (code 12)",
        "PDF",
    ),
    file(
        "no language",
        "projects/no-language.md",
        head("title: Senza"),
        "does not say its language",
        "no-language.it.md",
    ),
    file(
        "other language",
        "projects/other.fr.md",
        head("title: Autre"),
        "“fr” is not a language of this site (it, en)",
        "other.it.md",
    ),
    file(
        "other folder",
        "progetti/pozzi.it.md",
        head("title: Fuori"),
        "in no folder of a content type",
        "Did you mean “projects”?",
    ),
    Plant(
        name="same key twice",
        path="content/projects/twin/index.it.md",
        text=head("title: Gemello uno"),
        says="this is the same page as content/projects/twin.it.md (it)",
        cure="Keep one",
        beside={"content/projects/twin.it.md": head("title: Gemello due")},
    ),
    Plant(
        name="facts that disagree",
        path="content/projects/disagree.en.md",
        text=head("title: They disagree\n⌖starts: 2026-02-01"),
        says="“starts” is not the same as in content/projects/disagree.it.md, line 3",
        cure="take one of the two away",
        beside={
            "content/projects/disagree.it.md": head("title: Non concordano\nstarts: 2026-01-01")
        },
    ),
    Plant(
        name="slug collision",
        path="content/projects/slug-two.it.md",
        text="⌖" + head("title: Stesso titolo"),
        says="/it/progetti/stesso-titolo/ is already taken by content/projects/slug-one.it.md",
        cure="another “slug”",
        beside={"content/projects/slug-one.it.md": head("title: Stesso titolo")},
    ),
    Plant(
        name="collision with a list",
        path="content/pages/progetti.it.md",
        text="⌖" + head("title: Progetti"),
        says="/it/progetti/ is already taken by a page that Megafono makes",
        cure="another “slug”",
    ),
    file(
        "broken data",
        "_data/offices.yaml",
        "modena: {name: Modena}\nroma: ⌖{name: Roma\n",
        "opened and not closed",
        "[a, b]",
    ),
)
LINKS = (
    written(
        "link",
        "Vedi [i pozzi](⌖../projects/sounds).",
        "the link “../projects/sounds” leads nowhere",
        "“/projects/sound”",
    ),
    written(
        "link with nothing near",
        "\nVedi [qui](⌖/xyzzy/qwerty).",
        "leads nowhere",
        "/projects/wells",
    ),
    written(
        "draft linked",
        "Vedi [la bozza](⌖hidden).",
        "the link “hidden” leads to a draft",
        "Publish that page",
    ),
    written(
        "expired linked",
        "Vedi [la notizia](⌖/news/over).",
        "a page that is not published now",
        "plain text",
    ),
    written(
        "anchor",
        "Vedi [sotto](⌖#risultato).\n\n## Risultati",
        "no heading “#risultato”",
        "“#risultati”",
    ),
    written(
        "anchor elsewhere", "Vedi [là](⌖sound#lavoro).", "no heading “#lavoro”", "“#il-lavoro”"
    ),
    written(
        "picture",
        "![Una pompa](⌖pompa.jpg)",
        "the picture “pompa.jpg” is not there",
        "beside the page",
    ),
    written(
        "picture elsewhere",
        "![Una pompa](⌖covre.svg)",
        "“covre.svg” is not there",
        "/projects/with-picture/cover.svg",
    ),
    written("block", "::: ⌖progeti\n:::", "there is no block “progeti”", "“progetti”"),
    written(
        "block argument", "::: progetti ⌖paesi=KE\n:::", "“paesi” is not an argument", "“paese”"
    ),
    written(
        "block left open",
        "⌖::: nota\nTesto.",
        "the block “nota” is not closed",
        "Write a line “:::”",
    ),
    written(
        "block never opened", "Testo.\n\n⌖:::", "closes a block, and none is open", "take it away"
    ),
    written(
        "call",
        "Da ⌖{{ anni(1985) }} anni.",
        "is not something that can be computed",
        "years_since(1985)",
    ),
    file(
        "picture that is none",
        "projects/with-picture/rotta.jpg",
        "<!DOCTYPE html>",
        "the picture is damaged",
        "save it as JPEG or PNG",
    ),
    file(
        "picture cut short",
        "projects/with-picture/mezza.png",
        png(256),
        "the picture is damaged",
        "save it as JPEG or PNG",
        encoding="latin-1",
    ),
    file(
        "picture that fills the memory",
        "projects/with-picture/enorme.png",
        png(12_000),
        "so large that opening it could fill the memory",
        "width times height may be 100 million at most",
        encoding="latin-1",
    ),
    file(
        "picture that fills the memory of any machine",
        "projects/with-picture/immensa.png",
        png(65_536),
        "so large that opening it could fill the memory",
        "width times height may be 100 million at most",
        encoding="latin-1",
    ),
    file(
        "picture of a telephone",
        "projects/with-picture/IMG_0001.HEIC",
        "ftypheic",
        "browsers do not show pictures of this kind",
        "save it as JPEG or PNG",
    ),
    project(
        "image",
        "image: ⌖pompa.png\nimage_alt: Pompa",
        "the file “pompa.png” is not there",
        "beside the page",
    ),
    project(
        "no alt",
        "title: ⌖Senza alt\nimage: /projects/with-picture/cover.svg",
        "no “image_alt”",
        "says what is in the picture",
    ),
    project(
        "project",
        "projects: [⌖projects/sund]",
        "there is no project “projects/sund”",
        "“projects/sound”",
    ),
    project("donor", "donors: [⌖regione-emila]", "“regione-emila” is not in", "“regione-emilia”"),
    file(
        "document",
        "notices/document.it.md",
        head("title: Bando\ndocuments:\n  - file: ⌖bando.pdf"),
        "the file “bando.pdf” is not there",
        "beside the page",
    ),
    campaign(
        "words that cannot be read on their colour",
        "microsite:\n  colour: '#f2a900'\n  ink: ⌖'#ffffff'",
        "“#ffffff” cannot be read on “#f2a900”: the contrast is 2.0 to 1",
        "Write colour: “#9d6e00”",
    ),
    campaign(
        "words on no colour",
        "microsite:\n  ink: ⌖'#ffffff'",
        "“ink” is the colour of texts on “colour”, which is missing",
        "colour: …",
    ),
    campaign(
        "a link to no page",
        "microsite:\n  links: [home, ⌖projects/sund]",
        "there is no page “projects/sund”",
        "“projects/sound”",
    ),
    campaign(
        "a link to nothing like it",
        "microsite:\n  links:\n    - ⌖qwertyuiop",
        "there is no page “qwertyuiop”",
        "pages/about/mission",
    ),
    campaign(
        "a theme that is not there",
        "microsite:\n  theme: ⌖defualt",
        "there is no theme “defualt”",
        "“default”",
    ),
)
ELSEWHERE = (
    written(
        "video in a frame",
        '<iframe title="Il pozzo" src="⌖//www.youtube-nocookie.com/embed/abc?start=5"></iframe>',
        "would load something from www.youtube-nocookie.com",
        "“::: video url=https://www.youtube.com/watch?v=abc&t=5s ",
    ),
    written(
        "map in a frame",
        '<iframe title="Dove" src="⌖https://www.google.com/maps/embed?pb=!2d38.01!3d-1.37"></iframe>',
        "would load something from www.google.com",
        "“::: external url=https://www.google.com/maps?q=-1.37,38.01 ",
    ),
    written(
        "script of others",
        '<script async src="⌖https://platform.example.net/widgets.js"></script>',
        "would load something from platform.example.net",
        "add “platform.example.net” to “hosts”",
    ),
    written(
        "picture of others",
        "![Una pompa](⌖https://pictures.example.net/pompa.jpg)",
        "would load something from pictures.example.net",
        "Keep the file in the site",
    ),
    written(
        "form to others",
        '<form action="⌖https://forms.example.net/join"><button>Iscriviti</button></form>',
        "a form that would be sent to forms.example.net",
        "add “forms.example.net” to “hosts”",
    ),
    written(
        "style within a page",
        '<span ⌖style="color: red">Urgente</span>',
        '“style="color: red"” has no effect',
        "the theme's style sheet",
    ),
    written(
        "style sheet within a page",
        "⌖<style>p { margin: 0 }</style>",
        "“<style>” has no effect",
        "the theme's style sheet",
    ),
    written(
        "script within a page",
        "⌖<script>conta()</script>",
        "“<script>” has no effect",
        "in a file of the theme",
    ),
    written(
        "handler",
        '<b ⌖onclick="apri()">Apri</b>',
        '“onclick="apri()"” has no effect',
        "write a plain link",
    ),
    written(
        "frame of our own",
        '<iframe title="Pompa" src="⌖/media/projects/with-picture/cover.svg"></iframe>',
        "no pages within a page",
        "Write a plain link",
    ),
    file(
        "script in a file",
        "projects/with-picture/count.html",
        "<p>Conta</p>\n⌖<script>conta()</script>\n",
        "“<script>”, which would run in the browser",
        "make a page of the site",
    ),
    file(
        "file of a broken drawing",
        "projects/with-picture/broken.svg",
        "⌖<svg><g></svg>",
        "cannot be read for sure",
        "Save it again with the program",
    ),
    written(
        "picture in an address",
        '<img alt="Punto" src="⌖data:image/gif;base64,R0lGODlhAQABAAAAACw=">',
        "no files within addresses",
        "as a file beside the page",
    ),
    written(
        "address of a video",
        "::: video titolo=Pozzo url=⌖pozzo\n:::",
        "“pozzo” is not an address",
        "https://www.example.org/page",
    ),
    written(
        "file of a video",
        "::: video titolo=Pozzo file=⌖cover.svg\n:::",
        "“cover.svg” is not a file of the kind wanted here",
        ".mp4",
    ),
    written(
        "captions",
        "::: video titolo=Pozzo url=https://example.net/v captions=⌖pozzo.vtt\n:::",
        "the file “pozzo.vtt” is not there",
        "beside the page",
    ),
    written(
        "video of nothing",
        "Testo.\n\n⌖::: video titolo=Pozzo\n:::",
        "neither an address nor a file",
        "file=video.mp4",
    ),
    written(
        "video without captions",
        "⌖::: video titolo=Pozzo file=/projects/with-picture/clip.mp4\n:::",
        "the video has no captions",
        "captions=video.vtt",
    ),
    written(
        "video without title",
        "⌖::: video url=https://example.net/v\n:::",
        "the video has no title",
        "Write title=",
    ),
    written(
        "card of nothing",
        "⌖::: external titolo=Là\n:::",
        "the block names no address",
        "Write url=",
    ),
    written(
        "card without title",
        "⌖::: external url=https://example.net/\n:::",
        "the card has no title",
        "Write title=",
    ),
)
"""What a page would load from others, and what its policy refuses."""
PLANTED = (*TERMS, *VALUES, *YAML, *FILES, *LINKS, *ELSEWHERE)
