"""Members, tokens, units and the audit on their pages; what each list costs."""

from datetime import date

import pytest

from quota_pool import tokens
from quota_pool.models import ApiToken, AuditEvent, Member, Role, Unit, User
from tests import factories
from tests.quota_pool.reading import once, queries, said

pytestmark = pytest.mark.django_db


def test_every_act_is_told_in_words_with_before_and_after(office, enter):
    office.grant(5, valid_from=date(2026, 11, 2))
    html = said(enter(office.auditor).get("/audit/"))
    assert "<td>grant approved</td>" in html
    assert "state: proposed → granted" in html
    event = AuditEvent.objects.get(act="grant.approve")
    html = said(enter(office.auditor).get(f"/audit/{event.pk}/"))
    assert event.digest in html


def test_a_street_sees_what_was_done_in_it(office, enter):
    office.grant(5, valid_from=date(2026, 11, 2))
    html = said(enter(office.other_clerk).get("/audit/"))
    assert "<td>grant approved</td>" not in html
    event = AuditEvent.objects.get(act="grant.approve")
    assert enter(office.other_clerk).get(f"/audit/{event.pk}/").status_code == 404
    assert enter(factories.member(Role.HR, office.district)).get("/audit/").status_code == 403


def test_the_audit_is_filtered_and_its_export_leaves_a_trace(office, enter):
    office.grant(5, valid_from=date(2026, 11, 2))
    browser = enter(office.auditor)
    html = said(browser.get("/audit/?act=grant.propose&recorded_from=2026-11-02&recorded_to=2026-11-02"))
    assert "1 row" in html
    assert "1 row" not in said(browser.get("/audit/?act=grant.propose&recorded_to=2026-11-01"))
    assert browser.get("/audit/?act=nothing").status_code == 400
    b"".join(browser.get("/audit/?export=csv").streaming_content)
    assert AuditEvent.objects.filter(act="list.export", actor=office.auditor).exists()


def test_a_new_account_is_shown_its_password_once_and_must_choose_another(office, enter):
    answer = enter(office.admin).post(
        "/members/new/",
        {"username": "li.ming", "full_name": "李明", "role": "clerk", "unit": office.street.pk},
    )
    user = User.objects.get(username="li.ming")
    assert user.check_password(once(answer).replace("&amp;", "&"))
    assert user.must_change_password
    assert user.memberships.get().unit == office.street
    assert once(answer) not in str(list(AuditEvent.objects.values()))


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"role": "clerk", "unit": ""}, "is a role in one unit"),
        ({"role": "auditor"}, "is a role for the whole district"),
        ({"username": "taken"}, "is taken"),
    ],
)
def test_an_account_that_cannot_be_is_refused_with_its_reason(office, enter, facts, words):
    User.objects.create(username="Taken")
    form = {"username": "li.ming", "full_name": "李明", "role": "clerk", "unit": office.street.pk, **facts}
    answer = enter(office.admin).post("/members/new/", form)
    assert answer.status_code == 409
    assert words in said(answer)
    assert 'value="李明"' in said(answer)


def test_a_role_is_added_and_ended_and_nobody_ends_their_own(office, enter):
    browser = enter(office.admin)
    form = {"user": office.clerk.pk, "role": "street_lead", "unit": office.street.pk}
    assert browser.post("/members/role/", form).status_code == 302
    assert browser.post("/members/role/", form).status_code == 409
    member = Member.objects.get(user=office.clerk, role="street_lead")
    browser.post(f"/members/{member.pk}/end/", {"end-reason": "moved on"})
    member.refresh_from_db()
    assert member.ended_at
    own = Member.objects.get(user=office.admin)
    assert browser.post(f"/members/{own.pk}/end/", {"end-reason": "x"}).status_code == 409
    assert "ended" in said(browser.get(f"/members/{member.pk}/"))


@pytest.mark.requirement("R-077")
def test_nobody_gives_themselves_a_role(office, enter):
    form = {"user": office.admin.pk, "role": "bureau_lead", "unit": ""}
    answer = enter(office.admin).post("/members/role/", form)
    assert answer.status_code == 409
    assert "Nobody gives themselves a role" in said(answer)
    assert Member.objects.filter(user=office.admin).count() == 1


