"""Addresses of the staff plane."""

from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, URLResolver, include, path

from accountability.staff.views import (
    accounts,
    batches,
    documents,
    home,
    images,
    queue,
    reading,
    runs,
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
    path("together/<int:snapshot>/<slug:group>/", batches.batch, name="review-batch"),
    path(
        "together/<uuid:batch_id>/reopen/",
        batches.reopen_batch,
        name="review-batch-reopen",
    ),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("login/", login_not_required(accounts.login), name="login"),
    path("logout/", accounts.logout, name="logout"),
    path("keys/", home.keys, name="keys"),
    path("language/", include("django.conf.urls.i18n")),
    path("review/", include(_review)),
    path("runs/", runs.run_list, name="runs"),
    path("runs/<uuid:pk>/", runs.run, name="run"),
    path("jobs/<uuid:pk>/retry/", runs.retry, name="job-retry"),
    path("documents/", documents.document_list, name="documents"),
    path("documents/<slug:slug>/", documents.document, name="document"),
    path("snapshots/<int:pk>/original/", documents.original, name="original"),
]
