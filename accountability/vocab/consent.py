"""What is read out before somebody agrees to something, version by version.

A text that was once read out is never changed: a new wording is a new version, and an
answer tells which version it answered. Own words; the rule behind "statistics" is
PRIVACY.md, section 0, and DESIGN.md, point 5.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from accountability.vocab.cases import ConsentPurpose
from accountability.vocab.typography import set_in_french


@dataclass(frozen=True)
class ConsentText:
    """One text in both languages."""

    english: str
    french: str

    def words(self, language: str) -> str:
        """Return the text in ``language`` (``fr...`` is French, else English)."""
        return set_in_french(self.french) if language.startswith("fr") else self.english


#: The version that is read out now.
CURRENT = "2026-11-26"
#: An answer from before there were versions: nobody knows any more what was read out.
NOT_KNOWN = "not-known"

_FIRST: Mapping[ConsentPurpose, ConsentText] = MappingProxyType(
    {
        ConsentPurpose.KEEP: ConsentText(
            "We keep what you told us, locked so that only the people of our "
            "organisation who work on it can read it. You can ask us to "
            "erase it at any time.",
            "Nous conservons ce que vous nous avez raconté, sous clé : seules "
            "les personnes de notre organisme qui y travaillent peuvent le "
            "lire. Vous pouvez demander de l'effacer en tout temps.",
        ),
        ConsentPurpose.STATISTICS: ConsentText(
            "Your case is counted in public figures, with random changes to "
            "the numbers so that nobody can tell whether yours is among "
            "them. If you change your mind we leave it out of the next "
            "figures for the same years, if there are any; figures already "
            "published stay, and how many people changed their mind is "
            "never published.",
            "Votre dossier est compté dans des chiffres publics, modifiés au "
            "hasard pour que personne ne sache si le vôtre en fait partie. Si "
            "vous changez d'avis, il est exclu des prochains chiffres des "
            "mêmes années, s'il y en a; ceux déjà publiés demeurent, et le "
            "nombre de personnes qui changent d'avis n'est jamais publié.",
        ),
        ConsentPurpose.QUOTE: ConsentText(
            "We may use words of yours in a report or a talk, without your "
            "name and without anything that points to you. We show you the "
            "words first.",
            "Nous pouvons utiliser certains de vos mots dans un rapport ou "
            "une présentation, sans votre nom ni rien qui vous désigne. Nous "
            "vous montrons le texte d'abord.",
        ),
        ConsentPurpose.REFER: ConsentText(
            "We take your case to the body that investigates police. That "
            "body learns your name, and the police department and the "
            "officer can learn it too. We tell you who will know before we "
            "do it.",
            "Nous transmettons votre dossier à l'organisme qui enquête sur la "
            "police. Cet organisme apprend votre nom; le service de police et "
            "le membre visé peuvent l'apprendre aussi. Nous vous disons qui "
            "saura avant de le faire.",
        ),
        ConsentPurpose.SHARE: ConsentText(
            "We share your case with one partner, whose name we write down "
            "here, and with nobody else.",
            "Nous communiquons votre dossier à un seul partenaire, dont nous "
            "inscrivons le nom ici, et à personne d'autre.",
        ),
    }
)

#: English says what it said. French says whom to ask, that nobody *can* tell, that
#: nothing lets anybody recognise the person, and that the telling comes first.
_REVISED: Mapping[ConsentPurpose, ConsentText] = MappingProxyType(
    {
        purpose: ConsentText(_FIRST[purpose].english, french)
        for purpose, french in (
            (
                ConsentPurpose.KEEP,
                "Nous conservons ce que vous nous avez raconté, sous clé : seules les "
                "personnes de notre organisme qui y travaillent peuvent le lire. Vous "
                "pouvez en tout temps nous demander de l'effacer.",
            ),
            (
                ConsentPurpose.STATISTICS,
                "Votre dossier est compté dans des chiffres publics, modifiés au "
                "hasard pour que personne ne puisse savoir si le vôtre en fait "
                "partie. Si vous changez d'avis, nous l'excluons des prochains "
                "chiffres des mêmes années, s'il y en a; ceux déjà publiés demeurent, "
                "et le nombre de personnes qui ont changé d'avis n'est jamais publié.",
            ),
            (
                ConsentPurpose.QUOTE,
                "Nous pouvons utiliser certains de vos mots dans un rapport ou une "
                "présentation, sans votre nom ni rien qui permette de vous "
                "reconnaître. Nous vous montrons d'abord ces mots.",
            ),
            (
                ConsentPurpose.REFER,
                "Nous transmettons votre dossier à l'organisme qui enquête sur la "
                "police. Cet organisme apprend votre nom; le service de police et le "
                "membre visé peuvent l'apprendre aussi. Avant de le faire, nous vous "
                "disons qui le saura.",
            ),
            (ConsentPurpose.SHARE, _FIRST[ConsentPurpose.SHARE].french),
        )
    }
)

#: Every version that was ever read out, word for word.
TEXTS: Mapping[str, Mapping[ConsentPurpose, ConsentText]] = MappingProxyType(
    {"2026-11": _FIRST, CURRENT: _REVISED}
)


_NOT_KNOWN = ConsentText(
    "The answer was brought in with a past case: which words were read out is not "
    "known.",
    "La réponse a été importée avec un dossier antérieur : on ne sait pas quels mots "
    "ont été lus.",
)


def text_for(purpose: ConsentPurpose, version: str = CURRENT) -> ConsentText:
    """Return what was read out; KeyError for a version that there never was."""
    named = version.split(".")[0]
    return _NOT_KNOWN if named == NOT_KNOWN else TEXTS[named][purpose]
