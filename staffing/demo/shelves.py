"""What an office keeps at hand in the demonstration: views, scans, issued papers, changes of many people."""

from datetime import timedelta

from django.core.files.base import ContentFile
from django.http import QueryDict
from django.utils import translation

from quota_pool import saved_views
from quota_pool.calendar import played, today
from quota_pool.models import User
from quota_pool.papers import REGISTRY, Ask, keeping
from staffing.demo.scene import Scene, office_hours
from staffing.models import Engagement, Filing
from staffing.services import attachments, bulk_changes

VIEWS = (
    ("clerk", "staffing:roster", "待备案人员", "on={today}&filing_state=to_submit", False),
    ("clerk", "staffing:roster", "按部门排列", "on={today}&order=department&density=tight", False),
    ("bureau", "staffing:filings", "逾期未备案", "overdue=true", True),
)
SCANS = (("contract", "劳动合同.pdf"), ("id_card", "身份证件.pdf"), ("contract", "续签合同.pdf"))
OF_THE_STREET = ("roster", "changes-of-month")
OF_THE_DISTRICT = ("quota-use", "mobile-ledger")
MOVED = 6


def play(scene: Scene) -> None:
    """The clerk's and the bureau's shelves, filled over the last days."""
    day, clerk, bureau = today(), scene.users["clerk"], scene.users["bureau"]
    home = scene.units[2 % len(scene.units)]
    with played(office_hours(day - timedelta(days=4))):
        for username, page, name, query, share in VIEWS:
            said = QueryDict(query.format(today=f"{today():%Y-%m-%d}"))
            saved_views.save(page=page, name=name, query=said, actor=scene.users[username], share=share)
        _scans(home, clerk)
    with played(office_hours(day - timedelta(days=3))):
        _many(scene, home, clerk, "综合行政执法办公室", "机构改革，科室更名")
        undone = _many(scene, home, clerk, "便民服务中心", "误选，已撤销")
        if undone is not None:
            bulk_changes.undo(batch=undone, actor=clerk)
    with played(office_hours(day - timedelta(days=2))), translation.override("zh-hans"):
        for key in OF_THE_STREET:
            _issue(scene, key, clerk, home)
        for key in OF_THE_DISTRICT:
            _issue(scene, key, bureau, None)


def _scans(home, clerk: User) -> None:
    """Scans beside the newest filings that wait to be submitted."""
    waiting = Filing.objects.filter(unit=home, state=Filing.State.TO_SUBMIT, kind=Filing.Kind.HIRE)
    waiting = waiting.select_related("engagement__unit").order_by("-pk")
    for place, (filing, (kind, name)) in enumerate(zip(waiting, SCANS, strict=False)):
        attachments.attach(
            engagement=filing.engagement,
            kind=kind,
            file=ContentFile(_page(place), name=name),
            filing=filing,
            note="示范文件，非真实材料",
            actor=clerk,
        )


def _page(place: int) -> bytes:
    """One page that says it is none."""
    words = b"BT /F1 18 Tf 72 770 Td (Demonstration only, no real paper: %d) Tj ET" % place
    return (
        b"%%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
        b"/Resources<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>endobj\n"
        b"4 0 obj<</Length %d>>stream\n%s\nendstream endobj\n"
        b"trailer<</Root 1 0 R>>\nstartxref\n0\n%%%%EOF\n" % (len(words), words)
    )


def _many(scene: Scene, home, clerk: User, department: str, reason: str):
    """A few people of one street moved to another department; nothing where nobody works."""
    rows = Engagement.objects.filter(unit=home, end_date=None, voided_at=None, start_date__lt=today())
    rows = list(rows.select_related("unit", "person").order_by("name_key", "pk")[:MOVED])
    if not rows:
        return None
    return bulk_changes.change_many(
        engagements=rows,
        on=today(),
        changes={"department": department},
        reason=reason,
        actor=clerk,
        key=scene.key(),
    )


def _issue(scene: Scene, key: str, actor: User, unit) -> None:
    paper, day = REGISTRY[key], today()
    asked = {"on": day} if "on" in paper.asks else {"month": day.replace(day=1)}
    ask = Ask(user=actor, district=scene.district, unit=unit, **asked)
    keeping.issue(paper=paper, ask=ask, actor=actor)
