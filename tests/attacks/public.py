"""The attacked: a site's address, or files that somebody downloaded."""

import json
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Protocol

import httpx

Parameters = Sequence[tuple[str, str]]
#: Where the API answers questions.
COMMUNITY = "/api/v1/community/"
#: Seconds to wait at the most when a site asks for fewer requests.
_LONGEST_WAIT = 60.0


class Public(Protocol):
    """What an outsider reaches. A directory has files alone: its ``web`` is None."""

    name: str

    @property
    def web(self) -> "Web | None":
        """Where questions can be put."""
        ...

    def close(self) -> None:
        """Let go of the connection, if there is one."""
        ...

    def releases(self) -> list[str]:
        """Return the releases, newest first."""
        ...

    def file(self, release: str, name: str) -> bytes | None:
        """Return one published file of a release; None if it has none of that name."""
        ...


class Directory:
    """A bundle's public files, or a directory of several releases."""

    web: "Web | None" = None

    def __init__(self, place: Path) -> None:
        self.name = str(place)
        found = [place, *(child for child in sorted(place.iterdir()) if child.is_dir())]
        self._places: dict[str, Path] = {}
        for candidate in found:
            for files in (candidate, candidate / "public"):
                described = files / "release.json"
                if described.is_file():
                    release = json.loads(described.read_text("utf-8"))["release"]
                    self._places.setdefault(release, files)
        if not self._places:
            raise FileNotFoundError(f"no release.json in or below {place}")

    def close(self) -> None:
        """There is nothing to let go of."""

    def releases(self) -> list[str]:
        """Return the releases, newest first."""
        return sorted(self._places, reverse=True)

    def file(self, release: str, name: str) -> bytes | None:
        """Return one file; None if there is none of that name."""
        path = self._places[release] / name
        return path.read_bytes() if path.is_file() else None


class Web:
    """Requests to one site; counts them, follows no redirect by itself."""

    def __init__(self, url: str) -> None:
        self.client = httpx.Client(base_url=url.rstrip("/"), timeout=60)
        self.requests = 0

    def send(
        self,
        address: str,
        parameters: Parameters = (),
        *,
        method: str = "GET",
        headers: dict[str, str] | None = None,
    ) -> httpx.Response:
        """Ask for an address; waits where the site says that it is too often."""
        # httpx puts away the query of an address when parameters are given, even none.
        asked = httpx.QueryParams(list(parameters)) if parameters else None
        while True:
            self.requests += 1
            told = self.client.request(method, address, params=asked, headers=headers)
            if told.status_code != httpx.codes.TOO_MANY_REQUESTS:
                return told
            time.sleep(min(_LONGEST_WAIT, float(told.headers.get("retry-after", 1))))

    def question(
        self, parameters: Parameters, release: str | None = None
    ) -> httpx.Response:
        """Put a question to the community record, of the latest release or a pinned."""
        return self.send(community_address(release), parameters)


class Site:
    """A site that answers over HTTP."""

    def __init__(self, url: str) -> None:
        self.name = url
        self.web: Web = Web(url)
        self._files: dict[tuple[str, str], bytes | None] = {}

    def close(self) -> None:
        """Let go of the connection."""
        self.web.client.close()

    def releases(self) -> list[str]:
        """Return the releases, newest first, as the site lists them."""
        told = self.web.send("/api/v1/releases/").raise_for_status().json()
        return [str(release["id"]) for release in told["results"]]

    def file(self, release: str, name: str) -> bytes | None:
        """Return one file; None if the site has none of that name."""
        wanted = (release, name)
        if wanted not in self._files:
            told = self.web.send(f"/releases/{release}/public/{name}")
            self._files[wanted] = told.content if told.status_code == 200 else None
        return self._files[wanted]


def open_public(address: str) -> Public:
    """Open a URL or a directory; OSError or httpx.HTTPError when it can't be read."""
    if address.startswith(("http://", "https://")):
        return Site(address)
    return Directory(Path(address))


def community_address(release: str | None = None) -> str:
    """Return where questions are put, to the latest release or to a pinned one."""
    return f"/api/v1/releases/{release}/community/" if release else COMMUNITY


def rows_of(response: httpx.Response) -> dict[str, int | None] | None:
    """Return code -> figure (None: not shown) of an answer; None for a refusal."""
    if response.status_code != 200:
        return None
    told: Any = response.json()
    return {str(row["code"]): row["n"] for row in told["results"]}


def flat(name: str, codes: Iterable[str]) -> list[tuple[str, str]]:
    """Return one parameter repeated for each code."""
    return [(name, code) for code in codes]
