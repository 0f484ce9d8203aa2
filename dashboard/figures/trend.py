"""The printed figures of one metric, period by period."""

from dashboard.figures.chart import Chart
from dashboard.figures.trend_data import TrendData
from dashboard.figures.trend_drawing import draw, signs
from dashboard.figures.trend_table import COLUMNS, sources, table, tidy
from dashboard.figures.trend_words import notes, sentence
from dashboard.words import Words


def trend_chart(data: TrendData, words: Words) -> Chart:
    """Return the chart of one metric for the chosen departments."""
    return Chart(
        name="trend",
        title=words(
            "{metric}: what do the reports say, period by period?",
            metric=data.metric.label(words.language),
        ),
        sentence=sentence(data, words),
        figure=draw(data, words),
        table=table(data, words),
        columns=COLUMNS,
        rows=tidy(data, words),
        notes=tuple(notes(data, words)),
        key=tuple(signs(data, words)),
        sources=sources(data, words),
    )
