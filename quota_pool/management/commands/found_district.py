"""manage.py found_district: a real district with its first administrator, on an empty installation."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from quota_pool import audit, founding


class Command(BaseCommand):
    """manage.py found_district --code 440112 --name 黄埔区 --admin admin"""

    help = "Found a district: its books, its working days, and the first administrator."

    def add_arguments(self, parser):
        parser.add_argument("--code", required=True, help="six digits, GB/T 2260")
        parser.add_argument("--name", required=True, help="the district's name as it is printed")
        parser.add_argument("--admin", required=True, help="user name of the first administrator")
        parser.add_argument("--full-name", default="", help="the administrator's own name")

    def handle(self, *, code, name, admin, full_name, **_options):
        if settings.DEMO:
            raise CommandError("DEMO=1 is for the demonstration: set DEMO=0 to found a real district.")
        try:
            with audit.context("command"):
                member, password = founding.found_district(
                    code=code, name=name, admin=admin, full_name=full_name
                )
        except founding.CannotFound as fault:
            raise CommandError(str(fault))
        except ValidationError as fault:
            raise CommandError(" ".join(fault.messages))
        self.stderr.write(f"{member.district} is founded. {member.user.username} signs in once with:")
        self.stdout.write(password)
