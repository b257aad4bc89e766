"""Every address of the house; the floors above are named as strings, so that imports point down only."""

from allauth.account import views as account
from django.urls import include, path
from django.views.i18n import set_language

from . import display
from .views import audit, documents, jobs, members, papers, rules, saved_views, substitutes, units, webhooks

# Of the account pages only these are mounted: there is no sign-up and no mail.
accounts = [
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
]

urlpatterns = [
    path("accounts/", include(accounts)),
    path("language/", set_language, name="set_language"),
    path("text-size/", display.set_text_size, name="set-text-size"),
    path("jobs/<int:pk>/", jobs.JobPage.as_view(), name="job"),
    path("jobs/<int:pk>/cancel/", jobs.CancelJob.as_view(), name="job-cancel"),
    path("jobs/<int:pk>/file/", jobs.JobFile.as_view(), name="job-file"),
    path("views/", saved_views.SavedViews.as_view(), name="saved-views"),
    path("views/menu/", saved_views.ViewsMenu.as_view(), name="saved-views-menu"),
    path("views/save/", saved_views.SaveView.as_view(), name="saved-view-save"),
    path("views/<int:pk>/change/", saved_views.ChangeView.as_view(), name="saved-view-change"),
    path("views/<int:pk>/drop/", saved_views.DropView.as_view(), name="saved-view-drop"),
    path("documents/", documents.DocumentsPage.as_view(), name="documents"),
    path("documents/enter/", documents.EnterDocument.as_view(), name="document-enter"),
    path("documents/<int:pk>/", documents.DocumentPage.as_view(), name="document"),
    path("documents/<int:pk>/scan/", documents.DocumentScan.as_view(), name="document-scan"),
    path("documents/<int:pk>/attach/", documents.AttachScan.as_view(), name="document-attach"),
    path("documents/<int:pk>/void/", documents.VoidDocument.as_view(), name="document-void"),
    path("papers/", papers.PapersPage.as_view(), name="papers"),
    path("papers/issued/", papers.PrintedPapersPage.as_view(), name="printed-papers"),
    path("papers/issued/<str:number>/", papers.PrintedPage.as_view(), name="printed-paper"),
    path("papers/issued/<str:number>/workbook/", papers.PrintedWorkbook.as_view(), name="printed-workbook"),
    path("papers/prove/", papers.ProvePaper.as_view(), name="paper-prove"),
    path("papers/of/<slug:key>/", papers.PaperPage.as_view(), name="paper"),
    path("papers/of/<slug:key>/issue/", papers.IssuePaper.as_view(), name="paper-issue"),
    path("rules/", rules.RulesPage.as_view(), name="rules"),
    path("rules/calendar/", rules.CalendarPage.as_view(), name="calendar"),
    path("rules/calendar/day/", rules.SetDay.as_view(), name="calendar-day"),
    path("rules/calendar/load/", rules.LoadYear.as_view(), name="calendar-load"),
    path("rules/calendar/close/", rules.CloseYear.as_view(), name="calendar-close"),
    path("rules/of/<slug:code>/", rules.RulePage.as_view(), name="rule"),
    path("audit/", audit.AuditPage.as_view(), name="audit"),
    path("audit/<int:pk>/", audit.AuditEventPage.as_view(), name="audit-event"),
    path("members/", members.MembersPage.as_view(), name="members"),
    path("members/new/", members.NewUser.as_view(), name="member-new"),
    path("members/role/", members.AddRole.as_view(), name="member-add"),
    path("members/<int:pk>/", members.MemberPage.as_view(), name="member"),
    path("members/<int:pk>/end/", members.EndMembership.as_view(), name="member-end"),
    path("members/<int:pk>/password/", members.ResetPassword.as_view(), name="member-reset"),
    path("members/tokens/", members.TokensPage.as_view(), name="tokens"),
    path("members/tokens/issue/", members.IssueToken.as_view(), name="token-issue"),
    path("members/tokens/<int:pk>/", members.TokenPage.as_view(), name="token"),
    path("members/webhooks/", webhooks.WebhooksPage.as_view(), name="webhooks"),
    path("members/webhooks/enter/", webhooks.EnterWebhook.as_view(), name="webhook-enter"),
    path("members/webhooks/<int:pk>/", webhooks.WebhookPage.as_view(), name="webhook"),
    path("members/webhooks/<int:pk>/stop/", webhooks.StopWebhook.as_view(), name="webhook-stop"),
    path("members/webhooks/<int:pk>/start/", webhooks.StartWebhook.as_view(), name="webhook-start"),
    path("members/webhooks/<int:pk>/test/", webhooks.TestWebhook.as_view(), name="webhook-test"),
    path(
        "members/webhooks/messages/<int:pk>/resend/",
        webhooks.ResendDelivery.as_view(),
        name="delivery-resend",
    ),
    path("substitutes/", substitutes.SubstitutesPage.as_view(), name="substitutes"),
    path("substitutes/<int:pk>/end/", substitutes.EndSubstitute.as_view(), name="substitute-end"),
    path("members/units/", units.UnitsPage.as_view(), name="units"),
    path("members/units/enter/", units.EnterUnit.as_view(), name="unit-enter"),
    path("members/units/<int:pk>/", units.EditUnit.as_view(), name="unit-edit"),
    path("api/", include("quota_pool.api.urls")),
    path("", include("staffing.urls")),
    path("", include("budgets.urls")),
]

handler400 = "quota_pool.api.problems.bad_request"
handler500 = "quota_pool.api.problems.broken"
