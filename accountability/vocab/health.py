"""How a source is, as far as a machine can tell, and what somebody should do."""

from accountability.vocab.term import Term


class SourceState(Term):
    """The state of a source, the worst first. What to do stands in the definition."""

    CHANGED_LAYOUT = (
        "changed_layout",
        "Layout changed",
        "Présentation modifiée",
        "What came could not be read, and nothing of it was taken over: the figures "
        "from before stand. Open the last run, mend the reader or the declaration and "
        "raise its version; what is archived is then read again.",
    )
    FAILING = (
        "failing",
        "Can’t be fetched",
        "Impossible à obtenir",
        "A list, or too many of the documents, could not be fetched. Open the last "
        "run: it says why. If the site has moved, change the address; if it asks for "
        "a human, write to the publisher.",
    )
    STALE = (
        "stale",
        "Not read for too long",
        "Non lue depuis trop longtemps",
        "No run has come to its end for far longer than planned. See that a worker and "
        "beat are running, and start a run by hand.",
    )
    SILENT = (
        "silent",
        "Silent",
        "Silencieuse",
        "The publisher answers, but nothing new has come for much longer than usual. "
        "See whether it publishes elsewhere by now, or has stopped.",
    )
    DUE = (
        "due",
        "Due",
        "À lire",
        "Its turn has come. Nothing to do: a worker reads it by itself.",
    )
    FINE = ("fine", "Fine", "En ordre")


#: The states that somebody is told of.
ALARMING = frozenset(
    {
        SourceState.CHANGED_LAYOUT,
        SourceState.FAILING,
        SourceState.STALE,
        SourceState.SILENT,
    }
)
