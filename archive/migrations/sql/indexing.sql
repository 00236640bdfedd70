-- An index that is not there, as while it is made anew, has no list: who writes meanwhile is not stopped.
DROP FUNCTION archive_file_pending(regclass);
CREATE FUNCTION archive_file_pending(index text) RETURNS void LANGUAGE sql SECURITY DEFINER
    SET search_path FROM CURRENT AS $$
    SELECT gin_clean_pending_list(found) FROM to_regclass(index) AS found WHERE found IS NOT NULL
$$;

-- Who writes the parts of many reports one by one, as loaddata does, sets archive.index_at_commit for its transaction: each report is
-- then indexed once, when the transaction ends, whatever else happens. Nothing stays in this table.
CREATE UNLOGGED TABLE archive_indexing (article_id integer NOT NULL);
CREATE INDEX archive_indexing_article ON archive_indexing (article_id);

ALTER FUNCTION archive_index(integer[]) RENAME TO archive_index_now;

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

-- The first report that is looked at takes all others with it, some hundreds at a time.
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
