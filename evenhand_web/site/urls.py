"""Every address of the platform."""

from django.urls import include, path

from evenhand_web.site import views

urlpatterns = [
    path("language", views.choose_language, name="language"),
    path("complain/", include("evenhand_web.portal.urls")),
    path("account/", include("evenhand_web.site.accounts")),
    path("people/", include("evenhand_web.people.urls")),
    path("registry/", include("evenhand_web.registry.urls")),
    path("desk/", include("evenhand_web.complaints.urls")),
    path("", include("evenhand_web.runs.urls")),
]

handler400 = views.bad_request
handler403 = views.forbidden
handler404 = views.not_found
handler500 = views.server_error