@pytest.mark.requirement("R-078")
def test_an_administrator_does_no_business_on_the_same_account(office, enter):
    second = factories.member(Role.ADMIN, office.district)
    browser = enter(office.admin)
    for user, role in ((second, "bureau_lead"), (office.clerk, "admin")):
        answer = browser.post("/members/role/", {"user": user.pk, "role": role, "unit": ""})
        assert answer.status_code == 409
        assert "has an account for that alone" in said(answer)
    past = Member.objects.get(user=office.clerk)
    browser.post(f"/members/{past.pk}/end/", {"end-reason": "moved on"})
    answer = browser.post("/members/role/", {"user": office.clerk.pk, "role": "admin", "unit": ""})
    assert answer.status_code == 302


def test_a_forgotten_password_is_given_anew(office, enter):
    member = Member.objects.get(user=office.clerk)
    answer = enter(office.admin).post(f"/members/{member.pk}/password/", {"reset-reason": "forgotten"})
    office.clerk.refresh_from_db()
    assert office.clerk.check_password(once(answer))
    assert office.clerk.must_change_password


def test_a_token_is_shown_once_lists_its_scopes_and_ends_at_once(office, enter):
    browser = enter(office.admin)
    form = {"system": "finance-system", "name": "nightly", "scopes": ["read_pool"], "days": 30, "unit": ""}
    text = once(browser.post("/members/tokens/issue/", form))
    token = tokens.find(text)
    assert token.scopes == ["read_pool"]
    assert text not in said(browser.get("/members/tokens/"))
    assert token.prefix in said(browser.get("/members/tokens/"))
    assert browser.post("/members/tokens/issue/", form).status_code == 409
    browser.post(f"/members/tokens/{token.pk}/", {"reason": "leaked"})
    assert tokens.find(text) is None


def test_a_person_gets_no_token(office, enter):
    form = {"system": office.clerk.username, "name": "x", "scopes": ["read_pool"], "days": 30}
    assert enter(office.admin).post("/members/tokens/issue/", form).status_code == 409
    assert not ApiToken.objects.exists()


@pytest.mark.parametrize("path", ["/members/", "/members/tokens/", "/members/units/", "/members/new/"])
def test_only_the_administrator_manages_members(office, enter, path):
    assert enter(office.clerk).get(path).status_code == 403


STREET = {"name": "丁街道", "code": "440112099", "unit_type": "street", "resident_population": "15000"}


def test_a_unit_is_entered_with_its_accounts_and_changed(office, enter):
    browser = enter(office.bureau)
    assert browser.post("/members/units/enter/", STREET).status_code == 302
    unit = Unit.objects.get(code="440112099")
    assert unit.pools.count() == 1
    answer = browser.post(
        f"/members/units/{unit.pk}/", {**STREET, "resident_population": "90000", "version": 1}
    )
    assert answer.status_code == 302
    assert "large" in said(browser.get("/members/units/"))
    assert browser.post(f"/members/units/{unit.pk}/", {**STREET, "version": 1}).status_code == 412


@pytest.mark.parametrize(
    ("facts", "status"),
    [({"code": "12"}, 400), ({"social_credit_code": "1"}, 400), ({"population_date": "2027-01-01"}, 400)],
)
def test_a_unit_with_faults_is_not_entered(office, enter, facts, status):
    assert enter(office.bureau).post("/members/units/enter/", {**STREET, **facts}).status_code == status


def test_a_code_belongs_to_one_unit_and_no_unit_lies_in_itself(office, enter):
    browser = enter(office.bureau)
    taken = {**STREET, "code": office.street.code}
    assert browser.post("/members/units/enter/", taken).status_code == 409
    own = {**STREET, "code": office.street.code, "parent": office.street.pk, "version": 1}
    assert browser.post(f"/members/units/{office.street.pk}/", own).status_code == 409


@pytest.mark.parametrize(
    ("path", "role", "most"),
    [
        ("/documents/", "bureau", 5),
        ("/audit/", "auditor", 6),
        ("/members/", "admin", 6),
        ("/members/tokens/", "admin", 5),
        ("/members/units/", "bureau", 6),
        ("/rules/", "clerk", 7),
    ],
)
def test_lists_cost_the_same_for_few_and_for_many(office, enter, path, role, most):
    browser = enter(getattr(office, role))
    browser.get(path)
    few = queries(browser, path)
    for number in range(12):
        factories.document(office.district)
        factories.unit(office.district, f"第{number}街道")
        factories.member(Role.AUDITOR, office.district)
        client_of = factories.member(Role.API, office.district)
        tokens.issue(
            user=client_of,
            district=office.district,
            name="x",
            scopes=[],
            actor=None,
            expires_at=AuditEvent.objects.first().recorded_at,
        )
    assert queries(browser, path) == few <= most
