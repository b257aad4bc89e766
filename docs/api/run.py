"""Play the recorded requests against a server and compare each answer with what is expected.

    python3 docs/api/run.py http://127.0.0.1:8000 --token sandboxtoken.published-for-the-demonstration

Needs Python 3.11 or newer and nothing else. Without --write every write is a dry run: the answer is the
whole one, and nothing is kept. With --write payments of a test voucher are really sent, and taken back.
"""

import argparse
import json
import re
import sys
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import urlencode

STEPS = Path(__file__).with_name("requests.json")
ANY = "*"


def variables() -> dict:
    """What every run begins with: a voucher of its own, last month, and keys."""
    run = uuid.uuid4().hex[:12]
    last_month = date.today().replace(day=1) - timedelta(days=1)  # noqa: DTZ011 - a client's own clock
    return {"run": run, "month": f"{last_month:%Y-%m}", "key": f"kit-{run}"}


def filled(value, known: dict):
    """The value with each {name} put in; a value that is one name alone keeps its type."""
    if isinstance(value, dict):
        return {filled(name, known): filled(inner, known) for name, inner in value.items()}
    if isinstance(value, list):
        return [filled(inner, known) for inner in value]
    if not isinstance(value, str):
        return value
    alone = re.fullmatch(r"\{(\w+)\}", value)
    if alone and alone[1] in known:
        return known[alone[1]]
    return re.sub(r"\{(\w+)\}", lambda found: str(known.get(found[1], found[0])), value)


def faults(expected, got, place: str = "") -> Iterator[str]:
    """Where an answer is not as expected: what is named must be there, more may be."""
    if expected == ANY:
        if got is None:
            yield f"{place}: nothing, something expected"
    elif isinstance(expected, str) and expected.startswith("~"):
        if not isinstance(got, str) or not re.fullmatch(expected[1:], got):
            yield f"{place}: {got!r} does not match {expected[1:]}"
    elif isinstance(expected, dict):
        if not isinstance(got, dict):
            yield f"{place}: {got!r}, an object expected"
            return
        for name, inner in expected.items():
            yield from faults(inner, got.get(name), f"{place}.{name}")
    elif isinstance(expected, list):
        if not isinstance(got, list) or len(got) < len(expected):
            yield f"{place}: {got!r}, at least {len(expected)} expected"
            return
        for number, inner in enumerate(expected):
            yield from faults(inner, got[number], f"{place}[{number}]")
    elif expected != got:
        yield f"{place}: {got!r}, {expected!r} expected"


def found_at(answer, path: str):
    """results.0.id out of an answer; None where there is no such thing."""
    for part in path.split("."):
        if isinstance(answer, list):
            answer = answer[int(part)] if part.isdigit() and int(part) < len(answer) else None
        else:
            answer = answer.get(part) if isinstance(answer, dict) else None
    return answer


def play(steps: list[dict], call: Callable, *, writes: bool) -> Iterator[tuple[str, list[str]]]:
    """(step, its faults) of each step in order; `call(method, path, body, headers, with_token)` asks."""
    known = variables()
    for step in steps:
        is_write = step["method"] != "GET"
        if step.get("only_writing") and not writes:
            continue
        step = filled(step, known)
        query = dict(step.get("query", {}))
        headers = {"Accept-Language": "en", **step.get("headers", {})}
        if is_write and not writes and not step.get("always"):
            query["dry_run"] = "true"
        address = step["path"] + (f"?{urlencode(query)}" if query else "")
        status, got_headers, answer = call(
            step["method"], address, step.get("body"), headers, step.get("token", True)
        )
        wrong = list(faults(step["expect"]["status"], status, "status"))
        wrong += faults(step["expect"].get("body", {}), answer or {}, "body")
        if writes:
            wrong += faults(step["expect"].get("headers", {}), got_headers, "headers")
        for name, path in step.get("save", {}).items():
            known[name] = found_at(answer, path)
        yield step["name"], wrong


def over_http(server: str, token: str) -> Callable:
    """Ask a real server."""

    def call(method, address, body, headers, with_token):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{server.rstrip('/')}/api/v1/{address}", data, method=method)
        for name, value in headers.items():
            request.add_header(name, value)
        if with_token:
            request.add_header("Authorization", f"Bearer {token}")
        if data is not None:
            request.add_header("Content-Type", "application/json")
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return answer.status, dict(answer.headers), _parsed(answer.read())
        except urllib.error.HTTPError as answer:
            return answer.code, dict(answer.headers), _parsed(answer.read())

    return call


def _parsed(raw: bytes):
    try:
        return json.loads(raw)
    except ValueError:
        return None


def main() -> int:
    parser = argparse.ArgumentParser(description="Play the recorded requests against a server.")
    parser.add_argument("server", help="as in http://127.0.0.1:8000")
    parser.add_argument("--token", required=True)
    parser.add_argument("--write", action="store_true", help="really send the payments of a test voucher")
    asked = parser.parse_args()
    steps = json.loads(STEPS.read_text(encoding="utf-8"))
    failed = 0
    for name, wrong in play(steps, over_http(asked.server, asked.token), writes=asked.write):
        print(f"{'FAIL' if wrong else 'ok  '} {name}")
        for fault in wrong:
            print(f"     {fault}")
        failed += bool(wrong)
    print(f"{failed} of the steps failed" if failed else "every answer is as expected")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
