"""Books that disagreed are halted: a row ends once and is never deleted."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from quota_pool import append_only

TABLES = {"quota_pool_halt": "lifted_at"}


def guard(apps, schema_editor):
    append_only.install(schema_editor.connection, (), TABLES)


def free(apps, schema_editor):
    append_only.remove(schema_editor.connection, (), TABLES)


class Migration(migrations.Migration):

    dependencies = [
        ('quota_pool', '0012_personal_reads'),
    ]

    operations = [
        migrations.CreateModel(
            name='Halt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(choices=[('posting', 'an act that was being entered'), ('verify', 'the proof of the books')], max_length=7, verbose_name='how it was found')),
                ('found', models.JSONField(default=list, verbose_name='what disagrees')),
                ('halted_at', models.DateTimeField(verbose_name='halted since')),
                ('lifted_at', models.DateTimeField(blank=True, null=True, verbose_name='lifted')),
                ('lift_reason', models.CharField(blank=True, max_length=300, verbose_name='reason for lifting')),
                ('district', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='quota_pool.district')),
                ('found_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='in whose hands')),
                ('lifted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='lifted by')),
                ('unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='quota_pool.unit', verbose_name='unit')),
            ],
            options={
                'verbose_name': 'halt of books',
                'ordering': ['-id'],
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('lifted_at', None), ('unit__isnull', False)), fields=('unit',), name='one_halt_a_unit'),
                    models.UniqueConstraint(condition=models.Q(('lifted_at', None), ('unit', None)), fields=('district',), name='one_halt_a_district'),
                    models.CheckConstraint(condition=models.Q(('lifted_at', None), models.Q(('lift_reason', ''), _negated=True), _connector='OR'), name='halt_lifted_with_a_reason'),
                ],
            },
        ),
        migrations.RunPython(guard, free),
    ]
