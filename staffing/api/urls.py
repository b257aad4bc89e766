"""Addresses of the resources of heads and people."""

from rest_framework.routers import SimpleRouter

from .engagements import Engagements
from .filings import Filings
from .positions import Positions

router = SimpleRouter()
router.register("quota-positions", Positions, "api-quota-positions")
router.register("engagements", Engagements, "api-engagements")
router.register("filings", Filings, "api-filings")

urlpatterns = router.urls
