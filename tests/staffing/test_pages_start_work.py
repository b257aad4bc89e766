"""招用登记: the number is read, the trial says what would happen, a refusal keeps what was typed."""

from datetime import date

import pytest
import time_machine

from quota_pool.ledger.proof import verify
from quota_pool.models import AuditEvent
from staffing.models import Engagement, Filing, Person
from tests.factories import Office, id_number, member
from tests.staffing.pages import START, at, page, typed, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def day():
    with time_machine.travel("2026-10-30T02:00:00Z", tick=True) as traveller:
        yield traveller


@pytest.fixture
def office(day):
    found = Office()
    found.grant(2, valid_from=START)
    return found


@pytest.fixture
def clerk(office):
    return at(office.clerk)


def test_a_clerk_registers_a_start_and_lands_on_the_persons_page(office, clerk):
    response = clerk.post(page("start-work"), typed(office.street, monthly_pay="6,800.00"))
    engagement = Engagement.objects.get()
    assert response.url == page("person", engagement.person.number)
    assert engagement.monthly_pay_fen == 680000
    assert engagement.created_by == office.clerk
    assert Filing.objects.get().deadline == date(2026, 11, 27)
    assert "filing clock runs" in words(clerk.get(response.url))
    assert verify(office.district) == []


def test_the_page_names_the_grants_and_when_the_filing_would_be_due(clerk):
    said = words(clerk.get(page("start-work")))
    assert "2026-11-27" in said
    assert "granted 2, free 2" in said


def test_sending_the_same_form_twice_seats_one_person(office, clerk):
    body = typed(office.street)
    first, second = clerk.post(page("start-work"), body), clerk.post(page("start-work"), body)
    assert first.url == second.url
    assert Engagement.objects.count() == 1


def test_a_trial_shows_free_and_held_before_and_after_and_keeps_nothing(office, clerk):
    response = clerk.post(page("start-work"), typed(office.street, **{"try": "yes"}))
    assert response.context["effect"].changes == [("free", 2, 1), ("held", 0, 1)]
    assert "2026-11-27" in words(response)
    assert not Engagement.objects.exists()
    assert not Person.objects.exists()
    assert not AuditEvent.objects.filter(act="engagement.start").exists()
    assert verify(office.district) == []


def test_a_trial_says_what_the_bureau_will_look_at(office, clerk):
    response = clerk.post(page("start-work"), typed(office.street, funding_source="", **{"try": "yes"}))
    assert "no_funding_source" in {reason.code for reason in response.context["remarks"]}
    assert "funding source is not named" in words(response)


def test_a_trial_by_htmx_answers_the_form_without_the_frame(office, clerk):
    body = typed(office.street, **{"try": "yes"})
    response = clerk.post(page("start-work"), body, headers={"HX-Request": "true"})
    assert words(response).lstrip().startswith('<div class="two" id="start-page">')


@pytest.mark.parametrize("how", [{}, {"try": "yes"}])
def test_a_refusal_gives_every_reason_with_its_way_out_and_keeps_the_input(office, clerk, how):
    office.hire(START)
    office.hire(START)
    body = typed(office.street, name="欧阳测试", primary_post="财务岗位", **how)
    response = clerk.post(page("start-work"), body)
    assert response.status_code == 409
    assert {reason.code for reason in response.context["reasons"]} == {"no_free_head", "forbidden_post"}
    said = words(response)
    assert "granted 2, used 2" in said
    assert "Give back one head" in said
    assert 'value="欧阳测试"' in said
    assert body["key"] in said
    assert Engagement.objects.count() == 2


@pytest.mark.requirement("R-016")
def test_the_last_head_taken_between_the_look_and_the_click_is_said_and_the_input_kept(office, clerk):
    office.hire(START)
    assert "granted 2, used 2" not in words(clerk.get(page("start-work")))
    body = typed(office.street, name="欧阳测试")
    assert clerk.post(page("start-work"), body | {"try": "yes"}).status_code == 200
    office.hire(START)
    response = clerk.post(page("start-work"), body)
    assert response.status_code == 409
    assert "granted 2, used 2" in words(response)
    assert 'value="欧阳测试"' in words(response)
    assert Engagement.objects.count() == 2


def test_the_same_words_stand_at_the_field_and_in_the_summary_once(office, clerk):
    response = clerk.post(page("start-work"), typed(office.street, primary_post="财务岗位"))
    form = response.context["form"]
    assert "may not hold this post" in form.errors["primary_post"][0]
    assert words(response).count('role="alert"') == 1


def test_a_wrong_digit_is_a_fault_of_the_field(office, clerk):
    number = id_number(77)
    wrong = number[:-1] + ("1" if number[-1] != "1" else "2")
    response = clerk.post(page("start-work"), typed(office.street, id_no=wrong))
    assert response.status_code == 400
    assert "check digit" in response.context["form"].errors["id_no"][0]


