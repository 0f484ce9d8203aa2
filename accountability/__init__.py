"""The accountability tracker: one Django project and its one app.

Read the packages in the order a document travels: ``sources``, ``archive``,
``extraction``, ``review``, ``records``, ``publication``, ``release``, then the
public faces ``api`` and ``site``.
"""
