"""Undo of a batch while no later act rests on its people: every act mirrored, every row put back."""

import json
from collections.abc import Iterable, Sequence
from datetime import date

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from quota_pool import audit, jobs, ledger
from quota_pool.calendar import now
from quota_pool.models import Act, Job, Measure, ScheduledAct, Unit
from quota_pool.refusals import Reason, raise_any
from staffing import codes as reasons
from staffing.models import Engagement, Filing, ImportBatch, ImportRow, Person, Term
from staffing.services import costs
from staffing.services.engagements import shown
from staffing.services.terms import TERM_FIELDS, term

from .accepting import settle
from .changing import lock_engagements, replace
from .reading import count, page_of
from .uploads import locked, require, require_state

State = ImportBatch.State
ENTERED = ("seated", "unseated", "registered")
NAMED = 10


@transaction.atomic
def undo(*, batch: ImportBatch, actor, reason: str, seen: int | None = None) -> Job:
    """Take back everything this import entered; refused with names when later acts rest on its people."""
    require(actor, batch, batch.unit)
    batch = locked(batch, seen)
    require_state(batch, State.APPLIED)
    raise_any(later_acts(batch))
    batch.state, batch.version = State.UNDOING, batch.version + 1
    batch.job = jobs.start(
        "imports.undo",
        actor=actor,
        district=batch.district,
        unit=batch.unit,
        payload={"batch": batch.pk, "reason": reason},
        key=f"{batch.pk}:{batch.version}",
    )
    batch.save()
    return batch.job


def later_acts(batch: ImportBatch) -> list[Reason]:
    """Who was changed since this import touched them: their rows carry another version now."""
    rows = _accepted(batch).order_by("line")
    names = []
    for row in rows.select_related("engagement__person").only(
        "outcome", "name", "engagement__version", "engagement__person__version"
    ):
        person_version = row.outcome.get("person_version")
        same_person = person_version in (None, row.engagement.person.version)
        if row.engagement.version != row.outcome["version"] or not same_person:
            names.append(row.name or row.engagement.person.name)
    if not names:
        return []
    shown = "、".join(names[:NAMED]) + ("…" if len(names) > NAMED else "")
    return [reasons.HAS_LATER_ACTS.reason(count=len(names), names=shown)]


def _accepted(batch: ImportBatch):
    return batch.rows.filter(applied_at__isnull=False, engagement__isnull=False)


def undoing_stopped(job: Job) -> None:
    """Nothing was taken back: the batch stands as accepted."""
    settle(ImportBatch.objects.select_for_update(no_key=True).get(pk=job.payload["batch"]))


@jobs.job(
    "imports.undo",
    act="import_roster",
    title=_("Undo an import"),
    page=page_of,
    when_stopped=undoing_stopped,
)
def undo_batch(run: jobs.Run) -> dict:
    """All of it in one transaction: half an undo would be neither the one thing nor the other."""
    batch = ImportBatch.objects.select_related("unit__district").get(pk=run.payload["batch"])
    require(run.actor, batch, batch.unit)
    total = _accepted(batch).count()
    run.progress(total=total)
    with run.batch():
        number = _Undo(batch, run.actor, run.payload["reason"]).do()
        run.progress(done=number)
    return {"undone": number}


