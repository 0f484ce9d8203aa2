"""Charts as plain dicts, with the sentence, the table and the rows they are made of.

Pure: no Dash, no plotly, no network. The same rows make drawing, table and CSV.
"""
