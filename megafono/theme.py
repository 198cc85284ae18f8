"""Template lookup and digests, the Jinja environment, and the filters of every template."""

from __future__ import annotations

import contextlib
import json
import marshal
import os
import shutil
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar
from zoneinfo import ZoneInfo

import jinja2
from jinja2 import meta, pass_context
from jinja2.bccache import Bucket
from jinja2.runtime import Context
from markupsafe import Markup

from megafono import frontmatter, language, settings
from megafono.problem import Problem, Stop, did_you_mean, message
from megafono.source import Sources, digest

if TYPE_CHECKING:
    from megafono.site import Site


class Compiled(jinja2.BytecodeCache):
    """Compiled templates, by name, place and text, so never stale; kept as Python keeps its own.

    The environment is told not to optimize, or what a plugin's filter gave would be compiled in.
    """

    folder: ClassVar[Path | None] = None

    def __init__(self, filters: str) -> None:
        """Begin with none; `filters` is the digest of the filters, which are compiled in."""
        self.filters = filters
        self.code: dict[str, Any] = {}

    @classmethod
    def keep_in(cls, folder: Path, code: str) -> None:
        """Keep all that is compiled in a folder, by the digest of the engine; others go."""
        cls.folder = folder / code
        if not cls.folder.is_dir():
            shutil.rmtree(folder, ignore_errors=True)

    def name_of(self, bucket: Bucket) -> str:
        """Return what a compiled template is called."""
        return f"{bucket.key}-{bucket.checksum}-{self.filters}"

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give a bucket the code of its text, if it was compiled before."""
        name = self.name_of(bucket)
        if name not in self.code and self.folder:
            with contextlib.suppress(OSError, ValueError, EOFError, TypeError):
                self.code[name] = marshal.loads((self.folder / name).read_bytes())
        bucket.code = self.code.get(name)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the code of a text."""
        name = self.name_of(bucket)
        self.code[name] = bucket.code
        if self.folder:
            with contextlib.suppress(OSError):
                self.folder.mkdir(parents=True, exist_ok=True)
                part = self.folder / f"{bucket.key}.{os.getpid()}"
                part.write_bytes(marshal.dumps(bucket.code))
                part.replace(self.folder / name)


@lru_cache(maxsize=16)
def compiled(filters: frozenset[tuple[str, str]]) -> Compiled:
    """Return the templates compiled with some filters: what each is given is compiled in."""
    return Compiled(digest(repr(sorted(filters)).encode())[:8])


