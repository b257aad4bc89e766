"""Requests for mobile heads (机动指标申请): drafted and submitted by a street, decided by the bureau (P5).

A grant goes through `services.grants`, so that the ledger is reached in one way only.
"""

from datetime import date

from django.db import transaction

from quota_pool import access, audit, ledger, versions
from quota_pool.calendar import now, today
from quota_pool.models import Book, Document, Pool, Unit
from quota_pool.refusals import Reason, raise_any
from staffing import codes
from staffing.checks import blocking
from staffing.four_eyes import own_work
from staffing.grant_checks import check_opinions
from staffing.models import Emergency, MobileRequest, QuotaGrant, RequestEvent
from staffing.request_checks import check_request
from staffing.services import grants, mobile
from staffing.services.amendments import GRANTED, day_after
from staffing.services.freezes import application_reasons
from staffing.states import wrong_state

State, Step, Opinion = MobileRequest.State, RequestEvent.Step, MobileRequest.Opinion
ASKED = (
    "reason_code",
    "task",
    "workload",
    "why_not_within",
    "heads",
    "valid_from",
    "valid_to",
    "funding_source",
)
WITH_STREET = (State.DRAFT, State.RETURNED)
WITH_BUREAU = (State.SUBMITTED, State.REVIEWED)
OPEN = (*WITH_STREET, *WITH_BUREAU)


@transaction.atomic
def draft(
    *,
    unit: Unit,
    actor,
    key: str,
    emergency: Emergency | None = None,
    extends: Pool | None = None,
    **asked,
) -> MobileRequest:
    """Put down what the street wants to ask for, unfinished or not; the same key answers with the first.

    `extends`: a mobile pool of the street that is to end later; its heads and its purpose stay.
    """
    access.require(actor, "draft_request", unit)
    Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)  # two clicks of one form stand in line here
    if done := MobileRequest.objects.filter(district_id=unit.district_id, key=key).first():
        return done
    moment, extends = now(), extends if extends and extends.unit_id == unit.pk else None
    request = MobileRequest.objects.create(
        district_id=unit.district_id,
        unit=unit,
        key=key,
        emergency=emergency if emergency and emergency.unit_id == unit.pk else None,
        created_by=actor,
        created_at=moment,
        updated_at=moment,
        **_asked(asked, extends),
        extends=extends,
    )
    _tell(request, Step.DRAFTED, actor, after=_shown(request))
    return request


@transaction.atomic
def edit(*, request: MobileRequest, actor, seen: int | None = None, **asked) -> MobileRequest:
    """Change what is asked for while it lies with the street."""
    access.require(actor, "draft_request", request.unit)
    request = _locked(request, seen)
    raise_any(_state_reasons(request, *WITH_STREET))
    before = _shown(request)
    for name, value in _asked(asked, request.extends, request).items():
        setattr(request, name, value)
    return _step(request, request.state, Step.CHANGED, actor, before=before)


@transaction.atomic
def submit(*, request: MobileRequest, actor, seen: int | None = None) -> MobileRequest:
    """The street's leader sends the request to the bureau and to finance; it must be complete."""
    access.require(actor, "submit_request", request.unit)
    ledger.lock(request.district_id, [request.unit_id])  # a freeze is decided under the same lock
    request = _locked(request, seen)
    checks = check_request(request)
    raise_any([*submit_reasons(request), *application_reasons(request.unit), *blocking(checks)])
    request.submitted_by, request.submitted_at = actor, now()
    request.checks = [check.stored() for check in checks]
    return _step(request, State.SUBMITTED, Step.SUBMITTED, actor)


@transaction.atomic
def check(
    *,
    request: MobileRequest,
    opinion: str,
    actor,
    heads: int | None = None,
    note: str = "",
    seen: int | None = None,
) -> MobileRequest:
    """The bureau's officer says what they think of it, and of how many heads."""
    access.require(actor, "check_request", request.unit)
    request = _locked(request, seen)
    raise_any([*_state_reasons(request, *WITH_BUREAU), *_opinion_reasons(request, opinion, note, heads)])
    request.bureau_opinion, request.bureau_note, request.checked_by = opinion, note, actor
    request.bureau_heads = heads if opinion == Opinion.LESS else None
    said = {"opinion": opinion, "note": note, "heads": request.bureau_heads}
    return _step(request, _reviewed(request), Step.CHECKED, actor, **said)


@transaction.atomic
def advise(
    *, request: MobileRequest, opinion: str, actor, note: str = "", seen: int | None = None
) -> MobileRequest:
    """Finance says whether the money is there."""
    access.require(actor, "advise_request", request.unit)
    request = _locked(request, seen)
    raise_any([*_state_reasons(request, *WITH_BUREAU), *_opinion_reasons(request, opinion, note)])
    request.finance_opinion, request.finance_note, request.advised_by = opinion, note, actor
    return _step(request, _reviewed(request), Step.ADVISED, actor, opinion=opinion, note=note)


