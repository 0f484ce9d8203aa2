"""Addresses of files that are handed in."""

from django.urls import path

from accountability.staff.views import handed_in

urlpatterns = [
    path("", handed_in.file_list, name="handed-in"),
    path("new/", handed_in.new, name="handed-in-new"),
    path("<uuid:pk>/", handed_in.one, name="handed-in-file"),
    path("<uuid:pk>/columns/", handed_in.columns, name="handed-in-columns"),
    path("<uuid:pk>/words/", handed_in.words, name="handed-in-words"),
    path("<uuid:pk>/problems.csv", handed_in.problems, name="handed-in-problems"),
    path("<uuid:pk>/import/", handed_in.bring_in, name="handed-in-import"),
    path("<uuid:pk>/again/", handed_in.again, name="handed-in-again"),
    path("<uuid:pk>/cancel/", handed_in.cancel, name="handed-in-cancel"),
]
