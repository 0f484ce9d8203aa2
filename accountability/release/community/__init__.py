"""Protected figures about community cases, as the public plane knows them.

The frozen cube, its margins of error, and the one set of rules by which the API, the
CSV files and the dashboard answer from it. Pure; no confidential row is known here. How
a cube is made: ``accountability.publication.disclosure``.
"""