class _Undo:
    """One undo under its locks: people, filings, engagements, accounts."""

    def __init__(self, batch: ImportBatch, actor, reason: str):
        self.batch = ImportBatch.objects.select_for_update(no_key=True).get(pk=batch.pk)
        self.unit, self.actor, self.reason = batch.unit, actor, reason
        self.rows = list(_accepted(batch).select_related("engagement").order_by("id"))
        self.moment, self.acts = now(), []

    def do(self) -> int:
        self.lock()
        raise_any(later_acts(self.batch))
        books = ledger.lock(self.unit.district_id, [self.unit.pk])
        self.moment = books.moment
        self.mirror(books)
        self.strike(self.those(*ENTERED))
        self.reopen(self.those("left"))
        self.restore(self.those("changed"))
        self.price(books)
        self.restore_people()
        self.close_opening()
        self.finish()
        return len(self.rows)

    def those(self, *done: str) -> list[ImportRow]:
        return [row for row in self.rows if row.outcome["done"] in done]

    @property
    def subjects(self) -> list[int]:
        return [row.engagement_id for row in self.rows]

    def lock(self) -> None:
        people = Person.objects.filter(pk__in=[row.engagement.person_id for row in self.rows])
        list(people.select_for_update(no_key=True).order_by("id").values_list("pk"))
        filings = Filing.objects.filter(engagement_id__in=self.subjects)
        list(filings.select_for_update(no_key=True, of=("self",)).order_by("id").values_list("pk"))
        lock_engagements([row.engagement for row in self.rows])

    # --- the ledger ---------------------------------------------------------------------------------------

    def mirror(self, books: ledger.Books) -> None:
        """Every act of the batch, and what came due of it since, the newest first."""
        waiting = ScheduledAct.objects.filter(subject_id__in=self.subjects)
        for scheduled in waiting.filter(settled_at=None):
            ledger.unschedule(books, scheduled)
        settled = waiting.filter(act__isnull=False).values_list("act_id", flat=True)
        acts = Act.objects.filter(district_id=self.unit.district_id)
        acts = acts.filter(key__startswith=f"import:{self.batch.pk}:") | acts.filter(pk__in=list(settled))
        acts = acts.exclude(kind=Act.Kind.PRICE)  # money follows once the people are set back
        for act in acts.filter(mirrored_by=None).order_by("-id"):
            heads = act.entries.filter(source__measure=Measure.HEADS)
            mirror = ledger.post(
                books,
                kind=Act.Kind.MIRROR,
                actor=self.actor,
                key=f"undo:{act.pk}",
                moves=ledger.mirrored(heads.select_related("hold"), books.by_id()),
                reason=self.reason,
                reverses=act,
            )
            self.acts.append(mirror.pk)

    def price(self, books: ledger.Books) -> None:
        """What was held for these people follows them back."""
        people = [row.engagement for row in self.rows]
        costs.follow(books, people, actor=self.actor, key=f"price:{self.batch.pk}:{self.batch.version}")

    # --- people and their work ----------------------------------------------------------------------------

    def strike(self, rows: Sequence[ImportRow]) -> None:
        """People entered by this import never came; their rows stay readable as void."""
        ids = [row.engagement_id for row in rows]
        Engagement.objects.filter(pk__in=ids).update(
            voided_at=self.moment,
            void_reason=self.reason[:200],
            version=F("version") + 1,
            updated_at=self.moment,
        )
        Term.objects.filter(engagement_id__in=ids, replaced_at=None).update(replaced_at=self.moment)
        self.void_filings(Filing.objects.filter(engagement_id__in=ids))

    def reopen(self, rows: Sequence[ImportRow]) -> None:
        """Leavers are on post again, where they sat and on the terms they had."""
        ids = [row.engagement_id for row in rows]
        self.restore(rows, end_date=None, exit_reason="", exit_note="")
        self.void_filings(Filing.objects.filter(engagement_id__in=ids, kind=Filing.Kind.EXIT))

    def void_filings(self, filings) -> None:
        filings.exclude(state=Filing.State.VOIDED).update(
            state=Filing.State.VOIDED, updated_at=self.moment, version=F("version") + 1
        )

    def restore(self, rows: Sequence[ImportRow], **also) -> None:
        self.restore_terms(rows)
        for row in rows:
            before = _kept(row).get("engagement", {})
            values = {name: _value(Engagement, name, value) for name, value in before.items()}
            Engagement.objects.filter(pk=row.engagement_id).update(
                version=F("version") + 1, updated_at=self.moment, **also, **values
            )

    def restore_terms(self, rows: Iterable[ImportRow]) -> None:
        """What was closed is written again, what was opened is closed: nothing is overwritten."""
        kept = [_kept(row) for row in rows]
        opened = Term.objects.filter(pk__in=[pk for one in kept for pk in one.get("opened", ())])
        closed = Term.objects.filter(pk__in=[pk for one in kept for pk in one.get("closed", ())])
        again = [
            term(
                old.engagement,
                {name: getattr(old, name) for name in TERM_FIELDS},
                old.from_day,
                self.moment,
                to_day=old.to_day,
                reason=old.reason,
            )
            for old in closed.select_related("engagement").order_by("id")
        ]
        replace(list(opened.filter(replaced_at=None)), again, self.moment)

    def restore_people(self) -> None:
        touched = {row.engagement.person_id: _kept(row).get("person") for row in self.rows}
        ids = [pk for pk, before in touched.items() if before]
        for person in Person.objects.filter(pk__in=ids):
            before = touched[person.pk]
            for name, value in before.items():
                setattr(person, name, _value(Person, name, value))
            person.version += 1
            person.save(update_fields=[*before, "version", "updated_at"])

    # --- the batch ----------------------------------------------------------------------------------------

    def close_opening(self) -> None:
        """The unit's roster can be opened again."""
        if self.batch.kind == ImportBatch.Kind.OPENING:
            Unit.objects.filter(pk=self.unit.pk, opened_on=self.batch.opening_day).update(opened_on=None)

    def finish(self) -> None:
        now_so = Engagement.objects.in_bulk(self.subjects)
        deeds = [
            audit.Deed(
                "engagement.undo",
                row.engagement,
                self.unit.pk,
                after={
                    **shown(now_so[row.engagement_id]),
                    "void_reason": now_so[row.engagement_id].void_reason,
                    "import": self.batch.pk,
                    "was": row.outcome["done"],
                },
                reason=self.reason,
                label=row.name,
            )
            for row in self.rows
        ]
        audit.record_many(self.actor, deeds, district_id=self.unit.district_id)
        self.batch.rows.update(applied_at=None, is_chosen=False, outcome=None)
        self.batch.state, self.batch.undone_at = State.UNDONE, self.moment
        self.batch.counts = count(self.batch)
        self.batch.version += 1
        self.batch.save()
        after = {"rows": len(self.rows), "acts": self.acts}
        audit.record(self.actor, "import.undo", self.batch, after=after, reason=self.reason)


def _kept(row: ImportRow) -> dict:
    return json.loads(row.kept) if row.kept else {}


def _value(model, name: str, value):
    """A kept text as the field's own type."""
    field = model._meta.get_field(name)
    is_day = field.get_internal_type() == "DateField"
    return date.fromisoformat(value) if is_day and value else value
