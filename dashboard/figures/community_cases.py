"""Counts of community cases: by department beside the official record, and as asked."""

from collections.abc import Mapping, Sequence

from accountability.release.community.answers import Figure, answer
from accountability.release.community.asked import (
    COHORT,
    Asked,
    NotTogetherError,
    answers,
)
from accountability.release.community.domain import Cohort
from accountability.release.community.gap import is_shown, leading
from accountability.release.community.questions import Question
from accountability.release.schema import ALL, COMMUNITY_DIMENSIONS, COMMUNITY_FIGURES
from accountability.vocab.community import (
    UNSTATED_DEPARTMENT,
    CommunityDimension,
    Vintage,
)
from dashboard.figures.chart import Chart, Instead, Table, Value
from dashboard.figures.community_data import (
    RECORD_COLUMNS,
    CommunityData,
    dimension_words,
    quoted,
)
from dashboard.figures.protected import by_size, draw, key, listed, of_figure
from dashboard.words import Words

_DEPARTMENT = CommunityDimension.DEPARTMENT.value
#: What has an order of its own; everything else stands by size.
_IN_ORDER = (COHORT, CommunityDimension.YEAR.value)
#: Tied leaders that a sentence still names.
_NAMED = 3
#: As the release's own table of figures.
COLUMNS = (*RECORD_COLUMNS, *COMMUNITY_FIGURES.names)


def recorded_chart(data: CommunityData, words: Words) -> Chart:
    """Return the cases by department, in order of name: nobody is ranked."""
    asked = Asked(Question.of({}, data.cohorts), _DEPARTMENT)
    found = answers(data.record, asked)
    rows = [
        of_figure(code, data.code(_DEPARTMENT, code, words), figure, words)
        for code, figure in found
    ]
    rows.sort(key=lambda row: (row.code == UNSTATED_DEPARTMENT, row.name))
    named = [figure for code, figure in found if code != UNSTATED_DEPARTMENT]
    shown = sum(map(is_shown, named))
    return Chart(
        name="recorded",
        title=data.titled(
            words(
                "Cases received in {years}: how many did advocates record about each "
                "department?",
                years=data.years(words),
            ),
            words,
        ),
        sentence=" ".join(
            (
                _total(data, asked, words),
                words.count(
                    shown,
                    "{count} department of {all} has a figure of its own.",
                    "{count} departments of {all} have a figure of their own.",
                    all=words.number(len(named)),
                )
                if shown
                else words("No department has a figure of its own."),
            )
        ),
        figure=draw(rows, words, title=words("cases recorded")),
        table=Table(
            words("Cases that advocates recorded, by department"),
            (words("Department"), words("Cases"), words("Margin (90%)")),
            listed(rows, words),
        ),
        columns=COLUMNS,
        rows=_tidy(data, asked, found),
        notes=(*data.notes(words), *_reading(words)),
        key=key(rows, words),
        sources=data.sources(words),
        credit=data.credit(words),
    )


def cases_chart(data: CommunityData, asked: Asked, words: Words) -> Chart:
    """Return the answer to a question, or that it has none and what comes nearest."""
    by = asked.by or ""
    subject = _subject(data, asked, words)
    title = data.titled(_title(by, words).format(subject=subject), words)
    try:
        found = answers(data.record, asked)
    except NotTogetherError as refused:
        return _refused(data, title, refused.nearest, words)
    rows = [
        of_figure(
            code,
            data.code(by, code, words) if by else words("All of these cases"),
            figure,
            words,
        )
        for code, figure in found
    ]
    if by and by not in _IN_ORDER:
        rows = by_size(rows)
    return Chart(
        name="cases",
        title=title,
        sentence=_sentence(data, asked, found, words),
        figure=draw(rows, words, title=words("cases recorded")),
        table=Table(
            subject,
            (
                dimension_words(by, words) if by else words("What is counted"),
                words("Cases"),
                words("Margin (90%)"),
            ),
            listed(rows, words),
        ),
        columns=COLUMNS,
        rows=_tidy(data, asked, found),
        notes=(*data.notes(words), *_reading(words)),
        key=key(rows, words),
        sources=data.sources(words),
        credit=data.credit(words),
    )


