"""Addresses under /api/: the resources of every floor, the schema, and a page to read it."""

from django.urls import include, path, re_path
from rest_framework.routers import SimpleRouter

from . import problems
from .calendar import WorkingDays
from .changes import Changes
from .documents import Documents
from .enclosures import Enclosures
from .full_papers import FullPapers
from .guide import guide
from .halts import Halts
from .jobs import Jobs
from .papers import Papers, PrintedPapers
from .schema import SchemaView
from .units import Units
from .webhooks import Deliveries, Webhooks

router = SimpleRouter()
router.register("units", Units, "api-units")
router.register("documents", Documents, "api-documents")
router.register("enclosures", Enclosures, "api-enclosures")
router.register("full-papers", FullPapers, "api-full-papers")
router.register("halts", Halts, "api-halts")
router.register("changes", Changes, "api-changes")
router.register("working-days", WorkingDays, "api-working-days")
router.register("jobs", Jobs, "api-jobs")
router.register("papers", Papers, "api-papers")
router.register("printed-papers", PrintedPapers, "api-printed-papers")
router.register("webhooks", Webhooks, "api-webhooks")
router.register("webhook-deliveries", Deliveries, "api-webhook-deliveries")

urlpatterns = [
    path("v1/schema/", SchemaView.as_view(), name="api-schema"),
    path("v1/", include(router.urls)),
    path("v1/", include("staffing.api.urls")),
    path("v1/", include("budgets.api.urls")),
    path("guide/", guide, name="api-guide"),
    re_path(r"^[\s\S]*$", problems.nothing_here),
]
