"""Bring every sealed value under the newest key of FIELD_KEYS; may be broken off and started again."""

import signal

from django.core.management.base import BaseCommand, CommandError

from quota_pool import audit, rotation, sealed, sealed_files
from quota_pool.models import District

STOPS = (signal.SIGINT, signal.SIGTERM)


class Command(BaseCommand):
    """Put the new key first in FIELD_KEYS, keep the old one behind it, run this, then drop the old one."""

    help = "Re-encrypt sealed fields under the newest key; resumable. Drop an old key only when none is left."

    def add_arguments(self, parser):
        parser.add_argument("--batch", type=int, default=500, help="rows of one transaction")

    def handle(self, *args, batch, **options):
        asked = []
        before = {name: signal.signal(name, lambda *_said: asked.append(True)) for name in STOPS}
        try:
            done = {
                model: rotation.rotate(model, batch=batch, should_stop=lambda: bool(asked))
                for model in rotation.sealed_models()
            }
        finally:
            for name, handler in before.items():
                signal.signal(name, handler)
        self._tell(done)
        files = sealed_files.rotate(should_stop=lambda: bool(asked))
        self.stdout.write(f"sealed files: {files[0]} rewritten, {files[1]} left")
        self._record(done, files)
        unreadable = sum(len(each.unreadable) for each in done.values())
        if unreadable:
            raise CommandError(f"{unreadable} sealed values open under no key; they were left as they are.")

    def _tell(self, done):
        for model, each in done.items():
            self.stdout.write(f"{model._meta.label}: {each.rewritten} rewritten, {each.left} left")
            if each.unreadable:
                rows = ", ".join(str(row) for row in each.unreadable[:20])
                self.stderr.write(f"{model._meta.label}: do not open: rows {rows}")
        if any(each.broken_off for each in done.values()):
            self.stdout.write("Broken off; run it again to go on.")

    def _record(self, done, files):
        rewritten = {model._meta.model_name: each.rewritten for model, each in done.items()}
        rewritten["files"] = files[0]
        left = sum(each.left for each in done.values()) + files[1]
        for district in District.objects.all():
            after = {"key": sealed.newest_key(), "rewritten": rewritten, "left": left}
            audit.record(None, "keys.rotate", district, after=after)
