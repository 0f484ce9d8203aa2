"""A newcomer's path, walked in a copy of the checkout: begin, read, review, pass."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.repository.test_repository import ROOT, tracked

EXAMPLES = "tests/sources/test_examples.py"
ASKED = ("--jurisdiction", "US-XX", "--body", "Springfield Review Board")
POLICE = ("--department", "Springfield Police Department")
HEADINGS = (
    "Complaint Number,Date Received,Allegation,Finding,Officer Race,Complainant Age\n"
)


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    copy = tmp_path / "checkout"
    for path in tracked():
        if path.is_file():
            target = copy / path.relative_to(ROOT)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, target)
    return copy


def run(checkout: Path, *command: str) -> subprocess.CompletedProcess[str]:
    # Nothing of the outer session: the copy has servers and a worker of its own.
    env = {name: text for name, text in os.environ.items() if "XDIST" not in name}
    env.pop("CI", None)
    return subprocess.run(
        [sys.executable, *command],
        cwd=checkout,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )


def begin(checkout: Path, source_id: str, *more: str) -> str:
    said = run(
        checkout,
        *("manage.py", "new_source", source_id, *ASKED, *POLICE),
        *("--home", "https://data.springfield.example/", *more),
    )
    assert said.returncode == 0, said.stderr
    return said.stdout


def examples(checkout: Path) -> subprocess.CompletedProcess[str]:
    return run(
        checkout, "-m", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider", EXAMPLES
    )


@pytest.mark.timeout(600)
def test_a_source_begun_is_read_reviewed_and_passes(checkout: Path) -> None:
    """A table and a page side by side: each inner run costs some ten seconds."""
    table = checkout.parent / "complaints.csv"
    table.write_text(HEADINGS + "1,2024-01-02,Force,Sustained,x,y\n")
    said = begin(checkout, "us_xx_table", "--headings", str(table))
    assert "accountability/sources/us_xx_table.py" in said
    begin(checkout, "us_xx_page")
    modules = [
        str(checkout / f"accountability/sources/us_xx_{form}.py")
        for form in ("table", "page")
    ]
    for check in (("check",), ("format", "--check")):
        linted = run(checkout, "-m", "ruff", *check, *modules)
        assert linted.returncode == 0, linted.stdout

    first = examples(checkout)
    assert first.returncode == 1, first.stdout
    for form in ("table", "page"):
        missing = f"us_xx_{form}/example.expected.txt: had to be written; review it"
        assert missing in first.stdout
    read = {
        form: (checkout / f"tests/sources/us_xx_{form}/example.expected.txt").read_text(
            encoding="utf-8"
        )
        for form in ("table", "page")
    }
    assert "springfield (Springfield Police Department)" in read["table"]
    assert "received 2001-01-02" in read["table"]
    assert "substantiated (Sustained)" in read["table"]
    assert "'1,002' 1002 reported" in read["page"]
    assert "#   Officer Race" in Path(modules[0]).read_text(encoding="utf-8")
    example = checkout / "tests/sources/us_xx_table/example.csv"
    assert "2024-01-02" not in example.read_text(encoding="utf-8")
    second = examples(checkout)
    assert second.returncode == 0, second.stdout

    shutil.rmtree(checkout / "tests/sources/us_xx_page")
    bare = examples(checkout)
    assert bare.returncode == 1
    assert "us_xx_page" in bare.stdout


def test_what_is_there_is_never_written_over(checkout: Path) -> None:
    begin(checkout, "us_xx_springfield")
    again = run(
        checkout,
        *("manage.py", "new_source", "us_xx_springfield", *ASKED, *POLICE),
        *("--home", "https://data.springfield.example/"),
    )
    assert again.returncode == 1
    assert "is there already" in again.stderr
    departments = checkout / "fixtures/reference/elsewhere/departments.csv"
    assert departments.read_text(encoding="utf-8").count("Springfield") == 1


@pytest.mark.parametrize(
    ("source_id", "jurisdiction", "home", "named"),
    [
        ("Springfield", "US-XX", "https://x.example/", "us_la_nopd"),
        ("us_xx_a", "Nowhere", "https://x.example/", "ISO 3166-2"),
        ("us_xx_a", "US-XX", "http://x.example/", "https"),
    ],
)
def test_what_is_not_of_its_form_is_named(
    source_id: str, jurisdiction: str, home: str, named: str
) -> None:
    said = run(
        ROOT,
        *("manage.py", "new_source", source_id, "--jurisdiction", jurisdiction),
        *(*ASKED[2:], *POLICE, "--home", home),
    )
    assert said.returncode == 1
    assert named in said.stderr
