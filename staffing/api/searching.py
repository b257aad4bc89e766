"""Lists searched by person: by name, pinyin or last four, never by a whole ID number (R-088)."""

from django.utils.translation import gettext_lazy as _

from quota_pool.api.problems import invalid
from quota_pool.api.resources import RowResource
from staffing.filters import is_whole_id


class SearchedByPerson(RowResource):
    """A list whose condition `q` finds people."""

    def matching(self):
        if is_whole_id(self.request.query_params.get("q", "")):
            words = _("An ID number does not belong in an address: send it to staff/find/ in the body.")
            raise invalid("q", "id_in_address", words)
        return super().matching()
