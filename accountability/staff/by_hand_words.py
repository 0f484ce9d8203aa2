"""The words in which staff read why what they typed is not taken."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accountability.models import RecordType

TITLES: dict[RecordType, Promise] = {
    RecordType.RECOMMENDATION: _("Enter a recommendation"),
    RecordType.RESPONSE: _("Enter an answer to a recommendation"),
}
BEGIN: dict[RecordType, Promise] = {
    RecordType.RECOMMENDATION: _("Enter a recommendation by hand"),
    RecordType.RESPONSE: _("Enter an answer by hand"),
}
#: Codes of ``extraction.by_hand.errors``.
NOT_TAKEN: dict[str, Promise] = {
    "missing": _("This is needed."),
    "too_long": _("This is too long. Shorten it."),
    "not_a_page": _("The document has no such page."),
    "not_on_the_page": _(
        "These words do not stand together on this page. Type two or three of one "
        "line, or leave it empty: then the whole page is framed."
    ),
    "copied": _(
        "Eight words or more in a row are the page’s own. Say it in your own words."
    ),
    "not_a_date": _("Write it as May 3, 2024, May 2024, 2024 or 2023/24."),
    "in_the_future": _("This day is still to come."),
    "before_what_is_answered": _(
        "This is before the recommendation was made. Look at both dates."
    ),
    "unknown_department": _("Choose a department of the list."),
    "unknown_code": _("Choose one of the list."),
    "unknown_recommendation": _("Choose a recommendation of the list."),
    "waits_already": _("This was entered already and waits for a decision."),
    "on_record": _(
        "This is on record already. If that is wrong, tick below that yours takes its "
        "place, and propose it again."
    ),
    "says_the_same": _("This is on record already, word for word."),
    "unreadable": _("The page can’t be read now. What you typed is kept."),
}
