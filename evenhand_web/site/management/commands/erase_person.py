"""`erase_person`: what a consumer who asks for it may have erased; the steps of the complaint and their proofs stay."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from evenhand.errors import Misuse
from evenhand_web.complaints.actions.erasing import ON_REQUEST, erase
from evenhand_web.complaints.models import Complaint


class Command(BaseCommand):
    help = "Erase the person of a complaint that is over, at their own request."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("number", help="the complaint's number, such as 2026-000012")

    def handle(self, *args: Any, number: str, **options: Any) -> None:
        complaint = Complaint.objects.filter(number=number).first()
        if complaint is None:
            raise Misuse(zh=f"没有编号为 {number} 的投诉，请核对。", en=f"No complaint has the number {number}.")
        if complaint.complainant.erased_at:
            self.stdout.write(f"{number} 的个人信息此前已经删除。 / Its person was erased before.")
            return
        erase(complaint=complaint, why=ON_REQUEST, at=timezone.now())
        self.stdout.write(f"已删除 {number} 的个人信息，证明仍然有效。 / The person is erased; every proof stays good.")
