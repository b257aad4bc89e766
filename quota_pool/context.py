"""What every page's frame needs: demonstration flag, unit, navigation, language, text size, request id."""

from datetime import timedelta

from django.conf import settings
from django.utils.functional import SimpleLazyObject

from . import access, as_of, calendar, display, navigation
from .models import Member


def shell(request) -> dict:
    """Give the frame its values; what costs a query is asked for only if the page prints it."""
    asked = as_of.of_page(request)
    return {
        "demo": settings.DEMO,
        "shell": {
            "text_size": display.text_size(request),
            "text_sizes": display.TEXT_SIZES,
            "languages": LANGUAGES,
            "request_id": getattr(request, "request_id", ""),
            "as_of": asked,
            "days_query": asked.query if asked else "",
            "days": SimpleLazyObject(lambda: days(request)),
            "place": request.get_full_path() if request.method == "GET" else "/",
            "demo_accounts": SimpleLazyObject(demo_accounts),
            "demo_password": settings.DEMO_PASSWORD if settings.DEMO else "",
            "unit_name": SimpleLazyObject(lambda: unit_name(getattr(request, "user", None))),
            "halted": SimpleLazyObject(lambda: sees_halt(getattr(request, "user", None))),
            "nav": SimpleLazyObject(lambda: navigation.sections(request)),
            "search_url": navigation.address("roster"),
            "find_url": navigation.address("person-find"),
            "forms": {
                "language": navigation.address("set_language"),
                "text_size": navigation.address("set-text-size"),
                "halts": navigation.address("halts"),
                "logout": navigation.address("account_logout"),
                "password": navigation.address("account_change_password"),
            },
        },
    }


def days(request) -> dict:
    """What the picker of the two days needs besides them."""
    return {
        "kept": as_of.kept(request.GET),
        "back": as_of.back_to_today(request),
        "last_closed": calendar.today() - timedelta(days=1),
    }


LANGUAGES = (("zh-hans", "中文"), ("en", "English"))


def demo_accounts() -> list[Member]:
    """One invented person a role, whom anyone may try the demonstration as; none outside of one."""
    if not settings.DEMO:
        return []
    found = Member.objects.filter(user__is_demo=True, user__is_client=False, ended_at=None)
    first: dict[str, Member] = {}
    for member in found.select_related("user", "unit").order_by("pk"):
        first.setdefault(member.role, member)
    return list(first.values())


def unit_name(user) -> str:
    """Name the unit the user works in, or the district for those who see all of it."""
    if user is None or not user.is_authenticated:
        return ""
    return next((grip.place for grip in access.grips(user)), "")


def sees_halt(user) -> bool:
    """Whether books are halted where the user works; read together with the memberships."""
    return user is not None and user.is_authenticated and any(one.sees_halt for one in access.grips(user))
