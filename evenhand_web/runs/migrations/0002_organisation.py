"""A run belongs to the organisation that made it; on PostgreSQL a row is shown to that organisation alone.

Until now every analyst saw every run. Where the analysts there ever were are all of one organisation, what there is was
its own, and becomes so; elsewhere the operator says whose it is (`give_runs`).
"""

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from evenhand_web.people.row_security import NOBODY, OWN, locked

SEEN = "EXISTS (SELECT 1 FROM runs_run r WHERE runs_upload.id IN (r.upload_id, r.mapping_id, r.mandates_id))"
# The inner query is under the lock of its own table: a file is shown to whoever has a run that rests on it.
TABLES = {
    "runs_run": f"{NOBODY} OR organisation_id = ANY ({OWN})",
    "runs_upload": f"{NOBODY} OR {SEEN}",
}


def give_to_the_only_analysts(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    alias = editor.connection.alias
    appointed = apps.get_model("people", "Appointment").objects.using(alias).filter(role="analyst")
    whose = set(appointed.values_list("person__organisation", flat=True))
    if len(whose) == 1:
        apps.get_model("runs", "Run").objects.using(alias).update(organisation=whose.pop())


class Migration(migrations.Migration):
    dependencies = (("people", "0001_initial"), ("registry", "0001_initial"), ("runs", "0001_initial"))
    operations = (
        migrations.AddField(
            model_name="run",
            name="organisation",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.organisation"
            ),
        ),
        locked(TABLES),
        migrations.RunPython(give_to_the_only_analysts, migrations.RunPython.noop),
    )
