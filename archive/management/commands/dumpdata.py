"""Write fixtures without derived data."""

from __future__ import annotations

from django.core.management.commands.dumpdata import Command as DumpData

from archive.models.derived import DERIVED_MODELS, history_models


class Command(DumpData):
    """Django's own command, without the history and whatever `loaddata` derives."""

    help = (
        f"{DumpData.help} What follows from the rest (search records, fingerprints, words) is left out, as loaddata works it out; "
        "so is the history of changes, which names rows by their numbers: export_archive carries all of an archive."
    )

    def handle(self, *app_labels, **options):
        """Exclude those models, except any that is named explicitly."""
        named = {label.lower() for label in app_labels}
        left_out = {model._meta.label_lower for model in (*DERIVED_MODELS, *history_models())}
        options["exclude"] = [*options["exclude"], *sorted(left_out - named)]
        return super().handle(*app_labels, **options)
