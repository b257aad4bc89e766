"""The description of the API (OpenAPI 3.1), read from what the resources declare; nothing is said twice."""

import re
from functools import cache, lru_cache

import django_filters as filters
from django import forms
from django.utils import translation
from django.utils.translation import gettext
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse
from rest_framework import serializers
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response
from rest_framework.views import APIView

from quota_pool.filters import Several

from . import pages, problems
from .fields import Facts, Whole
from .keys import HEADER
from .resources import DRY_RUN, ListedResource, RowResource, WritePlan
from .shapes import Shape, as_serializer

JSON = "application/json"
PLACE = re.compile(r"{(\w+)}")


class ReasonSerializer(serializers.Serializer):
    """One reason of a problem."""

    code = serializers.CharField()
    detail = serializers.CharField()
    facts = serializers.DictField()
    remedy = serializers.CharField()
    field = serializers.CharField(required=False)
    rule = serializers.CharField(required=False)
    document = serializers.CharField(required=False)


class ProblemSerializer(serializers.Serializer):
    """A problem document (RFC 9457)."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    code = serializers.CharField()
    detail = serializers.CharField()
    reasons = ReasonSerializer(many=True)
    request_id = serializers.CharField()


class Schema(AutoSchema):
    """Describes one operation of one resource from its acts, shapes, facts and filters."""

    @property
    def plan(self) -> WritePlan | None:
        return getattr(getattr(self.view, self.view.action, None), "plan", None)

    @property
    def resource(self) -> str:
        return self.view.basename.removeprefix("api-")

    def get_operation_id(self) -> str:
        return f"{self.resource}_{self.view.action}".replace("-", "_")

    def get_tags(self) -> list[str]:
        return [self.resource]

    def get_description(self) -> str:
        return self.get_summary()

    def get_summary(self) -> str:
        """The first line of what the operation says of itself, in the reader's language."""
        return gettext(getattr(self.view, self.view.action).__doc__.split("\n")[0])

    def get_extensions(self) -> dict:
        acts = self.view.acts[self.view.action]
        named = isinstance(self.view, ListedResource) or self.view.action == "issue"
        title = str(self.view.model._meta.verbose_name) if named else ""
        return {"x-acts": [acts] if isinstance(acts, str) else list(acts), "x-title": title}

    def get_auth(self) -> list[dict]:
        return [{"bearer": []}, {"session": []}]

    def _is_list_view(self, serializer=None) -> bool:
        return False

    # --- parameters ---------------------------------------------------------------------------------------

    def get_override_parameters(self) -> list[OpenApiParameter]:
        found = [*self.place()]
        if self.plan:
            return found + self.write_parameters()
        if isinstance(self.view, ListedResource) and self.view.action == "list":
            return found + _filters(self.view.filterset_class) + _paging(self.view.keeps_time)
        names = {"list": "parameters", "retrieve": "asks_of_one"}
        declared = getattr(self.view, names.get(self.view.action, ""), {})
        return found + [_query(name, dict(KINDS[kind])) for name, kind in declared.items()]

    def place(self) -> list[OpenApiParameter]:
        """The ids in the address."""
        found = []
        for name in PLACE.findall(self.path):
            schema = {"type": "integer", "minimum": 1, "maximum": 10**18 - 1}
            if name == self.view.lookup_field:
                schema = {"type": "string", "pattern": f"^{self.view.lookup_value_regex}$"}
            found.append(OpenApiParameter(name, schema, OpenApiParameter.PATH, required=True))
        return found

    def write_parameters(self) -> list[OpenApiParameter]:
        found = []
        if self.plan.rehearsable:
            found.append(_query(DRY_RUN, {"type": "boolean", "default": False}))
        if self.plan.needs_key:
            key = {"type": "string", "minLength": 1, "maxLength": 128, "pattern": "^[!-~]+$"}
            found.append(OpenApiParameter(HEADER, key, OpenApiParameter.HEADER, required=False))
        if self.has_row:
            version = {"type": "string", "pattern": '^"?[0-9]{1,9}"?$'}
            found.append(OpenApiParameter("If-Match", version, OpenApiParameter.HEADER))
        return found

    @property
    def has_row(self) -> bool:
        return "{" in self.path

    # --- bodies -------------------------------------------------------------------------------------------

    def get_request_serializer(self):
        """The facts of a write; on a row the version that was seen may stand among them."""
        if self.plan is None:
            return None
        facts = self.plan.facts or Facts
        if self.has_row:
            facts = _with_version(facts, _own_name(facts, self))
        return dict.fromkeys(self.map_parsers(), facts)

    def map_parsers(self) -> list[str]:
        extra = [self.plan.parser.media_type] if self.plan and self.plan.parser else []
        return list(dict.fromkeys([JSON, *extra]))

    def get_response_serializers(self) -> dict:
        status = self.plan.status if self.plan else 200
        answers = {(str(status), JSON): OpenApiResponse(self.answer(), "The answer.")}
        if self.plan and self.plan.later:
            answers["202", JSON] = OpenApiResponse(_row(self.plan.later), "A job goes on with it.")
        if self.view.action in FILES:
            answers = {("200", "application/octet-stream"): OpenApiResponse(bytes, "The file.")}
        for code in self.problem_codes():
            words = OpenApiResponse(ProblemSerializer, str(problems.TITLES[code]))
            answers[str(code), problems.CONTENT_TYPE] = words
        return answers

    def problem_codes(self) -> list[int]:
        found = [400, 401, 403, 405, 406]
        if self.has_row or self.plan or getattr(self.view, "may_be_absent", False):
            found.append(404)
        if self.plan:
            found += [409, 412, 413, 415, 422, 429, 503]
        return sorted(found)

    def answer(self):
        """The body of the answer when all went well."""
        view, action = self.view, self.view.action
        if self.plan:
            given = self.plan.answer or getattr(view, "shape", None)
            return _row(given) if isinstance(given, Shape) else given
        if isinstance(view, RowResource) and action == "retrieve":
            return _detail(view)
        if isinstance(view, ListedResource) and action == "list":
            return _page(view.shape)
        return getattr(
            view, {"list": "answer", "retrieve": "answer_one"}.get(action, f"answer_{action}"), None
        )

    def _map_basic_serializer(self, serializer, direction):
        mapped = super()._map_basic_serializer(serializer, direction)
        if isinstance(serializer, Facts):
            mapped["additionalProperties"] = False
            _name_fields(type(serializer), mapped["properties"])
        return mapped


