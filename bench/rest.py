"""The same hire through REST, eight clients with tokens, beside an answer that does nothing."""

import http.client
import json
import sys
import threading
import time
import uuid
from datetime import timedelta
from itertools import count

import django

django.setup()

from bench.office import BusyOffice, somebody  # noqa: E402
from quota_pool import serving, tokens  # noqa: E402
from quota_pool.calendar import now, today  # noqa: E402

CLIENTS, SECONDS, HOST, PORT = 8, 6, "127.0.0.1", 8765
CHEAPEST = "/api/v1/working-days/?from=2026-02-02&days=1"


def ask(client: http.client.HTTPConnection, method: str, path: str, token: str, body=None) -> tuple:
    """One request on a kept connection; returns status and text."""
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    if body is not None:
        headers["Idempotency-Key"] = str(uuid.uuid4())
    client.request(method, path, json.dumps(body) if body is not None else None, headers)
    answer = client.getresponse()
    return answer.status, answer.read()


def rate(work) -> tuple[float, float]:
    """Answers a second of eight clients, and the 95th percentile in milliseconds."""
    took: list[float] = []
    end = time.monotonic() + SECONDS

    def client_thread(place: int) -> None:
        client = http.client.HTTPConnection(HOST, PORT)
        while (started := time.monotonic()) < end:
            work(client, place)
            took.append(time.monotonic() - started)
        client.close()

    threads = [threading.Thread(target=client_thread, args=(place,)) for place in range(CLIENTS)]
    start = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took.sort()
    if not took:
        raise SystemExit("no answer was right")
    return len(took) / (time.monotonic() - start), took[int(len(took) * 0.95)] * 1000


def main() -> None:
    office = BusyOffice()
    keys = [
        tokens.issue(
            user=clerk,
            district=office.district,
            name="bench",
            scopes=["hire", "read_pool", "read_staff", "read_rules"],
            expires_at=now() + timedelta(days=1),
            actor=None,
        )[1]
        for clerk in office.clerks
    ]
    program = serving.web(HOST, PORT, serving.cores())
    program.start()
    serials = count(50_000)
    try:
        wait()
        bare, _p95 = rate(lambda client, place: ask(client, "GET", CHEAPEST, keys[place]))
        figure, p95 = rate(lambda client, place: hire(client, office, keys, next(serials)))
    finally:
        program.ask_to_stop()
        program.end(time.monotonic() + 10)
    json.dump(
        {
            "what": f"start work through REST, {CLIENTS} clients, {django.db.connection.vendor}",
            "ours": f"{figure:.0f}/s, p95 {p95:.0f} ms",
            "floor": f"{bare:.0f}/s (the cheapest answer to the same token, same server and clients)",
            "target": "≥ 100/s",
        },
        sys.stdout,
    )


def hire(client, office: BusyOffice, keys: list[str], serial: int) -> None:
    """One hire; anything but 201 stops the bench."""
    street = serial % len(office.streets)
    body = {
        "unit": office.streets[street].pk,
        "person": {name: value for name, value in somebody(serial).items() if name != "phone"},
        "start_date": today().isoformat(),
        "mode": "DIRECT",
        "post_category": "50",
        "primary_post": "网格员",
        "entry_channel": "OPEN",
    }
    status, text = ask(client, "POST", "/api/v1/engagements/", keys[street], body)
    if status != 201:
        raise RuntimeError(f"a hire was answered with {status}: {text!r}")


def wait() -> None:
    """Until the server answers."""
    for _try in range(100):
        try:
            ask(http.client.HTTPConnection(HOST, PORT), "GET", CHEAPEST, "x")
            return
        except OSError:
            time.sleep(0.2)


if __name__ == "__main__":
    main()
