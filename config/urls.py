"""Every address of the project."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("accounts/", include("allauth.urls")),
    path("audits/", include("audits.urls")),
    path("", include("requests_app.urls")),
]
