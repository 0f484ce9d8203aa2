"""Police Complaint Commissioner of British Columbia: recommendations to police boards.

Publisher: https://opcc.bc.ca/, whose annual reports hold the text of each; those pages
were not reached. What the press told is typed by hand (``formats/transcription.py``):
as yet how many were made to one board, without their text and without an answer.
Cadence: a year, with the annual report.

Quirks: the press counts "six recommendations" to a board; the same number is a printed
figure of the annual report (``recommendations_to_police_boards``), another document.

History: typed on 2026-11-26 from one newspaper page.
"""

from accountability.sources.formats.transcription import Transcription


class OpccRecommendations(Transcription):
    """The Commissioner's recommendations as the press told of them."""

    id = "ca_bc_opcc_recommendations"
    body = "opcc-bc"
    jurisdiction = "CA-BC"
    home = "https://opcc.bc.ca/"
    version = "1"
    attribution = "The Voice, as cited in each row"
    titles = (
        "Recommendations of the Police Complaint Commissioner, typed by hand",
        "Answers to the Police Complaint Commissioner, typed by hand",
    )
