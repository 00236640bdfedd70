"""The three groups that people who work here belong to, and what each may do."""

from django.db import migrations

from archive.migrations._rights import GROUPS, give_rights, rights_of_kind

RIGHTS = {
    "Contributor": [
        "view_article", "add_article", "change_article",
        "view_attachment", "add_attachment", "change_attachment", "delete_attachment",
        "view_source", "add_source", "view_story", "view_mention", "view_name", "view_externalid",
        "view_passage", "view_statement", "view_event", "view_claim", "view_evidence", "view_variantwords",
    ],
    "Curator": [
        "publish_article", "add_batch",
        "change_source",
        "add_story", "change_story", "delete_story",
        "add_name", "change_name", "delete_name",
        "add_externalid", "change_externalid", "delete_externalid",
        "add_mention", "change_mention", "review_mention",
        "add_passage", "change_passage", "delete_passage", "add_evidence", "change_evidence", "delete_evidence",
        "add_statement", "change_statement", "delete_statement",
        "add_event", "change_event", "delete_event",
        "add_eventparty", "change_eventparty", "delete_eventparty",
        "add_eventidentifier", "change_eventidentifier", "delete_eventidentifier",
        "add_claim", "change_claim", "delete_claim", "review_claim",
        "view_unsettledrecord", "change_unsettledrecord",
        "view_datasetrow", "view_datasetactor", "add_datasetactor", "change_datasetactor", "delete_datasetactor",
        "add_unrelatedreport", "delete_unrelatedreport",
        "view_leftovername", "view_nameverdict", "add_nameverdict", "delete_nameverdict",
        "view_likelypair", "add_apart", "delete_apart", "add_apartsources", "delete_apartsources",
        "view_boilerplaterule", "add_boilerplaterule", "change_boilerplaterule", "delete_boilerplaterule",
        "add_variantwords", "change_variantwords", "delete_variantwords",
        "add_refusalverdict", "delete_refusalverdict",
    ],
    "Editor": [
        "withdraw_article", "delete_article", "delete_source", "delete_mention",
        "merge_entity", "merge_source", "protect_entity",
        "view_capture", "view_batch", "add_datasetrow", "add_unsettledrecord",
        "auth.view_user", "auth.add_user", "auth.change_user",
    ],
}  # fmt: skip
for kind in ("entity", "person", "place", "faction"):
    for group in GROUPS:
        RIGHTS[group] += rights_of_kind(kind)[group]


class Migration(migrations.Migration):
    dependencies = [
        ("archive", "0003_search"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [give_rights(RIGHTS)]
