"""Pay schemes, pay marks and pay runs; lines and charges are written once."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from quota_pool import append_only

PAY = ("budgets_payline", "budgets_paycharge")
PAY_ONCE = {"budgets_paymark": "struck_at"}


def guard(apps, schema_editor):
    append_only.install(schema_editor.connection, PAY, PAY_ONCE)


def free(apps, schema_editor):
    append_only.remove(schema_editor.connection, PAY, PAY_ONCE)


class Migration(migrations.Migration):


    dependencies = [
        ('budgets', '0003_envelopes'),
        ('quota_pool', '0009_list_orders'),
        ('staffing', '0021_list_orders'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='PayRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(editable=False, max_length=160)),
                ('month', models.DateField(verbose_name='month')),
                ('state', models.CharField(choices=[('open', 'open'), ('calculated', 'calculated'), ('checked', 'checked'), ('approved', 'approved'), ('posted', 'posted'), ('reversed', 'reversed'), ('cancelled', 'cancelled')], default='open', max_length=10, verbose_name='state')),
                ('calculation', models.PositiveSmallIntegerField(default=0, verbose_name='calculation')),
                ('lines_count', models.PositiveIntegerField(default=0, verbose_name='people')),
                ('gross_fen', models.BigIntegerField(default=0, verbose_name='gross pay')),
                ('net_fen', models.BigIntegerField(default=0, verbose_name='net pay')),
                ('total_fen', models.BigIntegerField(default=0, verbose_name='total employer cost')),
                ('unfiled_count', models.PositiveIntegerField(default=0, verbose_name='not yet filed')),
                ('unfiled_fen', models.BigIntegerField(default=0, verbose_name='unfiled cost')),
                ('blocked_count', models.PositiveIntegerField(default=0, verbose_name='blocked until filed')),
                ('blocked_fen', models.BigIntegerField(default=0, verbose_name='blocked amount')),
                ('personal_count', models.PositiveIntegerField(default=0, verbose_name='without authority')),
                ('personal_fen', models.BigIntegerField(default=0, verbose_name='personal liability')),
                ('remarks', models.JSONField(default=list, verbose_name='remarks')),
                ('refused', models.JSONField(default=list, verbose_name='not carried by the money')),
                ('note', models.CharField(blank=True, max_length=300, verbose_name='note')),
                ('created_at', models.DateTimeField(verbose_name='opened')),
                ('calculated_at', models.DateTimeField(null=True, verbose_name='calculated')),
                ('checked_at', models.DateTimeField(null=True, verbose_name='checked')),
                ('approved_at', models.DateTimeField(null=True, verbose_name='approved')),
                ('posted_at', models.DateTimeField(null=True, verbose_name='posted')),
                ('reversed_at', models.DateTimeField(null=True, verbose_name='reversed')),
                ('version', models.PositiveIntegerField(default=1)),
                ('updated_at', models.DateTimeField(auto_now=True, db_index=True)),
                ('approved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('calculated_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('checked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('district', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='quota_pool.district')),
                ('job', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='quota_pool.job')),
                ('posted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('reversed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pay_runs', to='quota_pool.unit', verbose_name='Street or town')),
            ],
            options={
                'verbose_name': 'pay run',
            },
        ),
        migrations.CreateModel(
            name='PayLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('calculation', models.PositiveSmallIntegerField(verbose_name='calculation')),
                ('month', models.DateField(verbose_name='month of work')),
                ('name_key', models.CharField(default='', editable=False, max_length=240)),
                ('standing', models.CharField(choices=[('charged', 'charged'), ('unfiled', 'charged, not yet filed'), ('blocked', 'blocked until filed'), ('personal', 'borne by the head of the unit')], max_length=8, verbose_name='borne by')),
                ('department', models.CharField(blank=True, max_length=60, verbose_name='department')),
                ('mode', models.CharField(choices=[('DIRECT', 'Direct contract'), ('DISPATCH', 'Labour dispatch'), ('REHIRED_RETIREE', 'Rehired retiree'), ('PROJECT', 'Until a task is done'), ('SHORT_TERM', 'Short-term or hourly'), ('OUTSOURCED', 'Purchase of service'), ('PUBLIC_WELFARE', 'Public-welfare post'), ('SECONDED', 'Seconded or intern'), ('NO_PAPERS', 'Without papers'), ('COMMUNITY', 'Community worker')], max_length=16, verbose_name='employment mode')),
                ('post_category', models.CharField(max_length=4, verbose_name='post category')),
                ('primary_post', models.CharField(blank=True, max_length=60, verbose_name='post')),
                ('grade', models.CharField(blank=True, max_length=40, verbose_name='pay grade')),
                ('days', models.PositiveSmallIntegerField(verbose_name='days on post')),
                ('basic_fen', models.BigIntegerField(verbose_name='basic pay')),
                ('post_allowance_fen', models.BigIntegerField(verbose_name='post allowance')),
                ('special_fen', models.BigIntegerField(verbose_name='special-post allowance')),
                ('hazard_fen', models.BigIntegerField(verbose_name='hazardous-post allowance')),
                ('performance_fen', models.BigIntegerField(verbose_name='performance pay')),
                ('overtime_fen', models.BigIntegerField(verbose_name='overtime')),
                ('holiday_fen', models.BigIntegerField(verbose_name='holiday money')),
                ('bonus_fen', models.BigIntegerField(verbose_name='year-end bonus')),
                ('other_fen', models.BigIntegerField(verbose_name='other pay')),
                ('gross_fen', models.BigIntegerField(verbose_name='gross pay')),
                ('pension_fen', models.BigIntegerField(verbose_name='pension, own share')),
                ('medical_fen', models.BigIntegerField(verbose_name='medical, own share')),
                ('unemployment_fen', models.BigIntegerField(verbose_name='unemployment, own share')),
                ('housing_fund_fen', models.BigIntegerField(verbose_name='housing fund, own share')),
                ('tax_fen', models.BigIntegerField(verbose_name='income tax')),
                ('union_fee_fen', models.BigIntegerField(verbose_name='union fee')),
                ('leave_fen', models.BigIntegerField(verbose_name='sick and private leave')),
                ('net_fen', models.BigIntegerField(verbose_name='net pay')),
                ('employer_pension_fen', models.BigIntegerField(verbose_name='pension, employer')),
                ('employer_medical_fen', models.BigIntegerField(verbose_name='medical, employer')),
                ('employer_unemployment_fen', models.BigIntegerField(verbose_name='unemployment, employer')),
                ('employer_injury_fen', models.BigIntegerField(verbose_name='work injury, employer')),
                ('employer_maternity_fen', models.BigIntegerField(verbose_name='maternity, employer')),
                ('employer_housing_fund_fen', models.BigIntegerField(verbose_name='housing fund, employer')),
                ('agency_fee_fen', models.BigIntegerField(verbose_name='agency fee')),
                ('agency_vat_fen', models.BigIntegerField(verbose_name='tax on the agency fee')),
                ('severance_fen', models.BigIntegerField(verbose_name='severance')),
                ('total_fen', models.BigIntegerField(verbose_name='total employer cost')),
                ('district', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='quota_pool.district')),
                ('engagement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pay_lines', to='staffing.engagement')),
                ('releases', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='released_by', to='budgets.payline')),
                ('unit', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='quota_pool.unit', verbose_name='unit')),
                ('run', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='budgets.payrun')),
            ],
            options={
                'verbose_name': 'pay line',
            },
        ),
        migrations.CreateModel(
            name='PayItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('component', models.CharField(choices=[('overtime', 'overtime'), ('holiday', 'holiday money'), ('other', 'other pay'), ('leave', 'sick and private leave'), ('severance', 'severance'), ('tax', 'income tax')], max_length=9, verbose_name='component')),
                ('amount_fen', models.BigIntegerField(verbose_name='amount')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='note')),
                ('created_at', models.DateTimeField(verbose_name='recorded')),
                ('voided_at', models.DateTimeField(blank=True, null=True, verbose_name='voided')),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('district', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='quota_pool.district')),
                ('engagement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pay_items', to='staffing.engagement')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='quota_pool.unit', verbose_name='unit')),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='items', to='budgets.payrun')),
            ],
            options={
                'verbose_name': 'pay item',
            },
        ),
        migrations.CreateModel(
            name='PayCharge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('amount_fen', models.BigIntegerField(verbose_name='amount')),
                ('act', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pay_charges', to='quota_pool.act')),
                ('district', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='quota_pool.district')),
                ('fund', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pay_charges', to='quota_pool.fund', verbose_name='fund')),
                ('unit', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='quota_pool.unit', verbose_name='unit')),
                ('line', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='charge', to='budgets.payline')),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='charges', to='budgets.payrun')),
            ],
            options={
                'verbose_name': 'pay charge',
            },
        ),
        migrations.CreateModel(
            name='PayScheme',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(editable=False, max_length=160)),
                ('name', models.CharField(max_length=80, verbose_name='name')),
                ('from_day', models.DateField(verbose_name='in force from')),
                ('state', models.CharField(choices=[('draft', 'draft'), ('simulated', 'simulated'), ('adopted', 'adopted'), ('filed', 'filed with finance'), ('returned', 'returned for correction'), ('withdrawn', 'withdrawn')], default='draft', max_length=9, verbose_name='state')),
                ('terms', models.JSONField(default=dict, verbose_name='terms')),
                ('simulation', models.JSONField(null=True, verbose_name='simulation')),
                ('simulated_at', models.DateTimeField(null=True, verbose_name='simulated')),
                ('decision_no', models.CharField(blank=True, max_length=60, verbose_name="number of the street's decision")),
                ('note', models.CharField(blank=True, max_length=300, verbose_name='note')),
                ('created_at', models.DateTimeField(verbose_name='drafted')),
                ('adopted_at', models.DateTimeField(null=True, verbose_name='adopted')),
                ('checked_at', models.DateTimeField(null=True, verbose_name='checked')),
                ('check_note', models.CharField(blank=True, max_length=300, verbose_name='words of finance')),
                ('version', models.PositiveIntegerField(default=1)),
                ('updated_at', models.DateTimeField(auto_now=True, db_index=True)),
                ('adopted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('changed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('checked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('district', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='quota_pool.district')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pay_schemes', to='quota_pool.unit', verbose_name='Street or town')),
            ],
            options={
                'verbose_name': 'pay scheme',
            },
        ),
        migrations.AddField(
            model_name='payrun',
            name='scheme',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='runs', to='budgets.payscheme', verbose_name='pay scheme'),
        ),
        migrations.CreateModel(
            name='PayMark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(editable=False, max_length=160)),
                ('kind', models.CharField(choices=[('grade', 'placed on a grade'), ('assessed', 'assessed'), ('trial', 'on trial'), ('warned', 'warned')], max_length=8, verbose_name='kind')),
                ('code', models.CharField(blank=True, max_length=20, verbose_name='value')),
                ('from_day', models.DateField(verbose_name='from')),
                ('to_day', models.DateField(blank=True, null=True, verbose_name='to')),
                ('reason', models.CharField(max_length=300, verbose_name='reason')),
                ('created_at', models.DateTimeField(verbose_name='recorded')),
                ('struck_at', models.DateTimeField(blank=True, null=True, verbose_name='struck out')),
                ('strike_reason', models.CharField(blank=True, max_length=300, verbose_name='why it was struck out')),
                ('version', models.PositiveIntegerField(default=1)),
                ('updated_at', models.DateTimeField(auto_now=True, db_index=True)),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('district', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='quota_pool.district')),
                ('engagement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pay_marks', to='staffing.engagement')),
                ('struck_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'pay mark',
                'indexes': [models.Index(fields=['engagement', 'kind', 'from_day'], name='pay_mark_by_engagement')],
                'constraints': [models.UniqueConstraint(fields=('district', 'key'), name='pay_mark_key_once'), models.CheckConstraint(condition=models.Q(('to_day', None), ('to_day__gte', models.F('from_day')), _connector='OR'), name='pay_mark_ends_after_it_starts')],
            },
        ),
        migrations.AddIndex(
            model_name='payline',
            index=models.Index(fields=['run', 'calculation', 'name_key'], name='pay_line_by_run_and_name'),
        ),
        migrations.AddConstraint(
            model_name='payline',
            constraint=models.UniqueConstraint(fields=('run', 'calculation', 'engagement', 'month'), name='pay_line_once_a_calculation'),
        ),
        migrations.AddConstraint(
            model_name='payitem',
            constraint=models.UniqueConstraint(condition=models.Q(('voided_at', None)), fields=('run', 'engagement', 'component'), name='one_pay_item_a_person_and_component'),
        ),
        migrations.AddConstraint(
            model_name='payitem',
            constraint=models.CheckConstraint(condition=models.Q(('amount_fen__gte', 0)), name='pay_item_not_negative'),
        ),
        migrations.AddConstraint(
            model_name='paycharge',
            constraint=models.CheckConstraint(condition=models.Q(('amount_fen__gt', 0)), name='pay_charge_positive'),
        ),
        migrations.AddConstraint(
            model_name='payscheme',
            constraint=models.UniqueConstraint(fields=('district', 'key'), name='pay_scheme_key_once'),
        ),
        migrations.AddConstraint(
            model_name='payscheme',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['adopted', 'filed'])), fields=('unit', 'from_day'), name='one_adopted_scheme_a_unit_and_day'),
        ),
        migrations.AddConstraint(
            model_name='payrun',
            constraint=models.UniqueConstraint(fields=('district', 'key'), name='pay_run_key_once'),
        ),
        migrations.AddConstraint(
            model_name='payrun',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['reversed', 'cancelled']), _negated=True), fields=('unit', 'month'), name='one_pay_run_a_unit_and_month'),
        ),
        migrations.AddConstraint(
            model_name='payrun',
            constraint=models.CheckConstraint(condition=models.Q(('month__day', 1)), name='pay_run_month_is_a_first_day'),
        ),
        migrations.RunPython(guard, free),
    ]