def _refused(data: CommunityData, title: str, nearest: Asked, words: Words) -> Chart:
    by = nearest.by or ""
    asked = _title(by, words).format(subject=_subject(data, nearest, words))
    codes = nearest.question.constraints
    return Chart(
        name="cases",
        title=title,
        sentence=words(
            "These things were never measured together, so there is no figure to give: "
            "not a small one, not a zero, none."
        ),
        figure=None,
        table=Table("", (), ()),
        columns=(),
        rows=(),
        notes=tuple(data.notes(words)),
        instead=Instead(
            asked,
            (
                ("case_by", by or ALL),
                *(
                    (f"case_{name}", codes.get(name, ()))
                    for name in COMMUNITY_DIMENSIONS
                ),
            ),
        ),
    )


def _subject(data: CommunityData, asked: Asked, words: Words) -> str:
    years = words("Community cases received in {years}", years=data.years(words))
    return " · ".join((years, *data.conditions(asked, words)))


def _title(by: str, words: Words) -> str:
    """Return the question that a breakdown answers, with a place for its subject."""
    titles: Mapping[str, str] = {
        "": words("{subject}: how many are there?"),
        COHORT: words("{subject}: how many, and when?"),
        CommunityDimension.YEAR.value: words("{subject}: in which year?"),
        _DEPARTMENT: words("{subject}: which department are they about?"),
        CommunityDimension.ALLEGATION_CLASS.value: words(
            "{subject}: what is the main allegation?"
        ),
        CommunityDimension.OUTCOME.value: words("{subject}: what came of them?"),
        CommunityDimension.REPORTING.value: words(
            "{subject}: was an official body told, and if not, why?"
        ),
    }
    return titles[by]


def _total(data: CommunityData, asked: Asked, words: Words) -> str:
    """Say how many cases there are in all, as far as the noise lets one."""
    total = answer(data.record.edition, asked.question)
    if total.n is None or total.moe90 is None:
        return words("How many there are in all is not shown: few, or too uncertain.")
    return words.count(
        total.n,
        "In all {count} case, give or take {margin}.",
        "In all {count} cases, give or take {margin}.",
        margin=words.number(total.moe90),
    )


def _sentence(
    data: CommunityData,
    asked: Asked,
    found: Sequence[tuple[str, Figure]],
    words: Words,
) -> str:
    """Say what the margins leave certain."""
    by, total = asked.by or "", _total(data, asked, words)
    if not by:
        return total
    shown = {code: figure for code, figure in found if is_shown(figure)}
    if not shown:
        said = words(
            "No part is shown: each is small, zero or too uncertain at this size."
        )
        return f"{total} {said}"
    if by in _IN_ORDER:
        return total
    first = leading(shown.items())
    names = [data.code(by, code, words) for code in first]
    if len(first) == 1:
        figure = shown[first[0]]
        said = words(
            "The largest part is “{name}”: {number}, give or take {margin}. No other "
            "comes within the margins.",
            name=names[0],
            number=words.number(figure.n or 0),
            margin=words.number(figure.moe90 or 0),
        )
    elif len(first) > _NAMED:
        said = words(
            "Which part is the largest is not certain: the margins of {count} overlap.",
            count=words.number(len(first)),
        )
    else:
        said = words(
            "Which part is the largest is not certain: the margins of {names} overlap.",
            names=quoted(names, words),
        )
    return f"{total} {said}"


def _reading(words: Words) -> tuple[str, ...]:
    return (
        words(
            "A case is what somebody told advocates and agreed to have counted; nobody "
            "has found that it happened as told."
        ),
        words(
            "“Not shown” is never “none”: it is small, zero or too uncertain, and "
            "which of these is not told."
        ),
    )


def _tidy(
    data: CommunityData, asked: Asked, found: Sequence[tuple[str, Figure]]
) -> tuple[tuple[Value, ...], ...]:
    """Return the answers as rows of the release's table; several codes by commas."""
    where = {name: ",".join(codes) for name, codes in asked.question.where}
    rows = []
    for code, figure in found:
        cohort, vintage = data.cohort, data.vintage
        places = dict(where)
        if asked.by == COHORT:
            cohort = code
            vintage = _vintage(data, code)
        elif asked.by:
            places[asked.by] = code
        rows.append(
            (
                *data.told,
                cohort,
                vintage.value,
                *(places.get(name, ALL) for name in COMMUNITY_DIMENSIONS),
                figure.display.value,
                figure.n,
                figure.moe90,
            )
        )
    return tuple(rows)


def _vintage(data: CommunityData, label: str) -> Vintage:
    return data.record.entry(Cohort.of(label)).cube.vintage
