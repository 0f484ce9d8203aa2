"""The record explorer: official allegations one by one, by any filter. No names."""

from django.http import HttpRequest
from django.utils.translation import gettext

from accountability.release.reader import Reader
from accountability.release.schema import ALLEGATIONS
from accountability.site.figures import titles_of
from accountability.site.listings import listing, of_departments, of_terms
from accountability.site.matters import allegation_line
from accountability.site.page import Context, page
from accountability.vocab import (
    AllegationClass,
    DisciplineStage,
    Measure,
    OutcomeGroup,
)


@page
def records(request: HttpRequest, reader: Reader) -> tuple[str, Context]:
    """List the allegations that fit the filters, page by page."""
    filters = [
        of_departments(reader),
        of_terms("class", gettext("Class of allegation"), AllegationClass),
        of_terms("outcome", gettext("Outcome"), OutcomeGroup),
        of_terms("gravest_measure", gettext("Gravest measure"), Measure),
        of_terms(
            "discipline_stage", gettext("How the measure took effect"), DisciplineStage
        ),
    ]
    rows, shown = listing(request, reader, ALLEGATIONS, filters)
    documents = titles_of(reader)
    return "site/records.html", {
        **shown,
        "names": {row["department"]: row["name"] for row in reader.departments()},
        "lines": [allegation_line(row, documents) for row in rows],
    }
