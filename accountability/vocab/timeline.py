"""What stands on the timeline of a case."""

from accountability.vocab.term import Term


class EventKind(Term):
    """What happened on a day."""

    CONDUCT = ("conduct", "It happened", "Les faits")
    RECEIVED = ("received", "The organisation heard of it", "L'organisme l'a appris")
    MOVED = ("moved", "Status", "État")
    CONSENT = ("consent", "Answer about consent", "Réponse sur le consentement")
    NOTE = ("note", "Note", "Note")
    FILE = ("file", "File", "Fichier")
    FINDING = ("finding", "Finding", "Conclusion")
    DONE = ("done", "Done", "Fait")
    DUE = ("due", "Due", "Échéance")
