"""The public dashboard, a Dash app over one release bundle.

``state`` reads the address, ``edition`` the release, ``figures`` makes charts of
plain dicts, ``layout`` puts them on a page and ``callbacks`` answers a change.
"""
