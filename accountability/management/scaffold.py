"""What a new source begins with: a module, an example, a crosswalk, reference lines.

All of it can be read, linted and run at once; what only a person can know stands in
capitals.
"""

import csv
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.utils.text import slugify

_ID = re.compile(r"[a-z]{2}(_[a-z0-9]+)+")
_JURISDICTION = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,3})?")
#: A field of a table and the words by which its heading is known. The first that fits
#: stands; a person reads what was chosen.
_FIELDS = (
    ("received", ("received", "date opened", "opened", "reported")),
    ("concluded", ("concluded", "closed", "completed")),
    ("occurred", ("occurred", "incident date", "incident_date")),
    ("disposition", ("disposition", "finding", "outcome")),
    ("class_name", ("allegation", "classification", "category", "violation")),
    ("number", ("number", "tracking", "case", "complaint_id", "_id", " id", "file")),
)
_EXAMPLE = {
    "received": "2001-01-02",
    "concluded": "2001-02-03",
    "occurred": "2001-01-01",
    "disposition": "Sustained",
    "class_name": "Neglect of duty",
    "number": "2001-0001",
}
_BODIES = "bodies.csv"
_DEPARTMENTS = "departments.csv"
_REFERENCE = Path("fixtures/reference/elsewhere")


class CannotBeginError(Exception):
    """Why a source can't be begun; the message is for the person who asked."""


@dataclass(frozen=True)
class NewSource:
    """What is asked of a person. ``headings`` are a table's; empty for pages."""

    id: str
    jurisdiction: str
    department: str
    body: str
    home: str
    headings: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Raise CannotBeginError naming what is not of its form."""
        if not _ID.fullmatch(self.id):
            raise CannotBeginError(f"{self.id}: country, region, body: us_la_nopd")
        if not _JURISDICTION.fullmatch(self.jurisdiction):
            raise CannotBeginError(f"{self.jurisdiction}: ISO 3166-2, as US-LA")
        if not self.home.startswith("https://"):
            raise CannotBeginError(f"{self.home}: the publisher's own https address")

    @property
    def class_name(self) -> str:
        """The name of the class: the id in capitals."""
        return "".join(part.capitalize() for part in self.id.split("_"))

    @property
    def body_slug(self) -> str:
        """The body's slug."""
        return slugify(self.body)

    @property
    def department_slug(self) -> str:
        """The department's slug, without what every department is."""
        return slugify(re.sub(r"\b(Police|Department|Service)\b", "", self.department))


def begin_source(new: NewSource, root: Path, *, today: date) -> list[Path]:
    """Write the files of a new source under ``root``; return them in order.

    Raises CannotBeginError when one is there already: nothing is written over.
    """
    files = {root / name: text for name, text in _files(new, today).items()}
    if there := [path for path in files if path.exists()]:
        raise CannotBeginError(f"{there[0].relative_to(root)} is there already")
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    lines = _reference_lines(new)
    for name, line in lines.items():
        _append(root / _REFERENCE / name, line)
    return [*files, *(root / _REFERENCE / name for name in lines)]


def headings_of(content: bytes) -> tuple[str, ...]:
    """Return the headings of a CSV file; CannotBeginError when it has none."""
    first = io.StringIO(content.decode("utf-8-sig", "replace"), newline="")
    names = tuple(" ".join(name.split()) for name in next(csv.reader(first), []))
    if not any(names) or len(set(names)) < len(names):
        raise CannotBeginError("the file has no headings, or one of them twice")
    return names


def _files(new: NewSource, today: date) -> dict[str, str]:
    tests = f"tests/sources/{new.id}"
    common = {
        f"accountability/vocab/crosswalks/{new.id}.csv": (
            "field,raw,code,reviewed\n"
            f"disposition,Sustained,substantiated,{today.isoformat()}\n"
        ),
        f"{tests}/__init__.py": "",
    }
    module = f"accountability/sources/{new.id}.py"
    if new.headings:
        return {
            module: _table_module(new, today),
            **common,
            f"{tests}/examples.csv": _example_list("example.csv", "dataset", new.home),
            f"{tests}/example.csv": _example_table(new),
        }
    return {
        module: _page_module(new, today),
        **common,
        f"{tests}/examples.csv": _example_list(
            "example.html", "statistical_report", new.home
        ),
        f"{tests}/example.html": _EXAMPLE_PAGE,
    }


def _example_list(file: str, document_type: str, home: str) -> str:
    address = f"{home.rstrip('/')}/{file}"
    return f"case,file,document_type,url\nexample,{file},{document_type},{address}\n"


def guessed_columns(headings: Iterable[str]) -> dict[str, str]:
    """Return heading by field, for the fields whose heading can be guessed."""
    left = list(headings)
    found: dict[str, str] = {}
    for field, words in _FIELDS:
        heading = next(
            (h for word in words for h in left if word in f" {h.casefold()}"), None
        )
        if heading is not None:
            found[field] = heading
            left.remove(heading)
    found.setdefault("number", left[0] if left else "")
    return found


