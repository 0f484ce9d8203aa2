"""The attacker stands alone: no import from the defence, and it runs without it."""

import ast
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.attacks.worlds import Releases

HERE = Path(__file__).resolve().parent
#: What an outsider installs; everything else is Python's own, or stands here.
ALLOWED = {"httpx", "numpy", "scipy", "highspy"}
#: Run by pytest against our planes, so they know them.
OURS = {"conftest.py", "worlds.py", "leaks.py"}
ATTACKER = sorted(
    path
    for path in HERE.glob("*.py")
    if not path.name.startswith("test_") and path.name not in OURS
)


def imported(path: Path) -> set[str]:
    """Return the full names of the modules that a file imports, wherever in it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, path.name
            inner = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= inner if node.module == "tests.attacks" else {str(node.module)}
        elif isinstance(node, ast.Name):
            assert node.id not in ("__import__", "import_module"), path.name
    return found


@pytest.mark.parametrize("path", ATTACKER, ids=lambda path: path.name)
def test_it_imports_nothing_of_the_defence(path: Path) -> None:
    attacker = {f"tests.attacks.{each.stem}" for each in ATTACKER}
    for name in imported(path):
        root = name.split(".")[0]
        assert name in attacker or root in ALLOWED or root in sys.stdlib_module_names, (
            f"{path.name} imports {name}"
        )


def test_it_runs_where_there_is_nothing_but_itself(
    tmp_path: Path, releases: Releases
) -> None:
    alone = tmp_path / "tests" / "attacks"
    alone.mkdir(parents=True)
    (alone.parent / "__init__.py").touch()
    for path in ATTACKER:
        shutil.copy(path, alone)
    told = subprocess.run(
        [sys.executable, "-m", "tests.attacks", str(releases.place), "--cells", "2"],
        cwd=tmp_path,
        env={"PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 0, told.stdout + told.stderr
    assert "Nothing beyond the documented limits" in told.stdout


def test_it_says_why_it_can_not_begin(tmp_path: Path) -> None:
    told = subprocess.run(
        [sys.executable, "-m", "tests.attacks", str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 2
    assert "no release.json" in told.stderr
