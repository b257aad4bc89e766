"""Acknowledgements of alerts, append-only."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from quota_pool import append_only

TABLES = ("staffing_alertseen",)


def guard(apps, schema_editor):
    append_only.install(schema_editor.connection, TABLES, {})


def free(apps, schema_editor):
    append_only.remove(schema_editor.connection, TABLES, {})


class Migration(migrations.Migration):

    dependencies = [
        ('quota_pool', '0006_calendar_changes'),
        ('staffing', '0015_calendar_changes'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='AlertSeen',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=30, verbose_name='alert')),
                ('count', models.PositiveIntegerField(verbose_name='number then')),
                ('level', models.CharField(max_length=5, verbose_name='level')),
                ('recorded_at', models.DateTimeField(verbose_name='seen')),
                ('note', models.CharField(blank=True, max_length=300, verbose_name='note')),
                ('actor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('district', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='quota_pool.district')),
                ('unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='quota_pool.unit', verbose_name='unit')),
            ],
            options={
                'verbose_name': 'acknowledgement of an alert',
                'ordering': ['id'],
                'indexes': [models.Index(fields=['district', 'kind', 'unit'], name='alert_seen_by_kind')],
            },
        ),
        migrations.RunPython(guard, free),
    ]