def test_a_paper_that_says_no_birth_date_asks_for_it(office, clerk):
    body = typed(office.street, id_type="passport", id_no="E12345678")
    response = clerk.post(page("start-work"), body)
    assert set(response.context["form"].errors) == {"sex", "birth_date"}
    fold = response.context["panels"][0].folds[0]
    assert fold.is_open
    answered = clerk.post(page("start-work"), body | {"sex": "2", "birth_date": "1990-03-12"})
    assert answered.status_code == 302
    assert Person.objects.get().sex == "2"


def test_another_street_cannot_be_chosen(office, clerk):
    response = clerk.post(page("start-work"), typed(office.other_street))
    assert response.status_code == 400
    assert "unit" in response.context["form"].errors


def test_only_who_may_hire_opens_the_form(office):
    assert at(office.auditor).get(page("start-work")).status_code == 403
    assert at(office.bureau).post(page("start-work"), {}).status_code == 403


def test_a_stranger_is_led_to_the_door(client):
    assert client.get(page("start-work")).status_code == 302


class TestTheNumber:
    """The ID number is asked about in a POST and answered in a line."""

    def ask(self, client, **body):
        return client.post(page("id-check"), {"id_type": "id_card", **body}, headers={"HX-Request": "true"})

    def test_it_says_sex_birth_age_and_retirement(self, clerk):
        said = words(self.ask(clerk, id_no=id_number(77)))
        assert "Male" in said
        assert "1990-03-12" in said
        assert "36 years old" in said
        assert "2053-3" in said

    def test_it_says_what_is_wrong(self, clerk):
        assert "18 digits" in words(self.ask(clerk, id_no="4401"))

    def test_it_leads_to_a_person_of_ones_own_unit_only(self, office, clerk):
        ours = office.hire(START).person
        theirs = None
        office.grant(1, street=office.other_street, valid_from=START)
        theirs = office.hire(START, street=office.other_street, clerk=office.other_clerk).person
        assert ours.number in words(self.ask(clerk, id_no=ours.id_no))
        assert theirs.number not in words(self.ask(clerk, id_no=theirs.id_no))

    def test_it_is_never_asked_in_an_address(self, clerk):
        assert clerk.get(page("id-check"), {"id_no": id_number(77)}).status_code == 405

    def test_who_may_not_hire_is_not_answered(self, office):
        assert self.ask(at(office.auditor), id_no=id_number(77)).status_code == 403


def test_the_clock_follows_the_first_day(office, clerk):
    said = words(clerk.get(page("filing-clock"), {"unit": office.street.pk, "start_date": "2026-11-02"}))
    assert "2026-11-30" in said
    other = clerk.get(page("filing-clock"), {"unit": office.other_street.pk, "start_date": "2026-11-02"})
    assert "2026-11-30" not in words(other)


def test_a_person_known_before_keeps_the_record(office, clerk):
    first = office.hire(START, person={"name": "测试甲", "id_no": id_number(77), "phone": "13800000042"})
    response = clerk.post(
        page("exit-work", first.pk),
        {"last_day": "2026-10-30", "exit_reason": "13", "key": typed(office.street)["key"], "version": 1},
    )
    assert response.status_code == 302
    body = typed(office.street, start_date="2026-10-31", phone="13900000042")
    answer = clerk.post(page("start-work"), body, follow=True)
    assert "already on record" in words(answer)
    assert Person.objects.get().phone == "13800000042"


class TestWithoutAHead:
    """无指标登记 is the bureau's."""

    def body(self, office, **changes):
        return typed(office.street, why="unauthorised", note="督查发现", **changes)

    def test_the_bureau_records_a_person_found_without_a_head(self, office):
        response = at(office.bureau).post(page("register-unseated"), self.body(office))
        assert response.status_code == 302
        assert Engagement.objects.get().standing == Engagement.Standing.UNSEATED
        assert verify(office.district) == []

    def test_twice_is_once(self, office):
        body = self.body(office)
        for _time in range(2):
            at(office.bureau).post(page("register-unseated"), body)
        assert Engagement.objects.count() == 1

    def test_a_person_on_post_is_refused(self, office):
        person = office.hire(START).person
        body = self.body(office, id_no=person.id_no)
        response = at(office.bureau).post(page("register-unseated"), body)
        assert response.status_code == 409
        assert "督查发现" in words(response)

    def test_a_clerk_may_not(self, office, clerk):
        assert clerk.get(page("register-unseated")).status_code == 403

    def test_another_districts_bureau_sees_no_such_unit(self, office):
        from tests import factories

        stranger = member("bureau", factories.district("440113", "别区"))
        response = at(stranger).post(page("register-unseated"), self.body(office))
        assert response.status_code == 400
