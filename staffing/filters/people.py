"""Conditions of lists of people: the roster, who sits on heads, people themselves, their papers."""

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from quota_pool import access
from quota_pool.filters import (
    DatedFilterSet,
    DayFilter,
    RowFilter,
    SetFilter,
    Several,
    WholeFilter,
    day_from,
    day_to,
    visible_documents,
    visible_pools,
    visible_units,
)
from quota_pool.models import District, Pool
from staffing import origins, then
from staffing.alerts import KINDS
from staffing.alerts.people import ROWS
from staffing.dictionaries import Mode, PostCategory
from staffing.models import (
    Attachment,
    Engagement,
    Person,
)
from staffing.selectors import BEHIND

from .searching import SearchFilter, people_like

HEADS = (
    ("reserved", _("reserved")),
    ("held", _("held (hired, not yet filed)")),
    ("occupied", _("occupied")),
    ("unseated", _("without a head")),
)


class RosterFilter(DatedFilterSet):
    """The roster: engagements by person, unit, day, work, filing and seat."""

    q = SearchFilter(label=_("name, pinyin or initials, last four of the ID number, person number, post"))
    unit = RowFilter(label=_("unit"), queryset=visible_units)
    on = DayFilter(label=_("on post on"), method="as_asked")
    heads = filters.ChoiceFilter(label=_("heads"), choices=HEADS, method="behind")
    mode = Several(label=_("employment mode"), choices=Mode.choices)
    post_category = Several(label=_("post category"), choices=PostCategory.choices)
    filing_state = Several(label=_("filing"), choices=Engagement.FilingState.choices)
    standing = Several(label=_("standing"), choices=Engagement.Standing.choices)
    pool = RowFilter(label=_("on which grant"), queryset=visible_pools, method="on_pool")
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
    voided = SetFilter("voided_at", label=_("voided"))

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
            # Few or most of all people: which, the engine sees from the grants' own keys alone.
            pools = visible_pools(self.request).filter(kind=kind)
            return rows.filter(pool__in=list(pools.order_by().values_list("pk", flat=True)))
        return rows.filter(
            sat_in__in=Pool.objects.filter(kind=kind).values("pk"), stood_then=Engagement.Standing.SEATED
        )

    def behind(self, rows, name, figure):
        """The people behind one figure of a position, by the same conditions that counted them."""
        return BEHIND[figure](rows, self.as_of.day, self.as_of.known_on)


class HeadsFilter(DatedFilterSet):
    """People who sit on heads, by person, unit, grant and the document their heads stand on."""

    q = SearchFilter(label=_("name, pinyin, person number or last four of the ID number"))
    unit = RowFilter(label=_("unit"), queryset=visible_units)
    pool = RowFilter(label=_("on which grant"), queryset=visible_pools, method="on_pool")
    document = RowFilter(label=_("document"), queryset=visible_documents, method="on_document")

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

    q = SearchFilter(label=_("name, pinyin, person number or last four of the ID number"))
    unit = RowFilter(label=_("unit"), queryset=visible_units, method="of_unit")

    class Meta:
        model = Person
        fields = ()

    def search(self, rows, name, text):
        return rows.filter(people_like(text))

    def as_it_was(self, rows):
        """People who were on post in sight of the asker.

        Asked once for all: asked for each person, it walks the whole district's work each time.
        """
        if self.as_of.on is None:
            return rows
        work = then.on_post(Engagement.objects.visible_to(self.request.user), self.as_of)
        return rows.filter(pk__in=work.values("person_id"))

    def of_unit(self, rows, name, unit):
        return rows.filter(Person.of_unit(unit.pk))


class AttachmentFilter(filters.FilterSet):
    """Attachments by person, engagement, filing and kind."""

    person = filters.CharFilter("person__number", label=_("person number"), max_length=10)
    engagement = WholeFilter("engagement_id", label=_("engagement"))
    filing = WholeFilter("filing_id", label=_("filing"))
    kind = filters.ChoiceFilter(label=_("kind"), choices=Attachment.Kind.choices)
    voided = SetFilter("voided_at", label=_("voided"))

    class Meta:
        model = Attachment
        fields = ()
