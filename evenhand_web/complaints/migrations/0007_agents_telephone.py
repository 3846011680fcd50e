"""An agent is found by telephone, as a consumer is: a blind index beside the number, filled for what is there."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from evenhand_web.privacy.cipher import blind


def fill(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    everybody = apps.get_model("complaints", "Complainant").objects.using(editor.connection.alias)
    for pk, phone in everybody.order_by("pk").values_list("pk", "agent_phone").iterator(chunk_size=2000):
        if phone:
            everybody.filter(pk=pk).update(agent_phone_index=blind(phone, "phone"))


class Migration(migrations.Migration):
    dependencies = (("complaints", "0006_batch_by_worker"),)
    operations = (
        migrations.AddField(
            model_name="complainant",
            name="agent_phone_index",
            field=models.CharField(blank=True, default="", max_length=40),
        ),
        migrations.AddIndex(
            model_name="complainant",
            index=models.Index(
                condition=models.Q(("agent_phone_index", ""), _negated=True),
                fields=["agent_phone_index"],
                name="complainant_agent_phone",
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    )
