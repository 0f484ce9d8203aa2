"""What a reviewer types about an entry of the ledger. Rules are the service's."""

from accountability.staff.forms import ReasonForm
from accountability.vocab import Dismissal


class DismissForm(ReasonForm):
    """Why a proposed entry is not one."""

    reasons = Dismissal
