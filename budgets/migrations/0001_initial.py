"""The floor of money begins without a table."""

from django.db import migrations


class Migration(migrations.Migration):
    initial = True
    dependencies = [("staffing", "0021_list_orders")]
    operations = []
