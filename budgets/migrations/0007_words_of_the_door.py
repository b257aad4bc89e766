"""States of the finance door under the words the field has for them."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('budgets', '0006_finance_door'),
    ]

    operations = [
        migrations.AlterField(
            model_name='declaration',
            name='state',
            field=models.CharField(choices=[('confirmed', 'confirmed by the street'), ('returned', 'returned by the bureau'), ('checked', 'found right by the bureau')], max_length=9, verbose_name='state'),
        ),
        migrations.AlterField(
            model_name='difference',
            name='state',
            field=models.CharField(choices=[('open', 'not ended'), ('explained', 'explained'), ('gone', 'gone')], default='open', max_length=9, verbose_name='state'),
        ),
        migrations.AlterField(
            model_name='snapshotunit',
            name='declared',
            field=models.CharField(blank=True, choices=[('confirmed', 'confirmed by the street'), ('returned', 'returned by the bureau'), ('checked', 'found right by the bureau')], max_length=9, verbose_name='declaration'),
        ),
    ]
