"""What must never be committed, and what every module must have."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
#: Written in pieces, so that this file does not trip itself.
FORBIDDEN = re.compile(
    r"pypi\.o" + r"rg|pythonh" + r"osted|npmj" + r"s\.(o|c)|deb\.deb" + r"ian"
    r"|(?<![\w.])/(w" + r"ork|ro" + r"ot)/[a-z.]"
)
TEXT = {".py", ".md", ".toml", ".txt", ".in", ".yml", ".html", ".css", ".js", ".sh", ""}


def tracked() -> list[Path]:
    listing = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    ).stdout
    return [ROOT / name for name in listing.split("\0") if name]


FILES = tracked()


def test_no_registry_and_no_path_of_a_machine_is_named() -> None:
    named = [
        f"{path.relative_to(ROOT)}: {found[0]}"
        for path in FILES
        if path.suffix in TEXT and path.is_file()
        if (found := FORBIDDEN.search(path.read_text("utf-8", "ignore")))
    ]
    assert not named


def test_no_large_file_is_tracked() -> None:
    large = [p.name for p in FILES if p.is_file() and p.stat().st_size > 2_000_000]
    assert not large


@pytest.mark.parametrize("name", ["utils", "helpers", "manager", "misc", "common"])
def test_no_module_is_called_nothing(name: str) -> None:
    assert not [p for p in FILES if p.stem == name and p.suffix == ".py"]


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path in FILES
        if path.suffix == ".py"
        and path.is_file()
        and "migrations" not in path.parts
        and "tests" not in path.parts
        and path.stat().st_size
        and not ast.get_docstring(ast.parse(path.read_text("utf-8")))
    ]
    assert not silent


def test_every_dependency_says_why_it_is_there() -> None:
    for path in sorted((ROOT / "requirements").glob("*.in")):
        for line in path.read_text("utf-8").splitlines():
            if line and not line.startswith(("#", "-")):
                assert re.search(r"\s#\s\S", line), f"{path.name}: {line}"


def test_lock_files_carry_hashes_and_no_address() -> None:
    for path in sorted((ROOT / "requirements").glob("*.txt")):
        text = path.read_text("utf-8")
        assert "--hash=sha256:" in text
        assert "://" not in text


def test_every_link_between_documents_leads_somewhere() -> None:
    pages = [path for path in FILES if path.suffix == ".md" and path.is_file()]
    broken = [
        f"{page.relative_to(ROOT)}: {target}"
        for page in pages
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text("utf-8"))
        if not (page.parent / target).exists()
    ]
    assert not broken
