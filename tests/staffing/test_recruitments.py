"""Heads set aside while people are sought: reserved, taken, given up, cut; planned and agreed to first."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from quota_pool import rules, substitutes
from quota_pool.ledger.proof import verify
from quota_pool.models import Hold, Member, User
from quota_pool.refusals import Refusal
from staffing.agenda import Desk
from staffing.models import Recruitment
from staffing.services import recruitments
from tests.desk import desk
from tests.factories import invented
from tests.quota_pool.reading import said
from tests.staffing.pages import at, page

pytestmark = pytest.mark.django_db
TODAY = date(2026, 10, 30)
SOON = date(2026, 11, 9)


@pytest.fixture
def granted(office):
    office.grant(5, valid_from=TODAY)
    return office


@pytest.fixture
def approve_first(office):
    """A street whose lump-sum needs a plan before each hire."""
    office.grant(5, valid_from=TODAY, entry_mode="approve_first")
    return office


def refused(act) -> list[str]:
    with pytest.raises(Refusal) as refusal:
        act()
    return [reason.code for reason in refusal.value.reasons]


def now(office) -> tuple[int, int, int]:
    row = office.figures()
    return row["reserved"], row["held"], row["free"]


@pytest.mark.requirement("R-009")
def test_what_is_set_aside_is_reserved_and_nobody_else_takes_it(granted):
    granted.recruit(5)
    assert now(granted) == (5, 0, 0)
    assert refused(lambda: granted.hire(TODAY)) == ["no_free_head"]
    assert verify(granted.district) == []


def test_a_hire_that_names_it_is_seated_from_it(granted):
    one = granted.recruit(2)
    granted.hire(TODAY, recruitment=one)
    assert now(granted) == (1, 1, 3)
    granted.hire(SOON, recruitment=one)
    assert now(granted) == (1, 1, 3), "reserved for the start to come instead"
    one.refresh_from_db()
    assert one.state == "filled"
    assert refused(lambda: granted.hire(TODAY, recruitment=one)) == ["recruitment_closed"]
    assert verify(granted.district) == []


def test_a_start_called_off_goes_back_to_its_recruitment(granted):
    one = granted.recruit(1)
    someone = granted.hire(SOON, recruitment=one)
    one.refresh_from_db()
    assert (one.state, now(granted)) == ("filled", (1, 0, 4))
    granted.cancel(someone)
    one.refresh_from_db()
    assert (one.state, one.closed_on, one.hold.left, now(granted)) == ("open", None, 1, (1, 0, 4))
    granted.hire(TODAY, recruitment=one)
    assert now(granted) == (0, 1, 4)
    assert verify(granted.district) == []


def test_a_start_called_off_after_the_recruitment_was_given_up_is_free(granted):
    one = granted.recruit(2)
    someone = granted.hire(SOON, recruitment=one)
    granted.give_up(one)
    granted.cancel(someone)
    assert now(granted) == (0, 0, 5)
    assert verify(granted.district) == []


def test_a_start_dated_before_the_heads_were_set_aside_takes_one_that_was_free(granted, clock):
    clock.move_to("2026-11-03T02:00:00Z")
    one = granted.recruit(5)
    granted.hire(date(2026, 11, 2), recruitment=one)
    assert now(granted) == (4, 1, 0)
    assert granted.figures(date(2026, 11, 2))["held"] == 1
    assert verify(granted.district) == []


def test_giving_up_frees_what_is_left_once(granted):
    one = granted.recruit(3)
    granted.hire(TODAY, recruitment=one)
    granted.give_up(one)
    assert now(granted) == (0, 1, 4)
    assert refused(lambda: granted.give_up(one)) == ["wrong_state"]
    assert verify(granted.district) == []


@pytest.mark.requirement("R-010")
@pytest.mark.parametrize(("heads", "came"), [(1, 0), (1, 1), (2, 1), (2, 2), (4, 0), (4, 3), (4, 4)])
def test_no_more_are_seated_than_were_set_aside_and_the_rest_is_free_in_the_act_that_ends_it(
    granted, heads, came
):
    one = granted.recruit(heads)
    for _person in range(came):
        granted.hire(TODAY, recruitment=one)
    assert now(granted) == (heads - came, came, 5 - heads)
    if came == heads:
        assert refused(lambda: granted.hire(TODAY, recruitment=one)) == ["recruitment_closed"]
    else:
        granted.give_up(one)
    assert now(granted) == (0, came, 5 - came)
    assert refused(lambda: granted.give_up(one)) == ["wrong_state"]
    assert refused(lambda: granted.hire(TODAY, recruitment=one)) == ["recruitment_closed"]
    assert verify(granted.district) == []


@pytest.mark.requirement("R-010")
def test_the_database_itself_gives_no_more_than_was_set_aside(granted):
    one = granted.recruit(1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Hold.objects.filter(pk=one.hold_id).update(left=-1)


def test_more_than_is_free_is_not_set_aside(granted):
    granted.hire(TODAY)
    assert refused(lambda: granted.recruit(5)) == ["reserve_too_many"]


def test_a_frozen_street_sets_nothing_aside(granted):
    granted.freeze()
    assert refused(lambda: granted.recruit(1)) == ["unit_frozen"]


def test_the_same_key_sets_aside_once(granted):
    first, again = granted.recruit(2, key="one"), granted.recruit(2, key="one")
    assert first == again
    assert now(granted) == (2, 0, 3)


def test_a_cut_takes_the_newest_recruiting_and_the_clerk_is_told(granted, clock):
    older, newer = granted.recruit(2), granted.recruit(2)
    clock.move_to("2026-11-02T02:00:00Z")
    granted.grant(3, valid_from=date(2026, 11, 2))
    older.hold.refresh_from_db()
    newer.hold.refresh_from_db()
    assert (older.hold.left, newer.hold.left) == (2, 1)
    [task] = [one for one in Desk(granted.clerk).tasks() if str(newer.pk) in one.url]
    assert task.url.endswith(f"/recruitments/{newer.pk}/")
    assert verify(granted.district) == []


def test_a_stale_recruitment_is_proposed_for_giving_up(granted, clock):
    one = granted.recruit(1)
    assert not [task for task in Desk(granted.clerk).tasks() if "recruitments" in task.url]
    clock.move_to(TODAY + timedelta(days=200))
    assert [task for task in Desk(granted.clerk).tasks() if task.url.endswith(f"/{one.pk}/")]


def test_another_post_category_does_not_sit_on_it(granted):
    one = granted.recruit(1)
    codes = refused(lambda: granted.hire(TODAY, recruitment=one, post_category="70"))
    assert codes == ["recruitment_of_another_category"]


def test_reserved_opens_its_rows_and_they_add_up(granted, client, clock):
    granted.recruit(2)
    granted.hire(SOON)
    clock.move_to("2026-11-03T02:00:00Z")
    granted.recruit(1)
    client.cookies["language"] = "en"
    client.force_login(granted.bureau)
    for days, total in (("", 4), ("&on=2026-10-30", 3), ("&on=2026-11-03&known_on=2026-10-31", 3)):
        figures = desk(granted.bureau).get(f"quota-positions/?unit={granted.street.pk}{days}")
        assert figures.answer["results"][0]["reserved"] == total
        foot = said(client.get(f"/reserved/?unit={granted.street.pk}{days}")).split("Total")[-1]
        assert str(total) in foot
    assert f"/reserved/?unit={granted.street.pk}" in client.get("/pool/").content.decode()


# --- approve first -----------------------------------------------------------------------------------------


def test_on_an_approve_first_grant_nobody_is_hired_without_a_plan(approve_first):
    with pytest.raises(Refusal) as refusal:
        approve_first.hire(TODAY)
    [reason] = refusal.value.reasons
    assert reason.code == "needs_plan"
    assert reason.remedy.startswith(("Plan it", "请在"))


def test_a_plan_is_submitted_and_agreed_to_before_heads_are_set_aside(approve_first):
    one = approve_first.recruit(2)
    assert (one.state, now(approve_first)) == ("planned", (0, 0, 5))
    what = {"recruitment": one, "actor": approve_first.street_lead}
    one = recruitments.submit_recruitment(**what)
    assert one.deadline == date(2026, 11, 20), "fifteen working days"
    assert refused(lambda: approve_first.hire(TODAY, recruitment=one)) == ["recruitment_closed"]
    one = recruitments.approve_recruitment(recruitment=one, actor=approve_first.bureau, key="approve")
    assert (one.state, now(approve_first)) == ("open", (2, 0, 3))
    assert "needs_plan" in refused(lambda: approve_first.hire(TODAY))
    approve_first.hire(TODAY, recruitment=one)
    assert now(approve_first) == (1, 1, 3)
    assert verify(approve_first.district) == []


def test_a_plan_may_be_refused_and_given_up(approve_first):
    one = recruitments.submit_recruitment(
        recruitment=approve_first.recruit(1), actor=approve_first.street_lead
    )
    one = recruitments.refuse_recruitment(recruitment=one, actor=approve_first.bureau, note="内部调剂解决")
    assert one.state == "refused"
    assert refused(lambda: approve_first.give_up(one)) == ["wrong_state"]
    approve_first.give_up(approve_first.recruit(1))
    assert now(approve_first) == (0, 0, 5)


def test_the_rule_of_a_district_holds_where_the_grant_says_nothing(granted):
    rules.set_value(
        code="entry_mode",
        value="approve_first",
        level="block",
        valid_from=TODAY,
        actor=granted.bureau_lead,
        district=granted.district,
    )
    assert refused(lambda: granted.hire(TODAY)) == ["needs_plan"]


def test_whoever_stands_in_for_the_bureau_s_leader_does_not_decide_on_a_plan_of_their_own(approve_first):
    one = recruitments.submit_recruitment(
        recruitment=approve_first.recruit(1), actor=approve_first.street_lead
    )
    Recruitment.objects.filter(pk=one.pk).update(submitted_by=approve_first.bureau_lead)
    substitutes.name_substitute(
        member=Member.objects.get(user=approve_first.bureau_lead),
        user=approve_first.bureau,
        from_day=TODAY,
        to_day=TODAY,
        actor=approve_first.bureau_lead,
        reason="外出",
    )
    bureau = User.objects.get(pk=approve_first.bureau.pk)
    act = {"recruitment": one, "actor": bureau, "key": "same eyes"}
    assert refused(lambda: recruitments.approve_recruitment(**act)) == ["own_work_of_the_absent"]
    assert page("recruitment-approve", one.pk) not in said(at(bureau).get(page("recruitment", one.pk)))


# --- refilling ---------------------------------------------------------------------------------------------


def refill(office, **table):
    rules.set_value(
        code="refill_ratio",
        value=table,
        level="block",
        valid_from=TODAY,
        actor=office.bureau_lead,
        district=office.district,
    )


def test_of_a_class_only_the_refilled_part_of_its_exits_may_start(granted, clock):
    leavers = [granted.hire(TODAY, post_category="70") for _ in range(4)]
    clock.move_to("2027-01-11T02:00:00Z")
    refill(granted, **{"70": 50})
    for one in leavers[:3]:
        granted.leave(one, date(2027, 1, 8))
    day = date(2027, 1, 11)
    granted.hire(day, post_category="70")
    with pytest.raises(Refusal) as refusal:
        granted.hire(day, post_category="70")
    [reason] = refusal.value.reasons
    assert reason.code == "refill_limit"
    assert (reason.facts["exits"], reason.facts["limit"], reason.facts["more"]) == (3, 1, 1)
    granted.hire(day, post_category="50")


def test_a_class_that_is_not_refilled_takes_nobody(granted, clock):
    clock.move_to("2027-01-11T02:00:00Z")
    refill(granted, **{"70": 0})
    assert refused(lambda: granted.hire(date(2027, 1, 11), post_category="70")) == ["refill_limit"]


# --- pages and REST ----------------------------------------------------------------------------------------


def test_on_the_pages_heads_are_set_aside_and_taken(granted, client):
    client.cookies["language"] = "en"
    client.force_login(granted.clerk)
    typed = {
        "unit": granted.street.pk,
        "pool": granted.lump_sum().pk,
        "heads": 2,
        "post_category": "50",
        "planned_for": "2026-11-09",
        "key": "0b8f3c1e-5a55-4d7c-9a6b-1f0c2d3e4f60",
    }
    tried = client.post("/recruitments/open/", typed | {"try": "yes"}).context["trial"]
    assert {name: after - before for name, before, after in tried.changes} == {"Reserved": 2, "Free": -2}
    answer = client.post("/recruitments/open/", typed)
    one = Recruitment.objects.get()
    assert answer["Location"] == f"/recruitments/{one.pk}/"
    assert "still set aside" in said(client.get(answer["Location"]))
    assert f'value="{one.pk}" selected' in client.get(f"/start-work/?recruitment={one.pk}").content.decode()


def test_whom_reserved_heads_are_for_is_told_in_the_readers_language(granted):
    for language, words in (("zh-hans", "网格"), ("en", "Grid")):
        with translation.override(language):
            granted.recruit(1)
        told = desk(granted.clerk).call("GET", "reserved-heads/", headers={"Accept-Language": language})
        assert len({row["note"] for row in told.answer["results"]}) == 1, "whoever wrote it"
        assert words in told.answer["results"][0]["note"], told.answer["results"]


def test_over_rest_it_is_opened_hired_from_and_cancelled(granted):
    clerk = desk(granted.clerk)
    facts = {"heads": 2, "post_category": "50", "planned_for": "2026-11-09", "pool": granted.lump_sum().pk}
    one = clerk.post("recruitments/open/", {"unit": granted.street.pk, **facts}).answer
    assert (one["state"], one["left"]) == ("open", 2)
    granted.hire(TODAY, recruitment=Recruitment.objects.get(), person=invented())
    closed = clerk.post(f"recruitments/{one['id']}/cancel/", {"reason": "暂缓"}).answer
    assert (closed["state"], closed["left"]) == ("cancelled", 0)
