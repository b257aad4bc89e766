"""Make a token for a connected system and print it once."""

from datetime import timedelta

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from quota_pool import access, tokens
from quota_pool.calendar import now
from quota_pool.models import District, Member, Role, Unit, User


class Command(BaseCommand):
    """manage.py issue_token finance-system --district 440112 --days 90"""

    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("system", help="user name of the connected system; made when it is not there")
        parser.add_argument("--name", default="", help="what the token is for")
        parser.add_argument("--district", required=True, help="code of the district")
        parser.add_argument("--unit", help="code of the one unit the token is for; default: the district")
        parser.add_argument("--role", default=Role.API, choices=Role.values, help="role of a new system")
        parser.add_argument("--scope", action="append", default=[], choices=sorted(access.ACTS))
        parser.add_argument("--days", type=int, default=90, help="days until it expires, 1 to 366")

    @transaction.atomic
    def handle(self, *args, system, district, unit, role, scope, days, name, **options):
        if not 1 <= days <= 366:
            raise CommandError("A token lives 1 to 366 days.")
        place = District.objects.filter(code=district).first()
        if place is None:
            raise CommandError(f"There is no district {district}.")
        street = _unit(place, unit)
        user = _system(system, place, street, role)
        _token, text = tokens.issue(
            user=user,
            district=place,
            unit=street,
            name=name or system,
            scopes=scope or sorted(access.ROLE_ACTS[role]),
            expires_at=now() + timedelta(days=days),
            actor=None,
        )
        self.stderr.write("The token is shown this once; it stands in no file and no log of ours.")
        self.stdout.write(text)


def _unit(place: District, code: str | None) -> Unit | None:
    if not code:
        return None
    found = Unit.objects.filter(district=place, code=code).first()
    if found is None:
        raise CommandError(f"There is no unit {code} in {place.name}.")
    return found


def _system(name: str, place: District, street: Unit | None, role: str) -> User:
    """The connected system's user: it has no password and cannot log in on the pages."""
    user = User.objects.filter(username=name).first()
    if user is not None:
        if not user.is_client:
            raise CommandError(f"{name} is a person; a token belongs to a connected system.")
        return user
    user = User(username=name, is_client=True)
    user.set_unusable_password()
    user.save()
    Member.objects.create(user=user, district=place, unit=street, role=role)
    return user
