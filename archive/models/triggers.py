"""What the database keeps true by itself, whoever writes: admin, bulk writes, fixtures or SQL by hand.

The functions called here stand in archive/sql/. Triggers on statements get all changed rows at once
(transition tables), so that a bulk write is indexed in one go.
"""

from __future__ import annotations

import pgtrigger


def after_statement(name, operation, func, *, old=None, new=None):
    """Declare a trigger that fires once after each statement and sees the rows that it changed."""
    return pgtrigger.Trigger(
        name=name,
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=operation,
        referencing=pgtrigger.Referencing(old=old, new=new) if old or new else None,
        func=func + " RETURN NULL;",
    )


def settling(*indexes):
    """Declare a trigger that files what each statement has added to these GIN indexes (see pending_index in fields.py).

    Entries wait in a list until then, and are filed word by word and not report by report.
    """
    func = "".join(f"PERFORM archive_file_pending('{index}');" for index in indexes)
    return after_statement("pending_filed", pgtrigger.Insert | pgtrigger.Update, func)


# Steps


def kept_in_steps(model):
    """Declare the triggers that note what a curator's step does to the rows of a model: see archive/models/steps.py."""

    def noting_step(name, operation, before, after, rows, **referencing):
        func = f"""
        IF current_setting('archive.step', true) <> '' THEN
            PERFORM archive_keep_step_row('{model}', id, {before}, {after}) FROM {rows};
        END IF;
        """
        return after_statement(f"step_{name}", operation, func, **referencing)

    old, new = "to_jsonb(old_rows)", "to_jsonb(new_rows)"
    both = "new_rows JOIN old_rows USING (id)"
    return [
        noting_step("added", pgtrigger.Insert, "NULL", new, "new_rows", new="new_rows"),
        noting_step("changed", pgtrigger.Update, old, new, both, old="old_rows", new="new_rows"),
        noting_step("removed", pgtrigger.Delete, old, "NULL", "old_rows", old="old_rows"),
    ]


# Entities

PLACE_LINEAGE = pgtrigger.Trigger(
    name="place_lineage",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update,
    func="NEW.lineage := archive_lineage(NEW.id, NEW.kind, NEW.parent_id); RETURN NEW;",
)

# Children take over a changed lineage one level at a time: each update calls this trigger for the next level.
LINEAGE_OF_PARTS = pgtrigger.Trigger(
    name="lineage_of_parts",
    when=pgtrigger.After,
    operation=pgtrigger.Insert | pgtrigger.Update,
    func="""
    IF NEW.kind = 'place' AND (TG_OP = 'INSERT' OR OLD.lineage IS DISTINCT FROM NEW.lineage) THEN
        UPDATE archive_entity SET lineage = NEW.lineage || NEW.id WHERE parent_id = NEW.id;
    END IF;
    RETURN NULL;
    """,
)

PRIMARY_NAME = pgtrigger.Trigger(
    name="primary_name",
    when=pgtrigger.After,
    operation=pgtrigger.Insert | pgtrigger.UpdateOf("name"),
    # Where rows are put back, so are the names as they were; what lacks one gets it afterwards.
    func="""
    IF current_setting('archive.putting_back', true) = 'on' THEN
        RETURN NULL;
    END IF;
    UPDATE archive_name SET is_primary = false WHERE entity_id = NEW.id AND is_primary AND text <> NEW.name;
    INSERT INTO archive_name
        (entity_id, text, kind, language, used_from, used_to, is_primary, ambiguous, in_search, note)
    VALUES (NEW.id, NEW.name, 'spelling', '', '', '', true, false, true, '')
    ON CONFLICT (entity_id, text) DO UPDATE SET is_primary = true WHERE NOT archive_name.is_primary;
    RETURN NULL;
    """,
)

PAST_SLUG = pgtrigger.Trigger(
    name="past_slug",
    when=pgtrigger.After,
    operation=pgtrigger.UpdateOf("slug", "kind"),
    condition=pgtrigger.AnyChange("slug", "kind"),
    func="""
    INSERT INTO archive_pastslug (kind, slug, entity_id) VALUES (OLD.kind, OLD.slug, NEW.id)
    ON CONFLICT (kind, slug) DO UPDATE SET entity_id = excluded.entity_id;
    DELETE FROM archive_pastslug WHERE kind = NEW.kind AND slug = NEW.slug AND entity_id = NEW.id;
    RETURN NULL;
    """,
)

