"""备案: tabs and clocks, bulk acts with a preview, and the sheet on which street and bureau meet."""

from datetime import date
from html import unescape

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from quota_pool.models import AuditEvent
from quota_pool.refusals import Reason
from quota_pool.templatetags.reasons import place_of
from staffing.models import Filing, FilingEvent
from staffing.services import filings
from staffing.services.engagements import exit_work
from tests.factories import Office
from tests.staffing.pages import START, at, page, words

pytestmark = pytest.mark.django_db
State = Filing.State
EVERY = "/filings/?state="


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
def filing(office):
    return Filing.objects.get(engagement=office.hire(START))


def submitted(office, filing):
    return filings.submit(filing=filing, actor=office.clerk)


def seen(filing, **more):
    return {"version": Filing.objects.get(pk=filing.pk).version, "note": "", **more}


class TestTheList:
    """What a person sees, and how much it costs."""

    def test_tabs_count_each_state_under_the_other_conditions(self, office, filing):
        submitted(office, Filing.objects.get(engagement=office.hire(START)))
        tabs = at(office.clerk).get(page("filings"), {"state": "to_submit"}).context["tabs"]
        counts = {tab["label"]: tab["count"] for tab in tabs}
        assert counts == {
            "with the street": 1,
            "to submit": 1,
            "submitted": 1,
            "returned": 0,
            "overdue": 0,
            "filed": 0,
            "voided": 0,
            "all": 2,
        }
        assert [tab["label"] for tab in tabs if tab["current"]] == ["to submit"]

    def test_the_list_opens_on_what_waits_for_the_readers_own_act(self, office, filing):
        for who, tab in ((office.clerk, "with the street"), (office.bureau, "submitted")):
            answer = at(who).get(page("filings"), follow=True)
            [(address, _status)] = answer.redirect_chain
            assert [one["label"] for one in answer.context["tabs"] if one["current"]] == [tab]
            assert "state=" in address, "the address is the view"
        plain = at(office.auditor).get(page("filings"))
        assert [one["label"] for one in plain.context["tabs"] if one["current"]] == ["all"]

    def test_every_row_is_one_click_away_from_the_tab_it_opens_on(self, office, filing):
        browser = at(office.bureau)
        opened = browser.get(page("filings"), follow=True)
        assert "Nothing matches" in words(opened)
        for address in (opened.context["clear_url"], opened.context["tabs"][-1]["url"]):
            shown = browser.get(page("filings") + address)
            assert shown.context["list"].pager.count == 1, address
        [chip] = at(office.clerk).get(page("filings"), follow=True).context["list"].chips
        assert browser.get(page("filings") + chip.url).context["list"].pager.count == 1

    def test_each_tabs_total_is_the_lists(self, office, filing, day):
        submitted(office, Filing.objects.get(engagement=office.hire(START)))
        day.move_to("2026-12-25T02:00:00Z")
        client = at(office.clerk)
        for tab in client.get(EVERY).context["tabs"]:
            shown = client.get(page("filings") + tab["url"]).context["list"]
            assert shown.pager.count == tab["count"], tab["label"]

    def test_the_clock_counts_working_days_in_word_icon_and_colour(self, office, filing, day):
        client = at(office.clerk)
        assert "20 working days left" in words(client.get(EVERY))
        day.move_to("2026-11-23T02:00:00Z")
        amber = words(at(office.clerk).get(EVERY))
        assert "due-amber" in amber
        assert "4 working days left" in amber
        day.move_to("2026-12-02T02:00:00Z")
        red = words(at(office.clerk).get(page("filings"), {"overdue": "true"}))
        assert "due-red" in red
        assert "3 working days late" in red

    def test_a_street_sees_its_own_filings_only(self, office, filing):
        office.hire(START, street=office.other_street, clerk=office.other_clerk)
        assert at(office.clerk).get(EVERY).context["list"].pager.count == 1
        assert at(office.bureau).get(EVERY).context["list"].pager.count == 2

    def test_one_row_costs_as_many_questions_as_thirty(self, office, filing):
        client = at(office.clerk)
        client.get(EVERY)
        with CaptureQueriesContext(connection) as one:
            client.get(EVERY)
        for _person in range(29):
            office.hire(START)
        with CaptureQueriesContext(connection) as thirty:
            assert client.get(EVERY).context["list"].pager.count == 30
        assert len(one) == len(thirty)
        assert len(thirty) <= 6, [query["sql"] for query in thirty]

    def test_an_export_names_states_in_words_and_leaves_a_trace(self, office, filing):
        response = at(office.clerk).get(page("filings"), {"export": "csv"})
        text = (
            b"".join(response.streaming_content).decode("utf-8-sig")
            if response.streaming
            else words(response)
        )
        assert "to file" in text
        assert "<span" not in text
        event = AuditEvent.objects.get(act="list.export")
        assert event.after["rows"] == 1


