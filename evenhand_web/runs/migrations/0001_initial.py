"""The tables of runs and uploads."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Upload",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sha256", models.CharField(max_length=64)),
                ("suffix", models.CharField(max_length=8)),
                ("size", models.BigIntegerField()),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("sha256", "suffix"), name="upload_once")],
            },
        ),
        migrations.CreateModel(
            name="Run",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=8)),
                ("packs", models.JSONField(default=list)),
                ("options", models.JSONField(default=dict)),
                ("file_name", models.CharField(max_length=200)),
                ("file_sha256", models.CharField(max_length=64)),
                ("state", models.CharField(default="waiting", max_length=8)),
                ("requested_at", models.DateTimeField()),
                ("started_at", models.DateTimeField(null=True)),
                ("finished_at", models.DateTimeField(null=True)),
                ("worker", models.CharField(blank=True, default="", max_length=32)),
                ("lease_until", models.DateTimeField(null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("error_zh", models.TextField(blank=True, default="")),
                ("error_en", models.TextField(blank=True, default="")),
                ("rows_read", models.BigIntegerField(null=True)),
                ("rows_rejected", models.BigIntegerField(null=True)),
                ("counts", models.JSONField(default=dict)),
                ("not_evaluated", models.JSONField(default=dict)),
                ("replay_sha256", models.CharField(blank=True, default="", max_length=64)),
                (
                    "audit",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="compared_by",
                        to="runs.run",
                    ),
                ),
                (
                    "mandates",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="runs.upload"
                    ),
                ),
                (
                    "mapping",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="runs.upload"
                    ),
                ),
                (
                    "upload",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="runs", to="runs.upload"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ("waiting", "running"))),
                        fields=["requested_at"],
                        name="run_under_way",
                    ),
                    models.Index(fields=["-requested_at", "-id"], name="run_newest"),
                ],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("kind__in", ("audit", "rings"))), name="run_kind"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ("waiting", "running", "done", "failed"))), name="run_state"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "running"), _negated=True),
                            models.Q(models.Q(("worker", ""), _negated=True), ("lease_until__isnull", False)),
                            _connector="OR",
                        ),
                        name="run_running_is_held",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ("done", "failed")), _negated=True),
                            ("finished_at__isnull", False),
                            _connector="OR",
                        ),
                        name="run_over_has_end",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "failed"), _negated=True),
                            models.Q(
                                models.Q(("error_zh", ""), _negated=True), models.Q(("error_en", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="run_why",
                    ),
                ],
            },
        ),
    ]
