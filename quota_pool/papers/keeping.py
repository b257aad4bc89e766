"""Papers issued: written once, kept with their hashes, fetched again identical, proven ours or not."""

import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from functools import partial
from tempfile import TemporaryFile
from typing import BinaryIO

from django.db import transaction
from django.http import FileResponse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quota_pool import access, audit, refusals, sealed_files, upkeep
from quota_pool.calendar import SHANGHAI, now
from quota_pool.models import FullPaper, PrintedPaper
from quota_pool.models.papers import FOLDER, paper_number
from quota_pool.private_files import (
    Altered,
    as_download,
    as_kept,
    sha256_of,
    throw_away_orphans,
    unsealed,
)
from quota_pool.sheets.downloads import XLSX_TYPE
from quota_pool.sheets.papers import PaperSheet, write_paper

from .content import ContentWriter, Lines, Sheet, head_of, lines_of, read_back
from .declaring import REGISTRY, Ask, Paper
from .sheet import Issue, columns_of, mark_png, numbered, signed, under_title

MOST_ROWS = 1_000_000  # a sheet of a workbook holds little more
MOST_FULL = 1_000
SHORTEST_HASH = 16

TOO_MANY_ROWS = refusals.code(
    "paper_too_long",
    gettext_lazy("The paper would have more than {limit} rows."),
    gettext_lazy("Choose one unit, or a shorter time."),
)
TOO_MANY_FULL = refusals.code(
    "paper_too_many_full",
    gettext_lazy("With full ID numbers a paper holds at most {limit} rows."),
    gettext_lazy("Choose one unit, or issue it masked."),
)
FULL_NEEDS_REASON = refusals.code(
    "paper_full_needs_reason",
    gettext_lazy("Full ID numbers are printed only for a stated reason."),
    gettext_lazy("Say who gets the paper and what for."),
)
NEEDS_APPROVAL = refusals.code(
    "paper_full_needs_approval",
    gettext_lazy("Full ID numbers leave the house only after a second person has approved it."),
    gettext_lazy("Ask for the paper with a reason; once it is approved, issue it from there."),
)
TAKEN = refusals.code(
    "paper_full_taken",
    gettext_lazy("This paper with full ID numbers was taken on {taken}; it is taken once."),
    gettext_lazy("Ask for it anew; somebody approves it anew."),
)
NOT_THE_ASKER = refusals.code(
    "paper_full_of_another",
    gettext_lazy("Full ID numbers are shown to whoever asked for the paper, as long as the approval runs."),
    gettext_lazy("Ask for one of your own."),
)
NOT_FULL = refusals.code(
    "paper_never_full", gettext_lazy("“{title}” holds no ID numbers."), gettext_lazy("Issue it as it is.")
)


class Gone(refusals.Refusal):
    """It was there once, and is given out no more (410)."""


def require(actor, paper: Paper, ask: Ask) -> None:
    """Whoever issues a paper may read what stands on it and take lists away; full numbers ask for more."""
    access.require(actor, paper.act, ask.unit)
    access.require(actor, "export", ask.unit)
    if ask.is_full:
        access.require(actor, "export_full", ask.unit)


def _unheard(stage: str, count: int, total: int = 0) -> None:
    """Nobody waits for news of a short paper."""


def issue(
    *,
    paper: Paper,
    ask: Ask,
    actor,
    reason: str = "",
    approval: int | None = None,
    most: int = MOST_ROWS,
    told: Callable = _unheard,
    step: Callable = nullcontext,
) -> PrintedPaper:
    """Write a paper in both its forms, keep it, and leave a trace; raises Refusal with every reason.

    `approval`: the asking a second person has approved, without which no full ID number is written.
    `told(stage, count, total)` hears how far it is; what `step()` opens is kept together with the paper.
    """
    require(actor, paper, ask)
    refusals.raise_any(_reasons(paper, ask, reason, approval))
    printed = PrintedPaper(
        district=ask.district,
        unit=ask.unit,
        number=paper_number(),
        key=paper.key,
        title=str(paper.title),
        parameters=ask.stored(),
        is_full=ask.is_full,
        reason=reason,
        issued_by=actor,
        issued_at=now(),
    )
    with TemporaryFile() as content, TemporaryFile() as workbook:
        _write(printed, paper, ask, content, workbook, most, told)
        with step() as checkpoint:
            kept = _kept(printed, content, workbook, approval)
            if checkpoint is not None:
                checkpoint["number"] = kept.number
        return kept


def _reasons(paper: Paper, ask: Ask, reason: str, approval: int | None) -> list[refusals.Reason]:
    if not ask.is_full:
        return []
    return full_reasons(paper, reason) + ([] if approval else [NEEDS_APPROVAL.reason(field="is_full")])