@transaction.atomic
def return_(*, request: MobileRequest, note: str, actor, seen: int | None = None) -> MobileRequest:
    """Send the request back for correction; opinions given so far are asked for again."""
    access.require(actor, "check_request", request.unit)
    request = _locked(request, seen)
    raise_any([*_state_reasons(request, *WITH_BUREAU), *_needs_words(note)])
    request.bureau_opinion = request.finance_opinion = request.bureau_note = request.finance_note = ""
    request.bureau_heads = request.checked_by = request.advised_by = None
    request.note = note
    return _step(request, State.RETURNED, Step.RETURNED, actor, note=note)


@transaction.atomic
def grant(
    *,
    request: MobileRequest,
    document: Document,
    heads: int,
    actor,
    key: str,
    valid_from: date | None = None,
    valid_to: date | None = None,
    note: str = "",
    seen: int | None = None,
) -> MobileRequest:
    """Grant the heads on a document: a mobile pool is opened, proposed by whoever checked the request.

    `heads` may be fewer than requested, never more; an extension leaves the heads of its pool as they are.
    Beyond an opinion it needs a note that says why. The same key answers with the first grant.
    """
    access.require(actor, "decide_request", request.unit)
    # Accounts before the row, the row before the audit's chain: nobody waits in a circle.
    books = ledger.lock(request.district_id, [request.unit_id, *ledger.units_behind(request.district_id)])
    books.district_account(Book.RESERVE)
    request = _locked(request, None)
    if request.grant_id and request.grant.act.key == key:
        return request
    versions.check(request, seen)
    start, end = valid_from or request.valid_from, valid_to or request.valid_to
    found = decide_reasons(request, actor) or _grant_reasons(request, heads, start, end)
    opinions = check_opinions(request, heads)
    unexplained = [] if note.strip() else [one.reason for one in opinions if one.reason]
    raise_any([*found, *application_reasons(request.unit), *(unexplained or blocking(opinions))])
    what = {"document": document, "valid_to": end, "note": note, "proposed_by": request.checked_by}
    if request.extends is None:
        proposed = grants.enter_grant(
            unit=request.unit,
            kind=Pool.Kind.MOBILE,
            heads=heads,
            requested=request.heads,
            valid_from=start,
            reason_code=request.reason_code,
            funding_source=request.funding_source,
            **what,
        )
    else:
        proposed = mobile.enter_extension(pool=request.extends, **what)
    request.grant = grants.approve_grant(grant=proposed, actor=actor, key=key, opinions=opinions)
    return _decide(request, State.GRANTED, Step.GRANTED, actor, note=note, heads=heads)


@transaction.atomic
def refuse(*, request: MobileRequest, note: str, actor, seen: int | None = None) -> MobileRequest:
    """Turn the request down, with the words that say why."""
    access.require(actor, "decide_request", request.unit)
    request = _locked(request, seen)
    raise_any([*decide_reasons(request, actor), *_needs_words(note)])
    return _decide(request, State.REFUSED, Step.REFUSED, actor, note=note)


@transaction.atomic
def withdraw(*, request: MobileRequest, actor, note: str = "", seen: int | None = None) -> MobileRequest:
    """Take the request back as long as nobody has decided on it."""
    access.require(actor, "withdraw_request", request.unit)
    request = _locked(request, seen)
    raise_any(_state_reasons(request, *OPEN))
    request.note = note
    return _step(request, State.WITHDRAWN, Step.WITHDRAWN, actor, note=note)


def submit_reasons(request: MobileRequest) -> list[Reason]:
    """Why this request cannot be sent in now: its state, and everything that is not filled in."""
    if found := _state_reasons(request, *WITH_STREET):
        return found
    for name in ASKED:
        if getattr(request, name) in (None, "", 0):
            what = str(MobileRequest._meta.get_field(name).verbose_name)
            found.append(codes.REQUEST_INCOMPLETE.reason(what=what, field=name))
    if request.extends is not None and request.valid_to is not None:
        found += mobile.extension_reasons(request.extends, request.valid_to)
        others = MobileRequest.objects.filter(extends=request.extends, state__in=WITH_BUREAU)
        if others.exclude(pk=request.pk).exists():
            found.append(codes.PROPOSED_ALREADY.reason(grant=str(request.extends)))
        return found
    return found + _period_reasons(request.valid_from, request.valid_to)


def decide_reasons(request: MobileRequest, actor) -> list[Reason]:
    """Why this leader cannot decide now: both opinions are wanted, and four eyes."""
    found = _state_reasons(request, State.REVIEWED)
    return [*found, *own_work(actor, *hands(request))]


