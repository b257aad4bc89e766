"""A page that meets a sealed value it cannot open says so, with a code of its own, and logs where it lies."""

import logging

from quota_pool.api import problems
from quota_pool.sealed import SealedError

logger = logging.getLogger(__name__)


class UnreadableMiddleware:
    """Answer 503 in place of an unknown fault; lists show a mark instead and never come here."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        """Django asks this of whatever a view raised."""
        if not isinstance(exception, SealedError):
            return None
        logger.error("%s", exception)  # its words never hold the value
        return problems.unreadable(request)
