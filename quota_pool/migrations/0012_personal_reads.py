"""What connected systems read about people, append-only."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from quota_pool import append_only


TABLES = ("quota_pool_personalread",)


def guard(apps, schema_editor):
    append_only.install(schema_editor.connection, TABLES, {})


def free(apps, schema_editor):
    append_only.remove(schema_editor.connection, TABLES, {})


class Migration(migrations.Migration):

    dependencies = [
        ('quota_pool', '0011_webhooks'),
    ]

    operations = [
        migrations.CreateModel(
            name='PersonalRead',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('resource', models.CharField(max_length=40, verbose_name='what was read')),
                ('rows', models.PositiveIntegerField(verbose_name='rows')),
                ('address', models.CharField(blank=True, max_length=45, verbose_name='address')),
                ('request_id', models.CharField(blank=True, max_length=40, verbose_name='request')),
                ('recorded_at', models.DateTimeField(verbose_name='recorded')),
                ('district', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='quota_pool.district')),
                ('token', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reads', to='quota_pool.apitoken', verbose_name='token')),
                ('unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='quota_pool.unit', verbose_name='unit')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='connected system')),
            ],
            options={
                'verbose_name': 'reading of personal data',
                'indexes': [models.Index(fields=['district', 'recorded_at'], name='personal_read_by_moment')],
            },
        ),
        migrations.RunPython(guard, free),
    ]
