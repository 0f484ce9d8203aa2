"""Totals over departments, on reports drawn with made-up values."""

from dataclasses import replace

import pytest

from accountability.sources.base import DocumentContent
from accountability.sources.errors import Failure, SourceError
from accountability.sources.proposals import StatisticProposal
from accountability.sources.registry import source
from accountability.vocab import DocumentType, Flag, Metric
from fixtures.commission_site.documents import ReportPlan
from fixtures.commission_site.plan import reports
from fixtures.commission_site.printed import Printed
from fixtures.commission_site.reports import draw_report
from tests.unit.sources.formats.drawing import Text
from tests.unit.sources.formats.drawing import drawn as draw_texts

#: Adds up in itself: 8 files = 2 complaints + 2 ordered + 4 others; 2 = 1 + 1.
ROW = (8, 2, 1, 1, 1, 1, 2, 1, 1, 1, 1)


def plan() -> ReportPlan:
    return next(plan for plan in reports() if plan.period == "2018/19")


def drawn(off_by: int) -> bytes:
    """A table without dashes whose total of monitor files is wrong by ``off_by``."""
    whole = plan()
    places = len(whole.department_rows) - 1

    def cell(printed: Printed, index: int) -> Printed:
        count = ROW[index] * (places if printed.is_total else 1)
        if printed.is_total and index == len(ROW) - 1:
            count += off_by
        return replace(printed, text=str(count), value=str(count), status="reported")

    return draw_report(
        replace(
            whole,
            department_rows=tuple(
                tuple(cell(printed, index) for index, printed in enumerate(row))
                for row in whole.department_rows
            ),
        )
    )[0]


def table(content: bytes) -> list[StatisticProposal]:
    document = DocumentContent(
        "http://127.0.0.1/a.pdf",
        DocumentType.ANNUAL_REPORT,
        "application/pdf",
        content,
    )
    return [
        reading
        for reading in source("ca_bc_opcc").checked_readings(document)
        if isinstance(reading, StatisticProposal)
        and reading.key.startswith("departments|")
    ]


def test_a_table_whose_every_total_holds_is_checked_throughout() -> None:
    figures = table(drawn(0))
    assert len(figures) == 11 * len(plan().department_rows)
    assert all(Flag.SUM_CHECKED in figure.flags for figure in figures)


def test_a_column_total_that_does_not_hold_is_flagged_over_its_column() -> None:
    figures = table(drawn(1))
    wrong = [figure for figure in figures if Flag.SUM_MISMATCH in figure.flags]
    column = [f for f in figures if f.metric is Metric.MONITOR_FILES]
    assert all(figure in wrong for figure in column)
    assert all(Flag.SUM_CHECKED not in figure.flags for figure in wrong)
    others = {figure.department for figure in wrong if figure not in column}
    assert others == {"all"}
    total = next(figure for figure in column if figure.department == "all")
    assert total.value == len(plan().department_rows)


def test_departments_under_no_headings_are_a_changed_layout() -> None:
    page: list[Text] = [
        (20, 20, "April 1, 2018 - March 31, 2019"),
        (20, 60, "Saanich Police Department"),
        *((180 + 40 * n, 60, str(n)) for n in range(4)),
    ]
    with pytest.raises(SourceError) as error:
        table(draw_texts(page))
    assert error.value.failure is Failure.LAYOUT_CHANGED
    assert error.value.where.endswith("page 1")


def test_a_report_that_names_no_period_is_a_changed_layout() -> None:
    with pytest.raises(SourceError) as error:
        table(draw_texts([(20, 20, "Statistical Report 2018")]))
    assert "period" in error.value.advice
