"""The token by which a provider knows whose session it is to end: kept as long as the session here, and unreadable.

It says who somebody is. So it lies in the session on the server alone, never in a cookie, encrypted, and goes with the
session.
"""

from django.http import HttpRequest

from evenhand_web.privacy.cipher import CannotRead, decrypt, encrypt

KEPT, PLACE = "evenhand_hint", "session.id_token"
# It travels in an address, and servers take no longer ones; the provider then asks, as it does without it.
LONGEST = 4000


def keep_hint(request: HttpRequest, id_token: str) -> None:
    """Keep what the provider gave for as long as the session lasts; a longer one than an address holds is dropped."""
    request.session.pop(KEPT, None)
    if 0 < len(id_token) <= LONGEST:
        request.session[KEPT] = encrypt(id_token, PLACE)


def hint(request: HttpRequest) -> str:
    """The token that was kept for this session; empty for none, or where its key is gone."""
    kept = request.session.get(KEPT, "")
    try:
        return decrypt(kept, PLACE) if kept else ""
    except CannotRead:
        return ""
