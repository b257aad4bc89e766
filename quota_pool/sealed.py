"""Sealed fields: personal numbers encrypted in the application, bound to their table, column and row.

The envelope is text, `1:gcm:<key id>:<nonce>:<ciphertext and tag>`, so COPY and executemany carry it.
Nothing is kept on the field object; a value that does not open is an error, never a value (trust.md 4.6).
"""

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Callable
from functools import lru_cache
from os import urandom
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core import checks
from django.core.exceptions import FieldError, ImproperlyConfigured
from django.db import models
from django.db.models.query_utils import DeferredAttribute
from django.utils.translation import gettext_lazy as _

MASK = "••••••"
UNREADABLE = _("does not open")
FORM = "1:gcm:"
_NONCE_BYTES = 12
_KEY_ID = re.compile(r"[A-Za-z0-9-]{1,20}")
# 16 letters are the nonce's 12 bytes; a ciphertext has at least its tag's 16 bytes and one more.
_ENVELOPE = re.compile(rf"{FORM}({_KEY_ID.pattern}):([A-Za-z0-9_-]{{16}}):([A-Za-z0-9_-]{{23,}}={{0,2}})")


class SealedError(Exception):
    """A sealed value that cannot be opened or may not be used so; its words never hold the value."""


# --- keys ----------------------------------------------------------------------------------------------


def keys() -> dict[str, bytes]:
    """Key ids and 32-byte keys from the settings; the first one writes, all of them read."""
    return _by_name(_hashable(settings.FIELD_KEYS))


def newest_key() -> str:
    """The id of the key that new envelopes are written under."""
    return _parsed_keys(_hashable(settings.FIELD_KEYS))[0][0]


@lru_cache(maxsize=8)
def _by_name(written) -> dict[str, bytes]:
    return dict(_parsed_keys(written))


def _hashable(written):
    return written if isinstance(written, str) else tuple((name, bytes(key)) for name, key in written)


@lru_cache(maxsize=8)
def _parsed_keys(written) -> tuple[tuple[str, bytes], ...]:
    """`id:base64,id:base64` from the environment, or pairs; refused as a whole when one is not right."""
    pairs = written
    if isinstance(written, str):
        parts = [part.strip().partition(":") for part in written.split(",") if part.strip()]
        pairs = tuple((name, _decoded(value)) for name, _colon, value in parts)
    names = [name for name, _key in pairs]
    if not pairs or len(set(names)) < len(names):
        raise ImproperlyConfigured("FIELD_KEYS needs at least one key, each with an id of its own.")
    if not all(_KEY_ID.fullmatch(name) and len(key) == 32 for name, key in pairs):
        raise ImproperlyConfigured("FIELD_KEYS: write id:key pairs with commas, each key 32 bytes in base64.")
    return tuple(pairs)


def _decoded(value: str) -> bytes:
    try:
        return base64.b64decode(value, validate=True)
    except binascii.Error:
        return b""


@lru_cache(maxsize=32)
def _cipher(key: bytes) -> AESGCM:
    return AESGCM(key)


@lru_cache(maxsize=2)
def _hash_key(written) -> bytes:
    key = _decoded(written) if isinstance(written, str) else bytes(written)
    if len(key) < 32:
        raise ImproperlyConfigured("HASH_KEY must be at least 32 bytes, written in base64.")
    return key


def keyed_hash(kind: str, canonical: str) -> bytes:
    """HMAC-SHA256 of one canonical value: equal values meet, and nobody without the key can try them out."""
    return hmac.digest(_hash_key(settings.HASH_KEY), f"{kind}|{canonical}".encode(), hashlib.sha256)


# --- seal and open: also the bulk path's door -------------------------------------------------------------


def seal(table: str, column: str, uid: UUID | str, text: str | None) -> str | None:
    """Encrypt under the newest key for this very table, column and row; empty and None stay as they are."""
    if not text:
        return text
    name, key = _parsed_keys(_hashable(settings.FIELD_KEYS))[0]
    nonce = urandom(_NONCE_BYTES)
    sealed = _cipher(key).encrypt(nonce, text.encode(), _bound_to(table, column, uid))
    return f"{FORM}{name}:{_written(nonce)}:{_written(sealed)}"


def open_(table: str, column: str, uid: UUID | str, envelope: str | None) -> str | None:
    """Decrypt an envelope of exactly this table, column and row, or raise SealedError."""
    if not envelope:
        return envelope
    name, nonce, sealed = _parts(envelope, table, column)
    key = keys().get(name)
    if key is None:
        raise SealedError(f"{table}.{column}: sealed under the key {name}, which is not among FIELD_KEYS")
    try:
        return _cipher(key).decrypt(nonce, sealed, _bound_to(table, column, uid)).decode()
    except InvalidTag:
        why = f"changed, moved here from elsewhere, or not of key {name}"
        raise SealedError(f"{table}.{column}: {why}") from None


def _parts(envelope: str, table: str, column: str) -> tuple[str, bytes, bytes]:
    found = _ENVELOPE.fullmatch(str(envelope))
    if not found:
        raise SealedError(f"{table}.{column}: not an envelope")
    name, nonce, sealed = found.groups()
    try:
        return name, _read(nonce), _read(sealed)
    except binascii.Error:
        raise SealedError(f"{table}.{column}: not an envelope") from None


