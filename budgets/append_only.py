"""Which tables of this floor never change: see `quota_pool.append_only`."""

NEVER_CHANGED = ()
