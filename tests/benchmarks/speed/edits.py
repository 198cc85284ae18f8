"""What is changed between two builds: the same in the site of every generator."""

from __future__ import annotations

import pickle
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tests.benchmarks.entries import Entry, entries
from tests.benchmarks.speed.peer import Peer

LANG = "it"
SENTENCE = "\nIl comitato del villaggio ha aggiunto una frase sola, la numero {}.\n"
SPARE = 20
"""Entries that are not in the site at first: one is added in each round."""

SETTLE = 0.2
"""Seconds between the last write and a build: a disk's clock may be coarse."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Corpus:
    """What edits need of a corpus: two news items in its middle, and entries that come after it."""

    pages: int
    reworded: Entry
    renamed: Entry
    spare: Sequence[Entry]

    def added(self, number: int) -> Entry:
        """Return the entry that a round adds and removes again."""
        return self.spare[number % len(self.spare)]


def body(peer: Peer, corpus: Corpus, number: int) -> None:
    """Add a sentence to a text, or put another in its place."""
    entry = corpus.reworded
    put(peer, entry, body=entry.texts[LANG].body + SENTENCE.format(number))


def title(peer: Peer, corpus: Corpus, number: int) -> None:
    """Give an entry another title; its address stays."""
    entry = corpus.renamed
    put(peer, entry, title=f"{entry.texts[LANG].title} {number}")


def put(peer: Peer, entry: Entry, *, title: str = "", body: str = "") -> None:
    """Write an entry in one language with another title, or another body."""
    old = entry.texts[LANG]
    text = replace(old, title=title or old.title, body=body or old.body)
    new = replace(entry, texts={**entry.texts, LANG: text})
    path = peer.root / peer.file(new, LANG)
    path.write_text(peer.source(new, text), "utf-8", newline="\n")


def template(peer: Peer, corpus: Corpus, number: int) -> None:
    """Change the footer, which all pages have."""
    peer.edit_template(number)


def added(peer: Peer, corpus: Corpus, number: int) -> None:
    """Add an entry in both languages."""
    peer.put(corpus.added(number))


def deleted(peer: Peer, corpus: Corpus, number: int) -> None:
    """Remove the entry that the round added."""
    peer.remove(corpus.added(number))


def first(peer: Peer, corpus: Corpus, number: int) -> None:
    """Forget what was built, and all edits."""
    restore(peer, corpus)
    peer.forget()


def nothing(peer: Peer, corpus: Corpus, number: int) -> None:
    """Change nothing."""


def restore(peer: Peer, corpus: Corpus) -> None:
    """Write what edits may have changed as it was."""
    peer.put(corpus.reworded)
    peer.put(corpus.renamed)
    peer.edit_template(0)  # rounds count from 1
    for entry in corpus.spare:
        peer.remove(entry)


def arrived(name: str, peer: Peer, corpus: Corpus, number: int) -> bool:
    """Return whether an edit is seen in what is published: where it was made, not in lists."""
    if name == "deleted":
        return not peer.page(corpus.added(number), LANG).exists()
    entry, words = {
        "body": (corpus.reworded, SENTENCE.format(number).strip()),
        "title": (corpus.renamed, f"{corpus.renamed.texts[LANG].title} {number}</h1>"),
        "template": (corpus.reworded, f'<p class="edit">{number}</p>'),
        "added": (corpus.added(number), "<h1"),
    }.get(name, (corpus.reworded, "<h1"))
    page = peer.page(entry, LANG)
    return page.exists() and words in page.read_text("utf-8")


Edit = Callable[[Peer, Corpus, int], None]
EDITS: Mapping[str, Edit] = {
    "first": first,
    "nothing": nothing,
    "body": body,
    "title": title,
    "template": template,
    "added": added,
    "deleted": deleted,
}
"""In the order of a round, at whose end the site has again the pages it had."""

LABELS = {
    "first": "first build",
    "nothing": "nothing changed",
    "body": "one body edited",
    "title": "one title edited",
    "template": "one template edited (the footer)",
    "added": "one page added (2 files)",
    "deleted": "one page deleted (2 files)",
}


def apply(name: str, peer: Peer, corpus: Corpus, number: int) -> None:
    """Make an edit, and let the clock go on."""
    EDITS[name](peer, corpus, number)
    time.sleep(SETTLE)


def made_ready(folder: Path, pages: int, peers: Sequence[Peer], seed: int = 1) -> Corpus:
    """Write the sites that are not there yet, all in one pass; return what edits need."""
    kept = folder / "corpus.pickle"
    missing = [peer for peer in peers if not written(peer).exists()]
    if kept.exists() and not missing:
        found: Corpus = pickle.loads(kept.read_bytes())
        return found
    for peer in missing:
        peer.set_up()
    corpus = gathered(pages, put_all(entries(pages + SPARE, seed), pages, missing))
    kept.write_bytes(pickle.dumps(corpus))
    for peer in missing:
        written(peer).touch()
    return corpus


def written(peer: Peer) -> Path:
    """Return the file that says that a site has been written whole."""
    return peer.root.with_suffix(".written")


def put_all(found: Iterator[Entry], pages: int, peers: Sequence[Peer]) -> Iterator[Entry]:
    """Yield entries; write the first `pages` of them into every site."""
    for entry in found:
        for peer in peers if entry.number < pages else ():
            peer.put(entry)
        yield entry


def gathered(pages: int, found: Iterable[Entry]) -> Corpus:
    """Keep of a corpus what edits need: two news items from the middle on, and the spare."""
    news: list[Entry] = []
    spare = []
    for entry in found:
        if len(news) < 2 and entry.number >= pages // 2 and entry.type == "news":
            news.append(entry)
        if entry.number >= pages:
            spare.append(entry)
    return Corpus(pages=pages, reworded=news[0], renamed=news[1], spare=spare)
