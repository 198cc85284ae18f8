"""Sources -> Drafts -> Entries: which file is what, whether it is right, and facts joined.

An entry's facts may stand in any one of its language files; what stands in two must agree.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from posixpath import basename
from typing import Any

from pydantic import BaseModel, ValidationError

from megafono import frontmatter
from megafono.contenttype import is_featured, is_public, status
from megafono.frontmatter import Row
from megafono.model import Clock, ContentType, Draft, Entry, Mark, Source
from megafono.problem import Message, Problem, did_you_mean, message
from megafono.route import slugify

ITALIAN_KEYS = {
    "aggiornato": "updated",
    "aree": "regions",
    "autori": "authors",
    "bilancio": "budget",
    "bozza": "draft",
    "data": "date",
    "documenti": "documents",
    "donatori": "donors",
    "evento": "event",
    "fine": "ends",
    "fonti": "donors",
    "immagine": "image",
    "inizio": "starts",
    "luoghi": "places",
    "numero": "number",
    "obiettivi": "sdgs",
    "ordine": "order",
    "paese": "countries",
    "paesi": "countries",
    "progetti": "projects",
    "regioni": "regions",
    "riassunto": "summary",
    "risultati": "results",
    "scadenza": "deadline",
    "settore": "sectors",
    "settori": "sectors",
    "sommario": "summary",
    "stato": "status",
    "tema": "tags",
    "temi": "tags",
    "titolo": "title",
}
"""What a writer may call a key in Italian, and the key; those almost alike are found anyway."""

Types = Mapping[str, ContentType]
"""Content types by folder."""


@dataclass(frozen=True, slots=True)
class Naming:
    """What a content path says: the entry's key, its language, its folder."""

    key: str
    lang: str
    folder: str


def naming(path: str, languages: Iterable[str], types: Types) -> Naming | Problem:
    """Read key and language from a path as `content/projects/wells/index.it.md`.

    The key has neither language nor `/index`; a Problem says what the name should be.
    """
    parts = PurePosixPath(path).parts[1:]
    stem, _, lang = parts[-1][: -len(".md")].rpartition(".")
    known = {code.casefold(): code for code in languages}
    if not stem or lang.casefold() not in known:
        return bad_name(path, stem, lang, tuple(known.values()))
    if len(parts) == 1 or parts[0] not in types:
        what = message("this file is in no folder of a content type")
        near = did_you_mean(parts[0], types) if len(parts) > 1 else None
        hint = message("Move it into one of: {folders}.", folders=", ".join(sorted(types)))
        return Problem(message=what, path=path, hint=near or hint)
    way = parts[:-1] if stem == "index" else (*parts[:-1], stem)
    return Naming("/".join(way), known[lang.casefold()], parts[0])


def bad_name(path: str, stem: str, lang: str, known: tuple[str, ...]) -> Problem:
    """Say that the name of a file does not tell its language, or tells one the site has not."""
    name = PurePosixPath(path).name[: -len(".md")]
    if stem and 2 <= len(lang) <= 3 and lang.isalpha():
        what = message(
            "“{lang}” is not a language of this site ({known})", lang=lang, known=", ".join(known)
        )
        hint = message(
            "Rename the file {near}, or add the language to _site.yaml.",
            near=f"{stem}.{known[0]}.md",
        )
        return Problem(message=what, path=path, hint=hint)
    what = message("the name of the file does not say its language")
    return Problem(
        message=what, path=path, hint=message("Rename it {near}.", near=f"{name}.{known[0]}.md")
    )


def parse(source: Source, name: Naming, types: Types, kept: Row | None = None) -> Draft:
    """Read one content file, alone; `kept` is its head as an earlier build kept it."""
    head, problems = (
        (frontmatter.read_row(kept), ())
        if kept and kept[0] == source.digest
        else frontmatter.parse(source.read(), source.path)
    )
    return Draft(
        path=source.path,
        key=name.key,
        lang=name.lang,
        type=types[name.folder].name,
        head=head,
        problems=problems,
    )


def entries_of(
    drafts: Iterable[Draft], content_type: ContentType, clock: Clock
) -> tuple[tuple[Entry, ...], tuple[Problem, ...]]:
    """Join the drafts of one key into its entries, one a language, with all that is wrong."""
    drafts = tuple(drafts)
    facts, problems = joined_facts(drafts, content_type)
    found = []
    for draft in drafts:
        problems += list(draft.problems)
        texts, wrong = typed_texts(draft, content_type)
        problems += wrong
        if texts is not None and facts is not None:
            found.append(entry(draft, texts, facts, clock))
    return tuple(found), tuple(problems)


