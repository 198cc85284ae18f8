"""Runs rounds of edits and builds, the generators in turn, and keeps the figures."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from tests.benchmarks.speed.edits import Corpus, apply, arrived, restore
from tests.benchmarks.speed.edits import added as put_spare
from tests.benchmarks.speed.figures import Figures
from tests.benchmarks.speed.megafono import Searchable
from tests.benchmarks.speed.output import surveyed
from tests.benchmarks.speed.peer import Peer
from tests.benchmarks.speed.process import Cost, added, run


def built(peer: Peer) -> Cost:
    """Build a site; return what it cost."""
    os.sync()  # what was written before is not waited for while the clock runs
    return added([run(command, peer.root, peer.env) for command in peer.commands()])


class Session:
    """Measures of sites of one size. `last` is what was last done to each site: edit and round."""

    def __init__(self, corpus: Corpus, peers: Sequence[Peer], figures: Figures) -> None:
        """Take the sites, and the figures there are already."""
        self.corpus, self.peers, self.figures = corpus, peers, figures
        self.last: dict[str, tuple[str, int]] = {}

    def round(self, number: int, edits: Sequence[str]) -> None:
        """Measure what has not been measured of one round."""
        for edit in edits:
            for peer in self.peers:
                where = {"pages": self.corpus.pages, "peer": peer.name, "edit": edit}
                if not self.figures.has(**where, round=number):
                    self.prepare(peer, edit, number)
                    figure = self.measured(peer, edit, number)
                    self.figures.add(**where, round=number, **figure)

    def prepare(self, peer: Peer, edit: str, number: int) -> None:
        """Bring a site to where an edit begins, where the last one did not leave it there."""
        last = self.last.get(peer.name)
        is_ready = last == ("added", number) if edit == "deleted" else last and last[0] != "added"
        if edit == "first" or is_ready:
            return
        restore(peer, self.corpus)
        if edit == "deleted":
            put_spare(peer, self.corpus, number)
        apply("nothing", peer, self.corpus, number)
        built(peer)

    def measured(self, peer: Peer, edit: str, number: int) -> dict[str, object]:
        """Make an edit, and measure the build after it; compare Megafono's with a clean one."""
        apply(edit, peer, self.corpus, number)
        load = os.getloadavg()[0]
        cost = built(peer)
        self.last[peer.name] = (edit, number)
        print(f"{self.corpus.pages} {number} {edit} {peer.name}: {cost.cpu:.2f} s", file=sys.stderr)
        figure: dict[str, object] = {
            "cpu": round(cost.cpu, 3),
            "wall": round(cost.wall, 3),
            "peak": cost.peak,
            "load": round(load, 1),
        }
        figure["arrived"] = arrived(edit, peer, self.corpus, number)
        if isinstance(peer, Searchable) and edit != "first":
            figure["differing"] = peer.difference()
        return figure

    def survey(self) -> None:
        """Keep what each generator publishes, counted once, all edits taken back."""
        kept = self.figures.about.setdefault("outputs", {}).setdefault(str(self.corpus.pages), {})
        for peer in self.peers:
            if peer.name not in kept:
                print(f"{self.corpus.pages} survey {peer.name}", file=sys.stderr)
                apply("first", peer, self.corpus, 0)
                built(peer)
                self.last[peer.name] = ("first", -1)
                kept[peer.name] = surveyed(peer.out)
                self.figures.save()
