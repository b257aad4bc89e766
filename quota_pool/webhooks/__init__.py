"""Webhooks: the trail is the outbox, the worker delivers, each message is signed and may be sent again."""

from .delivering import deliver_due, tell_all
from .managing import enter, resend, send_test, start, stop

__all__ = ["deliver_due", "enter", "resend", "send_test", "start", "stop", "tell_all"]