def is_own_work(request: MobileRequest, actor) -> bool:
    """Whether this person drafted, submitted or gave an opinion on the request."""
    return access.had_a_hand(actor, *hands(request))


def hands(request: MobileRequest) -> tuple[int | None, ...]:
    """Who drafted, submitted and gave opinions."""
    return (request.created_by_id, request.submitted_by_id, request.checked_by_id, request.advised_by_id)


def _grant_reasons(request: MobileRequest, heads: int, start: date, end: date) -> list[Reason]:
    found = _period_reasons(start, end)
    if heads > request.heads:
        found.append(codes.GRANTED_MORE.reason(heads=heads, requested=request.heads, field="heads"))
    return found


def _period_reasons(start: date | None, end: date | None) -> list[Reason]:
    if start is None or end is None:
        return []
    if end < start:
        return [codes.PERIOD_BACKWARDS.reason(valid_from=start, valid_to=end, field="valid_to")]
    if end < today():
        return [codes.PERIOD_OVER.reason(valid_to=end, today=today(), field="valid_to")]
    return []


def _opinion_reasons(request, opinion: str, note: str, heads: int | None = None) -> list[Reason]:
    found = _needs_words(note) if opinion != Opinion.FOR else []
    if heads is not None and request.heads is not None and heads > request.heads:
        found.append(codes.GRANTED_MORE.reason(heads=heads, requested=request.heads, field="heads"))
    return found


def _needs_words(note: str) -> list[Reason]:
    return [] if note.strip() else [codes.NEEDS_WORDS.reason(field="note")]


def _state_reasons(request: MobileRequest, *wanted: str) -> list[Reason]:
    if request.state in wanted:
        return []
    return [wrong_state(request, *wanted)]


def _reviewed(request: MobileRequest) -> str:
    both = request.bureau_opinion and request.finance_opinion
    return State.REVIEWED if both else State.SUBMITTED


def _asked(asked: dict, extends: Pool | None, request: MobileRequest | None = None) -> dict:
    """What may be put down; of an extension the pool itself says how many heads, and from when.

    Its reason and its funding stand there until the street says others, which a later change keeps.
    """
    kept = {name: value for name, value in asked.items() if name in ASKED}
    if extends is None:
        return kept
    first = extends.grants.filter(purpose=QuotaGrant.Purpose.GRANT).order_by("id").first()
    known = {"reason_code": first.reason_code, "funding_source": first.funding_source} if first else {}
    known = {name: value for name, value in known.items() if not getattr(request, name, "")}
    heads = sum(account.balance for account in extends.accounts.filter(book__in=GRANTED))
    begins = day_after(extends.valid_to) if extends.valid_to else None
    return {**known, **kept, "heads": heads, "valid_from": begins}


def _locked(request: MobileRequest, seen: int | None) -> MobileRequest:
    rows = MobileRequest.objects.select_for_update(no_key=True, of=("self",))
    request = rows.select_related("unit__district", "grant__act", "checked_by", "extends").get(pk=request.pk)
    versions.check(request, seen)
    return request


def _decide(request: MobileRequest, state: str, step: str, actor, **said) -> MobileRequest:
    request.decided_by, request.decided_at, request.note = actor, now(), said["note"]
    return _step(request, state, step, actor, **said)


def _step(request: MobileRequest, state: str, step: str, actor, *, before=None, **said) -> MobileRequest:
    before = before or {"state": request.state}
    request.state = state
    request.version += 1
    request.updated_at = now()
    request.save()
    after = _shown(request) if step == Step.CHANGED else {"state": state, **_named(step, said)}
    _tell(request, step, actor, before=before, after=after, **said)
    return request


def _named(step: str, said: dict) -> dict:
    """In the trail `heads` is what was asked for; what an officer says of it has a word of its own."""
    word = {Step.CHECKED: "bureau_heads", Step.GRANTED: "granted"}.get(step, "heads")
    return {word if name == "heads" else name: value for name, value in said.items()}


def _tell(request: MobileRequest, step: str, actor, *, before=None, after=None, **said) -> None:
    """The step in the books of the request, and its trace in the audit."""
    RequestEvent.objects.create(
        district_id=request.district_id,
        request=request,
        step=step,
        effective=today(),
        recorded_at=request.updated_at,
        actor=actor,
        **{"heads": request.heads, **{name: value for name, value in said.items() if value is not None}},
    )
    reason = said.get("note", "")
    label = request.label
    audit.record(actor, f"request.{step}", request, before=before, after=after, reason=reason, label=label)


def _shown(request: MobileRequest) -> dict:
    return {name: getattr(request, name) for name in ASKED} | {"state": request.state}
