"""The addresses of oversight pages."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
