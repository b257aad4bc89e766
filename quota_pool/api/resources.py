"""Resources: lists, single rows and acts over them, each declared by its model, shape, filter and acts.

A read goes: who asks, may they, which rows may they see, filter, page. A write goes: who asks, may they, is
the row theirs to see, is the body right, may they act there; then key, work and answer in one transaction.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from typing import Any

import orjson
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from quota_pool import access, reads
from quota_pool.filters import Several
from quota_pool.models import District

from . import keys, pages
from .fields import Facts
from .problems import Invalid, entry, invalid
from .shapes import Shape

Rows = list[dict]
ROW_ID = "[0-9]{1,18}"
DRY_RUN = "dry_run"


@dataclass(frozen=True)
class Deed:
    """One write as its method is given it: who, on which row, with which facts, under which key."""

    actor: Any
    key: str
    facts: dict = field(default_factory=dict)
    row: Any = None
    seen: int | None = None
    is_rehearsal: bool = False


@dataclass(frozen=True)
class WritePlan:
    """What the framework and the schema must know of one write."""

    facts: type[Facts] | None = None
    status: int = 200
    needs_key: bool = True
    needs_version: bool = False
    answer: Any = None
    later: Any = None  # what 202 answers, where a long one goes on as a job
    rehearsable: bool = True
    parser: type | None = None


def write(facts: type[Facts] | None = None, **plan) -> Callable:
    """Make a method that takes a `Deed` and returns the answer's body into a write endpoint."""
    made = WritePlan(facts, **plan)

    def wrap(method):
        @wraps(method)
        def endpoint(self, request, **place):
            return self.do(method, made, request, place)

        endpoint.plan = made
        return endpoint

    return wrap


def act(path: str, facts: type[Facts] | None = None, *, on_row: bool = True, **plan) -> Callable:
    """The same as `write`, as an address of its own: POST .../{id}/<path>/, or POST .../<path>/."""

    def wrap(method):
        return action(detail=on_row, methods=["post"], url_path=path)(write(facts, **plan)(method))

    return wrap


class Resource(ViewSet):
    """One kind of row. `acts` names what the asker must hold for each action: there is no default."""

    model: Any = None
    acts: dict[str, str | tuple[str, ...]] = {}
    related: tuple[str, ...] = ("unit",)
    lookup_field = "pk"
    lookup_value_regex = ROW_ID
    personal = False  # tells of people: what connected systems read of it is written down

    def get_parsers(self):
        """JSON everywhere; where files or many rows come, their own reader before it."""
        method = self.request.method.lower() if self.request else ""
        plan = getattr(getattr(self, self.action_map.get(method, ""), None), "plan", None)
        extra = [plan.parser()] if plan and plan.parser else []
        return [*extra, *super().get_parsers()]

    def note_read(self, rows: int) -> None:
        """Write down that so many people were told of, where this resource tells of people."""
        if self.personal:
            reads.note(self.request.auth, self.basename.removeprefix("api-"), rows)

    def visible(self):
        """The rows the asker may see; every look-up begins here."""
        return self.model.objects.visible_to(self.request.user)

    def next_address(self, cursor: str) -> str | None:
        """The address of the next page, with the same conditions."""
        if not cursor:
            return None
        query = self.request.query_params.copy()
        query["cursor"] = cursor
        return f"{self.request.path}?{query.urlencode()}"

    def do(self, method, plan: WritePlan, request, place: dict) -> Response:
        """Run one write in the order that leaks nothing: right, row, shape, right there, key, work."""
        check_query(request.query_params, {DRY_RUN})
        dry = pages.flag(request.query_params, DRY_RUN)
        if dry and not plan.rehearsable:
            raise invalid(
                DRY_RUN, "no_rehearsal", _("What is shown here leaves a trace, so it is not tried.")
            )
        row = self.row(place) if place else None
        if row is not None:
            self.require(request.user, row)
        facts, seen = self.read(plan, request)
        if seen is not None and row is None and not plan.needs_version:
            raise invalid("version", "unknown", _("What is entered anew has no version yet."))
        if (unit := facts.get("unit")) is not None:
            access.require(request.user, self.needed(facts=facts), unit)
        key = keys.key_of(request, required=plan.needs_key and not dry) if plan.needs_key else ""
        deed = Deed(request.user, _service_key(request.user, key, dry), facts, row, seen, dry)

        def work() -> keys.Answer:
            done = method(self, deed)
            return done if isinstance(done, keys.Answer) else keys.Answer(plan.status, done)

        if dry:
            return answered_dry(keys.rehearsed(work))
        return answered_once(keys.once(request.user, key, keys.fingerprint(request) if key else "", work))

    def needed(self, row=None, facts=None) -> str:
        """The act the asker must hold; a resource with several asks the row or the body which."""
        return self.acts[self.action]

    def require(self, user, row) -> None:
        """The asker must hold the act where the row is."""
        access.require(user, self.needed(row=row), self.unit_of(row))

    def row(self, place: dict):
        """The row of the address as an instance, or 404."""
        found = self.visible().select_related(*self.related).filter(**place).first()
        if found is None:
            raise Http404
        return found

    def unit_of(self, row):
        """Whose row it is, when rights depend on it."""
        return row.unit

    def read(self, plan: WritePlan, request) -> tuple[dict, int | None]:
        """The checked facts of the body, and the version the asker saw."""
        facts = plan.facts or Facts
        data = request.data
        seen, data = _version_seen(request, data)
        if plan.needs_version and seen is None:
            words = _("Say which version you saw, in If-Match or in the field version.")
            raise invalid("version", "version_missing", words)
        return dict(facts.read(data, {"request": request, "view": self})), seen


