"""Classes of allegation."""

from accountability.vocab.term import Term


class AllegationClass(Term):
    """The thirteen disciplinary breaches of the B.C. Police Act, s.77(3)(a) to (m).

    Other bodies' words are mapped onto these by reviewed crosswalks, and kept
    beside them. A class the crosswalk does not cover is UNASSIGNED.
    """

    ABUSE_OF_AUTHORITY = (
        "abuse_of_authority",
        "Abuse of Authority",
        "Abus de pouvoir",
        "Unnecessary force, or arrest, detention or search without good cause; "
        "abusive language. Police Act s.77(3)(a).",
    )
    ACCESSORY_TO_MISCONDUCT = (
        "accessory_to_misconduct",
        "Accessory to Misconduct",
        "Complicité d'inconduite",
        "Taking part in another member's misconduct. Police Act s.77(3)(b).",
    )
    CORRUPT_PRACTICE = (
        "corrupt_practice",
        "Corrupt Practice",
        "Manœuvre de corruption",
        "Gain from the position, or improper use of police resources. "
        "Police Act s.77(3)(c).",
    )
    DAMAGE_TO_POLICE_PROPERTY = (
        "damage_to_police_property",
        "Damage to Police Property",
        "Dommages aux biens de la police",
        "Police Act s.77(3)(d).",
    )
    DAMAGE_TO_PROPERTY_OF_OTHERS = (
        "damage_to_property_of_others",
        "Damage to Property of Others",
        "Dommages aux biens d'autrui",
        "Police Act s.77(3)(e).",
    )
    DECEIT = (
        "deceit",
        "Deceit",
        "Tromperie",
        "False or misleading statements or records. Police Act s.77(3)(f).",
    )
    DISCOURTESY = (
        "discourtesy",
        "Discourtesy",
        "Manque de courtoisie",
        "Police Act s.77(3)(g).",
    )
    DISCREDITABLE_CONDUCT = (
        "discreditable_conduct",
        "Discreditable Conduct",
        "Conduite déshonorante",
        "Conduct that is likely to discredit the department. Police Act s.77(3)(h).",
    )
    IMPROPER_DISCLOSURE = (
        "improper_disclosure",
        "Improper Disclosure of Information",
        "Divulgation abusive de renseignements",
        "Police Act s.77(3)(i).",
    )
    IMPROPER_OFF_DUTY_CONDUCT = (
        "improper_off_duty_conduct",
        "Improper Off-Duty Conduct",
        "Conduite répréhensible hors service",
        "Police Act s.77(3)(j).",
    )
    IMPROPER_USE_OF_FIREARMS = (
        "improper_use_of_firearms",
        "Improper Use or Care of Firearms",
        "Usage ou entretien inapproprié d'armes à feu",
        "Police Act s.77(3)(k).",
    )
    MISUSE_OF_INTOXICANTS = (
        "misuse_of_intoxicants",
        "Misuse of Intoxicants",
        "Usage abusif de substances intoxicantes",
        "Police Act s.77(3)(l).",
    )
    NEGLECT_OF_DUTY = (
        "neglect_of_duty",
        "Neglect of Duty",
        "Manquement au devoir",
        "Failing to do the work the position requires, without good cause; "
        "inadequate investigation is the sub-type seen most. Police Act s.77(3)(m).",
    )
    UNKNOWN = (
        "unknown",
        "Not stated",
        "Non précisé",
        "The source states no class.",
    )
    UNASSIGNED = (
        "unassigned",
        "Not mapped",
        "Non classé",
        "The source states a class that our crosswalk does not cover; "
        "its own words are kept beside it.",
    )
