"""Row-level security for the public's door: whoever is signed in as staff has nothing to do with what lies there."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from evenhand_web.people.row_security import NOBODY, lock, unlock

TABLES = {
    "portal_draft": NOBODY,
    "portal_draftpaper": NOBODY,
    "portal_telling": NOBODY,
    "portal_correspondent": (f"{NOBODY} OR EXISTS (SELECT 1 FROM complaints_complaint c WHERE c.id = complaint_id)"),
}


def lock_all(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    for table, shown in TABLES.items():
        lock(editor, table, shown)


def unlock_all(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    for table in TABLES:
        unlock(editor, table)


class Migration(migrations.Migration):
    dependencies = (("portal", "0001_initial"), ("complaints", "0002_row_security"))
    operations = (migrations.RunPython(lock_all, unlock_all),)
