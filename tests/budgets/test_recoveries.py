"""购买服务收回: a service is bought, the heads leave for good on a document (P12, M8)."""

from datetime import date

import pytest
from django.urls import reverse

from budgets.models import Recovery
from budgets.services import recoveries
from quota_pool.ledger.proof import verify
from quota_pool.models import Account, Book, Measure
from quota_pool.refusals import Refusal
from staffing.alerts import Scope, alerts
from tests.budgets.plans import YUAN, contracted, recovery
from tests.desk import desk
from tests.factories import document
from tests.staffing.pages import at, words

pytestmark = pytest.mark.django_db
TODAY = date(2026, 10, 30)


def refused(act) -> list[str]:
    with pytest.raises(Refusal) as refusal:
        act()
    return [reason.code for reason in refusal.value.reasons]


def recover(office, one, key: str = "recover"):
    paper = document(office.district)
    return recoveries.recover_heads(recovery=one, document=paper, actor=office.bureau_lead, key=key)


def reserve(office) -> int:
    rows = Account.objects.filter(district=office.district, unit=None, measure=Measure.HEADS)
    return rows.get(book=Book.RESERVE).balance


def test_what_recovered_heads_free_is_heads_times_the_rounded_average():
    """M8: 341 heads at an average of 76,885.71 free at most 26,218,027.11 a year, less the service."""
    one = Recovery(heads=341, average_fen=7_688_571, year_fen=20_000_000 * YUAN)
    assert one.freed_fen == 2_621_802_711
    assert one.saving_fen == 621_802_711


def test_the_heads_leave_the_street_and_the_district_for_good(office):
    office.grant(5, valid_from=TODAY)
    one, before = contracted(office), reserve(office)
    done = recover(office, one)
    assert (done.state, done.recovered_on) == ("recovered", TODAY)
    assert office.figures()["granted"] == 3
    assert reserve(office) == before
    assert recover(office, one) == done, "the same key answers with the first act"
    assert verify(office.district) == []
    assert recoveries.verify_recovery(recovery=done, actor=office.bureau).state == "verified"


def test_only_free_heads_are_recovered(office):
    office.grant(2, valid_from=TODAY)
    office.hire(TODAY)
    one = contracted(office)
    assert refused(lambda: recover(office, one)) == ["heads_not_free"]
    assert office.figures()["granted"] == 2


def test_a_service_priced_by_heads_is_flagged_as_hiring_in_disguise(office):
    one = contracted(office, priced_by="heads")
    assert one.is_per_head
    shown = words(at(office.bureau).get(reverse("budgets:recovery", args=[one.pk])))
    assert "hiring in disguise" in shown
    assert "service_priced_by_heads" in [found.kind.code for found in alerts(Scope(office.bureau))]


def test_nothing_is_contracted_before_the_bureau_has_checked(office):
    one = recovery(office)
    steps = {"recovery": one, "actor": office.clerk}
    contract = {"provider": "某公司", "contract_no": "1", "contract_from": TODAY, "contract_to": TODAY}
    contract |= {"outcome": "保洁", "year_fen": 1, "priced_by": "area"}
    assert refused(lambda: recoveries.contract_service(**steps, **contract)) == ["wrong_state"]
    assert refused(lambda: recovery(office, average_fen=None)) == ["no_average_standard"]


def test_over_rest_heads_are_recovered_on_a_document(office):
    office.grant(5, valid_from=TODAY)
    one, paper = contracted(office), document(office.district)
    answer = desk(office.bureau_lead).post(f"recoveries/{one.pk}/recover/", {"document": paper.pk})
    assert (answer.status_code, answer.answer["state"]) == (200, "recovered")
    assert desk(office.clerk).get(f"recoveries/{one.pk}/").answer["average"] == "76885.71"
