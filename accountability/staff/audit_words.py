"""The codes of the audit in words. A code that is not here is shown as it is."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accountability.access.context import Purpose
from accountability.cases.policies import Deed
from accountability.models import Role
from accountability.staff.accounts.forms import label_of
from accountability.staff.words import term_label
from accountability.vocab import CaseStatus
from accountability.vocab.retention import ErasureReason

_OBJECTS: dict[str, Promise] = {
    "account": _("account"),
    "audit": _("audit"),
    "case": _("case"),
    "cases": _("list of cases"),
    "handed_in": _("file handed in"),
    "alarm_address": _("address for alarms"),
}
_PURPOSES: dict[str, Promise] = {
    Purpose.REQUEST.value: _("for a request"),
    Purpose.EXPORT.value: _("for an export"),
    Purpose.IMPORT.value: _("for an import"),
    Purpose.RETENTION.value: _("for the clocks"),
    Purpose.ATTACHMENTS.value: _("for attachments"),
    Purpose.STATISTICS.value: _("for statistics"),
    Purpose.SETUP.value: _("for the first set-up"),
}
_DETAILS: dict[str, Promise] = {
    "deed": _("wanted:"),
    "from": _("from:"),
    "to": _("to:"),
    "held": _("hold:"),
    "count": _("number:"),
    "role": _("role:"),
    "factor": _("factor:"),
    "reason": _("reason:"),
    "field": _("field:"),
    "to_id": _("to:"),
}
_DEEDS: dict[str, Promise] = {
    Deed.ENTER.value: _("enter"),
    Deed.SEE.value: _("see"),
    Deed.CHANGE.value: _("change"),
    Deed.WRITE_NOTE.value: _("write a note"),
    Deed.RECORD_CONSENT.value: _("record consent"),
    Deed.ATTACH.value: _("attach"),
    Deed.OPEN_ORIGINAL.value: _("open an original"),
    Deed.HAND_OVER.value: _("hand over"),
    Deed.FILE.value: _("file with a body"),
    Deed.CLOSE.value: _("close"),
    Deed.SEE_HISTORY.value: _("see the history"),
    Deed.EXPORT.value: _("export"),
    Deed.EXPORT_LIST.value: _("export the list"),
    Deed.HOLD.value: _("hold"),
    Deed.ASK_ERASURE.value: _("ask for an erasure"),
    Deed.DECIDE_ERASURE.value: _("decide on an erasure"),
}
_FACTORS: dict[str, Promise] = {
    "webauthn": _("passkey"),
    "totp": _("app that shows codes"),
    "recovery_codes": _("recovery codes"),
}
_DECIDED: dict[str, Promise] = {"agreed": _("agreed"), "refused": _("refused")}
_HELD: dict[str, Promise] = {"1": _("yes"), "0": _("no")}


def object_words(code: str) -> str:
    """Return what kind of object an entry is about."""
    return str(_OBJECTS.get(code, code))


def purpose_words(code: str) -> str:
    """Return what the machine acted for."""
    return str(_PURPOSES.get(code, code))


def detail_words(details: dict[str, str | int]) -> list[tuple[str, str]]:
    """Return what an entry says beside the object: its name and value."""
    return [
        (str(_DETAILS.get(name, name)), _value(name, str(value)))
        for name, value in sorted(details.items())
    ]


def _value(name: str, code: str) -> str:
    if name == "role" and code in list(Role):
        return label_of((Role(code), None, None))
    if name == "reason" and code in ErasureReason.codes():
        return term_label(ErasureReason.of(code))
    if name in {"from", "to"} and code in CaseStatus.codes():
        return term_label(CaseStatus.of(code))
    known = {"deed": _DEEDS, "factor": _FACTORS, "to": _DECIDED, "held": _HELD}
    return str(known.get(name, {}).get(code, code))
