-- The log for processes that hold the records of all reports in memory.

-- Log a change of the searchable data: a new token for the writer's shard (see DataVersion), and the reports it affected (NULL: all
-- of them). The shard's row stays locked until the writer commits, so the changes of one shard are numbered in the order in which
-- they become visible. Old entries are trimmed now and then: a reader who missed that much reads everything again.
CREATE FUNCTION archive_note_change(touched integer[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    own smallint := pg_backend_pid() % 32;
    fresh bigint := ('x' || left(md5(gen_random_uuid()::text), 15))::bit(60)::bigint;
BEGIN
    INSERT INTO archive_dataversion (shard, token) VALUES (own, fresh)
    ON CONFLICT (shard) DO UPDATE SET token = excluded.token;
    INSERT INTO archive_searchchange (shard, token, articles) VALUES (own, fresh, touched);
    IF random() < 0.01 THEN
        DELETE FROM archive_searchchange
        WHERE shard = own AND id < (
            SELECT id FROM archive_searchchange WHERE shard = own ORDER BY id DESC OFFSET 500 LIMIT 1
        );
    END IF;
END
$$;
