"""The form for an address that alarms go to."""

from django import forms
from django.utils.translation import gettext_lazy

#: Why an address is not put on the list (``health.recipients.AddressRefusedError``).
NOT_ADDED = {
    "on_the_list": gettext_lazy("This address is on the list already."),
    "too_many": gettext_lazy(
        "The list is full. Use one address that hands mail on to several people."
    ),
}


class AlarmAddressForm(forms.Form):
    """One address."""

    address = forms.EmailField(
        label=gettext_lazy("Address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
