"""Money of the demonstration district: played by `staffing.demo` once its people stand."""

from . import plans  # noqa: F401 - each registers its acts
