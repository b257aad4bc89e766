"""Long exports in the background: a list of any length as a file, with progress, and a day to fetch it.

The job asks the list's own page anew, as the person who ordered it and in their language: what they may not
see any more is not written. The file lies sealed on the disk and is cleared up after a day.
"""

import tempfile
from collections.abc import Iterable, Iterator
from datetime import timedelta

from django.core.files.storage import default_storage
from django.db import transaction
from django.http import HttpRequest, QueryDict
from django.urls import resolve, reverse
from django.utils import translation
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from quota_pool import access, jobs, sealed_files, upkeep
from quota_pool.calendar import SHANGHAI, now
from quota_pool.models import District, Job, Unit
from quota_pool.sheets.downloads import write

KIND = "lists.export"
FOLDER = "exports"
KEPT = timedelta(days=1)
DIRECT = 5_000  # so many rows are written while the browser waits
TOLD_EVERY = 2_000


@transaction.atomic
def order(page, kind: str) -> Job:
    """Enter the export of a list as a job; while it is under way, asking again gives the same job."""
    request, actor = page.request, page.request.user
    payload = {
        "path": request.path_info,
        "query": request.GET.urlencode(),
        "language": translation.get_language(),
        "name": page.export_name,
        "kind": kind,
    }
    under_way = Job.objects.filter(actor=actor, kind=KIND).exclude(state__in=jobs.ENDED)
    for job in under_way:
        if job.payload == payload:
            return job
    district = District.objects.get(pk=access.district_of(actor))
    unit = Unit.objects.filter(pk=access.unit_of(actor)).first()
    return jobs.start(KIND, actor=actor, district=district, unit=unit, payload=payload)


def list_of(job: Job) -> str:
    """The list as it was when its export was ordered."""
    query = QueryDict(job.payload["query"], mutable=True)
    query.pop("export", None)
    return f"{job.payload['path']}?{query.urlencode()}".rstrip("?")


def file_of(job: Job) -> str:
    """The address of the file, for as long as it is kept."""
    name = job.checkpoint.get("file")
    return reverse("job-file", args=[job.pk]) if name and default_storage.exists(name) else ""


@jobs.job(
    KIND,
    act="export",
    title=_("Export a list"),
    stages={"seeking": _("seeking the rows"), "writing": _("writing the rows")},
    page=list_of,
    file=file_of,
)
def export_list(run: jobs.Run) -> dict:
    """Write the file from its beginning: whoever takes over from a killed worker begins anew."""
    with translation.override(run.payload["language"]), tempfile.TemporaryFile() as file:
        page = _page(run.payload, run.actor)
        wish = page.wish()
        run.progress(stage="seeking")
        keys = page.keys(wish)
        with run.batch() as checkpoint:
            if "rows" not in checkpoint:
                page.exported(len(keys))
            checkpoint["rows"] = len(keys)
            run.progress(stage="writing", done=0, total=len(keys))
        write(file, wish.export, wish.columns, _told(run, page.rows_of(wish, keys)), by=run.actor)
        size = file.tell()
        with sealed_files.seal(file, _bound(run.job)) as closed:
            name = default_storage.save(f"{FOLDER}/{get_random_string(32)}", closed)
    with run.batch() as checkpoint:
        checkpoint["file"] = name
    return {"rows": len(keys), "bytes": size}


def _page(payload: dict, actor):
    """The list's page as its reader would open it; what the reader may not do, the job may not either."""
    found = resolve(payload["path"])
    request = HttpRequest()
    request.method, request.path, request.path_info = "GET", payload["path"], payload["path"]
    request.GET, request.user, request.resolver_match = QueryDict(payload["query"]), actor, found
    page = found.func.view_class()
    page.setup(request, *found.args, **found.kwargs)
    for act in filter(None, (page.act, "export")):
        access.require(actor, act)
    return page


def _told(run: jobs.Run, rows: Iterable) -> Iterator:
    """The rows as they go by; now and then the job says how many, and hears whether to stop."""
    for number, row in enumerate(rows, 1):
        yield row
        if number % TOLD_EVERY == 0:
            run.progress(done=number)


def _bound(job: Job) -> str:
    return f"{KIND} {job.pk}"


def opened(job: Job) -> tuple[Iterator[bytes], str] | None:
    """The pieces of the file a job has written, and the name it is taken away under; None once it is gone."""
    name = job.checkpoint.get("file")
    if job.kind != KIND or not name or not default_storage.exists(name):
        return None
    day = job.created_at.astimezone(SHANGHAI).date()
    return _pieces(name, _bound(job)), f"{job.payload['name']}-{day:%Y%m%d}.{job.payload['kind']}"


def _pieces(name: str, about: str) -> Iterator[bytes]:
    with default_storage.open(name, "rb") as source:
        yield from sealed_files.opened(source, about)


@upkeep.tidied_by
def throw_away_old() -> None:
    """Files nobody has fetched within a day go; the list can be exported again."""
    if not default_storage.exists(FOLDER):
        return
    for name in default_storage.listdir(FOLDER)[1]:
        path = f"{FOLDER}/{name}"
        if default_storage.get_modified_time(path) < now() - KEPT:
            default_storage.delete(path)
