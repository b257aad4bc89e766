"""花名册 and one person: masked, searchable, for any day; revealed with a reason, changed with a trace."""

from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from quota_pool.ledger.proof import verify
from quota_pool.models import AuditEvent, Pool
from staffing.models import Engagement, Term
from staffing.services.engagements import change_terms
from tests.factories import Office, id_number, invented
from tests.staffing.pages import START, at, page, typed, words

pytestmark = pytest.mark.django_db
KEY = "0f0e0d0c-0b0a-4908-8706-050403020100"


@pytest.fixture
def day():
    with time_machine.travel("2026-10-30T02:00:00Z", tick=True) as traveller:
        yield traveller


@pytest.fixture
def office(day):
    found = Office()
    found.grant(40, valid_from=START)
    found.grant(5, street=found.other_street, valid_from=START)
    return found


@pytest.fixture
def clerk(office):
    return at(office.clerk)


@pytest.fixture
def engagement(office):
    facts = {
        "name": "欧阳测试",
        "id_no": id_number(9),
        "phone": "13800000042",
        "bank_card": "6222021234567890",
    }
    return office.hire(START, person=facts, monthly_pay_fen=680000)


class TestTheRoster:
    """Who works where, as what, on whose head."""

    def test_without_a_condition_it_shows_who_is_on_post_today(self, clerk, engagement, day):
        assert clerk.get(page("roster")).url == page("roster") + "?on=2026-10-30"
        assert clerk.get(page("roster"), {"on": "2026-10-30"}).context["list"].pager.count == 1
        assert clerk.get(page("roster"), {"on": "2026-10-29"}).context["list"].pager.count == 0

    @pytest.mark.parametrize("q", ["欧阳", "oycs", "ou yang", "{tail}", "{number}"])
    def test_a_person_is_found_by_name_pinyin_and_last_four(self, clerk, engagement, office, q):
        office.hire(START, person=invented(10))
        person = engagement.person
        asked = q.format(tail=person.id_no[-4:], number=person.number)
        shown = clerk.get(page("roster"), {"q": asked})
        assert shown.context["list"].pager.count == 1
        assert person.name in words(shown)

    def test_sealed_fields_are_masked_on_the_page_and_in_the_export(self, clerk, engagement):
        number = engagement.person.id_no
        masked = f"{number[:6]}********{number[-4:]}"
        columns = {"columns": "name,id_no,phone", "on": "2026-10-30"}
        said = words(clerk.get(page("roster"), columns))
        assert masked in said
        assert "138****0042" in said
        assert number not in said
        response = clerk.get(page("roster"), {**columns, "export": "csv"})
        text = b"".join(response).decode("utf-8-sig")
        assert masked in text
        assert number not in text
        assert AuditEvent.objects.get(act="list.export").after["list"] == "roster"

    def test_on_another_day_it_shows_the_terms_of_that_day(self, office, engagement, day):
        day.move_to("2026-11-12T02:00:00Z")
        clerk = at(office.clerk)
        change_terms(
            engagement=engagement,
            on=date(2026, 11, 10),
            changes={"primary_post": "窗口岗", "department": "党群办"},
            actor=office.clerk,
            reason="岗位调整",
        )
        before = words(clerk.get(page("roster"), {"on": "2026-11-09"}))
        after = words(clerk.get(page("roster"), {"on": "2026-11-10"}))
        assert "网格员" in before
        assert "窗口岗" not in before
        assert "窗口岗" in after

    def test_a_street_sees_its_own_people_only(self, office, engagement):
        office.hire(START, street=office.other_street, clerk=office.other_clerk)
        on = {"on": "2026-10-30"}
        assert at(office.clerk).get(page("roster"), on).context["list"].pager.count == 1
        assert at(office.bureau).get(page("roster"), on).context["list"].pager.count == 2

    @pytest.mark.parametrize("on", ["2026-10-30", "2026-10-31"])
    def test_one_row_costs_as_many_questions_as_thirty(self, office, clerk, engagement, on):
        clerk.get(page("roster"), {"on": on})
        with CaptureQueriesContext(connection) as one:
            clerk.get(page("roster"), {"on": on})
        for _person in range(29):
            office.hire(START)
        with CaptureQueriesContext(connection) as thirty:
            assert clerk.get(page("roster"), {"on": on}).context["list"].pager.count == 30
        assert len(one) == len(thirty)
        assert len(thirty) <= (6 if on == "2026-10-30" else 10), [query["sql"] for query in thirty]

    def test_conditions_folded_away_are_drawn_when_opened_or_in_force(self, clerk, engagement):
        today, folded = {"on": "2026-10-30"}, 'name="contract_end_from"'

        def shown(**more):
            wanted = {"HX-Request": "true", "HX-Target": "more-conditions"} if more.pop("fold", "") else {}
            return clerk.get(page("roster"), today | more, headers=wanted).content.decode()

        assert folded not in shown()
        assert folded in shown(contract_end_from="2026-10-01")
        assert folded in shown(more="on")
        fold = shown(more="on", fold=True)
        assert folded in fold
        assert "<table" not in fold

    def test_every_column_can_be_shown(self, clerk, engagement):
        from staffing.views.people import RosterPage

        keys = ",".join(column.key for column in RosterPage.columns)
        for on in ["2026-10-30", "2026-10-31"]:
            response = at_columns(clerk, keys.replace("unit,", ""), on)
            assert response.status_code == 200