def full_reasons(paper: Paper, reason: str) -> list[refusals.Reason]:
    """Why full ID numbers cannot even be asked for: no reason given, or none on this paper."""
    found = [] if reason.strip() else [FULL_NEEDS_REASON.reason(field="reason")]
    if not paper.may_be_full:
        found.append(NOT_FULL.reason(title=str(paper.title), field="is_full"))
    return found


def _write(
    printed: PrintedPaper, paper: Paper, ask: Ask, content, workbook, most: int, told: Callable
) -> None:
    """Both files in two passes over the lines: the hash of the first stands on the second."""
    language = translation.get_language()
    head, lines, writer = head_of(paper, ask, language), Lines(paper, ask), ContentWriter(content)
    most, code = (MOST_FULL, TOO_MANY_FULL) if ask.is_full else (most, TOO_MANY_ROWS)
    writer.write(head | {"number": printed.number})
    for line in lines:
        if lines.count > most:
            raise refusals.Refusal(code.reason(limit=most))
        writer.write(line)
        told("reading", lines.count)
    writer.write({"foot": lines.foot})
    printed.rows, printed.content_sha256 = lines.count, writer.close()
    rows = _counted(lines_of(content), partial(told, "writing", total=lines.count))
    write_paper(workbook, _sheet(printed, head, rows, lines.foot))
    printed.sha256 = sha256_of(workbook)


def _counted(lines: Iterable, told: Callable) -> Iterator:
    """The lines as they go by, counted aloud."""
    for number, line in enumerate(lines, 1):
        told(number)
        yield line


def _sheet(printed: PrintedPaper, head: dict, lines: Iterable, foot: list | None) -> PaperSheet:
    if foot and head["is_numbered"]:
        foot = [None, *foot]
    return PaperSheet(
        title=head["title"],
        under=under_title(head),
        columns=columns_of(head),
        rows=numbered(head, lines),
        signed="".join(f"{word}：{' ' * 24}" for word in signed()),
        printed=Issue.of(printed).line(head["is_form"]),
        total_word=_("Total"),
        language=head["language"],
        page_word=_("page &P / &N"),
        facts="    ".join(f"{label}：{value}" for label, value in head["facts"]),
        is_upright=head["is_upright"],
        is_form=head["is_form"],
        foot=foot,
        mark=mark_png(head["mark"]) if head["mark"] else b"",
    )


def _kept(printed: PrintedPaper, content, workbook, approval: int | None) -> PrintedPaper:
    """Files first, sealed, then the row: what lies without a row is thrown away later."""
    with sealed_files.seal(content, printed.content_sealed_for) as closed:
        printed.content.save("content", closed, save=False)
    with sealed_files.seal(workbook, printed.workbook_sealed_for) as closed:
        printed.workbook.save("workbook", closed, save=False)
    try:
        with transaction.atomic():
            printed.save()
            _trace(printed, approval)
    except BaseException:
        throw_away(printed)
        raise
    return printed


def _trace(printed: PrintedPaper, approval: int | None) -> None:
    after = {
        **({"approval": approval} if approval else {}),
        "key": printed.key,
        "rows": printed.rows,
        "is_full": printed.is_full,
        "content_sha256": printed.content_sha256,
        "sha256": printed.sha256,
        **{name: value for name, value in printed.parameters.items() if name != "record"},
    }
    audit.record(
        printed.issued_by,
        "paper.issue",
        printed,
        after=after,
        reason=printed.reason,
        label=f"{printed.title} {printed.number}",
    )


def throw_away(printed: PrintedPaper) -> None:
    """Take both files away again: a refused or tried issue leaves nothing behind."""
    for file in (printed.content, printed.workbook):
        if file:
            file.storage.delete(file.name)


def may_fetch(user, printed: PrintedPaper) -> None:
    """The right to the paper now, not when it was issued; a full one asks for the right to full numbers."""
    paper = REGISTRY.get(printed.key)
    if paper is not None:
        access.require(user, paper.act, printed.unit)
    if printed.is_full:
        access.require(user, "export_full", printed.unit)


def fetch(*, printed: PrintedPaper, actor) -> FileResponse:
    """The workbook as it was issued, to take away; that a full one was taken again is written down."""
    may_fetch(actor, printed)
    workbook = workbook_of(printed)
    try:
        if printed.is_full:
            _take(printed, actor)
    except Gone:
        workbook.close()
        raise
    return as_download(workbook, file_name(printed), XLSX_TYPE)


