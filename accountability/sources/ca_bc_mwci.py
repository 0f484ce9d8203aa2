"""Missing Women Commission of Inquiry, British Columbia: what it recommended in 2012.

Publisher: none that is read. The commission reported in 2012 and ended; its report was
not reached. What the press told of six of its recommendations, and of the answer of the
Vancouver Police Department in 2013, is typed by hand (``formats/transcription.py``).
Cadence: none; a row is added when a page that tells of it has been read.

Quirks: the press tells that the Vancouver Police would endorse them; they are addressed
to the Province or to all police forces, whose own answers are not told there. Whether
any was carried out is not stated either.

History: typed on 2026-11-26 from one newspaper page.
"""

from accountability.sources.formats.transcription import Transcription


class MissingWomenCommission(Transcription):
    """The commission's recommendations as the press told of them."""

    id = "ca_bc_mwci"
    body = "mwci"
    jurisdiction = "CA-BC"
    home = "https://vancouversun.com/"
    version = "1"
    attribution = "Vancouver Sun, as cited in each row"
    titles = (
        "Recommendations of the Missing Women Commission of Inquiry, typed by hand",
        "Answers to the Missing Women Commission of Inquiry, typed by hand",
    )
