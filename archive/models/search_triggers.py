"""The cascade of search: which changes to a report, its mentions and their entities reindex it, and what its vector triggers.

See docs/triggers.md. A statement that changes something first checks the mentions it affects, then updates the public wordings of
the reports, and finally their records and vectors (archive_index).
"""

from __future__ import annotations

import pgtrigger

from archive.models.triggers import CHANGED_ROWS, after_statement, differ, pending_filed

# The reports of mentions, and the mentions of reports, one by one: OFFSET 0 keeps the planner, which cannot know how many rows a
# statement has, from reading them all.
THEIR_ARTICLES = (
    "CROSS JOIN LATERAL (SELECT * FROM archive_article WHERE id = mention.article_id OFFSET 0) AS article"
)
# New reports with their texts unpacked once, and not for each mention.
NEW_ARTICLES = (
    "(SELECT id, headline, standfirst, dateline, body || '' AS body FROM new_rows OFFSET 0) AS article"
)
THEIR_MENTIONS = (
    "CROSS JOIN LATERAL (SELECT * FROM archive_mention WHERE article_id = article.id OFFSET 0) AS mention"
)

# Mentions written before their report get their role with it; a loader that knows the role gives it, and nothing is written again.
GIVE_ROLES = """
        PERFORM archive_give_roles(article.id) FROM new_rows AS article WHERE article.dateline <> '';
"""


def refusing_misplaced(rows):
    """Return SQL that refuses mentions whose words are not where they say, in `rows` of a `mention` and its `article`.

    A mention has both ends or none. The end is asked about, as the start is in an index that it would make the planner scan.
    """
    return f"""
        PERFORM archive_refuse_mention(mention.article_id, mention.field, mention.start, mention."end", mention.text)
        FROM {rows}
        WHERE mention."end" IS NOT NULL AND NOT archive_stands(
            archive_named_text(mention.field, article.headline, article.standfirst, article.dateline, article.body),
            mention.start, mention."end", mention.text
        );
    """


# Articles

# Columns that may contain a protected name, as read by archive_texts().
WORDED = (
    "headline", "standfirst", "body", "byline", "dateline", "source_ref", "rights", "date_printed", "withdrawn_reason", "note", "url",
)  # fmt: skip
# Columns from which the record and the vector are made: those that facets and query fields declare (a test compares them), and those
# that archive_pack() and archive_vector() read besides.
INDEXED = (
    "status", "headline", "standfirst", "body", "byline", "dateline", "language", "source_id", "date_range", "date_basis", "story_id",
    "linked_digest",
)  # fmt: skip


def rewording(rows):
    """Return SQL that updates the public wordings of the articles in `rows`, and their vectors with them."""
    return f"PERFORM archive_follow_wordings(archive_reword(array_agg(id))) FROM {rows};"


ARTICLE_SEARCH = [
    # A loader writes mentions before their article, in one transaction, so that the article is indexed once.
    after_statement(
        "article_added",
        pgtrigger.Insert,
        GIVE_ROLES
        + refusing_misplaced(f"{NEW_ARTICLES} {THEIR_MENTIONS}")
        + rewording("new_rows")
        + "PERFORM archive_index(array_agg(id)) FROM new_rows WHERE archive_is_published(status);",
        new="new_rows",
    ),
    after_statement(
        "article_changed",
        pgtrigger.Update,
        rewording(f"{CHANGED_ROWS} WHERE {differ(*WORDED)}")
        + f"""
        PERFORM archive_index(array_agg(id)) FROM {CHANGED_ROWS}
        WHERE (archive_is_published(old_rows.status) OR archive_is_published(new_rows.status)) AND {differ(*INDEXED)};
        """,
        old="old_rows",
        new="new_rows",
    ),
]


# Mentions


def rewording_mentioned(*rows):
    """Return SQL that withholds names where a protected entity is or was mentioned, or where a name is withheld already."""
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


MENTION_SEARCH = [
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
            SELECT new_rows.* FROM {CHANGED_ROWS} WHERE {differ("article_id", "field", "start", "end", "text")}
            ) AS mention {THEIR_ARTICLES}"""
        )
        + rewording_mentioned("new_rows", "old_rows")
        + f"""
        PERFORM archive_index(array_agg(DISTINCT changed.article_id)) FROM {CHANGED_ROWS}
        CROSS JOIN LATERAL (VALUES (new_rows.article_id), (old_rows.article_id)) AS changed (article_id)
        WHERE (archive_is_accepted(old_rows.status) OR archive_is_accepted(new_rows.status))
          AND {differ("article_id", "entity_id", "status", "field", "start", "role", "method", "certainty", "reviewed_at")};
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
]


# Entities and their names

ENTITY_SEARCH = after_statement(
    "entity_search",
    pgtrigger.Update,
    f"""
    PERFORM archive_reword_names(array_agg(id), '{{}}') FROM {CHANGED_ROWS}
    WHERE {differ("visibility")}
    HAVING count(*) > 0;
    PERFORM archive_index(array_agg(DISTINCT mention.article_id))
    FROM (
        WITH changed AS (SELECT id FROM {CHANGED_ROWS} WHERE {differ("visibility", "kind", "lineage")})
        SELECT id FROM changed
        UNION
        SELECT part.id FROM changed JOIN archive_entity part ON part.lineage @> ARRAY[changed.id]
    ) AS touched
    JOIN archive_mention mention ON mention.entity_id = touched.id;
    """,
    old="old_rows",
    new="new_rows",
)


def rewording_names(rows):
    """Return SQL that withholds or restores protected names after names were added or removed: `rows` give `entity_id` and `key`."""
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


NAMES_CHANGED = f"""(
    SELECT one.entity_id, one.key FROM {CHANGED_ROWS}
    CROSS JOIN LATERAL (VALUES (new_rows.entity_id, new_rows.key), (old_rows.entity_id, old_rows.key)) AS one (entity_id, key)
    WHERE {differ("entity_id", "text", "ambiguous")}
)"""

NAME_SEARCH = [
    after_statement("name_added", pgtrigger.Insert, rewording_names("new_rows"), new="new_rows"),
    after_statement(
        "name_changed", pgtrigger.Update, rewording_names(NAMES_CHANGED), old="old_rows", new="new_rows"
    ),
    after_statement("name_removed", pgtrigger.Delete, rewording_names("old_rows"), old="old_rows"),
]


# Records and vectors


def noting(rows):
    """Return SQL that logs a change of these rows' reports for searches."""
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

# A vector is added and removed together with its record; only a change can happen on its own. If only the tokens are rewritten, as
# when common words are learnt, nothing follows.
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
    pending_filed("searchvector_vector", "searchvector_tokens"),
]
