"""Pictures of the places that figures were read from, where a person allowed one."""

from accountability.release.schema.columns import Column, I, N, S, Table
from accountability.vocab import CropShape

CROPS = Table(
    "crops",
    "Pictures of figures on their page",
    "One row for each current figure of which a reviewer, having looked at it, "
    "declared a small picture free of names. Most figures have none.",
    (
        Column("statistic", S, "The figure (statistics.statistic)."),
        Column("document", S, "The document it was cut from (documents.document)."),
        Column("sha256", S, "SHA-256 of the very bytes it was cut from."),
        Column("page", I, "PDF page, counted from 1."),
        Column("shape", S, "How much it shows.", vocabulary=CropShape),
        Column("cut_x0", N, "Left edge, points from the page's left."),
        Column("cut_top", N, "Upper edge, points from the page's top."),
        Column("cut_x1", N, "Right edge, points from the page's left."),
        Column("cut_bottom", N, "Lower edge, points from the page's top."),
        Column("width", I, "Its width, pixels."),
        Column("height", I, "Its height, pixels."),
        Column("crop", S, "SHA-256 of the picture."),
        Column("file", S, "The picture's file beside this one; a PNG."),
    ),
    ("statistic",),
    ("document", "page", "cut_top", "cut_x0", "statistic"),
)
