"""Names of the pages of accounts."""

from django.urls import path

from evenhand_web.people import views

app_name = "people"
urlpatterns = [
    path("", views.show_people, name="list"),
    path("me", views.account, name="account"),
    path("<int:pk>/<slug:act>", views.change, name="change"),
]