ENTITY_SEARCH = after_statement(
    "entity_search",
    pgtrigger.Update,
    """
    PERFORM archive_reword_names(array_agg(id), '{}')
    FROM new_rows JOIN old_rows USING (id)
    WHERE old_rows.visibility <> new_rows.visibility
    HAVING count(*) > 0;
    PERFORM archive_index(array_agg(DISTINCT mention.article_id))
    FROM (
        WITH changed AS (
            SELECT id FROM new_rows JOIN old_rows USING (id)
            WHERE (old_rows.visibility, old_rows.kind, old_rows.lineage)
                IS DISTINCT FROM (new_rows.visibility, new_rows.kind, new_rows.lineage)
        )
        SELECT id FROM changed
        UNION
        SELECT part.id FROM changed JOIN archive_entity part ON part.lineage @> ARRAY[changed.id]
    ) AS touched
    JOIN archive_mention mention ON mention.entity_id = touched.id;
    """,
    old="old_rows",
    new="new_rows",
)

ENTITY_TRIGGERS = [
    PLACE_LINEAGE,
    LINEAGE_OF_PARTS,
    PRIMARY_NAME,
    PAST_SLUG,
    ENTITY_SEARCH,
    *kept_in_steps("entity"),
]


# Sources

SOURCE_TRIGGERS = [
    pgtrigger.Trigger(
        name="past_source",
        when=pgtrigger.After,
        operation=pgtrigger.UpdateOf("slug"),
        condition=pgtrigger.AnyChange("slug"),
        func="""
        INSERT INTO archive_pastsource (slug, name, source_id) VALUES (OLD.slug, OLD.name, NEW.id)
        ON CONFLICT (slug) DO UPDATE SET source_id = excluded.source_id, name = excluded.name;
        DELETE FROM archive_pastsource WHERE slug = NEW.slug AND source_id = NEW.id;
        RETURN NULL;
        """,
    ),
    *kept_in_steps("source"),
]


# Names


def rewording_names(rows):
    """Return what has protected names withheld, or no longer, where names came or went: `rows` give their `entity_id` and `key`."""
    return f"""
        IF archive_withholds() THEN
            PERFORM archive_reword_names(
                ARRAY(
                    SELECT entity_id FROM {rows} AS changed JOIN archive_entity entity ON entity.id = entity_id
                    WHERE entity.visibility = 'protected'
                ),
                ARRAY(SELECT key::text FROM {rows} AS changed)
            );
        END IF;
    """


NAMES_CHANGED = """(
    SELECT one.entity_id, one.key
    FROM new_rows JOIN old_rows USING (id)
    CROSS JOIN LATERAL (VALUES (new_rows.entity_id, new_rows.key), (old_rows.entity_id, old_rows.key)) AS one (entity_id, key)
    WHERE (old_rows.entity_id, old_rows.text, old_rows.ambiguous)
        IS DISTINCT FROM (new_rows.entity_id, new_rows.text, new_rows.ambiguous)
)"""

NAME_TRIGGERS = [
    after_statement("name_added", pgtrigger.Insert, rewording_names("new_rows"), new="new_rows"),
    after_statement(
        "name_changed", pgtrigger.Update, rewording_names(NAMES_CHANGED), old="old_rows", new="new_rows"
    ),
    after_statement("name_removed", pgtrigger.Delete, rewording_names("old_rows"), old="old_rows"),
    pgtrigger.Trigger(
        name="name_heads_page",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        func="""
        NEW.is_primary := coalesce(
            (SELECT entity.name = NEW.text FROM archive_entity entity WHERE entity.id = NEW.entity_id), NEW.is_primary);
        RETURN NEW;
        """,
    ),
    *kept_in_steps("name"),
]


# Mentions

# What was printed is filled in where it was not said; what was said is looked at for all rows of a statement at once.
MENTION_STANDS = pgtrigger.Trigger(
    name="mention_stands",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.UpdateOf("article_id", "field", "start", "end", "text"),
    condition=pgtrigger.Condition("NEW.start IS NOT NULL AND NEW.text = ''"),
    func='NEW.text := archive_passage(NEW.article_id, NEW.field, NEW.start, NEW."end", NEW.text); RETURN NEW;',
)


