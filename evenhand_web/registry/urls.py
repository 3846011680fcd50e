"""Names of the registrar's pages."""

from django.urls import path

from evenhand_web.registry import views

app_name = "registry"
urlpatterns = [
    path("", views.show_registry, name="list"),
    path("aliases/<int:pk>/remove", views.remove_alias, name="remove_alias"),
    path("near/<slug:among>/<slug:field>", views.near, name="near"),
    path("<str:code>", views.show, name="show"),
    path("<str:code>/<slug:act>", views.change, name="change"),
]
