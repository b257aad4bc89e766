"""Addresses of the resources of heads and people."""

from rest_framework.routers import SimpleRouter

from quota_pool.api import changes

from .alerts import Alerts
from .attachments import Attachments
from .deadline_moves import DeadlineMoves
from .dictionaries import Dictionaries
from .differences import QuotaDifferences
from .emergencies import Emergencies
from .engagements import Engagements
from .filings import Filings
from .freezes import Freezes
from .gifts import HeadGifts
from .grants import QuotaGrants, QuotaReserve
from .headcounts import Headcounts
from .imports import ImportRows, Imports
from .ledger import LedgerEntries
from .mobile import MobilePools
from .mobile_streets import MobileStreets
from .origins import Origins
from .people import Staff, outside_numbers
from .positions import Positions
from .recruitments import Recruitments
from .requests import MobileRequests
from .reservations import Reservations
from .transfers import Transfers

changes.follow("person", "staff", outside_numbers)
changes.follow("engagement", "engagements")
changes.follow("filing", "filings")
changes.follow("attachment", "attachments")
changes.follow("freeze", "freezes")
changes.follow("transfer", "transfers")
changes.follow("headgift", "head-gifts")
changes.follow("recruitment", "recruitments")
changes.follow("quotagrant", "quota-grants")
changes.follow("emergency", "emergencies")
changes.follow("mobilerequest", "mobile-requests")
changes.follow("importbatch", "imports")

router = SimpleRouter()
router.register("quota-grants", QuotaGrants, "api-quota-grants")
router.register("recruitments", Recruitments, "api-recruitments")
router.register("transfers", Transfers, "api-transfers")
router.register("head-gifts", HeadGifts, "api-head-gifts")
router.register("freezes", Freezes, "api-freezes")
router.register("quota-reserve", QuotaReserve, "api-quota-reserve")
router.register("quota-positions", Positions, "api-quota-positions")
router.register("reserved-heads", Reservations, "api-reserved-heads")
router.register("mobile-requests", MobileRequests, "api-mobile-requests")
router.register("mobile-streets", MobileStreets, "api-mobile-streets")
router.register("mobile-pools", MobilePools, "api-mobile-pools")
router.register("quota-differences", QuotaDifferences, "api-quota-differences")
router.register("origins", Origins, "api-origins")
router.register("emergencies", Emergencies, "api-emergencies")
router.register("staff", Staff, "api-staff")
router.register("engagements", Engagements, "api-engagements")
router.register("filings", Filings, "api-filings")
router.register("alerts", Alerts, "api-alerts")
router.register("deadline-moves", DeadlineMoves, "api-deadline-moves")
router.register("ledger-entries", LedgerEntries, "api-ledger-entries")
router.register("attachments", Attachments, "api-attachments")
router.register("headcounts", Headcounts, "api-headcounts")
router.register("imports", Imports, "api-imports")
router.register(r"imports/(?P<batch>[0-9]{1,18})/rows", ImportRows, "api-import-rows")
router.register("dictionaries", Dictionaries, "api-dictionaries")

urlpatterns = router.urls
