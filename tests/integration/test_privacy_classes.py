from django.apps import apps
from django.db import models

from accountability.models.privacy import Privacy, classified_models, privacy_of
from accountability.release import schema


def own_models() -> list[type[models.Model]]:
    app = apps.get_app_config("accountability")
    return [m for m in app.get_models(include_auto_created=False) if not m._meta.proxy]


def test_every_field_of_every_model_has_a_privacy_class() -> None:
    assert set(own_models()) <= classified_models()
    for model in own_models():
        for field in model._meta.local_fields:
            assert privacy_of(model, field.name) in Privacy


def test_what_a_publisher_numbers_us_by_is_not_public() -> None:
    complaint = apps.get_model("accountability", "Complaint")
    for field in ("number_raw", "key", "occurred_text", "received", "concluded"):
        assert privacy_of(complaint, field) is Privacy.STAFF


def test_the_release_schema_has_no_column_that_identifies() -> None:
    forbidden = {"number", "number_raw", "badge", "name_of_officer", "narrative", "age"}
    forbidden |= {"gender", "race", "ethnicity", "officer", "tracking_number"}
    for table in schema.TABLES:
        assert not forbidden & set(table.names)
