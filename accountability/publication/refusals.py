"""What may be done to a release at all, and by whom; who may not is told why."""

from django.conf import settings
from django.db.models import QuerySet

from accountability.access.permissions import may
from accountability.models import Release, ReleaseState, Role, SourceDocument, User
from accountability.publication.states import Move, after
from accountability.vocab import DocumentKind


class PublicationRefusedError(Exception):
    """A step that must not be taken. ``code`` is permanent, the text is for people.

    Codes: not_a_releaser, synthetic_approver, reconstruction, demo_release,
    wrong_state, own_release, voted_already, content_changed, nothing_new, no_reason,
    audit_failed, under_way, current_already, bundle_damaged, other_content; of figures
    of cases no_policy, policy_unreadable, no_organisation, not_due, not_audited.
    """

    def __init__(self, code: str, message: str) -> None:
        """Keep the code beside the words."""
        super().__init__(message)
        self.code = code


def require_releaser(user: User) -> None:
    """Refuse who is not of the group of releasers, and made-up people."""
    refuse_synthetic(user)
    if not may(user, Role.RELEASER):
        raise PublicationRefusedError(
            "not_a_releaser", "only members of the group of releasers may do this"
        )


def refuse_synthetic(user: User) -> None:
    """Refuse an account that the demo made up, outside of it."""
    if user.synthetic and not settings.DEMO:
        raise PublicationRefusedError(
            "synthetic_approver",
            f"{user.username} is a made-up account of the demo; people must decide",
        )


def reconstructions() -> QuerySet[SourceDocument, SourceDocument]:
    """Return the documents that were rebuilt from published figures."""
    return SourceDocument.objects.filter(
        kind=DocumentKind.RECONSTRUCTION, snapshots__isnull=False
    ).distinct()


def refuse_reconstructions() -> None:
    """Refuse records that rest on such documents, outside the demo."""
    if settings.DEMO:
        return
    found = list(reconstructions().values_list("slug", flat=True)[:20])
    if found:
        raise PublicationRefusedError(
            "reconstruction",
            "reconstructed documents are not sources and are never published: "
            + ", ".join(found),
        )


def refuse_other_mode(release: Release) -> None:
    """Refuse a demo's release outside the demo, and the other way round."""
    if release.demo != settings.DEMO:
        raise PublicationRefusedError(
            "demo_release", "drafted in demo mode; it cannot leave it, or enter it"
        )


def moved(release: Release, move: Move) -> ReleaseState:
    """Return the state that ``move`` leads to; refuse it where it is not allowed."""
    state = after(release.state, move)
    if state is None:
        raise PublicationRefusedError(
            "wrong_state", f"release {release.name} is {release.state}: cannot {move}"
        )
    return state


def stated_reason(reason: str, message: str) -> str:
    """Return the reason, trimmed; refuse an empty one."""
    if not reason.strip():
        raise PublicationRefusedError("no_reason", message)
    return reason.strip()[:300]
