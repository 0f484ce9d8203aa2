"""Where an answer stands: permalink, API call, CSV, and the text to cite it by."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext

from accountability.release.community.asked import COHORT, Asked
from accountability.release.community.record import CommunityRecord
from accountability.release.reader import Reader
from accountability.site.community.words import question_words
from accountability.site.page import PINNED
from accountability.site.tags import in_language


@dataclass(frozen=True)
class Places:
    """Addresses of one answer, all pinned to the release, and its citation."""

    page: str
    permalink: str
    api: str
    csv: str
    citation: str


def places_of(
    reader: Reader, record: CommunityRecord, asked: Asked, language: str | None
) -> Places:
    """Return where the answer to a question stands for ever."""
    page = question_page(asked, language, release=reader.info.release)
    permalink = _absolute(question_page(asked, None, release=reader.info.release))
    parameters = asked.to_params()
    api = reverse("api-community-pinned", args=[reader.info.release])
    return Places(
        page=page,
        permalink=permalink,
        api=_with(api, parameters),
        csv=_with(api, [*parameters, ("format", "csv")]),
        citation=citation(reader, record, question_words(reader, asked), permalink),
    )


def question_page(
    asked: Asked, language: str | None, *, release: str | None = None
) -> str:
    """Return the page that answers a question, of the current release or of one."""
    pinned = [(PINNED, release)] if release else []
    path = _with(reverse("community-answer"), [*asked.to_params(), *pinned])
    return in_language(path, language)


def overview_page(
    cohorts: tuple[str, ...], language: str | None, *, release: str | None = None
) -> str:
    """Return the address of the overview for some cohorts (labels)."""
    pinned = [(PINNED, release)] if release else []
    parameters = [*((COHORT, cohort) for cohort in cohorts), *pinned]
    return in_language(_with(reverse("community"), parameters), language)


def overview_permalink(cohorts: tuple[str, ...], release: str) -> str:
    """Return the overview's address of one release for ever, in no language."""
    return _absolute(overview_page(cohorts, None, release=release))


def citation(
    reader: Reader, record: CommunityRecord, title: str, permalink: str
) -> str:
    """Return one line that names what was seen, where, and in which bytes."""
    said = gettext(
        "%(title)s. %(organisation)s, in: Police Accountability Tracker, release "
        "%(release)s, published %(date)s. %(address)s "
        "(SHA-256 of the edition: %(hash)s)"
    ) % {
        "title": title,
        "organisation": record.organisation,
        "release": reader.info.release,
        "date": reader.info.published_at.date().isoformat(),
        "address": permalink,
        "hash": record.sha256,
    }
    if record.synthetic:
        return gettext("SYNTHETIC, not for citation: %(citation)s") % {"citation": said}
    return said


def _with(path: str, parameters: list[tuple[str, str]]) -> str:
    return f"{path}?{urlencode(parameters)}" if parameters else path


def _absolute(path: str) -> str:
    return f"{settings.PUBLIC_URL.rstrip('/')}{path}"
