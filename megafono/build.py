"""The whole program: inputs -> what is known -> steps -> outputs -> the published folder.

`build` reads top to bottom; each function it calls is a stage of the design.
"""

from __future__ import annotations

import os
import shutil
import sys
import time
from dataclasses import dataclass, replace
from importlib import metadata
from pathlib import Path
from typing import Any

from megafono import cache as caching
from megafono import campaign, microsite, output, plan, receipt, retouch, source
from megafono import known as knowing
from megafono.assembly import assemble
from megafono.known import Known
from megafono.model import Options, Step, Stored
from megafono.problem import Problem, Stop, in_order
from megafono.progress import Watch
from megafono.source import Sources
from megafono.staging import MARK, Survey, campaign_of, digest_of, mark_text, survey
from megafono.work import INNER, Work

LIBRARIES = (
    "markdown",
    "jinja2",
    "pyyaml",
    "pygments",
    "lunr",
    "babel",
    "pydantic",
    "snowballstemmer",
    "pystemmer",
    "font-source-sans-pro",
    "pillow",
    "segno",
    "icalendar",
    "python-stdnum",
    "selectolax",
)


@dataclass(frozen=True, kw_only=True)
class Result:
    """What a build did: names of what was made and kept (bodies and outputs), and what is wrong.

    `of_site` are the problems that came of no step. Of a site that is published, `known` is None
    where nothing but texts was edited: all that was known before still is.
    """

    known: Known | None = None
    made: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    of_site: tuple[Problem, ...] = ()
    is_published: bool = False
    sources: Sources | None = None

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that kept the site from being published."""
        return tuple(problem for problem in self.problems if problem.level == "error")


def build(options: Options, watch: Watch | None = None, *, whole: bool = False) -> Result:
    """Build the site; publish it if nothing is wrong, else leave what is published as it is.

    One build at a time; a folder that is a link is published in where the link leads. `watch` is
    told what is made. A `whole` build puts the site together whatever was edited.
    """
    cache = options.root / ".cache" / options.cache
    output.refuse_misplaced(options.out, cache, options.root)
    options = replace(options, out=output.real(options.out))
    output.refuse_foreign(options.out)
    if not is_older(options):
        output.refuse_other(options.out, options.campaign)
    source.require_content(options.root)
    is_new = not cache.exists()
    try:
        with output.alone(cache):
            output.recover(options.out)
            return built(options, watch or Watch(), whole=whole)
    except Stop:
        if options.campaign and is_new:  # there may be no such campaign, nor ever have been
            shutil.rmtree(cache, ignore_errors=True)
        raise


def is_older(options: Options) -> bool:
    """Tell whether a folder is a campaign's, but of a time when marks named none."""
    if not options.campaign or campaign_of(options.out):
        return False
    is_usual = options.out.name == campaign.folder_of(options.campaign)
    return is_usual or receipt.is_left_in(options)


def built(options: Options, watch: Watch, *, whole: bool) -> Result:
    """Build the site, alone and in a folder that may be replaced."""
    begun = receipt.look(options.root)
    if not (whole or options.clean or options.campaign) and (
        done := retouch.retouched(options, begun, watch)
    ):
        return Result(
            made=done.made, kept=done.kept, removed=done.removed, problems=done.problems,
            of_site=done.of_site, is_published=True, sources=done.sources,
        )  # fmt: skip
    receipt.forget(options)
    watch.whole()
    sources, stats, kept_cache = inputs(options)
    try:
        known, problems = assemble(
            sources, base_url=options.base_url, now=options.now, drafts=options.drafts,
            heads=kept_cache.heads(), looks=kept_cache.looks(), quick=options.quick,
            alone=options.alone,
        )  # fmt: skip
        known, steps, more = plan.steps(known)
        problems = [*problems, *more]
        work = Work(known, kept_cache, survey(options.out), options, watch)
        make_all(work, steps)
        result = Result(
            known=known,
            made=tuple(work.made),
            kept=tuple(work.kept),
            problems=in_order([*problems, *work.problems]),
            of_site=tuple(problems),
        )
        work.save(stats, dict(known.heads), is_published=not result.errors)
        if not result.errors:
            result, there = published(result, work, options)
            if any(isinstance(data, Stored) and not data.is_loose for data in work.new.values()):
                work.answers.store.prune(found.digest for found in sources.files.values())
            leave_receipt(result, options, begun, there, kept_cache)
        return result
    finally:
        watch.end()
        kept_cache.close()
        shutil.rmtree(output.shelf_of(options), ignore_errors=True)


