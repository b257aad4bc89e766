"""Addresses of the resources of money."""

from rest_framework.routers import SimpleRouter

from quota_pool.api import changes

from .cost_sheets import CostSheets
from .declarations import Declarations
from .differences import Differences
from .envelopes import EnvelopeChanges, EnvelopeEntries, Envelopes
from .pay_runs import PayLines, PayRuns
from .pay_schemes import PayMarks, PaySchemes
from .payroll_actuals import PayrollActuals
from .post_demands import PostDemands
from .recoveries import Recoveries
from .savings import SavingsPlans
from .snapshots import YYYYMM, SnapshotLines, Snapshots, locked_months
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
changes.follow("actualsbatch", "payroll-actuals")
changes.follow("declaration", "declarations")
changes.follow("difference", "differences")
changes.follow("snapshot", "snapshots", locked_months)

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
router.register("payroll-actuals", PayrollActuals, "api-payroll-actuals")
router.register("differences", Differences, "api-differences")
router.register("declarations", Declarations, "api-declarations")
router.register("snapshots", Snapshots, "api-snapshots")
router.register(rf"snapshots/(?P<yyyymm>{YYYYMM})/lines", SnapshotLines, "api-snapshot-lines")

urlpatterns = router.urls
