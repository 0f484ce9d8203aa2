"""Addresses of the community record."""

from django.urls import path

from accountability.staff.views.cases import (
    allegations,
    drafting,
    entry,
    erasures,
    exports,
    files,
    listing,
    page,
    people,
    versions,
)

urlpatterns = [
    path("", listing.case_list, name="cases"),
    path("list.csv", exports.list_file, name="cases-file"),
    path("new/", entry.new, name="case-new"),
    path("new/draft/", drafting.begin, name="case-draft-new"),
    path("<uuid:pk>/draft/", drafting.keep, name="case-draft"),
    path("<uuid:pk>/draft/discard/", entry.discard, name="case-draft-discard"),
    path("<uuid:pk>/", page.case, name="case"),
    path("<uuid:pk>/change/", entry.edit, name="case-edit"),
    path("<uuid:pk>/move/", page.move, name="case-move"),
    path("<uuid:pk>/hold/", page.hold, name="case-hold"),
    path("<uuid:pk>/notes/", page.add_note, name="case-note"),
    path("<uuid:pk>/consent/", page.consent, name="case-consent"),
    path("<uuid:pk>/people/add/", people.add, name="case-person-add"),
    path("<uuid:pk>/people/<uuid:person_id>/", people.change, name="case-person"),
    path(
        "<uuid:pk>/people/<uuid:person_id>/remove/",
        people.remove,
        name="case-person-remove",
    ),
    path("<uuid:pk>/triage/", allegations.triage, name="case-triage"),
    path(
        "<uuid:pk>/allegations/<uuid:allegation_id>/",
        allegations.allegation,
        name="case-allegation",
    ),
    path(
        "<uuid:pk>/allegations/<uuid:allegation_id>/finding/",
        allegations.finding,
        name="case-finding",
    ),
    path(
        "<uuid:pk>/allegations/<uuid:allegation_id>/measure/",
        allegations.measure,
        name="case-measure",
    ),
    path(
        "<uuid:pk>/conclusions/<uuid:conclusion_id>/remove/",
        allegations.remove_conclusion,
        name="case-conclusion-remove",
    ),
    path("<uuid:pk>/history/", versions.history, name="case-history"),
    path("<uuid:pk>/history/<int:number>/", versions.version, name="case-version"),
    path("<uuid:pk>/files/", files.add, name="attachment-add"),
    path("files/<uuid:pk>/", files.clean_copy, name="attachment"),
    path("files/<uuid:pk>/original/", files.original, name="attachment-original"),
    path("<uuid:pk>/exports/", exports.exports, name="case-exports"),
    path("exports/<uuid:pk>/", exports.export, name="export"),
    path("exports/<uuid:pk>/file/", exports.export_file, name="export-file"),
    path("<uuid:pk>/erasure/", erasures.erase, name="case-erasure"),
]
