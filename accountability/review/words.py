"""The words in which staff read what policies and corrections say in codes."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accountability.review.policies import (
    BatchGroup,
    CropRefused,
    Refused,
    State,
    Verdict,
)
from accountability.vocab import Flag

STATES: dict[str, Promise] = {
    State.PROPOSED.value: _("To review"),
    State.ACCEPTED.value: pgettext_lazy("reading", "Accepted"),
    State.REJECTED.value: pgettext_lazy("reading", "Rejected"),
    State.UNCHANGED.value: pgettext_lazy("reading", "Unchanged"),
}

VERDICTS: dict[str, Promise] = {
    Verdict.ACCEPTED.value: pgettext_lazy("reading", "Accepted"),
    Verdict.CORRECTED.value: _("Accepted with a correction"),
    Verdict.REJECTED.value: pgettext_lazy("reading", "Rejected"),
    Verdict.REOPENED.value: _("Taken back"),
}

REFUSED: dict[Refused, Promise] = {
    Refused.STATE: _("This reading has been decided already."),
    Refused.NO_PROPOSAL: _(
        "Nothing could be read here, so there is nothing to decide. The reason is kept."
    ),
    Refused.NO_DEPARTMENT: _(
        "The department was not recognised. Correct it, or reject the reading."
    ),
    Refused.NO_TIME: _(
        "No date is known for this matter. Accept the row of its matter first, or "
        "reject the reading."
    ),
    Refused.PUBLISHED: _(
        "This record stands in a published release and can't be taken back. A newer "
        "version of the document, once read, replaces it."
    ),
    Refused.RELIED_ON: _(
        "A later reading has replaced this one, or an allegation or an answer was "
        "joined to it. Take that one back first."
    ),
    Refused.OWN_ENTRY: _(
        "You typed this yourself. Another reviewer compares it with the page and "
        "decides; you can take it back by rejecting it."
    ),
}

CROP_REFUSED: dict[CropRefused, Promise] = {
    CropRefused.NOT_ACCEPTED: _("Only of an accepted figure. Decide on it first."),
    CropRefused.NO_FIGURE: _("Only of a printed figure: other lines are about people."),
    CropRefused.NO_PICTURE: _("Only of a figure on a page of a PDF."),
    CropRefused.RECONSTRUCTION: _(
        "Never of a reconstruction: it is no document of the body."
    ),
    CropRefused.NOT_SEEN: _(
        "The picture is no longer the one you looked at. Look at it again."
    ),
    CropRefused.NONE_ALLOWED: _("No picture of it is public."),
}

GROUPS: dict[BatchGroup, Promise] = {
    BatchGroup.TOTALS_CHECK: _("figures whose parts add up to the printed total"),
    BatchGroup.PLAIN_ROWS: _("dataset rows that nothing is noted about"),
    BatchGroup.LISTED_CASES: _("lines of a list of cases that nothing is noted about"),
    BatchGroup.UNMAPPED_ROWS: _(
        "dataset rows with a word that our crosswalk leaves unassigned"
    ),
}

GROUP_REASONS: dict[BatchGroup, Promise] = {
    BatchGroup.TOTALS_CHECK: _(
        "The page prints the parts and their total, and they agree. A misread part "
        "would break the sum."
    ),
    BatchGroup.PLAIN_ROWS: _(
        "The publisher's file is copied cell by cell; every word is mapped by the "
        "reviewed crosswalk."
    ),
    BatchGroup.LISTED_CASES: _(
        "The body's own table is copied line by line: number, dates, and its own words."
    ),
    BatchGroup.UNMAPPED_ROWS: _(
        "The publisher's words are kept as printed and counted as “not mapped”, never "
        "guessed. Look at the words below before you accept them."
    ),
}

#: What each flag asks of the reviewer.
FLAG_ADVICE: dict[Flag, Promise] = {
    Flag.SUM_MISMATCH: _(
        "The printed parts and the printed total disagree. If the page says so too, "
        "accept as printed: sums are flagged, never repaired."
    ),
    Flag.SUM_CHECKED: _("The printed parts add up to the printed total."),
    Flag.NUMBER_UNREADABLE: _(
        "What is printed is not a number. Correct it if you can read it; accept it as "
        "“not readable” if nobody can."
    ),
    Flag.FOOTNOTED: _(
        "A footnote may say what is counted, or that it was corrected. Read it on the "
        "page before you accept."
    ),
    Flag.READ_BY_OCR: _(
        "Compare each digit with the page: a 3 may be an 8, and nothing looks wrong."
    ),
    Flag.APPROXIMATE: _("The source gives round words, not a count."),
    Flag.UNKNOWN_DEPARTMENT: _(
        "No department of this jurisdiction has this whole name. Never guess: another "
        "place may have a force of nearly the same name."
    ),
    Flag.UNMAPPED_TERM: _(
        "Our crosswalk does not cover the source's word. It is kept as printed and "
        "counted as “not mapped”."
    ),
    Flag.CLASS_INFERRED: _(
        "The source does not name the class; it was inferred from its description. "
        "Check it against the page."
    ),
    Flag.PARTIAL_LIST: _("The source lists only some of the allegations it counts."),
    Flag.SHIFTED_CELLS: _(
        "The row has more or fewer cells than its headings. Compare it with the row."
    ),
    Flag.DUPLICATE_ROW: _(
        "The source holds this row more than once. It is kept, because two allegations "
        "can be alike."
    ),
    Flag.DATE_ORDER: _("The dates can't have happened in this order."),
    Flag.MISLABELLED: _("The source uses a wrong unit or label here."),
    Flag.SYNTHETIC: _("A made-up value, for tests and demonstrations."),
}

CORRECTION_ERRORS: dict[str, Promise] = {
    "nothing_changed": _("Nothing is different from what was read."),
    "unknown_field": _("This field can't be corrected."),
    "unknown_code": _("Choose one of the list."),
    "unknown_department": _("Choose a department of the list."),
    "too_long": _("This is too long."),
    "not_a_period": _(
        "Write a fiscal year such as 2021/22. A bare year is not enough: calendar or "
        "fiscal?"
    ),
    "not_a_number": _("Write digits only, without spaces or separators."),
    "not_a_count": _("A count is a whole number, zero or more."),
    "out_of_range": _("This number is larger or finer than can be stored."),
    "value_missing": _("A reported value needs a number. Zero is a value."),
    "value_without_status": _(
        "With this status there is no value. Empty it, or choose “Reported”."
    ),
    "days_without_suspension": _("Only a suspension has days."),
    "days_out_of_range": _("A suspension is 30 days at the most."),
    "words_missing": _("Say who it is."),
    "counted_only": _(
        "The source counts these and gives no text: leave it empty. One whose text was "
        "seen needs a row of its own."
    ),
    "no_answer": _("No answer known is no answer: reject the reading instead."),
}

#: Why an accepted reading still can't be a record (``records.errors``).
CANNOT_RECORD: dict[str, Promise] = {
    "unknown_department": _("The department is not in the reference data."),
    "department_of_elsewhere": _(
        "The department is not in the jurisdiction of this body."
    ),
    "no_time": _("Neither a date nor a report period is known: correct or reject it."),
    "unknown_recommendation": _(
        "What this answers is not on record yet: accept the recommendation first."
    ),
    "recorded_already": _("It is on record already."),
    "nothing_to_record": _(
        "Nothing could be read here, so there is nothing to record."
    ),
    "account_is_closed": _("Your account is closed."),
}

#: Reasons on readings that no reviewer chose in this form.
REASONS: dict[str, Promise] = {
    "people_not_kept": _("A row about a person concerned: counted, never kept."),
    "spreadsheet_error": _("A spreadsheet's error stands in place of the value."),
    "rejected_before": _("The same reading was rejected in an earlier version."),
}
