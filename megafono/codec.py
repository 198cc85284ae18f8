"""Values as JSON and back: what the cache keeps of answers, and what their digests are taken of.

A value of a class is a map with the name of the class under `$`, and the fields that are not as
they are by default; a tuple is a list. Only classes of the engine and of plugins are read back.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from operator import attrgetter
from typing import Any

from pydantic import BaseModel

OWN = ("megafono.", "megafono_plugins_")
"""How the modules begin whose classes are read back."""
SIMPLE: Mapping[type, Any] = {
    Decimal: (str, Decimal),
    date: (date.isoformat, date.fromisoformat),
    datetime: (datetime.isoformat, datetime.fromisoformat),
    frozenset: (sorted, lambda items: frozenset(map(read, items))),
}
"""The classes of Python's own: how each is written, and read."""
READERS = {kind.__name__: reader for kind, (_, reader) in SIMPLE.items()}


def encode(value: Any) -> str:
    """Return a value as JSON; raise TypeError where it holds what could not be given back."""
    return ENCODER.encode(value)


def decode(text: str) -> Any:
    """Return the value that `encode` wrote; raise LookupError where its class is not there."""
    return read(json.loads(text))


def parts(value: Any) -> Any:
    """Return what stands in JSON for a value that JSON does not know."""
    kind = type(value)
    if kind in SIMPLE:
        return {"$": kind.__name__, "=": SIMPLE[kind][0](value)}
    if isinstance(value, Mapping):
        return dict(value)
    name, names, defaults, take = shape(kind)  # type: ignore[arg-type]  # a class is hashable
    found = {"$": name}
    for field, default, item in zip(names, defaults, take(value), strict=True):
        if item is not default and (type(item) is not type(default) or item != default):
            found[field] = item
    return found


@lru_cache(maxsize=256)
def shape(kind: type) -> tuple[str, tuple[str, ...], tuple[Any, ...], Any]:
    """Return the name of a class, its fields, what each is by default, and what takes them all."""
    found: dict[str, Any]
    if is_dataclass(kind):
        found = {field.name: field.default for field in fields(kind) if field.compare}
    elif issubclass(kind, BaseModel):
        found = {name: field.default for name, field in kind.model_fields.items()}
    else:
        raise TypeError(f"{kind.__qualname__} is nothing that can be kept")
    name = f"{kind.__module__}:{kind.__qualname__}"
    return name, tuple(found), tuple(found.values()), taker(tuple(found))


def taker(names: tuple[str, ...]) -> Any:
    """Return what gives the attributes of a value as a tuple."""
    if len(names) > 1:
        return attrgetter(*names)
    return lambda value: tuple(getattr(value, name) for name in names)


def read(value: Any) -> Any:
    """Return the value that JSON stands for."""
    if type(value) is list:
        return tuple(map(read, value))
    if type(value) is not dict:
        return value
    name = value.pop("$", None)
    if name in READERS:
        return READERS[name](value["="])
    found = {key: read(item) for key, item in value.items()}
    if name is None:
        return found
    kind = class_of(name)
    return kind.model_construct(**found) if issubclass(kind, BaseModel) else kind(**found)


@lru_cache(maxsize=256)
def class_of(name: str) -> Any:
    """Return the class of a name, as `megafono.model:Page`; raise LookupError where none is."""
    module, _, inner = name.partition(":")
    found = sys.modules.get(module)
    if not module.startswith(OWN) or found is None:
        raise LookupError(f"there is no class {name}")
    try:
        return attrgetter(inner)(found)
    except AttributeError:
        raise LookupError(f"there is no class {name}") from None


ENCODER = json.JSONEncoder(
    ensure_ascii=False, check_circular=False, separators=(",", ":"), default=parts
)
