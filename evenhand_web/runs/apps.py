"""Runs as a Django app."""

from django.apps import AppConfig


class RunsConfig(AppConfig):
    name = "evenhand_web.runs"
    label = "runs"
