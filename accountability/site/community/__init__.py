"""The public face of the community record: pages, charts, questions, methodology.

Everything is computed from the release's protected cube by the functions that the API
answers with (``accountability.release.community``). No confidential row is known here.
"""
