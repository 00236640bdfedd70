-- Make what was derived of these reports anew, write what differs, and return which reports did. Vectors are locked first: what changes one
-- of them meanwhile comes after this, and sees it. Where names are withheld, all writers wait, as they do when somebody is protected: rows of
-- reports are not locked then, as who holds one may be waiting. Where nothing is withheld, whoever protects somebody comes before or after.
CREATE OR REPLACE FUNCTION archive_rebuild(wanted integer[]) RETURNS integer[] LANGUAGE plpgsql AS $$
DECLARE
    dated integer[];
    reworded integer[];
    indexed integer[];
    signed integer[];
BEGIN
    IF archive_withholds() THEN
        PERFORM pg_advisory_xact_lock(7420151);
    ELSE
        PERFORM pg_advisory_xact_lock_shared(7420151);
        IF archive_withholds() THEN
            RAISE EXCEPTION 'Somebody was protected meanwhile: these reports are to be made anew once more.'
                USING ERRCODE = 'deadlock_detected';
        END IF;
        PERFORM FROM archive_article WHERE id = ANY (wanted) ORDER BY id FOR NO KEY UPDATE;
    END IF;
    LOCK TABLE archive_commonword IN ACCESS SHARE MODE;
    PERFORM FROM archive_searchvector WHERE article_id = ANY (wanted) ORDER BY article_id FOR NO KEY UPDATE;
    WITH written AS (
        UPDATE archive_article SET date_edtf = date_edtf
        WHERE id = ANY (wanted) AND date_range IS DISTINCT FROM archive_edtf_range(date_edtf)
        RETURNING id
    )
    SELECT array_agg(id) INTO dated FROM written;
    reworded := archive_reword(wanted);
    PERFORM archive_follow_wordings(reworded);
    WITH made AS MATERIALIZED (
        SELECT * FROM archive_derived(wanted)
    ), filed AS (
        INSERT INTO archive_searchvector AS filed (article_id, vector, tokens) SELECT article_id, vector, tokens FROM made
        ON CONFLICT (article_id) DO UPDATE SET vector = excluded.vector, tokens = excluded.tokens
        WHERE filed.vector <> excluded.vector OR filed.tokens <> excluded.tokens
        RETURNING article_id
    ), recorded AS (
        INSERT INTO archive_searchrecord AS filed (article_id, record) SELECT article_id, record FROM made
        ON CONFLICT (article_id) DO UPDATE SET record = excluded.record WHERE filed.record <> excluded.record
        RETURNING article_id
    ), unfiled AS (
        DELETE FROM archive_searchvector filed USING archive_article article
        WHERE filed.article_id = ANY (wanted) AND article.id = filed.article_id AND article.status <> 'published'
        RETURNING filed.article_id
    ), unrecorded AS (
        DELETE FROM archive_searchrecord filed USING archive_article article
        WHERE filed.article_id = ANY (wanted) AND article.id = filed.article_id AND article.status <> 'published'
        RETURNING filed.article_id
    )
    SELECT array_agg(article_id) INTO indexed
    FROM (
        SELECT article_id FROM filed UNION SELECT article_id FROM recorded
        UNION SELECT article_id FROM unfiled UNION SELECT article_id FROM unrecorded
    ) AS written;
    WITH written AS (
        INSERT INTO archive_searchsignature AS kept (article_id, signature, shared)
        SELECT filed.article_id, made.signature, made.shared
        FROM archive_searchvector filed, archive_signature(filed.vector) AS made WHERE filed.article_id = ANY (wanted)
        ON CONFLICT (article_id) DO UPDATE SET signature = excluded.signature, shared = excluded.shared
        WHERE (kept.signature, kept.shared) IS DISTINCT FROM (excluded.signature, excluded.shared)
        RETURNING article_id
    )
    SELECT array_agg(article_id) INTO signed FROM written;
    RETURN ARRAY(SELECT DISTINCT unnest(dated || reworded || indexed || signed) ORDER BY 1);
END
$$;

