"""A small demonstration district with one person of every role and a sample of everything a page can show."""

from dataclasses import replace
from datetime import timedelta
from functools import cached_property

from django.core.files.uploadedfile import SimpleUploadedFile

from budgets.models import Difference, Snapshot
from quota_pool import access, documents, enclosures, full_papers, tokens
from quota_pool.calendar import now, today
from quota_pool.models import (
    Act,
    AuditEvent,
    District,
    Document,
    Enclosure,
    FullPaper,
    Halt,
    Job,
    Member,
    Pool,
    PrintedPaper,
    Role,
    Unit,
    User,
    Webhook,
)
from quota_pool.papers import REGISTRY, Ask
from quota_pool.rules import RULES
from staffing import demo
from staffing.models import (
    Attachment,
    BulkChange,
    Emergency,
    Engagement,
    Filing,
    Freeze,
    HeadGift,
    ImportBatch,
    ImportRow,
    MobileRequest,
    QuotaGrant,
    Recruitment,
    Transfer,
)
from staffing.selectors import unit_position
from staffing.services import attachments, emergencies, engagements, grants, imports, placement
from staffing.services.engagements import Work
from tests import factories, kept
from tests.staffing import rosters

IN_A_STREET = {Role.CLERK, Role.STREET_LEAD, Role.STREET_FINANCE}
WORK = Work(start_date=today(), mode="DIRECT", post_category="50", primary_post="网格员")


