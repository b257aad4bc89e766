"""Attachments: voided once, never deleted."""

import django.db.models.deletion
import staffing.models.attachments
from django.conf import settings
from django.db import migrations, models

from quota_pool import append_only
from staffing.append_only import ATTACHMENTS


def guard(apps, schema_editor):
    append_only.install(schema_editor.connection, (), ATTACHMENTS)


def free(apps, schema_editor):
    append_only.remove(schema_editor.connection, (), ATTACHMENTS)


class Migration(migrations.Migration):

    dependencies = [
        ('quota_pool', '0003_printed_papers'),
        ('staffing', '0010_mobile_papers'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Attachment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('contract', 'labour contract'), ('id_card', 'identity document'), ('photo', 'photo'), ('diploma', 'diploma or certificate'), ('health', 'health check'), ('recruitment', 'recruitment papers'), ('exit', 'leaving papers'), ('other', 'other')], max_length=12, verbose_name='kind')),
                ('file', models.FileField(upload_to=staffing.models.attachments.attachment_path)),
                ('file_name', models.CharField(max_length=120, verbose_name='file')),
                ('file_kind', models.CharField(max_length=4, verbose_name='kind of file')),
                ('size', models.PositiveIntegerField(verbose_name='bytes')),
                ('sha256', models.CharField(max_length=64, verbose_name='hash')),
                ('sent_sha256', models.CharField(max_length=64, verbose_name='hash of what was sent')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='note')),
                ('uploaded_at', models.DateTimeField(verbose_name='uploaded')),
                ('voided_at', models.DateTimeField(blank=True, null=True, verbose_name='voided')),
                ('void_reason', models.CharField(blank=True, max_length=200, verbose_name='reason for voiding')),
                ('version', models.PositiveIntegerField(default=1)),
                ('updated_at', models.DateTimeField(auto_now=True, db_index=True)),
                ('district', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='quota_pool.district')),
                ('engagement', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='attachments', to='staffing.engagement')),
                ('filing', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='attachments', to='staffing.filing')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attachments', to='staffing.person', verbose_name='person')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attachments', to='quota_pool.unit', verbose_name='unit')),
                ('uploaded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='uploaded by')),
                ('voided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'attachment',
                'ordering': ['-id'],
                'indexes': [models.Index(fields=['person', 'kind'], name='attachment_by_person')],
                'constraints': [models.CheckConstraint(condition=models.Q(('file_kind__in', ['pdf', 'png', 'jpg'])), name='attachment_file_kind_known')],
            },
        ),
        migrations.RunPython(guard, free),
    ]
