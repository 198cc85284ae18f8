"""What may be told of a build while it lasts."""

from __future__ import annotations


class Watch:
    """Is told what is made, and says nothing."""

    def begin(self, steps: int) -> None:
        """Be told how many things there are to make, or keep."""

    def made(self, name: str) -> None:
        """Be told that a thing was made, by its step."""

    def kept(self) -> None:
        """Be told that a thing was kept."""

    def end(self) -> None:
        """Be told that all is made."""
