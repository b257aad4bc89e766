"""The ground that tests stand on: one database a worker, emptied between tests, guarded all the same."""

import pytest
from django.db import DatabaseError, connection, transaction

from quota_pool import audit
from quota_pool.models import AuditEvent, AuditHead, District


def leave_an_event():
    district = District.objects.create(name="Sandbank", code="440100")
    AuditHead.objects.get_or_create(district=district)
    with transaction.atomic():
        audit.record(None, "unit.add", district)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("round_", [1, 2])
def test_what_one_test_commits_the_next_does_not_see(round_):
    assert not AuditEvent.objects.exists()
    leave_an_event()
    with pytest.raises(DatabaseError, match="append-only"):
        AuditEvent.objects.update(reason="forged")
    with pytest.raises(DatabaseError, match="append-only"):
        AuditEvent.objects.all().delete()


@pytest.mark.django_db
def test_the_engine_is_the_one_that_was_asked_for(settings):
    asked = settings.DATABASES["default"]["ENGINE"].rsplit(".", 1)[-1]
    assert connection.vendor == {"sqlite3": "sqlite", "postgresql": "postgresql"}[asked]
    assert "test" in str(connection.settings_dict["NAME"])
