"""The room `portal` as Django knows it."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "evenhand_web.portal"
    label = "portal"
