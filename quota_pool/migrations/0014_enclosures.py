"""Further scans beside a document: a row is voided once and never deleted."""

import django.db.models.deletion
import quota_pool.models.enclosures
from django.conf import settings
from django.db import migrations, models

from quota_pool import append_only

TABLES = {"quota_pool_enclosure": "voided_at"}


def guard(apps, schema_editor):
    append_only.install(schema_editor.connection, (), TABLES)


def free(apps, schema_editor):
    append_only.remove(schema_editor.connection, (), TABLES)


class Migration(migrations.Migration):

    dependencies = [
        ('quota_pool', '0013_halts'),
    ]

    operations = [
        migrations.CreateModel(
            name='Enclosure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.PositiveSmallIntegerField(verbose_name='place')),
                ('title', models.CharField(blank=True, max_length=120, verbose_name='what it is')),
                ('file', models.FileField(upload_to=quota_pool.models.enclosures.enclosure_path)),
                ('file_name', models.CharField(max_length=120, verbose_name='file')),
                ('file_kind', models.CharField(max_length=4, verbose_name='kind of file')),
                ('size', models.PositiveIntegerField(verbose_name='bytes')),
                ('sha256', models.CharField(max_length=64, verbose_name='hash')),
                ('added_at', models.DateTimeField(verbose_name='uploaded')),
                ('voided_at', models.DateTimeField(blank=True, null=True, verbose_name='voided')),
                ('void_reason', models.CharField(blank=True, max_length=200, verbose_name='reason for voiding')),
                ('version', models.PositiveIntegerField(default=1)),
                ('updated_at', models.DateTimeField(auto_now=True, db_index=True)),
                ('added_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='uploaded by')),
                ('district', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='quota_pool.district')),
                ('document', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='enclosures', to='quota_pool.document', verbose_name='document')),
                ('voided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'enclosure',
                'ordering': ['place', 'id'],
                'constraints': [models.UniqueConstraint(fields=('document', 'place'), name='enclosure_place_once')],
            },
        ),
        migrations.RunPython(guard, free),
    ]
