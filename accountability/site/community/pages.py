"""The pages of the community record: overview, answers to questions, methodology."""

from django.http import HttpRequest
from django.urls import reverse

from accountability.release.community.answers import (
    LARGEST_MARGIN,
    RATE_FROM,
    SHOWN_FROM,
)
from accountability.release.community.asked import COHORT, Asked, NotTogetherError
from accountability.release.community.gap import settled
from accountability.release.community.questions import Question
from accountability.release.community.record import CommunityRecord
from accountability.release.community.tables import vintage_of
from accountability.release.parameters import refuse_unknown
from accountability.release.reader import Reader
from accountability.site.community.addresses import (
    citation,
    overview_page,
    overview_permalink,
    places_of,
    question_page,
)
from accountability.site.community.asking import BESIDE, form_for, read_question
from accountability.site.community.beside import beside_all
from accountability.site.community.calendar import calendar_of
from accountability.site.community.charts import chart_of, charts_by, title_by
from accountability.site.community.gap import gap_view, headline
from accountability.site.community.method import MEASURED, MEASURED_ON, method_of
from accountability.site.community.words import (
    cohort_words,
    cohorts_words,
    conditions,
    question_words,
)
from accountability.site.language import chosen_language
from accountability.site.page import PINNED, Context, NotAnsweredError, page
from accountability.vocab.community import PlanKind

#: The rule of display, as the pages say it.
_RULES = {
    "shown_from": SHOWN_FROM,
    "rate_from": RATE_FROM,
    "largest_margin": round(100 * LARGEST_MARGIN),
}


@page
def overview(request: HttpRequest, reader: Reader) -> tuple[str, Context]:
    """Tell what communities record: the reporting gap first, then every breakdown."""
    language = chosen_language(request)
    parameters = dict(request.GET.lists())
    refuse_unknown(parameters, [COHORT, *BESIDE])
    record = reader.community
    if record is None:
        return "site/community/none.html", {}
    asked = read_question(record, parameters)
    cohorts = asked.question.cohorts or settled(record)
    labels = tuple(cohort.label for cohort in cohorts)
    charts, missing = charts_by(reader, record, cohorts)
    over = chart_of(
        reader, record, Asked(Question.of(), COHORT), name="by-cohort",
        title=title_by(COHORT),
    )  # fmt: skip
    pinned = request.GET.get(PINNED)
    permalink = overview_permalink(labels, reader.info.release)
    said = headline(record, cohorts)
    return "site/community/overview.html", {
        **_RULES,
        **_about(record),
        "headline": said,
        "cohorts": cohorts_words(cohorts),
        "vintage": vintage_of(record, cohorts),
        "choices": _choices(record, labels, language, pinned),
        "gap": gap_view(reader, record, cohorts),
        "charts": [
            (chart, places_of(reader, record, chart.asked, language))
            for chart in (over, *charts)
            if chart.asked
        ],
        "missing": missing,
        "beside": beside_all(reader, record, cohorts),
        "form": form_for(reader, record, None),
        "calendar": calendar_of(record),
        "permalink": permalink,
        "citation": citation(reader, record, said.rstrip("."), permalink),
    }


def _about(record: CommunityRecord) -> Context:
    return {
        "record": record,
        "plan": record.kind,
        "small": record.kind is PlanKind.SMALL,
        "annual": PlanKind.ANNUAL,
        "pooled": PlanKind.POOLED,
    }


def _choices(
    record: CommunityRecord,
    labels: tuple[str, ...],
    language: str | None,
    pinned: str | None,
) -> list[Context]:
    """Return links to the overview of each cohort, and of all that are final."""
    final = tuple(cohort.label for cohort in settled(record))
    options = [((entry.cube.cohort.label,), entry) for entry in record.entries]
    found = [
        {
            "words": cohort_words(entry.cube.cohort),
            "vintage": entry.cube.vintage,
            "address": overview_page(option, language, release=pinned),
            "chosen": option == labels,
        }
        for option, entry in options
    ]
    if len(final) > 1:
        found.append(
            {
                "words": cohorts_words(settled(record)),
                "vintage": vintage_of(record, settled(record)),
                "address": overview_page((), language, release=pinned),
                "chosen": final == labels,
            }
        )
    return found


@page
def answer(request: HttpRequest, reader: Reader) -> tuple[str, Context]:
    """Answer one question, or say with 422 which nearest one is answered."""
    language = chosen_language(request)
    record = reader.community
    if record is None:
        return "site/community/none.html", {}
    asked = read_question(record, dict(request.GET.lists()))
    pinned = request.GET.get(PINNED)
    shared: Context = {
        **_RULES,
        **_about(record),
        "asked": asked,
        "question": question_words(reader, asked),
        "conditions": conditions(reader, asked),
        "form": form_for(reader, record, asked),
    }
    try:
        chart = chart_of(reader, record, asked, name="answer", title=title_by(asked.by))
    except NotTogetherError as refused:
        nearest = refused.nearest
        raise NotAnsweredError(
            "site/community/unsupported.html",
            shared
            | {
                "nearest": question_words(reader, nearest),
                "nearest_address": question_page(nearest, language, release=pinned),
            },
        ) from None
    return "site/community/answer.html", shared | {
        "chart": chart,
        "vintage": asked.vintage(record),
        "cohorts": cohorts_words(asked.cohorts(record)),
        "places": places_of(reader, record, asked, language),
    }


@page
def methodology(request: HttpRequest, reader: Reader) -> tuple[str, Context]:
    """Tell in words how the figures come about, and what they cannot do."""
    refuse_unknown(dict(request.GET.lists()), BESIDE)
    record = reader.community
    return "site/community/methodology.html", {
        **_RULES,
        "record": record,
        "method": method_of(reader, record) if record else None,
        "measured": MEASURED,
        "measured_on": MEASURED_ON,
        "told_file": reverse(
            "release-file", args=[reader.info.release, "methodology.json"]
        ),
    }
