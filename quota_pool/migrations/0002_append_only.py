"""Acts, entries, audit events and rule values are append-only; a scheduled act is settled once."""

from django.db import migrations

from quota_pool import append_only

SET_ONCE = {"quota_pool_scheduledact": "settled_at"}


def guard(apps, schema_editor):
    append_only.install(schema_editor.connection, append_only.FROM_THE_START, SET_ONCE)


def free(apps, schema_editor):
    append_only.remove(schema_editor.connection, append_only.FROM_THE_START, SET_ONCE)


class Migration(migrations.Migration):
    dependencies = [("quota_pool", "0001_initial")]
    operations = [migrations.RunPython(guard, free)]
