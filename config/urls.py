"""Every address of the project: the pages of requests_app, each with its rule of who, and pages for what goes wrong."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [path("", include("requests_app.urls"))]

handler400 = "requests_app.views.errors.bad_request"
handler403 = "requests_app.views.errors.forbidden"
handler404 = "requests_app.views.errors.absent"
handler500 = "requests_app.views.errors.failed"
