"""Pages of money."""

from django.urls import path

from .views import cost_sheets, recoveries, savings, standards

app_name = "budgets"
urlpatterns = [
    # envelopes
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
