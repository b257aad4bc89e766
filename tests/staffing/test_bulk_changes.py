"""Many people's terms at once: seen before, done as dated rows, undone while nothing later rests on them."""

from datetime import date, timedelta

import pytest
from django.test import Client

from quota_pool import jobs
from quota_pool.calendar import today
from quota_pool.ledger.proof import verify
from quota_pool.models import AuditEvent, Job
from quota_pool.refusals import Refusal
from staffing.models import BulkChange, Engagement, Term
from staffing.services import bulk_changes
from staffing.services.engagements import change_terms
from tests.factories import Office

pytestmark = [pytest.mark.django_db]
DAY = date(2026, 10, 20)
CHANGES = {"department": "网格化服务中心"}


@pytest.fixture
def crew(office):
    office.issue(100, on=date(2026, 8, 3))
    office.grant(40, valid_from=DAY)
    return [office.hire(DAY) for _person in range(3)]


def change(office: Office, rows, changes=CHANGES, on=DAY, key="k1", **more):
    return bulk_changes.change_many(
        engagements=rows, on=on, changes=changes, reason="机构改设", actor=office.clerk, key=key, **more
    )


def statuses(batch) -> list[str]:
    return list(batch.rows.order_by("pk").values_list("status", flat=True))


def fresh(rows):
    return list(
        Engagement.objects.filter(pk__in=[row.pk for row in rows]).select_related("unit").order_by("pk")
    )


def told(rows) -> list[tuple]:
    """The terms that stand, day by day, without the moments they were written."""
    standing = Term.objects.filter(engagement__in=rows, replaced_at=None).order_by("engagement", "from_day")
    return list(standing.values_list("engagement", "from_day", "to_day", "department", "primary_post"))


def test_each_row_is_a_dated_change_with_a_trace_and_the_same_key_changes_once(office, crew):
    batch = change(office, crew, on=DAY + timedelta(days=3))
    assert statuses(batch) == ["done"] * 3
    assert [row.department for row in fresh(crew)] == ["网格化服务中心"] * 3
    assert Term.objects.filter(engagement=crew[0], replaced_at=None).count() == 2
    assert AuditEvent.objects.filter(act="engagement.change").count() == 3
    assert change(office, crew, key="k1").pk == batch.pk
    assert BulkChange.objects.count() == 1


def test_community_and_supervisor_are_changed_for_many_and_set_back(office, crew):
    moved = {"community": "丰乐社区", "supervisor": "网格长甲"}
    batch = change(office, crew, moved, on=DAY + timedelta(days=2))
    assert statuses(batch) == ["done"] * 3
    assert {(row.community, row.supervisor) for row in fresh(crew)} == {("丰乐社区", "网格长甲")}
    dated = Term.objects.filter(engagement=crew[0], replaced_at=None).order_by("from_day")
    assert list(dated.values_list("community", flat=True)) == ["", "丰乐社区"]
    bulk_changes.undo(batch=batch, actor=office.clerk)
    assert {row.community for row in fresh(crew)} == {""}


def test_contracts_that_end_together_are_renewed_together_and_set_back(office, crew):
    renewed = {"contract_end": "2028-10-31"}
    batch = change(office, crew, renewed, on=DAY + timedelta(days=2))
    assert statuses(batch) == ["done"] * 3
    assert {row.contract_end for row in fresh(crew)} == {date(2028, 10, 31)}
    bulk_changes.undo(batch=batch, actor=office.clerk)
    assert {row.contract_end for row in fresh(crew)} == {crew[0].contract_end}


def test_nobody_s_contract_is_renewed_into_the_past(office, crew):
    batch = change(office, crew, {"contract_end": "2026-10-01"}, on=DAY + timedelta(days=2))
    assert statuses(batch) == ["skipped"] * 3
    assert batch.rows.first().reasons[0]["code"] == "contract_over_already"


def test_who_cannot_be_changed_is_named_with_the_reason_and_the_others_are_done(office, crew):
    office.leave(crew[0], DAY + timedelta(days=1))
    change_terms(engagement=crew[1], on=DAY, changes=CHANGES, actor=office.clerk, reason="先改")
    rows = fresh(crew)
    codes = [
        [one.code for one in line.reasons]
        for line in bulk_changes.preview(engagements=rows, on=DAY + timedelta(days=5), changes=CHANGES)
    ]
    assert codes == [["not_on_post"], ["nothing_to_change"], []]
    assert statuses(change(office, rows, on=DAY + timedelta(days=5))) == ["skipped", "skipped", "done"]


