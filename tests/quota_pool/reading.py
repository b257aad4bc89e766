"""What the tests of the ground floor's pages share: who is signed in, what was answered, what it cost."""

import re

from django.db import connection
from django.test.utils import CaptureQueriesContext


def said(answer) -> str:
    """The page as text."""
    return answer.content.decode()


def once(answer) -> str:
    """What a page shows once."""
    return re.search(r'class="secret">([^<]+)<', said(answer)).group(1)


def queries(client, path: str) -> int:
    """How many statements a page costs."""
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)
