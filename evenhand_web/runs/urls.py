"""Names of the pages of runs."""

from django.urls import path
from django.views.generic import RedirectView

from evenhand_web.runs import readers, views

app_name = "runs"
urlpatterns = [
    path("", views.list_runs, name="list"),
    path("runs/new", RedirectView.as_view(url="/runs/new/audit"), name="choose"),
    path("runs/new/<slug:kind>", views.new_run, name="new"),
    path("runs/<int:pk>", views.show_run, name="show"),
    path("runs/<int:pk>/report", views.report, name="report"),
    path("runs/<int:pk>/files/<str:name>", views.download, name="download"),
    path("runs/<int:pk>/share", readers.share_run, name="share"),
    path("runs/<int:pk>/share/<int:given>/end", readers.end_sharing, name="take_back"),
    path("runs/<int:pk>/delete", views.delete_run, name="delete"),
]
