"""What may be attached, and how it went."""

from accountability.vocab.term import Term


class AttachmentKind(Term):
    """The kinds that are taken, known by their bytes and not by their name."""

    JPEG = ("jpg", "Photo (JPEG)", "Photo (JPEG)")
    PNG = ("png", "Picture (PNG)", "Image (PNG)")
    PDF = ("pdf", "Document (PDF)", "Document (PDF)")
    MP4 = ("mp4", "Video (MP4)", "Vidéo (MP4)")
    M4A = ("m4a", "Sound (M4A)", "Son (M4A)")

    @property
    def media_type(self) -> str:
        """The type under which the cleaned copy is served."""
        return {
            "jpg": "image/jpeg",
            "png": "image/png",
            "pdf": "application/pdf",
            "mp4": "video/mp4",
            "m4a": "audio/mp4",
        }[self.value]


class AttachmentState(Term):
    """Where a file is between its upload and the copy that people open."""

    RECEIVED = (
        "received",
        "Being cleaned",
        "Nettoyage en cours",
        "Kept encrypted. The copy that people open is being made.",
    )
    CLEAN = (
        "clean",
        "Ready",
        "Prêt",
        "A copy without hidden data is ready; the original is kept as evidence.",
    )
    QUARANTINED = (
        "quarantined",
        "Held back",
        "Retenu",
        "The virus scanner could not be asked. It is tried again by itself.",
    )
    REFUSED = (
        "refused",
        "Not taken",
        "Refusé",
        "No copy was made; the reason stands beside it.",
    )


class Refusal(Term):
    """Why no copy was made."""

    KIND = (
        "kind",
        "Not a kind of file that is taken: JPEG, PNG, PDF, MP4 and M4A are.",
        "Type de fichier non accepté : JPEG, PNG, PDF, MP4 et M4A le sont.",
    )
    NAME = (
        "name",
        "The name's ending does not fit what the file is.",
        "L'extension ne correspond pas au contenu.",
    )
    UNREADABLE = (
        "unreadable",
        "The file is damaged, or locked by a password.",
        "Le fichier est endommagé ou protégé par un mot de passe.",
    )
    TOO_LARGE = (
        "too_large",
        "Unpacked it would be too large.",
        "Trop volumineux une fois décompressé.",
    )
    INFECTED = (
        "infected",
        "The virus scanner found something.",
        "L'antivirus a trouvé quelque chose.",
    )
    TOO_SLOW = (
        "too_slow",
        "Cleaning it took too long.",
        "Le nettoyage a pris trop de temps.",
    )
