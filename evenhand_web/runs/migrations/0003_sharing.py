"""A run may be read by another organisation where its own lets it; on PostgreSQL such a row is shown and not changed."""

from typing import Any

import django.db.models.deletion
from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from evenhand_web.people.row_security import NOBODY, OWN, let_read, lock, unlock

OWN_RUN = f"EXISTS (SELECT 1 FROM runs_run r WHERE r.organisation_id = ANY ({OWN}) AND "
RESTS_ON_IT = "runs_upload.id IN (r.upload_id, r.mapping_id, r.mandates_id))"
# As it was before: whoever saw a run saw the file it rests on.
ANY_RUN = f"EXISTS (SELECT 1 FROM runs_run r WHERE {RESTS_ON_IT}"
SHARED = (
    f"EXISTS (SELECT 1 FROM runs_sharing s WHERE s.run_id = runs_run.id AND s.reader_id = ANY ({OWN}) "
    "AND s.ended_at IS NULL AND (s.ends_at IS NULL OR s.ends_at > now()))"
)


def lock_on(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    lock(editor, "runs_sharing", f"{NOBODY} OR owner_id = ANY ({OWN})")
    let_read(editor, "runs_sharing", "shared_with_them", f"reader_id = ANY ({OWN})")
    let_read(editor, "runs_run", "shared_with_them", SHARED)
    # A run that is shared for reading does not show the file it was made from.
    unlock(editor, "runs_upload")
    lock(editor, "runs_upload", f"{NOBODY} OR {OWN_RUN}{RESTS_ON_IT}")
    let_read(editor, "journal_entry", "about_their_runs", f"subject = 'run' AND {OWN_RUN}r.id = subject_id)")


def lock_off(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor != "postgresql":
        return
    editor.execute("DROP POLICY about_their_runs ON journal_entry")
    unlock(editor, "runs_upload")
    lock(editor, "runs_upload", f"{NOBODY} OR {ANY_RUN}")
    editor.execute("DROP POLICY shared_with_them ON runs_run")
    editor.execute("DROP POLICY shared_with_them ON runs_sharing")
    unlock(editor, "runs_sharing")


def protected(to: str) -> "models.ForeignKey[Any, Any]":
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=to)


class Migration(migrations.Migration):
    dependencies = (
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("journal", "0001_initial"),
        ("registry", "0001_initial"),
        ("runs", "0002_organisation"),
    )
    operations = (
        migrations.CreateModel(
            name="Sharing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("purpose", models.CharField(max_length=16)),
                ("with_tables", models.BooleanField(default=False)),
                ("given_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("given_by", protected(settings.AUTH_USER_MODEL)),
                ("owner", protected("registry.organisation")),
                ("reader", protected("registry.organisation")),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="sharings", to="runs.run"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("run", "reader"),
                        name="sharing_once_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("purpose__in", ("supervision", "recognition", "clue", "rectification"))),
                        name="sharing_purpose",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("owner", models.F("reader")), _negated=True), name="sharing_with_another"
                    ),
                ],
            },
        ),
        migrations.RunPython(lock_on, lock_off),
    )
