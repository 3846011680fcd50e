"""Row-level security for the public's door: whoever is signed in as staff has nothing to do with what lies there."""

from django.db import migrations

from evenhand_web.people.row_security import NOBODY, locked

TABLES = {
    "portal_draft": NOBODY,
    "portal_draftpaper": NOBODY,
    "portal_telling": NOBODY,
    "portal_correspondent": (f"{NOBODY} OR EXISTS (SELECT 1 FROM complaints_complaint c WHERE c.id = complaint_id)"),
}


class Migration(migrations.Migration):
    dependencies = (("portal", "0001_initial"), ("complaints", "0002_row_security"))
    operations = (locked(TABLES),)
