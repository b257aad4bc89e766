"""The page of one background job: stage, done of total, faults so far, cancel; it looks again by itself."""

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views import View

from quota_pool import access, exports, jobs
from quota_pool.models import Job
from quota_pool.private_files import as_download
from quota_pool.sheets.downloads import TYPES


def shown(job: Job, user) -> dict:
    """What `quota_pool/_job.html` prints of a job, on its own page or on the page of what it works on."""
    ended = job.state in jobs.ENDED
    return {
        "job": job,
        "job_title": jobs.title(job),
        "job_stage": jobs.stage(job),
        "job_ended": ended,
        "job_reasons": jobs.reasons(job),
        "job_page": jobs.page(job),
        "job_told": jobs.told(job) if ended else (),
        "job_file": jobs.file(job) if job.actor_id == user.pk else "",
        "job_may_stop": not ended and not job.cancel_asked and may_stop(job, user),
    }


def may_stop(job: Job, user) -> bool:
    """Whether the button is offered; the service asks again."""
    return job.actor_id == user.pk or access.can(user, jobs.KINDS[job.kind].act, job.unit)


class JobPage(LoginRequiredMixin, View):
    """One job; htmx fetches the part that moves, and the whole page again once the job has ended."""

    def get(self, request, pk):
        jobs_in_sight = Job.objects.visible_to(request.user).select_related("unit", "actor")
        job = get_object_or_404(jobs_in_sight, pk=pk)
        moving = request.htmx and request.htmx.target == "job"
        context = {"title": jobs.title(job), "subtitle": "", **shown(job, request.user)}
        answer = render(request, "quota_pool/_job.html" if moving else "quota_pool/job.html", context)
        if moving and context["job_ended"]:
            answer["HX-Refresh"] = "true"
        add_never_cache_headers(answer)
        return answer


class CancelJob(LoginRequiredMixin, View):
    """Ask a job to stop after what it has in hand."""

    def post(self, request, pk):
        job = get_object_or_404(Job.objects.visible_to(request.user).select_related("unit"), pk=pk)
        job = jobs.cancel(job=job, actor=request.user)
        stopped = job.state == Job.State.CANCELLED
        words = _("Stopped.") if stopped else _("It stops as soon as the part in hand is done.")
        messages.info(request, words)
        return redirect(jobs.page(job) or reverse("job", args=[job.pk]))


class JobFile(LoginRequiredMixin, View):
    """The file a job has written: for whoever ordered it alone, and for a day."""

    def get(self, request, pk):
        access.require(request.user, "export")
        job = get_object_or_404(Job.objects.visible_to(request.user), pk=pk, actor=request.user)
        found = exports.opened(job)
        if found is None:
            raise Http404
        pieces, name = found
        return as_download(pieces, name, TYPES[job.payload["kind"]])
