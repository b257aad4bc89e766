"""Lists of people leave a trace when they are exported; the ground floor knows how."""

from quota_pool.views.traced import TracedList

__all__ = ["TracedList"]
