"""Steps of a filing are append-only; a term is replaced once and never deleted."""

from django.db import migrations

from quota_pool import append_only

# The tables there were then; later ones are guarded by the migrations that make them.
NEVER_CHANGED, SET_ONCE = ("staffing_filingevent",), {"staffing_term": "replaced_at"}


def guard(apps, schema_editor):
    append_only.install(schema_editor.connection, NEVER_CHANGED, SET_ONCE)


def free(apps, schema_editor):
    append_only.remove(schema_editor.connection, NEVER_CHANGED, SET_ONCE)


class Migration(migrations.Migration):
    dependencies = [("staffing", "0001_initial"), ("quota_pool", "0002_append_only")]
    operations = [migrations.RunPython(guard, free)]
