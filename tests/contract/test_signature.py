"""The signature of a release: what verifies, what is named, and the public recipes."""

import re
import shutil
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.core.management import CommandError, call_command

from accountability.release.bundle import ReleaseInfo
from accountability.release.files import manifest
from accountability.release.signature import (
    Trouble,
    key_id,
    problems,
    public_key,
    public_pem,
)
from accountability.release.verify import main
from tests.bundles import SIGNER, write_sample_bundle

FOREIGN = Ed25519PrivateKey.from_private_bytes(b"\x02" * 32)
OURS = SIGNER.public_key()
RECIPE = Path("docs/how-to/verify-a-release.md")
ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture(scope="module")
def signed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_sample_bundle(tmp_path_factory.mktemp("releases"))


@pytest.fixture
def bundle(signed: Path, tmp_path: Path) -> Path:
    """A copy that a test may spoil."""
    copy = tmp_path / signed.name
    shutil.copytree(signed, copy)
    for path in copy.rglob("*"):
        path.chmod(0o755 if path.is_dir() else 0o644)
    return copy


@pytest.fixture
def publisher(tmp_path: Path) -> Path:
    path = tmp_path / "publisher.pub"
    path.write_bytes(public_pem(OURS))
    return path


def troubles(bundle: Path) -> set[Trouble]:
    return {problem.trouble for problem in problems(bundle, OURS)}


def test_a_release_as_it_was_written_has_no_trouble(bundle: Path) -> None:
    assert list(problems(bundle, OURS)) == []
    assert list(problems(bundle)) == []
    assert list(problems(bundle / "public", OURS)) == []
    assert ReleaseInfo.of(bundle).signing_key == key_id(OURS)
    assert public_key((bundle / "public/release-key.pub").read_bytes()) == OURS


def test_the_signature_and_the_key_are_handed_out(bundle: Path) -> None:
    names = {file.name for file in manifest(bundle)}
    assert {"SHA256SUMS", "SHA256SUMS.sig", "release-key.pub"} <= names


def test_one_changed_byte_of_any_file_is_named(bundle: Path) -> None:
    for path in sorted((bundle / "public").iterdir()):
        held = path.read_bytes()
        changed = bytearray(held)
        changed[len(held) // 2] ^= 1
        path.write_bytes(changed)
        found = troubles(bundle)
        if path.name in ("SHA256SUMS", "SHA256SUMS.sig"):
            assert Trouble.BAD_SIGNATURE in found, path.name
        else:
            wrong = [str(problem) for problem in problems(bundle, OURS)]
            assert f"changed_file: public/{path.name}" in wrong
        path.write_bytes(held)
    assert troubles(bundle) == set()


def test_a_file_that_is_missing_or_too_many_is_named(bundle: Path) -> None:
    (bundle / "public/statistics.csv").unlink()
    (bundle / "public/extra.csv").write_text("a")
    assert {problem.where for problem in problems(bundle, OURS)} == {
        "public/statistics.csv",
        "public/extra.csv",
    }


def test_a_signature_of_another_release_is_named(bundle: Path, tmp_path: Path) -> None:
    other = write_sample_bundle(tmp_path / "other", release="2026-11-23.1")
    shutil.copyfile(other / "public/SHA256SUMS.sig", bundle / "public/SHA256SUMS.sig")
    assert troubles(bundle) == {Trouble.BAD_SIGNATURE}


def test_a_release_signed_anew_with_a_foreign_key_is_named(tmp_path: Path) -> None:
    forged = write_sample_bundle(tmp_path, statistics=[], key=FOREIGN)
    assert list(problems(forged)) == []  # which is why a key from elsewhere is needed
    assert troubles(forged) == {Trouble.FOREIGN_KEY, Trouble.BAD_SIGNATURE}


def test_a_key_exchanged_alone_is_named_without_another(bundle: Path) -> None:
    (bundle / "public/release-key.pub").write_bytes(public_pem(FOREIGN.public_key()))
    found = {problem.trouble for problem in problems(bundle)}
    assert found == {
        Trouble.FOREIGN_KEY,
        Trouble.BAD_SIGNATURE,
        Trouble.CHANGED_FILE,
    }


def test_a_release_without_a_signature_or_a_manifest_is_named(bundle: Path) -> None:
    (bundle / "public/SHA256SUMS.sig").unlink()
    assert troubles(bundle) == {Trouble.UNSIGNED}
    (bundle / "public/SHA256SUMS").unlink()
    assert troubles(bundle) == {Trouble.NOT_A_RELEASE}


def test_no_name_in_the_manifest_leads_out_of_the_directory(bundle: Path) -> None:
    sums = bundle / "public/SHA256SUMS"
    sums.write_text(sums.read_text() + "0" * 64 + "  ../../etc/passwd\n")
    assert Trouble.CHANGED_FILE in troubles(bundle)


def test_the_commands_say_it(
    bundle: Path, publisher: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = StringIO()
    call_command("verify_release", bundle, key=publisher, stdout=said)
    assert f"whole and signed by {key_id(OURS)}" in said.getvalue()
    assert main([str(bundle)]) == 0
    assert "not forgery" in capsys.readouterr().out
    (bundle / "public/statistics.csv").write_text("changed")
    with pytest.raises(CommandError, match=r"changed_file: public/statistics\.csv"):
        call_command("verify_release", bundle, key=publisher)
    assert main([str(bundle / "public"), "--key", str(publisher)]) == 1
    with pytest.raises(CommandError, match="can't be read"):
        call_command("verify_release", bundle, key=bundle / "public/SHA256SUMS")


def test_the_public_key_is_that_of_the_configured_one() -> None:
    said = StringIO()
    call_command("release_public_key", stdout=said)
    key = public_key(said.getvalue().encode())
    assert settings.RELEASE_SIGNING_KEY_FILE
    assert key_id(key) != key_id(OURS)


def recipe(language: str) -> str:
    page = (ROOT / RECIPE).read_text()
    found = re.search(rf"```{language}\n(.*?)```", page, re.DOTALL)
    assert found
    return found[1]


@pytest.mark.parametrize("spoil", ["", "statistics.csv", "SHA256SUMS"])
@pytest.mark.parametrize("language", ["sh", "python"])
def test_the_recipes_of_the_documentation_do_what_they_say(
    bundle: Path, publisher: Path, tmp_path: Path, language: str, spoil: str
) -> None:
    files = bundle / "public"
    if spoil:
        with (files / spoil).open("ab") as stream:
            stream.write(b"\n")
    if language == "sh":
        shutil.copyfile(publisher, files / "publisher.pub")
        command = ["sh", "-e", "-c", recipe("sh")]
    else:
        script = tmp_path / "verify.py"
        script.write_text(recipe("python"))
        command = [sys.executable, "-I", str(script), str(files), str(publisher)]
    done = subprocess.run(
        command, cwd=files, capture_output=True, text=True, check=False
    )
    assert (done.returncode == 0) == (spoil == ""), done.stdout + done.stderr
    if not spoil:
        expected = "Signature Verified Successfully" if language == "sh" else "whole"
        assert expected in done.stdout


def test_outsiders_need_no_django(bundle: Path, publisher: Path) -> None:
    code = (
        "import sys; from accountability.release.verify import main; "
        f"code = main([{str(bundle)!r}, '--key', {str(publisher)!r}]); "
        "bad = {'django', 'celery', 'psycopg'} & set(sys.modules); "
        "sys.exit(code or (2 if bad else 0))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={"PATH": "/usr/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
