"""Addresses of the resources of money."""

from rest_framework.routers import SimpleRouter

from quota_pool.api import changes

from .cost_sheets import CostSheets
from .envelopes import EnvelopeChanges, EnvelopeEntries, Envelopes
from .recoveries import Recoveries
from .savings import SavingsPlans
from .standards import Standards

changes.follow("standard", "standards")
changes.follow("costsheet", "cost-sheets")
changes.follow("savingsplan", "savings-plans")
changes.follow("recovery", "recoveries")
changes.follow("envelope", "envelopes")
changes.follow("envelopechange", "envelope-changes")

router = SimpleRouter()
# envelopes
router.register("envelopes", Envelopes, "api-envelopes")
router.register("envelope-changes", EnvelopeChanges, "api-envelope-changes")
router.register("envelope-entries", EnvelopeEntries, "api-envelope-entries")
# standards, cost sheets
router.register("standards", Standards, "api-standards")
router.register("cost-sheets", CostSheets, "api-cost-sheets")
# task transfers, demands for posts
# pay schemes, pay runs
# savings, recoveries
router.register("savings-plans", SavingsPlans, "api-savings-plans")
router.register("recoveries", Recoveries, "api-recoveries")
# payroll actuals, declarations, snapshots, differences

urlpatterns = router.urls
