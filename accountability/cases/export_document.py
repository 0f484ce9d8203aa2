"""What stands in the file of one exported case.

The links to the official record stay behind: they leave the desk never.
"""

from accountability.cases.consent import standing
from accountability.cases.content import OpenCase
from accountability.cases.tags import tags_on


def whole_document(case: OpenCase, told_again: list[OpenCase]) -> dict[str, object]:
    """Return a case as plain values, with the tellings that are merged into it."""
    return {
        **_document(case),
        "tags": [tag.name for tag in tags_on(case.row)],
        "told_again": [_document(other) for other in told_again],
    }


def _document(case: OpenCase) -> dict[str, object]:
    row, text = case.row, case.text
    return {
        "number": row.number,
        "organisation": row.organisation.name,
        "status": row.status,
        "department": row.department.name if row.department else None,
        "allegation_class": row.allegation_class or None,
        "outcome": row.outcome or None,
        "received_month": f"{row.received_month:%Y-%m}",
        "told": {
            "narrative": text.narrative,
            "occurred": text.occurred,
            "place": text.place,
            "wishes": text.wishes,
            "harm": text.harm or None,
            "reporting": text.reporting,
        },
        "reported_to": row.reported_to or None,
        "not_reported_because": list(row.not_reported_because),
        "police_response": row.police_response or None,
        "allegations": [
            {
                "respondent": str(act.row.respondent_id or "") or None,
                "told": act.text.told,
                "class": act.row.allegation_class or None,
                "subtype": act.row.subtype or None,
                "findings": [
                    {
                        "stage": found.stage,
                        "disposition": found.disposition,
                        "decided_by": said.decided_by,
                        "decided_on": said.decided_on.isoformat()
                        if said.decided_on
                        else None,
                    }
                    for found, said in act.findings
                ],
                "measures": [
                    {"stage": row.stage, "measure": row.measure, "days": row.days}
                    for row in act.measures
                ],
            }
            for act in case.allegations
        ],
        "people": [
            {
                "id": str(person.row.pk),
                "role": person.role.value,
                "name": person.text.name,
                "contact": person.text.contact,
                "details": person.text.details,
            }
            for person in case.people
        ],
        "notes": [
            {"at": note.written_at.isoformat(), "by": note.author, "text": note.text}
            for note in case.notes
        ],
        "consent": {
            found.purpose.value: found.stands for found in standing(case.consents)
        },
        "to_do": [
            {
                "what": task.text.what or None,
                "limit": task.row.clock or None,
                "due": task.text.due.isoformat() if task.text.due else None,
                "done": task.done,
            }
            for task in case.tasks
        ],
        "files": case.row.attachments.count(),
    }
