"""The operations of a migration that are done together: the same models as one by one, and what the tables are made from."""

from __future__ import annotations

from importlib import import_module

from django.db import migrations, models
from django.db.migrations.state import ProjectState

from archive.migrations._together import Together, together

IDS = [("id", models.AutoField(primary_key=True))]


def operations():
    return [
        migrations.CreateModel("Source", IDS),
        migrations.CreateModel("Report", [*IDS, ("headline", models.TextField())]),
        migrations.AddField("report", "source", models.ForeignKey("archive.source", models.CASCADE)),
        migrations.AddConstraint("report", models.UniqueConstraint(fields=["headline"], name="once")),
        migrations.CreateModel(
            "Note", [*IDS, ("report", models.ForeignKey("archive.report", models.CASCADE))]
        ),
        migrations.AddField("source", "name", models.TextField()),
    ]


def state_after(these):
    state = ProjectState()
    for operation in these:
        operation.state_forwards("archive", state)
        assert state.apps  # the classes are made, as for the database
    return state


def test_the_models_are_the_same_as_one_by_one():
    one_by_one, at_once = state_after(operations()), state_after(together(operations()))

    assert at_once == one_by_one
    made = at_once.apps.get_model("archive", "report")
    assert {field.name for field in made._meta.get_fields()} == {"id", "headline", "source", "note"}


def test_a_model_is_created_before_fields_are_added_to_it():
    runs = [[type(each).__name__ for each in joined.operations] for joined in together(operations())]

    assert runs == [["CreateModel"] * 2, ["AddField", "AddConstraint"], ["CreateModel"], ["AddField"]]


def test_the_models_of_the_archive_are_made_together():
    made = import_module("archive.migrations.0002_models").Migration.operations

    assert all(isinstance(each, Together) for each in made) and len(made) < 40
