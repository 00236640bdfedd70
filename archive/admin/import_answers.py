"""What somebody says of an import that its files do not: which sources are meant, and what columns mean."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponseRedirect
from django.views.decorators.http import require_POST

from archive.admin.import_rights import check_may_import, import_or_404, import_url
from archive.admin.imports import source_field
from archive.admin_site import ArchiveAdminSite
from archive.ingest.column_memory import recall, remember
from archive.ingest.imports import jobs
from archive.ingest.imports.lacking import MAX_COMPARED, LackingSource, lacking_sources
from archive.ingest.imports.phases import DONE, JUDGE, LOOK, phase_of
from archive.ingest.readers.columns import ColumnMapping, propose
from archive.ingest.readers.fields import COLUMNS
from archive.ingest.sources import MIN_SAME, SourceBook, add_source
from archive.models import Batch, ImportRecord, Source
from archive.text.localised import counted

ADD, LEAVE = "add", ""


class SourcesForm(forms.Form):
    """For each source that is lacking: which one of the archive it is, or that it is added."""

    MOST = MAX_COMPARED

    def __init__(self, request, lacking: list[LackingSource], *args, **options):
        super().__init__(*args, **options)
        may_add = request.user.has_perm("archive.add_source")
        self.asked = lacking[: self.MOST]
        for place, each in enumerate(self.asked):
            self.fields[f"source_{place}"] = self._field(request, each, may_add=may_add)
        if len(lacking) > self.MOST and may_add:
            self.fields["others"] = forms.BooleanField(
                label=f"Add the other {len(lacking) - self.MOST:,} too, except those that the archive probably has",
                required=False,
            )

    def _field(self, request, each: LackingSource, *, may_add: bool) -> forms.Field:
        records = f"{each.number:,} record{'' if each.number == 1 else 's'}"
        if not each.name:
            return source_field(request, label=f"Records that name none ({records})")
        choices = [(source.slug, f"is {source.name}") for _, source in each.likely]
        choices += [(ADD, "add it as a new source")] if may_add else []
        sure = next((source.slug for chance, source in each.likely if chance >= MIN_SAME), "")
        return forms.ChoiceField(
            label=f"{each.name} ({records})", required=False, choices=[*choices, (LEAVE, "leave its records out for now")],
            initial=sure or (ADD if may_add else LEAVE),
        )  # fmt: skip

    def answers(self) -> dict[str, str | Source]:
        """Return what was chosen for each name: a slug, ADD, or a source for records that name none."""
        pairs = ((each.name, self.cleaned_data[f"source_{place}"]) for place, each in enumerate(self.asked))
        return {name: chosen for name, chosen in pairs if chosen}


def headers_met(batch: Batch) -> list[tuple[tuple[str, ...], dict[str, str]]]:
    """Return each header that an import met, with what each label is taken for."""
    found = []
    for labels in map(tuple, batch.options.get("headers", [])):
        proposal = propose(labels, recall(labels))
        meant = {label: column for column, used in proposal.columns.items() for label in used}
        found.append((labels, meant))
    return found


class HeaderForm(forms.Form):
    """What each label of a header means."""

    MOST = 150

    def __init__(self, labels: tuple[str, ...], meant: dict[str, str], *args, **options):
        super().__init__(*args, **options)
        self.labels = labels[: self.MOST]
        self.meant = meant
        columns = [*COLUMNS, *sorted(set(meant.values()) - set(COLUMNS))]
        choices = [("", "not used"), *((column, column.replace("_", " ")) for column in columns)]
        for place, label in enumerate(self.labels):
            self.fields[f"label_{place}"] = forms.ChoiceField(
                label=label or f"column {place + 1}",
                required=False,
                choices=choices,
                initial=meant.get(label, ""),
            )

    def clean(self):
        chosen = [self.cleaned_data.get(f"label_{place}") for place in range(len(self.labels))]
        if not {"text", "html", "abstract"} & set(chosen) and len(self.labels) < self.MOST:
            raise forms.ValidationError("Say which column holds the text of the reports.")
        return self.cleaned_data

    @property
    def has_text(self) -> bool:
        """Return whether a column holds the text of the reports."""
        return bool({"text", "html", "abstract"} & set(self.meant.values()))

    def pairs(self) -> list[tuple[str, str]]:
        """Return (label, column) for what differs from what was shown; an empty label leaves a column out."""
        said = {label: self.cleaned_data[f"label_{place}"] for place, label in enumerate(self.labels)}
        pairs = [(label, column) for label, column in said.items() if column]
        left = set(self.meant.values()) - {column for _, column in pairs}
        return [*pairs, *(("", column) for column in sorted(left))]


def may_answer(batch: Batch) -> bool:
    """Return whether sources that an import lacks can be said now: in a trial, and of what an import that has ended refused for them."""
    has_ended = batch.status in (Batch.Status.FINISHED, Batch.Status.INTERRUPTED)
    return phase_of(batch) == LOOK or (phase_of(batch) in ("", DONE) and has_ended)


def _judge(batch: Batch, names: list[str], said: dict) -> int:
    waiting = batch.records.filter(state=ImportRecord.State.LACKING, given_source__in=names)
    number = waiting.update(state=ImportRecord.State.AGAIN)
    if number:
        jobs.begin(batch, JUDGE, **said)
    return number


@require_POST
def import_sources(request, pk):
    """Add the sources that are lacking, or say which they are, and look at their records again."""
    check_may_import(request)
    batch = import_or_404(request, pk)
    form = SourcesForm(request, lacking_sources(batch), request.POST)
    is_trial = phase_of(batch) == LOOK
    if not may_answer(batch) or not form.is_valid():
        messages.error(
            request, "Your answers were not saved: the page has changed since you opened it. Check it again."
        )
        return HttpResponseRedirect(import_url(batch), status=303)
    with transaction.atomic():
        added, said = _decided(request, batch, form)
        names = [*said.get("same_sources", {}), *([""] if said.get("source") else [])]
        number = _judge(batch, names, said) if is_trial else jobs.write_waiting(batch, names, **said)
    if not number:
        messages.warning(request, "Nothing was chosen, so nothing has changed.")
    else:
        will = "judged again" if is_trial else "imported now"
        messages.success(
            request,
            f"{counted(added, 'source')} added. {counted(number, 'record')} will be {will}.",
        )
    return HttpResponseRedirect(import_url(batch), status=303)


def _decided(request, batch: Batch, form: SourcesForm) -> tuple[int, dict]:
    """Return how many sources were added, and what the import is to know."""
    same, said, added = dict(batch.options.get("same_sources") or {}), {}, 0
    for name, chosen in form.answers().items():
        if isinstance(chosen, Source):
            said["source"] = chosen.slug
        elif chosen == ADD:
            same[name] = add_source(name[:200]).slug
            added += 1
        else:
            same[name] = chosen
    if form.cleaned_data.get("others"):
        book = SourceBook()
        rest = [each.name for each in lacking_sources(batch)[SourcesForm.MOST :]]
        fresh = book.add_missing(rest)
        same |= {
            name: source.slug for name in rest for source in fresh if source.name == " ".join(name.split())
        }
        added += len(fresh)
    return added, said | {"same_sources": same}


@require_POST
def import_columns(request, pk, place):
    """Remember what the columns of a header mean, and read the files again."""
    check_may_import(request)
    batch = import_or_404(request, pk)
    asked = headers_met(batch)
    if phase_of(batch) != LOOK or place >= len(asked):
        messages.error(
            request, "Your answers were not saved: the page has changed since you opened it. Check it again."
        )
        return HttpResponseRedirect(import_url(batch), status=303)
    labels, meant = asked[place]
    form = HeaderForm(labels, meant, request.POST, prefix=f"h{place}")
    if not form.is_valid():
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
        return HttpResponseRedirect(import_url(batch), status=303)
    mapping = ColumnMapping()
    mapping.met[labels] = tuple(form.pairs())
    with transaction.atomic():
        remember(mapping)
        jobs.read_again(batch)
    messages.success(request, "Remembered for every file with these columns. The files are read again.")
    return HttpResponseRedirect(import_url(batch), status=303)


ArchiveAdminSite.add_page("imports/<int:pk>/sources/", import_sources, name="import_sources")
ArchiveAdminSite.add_page("imports/<int:pk>/columns/<int:place>/", import_columns, name="import_columns")
