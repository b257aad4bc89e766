"""Saved views: a list is found again as it was set up, shared by right, and never shows anybody more."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.exceptions import PermissionDenied
from django.http import QueryDict
from django.test import Client

from quota_pool import saved_views
from quota_pool.calendar import today
from quota_pool.models import AuditEvent, SavedView
from quota_pool.refusals import Refusal
from tests.factories import Office, member

pytestmark = [pytest.mark.django_db]
ROSTER = "staffing:roster"
CONDITIONS = "q=zs&order=-start_date&columns=name,unit&density=tight"


@pytest.fixture
def office():
    return Office(reserve=0)


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def keep(client, name="到期合同", query=CONDITIONS, path="/people/", **more):
    return client.post("/views/save/", {"path": path, "query": query, "name": name, **more})


def menu(client, path="/people/", **said) -> str:
    return client.get("/views/menu/", {"path": path}, **said).content.decode()


def names(user) -> list[str]:
    return [view.name for view in saved_views.in_sight(user, ROSTER)]


def test_a_view_brings_the_list_back_as_it_was_set_up(office):
    clerk = signed_in(office.clerk)
    answer = keep(clerk)
    assert answer["Location"] == f"/people/?{CONDITIONS}"
    view = SavedView.objects.get()
    assert (view.owner, view.page, view.unit) == (office.clerk, ROSTER, office.street)
    assert f"?{CONDITIONS}".replace("&", "&amp;") in menu(clerk)
    assert "q=zs" not in str(AuditEvent.objects.get(act="view.save").after)


def test_the_days_of_a_view_that_said_today_say_today_tomorrow_too(office):
    keep(signed_in(office.clerk), query=f"on={today():%Y-%m-%d}&size=20&page=3")
    view = SavedView.objects.get()
    assert QueryDict(view.query).dict() == {"on": "today", "size": "20"}
    assert saved_views.opened(view.query) == f"on={today():%Y-%m-%d}&size=20"


def test_the_menu_marks_the_view_the_list_stands_at(office):
    clerk = signed_in(office.clerk)
    keep(clerk)
    assert "aria-current" not in menu(clerk)
    there = menu(
        clerk, headers={"HX-Request": "true", "HX-Current-URL": f"http://testserver/people/?{CONDITIONS}"}
    )
    assert "aria-current" in there


def test_the_menu_of_a_list_one_may_not_read_or_that_is_none_does_not_open(office):
    assert signed_in(office.clerk).get("/views/menu/", {"path": "/members/"}).status_code == 403
    assert signed_in(office.clerk).get("/views/menu/", {"path": "/pool/"}).status_code == 404


def test_the_view_chosen_elsewhere_opens_first_from_the_next_log_in_on(office):
    keep(signed_in(office.clerk), as_default="on")
    assert signed_in(office.clerk).get("/people/").status_code == 302


def test_a_list_opens_with_the_view_chosen_for_it_and_only_when_nothing_is_asked(office):
    clerk = signed_in(office.clerk)
    keep(clerk, as_default="on")
    opened = clerk.get("/people/")
    assert parse_qs(urlsplit(opened["Location"]).query)["q"] == ["zs"]
    assert clerk.get("/people/?voided=false").status_code == 200
    keep(clerk, name="另一个", query="size=20", as_default="on")
    assert SavedView.objects.get(is_default=True).name == "另一个"


def test_colleagues_of_the_unit_see_what_is_shared_and_others_nothing(office):
    keep(signed_in(office.clerk), name="本街道", share="on")
    keep(signed_in(office.clerk), name="自己的")
    keep(signed_in(office.bureau), name="全区", share="on")
    assert set(names(office.clerk)) == {"全区", "本街道", "自己的"}
    assert set(names(office.street_lead)) == {"全区", "本街道"}
    assert set(names(office.other_clerk)) == {"全区"}
    assert set(names(office.bureau_lead)) == {"全区", "本街道"}


def test_a_shared_view_shows_each_reader_their_own_rows(office):
    office.issue(10)
    for street, clerk in ((office.street, office.clerk), (office.other_street, office.other_clerk)):
        office.grant(2, street, valid_from=today())
        office.hire(today(), street=street, clerk=clerk)
    keep(signed_in(office.bureau), name="全区", query="voided=false", share="on")
    [view] = saved_views.in_sight(office.clerk, ROSTER)
    page = signed_in(office.clerk).get(f"/people/?{saved_views.opened(view.query)}")
    assert page.context["list"].pager.count == 1


def test_who_may_not_share_keeps_for_themselves(office):
    keeper = member("auditor", office.district)
    assert keep(signed_in(keeper)).status_code == 302
    with pytest.raises(PermissionDenied):
        saved_views.save(page=ROSTER, name="x", query=QueryDict(""), actor=keeper, share=True)
    assert keep(signed_in(keeper), name="y", share="on").status_code == 403


def test_a_name_is_used_once_and_nonsense_is_not_kept(office):
    clerk = signed_in(office.clerk)
    keep(clerk)
    with pytest.raises(Refusal) as refusal:
        saved_views.save(page=ROSTER, name="到期合同", query=QueryDict(""), actor=office.clerk)
    assert refusal.value.reasons[0].code == "view_name_taken"
    for query in ("colour=red", "size=7", "unit=99999999"):
        keep(clerk, name=query[:5], query=query)
    keep(clerk, name="")
    keep(clerk, name="甲" * 41)
    assert SavedView.objects.count() == 1
    assert keep(clerk, path="https://example.org/").status_code == 404
    assert keep(clerk, path="/pool/").status_code == 404


def test_one_changes_and_drops_ones_own_views_and_nobody_elses(office):
    clerk = signed_in(office.clerk)
    keep(clerk, share="on")
    view = SavedView.objects.get()
    lead = signed_in(office.street_lead)
    assert lead.post(f"/views/{view.pk}/drop/").status_code == 404
    assert lead.post(f"/views/{view.pk}/change/", {"share": ""}).status_code == 404
    assert "到期合同" in clerk.get("/views/").content.decode()
    clerk.post(f"/views/{view.pk}/change/", {"as_default": "on"})
    view.refresh_from_db()
    assert (view.is_shared, view.is_default) == (False, True)
    clerk.post(f"/views/{view.pk}/drop/")
    assert not SavedView.objects.exists()


def test_columns_stand_in_the_order_chosen_and_rows_as_dense_as_wished(office):
    page = signed_in(office.bureau).get("/people/?columns=unit,name&density=roomy")
    assert [head.column.key for head in page.context["list"].headers] == ["unit", "name"]
    assert signed_in(office.bureau).get("/people/?density=fat").status_code == 400
