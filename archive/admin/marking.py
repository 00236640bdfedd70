"""What is done with words marked in the form of a report: they name somebody, say something (draw.py), or are cut."""

from __future__ import annotations

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.urls import path, reverse
from django.utils.http import urlencode

from archive.admin.decisions import announce_decision
from archive.admin.leftovers import ways
from archive.admin.marked_words import MarkedForm
from archive.admin.records import RecordAdmin
from archive.admin.withheld import not_there
from archive.curation.cut import CutError, cut, put_back
from archive.curation.name_passages import MAX_CHARACTERS, find_words, name_passages
from archive.curation.quote import QuoteError, place_of
from archive.models import Entity, Mention, Name
from archive.presentation.coming_back import PARAMETER, leading_back, page_come_from


class MarkedNameForm(MarkedForm):
    """Marked words, and whom they name."""

    HERE, EVERYWHERE = "here", "everywhere"

    entities = forms.ModelChoiceField(
        Entity.objects.none(),
        label="Whom or what they name",
        required=False,
        widget=AutocompleteSelect(
            Name._meta.get_field("entity"), admin.site, attrs={"id": "marked-entity", "data-width": "100%"}
        ),
    )
    which = forms.ChoiceField(
        choices=[(HERE, "here"), (EVERYWHERE, "wherever the report has them")], initial=HERE, required=False,
        widget=forms.RadioSelect(attrs={"id": "marked-which"}),
    )  # fmt: skip

    fields: dict

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["entities"].queryset = Entity.objects.visible_to(user)


class MarkingMixin(RecordAdmin):
    """Adds to the admin of reports what is done with words that are marked in its form."""

    def get_urls(self):
        wrap = self.admin_site.admin_view
        return [
            path("<int:object_id>/name/", wrap(self.name_view), name="archive_article_name"),
            path("<int:object_id>/cut/", wrap(self.cut_view), name="archive_article_cut"),
            path("<int:object_id>/put-back/", wrap(self.put_back_view), name="archive_article_put_back"),
            *super().get_urls(),
        ]

    def marking_context(self, request, article) -> dict:
        """Return what the form of a report offers for marked words."""
        may_name = request.user.has_perm("archive.add_mention")
        may_settle = ways(request.user)
        page = page_come_from(request)
        return {
            "and_back": f"?{urlencode({PARAMETER: page})}" if page else "",
            "marked_form": MarkedNameForm(user=request.user, auto_id=False),
            "may_name": may_name,
            "may_mark": may_name or may_settle.any or self.has_change_permission(request, article),
            "may_cut": self.has_change_permission(request, article),
        }

    def name_view(self, request, object_id):
        """Record that marked words name an entity, at their place or wherever the report has them."""
        article = self._marked_in(request, object_id, right="archive.add_mention")
        if not hasattr(article, "pk"):
            return article
        form = MarkedNameForm(request.POST, user=request.user)
        if not form.is_valid() or not form.cleaned_data["entities"]:
            messages.error(request, "Choose whom or what the marked words name. Nothing was changed.")
            return self._back_to_form(request, article, "names")
        entity = form.cleaned_data["entities"]
        try:
            places = self._places(article, form.cleaned_data)
        except QuoteError as error:
            messages.error(request, f"{error} If you have changed the text, save it first.")
            return self._back_to_form(request, article, "names")
        name_passages(
            article=article, entity=entity, passages=places, certainty=Mention.Certainty.CERTAIN, user=request.user
        )  # fmt: skip
        noun = "place" if len(places) == 1 else "places"
        messages.success(request, f"The report names {entity} at {len(places)} {noun}.")
        return self._back_to_form(request, article, "names")

    def _places(self, article, marked) -> list:
        place = place_of(article, marked["text"], field=marked["field"], start=marked["start"])
        if place.end - place.start > MAX_CHARACTERS:
            raise QuoteError(f"A name has at most {MAX_CHARACTERS} characters: mark only the name.")
        if marked["which"] != MarkedNameForm.EVERYWHERE:
            return [place]
        return find_words(article, getattr(article, place.field)[place.start : place.end]) or [place]

    def cut_view(self, request, object_id):
        """Cut marked words out of the body."""
        article = self._marked_in(request, object_id)
        if not hasattr(article, "pk"):
            return article
        form = MarkedForm(request.POST)
        if not form.is_valid() or form.cleaned_data["field"] not in ("", Mention.Field.BODY):
            messages.error(request, "Mark the words in the body of the report. Nothing was changed.")
            return self._back_to_form(request, article)
        marked = form.cleaned_data
        return self._edit(request, article, cut, words=marked["text"], start=marked["start"])

    def put_back_view(self, request, object_id):
        """Put a piece that was cut back where it was."""
        article = self._marked_in(request, object_id)
        if not hasattr(article, "pk"):
            return article
        number = request.POST.get("number", "")
        number = int(number) if number.isascii() and number.isdecimal() and len(number) < 7 else -1
        return self._edit(request, article, put_back, number=number, text=request.POST.get("text", ""))

    def _edit(self, request, article, do, **values):
        try:
            done = do(article=article, **values)
        except CutError as error:
            messages.error(request, f"{error} Nothing was changed.")
        else:
            announce_decision(request, done.step)
            self.tell_matched(request, done.matched)
        return self._back_to_form(request, article)

    def _marked_in(self, request, object_id, *, right: str = ""):
        """Return the report that a form was sent for, or the response where there is none; raise PermissionDenied."""
        article = self.get_object(request, str(object_id))
        if article is None:
            return not_there(self, request, str(object_id))
        if request.method != "POST":
            return self._back_to_form(request, article)
        if not self.has_change_permission(request, article) or right and not request.user.has_perm(right):
            raise PermissionDenied
        return article

    def _back_to_form(self, request, article, part: str = "") -> HttpResponseRedirect:
        form = reverse("admin:archive_article_change", args=[article.pk])
        address = leading_back(form, page_come_from(request))
        return HttpResponseRedirect(f"{address}#{part}" if part else address, status=303)
