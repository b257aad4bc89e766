"""按身份证号查人: a whole ID number is asked for in a POST, counted and written down."""

from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from quota_pool.refusals import Refusal
from staffing import codes
from staffing.forms.people import FindForm
from staffing.services import people
from staffing.views.acts import ActPage, person_url


class FindPerson(ActPage):
    """The person with this number, if the asker may see them."""

    act = "read_staff"
    form_class = FindForm
    title = _("Find by ID number")
    subtitle = _("The number does not stand in an address; that somebody looked is written down.")
    submit_label = _("Find")
    cancel_url = reverse_lazy("staffing:roster")
    may_try = False  # nothing is done but looked up

    def perform(self, form) -> str:
        actor = self.request.user
        if people.looked_up_lately(actor) >= people.MOST_LOOK_UPS:
            raise Refusal(people.too_many_look_ups())
        found = people.find(id_no=form.cleaned_data["id_no"], actor=actor)
        if not found:
            raise Refusal(codes.NOBODY_FOUND.reason(field="id_no"))
        return person_url(found[0])
