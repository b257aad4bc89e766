"""Conditions of the lists of people and heads, one declaration for the page and the API."""

import re
from datetime import timedelta

import django_filters as filters
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from quota_pool import access, pinyin, sealed
from quota_pool.calendar import today
from quota_pool.filters import (
    DatedFilterSet,
    DayFilter,
    EntryFilter,
    Several,
    WholeFilter,
    day_from,
    day_to,
    visible_documents,
    visible_pools,
    visible_units,
)
from quota_pool.models import Account, Book, District, Hold, Pool
from staffing import origins, overdue, then
from staffing.alerts import KINDS
from staffing.alerts.people import ROWS
from staffing.dictionaries import Mode, PostCategory
from staffing.identity import IdFault, canonical_id, check_id
from staffing.models import (
    Attachment,
    DeadlineMove,
    Engagement,
    Filing,
    Freeze,
    ImportBatch,
    ImportRow,
    MobileRequest,
    Person,
    QuotaGrant,
    Recruitment,
)
from staffing.selectors import BEHIND, set_aside
from staffing.services.people import id_hash

WHOLE_ID = re.compile(r"\d{15}|\d{17}[0-9X]")
LAST_FOUR = re.compile(r"\d{3}[0-9X]")
NUMBER = re.compile(r"[0-9A-HJKMNP-TV-Z]{10}")
NOBODY = Q(pk__in=())
SITTING = (Book.SEATED, Book.RECALLED)
HEADS = (
    ("reserved", _("reserved")),
    ("held", _("held (hired, not yet filed)")),
    ("occupied", _("occupied")),
    ("unseated", _("without a head")),
)


def is_whole_id(text: str) -> bool:
    """Whether somebody typed a whole ID number: it must not stand in an address (R-088)."""
    return bool(WHOLE_ID.fullmatch(canonical_id(text)))


def people_like(text: str, path: str = "", person: str = "") -> Q:
    """People by the beginning of the name or its pinyin, by initials, last four, person or ID number.

    `path` leads from the listed row to the row with the search keys, `person` to the person. A whole ID
    number is found by its keyed hash alone. Everything asked for is a range or a value of an index.
    """
    plain = text.strip()
    canonical = canonical_id(plain)
    if WHOLE_ID.fullmatch(canonical):
        return _among(_of_id(canonical), person)
    if LAST_FOUR.fullmatch(canonical):
        return _among(Q(id_tail_hash=sealed.keyed_hash("id_tail", canonical)), person)
    wanted = _named(plain, path)
    if NUMBER.fullmatch(canonical):
        wanted |= _among(Q(number=canonical), person)
    return wanted


def _named(text: str, path: str) -> Q:
    """Whose name begins so: in characters, in pinyin with or without blanks, in initials."""
    lower = text.lower()
    if not lower.isascii():
        # The key ends with the name itself; how it begins is a range of the index.
        says = Q(**{f"{path}name_key__contains": f" {text}"})
        return _begins(f"{path}name_key", pinyin.beginnings(text)) & says
    if not lower.isalpha():
        return _begins(f"{path}name_key", [lower])
    wanted = _begins(f"{path}name_key", pinyin.spellings(lower))
    # One letter begins the same names either way.
    return wanted | _begins(f"{path}initials", [lower]) if len(lower) > 1 else wanted


def _begins(column: str, texts: list[str]) -> Q:
    wanted = NOBODY
    for text in texts:
        wanted |= Q(**{f"{column}__begins": text})
    return wanted


def _among(people: Q, person: str) -> Q:
    """Of the few people that a value finds; they are read first, whatever else is asked for."""
    if not person:
        return people
    return Q(**{f"{person.removesuffix('__')}__in": Person.objects.filter(people).values("pk")})


def _of_id(canonical: str) -> Q:
    try:
        number = check_id(canonical)
    except IdFault:
        return NOBODY
    return Q(id_hash=id_hash(number.canonical))


