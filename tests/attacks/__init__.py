"""An attacker who has only what is published, and shares no code with the defence.

Start with ``python -m tests.attacks --help``, and with the README beside this file.
Nothing of ``accountability``, ``dashboard`` or the rest of ``tests`` is imported here
(``test_shares_no_code.py``): a mistake of the defence must not be made twice.
"""
