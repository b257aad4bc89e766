"""Pages of money."""

from django.urls import path

from .views import cost_sheets, envelope_changes, envelopes, recoveries, savings, standards

app_name = "budgets"
urlpatterns = [
    # envelopes
    path("envelopes/", envelopes.EnvelopesPage.as_view(), name="envelopes"),
    path("envelopes/appropriate/", envelopes.EnterAppropriation.as_view(), name="appropriation-enter"),
    path("envelopes/draft/", envelopes.DraftEnvelope.as_view(), name="envelope-draft"),
    path("envelopes/entries/", envelopes.EnvelopeEntriesPage.as_view(), name="envelope-entries"),
    path("envelopes/<int:pk>/", envelopes.EnvelopePage.as_view(), name="envelope"),
    path("envelopes/<int:pk>/calculate/", envelopes.CalculateEnvelope.as_view(), name="envelope-calculate"),
    path("envelopes/<int:pk>/approve/", envelopes.ApproveEnvelope.as_view(), name="envelope-approve"),
    path("envelopes/<int:pk>/in-force/", envelopes.PutInForce.as_view(), name="envelope-in-force"),
    path("envelopes/<int:pk>/withdraw/", envelopes.WithdrawEnvelope.as_view(), name="envelope-withdraw"),
    path("envelopes/<int:pk>/begin-close/", envelopes.BeginClose.as_view(), name="envelope-begin-close"),
    path("envelopes/<int:pk>/close/", envelopes.CloseYear.as_view(), name="envelope-close"),
    path(
        "envelopes/<int:pk>/change/", envelope_changes.ProposeChange.as_view(), name="envelope-change-propose"
    ),
    path("envelopes/changes/", envelope_changes.EnvelopeChangesPage.as_view(), name="envelope-changes"),
    path(
        "envelopes/changes/<int:pk>/", envelope_changes.EnvelopeChangePage.as_view(), name="envelope-change"
    ),
    path(
        "envelopes/changes/<int:pk>/approve/",
        envelope_changes.ApproveChange.as_view(),
        name="envelope-change-approve",
    ),
    path(
        "envelopes/changes/<int:pk>/refuse/",
        envelope_changes.RefuseChange.as_view(),
        name="envelope-change-refuse",
    ),
    # standards, cost sheets
    path("standards/", standards.StandardsPage.as_view(), name="standards"),
    path("standards/propose/", standards.ProposeStandard.as_view(), name="standard-propose"),
    path("standards/<int:pk>/", standards.StandardPage.as_view(), name="standard"),
    path("standards/<int:pk>/approve/", standards.ApproveStandard.as_view(), name="standard-approve"),
    path("standards/<int:pk>/refuse/", standards.RefuseStandard.as_view(), name="standard-refuse"),
    path("cost-sheets/", cost_sheets.CostSheetsPage.as_view(), name="cost-sheets"),
    path("cost-sheets/make/", cost_sheets.MakeCostSheet.as_view(), name="cost-sheet-make"),
    path("cost-sheets/<int:pk>/", cost_sheets.CostSheetPage.as_view(), name="cost-sheet"),
    # task transfers, demands for posts
    # pay schemes, pay runs
    # savings, recoveries
    path("savings/", savings.SavingsPage.as_view(), name="savings"),
    path("savings/solve/", savings.Solver.as_view(), name="savings-solve"),
    path("savings/amount/", savings.PlanAmount.as_view(), name="savings-amount"),
    path("savings/<int:pk>/", savings.SavingPage.as_view(), name="saving"),
    path("savings/<int:pk>/submit/", savings.SubmitSaving.as_view(), name="saving-submit"),
    path("savings/<int:pk>/check/", savings.CheckSaving.as_view(), name="saving-check"),
    path("savings/<int:pk>/approve/", savings.ApproveSaving.as_view(), name="saving-approve"),
    path("savings/<int:pk>/refuse/", savings.RefuseSaving.as_view(), name="saving-refuse"),
    path("savings/<int:pk>/reject/", savings.RejectSaving.as_view(), name="saving-reject"),
    path("savings/<int:pk>/use/", savings.UseSaving.as_view(), name="saving-use"),
    path("savings/<int:pk>/withdraw/", savings.WithdrawSaving.as_view(), name="saving-withdraw"),
    path("recoveries/", recoveries.RecoveriesPage.as_view(), name="recoveries"),
    path("recoveries/plan/", recoveries.PlanRecovery.as_view(), name="recovery-plan"),
    path("recoveries/<int:pk>/", recoveries.RecoveryPage.as_view(), name="recovery"),
    path("recoveries/<int:pk>/submit/", recoveries.SubmitRecovery.as_view(), name="recovery-submit"),
    path("recoveries/<int:pk>/advise/", recoveries.AdviseRecovery.as_view(), name="recovery-advise"),
    path("recoveries/<int:pk>/check/", recoveries.CheckRecovery.as_view(), name="recovery-check"),
    path("recoveries/<int:pk>/refuse/", recoveries.RefuseRecovery.as_view(), name="recovery-refuse"),
    path("recoveries/<int:pk>/contract/", recoveries.ContractService.as_view(), name="recovery-contract"),
    path("recoveries/<int:pk>/recover/", recoveries.RecoverHeads.as_view(), name="recovery-recover"),
    path("recoveries/<int:pk>/verify/", recoveries.VerifyRecovery.as_view(), name="recovery-verify"),
    path("recoveries/<int:pk>/withdraw/", recoveries.WithdrawRecovery.as_view(), name="recovery-withdraw"),
    # payroll actuals, declarations, reconciliation
]
