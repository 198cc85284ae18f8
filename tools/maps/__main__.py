"""Write `plugins/maps/shapes.jsonl`: `python -m tools.maps FOLDER`, where world-atlas is."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from tools.maps import frames
from tools.maps.atlas import Countries, countries

ROOT = Path(__file__).parent.parent.parent
OUT = ROOT / "plugins" / "maps" / "shapes.jsonl"
ABOUT = (
    "Shapes of countries: Natural Earth, public domain. Made by `python -m tools.maps`; "
    "see tools/maps/README.md."
)
TOGETHER = (("002", "150"), ("142", "150"), ("002", "142"), ("002", "142", "150"))
"""Regions that share a frame, for projects in both: Europe with Africa, with Asia …"""

FINE_KM = 1500
"""Frames narrower than this are drawn from the 1:10 million shapes."""


def regions() -> dict[str, list[str]]:
    """Return the countries of each region of the United Nations, all the way down."""
    found: dict[str, Any] = yaml.safe_load((ROOT / "i18n" / "regions.yaml").read_text("utf-8"))

    def below(code: str) -> Iterator[str]:
        yield from found[code].get("countries", ())
        for child, record in found.items():
            if record.get("parent") == code:
                yield from below(child)

    return {code: sorted(below(code)) for code in found}


def all_frames(coarse: Countries, fine: Countries) -> Iterator[tuple[str, frames.Record]]:
    """Yield every frame with its name: the world, regions, countries."""
    every = {**fine, **coarse}
    yield "001", frames.world(every, 1000, 1.5, 2.5)
    yield "001-small", frames.world(every, 320, 1.0, 1.5)
    found = regions()
    for group in (*((code,) for code in sorted(found)), *TOGETHER):
        members = [member for code in group for member in found[code]]
        held = [member for member in members if member not in frames.FAR] or members
        yield "-".join(group), one(coarse, fine, held, 0.9, members)
    for code in sorted(fine):
        if code:
            yield code, one(coarse, fine, [code], 0.62, [code])


def one(
    coarse: Countries, fine: Countries, held: list[str], fill: float, members: list[str]
) -> frames.Record:
    """Return the frame about the countries `held`, with the shapes of all `members`."""
    frame = frames.near(fine, held, fill)
    is_fine = frame.unit * frame.size[0] * frames.EARTH < FINE_KM
    found = fine if is_fine else {**fine, **coarse}
    return frames.record(frame, frames.around(found, frame), 1.2, 2.0, members)


def main(folder: Path) -> None:
    """Read the shapes, write the frames: one a line, by name, after a line that says what it is."""
    coarse, fine = (countries(folder / f"countries-{scale}.json") for scale in ("50m", "10m"))
    fine = fine | {code: coarse[code] for code in coarse if code not in fine}
    lines = [json.dumps({"about": ABOUT})]
    for name, frame in all_frames(coarse, fine):
        lines.append(json.dumps({"name": name, **frame}, separators=(",", ":")))
    OUT.write_text("\n".join(lines) + "\n", "utf-8")
    sys.stdout.write(f"{OUT.name}: {len(lines) - 1} frames\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