def at_columns(client, columns, on):
    return client.get(page("roster"), {"columns": columns, "on": on})


class TestAPerson:
    """The record, the work, the timeline."""

    def test_the_page_shows_record_work_and_timeline(self, clerk, engagement):
        response = clerk.get(page("person", engagement.person.number))
        said = words(response)
        assert "138****0042" in said
        assert engagement.person.id_no not in said
        texts = [event.text for event in response.context["events"]]
        assert any(text.startswith("Started work: 甲街道") for text in texts)
        assert any("Ledger: started work" in text for text in texts)

    def test_changes_and_filing_steps_stand_on_the_timeline(self, office, engagement, day):
        day.move_to("2026-11-12T02:00:00Z")
        clerk = at(office.clerk)
        change_terms(
            engagement=engagement,
            on=START,
            changes={"department": "综治办"},
            actor=office.clerk,
            reason="调整",
        )
        change_terms(
            engagement=engagement,
            on=date(2026, 11, 10),
            changes={"monthly_pay_fen": 700000},
            actor=office.clerk,
            reason="调薪",
        )
        filing = engagement.filings.get()
        clerk.post(page("filing-submit", filing.pk), {"version": filing.version, "note": ""})
        events = clerk.get(page("person", engagement.person.number)).context["events"]
        texts = [event.text for event in events]
        assert "Terms changed: monthly pay 6,800.00 → 7,000.00" in texts
        assert "hire filing · submitted" in texts

    def test_a_person_of_another_street_does_not_exist(self, office, engagement):
        stranger = at(office.other_clerk)
        number = engagement.person.number
        assert stranger.get(page("person", number)).status_code == 404
        assert stranger.get(page("person-edit", number)).status_code == 404
        assert (
            stranger.post(page("person-reveal", number), {"field": "phone", "reason": "x"}).status_code == 404
        )
        for act in ("exit-work", "change-terms", "take-seat", "cancel-start"):
            assert stranger.get(page(act, engagement.pk)).status_code == 404

    def test_the_other_streets_time_with_a_person_is_not_shown(self, office, clerk, engagement, day):
        clerk.post(page("exit-work", engagement.pk), leaving(engagement))
        day.move_to("2026-11-02T02:00:00Z")
        facts = {"name": "欧阳测试", "id_no": engagement.person.id_no}
        office.hire(date(2026, 11, 2), street=office.other_street, clerk=office.other_clerk, person=facts)
        said = words(at(office.clerk).get(page("person", engagement.person.number)))
        assert "乙街道" not in said


