"""The one app of the confidential plane."""

from django.apps import AppConfig


class AccountabilityConfig(AppConfig):
    """Models, migrations and commands of the confidential plane."""

    name = "accountability"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Watch statements about cases, and listen for what happens to accounts."""
        from accountability.access import guard  # noqa: F401
        from accountability.staff.accounts import events  # noqa: F401