class RosterFilter(DatedFilterSet):
    """The roster: engagements by person, unit, day, work, filing and seat."""

    q = filters.CharFilter(
        label=_("name, pinyin or initials, last four of the ID number, person number, post"),
        method="search",
        max_length=60,
    )
    unit = filters.ModelChoiceFilter(label=_("unit"), queryset=visible_units)
    on = DayFilter(label=_("on post on"), method="as_asked")
    heads = filters.ChoiceFilter(label=_("heads"), choices=HEADS, method="behind")
    mode = Several(label=_("employment mode"), choices=Mode.choices)
    post_category = Several(label=_("post category"), choices=PostCategory.choices)
    filing_state = Several(label=_("filing"), choices=Engagement.FilingState.choices)
    standing = Several(label=_("standing"), choices=Engagement.Standing.choices)
    pool = filters.ModelChoiceFilter(label=_("grant"), queryset=visible_pools, method="on_pool")
    pool_kind = filters.ChoiceFilter(label=_("kind of grant"), choices=Pool.Kind.choices, method="on_kind")
    contract_end_from = day_from("contract_end", _("contract ends from"))
    contract_end_to = day_to("contract_end", _("contract ends to"))
    start_from = day_from("start_date", _("started from"))
    start_to = day_to("start_date", _("started to"))
    end_from = day_from("end_date", _("last day from"))
    end_to = day_to("end_date", _("last day to"))
    alert = filters.ChoiceFilter(
        label=_("alert"), choices=[(code, KINDS[code].label) for code in ROWS], method="of_alert"
    )
    voided = filters.BooleanFilter("voided_at", "isnull", exclude=True, label=_("voided"))

    class Meta:
        model = Engagement
        fields = ()

    # Where a condition looks when another day is asked for than today.
    THEN = {
        "mode": "held__mode",
        "post_category": "held__post_category",
        "contract_end_from": "held__contract_end",
        "contract_end_to": "held__contract_end",
        "filing_state": "filing_then",
        "standing": "stood_then",
    }

    def as_it_was(self, rows):
        """Who was on post; what is said of them is read from what held then."""
        as_of, heads = self.as_of, self.form.cleaned_data["heads"]
        if as_of.is_now:
            return rows if heads or as_of.on is None else rows.on_post(as_of.day)
        for name, path in self.THEN.items():
            self.filters[name].field_name = path
        rows = then.with_seat(then.with_filing_state(then.with_terms(rows, as_of), as_of), as_of)
        return rows if heads else then.on_post(rows, as_of)

    def search(self, rows, name, text):
        """By the person; characters that begin nobody's name here may begin a post."""
        found = rows.filter(people_like(text, person="person__"))
        if text.isascii() or found.exists():
            return found
        post = "primary_post" if self.as_of.is_now else "held__primary_post"
        return rows.filter(**{f"{post}__begins": text.strip()})

    def of_alert(self, rows, name, code):
        """The people an alert counts, by the same conditions that counted them."""
        district = District.objects.filter(pk=access.district_of(self.request.user)).first()
        on = self.as_of.day
        return ROWS[code](rows.on_post(on), district, on) if district else rows.none()

    def on_pool(self, rows, name, pool):
        """By the grant that was sat on."""
        if self.as_of.is_now:
            return rows.filter(pool=pool)
        return rows.filter(sat_in=pool.pk, stood_then=Engagement.Standing.SEATED)

    def on_kind(self, rows, name, kind):
        """By the kind of the grant that was sat on."""
        if self.as_of.is_now:
            return rows.filter(pool__kind=kind)
        return rows.filter(
            sat_in__in=Pool.objects.filter(kind=kind).values("pk"), stood_then=Engagement.Standing.SEATED
        )

    def behind(self, rows, name, figure):
        """The people behind one figure of a position, by the same conditions that counted them."""
        return BEHIND[figure](rows, self.as_of.day, self.as_of.known_on)