class TestRevealing:
    """查看: once, with a reason, logged."""

    def test_a_field_is_shown_once_and_the_reason_is_logged(self, clerk, engagement):
        address = page("person-reveal", engagement.person.number)
        response = clerk.post(address, {"field": "phone", "reason": "核对联系方式"})
        assert "13800000042" in words(response)
        assert "no-store" in response["Cache-Control"]
        event = AuditEvent.objects.get(act="person.reveal")
        assert (event.reason, event.after) == ("核对联系方式", {"field": "phone"})
        assert "13800000042" not in words(clerk.get(page("person", engagement.person.number)))

    def test_htmx_swaps_that_line_alone(self, clerk, engagement):
        address = page("person-reveal", engagement.person.number)
        body = {"field": "id_no", "reason": "核对"}
        response = clerk.post(address, body, headers={"HX-Request": "true"})
        assert engagement.person.id_no in words(response)
        assert "<html" not in words(response)
        assert "13800000042" not in words(response)

    def test_without_a_reason_nothing_is_shown(self, clerk, engagement):
        response = clerk.post(
            page("person-reveal", engagement.person.number), {"field": "phone", "reason": " "}, follow=True
        )
        assert "13800000042" not in words(response)
        assert not AuditEvent.objects.filter(act="person.reveal").exists()

    def test_who_may_not_sees_masks_only(self, office, engagement):
        auditor = at(office.auditor)
        body = {"field": "phone", "reason": "审计"}
        assert auditor.post(page("person-reveal", engagement.person.number), body).status_code == 403
        assert "Show it once" not in words(auditor.get(page("person", engagement.person.number)))


class TestTheRecord:
    """修改档案: with a reason, against the version seen."""

    def body(self, person, **changes):
        return {"name": person.name, "reason": "本人更正", "version": person.version, **changes}

    def test_a_change_is_kept_and_logged_without_sealed_values(self, clerk, engagement):
        person = engagement.person
        address = page("person-edit", person.number)
        body = self.body(person, education="30", phone="13900000001")
        assert clerk.post(address, body).url == page("person", person.number)
        person.refresh_from_db()
        assert (person.education, person.phone) == ("30", "13900000001")
        event = AuditEvent.objects.get(act="person.edit")
        assert "13900000001" not in str(event.after) + str(event.before)

    def test_an_empty_sealed_field_keeps_what_is_there(self, clerk, engagement):
        person = engagement.person
        clerk.post(page("person-edit", person.number), self.body(person, school="某大学"))
        person.refresh_from_db()
        assert (person.phone, person.school) == ("13800000042", "某大学")

    def test_a_stale_version_is_said_and_the_input_kept(self, clerk, engagement):
        person = engagement.person
        clerk.post(page("person-edit", person.number), self.body(person, school="某大学"))
        response = clerk.post(page("person-edit", person.number), self.body(person, school="另一大学"))
        assert response.status_code == 412
        assert "另一大学" in words(response)

    def test_a_reason_is_asked_for(self, clerk, engagement):
        response = clerk.post(
            page("person-edit", engagement.person.number), self.body(engagement.person, reason="")
        )
        assert response.status_code == 400


def leaving(engagement, **changes):
    version = Engagement.objects.get(pk=engagement.pk).version
    return {"last_day": "2026-10-30", "exit_reason": "13", "key": KEY, "version": version, **changes}


