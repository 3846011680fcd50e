"""The frame as a Django app, so that its templates, styles and commands are found."""

from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "evenhand_web.site"
    label = "site"
