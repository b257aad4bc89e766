"""The demonstration district: invented people on real street names, through the same services and ledger."""

from .district import PASSWORD, load

__all__ = ["PASSWORD", "load"]
