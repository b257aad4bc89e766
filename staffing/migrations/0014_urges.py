"""Reminders between street and bureau, append-only; a filing may be withdrawn."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from quota_pool import append_only

TABLES = ("staffing_urge",)


def guard(apps, schema_editor):
    append_only.install(schema_editor.connection, TABLES, {})


def free(apps, schema_editor):
    append_only.remove(schema_editor.connection, TABLES, {})


class Migration(migrations.Migration):

    dependencies = [
        ('quota_pool', '0002_append_only'),
        ('staffing', '0013_bulk_changes'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='filingevent',
            name='step',
            field=models.CharField(choices=[('submitted', 'submitted'), ('accepted', 'filed'), ('returned', 'returned for correction'), ('refused', 'not filed'), ('opened', 'filed by the opening roster'), ('voided', 'voided'), ('withdrawn', 'withdrawn by the street')], max_length=9, verbose_name='step'),
        ),
        migrations.CreateModel(
            name='Urge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('towards', models.CharField(choices=[('street', 'the street'), ('bureau', 'the bureau')], max_length=6, verbose_name='to')),
                ('due', models.DateField(verbose_name='due')),
                ('recorded_at', models.DateTimeField(verbose_name='recorded')),
                ('note', models.CharField(blank=True, max_length=300, verbose_name='note')),
                ('actor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('district', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='quota_pool.district')),
                ('filing', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='urges', to='staffing.filing')),
            ],
            options={
                'verbose_name': 'reminder',
                'ordering': ['id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('towards__in', ['street', 'bureau'])), name='urge_side_known')],
            },
        ),
        migrations.RunPython(guard, free),
    ]
