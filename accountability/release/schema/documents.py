"""Where the record comes from, what it lacks, and what was corrected."""

from accountability.release.schema.columns import (
    B,
    Column,
    D,
    I,
    N,
    S,
    T,
    Table,
)
from accountability.vocab import (
    Authority,
    Coverage,
    DocumentChangeKind,
    DocumentKind,
    DocumentType,
    ItemChange,
    ItemKind,
    Metric,
    Unit,
    ValueStatus,
)

DOCUMENTS = Table(
    "documents",
    "Source documents",
    "One row for each document and each version of its bytes that we hold.",
    (
        Column("document", S, "Permanent id of the document."),
        Column("title", S, "Its title.", words=True),
        Column("body", S, "Whose figures it carries (bodies.body)."),
        Column("source", S, "Our source module that fetches it."),
        Column("kind", S, "What it is to us.", vocabulary=DocumentKind),
        Column("type", S, "Its form.", vocabulary=DocumentType),
        Column("authority", S, "Primary or press.", vocabulary=Authority),
        Column(
            "publisher_url",
            S,
            "Publisher's address; empty if there is none.",
            blank=True,
        ),
        Column(
            "cited_urls",
            S,
            "Addresses it names as its own sources, one a line.",
            blank=True,
            words=True,
        ),
        Column(
            "licence",
            S,
            "Licence or terms; empty if not stated.",
            blank=True,
            words=True,
        ),
        Column(
            "attribution",
            S,
            "Whom to name; empty if not stated.",
            blank=True,
            words=True,
        ),
        Column("period", S, "Period it reports on, as printed.", required=False),
        Column("sha256", S, "SHA-256 of this version's bytes."),
        Column("bytes", I, "Size of this version, bytes."),
        Column("media_type", S, "Media type."),
        Column("version", I, "1 for the first version held, counting up."),
        Column("current", B, "True for the newest version."),
        Column("retrieved_at", T, "When this version was first fetched, UTC."),
        Column(
            "last_seen_at",
            T,
            "When this version was last seen there, UTC.",
            volatile=True,
        ),
        Column("records_read", I, "Proposals read from this version."),
        Column("records_accepted", I, "Of these, accepted by a reviewer."),
        Column("records_rejected", I, "Of these, rejected, by a parser or a person."),
    ),
    ("document", "sha256"),
    ("document", "version"),
)

REJECTIONS = Table(
    "rejections",
    "What was read and not accepted",
    "One row for each row or figure that was rejected, with the reason.",
    (
        Column("rejection", S, "Permanent id."),
        Column("document", S, "Document (documents.document)."),
        Column("sha256", S, "SHA-256 of the bytes."),
        Column("page", I, "PDF page, counted from 1.", required=False),
        Column("row", I, "Row of a dataset; the headings are row 1.", required=False),
        Column("reason", S, "Code of the reason."),
        Column("field", S, "The field concerned; empty if the whole.", blank=True),
    ),
    ("rejection",),
    ("document", "sha256", "row", "rejection"),
)

COVERAGE = Table(
    "coverage",
    "What is there, what is missing, and why",
    "One row for each department, metric and period that the documents could give: "
    "what one department of a jurisdiction has is asked of all that existed then.",
    (
        Column("department", S, "Department (departments.department)."),
        Column("jurisdiction", S, "Where, ISO 3166-2."),
        Column("metric", S, "What is counted.", vocabulary=Metric),
        Column("period", S, "The period as printed, for instance 2021/22."),
        Column("period_start", D, "First day of the period."),
        Column("period_end", D, "Last day of the period."),
        Column("coverage", S, "What is there, or why not.", vocabulary=Coverage),
        Column("figures", I, "How many current figures there are, parts included."),
        Column("document", S, "Newest document that prints this metric and period."),
    ),
    ("department", "metric", "period_start", "period_end"),
    ("department", "metric", "period_start", "period_end"),
)

