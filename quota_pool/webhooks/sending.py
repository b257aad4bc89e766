"""One try: a connection to the address that was judged, no redirect, five seconds, little read."""

import http.client
import socket
import ssl
from dataclasses import dataclass

from .addresses import Place, Unreachable, addresses_of, place_of

SECONDS = 5
MOST_READ = 64 * 1024


@dataclass(frozen=True)
class Tried:
    """What one try came to: the status answered, or the fault in a word."""

    status: int | None = None
    fault: str = ""

    @property
    def is_good(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


class _Judged(http.client.HTTPConnection):
    """A connection to one judged address under the host's own name."""

    def __init__(self, place: Place, address: str):
        super().__init__(place.host, place.port, timeout=SECONDS)
        self.place, self.address = place, address

    def connect(self):
        self.sock = socket.create_connection((self.address, self.place.port), SECONDS)
        if self.place.scheme == "https":
            context = ssl.create_default_context()
            self.sock = context.wrap_socket(self.sock, server_hostname=self.place.host)


def send(url: str, body: bytes, headers: dict[str, str]) -> Tried:
    """Send the message once."""
    try:
        place = place_of(url)
        address = addresses_of(place)[0]
    except Unreachable as fault:
        return Tried(fault=fault.reason.code)
    connection = _Judged(place, address)
    try:
        connection.request("POST", place.path, body, {**headers, "Host": place.name})
        answer = connection.getresponse()
        answer.read(MOST_READ)
    except (OSError, http.client.HTTPException) as fault:
        return Tried(fault=type(fault).__name__)
    finally:
        connection.close()
    return Tried(answer.status)
