"""Money of the demonstration district: played by `staffing.demo` once its people stand."""

from . import envelopes, pay, plans  # noqa: F401 - each registers its acts
