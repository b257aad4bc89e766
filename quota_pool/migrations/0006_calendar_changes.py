"""Changes of the calendar, append-only."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from quota_pool import append_only

TABLES = ("quota_pool_calendarchange",)


def guard(apps, schema_editor):
    append_only.install(schema_editor.connection, TABLES, {})


def free(apps, schema_editor):
    append_only.remove(schema_editor.connection, TABLES, {})


class Migration(migrations.Migration):

    dependencies = [
        ('quota_pool', '0005_saved_views'),
    ]

    operations = [
        migrations.CreateModel(
            name='CalendarChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('act', models.CharField(choices=[('set', 'a day set'), ('load', 'a year loaded'), ('close', 'a year closed')], max_length=5, verbose_name='act')),
                ('year', models.PositiveSmallIntegerField(verbose_name='year')),
                ('day', models.DateField(blank=True, null=True, verbose_name='day')),
                ('reason', models.CharField(blank=True, max_length=300, verbose_name='reason')),
                ('recorded_at', models.DateTimeField(verbose_name='recorded')),
                ('actor', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('district', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='quota_pool.district')),
            ],
            options={
                'verbose_name': 'change of the calendar',
                'ordering': ['-id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('act__in', ['set', 'load', 'close'])), name='calendar_change_act')],
            },
        ),
        migrations.RunPython(guard, free),
    ]
