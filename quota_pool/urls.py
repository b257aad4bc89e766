"""Every address of the house; the floors above are named as strings, so that imports point down only."""

from allauth.account import views as account
from django.urls import include, path
from django.views.i18n import set_language

from . import display
from .views import documents, jobs

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
    path("documents/", documents.DocumentsPage.as_view(), name="documents"),
    path("documents/enter/", documents.EnterDocument.as_view(), name="document-enter"),
    path("documents/<int:pk>/", documents.DocumentPage.as_view(), name="document"),
    path("documents/<int:pk>/scan/", documents.DocumentScan.as_view(), name="document-scan"),
    path("documents/<int:pk>/attach/", documents.AttachScan.as_view(), name="document-attach"),
    path("documents/<int:pk>/void/", documents.VoidDocument.as_view(), name="document-void"),
    path("api/", include("quota_pool.api.urls")),
    path("", include("staffing.urls")),
]