# Actions that answer with a file.
FILES = ("scan", "workbook", "file")
KINDS = {
    "date": {"type": "string", "format": "date"},
    "integer": {"type": "integer", "minimum": 0},
    "string": {"type": "string", "minLength": 1},
    "boolean": {"type": "boolean"},
}


def _name_fields(facts: type[Facts], properties: dict) -> None:
    """Say what each field is, before the codes it takes."""
    for name, told in properties.items():
        if word := facts.word(name):
            codes = told.get("description", "")
            told["description"] = f"{word}\n\n{codes}".strip() if "$ref" not in told else word


@cache
def _with_version(facts: type[Facts], name: str) -> type[Facts]:
    version = Whole(required=False, min_value=1, max_value=10**9)
    return type(name, (facts,), {"version": version, "__doc__": facts.__doc__})


def _own_name(facts: type[Facts], schema: Schema) -> str:
    if facts is not Facts:
        return facts.__name__
    return "".join(part.capitalize() for part in schema.get_operation_id().split("_")) + "Facts"


def _query(name: str, schema: dict) -> OpenApiParameter:
    return OpenApiParameter(name, schema, OpenApiParameter.QUERY)


def _paging(keeps_time: bool) -> list[OpenApiParameter]:
    found = {
        "cursor": {"type": "string"},
        "page_size": {"type": "integer", "minimum": 1, "maximum": pages.MOST, "default": pages.SIZE},
        "count": {"type": "boolean", "default": False},
    }
    if keeps_time:
        found["updated_since"] = {"type": "string", "format": "date-time"}
    return [_query(name, schema) for name, schema in found.items()]


def _filters(filterset_class) -> list[OpenApiParameter]:
    if filterset_class is None:
        return []
    return [
        OpenApiParameter(
            name,
            _condition(one),
            OpenApiParameter.QUERY,
            description=str(one.label or ""),
            explode=True if isinstance(one, Several) else None,
        )
        for name, one in filterset_class.base_filters.items()
    ]


def _condition(one: filters.Filter) -> dict:
    """What a condition of a filter takes."""
    choices = [code for code, _label in one.extra.get("choices", ())]
    if isinstance(one, Several):
        return {"type": "array", "items": {"type": "string", "enum": choices}}
    if choices:
        return {"type": "string", "enum": choices}
    if isinstance(one, filters.BooleanFilter):
        return {"type": "boolean"}
    if isinstance(one, filters.DateFilter):
        return dict(KINDS["date"])
    if isinstance(one, filters.ModelChoiceFilter) or issubclass(one.field_class, forms.IntegerField):
        return {"type": "integer", "minimum": 1, "maximum": one.extra.get("max_value", 10**18 - 1)}
    return {"type": "string", "maxLength": one.extra.get("max_length", 60)}


@cache
def _row(shape: Shape) -> type[serializers.Serializer]:
    return as_serializer(shape.name, shape.described())


@cache
def _page(shape: Shape) -> type[serializers.Serializer]:
    return as_serializer(
        f"{shape.name}Page",
        {
            "results": _row(shape)(many=True),
            "next": serializers.CharField(allow_null=True),
            "count": serializers.IntegerField(required=False),
        },
    )


def _detail(view: RowResource) -> type[serializers.Serializer]:
    if not view.adds and view.full is None:
        return _row(view.shape)
    adds = {name: _row(one)(many=True) for name, one in view.adds.items()}
    return as_serializer(f"{view.shape.name}Detail", (view.full or view.shape).described() | adds)


@lru_cache(maxsize=4)
def described(language: str) -> dict:
    """The whole description, made once a process and language."""
    with translation.override(language):
        return SchemaGenerator().get_schema(request=None, public=True)


class SchemaView(APIView):
    """The description itself, for whoever may ask anything here."""

    permission_classes = [IsAuthenticated]
    schema = None

    def get(self, request):
        return Response(described(translation.get_language()))
