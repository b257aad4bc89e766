"""Addresses of the resources of money."""

from rest_framework.routers import SimpleRouter

from quota_pool.api import changes

from .cost_sheets import CostSheets
from .envelopes import EnvelopeChanges, EnvelopeEntries, Envelopes
from .pay_runs import PayLines, PayRuns
from .pay_schemes import PayMarks, PaySchemes
from .post_demands import PostDemands
from .recoveries import Recoveries
from .savings import SavingsPlans
from .standards import Standards
from .task_transfers import TaskTransfers

changes.follow("standard", "standards")
changes.follow("costsheet", "cost-sheets")
changes.follow("tasktransfer", "task-transfers")
changes.follow("postdemand", "post-demands")
changes.follow("savingsplan", "savings-plans")
changes.follow("recovery", "recoveries")
changes.follow("envelope", "envelopes")
changes.follow("envelopechange", "envelope-changes")

changes.follow("payscheme", "pay-schemes")
changes.follow("payrun", "pay-runs")
changes.follow("paymark", "pay-marks")

router = SimpleRouter()
# envelopes
router.register("envelopes", Envelopes, "api-envelopes")
router.register("envelope-changes", EnvelopeChanges, "api-envelope-changes")
router.register("envelope-entries", EnvelopeEntries, "api-envelope-entries")
# standards, cost sheets
router.register("standards", Standards, "api-standards")
router.register("cost-sheets", CostSheets, "api-cost-sheets")
# task transfers, demands for posts
router.register("task-transfers", TaskTransfers, "api-task-transfers")
router.register("post-demands", PostDemands, "api-post-demands")
# pay schemes, pay runs
router.register("pay-schemes", PaySchemes, "api-pay-schemes")
router.register("pay-runs", PayRuns, "api-pay-runs")
router.register("pay-lines", PayLines, "api-pay-lines")
router.register("pay-marks", PayMarks, "api-pay-marks")
# savings, recoveries
router.register("savings-plans", SavingsPlans, "api-savings-plans")
router.register("recoveries", Recoveries, "api-recoveries")
# payroll actuals, declarations, snapshots, differences

urlpatterns = router.urls
