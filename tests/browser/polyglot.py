"""The demo in Arabic and French, made from the Italian and English: for layout, not for reading.

Arabic comes letter by letter, so that lines run from the right in letters that join, with words as
long as a real text has. French keeps the English words.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import yaml
from babel.messages.catalog import Message
from babel.messages.pofile import read_po

from megafono.build import build
from megafono.known import Known
from megafono.model import Options

LANGUAGES = {"it": "ar", "en": "fr"}
PLURALS = {
    "fr": (2, "(n > 1)"),
    "ar": (6, "(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5)"),
}
LETTERS = str.maketrans(
    dict(zip("abcdefghijklmnopqrstuvwxyz", "ابكدهفجحيزقلمنوبقرستعفوخيز", strict=True))
)
KEPT = re.compile(
    r"(\]\([^)]*\)|\[\^[^\]]*\]:?|\{[^}]*\}+|<[^>]+>|https?://\S+|\S+@\S+|`[^`]*`|%\(\w+\)s|&\w+;"
    r"|^(?::::|```|\*\[|\|[-:| ]+$|\[\w).*$)",
    re.MULTILINE,
)
"""What is no prose: addresses, blocks, places to fill in, marks."""
TEXTS = re.compile(r"^(title|summary|image_alt|image_caption|audience): (?![>|])(.*)$")


def arabic(text: str) -> str:
    """Return prose in Arabic letters; marks of Markdown and places to fill in stay."""
    parts = KEPT.split(text)
    parts[::2] = [part.casefold().translate(LETTERS) for part in parts[::2]]
    return "".join(parts)


def document(text: str, lang: str) -> str:
    """Return an entry of the demo in another language; its keys and names of files stay."""
    _, head, body = text.split("---\n", 2)
    lines = [spoken(line, lang) for line in relabelled(head).splitlines(keepends=True)]
    return f"---\n{''.join(lines)}---\n{arabic(body) if lang == 'ar' else body}"


def spoken(line: str, lang: str) -> str:
    """Return a line of front matter, its text in Arabic letters if it is a text."""
    found = TEXTS.match(line)
    return f"{found[1]}: {arabic(found[2])}\n" if found and lang == "ar" else line


def relabelled(text: str) -> str:
    """Return YAML whose texts in Italian and English are called Arabic and French."""
    return re.sub(r"\b(it|en):(?= )", lambda found: f"{LANGUAGES[found[1]]}:", text)


def catalog(i18n: Path, lang: str) -> str:
    """Return a catalog with every word of the interface, and every sector and goal."""
    number, rule = PLURALS[lang]
    head = f"Language: {lang}\\nPlural-Forms: nplurals={number}; plural={rule};\\n"
    with (i18n / "it.po").open("rb") as file:
        items = [item for item in read_po(file) if item.id]
    names = [
        Message(name, context=context)
        for context, file_name in (("sector", "sectors.yaml"), ("goal", "sdgs.yaml"))
        for name in sorted(set(english(yaml.safe_load((i18n / file_name).read_text("utf-8")))))
    ]
    lines = [f'msgid ""\nmsgstr "{head}"\n']
    return "\n".join(lines + [translation(item, lang, number) for item in [*items, *names]])


def english(vocabulary: dict[str, dict[str, object]]) -> Iterator[str]:
    """Yield the English names of a vocabulary, finer terms too."""
    for term in vocabulary.values():
        yield str(term["en"])
        yield from english(term.get("codes", {}))  # type: ignore[arg-type]


def translation(item: Message, lang: str, number: int) -> str:
    """Return an item of a catalog; words of addresses stay English."""
    plain = item.context == "address" or lang == "fr"
    one, many = item.id if isinstance(item.id, tuple) else (item.id, "")
    said = quoted(many or one) if plain else arabic(quoted(many or one))
    lines = [f'msgctxt "{item.context}"'] if item.context else []
    lines.append(f'msgid "{quoted(one)}"')
    if many:
        lines.append(f'msgid_plural "{quoted(many)}"')
        return "\n".join(lines + [f'msgstr[{form}] "{said}"' for form in range(number)]) + "\n"
    return "\n".join([*lines, f'msgstr "{said}"']) + "\n"


def quoted(text: str) -> str:
    """Return a text as a catalog writes it."""
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def write(root: Path, folder: Path) -> None:
    """Write the demo of `root` in Arabic and French to a folder, with the pictures made so far."""
    shutil.copytree(root / "content", folder / "content")
    for file in sorted((folder / "content").rglob("*.md")):
        old = file.name.split(".")[-2]
        new = file.with_name(file.name.replace(f".{old}.md", f".{LANGUAGES[old]}.md"))
        new.write_text(document(file.read_text("utf-8"), LANGUAGES[old]), "utf-8")
        file.unlink()
    for file in sorted((folder / "content").rglob("*.yaml")):
        text = relabelled(file.read_text("utf-8"))
        file.write_text(text.replace("languages: [it, en]", "languages: [ar, fr]"), "utf-8")
    (folder / "i18n").mkdir()
    for lang in LANGUAGES.values():
        (folder / f"i18n/{lang}.po").write_text(catalog(root / "i18n", lang), "utf-8")
    if (root / ".cache/pictures").is_dir():
        shutil.copytree(root / ".cache/pictures", folder / ".cache/pictures")


def make(root: Path, folder: Path, now: datetime) -> tuple[Known, Path]:
    """Build the demo of `root` in Arabic and French; return what is known, and where it is."""
    write(root, folder)
    result = build(Options(root=folder, out=folder / "public", now=now, quick=True), whole=True)
    assert result.is_published and result.known is not None, [str(p) for p in result.errors[:5]]
    return result.known, folder / "public"
