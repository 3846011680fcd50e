"""Somebody at the staff's pages, who fills forms as the page drew them."""

import re

from evenhand_web.complaints.models import Complaint

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


class Desk:
    """Somebody at the staff's pages."""

    def __init__(self, client, city):
        self.client, self.city = client, city

    def come(self, who):
        self.client.force_login(self.city.people[who], backend=BACKEND)

    def open(self, complaint):
        return self.client.get(f"/desk/complaints/{complaint.number}").content.decode()

    def step(self, complaint, move, **given):
        """Fill the form as the page drew it."""
        drawn = self.open(complaint)
        hidden = {
            name: re.search(rf'name="{move}-{name}" value="([^"]*)"', drawn)[1]
            for name in ("key", "seen")
            if f'name="{move}-{name}"' in drawn
        }
        return self.post(complaint, move, **hidden | given)

    def post(self, complaint, move, **given):
        form = {f"{move}-{name}": value for name, value in given.items()}
        return self.client.post(f"/desk/complaints/{complaint.number}/{move}", form)


def state(complaint):
    return Complaint.objects.get(pk=complaint.pk).state
