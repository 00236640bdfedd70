-- Indexing reports for searches: at once, or once for each report when the transaction ends.

-- Flush the pending list of a GIN index. Only its owner may do so, and triggers call this for any writer. An index that does not exist,
-- as while it is being rebuilt, has no list, so writers are not blocked meanwhile.
CREATE FUNCTION archive_file_pending(index text) RETURNS void LANGUAGE sql SECURITY DEFINER
    SET search_path FROM CURRENT AS $$
    SELECT gin_clean_pending_list(found) FROM to_regclass(index) AS found WHERE found IS NOT NULL
$$;

-- Update the record and the vector of these reports from their public wording. An unchanged vector is not rewritten, as all its index
-- entries would be too.
CREATE FUNCTION archive_index_now(changed integer[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF changed IS NULL THEN
        RETURN;
    END IF;
    -- Learning common words waits for this report, or this report waits and then sees them (archive/search/matches/learn.py).
    LOCK TABLE archive_commonword IN ACCESS SHARE MODE;
    IF EXISTS (SELECT FROM archive_article WHERE id = ANY (changed) AND NOT archive_is_published(status)) THEN
        DELETE FROM archive_searchvector filed USING archive_article article
        WHERE filed.article_id = ANY (changed) AND article.id = filed.article_id AND NOT archive_is_published(article.status);
        DELETE FROM archive_searchrecord filed USING archive_article article
        WHERE filed.article_id = ANY (changed) AND article.id = filed.article_id AND NOT archive_is_published(article.status);
    END IF;

    WITH made AS MATERIALIZED (
        SELECT (worded).id, archive_vector(worded, facet_values) AS vector, archive_pack(worded, facet_values) AS record
        FROM (
            SELECT CASE WHEN wording.article_id IS NULL THEN article ELSE archive_as_public(article) END AS worded
            FROM archive_article article LEFT JOIN archive_publicwording wording ON wording.article_id = article.id
            WHERE article.id = ANY (changed) AND archive_is_published(article.status)
            OFFSET 0
        ) AS public, archive_facet_values(worded) AS facet_values
    ), recorded AS (
        INSERT INTO archive_searchrecord AS filed (article_id, record) SELECT id, record FROM made
        ON CONFLICT (article_id) DO UPDATE SET record = excluded.record WHERE filed.record <> excluded.record
    ), other AS MATERIALIZED (
        SELECT made.id, made.vector
        FROM made LEFT JOIN archive_searchvector filed ON filed.article_id = made.id
        WHERE filed.vector IS DISTINCT FROM made.vector
    )
    INSERT INTO archive_searchvector (article_id, vector, tokens)
    SELECT id, vector, archive_tokens(vector) FROM other
    ON CONFLICT (article_id) DO UPDATE SET vector = excluded.vector, tokens = excluded.tokens;
END
$$;

-- A writer of many reports' parts one by one, such as loaddata, sets archive.index_at_commit for its transaction: each report is then
-- indexed once, when the transaction ends, whatever else happens. Nothing stays in this table.
CREATE UNLOGGED TABLE archive_indexing (article_id integer NOT NULL);
CREATE INDEX archive_indexing_article ON archive_indexing (article_id);

CREATE FUNCTION archive_index(changed integer[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('archive.index_at_commit', true) = 'on' THEN
        INSERT INTO archive_indexing (article_id) SELECT id FROM unnest(changed) AS id
        WHERE NOT EXISTS (SELECT FROM archive_indexing waiting WHERE waiting.article_id = id);
    ELSE
        PERFORM archive_index_now(changed);
    END IF;
END
$$;

-- The first report checked takes all others with it, some hundreds at a time.
CREATE FUNCTION archive_index_waiting() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    waiting integer[];
BEGIN
    IF EXISTS (SELECT FROM archive_indexing WHERE article_id = NEW.article_id) THEN
        WITH taken AS (DELETE FROM archive_indexing RETURNING article_id)
        SELECT array_agg(article_id ORDER BY article_id) INTO waiting FROM taken;
        FOR begun IN 1 .. cardinality(waiting) BY 500 LOOP
            PERFORM archive_index_now(waiting[begun : begun + 499]);
        END LOOP;
    END IF;
    RETURN NULL;
END
$$;

CREATE CONSTRAINT TRIGGER index_waiting AFTER INSERT ON archive_indexing
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION archive_index_waiting();
