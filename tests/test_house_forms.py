"""试算 stands on every form: what cannot be tried first is named here, with the reason why."""

import re
from pathlib import Path

from django.urls import URLPattern, get_resolver

from quota_pool.views.acts import ActPage
from tests.source import ROOT

TEMPLATES = ROOT / "templates"
FORM = re.compile(
    r'<form (?P<tag>[^<]*?method="post".*?)>\s*\{% csrf_token %\}(?P<inside>.*?)</form>', re.DOTALL
)
ADDRESS = re.compile(r"\{% url '([^']+)'|\{\{ ([a-z_.]+) \}\}")

OWN = "a person's own settings: nothing of the house changes"
PREVIEW = "the page before it is the trial: it lists what is done, what is skipped and why"
FILE = "a file is kept, or rows go on being read behind the page"
SECRET = "a secret is shown once: a trial would show it for nothing"
SENT = "a message goes to another system, which cannot take it back"
LOOK = "nothing is done but looked up"
BACK = "one click, and one click takes it back"
# (template, where its form is sent): why it has no 试算. An empty address is the page's own.
UNTRIED = {
    ("account/gate.html", ""): OWN,
    ("account/logout.html", ""): OWN,
    ("_top.html", "shell.forms.text_size"): OWN,
    ("_top.html", "shell.forms.language"): OWN,
    ("_top.html", "shell.forms.logout"): OWN,
    ("_views.html", "views.save_url"): OWN,
    ("quota_pool/saved_views.html", "saved-view-change"): OWN,
    ("quota_pool/saved_views.html", "saved-view-drop"): OWN,
    ("staffing/_drafts.html", ""): OWN,
    ("_table.html", ""): PREVIEW,
    ("_confirm.html", "confirm_url"): PREVIEW,
    ("quota_pool/calendar.html", "calendar-day"): PREVIEW,
    ("quota_pool/calendar.html", "calendar-load"): PREVIEW,
    ("quota_pool/calendar.html", "calendar-close"): PREVIEW,
    ("quota_pool/calendar_moves.html", "confirm_url"): PREVIEW,
    ("quota_pool/paper.html", "paper-issue"): PREVIEW,
    ("quota_pool/document.html", "enclosures-add"): FILE,
    ("quota_pool/full_paper.html", "full-paper-issue"): FILE,
    ("quota_pool/halt.html", "halt-lift"): PREVIEW,
    ("staffing/change_many.html", "staffing:bulk-change-new"): PREVIEW,
    ("staffing/bulk_change.html", "staffing:bulk-change-undo"): PREVIEW,
    ("quota_pool/document.html", "document-attach"): FILE,
    ("staffing/_attachments.html", "staffing:attach"): FILE,
    ("staffing/import.html", "staffing:import-bad-rows"): FILE,
    ("staffing/import_columns.html", ""): FILE,
    ("quota_pool/member.html", "member-reset"): SECRET,
    ("staffing/_sealed.html", "staffing:person-reveal"): SECRET,
    ("quota_pool/webhook.html", "webhook-start"): BACK,
    ("quota_pool/webhook.html", "webhook-stop"): BACK,
    ("quota_pool/webhook.html", "webhook-test"): SENT,
    ("quota_pool/webhook.html", "delivery-resend"): SENT,
    ("quota_pool/prove_paper.html", ""): LOOK,
    ("budgets/savings_solve.html", ""): LOOK,
    ("quota_pool/_job.html", "job-cancel"): BACK,
    ("quota_pool/substitutes.html", "substitute-end"): BACK,
    ("staffing/alerts.html", "staffing:alert-seen"): BACK,
    ("staffing/import.html", "staffing:import-discard"): BACK,
}
# Pages of acts by the name of their address.
UNTRIED_ACTS = {
    "document-enter": FILE,
    "document-attach": FILE,
    "attach": FILE,
    "enclosures-add": FILE,
    "full-paper-issue": FILE,
    "halt-lift": PREVIEW,
    "import-new": FILE,
    "import-columns": FILE,
    "import-accept": PREVIEW,
    "import-bad-rows": FILE,
    "import-undo": FILE,
    "import-row": FILE,
    "member-new": SECRET,
    "member-reset": SECRET,
    "token-issue": SECRET,
    "webhook-enter": SECRET,
    "webhook-start": BACK,
    "webhook-stop": BACK,
    "webhook-test": SENT,
    "delivery-resend": SENT,
    "person-reveal": SECRET,
    "person-find": LOOK,
    "calendar-day": PREVIEW,
    "calendar-load": PREVIEW,
    "calendar-close": PREVIEW,
}


def forms() -> dict[tuple[str, str], bool]:
    """Every form that is sent, by its template and address, and whether it can be tried."""
    found = {}
    for path in sorted(TEMPLATES.rglob("*.html")):
        for form in FORM.finditer(path.read_text()):
            where = ADDRESS.search(form["tag"].partition("action=")[2])
            key = (_name(path), (where[1] or where[2]) if where else "")
            found[key] = bool(re.search(r'"(staffing/)?_try\.html"', form["inside"]))
    return found


def _name(path: Path) -> str:
    return str(path.relative_to(TEMPLATES))


def act_pages(patterns=None):
    """(name, view) of every address behind which an act is sent."""
    for one in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(one, URLPattern):
            view = getattr(one.callback, "view_class", None)
            if view and issubclass(view, ActPage):
                yield one.name, view
        else:
            yield from act_pages(one.url_patterns)


def test_every_form_can_be_tried_first_or_says_why_not():
    seen = forms()
    without = {key for key, is_tried in seen.items() if not is_tried}
    assert len(seen) > 40
    assert without - UNTRIED.keys() == set(), 'add {% include "_try.html" %}, or name the reason here'
    assert UNTRIED.keys() - without == set(), "no such form any more, or it can be tried now"


def test_every_page_of_an_act_answers_a_trial_or_says_why_not():
    pages = dict(act_pages())
    untried = {name for name, view in pages.items() if not view.may_try}
    assert len(pages) > 60
    assert untried - UNTRIED_ACTS.keys() == set(), "let it be tried, or name the reason here"
    assert UNTRIED_ACTS.keys() - untried == set(), "no such page any more, or it can be tried now"
