"""Where a webhook may go: hosts on the operator's list, https, and no address of a private network.

The host is looked up at each try, every address it has is judged, and the connection goes to the very
address that was judged: a name that points elsewhere a moment later reaches nothing (trust.md R-129).
"""

import ipaddress
import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from quota_pool.refusals import Reason, code

PORTS = {"https": 443, "http": 80}
# Forms of IPv6 that carry an IPv4 address to somewhere else.
CARRIERS = tuple(ipaddress.ip_network(text) for text in ("64:ff9b::/32", "2002::/16", "2001::/32"))

URL_UNREADABLE = code(
    "webhook_url_unreadable",
    _("This is no address a message can be sent to."),
    _("Write https://host/path, without a user name and without a fragment."),
)
HOST_NOT_LISTED = code(
    "webhook_host_not_listed",
    _("The host {host} is not on the list of allowed hosts."),
    _("The operator enters it in WEBHOOK_HOSTS and starts the program again."),
)
NEEDS_HTTPS = code(
    "webhook_needs_https",
    _("Messages go over https only."),
    _("Write https:// instead of http://."),
)
PRIVATE_ADDRESS = code(
    "webhook_private_address",
    _("The host {host} lies in a private network or on this machine."),
    _("The operator may name the network in WEBHOOK_NETWORKS."),
)
NO_ADDRESS = code("webhook_no_address", _("The host {host} has no address."), _("Check the name."))


class Unreachable(Exception):
    """A place no message may go to; `reason` says why."""

    def __init__(self, reason: Reason):
        self.reason = reason
        super().__init__(reason.code)


@dataclass(frozen=True)
class Place:
    """A checked address: what stands in the request, and where the connection goes."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def name(self) -> str:
        """Host and port as the Host header writes them."""
        return self.host if self.port == PORTS[self.scheme] else f"{self.host}:{self.port}"


def place_of(url: str) -> Place:
    """The place a webhook's address names; Unreachable when it is none, or not on the list."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise Unreachable(URL_UNREADABLE.reason(field="url")) from None
    host = (parts.hostname or "").rstrip(".")
    is_plain = url.isascii() and url.isprintable() and " " not in url and "\\" not in url
    if parts.scheme not in PORTS or not host or not is_plain or "@" in parts.netloc or parts.fragment:
        raise Unreachable(URL_UNREADABLE.reason(field="url"))
    place = Place(
        parts.scheme,
        host,
        port or PORTS[parts.scheme],
        (parts.path or "/") + (f"?{parts.query}" if parts.query else ""),
    )
    if not {place.host, f"{place.host}:{place.port}"} & _listed(place):
        raise Unreachable(HOST_NOT_LISTED.reason(field="url", host=place.name))
    return place


def _listed(place: Place) -> set[str]:
    """The hosts on the list; one without a port allows the usual port only."""
    listed = {entry.lower() for entry in settings.WEBHOOK_HOSTS}
    is_usual = place.port == PORTS[place.scheme]
    return {entry for entry in listed if is_usual or entry.endswith(f":{place.port}")}


def addresses_of(place: Place) -> list[str]:
    """The addresses of the host, each judged: one that may not be reached refuses them all."""
    try:
        found = socket.getaddrinfo(place.host, place.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise Unreachable(NO_ADDRESS.reason(field="url", host=place.host)) from None
    addresses = list(dict.fromkeys(entry[4][0] for entry in found))
    if not addresses:
        raise Unreachable(NO_ADDRESS.reason(field="url", host=place.host))
    named = [_is_named(address) for address in addresses]
    if not all(is_named or is_public(address) for address, is_named in zip(addresses, named, strict=True)):
        raise Unreachable(PRIVATE_ADDRESS.reason(field="url", host=place.host))
    if place.scheme != "https" and not all(named):
        raise Unreachable(NEEDS_HTTPS.reason(field="url"))
    return addresses


def is_public(text: str) -> bool:
    """Whether an address belongs to nobody's private network, whatever clothes it wears."""
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    if mapped is not None:
        address = mapped
    if address.version == 6 and any(address in carrier for carrier in CARRIERS):
        return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def _is_named(text: str) -> bool:
    """Whether the operator has named the network this address lies in."""
    address = ipaddress.ip_address(text.partition("%")[0])
    networks = (ipaddress.ip_network(entry) for entry in settings.WEBHOOK_NETWORKS)
    return any(address.version == network.version and address in network for network in networks)
