"""Whose record a person is: the unit of the counted work keeps it; a stranger's typing opens nothing."""

from datetime import date

import pytest

from quota_pool.models import AuditEvent
from quota_pool.refusals import Refusal
from staffing.models import Person
from staffing.services import engagements, people
from tests.desk import desk, start_body
from tests.factories import invented
from tests.staffing.rosters import accept, read, workbook
from tests.staffing.rosters import person as roster_row

pytestmark = pytest.mark.django_db
OCTOBER_30 = date(2026, 10, 30)
SIDE_JOB = {"mode": "SHORT_TERM"}


@pytest.fixture
def known(office):
    """Somebody counted in the first street, with a phone on record."""
    office.grant(3, valid_from=OCTOBER_30)
    facts = invented(name="陈真名", phone="13800138000", education="20", native_place="广东广州")
    return office.hire(OCTOBER_30, person=facts)


def side_job(office, engagement, name: str = "", on: date = OCTOBER_30):
    """The other street registers the same number for work that uses no head."""
    typed = {"name": name or engagement.person.name, "id_no": str(engagement.person.id_no)}
    return office.hire(on, clerk=office.other_clerk, street=office.other_street, person=typed, **SIDE_JOB)


def codes(refusal) -> list[str]:
    return [reason.code for reason in refusal.value.reasons]


def body(office, engagement, name: str) -> dict:
    typed = {"name": name, "id_no": str(engagement.person.id_no)}
    return start_body(office.other_street, on="2026-10-30", person=typed, **SIDE_JOB)


@pytest.mark.requirement("R-087")
def test_an_uncounted_job_elsewhere_opens_no_sealed_field_and_changes_no_record(office, known):
    side_job(office, known)
    for deed in (
        lambda: people.reveal(person=known.person, field="phone", actor=office.other_clerk, reason="看看"),
        lambda: people.edit_person(
            person=known.person, changes={"phone": "13900139000"}, actor=office.other_clerk, reason="改"
        ),
    ):
        with pytest.raises(Refusal) as refusal:
            deed()
        assert codes(refusal) == ["record_kept_elsewhere"]
    assert people.reveal(person=known.person, field="phone", actor=office.clerk, reason="核对")
    assert people.reveal(person=known.person, field="phone", actor=office.bureau, reason="核对")


def test_after_the_exit_the_past_is_read_masked_and_the_next_employer_keeps_the_record(office, known, clock):
    engagements.exit_work(
        engagement=known, last_day=OCTOBER_30, exit_reason="13", actor=office.clerk, key="leaves"
    )
    changed = {"person": known.person, "changes": {"bank": "工商银行"}, "reason": "更正"}
    assert people.edit_person(actor=office.clerk, **changed).bank == "工商银行"
    clock.move_to("2026-11-02T02:00:00Z")
    office.grant(3, street=office.other_street, valid_from=date(2026, 11, 2))
    typed = {"name": known.person.name, "id_no": str(known.person.id_no)}
    office.hire(date(2026, 11, 2), clerk=office.other_clerk, street=office.other_street, person=typed)
    former = desk(office.clerk)
    number = known.person.number
    assert former.get(f"staff/{number}/").answer["phone"] == "138****8000"
    refused = former.post(f"staff/{number}/reveal/", {"field": "bank_card", "reason": "x"}, key=None)
    assert refused.answer["code"] == "record_kept_elsewhere"
    version = Person.objects.get().version
    patch = {"bank_card": "6222020200112233445", "reason": "x", "version": version}
    assert former.call("PATCH", f"staff/{number}/", patch).answer["code"] == "record_kept_elsewhere"
    assert people.edit_person(actor=office.other_clerk, **{**changed, "changes": {"bank": "建行"}}).bank


def test_the_page_offers_reveal_and_edit_to_the_keeper_alone(office, known, client):
    side_job(office, known)
    for user, offered in ((office.other_clerk, False), (office.clerk, True)):
        client.force_login(user)
        context = client.get(f"/people/{known.person.number}/").context
        assert (context["may_reveal"], context["may_edit"]) == (offered, offered)


def test_a_start_that_never_was_shows_nobodys_record(office, known):
    clock_ahead = date(2026, 11, 9)
    coming = side_job(office, known, on=clock_ahead)
    engagements.cancel_start(engagement=coming, actor=office.other_clerk, key="off", reason="取消")
    assert not Person.objects.visible_to(office.other_clerk).exists()
    assert people.find(id_no=str(known.person.id_no), actor=office.other_clerk) == []


