"""A link as a job's details, and back."""

from typing import Any

from accountability.models import Job
from accountability.sources.base import Link
from accountability.vocab import Authority, DocumentType


def details_of(link: Link) -> dict[str, Any]:
    """Return what a fetch job keeps of its link, besides the address."""
    return {
        "title": link.title,
        "document_type": link.document_type,
        "authority": link.authority,
        "period": link.period,
    }


def link_of(job: Job) -> Link:
    """Return the link that a fetch job was made from."""
    return Link(
        url=job.key,
        title=job.details["title"],
        document_type=DocumentType.of(job.details["document_type"]),
        authority=Authority.of(job.details["authority"]),
        period=job.details["period"],
    )
