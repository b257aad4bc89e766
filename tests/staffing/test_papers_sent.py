"""Papers sent with the act they belong to: kept beside it, waiting while its form has a fault, swept up."""

import uuid

import pytest
import time_machine
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from quota_pool import waiting_files
from staffing.models import Attachment, Filing
from tests.factories import PDF
from tests.staffing.pages import START, at, page, typed, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(office, settings, tmp_path):
    """The office with one person on post; files lie in the test's own folder."""
    settings.MEDIA_ROOT = tmp_path
    office.grant(5, valid_from=START)
    office.person = office.hire(START)
    return office


class TestPapersSentWithTheActTheyBelongTo:
    """劳动合同、身份证件、离职材料: beside the form that needs them, and not lost when it has a fault."""

    def start(self, office, **changes):
        return at(office.clerk).post(page("start-work"), typed(office.street, **changes))

    def test_the_contract_comes_with_the_start_and_lies_beside_the_filing(self, office):
        self.start(office, paper_contract=SimpleUploadedFile("合同.pdf", PDF))
        kept = Attachment.objects.get()
        assert (kept.kind, kept.file_name) == ("contract", "合同.pdf")
        assert kept.filing == Filing.objects.get(engagement=kept.engagement)
        assert nothing_waits()

    def test_a_form_with_a_fault_keeps_the_file_that_was_sent(self, office):
        body = {"primary_post": "", "paper_contract": SimpleUploadedFile("合同.pdf", PDF)}
        answer = self.start(office, **body)
        assert answer.status_code == 400
        assert "Kept so far: 合同.pdf" in words(answer)
        note = answer.context["form"].fields["paper_contract"].note
        self.start(office, **{"paper_contract-kept": note})
        assert Attachment.objects.get().file_name == "合同.pdf"
        assert nothing_waits()

    def test_a_file_that_waits_is_not_sent_when_that_is_ticked(self, office):
        answer = self.start(office, primary_post="", paper_contract=SimpleUploadedFile("合同.pdf", PDF))
        note = answer.context["form"].fields["paper_contract"].note
        self.start(office, **{"paper_contract-kept": note, "paper_contract-drop": "on"})
        assert not Attachment.objects.exists()

    def test_a_file_that_is_none_to_keep_is_a_fault_of_its_field(self, office):
        answer = self.start(office, paper_id_card=SimpleUploadedFile("证件.pdf", b"<html>"))
        assert answer.status_code == 400
        assert "The file is no PDF, JPEG or PNG." in words(answer)
        assert not Attachment.objects.exists()
        assert nothing_waits()

    def test_nobody_spends_the_note_of_another_persons_file(self, office):
        answer = self.start(office, primary_post="", paper_contract=SimpleUploadedFile("合同.pdf", PDF))
        note = answer.context["form"].fields["paper_contract"].note
        assert waiting_files.found(note, office.clerk) is not None
        assert waiting_files.found(note, office.other_clerk) is None

    def test_a_trial_keeps_the_file_waiting_and_attaches_nothing(self, office):
        answer = self.start(office, paper_contract=SimpleUploadedFile("合同.pdf", PDF), **{"try": "yes"})
        assert answer.status_code == 200
        assert "Kept so far: 合同.pdf" in words(answer)
        assert not Attachment.objects.exists()

    def test_a_draft_remembers_the_file(self, office):
        answer = self.start(office, paper_contract=SimpleUploadedFile("合同.pdf", PDF), save="yes")
        assert "Kept so far: 合同.pdf" in words(at(office.clerk).get(answer.url))

    def test_leaving_papers_come_with_the_exit(self, office):
        body = {
            "last_day": START.isoformat(),
            "exit_reason": "13",
            "key": str(uuid.uuid4()),
            "version": office.person.version,
            "paper_exit": SimpleUploadedFile("离职材料.pdf", PDF),
        }
        answer = at(office.clerk).post(page("exit-work", office.person.pk), body)
        assert answer.status_code == 302, words(answer)
        kept = Attachment.objects.get()
        assert kept.kind == "exit"
        assert kept.filing.kind == Filing.Kind.EXIT

    def test_papers_come_with_a_registration_without_a_head_and_only_with_that(self, office):
        found = typed(office.street, why="unauthorised", note="检查发现")
        found |= {"paper_contract": SimpleUploadedFile("合同.pdf", PDF)}
        tried = at(office.bureau).post(page("register-unseated"), found | {"try": "yes"})
        assert tried.context["trial"] is not None, words(tried)
        assert not Attachment.objects.exists()
        found |= {"paper_contract": SimpleUploadedFile("合同.pdf", PDF)}
        answer = at(office.bureau).post(page("register-unseated"), found)
        assert answer.status_code == 302, words(answer)
        kept = Attachment.objects.get()
        assert (kept.kind, kept.engagement.standing, kept.uploaded_by) == (
            "contract",
            "unseated",
            office.bureau,
        )
        other = {"kind": "contract", "file": SimpleUploadedFile("合同二.pdf", PDF)}
        assert at(office.bureau).post(page("attach", office.person.pk), other).status_code == 403

    def test_what_nobody_sent_is_swept_up_when_it_is_as_old_as_a_draft(self, office):
        self.start(office, primary_post="", paper_contract=SimpleUploadedFile("合同.pdf", PDF))
        waiting_files.throw_away_what_nobody_sent()
        assert not nothing_waits()
        with time_machine.travel("2031-01-02T02:00:00Z"):
            waiting_files.throw_away_what_nobody_sent()
        assert nothing_waits()


def nothing_waits() -> bool:
    """No file lies beside a form that is not done."""
    folder = waiting_files.FOLDER
    return not default_storage.exists(folder) or default_storage.listdir(folder)[1] == []
