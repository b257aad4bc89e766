"""Money of the demonstration district: played by `staffing.demo` once its people stand."""

from . import (  # noqa: F401 - each registers its acts
    envelopes,
    pay,
    plans,
    reconciling,
)