CORRECTIONS = Table(
    "corrections",
    "Figures that a newer version prints otherwise",
    "One row for each figure that a document prints once in every version, and whose "
    "value, status or words differ from the version before.",
    (
        Column("statistic", S, "The newer reading (statistics.statistic)."),
        Column("figure", S, "Id shared by all versions and sources of one figure."),
        Column("department", S, "Department (departments.department), or `all`."),
        Column("metric", S, "What is counted.", vocabulary=Metric),
        Column(
            "category",
            S,
            "Part of the metric, empty for the whole; as printed.",
            blank=True,
            words=True,
        ),
        Column(
            "unit",
            S,
            "The unit counted; empty in releases before schema 1.5.",
            False,
            Unit,
        ),
        Column("period", S, "The period as printed, for instance 2021/22."),
        Column("value_before", N, "The value before; empty if none.", False),
        Column(
            "value_raw_before", S, "The words printed before.", blank=True, words=True
        ),
        Column("status_before", S, "The status before.", vocabulary=ValueStatus),
        Column("value", N, "The value; empty unless reported or rounded.", False),
        Column("value_raw", S, "The words printed.", blank=True, words=True),
        Column("status", S, "How far the value is known.", vocabulary=ValueStatus),
        Column("document", S, "The document it was read from (documents.document)."),
        Column("sha256_before", S, "SHA-256 of the bytes of the version before."),
        Column("retrieved_before", T, "When those were fetched, UTC."),
        Column("sha256", S, "SHA-256 of the very bytes it was read from."),
        Column("retrieved_at", T, "When those bytes were fetched, UTC."),
    ),
    ("statistic",),
    ("department", "metric", "category", "period", "statistic"),
)

DOCUMENT_CHANGES = Table(
    "document_changes",
    "What publishers did to documents",
    "One row for each document that was published again with other values, moved, "
    "taken away or brought back, as a person confirmed. Figures that a newer version "
    "prints otherwise stand in `corrections` with the same document and `sha256`, what "
    "appeared or went in `document_change_items`.",
    (
        Column("change", S, "Permanent id."),
        Column("document", S, "Document (documents.document)."),
        Column("body", S, "Whose document it is (bodies.body)."),
        Column("kind", S, "What became of it.", vocabulary=DocumentChangeKind),
        Column("before_at", T, "When it was last seen as it was before, UTC."),
        Column("noticed_at", T, "When it was first seen otherwise, UTC."),
        Column("sha256_before", S, "SHA-256 of the version before.", required=False),
        Column(
            "sha256", S, "SHA-256 of the version after; empty if none.", required=False
        ),
        Column(
            "address_before",
            S,
            "Publisher's address before; empty unless it moved.",
            blank=True,
        ),
        Column(
            "address_after",
            S,
            "Publisher's address after; empty unless it moved.",
            blank=True,
        ),
        Column(
            "moved_to",
            S,
            "The document that has the same bytes at another address.",
            required=False,
        ),
        Column(
            "answers",
            S,
            "Of a return: the absence it ends (document_changes.change).",
            required=False,
        ),
    ),
    ("change",),
    ("noticed_at", "change"),
)

DOCUMENT_CHANGE_ITEMS = Table(
    "document_change_items",
    "What appeared or went when a document was published again",
    "One row for each figure that a newer version prints for the first time or no "
    "longer, and for all matters of a department together that changed, appeared or "
    "went. Of what went the value is the one printed before.",
    (
        Column("change", S, "The change (document_changes.change)."),
        Column("item", I, "Place among the items of the change, from 1."),
        Column("document", S, "Document (documents.document)."),
        Column("sha256", S, "SHA-256 of the version after."),
        Column("what", S, "What it is.", vocabulary=ItemKind),
        Column("item_change", S, "What became of it.", vocabulary=ItemChange),
        Column("items", I, "How many: 1 for a figure."),
        Column(
            "department",
            S,
            "Department (departments.department), or `all`; empty if not stated.",
            required=False,
        ),
        Column("figure", S, "Id of the figure (statistics.figure).", required=False),
        Column("metric", S, "What a figure counts.", False, Metric),
        Column(
            "category",
            S,
            "Part of the metric, empty for the whole; as printed.",
            blank=True,
            words=True,
        ),
        Column(
            "unit",
            S,
            "The unit of a figure; empty in releases before schema 1.5.",
            False,
            Unit,
        ),
        Column("period", S, "The period as printed, for instance 2021/22.", False),
        Column("value", N, "The value; empty unless reported or rounded.", False),
        Column("value_raw", S, "The words printed.", blank=True, words=True),
        Column("status", S, "How far the value is known.", False, ValueStatus),
    ),
    ("change", "item"),
    ("change", "item"),
)