# The reports of mentions, and the mentions of reports, one by one: OFFSET 0 keeps the planner, which knows nothing of how many rows
# a statement has, from reading all there are.
THEIR_ARTICLES = (
    "CROSS JOIN LATERAL (SELECT * FROM archive_article WHERE id = mention.article_id OFFSET 0) AS article"
)
THEIR_MENTIONS = (
    "CROSS JOIN LATERAL (SELECT * FROM archive_mention WHERE article_id = article.id OFFSET 0) AS mention"
)


def refusing_misplaced(rows):
    """Return what refuses mentions that do not stand where they say, in `rows` of a `mention` and its `article`.

    A mention has both ends or none. The end is asked about, as the start is in an index that it would make the planner scan.
    """
    return f"""
        PERFORM archive_refuse_mention(mention.article_id, mention.field, mention.start, mention."end", mention.text)
        FROM {rows}
        WHERE mention."end" IS NOT NULL AND NOT archive_stands(
            CASE mention.field WHEN 'headline' THEN article.headline WHEN 'standfirst' THEN article.standfirst
                ELSE article.body END,
            mention.start, mention."end", mention.text
        );
    """


def rewording_mentioned(*rows):
    """Return what withholds names where a protected entity is mentioned now, or was, or where some name is withheld already."""
    changed = " UNION ALL ".join(f"SELECT article_id, entity_id FROM {row}" for row in rows)
    return f"""
        IF archive_withholds() THEN
            PERFORM archive_follow_wordings(archive_reword(ARRAY(
                SELECT DISTINCT changed.article_id FROM ({changed}) AS changed
                WHERE changed.entity_id IN (SELECT id FROM archive_entity WHERE visibility = 'protected')
                   OR changed.article_id IN (SELECT article_id FROM archive_publicwording)
            )));
        END IF;
    """


MENTION_TRIGGERS = [
    MENTION_STANDS,
    after_statement(
        "mention_added",
        pgtrigger.Insert,
        refusing_misplaced(f"new_rows AS mention {THEIR_ARTICLES}")
        + rewording_mentioned("new_rows")
        + "PERFORM archive_index(array_agg(DISTINCT article_id)) FROM new_rows WHERE archive_is_accepted(status);",
        new="new_rows",
    ),
    after_statement(
        "mention_changed",
        pgtrigger.Update,
        refusing_misplaced(
            f"""(
            SELECT new_rows.* FROM new_rows JOIN old_rows USING (id)
            WHERE (old_rows.article_id, old_rows.field, old_rows.start, old_rows."end", old_rows.text)
                IS DISTINCT FROM (new_rows.article_id, new_rows.field, new_rows.start, new_rows."end", new_rows.text)
            ) AS mention {THEIR_ARTICLES}"""
        )
        + rewording_mentioned("new_rows", "old_rows")
        + """
        PERFORM archive_index(array_agg(DISTINCT changed.article_id))
        FROM new_rows JOIN old_rows USING (id)
        CROSS JOIN LATERAL (VALUES (new_rows.article_id), (old_rows.article_id)) AS changed (article_id)
        WHERE (old_rows.article_id, old_rows.entity_id, old_rows.status, old_rows.field, old_rows.start)
            IS DISTINCT FROM (new_rows.article_id, new_rows.entity_id, new_rows.status, new_rows.field, new_rows.start)
          AND (archive_is_accepted(old_rows.status) OR archive_is_accepted(new_rows.status));
        """,
        old="old_rows",
        new="new_rows",
    ),
    after_statement(
        "mention_removed",
        pgtrigger.Delete,
        rewording_mentioned("old_rows")
        + "PERFORM archive_index(array_agg(DISTINCT article_id)) FROM old_rows WHERE archive_is_accepted(status);",
        old="old_rows",
    ),
    *kept_in_steps("mention"),
]


# Articles

# What may hold a protected name; archive_texts() reads these.
WORDED = (
    "headline", "standfirst", "body", "byline", "dateline", "source_ref", "rights", "date_printed", "withdrawn_reason", "note", "url",
)  # fmt: skip
REWORDED = "PERFORM archive_follow_wordings(archive_reword(array_agg(id))) FROM {};"

