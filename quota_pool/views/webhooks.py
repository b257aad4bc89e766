"""Webhooks: addresses that are told what was done, their messages, and sending one again."""

from django import forms
from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from quota_pool import access, figures, marks, webhooks
from quota_pool.forms.webhooks import WebhookForm
from quota_pool.listing import Column, ListPage, opens
from quota_pool.models import Delivery, Webhook
from quota_pool.views.acts import ActPage
from quota_pool.views.members import ManagePage, own_district, tabs

SHOWN = 50
TONES = {
    Delivery.State.WAITING: "amber",
    Delivery.State.DELIVERED: "green",
    Delivery.State.GIVEN_UP: "red",
}


def state_of(row):
    """Telling, or stopped."""
    return marks.badge(_("stopped"), "grey") if row["stopped_at"] else marks.badge(_("in force"), "green")


class WebhooksPage(ListPage):
    """Every webhook of the district."""

    model = Webhook
    act = "manage_webhooks"
    title = gettext_lazy("People and tokens")
    subtitle = gettext_lazy("addresses that are told what was done, without names")
    order = ("-id",)
    template_name = "quota_pool/members.html"
    export_name = "webhooks"
    purpose = gettext_lazy(
        "A connected system that wants to be told at once is entered here; each message is signed, and says"
        " which row to read."
    )
    columns = [
        Column("name", gettext_lazy("What it is for"), link=opens("webhook")),
        Column("url", gettext_lazy("Address"), css="wrap"),
        Column("unit", gettext_lazy("For"), value="unit__name"),
        Column(
            "acts",
            gettext_lazy("Acts told of"),
            value=lambda row: ", ".join(row["acts"]) or str(_("all")),
            fields=("acts",),
            css="wrap",
        ),
        Column("after_seq", gettext_lazy("told up to"), numeric=True),
        Column(
            "state",
            gettext_lazy("State"),
            value=state_of,
            fields=("stopped_at",),
            export=lambda row: row["stopped_at"],
        ),
        Column("created_at", gettext_lazy("Since"), show=figures.moment, css="day", optional=True),
    ]

    def row_class(self, row) -> str:
        return "is-quiet" if row.get("stopped_at") else ""

    def more_context(self) -> dict:
        first = (_("Enter a webhook"), reverse("webhook-enter"))
        return {"tabs": tabs("webhooks"), "first_step": first, "second_step": None}


class EnterWebhook(ManagePage):
    """A new webhook; its secret is shown once."""

    act = "manage_webhooks"
    form_class = WebhookForm
    title = gettext_lazy("Enter a webhook")
    submit_label = gettext_lazy("Enter")
    may_try = False  # a secret is shown, once

    @property
    def cancel_url(self) -> str:
        return reverse("webhooks")

    def perform(self, form):
        actor = self.request.user
        webhook, secret = webhooks.enter(district=own_district(actor), actor=actor, **form.cleaned_data)
        return self.show_once(_("Secret"), webhook.name, secret, reverse("webhook", args=[webhook.pk]))


class OneWebhook:
    """What the page of a webhook says."""

    def find_target(self) -> Webhook:
        rows = Webhook.objects.visible_to(self.request.user).select_related("unit", "created_by")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def told(self) -> dict:
        webhook = self.target
        rows = Delivery.objects.visible_to(self.request.user).filter(webhook=webhook)
        return {
            "title": webhook.name,
            "subtitle": webhook.url,
            "webhook": webhook,
            "deliveries": [(row, TONES[row.state], row.tries[-1:]) for row in rows.order_by("-id")[:SHOWN]],
            "reasons": (),
        }


class WebhookPage(LoginRequiredMixin, OneWebhook, View):
    """One webhook with its last messages."""

    def get(self, request, pk: int):
        access.require(request.user, "manage_webhooks")
        self.target = self.find_target()
        return TemplateResponse(request, "quota_pool/webhook.html", self.told())


class WebhookAct(OneWebhook, ActPage):
    """An act sent from the page of a webhook."""

    act = "manage_webhooks"
    form_class = forms.Form
    http_method_names = ("post",)
    template_name = "quota_pool/webhook.html"
    may_try = False  # one click takes it back; a message sent is sent
    service = staticmethod(webhooks.stop)
    said = gettext_lazy("Stopped; what is done meanwhile is told once it is started again.")

    def perform(self, form) -> str:
        self.service(webhook=self.target, actor=self.request.user)
        messages.success(self.request, self.said)
        return reverse("webhook", args=[self.target.pk])

    def get_context_data(self, **more):
        return super().get_context_data(**{**self.told(), **more})


class StopWebhook(WebhookAct):
    """Nothing is sent for a while."""


class StartWebhook(WebhookAct):
    """Told again, from where it stopped."""

    service = staticmethod(webhooks.start)
    said = gettext_lazy("Started.")


class TestWebhook(WebhookAct):
    """A message that says nothing."""

    service = staticmethod(webhooks.send_test)
    said = gettext_lazy("A test message is on its way; its answer stands below in a moment.")


class ResendDelivery(ActPage):
    """A message sent again."""

    act = "manage_webhooks"
    form_class = forms.Form
    http_method_names = ("post",)
    title = gettext_lazy("Send again")
    may_try = False

    def find_target(self) -> Delivery:
        rows = Delivery.objects.visible_to(self.request.user).select_related("webhook__unit")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def unit(self):
        return self.target.webhook.unit

    def perform(self, form) -> str:
        webhooks.resend(delivery=self.target, actor=self.request.user)
        messages.success(self.request, _("Sent again in a moment, under the same id."))
        return reverse("webhook", args=[self.target.webhook_id])