class TestManyAtOnce:
    """Bulk acts say first what they leave and why."""

    def test_the_preview_lists_what_will_be_skipped_and_why(self, office, filing):
        later = Filing.objects.get(engagement=office.hire(date(2026, 11, 5)))
        response = at(office.clerk).post(page("filings-submit"), {"scope": "all", "query": ""})
        assert response.context["doing_count"] == 1
        [(label, why)] = response.context["skipped"]
        assert later.engagement.person.name in label
        assert "2026-11-05" in why
        assert not FilingEvent.objects.exists()

    def test_confirmed_it_submits_what_it_said(self, office, filing):
        office.hire(date(2026, 11, 5))
        client = at(office.clerk)
        body = {"scope": "all", "query": "state=to_submit"}
        looked = dict(client.post(page("filings-submit"), body).context["carried"])
        response = client.post(page("filings-submit"), body | looked | {"confirmed": "yes"})
        assert response.url == page("filings") + "?state=to_submit"
        filing.refresh_from_db()
        assert filing.state == State.SUBMITTED
        assert "1 filing was submitted" in words(client.get(response.url))

    def test_what_matches_meanwhile_is_shown_before_it_is_done(self, office, filing):
        client = at(office.clerk)
        body = {"scope": "all", "query": "state=to_submit"}
        looked = dict(client.post(page("filings-submit"), body).context["carried"])
        office.hire(START)
        response = client.post(page("filings-submit"), looked | {"confirmed": "yes"})
        assert response.context["doing_count"] == 2
        assert "Others match now than those you looked at" in words(response)
        assert not FilingEvent.objects.exists()
        looked = dict(response.context["carried"])
        client.post(page("filings-submit"), looked | {"confirmed": "yes"})
        assert FilingEvent.objects.count() == 2

    def test_confirmed_twice_submits_once(self, office, filing):
        client = at(office.clerk)
        for _time in range(2):
            client.post(page("filings-submit"), {"pk": [filing.pk], "confirmed": "yes"})
        assert FilingEvent.objects.filter(filing=filing).count() == 1

    def test_the_bureau_accepts_many_and_leaves_its_own_work(self, office, filing):
        submitted(office, filing)
        second = submitted(office, Filing.objects.get(engagement=office.hire(START)))
        Filing.objects.filter(pk=second.pk).update(submitted_by=office.bureau)
        client = at(office.bureau)
        preview = client.post(page("filings-accept"), {"scope": "all", "query": "state=submitted"})
        assert preview.context["doing_count"] == 1
        assert "four eyes" in preview.context["skipped"][0][1]
        looked = dict(preview.context["carried"])
        client.post(page("filings-accept"), looked | {"confirmed": "yes"})
        filing.refresh_from_db()
        second.refresh_from_db()
        assert (filing.state, second.state) == (State.FILED, State.SUBMITTED)

    def test_the_preview_says_what_must_not_be_passed_over(self, office, filing):
        late = submitted(office, filing)
        Filing.objects.filter(pk=late.pk).update(late_days=7)
        preview = at(office.bureau).post(page("filings-accept"), {"scope": "all", "query": "state=submitted"})
        [shown] = preview.context["doing"]
        assert "7" in shown.concerns[0]
        assert shown.concerns[0] in unescape(preview.content.decode())

    def test_another_streets_filing_is_not_touched(self, office):
        other = Filing.objects.get(
            engagement=office.hire(START, street=office.other_street, clerk=office.other_clerk)
        )
        at(office.clerk).post(page("filings-submit"), {"pk": [other.pk], "confirmed": "yes"})
        other.refresh_from_db()
        assert other.state == State.TO_SUBMIT

    def test_only_who_may_submit_or_decide(self, office, filing):
        assert at(office.auditor).post(page("filings-submit"), {"pk": [filing.pk]}).status_code == 403
        assert at(office.clerk).post(page("filings-accept"), {"pk": [filing.pk]}).status_code == 403


