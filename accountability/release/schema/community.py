"""The community record: protected figures, and never a row of a case."""

from accountability.release.schema.columns import (
    B,
    Column,
    D,
    I,
    N,
    S,
    Table,
)
from accountability.vocab.community import (
    CommunityDimension,
    Display,
    PlanKind,
    Reporting,
    ShareOf,
    Vintage,
)

#: What protected figures are broken down by, in the order of the columns.
COMMUNITY_DIMENSIONS: tuple[str, ...] = tuple(
    dimension.value
    for dimension in CommunityDimension
    if dimension is not CommunityDimension.GROUP
)

COMMUNITY_COHORTS = Table(
    "community_cohorts",
    "Cohorts of community cases",
    "One row for each cohort of cases that an organisation of advocates publishes "
    "protected figures of: how they were made, and what they cost.",
    (
        Column("cohort", S, "The years received: 2024, or 2020-2024."),
        Column("first_year", I, "First calendar year of it."),
        Column("last_year", I, "Last calendar year of it."),
        Column("vintage", S, "Preliminary or final.", vocabulary=Vintage),
        Column("scheduled", D, "The day fixed beforehand for this vintage."),
        Column("plan", S, "The written plan it was made under.", vocabulary=PlanKind),
        Column("epsilon", N, "Privacy loss of this vintage, at most, for a case."),
        Column("organisation", S, "Whose cases are counted.", words=True),
        Column("synthetic", B, "True if the cases are made up, for a demo."),
        Column("edition", S, "SHA-256 that names the edition of all cohorts."),
        Column("plan_sha256", S, "SHA-256 of the written plan with its codes."),
        Column("code_sha256", S, "SHA-256 of the code that drew and fitted."),
        Column("measurements_sha256", S, "SHA-256 of the protected measurements."),
    ),
    ("cohort",),
    ("first_year", "cohort"),
)

COMMUNITY_FIGURES = Table(
    "community_figures",
    "Protected figures of community cases",
    "One row for each question that is answered. A figure is a count with noise in it "
    "and its margin; what is small, zero or unsure is not shown, and which of these it "
    "is is not told. Never to be added to figures of the official record.",
    (
        Column("cohort", S, "The cohort (community_cohorts.cohort), or `all`."),
        Column("vintage", S, "The less settled, if several.", vocabulary=Vintage),
        Column("year", S, "Year received, in a cohort of several, or `all`."),
        Column("department", S, "departments.department, `unknown`, or `all`."),
        Column("allegation_class", S, "Class of the main allegation, or `all`."),
        Column("outcome", S, "Outcome group, or `all`."),
        Column("reporting", S, "Reported, or the reason why not, or `all`."),
        Column("display", S, "Whether it is shown.", vocabulary=Display),
        Column("n", I, "Cases, with noise; empty if not shown.", required=False),
        Column("moe90", I, "Margin of error, 90 %, on each side.", required=False),
    ),
    ("cohort", *COMMUNITY_DIMENSIONS),
    ("cohort", *COMMUNITY_DIMENSIONS),
)

COMMUNITY_SHARES = Table(
    "community_shares",
    "The reporting gap",
    "Shares of community cases that an official body was told of, and of the reasons "
    "why none was. A case counts for one reason.",
    (
        Column("cohort", S, "The cohort (community_cohorts.cohort), or `all`."),
        Column(
            "vintage",
            S,
            "The less settled, if several; empty in releases before schema 1.5.",
            False,
            Vintage,
        ),
        Column("department", S, "departments.department, `unknown`, or `all`."),
        Column("allegation_class", S, "Class of the main allegation, or `all`."),
        Column("reporting", S, "What it is the share of.", vocabulary=Reporting),
        Column("of", S, "What it is a share of.", vocabulary=ShareOf),
        Column("display", S, "Whether it is shown.", vocabulary=Display),
        Column("share", N, "From 0 to 1; empty if not shown.", required=False),
        Column("moe90", N, "Margin of error, 90 %, on each side.", required=False),
    ),
    ("cohort", "department", "allegation_class", "of", "reporting"),
    ("cohort", "department", "allegation_class", "of", "reporting"),
)

#: The community record: what a release carries unchanged from the one before, unless a
#: vintage was drawn.
COMMUNITY: tuple[Table, ...] = (COMMUNITY_COHORTS, COMMUNITY_FIGURES, COMMUNITY_SHARES)
