"""What the acts of heads and people are called in the audit."""

from functools import partial

from django.utils.translation import gettext_lazy as _

from quota_pool.rules import name_values
from quota_pool.words import FACTS, READERS, field, name_acts
from staffing.dictionaries import LISTS, Education, PostCategory, label
from staffing.models import Attachment

# What became of a row of an import.
DONE = {
    "seated": _("on a head"),
    "unseated": _("without a head"),
    "registered": _("registered, not counted"),
    "changed": _("changed"),
    "left": _("exit recorded"),
    "refused": _("not accepted"),
}

FACTS |= {
    "field": _("Field"),
    "found": _("found"),
    "import": _("import"),
    "on": _("True from"),
    "origins": _("merged line"),
    "was": _("before"),
}
ORIGIN = ("assistant_kind", "department", "heads")
READERS |= {name: partial(label, name) for name in LISTS}
READERS |= {
    "mode": partial(label, "employment_mode"),
    "fulltime_education": partial(label, "education"),
    "household_type": partial(label, "household"),
    "reasons": partial(label, "return_reason"),
    "was": lambda done: DONE.get(done, done),
    "field": partial(field, "person"),
    "origins": lambda line: " ".join(str(line[name]) for name in ORIGIN if line.get(name) not in (None, "")),
}

name_acts(
    {
        "alert.seen": _("alert acknowledged"),
        "attachment.attach": _("file attached"),
        "attachment.open": _("attachment opened"),
        "attachment.void": _("attachment voided"),
        "bulk_change.start": _("many people's terms changed"),
        "bulk_change.undo": _("change of many people's terms undone"),
        "engagement.set_back": _("terms set back"),
        "emergency.close": _("emergency closed"),
        "emergency.open": _("emergency opened"),
        "engagement.cancel": _("start cancelled"),
        "engagement.change": _("terms changed"),
        "engagement.correct": _("entry corrected"),
        "engagement.exit": _("exit recorded"),
        "engagement.exit_moved": _("last day corrected"),
        "engagement.exit_undone": _("exit taken back"),
        "engagement.open": _("entered with the opening roster"),
        "engagement.register": _("registered without a head"),
        "engagement.seat": _("given a head"),
        "engagement.start": _("start of work"),
        "engagement.start_refused": _("start struck: its head was cut"),
        "engagement.undo": _("start undone with its import"),
        "filing.accepted": _("filing accepted"),
        "filing.opened": _("filed by the opening roster"),
        "filing.refused": _("filing refused"),
        "filing.returned": _("filing returned"),
        "filing.submitted": _("filing submitted"),
        "filing.urged": _("reminder of a filing"),
        "filing.voided": _("filing voided"),
        "freeze.approve": _("freeze put in force"),
        "freeze.lift": _("freeze lifted"),
        "freeze.propose": _("freeze proposed"),
        "freeze.refuse": _("freeze not put in force"),
        "filing.withdrawn": _("filing withdrawn"),
        "gift.approve": _("heads given to another street"),
        "gift.propose": _("gift of heads proposed"),
        "gift.refuse": _("gift of heads refused"),
        "transfer.accept": _("transfer accepted"),
        "transfer.agree": _("transfer with the head agreed to"),
        "transfer.approve": _("transfer with the head approved"),
        "transfer.decline": _("transfer declined"),
        "transfer.offer": _("transfer offered"),
        "transfer.withdraw": _("transfer withdrawn"),
        "grant.approve": _("grant approved"),
        "grant.propose": _("grant proposed"),
        "grant.extend": _("extension of a mobile grant proposed"),
        "grant.reclaim": _("reclaiming of unused heads proposed"),
        "grant.refuse": _("grant refused"),
        "grant.return": _("mobile heads given back"),
        "heads.issue": _("heads brought into the reserve"),
        "import.accept": _("import accepted"),
        "import.discard": _("import discarded"),
        "import.match": _("columns of an import matched"),
        "import.mend": _("row of an import mended"),
        "import.refuse": _("file of an import refused"),
        "import.undo": _("import undone"),
        "import.upload": _("roster uploaded"),
        "person.edit": _("person's record changed"),
        "person.find": _("person looked up by ID number"),
        "person.reveal": _("sealed field revealed"),
        "request.advised": _("opinion of finance on a request"),
        "request.changed": _("request changed"),
        "request.checked": _("request checked by the bureau"),
        "request.drafted": _("request drafted"),
        "request.granted": _("request granted"),
        "request.refused": _("request not granted"),
        "request.returned": _("request returned"),
        "request.submitted": _("request submitted"),
        "request.withdrawn": _("request withdrawn"),
        "recruitment.approve": _("staffing plan approved"),
        "recruitment.cancel": _("recruitment given up"),
        "recruitment.open": _("heads set aside for recruiting"),
        "recruitment.refuse": _("staffing plan not approved"),
        "recruitment.submit": _("staffing plan submitted"),
        "roster.open": _("roster opened"),
    }
)

# What the codes in the rules' values are called.
name_values(
    PostCategory.choices, "first_hire_age_waived", "women_at_50", "minimum_education_waived", "refill_ratio"
)
name_values(Education.choices, "minimum_education")
name_values(Attachment.Kind.choices, "attachments")
