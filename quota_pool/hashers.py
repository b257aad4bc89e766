"""Password hashing sized to the host: Django's own parameters took 1.6 GB for 32 logins at once."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class HostArgon2(Argon2PasswordHasher):
    """Argon2id with 19 MiB, two passes and one lane (OWASP's smallest advised set)."""

    memory_cost = 19456
    time_cost = 2
    parallelism = 1