def _read(written: str) -> bytes:
    return binascii.a2b_base64(written.replace("-", "+").replace("_", "/"))


def _written(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).decode()


def _bound_to(table: str, column: str, uid: UUID | str) -> bytes:
    return f"{table}|{column}|{uid if isinstance(uid, UUID) else UUID(str(uid))}".encode()


# --- what values() and raw reads give --------------------------------------------------------------------


class Sealed:
    """An unopened value: shows itself masked, opens for its own row, and refuses to leave the process."""

    __slots__ = ("column", "envelope", "table")

    def __init__(self, table: str, column: str, envelope: str):
        self.table, self.column, self.envelope = table, column, envelope

    def open(self, uid: UUID | str) -> str:
        """The text, for the row with this uid; else SealedError."""
        return open_(self.table, self.column, uid, self.envelope)

    def __str__(self):
        return MASK

    __repr__ = __str__

    def __copy__(self):
        return self

    def __deepcopy__(self, memo):
        return self

    def __reduce_ex__(self, protocol):
        raise SealedError(f"{self.table}.{self.column}: a sealed value is not pickled")


class _Typed:
    """A new text on its way to the database; wrapped so that no dump of the instance shows or pickles it."""

    __slots__ = ("text",)

    def __init__(self, text: str):
        self.text = text

    def __repr__(self):
        return MASK

    def __copy__(self):
        return self

    def __deepcopy__(self, memo):
        return self

    def __reduce_ex__(self, protocol):
        raise SealedError("a model with sealed values is not pickled")


# --- the field -------------------------------------------------------------------------------------------


class SealedAttribute(DeferredAttribute):
    """Opens the value when it is read, each time, from what lies on the instance."""

    def __get__(self, instance, owner=None):
        if instance is None:
            return self
        held = super().__get__(instance, owner)
        if isinstance(held, Sealed):
            return held.open(instance.uid)
        return held.text if isinstance(held, _Typed) else held

    def __set__(self, instance, value):
        if isinstance(value, str) and value:
            value = _Typed(value)
        instance.__dict__[self.field.attname] = value


class SealedField(models.TextField):
    """Text kept encrypted; its model has a `uid`, its `kind` says how it is masked. Found by a keyed hash."""

    descriptor_class = SealedAttribute

    def __init__(self, *args, kind: str = "", **kwargs):
        self.kind = kind
        super().__init__(*args, **kwargs)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs | ({"kind": self.kind} if self.kind else {})

    def check(self, **kwargs):
        return [*super().check(**kwargs), *self._check_row_uid()]

    def _check_row_uid(self):
        found = {field.name: field for field in self.model._meta.fields}.get("uid")
        if isinstance(found, models.UUIDField) and found.unique:
            return []
        words = "A sealed field needs the row's uid."
        hint = "Add uid = UUIDField(default=uuid4, unique=True)."
        return [checks.Error(words, hint=hint, obj=self, id="quota_pool.E040")]

    def get_lookup(self, lookup_name):
        if lookup_name == "isnull":
            return super().get_lookup(lookup_name)
        raise FieldError(f"{self.name} is sealed: look it up by its keyed hash")

    def from_db_value(self, value, expression, connection):
        return Sealed(self.model._meta.db_table, self.column, value) if value else value

    def pre_save(self, model_instance, add):
        """Reading opens what lies there, so a value that does not open is never written back."""
        held = model_instance.__dict__.get(self.attname)
        text = getattr(model_instance, self.attname)
        if isinstance(held, Sealed):
            return held
        envelope = seal(self.model._meta.db_table, self.column, model_instance.uid, text)
        return Sealed(self.model._meta.db_table, self.column, envelope) if envelope else envelope

    def get_prep_value(self, value):
        if isinstance(value, Sealed):
            return value.envelope
        if value:
            raise SealedError(f"{self.name} is bound to its row: save the instance, or write seal(...)")
        return value

    def value_to_string(self, obj):
        raise SealedError(f"{self.name} is sealed and does not leave by serialisation")


# --- masks -----------------------------------------------------------------------------------------------


def mask(kind: str, text: str | None) -> str:
    """What may be shown without a reason given: 110105********002X, 138****0000, the last four of a card."""
    if not text:
        return ""
    if kind == "id":
        return _middle(text, 6, 4) if len(text) >= 15 else _middle(text, 2, 2)
    if kind == "phone":
        return f"{text[:3]}****{text[-4:]}" if len(text) >= 11 else MASK
    if kind == "card":
        return f"****{text[-4:]}" if len(text) >= 12 else MASK
    return MASK


def shown(kind: str, open_it: Callable[[], str | None]) -> str:
    """What `open_it` gives, masked; one value that does not open is said so and spoils no list around it."""
    try:
        return mask(kind, open_it())
    except SealedError:
        return str(UNREADABLE)


def shown_of(instance: models.Model, name: str) -> str:
    """A sealed field of a row as it may be shown."""
    return shown(instance._meta.get_field(name).kind, lambda: getattr(instance, name))


def _middle(text: str, head: int, tail: int) -> str:
    hidden = max(len(text) - head - tail, 0)
    return f"{text[:head]}{'*' * hidden}{text[-tail:]}" if hidden >= 2 else MASK