class TestChanges:
    """Acts on an engagement, each from its own form."""

    def test_an_exit_is_recorded_once(self, office, clerk, engagement):
        body = leaving(engagement, compensation="12,000.00", note="本人提出")
        first, second = (clerk.post(page("exit-work", engagement.pk), body) for _time in range(2))
        assert first.url == second.url
        engagement.refresh_from_db()
        assert (engagement.end_date, engagement.compensation_fen) == (START, 1200000)
        assert engagement.filings.filter(kind="exit").count() == 1
        assert verify(office.district) == []

    def test_last_place_is_refused_and_the_lawful_way_named(self, clerk, engagement):
        response = clerk.post(page("exit-work", engagement.pk), leaving(engagement, exit_reason="60"))
        assert response.status_code == 409
        said = words(response)
        assert "guiding case 18" in said
        assert "found not competent, then trained" in said
        engagement.refresh_from_db()
        assert engagement.end_date is None

    def test_terms_change_from_a_day_on_with_a_reason(self, office, engagement, day):
        day.move_to("2026-11-12T02:00:00Z")
        clerk = at(office.clerk)
        body = {
            "on": "2026-11-10",
            "mode": "DIRECT",
            "post_category": "40",
            "primary_post": "窗口岗",
            "other_posts": "网格员、安全员",
            "monthly_pay": "6,800.00",
            "reason": "岗位调整",
            "version": engagement.version,
        }
        assert clerk.post(page("change-terms", engagement.pk), body).status_code == 302
        term = Term.objects.get(engagement=engagement, replaced_at=None, from_day=date(2026, 11, 10))
        assert (term.primary_post, term.other_posts) == ("窗口岗", ["网格员", "安全员"])
        again = clerk.post(page("change-terms", engagement.pk), body)
        assert again.status_code in (302, 412)
        assert Term.objects.filter(engagement=engagement, replaced_at=None).count() == 2

    def test_a_change_to_come_is_refused_with_the_input_kept(self, clerk, engagement):
        body = {
            "on": "2026-11-10",
            "mode": "DIRECT",
            "post_category": "50",
            "primary_post": "窗口岗",
            "reason": "调整",
            "version": engagement.version,
        }
        response = clerk.post(page("change-terms", engagement.pk), body)
        assert response.status_code == 409
        assert "窗口岗" in words(response)

    def test_a_change_that_would_free_or_take_a_head_is_not_offered(self, clerk, engagement):
        form = clerk.get(page("change-terms", engagement.pk)).context["form"]
        offered = {code for code, _word in form.fields["mode"].choices}
        assert "DISPATCH" in offered
        assert "OUTSOURCED" not in offered

    def test_a_person_without_a_head_takes_one(self, office, clerk):
        at(office.bureau).post(page("register-unseated"), typed(office.street, why="emergency", note="台风"))
        engagement = Engagement.objects.get()
        pool = Pool.objects.get(unit=office.street)
        body = {"pool": pool.pk, "key": KEY, "version": engagement.version}
        for _time in range(2):
            assert clerk.post(page("take-seat", engagement.pk), body).status_code == 302
        engagement.refresh_from_db()
        assert engagement.pool == pool
        assert verify(office.district) == []

    def test_a_pool_of_another_street_is_not_offered(self, office, clerk, engagement):
        foreign = Pool.objects.get(unit=office.other_street)
        body = {"pool": foreign.pk, "key": KEY, "version": engagement.version}
        assert clerk.post(page("take-seat", engagement.pk), body).status_code == 400

    def test_a_start_to_come_is_called_off(self, office, clerk):
        engagement = office.hire(date(2026, 11, 9), person=invented())
        assert "Call off the start" in words(clerk.get(page("person", engagement.person.number)))
        body = {"reason": "本人放弃", "key": KEY}
        for _time in range(2):
            assert clerk.post(page("cancel-start", engagement.pk), body).status_code == 302
        engagement.refresh_from_db()
        assert engagement.voided_at is not None
        assert verify(office.district) == []

    def test_a_start_that_came_is_not(self, clerk, engagement):
        response = clerk.post(page("cancel-start", engagement.pk), {"reason": "误报", "key": KEY})
        assert response.status_code == 409
        assert "Record an exit instead" in words(response)
