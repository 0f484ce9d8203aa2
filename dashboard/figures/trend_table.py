"""The trend as a table for people and as tidy rows."""

from accountability.vocab import Authority, ValueStatus
from dashboard.figures.chart import Cell, Source, Table, Value, number_cell
from dashboard.figures.trend_data import TrendData, shown
from dashboard.links import document_page, figure_in_document
from dashboard.words import Words

COLUMNS = (
    "release",
    "department",
    "department_name",
    "metric",
    "unit",
    "period",
    "period_start",
    "period_end",
    "value",
    "status",
    "authority",
    "disputed",
    "revised_from",
    "document",
    "sha256",
    "page",
    "statistic",
)


def tidy(data: TrendData, words: Words) -> tuple[tuple[Value, ...], ...]:
    """Return one row a mark, in the order drawn."""
    rows: list[tuple[Value, ...]] = []
    for point in data.points:
        reading = data.revised_from(point)
        rows.append(
            (
                data.release,
                point.department,
                data.name(point.department, words),
                data.metric.value,
                point.unit,
                point.period,
                point.period_start.isoformat(),
                point.period_end.isoformat(),
                point.value,
                point.status,
                point.authority,
                str(point.disputed).lower(),
                None if reading is None else reading.value,
                point.document,
                point.sha256,
                point.page,
                point.statistic,
            )
        )
    return tuple(rows)


def table(data: TrendData, words: Words) -> Table:
    """Return one row a mark, with a link to the place it was read from."""
    return Table(
        caption=words(
            "{metric}, in {unit}",
            metric=data.metric.label(words.language),
            unit=data.unit.label(words.language),
        ),
        header=(
            words("Department"),
            words("Period"),
            words("Value"),
            words("Remarks"),
            words("Read from"),
        ),
        rows=tuple(
            (
                Cell(data.name(point.department, words)),
                Cell(point.period),
                number_cell(shown(point, words)),
                Cell(_remarks(data, position, words)),
                Cell(
                    data.title(point),
                    figure_in_document(point.document, point.statistic, words.language),
                ),
            )
            for position, point in enumerate(data.points)
        ),
    )


def _remarks(data: TrendData, position: int, words: Words) -> str:
    point = data.points[position]
    remarks = []
    if point.status not in (ValueStatus.REPORTED, ValueStatus.ROUNDED):
        remarks.append(words("not a zero"))
    if point.authority == Authority.PRESS:
        remarks.append(words("told by the press"))
    if point.disputed:
        remarks.append(words("disputed"))
    reading = data.revised_from(point)
    if reading is not None:
        before = (
            words("a blank") if reading.value is None else words.number(reading.value)
        )
        remarks.append(words("revised, was {before}", before=before))
    return "; ".join(remarks)


def sources(data: TrendData, words: Words) -> tuple[Source, ...]:
    """Return every document the marks were read from, once, in order."""
    documents = dict.fromkeys(point.document for point in data.points)
    counts = [point.document for point in data.points]
    return tuple(
        Source(
            title=data.titles.get(document, document),
            href=document_page(document, words.language),
            detail=words.count(
                counts.count(document), "{count} figure", "{count} figures"
            ),
        )
        for document in documents
    )
