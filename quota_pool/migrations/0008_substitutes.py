"""Roles handed over for some days: a row ends once and is never deleted."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from quota_pool import append_only

TABLES = {"quota_pool_substitute": "ended_at"}


def guard(apps, schema_editor):
    append_only.install(schema_editor.connection, (), TABLES)


def free(apps, schema_editor):
    append_only.remove(schema_editor.connection, (), TABLES)


class Migration(migrations.Migration):

    dependencies = [
        ('quota_pool', '0007_transfer_acts'),
    ]

    operations = [
        migrations.CreateModel(
            name='Substitute',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('from_day', models.DateField(verbose_name='from')),
                ('to_day', models.DateField(verbose_name='to')),
                ('reason', models.CharField(blank=True, max_length=300, verbose_name='reason')),
                ('recorded_at', models.DateTimeField(verbose_name='recorded')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='ended')),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('district', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='quota_pool.district')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='substitutes', to='quota_pool.member', verbose_name='role')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='stands_in', to=settings.AUTH_USER_MODEL, verbose_name='substitute')),
            ],
            options={
                'verbose_name': 'substitute',
                'ordering': ['-id'],
                'indexes': [models.Index(fields=['user', 'to_day'], name='substitute_by_user')],
                'constraints': [models.CheckConstraint(condition=models.Q(('to_day__gte', models.F('from_day'))), name='substitute_ends_after_it_begins')],
            },
        ),
        migrations.RunPython(guard, free),
    ]
