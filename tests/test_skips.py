"""The rule that nothing is left out in CI."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HOOKS = Path(__file__).with_name("skips.py")
SKIPS = {
    "a test": "import pytest\ndef test_it(): pytest.skip('no tool')\n",
    "a fixture": "import pytest\n@pytest.fixture\ndef tool(): pytest.skip('no tool')\n"
    "def test_it(tool): pass\n",
    "a mark": "import pytest\n@pytest.mark.skipif(True, reason='no tool')\ndef test_it(): pass\n",
    "a module": "import pytest\npytest.skip('no tool', allow_module_level=True)\n",
}


def outcome(folder: Path, source: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """Runs one test file with these hooks alone."""
    shutil.copy(HOOKS, folder / "conftest.py")
    (folder / "test_it.py").write_text(source, encoding="utf-8")
    (folder / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-q", "."],
        cwd=folder,
        env={k: v for k, v in os.environ.items() if k != "MEGAFONO_NO_SKIPS"} | environ,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


@pytest.mark.parametrize("source", SKIPS.values(), ids=SKIPS)
def test_a_skip_fails_where_none_is_allowed(tmp_path: Path, source: str) -> None:
    strict = outcome(tmp_path, source, MEGAFONO_NO_SKIPS="1")
    assert strict.returncode in (1, 2), strict.stdout
    assert "this was left out" in strict.stdout
    assert "no tool" in strict.stdout


def test_a_skip_is_a_skip_elsewhere(tmp_path: Path) -> None:
    assert "1 skipped" in outcome(tmp_path, SKIPS["a test"]).stdout


def test_an_expected_failure_is_no_skip(tmp_path: Path) -> None:
    source = "import pytest\n@pytest.mark.xfail\ndef test_it(): assert False\n"
    strict = outcome(tmp_path, source, MEGAFONO_NO_SKIPS="1")
    assert strict.returncode == 0, strict.stdout
    assert "1 xfailed" in strict.stdout
