"""Official and community: the reporting gap, two records apart, and questions."""

from collections.abc import Callable, Hashable

from accountability.release.community.asked import Asked
from accountability.release.community.domain import Cohort
from accountability.release.community.questions import Question
from accountability.release.community.record import CommunityRecord
from accountability.release.schema import ALL
from accountability.vocab.community import CommunityDimension, ShareOf, Vintage
from dashboard.figures.chart import Chart
from dashboard.figures.community_cases import cases_chart, recorded_chart
from dashboard.figures.community_data import CommunityData, without_record
from dashboard.figures.community_gap import reasons_chart, told_chart
from dashboard.figures.printed import printed_chart
from dashboard.ids import ChartId, Id
from dashboard.links import community_api, period_api, shares_api
from dashboard.pages.asked import names_of
from dashboard.pages.departments import chosen_rates, shown_period
from dashboard.pages.page import Drawing, Page, Section
from dashboard.state import ToldBy
from dashboard.view import View
from dashboard.words import Words


def shown_cohort(view: View) -> str:
    """Return the cohort chosen, else the newest final one, else the newest of all.

    Empty without a community record.
    """
    record = view.edition.reader.community
    if record is None:
        return ""
    return view.state.cohort or _newest(record).label


def _newest(record: CommunityRecord) -> Cohort:
    final = [e.cube.cohort for e in record.entries if e.cube.vintage is Vintage.FINAL]
    return max(final or record.edition.cohorts)


def _cohorts(view: View) -> tuple[Cohort, ...]:
    """Return the cohort shown; none named is all of them together."""
    label = shown_cohort(view)
    return () if label in ("", ALL) else (Cohort.of(label),)


def asked_of(view: View) -> Asked:
    """Return the question that the address puts to the community record."""
    by = view.state.case_by
    return Asked(
        Question.of(view.state.case_codes, _cohorts(view)), None if by == ALL else by
    )


def _of_cases(
    name: ChartId,
    title: Callable[[Words], str],
    make: Callable[[CommunityData, View], Chart],
    asked: Callable[[View], Hashable],
    api: Callable[[View], str],
) -> Drawing:
    """Return a drawing of community cases; ``title`` is its question without any."""

    def chart(view: View) -> Chart:
        record = view.edition.reader.community
        if record is None:
            return without_record(name.value, title(view.words), view.words)
        data = CommunityData(
            record, _cohorts(view), names_of(view.edition), view.edition.release
        )
        return make(data, view)

    return Drawing(chart, asked, api)


def _told_api(view: View) -> str:
    over = _BESIDE_TOLD[view.state.told_by]
    return shares_api(_label(view), ShareOf.KNOWN, {over: ALL}, view.edition.release)


def _reasons_api(view: View) -> str:
    whole = {by.value: ALL for by in ToldBy}
    return shares_api(_label(view), ShareOf.NOT_REPORTED, whole, view.edition.release)


def _recorded_api(view: View) -> str:
    asked = Asked(Question.of({}, _cohorts(view)), CommunityDimension.DEPARTMENT.value)
    return community_api(asked, view.edition.release)


def _label(view: View) -> str:
    return shown_cohort(view) or ALL


#: The dimension that a breakdown of the share told leaves whole.
_BESIDE_TOLD = {
    ToldBy.DEPARTMENT: ToldBy.ALLEGATION_CLASS.value,
    ToldBy.ALLEGATION_CLASS: ToldBy.DEPARTMENT.value,
}

DRAWINGS = {
    ChartId.TOLD: _of_cases(
        ChartId.TOLD,
        lambda words: words("Of how many cases was an official body told?"),
        lambda data, view: told_chart(data, view.state.told_by.value, view.words),
        lambda view: (view.state.cohort, view.state.told_by),
        _told_api,
    ),
    ChartId.REASONS: _of_cases(
        ChartId.REASONS,
        lambda words: words("Why was no official body told?"),
        lambda data, view: reasons_chart(data, view.words),
        lambda view: view.state.cohort,
        _reasons_api,
    ),
    ChartId.PRINTED: Drawing(
        lambda view: printed_chart(chosen_rates(view), view.words),
        lambda view: (view.state.metric, view.state.period, view.state.per),
        lambda view: period_api(
            view.state.metric, shown_period(view), view.edition.release
        ),
    ),
    ChartId.RECORDED: _of_cases(
        ChartId.RECORDED,
        lambda words: words("How many cases did advocates record?"),
        lambda data, view: recorded_chart(data, view.words),
        lambda view: view.state.cohort,
        _recorded_api,
    ),
    ChartId.CASES: _of_cases(
        ChartId.CASES,
        lambda words: words("What did people tell advocates?"),
        lambda data, view: cases_chart(data, asked_of(view), view.words),
        lambda view: (
            view.state.cohort,
            view.state.case_by,
            *view.state.case_codes.items(),
        ),
        lambda view: community_api(asked_of(view), view.edition.release),
    ),
}

PAGE = Page(
    slug="community",
    name=lambda words: words("Official and community"),
    title=lambda words: words("What never reaches an official body?"),
    lede=lambda words: words(
        "Cases that people told advocates and agreed to have counted, beside what "
        "bodies print. The two are never added: the same event can be in both, in one "
        "or in neither."
    ),
    sections=(
        Section(
            anchor="gap",
            title=lambda words: words("The reporting gap"),
            intro=lambda words: words(
                "Every number of cases has noise in it, so that nobody can be found "
                "through it, and says how far it may be off. The years chosen here "
                "hold for the whole page."
            ),
            filters=lambda words: words("Filters of the reporting gap"),
            controls=(Id.COHORT, Id.TOLD_BY),
            charts=(ChartId.TOLD, ChartId.REASONS),
        ),
        Section(
            anchor="beside",
            title=lambda words: words("Official and community, side by side"),
            intro=lambda words: words(
                "Two records, two units, two scales. A number on one side and a number "
                "on the other do not answer the same question: bodies print what they "
                "registered, by fiscal year; advocates count what they were told, by "
                "calendar year. More in either can mean that it is safer to speak."
            ),
            filters=lambda words: words("Filters of the official side"),
            controls=(Id.METRIC, Id.PERIOD),
            charts=(ChartId.PRINTED, ChartId.RECORDED),
            beside=True,
        ),
        Section(
            anchor="ask",
            title=lambda words: words("Ask the community record"),
            intro=lambda words: words(
                "Only what was measured together has an answer: each measurement takes "
                "its part of what protects people. Anything else is refused, with the "
                "nearest question that is answered."
            ),
            filters=lambda words: words("The question"),
            controls=(
                Id.CASE_BY,
                Id.CASE_YEAR,
                Id.CASE_DEPARTMENT,
                Id.CASE_CLASS,
                Id.CASE_OUTCOME,
                Id.CASE_REPORTING,
            ),
            charts=(ChartId.CASES,),
        ),
    ),
)
