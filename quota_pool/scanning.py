"""The malware hook: off unless a scanner is named; named and out of reach, nothing is let in (R-119).

`MALWARE_SCANNER` names clamd (`unix:/run/clamav/clamd.ctl`, `tcp:127.0.0.1:3310`) or a program
(`command:/usr/local/bin/scan -`) that reads the file from its input and ends with 0 for clean, 1 for found.
"""

import logging
import shlex
import socket
import struct
import subprocess

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from quota_pool import refusals

log = logging.getLogger(__name__)

SECONDS = 30
PIECE_BYTES = 64 * 1024
LONGEST_ANSWER = 4096

MALWARE = refusals.code(
    "upload_malware",
    _("The malware scanner found something in the file; it is not kept."),
    _("Tell the administrator, and send another copy."),
)
SCANNER_DOWN = refusals.code(
    "scanner_down",
    _("The malware scanner does not answer, so no file is taken now."),
    _("Try again later, or tell the administrator."),
)


def is_on() -> bool:
    """Whether a scanner is named at all."""
    return bool(settings.MALWARE_SCANNER)


def require_clean(content: bytes, field: str = "file") -> None:
    """Ask the scanner about a file; raises Refusal when something is found or nobody answers."""
    if not is_on():
        return
    try:
        is_clean = _asked(settings.MALWARE_SCANNER, content)
    except (OSError, ValueError, subprocess.SubprocessError) as fault:
        log.exception("malware scanner out of reach")
        raise refusals.Refusal(SCANNER_DOWN.reason(field=field)) from fault
    if not is_clean:
        raise refusals.Refusal(MALWARE.reason(field=field))


def _asked(scanner: str, content: bytes) -> bool:
    kind, _mark, place = scanner.partition(":")
    if kind == "command":
        return _by_program(shlex.split(place), content)
    if kind == "unix":
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(SECONDS)
            line.connect(place)
            return _by_clamd(line, content)
    if kind == "tcp":
        host, _mark, port = place.rpartition(":")
        with socket.create_connection((host, int(port)), SECONDS) as line:
            return _by_clamd(line, content)
    raise ValueError("MALWARE_SCANNER begins with unix:, tcp: or command:")


def _by_program(words: list[str], content: bytes) -> bool:
    ended = subprocess.run(words, input=content, capture_output=True, timeout=SECONDS, check=False)
    if ended.returncode not in (0, 1):
        raise ValueError(f"the scanner ended with {ended.returncode}")
    return ended.returncode == 0


def _by_clamd(line: socket.socket, content: bytes) -> bool:
    """clamd's INSTREAM: pieces with their lengths, an empty one at the end, one line of answer."""
    line.sendall(b"zINSTREAM\0")
    for at in range(0, len(content), PIECE_BYTES):
        piece = content[at : at + PIECE_BYTES]
        line.sendall(struct.pack("!L", len(piece)) + piece)
    line.sendall(struct.pack("!L", 0))
    answer = b""
    while not answer.endswith(b"\0") and len(answer) < LONGEST_ANSWER and (more := line.recv(1024)):
        answer += more
    words = answer.strip(b"\0\n ").decode(errors="replace")
    if words.endswith("OK"):
        return True
    if words.endswith("FOUND"):
        return False
    raise ValueError("an answer that is none")
