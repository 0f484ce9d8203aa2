"""Addresses of the staff plane."""

from allauth.account import views as allauth_views
from allauth.mfa.webauthn.views import login_webauthn
from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, URLResolver, include, path
from django.views.decorators.http import require_POST

from accountability.staff.api import errors
from accountability.staff.views import (
    accounts,
    audit,
    batches,
    by_hand,
    crops,
    documents,
    healthz,
    home,
    images,
    leaving,
    ledger,
    queue,
    reading,
    runs,
    sources,
    tokens,
)

_review = [
    path("", queue.review_queue, name="review-queue"),
    path("documents/<int:snapshot>/", queue.one_by_one, name="review-first"),
    path("readings/", queue.reading_list, name="review-readings"),
    path("readings/<int:pk>/", reading.reading, name="review-reading"),
    path("readings/<int:pk>/accept/", reading.accept, name="review-accept"),
    path("readings/<int:pk>/correct/", reading.correct, name="review-correct"),
    path("readings/<int:pk>/reject/", reading.reject, name="review-reject"),
    path("readings/<int:pk>/reopen/", reading.reopen, name="review-reopen"),
    path(
        "readings/<int:pk>/page.png",
        images.picture,
        {"close": False},
        name="review-page-picture",
    ),
    path(
        "readings/<int:pk>/close-up.png",
        images.picture,
        {"close": True},
        name="review-close-up",
    ),
    path("readings/<int:pk>/crop/", crops.crop, name="review-crop"),
    path(
        "readings/<int:pk>/crop/take-back/",
        crops.take_back,
        name="review-crop-take-back",
    ),
    path(
        "readings/<int:pk>/crop/<slug:shape>.png",
        crops.crop_picture,
        name="review-crop-picture",
    ),
    path("together/<int:snapshot>/<slug:group>/", batches.batch, name="review-batch"),
    path(
        "together/<uuid:batch_id>/reopen/",
        batches.reopen_batch,
        name="review-batch-reopen",
    ),
]

_ledger = [
    path("", ledger.change_list, name="ledger"),
    path("<int:pk>/", ledger.change, name="ledger-change"),
    path("<int:pk>/confirm/", ledger.confirm, name="ledger-confirm"),
    path("<int:pk>/dismiss/", ledger.dismiss, name="ledger-dismiss"),
    path("<int:pk>/reopen/", ledger.reopen, name="ledger-reopen"),
]

# Of allauth only what is used: no sign-up, no mail, no password reset by mail.
_account = [
    path("login/", login_not_required(allauth_views.login), name="account_login"),
    path("logout/", require_POST(allauth_views.logout), name="account_logout"),
    path("password/", allauth_views.password_change, name="account_change_password"),
    path(
        "reauthenticate/", allauth_views.reauthenticate, name="account_reauthenticate"
    ),
    path(
        "factors/webauthn/login/",
        login_not_required(login_webauthn),
        name="mfa_login_webauthn",
    ),
    path("factors/", include("allauth.mfa.urls")),
    path("sessions/", include("allauth.usersessions.urls")),
    path("sessions/<int:pk>/end/", accounts.end_session, name="session-end"),
    path("tokens/", tokens.token_list, name="tokens"),
    path("tokens/new/", tokens.make, name="token-new"),
    path("tokens/<uuid:pk>/revoke/", tokens.revoke, name="token-revoke"),
    path("invitations/<str:token>/", accounts.invitation, name="invitation"),
]

_people = [
    path("", accounts.people_list, name="people"),
    path("organisations/", accounts.open_organisation, name="organisation-open"),
    path("teams/", accounts.open_team, name="team-open"),
    path("members/<int:pk>/", accounts.member, name="member"),
    path("<int:pk>/close/", accounts.close_account, name="person-close"),
    path("invitations/<uuid:pk>/revoke/", accounts.revoke, name="invitation-revoke"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/staff/v1/", include("accountability.staff.api.urls")),
    path("", home.home, name="home"),
    path("exit/", leaving.quick_exit, name="quick-exit"),
    path("account/", include(_account)),
    path("people/", include(_people)),
    path("cases/", include("accountability.staff.cases_urls")),
    path("releases/", include("accountability.staff.releases_urls")),
    path("audit/", audit.audit, name="audit"),
    path("audit/audit.csv", audit.audit_file, name="audit-file"),
    path("keys/", home.keys, name="keys"),
    path("language/", include("django.conf.urls.i18n")),
    path("review/", include(_review)),
    path("review/ledger/", include(_ledger)),
    path("sources/", sources.source_list, name="sources"),
    path("sources/alarms/add/", sources.add_alarm_address, name="alarm-address-add"),
    path(
        "sources/alarms/<int:pk>/remove/",
        sources.remove_alarm_address,
        name="alarm-address-remove",
    ),
    path("sources/alarms/try/", sources.try_alarm, name="alarm-try"),
    path("sources/<slug:source_id>/read/", sources.read_now, name="source-read"),
    path("healthz", healthz.healthz, name="healthz"),
    path("handed-in/", include("accountability.staff.handed_in_urls")),
    path("runs/", runs.run_list, name="runs"),
    path("runs/<uuid:pk>/", runs.run, name="run"),
    path("jobs/<uuid:pk>/retry/", runs.retry, name="job-retry"),
    path("documents/", documents.document_list, name="documents"),
    path("documents/<slug:slug>/", documents.document, name="document"),
    path("documents/<slug:slug>/by-hand/", by_hand.begin, name="by-hand-begin"),
    path("by-hand/<uuid:pk>/", by_hand.entry, name="by-hand"),
    path("by-hand/<uuid:pk>/page.png", by_hand.page_image, name="by-hand-page"),
    path("by-hand/<uuid:pk>/discard/", by_hand.discard, name="by-hand-discard"),
    path("snapshots/<int:pk>/original/", documents.original, name="original"),
]

handler400, handler403 = errors.bad_request, errors.refused
handler404, handler500 = errors.not_found, errors.failed
