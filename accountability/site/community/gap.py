"""The reporting gap as a reader meets it: what is certain, then the shares."""

from dataclasses import dataclass

from django.utils.translation import gettext

from accountability.release.community.answers import Figure, Share, answer
from accountability.release.community.domain import Cohort
from accountability.release.community.gap import (
    Gap,
    is_shown,
    leading,
    reported_share,
    reporting_gap,
)
from accountability.release.community.questions import Question
from accountability.release.community.record import CommunityRecord
from accountability.release.reader import Reader
from accountability.site.community.charts import Chart, share_chart
from accountability.site.community.words import (
    cases,
    code_words,
    cohorts_words,
    dimension_words,
    listed,
    percent,
    points,
    quoted,
)
from accountability.site.tags import label, number
from accountability.vocab.community import CommunityDimension, Reporting

_HALF = 0.5
_NAMED = 3
#: What the share of reported cases is broken down by, one at a time.
_BY = (CommunityDimension.DEPARTMENT.value, CommunityDimension.ALLEGATION_CLASS.value)


@dataclass(frozen=True)
class GapView:
    """The charts of the gap, and the share to be told in large letters."""

    gap: Gap
    reported: str
    margin: str
    told: Chart
    reasons: Chart
    by: tuple[Chart, ...]


def gap_view(
    reader: Reader, record: CommunityRecord, cohorts: tuple[Cohort, ...]
) -> GapView | None:
    """Return the gap of some cohorts; None where it was not measured for all."""
    gap = reporting_gap(record, cohorts)
    if gap is None:
        return None
    share = gap.reported
    by = tuple(
        chart
        for name in _BY
        if (chart := _by(reader, record, cohorts, name)) is not None
    )
    return GapView(
        gap=gap,
        reported="" if share.share is None else percent(share.share),
        margin="" if share.moe90 is None else points(share.moe90),
        told=share_chart(
            [(Reporting.REPORTED.value, label(Reporting.REPORTED), share)],
            name="told",
            title=gettext("Was an official body told?"),
            first=gettext("Of the cases where it is known"),
            unit=gettext("Share"),
            to_one=True,
        ),
        reasons=share_chart(
            [(code.value, label(code), found) for code, found in gap.reasons],
            name="reasons",
            title=gettext("Why was none told?"),
            first=gettext("Reason"),
            unit=gettext("Share of the unreported cases"),
            summary=reasons_sentence(gap),
        ),
        by=by,
    )


def _by(
    reader: Reader, record: CommunityRecord, cohorts: tuple[Cohort, ...], name: str
) -> Chart | None:
    rows: list[tuple[str, str, Share]] = []
    for code in record.edition.domain.dimension(name).codes:
        share = reported_share(record, cohorts, {name: [code]})
        if share is None:
            return None
        rows.append((code, code_words(reader, name, code), share))
    titles = {
        _BY[0]: gettext("Share reported, by department"),
        _BY[1]: gettext("Share reported, by class of the main allegation"),
    }
    return share_chart(
        rows,
        name=f"told-{name.replace('_', '-')}",
        title=titles[name],
        first=dimension_words(name),
        unit=gettext("Share reported"),
        to_one=True,
    )


def headline(record: CommunityRecord, cohorts: tuple[Cohort, ...]) -> str:
    """Say in one sentence what is certain about the gap, or else about the total."""
    years = cohorts_words(cohorts)
    gap = reporting_gap(record, cohorts)
    if gap is None or gap.reported.share is None or gap.reported.moe90 is None:
        return total_sentence(answer(record.edition, Question.of({}, cohorts)), years)
    low = max(gap.reported.share - gap.reported.moe90, 0.0)
    high = min(gap.reported.share + gap.reported.moe90, 1.0)
    said = {"years": years, "low": percent(low), "high": percent(high)}
    if high < _HALF:
        return (
            gettext(
                "Of the cases that advocates recorded in %(years)s, an official body "
                "was told of %(low)s to %(high)s: most never reached one."
            )
            % said
        )
    if low > _HALF:
        return (
            gettext(
                "Of the cases that advocates recorded in %(years)s, an official body "
                "was told of %(low)s to %(high)s: most reached one."
            )
            % said
        )
    return (
        gettext(
            "Of the cases that advocates recorded in %(years)s, an official body was "
            "told of %(low)s to %(high)s: whether most reached one is not certain."
        )
        % said
    )


def total_sentence(total: Figure, years: str) -> str:
    """Say how many cases there are, as far as the noise lets one."""
    if total.n is None or total.moe90 is None:
        return gettext(
            "The number of cases that advocates recorded in %(years)s is not shown: it "
            "is small, or too uncertain."
        ) % {"years": years}
    return gettext(
        "Advocates recorded %(cases)s in %(years)s, give or take %(margin)s. How many "
        "of them an official body was told of is not shown."
    ) % {"cases": cases(total.n), "years": years, "margin": number(total.moe90)}


def reasons_sentence(gap: Gap) -> str:
    """Say which reason comes first, if the margins leave that certain."""
    shown = [(code.value, share) for code, share in gap.reasons if is_shown(share)]
    if not shown:
        return gettext(
            "No reason is shown: each is small, zero or too uncertain at this size."
        )
    first = leading(shown)
    names = [quoted(label(Reporting.of(code))) for code in first]
    if len(names) == 1:
        share = dict(shown)[first[0]]
        return gettext(
            "The reason counted most is %(name)s: %(share)s of the cases that no "
            "official body was told of, give or take %(margin)s."
        ) % {
            "name": names[0],
            "share": percent(share.share or 0),
            "margin": points(share.moe90 or 0),
        }
    if len(names) > _NAMED:
        return gettext(
            "Which reason is counted most is not certain: the margins of %(number)s of "
            "them overlap."
        ) % {"number": number(len(names))}
    return gettext(
        "Which reason is counted most is not certain: the margins of %(names)s overlap."
    ) % {"names": listed(names)}