class HeadsFilter(DatedFilterSet):
    """People who sit on heads, by person, unit, grant and the document their heads stand on."""

    q = filters.CharFilter(
        label=_("name, pinyin, person number or last four of the ID number"), method="search", max_length=60
    )
    unit = filters.ModelChoiceFilter(label=_("unit"), queryset=visible_units)
    pool = filters.ModelChoiceFilter(label=_("grant"), queryset=visible_pools, method="on_pool")
    document = filters.ModelChoiceFilter(
        label=_("document"), queryset=visible_documents, method="on_document"
    )

    class Meta:
        model = Engagement
        fields = ()

    def search(self, rows, name, text):
        return rows.filter(people_like(text, "person__"))

    def as_it_was(self, rows):
        """The rows are those of the day already: only who sat on a head is asked about."""
        return rows

    def on_pool(self, rows, name, pool):
        return rows.filter(sat_in=pool.pk)

    def on_document(self, rows, name, document):
        """By the chain of documents of the grant that was sat on."""
        pools = origins.pools_on(document, self.request.user, self.as_of)
        return rows.filter(sat_in__in=pools.values("pk"))


class PersonFilter(DatedFilterSet):
    """People by name, pinyin or number, by the unit they work or worked in, and by the day on post."""

    q = filters.CharFilter(
        label=_("name, pinyin, person number or last four of the ID number"), method="search", max_length=60
    )
    unit = filters.ModelChoiceFilter(label=_("unit"), queryset=visible_units, method="of_unit")

    class Meta:
        model = Person
        fields = ()

    def search(self, rows, name, text):
        return rows.filter(people_like(text))

    def as_it_was(self, rows):
        """People who were on post in sight of the asker."""
        if self.as_of.on is None:
            return rows
        work = Engagement.objects.visible_to(self.request.user).filter(person=OuterRef("pk"))
        return rows.filter(Exists(then.on_post(work, self.as_of)))

    def of_unit(self, rows, name, unit):
        return rows.filter(Person.of_unit(unit.pk))


class FilingFilter(DatedFilterSet):
    """Filings by state, kind, unit, deadline and person."""

    q = filters.CharFilter(
        label=_("name, pinyin, person number or last four of the ID number"), method="search", max_length=60
    )
    state = Several(label=_("state"), choices=Filing.State.choices)
    kind = filters.ChoiceFilter("kind", label=_("kind"), choices=Filing.Kind.choices)
    unit = filters.ModelChoiceFilter(label=_("unit"), queryset=visible_units)
    overdue = filters.BooleanFilter(label=_("overdue"), method="is_overdue")
    unfiled = filters.BooleanFilter(label=_("unfiled for finance"), method="is_unfiled")
    deadline_from = day_from("deadline", _("due from"))
    deadline_to = day_to("deadline", _("due to"))
    engagement = WholeFilter("engagement_id", label=_("engagement"))

    class Meta:
        model = Filing
        fields = ()

    def search(self, rows, name, text):
        return rows.filter(people_like(text, "engagement__", "engagement__person__"))

    def as_it_was(self, rows):
        """Filings that were in the books, by the state they were in."""
        if self.as_of.is_now:
            return rows
        self.filters["state"].field_name = "state_then"
        return then.with_state(then.there(rows, self.as_of), self.as_of)

    def is_overdue(self, rows, name, wanted):
        """Past its last day and not yet with the bureau."""
        if not self.as_of.is_now:
            late = then.late_then(rows, self.as_of)
            return rows.filter(late) if wanted else rows.exclude(late)
        late = Q(state__in=(Filing.State.TO_SUBMIT, Filing.State.RETURNED), deadline__lt=today())
        return rows.filter(late) if wanted else rows.exclude(late)

    def is_unfiled(self, rows, name, wanted):
        """Hires unfiled so long that finance is told (domain.md section 8)."""
        district = District.objects.filter(pk=access.district_of(self.request.user)).first()
        if district is None:
            return rows.none()
        now = self.as_of.is_now
        late = overdue.unfiled(district, self.as_of.day, "state" if now else "state_then")
        return rows.filter(late) if wanted else rows.exclude(late)


