"""A receiver of webhooks to try things with: checks each signature and prints what it was told.

    python3 docs/api/receive.py whsec_... --port 9000

Needs Python 3.11 or newer and nothing else. For the demonstration start the server with
WEBHOOK_HOSTS=127.0.0.1:9000 WEBHOOK_NETWORKS=127.0.0.0/8 and enter http://127.0.0.1:9000/ as the address.
"""

import argparse
import base64
import hashlib
import hmac
import json
import time
from http.server import BaseHTTPRequestHandler, HTTPServer

TOLERANCE = 300  # seconds: an older message is a copy somebody kept


def is_genuine(secret: str, headers: dict, body: bytes, at: float) -> bool:
    """Whether this body was signed with our secret, under this id, a moment ago."""
    stamp, message = headers.get("webhook-timestamp", ""), headers.get("webhook-id", "")
    if not stamp.isdigit() or abs(at - int(stamp)) > TOLERANCE:
        return False
    key = base64.b64decode(secret.removeprefix("whsec_"))
    wanted = hmac.digest(key, f"{message}.{stamp}.".encode() + body, hashlib.sha256)
    given = (one.partition(",")[2] for one in headers.get("webhook-signature", "").split())
    return any(hmac.compare_digest(base64.b64encode(wanted).decode(), one) for one in given)


def receiver(secret: str) -> type[BaseHTTPRequestHandler]:
    """A handler that answers 204 to what is genuine, 401 to the rest; what is sent twice is taken once."""
    taken: set[str] = set()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            if not is_genuine(secret, headers, body, time.time()):
                self.send_response(401)
            else:
                again = headers["webhook-id"] in taken
                taken.add(headers["webhook-id"])
                print("again" if again else "told ", json.loads(body), flush=True)
                self.send_response(204)
            self.end_headers()

    return Handler


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Receive webhooks and check their signatures.")
    parser.add_argument("secret")
    parser.add_argument("--port", type=int, default=9000)
    asked = parser.parse_args()
    HTTPServer(("127.0.0.1", asked.port), receiver(asked.secret)).serve_forever()