@transaction.atomic
def _take(printed: PrintedPaper, actor) -> None:
    """Full numbers are taken once, in time, by whoever asked for them; or Gone."""
    asking = FullPaper.objects.select_for_update(no_key=True).filter(printed=printed).first()
    found = gone_reasons(asking, actor)
    if not found and asking.taken_at:
        taken = f"{asking.taken_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
        found = [TAKEN.reason(taken=taken)]
    if found:
        raise Gone(found)
    asking.taken_at = now()
    asking.save(update_fields=["taken_at", "updated_at"])
    _trace_look(printed, actor)


def look(*, printed: PrintedPaper, actor) -> list[refusals.Reason]:
    """Why the sheet is not drawn for this person; nothing where it may be, and then it is written down."""
    if not printed.is_full:
        return []
    found = gone_reasons(FullPaper.objects.filter(printed=printed).first(), actor)
    if not found:
        _trace_look(printed, actor)
    return found


def gone_reasons(asking: FullPaper | None, actor) -> list[refusals.Reason]:
    """Why full numbers are not shown to this person any more: another's, or the approval is over."""
    if asking is None or asking.asked_by_id != actor.pk or now() > asking.valid_until:
        return [NOT_THE_ASKER.reason()]
    return []


def _trace_look(printed: PrintedPaper, actor) -> None:
    label = f"{printed.title} {printed.number}"
    audit.record(actor, "paper.fetch", printed, after={"rows": printed.rows}, label=label)


def workbook_of(printed: PrintedPaper) -> BinaryIO:
    """The workbook as it was issued, or Altered."""
    return as_kept(printed.workbook, printed.sha256, printed.workbook_sealed_for)


def sheet_of(printed: PrintedPaper, most: int) -> Sheet:
    """The sheet as it was issued, of a very long one the first lines; or Altered."""
    try:
        with unsealed(printed.content, printed.content_sealed_for) as content:
            sheet = read_back(content, most)
    except (OSError, EOFError, ValueError, zlib.error) as fault:
        raise Altered(f"{printed.content_sealed_for}: {fault.__class__.__name__}") from fault
    kept = (sheet.sha256, sheet.rows, sheet.head.get("number"))
    if kept != (printed.content_sha256, printed.rows, printed.number):
        raise Altered(f"{printed.content_sealed_for}: other lines than were issued")
    return sheet


def file_name(printed: PrintedPaper) -> str:
    """What the workbook is called when it is taken away."""
    place = printed.unit.name if printed.unit else printed.district.name
    return f"{place}-{printed.title}-{printed.number}.xlsx"


@dataclass(frozen=True)
class Proof:
    """The answer to “is this paper ours”: which one or none, whether it is whole and in sight."""

    printed: PrintedPaper | None
    is_whole: bool = False
    is_in_sight: bool = False


def prove(*, asker, text: str = "", file=None) -> Proof:
    """Find an issued paper of the asker's district by its number, 16 characters of a hash, or its file.

    Of a paper out of the asker's sight only unit and day are told: whoever holds it can read those on it.
    """
    wanted = text.strip().replace(" ", "")
    digest = sha256_of(file) if file is not None else wanted.lower()
    rows = PrintedPaper.objects.filter(district_id=access.district_of(asker))
    rows = rows.select_related("issued_by", "unit", "district")
    found = None
    if file is None and wanted:
        found = rows.filter(number=wanted.upper()).first()
    if found is None and len(digest) >= SHORTEST_HASH:
        found = (
            rows.filter(sha256__startswith=digest).first()
            or rows.filter(content_sha256__startswith=digest).first()
        )
    if found is None:
        return Proof(None)
    return Proof(found, not altered(found), _is_in_sight(asker, found))


def _is_in_sight(user, printed: PrintedPaper) -> bool:
    if not PrintedPaper.objects.visible_to(user).filter(pk=printed.pk).exists():
        return False
    try:
        may_fetch(user, printed)
    except access.Forbidden:
        return False
    return True


def altered(printed: PrintedPaper) -> str:
    """Which of a paper's files is no longer what was issued; nothing when both are whole."""
    try:
        workbook_of(printed).close()
        sheet_of(printed, most=0)
    except Altered as fault:
        return str(fault)
    return ""


@sealed_files.holder
def sealed_papers() -> Iterator:
    """Both files of every issued paper, with what each is sealed for."""
    for printed in PrintedPaper.objects.iterator():
        yield printed.content, printed.content_sealed_for
        yield printed.workbook, printed.workbook_sealed_for


@upkeep.tidied_by
def throw_away_orphans_of_papers() -> None:
    """Files of papers whose issue was killed on the way."""
    storage = PrintedPaper._meta.get_field("content").storage
    known = [name for pair in PrintedPaper.objects.values_list("content", "workbook") for name in pair]
    throw_away_orphans(storage, FOLDER, known)
