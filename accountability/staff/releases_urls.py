"""Addresses of the release desk."""

from django.urls import path

from accountability.staff.views import community, release_steps, releases

urlpatterns = [
    path("", releases.release_list, name="releases"),
    path("draft/", release_steps.draft, name="release-draft"),
    path("work/<uuid:pk>/", releases.work, name="release-work"),
    path("community/", community.figures, name="community-figures"),
    path("community/draw/", community.draw, name="community-draw"),
    path("<str:name>/", releases.release, name="release"),
    path("<str:name>/changes/<slug:table>/", releases.changes, name="release-changes"),
    path(
        "<str:name>/pictures/<slug:sha256>.png",
        releases.picture,
        name="release-picture",
    ),
    path("<str:name>/again/", release_steps.rebuild, name="release-rebuild"),
    path("<str:name>/approve/", release_steps.vote, name="release-vote"),
    path("<str:name>/return/", release_steps.send_back, name="release-return"),
    path("<str:name>/publish/", release_steps.publish, name="release-publish"),
    path("<str:name>/go-back/", release_steps.roll_back, name="release-rollback"),
]
