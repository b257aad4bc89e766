"""Pages of money."""

from django.urls import path

from .views import (
    cost_sheets,
    envelope_changes,
    envelopes,
    pay_lines,
    pay_people,
    pay_runs,
    pay_schemes,
    recoveries,
    savings,
    standards,
)

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
    path("pay-schemes/", pay_schemes.SchemesPage.as_view(), name="pay-schemes"),
    path("pay-schemes/new/", pay_schemes.DraftScheme.as_view(), name="pay-scheme-new"),
    path("pay-schemes/<int:pk>/", pay_schemes.SchemePage.as_view(), name="pay-scheme"),
    path("pay-schemes/<int:pk>/edit/", pay_schemes.ChangeScheme.as_view(), name="pay-scheme-edit"),
    path("pay-schemes/<int:pk>/people/", pay_people.SchemePeople.as_view(), name="pay-scheme-people"),
    path("pay-schemes/<int:pk>/simulate/", pay_schemes.SimulateScheme.as_view(), name="pay-scheme-simulate"),
    path("pay-schemes/<int:pk>/adopt/", pay_schemes.AdoptScheme.as_view(), name="pay-scheme-adopt"),
    path("pay-schemes/<int:pk>/file/", pay_schemes.FileScheme.as_view(), name="pay-scheme-file"),
    path("pay-schemes/<int:pk>/return/", pay_schemes.ReturnScheme.as_view(), name="pay-scheme-return"),
    path("pay-schemes/<int:pk>/withdraw/", pay_schemes.WithdrawScheme.as_view(), name="pay-scheme-withdraw"),
    path("pay-runs/", pay_runs.RunsPage.as_view(), name="pay-runs"),
    path("pay-runs/open/", pay_runs.OpenRun.as_view(), name="pay-run-open"),
    path("pay-runs/<int:pk>/", pay_runs.RunPage.as_view(), name="pay-run"),
    path("pay-runs/<int:pk>/calculate/", pay_runs.CalculateRun.as_view(), name="pay-run-calculate"),
    path("pay-runs/<int:pk>/check/", pay_runs.CheckRun.as_view(), name="pay-run-check"),
    path("pay-runs/<int:pk>/approve/", pay_runs.ApproveRun.as_view(), name="pay-run-approve"),
    path("pay-runs/<int:pk>/return/", pay_runs.ReturnRun.as_view(), name="pay-run-return"),
    path("pay-runs/<int:pk>/cancel/", pay_runs.CancelRun.as_view(), name="pay-run-cancel"),
    path("pay-runs/<int:run>/people/<int:pk>/", pay_lines.EnterItem.as_view(), name="pay-item"),
    path("pay-lines/", pay_lines.LinesPage.as_view(), name="pay-lines"),
    path("pay-marks/", pay_people.MarksPage.as_view(), name="pay-marks"),
    path("pay-marks/of/<int:pk>/new/", pay_people.EnterMark.as_view(), name="pay-mark-new"),
    path("pay-marks/<int:pk>/strike/", pay_people.StrikeMark.as_view(), name="pay-mark-strike"),
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
