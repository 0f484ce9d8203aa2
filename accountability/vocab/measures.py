"""Disciplinary or corrective measures, and the officer's standing when decided."""

from accountability.vocab.term import Term


class Measure(Term):
    """Measures of the B.C. Police Act, s.126, from the lightest to the gravest."""

    ADVICE = ("advice", "Advice as to future conduct", "Conseil sur la conduite future")
    VERBAL_REPRIMAND = ("verbal_reprimand", "Verbal reprimand", "Réprimande verbale")
    WRITTEN_REPRIMAND = ("written_reprimand", "Written reprimand", "Réprimande écrite")
    PROGRAM = ("program", "Program or activity", "Programme ou activité")
    COUNSELLING = (
        "counselling",
        "Counselling or treatment",
        "Counseling ou traitement",
    )
    TRAINING = ("training", "Training or re-training", "Formation")
    CLOSE_SUPERVISION = (
        "close_supervision",
        "Work under close supervision",
        "Travail sous surveillance étroite",
    )
    TRANSFER = ("transfer", "Transfer or reassignment", "Mutation ou réaffectation")
    SUSPENSION = (
        "suspension",
        "Suspension without pay",
        "Suspension sans traitement",
        "Up to 30 days; the days are kept as a number.",
    )
    REDUCTION_IN_RANK = ("reduction_in_rank", "Reduction in rank", "Rétrogradation")
    DISMISSAL = ("dismissal", "Dismissal", "Congédiement")
    UNKNOWN = ("unknown", "Not stated", "Non précisé")
    UNASSIGNED = ("unassigned", "Not mapped", "Non classé")

    @property
    def gravity(self) -> int:
        """Rank among the measures of s.126, 1 the lightest; 0 when not a measure."""
        if self in (Measure.UNKNOWN, Measure.UNASSIGNED):
            return 0
        return list(Measure).index(self) + 1


class DisciplineStage(Term):
    """Whether a measure was proposed, imposed, or only recorded."""

    RECOMMENDED = ("recommended", "Recommended", "Recommandée")
    IMPOSED = ("imposed", "Imposed", "Imposée")
    RECORDED_AFTER_DEPARTURE = (
        "recorded_after_departure",
        "Recorded after departure",
        "Inscrite après le départ",
        "The officer had resigned or retired; the Act lets the process go on and "
        "the result is put on record (s.127).",
    )


class EmploymentStatus(Term):
    """The respondent's standing when the decision was made."""

    SERVING = ("serving", "Serving", "En fonction")
    ON_PROBATION = ("on_probation", "On probation", "En période d'essai")
    RESIGNED = ("resigned", "Resigned before the decision", "Démission avant décision")
    RETIRED = ("retired", "Retired before the decision", "Retraite avant décision")
    UNKNOWN = ("unknown", "Not stated", "Non précisé")
    UNASSIGNED = ("unassigned", "Not mapped", "Non classé")
