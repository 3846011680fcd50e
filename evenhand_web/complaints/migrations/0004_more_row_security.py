"""Row-level security for what hangs on a complaint through something else: links, calls, batches, and the journal.

The inner queries are under the locks of their own tables. The journal stands in a room below this one, which knows no
complaints, so that its lock is put on here.
"""

from django.db import migrations

from evenhand_web.people.row_security import NOBODY, OWN, locked

OF_OWN_PEOPLE = f"SELECT id FROM people_person WHERE organisation_id = ANY ({OWN})"
TAKEN_BY_THEM = f"{NOBODY} OR taken_by_id IN ({OF_OWN_PEOPLE})"


def _seen(table: str, key: str) -> str:
    return f"EXISTS (SELECT 1 FROM {table} seen WHERE seen.id = {key})"


TABLES = {
    "complaints_batch": TAKEN_BY_THEM,
    "complaints_call": TAKEN_BY_THEM,
    "complaints_link": (
        f"{NOBODY} OR ({_seen('complaints_complaint', 'first_id')} AND {_seen('complaints_complaint', 'second_id')})"
    ),
    "complaints_answer_papers": f"{NOBODY} OR {_seen('complaints_answer', 'answer_id')}",
    # What is registered is open to everybody; any subject that is not named here, to nobody.
    "journal_entry": (
        f"{NOBODY} OR subject = 'organisation' "
        f"OR (subject = 'complaint' AND {_seen('complaints_complaint', 'subject_id')}) "
        f"OR (subject = 'call' AND {_seen('complaints_call', 'subject_id')}) "
        f"OR (subject = 'batch' AND {_seen('complaints_batch', 'subject_id')}) "
        f"OR (subject = 'person' AND subject_id IN ({OF_OWN_PEOPLE}))"
    ),
}


class Migration(migrations.Migration):
    dependencies = (("complaints", "0003_letters"), ("journal", "0001_initial"), ("people", "0001_initial"))
    operations = (locked(TABLES),)
