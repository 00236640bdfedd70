-- The log for processes that hold the records of all reports in memory.

-- Log a change of the searchable data: the reports it affected (NULL: all of them), under the number of the writing transaction,
-- which is the column's default. One writer at a time occasionally trims old entries; a reader that missed them reads everything
-- again. Entries of transactions that a reader may still be waiting for are never trimmed; those that a restored dump brought from a
-- server with higher transaction numbers always are.
CREATE FUNCTION archive_note_change(touched integer[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO archive_searchchange (articles) VALUES (touched);
    IF random() < 0.01 AND pg_try_advisory_xact_lock('archive_searchchange'::regclass::oid::bigint) THEN
        DELETE FROM archive_searchchange USING pg_current_snapshot() AS now
        WHERE xid < pg_snapshot_xmin(now)
            -- With a snapshot of its own it is looked up once, not for each entry.
            AND xid < (SELECT xid FROM archive_searchchange WHERE xid < pg_snapshot_xmax(pg_current_snapshot()) ORDER BY xid DESC OFFSET 10000 LIMIT 1)
            OR xid >= pg_snapshot_xmax(now) AND xid <> pg_current_xact_id();
    END IF;
END
$$;

-- The first change, as an empty log says nothing.
SELECT archive_note_change(NULL);