class ListedResource(Resource):
    """Rows in pages: the visible ones under the conditions of the address, in one stable order."""

    shape: Shape
    filterset_class: Any = None
    order: tuple[str, ...] = ("id",)

    def list(self, request, **_place):
        """The rows that match, a page at a time, in a stable order."""
        page = pages.Page(request.query_params, self.order, self.keeps_time)
        rows = page.narrow(self.matching())
        found = list(page.cut(rows).values_list(*self.shape.paths, *page.columns))
        shown, cursor = page.split(found)
        width = len(self.shape.paths)
        body = {"results": self.completed([self.shape.of_values(row[:width]) for row in shown])}
        body["next"] = self.next_address(cursor)
        if page.counts:
            body["count"] = rows.order_by().count()
        self.note_read(len(shown))
        return Response(body)

    def completed(self, rows: Rows) -> Rows:
        """Add to one page of rows what no join gives; a query for the page, never one a row."""
        return rows

    @property
    def keeps_time(self) -> bool:
        """Whether rows say when they last changed, so that `updated_since` can be asked."""
        return any(column.name == "updated_at" for column in self.model._meta.concrete_fields)

    def matching(self):
        """The visible rows under the conditions of the address, each of which must be known and right."""
        query, conditions = self.request.query_params, self.conditions
        names = {name for name in pages.OWN if self.keeps_time or name != "updated_since"}
        repeatable = {name for name, one in conditions.items() if isinstance(one, Several)}
        check_query(query, names | set(conditions), repeatable)
        if not any(name in conditions for name in query):  # a form of many fields costs more than the rows
            return self.visible()
        filterset = self.filterset_class(query, queryset=self.visible(), request=self.request)
        if not filterset.form.is_valid():
            raise bad_conditions(filterset.form)
        return filterset.qs

    @property
    def conditions(self) -> dict:
        """What the address may ask for, by name."""
        return self.filterset_class.base_filters if self.filterset_class else {}


class RowResource(ListedResource):
    """Rows in pages and one by one; `full` may show more of the one."""

    full: Shape | None = None
    asks_of_one: dict[str, str] = {}  # parameters of the one row's address, with their kinds
    adds: dict[str, Any] = {}  # what `completed_one` adds, for the schema

    def retrieve(self, request, **place):
        """One row by its id."""
        check_query(request.query_params, set(self.asks_of_one))
        shape = self.full or self.shape
        found = self.visible().filter(**place).values_list(*shape.paths)[:1]
        rows = [shape.of_values(values) for values in found]
        if not rows:
            raise Http404
        self.note_read(1)
        return answered(self.completed_one(rows[0]))

    def completed_one(self, row: dict) -> dict:
        """Add to one row what only its own page shows."""
        return self.completed([row])[0]


def own_district(user) -> District:
    """The one district the asker works in; whoever works in several or none is told there is nothing here."""
    found = District.objects.filter(pk=access.district_of(user)).first()
    if found is None:
        raise Http404
    return found


def check_query(query, known: set[str], repeatable: set[str] = frozenset()) -> None:
    """Refuse what the address asks for and nobody knows: silence would answer another question (F30)."""
    for name in query:
        if name not in known:
            raise invalid(name[:60], "unknown_parameter", _("There is no such parameter here."))
        if len(query.getlist(name)) > 1 and name not in repeatable:
            raise invalid(name, "repeated_parameter", _("This parameter may be given once."))
        if "\x00" in "".join(query.getlist(name)):
            raise invalid(name, "null_character", _("Null characters are not allowed."))


def bad_conditions(form) -> Invalid:
    return Invalid(
        [
            entry(name, fault.code or "invalid", str(message))
            for name, faults in form.errors.items()
            for fault, message in zip(faults.as_data(), faults, strict=True)
        ]
    )


def _version_seen(request, data) -> tuple[int | None, Any]:
    """The version in `If-Match` or in the body's field `version`; the body without that field."""
    header = request.headers.get("If-Match", "").strip().removeprefix("W/").strip('"')
    given = None
    if header:
        if not (header.isascii() and header.isdigit() and len(header) < 10):
            raise invalid("If-Match", "version_malformed", _("If-Match holds the ETag of the row you saw."))
        given = int(header)
    if isinstance(data, dict) and "version" in data:
        version = data["version"]
        if isinstance(version, bool) or not isinstance(version, int) or version < 1:
            raise invalid("version", "version_malformed", _("The version is the number the row carries."))
        given, data = version, {name: value for name, value in data.items() if name != "version"}
    return given, data


def _service_key(actor, key: str, dry: bool) -> str:
    """The key under which the ledger knows the act: nobody else's, and never one of a dry run."""
    return f"api:{actor.pk}:{key or uuid.uuid4().hex}" if not dry else f"dry:{uuid.uuid4().hex}"


def answered(body: dict | None, status: int = 200) -> Response:
    """A row, or what an act did, with the row's version as its entity tag."""
    response = Response(body, status)
    if isinstance(body, dict) and isinstance(body.get("version"), int):
        response["ETag"] = f'"{body["version"]}"'
    return response


def answered_dry(answer: keys.Answer) -> Response:
    """The answer of a dry run, marked as one."""
    response = answered(answer.body, answer.status)
    response["Dry-Run"] = "true"
    return response


def answered_once(answer: keys.Answer) -> Response:
    """The answer of a write, or the one given to the same key before."""
    if not answer.replayed:
        return answered(answer.body, answer.status)
    response = answered(orjson.loads(answer.stored), answer.status)
    response["Idempotent-Replayed"] = "true"
    return response
