"""`fill_sample`: put the sample city into an empty platform; its people's passwords are printed this once."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from evenhand_web.people.roles import ROLES
from evenhand_web.registry.models import Organisation
from evenhand_web.sample.filling import Account, fill


class Command(BaseCommand):
    help = "Put the sample city into an empty platform: organisations, people, complaints at every stage."

    def handle(self, *args: Any, **options: Any) -> None:
        if Organisation.objects.exists():
            self.stdout.write(
                "样例城市已经在平台里；登录密码只在第一次显示。要重新开始，请删除平台的文件夹。\n"
                "The sample city is in the platform already; passwords are shown the first time only. "
                "To begin anew remove the platform's folder."
            )
            return
        accounts = fill(now=timezone.now())
        self.stdout.write(
            "样例城市的人员（密码只显示这一次） / people of the sample city (passwords are shown this once)"
        )
        for account in accounts:
            self.stdout.write(_line(account))


def _line(account: Account) -> str:
    person = account.person
    roles = "、".join(ROLES[role].name["zh"] for role in sorted(person.roles))
    return f"  {person.get_username():<12} {account.password}  {person.organisation.name} · {roles}"
