"""From cases to protected figures: written policy, who counts, noise once, the record.

``policy`` what an organisation decided beforehand, ``eligible`` which cases count,
``drawing`` noise and its budget in one row, ``fitting`` one cube of each drawing,
``record`` the edition of all of them. The pure part: ``publication.disclosure``.
"""
