"""The Dash app that a newsroom would write over the same rows, to measure beside ours.

A data frame in memory, a filter, four groupbys, four ``go.Figure``, one callback; Dash
as it comes, with plotly's whole bundle. ``python -m benchmarks.newsroom CSV PORT``
serves it.
"""

import sys
from pathlib import Path
from typing import Any

import pandas as pd
import plotly.graph_objects as go
from dash import Dash, Input, Output, dcc, html

_COLUMNS = ("department", "year", "class", "outcome")
_CHARTS = ("year", "outcome", "department", "class")


def read(table: Path) -> pd.DataFrame:
    """Read the columns that the charts need, as a newsroom's notebook would."""
    return pd.read_csv(table, usecols=list(_COLUMNS))


def figures(
    rows: pd.DataFrame, departments: list[str] | None, first: int | None
) -> list[go.Figure]:
    """Return the four charts of the rows that the filters leave."""
    shown = rows
    if departments:
        shown = shown[shown["department"].isin(departments)]
    if first:
        shown = shown[shown["year"] >= first]
    made = []
    for name in _CHARTS:
        by = [name] if name == "outcome" else [name, "outcome"]
        counts = shown.groupby(by).size().reset_index(name="allegations")
        figure = go.Figure(layout={"barmode": "stack", "title": f"By {name}"})
        for outcome, part in counts.groupby("outcome"):
            figure.add_trace(
                go.Bar(x=part[name], y=part["allegations"], name=str(outcome))
            )
        made.append(figure)
    return made


def newsroom_app(table: Path) -> Dash:
    """Return the app over the public CSV of the allegations."""
    rows = read(table)
    app = Dash(__name__, add_log_handler=False)
    departments, years = (
        sorted(rows["department"].unique()),
        sorted(rows["year"].unique()),
    )
    app.layout = html.Div(
        [
            html.H1("Allegations"),
            dcc.Dropdown(departments, multi=True, id="departments"),
            dcc.Dropdown(years, id="first"),
            *(dcc.Graph(id=f"by-{name}") for name in _CHARTS),
        ]
    )

    @app.callback(
        *(Output(f"by-{name}", "figure") for name in _CHARTS),
        Input("departments", "value"),
        Input("first", "value"),
    )
    def answer(chosen: list[str] | None, first: int | None) -> Any:
        return tuple(figures(rows, chosen, first))

    return app


if __name__ == "__main__":
    newsroom_app(Path(sys.argv[1])).run(port=int(sys.argv[2]))
