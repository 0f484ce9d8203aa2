"""What the documents hold of one metric, and where there is nothing, why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from accountability.vocab import Coverage, Metric
from dashboard.figures.chart import Cell, Chart, Figure, Table, axis, layout, spaced
from dashboard.figures.key import shape_sign
from dashboard.figures.palette import HELD
from dashboard.figures.rows import Rows
from dashboard.links import document_page
from dashboard.words import Words

#: So many periods have marks with room between them on a telephone.
_WIDE = 24


@dataclass(frozen=True)
class HeldData:
    """The coverage rows of one metric, in order of department and period."""

    metric: Metric
    rows: Sequence[Mapping[str, Any]]
    names: Mapping[str, str]
    titles: Mapping[str, str]
    release: str


def held_chart(data: HeldData, words: Words) -> Chart:
    """Return departments by period, each place marked with what there is."""
    kinds = [kind for kind in Coverage if any(r["coverage"] == kind for r in data.rows)]
    return Chart(
        name="held",
        title=words(
            "{metric}: for which departments and periods is there a figure?",
            metric=data.metric.label(words.language),
        ),
        sentence=_sentence(data, words),
        figure=_draw(data, kinds, words) if data.rows else None,
        table=Table(
            caption=words(
                "{metric}: what the documents hold",
                metric=data.metric.label(words.language),
            ),
            header=(
                words("Department"),
                words("Period"),
                words("What there is"),
                words("Newest document that prints this metric and period"),
            ),
            rows=tuple(
                (
                    Cell(data.names.get(row["department"], row["department"])),
                    Cell(row["period"]),
                    Cell(Coverage.of(row["coverage"]).label(words.language)),
                    Cell(
                        data.titles.get(row["document"], row["document"]),
                        document_page(row["document"], words.language),
                    ),
                )
                for row in data.rows
            ),
        ),
        columns=(
            "release",
            "department",
            "metric",
            "period",
            "period_start",
            "period_end",
            "coverage",
            "figures",
            "document",
        ),
        rows=tuple(
            (
                data.release,
                row["department"],
                row["metric"],
                row["period"],
                row["period_start"].isoformat(),
                row["period_end"].isoformat(),
                row["coverage"],
                row["figures"],
                row["document"],
            )
            for row in data.rows
        ),
        notes=(words("A dot is a figure of the whole or of a part of it, as printed."),)
        if data.rows
        else (),
        key=tuple(
            shape_sign(kind.label(words.language), *HELD[kind]) for kind in kinds
        ),
    )


def _sentence(data: HeldData, words: Words) -> str:
    present = sum(row["coverage"] == Coverage.PRESENT for row in data.rows)
    if not data.rows:
        return words(
            "{metric}: no document held gives this by department.",
            metric=data.metric.label(words.language),
        )
    return words(
        "{metric}: a figure for {present} of {all} departments and periods. What has "
        "none is missing here, not zero.",
        metric=data.metric.label(words.language),
        present=words.number(present),
        all=words.number(len(data.rows)),
    )


def _draw(data: HeldData, kinds: Sequence[Coverage], words: Words) -> Figure:
    departments = Rows(
        {
            row["department"]: data.names.get(row["department"], row["department"])
            for row in data.rows
        }
    )
    spans = {(r["period_start"], r["period_end"]): r["period"] for r in data.rows}
    periods = [spans[span] for span in sorted(spans)]
    place = departments.place
    named = spaced(periods)
    column = {name: number for number, name in enumerate(periods)}
    traces = []
    for kind in kinds:
        shape, colour = HELD[kind]
        rows = [row for row in data.rows if row["coverage"] == kind]
        traces.append(
            {
                "type": "scatter",
                "mode": "markers",
                "name": kind.label(words.language),
                "x": [column[row["period"]] for row in rows],
                "y": [place[row["department"]] for row in rows],
                "customdata": [[row["department"], row["period"]] for row in rows],
                "hovertext": [
                    f"{data.names.get(row['department'], row['department'])}, "
                    f"{row['period']}<br>{kind.label(words.language)}"
                    for row in rows
                ],
                "hoverinfo": "text",
                "marker": {
                    "symbol": shape,
                    "size": 11 if len(periods) <= _WIDE else 8,
                    "color": colour,
                    "line": {"width": 2, "color": colour},
                },
            }
        )
    return {
        "data": traces,
        "layout": layout(
            departments.height + 60,
            xaxis=axis(
                range=[-0.6, len(periods) - 0.4],
                tickvals=[column[period] for period in named],
                ticktext=named,
                side="top",
                # Slanted, the newest would run out of the drawing.
                autotickangles=[0, -90],
            ),
            yaxis=axis(visible=False, range=departments.span(0.9)),
            annotations=list(departments.written()),
        ),
    }
