"""Webhooks and their messages."""

import django.db.models.deletion
import quota_pool.sealed
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('quota_pool', '0010_funds'),
    ]

    operations = [
        migrations.CreateModel(
            name='Webhook',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('name', models.CharField(max_length=60, verbose_name='what it is for')),
                ('url', models.CharField(max_length=300, verbose_name='address')),
                ('secret', quota_pool.sealed.SealedField(kind='secret', verbose_name='secret')),
                ('acts', models.JSONField(default=list, verbose_name='acts told of')),
                ('after_seq', models.BigIntegerField(verbose_name='told up to')),
                ('stopped_at', models.DateTimeField(blank=True, null=True, verbose_name='stopped')),
                ('created_at', models.DateTimeField(verbose_name='entered')),
                ('version', models.PositiveIntegerField(default=1)),
                ('updated_at', models.DateTimeField(auto_now=True, db_index=True)),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('district', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='quota_pool.district')),
                ('unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='quota_pool.unit', verbose_name='unit')),
            ],
            options={
                'verbose_name': 'webhook',
            },
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='message')),
                ('act', models.CharField(max_length=60, verbose_name='act')),
                ('body', models.JSONField(verbose_name='body')),
                ('state', models.CharField(choices=[('waiting', 'waiting'), ('delivered', 'delivered'), ('given_up', 'given up')], default='waiting', max_length=9, verbose_name='state')),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='tries')),
                ('tries', models.JSONField(default=list, verbose_name='log of tries')),
                ('due_at', models.DateTimeField(verbose_name='due')),
                ('lease_until', models.DateTimeField(null=True)),
                ('delivered_at', models.DateTimeField(blank=True, null=True, verbose_name='delivered')),
                ('created_at', models.DateTimeField(verbose_name='entered')),
                ('district', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='quota_pool.district')),
                ('event', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='quota_pool.auditevent')),
                ('webhook', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='deliveries', to='quota_pool.webhook')),
            ],
            options={
                'verbose_name': 'delivery',
                'ordering': ['-id'],
                'indexes': [models.Index(condition=models.Q(('state', 'waiting')), fields=['due_at'], name='delivery_waiting')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('event__isnull', False)), fields=('webhook', 'event'), name='delivery_once_a_webhook_and_event')],
            },
        ),
    ]
