"""Terms tell the community somebody works in and who leads their work; SQLite makes the table anew for it."""

from django.db import migrations, models

from quota_pool import append_only

TERMS = {"staffing_term": "replaced_at"}


def guard(apps, schema_editor):
    append_only.install(schema_editor.connection, (), TERMS)


def free(apps, schema_editor):
    append_only.remove(schema_editor.connection, (), TERMS)


class Migration(migrations.Migration):

    dependencies = [
        ('staffing', '0018_emergencies'),
    ]

    operations = [
        migrations.RunPython(free, guard),
        migrations.AddField(
            model_name='engagement',
            name='community',
            field=models.CharField(blank=True, max_length=60, verbose_name='community'),
        ),
        migrations.AddField(
            model_name='engagement',
            name='supervisor',
            field=models.CharField(blank=True, max_length=40, verbose_name='supervisor'),
        ),
        migrations.AddField(
            model_name='term',
            name='community',
            field=models.CharField(blank=True, max_length=60, verbose_name='community'),
        ),
        migrations.AddField(
            model_name='term',
            name='supervisor',
            field=models.CharField(blank=True, max_length=40, verbose_name='supervisor'),
        ),
        migrations.RunPython(guard, free),
    ]
