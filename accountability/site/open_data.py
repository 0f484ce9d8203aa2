"""The data page: every table with its dictionary and files, and how to use them."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.safestring import mark_safe

from accountability.release.reader import Reader
from accountability.site.catalogue import described_tables, other_files, sources_used
from accountability.site.dataset import dataset_json
from accountability.site.page import Context, page
from accountability.site.recipes import recipes


@page
def data(request: HttpRequest, reader: Reader) -> tuple[str, Context]:
    """Show every table with its dictionary and its files, and how to use them."""
    return "site/data.html", {
        "tables": described_tables(reader),
        "files": other_files(reader),
        "sources": sources_used(reader),
        "recipes": recipes(reader),
        # Its own function leaves nothing in it that HTML would read.
        "dataset": mark_safe(dataset_json(reader)),  # noqa: S308
        "base": settings.PUBLIC_URL.rstrip("/"),
    }
