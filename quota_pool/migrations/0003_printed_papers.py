"""Issued papers, append-only."""

import django.db.models.deletion
import quota_pool.models.papers
from quota_pool import append_only
from django.conf import settings
from django.db import migrations, models


def guard(apps, schema_editor):
    append_only.install(schema_editor.connection, append_only.PAPERS, {})


def free(apps, schema_editor):
    append_only.remove(schema_editor.connection, append_only.PAPERS, {})


class Migration(migrations.Migration):

    dependencies = [
        ('quota_pool', '0002_append_only'),
    ]

    operations = [
        migrations.CreateModel(
            name='PrintedPaper',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(default=quota_pool.models.papers.paper_number, max_length=10, unique=True, verbose_name='number of the paper')),
                ('key', models.CharField(max_length=40, verbose_name='paper')),
                ('title', models.CharField(max_length=120, verbose_name='title')),
                ('parameters', models.JSONField(default=dict, verbose_name='asked for')),
                ('rows', models.PositiveIntegerField(verbose_name='rows')),
                ('is_full', models.BooleanField(default=False, verbose_name='with full ID numbers')),
                ('reason', models.CharField(blank=True, max_length=300, verbose_name='reason')),
                ('content', models.FileField(upload_to=quota_pool.models.papers.paper_path)),
                ('content_sha256', models.CharField(db_index=True, max_length=64, verbose_name='hash of the content')),
                ('workbook', models.FileField(upload_to=quota_pool.models.papers.paper_path)),
                ('sha256', models.CharField(db_index=True, max_length=64, verbose_name='hash of the workbook')),
                ('issued_at', models.DateTimeField(verbose_name='issued')),
                ('district', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='quota_pool.district')),
                ('issued_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='issued by')),
                ('unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='quota_pool.unit', verbose_name='unit')),
            ],
            options={
                'verbose_name': 'issued paper',
                'ordering': ['-id'],
            },
        ),
        migrations.RunPython(guard, free),
    ]
