"""Addresses of the staff API."""

from django.urls import path

from accountability.staff.api import about, cases
from accountability.staff.api.openapi import schema

urlpatterns = [
    path("me/", about.MeView.as_view(), name="staff-api-me"),
    path(
        "vocabularies/", about.VocabulariesView.as_view(), name="staff-api-vocabularies"
    ),
    path("cases/", cases.CasesView.as_view(), name="staff-api-cases"),
    path("cases/<uuid:pk>/", cases.CaseView.as_view(), name="staff-api-case"),
    path("cases/<uuid:pk>/notes/", cases.NotesView.as_view(), name="staff-api-notes"),
    path(
        "cases/<uuid:pk>/consents/",
        cases.ConsentsView.as_view(),
        name="staff-api-consents",
    ),
    path("cases/<uuid:pk>/moves/", cases.MovesView.as_view(), name="staff-api-moves"),
    path("schema/", schema, name="staff-api-schema"),
]