class World:
    """The district, `people` by role, and samples."""

    def __init__(self):
        demo.load(people_wanted=60, units=3, years=1, say=lambda _words: None)
        self.district = District.objects.get()
        self.street = Member.objects.get(user__username="clerk").unit
        self.people = {role: self.member(role) for role in Role.values}
        self.a_start_to_come()
        self.a_proposal()
        self.a_scan()
        self.somebody_without_a_head()

    def member(self, role: str) -> User:
        """The demonstration's own account where it has one."""
        unit = self.street if role in IN_A_STREET else None
        found = Member.objects.filter(role=role, unit=unit).order_by("pk").first()
        return found.user if found else factories.member(role, self.district, unit, username=f"the-{role}")

    def a_start_to_come(self) -> None:
        """On a head of its own: small streets may have none left."""
        more = self.propose(unit_position(self.street).total("granted", "lump_sum") + 5)
        grants.approve_grant(grant=more, actor=self.people[Role.BUREAU_LEAD], key="more")
        engagements.start_work(
            unit=self.street,
            person=factories.invented(),
            work=replace(WORK, start_date=today() + timedelta(days=9)),
            actor=self.people[Role.CLERK],
            key="to come",
        )

    def a_proposal(self) -> None:
        self.propose(99)

    def propose(self, heads: int) -> QuotaGrant:
        return grants.propose_grant(
            unit=self.street,
            kind="lump_sum",
            heads=heads,
            document=factories.document(self.district, f"埔编〔{today().year}〕9{heads:02d}号", today()),
            valid_from=today(),
            actor=self.people[Role.BUREAU],
        )

    def a_scan(self) -> None:
        paper = Document.objects.order_by("pk").first()
        documents.attach_scan(
            document=paper,
            scan=SimpleUploadedFile("批文.pdf", factories.PDF),
            actor=self.people[Role.BUREAU],
            seen=paper.version,
        )

    def somebody_without_a_head(self) -> None:
        placement.register_unseated(
            unit=self.street,
            person=factories.invented(),
            work=replace(WORK, start_date=today()),
            why="unauthorised",
            actor=self.people[Role.BUREAU],
            key="unseated",
        )

    @staticmethod
    def webhooks() -> list[Webhook]:
        return list(Webhook.objects.all())

    @staticmethod
    def locked_months() -> list[Snapshot]:
        return list(Snapshot.objects.order_by("-month")[:1])

    def differences(self) -> list[Difference]:
        """One of each state, the street's own before others'."""
        rows = list(Difference.objects.filter(unit=self.street).order_by("pk"))
        return list({row.state: row for row in rows}.values())

    # --- samples: what the pages of the table below are opened with ---------------------------------------

    @property
    def works(self):
        return Engagement.objects.filter(unit=self.street, voided_at=None).order_by("pk")

    @cached_property
    def on_post(self) -> Engagement:
        return self.works.filter(end_date=None, start_date__lte=today(), standing="seated").first()

    @cached_property
    def bulk_change(self) -> BulkChange:
        row = self.on_post
        return BulkChange.objects.create(
            district=self.district,
            unit=row.unit,
            key="bulk",
            state=BulkChange.State.DONE,
            on=today(),
            changes={"department": "党政办"},
            reason="改设",
            created_by=self.people[Role.CLERK],
            created_at=now(),
        )

    @cached_property
    def to_come(self) -> Engagement:
        return self.works.filter(start_date__gt=today()).first()

    @cached_property
    def unseated(self) -> Engagement:
        return self.works.filter(standing="unseated").first()

    @cached_property
    def gone(self) -> Engagement:
        return Engagement.objects.filter(unit=self.street).exclude(end_date=None).order_by("pk").first()

    def filings(self) -> list[Filing]:
        """One of every state there is, in the street where there is one."""
        rows = Filing.objects.order_by("state", "pk")
        return list({filing.state: filing for filing in (*rows, *rows.filter(unit=self.street))}.values())

    def grants(self) -> list[QuotaGrant]:
        """One of each kind and state."""
        return list(
            {(row.kind, row.purpose, row.state): row for row in QuotaGrant.objects.order_by("-pk")}.values()
        )

    def freezes(self) -> list[Freeze]:
        """One of each state."""
        return list({row.state: row for row in Freeze.objects.order_by("pk")}.values())

    def requests(self) -> list[MobileRequest]:
        """One of every state there is, in the street where there is one."""
        rows = MobileRequest.objects.order_by("state", "pk")
        return list({row.state: row for row in (*rows, *rows.filter(unit=self.street))}.values())

    @cached_property
    def emergency(self) -> Emergency:
        """Opened here: the demonstration keeps the street of its tour without people beside a head."""
        return emergencies.open_emergency(
            unit=self.street,
            what="台风登陆，须立即转移低洼处居民",
            started_on=today(),
            actor=self.people[Role.STREET_LEAD],
            key="emergency",
        )

    def mobile_pools(self) -> list[Pool]:
        """One of the street's own, and the one that ends first."""
        rows = Pool.objects.exclude(kind=Pool.Kind.LUMP_SUM).order_by("valid_to", "pk")
        return [*rows[:1], *rows.filter(unit=self.street)[:1]]

    @cached_property
    def drafted(self) -> MobileRequest:
        return MobileRequest.objects.filter(unit=self.street, state=MobileRequest.State.DRAFT).first()

    @cached_property
    def gift(self) -> HeadGift:
        return HeadGift.objects.order_by("pk").first()

    @cached_property
    def transfer(self) -> Transfer:
        return Transfer.objects.order_by("pk").first()

    def recruitments(self) -> list[Recruitment]:
        """One of each state."""
        return list({row.state: row for row in Recruitment.objects.order_by("pk")}.values())

    @cached_property
    def job(self) -> Job:
        return Job.objects.create(
            district=self.district,
            unit=self.street,
            actor=self.people[Role.CLERK],
            kind=self.batches[0].job.kind,
            payload={"batch": self.batches[0].pk},
            state=Job.State.RUNNING,
            lease_until=now() + timedelta(hours=1),
            total=100,
            done=40,
            faults=3,
        )

    @cached_property
    def attachment(self) -> Attachment:
        return attachments.attach(
            engagement=self.on_post,
            kind="contract",
            file=SimpleUploadedFile("合同.pdf", factories.PDF),
            actor=self.people[Role.CLERK],
        )

    @cached_property
    def printed(self) -> PrintedPaper:
        return factories.issued(self, self.street, self.people[Role.CLERK])

    @cached_property
    def act(self) -> Act:
        return Act.objects.filter(entries__unit=self.street).order_by("-pk").first()

    @cached_property
    def other_unit(self) -> Unit:
        return Unit.objects.exclude(pk=self.street.pk).first()

    @cached_property
    def event(self) -> AuditEvent:
        return AuditEvent.objects.filter(unit=self.street).order_by("-pk").first()

    @cached_property
    def token(self):
        row, _text = tokens.issue(
            user=factories.member(Role.API, self.district, username="machine"),
            district=self.district,
            unit=None,
            name="区财政系统",
            scopes=sorted(access.ACTS)[:5],
            expires_at=now().replace(year=now().year + 1),
            actor=self.people[Role.ADMIN],
        )
        return row

    @cached_property
    def act_on_paper(self) -> Act:
        return Act.objects.exclude(document=None).order_by("-pk").first()

    @cached_property
    def enclosure(self) -> Enclosure:
        [added] = enclosures.add(
            document=self.scanned,
            files=[SimpleUploadedFile("附件1.pdf", factories.PDF)],
            title="附件1 分配表",
            actor=self.people[Role.BUREAU],
        )
        return added

    @cached_property
    def full_paper(self) -> FullPaper:
        ask = Ask(
            user=self.people[Role.CLERK], district=self.district, unit=self.street, on=today(), is_full=True
        )
        return full_papers.ask(
            paper=REGISTRY["roster"], ask=ask, reason="派遣公司参保", actor=self.people[Role.CLERK]
        )

    @cached_property
    def halt(self) -> Halt:
        return kept.lifted_halt(self.street)

    @cached_property
    def scanned(self) -> Document:
        return Document.objects.exclude(scan_sha256="").first()

    @cached_property
    def rules(self) -> list[str]:
        return sorted(RULES)[:2]

    @cached_property
    def batches(self) -> list[ImportBatch]:
        """A roster read, with faults in it."""
        return [self.upload("roster-hostile.xlsx")]

    def upload(self, name: str) -> ImportBatch:
        batch = imports.upload(
            unit=self.street, kind="roster", file=rosters.real(name), actor=self.people[Role.CLERK]
        )
        batch.refresh_from_db()
        return batch

    @cached_property
    def faulty_row(self) -> ImportRow:
        return self.batches[0].rows.filter(status=ImportRow.Status.FAULTY).first()
