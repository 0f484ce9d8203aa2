"""The public dashboard, a Dash app over one release bundle.

``address`` reads the address as a ``state``, ``edition`` the release, ``figures`` makes
charts of plain dicts, ``layout`` puts them on a page, ``callbacks`` answers a change.
"""
