"""How a person wants pages shown: the text size, kept in a cookie beside Django's language cookie."""

from django.http import HttpResponseBadRequest, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

COOKIE = "text_size"
COOKIE_SECONDS = 365 * 24 * 3600
DEFAULT_SIZE = "m"
TEXT_SIZES = (
    ("l", gettext_lazy("L")),
    ("m", gettext_lazy("M")),
    ("s", gettext_lazy("S")),
)
_KNOWN = frozenset(size for size, _label in TEXT_SIZES)


def text_size(request) -> str:
    """Read the chosen size; an unknown cookie value counts as none."""
    chosen = request.COOKIES.get(COOKIE, DEFAULT_SIZE)
    return chosen if chosen in _KNOWN else DEFAULT_SIZE


@require_POST
def set_text_size(request):
    """Keep the chosen size and go back to where the person stood."""
    size = request.POST.get("size")
    if size not in _KNOWN:
        return HttpResponseBadRequest(_("There is no such text size."))
    answer = HttpResponseRedirect(_safe_next(request))
    answer.set_cookie(
        COOKIE, size, max_age=COOKIE_SECONDS, samesite="Lax", secure=request.is_secure(), httponly=True
    )
    return answer


def _safe_next(request) -> str:
    place = request.POST.get("next", "/")
    hosts = {request.get_host()}
    return place if url_has_allowed_host_and_scheme(place, hosts, require_https=request.is_secure()) else "/"