class TestTheSheet:
    """One filing as both sides see it."""

    def test_it_shows_every_rule_with_its_answer_and_the_heads_on_the_day(self, office, filing):
        response = at(office.clerk).get(page("filing", filing.pk))
        found = {str(line.label): line.result for line in response.context["lines"]}
        assert found["heads within the quota"] == "passed"
        assert found["a valid identity document"] == "passed"
        assert found["funding source named"] == "warned"
        assert response.context["position"]["granted"] == 40
        said = words(response)
        assert "File within 20 working days → 2026-11-27" in said
        assert "day-due" in said

    def test_buttons_stand_only_for_whom_they_work(self, office, filing):
        def acts(user):
            context = at(user).get(page("filing", filing.pk)).context
            return [name for name in ("may_submit", "may_decide", "may_refuse", "own_work") if context[name]]

        assert acts(office.clerk) == ["may_submit"]
        assert acts(office.bureau) == []
        submitted(office, filing)
        assert acts(office.clerk) == []
        assert acts(office.bureau) == ["may_decide"]
        assert acts(office.bureau_lead) == ["may_decide", "may_refuse"]
        assert acts(office.auditor) == []

    def test_four_eyes_are_explained_where_the_buttons_are_missing(self, office, filing):
        submitted(office, filing)
        Filing.objects.filter(pk=filing.pk).update(submitted_by=office.bureau)
        response = at(office.bureau).get(page("filing", filing.pk))
        assert response.context["own_work"]
        assert "a colleague decides on it" in words(response)

    def test_from_the_street_to_the_record(self, office, filing):
        at(office.clerk).post(page("filing-submit", filing.pk), seen(filing, note="材料齐"))
        response = at(office.bureau).post(page("filing-accept", filing.pk), seen(filing))
        assert response.url == page("filing", filing.pk)
        filing.refresh_from_db()
        assert filing.state == State.FILED
        assert filing.number in words(at(office.clerk).get(response.url))

    def test_a_return_needs_a_reason_and_opens_its_own_clock(self, office, filing, day):
        submitted(office, filing)
        day.move_to("2026-11-02T02:00:00Z")
        bureau = at(office.bureau)
        refused = bureau.post(page("filing-return", filing.pk), seen(filing, note="缺签字页"))
        assert refused.status_code == 409
        assert "缺签字页" in words(refused)
        bureau.post(page("filing-return", filing.pk), seen(filing, reasons=["CONTRACT"], note="缺签字页"))
        said = words(at(office.clerk).get(page("filing", filing.pk)))
        assert "Contract faulty" in said
        assert "缺签字页" in said
        assert "Correct within 5 working days → 2026-11-09" in said

    def test_only_a_leader_refuses_for_good(self, office, filing):
        submitted(office, filing)
        body = seen(filing, reasons=["IDENTITY"], note="证件不符")
        assert at(office.bureau).post(page("filing-refuse", filing.pk), body).status_code == 403
        at(office.bureau_lead).post(page("filing-refuse", filing.pk), body)
        filing.refresh_from_db()
        assert filing.state == State.REFUSED

    def test_an_unknown_reason_is_a_fault_of_the_form(self, office, filing):
        submitted(office, filing)
        body = seen(filing, reasons=["NONSENSE"])
        assert at(office.bureau).post(page("filing-return", filing.pk), body).status_code == 400

    def test_sent_twice_it_moves_once(self, office, filing):
        body = seen(filing)
        client = at(office.clerk)
        first, second = (client.post(page("filing-submit", filing.pk), body) for _time in range(2))
        assert (first.status_code, second.status_code) == (302, 412)
        assert FilingEvent.objects.filter(filing=filing).count() == 1

    def test_what_changed_meanwhile_is_said_and_the_note_is_kept(self, office, filing):
        submitted(office, filing)
        body = seen(filing, note="可以")
        filings.return_(filing=filing, reasons=["PAY"], actor=office.bureau_lead)
        response = at(office.bureau).post(page("filing-accept", filing.pk), body)
        assert response.status_code == 412
        assert "Somebody changed this meanwhile" in words(response)

    def test_another_streets_filing_does_not_exist(self, office, filing):
        stranger = at(office.other_clerk)
        assert stranger.get(page("filing", filing.pk)).status_code == 404
        assert stranger.post(page("filing-submit", filing.pk), seen(filing)).status_code == 404

    def test_an_exit_filing_shows_the_ground(self, office, filing):
        exit_work(
            engagement=filing.engagement, last_day=START, exit_reason="13", actor=office.clerk, key="exit"
        )
        leaving = Filing.objects.get(kind="exit")
        response = at(office.clerk).get(page("filing", leaving.pk))
        assert [line.result for line in response.context["lines"]] == ["passed", "passed"]
        assert "Resigned" in words(response)

    def test_the_officer_is_led_to_the_next_one(self, office, filing):
        submitted(office, filing)
        second = submitted(office, Filing.objects.get(engagement=office.hire(START)))
        context = at(office.bureau).get(page("filing", filing.pk)).context
        assert context["next_url"] == page("filing", second.pk)

    def test_the_officer_sees_contract_probation_and_further_posts(self, office):
        work = {
            "contract_no": "合-7",
            "contract_start": START,
            "contract_end": date(2028, 10, 29),
            "probation_end": date(2026, 12, 29),
            "other_posts": ("安全员", "禁毒专干"),
        }
        filing = Filing.objects.get(engagement=office.hire(START, **work))
        said = words(at(office.bureau).get(page("filing", filing.pk)))
        for shown in ("合-7 · 2026-10-30 – 2028-10-29", "2026-12-29", "安全员、禁毒专干"):
            assert shown in said


class TestWhereARefusalLeads:
    """Each reason leads to the field of the form that was sent, or to the page where it is mended."""

    def test_the_reason_of_a_return_leads_to_its_own_form(self, office, filing):
        submitted(office, filing)
        body = seen(filing, reasons=[])
        answer = at(office.bureau).post(page("filing-return", filing.pk), body)
        assert answer.status_code == 409
        place = answer.context["form"]["reasons"].auto_id
        assert f'<a href="#{place}">' in words(answer)

    def test_what_is_no_field_of_the_form_leads_to_the_page_that_mends_it(self, office, filing):
        sheet = at(office.clerk).get(page("filing", filing.pk)).context
        reason = Reason("no_funding_source", {}, field="funding_source")
        place = place_of({"form": sheet["submit_form"], "mends": sheet["mends"]}, reason)
        assert place == page("entry-correct", filing.engagement_id) + "#id_funding_source"
        assert place_of({"form": sheet["submit_form"]}, reason) == "", "no link that leads nowhere"
