"""Pieces of answers that only this floor needs."""

from rest_framework import serializers

from budgets import monthly
from quota_pool.api.shapes import Piece


def month(path: str) -> Piece:
    """A month kept as its first day, as 2026-10."""
    return Piece((path,), monthly.written, serializers.CharField)
