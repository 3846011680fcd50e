"""Who may open what: every address of the staff, and the people of the made-up city who get it; 404 for everybody else.

Whoever has not signed in is sent to the sign-in page. A complaint stands with the bank, in the bureau's jurisdiction.
"""

EVERYBODY = frozenset(
    [
        "officer",
        "clerk",
        "registrar",
        "chief",
        "bureau_analyst",
        "central_officer",
        "office_officer",
        "desk",
        "second_desk",
        "approver",
        "reviewer",
        "bank_admin",
        "analyst",
        "other_desk",
        "other_analyst",
        "lender_desk",
    ]
)
NOBODY: frozenset[str] = frozenset()
OFFICERS = frozenset({"officer", "central_officer", "office_officer"})
DESKS = frozenset({"desk", "second_desk", "other_desk", "lender_desk"})
CASE = "desk/complaints/<str:number>"
OF_THE_CASE = frozenset({"officer", "desk", "second_desk", "approver", "reviewer"})

# address: (allowed methods, who gets it, the status for them, the status for the others)
TABLE = {
    "desk/": ("GET HEAD POST", EVERYBODY, 200, 404),
    "desk/queue.csv": ("GET HEAD", EVERYBODY, 200, 404),
    "desk/board": ("GET HEAD", OFFICERS | {"clerk"}, 200, 404),
    "desk/enter": ("GET HEAD POST", OFFICERS | {"clerk"} | DESKS, 200, 404),
    "desk/call": ("GET HEAD POST", frozenset({"clerk"}), 200, 404),
    "desk/call/likely": ("POST", NOBODY, 200, 405),
    "desk/batches": ("GET HEAD POST", OFFICERS | {"clerk"}, 200, 404),
    "desk/batches/<int:pk>": ("GET HEAD", frozenset({"officer", "clerk"}), 200, 404),
    "desk/batches/<int:pk>/<slug:act>": ("POST", NOBODY, 200, 405),
    CASE: ("GET HEAD", OF_THE_CASE, 200, 404),
    f"{CASE}/papers/<int:pk>": ("GET HEAD", OF_THE_CASE, 200, 404),
    f"{CASE}/entries/<int:pk>": ("GET HEAD", OF_THE_CASE, 200, 404),
    f"{CASE}/course": ("GET HEAD", OF_THE_CASE, 200, 404),
    f"{CASE}/words/<slug:what>/<int:pk>": ("GET HEAD", OF_THE_CASE, 200, 404),
    f"{CASE}/print": ("GET HEAD", OF_THE_CASE, 200, 404),
    f"{CASE}/print.css": ("GET HEAD", OF_THE_CASE, 200, 404),
    f"{CASE}/papers": ("POST", NOBODY, 200, 405),
    f"{CASE}/letters/<int:pk>/delivered": ("POST", NOBODY, 200, 405),
    f"{CASE}/letters/<slug:kind>": ("POST", NOBODY, 200, 405),
    f"{CASE}/letters/<slug:kind>/sealed": ("POST", NOBODY, 200, 405),
    f"{CASE}/<slug:move>": ("POST", NOBODY, 200, 405),
    "desk/links/<int:pk>": ("POST", NOBODY, 200, 405),
    "registry/": ("GET HEAD POST", frozenset({"registrar"}), 200, 404),
    "registry/<str:code>": ("GET HEAD", frozenset({"registrar"}), 200, 404),
    "registry/<str:code>/<slug:act>": ("POST", NOBODY, 200, 405),
    "registry/near/<slug:among>/<slug:field>": ("POST", NOBODY, 200, 405),
    "registry/aliases/<int:pk>/remove": ("POST", NOBODY, 200, 405),
    "people/": ("GET HEAD POST", frozenset({"chief", "bank_admin"}), 200, 404),
    "people/me": ("GET HEAD", EVERYBODY, 200, 404),
    "people/<int:pk>/<slug:act>": ("POST", NOBODY, 200, 405),
    "account/logout": ("GET HEAD POST OPTIONS", EVERYBODY, 200, 404),
    "account/again": ("GET HEAD POST PUT OPTIONS", EVERYBODY, 200, 404),
    "account/password": ("GET HEAD POST PUT OPTIONS", EVERYBODY, 200, 404),
    "account/sessions": ("GET HEAD POST PUT OPTIONS", EVERYBODY, 200, 404),
    "account/second": ("GET HEAD OPTIONS", EVERYBODY, 200, 404),
    # Asked for once more who it is, or nothing to do there yet.
    "account/second/code": ("", EVERYBODY, 302, 404),
    "account/second/again": ("", EVERYBODY, 302, 404),
    "account/second/start": ("", EVERYBODY, 302, 404),
    "account/second/codes/renew": ("", EVERYBODY, 302, 404),
    "account/second/stop": ("", NOBODY, 200, 404),
    "account/second/codes": ("", NOBODY, 200, 404),
}
# A run that the bank's analyst made, where others can reach the platform: to each its people, with what they get.
ANALYSTS = frozenset({"analyst", "other_analyst", "bureau_analyst"})
OWN = frozenset({"analyst"})
RUNS = {
    "": (ANALYSTS, 200),
    "runs/new": (EVERYBODY, 302),
    "runs/new/audit": (ANALYSTS, 200),
    "runs/<int:pk>": (OWN, 200),
    "runs/<int:pk>/report": (OWN, 200),
    "runs/<int:pk>/files/rejects.csv": (OWN, 200),
    "runs/<int:pk>/files/summary.json": (OWN, 200),
    "runs/<int:pk>/share": (OWN, 200),
    "runs/<int:pk>/delete": (OWN, 200),
}
# The same run, shared with the bureau for reading: what its analyst gets besides, without and with the tables.
READERS = frozenset({"analyst", "bureau_analyst"})
SHARED = {
    "runs/<int:pk>": (READERS, READERS),
    "runs/<int:pk>/report": (READERS, READERS),
    "runs/<int:pk>/files/summary.json": (READERS, READERS),
    "runs/<int:pk>/files/findings.parquet": (OWN, READERS),
    "runs/<int:pk>/files/rejects.csv": (OWN, OWN),
    "runs/<int:pk>/share": (OWN, OWN),
    "runs/<int:pk>/delete": (OWN, OWN),
}
# Open to whoever comes, or to nobody at all.
OPEN = {"account/login": 200, "account/inactive": 200}
SHUT = (
    "account/signup",
    "account/password/set",
    "account/password/reset",
    "account/email",
    "account/second/codes/download",
)

# A step posted by each of them on a complaint that was just transferred: who may take it. The others are refused (422)
# where they see the complaint, and know nothing of it (404) where they do not.
STEPS = {
    "accept": ({}, frozenset({"desk", "second_desk"})),
    "give_back": ({"ground": "not_ours", "note": "不是本行的客户"}, frozenset({"desk", "second_desk"})),
    "answer": ({"outcome": "upheld", "reasons": ["error_found"], "text": "已退还"}, NOBODY),
    "close": ({}, NOBODY),
    "reveal": ({"purpose": "contact"}, frozenset({"officer", "desk", "second_desk", "reviewer"})),
}