def _table_module(new: NewSource, today: date) -> str:
    chosen = guessed_columns(new.headings)
    order = ("number", "received", "concluded", "occurred", "disposition", "class_name")
    columns = "\n".join(
        f'                {field}="{chosen[field]}",'
        for field in order
        if field in chosen
    )
    unread = [name for name in new.headings if name not in chosen.values()]
    return f'''{_docstring(new, today)}
from accountability.sources.formats.dataset import OpenData
from accountability.sources.formats.dataset_tables import (
    AllegationColumns,
    AllegationTable,
)

# Not read, each for a reason; whatever describes a person stays here:
{_comment(unread)}


class {new.class_name}(OpenData):
    """WHAT THE TABLE HOLDS, AND SINCE WHEN."""

{_attributes(new)}
    department = "{new.department_slug}"
    department_name = "{new.department}"
    tables = (
        AllegationTable(
            title="Complaints",
            columns=AllegationColumns(
{columns}
            ),
        ),
    )
'''


def _page_module(new: NewSource, today: date) -> str:
    return f'''{_docstring(new, today)}
from collections.abc import Iterable, Iterator
from urllib.parse import urljoin

from accountability.sources.base import DocumentContent, DocumentFacts, Link, Source
from accountability.sources.formats.html import HtmlPage, text_of
from accountability.sources.formats.numbers import printed_number
from accountability.sources.proposals import Locator, Reading, StatisticProposal
from accountability.vocab import DocumentType, Metric, Period, Unit

_HEADINGS = ("Year", "Complaints")


class {new.class_name}(Source):
    """WHAT THE BODY PUBLISHES."""

{_attributes(new)}
    starts = ("/reports/",)

    def links(self, url: str, content: bytes) -> Iterable[Link]:
        """Find the reports on a list page."""
        for anchor in HtmlPage(content, url).find("//a[@href]"):
            words = text_of(anchor)
            if "report" in words.casefold():
                target = urljoin(url, str(anchor.get("href")))
                yield Link(target, words, DocumentType.STATISTICAL_REPORT)

    def describe(self, document: DocumentContent) -> DocumentFacts:
        """Return what the document says of itself."""
        return DocumentFacts()

    def readings(self, document: DocumentContent) -> Iterator[Reading]:
        """Read a figure from each row of the table."""
        page = HtmlPage(document.content, document.url)
        for table in page.find("//table"):
            for row in page.table(table, _HEADINGS):
                period = Period.parse(row["Year"].text, calendar_years=True)
                printed = printed_number(row["Complaints"].text)
                yield StatisticProposal(
                    key=f"complaints:{{period.label}}",
                    department="{new.department_slug}",
                    department_raw="{new.department}",
                    metric=Metric.REGISTERED_COMPLAINTS,
                    category="",
                    unit=Unit.COMPLAINT,
                    period=period,
                    value=printed.value,
                    value_raw=printed.raw,
                    status=printed.status,
                    locator=Locator(xpath=row["Complaints"].xpath),
                    flags=printed.flags,
                )
'''


def _docstring(new: NewSource, today: date) -> str:
    return f'''"""{new.body}: WHAT IT PUBLISHES, IN ONE LINE.

Publisher: {new.home}
WHO IT IS AND WHAT IT MAY DO. Cadence: HOW OFTEN.

Quirks: WHAT AN IMPORTER TRIPS OVER. WHICH COLUMNS ABOUT PERSONS ARE NOT READ.

History: the form of {today.isoformat()}.
"""
'''


def _attributes(new: NewSource) -> str:
    host = new.home.removeprefix("https://").partition("/")[0]
    return f'''    id = "{new.id}"
    body = "{new.body_slug}"
    jurisdiction = "{new.jurisdiction}"
    home = "{new.home}"
    hosts = ("{host}",)
    cadence_days = 30
    version = "1"
    # While no licence was seen, nothing is fetched; say then which one it is.
    crawled = False
    licence = "NOT SEEN YET"
    attribution = "{new.body}"'''


def _comment(names: list[str]) -> str:
    return "\n".join(f"#   {name}" for name in names) or "#   nothing"


def _example_table(new: NewSource) -> str:
    chosen = {name: field for field, name in guessed_columns(new.headings).items()}
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(new.headings)
    writer.writerow(
        [_EXAMPLE.get(chosen.get(name, ""), "invented") for name in new.headings]
    )
    return out.getvalue()


_EXAMPLE_PAGE = """<!DOCTYPE html>
<html lang="en">
<head><title>AN INVENTED PAGE IN THE PUBLISHER'S FORM</title></head>
<body>
<h1>Complaints by year</h1>
<table>
<tr><th>Year</th><th>Complaints</th></tr>
<tr><td>2001</td><td>1,002</td></tr>
<tr><td>2002</td><td>n/a</td></tr>
</table>
</body>
</html>
"""


def _reference_lines(new: NewSource) -> dict[str, dict[str, str]]:
    return {
        _BODIES: {
            "slug": new.body_slug,
            "name": new.body,
            "jurisdiction": new.jurisdiction,
            "website": new.home,
            "source": new.home,
        },
        _DEPARTMENTS: {
            "slug": new.department_slug,
            "name": new.department,
            "kind": "municipal",
            "jurisdiction": new.jurisdiction,
            "body": new.body_slug,
            "source": new.home,
        },
    }


def _append(path: Path, line: dict[str, str]) -> None:
    """Add a line to a reference table, unless its slug is there."""
    with path.open(encoding="utf-8", newline="") as lines:
        reader = csv.DictReader(lines)
        headings = reader.fieldnames or ()
        if any(row["slug"] == line["slug"] for row in reader):
            return
    with path.open("a", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, headings, restval="", lineterminator="\n")
        writer.writerow(line)
