"""Deadlines moved by a change of the calendar, append-only."""

import django.db.models.deletion
from django.db import migrations, models

from quota_pool import append_only

TABLES = ("staffing_deadlinemove",)


def guard(apps, schema_editor):
    append_only.install(schema_editor.connection, TABLES, {})


def free(apps, schema_editor):
    append_only.remove(schema_editor.connection, TABLES, {})


class Migration(migrations.Migration):

    dependencies = [
        ('quota_pool', '0006_calendar_changes'),
        ('staffing', '0014_urges'),
    ]

    operations = [
        migrations.CreateModel(
            name='DeadlineMove',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('to_submit', 'to file'), ('submitted', 'submitted'), ('returned', 'returned for correction'), ('filed', 'filed'), ('refused', 'not filed'), ('voided', 'voided')], max_length=9, verbose_name='state')),
                ('was', models.DateField(verbose_name='was due')),
                ('due', models.DateField(verbose_name='due now')),
                ('recorded_at', models.DateTimeField(verbose_name='recorded')),
                ('change', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='moves', to='quota_pool.calendarchange')),
                ('district', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='quota_pool.district')),
                ('filing', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='moves', to='staffing.filing')),
            ],
            options={
                'verbose_name': 'moved deadline',
                'ordering': ['-id'],
            },
        ),
        migrations.RunPython(guard, free),
    ]