class Theme:
    """A theme and those it extends: finds templates and assets, and renders."""

    def __init__(self, name: str, sources: Sources, filters: dict[str, Any]) -> None:
        """Find the theme of a name; stop where there is none, or where one it extends lacks."""
        self.sources = sources
        self.chain = tuple(chain(name, sources))
        self.digests: dict[str, str] = {}
        self.named: dict[str, tuple[str, ...]] = {}
        every = {**FILTERS, **filters}
        given = frozenset(
            (name, str(getattr(each, "jinja_pass_arg", ""))) for name, each in every.items()
        )
        self.environment = jinja2.Environment(
            loader=jinja2.FunctionLoader(self.load),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
            cache_size=-1,
            bytecode_cache=compiled(given),
            optimized=False,
        )
        self.environment.filters |= every

    def load(self, name: str) -> tuple[str, str, None] | None:
        """Return the text and the path of a template, for Jinja."""
        path = self.template_path(name)
        if path is None:
            return None
        data = self.sources.files[path].read()
        try:
            return data.decode("utf-8-sig"), path, None
        except UnicodeDecodeError as error:
            line = data[: error.start].count(b"\n") + 1
            raise jinja2.TemplateSyntaxError("it is not UTF-8", line, name, path) from error

    def template_path(self, name: str) -> str | None:
        """Return where a template is: in the first theme that has it, or in the one it names.

        `base.html` is the first's; `default/base.html` that of the theme `default`.
        """
        first, _, rest = name.partition("/")
        if first in self.chain:
            path = f"themes/{first}/templates/{rest}"
            if path in self.sources.files:
                return path
        return self.find(f"templates/{name}")

    def find(self, inner: str) -> str | None:
        """Return the path of a file in the first theme of the chain that has it."""
        paths = (f"themes/{name}/{inner}" for name in self.chain)
        return next((path for path in paths if path in self.sources.files), None)

    def assets(self) -> Iterator[tuple[str, str]]:
        """Yield (path below `assets/`, path of the file) of all assets of the chain."""
        found: dict[str, str] = {}
        for name in reversed(self.chain):
            start = f"themes/{name}/assets/"
            found |= {
                source.path[len(start) :]: source.path for source in self.sources.under(start[:-1])
            }
        yield from sorted(found.items())

    def digest(self, name: str) -> str:
        """Return the digest of a template and of every template it names, all the way down.

        Noting what loads while rendering would not do: Jinja keeps an imported module after the
        first page. A computed name counts as the whole theme.
        """
        if name not in self.digests:
            found: dict[str, str] = {}
            self.gather(name, found)
            self.digests[name] = digest(repr(sorted(found.items())).encode())
        return self.digests[name]

    def gather(self, name: str, found: dict[str, str]) -> None:
        """Add the digests of a template and of those it names to `found`."""
        if name in found:
            return
        path = self.template_path(name)
        found[name] = f"{path} {self.sources.files[path].digest}" if path else ""
        if path is None:
            return
        if path not in self.named:
            self.named[path] = tuple(self.names_in(path))
        for other in self.named[path]:
            self.gather(other, found)

    def names_in(self, path: str) -> Iterator[str]:
        """Yield the templates that the one at a path names; all, where it computes a name."""
        for named in named_in(self.sources.files[path].read()):
            yield from [named] if named else self.names()

    def names(self) -> Iterator[str]:
        """Yield the names of all templates of the chain."""
        for theme in self.chain:
            start = f"themes/{theme}/templates/"
            for source in self.sources.under(start[:-1]):
                yield source.path[len(start) :]

    def render(self, template: str, site: Site, values: Mapping[str, Any]) -> Markup:
        """Render a template for a site that asks in one language."""
        words = {
            "_": lambda text, **given: filled(site.text(text), given),
            "gettext": lambda text, **given: filled(site.text(text), given),
            "ngettext": lambda one, many, number, **given: filled(
                site.plural(one, many, number), given
            ),
            "pgettext": lambda context, text, **given: filled(
                site.text(text, context=context), given
            ),
        }
        given = {"page": site.current, "site": site, **words, **values}
        return Markup(self.environment.get_template(template).render(given))


@lru_cache(maxsize=1024)
def named_in(data: bytes) -> tuple[str | None, ...]:
    """Return the names that a template extends, includes or imports; None for a computed one."""
    file = Compiled.folder / f"{digest(data)}.json" if Compiled.folder else None
    if file:
        with contextlib.suppress(OSError, ValueError):
            return tuple(json.loads(file.read_bytes()))
    try:
        found = tuple(
            meta.find_referenced_templates(jinja2.Environment().parse(data.decode("utf-8-sig")))
        )
    except (jinja2.TemplateSyntaxError, UnicodeDecodeError):
        found = ()
    if file:
        with contextlib.suppress(OSError):
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(json.dumps(found))
    return found


def filled(text: str, given: Mapping[str, Any]) -> str:
    """Return a text with its `%(name)s` places filled."""
    for name, value in given.items():
        text = text.replace(f"%({name})s", str(value))
    return text


def chain(name: str, sources: Sources) -> Iterator[str]:
    """Yield a theme's name and those of the themes that it extends, nearest first."""
    seen: list[str] = []
    while name:
        path = f"themes/{name}/theme.yaml"
        source = sources.get(path)
        if source is None or name in seen:
            known = {found.split("/")[1] for found in sources.files if found.startswith("themes/")}
            what = message("there is no theme “{name}” (no {path})", name=name, path=path)
            if name in seen:
                what = message("the theme “{name}” extends itself", name=name)
            known -= {"README.md", name}
            hint = did_you_mean(name, known) or message(
                "There are: {names}.", names=", ".join(sorted(known))
            )
            raise Stop([settings.problem(sources, ("theme",), what, hint)])
        seen.append(name)
        yield name
        values, _, problems = frontmatter.parse_yaml(source.read(), path)
        if problems:
            raise Stop(problems)
        name = str(values.get("extends", ""))


