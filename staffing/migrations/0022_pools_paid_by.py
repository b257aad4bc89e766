"""A mobile grant's pool says itself who pays for its people."""

from django.db import migrations
from django.db.models import OuterRef, Subquery


def tell(apps, schema_editor):
    pool, grant = apps.get_model("quota_pool", "Pool"), apps.get_model("staffing", "QuotaGrant")
    first = grant.objects.filter(pool=OuterRef("pk")).exclude(funding_source="").order_by("id")
    said = first.values("funding_source")[:1]
    rows = pool.objects.filter(pk__in=grant.objects.exclude(funding_source="").values("pool_id"))
    rows.exclude(kind="lump_sum").update(paid_by=Subquery(said))


class Migration(migrations.Migration):

    dependencies = [
        ("quota_pool", "0010_funds"),
        ("staffing", "0021_list_orders"),
    ]

    operations = [migrations.RunPython(tell, migrations.RunPython.noop)]
