"""A district's first hour: its books, its working days, and the administrator who opens the accounts."""

from django.core.validators import RegexValidator
from django.db import transaction

from quota_pool import audit, calendar_years, ledger
from quota_pool.calendar import now, today
from quota_pool.members import first_password
from quota_pool.models import District, Member, Role, User

CODE = RegexValidator(r"^[0-9]{6}\Z", "A district's code has six digits (GB/T 2260), as in 440112.")


class CannotFound(Exception):
    """Why a district cannot be founded, in one sentence."""


@transaction.atomic
def found_district(*, code: str, name: str, admin: str, full_name: str = "") -> tuple[Member, str]:
    """Found a district with its first administrator; returns the membership and the password, shown once."""
    CODE(code)
    _refuse_taken(code, admin)
    district = District(code=code, name=name)
    district.full_clean()
    district.save()
    ledger.open_district(district)
    calendar_years.load_known_years(district=district, first=today().year)
    password = first_password()
    user = User(
        username=admin, full_name=full_name or admin, must_change_password=True, password_changed_at=now()
    )
    user.set_password(password)
    user.full_clean(exclude=["password"])
    user.save()
    member = Member.objects.create(district=district, user=user, role=Role.ADMIN)
    audit.record(None, "district.found", district, after={"code": code, "name": name}, label=name)
    audit.record(None, "member.new_user", district, after={"username": admin}, label=admin)
    return member, password


def _refuse_taken(code: str, admin: str) -> None:
    there = District.objects.filter(code=code).first()
    if there is not None:
        raise CannotFound(f"District {code} is there already: {there.name}.")
    if User.objects.filter(username__iexact=admin).exists():
        raise CannotFound(f"The user name {admin} is taken: choose another.")
