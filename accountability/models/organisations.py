"""Organisations of advocates, their teams, and who works in them."""

from django.conf import settings
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import Q

from accountability.models.people import CASE_ROLES
from accountability.models.privacy import classify
from accountability.vocab.places import Jurisdiction

#: Where the clocks and routes of a case hold.
HOME_JURISDICTION = Jurisdiction.BRITISH_COLUMBIA.value


class Organisation(models.Model):
    """A group that keeps cases. No organisation sees another's.

    ``jurisdiction`` is the one whose departments its forms offer first; empty for all.
    ``key_id`` names the key, beside those of its cases, that seals its own words.
    """

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=200)
    jurisdiction = models.CharField(
        max_length=10, blank=True, default=HOME_JURISDICTION
    )
    #: Made up for the demo; marked so wherever it shows.
    synthetic = models.BooleanField(default=False)
    key_id = models.UUIDField(db_default=RandomUUID(), unique=True, editable=False)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Team(models.Model):
    """A part of an organisation; a case belongs to one."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="teams")
    name = models.CharField(max_length=200)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "name"], name="team_name_once"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """The role that a person has in an organisation; one each.

    Only a supervisor of the organisation gives one. The very first is given by an
    administrator, who can give no second: the database refuses it.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships"
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="memberships"
    )
    role = models.CharField(max_length=20)

    class Meta:
        ordering = ["organisation", "user"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisation"], name="membership_once"
            ),
            models.CheckConstraint(
                condition=Q(role__in=[role.value for role in CASE_ROLES]),
                name="membership_role_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.role}"


class TeamMember(models.Model):
    """A member of the organisation who works in a team and sees its cases."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="team_memberships"
    )
    team = models.ForeignKey(Team, models.CASCADE, related_name="members")

    class Meta:
        ordering = ["team", "user"]
        constraints = [
            models.UniqueConstraint(fields=["user", "team"], name="team_member_once")
        ]

    def __str__(self) -> str:
        return f"{self.user} in {self.team}"


classify(Organisation, staff="id slug name jurisdiction synthetic key_id")
classify(Team, staff="id organisation name")
classify(Membership, staff="id user organisation role")
classify(TeamMember, staff="id user team")