class DeadlineMoveFilter(filters.FilterSet):
    """Moved deadlines by unit and by the change that moved them."""

    unit = filters.ModelChoiceFilter("filing__unit", label=_("unit"), queryset=visible_units)
    change = WholeFilter("change_id", label=_("change"))
    filing = WholeFilter("filing_id", label=_("filing"))

    class Meta:
        model = DeadlineMove
        fields = ()


class GrantFilter(DatedFilterSet):
    """Quota grants by unit, kind, purpose, state, year and document."""

    unit = filters.ModelChoiceFilter(label=_("unit"), queryset=visible_units)
    purpose = Several(label=_("purpose"), choices=QuotaGrant.Purpose.choices)
    kind = Several(label=_("kind"), choices=Pool.Kind.choices)
    state = Several(label=_("state"), choices=QuotaGrant.State.choices)
    year = WholeFilter("year", label=_("year"), max_value=9999)
    document = filters.ModelChoiceFilter(label=_("document"), queryset=visible_documents)
    pool = filters.ModelChoiceFilter(label=_("quota pool"), queryset=visible_pools)
    ends_from = day_from("valid_to", _("runs out from"))
    ends_to = day_to("valid_to", _("runs out to"))
    on = DayFilter(label=_("in force on"), method="as_asked")

    class Meta:
        model = QuotaGrant
        fields = ()

    def as_it_was(self, rows):
        """Granted, begun and not run out that day; the changes of these rows add up to the heads granted.

        All papers of a pool run out on its last day, which an extension known by then has moved.
        """
        as_of = self.as_of
        if as_of.on is None:
            return rows
        granted = rows.model.objects.filter(as_of.recorded("decided_at"), state=QuotaGrant.State.GRANTED)
        lasting = granted.filter(pool=OuterRef("pool"), valid_to__gte=as_of.day)
        rows = rows.filter(as_of.recorded("decided_at"), valid_from__lte=as_of.day)
        rows = rows.filter(state=QuotaGrant.State.GRANTED)
        return rows.filter(Q(valid_to=None) | Exists(lasting))


class FreezeFilter(filters.FilterSet):
    """Freezes by unit, kind and state."""

    unit = filters.ModelChoiceFilter(label=_("unit"), queryset=visible_units)
    kind = filters.ChoiceFilter("kind", label=_("kind"), choices=Freeze.Kind.choices)
    state = Several(label=_("state"), choices=Freeze.State.choices)

    class Meta:
        model = Freeze
        fields = ()


class RequestFilter(filters.FilterSet):
    """Requests for mobile heads by unit, state, reason and grant."""

    unit = filters.ModelChoiceFilter(label=_("unit"), queryset=visible_units)
    state = Several(label=_("state"), choices=MobileRequest.State.choices)
    reason_code = filters.ChoiceFilter("reason_code", label=_("reason"), choices=QuotaGrant.Reason.choices)
    grant = WholeFilter("grant_id", label=_("grant"))

    class Meta:
        model = MobileRequest
        fields = ()


class RecruitmentFilter(filters.FilterSet):
    """Recruitments by unit, grant, post category and state."""

    unit = filters.ModelChoiceFilter(label=_("unit"), queryset=visible_units)
    pool = filters.ModelChoiceFilter(label=_("grant"), queryset=visible_pools)
    post_category = Several(label=_("post category"), choices=PostCategory.choices)
    state = Several(label=_("state"), choices=Recruitment.State.choices)

    class Meta:
        model = Recruitment
        fields = ()


