"""Fill in the forms of the admin as a browser would: with their initial values, then with changes."""

from __future__ import annotations

from django.urls import reverse

from archive.models import Entity


def form_values(response):
    """Return what a change form on a page would send if nothing were changed."""
    form = response.context["adminform"].form
    values = bound_values(form)
    for inline in response.context["inline_admin_formsets"]:
        values |= bound_values(inline.formset.management_form)
        for row in inline.formset.forms:
            values |= bound_values(row)
    return values


def bound_values(form):
    values = {}
    for field in form:
        value = field.value()
        if isinstance(value, bool):
            values |= {field.html_name: "on"} if value else {}
        else:
            values[field.html_name] = "" if value is None else value
    return values


def change_url(obj):
    model = getattr(obj, "kind", "") if isinstance(obj, Entity) else obj._meta.model_name
    return reverse(f"admin:archive_{model}_change", args=[obj.pk])


def change(client, obj, **values):
    """Open a record, change something and save it; "_publish" and the like name another button."""
    address = values.pop("url", None) or change_url(obj)
    sent = form_values(client.get(address)) | values
    return client.post(address, sent, follow=values.get("follow", True))


def messages_on(response):
    return [str(message) for message in response.context["messages"]]


def errors_on(response):
    return response.context["adminform"].form.errors
