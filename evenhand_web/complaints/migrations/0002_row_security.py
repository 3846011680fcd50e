"""Row-level security on PostgreSQL; nothing elsewhere. What it is for stands in `people/tenancy.py`."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

OF_A_COMPLAINT = ("Complainant", "Clock", "Question", "Addition", "Paper", "Answer", "Extension", "Review")
OWN = "string_to_array(NULLIF(current_setting('evenhand.organisations', true), ''), ',')::bigint[]"
# Nobody signed in: the public's door, which asks for a receipt, and the worker.
NOBODY = "COALESCE(current_setting('evenhand.organisations', true), '') = ''"
COMPLAINT = (
    f"{NOBODY} OR holder_id = ANY ({OWN}) OR authority_id = ANY ({OWN}) OR received_by_id = ANY ({OWN}) "
    f"OR holder_id IN (SELECT id FROM registry_organisation WHERE superior_id = ANY ({OWN}))"
)
# The inner query is under the lock of its own table.
PART = f"{NOBODY} OR EXISTS (SELECT 1 FROM complaints_complaint c WHERE c.id = complaint_id)"


def _tables(apps: Apps) -> list[tuple[str, str]]:
    parts = [(apps.get_model("complaints", name)._meta.db_table, PART) for name in OF_A_COMPLAINT]
    return [("complaints_complaint", COMPLAINT), *parts]


def lock(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor != "postgresql":
        return
    for table, shown in _tables(apps):
        editor.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        # The platform owns its tables, and an owner is let through unless told otherwise.
        editor.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        editor.execute(f"CREATE POLICY held_to_their_own ON {table} USING ({shown}) WITH CHECK (true)")


def unlock(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor != "postgresql":
        return
    for table, _ in _tables(apps):
        editor.execute(f"DROP POLICY held_to_their_own ON {table}")
        editor.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
        editor.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")


class Migration(migrations.Migration):
    dependencies = (("complaints", "0001_initial"),)
    operations = (migrations.RunPython(lock, unlock),)
