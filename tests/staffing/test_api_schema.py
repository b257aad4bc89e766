"""Every operation as its description has it, asked with all sorts of input: never an undescribed answer."""

import os
from datetime import date

import pytest
import schemathesis
import time_machine
from django.core import signals
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import (
    content_type_conformance,
    not_a_server_error,
    response_schema_conformance,
    status_code_conformance,
)

from quota_pool.api.schema import described
from quota_pool.models import Job, Member, Role
from staffing.models import ImportBatch
from tests.desk import token_for
from tests.factories import Office

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R-123", "R-124")]
PROFILE = settings(
    max_examples=5 if os.environ.get("HYPOTHESIS_PROFILE", "quick") == "quick" else 200,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


@pytest.fixture
def busy_office(settings, tmp_path):
    """A district where every list has rows, and somebody who may do nearly everything."""
    settings.MEDIA_ROOT = tmp_path
    settings.JOBS_IMMEDIATE = False
    with time_machine.travel("2026-11-02T02:00:00Z", tick=True):
        office = Office()
        office.grant(20, valid_from=date(2026, 11, 2))
        office.hire(date(2026, 11, 2))
        batch = ImportBatch.objects.create(
            district=office.district, unit=office.street, kind="roster", file_name="x", sha256="0" * 64
        )
        Job.objects.create(
            district=office.district, unit=office.street, kind="imports.read", payload={"batch": batch.pk}
        )
        for role in (Role.CLERK, Role.BUREAU_LEAD):
            Member.objects.create(user=office.bureau, district=office.district, role=role)
        yield office


def from_here(application):
    """The application as it is asked from this machine."""
    return lambda environ, start: application({**environ, "REMOTE_ADDR": "127.0.0.1"}, start)


@pytest.fixture
def bearer(busy_office):
    """Who asks; a server gives its connection back after each request, here it carries the test's rows."""
    for signal in (signals.request_started, signals.request_finished):
        signal.disconnect(close_old_connections)
    yield {"Authorization": f"Bearer {token_for(busy_office.bureau)}"}
    for signal in (signals.request_started, signals.request_finished):
        signal.connect(close_old_connections)


api = schemathesis.openapi.from_dict(described("en"))
api.app = from_here(get_wsgi_application())
OPERATIONS = [found.ok() for found in api.get_all_operations()]


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.name.lower())
@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.label)
def test_every_operation_answers_as_described(operation, mode, bearer):
    @settings(PROFILE)
    @given(case=operation.as_strategy(generation_mode=mode))
    def ask(case):
        case.call_and_validate(headers=bearer, checks=CHECKS)

    ask()
