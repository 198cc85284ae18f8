"""An attribute that is worked out once: `functools.cached_property` without its lock.

That lock costs more than most views do, until Python 3.12 dropped it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from functools import cached_property as once
else:

    class once:
        """Works an attribute out at the first look, and leaves it in its place."""

        def __init__(self, make: Callable[[Any], Any]) -> None:
            """Work out with a method."""
            self.make = make
            self.name = make.__name__
            self.__doc__ = make.__doc__

        def __get__(self, view: Any, kind: Any = None) -> Any:
            """Return the value; later looks find it without this."""
            if view is None:
                return self
            found = view.__dict__[self.name] = self.make(view)
            return found


__all__ = ["once"]
