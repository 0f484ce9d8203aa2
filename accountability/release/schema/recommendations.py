"""What bodies recommended, to whom, and what was answered."""

from accountability.release.schema.columns import (
    PROVENANCE,
    B,
    Column,
    I,
    S,
    Table,
)
from accountability.vocab import Authority, Flag, ResponderRole, ResponseStatus

_BODY = (
    Column("body", S, "Who recommended it (bodies.body)."),
    Column("jurisdiction", S, "Where the body works, ISO 3166-2."),
)
_ABOUT = (
    Column(
        "cited_url",
        S,
        "The page that a row typed by hand was read from; else empty.",
        blank=True,
    ),
    Column("note", S, "A note of ours; empty if none.", blank=True, words=True),
    Column("authority", S, "Primary or press.", vocabulary=Authority),
    Column(
        "flags",
        S,
        "Codes of known problems, separated by spaces.",
        blank=True,
        many=Flag,
    ),
    *PROVENANCE,
)

RECOMMENDATIONS = Table(
    "recommendations",
    "Recommendations",
    "One row for each recommendation of a body, in our own words, or for several that "
    "a source only counts. What is known of the answers stands in "
    "recommendation_responses.",
    (
        Column("recommendation", S, "Permanent id of the recommendation."),
        *_BODY,
        Column("addressee", S, "To whom, as the source calls them.", words=True),
        Column(
            "department",
            S,
            "Department it concerns (departments.department), if it is one.",
            required=False,
        ),
        Column("year", I, "Year made, or in which its period starts.", required=False),
        Column(
            "made",
            S,
            "When, as finely as known, a month at the finest; empty if not told.",
            blank=True,
        ),
        Column("recommended", I, "How many the row stands for."),
        Column("text_seen", B, "False where the source counts and gives no text."),
        Column(
            "summary",
            S,
            "What was recommended, in our own words; empty if the text was not seen.",
            blank=True,
            words=True,
        ),
        Column(
            "status",
            S,
            "The addressee's own newest answer known to us; `none_known` is no "
            "refusal, and somebody else's answer is not the addressee's.",
            vocabulary=ResponseStatus,
        ),
        Column("responses", I, "How many answers are known, whoever gave them."),
        *_ABOUT,
    ),
    ("recommendation",),
    ("body", "year", "recommendation"),
)

RECOMMENDATION_RESPONSES = Table(
    "recommendation_responses",
    "Answers to recommendations",
    "One row for each answer that is known, the earlier ones too: none replaces "
    "another. A recommendation without a row here has no answer that we know of.",
    (
        Column("response", S, "Permanent id of the answer."),
        Column(
            "recommendation", S, "What is answered (recommendations.recommendation)."
        ),
        *_BODY,
        Column("responder", S, "Who answered, as the source calls them.", words=True),
        Column(
            "department",
            S,
            "Department that answered (departments.department), if it is one.",
            required=False,
        ),
        Column("role", S, "Whether that is who was asked.", vocabulary=ResponderRole),
        Column("status", S, "The answer.", vocabulary=ResponseStatus),
        Column(
            "status_raw", S, "The answer in the source's words.", blank=True, words=True
        ),
        Column("year", I, "Year answered, if told.", required=False),
        Column(
            "answered",
            S,
            "When, as finely as known, a month at the finest; empty if not told.",
            blank=True,
        ),
        *_ABOUT,
    ),
    ("response",),
    ("recommendation", "year", "response"),
)
