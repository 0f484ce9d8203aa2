"""The one place where the process environment is read, typed and checked."""

import json
from functools import cache
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent


class Environment(BaseSettings):
    """What this process was told. Missing or contradictory values stop the start.

    The public plane refuses to start with a database address, a broker or a secret
    in its environment: what it does not hold it can't leak.
    """

    model_config = SettingsConfigDict(
        extra="ignore", frozen=True, env_ignore_empty=True
    )

    plane: Literal["staff", "public"] = "staff"
    demo: bool = False
    debug: bool = False
    data_dir: Path = ROOT / ".data"
    releases_dir: Path | None = None
    archive_dir: Path | None = None
    database_url: SecretStr | None = None
    owner_database_url: SecretStr | None = None
    #: The audit role, which may add entries and nothing else.
    audit_database_url: SecretStr | None = None
    broker_url: SecretStr | None = None
    secret_key: SecretStr | None = None
    #: Versioned master keys (``manage.py new_master_key``), or the dotted path of a
    #: callable that returns a ``vault.master.MasterKeys``, for a key service.
    master_keys_file: Path | None = None
    master_keys_provider: str | None = None
    #: Ed25519 private key (PEM) that signs the audit's seals.
    audit_signing_key_file: Path | None = None
    #: Ed25519 private key (PEM) that signs releases.
    release_signing_key_file: Path | None = None
    #: The written policy (JSON) by which figures of cases are published; none without.
    community_policy_file: Path | None = None
    #: Where drafts of releases wait for their votes; never seen by the public plane.
    drafts_dir: Path | None = None
    #: Where signed heads of the audit are written, to be shipped off this host.
    audit_heads_dir: Path | None = None
    #: Wrapped case keys. Never in the database's backups; own copies 7 days at most.
    keystore_dir: Path | None = None
    #: Encrypted attachments.
    attachments_dir: Path | None = None
    #: ``host:port`` or a socket path of a ClamAV daemon that looks at attachments.
    clamav_address: str | None = None
    #: Languages in which scanned pages are read where ``tesseract`` is installed, as it
    #: names them; ``off`` reads none.
    ocr_languages: str = Field(
        default="eng+fra", pattern=r"^[a-z_]+(\+[a-z_]+)*$", max_length=11
    )
    allowed_hosts: Annotated[list[str], NoDecode] = ["127.0.0.1", "localhost"]
    #: Where sources are fetched from instead of the publisher, by source id: a
    #: reconstructed site on loopback. A JSON object.
    source_bases: Annotated[dict[str, str], NoDecode] = Field(default_factory=dict)
    #: The server that sends alarms: ``smtps://user:password@host``, ``smtp+tls://``
    #: (STARTTLS) or ``smtp://``; whom they come from; to whom they go, with commas.
    mail_url: SecretStr | None = None
    mail_from: str = "accountability-tracker@localhost"
    alarm_to: Annotated[list[str], NoDecode] = []
    #: The contact a publisher finds in our user agent.
    contact: str = "https://github.com/accountability-tracker (contact not configured)"
    public_url: str = "http://127.0.0.1:8000"
    staff_url: str = "http://127.0.0.1:8001"
    #: Questions to the open data API that one address may ask: at once, and a second.
    api_burst: int = Field(default=300, ge=1)
    api_rate: float = Field(default=10, gt=0)
    #: Reverse proxies of ours before the public plane; each adds to X-Forwarded-For.
    trusted_proxies: int = Field(default=0, ge=0)
    secure_cookies: bool = False
    #: The harmless page to which "Exit this page" leads.
    exit_to: str = "https://www.weather.gc.ca/"

    @field_validator("allowed_hosts", "alarm_to", mode="before")
    @classmethod
    def _split_at_commas(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        return [part.strip() for part in value.split(",") if part.strip()]

    @field_validator("source_bases", mode="before")
    @classmethod
    def _read_bases(cls, value: object) -> object:
        return json.loads(value) if isinstance(value, str) else value

    @model_validator(mode="after")
    def _check_plane(self) -> Self:
        secrets = {
            "DATABASE_URL": self.database_url,
            "OWNER_DATABASE_URL": self.owner_database_url,
            "AUDIT_DATABASE_URL": self.audit_database_url,
            "BROKER_URL": self.broker_url,
            "SECRET_KEY": self.secret_key,
            "MASTER_KEYS_FILE": self.master_keys_file,
            "MASTER_KEYS_PROVIDER": self.master_keys_provider,
            "AUDIT_SIGNING_KEY_FILE": self.audit_signing_key_file,
            "RELEASE_SIGNING_KEY_FILE": self.release_signing_key_file,
            "DRAFTS_DIR": self.drafts_dir,
            "KEYSTORE_DIR": self.keystore_dir,
            "ATTACHMENTS_DIR": self.attachments_dir,
            "MAIL_URL": self.mail_url,
        }
        if self.plane == "public":
            held = [name for name, value in secrets.items() if value is not None]
            if held:
                raise ValueError(f"the public plane must not be given {held}")
        else:
            missing = [
                name
                for name in (
                    "DATABASE_URL",
                    "AUDIT_DATABASE_URL",
                    "BROKER_URL",
                    "SECRET_KEY",
                    "AUDIT_SIGNING_KEY_FILE",
                    "RELEASE_SIGNING_KEY_FILE",
                )
                if secrets[name] is None
            ]
            if not self.master_keys_file and not self.master_keys_provider:
                missing.append("MASTER_KEYS_FILE")
            if missing:
                raise ValueError(
                    f"the staff plane needs {missing}; for the embedded servers run "
                    "through `make`, or eval `python -m accountability.embedded env`"
                )
            if self.alarm_to and not self.mail_url:
                raise ValueError("ALARM_TO needs a MAIL_URL to send alarms through")
        if self.source_bases and not self.demo:
            raise ValueError("SOURCE_BASES is for demo mode only")
        for base in self.source_bases.values():
            if urlsplit(base).hostname not in {"127.0.0.1", "localhost", "::1"}:
                raise ValueError("SOURCE_BASES may name loopback addresses only")
        return self

    @property
    def releases(self) -> Path:
        """Directory of release bundles."""
        return self.releases_dir or self.data_dir / "releases"

    @property
    def drafts(self) -> Path:
        """Directory of the releases that wait for their votes."""
        return self.drafts_dir or self.data_dir / "drafts"

    @property
    def archive(self) -> Path:
        """Directory of the content-addressed archive."""
        return self.archive_dir or self.data_dir / "archive"

    @property
    def keystore(self) -> Path:
        """Directory of the wrapped case keys."""
        return self.keystore_dir or self.data_dir / "keystore"

    @property
    def attachments(self) -> Path:
        """Directory of the encrypted attachments."""
        return self.attachments_dir or self.data_dir / "attachments"

    @property
    def audit_heads(self) -> Path:
        """Directory of the audit's signed heads."""
        return self.audit_heads_dir or self.data_dir / "audit-heads"


@cache
def environment() -> Environment:
    """Return the environment, read once."""
    return Environment()
