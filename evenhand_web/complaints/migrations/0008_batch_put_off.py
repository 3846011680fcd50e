"""A batch whose file cannot be reached is put off and tried again; whether its file still lies there is known."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def say_what_lies_there(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Until now the file of a batch that ended was removed with its end."""
    batches = apps.get_model("complaints", "Batch").objects.using(editor.connection.alias)
    batches.exclude(state__in=("waiting", "working")).update(held=False)


class Migration(migrations.Migration):
    dependencies = (("complaints", "0007_agents_telephone"),)
    operations = (
        migrations.AddField(model_name="batch", name="again_at", field=models.DateTimeField(null=True)),
        migrations.AddField(model_name="batch", name="put_off", field=models.PositiveSmallIntegerField(default=0)),
        migrations.AddField(model_name="batch", name="held", field=models.BooleanField(default=True)),
        migrations.RunPython(say_what_lies_there, migrations.RunPython.noop),
    )