def entry(draft: Draft, texts: Any, facts: Any, clock: Clock) -> Entry:
    """Return the entry of a draft whose texts and facts are right."""
    now = clock.local
    return Entry(
        key=draft.key,
        lang=draft.lang,
        type=draft.type,
        title=texts.title,
        slug=slugify(texts.slug) or slugify(texts.title) or draft.key.rpartition("/")[2],
        texts=texts,
        facts=facts,
        path=draft.path,
        body_line=draft.head.body_line,
        status=status(draft.type, facts, now),
        is_featured=is_featured(facts, now),
        is_draft=facts.draft or not is_public(facts, now),
        aliases=texts.aliases,
    )


MISTAKEN = (".md.txt", ".markdown")
"""How a content file is called by an editor that adds its own ending, and in other programs."""


def mistaken(path: str) -> Problem:
    """Say that a file would be a content file if its name ended otherwise."""
    near = basename(path).removesuffix(".txt").removesuffix(".markdown").removesuffix(".md") + ".md"
    what = message("the name of the file does not end with “.md”, so it is not read as a page")
    return Problem(message=what, path=path, hint=message("Rename it {near}.", near=near))


def typed_texts(draft: Draft, content_type: ContentType) -> tuple[Any, list[Problem]]:
    """Return the texts of one language, or None, and what is wrong with them."""
    model = content_type.texts
    values = {k: v for k, v in draft.head.values.items() if k in model.model_fields}
    problems = list(unknown_keys(draft, content_type))
    places = Places(dict.fromkeys(values, draft), draft)
    spare = {"title": draft.key.rpartition("/")[2]}
    texts, wrong = typed(model, values, places, spare)
    if texts is not None and texts.slug and texts.slug != slugify(texts.slug):
        what = message(
            "the slug “{slug}” has signs that an address should not have", slug=texts.slug
        )
        near = slugify(texts.slug) or slugify(texts.title) or "acqua-pulita"
        hint = message("Write it as “{near}”.", near=near)
        wrong.append(at(draft, ("slug",), what, hint))
    return texts, problems + wrong


def unknown_keys(draft: Draft, content_type: ContentType) -> Iterator[Problem]:
    """Find the keys that are neither text nor fact of the type."""
    known = content_type.texts.model_fields.keys() | content_type.facts.model_fields.keys()
    for key in draft.head.values.keys() - known:
        what = message("“{key}” is not a key of this content type", key=key)
        if (english := ITALIAN_KEYS.get(key.casefold())) in known:
            hint: Message | None = message("Did you mean “{near}”?", near=english)
        else:
            hint = did_you_mean(key, known)
        hint = hint or message("Known keys: {keys}.", keys=", ".join(sorted(known)))
        yield at(draft, (key, frontmatter.KEY_MARK), what, hint)


def joined_facts(drafts: tuple[Draft, ...], content_type: ContentType) -> tuple[Any, list[Problem]]:
    """Return the facts of a key from all of its languages, or None, and what is wrong."""
    owner: dict[str, Draft] = {}
    problems: list[Problem] = []
    values: dict[str, Any] = {}
    for draft in drafts:
        for name, value in draft.head.values.items():
            if name not in content_type.facts.model_fields:
                continue
            if name not in owner:
                owner[name], values[name] = draft, value
            elif values[name] != value:
                problems.append(disagreement(name, owner[name], draft))
    facts, wrong = typed(content_type.facts, values, Places(owner, drafts[0]), {})
    return facts, problems + wrong


def disagreement(name: str, first: Draft, second: Draft) -> Problem:
    """Say that two languages of an entry give one fact two values."""
    what = message(
        "“{name}” is not the same as in {path}, line {line}",
        name=name,
        path=first.path,
        line=mark_of(first, (name,)).line,
    )
    hint = message("A fact is written once, in any one of the languages: take one of the two away.")
    return at(second, (name, frontmatter.KEY_MARK), what, hint)


@dataclass(frozen=True, slots=True)
class Places:
    """Where each top-level value comes from: its draft; `otherwise` is where to show what lacks."""

    owner: Mapping[str, Draft]
    otherwise: Draft

    @property
    def marks(self) -> Mapping[tuple[str | int, ...], Mark]:
        """The places in the head that is shown where a value lacks."""
        return self.otherwise.head.marks

    def find(self, way: tuple[str | int, ...]) -> tuple[str, Mark]:
        """Return path, and line and column, of the value at `way`, or of what holds it."""
        draft = self.owner.get(str(way[0]) if way else "", self.otherwise)
        return draft.path, mark_of(draft, way)