def test_a_trial_tells_a_stranger_only_what_was_typed(office, known):
    stranger = desk(office.other_clerk)
    answers = [
        stranger.post("engagements/?dry_run=true", body(office, known, "陈真名"), key=None).answer
        for _ in range(2)
    ]
    assert all(answer["name"] == "陈真名" for answer in answers)
    assert known.person.number not in {answer["person"] for answer in answers}
    own = desk(office.clerk).post(
        "engagements/?dry_run=true", body(office, known, "陈真名") | {"unit": office.street.pk}, key=None
    )
    assert own.answer["person"] == known.person.number


def test_another_name_with_a_known_number_is_refused_without_telling_the_name(office, known):
    stranger = desk(office.other_clerk)
    for path in ("engagements/", "engagements/?dry_run=true"):
        refused = stranger.post(path, body(office, known, "随便乙"), key="" if path[-1] == "/" else None)
        assert refused.status_code == 409
        assert "陈真名" not in refused.content.decode()
        ticked = body(office, known, "随便乙") | {"as_on_file": True}
        assert stranger.post(path, ticked, key="" if path[-1] == "/" else None).status_code == 409


def test_a_roster_row_of_another_unit_changes_and_shows_nothing_of_the_record(import_office):
    office = import_office
    office.grant(5, valid_from=OCTOBER_30)
    facts = roster_row(1, name="陈真名")
    known = office.hire(
        OCTOBER_30,
        person={"name": "陈真名", "id_no": facts["身份证号"], "phone": "13800138000"},
    )
    row = facts | {"用工方式": "短期", "手机号": "13900139000"}
    what = {"unit": office.other_street, "actor": office.other_clerk}
    batch = accept(office, read(office, workbook([row]), **what), actor=office.other_clerk)
    assert batch.job.result["registered"] == 1
    known.person.refresh_from_db()
    assert str(known.person.phone) == "13800138000"
    again = read(office, workbook([row]), **what)
    line = again.rows.get()
    assert "phone" not in line.changes
    assert not AuditEvent.objects.filter(act="person.edit").exists()


@pytest.mark.requirement("R-131")
def test_trials_and_refused_starts_count_as_look_ups_and_stop(office, known):
    stranger = desk(office.other_clerk)
    first = stranger.post("engagements/?dry_run=true", body(office, known, "陈真名"), key=None)
    assert first.status_code == 201
    other_name = body(office, known, "随便乙")
    answers = [stranger.post("engagements/", other_name).status_code for _ in range(30)]
    assert answers == [409] * 29 + [429]
    assert stranger.post("engagements/?dry_run=true", other_name, key=None).status_code == 429
    assert AuditEvent.objects.filter(act="person.find", actor=office.other_clerk).count() == 30
    assert stranger.post("engagements/", start_body(office.other_street, on="2026-10-30", **SIDE_JOB)).answer[
        "id"
    ]


@pytest.mark.requirement("R-131")
def test_the_page_counts_tries_and_checks_of_a_number_too(office, known, client, monkeypatch):
    client.force_login(office.clerk)
    number = {"id_no": str(known.person.id_no)}
    monkeypatch.setattr(people, "MOST_LOOK_UPS", 1)
    told = client.post("/start-work/id-check/", number).content.decode()
    monkeypatch.setattr(people, "MOST_LOOK_UPS", 0)
    slowed = client.post("/start-work/id-check/", number).content.decode()
    assert "陈真名" in told
    assert "陈真名" not in slowed
    tried = client.post("/start-work/", number | {"name": "陈真名", "try": "1"})
    assert tried.status_code == 409
    assert tried.context["reasons"][0].code == "too_many_look_ups"


@pytest.mark.requirement("R-088")
def test_a_whole_id_number_never_stands_in_the_address_of_a_page(office, known, client):
    client.force_login(office.clerk)
    number = str(known.person.id_no)
    for address in ("/people/", "/filings/"):
        assert client.get(address, {"q": number}).status_code == 400
    found = client.post("/people/find/", {"id_no": number.lower()})
    assert found.url == f"/people/{known.person.number}/"
    client.force_login(office.other_clerk)
    assert client.post("/people/find/", {"id_no": number}).status_code == 409
    assert AuditEvent.objects.filter(act="person.find").count() == 2
