"""Fixtures of the ground floor's tests."""

import pytest


@pytest.fixture
def put(tmp_path):
    """Write bytes to a file of that name."""

    def put(data, name="roster.xlsx"):
        path = tmp_path / name
        path.write_bytes(data)
        return path

    return put
