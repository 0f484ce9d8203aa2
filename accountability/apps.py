"""The one app of the confidential plane."""

from django.apps import AppConfig


class AccountabilityConfig(AppConfig):
    """Models, migrations and commands of the confidential plane."""

    name = "accountability"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen for what happens to accounts."""
        from accountability.staff.accounts import events  # noqa: F401
