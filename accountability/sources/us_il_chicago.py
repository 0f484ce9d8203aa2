"""Chicago: complaints against police, released under freedom of information.

Publisher: City of Chicago to the Invisible Institute, which publishes the files on
GitHub (invinst/chicago-police-data): accused officers 2000 to 2023, complaints 2000 to
2019. Cadence: a release every few years. No licence is stated: the institute asks for
credit and shared work. For tests and benchmarks only; only files handed in are read.
The city's own table of COPA cases names the same matters by their log number; its
findings are of the whole case. Its tables by officer and by complainant add nothing but
race, sex and age, and are not declared.

Quirks: two spellings of each finding; penalties as "005 - 5 SUSPENSION" and "005 - 5
DAY SUSPENSION"; a matter has several rows in either table; numbers of the form
2019-0000001 begin with the year, older ones have no date but in the table of
complaints. "Category" is the city's current one; the code is the sub-type, with its
name from the book of codes (407 in 19 categories of the past) behind it. The accused
table prints 21 codes that the book lacks. Where the current category is not mapped, it
may be together with the book's.
Race, gender, rank, unit and the officers' keys are not read.

History: columns as in release p053540 of 2023-08 and the complaints of 2022-09; the
city's table by the field names that its readers ask for, its codes not seen.
"""

from accountability.sources.formats.dataset import OpenData
from accountability.sources.formats.dataset_tables import (
    AllegationColumns,
    AllegationTable,
    CodeColumns,
    CodeTable,
    MatterColumns,
    MatterTable,
)

_YEAR = r"(\d{4})-\d+"


class ChicagoPolice(OpenData):
    """Accused officers and the complaints about them."""

    id = "us_il_chicago"
    body = "copa"
    jurisdiction = "US-IL"
    home = "https://github.com/invinst/chicago-police-data"
    cadence_days = 365
    version = "2"
    crawled = False
    licence = "None stated: for tests and benchmarks only"
    attribution = "Invisible Institute, Chicago Police Data"
    department = "chicago"
    department_name = "Chicago Police Department"
    tables = (
        MatterTable(
            title="Complaints",
            columns=MatterColumns(
                number="cr_id",
                received="complaint_date",
                concluded="closed_date",
                occurred="incident_date",
                route="complainant_type",
                file_type="case_type",
            ),
        ),
        MatterTable(
            title="COPA cases, summary",
            dataset="mft5-nfa8",
            columns=MatterColumns(
                number="log_no",
                received="complaint_date",
                file_type="case_type",
                disposition="finding_code",
            ),
        ),
        AllegationTable(
            title="Accused",
            columns=AllegationColumns(
                number="cr_id",
                class_name="allegation_category",
                subtype="complaint_code",
                disposition="final_finding",
                measure="final_penalty",
                row_id="row_id",
            ),
            subtype_decides=False,
            book="Allegation codes",
            number_year=_YEAR,
            days=r"\d+ - (?P<days>\d+) (?:DAY )?SUSPENSION",
        ),
        CodeTable(
            title="Allegation codes",
            columns=CodeColumns(code="code", name="description", group="category"),
        ),
    )
