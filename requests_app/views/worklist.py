"""The worklist of each role."""

from __future__ import annotations

from django.http.response import HttpResponseBase
from django.shortcuts import render

from .who import DeskRequest


def worklist(request: DeskRequest) -> HttpResponseBase:
    """Show what is due from the person."""
    return render(request, "worklist/worklist.html")
