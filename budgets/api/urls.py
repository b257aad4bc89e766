"""Addresses of the resources of money."""

from rest_framework.routers import SimpleRouter

router = SimpleRouter()
# envelopes
# standards, cost sheets
# task transfers, demands for posts
# pay schemes, pay runs
# savings, recoveries
# payroll actuals, declarations, snapshots, differences

urlpatterns = router.urls
