"""Lists of sections, countries and sectors, in pages of twelve: MkDocs has none of its own."""

import re
import unicodedata
from collections import defaultdict
from posixpath import relpath

from mkdocs.structure.files import File
from mkdocs.utils.meta import get_data

SIZE = 12


def on_files(files, config):
    """Add the lists to the files that are made."""
    sections = config["extra"]["sections"]
    groups = defaultdict(list)
    for file in list(files.documentation_pages()):
        _, meta = get_data(file.content_string)
        groups[file.src_uri.split("/")[0]].append((file.src_uri, meta))
        for taxonomy in ("countries", "sectors"):
            for term in meta.get(taxonomy) or ():
                groups[f"{taxonomy}/{slug(term)}"].append((file.src_uri, meta))
                sections = {**sections, f"{taxonomy}/{slug(term)}": term}
    for path, title in sections.items():
        found = sorted(groups[path], key=lambda each: str(each[1]["date"]), reverse=True)
        for uri, text in pages(path, title, found):
            files.append(File.generated(config, uri, content=text))
    for taxonomy in ("countries", "sectors"):
        files.append(
            File.generated(config, f"{taxonomy}/index.md", content=index(taxonomy, sections))
        )
    files.append(File.generated(config, "index.md", content=home(config, groups)))
    return files


def on_env(env, config, files):
    """Let templates make addresses."""
    env.globals["slug"] = slug
    return env


def slug(text):
    """Return a name as part of an address."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub("[^a-z0-9]+", "-", plain).strip("-")


def pages(path, title, found):
    """Yield the pages of a list: path and text of each."""
    if path in ("countries", "sectors"):
        return
    count = max(1, -(-len(found) // SIZE))
    for number in range(1, count + 1):
        uri = at(path, number)
        some = found[(number - 1) * SIZE : number * SIZE]
        text = [f"---\ntitle: {title}\n---\n\n# {title}\n\n", *items(uri, some)]
        if number > 1:
            text.append(f"\n[←]({to(uri, at(path, number - 1))}) ")
        text.append(f"\n{number} / {count}\n")
        if number < count:
            text.append(f"\n[→]({to(uri, at(path, number + 1))})\n")
        yield uri, "".join(text)


def at(path, number):
    """Return the path of a page of a list."""
    return f"{path}/index.md" if number == 1 else f"{path}/page/{number}.md"


def to(uri, target):
    """Return a link from a source to another."""
    return relpath(target, uri.rpartition("/")[0] or ".")


def items(uri, found):
    """Yield entries with their dates and descriptions."""
    for target, meta in found:
        words = meta.get("description", "")
        yield f"- ## [{meta['title']}]({to(uri, target)})\n\n    {meta['date']} {words}\n\n"


def index(taxonomy, sections):
    """Return the list of the terms of a taxonomy."""
    title = sections[taxonomy]
    terms = sorted(
        (name, path) for path, name in sections.items() if path.startswith(f"{taxonomy}/")
    )
    links = [f"- [{name}]({path.partition('/')[2]}/index.md)\n" for name, path in terms]
    return "".join([f"---\ntitle: {title}\n---\n\n# {title}\n\n", *links])


def home(config, groups):
    """Return the home: the last of each section."""
    text = [f"# {config['site_name']}\n\n"]
    for path in ("news", "projects", "campaigns"):
        found = sorted(groups[path], key=lambda each: str(each[1]["date"]), reverse=True)[:6]
        text += [
            f"## [{config['extra']['sections'][path]}]({path}/index.md)\n\n",
            *items("index.md", found),
        ]
    return "".join(text)
