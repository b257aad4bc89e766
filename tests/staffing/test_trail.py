"""What somebody bends or deletes in rows without entries of their own, the whole `verify` names."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from quota_pool import append_only, documents
from quota_pool.ledger.proof import verify
from quota_pool.models import Entry
from staffing import append_only as tables
from staffing.models import FilingEvent, Freeze, HeadGift
from staffing.services import freezes, gifts
from tests.factories import Office, attached, document, issued

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R-095")]
TODAY = date(2026, 10, 30)


@pytest.fixture
def office(clock, settings, tmp_path):
    """Two streets with heads; the triggers out of the forger's way."""
    settings.MEDIA_ROOT = tmp_path
    office = Office(reserve=20)
    office.grant(4, valid_from=TODAY)
    office.grant(2, street=office.other_street, valid_from=TODAY)
    office.people = [office.hire(TODAY), office.hire(TODAY)]
    office.paper = documents.enter(
        district=office.district,
        number="穗编〔2026〕77号",
        title="批复",
        kind="quota",
        issued_on=date(2026, 1, 5),
        issuer="区委编办",
        actor=office.bureau,
    )
    append_only.remove(connection)
    append_only.remove(connection, tables.NEVER_CHANGED, tables.SET_ONCE)
    return office


def sql(text, *values):
    with connection.cursor() as cursor:
        cursor.execute(text, values)
        assert cursor.rowcount, "the plant changed nothing"


def found(office) -> str:
    lines = [str(one) for one in verify(office.district, is_deep=True)]
    return "\n".join(line for line in lines if "no act in the trail entered it" not in line)


def given(office) -> HeadGift:
    gift = gifts.propose_gift(
        unit=office.street, to_unit=office.other_street, heads=1, document=office.paper, actor=office.bureau
    )
    gift = gifts.approve_gift(gift=gift, actor=office.bureau_lead, key="give")
    assert found(office) == ""
    return gift


@pytest.mark.parametrize("plant", ["heads = 2", "state = 'proposed'", "to_unit_id = unit_id + 1000"])
def test_a_gift_of_heads_changed_by_hand_is_named(office, plant):
    gift = given(office)
    if plant.startswith("to_unit"):
        sql("UPDATE staffing_headgift SET document_id = %s", document(office.district).pk)
    else:
        sql(f"UPDATE staffing_headgift SET {plant}")
    assert f"headgift {gift.pk}" in found(office)


def test_a_gift_of_heads_deleted_by_hand_is_missed(office):
    gift = given(office)
    sql("DELETE FROM staffing_headgift")
    assert f"[trail] headgift {gift.pk}: stands in the trail and is gone" in found(office)


def test_the_act_of_a_gift_put_under_another_name_or_moment_is_named(office):
    act = given(office).act
    sql("UPDATE quota_pool_act SET actor_id = %s WHERE id = %s", office.auditor.pk, act.pk)
    assert f"[act] act {act.pk}: names somebody else" in found(office)
    moved = act.recorded_at - timedelta(days=3)
    sql("UPDATE quota_pool_act SET recorded_at = %s WHERE id = %s", moved, act.pk)
    assert f"[act] act {act.pk}: is of another moment" in found(office)


def test_an_entry_of_another_moment_than_its_act_is_named(office):
    entry = Entry.objects.order_by("pk").last()
    moved = entry.recorded_at - timedelta(days=3)
    sql("UPDATE quota_pool_entry SET recorded_at = %s WHERE id = %s", moved, entry.pk)
    assert f"[recorded] entry {entry.pk}" in found(office)


def test_the_entries_of_two_people_swapped_are_named(office):
    first, second = (one.pk for one in office.people)
    sql("UPDATE quota_pool_entry SET subject_id = -1 WHERE subject_id = %s", first)
    sql("UPDATE quota_pool_entry SET subject_id = %s WHERE subject_id = %s", first, second)
    sql("UPDATE quota_pool_entry SET subject_id = %s WHERE subject_id = -1", second)
    assert f"[act] engagement {first}" in found(office)


def frozen(office) -> Freeze:
    freeze = freezes.propose_freeze(
        unit=office.street,
        kind="frozen",
        cause="late",
        reason="迟报",
        from_day=TODAY,
        document=office.paper,
        actor=office.bureau,
    )
    freeze = freezes.approve_freeze(freeze=freeze, actor=office.bureau_lead)
    assert found(office) == ""
    return freeze


@pytest.mark.parametrize(
    "plant",
    [
        "UPDATE staffing_freeze SET state = 'lifted'",
        "DELETE FROM staffing_freezeevent",
        "UPDATE staffing_freeze SET cause = 'other'",
    ],
)
def test_a_freeze_bent_by_hand_is_named(office, plant):
    freeze = frozen(office)
    sql(plant)
    assert f"freeze {freeze.pk}" in found(office)


@pytest.mark.parametrize("how", ["hash", "name", "deleted", "file"])
def test_an_attachment_bent_by_hand_is_named(office, how):
    kept = attached(office, office.people[0])
    assert found(office) == ""
    plants = {
        "hash": "UPDATE staffing_attachment SET sha256 = 'x'",
        "name": "UPDATE staffing_attachment SET file_name = '别的.pdf'",
        "deleted": "DELETE FROM staffing_attachment",
    }
    sql(plants[how]) if how in plants else Path(kept.file.path).write_bytes(b"x")
    assert f"attachment {kept.pk}" in found(office)


@pytest.mark.parametrize("how", ["rows = 9", "content_sha256 = 'x'", "deleted", "file"])
def test_an_issued_paper_bent_by_hand_is_named(office, how):
    printed = issued(office, office.street, office.clerk)
    assert found(office) == ""
    if how == "file":
        Path(printed.workbook.path).write_bytes(b"x")
    else:
        sql(
            "DELETE FROM quota_pool_printedpaper"
            if how == "deleted"
            else f"UPDATE quota_pool_printedpaper SET {how}"
        )
    assert f"printedpaper {printed.pk}" in found(office)


@pytest.mark.parametrize("plant", ["number = '穗编〔2026〕78号'", "decision_level = 'joint'"])
def test_a_document_bent_by_hand_is_named(office, plant):
    sql(f"UPDATE quota_pool_document SET {plant} WHERE id = %s", office.paper.pk)
    assert f"[trail] document {office.paper.pk}" in found(office)


def test_a_step_of_a_filing_put_under_another_name_is_named(office):
    office.file(office.people[0])
    assert found(office) == ""
    step = FilingEvent.objects.filter(step="accepted").get()
    sql("UPDATE staffing_filingevent SET actor_id = %s WHERE id = %s", office.auditor.pk, step.pk)
    assert f"[act] filing step {step.pk}: names somebody else" in found(office)


def test_the_origins_of_a_grant_deleted_by_hand_are_missed(office):
    line = {"assistant_kind": "城管协管员", "department": "城管办", "heads": 1}
    grant = office.grant(5, valid_from=TODAY, origins=[line])
    assert found(office) == ""
    sql("DELETE FROM staffing_grantorigin")
    assert f"[trail] grant {grant.pk}: its origins" in found(office)


def test_a_row_put_there_by_hand_has_no_trace_and_is_named(office):
    paper = document(office.district)
    lines = [str(one) for one in verify(office.district, is_deep=True)]
    assert f"[trail] document {paper.pk}: no act in the trail entered it" in lines


def test_the_command_reads_the_trail_too(office):
    sql("UPDATE quota_pool_document SET title = 'x' WHERE id = %s", office.paper.pk)
    with pytest.raises(CommandError):
        call_command("verify")
