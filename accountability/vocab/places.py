"""Jurisdictions whose departments and bodies may be in the reference data."""

from accountability.vocab.term import Term


class Jurisdiction(Term):
    """A country, province or state: ISO 3166, with England and Wales as GB-EAW."""

    CANADA = ("CA", "Canada (federal)", "Canada (fédéral)")
    ALBERTA = ("CA-AB", "Province of Alberta", "Province de l'Alberta")
    BRITISH_COLUMBIA = ("CA-BC", "British Columbia", "Colombie-Britannique")
    ONTARIO = ("CA-ON", "Province of Ontario", "Province de l'Ontario")
    ENGLAND_AND_WALES = ("GB-EAW", "England and Wales", "Angleterre et pays de Galles")
    ILLINOIS = ("US-IL", "State of Illinois", "État de l'Illinois")
    LOUISIANA = ("US-LA", "State of Louisiana", "État de la Louisiane")
    NEW_YORK = ("US-NY", "State of New York", "État de New York")
    PENNSYLVANIA = ("US-PA", "State of Pennsylvania", "État de la Pennsylvanie")
    WASHINGTON = ("US-WA", "State of Washington", "État de Washington")
