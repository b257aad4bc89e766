"""Shapes of answers: a resource's fields by name and path, read by `values_list` or from one instance.

One declaration gives the list, the single row, the answer of an act and its description in the schema, so
they cannot drift apart; what a shape does not name is never sent.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from operator import itemgetter

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from rest_framework import serializers

from quota_pool import sealed


@dataclass(frozen=True)
class Piece:
    """How one value is made from one or two columns, and how the schema describes it."""

    paths: tuple[str, ...]
    make: Callable | None = None
    described: Callable[[], serializers.Field] | None = None


def fen(path: str) -> Piece:
    """Money kept in fen, as yuan with two decimals."""
    return Piece((path,), yuan, lambda: serializers.DecimalField(14, 2, allow_null=True))


def yuan(amount: int | None) -> str | None:
    """12345 as "123.45"."""
    if amount is None:
        return None
    sign, whole = ("-" if amount < 0 else ""), abs(amount)
    return f"{sign}{whole // 100}.{whole % 100:02d}"


def masked(path: str, kind: str) -> Piece:
    """A sealed field as it may be shown; the row's uid opens it."""
    uid = "__".join([*path.split("__")[:-1], "uid"])

    def make(value, row_uid):
        return sealed.shown(kind, lambda: value.open(row_uid) if isinstance(value, sealed.Sealed) else value)

    return Piece((path, uid), make, lambda: serializers.CharField(allow_blank=True))


def is_set(path: str) -> Piece:
    """Whether a column holds anything."""
    return Piece((path,), bool, serializers.BooleanField)


class Shape:
    """Named pieces over one model; plain names stand for the column of the same name."""

    def __init__(self, model: type[models.Model], *plain: str, **named: str | Piece):
        self.model = model
        self.name = model.__name__
        pieces = {name: name for name in plain} | named
        self.pieces = {
            name: piece if isinstance(piece, Piece) else Piece((piece,)) for name, piece in pieces.items()
        }

    @cached_property
    def paths(self) -> list[str]:
        return list(dict.fromkeys(path for piece in self.pieces.values() for path in piece.paths))

    @cached_property
    def plain(self) -> tuple[tuple[str, ...], Callable]:
        """Names of what is sent as it stands, and how to pick it out of the columns in one go."""
        place = {path: number for number, path in enumerate(self.paths)}
        found = {name: place[piece.paths[0]] for name, piece in self.pieces.items() if piece.make is None}
        return tuple(found), itemgetter(*found.values())

    @cached_property
    def made(self) -> list[tuple[str, Callable, list[int]]]:
        """(name, maker, places of its columns) of the rest."""
        place = {path: number for number, path in enumerate(self.paths)}
        return [
            (name, piece.make, [place[path] for path in piece.paths])
            for name, piece in self.pieces.items()
            if piece.make is not None
        ]

    def called(self, name: str) -> "Shape":
        """The same under a name of its own in the description: another view of a model that has one."""
        self.name = name
        return self

    def rows(self, queryset) -> list[dict]:
        """Rows of a query in one go, without building instances."""
        return [self.of_values(values) for values in queryset.values_list(*self.paths)]

    def of_values(self, values: tuple) -> dict:
        """One row from its columns in the order of `paths`."""
        names, pick = self.plain
        row = dict(zip(names, pick(values), strict=True))
        for name, make, places in self.made:
            row[name] = make(*[values[place] for place in places])
        return row

    def of(self, instance: models.Model) -> dict:
        """The same from an instance; related rows it holds are not read again."""
        return self.of_values(tuple(_walk(instance, path) for path in self.paths))

    def described(self) -> dict[str, serializers.Field]:
        """Serializer fields for the schema."""
        return {name: _described(self.model, piece) for name, piece in self.pieces.items()}


def _described(model: type[models.Model], piece: Piece) -> serializers.Field:
    found = _field(model, piece.paths[0])
    if piece.described is None:
        return found
    own = piece.described()
    own.help_text = own.help_text or found.help_text
    return own


def _walk(instance, path: str):
    value = instance
    for part in path.split("__"):
        if value is None:
            return None
        value = getattr(value, part)
    return value


_BY_FIELD = (
    (models.DateTimeField, serializers.DateTimeField),
    (models.DateField, serializers.DateField),
    (models.BooleanField, serializers.BooleanField),
    (models.DecimalField, lambda **how: serializers.DecimalField(14, 2, **how)),
    (models.IntegerField, serializers.IntegerField),
    (
        models.JSONField,
        lambda help_text, **_how: serializers.JSONField(help_text=help_text),
    ),  # anything, null included
    (models.ForeignKey, serializers.IntegerField),
)


def _field(model: type[models.Model], path: str) -> serializers.Field:
    """The schema's field for a column, found along the path."""
    may_be_null = False
    *steps, last = path.split("__")
    for step in steps:
        relation = model._meta.get_field(step)
        may_be_null |= relation.null
        model = relation.related_model
    try:
        column = model._meta.get_field(last.removesuffix("_id") if last != "subject_id" else last)
    except FieldDoesNotExist:
        column = model._meta.get_field(last)
    how = {"allow_null": may_be_null or column.null, "help_text": column.verbose_name}
    if column.choices:
        return serializers.ChoiceField(column.choices, allow_blank=column.blank, **how)
    return next((make(**how) for kind, make in _BY_FIELD if isinstance(column, kind)), None) or (
        serializers.CharField(**how)
    )


def as_serializer(name: str, fields: dict[str, serializers.Field] | Iterable) -> type[serializers.Serializer]:
    """A serializer class that only describes an answer."""
    return type(name, (serializers.Serializer,), dict(fields))
