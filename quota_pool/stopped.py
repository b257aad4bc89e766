"""What stops an act rightly asked for: a sealed value, an altered file, books that disagree, a busy row.

Each is answered 503 in words of its own, on pages as over REST, and nothing half-done remains.
"""

import logging

from quota_pool.api import problems
from quota_pool.private_files import Altered
from quota_pool.sealed import SealedError

logger = logging.getLogger(__name__)


class StoppedMiddleware:
    """Answer 503 in place of an unknown fault; lists show a mark for a sealed value and never come here."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        """Django asks this of whatever a view raised."""
        if isinstance(exception, (SealedError, Altered)):
            logger.error("%s", exception)  # its words never hold the value
        return problems.stopped(request, exception)
