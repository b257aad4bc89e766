"""The finance door: what was paid, declared, locked; what differs. What was paid or locked never changes."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from quota_pool import append_only


TABLES = (
    "budgets_payrollactual",
    "budgets_snapshot",
    "budgets_snapshotunit",
    "budgets_snapshotheads",
    "budgets_snapshotline",
)


def guard(apps, schema_editor):
    append_only.install(schema_editor.connection, TABLES, {})


def free(apps, schema_editor):
    append_only.remove(schema_editor.connection, TABLES, {})


class Migration(migrations.Migration):

    dependencies = [
        ('budgets', '0005_task_transfers'),
        ('quota_pool', '0011_webhooks'),
        ('staffing', '0021_list_orders'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ActualsBatch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('recorded_at', models.DateTimeField(verbose_name='recorded')),
                ('accepted', models.PositiveIntegerField(verbose_name='accepted')),
                ('already_there', models.PositiveIntegerField(verbose_name='already there')),
                ('refused', models.PositiveIntegerField(verbose_name='refused')),
                ('actor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('district', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='quota_pool.district')),
                ('unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='quota_pool.unit', verbose_name='unit')),
            ],
            options={
                'verbose_name': 'sending of payroll actuals',
            },
        ),
        migrations.CreateModel(
            name='Snapshot',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('month', models.DateField(verbose_name='month')),
                ('on', models.DateField(verbose_name='roster of')),
                ('locked_at', models.DateTimeField(verbose_name='locked')),
                ('heads', models.PositiveIntegerField(verbose_name='people on post')),
                ('digest', models.CharField(max_length=64, verbose_name='hash')),
                ('district', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='quota_pool.district')),
                ('locked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'locked month',
                'ordering': ['-month'],
            },
        ),
        migrations.CreateModel(
            name='SnapshotHeads',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('post_category', models.CharField(choices=[('10', 'General administration support'), ('20', 'Technical'), ('30', 'Enforcement support'), ('40', 'Counter service'), ('50', 'Grid and general assistants'), ('60', 'Special trades'), ('70', 'Logistics'), ('90', 'Other posts')], max_length=4, verbose_name='post category')),
                ('heads', models.PositiveIntegerField(verbose_name='people on post')),
                ('filed', models.PositiveIntegerField(verbose_name='filed')),
                ('standard_fen', models.BigIntegerField(null=True, verbose_name='standard a head and year')),
                ('district', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='quota_pool.district')),
                ('snapshot', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='heads_by_category', to='budgets.snapshot')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='quota_pool.unit', verbose_name='unit')),
            ],
            options={
                'verbose_name': 'heads of a locked month',
            },
        ),
        migrations.CreateModel(
            name='SnapshotLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=10, verbose_name='person number')),
                ('post_category', models.CharField(choices=[('10', 'General administration support'), ('20', 'Technical'), ('30', 'Enforcement support'), ('40', 'Counter service'), ('50', 'Grid and general assistants'), ('60', 'Special trades'), ('70', 'Logistics'), ('90', 'Other posts')], max_length=4, verbose_name='post category')),
                ('mode', models.CharField(choices=[('DIRECT', 'Direct contract'), ('DISPATCH', 'Labour dispatch'), ('REHIRED_RETIREE', 'Rehired retiree'), ('PROJECT', 'Until a task is done'), ('SHORT_TERM', 'Short-term or hourly'), ('OUTSOURCED', 'Purchase of service'), ('PUBLIC_WELFARE', 'Public-welfare post'), ('SECONDED', 'Seconded or intern'), ('NO_PAPERS', 'Without papers'), ('COMMUNITY', 'Community worker')], max_length=16, verbose_name='employment mode')),
                ('standing', models.CharField(choices=[('seated', 'on a head'), ('unseated', 'without a head'), ('uncounted', 'not counted')], max_length=9, verbose_name='standing')),
                ('is_filed', models.BooleanField(verbose_name='filed')),
                ('district', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='quota_pool.district')),
                ('engagement', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='staffing.engagement')),
                ('person', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='staffing.person')),
                ('snapshot', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='budgets.snapshot')),
                ('unit', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='quota_pool.unit', verbose_name='unit')),
            ],
            options={
                'verbose_name': 'line of a locked month',
            },
        ),
        migrations.CreateModel(
            name='SnapshotUnit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('declared', models.CharField(blank=True, choices=[('confirmed', 'confirmed by the street'), ('returned', 'returned by the bureau'), ('checked', 'checked by the bureau')], max_length=9, verbose_name='declaration')),
                ('heads', models.PositiveIntegerField(verbose_name='people on post')),
                ('filed', models.PositiveIntegerField(verbose_name='filed')),
                ('digest', models.CharField(max_length=64, verbose_name='hash')),
                ('district', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='quota_pool.district')),
                ('snapshot', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='units', to='budgets.snapshot')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='quota_pool.unit', verbose_name='unit')),
            ],
            options={
                'verbose_name': 'street of a locked month',
            },
        ),
        migrations.CreateModel(
            name='Declaration',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('month', models.DateField(verbose_name='month')),
                ('state', models.CharField(choices=[('confirmed', 'confirmed by the street'), ('returned', 'returned by the bureau'), ('checked', 'checked by the bureau')], max_length=9, verbose_name='state')),
                ('is_nil', models.BooleanField(verbose_name='nil return')),
                ('heads', models.PositiveIntegerField(verbose_name='people on post')),
                ('joined', models.PositiveIntegerField(verbose_name='joined')),
                ('left', models.PositiveIntegerField(verbose_name='left')),
                ('changed', models.PositiveIntegerField(verbose_name='terms changed')),
                ('note', models.CharField(blank=True, max_length=300, verbose_name='note')),
                ('confirmed_at', models.DateTimeField(verbose_name='confirmed')),
                ('is_late', models.BooleanField(default=False, verbose_name='late')),
                ('checked_at', models.DateTimeField(blank=True, null=True, verbose_name='checked')),
                ('check_note', models.CharField(blank=True, max_length=300, verbose_name='remarks of the bureau')),
                ('version', models.PositiveIntegerField(default=1)),
                ('updated_at', models.DateTimeField(auto_now=True, db_index=True)),
                ('checked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('confirmed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('district', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='quota_pool.district')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='declarations', to='quota_pool.unit', verbose_name='unit')),
            ],
            options={
                'verbose_name': 'monthly declaration',
                'ordering': ['-month', 'unit'],
                'indexes': [models.Index(fields=['district', 'month'], name='declaration_by_month')],
                'constraints': [models.UniqueConstraint(fields=('unit', 'month'), name='declaration_once_a_month'), models.CheckConstraint(condition=models.Q(('state__in', ['confirmed', 'returned', 'checked'])), name='declaration_state_known'), models.CheckConstraint(condition=models.Q(('checked_by', None), models.Q(('checked_by', models.F('confirmed_by')), _negated=True), _connector='OR'), name='declaration_checked_by_another')],
            },
        ),
        migrations.CreateModel(
            name='Difference',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('month', models.DateField(verbose_name='month')),
                ('kind', models.CharField(choices=[('paid_not_filed', 'paid but not filed'), ('filed_not_paid', 'filed but not paid'), ('above_scheme', 'paid above the pay run'), ('left_paid', 'not on post but paid'), ('wrong_unit', 'paid by the wrong unit')], max_length=14, verbose_name='kind')),
                ('paid_fen', models.BigIntegerField(verbose_name='paid')),
                ('run_fen', models.BigIntegerField(null=True, verbose_name='pay run')),
                ('owner', models.CharField(choices=[('street', 'the street'), ('bureau', 'the bureau'), ('finance', 'finance')], max_length=7, verbose_name='lies with')),
                ('state', models.CharField(choices=[('open', 'open'), ('explained', 'explained'), ('gone', 'gone')], default='open', max_length=9, verbose_name='state')),
                ('reason', models.CharField(blank=True, choices=[('booked_late', 'paid with another month'), ('arrears', 'back pay of earlier months'), ('unpaid_leave', 'unpaid leave or not due'), ('filing_under_way', 'filing under way'), ('wrong_booking', 'booked wrongly, will be corrected'), ('recovered', 'money recovered'), ('lawful', 'lawful, with a document'), ('other', 'other, see the remarks')], max_length=16, verbose_name='reason')),
                ('note', models.CharField(blank=True, max_length=300, verbose_name='note')),
                ('opened_at', models.DateTimeField(verbose_name='since')),
                ('closed_at', models.DateTimeField(blank=True, null=True, verbose_name='ended')),
                ('version', models.PositiveIntegerField(default=1)),
                ('updated_at', models.DateTimeField(db_index=True)),
                ('closed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('district', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='quota_pool.district')),
                ('other_unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='quota_pool.unit', verbose_name='works in')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='staffing.person', verbose_name='person')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='quota_pool.unit', verbose_name='unit')),
            ],
            options={
                'verbose_name': 'difference between heads and pay',
                'ordering': ['opened_at', 'id'],
                'indexes': [models.Index(fields=['district', 'month', 'state'], name='difference_by_month'), models.Index(fields=['unit', 'state'], name='difference_by_unit')],
                'constraints': [models.UniqueConstraint(fields=('unit', 'month', 'person', 'kind'), name='difference_once_a_month'), models.CheckConstraint(condition=models.Q(models.Q(('closed_at', None), ('state', 'open')), models.Q(models.Q(('state', 'open'), _negated=True), ('closed_at__isnull', False)), _connector='OR'), name='difference_ends_once'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'explained'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='difference_explained_with_reason')],
            },
        ),
        migrations.CreateModel(
            name='FinanceMonth',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('month', models.DateField(verbose_name='month')),
                ('changed_at', models.DateTimeField(null=True, verbose_name='last sent')),
                ('compared_at', models.DateTimeField(null=True, verbose_name='last compared')),
                ('district', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='quota_pool.district')),
            ],
            options={
                'verbose_name': 'month at the finance door',
                'constraints': [models.UniqueConstraint(fields=('district', 'month'), name='finance_month_once')],
            },
        ),
        migrations.CreateModel(
            name='PayrollActual',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('month', models.DateField(verbose_name='month')),
                ('component', models.CharField(choices=[('basic', 'basic pay'), ('post_allowance', 'post allowance'), ('special', 'special post allowance'), ('hazard', 'hazardous post allowance'), ('performance', 'performance pay'), ('overtime', 'overtime'), ('holiday', 'holiday money'), ('bonus', 'year-end bonus'), ('other', 'other pay'), ('employer_pension', 'pension, employer'), ('employer_medical', 'medical insurance, employer'), ('employer_unemployment', 'unemployment insurance, employer'), ('employer_injury', 'injury insurance, employer'), ('employer_maternity', 'maternity insurance, employer'), ('employer_housing_fund', 'housing fund, employer'), ('agency_fee', 'agency fee'), ('agency_vat', 'tax on the agency fee'), ('severance', 'severance')], max_length=24, verbose_name='component')),
                ('source_no', models.CharField(max_length=60, verbose_name='source number')),
                ('revision', models.PositiveSmallIntegerField(default=1, verbose_name='revision')),
                ('amount_fen', models.BigIntegerField(verbose_name='amount')),
                ('paid_on', models.DateField(blank=True, null=True, verbose_name='paid on')),
                ('recorded_at', models.DateTimeField(verbose_name='recorded')),
                ('batch', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rows', to='budgets.actualsbatch')),
                ('district', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='quota_pool.district')),
                ('person', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='staffing.person', verbose_name='person')),
                ('reverses', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reversed_by', to='budgets.payrollactual', verbose_name='takes back')),
                ('unit', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='quota_pool.unit', verbose_name='unit')),
            ],
            options={
                'verbose_name': 'payroll actual',
                'ordering': ['-id'],
                'indexes': [models.Index(fields=['district', 'month', 'unit', 'person'], name='payroll_actual_by_month'), models.Index(fields=['person', 'month'], name='payroll_actual_by_person')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('reverses', None)), fields=('unit', 'month', 'person', 'component', 'source_no', 'revision'), name='payroll_actual_once'), models.CheckConstraint(condition=models.Q(('revision__gt', 0)), name='payroll_actual_revision_counted')],
            },
        ),
        migrations.AddConstraint(
            model_name='snapshot',
            constraint=models.UniqueConstraint(fields=('district', 'month'), name='snapshot_once_a_month'),
        ),
        migrations.AddConstraint(
            model_name='snapshotheads',
            constraint=models.UniqueConstraint(fields=('snapshot', 'unit', 'post_category'), name='snapshot_heads_once'),
        ),
        migrations.AddIndex(
            model_name='snapshotline',
            index=models.Index(fields=['snapshot', 'unit', 'number'], name='snapshot_line_by_unit'),
        ),
        migrations.AddConstraint(
            model_name='snapshotline',
            constraint=models.UniqueConstraint(fields=('snapshot', 'engagement'), name='snapshot_line_once'),
        ),
        migrations.AddConstraint(
            model_name='snapshotunit',
            constraint=models.UniqueConstraint(fields=('snapshot', 'unit'), name='snapshot_unit_once'),
        ),
        migrations.RunPython(guard, free),
    ]