def mark_of(draft: Draft, way: tuple[str | int, ...]) -> Mark:
    """Return where a value stands, or where the nearest thing around it does."""
    marks = draft.head.marks
    if way and way[-1] == frontmatter.KEY_MARK and way in marks:
        return marks[way]
    while way and way not in marks:
        way = way[:-1]
    return marks[way] if way else Mark(1, 1)


def at(
    draft: Draft, way: tuple[str | int, ...], what: Message, hint: Message | None = None
) -> Problem:
    """Return a problem at a value of a draft."""
    mark = mark_of(draft, way)
    return Problem(message=what, path=draft.path, line=mark.line, column=mark.column, hint=hint)


def typed(
    model: type[BaseModel],
    values: Mapping[str, Any],
    places: Any,
    spare: Mapping[str, Any] | None = None,
) -> tuple[Any, list[Problem]]:
    """Return the values as the model types them, with all that is wrong at once.

    Where something is wrong, `spare` stands in for it, so that all else can be looked at too: one
    can still link to a page with a wrong date. Without `spare` the answer is None.
    """
    try:
        return model.model_validate(values), []
    except ValidationError as error:
        found = error.errors(include_url=False)
    problems = [said(model, item, places) for item in found if not is_unread(item, places)]
    if spare is None:
        return None, problems
    wrong = {item["loc"][0] for item in found}
    right = {name: value for name, value in values.items() if name not in wrong}
    try:
        return model.model_validate({**spare, **right}), problems
    except ValidationError:
        return None, problems


def is_unread(error: Any, places: Any) -> bool:
    """Tell whether what lacks may stand in a line that could not be read, which has been told."""
    way = error["loc"][:1]
    is_key_there = (*way, frontmatter.KEY_MARK) in places.marks and way not in places.marks
    is_lost = is_key_there or (frontmatter.UNREAD,) in places.marks
    return error["type"] == "missing" and len(error["loc"]) == 1 and is_lost


def said(model: type[BaseModel], error: Any, places: Any) -> Problem:
    """Turn one finding of pydantic into a problem of ours."""
    way = tuple(part for part in error["loc"])
    context = error.get("ctx", {})
    name = ".".join(str(part) for part in way if isinstance(part, str)) or str(way[-1])
    hint: Message | None = None
    match error["type"]:
        case "said":
            what, hint = context["what"], context["hint"]
            if what.text == "the value is empty":
                what = message("“{name}” is empty", name=name)
        case "missing":
            what = message("“{name}” is missing", name=name)
            hint = message("Add a line “{name}: …”.", name=way[-1])
        case "extra_forbidden":
            what = message("“{name}” is not known here", name=way[-1])
            known = fields_at(model, way[:-1])
            hint = did_you_mean(str(way[-1]), known)
            hint = hint or (message("Known: {keys}.", keys=", ".join(known)) if known else None)
            way = (*way, frontmatter.KEY_MARK)
        case "tuple_type" | "list_type":
            what = message("“{name}” should be a list", name=name)
            hint = message(
                "Write one item a line, each after “- ”, or all between brackets: [a, b]."
            )
        case "model_type" | "dict_type" | "mapping_type":
            what = message("“{name}” should be a group of “key: value”", name=name)
            known = fields_at(model, way)
            hint = message("Known: {keys}.", keys=", ".join(known)) if known else None
        case _:
            what = message("“{name}” is not right", name=name)
            hint = message("See the README for how it is written.")
    path, mark = places.find(way)
    return Problem(message=what, path=path, line=mark.line, column=mark.column, hint=hint)


def fields_at(model: type[BaseModel], way: tuple[str | int, ...]) -> tuple[str, ...]:
    """Return the names of the fields of a model, or of the model in it that `way` leads to."""
    for part in way:
        if isinstance(part, int):
            continue
        if part not in model.model_fields:
            continue  # the key of a map to models
        inner = next(iter(models_in(model.model_fields[part].annotation)), None)
        if inner is None:
            return ()
        model = inner
    return tuple(sorted(model.model_fields))


def models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    """Yield the models that an annotation is made of."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in getattr(annotation, "__args__", ()):
        yield from models_in(part)
