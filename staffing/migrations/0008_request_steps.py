"""Steps of a request are append-only."""

from django.db import migrations

from quota_pool import append_only

STEPS = ("staffing_requestevent",)


def guard(apps, schema_editor):
    append_only.install(schema_editor.connection, STEPS, {})


def free(apps, schema_editor):
    append_only.remove(schema_editor.connection, STEPS, {})


class Migration(migrations.Migration):
    dependencies = [("staffing", "0007_mobile_requests"), ("quota_pool", "0002_append_only")]
    operations = [migrations.RunPython(guard, free)]