def make_all(work: Work, steps: tuple[Step, ...]) -> None:
    """Make or keep every step, stage by stage; for a campaign alone what its pages name."""
    outputs = [step for step in steps if step.stage == "output"]
    alone = work.answers.known.alone
    work.watch.begin(len(steps) - len(outputs) if alone else len(steps))
    for stage in ("body", "piece"):
        work.run(step for step in steps if step.stage == stage)
    if alone:
        microsite.run(work, outputs)
    else:
        work.run(outputs)


def inputs(options: Options) -> tuple[Sources, dict[str, Any], caching.Cache]:
    """Read the inputs, by help of what the cache knows of them.

    Returns also what to tell the cache of their files, and the cache.
    """
    source.require_content(options.root)
    kept_cache = caching.Cache(options.root / ".cache" / options.cache, code(options.root))
    if options.clean:
        kept_cache.close()
        kept_cache.connection = kept_cache.anew()
    known, moment = kept_cache.files(), time.time_ns()
    sources = source.read(options.root, known)
    stats = {
        str(found.file): (receipt.trusted(found.stat, moment), found.digest)
        for found in sources.files.values()
    }
    return sources, stats, kept_cache


def code(root: Path) -> str:
    """Return the digest of the engine, the plugins and the versions of the libraries."""
    from megafono import __version__

    files = [*Path(__file__).parent.rglob("*.py")]
    for base in (source.shipped(), root):
        files += [file for file, _ in source.walk(base / "plugins", "plugins")]
    parts = [__version__, sys.version, *(f"{name} {metadata.version(name)}" for name in LIBRARIES)]
    parts += [f"{file.name} {source.digest(file.read_bytes())}" for file in sorted(set(files))]
    text = "\n".join([str(root.resolve()), *parts])
    return source.digest(text.encode("utf-8", "surrogatepass"))


def published(result: Result, work: Work, options: Options) -> tuple[Result, Survey]:
    """Publish what was made, unless the folder already holds it; return also what is there now."""
    planned = work.outputs()
    planned |= {name: digest_of(data) for name, data in work.new.items()}
    change = output.difference(work.intact, planned)
    there = work.survey
    is_whole = output.is_whole(work.published, there, set(planned))
    if not is_whole or change.put or change.remove:
        new = {path: work.output(path) for path in change.put}
        keep = planned.keys() - new.keys()
        spare = output.spare_of(options)
        found = tuple(path for path in there if path[-1] != "/" and path != MARK)
        rows, there = output.publish(
            new, keep, work.published, options.out, spare, found=found,
            mark=mark_text(options.campaign),
        )  # fmt: skip
        work.cache.save_outputs(rows)
    removed = tuple(path for path in work.published if path not in planned)
    return replace(result, removed=removed, is_published=True), there


def leave_receipt(
    result: Result, options: Options, begun: receipt.Look, there: Survey, cache: caching.Cache
) -> None:
    """Leave a receipt of what is published, for the next build with the same options."""
    if not there or result.known is None or cache.is_behind:
        return
    until, known = None, result.known
    if options.now is None:
        zone = known.clock.now.tzinfo
        until = knowing.next_change(known).replace(tzinfo=zone).timestamp()
    left = receipt.Receipt(
        about=receipt.about(options),
        inputs=begun.paths,
        absent=begun.absent,
        stats=receipt.settled(begun),
        outputs=receipt.paths_in(os.path.realpath(options.out), there),
        survey=receipt.digest_of(there),
        since=begun.moment / 1e9 if until is not None else 0,
        until=until,
        count=sum(not name.startswith(INNER) for name in (*result.made, *result.kept)),
        problems=result.problems,
        of_site=result.of_site,
        planned_from=tuple(sorted(path for path in known.planned_from if path.endswith(".md"))),
        code=cache.code,
        saved=cache.saved(),
    )
    receipt.write(options, left)
