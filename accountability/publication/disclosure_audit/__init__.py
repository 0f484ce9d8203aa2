"""The audit of disclosure control: attackers, controls, utility (PRIVACY.md A5). Pure.

``attacks`` holds what an outsider could write from the public figures and the published
method alone; it imports nothing of the defence (a contract in ``pyproject.toml``).
``worlds`` are made-up cases shaped like the benchmark of A3; ``weak`` are methods that
are known to leak, which the same attacks must break. HiGHS and numba are needed here
and nowhere else, so they are installed with the checks (``requirements/dev.in``).
"""