def test_undone_the_terms_stand_as_before_and_the_change_stays_readable(office, crew):
    change_terms(
        engagement=crew[0],
        on=DAY + timedelta(days=2),
        changes={"department": "党政办"},
        actor=office.clerk,
        reason="调",
    )
    rows = fresh(crew)
    before = told(rows)
    batch = change(office, rows, on=DAY + timedelta(days=1))
    assert told(rows) != before
    batch = bulk_changes.undo(batch=batch, actor=office.clerk)
    assert (batch.state, statuses(batch)) == ("undone", ["undone"] * 3)
    assert told(rows) == before
    assert [row.department for row in fresh(rows)] == ["党政办", "", ""]
    assert Term.objects.filter(department="网格化服务中心").exclude(replaced_at=None).count() >= 3
    assert not verify(office.district)


def test_what_was_changed_again_since_is_kept_and_said(office, crew):
    batch = change(office, crew)
    change_terms(
        engagement=crew[1], on=today(), changes={"primary_post": "档案员"}, actor=office.clerk, reason="转岗"
    )
    batch = bulk_changes.undo(batch=batch, actor=office.clerk)
    assert statuses(batch) == ["undone", "kept", "undone"]
    assert fresh(crew)[1].department == "网格化服务中心"


def test_a_change_to_come_or_of_two_units_is_refused_whole(office, crew):
    office.grant(2, office.other_street, valid_from=DAY)
    other = office.hire(DAY, street=office.other_street, clerk=office.other_clerk)
    for rows, on, code in (
        (crew, today() + timedelta(days=1), "change_to_come"),
        ([*crew, other], DAY, "one_unit_at_a_time"),
    ):
        with pytest.raises(Refusal) as refusal:
            change(office, rows, on=on)
        assert refusal.value.reasons[0].code == code
    assert not BulkChange.objects.exists()


def test_many_rows_go_on_in_the_background_and_a_stop_leaves_what_is_done(
    office, crew, settings, monkeypatch
):
    settings.JOBS_IMMEDIATE = False
    monkeypatch.setattr(bulk_changes, "AT_ONCE", 2)
    monkeypatch.setattr(bulk_changes, "PART", 1)
    batch = change(office, crew)
    assert statuses(batch) == ["waiting"] * 3
    jobs.run_waiting()
    batch.refresh_from_db()
    assert (batch.state, statuses(batch)) == ("done", ["done"] * 3)
    assert Job.objects.get().done == 3
    second = change(office, fresh(crew), {"department": "党政办"}, key="k2")
    jobs.cancel(job=second.job, actor=office.clerk)
    second.refresh_from_db()
    assert (second.state, statuses(second)) == ("done", ["waiting"] * 3)


def post(client, **said):
    facts = {"on": f"{DAY}", "department": "网格化服务中心", "reason": "机构改设", "scope": "all"}
    facts |= {"query": "voided=false", "key": "6f3f1c1e-0000-4000-8000-000000000001", **said}
    return client.post("/bulk-changes/new/", facts)


def test_the_page_shows_every_row_before_and_after_and_seeks_the_same_rows_again(office, crew):
    client = Client()
    client.force_login(office.clerk)
    looked = post(client, step="look")
    assert looked.context["good_count"] == 3
    assert not BulkChange.objects.exists()
    office.hire(DAY)
    again = post(client, step="do", seen=looked.context["seen"])
    assert again.context["good_count"] == 4, "the list has grown: look again"
    assert not BulkChange.objects.exists()
    other = post(client, step="do", seen=again.context["seen"], department="党政办")
    assert other.context["good_count"] == 4, "the change is another one: look again"
    assert not BulkChange.objects.exists()
    done = post(client, step="do", seen=again.context["seen"])
    batch = BulkChange.objects.get()
    assert done["Location"] == f"/bulk-changes/{batch.pk}/"
    assert "网格化服务中心" in client.get(done["Location"]).content.decode()
    client.post(f"/bulk-changes/{batch.pk}/undo/")
    batch.refresh_from_db()
    assert batch.state == "undone"
    assert client.get("/bulk-changes/").context["list"].pager.count == 1


def test_an_empty_change_and_a_bad_day_are_told_at_their_fields(office, crew):
    client = Client()
    client.force_login(office.clerk)
    assert post(client, step="look", department="").status_code == 400
    assert post(client, step="look", on="2026-13-01").status_code == 400
    to_come = post(client, step="look", on="2026-12-01").context["seen"]
    assert post(client, step="do", seen=to_come, on="2026-12-01").status_code == 409
    assert post(client, step="look", query="colour=red").status_code == 400


def test_another_streets_people_are_never_among_them(office, crew):
    client = Client()
    client.force_login(office.other_clerk)
    page = post(client, step="look", scope="ticked", pk=[str(row.pk) for row in crew])
    assert page.context["count"] == 0
    batch = change(office, crew)
    assert client.get(f"/bulk-changes/{batch.pk}/").status_code == 404
    assert client.post(f"/bulk-changes/{batch.pk}/undo/").status_code == 404
