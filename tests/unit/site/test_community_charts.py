"""Charts and sentences of protected figures."""

from collections.abc import Iterator

import pytest
from django.utils import translation

from accountability.release.community.answers import NOT_SHOWN, Figure, Share
from accountability.release.community.asked import Asked
from accountability.release.community.gap import Gap
from accountability.release.community.questions import Question
from accountability.release.reader import Reader
from accountability.site.community import charts, gap
from accountability.site.community.beside import Beside, beside_all, beside_department
from accountability.site.community.calendar import calendar_of
from accountability.site.figures import metric_tables, statistics_of, titles_of
from accountability.vocab import Metric
from accountability.vocab.community import Display, Reporting, Vintage
from tests.bundles import write_sample_bundle
from tests.community_records import sample_record


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    root = tmp_path_factory.mktemp("releases")
    return Reader(write_sample_bundle(root, community=sample_record()))


def share(value: float, margin: float) -> Share:
    return Share(Display.SHOWN, value, margin)


def gap_of(reported: Share, *reasons: tuple[Reporting, Share]) -> Gap:
    return Gap(Figure(Display.SHOWN, 900, 9), reported, NOT_SHOWN, reasons)


@pytest.mark.parametrize(
    ("reported", "words"),
    [
        (share(0.2, 0.05), "15.0% to 25.0%: most never reached one"),
        (share(0.7, 0.05), "65.0% to 75.0%: most reached one"),
        (
            share(0.48, 0.05),
            "43.0% to 53.0%: whether most reached one is not certain",
        ),
        (share(0.02, 0.05), "0.0% to 7.0%: most never"),
    ],
)
def test_the_headline_says_only_what_the_margin_leaves_certain(
    monkeypatch: pytest.MonkeyPatch, reported: Share, words: str
) -> None:
    monkeypatch.setattr(gap, "reporting_gap", lambda *_: gap_of(reported))
    record = sample_record()
    said = gap.headline(record, record.edition.cohorts[:1])
    assert words in said.replace("\N{NO-BREAK SPACE}", " ")
    assert "in 2023" in said


def test_without_a_gap_the_headline_is_the_total() -> None:
    record = sample_record()
    said = gap.headline(record, record.edition.cohorts)
    assert said.startswith("Advocates recorded 4,")
    assert "is not shown" in said
    assert "is not shown" in gap.total_sentence(NOT_SHOWN, "2023")


def test_a_reason_is_called_first_only_when_it_is() -> None:
    fear, stigma = Reporting.FEAR_OF_RETALIATION, Reporting.STIGMA
    sure = gap_of(share(0.2, 0.1), (fear, share(0.5, 0.05)), (stigma, share(0.2, 0.05)))
    assert "counted most is “Fear of what police would do”" in gap.reasons_sentence(
        sure
    )
    tied = gap_of(
        share(0.2, 0.1), (fear, share(0.3, 0.05)), (stigma, share(0.28, 0.05))
    )
    said = gap.reasons_sentence(tied)
    assert "not certain" in said
    assert "“Fear of what police would do” and “Would not be" in said


def test_what_is_not_shown_comes_last_and_has_neither_number_nor_bar(
    reader: Reader,
) -> None:
    record = sample_record()
    asked = Asked(Question.of({}, record.edition.cohorts[:1]), "reporting")
    chart = charts.chart_of(reader, record, asked, name="x", title="x")
    shown = [line.bar is not None for line in chart.lines]
    assert shown == sorted(shown, reverse=True)
    assert 0 < chart.hidden < len(chart.lines) == len(Reporting)
    for line in chart.lines[-chart.hidden :]:
        assert (line.value, line.margin, line.bar) == ("", "", None)
    words = [line.words for line in chart.lines[-chart.hidden :]]
    assert words == sorted(words), "an order that says nothing about the numbers"


def test_cohorts_stand_in_order_and_say_their_vintage(reader: Reader) -> None:
    asked = Asked(Question.of(), "cohort")
    chart = charts.chart_of(reader, sample_record(), asked, name="x", title="x")
    assert [(line.code, line.vintage) for line in chart.lines] == [
        ("2023", Vintage.FINAL),
        ("2024", Vintage.PRELIMINARY),
    ]


def test_the_panels_never_share_an_axis_or_a_unit(reader: Reader) -> None:
    record = sample_record()
    beside = beside_all(reader, record, record.edition.cohorts[:1])
    assert beside.official is not None
    assert beside.community is not None
    assert beside.official.metric is Metric.REGISTERED_COMPLAINTS
    printed = {line.words: line for line in beside.official.lines}
    saanich = printed["Saanich Police Department"]
    assert (saanich.period, saanich.reading and saanich.reading.value) == (
        "2021/22",
        48,
    )
    unread = printed["Central Saanich Police Service"]
    assert (unread.reading, unread.bar) == (None, None)
    assert beside.official.grid[-1].words == "400"
    assert beside.community.grid[-1].words != "400"


def test_a_department_outside_the_record_has_no_community_panel(
    reader: Reader,
) -> None:
    def panels(slug: str) -> Beside:
        rows = statistics_of(reader, "department", slug)
        return beside_department(reader, slug, metric_tables(rows, titles_of(reader)))

    assert panels("new-orleans").community is None
    saanich = panels("saanich")
    assert saanich.reported_years == "2023"


def test_the_calendar_says_what_is_out_and_what_is_to_come() -> None:
    days = calendar_of(sample_record())
    assert [(day.words, day.vintage.value, day.published) for day in days] == [
        ("2024", "preliminary", True),
        ("2023", "final", True),
        ("2024", "final", False),
    ]