class ReservationFilter(DatedFilterSet):
    """Heads set aside on a day, as known on a day."""

    unit = filters.ModelChoiceFilter(label=_("unit"), queryset=visible_units)
    pool = filters.ModelChoiceFilter(label=_("grant"), queryset=visible_pools)
    purpose = filters.ChoiceFilter("purpose", label=_("for"), choices=Hold.Purpose.choices)

    class Meta:
        model = Hold
        fields = ()

    def as_it_was(self, rows):
        return set_aside(rows, self.as_of.day, self.as_of.known_on)


class MobileFilter(filters.FilterSet):
    """Mobile pools by unit and by where they stand in their term."""

    TERMS = (
        ("to_come", _("to come")),
        ("running", _("running")),
        ("expiring", _("running out within 60 days")),
        ("ended", _("ended")),
        ("overrun", _("ended with people on it")),
    )
    unit = filters.ModelChoiceFilter(label=_("unit"), queryset=visible_units)
    term = filters.ChoiceFilter(label=_("term"), choices=TERMS, method="in_term")

    class Meta:
        model = Pool
        fields = ()

    def in_term(self, rows, name, term):
        """Where the pool stands today."""
        day, ended = today(), Q(valid_to__lt=today())
        people = Account.objects.filter(pool=OuterRef("pk"), book__in=SITTING, balance__gt=0)
        running = Q(valid_from__lte=day, valid_to__gte=day)
        return rows.filter(
            {
                "to_come": Q(valid_from__gt=day),
                "running": running,
                "expiring": running & Q(valid_to__lte=day + timedelta(days=60)),
                "ended": ended,
                "overrun": ended & Exists(people),
            }[term]
        )


class ImportFilter(filters.FilterSet):
    """Imports by unit, kind and state."""

    unit = filters.ModelChoiceFilter(label=_("unit"), queryset=visible_units)
    kind = filters.ChoiceFilter("kind", label=_("kind"), choices=ImportBatch.Kind.choices)
    state = Several(label=_("state"), choices=ImportBatch.State.choices)

    class Meta:
        model = ImportBatch
        fields = ()


class ImportRowFilter(filters.FilterSet):
    """Rows of an import by what became of them."""

    status = Several(label=_("status"), choices=ImportRow.Status.choices)
    chosen = filters.BooleanFilter("is_chosen", label=_("to be accepted"))
    sheet = filters.CharFilter("sheet", label=_("sheet"), max_length=60)

    class Meta:
        model = ImportRow
        fields = ()


class LedgerFilter(DatedFilterSet, EntryFilter):
    """Movements of heads, also by the person they are about and by the document's number."""

    q = filters.CharFilter(
        label=_("name, pinyin, person number or last four of the ID number"), method="search", max_length=60
    )
    number = filters.CharFilter(
        "act__document__number", "contains", label=_("document number"), max_length=60
    )

    def as_it_was(self, rows):
        """Movements that were true by the day, and recorded by then."""
        if self.as_of.is_now:
            return rows
        return rows.filter(self.as_of.recorded(), effective__lte=self.as_of.day)

    def search(self, rows, name, text):
        """Movements about people the asker may see."""
        people = Engagement.objects.visible_to(self.request.user, "read_staff").filter(
            people_like(text, person="person__")
        )
        return rows.filter(subject_id__in=people.values("pk"))


class AttachmentFilter(filters.FilterSet):
    """Attachments by person, engagement, filing and kind."""

    person = filters.CharFilter("person__number", label=_("person number"), max_length=10)
    engagement = WholeFilter("engagement_id", label=_("engagement"))
    filing = WholeFilter("filing_id", label=_("filing"))
    kind = filters.ChoiceFilter(label=_("kind"), choices=Attachment.Kind.choices)
    voided = filters.BooleanFilter("voided_at", "isnull", exclude=True, label=_("voided"))

    class Meta:
        model = Attachment
        fields = ()
