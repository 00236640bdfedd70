"""Write fixtures without derived data."""

from __future__ import annotations

from django.core.management.commands.dumpdata import Command as DumpData

from archive.models.derived import DERIVED_MODELS, history_models


class Command(DumpData):
    """Django's own command, without the history and whatever `loaddata` derives."""

    help = (
        f"{DumpData.help} Derived data (search records, fingerprints, words) is left out, as loaddata derives it; "
        "so is the history of changes, which refers to rows by id: export_archive exports everything."
    )

    def handle(self, *app_labels, **options):
        """Exclude those models, except any that is named explicitly."""
        named = {label.lower() for label in app_labels}
        left_out = {model._meta.label_lower for model in (*DERIVED_MODELS, *history_models())}
        options["exclude"] = [*options["exclude"], *sorted(left_out - named)]
        return super().handle(*app_labels, **options)
