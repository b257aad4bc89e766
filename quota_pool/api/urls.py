"""Addresses under /api/: the resources of every floor, the schema, and a page to read it."""

from django.urls import include, path, re_path
from rest_framework.routers import SimpleRouter

from . import problems
from .units import Units

router = SimpleRouter()
router.register("units", Units, "api-units")

urlpatterns = [
    path("v1/", include(router.urls)),
    path("v1/", include("staffing.api.urls")),
    re_path(r"^(?P<rest>.*)$", problems.nothing_here),
]
