"""The page that reads the description of the API to people, rendered here and fetched from nowhere."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _

from quota_pool import access, refusals

from . import schema

LABEL = re.compile(r"\* `(.+?)` - (.+)")
METHODS = ("get", "post", "patch")
DEEPEST = 2


@dataclass(frozen=True)
class Line:
    """One parameter or field as the page prints it."""

    name: str
    kind: str
    is_needed: bool = False
    codes: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Operation:
    """One thing that can be asked."""

    method: str
    path: str
    title: str
    summary: str
    acts: str
    parameters: list[Line] = field(default_factory=list)
    body: list[Line] = field(default_factory=list)
    answer: list[Line] = field(default_factory=list)

    @property
    def anchor(self) -> str:
        return f"{self.method}-{self.path.strip('/').replace('/', '-').replace('{', '').replace('}', '')}"


@login_required
def guide(request):
    """Every resource with its operations, and every code a problem may carry."""
    described = schema.described(translation.get_language())
    operations = sorted(_operations(described), key=itemgetter(0))
    context = {
        "title": _("API"),
        "subtitle": "OpenAPI 3.1",
        "resources": [
            (name, [operation for _name, operation in group])
            for name, group in groupby(operations, key=itemgetter(0))
        ],
        "codes": [(code.name, code.words) for code in sorted(refusals.REGISTRY.values(), key=_name)],
    }
    return render(request, "quota_pool/api_guide.html", context)


def _name(code: refusals.Code) -> str:
    return code.name


def _operations(described: dict) -> Iterator[tuple[str, Operation]]:
    components = described["components"]["schemas"]
    for path, methods in described["paths"].items():
        for method in METHODS:
            if method in methods:
                told = methods[method]
                yield told["tags"][0], _operation(method, path, told, components)


def _operation(method: str, path: str, told: dict, components: dict) -> Operation:
    return Operation(
        method=method.upper(),
        path=path,
        title=told["x-title"],
        summary=told.get("summary", "").replace("`", ""),
        acts=" / ".join(str(access.ACTS[act]) for act in told["x-acts"]),
        parameters=[_parameter(one) for one in told.get("parameters", ())],
        body=list(_fields(_json(told.get("requestBody", {})), components)),
        answer=list(_fields(_answer(told), components)),
    )


def _parameter(one: dict) -> Line:
    kind, codes = _kind(one["schema"])
    return Line(one["name"], kind, one.get("required", False), codes, _note(one))


def _json(message: dict) -> dict:
    return message.get("content", {}).get(schema.JSON, {}).get("schema", {})


def _answer(told: dict) -> dict:
    good = next((answer for status, answer in told["responses"].items() if status.startswith("2")), {})
    return _json(good)


def _fields(described: dict, components: dict, prefix: str = "", depth: int = 0) -> Iterator[Line]:
    """The fields of a body, inner ones after a dot."""
    described = _resolved(described, components)
    needed = described.get("required", ())
    for name, one in described.get("properties", {}).items():
        inner = _resolved(one.get("items", one), components)
        kind, codes = _kind(_resolved(one, components))
        yield Line(prefix + name, kind, name in needed, codes, _note(one))
        if "properties" in inner and depth < DEEPEST:
            yield from _fields(inner, components, f"{prefix}{name}.", depth + 1)


def _resolved(described: dict, components: dict) -> dict:
    if "$ref" in described:
        return components[described["$ref"].rsplit("/", 1)[-1]]
    if len(described.get("allOf", ())) == 1:
        return _resolved(described["allOf"][0], components)
    return described


def _kind(described: dict) -> tuple[str, tuple[str, ...]]:
    """The type in a word, and the codes it is limited to."""
    inner = described.get("items", {})
    codes = described.get("enum") or inner.get("enum") or ()
    labels = dict(LABEL.findall(described.get("description", "") + inner.get("description", "")))
    kind = described.get("format") or described.get("type", "")
    if isinstance(kind, list):
        kind = next((one for one in kind if one != "null"), "")
    return kind, tuple(f"{code} {labels.get(str(code), '')}".strip() for code in codes if code)


def _note(described: dict) -> str:
    """What stands before the codes."""
    return described.get("description", "").split("* `")[0].strip()
