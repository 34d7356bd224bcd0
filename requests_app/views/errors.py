"""Pages for when something went wrong: what happened, what was not lost, what to do. They read no database."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def absent(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer an address that doesn't exist, in the same words as one that isn't for this person."""
    return render(request, "errors/404.html", status=404)


def nothing(request: HttpRequest, anything: str) -> HttpResponse:
    """Answer every address that nothing else answers, also where Django would explain itself to a developer."""
    return absent(request)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer what was forbidden outside the pages, with the page of what is absent."""
    return render(request, "errors/404.html", status=404)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer a request that can't be read."""
    return render(request, "errors/400.html", status=400)


def failed(request: HttpRequest) -> HttpResponse:
    """Answer when the program itself failed."""
    return render(request, "errors/500.html", status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form that didn't come from a page of ours, or came after its page had expired."""
    return render(request, "errors/csrf.html", {"cookies": bool(request.COOKIES)}, status=403)
