"""`rotate_keys`: write every encrypted cell anew under the current key, after which older keys may be taken away."""

from typing import Any

from django.core.management.base import BaseCommand

from evenhand_web.privacy.rotation import rotate


class Command(BaseCommand):
    help = "Re-encrypt personal data under the first key of EVENHAND_KEYS."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(str(rotate()))
