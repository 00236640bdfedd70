"""The response to somebody who has tried to sign in too often."""

from __future__ import annotations

from django.conf import settings
from django.contrib import admin
from django.contrib.admin.forms import AdminAuthenticationForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

TOO_OFTEN = "Too many attempts to sign in to this account have failed. Try again in {minutes} minutes."


def too_often(request: HttpRequest, response: HttpResponse, credentials: dict | None) -> HttpResponse:
    """Say so on the page for signing in (429), and when it can be tried again."""
    seconds = int(settings.AXES_COOLOFF_TIME.total_seconds())
    context = admin.site.each_context(request) | {
        "form": AdminAuthenticationForm(request),
        "title": "Sign in",
        "app_path": request.get_full_path(),
        "refusal": TOO_OFTEN.format(minutes=seconds // 60),
    }
    refused = render(request, "admin/login.html", context, status=429)
    refused["Retry-After"] = str(seconds)
    return refused
