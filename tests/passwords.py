"""How passwords are hashed in tests."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class QuickArgon2(Argon2PasswordHasher):
    """The product's way at its lowest cost, not a fifth of a second a password.

    ``tests/integration/test_accounts.py`` logs in at the product's own cost.
    """

    time_cost = 1
    memory_cost = 8
    parallelism = 1
