"""Reference data: bodies, departments, the people and officers they answer for."""

from django.db import models
from django.db.models import F, Q

from accountability.models.privacy import classify


class OversightBody(models.Model):
    """A body that investigates or reviews complaints about police."""

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=200)
    name_fr = models.CharField(max_length=200, blank=True)
    jurisdiction = models.CharField(max_length=10)
    url = models.URLField(max_length=500, blank=True)

    class Meta:
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.name


class Department(models.Model):
    """A police employer. ``valid_from`` and ``valid_to`` are empty if not known."""

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=200)
    name_fr = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=40)
    jurisdiction = models.CharField(max_length=10)
    body = models.ForeignKey(OversightBody, models.PROTECT, related_name="departments")
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=500)

    class Meta:
        ordering = ["slug"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True)
                | Q(valid_from__isnull=True)
                | Q(valid_to__gte=F("valid_from")),
                name="department_dates_in_order",
            ),
            models.CheckConstraint(
                condition=~Q(slug="all"), name="department_slug_not_reserved"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class DepartmentAlias(models.Model):
    """A whole name under which a source prints a department of a jurisdiction."""

    department = models.ForeignKey(Department, models.CASCADE, related_name="aliases")
    jurisdiction = models.CharField(max_length=10)
    name = models.CharField(max_length=200)

    class Meta:
        ordering = ["jurisdiction", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["jurisdiction", "name"], name="alias_once_in_jurisdiction"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Denominator(models.Model):
    """Sworn officers or population of a department in one calendar year."""

    department = models.ForeignKey(
        Department, models.CASCADE, related_name="denominators"
    )
    measure = models.CharField(max_length=60)
    year = models.PositiveSmallIntegerField()
    value = models.PositiveIntegerField()
    unit = models.CharField(max_length=20)
    source_kind = models.CharField(max_length=40)
    source_url = models.URLField(max_length=500)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["department", "measure", "year"]
        constraints = [
            models.UniqueConstraint(
                fields=["department", "measure", "year"], name="denominator_once_a_year"
            ),
            models.CheckConstraint(
                condition=Q(
                    measure__in=[
                        "police_officers_actual",
                        "police_officers_authorized",
                        "population",
                    ]
                ),
                name="denominator_measure_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.department_id} {self.measure} {self.year}"


classify(OversightBody, public="slug name name_fr jurisdiction url", staff="id")
classify(
    Department,
    public="slug name name_fr kind jurisdiction body valid_from valid_to source",
    staff="id",
)
classify(DepartmentAlias, public="department jurisdiction name", staff="id")
classify(
    Denominator,
    public="department measure year value unit source_kind source_url note",
    staff="id",
)
