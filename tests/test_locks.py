"""The pinned versions: complete, held by hashes, and free of names of hosts."""

import json
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def pins(name: str) -> dict[str, str]:
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    return dict(re.findall(r"^([\w.-]+)==([\w.]+)", "\n".join(lines), re.MULTILINE))


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_the_locks_pin_what_pyproject_asks() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = {
        "requirements.txt": project["dependencies"],
        "requirements-test.txt": project["optional-dependencies"]["test"],
    }
    for lock, requirements in wanted.items():
        names = {canonical(requirement.partition(">=")[0]) for requirement in requirements}
        assert names <= set(pins(lock)), f"{lock}: run .ci/lock"


def test_the_locks_agree_with_each_other() -> None:
    run, test = pins("requirements.txt"), pins("requirements-test.txt")
    assert {name: run[name] for name in run.keys() & test.keys()}.items() <= test.items()


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-test.txt"])
def test_every_pin_has_hashes_and_no_host(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert "://" not in text and "index" not in text
    for pin in re.split(r"\n(?=\S)", text.strip()):
        assert "--hash=sha256:" in pin, pin


@pytest.mark.parametrize("folder", ["tests/browser", "tests/audit"])
def test_the_npm_locks_name_no_host(folder: str) -> None:
    lock = json.loads((ROOT / folder / "package-lock.json").read_text(encoding="utf-8"))
    packages = {path: package for path, package in lock["packages"].items() if path}
    assert all("resolved" not in package for package in packages.values())
    assert all("integrity" in package for package in packages.values())
