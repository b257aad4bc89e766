"""Pages of heads and people."""

from django.urls import path

from staffing.views import counting, engagements, filings, grants, home, ledger, people, pool, streets

app_name = "staffing"
urlpatterns = [
    path("", home.HomePage.as_view(), name="home"),
    path("pool/", pool.PoolPage.as_view(), name="pool"),
    path("streets/<int:pk>/", streets.StreetPage.as_view(), name="street"),
    path("ledger/", ledger.LedgerPage.as_view(), name="ledger"),
    path("ledger/acts/<int:pk>/", ledger.ActPage.as_view(), name="act"),
    path("rules/counting/", counting.CountingPage.as_view(), name="counting"),
    path("grants/", grants.GrantsPage.as_view(), name="grants"),
    path("grants/issue/", grants.IssueHeads.as_view(), name="heads-issue"),
    path("grants/propose/<str:kind>/", grants.ProposeGrant.as_view(), name="grant-propose"),
    path("grants/propose/<str:kind>/effect/", grants.GrantEffect.as_view(), name="grant-effect"),
    path("grants/<int:pk>/", grants.GrantPage.as_view(), name="grant"),
    path("grants/<int:pk>/approve/", grants.ApproveGrant.as_view(), name="grant-approve"),
    path("grants/<int:pk>/refuse/", grants.RefuseGrant.as_view(), name="grant-refuse"),
    path("people/", people.RosterPage.as_view(), name="roster"),
    path("people/<str:number>/", people.PersonPage.as_view(), name="person"),
    path("people/<str:number>/edit/", people.EditPerson.as_view(), name="person-edit"),
    path("people/<str:number>/reveal/", people.RevealField.as_view(), name="person-reveal"),
    path("start-work/", engagements.StartWork.as_view(), name="start-work"),
    path("start-work/id-check/", engagements.IdCheck.as_view(), name="id-check"),
    path("start-work/clock/", engagements.FilingClock.as_view(), name="filing-clock"),
    path("without-a-head/", engagements.RegisterUnseated.as_view(), name="register-unseated"),
    path("engagements/<int:pk>/exit/", engagements.ExitWork.as_view(), name="exit-work"),
    path("engagements/<int:pk>/terms/", engagements.ChangeTerms.as_view(), name="change-terms"),
    path("engagements/<int:pk>/seat/", engagements.TakeSeat.as_view(), name="take-seat"),
    path("engagements/<int:pk>/cancel/", engagements.CancelStart.as_view(), name="cancel-start"),
    path("filings/", filings.FilingsPage.as_view(), name="filings"),
    path("filings/submit/", filings.SubmitMany.as_view(), name="filings-submit"),
    path("filings/accept/", filings.AcceptMany.as_view(), name="filings-accept"),
    path("filings/<int:pk>/", filings.FilingPage.as_view(), name="filing"),
    path("filings/<int:pk>/submit/", filings.SubmitFiling.as_view(), name="filing-submit"),
    path("filings/<int:pk>/accept/", filings.AcceptFiling.as_view(), name="filing-accept"),
    path("filings/<int:pk>/return/", filings.ReturnFiling.as_view(), name="filing-return"),
    path("filings/<int:pk>/refuse/", filings.RefuseFiling.as_view(), name="filing-refuse"),
]
