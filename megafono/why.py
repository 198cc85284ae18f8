"""Why an output would be made again: what it asked, and which answers are new."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from megafono import output, plan
from megafono.assembly import assemble
from megafono.build import inputs
from megafono.model import Options, Step
from megafono.problem import Message, Problem, Stop, did_you_mean, message
from megafono.progress import Watch
from megafono.route import output_path, split
from megafono.staging import survey
from megafono.trace import Staleness
from megafono.work import INNER, Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """What an output depends on.

    `changed` are the questions whose answers are new; `is_known` tells whether the last build made
    it; `is_there` whether it is still in the published folder.
    """

    path: str
    is_known: bool
    is_there: bool
    changed: tuple[str, ...]
    asked: tuple[str, ...]

    @property
    def is_fresh(self) -> bool:
        """Whether the next build would keep it."""
        return self.is_known and self.is_there and not self.changed


def explain(options: Options, url: str) -> Explanation:
    """Explain one output by its URL, in full or from `/`; stop where there is none."""
    with output.alone(options.root / ".cache" / options.cache):
        return explained(options, url)


def explained(options: Options, url: str) -> Explanation:
    """Explain one output while no other build is at work."""
    sources, _, cache = inputs(options)
    try:
        known, _ = assemble(
            sources, base_url=options.base_url, now=options.now, drafts=options.drafts,
            heads=cache.heads(), looks=cache.looks(), quick=options.quick,
        )  # fmt: skip
        known, steps, _ = plan.steps(known)
        parts = split(url)
        path = parts.path if parts else url
        path = output_path(path.removeprefix(known.base_path) or "/")
        by_name = {step.name: step for step in steps}
        step = by_name.get(path) or by_name.get(f"{path}/index.html".lstrip("/"))
        step = step or next((one for one in folders(steps) if path.startswith(one.name)), None)
        if step is None:
            raise Stop([no_output(url, by_name)], status=2)
        work = Work(known, cache, survey(options.out), options, Watch())
        for stage in ("body", "piece"):
            work.run(item for item in steps if item.stage == stage)
        before = work.before.get(step.name)
        stale = Staleness(work.old, work.answers)
        is_known = before is not None and before.identity == step.identity
        return Explanation(
            path=step.name,
            is_known=is_known,
            is_there=work.is_there(step, before),
            changed=stale.changed(before),
            asked=before.questions if before else (),
        )
    finally:
        cache.close()


def folders(steps: Iterable[Step]) -> Iterator[Step]:
    """Yield the steps that make folders."""
    return (step for step in steps if step.name.endswith("/"))


def no_output(url: str, known: Iterable[str]) -> Problem:
    """Say that nothing is made at a URL, with the nearest."""
    urls = ["/" + path.removesuffix("index.html") for path in known if not path.startswith(INNER)]
    return Problem(
        message=message("nothing is made at {url}", url=url), hint=did_you_mean(url, urls)
    )


WORDS = {
    "file": "the file {one}",
    "picture": "the kind and the size of the picture {one}",
    "template": "the template {one}, with those it names",
    "entry": "the front matter of {one} ({two})",
    "page": "the page {one} ({two}): address and place",
    "address": "the address of {one} ({two})",
    "output": "whether {one} is made",
    "body": "the text of {one} ({two}): {three}",
    "piece": "the piece {one}",
    "list": "which entries answer: {one}",
    "count": "how many entries answer: {one}",
    "figures": "what the projects come to: {one} {two} ({three})",
    "term": "the term {two} ({one})",
    "terms": "which terms have a page: {one} ({two})",
    "pages": "which pages there are ({one})",
    "data": "the data {one}",
    "setting": "the setting {one}",
    "string": "the interface word “{one}” ({two})",
    "weight": "how much {one} weighs",
    "hidden": "whether {one} is hidden",
    "today": "the date: {one}",
}
"""Each kind of question in words; the places are its arguments, in order."""


def in_words(text: str) -> Message:
    """Return a question, as the cache writes it, in words."""
    kind, *parts = json.loads(text)
    shown = [selection(part) if isinstance(part, dict) else str(part) for part in parts]
    shown += [""] * (3 - len(shown))
    kind = "output" if kind == "address" and not shown[1] else kind
    return Message(WORDS[kind], {"one": shown[0], "two": shown[1], "three": shown[2]})


def selection(query: Mapping[str, object]) -> str:
    """Return a query in words: `types=project country=KE`."""
    return " ".join(
        f"{name}={','.join(map(str, value)) if isinstance(value, list) else value}"
        for name, value in query.items()
    )
