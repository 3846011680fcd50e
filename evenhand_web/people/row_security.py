"""The words in which migrations tell PostgreSQL whose rows are whose; what they are for stands in `tenancy.py`."""

from django.apps.registry import Apps
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import RunPython

OWN = "string_to_array(NULLIF(current_setting('evenhand.organisations', true), ''), ',')::bigint[]"
# Nobody signed in: the public's door, which asks for a receipt, and the worker.
NOBODY = "COALESCE(current_setting('evenhand.organisations', true), '') = ''"


def lock(editor: BaseDatabaseSchemaEditor, table: str, shown: str) -> None:
    """Show the rows of `table` to nobody but whom `shown` (an SQL condition) lets through; nothing off PostgreSQL."""
    if editor.connection.vendor != "postgresql":
        return
    editor.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    # The platform owns its tables, and an owner is let through unless told otherwise.
    editor.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    editor.execute(f"CREATE POLICY held_to_their_own ON {table} USING ({shown}) WITH CHECK (true)")


def let_read(editor: BaseDatabaseSchemaEditor, table: str, name: str, shown: str) -> None:
    """Show, and no more than show, further rows of a locked table: those that `shown` lets through."""
    if editor.connection.vendor == "postgresql":
        editor.execute(f"CREATE POLICY {name} ON {table} FOR SELECT USING ({shown})")


def unlock(editor: BaseDatabaseSchemaEditor, table: str) -> None:
    """Take the lock off again."""
    if editor.connection.vendor != "postgresql":
        return
    editor.execute(f"DROP POLICY held_to_their_own ON {table}")
    editor.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
    editor.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")


def locked(tables: dict[str, str]) -> RunPython:
    """The step of a migration that locks each of `tables` to what its condition lets through."""

    def lock_all(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
        for table, shown in tables.items():
            lock(editor, table, shown)

    def unlock_all(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
        for table in tables:
            unlock(editor, table)

    return RunPython(lock_all, unlock_all)