def template_problem(error: jinja2.TemplateError, theme: Theme, page: str) -> Problem:
    """Say where in which template a page went wrong."""
    name, line = getattr(error, "name", None), getattr(error, "lineno", 0)
    path = theme.template_path(name) if name else None
    traceback = error.__traceback__
    while path is None and traceback is not None:
        file = traceback.tb_frame.f_code.co_filename.replace("\\", "/")
        if file.startswith("themes/"):
            path, line = file, traceback.tb_lineno
        traceback = traceback.tb_next
    while traceback is not None:
        file = traceback.tb_frame.f_code.co_filename.replace("\\", "/")
        if file.startswith("themes/"):
            path, line = file, traceback.tb_lineno
        traceback = traceback.tb_next
    what = message("the template cannot be used: {why}", why=error.message or str(error))
    if isinstance(error, jinja2.TemplateNotFound):
        what = message("there is no template “{name}”", name=error.name)
    hint = message("It was making {page}.", page=page)
    place = (line or 0, 1 if line else 0)
    return Problem(message=what, path=path or "themes", line=place[0], column=place[1], hint=hint)


def asking(context: Context) -> Site:
    """Return the site of the page that is being rendered."""
    found: Site = context["site"]
    return found


@pass_context
def date_filter(context: Context, value: date | None, style: str = "long") -> str:
    """Return a day in words, or nothing."""
    return language.format_date(value, asking(context).lang, style) if value else ""


@pass_context
def datetime_filter(context: Context, value: date | None) -> str:
    """Return a moment in words: the day, and the time where there is one."""
    site = asking(context)
    if value is None:
        return ""
    day = language.format_date(value, site.lang)
    if not isinstance(value, datetime):
        return day
    pattern = site.text("%(date)s, %(time)s", context="moment")
    return filled(pattern, {"date": day, "time": language.format_time(value, site.lang)})


@pass_context
def iso_filter(context: Context, value: date | None) -> str:
    """Return a day or a moment as ISO 8601; a moment with the site's offset from UTC."""
    if value is None:
        return ""
    if isinstance(value, datetime) and value.tzinfo is None:
        return value.replace(tzinfo=ZoneInfo(asking(context).setting("time_zone"))).isoformat()
    return value.isoformat()


@pass_context
def number_filter(context: Context, value: Any) -> str:
    """Return a number as the language writes it."""
    return "" if value is None else language.format_number(value, asking(context).lang)


@pass_context
def percent_filter(context: Context, value: Any) -> str:
    """Return a part of 100 as the language writes it."""
    return "" if value is None else language.format_percent(value, asking(context).lang)


@pass_context
def money_filter(context: Context, value: Any, currency: str = "EUR") -> str:
    """Return an amount of money as the language writes it."""
    return "" if value is None else language.format_money(value, currency, asking(context).lang)


@pass_context
def size_filter(context: Context, value: Any) -> str:
    """Return a number of bytes as people read it."""
    return "" if value is None else language.format_size(value, asking(context).lang)


@pass_context
def local_filter(context: Context, value: Any) -> str:
    """Return a text in the page's language."""
    return asking(context).local(value)


@pass_context
def asset_filter(context: Context, path: str) -> str:
    """Return the address of a theme's asset."""
    return asking(context).asset(path)


@pass_context
def href_filter(context: Context, url: str) -> str:
    """Return a URL within the site as a link."""
    return asking(context).href(url)


@pass_context
def absolute_filter(context: Context, url: str) -> str:
    """Return a URL within the site in full."""
    return asking(context).absolute(url)


def json_filter(value: Any) -> Markup:
    """Return JSON that may stand inside `<script type="application/ld+json">`."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return Markup(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))


FILTERS: Mapping[str, Any] = {
    "date": date_filter,
    "datetime": datetime_filter,
    "iso": iso_filter,
    "number": number_filter,
    "percent": percent_filter,
    "money": money_filter,
    "size": size_filter,
    "local": local_filter,
    "asset": asset_filter,
    "href": href_filter,
    "absolute": absolute_filter,
    "json": json_filter,
}