ARTICLE_TRIGGERS = [
    pgtrigger.Trigger(
        name="article_updated_at",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        condition=pgtrigger.AnyChange(exclude=["date_range", "linked_digest", "updated_at"]),
        func="NEW.updated_at := now(); RETURN NEW;",
    ),
    pgtrigger.Trigger(
        name="article_mentions_stand",
        when=pgtrigger.After,
        operation=pgtrigger.UpdateOf("headline", "standfirst", "body"),
        condition=pgtrigger.AnyChange("headline", "standfirst", "body"),
        func="PERFORM archive_replace_mentions(NEW.id, NEW.headline, NEW.standfirst, NEW.body); RETURN NULL;",
    ),
    # A loader writes mentions before their article, in one transaction, so that the article is indexed once.
    after_statement(
        "article_added",
        pgtrigger.Insert,
        refusing_misplaced(f"new_rows AS article {THEIR_MENTIONS}")
        + REWORDED.format("new_rows")
        + "PERFORM archive_index(array_agg(id)) FROM new_rows WHERE archive_is_published(status);",
        new="new_rows",
    ),
    after_statement(
        "article_changed",
        pgtrigger.Update,
        REWORDED.format(
            f"""new_rows JOIN old_rows USING (id)
            WHERE ({", ".join(f"old_rows.{name}" for name in WORDED)}) IS DISTINCT FROM ({", ".join(f"new_rows.{name}" for name in WORDED)})"""
        )
        + """
        PERFORM archive_index(array_agg(id))
        FROM new_rows JOIN old_rows USING (id)
        WHERE (archive_is_published(old_rows.status) OR archive_is_published(new_rows.status))
          AND (old_rows.status, old_rows.headline, old_rows.standfirst, old_rows.body, old_rows.byline,
               old_rows.dateline, old_rows.language, old_rows.source_id, old_rows.date_range, old_rows.story_id,
               old_rows.linked_digest)
            IS DISTINCT FROM
              (new_rows.status, new_rows.headline, new_rows.standfirst, new_rows.body, new_rows.byline,
               new_rows.dateline, new_rows.language, new_rows.source_id, new_rows.date_range, new_rows.story_id,
               new_rows.linked_digest);
        """,
        old="old_rows",
        new="new_rows",
    ),
    *kept_in_steps("article"),
]


FINGERPRINT_TRIGGERS = [settling("fingerprint_bands")]


# Search records


def noting(rows):
    """Return what notes that the reports of these rows have changed for searches."""
    return (
        f"IF EXISTS (SELECT FROM {rows}) THEN"
        f" PERFORM archive_note_change(array_agg(article_id)) FROM {rows}; END IF;"
    )


RECORD_TRIGGERS = [
    after_statement("record_added", pgtrigger.Insert, noting("new_rows"), new="new_rows"),
    after_statement("record_changed", pgtrigger.Update, noting("new_rows"), new="new_rows"),
    after_statement("record_removed", pgtrigger.Delete, noting("old_rows"), old="old_rows"),
    after_statement("records_truncated", pgtrigger.Truncate, "PERFORM archive_note_change(NULL);"),
]

KEEP_WORDS = (
    "PERFORM archive_keep_words(array_agg(DISTINCT lexeme))"
    " FROM new_rows, unnest(tsvector_to_array(vector)) AS lexeme;"
)

SIGN = """
    INSERT INTO archive_searchsignature (article_id, signature, shared)
    SELECT article_id, signature, shared FROM new_rows, archive_signature(vector)
    ON CONFLICT (article_id) DO UPDATE SET signature = excluded.signature, shared = excluded.shared;
"""


# A vector is added and removed together with its record; only a change may come alone. Where the tokens alone were written anew,
# as when common words are learnt, nothing follows.
VECTOR_TRIGGERS = [
    after_statement("vector_added", pgtrigger.Insert, KEEP_WORDS + SIGN, new="new_rows"),
    after_statement(
        "vector_changed",
        pgtrigger.Update,
        f"""
        IF EXISTS (SELECT FROM new_rows JOIN old_rows USING (article_id) WHERE new_rows.vector <> old_rows.vector) THEN
            PERFORM archive_note_change(array_agg(article_id)) FROM new_rows;
            {KEEP_WORDS}
            {SIGN}
        END IF;
        """,
        old="old_rows",
        new="new_rows",
    ),
    settling("searchvector_vector", "searchvector_tokens"),
]
